"""A filter as a SQL condition: the text depends on the filter's shape, the layer's fields and whether codes are asked, every value is a parameter.

SQL's own three values are the filter's: the condition is NULL where it cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from gis.codelists import Codelist
from gis.cql2.coded import doubtful_fields, place_on, scale_of, settled_by
from gis.cql2.kinds import fit_tree
from gis.cql2.masks import below, literal_set, systems
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
from gis.fields import DType
from gis.layer import Layer
from tests.oracles.cql2.dialects import SQLITE, Dialect

Parameter = str | float | int | bytes | list[str]


@dataclass(frozen=True)
class Sql:
    """A condition and its parameters, in the order of their marks."""

    text: str
    parameters: tuple[Parameter, ...]


def compiled(tree: Node, layer: Layer, dialect: Dialect = SQLITE, geometry: str = GEOMETRY) -> Sql:
    """The condition that answers as the masks do.

    Parameters
    ----------
    layer
        Declares the fields and the code lists; of its rows only the words that a coded field has are looked at.
    geometry
        Name of the table's geometry column.

    Raises
    ------
    BadFilter, UnknownProperty, UnknownCode
        Where the filter does not fit the layer.
    """
    writer = _Writer(layer, dialect, geometry)
    text = writer.condition(fit_tree(tree, layer))
    return Sql(text, tuple(writer.parameters))


_JOINED: Final = {"and": " AND ", "or": " OR "}


@dataclass(eq=False)
class _Writer:
    """Writes from left to right, so that parameters come in the order of their marks."""

    layer: Layer
    dialect: Dialect
    geometry: str
    parameters: list[Parameter] = field(default_factory=list)

    def condition(self, node: Node) -> str:
        if isinstance(node, Operation):
            return _WRITERS[node.op](self, node)
        if isinstance(node, Truth):
            return f"({self.put(int(node.value))} = 1)"
        assert isinstance(node, Property), node
        return self.dialect.truth(self.column(node))

    def put(self, value: Parameter) -> str:
        self.parameters.append(value)
        return self.dialect.mark

    def column(self, node: Property) -> str:
        # The name is a declared field's: fitted() refused every other.
        name = self.geometry if node.name == GEOMETRY else self.layer.collection.by_name[node.name].name
        return self.dialect.name(name)

    def value(self, node: Node) -> str:
        if isinstance(node, Operation):
            return self.operation(node)
        match node:
            case Number():
                return self.dialect.number(self.put(node.value))
            case Words():
                return self.dialect.text(self.put(node.value))
            case Moment():
                return self.dialect.moment(self.put(self.dialect.moment_value(node.days)))
            case Property():
                return self._property(node)
            case _:
                return self.condition(node)

    def operation(self, node: Operation) -> str:
        forms = {**self.dialect.arithmetic, **{op: self.dialect.functions[op] for op in ("casei", "accenti")}}
        if node.op not in forms:
            return self.condition(node)
        written: str = forms[node.op].format(*map(self.value, node.args))
        return written

    def _property(self, node: Property) -> str:
        match self.layer.collection.by_name[node.name].dtype:
            case DType.DATE:
                return self.dialect.date_column(self.column(node))
            case DType.BOOLEAN:
                return self.condition(node)
            case DType.TEXT:
                return self.dialect.text(self.column(node))
            case _:
                return self.dialect.number(self.column(node))

    def joined(self, node: Operation) -> str:
        return f"({_JOINED[node.op].join(map(self.condition, node.args))})"

    def not_(self, node: Operation) -> str:
        return f"(NOT {self.condition(node.args[0])})"

    def compared(self, node: Operation) -> str:
        if (scale := scale_of(node, self.layer)) is not None:
            left, right = (self._on_scale(scale, arg) for arg in node.args)
            return f"({left} {node.op} {right})"
        return self._coded(node, self._compared)

    def _on_scale(self, scale: Codelist, node: Node) -> str:
        """The place of a text on a scale; NULL where the scale does not know it."""
        if isinstance(node, Words):
            return self.dialect.number(self.put(place_on(scale, node.value)))
        field = self.value(node)
        cases = [
            f"WHEN {self.dialect.text(self.put(code))} THEN {self.dialect.number(self.put(place))}"
            for code, place in scale.rank.items()
        ]
        return f"(CASE {field} {' '.join(cases)} END)"

    def _compared(self, node: Operation) -> str:
        left, right = map(self.value, node.args)
        return f"({left} {node.op} {right})"

    def between(self, node: Operation) -> str:
        value, low, high = node.args
        return self.joined(Operation("and", (Operation(">=", (value, low)), Operation("<=", (value, high)))))

    def in_(self, node: Operation) -> str:
        value, values = node.args
        items = values.items if isinstance(values, Listing) else ()
        equal = [Operation("=", (value, item)) for item in items]
        if any(doubtful_fields(each, self.layer) for each in equal):
            return self.joined(Operation("or", tuple(equal)))
        first = self.value(value)
        return f"({first} IN ({', '.join(map(self.value, items))}))"

    def like(self, node: Operation) -> str:
        return self._coded(node, self._like)

    def _like(self, node: Operation) -> str:
        left, right = self.value(node.args[0]), self.value(_whole_pattern(node.args[1]))
        return self.dialect.functions["like"].format(left, right)

    def _coded(self, node: Operation, plain: Callable[[Operation], str]) -> str:
        """A comparison that cannot be told where a field says what its list does not know, but for what stands whatever the word means."""
        names = doubtful_fields(node, self.layer)
        if not names:
            return plain(node)
        stands = {True: "{}", False: "(NOT {})", None: ""}[settled_by(node.op)]
        told = [stands.format(plain(node))] if stands else []
        told.append(f"({' AND '.join(map(self._told, names))})")
        return f"(CASE WHEN {' OR '.join(told)} THEN {plain(node)} END)"

    def _told(self, name: str) -> str:
        """Whether a field's list knows what it says, or its words are of another list."""
        known = sorted(self.layer.known_words(name))
        if (system := systems(self.layer, name)) is None:
            return self._among(name, known, "a_containedBy")
        other = self.dialect.name(system[0])
        elsewhere = f"{other} <> {self.put(system[1])}"
        return f"({elsewhere} OR {self._among(name, known, 'a_containedBy')})"

    def is_null(self, node: Operation) -> str:
        inner = node.args[0]
        if isinstance(inner, (Property, Place, Listing)):
            return f"({self._shape_or_list(inner)} IS NULL)"
        return f"({self.value(inner)} IS NULL)"

    def _shape_or_list(self, node: Node) -> str:
        if isinstance(node, Place):
            return self.dialect.place(self.put(node.shape.wkb))
        if isinstance(node, Listing):
            return self.dialect.listing(self.put(self.dialect.listing_value(sorted(literal_set(node)))))
        assert isinstance(node, Property), node
        return self.column(node)

    def listed(self, node: Operation) -> str:
        return self._coded(node, self.related)

    def related(self, node: Operation) -> str:
        left, right = map(self._shape_or_list, node.args)
        return self.dialect.functions[node.op].format(left, right)

    def temporal(self, node: Operation) -> str:
        return self.condition(spelled_out(node))

    def below(self, node: Operation) -> str:
        name, codes = below(node, self.layer)
        system = systems(self.layer, name)
        # Codes of another classification cannot be told apart from ours: there the answer is unknown.
        same = f"{self.dialect.name(system[0])} = {self.put(system[1])}" if system else ""
        conditions = [same] if system else []
        if self.layer.collection.by_name[name].codelist:
            hit = self._among(name, codes, "a_overlaps") if self._is_list(name) else ""
            listed = self._among(name, sorted(self.layer.known_words(name)), "a_containedBy")
            conditions.append(f"({hit} OR {listed})" if hit else listed)
        test = self._among(name, codes, "a_overlaps")
        return f"(CASE WHEN {' AND '.join(conditions)} THEN {test} END)" if conditions else test

    def _is_list(self, name: str) -> bool:
        return self.layer.collection.by_name[name].dtype is DType.LIST

    def _among(self, name: str, codes: Sequence[str], relation: str) -> str:
        """Whether a field has one of some codes; where it is a list, whether it stands in a relation to them."""
        form = self.dialect.functions[relation if self._is_list(name) else "any"]
        return form.format(
            self.dialect.name(name), self.dialect.listing(self.put(self.dialect.listing_value(list(codes))))
        )


def _whole_pattern(node: Node) -> Node:
    """A pattern whose last backslash stands for itself, as one written twice: databases refuse an escape of nothing."""
    if isinstance(node, Operation):
        return replace(node, args=(_whole_pattern(node.args[0]),))
    if isinstance(node, Words) and (len(node.value) - len(node.value.rstrip("\\"))) % 2:
        return replace(node, value=node.value + "\\")
    return node


_WRITERS: Final[dict[str, Callable[[_Writer, Operation], str]]] = {
    **dict.fromkeys(("and", "or"), _Writer.joined),
    "not": _Writer.not_,
    **dict.fromkeys(COMPARISONS, _Writer.compared),
    "between": _Writer.between,
    "in": _Writer.in_,
    "like": _Writer.like,
    "isNull": _Writer.is_null,
    **dict.fromkeys(SPATIAL, _Writer.related),
    **dict.fromkeys(LISTS, _Writer.listed),
    **dict.fromkeys(TEMPORAL, _Writer.temporal),
    BELOW: _Writer.below,
}
