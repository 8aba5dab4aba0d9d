"""What a query looks at and what it says of its steps: counted from the whole layer, worded as it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import shapely

from gis.columns import Rows
from gis.errors import BadRange
from gis.layer import Layer
from gis.query import Between, Box, OneOf, Query, Rule, find, looked_at, select, steps_of
from gis.text import Text
from tests.gis.small import cell, layer, plot

PLACED = layer([plot(key, cell(at, 0)) for at, key in enumerate("ABC")])
BOX = Box(west=116.001, south=36.001, east=116.002, north=36.002)


def rule(key: str, yes: Sequence[int], unknown: Sequence[int] = (0, 0, 0), *, let: bool = False) -> Rule:
    masks = (np.array(mask, dtype=bool) for mask in (yes, unknown))
    return Rule(key=key, words=Text(key, key), yes=next(masks), unknown=next(masks), let_unknown=let)


def test_the_first_step_removes_what_was_not_looked_at_too() -> None:
    """Fails where a query that an index answers says that fewer rows were removed than one that looks at all."""
    asked = [rule("bbox", [1, 1, 0]), rule("status", [1, 0, 0])]
    assert [(step.removed, step.left) for step in steps_of(asked, 3, 10)] == [(8, 2), (1, 1)]
    assert [(step.removed, step.left) for step in steps_of(asked, 3)] == [(1, 2), (1, 1)]


def test_what_a_rule_alone_keeps_back_is_counted_where_it_lets_nothing_unknown_through() -> None:
    asked = [rule("a", [1, 0, 0], [0, 1, 1]), rule("b", [1, 1, 0])]
    assert [step.unknown for step in steps_of(asked, 3)] == [1, 0]
    assert [step.unknown for step in steps_of([rule("a", [1, 0, 0], [0, 1, 1], let=True)], 3)] == [0]


def test_only_rows_near_the_place_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where every box reads the whole layer, or where ids are looked for in a part of it."""
    sought: list[list[float]] = []

    def near(_layer: Layer, bounds: Sequence[float]) -> Rows:
        sought.append([round(each, 6) for each in bounds])
        return np.array([0])

    monkeypatch.setattr(Layer, "near", near)
    boxed = find(PLACED, Query(collection="plots", bbox=BOX))
    assert (boxed.size, boxed.rows.tolist(), boxed.steps[0].removed) == (1, [0], 2)
    drawn = shapely.box(116.003, 36.001, 116.004, 36.002)
    assert len(looked_at(PLACED, Query(collection="plots", within=drawn))) == 1
    assert sought == [[116.001, 36.001, 116.002, 36.002], [116.003, 36.001, 116.004, 36.002]]
    for asked in (Query(collection="plots"), Query(collection="plots", ids=("C",), bbox=BOX)):
        assert looked_at(PLACED, asked) is PLACED


@pytest.mark.parametrize(
    ("features", "keys", "said"),
    [
        ([plot("A", cell(0, 0))], {"bbox"}, ""),
        ([plot("A", cell(0, 0)), plot("N")], {"bbox"}, " (or unknown)"),
        ([plot("A", cell(0, 0)), plot("N")], set(), ""),
    ],
)
def test_a_box_says_that_it_lets_the_unknown_through_where_there_is_any(
    features: list[Any], keys: set[str], said: str
) -> None:
    asked = Query(collection="plots", bbox=BOX, or_unknown=frozenset(keys))
    assert select(layer(features), asked).words.en == f"Plots: in the box 116.001, 36.001, 116.002, 36.002{said}"


def test_another_condition_always_says_that_it_lets_the_unknown_through() -> None:
    asked = Query(collection="plots", text="A", or_unknown=frozenset({"q"}))
    assert select(PLACED, asked).words == Text("地块：含有“A”（含待核实）", "Plots: containing “A” (or unknown)")


@pytest.mark.parametrize(
    ("condition", "zh", "en", "remedy"),
    [
        (Between(field="started", low="昨天"), "“字段started”的界限 昨天 不是日期（YYYY-MM-DD）",
         "the bound 昨天 of started is not a date (YYYY-MM-DD)", "give a date (YYYY-MM-DD)"),
        (Between(field="floors", high="many"), "“字段floors”的界限 many 不是数字", "the bound many of floors is not a number", "give a number"),
        (Between(field="floors", low=2, high=1), "“字段floors”的范围 2 至 1 不成立", "the range 2 to 1 of floors makes no sense",
         "the lower bound is not negative and not above the upper one"),
    ],
)  # fmt: skip
def test_a_bound_that_is_refused_is_told_what_it_should_be(condition: Between, zh: str, en: str, remedy: str) -> None:
    with pytest.raises(BadRange) as refused:
        select(PLACED, Query(collection="plots", where=(condition,)))
    assert (refused.value.text, refused.value.remedy.en) == (Text(zh, en), remedy)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Between(field="floors", low=2, high=5), "floors 2–5"),
        (Between(field="floors", high=5), "floors ≤ 5"),
        (Between(field="site_area_m2", low=20_000, high=27_000), "site_area_m2 20,000–27,000 m² (30–40.5 mu)"),
    ],
)
def test_a_range_is_said_with_its_unit_and_land_in_mu_beside_it(asked: Between, said: str) -> None:
    assert select(PLACED, Query(collection="plots", where=(asked,))).words.en == f"Plots: {said}"


def test_a_negative_figure_may_be_asked_but_no_negative_area() -> None:
    assert len(select(PLACED, Query(collection="plots", where=(Between(field="floors", low=-1),))).rows) == 0
    assert len(select(PLACED, Query(collection="plots", area_m2=(0, 0))).rows) == 0
    with pytest.raises(BadRange):
        select(PLACED, Query(collection="plots", area_m2=(None, -0.5)))


def test_a_word_that_no_list_knows_may_be_any_code_of_those_asked() -> None:
    """Fails where one word of the data among the codes that are asked lets the others' doubts fall."""
    odd = layer(
        [plot("A", status="idle"), plot("B", status="拆除"), plot("C", status="转让"), plot("D", status="built")]
    )

    def found(*values: str) -> tuple[str, int]:
        answer = select(odd, Query(collection="plots", where=(OneOf(field="status", values=values),)))
        return "".join(odd.ids[row] for row in answer.rows), answer.to_check

    assert found("idle", "拆除") == ("AB", 1)
    assert found("拆除") == ("B", 0)
    assert found("idle") == ("A", 2)
