"""A filter answered for all rows of a layer, in the three-valued logic of Kleene: and, or and not carry unknown through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np

from gis.codelists import Codelist
from gis.columns import Mask
from gis.cql2 import lists, spatial
from gis.cql2.coded import CHANGES, doubtful_fields, place_on, scale_of, settled_by
from gis.cql2.kinds import Kind, kind_of
from gis.cql2.like import matcher
from gis.cql2.mistakes import Work
from gis.cql2.temporal import spelled_out
from gis.cql2.tree import (
    BELOW,
    COMPARISONS,
    GEOMETRY,
    LISTS,
    SPATIAL,
    TEMPORAL,
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
from gis.cql2.values import (
    Answer,
    Numbers,
    Texts,
    calculated,
    compared_numbers,
    compared_texts,
    compared_truths,
)
from gis.fields import Role
from gis.layer import Layer


def answers(tree: Node, layer: Layer, work: Work) -> tuple[Mask, Mask]:
    """Rows that pass and rows for which it cannot be told; disjoint, shape (n,). The tree is fitted to the layer.

    Raises
    ------
    BadFilter, UnknownProperty, UnknownCode
        Where the filter does not fit the layer.
    CostlyFilter
        Where the time is up.
    """
    found = _Answering(layer, work).condition(tree)
    shape = (len(layer),)
    return np.broadcast_to(found.yes, shape).copy(), np.broadcast_to(found.unknown, shape).copy()


def both(left: Answer, right: Answer) -> Answer:
    """Kleene's and: one no settles it."""
    return Answer(left.yes & right.yes, (left.unknown & ~right.no) | (right.unknown & ~left.no))


def either(left: Answer, right: Answer) -> Answer:
    """Kleene's or: one yes settles it."""
    return Answer(left.yes | right.yes, (left.unknown & ~right.yes) | (right.unknown & ~left.yes))


def systems(layer: Layer, name: str) -> tuple[str, str] | None:
    """The field that names each row's classification and the system that ``name``'s codes are of; None where there is none."""
    fields = layer.collection.by_role
    usage, system = fields.get(Role.USAGE), fields.get(Role.USAGE_SYSTEM)
    if usage is None or system is None or usage.name != name:
        return None
    return system.name, layer.codelists[name].id


class _Answering:
    def __init__(self, layer: Layer, work: Work) -> None:
        self.layer = layer
        self.work = work
        self._by_op: dict[str, Callable[[Operation], Answer]] = {
            "and": lambda node: reduce(both, map(self.condition, node.args)),
            "or": lambda node: reduce(either, map(self.condition, node.args)),
            "not": self._not,
            **dict.fromkeys(COMPARISONS, self._comparison),
            "between": self._between,
            "in": self._in,
            "like": self._like,
            "isNull": self._is_null,
            **dict.fromkeys(SPATIAL, self._spatial),
            **dict.fromkeys(TEMPORAL, lambda node: self.condition(spelled_out(node))),
            **dict.fromkeys(LISTS, self._lists),
            BELOW: self._below,
        }

    def condition(self, node: Node) -> Answer:
        self.work.check()
        if isinstance(node, Operation):
            return self._by_op[node.op](node)
        if isinstance(node, Truth):
            return Answer(np.asarray(node.value), np.asarray(False))  # noqa: FBT003  a value, not a switch
        assert isinstance(node, Property), node  # noqa: S101  kinds are checked: nothing else is a condition
        col = self.layer.columns[node.name]
        return Answer(col.equals(["true"]), ~col.known)

    def _not(self, node: Operation) -> Answer:
        found = self.condition(node.args[0])
        return Answer(found.no, found.unknown)

    def _comparison(self, node: Operation) -> Answer:
        return self._compared(node.op, *node.args)

    def _compared(self, op: str, left: Node, right: Node) -> Answer:
        match kind_of(left, self.layer):
            case Kind.TEXT if (scale := scale_of(Operation(op, (left, right)), self.layer)) is not None:
                return compared_numbers(op, self.on_scale(scale, left), self.on_scale(scale, right))
            case Kind.TEXT:
                found = self._compared_texts(op, self.texts(left), self.texts(right))
                return self._coded(Operation(op, (left, right)), found)
            case Kind.TRUTH:
                return compared_truths(op, self.condition(left), self.condition(right))
            case _:
                return compared_numbers(op, self.numbers(left), self.numbers(right))

    def _compared_texts(self, op: str, left: Texts, right: Texts) -> Answer:
        if left.codes.ndim == 0:
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
            return compared_texts(turned.get(op, op), right, left, self.work)
        return compared_texts(op, left, right, self.work)

    def _between(self, node: Operation) -> Answer:
        value, low, high = node.args
        return both(self._compared(">=", value, low), self._compared("<=", value, high))

    def _in(self, node: Operation) -> Answer:
        value, values = node.args
        items = values.items if isinstance(values, Listing) else ()
        return reduce(either, (self._compared("=", value, item) for item in items))

    def _like(self, node: Operation) -> Answer:
        texts, pattern = self.texts(node.args[0]), self.texts(node.args[1]).vocabulary[0]
        return self._coded(node, Answer.of(texts.tested(matcher(pattern), self.work), texts.known))

    def _coded(self, node: Operation, found: Answer) -> Answer:
        """What is to check where a field says what its list does not know: all but what stands whatever the word means."""
        names = doubtful_fields(node, self.layer)
        if not names:
            return found
        outside = reduce(np.logical_or, map(self.layer.outside, names))
        open_ = outside & ~{True: found.yes, False: found.no, None: np.asarray(False)}[settled_by(node.op)]  # noqa: FBT003
        return Answer(found.yes & ~open_, found.unknown | open_)

    def _is_null(self, node: Operation) -> Answer:
        unknown = self._unknown(node.args[0])
        return Answer(unknown, np.zeros_like(unknown))

    def _unknown(self, node: Node) -> Mask:
        if isinstance(node, Property):
            missing = np.isnan(self.layer.bounds[:, 0])
            return missing if node.name == GEOMETRY else ~self.layer.columns[node.name].known
        if not isinstance(node, Operation):
            return np.asarray(False)  # noqa: FBT003  a literal is known
        match kind_of(node, self.layer):
            case Kind.NUMBER:
                return np.isnan(self.numbers(node))
            case Kind.TEXT:
                return ~self.texts(node).known
            case _:
                return self.condition(node).unknown

    def numbers(self, node: Node) -> Numbers:
        """Numbers, and moments as days."""
        if isinstance(node, Number):
            return np.asarray(node.value, dtype=np.float64)
        if isinstance(node, Moment):
            return np.asarray(node.days, dtype=np.float64)
        if isinstance(node, Property):
            return self.layer.columns[node.name].order()
        assert isinstance(node, Operation), node  # noqa: S101  kinds are checked
        self.work.check()
        return calculated(node.op, self.numbers(node.args[0]), self.numbers(node.args[1]))

    def on_scale(self, scale: Codelist, node: Node) -> Numbers:
        """Places on a scale; what the scale does not know has none."""
        if isinstance(node, Words):
            return np.asarray(place_on(scale, node.value), dtype=np.float64)
        texts = self.texts(node)
        places = np.array([*(scale.rank.get(word, np.nan) for word in texts.vocabulary), np.nan], dtype=np.float64)
        return np.asarray(places[texts.codes])

    def texts(self, node: Node) -> Texts:
        if isinstance(node, Words):
            return Texts.literal(node.value)
        if isinstance(node, Property):
            codes, vocabulary = self.layer.columns[node.name].distinct()
            return Texts(codes, vocabulary, ordered=True)
        assert isinstance(node, Operation), node  # noqa: S101  kinds are checked
        return self.texts(node.args[0]).mapped(CHANGES[node.op], self.work)

    def _spatial(self, node: Operation) -> Answer:
        left, right = node.args
        if isinstance(right, Place):
            if isinstance(left, Place):
                return Answer(np.asarray(spatial.RELATIONS[node.op](left.shape, right.shape)), np.asarray(False))  # noqa: FBT003
            return spatial.related(node.op, self.layer, right.shape, self.work)
        if isinstance(left, Place):
            return spatial.related(spatial.TURNED.get(node.op, node.op), self.layer, left.shape, self.work)
        return spatial.related_to_itself(node.op, self.layer, self.work)

    def _lists(self, node: Operation) -> Answer:
        return self._coded(node, self._related_lists(node))

    def _related_lists(self, node: Operation) -> Answer:
        left, right = node.args
        if isinstance(left, Property) and isinstance(right, Property):
            columns = self.layer.columns
            return lists.related_columns(node.op, columns[left.name], columns[right.name], self.work)
        if isinstance(left, Property):
            return lists.related(node.op, self.layer.columns[left.name], literal_set(right))
        if isinstance(right, Property):
            return lists.related(lists.TURNED.get(node.op, node.op), self.layer.columns[right.name], literal_set(left))
        met = lists.RELATIONS[node.op](literal_set(left), literal_set(right))
        return Answer(np.asarray(met), np.asarray(False))  # noqa: FBT003

    def _below(self, node: Operation) -> Answer:
        name, codes = below(node, self.layer)
        col = self.layer.columns[name]
        known = col.known
        if (system := systems(self.layer, name)) is not None:
            known = known & self.layer.columns[system[0]].equals([system[1]])
        yes = col.equals(codes)
        return Answer.of(yes, known & (yes | ~self.layer.outside(name)))


def below(node: Operation, layer: Layer) -> tuple[str, Sequence[str]]:
    """The field of a ``below(field, 'code')`` and the codes that it lets through.

    Raises
    ------
    UnknownCode
        Where the field's list has no such code.
    """
    field, code = node.args
    assert isinstance(field, Property)  # noqa: S101  kinds are checked
    assert isinstance(code, Words)  # noqa: S101
    return field.name, sorted(layer.below(field.name, code.value))


def literal_set(node: Node) -> frozenset[str]:
    """The members of a list literal: texts as they are, other values as texts that no list of a layer can hold."""
    return frozenset(map(_member, node.items if isinstance(node, Listing) else ()))


def _member(item: Node) -> str:
    match item:
        case Words():
            return item.value
        case Moment():
            value: float = item.days
        case Number() | Truth():
            value = item.value
        case _:
            raise AssertionError(f"kinds are checked: {item} is no member of a list")
    # U+FDD0 is no character of any text that is interchanged (Unicode 23.7), and databases keep it.
    return f"\ufdd0{type(item).__name__} {value}"
