"""Well-known text inside a filter, read from the filter's own tokens, so that a mistake in it has a position too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gis.cql2.literals import number
from gis.cql2.mistakes import Meter, wrong
from gis.cql2.places import NESTING, boxed, collected, make_place, position
from gis.cql2.tokens import Token, Tokens
from gis.cql2.tree import Place
from gis.text import Text

_KINDS: Final = {kind.upper(): kind for kind in (*NESTING, "GeometryCollection")}
_MARKS: Final = ("z", "m", "zm", "empty")


def begins_place(tokens: Tokens) -> bool:
    """Whether a geometry literal stands here; a property may be called ``point`` as well."""
    follows = tokens.after
    return tokens.word("bbox", *map(str.lower, _KINDS)) and (
        (follows.kind == "sign" and follows.text == "(") or (follows.kind == "name" and follows.text.lower() in _MARKS)
    )


def place(tokens: Tokens, meter: Meter) -> Place:
    """The geometry literal that stands here."""
    return _box(tokens) if tokens.word("bbox") else _geometry(tokens, meter, nested=False)


def _box(tokens: Tokens) -> Place:
    start = tokens.take()
    tokens.expect("(")
    numbers = [_number(tokens)]
    while tokens.accept(","):
        numbers.append(_number(tokens))
        if len(numbers) > 6:
            break
    found = boxed(numbers, start.at)
    tokens.expect(")")
    return found


def _geometry(tokens: Tokens, meter: Meter, *, nested: bool) -> Place:
    start = tokens.take()
    kind = _KINDS.get(start.text.upper()) if start.kind == "name" else None
    if kind is None or (nested and kind == "GeometryCollection"):
        raise wrong(start.at, start.found, Text("POINT、LINESTRING、POLYGON 等", "POINT, LINESTRING, POLYGON …"))
    tokens.accept_word("z", "m", "zm")
    if tokens.word("empty"):
        raise tokens.unexpected(Text("坐标", "positions"))
    if kind == "GeometryCollection":
        return collected(_read_list(tokens, lambda: _geometry(tokens, meter, nested=True)), start.at)
    return make_place(kind, _positions(tokens, meter, kind), start.at)


def _positions(tokens: Tokens, meter: Meter, kind: str) -> Any:
    if kind == "Point":
        found = _read_list(tokens, lambda: _position(tokens, meter))
        if len(found) != 1:
            raise tokens.unexpected(Text("一个坐标", "one position"))
        return found[0]
    if kind == "MultiPoint":
        return _read_list(tokens, lambda: _point(tokens, meter))
    return _nested(tokens, meter, NESTING[kind])


def _nested(tokens: Tokens, meter: Meter, levels: int) -> list[Any]:
    if levels == 1:
        return _read_list(tokens, lambda: _position(tokens, meter))
    return _read_list(tokens, lambda: _nested(tokens, meter, levels - 1))


def _read_list(tokens: Tokens, part: Callable[[], Any]) -> list[Any]:
    tokens.expect("(")
    parts = [part()]
    while tokens.accept(","):
        parts.append(part())
    tokens.expect(")")
    return parts


def _point(tokens: Tokens, meter: Meter) -> Any:
    """A position of a MULTIPOINT, which may stand in parentheses of its own."""
    if not tokens.accept("("):
        return _position(tokens, meter)
    found = _position(tokens, meter)
    tokens.expect(")")
    return found


def _position(tokens: Tokens, meter: Meter) -> Any:
    start: Token = tokens.now
    meter.vertex(start.at)
    numbers = [_number(tokens), _number(tokens)]
    while len(numbers) < 4 and (tokens.now.kind == "number" or tokens.sign("-", "+")):
        numbers.append(_number(tokens))
    return position(numbers, start.at)


def _number(tokens: Tokens) -> float:
    at = tokens.now.at
    sign = -1 if tokens.accept("-") else 1
    if sign == 1:
        tokens.accept("+")
    if tokens.now.kind != "number":
        raise tokens.unexpected(Text("数", "a number"))
    return number(tokens.take().text, at, sign).value
