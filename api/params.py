"""Query parameters: one small parser each, and the whole query string put together as a ``Query``.

A parameter that the resource does not have is an error that lists those it has, as OGC API Features asks.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.errors import BadParameter, UnknownParameter
from gis.catalog import Collection
from gis.cql2 import Cql2Filter
from gis.crs import CRS84
from gis.errors import BadBox, BadRange
from gis.fields import DType, Field, Role
from gis.query import MAX_LIMIT, Between, Box, OneOf, Query, SortKey, polygon_from_wkt
from gis.text import Text

FORMAT: Final = ("f", "lang")
FILTER: Final = (
    "bbox",
    "bbox-crs",
    "datetime",
    "within",
    "ids",
    "usage",
    "min_area_m2",
    "max_area_m2",
    "q",
    "filter",
    "filter-lang",
    "filter-crs",
    "or_unknown",
)
WINDOW: Final = ("sortby", "limit", "offset", "properties", "crs", "simplify")
SUMMARY: Final = ("by", "histogram")
DEFAULT_LIMIT: Final = 100
MAX_TOLERANCE_M: Final = 10_000
FILTER_LANGS: Final = {"cql2-text": Cql2Filter.of_text, "cql2-json": Cql2Filter.of_json, "cql-text": Cql2Filter.of_text}
"""Languages of a filter, the default first; GDAL calls CQL2 Text by its draft's name, cql-text."""
_CRS84_NAMES: Final = frozenset({CRS84, "CRS84", "OGC:CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"})


class Given:
    """A query string: every parameter with the values it was given."""

    def __init__(self, items: Iterable[tuple[str, str]]) -> None:
        self.values: dict[str, list[str]] = {}
        for name, value in items:
            self.values.setdefault(name, []).append(value)

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse every parameter but these.

        Raises
        ------
        UnknownParameter
            Naming the stranger and listing what is allowed.
        """
        known = list(dict.fromkeys(allowed))
        if strange := [name for name in self.values if name not in set(known)]:
            shown = ", ".join(name[:60] for name in strange[:5])
            raise UnknownParameter(
                Text(f"不认识的参数 {shown}", f"unknown parameter {shown}"),
                Text(f"可用参数：{', '.join(known)}", f"parameters: {', '.join(known)}"),
                parameters=strange[:5],
                allowed=known,
            )

    def one(self, name: str) -> str | None:
        """The value of a parameter that may stand once; None where it is absent."""
        found = self.values.get(name, [])
        if len(found) > 1:
            raise bad(name, Text("只能出现一次", "may stand once only"), Text("请只留一个", "keep one of them"))
        return found[0] if found else None

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter, split at commas; empty parts are dropped."""
        parts = (part.strip() for value in self.values.get(name, []) for part in re.split("[,，]", value))
        return tuple(dict.fromkeys(part for part in parts if part))

    def whole(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter as it stands: commas belong to the value."""
        return tuple(dict.fromkeys(value for value in self.values.get(name, []) if value.strip()))


def bad(name: str, text: Text, remedy: Text) -> BadParameter:
    """The error of a parameter whose value cannot be read."""
    return BadParameter(Text(f"参数 {name}：{text.zh}", f"parameter {name}: {text.en}"), remedy, parameter=name)


def bbox(given: Given) -> Box | None:
    """``bbox=west,south,east,north`` in degrees; six numbers carry heights, which are left aside."""
    text = given.one("bbox")
    crs84(given, "bbox-crs")
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) not in (4, 6):
        raise BadBox(
            Text(f"范围框应有 4 个数，给了 {len(parts)} 个", f"a bounding box has 4 numbers; {len(parts)} were given"),
            Text(
                "按“西,南,东,北”给出，例如 116.6,36.4,116.9,36.7",
                "give west,south,east,north, for example 116.6,36.4,116.9,36.7",
            ),
            parameter="bbox",
        )
    numbers = [number("bbox", part) for part in parts]
    west, south, east, north = numbers if len(parts) == 4 else (numbers[0], numbers[1], numbers[3], numbers[4])
    return Box(west=west, south=south, east=east, north=north)


def crs84(given: Given, name: str) -> None:
    """``crs`` and ``bbox-crs``: longitude and latitude in CRS84 is the one that is spoken."""
    text = given.one(name)
    if text is not None and text not in _CRS84_NAMES:
        raise bad(
            name,
            Text("只支持 CRS84", "only CRS84 is spoken"),
            Text(f"请用 {CRS84} 或省略", f"give {CRS84}, or leave it out"),
        )


def datetime(given: Given) -> None:
    """``datetime`` as OGC API Features asks. No layer has a time of its own, so every feature matches; the value is checked."""
    text = given.one("datetime")
    if text is None:
        return
    parts = text.split("/")
    bounds = [None if part in ("", "..") else _instant(part) for part in parts]
    ordered = len(bounds) < 2 or None in bounds or str(bounds[0]) <= str(bounds[1])
    if len(parts) > 2 or (len(parts) == 1 and bounds[0] is None) or "" in bounds or not ordered:
        raise bad(
            "datetime",
            Text("不是时间或时间段", "neither a time nor an interval"),
            Text("例如 2023-06-30 或 2023-01-01/..", "for example 2023-06-30 or 2023-01-01/.."),
        )


def _instant(text: str) -> str:
    try:
        return dt.datetime.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def within(given: Given) -> Any:
    """``within``: a polygon in WKT, degrees, longitude before latitude."""
    text = given.one("within")
    return None if text is None else polygon_from_wkt(text)


def cql2(given: Given) -> Cql2Filter | None:
    """``filter`` in the language that ``filter-lang`` names, its geometries in CRS84.

    Raises
    ------
    BadFilter
        With the position of the mistake.
    """
    crs84(given, "filter-crs")
    text, lang = given.one("filter"), given.one("filter-lang") or next(iter(FILTER_LANGS))
    if lang not in FILTER_LANGS:
        names = ", ".join(FILTER_LANGS)
        raise bad(
            "filter-lang",
            Text(f"没有语言 {lang[:40]}", f"there is no language {lang[:40]}"),
            Text(f"可用语言：{names}", f"languages: {names}"),
        )
    return None if text is None else FILTER_LANGS[lang](text)


def number(name: str, text: str) -> float:
    """A finite number; the area bounds and the box are made of them."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or len(text) > 40:
        raise bad(
            name, Text(f"{text[:40]!r} 不是数", f"{text[:40]!r} is not a number"), Text("请给出数字", "give a number")
        )
    return found


def area_m2(given: Given) -> tuple[float | None, float | None]:
    """``min_area_m2`` and ``max_area_m2`` of the layer's area role, in m²."""
    low, high = given.one("min_area_m2"), given.one("max_area_m2")
    return (
        None if low is None else number("min_area_m2", low),
        None if high is None else number("max_area_m2", high),
    )


def whole_number(given: Given, name: str, default: int) -> int:
    """``limit`` and ``offset``: whole numbers from 0."""
    text = given.one(name)
    if text is None:
        return default
    if not re.fullmatch(r"\d{1,15}", text.strip(), re.ASCII):
        raise BadRange(
            Text(
                f"参数 {name}：{text[:40]!r} 不是 0 以上的整数",
                f"parameter {name}: {text[:40]!r} is not a whole number from 0",
            ),
            Text("请给出整数", "give a whole number"),
            parameter=name,
        )
    return int(text)


def sort(given: Given, collection: Collection) -> tuple[SortKey, ...]:
    """``sortby=-site_area_m2,name``: a leading minus sorts downwards."""
    keys = []
    for part in given.many("sortby"):
        name = part.lstrip("+-").strip() if part[0] in "+-" else part
        keys.append(SortKey(field=collection.field(name).name, descending=part.startswith("-")))
    return tuple(keys)


def properties(given: Given, collection: Collection) -> tuple[str, ...] | None:
    """``properties=name,status``: the columns of the answer; None for all."""
    if "properties" not in given.values:
        return None
    return tuple(collection.field(name).name for name in given.many("properties"))


def simplify(given: Given) -> float:
    """``simplify=5``: outlines may be off by so many metres, for a map far out; 0 is exact."""
    text = given.one("simplify")
    tolerance = 0.0 if text is None else number("simplify", text)
    if not 0 <= tolerance <= MAX_TOLERANCE_M:
        raise bad(
            "simplify",
            Text(f"应为 0 至 {MAX_TOLERANCE_M:,} 米", f"is 0 to {MAX_TOLERANCE_M:,} metres"),
            Text("请调整，或省略", "change it, or leave it out"),
        )
    return tolerance


def or_unknown(given: Given, collection: Collection) -> frozenset[str]:
    """``or_unknown``: rules for which unknown is let through, by field name; usage, area and filter by those words too."""
    found = set()
    for name in given.many("or_unknown"):
        role = {"usage": Role.USAGE, "area": Role.AREA, "area_m2": Role.AREA}.get(name)
        if role is Role.USAGE or (name in collection.by_name and collection.by_name[name].role is Role.USAGE):
            found |= {"usage", name}
        elif role is Role.AREA and role in collection.by_role:
            found.add(collection.by_role[role].name)
        elif name == "filter":
            found.add(name)
        else:
            found.add(collection.field(name).name)
    return frozenset(found)


@dataclass(frozen=True, kw_only=True)
class FieldNames:
    """The parameters that a layer's own fields give it."""

    equal: Mapping[str, Field]
    low: Mapping[str, Field]
    high: Mapping[str, Field]

    @classmethod
    def of(cls, collection: Collection) -> FieldNames:
        """Each field by its name, and ``min_``/``max_`` of it where it is a number or a date."""
        reserved = {*FORMAT, *FILTER, *WINDOW, *SUMMARY}
        equal = {field.name: field for field in collection.fields if field.name not in reserved}
        ranged = [field for field in collection.fields if field.ranged]
        taken = reserved | set(equal)
        low = {f"min_{field.name}": field for field in ranged if f"min_{field.name}" not in taken}
        high = {f"max_{field.name}": field for field in ranged if f"max_{field.name}" not in taken}
        return cls(equal=equal, low=low, high=high)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.equal, *self.low, *self.high)


def splits(field: Field) -> bool:
    """Whether a comma separates values of the field: where they are codes, ids or list entries."""
    return bool(field.codelist or field.references) or field.dtype is DType.LIST


def conditions(given: Given, names: FieldNames) -> tuple[OneOf | Between, ...]:
    """What is asked of fields by their own names: values, and closed ranges."""
    found: list[OneOf | Between] = []
    for name, field in names.equal.items():
        if name in given.values:
            values = given.many(name) if splits(field) else given.whole(name)
            if not values:
                raise bad(
                    name,
                    Text("没有给值", "has no value"),
                    Text("请给出值，或去掉该参数", "give a value, or leave it out"),
                )
            found.append(OneOf(field=field.name, values=values))
    low = {field.name: given.one(name) for name, field in names.low.items() if name in given.values}
    high = {field.name: given.one(name) for name, field in names.high.items() if name in given.values}
    found += [Between(field=name, low=low.get(name), high=high.get(name)) for name in dict.fromkeys([*low, *high])]
    return tuple(found)


def allowed(collection: Collection, *groups: Sequence[str]) -> tuple[str, ...]:
    """Every parameter of a resource of the collection."""
    return (*(name for group in groups for name in group), *FieldNames.of(collection).names)


def query(given: Given, collection: Collection) -> Query:
    """The whole query string as a question to a layer.

    Raises
    ------
    BadQuestion
        The class that fits: unknown property, box, range, geometry, parameter.
    """
    crs84(given, "crs")
    datetime(given)
    if "ids" in given.values and not given.many("ids"):
        raise bad("ids", Text("没有给编号", "has no value"), Text("请给出编号", "give ids, separated by commas"))
    return Query(
        collection=collection.id,
        bbox=bbox(given),
        within=within(given),
        ids=given.many("ids"),
        usage=given.many("usage"),
        area_m2=area_m2(given),
        where=conditions(given, FieldNames.of(collection)),
        text=" ".join(given.whole("q")),
        filter=cql2(given),
        or_unknown=or_unknown(given, collection),
        sort=sort(given, collection),
        limit=min(whole_number(given, "limit", DEFAULT_LIMIT), MAX_LIMIT),
        offset=whole_number(given, "offset", 0),
    )


def fields(given: Given, name: str, collection: Collection) -> tuple[str, ...]:
    """``by`` and ``histogram``: names of fields."""
    return tuple(collection.field(part).name for part in given.many(name))
