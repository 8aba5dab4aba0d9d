"""Flags of ``query`` and ``export`` as the query string of the service: one language for both doors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from api.errors import BadParameter
from api.params import FILTER, WINDOW, Given, allowed, bad, query
from gis.catalog import Collection
from gis.errors import UnknownProperty
from gis.fields import Role
from gis.query import Query
from gis.text import Text
from gis.units import M2_PER_HA, UNITS, m2_from_mu

_FACTORS: Final = {"": 1.0, "m2": 1.0, "m²": 1.0, "㎡": 1.0, "平方米": 1.0}
_LAND: Final = {"亩": m2_from_mu(1), "mu": m2_from_mu(1), "ha": float(M2_PER_HA), "公顷": float(M2_PER_HA)}


@dataclass(frozen=True, kw_only=True)
class Flags:
    """What was asked for on the command line; each is a list because each may be repeated."""

    usage: list[str] = field(default_factory=list)
    min_area: str | None = None
    max_area: str | None = None
    status: list[str] = field(default_factory=list)
    park: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    bbox: str | None = None
    within: str | None = None
    ids: list[str] = field(default_factory=list)
    text: str | None = None
    or_unknown: list[str] = field(default_factory=list)
    sort: list[str] = field(default_factory=list)
    limit: int | None = None
    offset: int | None = None


def area_m2(text: str, collection: Collection) -> str:
    """An area as typed (``30亩``, ``2ha``, ``20000``) in m²; 亩 and hectares for land alone.

    Raises
    ------
    BadParameter
        Where it cannot be read, or floor space is asked for in 亩.
    """
    found = re.fullmatch(r"\s*([\d.,]+)\s*(\S*)\s*", text)
    unit = found.group(2).lower() if found else None
    if found is None or (unit not in _FACTORS and unit not in _LAND):
        raise bad(
            "area",
            Text(f"{text!r} 不是面积", f"{text!r} is not an area"),
            Text("例如 20000、30亩、2ha", "for example 20000, 30mu, 2ha"),
        )
    entry = collection.by_role.get(Role.AREA)
    if unit in _LAND and not (entry and entry.unit and UNITS[entry.unit].land):
        raise bad(
            "area",
            Text("建筑面积不用亩或公顷", "floor space is not measured in mu or hectares"),
            Text("请用平方米", "give m²"),
        )
    try:
        return repr(float(found.group(1).replace(",", "")) * (_FACTORS | _LAND)[str(unit)])
    except ValueError:
        raise bad(
            "area",
            Text(f"{text!r} 不是面积", f"{text!r} is not an area"),
            Text("例如 20000、30亩、2ha", "for example 20000, 30mu, 2ha"),
        ) from None


def question(collection: Collection, flags: Flags) -> tuple[Query, bool]:
    """The query of the flags, and whether a page of it was asked for.

    Raises
    ------
    BadQuestion
        As the service would answer the same question.
    """
    given = Given(_pairs(collection, flags))
    given.only(allowed(collection, FILTER, WINDOW))
    return query(given, collection), "limit" in given.values


def _pairs(collection: Collection, flags: Flags) -> list[tuple[str, str]]:
    pairs = [("usage", value) for value in flags.usage]
    pairs += [("ids", value) for value in flags.ids]
    pairs += [("or_unknown", value) for value in flags.or_unknown]
    pairs += [("sortby", value) for value in flags.sort]
    pairs += [(_named(collection, Role.STATUS), value) for value in flags.status]
    pairs += [(_named(collection, Role.PARK), value) for value in flags.park]
    pairs += [_condition(value) for value in flags.where]
    if flags.min_area is not None:
        pairs.append(("min_area_m2", area_m2(flags.min_area, collection)))
    if flags.max_area is not None:
        pairs.append(("max_area_m2", area_m2(flags.max_area, collection)))
    single = {"bbox": flags.bbox, "within": flags.within, "q": flags.text, "limit": flags.limit, "offset": flags.offset}
    return pairs + [(name, str(value)) for name, value in single.items() if value is not None]


def _named(collection: Collection, role: Role) -> str:
    if role not in collection.by_role:
        names = ", ".join(collection.by_name)
        raise UnknownProperty(
            Text(f"图层“{collection.title.zh}”没有 {role} 字段", f"{collection.title.en} has no {role} field"),
            Text(f"可用字段：{names}", f"queryables: {names}"),
            property=str(role),
        )
    return collection.by_role[role].name


def _condition(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise BadParameter(
            Text(f"条件 {text!r} 应写作 字段=值", f"the condition {text!r} is written field=value"),
            Text(
                "例如 --where status=idle 或 --where min_far_max=1.5",
                "for example --where status=idle or --where min_far_max=1.5",
            ),
            parameter="where",
        )
    return name.strip(), value
