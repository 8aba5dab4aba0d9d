"""Changes of a file of code, one at a time: a comparison flipped, a constant moved by one, ``and`` for ``or``, ``min`` for ``max``, plus for minus."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

COMPARED: Final = {
    ast.Lt: (b"<", b"<="),
    ast.LtE: (b"<=", b"<"),
    ast.Gt: (b">", b">="),
    ast.GtE: (b">=", b">"),
    ast.Eq: (b"==", b"!="),
    ast.NotEq: (b"!=", b"=="),
    ast.Is: (b"is", b"is not"),
    ast.IsNot: (b"is not", b"is"),
    ast.In: (b"in", b"not in"),
    ast.NotIn: (b"not in", b"in"),
}
RECKONED: Final = {
    ast.Add: (b"+", b"-"),
    ast.Sub: (b"-", b"+"),
    ast.Mult: (b"*", b"/"),
    ast.Div: (b"/", b"*"),
    ast.BitAnd: (b"&", b"|"),
    ast.BitOr: (b"|", b"&"),
}
JOINED: Final = {ast.And: (b"and", b"or"), ast.Or: (b"or", b"and")}
TWINS: Final = {
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
    "fmin": "fmax",
    "fmax": "fmin",
    "any": "all",
    "all": "any",
}
# What no answer depends on: types, checks for the type checker, and how a dataclass is made.
PASSED_OVER: Final = {"annotation", "returns", "decorator_list", "type_params"}
STRICT: Final = {"strict", "frozen", "kw_only", "slots"}


@dataclass(frozen=True, order=True)
class Change:
    """Bytes of a file from ``start`` to ``end`` replaced by others."""

    start: int
    end: int
    new: bytes

    def of(self, source: bytes) -> bytes:
        """The changed file."""
        return source[: self.start] + self.new + source[self.end :]

    def words(self, source: bytes) -> str:
        """The line and what becomes of it."""
        number = source.count(b"\n", 0, self.start) + 1
        line = source.splitlines()[number - 1].strip().decode()
        return f"{number}: {source[self.start : self.end].decode()} -> {self.new.decode()}   in: {line}"


def changes_of(source: bytes) -> list[Change]:
    """Every change of a file, in the order of its text."""
    return sorted(_Changes(source).of(ast.parse(source)))


class _Changes:
    """The changes of one file; the tree's columns count bytes, so the text is bytes here."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def of(self, node: ast.AST) -> Iterator[Change]:
        if isinstance(node, ast.Assert) or _is_for_types(node):
            return
        yield from self._own(node)
        for name, value in ast.iter_fields(node):
            if name not in PASSED_OVER:
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        yield from self.of(child)

    def _own(self, node: ast.AST) -> Iterator[Change]:
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
                for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
                    yield from self._between(left, right, COMPARED[type(op)])
            case ast.BoolOp():
                for left, right in zip(node.values, node.values[1:], strict=False):
                    yield from self._between(left, right, JOINED[type(node.op)])
            case ast.BinOp() if type(node.op) in RECKONED and not _is_words(node):
                yield from self._between(node.left, node.right, RECKONED[type(node.op)])
            case ast.Name(id=name) if name in TWINS:
                yield self._whole(node, TWINS[name])
            case ast.Attribute(attr=name) if name in TWINS:
                end = self._end(node)
                yield Change(end - len(name), end, TWINS[name].encode())
            case ast.Constant(value=bool() as value):
                yield self._whole(node, str(not value))
            case ast.Constant(value=int() | float() as value):
                yield self._whole(node, repr(value + 1))
                yield self._whole(node, repr(value - 1))

    def _whole(self, node: ast.expr, new: str) -> Change:
        return Change(self._at(node.lineno, node.col_offset), self._end(node), new.encode())

    def _between(self, left: ast.expr, right: ast.expr, words: tuple[bytes, bytes]) -> Iterator[Change]:
        """An operator stands between its sides, perhaps beside brackets or a remark."""
        start, end = self._end(left), self._at(right.lineno, right.col_offset)
        gap = re.sub(rb"#[^\n]*", lambda remark: b" " * len(remark[0]), self.source[start:end])
        place = gap.find(words[0])
        if place >= 0:
            yield Change(start + place, start + place + len(words[0]), words[1])

    def _end(self, node: ast.expr) -> int:
        return self._at(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _at(self, line: int, column: int) -> int:
        return self.lines[line - 1] + column


def _is_for_types(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in STRICT
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _is_words(node: ast.BinOp) -> bool:
    """Whether texts are joined or types united: there another operator is an error at once and shows nothing."""
    sides = (node.left, node.right)
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str | None))
        for side in sides
    )
