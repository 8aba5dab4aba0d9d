"""Would break where a report's JSON said anything else than its fields declare."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, TypedDict

from gis.plainly import Digits, Each, Hidden, Inline, Key, LeftOut, Spelt, TwoKeys, Under, reported, to_plain
from gis.text import Text

_TITLE = Text("甲", "a")
_WORDS = Text("乙", "b")


class Colour(StrEnum):
    RED = "red"


class Pair(NamedTuple):
    first: Annotated[str, Key("a")]
    second: int


class Some(TypedDict, total=False):
    pair: Pair
    other: Pair


@dataclass(frozen=True, kw_only=True)
class Leaf:
    name: TwoKeys[Text]
    parts: tuple[Leaf, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    kind: Literal["one", "two"] = "one"
    title: Inline[Text] = _TITLE
    words: Text = _WORDS
    secret: Hidden[int] = 7
    empty: LeftOut[tuple[str, ...]] = ()
    missing: LeftOut[str | None] = None
    zero: LeftOut[int] = 0
    figure: Annotated[float | None, Digits(1)] = 1.25
    unknown: Annotated[float | None, Digits(1)] = float("nan")
    bare: float | None = float("nan")
    since: Annotated[dt.date | None, Key("from")] = dt.date(2026, 1, 2)
    value: float | dt.date | str | None = dt.date(2026, 1, 3)
    answer: Annotated[int, Spelt({1: "yes", 0: "no"})] = 1
    who: Annotated[Leaf | Pair, Under(left=Leaf, right=Pair)] = field(default_factory=lambda: Pair("x", 1))
    counts: Annotated[Mapping[str, int], Each(("b", "a"), 0)] = field(default_factory=lambda: {"a": 2, "c": 3})
    lists: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=lambda: {"x": {"y": ("z",)}})
    studies: Inline[Some] = field(default_factory=lambda: Some(other=Pair("o", 2), pair=Pair("p", 3)))
    leaf: Leaf | None = None
    colour: Colour = Colour.RED
    point: tuple[str, dt.date] = ("p", dt.date(2026, 1, 4))

    @property
    @reported(after="kind")
    def count(self) -> int:
        return 3

    @property
    @reported(after="")
    def first(self) -> Annotated[str, Key("head")]:
        return "h"

    @property
    @reported()
    def last(self) -> Pair:
        return Pair("l", 4)

    @property
    def inside(self) -> str:
        return "not told"


def test_a_report_is_told_by_its_fields_in_their_order() -> None:
    leaf = Leaf(name=Text("叶", "leaf"), parts=(Leaf(name=Text("片", "part")),))
    found = to_plain(Report(leaf=leaf))
    wanted = {
        "head": "h",
        "kind": "one",
        "count": 3,
        "zh": "甲",
        "en": "a",
        "words": {"zh": "乙", "en": "b"},
        "zero": 0,
        "figure": 1.3,
        "unknown": None,
        "bare": None,
        "from": "2026-01-02",
        "value": "2026-01-03",
        "answer": "yes",
        "right": {"a": "x", "second": 1},
        "counts": {"b": 0, "a": 2},
        "lists": {"x": {"y": ["z"]}},
        "other": {"a": "o", "second": 2},
        "pair": {"a": "p", "second": 3},
        "leaf": {"name": "叶", "name_en": "leaf", "parts": [{"name": "片", "name_en": "part", "parts": []}]},
        "colour": "red",
        "point": ["p", "2026-01-04"],
        "last": {"a": "l", "second": 4},
    }
    assert json.dumps(found) == json.dumps(wanted)
