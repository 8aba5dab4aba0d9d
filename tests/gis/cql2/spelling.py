"""A tree written as CQL2 Text, every name quoted and every operation in parentheses of its own."""

from __future__ import annotations

import shapely

from gis.cql2.tree import (
    ARITHMETIC,
    COMPARISONS,
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

BETWEEN = frozenset({*ARITHMETIC, *COMPARISONS, "and", "or", "in", "like"})


def as_text(node: Node) -> str:
    """The tree as CQL2 Text, every name quoted and every operation in parentheses of its own."""
    match node:
        case Operation():
            return _text_operation(node)
        case Property():
            return '"' + node.name.replace('"', '""') + '"'
        case Listing():
            return f"({', '.join(map(as_text, node.items))})"
        case Interval():
            return f"INTERVAL({_text_end(node.start)}, {_text_end(node.end)})"
        case _:
            return _text_literal(node)


def _text_operation(node: Operation) -> str:
    args = [as_text(arg) for arg in node.args]
    match node.op:
        case "not":
            return f"(NOT {args[0]})"
        case "isNull":
            return f"({args[0]} IS NULL)"
        case "between":
            return f"({args[0]} BETWEEN {args[1]} AND {args[2]})"
        case op if op in BETWEEN:
            return f"({f' {op.upper()} '.join(args)})"
        case op:
            return f"{op.upper() if '_' in op else op}({', '.join(args)})"


def _text_literal(node: Number | Words | Truth | Moment | Place) -> str:
    match node:
        case Words():
            return _quoted(node.value)
        case Moment():
            return f"{'DATE' if node.dated else 'TIMESTAMP'}('{node.text}')"
        case Place():
            numbers = ", ".join(map(repr, node.box or ()))
            return f"BBOX({numbers})" if node.box else str(shapely.to_wkt(node.shape, rounding_precision=-1))
        case Number():
            return repr(node.value)
        case Truth():
            return "TRUE" if node.value else "FALSE"


def _text_end(node: Node) -> str:
    return f"'{node.text}'" if isinstance(node, Moment) else as_text(node)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
