"""A filter said aloud in both languages: fields by their titles, codes by theirs, figures with their units, 且 and 或 and 非."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from gis.codewords import alone as code_alone
from gis.codewords import plainly, show_unseen, with_below
from gis.cql2.tree import (
    ARITHMETIC,
    BELOW,
    COMPARISONS,
    GEOMETRY,
    LISTS,
    SPATIAL,
    TEMPORAL,
    Interval,
    Listing,
    Moment,
    Node,
    Number,
    Operation,
    Place,
    Property,
    Truth,
    Words,
)
from gis.fields import Field
from gis.layer import Layer
from gis.text import Text
from gis.units import UNITS, amount, mu_bound, plain

_NOTHING: Final = Text("", "")
_EMPTY_LIST: Final = Text("空列表", "an empty list")
_SIGNS: Final = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ARITHMETIC: Final = {"*": "×", "/": "÷", "-": "−"}
_RELATIONS: Final = {
    "s_intersects": Text("{0}与{1}相交", "{0} intersects {1}"),
    "s_within": Text("{0}在{1}之内", "{0} is within {1}"),
    "s_contains": Text("{0}包含{1}", "{0} contains {1}"),
    "s_touches": Text("{0}与{1}相接", "{0} touches {1}"),
    "s_disjoint": Text("{0}与{1}不相交", "{0} is apart from {1}"),
    "s_equals": Text("{0}与{1}相同", "{0} equals {1}"),
    "s_crosses": Text("{0}穿过{1}", "{0} crosses {1}"),
    "s_overlaps": Text("{0}与{1}部分重叠", "{0} overlaps {1}"),
    "t_after": Text("{0}晚于{1}", "{0} is after {1}"),
    "t_before": Text("{0}早于{1}", "{0} is before {1}"),
    "t_contains": Text("{0}包含{1}", "{0} contains {1}"),
    "t_disjoint": Text("{0}与{1}不重合", "{0} is apart from {1}"),
    "t_during": Text("{0}在{1}之间", "{0} is during {1}"),
    "t_equals": Text("{0}等于{1}", "{0} equals {1}"),
    "t_finishedBy": Text("{0}与{1}同时结束而先开始", "{0} is finished by {1}"),
    "t_finishes": Text("{0}与{1}同时结束而后开始", "{0} finishes {1}"),
    "t_intersects": Text("{0}与{1}有重合", "{0} meets or shares time with {1}"),
    "t_meets": Text("{0}结束时{1}开始", "{0} ends when {1} begins"),
    "t_metBy": Text("{1}结束时{0}开始", "{0} begins when {1} ends"),
    "t_overlappedBy": Text("{0}与{1}重叠而后开始", "{0} is overlapped by {1}"),
    "t_overlaps": Text("{0}与{1}重叠而先开始", "{0} overlaps {1}"),
    "t_startedBy": Text("{0}与{1}同时开始而后结束", "{0} is started by {1}"),
    "t_starts": Text("{0}与{1}同时开始而先结束", "{0} starts {1}"),
    "a_contains": Text("{0}含有{1}", "{0} holds {1}"),
    "a_containedBy": Text("{0}不出{1}之外", "{0} holds nothing beyond {1}"),
    "a_equals": Text("{0}恰为{1}", "{0} is exactly {1}"),
    "a_overlaps": Text("{0}含有{1}之一", "{0} holds any of {1}"),
}
assert set(_RELATIONS) == {*SPATIAL, *TEMPORAL, *LISTS}  # noqa: S101  every relation has words


def say_filter(tree: Node, layer: Layer) -> Text:
    """The whole filter as a sentence; a choice at its top stands in brackets, for other conditions may stand beside it."""
    return _Saying(layer).joined(tree)


class _Saying:
    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._by_op: dict[str, Callable[[Operation], Text]] = {
            "and": lambda node: _join_words(map(self.beside, node.args), Text(" 且 ", " and ")),
            "or": lambda node: _join_words(map(self.condition, node.args), Text(" 或 ", " or ")),
            "not": self._not,
            **dict.fromkeys(COMPARISONS, self._compared),
            **dict.fromkeys(ARITHMETIC, self._calculated),
            **dict.fromkeys(_RELATIONS, self._related),
            "between": self._between,
            "in": self._in,
            "like": self._like,
            "isNull": lambda node: _put(Text("{0}待核实", "{0} is unknown"), self.value(node.args[0])),
            "casei": lambda node: _put(Text("{0}（不分大小写）", "{0} (any case)"), self.value(node.args[0])),
            "accenti": lambda node: _put(Text("{0}（不分重音）", "{0} (any accents)"), self.value(node.args[0])),
            BELOW: self._below,
        }

    def joined(self, node: Node) -> Text:
        """A condition as it stands beside others."""
        found = self.condition(node)
        choice = isinstance(node, Operation) and node.op == "or"
        return Text(f"（{found.zh}）", f"({found.en})") if choice else found

    def beside(self, node: Node) -> Text:
        """A condition as it stands beside others in a sentence of its own: one of several values in brackets too."""
        several = isinstance(node, Operation) and node.op == "in" and len(getattr(node.args[1], "items", ())) > 1
        return _put(Text("（{0}）", "({0})"), self.condition(node)) if several else self.joined(node)

    def condition(self, node: Node) -> Text:
        if isinstance(node, Property):
            return _put(Text("{0}为 是", "{0} is yes"), self.value(node))
        return self._by_op[node.op](node) if isinstance(node, Operation) else self.value(node)

    def _not(self, node: Operation) -> Text:
        inner = node.args[0]
        if isinstance(inner, Operation) and inner.op == "isNull":
            return _put(Text("{0}已知", "{0} is known"), self.value(inner.args[0]))
        return _put(Text("非（{0}）", "not ({0})"), self.condition(inner))

    def _compared(self, node: Operation) -> Text:
        (left, right), op = node.args, node.op
        if not isinstance(left, Property) and isinstance(right, Property):
            left, right, op = right, left, _TURNED.get(op, op)
        if op in ("=", "<>") and isinstance(right, (Words, Truth)):
            verb = Text("{0}为 {1}", "{0} is {1}") if op == "=" else Text("{0}不为 {1}", "{0} is not {1}")
            return _put(verb, self.value(left), self.value(right, left, alone=True))
        sign = f"{{0}} {_SIGNS[op]} {{1}}"
        return _put(Text(sign, sign), self.value(left), self.value(right, left))

    def _between(self, node: Operation) -> Text:
        value, low, high = node.args
        form = Text("{0}在 {1} 至 {2} 之间", "{0} is between {1} and {2}")
        return _put(form, self.value(value), self.value(low, value), self.value(high, value))

    def _in(self, node: Operation) -> Text:
        value, values = node.args
        items = values.items if isinstance(values, Listing) else ()
        choice = _join_words((self.value(item, value, alone=True) for item in items), Text(" 或 ", " or "))
        return _put(Text("{0}为 {1}", "{0} is {1}"), self.value(value), choice)

    def _like(self, node: Operation) -> Text:
        return _put(Text("{0}形如 {1}", "{0} is like {1}"), self.value(node.args[0]), self.value(node.args[1]))

    def _below(self, node: Operation) -> Text:
        field, code = node.args
        entry = self._field(field)
        named = (
            with_below(self.layer, entry.name, code.value) if entry and isinstance(code, Words) else self.value(code)
        )
        return _put(Text("{0}为 {1}", "{0} is {1}"), self.value(field), named)

    def _related(self, node: Operation) -> Text:
        left, right = node.args
        lists = node.op in LISTS
        return _put(_RELATIONS[node.op], self.value(left, right, alone=lists), self.value(right, left, alone=lists))

    def _calculated(self, node: Operation) -> Text:
        sign = f" {_ARITHMETIC.get(node.op, node.op)} "
        return _join_words((self._grouped(arg) for arg in node.args), Text(sign, sign))

    def _grouped(self, node: Node) -> Text:
        found = self.value(node)
        inner = isinstance(node, Operation) and node.op in ARITHMETIC
        return Text(f"({found.zh})", f"({found.en})") if inner else found

    def value(self, node: Node, beside: Node | None = None, *, alone: bool = False) -> Text:
        """A value, in the words of the field that it is compared with; ``alone`` is a code without those below it."""
        match node:
            case Operation():
                return self.condition(node)
            case Property():
                return self._property(node)
            case Listing():
                found = [self.value(item, beside, alone=alone) for item in node.items]
                return _join_words(found, Text("、", ", ")) if found else _EMPTY_LIST
            case Interval():
                return _put(Text("{0} 至 {1}", "{0} to {1}"), self.value(node.start), self.value(node.end))
            case _:
                return self._literal(node, self._field(beside), alone=alone)

    def _literal(self, node: Words | Truth | Number | Moment | Place, field: Field | None, *, alone: bool) -> Text:
        match node:
            case Words():
                if field is None:
                    return show_unseen(node.value)
                return (code_alone if alone else plainly)(self.layer, field.name, node.value)
            case Truth():
                return Text("是", "yes") if node.value else Text("否", "no")
            case Number():
                return _figure(node.value, field)
            case Moment():
                return _same(node.text)
            case Place():
                return _place(node)

    def _field(self, node: Node | None) -> Field | None:
        while isinstance(node, Operation) and node.op in ("casei", "accenti"):
            node = node.args[0]
        return self.layer.collection.by_name.get(node.name) if isinstance(node, Property) else None

    def _property(self, node: Property) -> Text:
        if node.name == GEOMETRY:
            return Text("图形", "the geometry")
        field = self.layer.collection.by_name.get(node.name)
        return field.title if field else _same(node.name)


def _same(words: str) -> Text:
    return Text(words, words)


def _figure(value: float, field: Field | None) -> Text:
    if field is None or not field.unit:
        return _same(plain(value))
    said = amount(value, UNITS[field.unit])
    mu = mu_bound(value) if field.land else ""
    beside = Text(f"（{mu} 亩）", f" ({mu} mu)") if mu else _NOTHING
    return Text(said.zh + beside.zh, said.en + beside.en)


def _place(node: Place) -> Text:
    if node.box:
        corners = ", ".join(f"{number:g}" for number in node.box)
        return Text(f"范围 {corners} ", f"the box {corners}")
    kind = node.shape.geom_type
    names = {"Point": Text("给定的点", "the given point"), "LineString": Text("给定的线", "the given line")}
    return names.get(kind, Text("给定的图形", "the given geometry"))


def _put(form: Text, *parts: Text) -> Text:
    return Text(form.zh.format(*(part.zh for part in parts)), form.en.format(*(part.en for part in parts)))


def _join_words(parts: Iterable[Text], between: Text) -> Text:
    found = list(parts)
    return Text(between.zh.join(part.zh for part in found), between.en.join(part.en for part in found))
