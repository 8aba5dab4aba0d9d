"""Query parameters: one small parser each, and the whole query string put together as a ``Query``.

A parameter that the resource does not have is an error that lists those it has, as OGC API Features asks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from api.asking import cursor
from api.asking.given import Given, bad, number
from api.asking.places import bbox, crs, near, within
from api.ground.errors import BadParameter
from gis.catalog import Collection, Kind
from gis.cql2 import Cql2Filter
from gis.cql2.literals import moment
from gis.crs import ReferenceSystem, spoken
from gis.errors import BadRange
from gis.fields import DType, Field, Role
from gis.inventory import Inventory
from gis.io.formats import OPTIONS
from gis.limits import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET
from gis.names import BOUNDS, FILTER, FORMAT, PARAMETERS, WINDOW
from gis.query import After, Between, OneOf, Query, SortKey
from gis.summary import MAX_DISTINCT, Sought
from gis.text import Text
from gis.values import FALSE, TRUE

MAX_TOLERANCE_M: Final = 10_000
OPTION_NAMES: Final = {option.parameter: option for option in OPTIONS.values()}
"""Options of the formats by the names of their parameters."""
FILTER_LANGS: Final = {"cql2-text": Cql2Filter.of_text, "cql2-json": Cql2Filter.of_json, "cql-text": Cql2Filter.of_text}
"""Languages of a filter, the default first; GDAL calls CQL2 Text by its draft's name, cql-text."""


def datetime(given: Given) -> None:
    """``datetime`` as OGC API Features asks. No layer has a time of its own, so every feature matches; the value is checked."""
    text = given.one("datetime")
    if text is None:
        return
    parts = text.split("/")
    bounds = [None if part in ("", "..") else _instant(part) for part in parts]
    known = [bound for bound in bounds if bound is not None]
    if len(parts) > 2 or (len(parts) == 1 and not known) or any(map(math.isnan, known)) or known != sorted(known):
        raise bad(
            "datetime",
            Text("不是时间或时间段", "neither a time nor an interval"),
            Text("例如 2023-06-30 或 2023-01-01/..", "for example 2023-06-30 or 2023-01-01/.."),
        )


def _instant(text: str) -> float:
    """A date or a time of RFC 3339 as days since 1970-01-01 in UTC; NaN for what is neither."""
    found = moment(text, 0)
    return math.nan if found is None else found.days


def cql2(given: Given, systems: Sequence[ReferenceSystem]) -> Cql2Filter | None:
    """``filter`` in the language that ``filter-lang`` names, its geometries in the system of ``filter-crs``, CRS84 where none is given.

    Raises
    ------
    BadFilter
        With the position of the mistake.
    """
    text, lang = given.one("filter"), given.one("filter-lang") or next(iter(FILTER_LANGS))
    if lang not in FILTER_LANGS:
        names = ", ".join(FILTER_LANGS)
        raise bad(
            "filter-lang",
            Text(f"没有语言 {lang[:40]}", f"there is no language {lang[:40]}"),
            Text(f"可用语言：{names}", f"languages: {names}"),
        )
    if text is None:
        return None
    return FILTER_LANGS[lang](text, crs(given, "filter-crs", systems))


def located(given: Given) -> bool | None:
    """``located``: whether features have a shape."""
    text = given.one("located")
    if text is None:
        return None
    if text.strip().casefold() not in TRUE | FALSE:
        raise bad(
            "located",
            Text(f"{text[:40]!r} 不是真假值", f"{text[:40]!r} is neither true nor false"),
            Text("请用 true 或 false", "give true or false"),
        )
    return text.strip().casefold() in TRUE


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


def page_limit(given: Given) -> int:
    """``limit``: how many a page of a list has, of which there are never more than ``MAX_LIMIT``.

    Raises
    ------
    BadParameter, BadRange
    """
    count = whole_number(given, "limit", DEFAULT_LIMIT)
    if not 1 <= count <= MAX_LIMIT:
        raise bad(
            "limit",
            Text(f"每页 1 至 {MAX_LIMIT:,} 条", f"a page has 1 to {MAX_LIMIT:,}"),
            Text("请改小", "ask for fewer"),
        )
    return count


def offset(given: Given) -> int:
    """``offset``: rows before the page, up to ``MAX_OFFSET``."""
    count = whole_number(given, "offset", 0)
    if count > MAX_OFFSET:
        raise BadRange(
            Text(f"参数 offset：{count} 超过上限 {MAX_OFFSET}", f"parameter offset: {count} is above {MAX_OFFSET}"),
            Text(
                "请沿各页的 next 链接翻页，它没有深度限制",
                "follow the next link of each page, which goes as deep as the data",
            ),
            parameter="offset",
            maximum=MAX_OFFSET,
        )
    return count


def after(given: Given, collection: Collection) -> After | None:
    """``cursor`` of a ``next`` link: the place in the order of ``sortby`` after which the page begins."""
    text = given.one("cursor")
    if text is None:
        return None
    if "offset" in given.values:
        raise bad(
            "cursor", Text("不能与 offset 同用", "does not go with offset"), Text("请去掉 offset", "leave offset out")
        )
    return cursor.read(text, sort(given, collection), collection)


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


def need_m2(given: Given, collection: Collection) -> float | None:
    """``need_m2=8000``: the floor area that is needed together, for the sheet by building of a workbook of floors; None where it is not said."""
    text = given.one("need_m2")
    if text is None:
        return None
    need = number("need_m2", text)
    if need < 1:
        raise bad("need_m2", Text("应不小于 1", "is at least 1"), Text("请给出平方米数", "give m²"))
    if collection.kind is not Kind.SPACE:
        raise bad(
            "need_m2",
            Text(f"“{collection.title.zh}”不是楼层", f"{collection.title.en} are no floors"),
            Text("只用于楼层图层，请省略", "it is for floors alone: leave it out"),
        )
    return need


def or_unknown(given: Given, collection: Collection) -> frozenset[str]:
    """``or_unknown``: rules for which unknown is let through, by field name; usage, area, filter, near and within by those words too.

    A field that is called by such a word goes before the role.
    """
    words, names = {"usage": Role.USAGE, "area": Role.AREA, "area_m2": Role.AREA}, set()
    for name in given.many("or_unknown"):
        role = None if name in collection.by_name else words.get(name)
        if role is Role.USAGE or (name in collection.by_name and collection.by_name[name].role is Role.USAGE):
            names |= {"usage", name}
        elif role is Role.AREA and role in collection.by_role:
            names.add(collection.by_role[role].name)
        elif name in ("filter", "near", "within"):
            names.add(name)
        else:
            names.add(collection.field(name).name)
    return frozenset(names)


@dataclass(frozen=True, kw_only=True)
class FieldNames:
    """The parameters that a layer's own fields give it."""

    equal: Mapping[str, Field]
    low: Mapping[str, Field]
    high: Mapping[str, Field]
    ambiguous: Mapping[str, Field]
    """Names that would mean a field and the least or greatest of another, which is given: refused with what to ask instead."""

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, collection: Collection) -> FieldNames:
        """Each field by its name, and ``min_``/``max_`` of it where it is a number or a date."""
        taken = PARAMETERS | set(collection.ambiguous)
        equal = {field.name: field for field in collection.fields if field.name not in taken}
        ranged = [field for field in collection.fields if field.ranged]
        low, high = (
            {side + field.name: field for field in ranged if side + field.name not in taken} for side in BOUNDS
        )
        return cls(equal=equal, low=low, high=high, ambiguous=collection.ambiguous)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.equal, *self.low, *self.high, *self.ambiguous)


def splits(field: Field) -> bool:
    """Whether a comma separates values of the field: where they are codes, ids or list entries."""
    return bool(field.codelist or field.names_ids) or field.dtype is DType.LIST


def conditions(given: Given, names: FieldNames) -> tuple[OneOf | Between, ...]:
    """What is asked of fields by their own names: values, and closed ranges."""
    asked: list[OneOf | Between] = []
    for name, field in names.ambiguous.items():
        if name in given.values:
            raise _ambiguous(name, field)
    for name, field in names.equal.items():
        if name in given.values:
            values = given.many(name) if splits(field) else given.whole(name)
            if not values:
                raise bad(
                    name,
                    Text("没有给值", "has no value"),
                    Text("请给出值，或去掉该参数", "give a value, or leave it out"),
                )
            _check_kind(name, field, values)
            asked.append(OneOf(field=field.name, values=values))
    low = {field.name: given.one(name) for name, field in names.low.items() if name in given.values}
    high = {field.name: given.one(name) for name, field in names.high.items() if name in given.values}
    asked += [Between(field=name, low=low.get(name), high=high.get(name)) for name in dict.fromkeys([*low, *high])]
    return tuple(asked)


def _ambiguous(name: str, field: Field) -> BadParameter:
    """What a parameter may mean that is a field's name and the least or greatest of another."""
    least = name.startswith(BOUNDS[0])
    side, sign = (Text("下限", "the least"), ">=") if least else (Text("上限", "the greatest"), "<=")
    value = "'…'" if field.dtype is DType.DATE else "…"
    return bad(
        name,
        Text(f"既是字段 {name}，也是 {field.name} 的{side.zh}", f"is a field, and {side.en} of {field.name} too"),
        Text(
            f"请用 filter 写明：{name} = …，或 {field.name} {sign} {value}",
            f"say which by filter: {name} = …, or {field.name} {sign} {value}",
        ),
    )


def _check_kind(name: str, field: Field, values: Sequence[str]) -> None:
    """Refuse what no value of a number or a yes-or-no can be: an empty answer would look as if there were none."""
    for value in values:
        if field.numeric and not splits(field):
            number(name, value)
        if field.dtype is DType.BOOLEAN and value.casefold() not in TRUE | FALSE:
            raise bad(
                name,
                Text(f"{value[:40]!r} 不是真假值", f"{value[:40]!r} is neither true nor false"),
                Text("请用 true 或 false", "give true or false"),
            )


def allowed(collection: Collection, *groups: Sequence[str]) -> tuple[str, ...]:
    """Every parameter of a resource of the collection."""
    return (*(name for group in groups for name in group), *FieldNames.of(collection).names)


@lru_cache(maxsize=256)
def allowed_on_items(collection: Collection) -> tuple[str, ...]:
    """Every parameter of a collection's items."""
    return allowed(collection, FORMAT, FILTER, WINDOW, tuple(OPTION_NAMES))


def options(given: Given) -> dict[str, str]:
    """``f-encoding=gbk``: the options of a file's format, by their names in the registry."""
    return {option.id: value for name, option in OPTION_NAMES.items() if (value := given.one(name)) is not None}


def query(given: Given, collection: Collection, inventory: Inventory) -> Query:
    """The whole query string as a question to a layer.

    Parameters
    ----------
    inventory
        Names the coordinate systems that places may be given in, and holds the features that something may lie near.

    Raises
    ------
    BadQuestion
        The class that fits: unknown property, box, range, geometry, parameter.
    """
    systems = spoken(inventory.catalog.metric_crs)
    crs(given, "crs", systems)
    datetime(given)
    if "ids" in given.values and not given.many("ids"):
        raise bad("ids", Text("没有给编号", "has no value"), Text("请给出编号", "give ids, separated by commas"))
    return Query(
        collection=collection.id,
        bbox=bbox(given, systems),
        within=within(given, systems),
        near=near(given, inventory, systems),
        located=located(given),
        ids=given.many("ids"),
        usage=given.many("usage"),
        area_m2=area_m2(given),
        where=conditions(given, FieldNames.of(collection)),
        text=" ".join(given.whole("q")),
        filter=cql2(given, systems),
        or_unknown=or_unknown(given, collection) | ({"bbox"} if "bbox" in given.values else set()),
        sort=sort(given, collection),
        limit=min(whole_number(given, "limit", DEFAULT_LIMIT), MAX_LIMIT),
        offset=offset(given),
        after=after(given, collection),
    )


def fields(given: Given, name: str, collection: Collection) -> tuple[str, ...]:
    """``by``, ``histogram`` and ``distinct``: names of fields."""
    return tuple(collection.field(part).name for part in given.many(name))


def read_sought(given: Given, collection: Collection) -> Sought:
    """``distinct=owner&distinct_q=实业&distinct_limit=20``: whose most frequent values are listed, containing what, and how many."""
    asked = Sought(
        fields=fields(given, "distinct", collection),
        term=" ".join(given.whole("distinct_q")),
        limit=whole_number(given, "distinct_limit", Sought.limit),
    )
    if asked.limit > MAX_DISTINCT:
        raise bad(
            "distinct_limit",
            Text(f"{asked.limit} 超过上限 {MAX_DISTINCT:,}", f"{asked.limit} is above {MAX_DISTINCT:,}"),
            Text("请用 distinct_q 缩小范围", "narrow the values down with distinct_q"),
        )
    if not asked.fields and any(name in given.values for name in ("distinct_q", "distinct_limit")):
        raise bad(
            "distinct", Text("没有给字段", "names no field"), Text("请给出字段名", "name fields, separated by commas")
        )
    return asked
