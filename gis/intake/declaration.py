"""What an imported register adds to a catalog, as its mapping declares it: a folder, a collection, or further fields of one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from typing import Any, Final

from gis.catalog import Collection
from gis.crs import ANYWHERE
from gis.fields import Field, Role
from gis.intake.mapping import Mapping
from gis.io.toml import toml_text


def declare_collection(
    plan: Mapping, originals: Table[str, Field], before: str | None, *, unlocated: bool = False
) -> str:
    """The text of a catalog with the collection of a mapping in it.

    Parameters
    ----------
    originals
        By column name, the field whose untranslated values it keeps; these columns come last.
    before
        The text of the folder's catalog, which stays as it is but for the system of a folder that has no layer yet; None where the folder has none.
    unlocated
        Whether there are rows without a shape: a field then says of each by what it was located later.
    """
    head = _measured_as(before, plan) if before is not None else toml_text({"folder": _folder(plan)})
    return _joined(head, toml_text({plan.id: _collection(plan, originals, unlocated=unlocated)}, ("collections",)))


def declare_fields(before: str, collection: Collection, plan: Mapping, originals: Table[str, Field]) -> str:
    """The text of a catalog with what a mapping reads that a collection of it does not have yet; itself where it has all of it."""
    known = collection.by_name
    fields = [
        *(_field(rule.field) for rule in plan.rules if rule.field.name not in known),
        *(_original(name, field) for name, field in originals.items() if name not in known),
    ]
    return _joined(before, toml_text({"fields": fields}, ("collections", collection.id))) if fields else before


def _joined(before: str, more: str) -> str:
    return f"{before.rstrip()}\n{more}"


def _measured_as(before: str, plan: Mapping) -> str:
    """A catalog that begins, in whose system areas are true but no distances: it is measured in that of the first layer that comes."""
    catalog = tomllib.loads(before)
    if catalog.get("collections") or catalog["folder"]["metric_crs"] != ANYWHERE:
        return before
    line = 'metric_crs = "{}"'
    return before.replace(line.format(ANYWHERE), line.format(plan.metric_crs), 1)


def _folder(plan: Mapping) -> dict[str, Any]:
    return {
        "title": plan.title.as_dict(),
        "metric_crs": plan.metric_crs,
        "as_of": None if plan.as_of_stated else plan.as_of,
        "stale_after_days": plan.stale_after_days,
        "scheme": plan.scheme,
    }


def _collection(plan: Mapping, originals: Table[str, Field], *, unlocated: bool) -> dict[str, Any]:
    return {
        "kind": str(plan.kind),
        "file": f"{plan.id}.geojson",
        "title": plan.title.as_dict(),
        "noun": plan.noun.as_dict(),
        "source": plan.source.as_dict(),
        "as_of": plan.as_of,
        "fields": [
            *(_field(rule.field) for rule in plan.rules),
            *([_LOCATED_BY] if unlocated and _is_free(plan) else []),
            *(_original(name, field) for name, field in originals.items()),
        ],
    }


_LOCATED_BY: Final = {
    "name": str(Role.LOCATED_BY),
    "type": "text",
    "zh": "定位依据",
    "en": "Located by",
    "role": str(Role.LOCATED_BY),
    "group": "source",
}


def _is_free(plan: Mapping) -> bool:
    """Whether the mapping leaves the role and the name to the import."""
    taken = {rule.field.name for rule in plan.rules} | {rule.original for rule in plan.rules}
    return plan.rule_of(Role.LOCATED_BY) is None and _LOCATED_BY["name"] not in taken


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": str(field.dtype),
        "zh": field.title.zh,
        "en": field.title.en,
        "unit": field.unit,
        "role": str(field.role) if field.role else None,
        "codelist": field.codelist,
        "references": field.references,
        "references_by": field.references_by,
        "group": field.group or None,
        "past": field.past or None,
    }


def _original(name: str, field: Field) -> dict[str, Any]:
    return {
        "name": name,
        "type": "text",
        "zh": f"{field.title.zh}（原值）",
        "en": f"{field.title.en} (as in the source)",
        "group": "source",
        "original_of": field.name,
    }
