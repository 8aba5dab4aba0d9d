"""Rules: every condition of a query, answered for every row of a layer by yes, no or unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from gis.codewords import with_below
from gis.columns import Mask, day_number, exactly, folded
from gis.errors import BadRange, UnknownCode, UnknownProperty
from gis.fields import Field, Role
from gis.geometry import meeting_box, touching
from gis.layer import Layer
from gis.near import close_to
from gis.question import OneOf, Query
from gis.shapeless import shapeless
from gis.text import Text, many
from gis.units import UNITS, cny, mu_bound, plain
from gis.values import FEWER_DIGITS, TOO_MANY, loses_digits

PLACE_KEYS: Final = frozenset({"ids", "bbox", "within", "near", "located", "usage", "q", "filter"})
"""Keys of rules that are not a field's name."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One condition of a query, answered for every row."""

    key: str
    words: Text
    yes: Mask
    unknown: Mask
    let_unknown: bool = False
    choice: bool = False
    """Whether its words hold an or of its own."""

    @property
    def beside(self) -> Text:
        """Its words as they stand beside other conditions: a choice in brackets."""
        return Text(f"（{self.words.zh}）", f"({self.words.en})") if self.choice else self.words

    @cached_property
    def passed(self) -> Mask:
        """Rows that the rule lets through."""
        return self.yes | self.unknown if self.let_unknown else self.yes


def rules(layer: Layer, query: Query) -> list[Rule]:
    """Every condition of the query, answered for all rows of the layer.

    Raises
    ------
    UnknownProperty, UnknownCode, BadRange, BadGeometry
        Where the query asks what the layer does not have.
    """
    for key in query.or_unknown - PLACE_KEYS:
        layer.collection.field(key)
    made = [*_place_rules(layer, query), *_value_rules(layer, query)]
    if not query.or_unknown:
        return made
    return [replace(rule, let_unknown=True) if rule.key in query.or_unknown else rule for rule in made]


def _place_rules(layer: Layer, query: Query) -> list[Rule]:
    made = []
    if query.ids:
        mask = layer.named(query.ids)
        words = Text(f"指定的 {len(query.ids)} 项", many(len(query.ids), "named feature"))
        made.append(Rule(key="ids", words=words, yes=mask, unknown=np.zeros_like(mask)))
    if query.bbox:
        box = query.bbox
        corner = f"{box.west:g}, {box.south:g}, {box.east:g}, {box.north:g}"
        words = Text(f"在范围 {corner} 内", f"in the box {corner}")
        hit = (
            meeting_box(layer.shapes, layer.bounds, box.corners, layer.connected)
            if box.upright
            else touching(layer.shapes, layer.bounds, box.shape)
        )
        made.append(Rule(key="bbox", words=words, yes=hit, unknown=np.isnan(layer.bounds[:, 0])))
    if query.within is not None:
        words = Text("在所画范围内", "within the drawn area")
        hit = touching(layer.shapes, layer.bounds, query.within, layer.sorted_out)
        made.append(Rule(key="within", words=words, yes=hit, unknown=np.isnan(layer.bounds[:, 0])))
    if query.near is not None:
        hit = close_to(layer.shapes, layer.bounds, query.near, layer.sorted_out)
        made.append(Rule(key="near", words=query.near.words, yes=hit, unknown=np.isnan(layer.bounds[:, 0])))
    if query.located is not None:
        bare = shapeless(layer)
        bare = np.zeros(len(layer), dtype=bool) if bare is None else bare
        words = Text("已定位", "located") if query.located else Text("未定位", "not located")
        yes = ~bare if query.located else bare
        made.append(Rule(key="located", words=words, yes=yes, unknown=np.zeros_like(bare)))
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
        made.append(Rule(key="filter", words=query.filter.words(layer), yes=yes, unknown=unknown))
    return made


def _role_field(layer: Layer, role: Role, what: Text) -> Field:
    entry = layer.collection.by_role.get(role)
    if entry is None:
        raise UnknownProperty(
            Text(
                f"图层“{layer.collection.title.zh}”没有{what.zh}字段",
                f"{layer.collection.title.en} has no {what.en} field",
            ),
            Text(f"可用字段：{', '.join(layer.columns)}", f"queryables: {', '.join(layer.columns)}"),
            property=str(role),
            queryables=list(layer.columns),
        )
    return entry


def _usage_rule(layer: Layer, codes: Sequence[str]) -> Rule:
    entry = _role_field(layer, Role.USAGE, Text("用途", "usage"))
    col, codelist = layer.columns[entry.name], layer.codelists.get(entry.name)
    wanted = frozenset(codes) if codelist is None else frozenset().union(*(layer.below(entry.name, c) for c in codes))
    same_system = np.ones(len(layer), dtype=bool)
    system = layer.role(Role.USAGE_SYSTEM)
    if codelist is not None and system is not None:
        same_system = system.equals([codelist.id])
    return Rule(
        key="usage",
        words=_choice(layer, entry, codes),
        choice=len(codes) > 1,
        yes=col.equals(sorted(wanted)) & same_system,
        unknown=~(col.known & same_system) | layer.outside(entry.name),
    )


def _choice(layer: Layer, entry: Field, values: Sequence[str]) -> Text:
    """That a field has one of some values, each with all below it."""
    names = [with_below(layer, entry.name, value) for value in values]
    return Text(
        f"{entry.title.zh}为 " + " 或 ".join(name.zh for name in names),
        f"{entry.title.en} is " + " or ".join(name.en for name in names),
    )


def _one_of_rule(layer: Layer, entry: Field, values: Sequence[str]) -> Rule:
    col, codelist = layer.columns[entry.name], layer.codelists.get(entry.name)
    wanted = set(values)
    to_check = ~col.known
    if codelist is not None:
        _check_codes(layer, entry, values)
        if codelist.hierarchy in ("prefix", "parent"):
            wanted = wanted.union(*(layer.below(entry.name, value) for value in values if codelist.holds(value)))
        if any(map(codelist.holds, values)):
            # A word that the list does not know may mean any of its codes; who asks for that very word finds it.
            to_check |= layer.outside(entry.name)
    yes = col.equals(sorted(wanted))
    words = _choice(layer, entry, values)
    return Rule(key=entry.name, words=words, yes=yes, unknown=to_check & ~yes, choice=len(values) > 1)


def _check_codes(layer: Layer, entry: Field, values: Sequence[str]) -> None:
    """A code that neither the list nor the data knows is a mistake, not an empty answer."""
    codelist = layer.codelists[entry.name]
    for value in values:
        if value not in codelist.by_code and not layer.columns[entry.name].has(value):
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
            Text(
                f"“{entry.title.zh}”不是数值或日期，不能给范围",
                f"{entry.name} is neither number nor date and has no range",
            ),
            Text("请直接按值筛选", "ask for its value instead"),
            property=entry.name,
        )
    floor, ceiling = _bound(entry, low), _bound(entry, high)
    negative = entry.role is Role.AREA and any(bound is not None and bound < 0 for bound in (floor, ceiling))
    if negative or (floor is not None and ceiling is not None and floor > ceiling):
        raise BadRange(
            Text(
                f"“{entry.title.zh}”的范围 {low} 至 {high} 不成立",
                f"the range {low} to {high} of {entry.name} makes no sense",
            ),
            Text("下限不为负且不大于上限", "the lower bound is not negative and not above the upper one"),
            property=entry.name,
        )
    col = layer.columns[entry.name]
    return Rule(
        key=entry.name, words=_range_words(entry, low, high), yes=col.between(floor, ceiling), unknown=~col.known
    )


def _bound(entry: Field, given: float | str | None) -> float | None:
    if given is None:
        return None
    number = day_number(str(given)) if entry.dtype == "date" else _finite(given)
    if number is None:
        if entry.dtype != "date" and loses_digits(str(given)):
            raise BadRange(
                Text(
                    f"“{entry.title.zh}”的界限 {given} {TOO_MANY.zh}",
                    f"the bound of {entry.name} is {given}, {TOO_MANY.en}",
                ),
                FEWER_DIGITS,
                property=entry.name,
            )
        kind = Text("日期（YYYY-MM-DD）", "a date (YYYY-MM-DD)") if entry.dtype == "date" else Text("数字", "a number")
        raise BadRange(
            Text(
                f"“{entry.title.zh}”的界限 {given} 不是{kind.zh}", f"the bound {given} of {entry.name} is not {kind.en}"
            ),
            Text(f"请给出{kind.zh}", f"give {kind.en}"),
            property=entry.name,
        )
    return number


def _finite(given: float | str) -> float | None:
    if isinstance(given, str):
        return exactly(given)
    return given if math.isfinite(given) else None


def _range_words(entry: Field, low: float | str | None, high: float | str | None) -> Text:
    unit = UNITS[entry.unit] if entry.unit else None
    label = unit.label if unit else Text("", "")
    bounds = [None if b is None else str(b) if entry.dtype == "date" else plain(float(b)) for b in (low, high)]
    sign = _interval(*bounds)
    en = f"{sign} {label.en}"
    if unit and unit.cny:
        en = _interval(*(None if b is None else cny(float(b), unit.cny) for b in (low, high))) + unit.per
    beside = _mu_words(low, high) if entry.land else Text("", "")
    return Text(
        f"{entry.title.zh} {sign} {label.zh}".rstrip() + beside.zh,
        f"{entry.title.en} {en}".rstrip() + beside.en,
    )


def _interval(low: str | None, high: str | None) -> str:
    if low is None or high is None:
        return f"≥ {low}" if high is None else f"≤ {high}"
    return f"{low}–{high}"


def _mu_words(low: float | str | None, high: float | str | None) -> Text:
    sign = _interval(*(None if bound is None else mu_bound(float(bound)) for bound in (low, high)))
    return Text(f"（{sign} 亩）", f" ({sign} mu)")


def _text_rule(layer: Layer, text: str) -> Rule:
    mask = np.ones(len(layer), dtype=bool)
    for term in map(folded, text.split()):
        mask &= layer.containing(term)
    words = Text(f"含有“{text.strip()}”", f"containing “{text.strip()}”")
    return Rule(key="q", words=words, yes=mask, unknown=np.zeros_like(mask))
