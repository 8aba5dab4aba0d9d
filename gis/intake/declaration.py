"""The catalog of an imported register, as its mapping declares it."""

from __future__ import annotations

from collections.abc import Mapping as Table
from typing import Any, Final

from gis.fields import Field, Role
from gis.intake.mapping import Mapping


def catalog_table(plan: Mapping, originals: Table[str, Field], *, unlocated: bool = False) -> dict[str, Any]:
    """The catalog as a table for TOML; columns that keep untranslated values come last.

    Parameters
    ----------
    originals
        By column name, the field whose untranslated values it keeps.
    unlocated
        Whether there are rows without a shape: a field then says of each by what it was located later.
    """
    folder = {
        "title": plan.title.as_dict(),
        "metric_crs": plan.metric_crs,
        "as_of": None if plan.as_of_stated else plan.as_of,
        "stale_after_days": plan.stale_after_days,
        "scheme": plan.scheme,
    }
    collection = {
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
    return {"folder": folder, "collections": {plan.id: collection}}


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
