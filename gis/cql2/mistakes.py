"""Mistakes in a filter: where, what was found, what was expected, and what is too much."""

from __future__ import annotations

import time
from typing import Final

from gis.cql2.tree import At, Node, Operation, depth_of
from gis.errors import BadFilter, CostlyFilter
from gis.text import Text

MAX_DEPTH: Final = 32
MAX_OPERATIONS: Final = 256
MAX_VERTICES: Final = 10_000
MAX_LENGTH: Final = 1_000_000
MAX_SECONDS: Final = 3.0
_SHOWN: Final = 40


def wrong(at: At, found: Text, expected: Text, **where: object) -> BadFilter:
    """The error of a filter that cannot be understood at one place."""
    place = place_of(at)
    return BadFilter(
        Text(f"过滤条件{place.zh}：{found.zh}", f"filter, {place.en}: {found.en}"),
        Text(f"此处应为{expected.zh}", f"expected here: {expected.en}"),
        **position(at),
        found=found.as_dict(),
        expected=expected.as_dict(),
        **where,
    )


def position(at: At) -> dict[str, object]:
    """A place as machines read it: ``position`` counts characters from 1, ``pointer`` is a JSON path."""
    return {"position": at + 1} if isinstance(at, int) else {"pointer": at}


def place_of(at: At) -> Text:
    """A place in words."""
    if isinstance(at, int):
        return Text(f"第 {at + 1} 个字符处", f"character {at + 1}")
    return Text(f" {at} 处", at)


def shorten(text: str) -> str:
    """A piece of a filter, short enough to be said."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def too_much(at: At, text: Text, limit: float) -> BadFilter:
    """The error of a filter that is larger than a limit."""
    place = place_of(at)
    return BadFilter(
        Text(f"过滤条件{place.zh}：{text.zh}", f"filter, {place.en}: {text.en}"),
        Text("请拆成几次查询，或写得简单些", "ask several simpler questions instead"),
        **position(at),
        limit=limit,
    )


class Meter:
    """Counts what a filter is made of while it is read, and stops at the limits."""

    def __init__(self) -> None:
        self.operations = 0
        self.vertices = 0

    def operation(self, op: str, args: tuple[Node, ...], at: At) -> Operation:
        """One more operation.

        Raises
        ------
        BadFilter
            Too many, or nested too deep.
        """
        self.term(at)
        depth = 1 + max(map(depth_of, args), default=0)
        self.depth(depth, at)
        return Operation(op, args, at, depth)

    def term(self, at: At) -> None:
        """One more value of a list or term of a chain, which counts as an operation."""
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise too_much(
                at, Text(f"运算超过 {MAX_OPERATIONS} 个", f"more than {MAX_OPERATIONS} operations"), MAX_OPERATIONS
            )

    def depth(self, depth: int, at: At) -> None:
        """What stands here is nested so deep."""
        if depth > MAX_DEPTH:
            raise too_much(at, Text(f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} levels deep"), MAX_DEPTH)

    def vertex(self, at: At) -> None:
        """One more vertex of a geometry literal."""
        self.vertices += 1
        if self.vertices > MAX_VERTICES:
            raise too_much(
                at,
                Text(f"图形顶点超过 {MAX_VERTICES:,} 个", f"geometries of more than {MAX_VERTICES:,} vertices"),
                MAX_VERTICES,
            )


def check_length(source: str) -> None:
    """Refuse a text that is longer than any filter."""
    if len(source) > MAX_LENGTH:
        raise too_much(
            MAX_LENGTH, Text(f"超过 {MAX_LENGTH:,} 个字符", f"longer than {MAX_LENGTH:,} characters"), MAX_LENGTH
        )


class Work:
    """The time that one filter may take; asked between pieces of work that are each short."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self.seconds = seconds
        self.until = time.monotonic() + seconds

    def check(self) -> None:
        """Stop where the time is up.

        Raises
        ------
        CostlyFilter
            The process goes on with other requests.
        """
        if time.monotonic() >= self.until:
            raise CostlyFilter(
                Text(
                    f"过滤条件在 {self.seconds:g} 秒内算不完",
                    f"the filter takes more than {self.seconds:g} s to answer",
                ),
                Text(
                    "请先用 bbox 或代码缩小范围，或简化图形与通配符",
                    "narrow it with a bbox or codes first, or simplify its geometries and patterns",
                ),
                limit_seconds=self.seconds,
            )
