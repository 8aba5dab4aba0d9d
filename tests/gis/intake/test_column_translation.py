"""A column translated at once is what each of its cells comes to by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.fields import DType, Field, Role
from gis.intake.cleaning.cleaned import State
from gis.intake.column_translation import Block, ColumnTranslator, TranslatedColumn
from gis.intake.mapping import Pattern, Rule
from gis.intake.translation import BLANK, Translated, Translator
from gis.io.grid import Cell, Gap
from gis.text import Text

SIGNS = "aB工业厂(（）)0123456789.,/-—_ 　\t\n\r\u2028\u200b\x07ＡeE+约亩㎡万元年月日是否无①Ⅳ"
TEXTS = st.text(SIGNS, max_size=8) | st.sampled_from(
    [
        "", " ", "/", "——", "无", "不详", "3.70113E+18", "1e05", "1E+16", "0531-1234567", "a_x000d_b", "_x000D_", "2021.6",
        "2021年6月1日", "2021/6/1", "20210601", "9,931.72", "约9900", "1.2万", "14.9亩", "9931.72㎡", "1.0≤R≤2.0",
        "14,785.23", "667.54万元", "667.54 万元", "12.5平方米", "12㎡", "0.5平方米", "3月", "2014年", "3亩", "20万", "1,234,567", "0,123", "12,34",
        "2014-5-13", "2014-05-13", "2014年13月1日", "1850-01-01", "1850/1/1", "2021.6.1", "2021/6.1", "0000-1-1", "2021年6月1号",
        "370113004004GB03122", "370113004004gb03122", "370113004004GB03122F00010001", "３70113004004GB03122", "370112004004GB03122",
    ]
)  # fmt: skip
NUMBERS = st.floats(allow_nan=True) | st.integers(-3, 50_000).map(float) | st.decimals(0, 99_999, places=2).map(float)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    TEXTS,
    TEXTS,
    NUMBERS,
    NUMBERS,
    st.booleans(),
    st.sampled_from(Gap),
    st.dates(dt.date(1890, 1, 1), dt.date(2110, 1, 1)),
    st.sampled_from([dt.datetime(2021, 6, 1, 8, 30), dt.time(8, 30), 1.0, 0.0, 2.0**60]),  # noqa: DTZ001  cells have no zone
)
LAND = {"unit": "m2_land", "role": Role.AREA}


def field(dtype: DType, **more: Any) -> Field:
    return Field(name="f", dtype=dtype, title=Text("栏", "f"), **more)


RULES: dict[str, tuple[Field, dict[str, Any], str]] = {
    "text": (field(DType.TEXT), {"keep": True}, "a"),
    "id": (field(DType.TEXT, role=Role.ID), {"keep": True}, "a"),
    "text with a word": (field(DType.TEXT), {"values": {"无": "none"}, "keep": True}, "a"),
    "text with an unknown": (field(DType.TEXT), {"unknown": frozenset({"/"}), "keep": True}, "a"),
    "parcel code": (field(DType.TEXT), {"identifier": "parcel_code", "county": "370113", "keep": True}, "a"),
    "unit number": (field(DType.TEXT), {"identifier": "unit_number", "keep": True}, "a"),
    "area": (field(DType.NUMBER, **LAND), {}, "a"),
    "area in mu": (field(DType.NUMBER, **LAND), {}, "面积（亩）"),
    "area in hectares": (field(DType.NUMBER, unit="m2"), {"written_in": "公顷"}, "a"),
    "area with a factor": (field(DType.NUMBER, **LAND), {"factor": 10.0}, "a"),
    "area in the cell": (field(DType.NUMBER, **LAND), {"written_in": ""}, "a"),
    "money": (field(DType.NUMBER, unit="wan"), {}, "合同总金额（元）"),
    "money in its unit": (field(DType.NUMBER, unit="wan"), {}, "合同总金额（万元）"),
    "money with an unknown": (field(DType.NUMBER, unit="wan"), {"unknown": frozenset({"14,785.23", "667.54万元"})}, "a"),
    "day with an unknown": (field(DType.DATE), {"unknown": frozenset({"1850/1/1", "2014-5-13"})}, "a"),
    "day in a form": (field(DType.DATE), {"date_format": "%Y.%m.%d"}, "a"),
    "percent": (field(DType.NUMBER, unit="percent"), {}, "空置率（%）"),
    "floors": (field(DType.NUMBER, unit="floor"), {}, "a"),
    "integer": (field(DType.INTEGER), {}, "a"),
    "far": (field(DType.NUMBER, unit="ratio", role=Role.FAR_MAX), {}, "a"),
    "day": (field(DType.DATE), {}, "a"),
    "flag": (field(DType.BOOLEAN), {}, "a"),
    "list": (field(DType.LIST), {}, "a"),
    "pattern": (field(DType.TEXT), {"patterns": (Pattern(match=re.compile("([a-z]+)"), take=r"\1"),)}, "a"),
}  # fmt: skip


def translated(made: TranslatedColumn, place: int, system: str | None) -> Translated:
    """What a column says of one cell, in full."""
    said = made.others.get(place)
    if said is not None:
        assert made.values[place] == said.value
        return said
    value = made.values[place]
    return BLANK if value is None else Translated(value, State.KNOWN, system=system)


def check(rule: Rule, cells: Mapping[str, Sequence[Cell]], *, both_bounds: bool = False) -> None:
    size = len(next(iter(cells.values())))
    block = Block(columns=cells, file="t", rows=list(range(3, 3 + size)), section="一、工业")
    at_once = ColumnTranslator(Translator(rule, None, by_hand=True, both_bounds=both_bounds))
    one_by_one = Translator(rule, None, by_hand=True, both_bounds=both_bounds)
    for made in (at_once.translate(block), at_once.translate(block)):
        for place in range(size):
            expected = one_by_one.translate(block.row(place), file="t", number=3 + place, section="一、工业")
            found = translated(made, place, None)
            assert found == expected, cells
            assert type(found.value) is type(expected.value)


@pytest.mark.parametrize("name", RULES)
@given(
    cells=st.lists(CELLS, min_size=1, max_size=12)
    | st.lists(TEXTS | st.none(), min_size=1, max_size=12)
    | st.lists(NUMBERS, min_size=1)
    | st.lists(st.sampled_from(["工业", " 工业", "_", "1e05", None, "a\nb"]), min_size=24, max_size=40)
    | st.lists(st.integers(1, 2**53).map(float), min_size=1)
)
def test_a_column_at_once_is_its_cells_one_by_one(name: str, cells: list[Cell]) -> None:
    made, more, column = RULES[name]
    check(Rule(field=made, columns=(column,), **{"values": {}, **more}), {column: cells})


@given(cells=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_the_first_column_that_gives_a_value_wins_and_templates_are_filled(cells: list[tuple[Cell, Cell]]) -> None:
    columns = {"a": [pair[0] for pair in cells], "b": [pair[1] for pair in cells]}
    for dtype in (DType.NUMBER, DType.TEXT, DType.DATE):
        check(Rule(field=field(dtype), columns=("a", "b"), values={}, keep=True), columns)
        check(Rule(field=field(dtype), columns=("c", "a"), values={}, keep=True), columns)
    for template in ("{a} · {b}", "{number}", "{#section}-{file}"):
        check(Rule(field=field(DType.TEXT, role=Role.ID), template=template, values={}), columns)
    check(Rule(field=field(DType.TEXT), constant="x", values={}), columns)


@given(cells=st.lists(CELLS, min_size=1, max_size=8))
def test_bounds_that_share_a_column(cells: list[Cell]) -> None:
    for role in (Role.FAR_MIN, Role.FAR_MAX):
        check(
            Rule(field=field(DType.NUMBER, unit="ratio", role=role), columns=("a",), values={}),
            {"a": cells},
            both_bounds=True,
        )
