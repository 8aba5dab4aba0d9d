"""The codes that a scheme names, looked up in the code lists of the fields that they are compared with."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gis.catalog import Catalog, Kind
from gis.codelists import Codelist
from gis.errors import SchemeError, UnknownCode
from gis.fields import Role
from gis.matching.criteria.criteria import CRITERIA, Criterion
from gis.matching.rules import RULES, Rule
from gis.matching.schemes.scheme_sections import SchemeReader, Sections
from gis.reading.reader import Spot

_WRITTEN_FOR: Final = 2 / 3
"""From this share of its codes on, a scheme is taken to be written for the folder's lists."""
_ALIKE: Final = 0.8
Field = tuple[Kind, Role]
Named = Iterator[tuple[Spot[SchemeError], str, Field]]

_STAGE: Final = (Kind.PROJECT, Role.STAGE)
_CHAIN: Final = (Kind.PROJECT, Role.CHAIN)
_INDUSTRY: Final = (Kind.PROJECT, Role.INDUSTRY_CODE)
_LAND_USE: Final = (Kind.PARCEL, Role.USAGE)
_LAND_STATUS: Final = (Kind.PARCEL, Role.STATUS)
_SPACE_USE: Final = (Kind.SPACE, Role.USAGE)

_OWNERS: Final[tuple[Rule | Criterion, ...]] = (*RULES.values(), *CRITERIA.values())
_LISTS: Final[Mapping[tuple[str, str], Field]] = {
    (owner.id, key): field for owner in _OWNERS for key, field in owner.codes.items()
}
"""Lists of codes by rule or criterion and key."""


def refuse_unknown_codes(sections: Sections, catalog: Catalog) -> None:
    """Refuse the first code that no list of its field holds; a field without a list takes any.

    A folder may know fewer codes than the scheme names. Where its list lacks many of them, only what looks misspelt is refused.

    Raises
    ------
    SchemeError
        With file, line, key and the code that was probably meant.
    """
    named = list(_named_codes(sections))
    lists = {field: _lists(catalog, field, _system(sections)) for field in {field for _, _, field in named}}
    written_for = {field: _share(named, field, known) >= _WRITTEN_FOR for field, known in lists.items()}
    for at, code, field in named:
        known = lists[field]
        if known and not _in_any(known, code):
            options = [one for each in known for one in each.by_code]
            if written_for[field] or difflib.get_close_matches(code, options, n=1, cutoff=_ALIKE):
                raise at.unknown(code, options)


def _share(named: Sequence[tuple[Spot[SchemeError], str, Field]], field: Field, known: Sequence[Codelist]) -> float:
    """Share of the codes that a scheme names for a field that its lists hold."""
    codes = {code for _, code, of in named if of == field}
    return sum(_in_any(known, code) for code in codes) / len(codes)


def _in_any(codelists: Sequence[Codelist], code: str) -> bool:
    return any(_holds(each, code) for each in codelists)


def _system(sections: Sections) -> object:
    return sections.section("use").table.get("system") if _has_table(sections, "use") else None


def _has_table(sections: Sections, key: str) -> bool:
    """Whether a section is a table: one that is none is refused by who reads it."""
    return isinstance(sections.reader(key).table.get(key), dict)


def _lists(catalog: Catalog, field: Field, system: object) -> list[Codelist]:
    """The lists that a field's values come from in all layers of a kind; none where one of them takes anything."""
    kind, role = field
    named = [layer.by_role[role].codelist for layer in catalog.of_kind(kind) if role in layer.by_role]
    found = [catalog.codelists[each] for each in named if each is not None and each in catalog.codelists]
    if field == _LAND_USE:
        # Codes are compared only within the scheme's own system.
        return [each for each in found if system in (each.id, each.system)]
    return found if len(found) == len(named) else []


def _holds(codelist: Codelist, code: str) -> bool:
    try:
        return bool(codelist.below(code))
    except UnknownCode:
        return False


def _named_codes(sections: Sections) -> Named:
    for key in ("rules", "criteria"):
        for entry in sections.entries(key, needed=False):
            for (owner, name), field in _LISTS.items():
                if entry.table.get("id") == owner:
                    yield from _each(entry, name, field)
    for entry in sections.entries("supply", needed=False):
        yield from _one(entry, "status", _LAND_STATUS)
    for entry in sections.entries("thresholds", needed=False):
        yield from _each(entry, "land_uses", _LAND_USE)
    for entry in sections.entries("chains", needed=False):
        yield from _one(entry, "chain", _CHAIN)
        yield from _one(entry, "downstream", _CHAIN)
        yield from _divisions(entry)
    yield from _of_use(sections)
    yield from _of_plans(sections)


def _of_plans(sections: Sections) -> Named:
    for key in ("reverse", "portfolio"):
        if _has_table(sections, key):
            reader = sections.section(key)
            for name in ("stages", "pinned_stages", "placed_stages", "reserve_stages"):
                yield from _each(reader, name, _STAGE)
            yield from _each(reader, "tier_points", (Kind.PROJECT, Role.TIER))


def _of_use(sections: Sections) -> Named:
    if not _has_table(sections, "use"):
        return
    use = sections.section("use")
    for entry in use.parts("industries") if "industries" in use else []:
        yield from _divisions(entry)
        yield from _each(entry, "space_uses", _SPACE_USE)
        yield from _each(entry, "land", _LAND_USE)
        for name, field in (("floors", _SPACE_USE), ("land_by_pollution_class", _LAND_USE)):
            if isinstance(entry.table.get(name), dict):
                part = entry.part(name)
                for key in part.table:
                    yield from _each(part, key, field)


def _divisions(reader: SchemeReader) -> Named:
    """The ends of ranges of industry divisions."""
    for where, part, field in _each(reader, "divisions", _INDUSTRY):
        for end in re.findall(r"\d\d", part):
            yield where, end, field


def _each(reader: SchemeReader, key: str, field: Field) -> Named:
    """The codes of a list, or the keys of a table."""
    found = reader.table.get(key)
    if isinstance(found, dict):
        yield from ((reader.at(key, code), code, field) for code in found)
    elif isinstance(found, list):
        yield from ((reader.at(key, n), code, field) for n, code in enumerate(found, 1) if isinstance(code, str))


def _one(reader: SchemeReader, key: str, field: Field) -> Named:
    if isinstance(code := reader.table.get(key), str):
        yield reader.at(key), code, field
