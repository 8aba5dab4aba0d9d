"""What kind of value each part of a filter is for one layer; a filter that mixes kinds is refused before it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

from gis.cql2 import literals
from gis.cql2.coded import with_codes_meant
from gis.cql2.mistakes import place_of, position, shorten, wrong
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
from gis.errors import UnknownProperty
from gis.fields import DType
from gis.layer import Layer
from gis.text import Text


class Kind(Enum):
    """Kinds of values, each with its words."""

    NUMBER = Text("数", "a number")
    TEXT = Text("文字", "text")
    TRUTH = Text("条件", "a condition")
    TIME = Text("日期", "a date")
    INTERVAL = Text("时间段", "an interval")
    LIST = Text("列表", "a list")
    PLACE = Text("图形", "a geometry")


_OF_FIELD: Final = {
    DType.TEXT: Kind.TEXT,
    DType.NUMBER: Kind.NUMBER,
    DType.INTEGER: Kind.NUMBER,
    DType.BOOLEAN: Kind.TRUTH,
    DType.DATE: Kind.TIME,
    DType.LIST: Kind.LIST,
}
_OF_LITERAL: Final[dict[type, Kind]] = {
    Number: Kind.NUMBER,
    Words: Kind.TEXT,
    Truth: Kind.TRUTH,
    Moment: Kind.TIME,
    Interval: Kind.INTERVAL,
    Listing: Kind.LIST,
    Place: Kind.PLACE,
}
_OF_OPERATION: Final = {**dict.fromkeys(ARITHMETIC, Kind.NUMBER), "casei": Kind.TEXT, "accenti": Kind.TEXT}
_SCALARS: Final = (Kind.NUMBER, Kind.TEXT, Kind.TRUTH, Kind.TIME)
_ORDERED: Final = (Kind.NUMBER, Kind.TEXT, Kind.TIME)


def kind_of(node: Node, layer: Layer) -> Kind:
    """The kind of a value.

    Raises
    ------
    UnknownProperty
        With the position and the properties there are.
    """
    if isinstance(node, Property):
        return Kind.PLACE if node.name == GEOMETRY else _OF_FIELD[_field_type(node, layer)]
    if isinstance(node, Operation):
        return _OF_OPERATION.get(node.op, Kind.TRUTH)
    return _OF_LITERAL[type(node)]


def _field_type(node: Property, layer: Layer) -> DType:
    found = layer.collection.by_name.get(node.name)
    if found is not None:
        return found.dtype
    place, names = place_of(node.at), [*layer.collection.by_name, GEOMETRY]
    title, name = layer.collection.title, shorten(node.name)
    raise UnknownProperty(
        Text(
            f"过滤条件{place.zh}：图层“{title.zh}”没有字段 {name}",
            f"filter, {place.en}: {title.en} has no property {name}",
        ),
        Text(f"可用字段：{', '.join(names)}", f"queryables: {', '.join(names)}"),
        property=node.name,
        queryables=names,
        **position(node.at),
    )


def fit_tree(tree: Node, layer: Layer) -> Node:
    """The tree as this layer answers it: every kind checked, a text beside a date read as a date.

    Raises
    ------
    BadFilter, UnknownProperty
        With the position of what does not fit.
    """
    found = _fit_node(tree, layer)
    _need(found, layer, Kind.TRUTH)
    return found


def _fit_node(node: Node, layer: Layer) -> Node:
    if not isinstance(node, Operation):
        if isinstance(node, Interval):
            _need(node.start, layer, Kind.TIME)
            _need(node.end, layer, Kind.TIME)
        return node
    args = tuple(
        replace(arg, items=tuple(_fit_node(item, layer) for item in arg.items))
        if isinstance(arg, Listing)
        else _fit_node(arg, layer)
        for arg in node.args
    )
    return with_codes_meant(replace(node, args=_CHECKS[node.op](node, args, layer)), layer)


Checked = Callable[[Operation, tuple[Node, ...], Layer], tuple[Node, ...]]


def _need(node: Node, layer: Layer, *kinds: Kind) -> None:
    kind = kind_of(node, layer)
    if kind not in kinds:
        hint = _hint(node, layer, kind)
        raise wrong(
            node.at,
            Text(f"这里是{kind.value.zh}{hint.zh}", f"{kind.value.en} stands here{hint.en}"),
            Text(" 或 ".join(k.value.zh for k in kinds), " or ".join(k.value.en for k in kinds)),
        )


def _hint(node: Node, layer: Layer, kind: Kind) -> Text:
    """How to ask what was probably meant."""
    if kind is Kind.LIST and isinstance(node, Property):
        return Text(f"；请用 A_CONTAINS({node.name}, ('…'))", f"; ask A_CONTAINS({node.name}, ('…'))")
    if kind is Kind.TEXT and isinstance(node, Property) and node.name in layer.codelists:
        return Text("；代码写在单引号里", "; codes are written in single quotes")
    return Text("", "")


def _each(*kinds: Kind) -> Checked:
    def check(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
        for arg in args:
            _need(arg, layer, *kinds)
        return args

    return check


def _alike(args: Sequence[Node], layer: Layer, kinds: Sequence[Kind]) -> tuple[Node, ...]:
    """Arguments of one kind; text literals beside a date are dates."""
    found = {kind_of(arg, layer) for arg in args}
    if Kind.TIME in found:
        args = [literals.instant(arg.value, arg.at) if isinstance(arg, Words) else arg for arg in args]
    first = next((arg for arg in args if isinstance(arg, Property)), args[0])
    _need(first, layer, *kinds)
    for arg in args:
        _need(arg, layer, kind_of(first, layer))
    return tuple(args)


def _comparison(node: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    return _alike(args, layer, _SCALARS if node.op in ("=", "<>") else _ORDERED)


def _between(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    return _alike(args, layer, _ORDERED)


def _in(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    values = args[1]
    if not isinstance(values, Listing):
        raise wrong(values.at, kind_of(values, layer).value, Kind.LIST.value)
    first, *items = _alike((args[0], *values.items), layer, _SCALARS)
    return first, replace(values, items=tuple(items))


def _like(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    for arg in args:
        _need(arg, layer, Kind.TEXT)
    pattern = args[1]
    while isinstance(pattern, Operation):
        pattern = pattern.args[0]
    if not isinstance(pattern, Words):
        raise wrong(pattern.at, Text("字段", "a property"), Text("'模式%'", "a 'pattern%'"))
    return args


def _anything(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    for arg in args:
        kind_of(arg, layer)
    return args


def _temporal(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    found = tuple(literals.instant(arg.value, arg.at) if isinstance(arg, Words) else arg for arg in args)
    for arg in found:
        _need(arg, layer, Kind.TIME, Kind.INTERVAL)
    return found


def _lists(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    for arg in args:
        _need(arg, layer, Kind.LIST)
        for item in arg.items if isinstance(arg, Listing) else ():
            # Lists of layers hold texts: a number, a date or a truth is in none of them, and asking is no mistake.
            if not isinstance(item, (Words, Number, Truth, Moment)):
                raise wrong(
                    item.at, kind_of(item, layer).value, Text("文字、数、日期或真假", "a text, number, date or truth")
                )
    return args


def _below(_: Operation, args: tuple[Node, ...], layer: Layer) -> tuple[Node, ...]:
    field, code = args
    if not isinstance(field, Property):
        raise wrong(field.at, kind_of(field, layer).value, Text("有代码表的字段", "a property with a code list"))
    _need(field, layer, Kind.TEXT, Kind.LIST)
    if field.name not in layer.codelists:
        names = ", ".join(layer.codelists)
        raise wrong(
            field.at, Text(f"{field.name} 没有代码表", f"{field.name}, which has no code list"), Text(names, names)
        )
    if not isinstance(code, Words):
        raise wrong(code.at, kind_of(code, layer).value, Text("'代码'", "a 'code'"))
    return args


_CHECKS: Final[dict[str, Checked]] = {
    **dict.fromkeys(("and", "or", "not"), _each(Kind.TRUTH)),
    **dict.fromkeys(COMPARISONS, _comparison),
    **dict.fromkeys(ARITHMETIC, _each(Kind.NUMBER)),
    **dict.fromkeys(("casei", "accenti"), _each(Kind.TEXT)),
    **dict.fromkeys(SPATIAL, _each(Kind.PLACE)),
    **dict.fromkeys(TEMPORAL, _temporal),
    **dict.fromkeys(LISTS, _lists),
    "between": _between,
    "in": _in,
    "like": _like,
    "isNull": _anything,
    BELOW: _below,
}
