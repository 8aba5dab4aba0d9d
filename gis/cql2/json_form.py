"""CQL2 JSON read into the same tree as CQL2 Text; a mistake is named by its JSON path."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, Final, NoReturn

from gis.cql2 import literals
from gis.cql2.mistakes import MAX_DEPTH, Meter, check_length, shorten, too_much, wrong
from gis.cql2.places import NESTING, boxed, collected, make_place, position
from gis.cql2.tree import (
    ARITHMETIC,
    COMPARISONS,
    FUNCTIONS,
    SPELLED,
    Interval,
    Listing,
    Node,
    Number,
    Place,
    Property,
    Truth,
    Words,
)
from gis.text import Text, many

# An operation is two levels of JSON, its arguments' geometries at most five more, of three each in a collection.
_MAX_JSON_DEPTH: Final = 2 * MAX_DEPTH + 8
_COUNTS: Final = {
    "not": 1,
    "isNull": 1,
    "like": 2,
    "between": 3,
    "in": 2,
    **dict.fromkeys((*COMPARISONS, *ARITHMETIC), 2),
    **FUNCTIONS,
}
_OBJECT: Final = Text("带 op、property、date、bbox 等的对象", "an object with op, property, date, bbox …")


def parsed_json(source: str) -> Node:
    """A filter written as CQL2 JSON.

    Raises
    ------
    BadFilter
        With the character where it is no JSON, or the path where it is no CQL2.
    """
    check_length(source)
    _check_nesting(source)
    return _Reader().node(_load(source), "$")


def _check_nesting(source: str) -> None:
    """Depth of brackets outside strings, counted before anything recurses into them."""
    depth, quoted, escaped = 0, False, False
    for at, char in enumerate(source):
        if quoted:
            quoted, escaped = escaped or char != '"', char == "\\" and not escaped
        elif char == '"':
            quoted = True
        elif char in "[{":
            depth += 1
            if depth > _MAX_JSON_DEPTH:
                raise too_much(
                    at, Text(f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} levels deep"), MAX_DEPTH
                )
        elif char in "]}":
            depth -= 1


def _load(source: str) -> Any:
    try:
        return json.loads(source, object_pairs_hook=_unique, parse_constant=_no_number, parse_int=_whole)
    except json.JSONDecodeError as mistake:
        raise wrong(
            mistake.pos,
            Text("这里不是 JSON", "what is no JSON"),
            Text("JSON（引号、逗号与括号成对）", "JSON, with its quotes, commas and brackets"),
        ) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise wrong("$", Text(f"键 {shorten(twice)} 出现两次", f"the key {shorten(twice)} twice"), Text("一次", "once"))
    return found


def _whole(text: str) -> float:
    return literals.number(text, "$").value


def _no_number(word: str) -> NoReturn:
    raise wrong("$", Text(word, word), Text("有限的数", "a finite number"))


class _Reader:
    def __init__(self) -> None:
        self.meter = Meter()

    def node(self, raw: Any, at: str, depth: int = 0) -> Node:
        self.meter.depth(depth, at)
        if isinstance(raw, bool):
            return Truth(raw, at)
        if isinstance(raw, float):
            return Number(self._finite(raw, at), at)
        if isinstance(raw, str):
            return Words(self._text(raw, at), at)
        if isinstance(raw, list):
            return self._listing(raw, at, depth)
        if not isinstance(raw, dict):
            raise wrong(at, Text("null", "null"), Text("值；空值用 isNull 询问", "a value; isNull asks for unknown"))
        return self._object(raw, at, depth)

    def _object(self, raw: dict[str, Any], at: str, depth: int) -> Node:
        if "op" in raw:
            return self._operation(raw, at, depth)
        if "type" in raw:
            return self._geometry(raw, at, nested=False)
        readers: dict[str, Callable[[Any, str], Node]] = {
            "property": lambda value, path: Property(self._text(value, path), at),
            "date": lambda value, path: literals.date(self._text(value, path), path),
            "timestamp": lambda value, path: literals.timestamp(self._text(value, path), path),
            "interval": self._interval,
            "bbox": lambda value, path: boxed(self._numbers(value, path), path),
        }
        key = next(iter(raw), "")
        if len(raw) != 1 or key not in readers:
            raise wrong(
                at, Text(f"对象 {shorten(', '.join(raw))}", f"an object with {shorten(', '.join(raw))}"), _OBJECT
            )
        return readers[key](raw[key], f"{at}.{key}")

    def _operation(self, raw: dict[str, Any], at: str, depth: int) -> Node:
        op, args = raw["op"], raw.get("args")
        op = SPELLED.get(op, op) if isinstance(op, str) else op
        if not isinstance(op, str) or (op not in _COUNTS and op not in ("and", "or")):
            names = ", ".join(["and", "or", *_COUNTS])
            raise wrong(
                f"{at}.op", Text(f"运算 {shorten(str(op))}", f"the operation {shorten(str(op))}"), Text(names, names)
            )
        if len(raw) != 2 or not isinstance(args, list):
            raise wrong(
                at, Text("不是 op 与 args 两个键", "other keys than op and args"), Text("args 为列表", "a list args")
            )
        if len(args) != _COUNTS.get(op, max(2, len(args))):
            count = Text(f"{_COUNTS.get(op, 2)} 个参数", many(_COUNTS.get(op, 2), "argument"))
            raise wrong(f"{at}.args", Text(f"{len(args)} 个参数", many(len(args), "argument")), count)
        for number in range(2, len(args)):
            self.meter.term(f"{at}.args[{number}]")
        nodes = tuple(self.node(arg, f"{at}.args[{n}]", depth + 1) for n, arg in enumerate(args))
        if op == "in" and not (isinstance(nodes[1], Listing) and nodes[1].items):
            raise wrong(f"{at}.args[1]", Text("不是值的列表", "what is no list of values"), Text("列表", "a list"))
        return self.meter.operation(op, nodes, at)

    def _listing(self, raw: list[Any], at: str, depth: int) -> Listing:
        items = []
        for number, item in enumerate(raw):
            path = f"{at}[{number}]"
            self.meter.term(path)
            if isinstance(item, list):
                raise wrong(path, Text("列表中的列表", "a list within a list"), Text("单个值", "a single value"))
            items.append(self.node(item, path, depth + 1))
        return Listing(tuple(items), at)

    def _interval(self, raw: Any, at: str) -> Interval:
        if not isinstance(raw, list) or len(raw) != 2:
            raise wrong(at, Text("不是两端", "what is not two ends"), Text("[起, 止]", "[start, end]"))
        ends = [self._end(value, f"{at}[{n}]", start=n == 0) for n, value in enumerate(raw)]
        return literals.interval((ends[0], ends[1]), at)

    def _end(self, raw: Any, at: str, *, start: bool) -> Node:
        if raw == literals.OPEN:
            return literals.open_end(start=start, at=at)
        if isinstance(raw, str):
            return literals.instant(raw, at)
        found = self.node(raw, at)
        if not isinstance(found, Property):
            raise wrong(
                at, Text("不是时间", "what is no time"), Text("日期、.. 或 property", "a date, .. or a property")
            )
        return found

    def _geometry(self, raw: dict[str, Any], at: str, *, nested: bool) -> Place:
        kind = raw["type"] if isinstance(raw.get("type"), str) else ""
        if kind == "GeometryCollection" and not nested and isinstance(raw.get("geometries"), list):
            parts = [part if isinstance(part, dict) else {} for part in raw["geometries"]]
            return collected(
                [self._geometry(part, f"{at}.geometries[{n}]", nested=True) for n, part in enumerate(parts)], at
            )
        if kind not in NESTING:
            names = ", ".join(NESTING)
            raise wrong(
                at, Text(f"图形类型 {shorten(kind)}", f"a geometry of type {shorten(kind)}"), Text(names, names)
            )
        return make_place(kind, self._positions(raw.get("coordinates"), f"{at}.coordinates", NESTING[kind]), at)

    def _positions(self, raw: Any, at: str, levels: int) -> Any:
        if levels == 0:
            self.meter.vertex(at)
            return position(self._numbers(raw, at), at)
        if not isinstance(raw, list):
            raise wrong(at, Text("不是坐标的列表", "what is no list of positions"), Text("列表", "a list"))
        return [self._positions(part, f"{at}[{n}]", levels - 1) for n, part in enumerate(raw)]

    def _numbers(self, raw: Any, at: str) -> list[float]:
        if not isinstance(raw, list) or not all(isinstance(part, float) for part in raw):
            raise wrong(
                at, Text("不是数的列表", "what is no list of numbers"), Text("[经度, 纬度]", "[longitude, latitude]")
            )
        return [self._finite(part, at) for part in raw]

    def _finite(self, value: float, at: str) -> float:
        if not math.isfinite(value):
            raise wrong(at, Text("过大的数", "a number beyond all bounds"), Text("有限的数", "a finite number"))
        return value

    def _text(self, raw: Any, at: str) -> str:
        if not isinstance(raw, str):
            raise wrong(at, Text("不是文字", "what is no text"), Text("文字", "a text"))
        return raw
