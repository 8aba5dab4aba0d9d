"""Query and Selection: a question to one layer, and the rows that answer it.

Every condition is a rule with three answers: yes, no, unknown. Unknown does not match; how many rows each rule alone keeps back for
being unknown is counted, so that a screen can offer them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Mask, Rows, day_number, folded
from gis.errors import BadBox, BadGeometry, BadRange, UnknownCode, UnknownProperty
from gis.fields import Field, Role
from gis.geometry import touching
from gis.layer import Layer
from gis.text import Text
from gis.units import UNITS, figure, mu_from_m2, plain

MAX_LIMIT = 10_000


@dataclass(frozen=True, kw_only=True)
class Box:
    """West, south, east, north in degrees. West above east is legal: the box crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        numbers = (self.west, self.south, self.east, self.north)
        if not all(map(math.isfinite, numbers)) or max(abs(self.west), abs(self.east)) > 180 or max(abs(self.south), abs(self.north)) > 90:
            raise BadBox(
                Text("范围框超出经纬度的取值范围", "the bounding box lies outside the range of longitude and latitude"),
                Text("按“西,南,东,北”给出，经度 −180 至 180，纬度 −90 至 90", "give west,south,east,north; longitude −180 to 180, latitude −90 to 90"),
            )
        if self.south > self.north:
            raise BadBox(
                Text(f"范围框的南 {self.south} 大于北 {self.north}", f"the box's south {self.south} lies above its north {self.north}"),
                Text("顺序为“西,南,东,北”", "the order is west,south,east,north"),
            )

    @property
    def shape(self) -> Any:
        """The box as a polygon, or as two where it crosses the antimeridian."""
        if self.west <= self.east:
            return shapely.box(self.west, self.south, self.east, self.north)
        return shapely.union(
            shapely.box(self.west, self.south, 180, self.north), shapely.box(-180, self.south, self.east, self.north)
        )


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """The field has one of these values, written as text."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Between:
    """The field lies in a closed range; a bound of None is open. Dates are ISO text, numbers as they are."""

    field: str
    low: float | str | None = None
    high: float | str | None = None


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """One key of the order; unknown comes last either way."""

    field: str
    descending: bool = False


class Filter(Protocol):
    """The seam for a filter language: anything that answers yes and unknown for all rows, and says itself in words."""

    @property
    def words(self) -> Text:
        """The filter as a sentence, said in exports and above results."""

    def answers(self, layer: Layer) -> tuple[Mask, Mask]:
        """Rows that pass, and rows for which it cannot be told; disjoint, shape (n,)."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question to one layer. Hashable; nothing of HTTP in it.

    Parameters
    ----------
    usage
        Codes of the layer's usage field, each with all codes below it.
    area_m2
        Closed range of the layer's area role, in m².
    where
        Conditions on declared fields, all to be met.
    text
        Words that all must occur somewhere in the row's texts or the words of its codes.
    within
        A polygon in stored degrees that the feature touches.
    or_unknown
        Fields for which unknown is let through.
    """

    collection: str
    bbox: Box | None = None
    within: Any = None
    ids: tuple[str, ...] = ()
    usage: tuple[str, ...] = ()
    area_m2: tuple[float | None, float | None] = (None, None)
    where: tuple[OneOf | Between, ...] = ()
    text: str = ""
    filter: Filter | None = None
    or_unknown: frozenset[str] = field(default=frozenset())
    sort: tuple[SortKey, ...] = ()
    limit: int = 100
    offset: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.limit <= MAX_LIMIT or self.offset < 0:
            raise BadRange(
                Text(f"每页数量须在 0 至 {MAX_LIMIT:,} 之间，起点不为负", f"limit goes from 0 to {MAX_LIMIT:,}, offset from 0"),
                Text("请调整 limit 与 offset", "change limit or offset"),
            )

    def all_rows(self) -> Query:
        """The same question for every row at once, as exports and summaries ask it."""
        return replace(self, limit=MAX_LIMIT, offset=0)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One condition of a query, answered for every row."""

    key: str
    words: Text
    yes: Mask
    unknown: Mask
    let_unknown: bool = False

    @cached_property
    def passed(self) -> Mask:
        """Rows that the rule lets through."""
        return self.yes | self.unknown if self.let_unknown else self.yes


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one rule did, in order: how many were left, how many it removed, how many it alone keeps back as unknown."""

    key: str
    words: Text
    removed: int
    left: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The rows that answered one page of a query, in a total and stable order."""

    layer: Layer
    rows: Rows
    matched: int
    offset: int
    steps: tuple[Step, ...]
    words: Text

    @property
    def returned(self) -> int:
        """How many rows this page holds."""
        return len(self.rows)

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins, or None on the last."""
        after = self.offset + self.returned
        return after if self.returned and after < self.matched else None

    @property
    def emptied_by(self) -> Step | None:
        """The rule that left nothing, where the answer is empty."""
        return next((step for step in self.steps if step.left == 0), None) if not self.matched else None


def rules(layer: Layer, query: Query) -> list[Rule]:
    """Every condition of the query, answered for all rows of the layer.

    Raises
    ------
    UnknownProperty, UnknownCode, BadRange, BadGeometry
        Where the query asks what the layer does not have.
    """
    made = [*_place_rules(layer, query), *_value_rules(layer, query)]
    return [replace(rule, let_unknown=rule.key in query.or_unknown) for rule in made]


def matching(layer: Layer, query: Query) -> Mask:
    """All rows that answer the query, whatever its page."""
    mask = np.ones(len(layer), dtype=bool)
    for rule in rules(layer, query):
        mask &= rule.passed
    return mask


def select(layer: Layer, query: Query) -> Selection:
    """Answer a query: the page's rows, how many matched, and what each rule did."""
    asked = rules(layer, query)
    mask = np.ones(len(layer), dtype=bool)
    counts: list[tuple[int, int]] = []
    for rule in asked:
        before = int(mask.sum())
        mask = mask & rule.passed
        counts.append((before - int(mask.sum()), int(mask.sum())))
    kept = _kept_back(asked, len(layer))
    steps = tuple(
        Step(key=rule.key, words=rule.words, removed=removed, left=left, unknown=kept[n])
        for n, (rule, (removed, left)) in enumerate(zip(asked, counts, strict=True))
    )
    rows = _ordered(layer, np.flatnonzero(mask), query.sort)
    return Selection(
        layer=layer,
        rows=rows[query.offset : query.offset + query.limit],
        matched=len(rows),
        offset=query.offset,
        steps=steps,
        words=in_words(layer, asked),
    )


def in_words(layer: Layer, asked: Sequence[Rule]) -> Text:
    """The whole query as one sentence, with its 且 and 'and' said aloud."""
    if not asked:
        return Text(f"{layer.collection.title.zh}：全部", f"{layer.collection.title.en}: all")
    zh = " 且 ".join(rule.words.zh + ("（含待核实）" if rule.let_unknown else "") for rule in asked)
    en = " and ".join(rule.words.en + (" (or unknown)" if rule.let_unknown else "") for rule in asked)
    return Text(f"{layer.collection.title.zh}：{zh}", f"{layer.collection.title.en}: {en}")


def _kept_back(asked: Sequence[Rule], size: int) -> list[int]:
    """For each rule, the rows that pass all others and are unknown to it."""
    if not any(rule.unknown.any() for rule in asked):
        return [0] * len(asked)
    misses = np.zeros(size, dtype=np.int32)
    for rule in asked:
        misses += ~rule.passed
    return [
        0 if rule.let_unknown else int((rule.unknown & ~rule.passed & (misses == 1)).sum()) for rule in asked
    ]


def _ordered(layer: Layer, rows: Rows, keys: Sequence[SortKey]) -> Rows:
    ranks: list[NDArray[Any]] = [layer.id_order[rows]]
    for key in reversed(keys):
        entry = layer.collection.field(key.field)
        values = layer.columns[entry.name].order()[rows]
        unknown = np.isnan(values)
        ranks.append(np.where(unknown, 0.0, -values if key.descending else values))
        ranks.append(unknown)
    return rows[np.lexsort(ranks)]


def _place_rules(layer: Layer, query: Query) -> list[Rule]:
    nowhere = np.isnan(layer.bounds[:, 0])
    made = []
    if query.ids:
        mask = np.zeros(len(layer), dtype=bool)
        mask[[layer.row_of[key] for key in query.ids if key in layer.row_of]] = True
        words = Text(f"指定的 {len(query.ids)} 项", f"{len(query.ids)} named features")
        made.append(Rule(key="ids", words=words, yes=mask, unknown=np.zeros_like(mask)))
    if query.bbox:
        box = query.bbox
        corner = f"{box.west:g}, {box.south:g}, {box.east:g}, {box.north:g}"
        words = Text(f"在范围 {corner} 内", f"in the box {corner}")
        made.append(Rule(key="bbox", words=words, yes=touching(layer.geometries, layer.bounds, box.shape), unknown=nowhere))
    if query.within is not None:
        words = Text("在所画范围内", "within the drawn area")
        made.append(Rule(key="within", words=words, yes=touching(layer.geometries, layer.bounds, query.within), unknown=nowhere))
    return made


def _value_rules(layer: Layer, query: Query) -> list[Rule]:
    made = []
    if query.usage:
        made.append(_usage_rule(layer, query.usage))
    if query.area_m2 != (None, None):
        entry = _role_field(layer, Role.AREA, Text("面积", "area"))
        made.append(_range_rule(layer, entry, *query.area_m2))
    for condition in query.where:
        entry = layer.collection.field(condition.field)
        if isinstance(condition, OneOf):
            made.append(_one_of_rule(layer, entry, condition.values))
        else:
            made.append(_range_rule(layer, entry, condition.low, condition.high))
    if query.text.strip():
        made.append(_text_rule(layer, query.text))
    if query.filter:
        yes, unknown = query.filter.answers(layer)
        made.append(Rule(key="filter", words=query.filter.words, yes=yes, unknown=unknown))
    return made


def _role_field(layer: Layer, role: Role, what: Text) -> Field:
    entry = layer.collection.by_role.get(role)
    if entry is None:
        raise UnknownProperty(
            Text(f"图层“{layer.collection.title.zh}”没有{what.zh}字段", f"{layer.collection.title.en} has no {what.en} field"),
            Text(f"可用字段：{', '.join(layer.columns)}", f"queryables: {', '.join(layer.columns)}"),
            property=str(role),
            queryables=list(layer.columns),
        )
    return entry


def _usage_rule(layer: Layer, codes: Sequence[str]) -> Rule:
    entry = _role_field(layer, Role.USAGE, Text("用途", "usage"))
    col, codelist = layer.columns[entry.name], layer.codelists.get(entry.name)
    wanted = frozenset(codes) if codelist is None else frozenset().union(*map(codelist.below, codes))
    same_system = np.ones(len(layer), dtype=bool)
    system = layer.role(Role.USAGE_SYSTEM)
    if codelist is not None and system is not None:
        same_system = system.equals([codelist.id])
    names = [codelist.title_of(code) if codelist else Text(code, code) for code in codes]
    words = Text(
        "用途为 " + " 或 ".join(f"{name.zh} {code}（含下级）" for name, code in zip(names, codes, strict=True)),
        "land use " + " or ".join(f"{name.en} {code} and below" for name, code in zip(names, codes, strict=True)),
    )
    return Rule(key="usage", words=words, yes=col.equals(sorted(wanted)) & same_system, unknown=~(col.known & same_system))


def _one_of_rule(layer: Layer, entry: Field, values: Sequence[str]) -> Rule:
    col, codelist = layer.columns[entry.name], layer.codelists.get(entry.name)
    wanted = set(values)
    if codelist is not None:
        _check_codes(layer, entry, values)
        if codelist.hierarchy in ("prefix", "parent"):
            wanted = set().union(*map(codelist.below, values))
    names = [layer.words(entry.name, value) for value in values]
    words = Text(
        f"{entry.title.zh}为 " + " 或 ".join(name.zh for name in names),
        f"{entry.title.en} is " + " or ".join(name.en for name in names),
    )
    return Rule(key=entry.name, words=words, yes=col.equals(sorted(wanted)), unknown=~col.known)


def _check_codes(layer: Layer, entry: Field, values: Sequence[str]) -> None:
    """A code that neither the list nor the data knows is a mistake, not an empty answer."""
    codelist = layer.codelists[entry.name]
    for value in values:
        if value not in codelist.by_code and not layer.columns[entry.name].equals([value]).any():
            names = ", ".join(list(codelist.by_code)[:20])
            raise UnknownCode(
                Text(f"“{entry.title.zh}”没有代码 {value}", f"{entry.name} has no code {value}"),
                Text(f"请从下列代码中选择：{names}", f"choose one of: {names}"),
                property=entry.name,
                code=value,
            )


def _range_rule(layer: Layer, entry: Field, low: float | str | None, high: float | str | None) -> Rule:
    if not entry.ranged:
        raise BadRange(
            Text(f"“{entry.title.zh}”不是数值或日期，不能给范围", f"{entry.name} is neither number nor date and has no range"),
            Text("请直接按值筛选", "ask for its value instead"),
            property=entry.name,
        )
    floor, ceiling = _bound(entry, low), _bound(entry, high)
    negative = entry.role is Role.AREA and any(bound is not None and bound < 0 for bound in (floor, ceiling))
    if negative or (floor is not None and ceiling is not None and floor > ceiling):
        raise BadRange(
            Text(f"“{entry.title.zh}”的范围 {low} 至 {high} 不成立", f"the range {low} to {high} of {entry.name} makes no sense"),
            Text("下限不为负且不大于上限", "the lower bound is not negative and not above the upper one"),
            property=entry.name,
        )
    col = layer.columns[entry.name]
    return Rule(key=entry.name, words=_range_words(entry, low, high), yes=col.between(floor, ceiling), unknown=~col.known)


def _bound(entry: Field, given: float | str | None) -> float | None:
    if given is None:
        return None
    number = day_number(str(given)) if entry.dtype == "date" else _finite(given)
    if number is None:
        kind = Text("日期（YYYY-MM-DD）", "a date (YYYY-MM-DD)") if entry.dtype == "date" else Text("数字", "a number")
        raise BadRange(
            Text(f"“{entry.title.zh}”的界限 {given} 不是{kind.zh}", f"the bound {given} of {entry.name} is not {kind.en}"),
            Text(f"请给出{kind.zh}", f"give {kind.en}"),
            property=entry.name,
        )
    return number


def _finite(given: float | str) -> float | None:
    try:
        number = float(given)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _range_words(entry: Field, low: float | str | None, high: float | str | None) -> Text:
    if entry.dtype == "date":
        unit, shown = Text("", ""), (low, high)
    else:
        unit = UNITS[entry.unit].label if entry.unit else Text("", "")
        shown = tuple(None if bound is None else plain(float(bound)) for bound in (low, high))
    sign = f"{shown[0]}–{shown[1]}" if None not in shown else f"≥ {shown[0]}" if shown[1] is None else f"≤ {shown[1]}"
    beside = _mu_words(low, high) if entry.land else Text("", "")
    return Text(
        f"{entry.title.zh} {sign} {unit.zh}".rstrip() + beside.zh, f"{entry.title.en} {sign} {unit.en}".rstrip() + beside.en
    )


def _mu_words(low: float | str | None, high: float | str | None) -> Text:
    shown = [None if bound is None else figure(mu_from_m2(float(bound)), 1) for bound in (low, high)]
    sign = f"{shown[0]}–{shown[1]}" if None not in shown else f"≥ {shown[0]}" if shown[1] is None else f"≤ {shown[1]}"
    return Text(f"（{sign} 亩）", f" ({sign} mu)")


def _text_rule(layer: Layer, text: str) -> Rule:
    terms = [folded(term) for term in text.split()]
    hits = (all(term in hay for term in terms) for hay in layer.search_text)
    mask = np.fromiter(hits, dtype=bool, count=len(layer))
    words = Text(f"含有“{text.strip()}”", f"containing “{text.strip()}”")
    return Rule(key="q", words=words, yes=mask, unknown=np.zeros_like(mask))


def polygon_from_wkt(text: str, *, max_length: int = 100_000) -> Any:
    """A usable polygon from WKT in degrees.

    Raises
    ------
    BadGeometry
        Where it is too long, not WKT, not a polygon, invalid or empty.
    """
    nested = text.upper().count("GEOMETRYCOLLECTION") > 0
    shape = None if nested or len(text) > max_length else _wkt(text)
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shape.is_valid:
        raise BadGeometry(
            Text("within 不是可用的多边形", "within is not a usable polygon"),
            Text("请给出 WKT，例如 POLYGON((0 0, 1 0, 1 1, 0 0))", "give WKT such as POLYGON((0 0, 1 0, 1 1, 0 0))"),
        )
    return shape


def _wkt(text: str) -> Any:
    try:
        return shapely.from_wkt(text)
    except shapely.errors.GEOSException:
        return None

