"""Values are kept as their field says; unknown is never a value; what is of another type is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.columns import Value, column, day_number, folded, parse_value, plain_text
from gis.fields import DType
from gis.values import EXACT
from tests.gis.small import field

FIELDS = {dtype: field("x", dtype) for dtype in DType}
KNOWN: dict[DType, st.SearchStrategy[Value]] = {
    DType.TEXT: st.text(min_size=1).filter(lambda text: bool(text.strip())),
    DType.INTEGER: st.integers(-(2**53) + 1, 2**53 - 1),
    DType.NUMBER: st.floats(-float(EXACT), float(EXACT)),
    DType.BOOLEAN: st.booleans(),
    DType.DATE: st.dates().map(lambda day: day.isoformat()),
    DType.LIST: st.lists(st.text(min_size=1).filter(lambda text: bool(text.strip()))).map(list[str]),
}


@given(st.data(), st.sampled_from(list(DType)))
def test_a_column_gives_back_what_was_put_in(data: st.DataObject, dtype: DType) -> None:
    values = data.draw(st.lists(st.none() | KNOWN[dtype], max_size=20))
    col = column(FIELDS[dtype], [parse_value(FIELDS[dtype], value) for value in values])
    assert [col.value(row) for row in range(len(col))] == values
    assert col.known.tolist() == [value is not None for value in values]


@given(st.data(), st.sampled_from(list(DType)))
def test_groups_name_every_known_value_and_no_unknown_one(data: st.DataObject, dtype: DType) -> None:
    values = data.draw(st.lists(st.none() | KNOWN[dtype], max_size=20))
    col = column(FIELDS[dtype], values)
    groups, names = col.distinct()
    said = [None if group < 0 else names[group] for group in groups]
    assert said == [None if value is None else plain_text(value) for value in values]


@given(st.lists(st.none() | KNOWN[DType.LIST], max_size=20))
def test_a_list_stands_once_in_the_group_of_each_of_its_values(values: list[Value]) -> None:
    rows, groups, names = column(FIELDS[DType.LIST], values).members()
    said = sorted((int(row), "" if group < 0 else names[group]) for row, group in zip(rows, groups, strict=True))
    expected = sorted(
        (row, member)
        for row, value in enumerate(values)
        for member in ([""] if value is None else sorted(set(value if isinstance(value, list) else [])))
    )
    assert said == expected


@pytest.mark.parametrize("dtype", list(DType))
@pytest.mark.parametrize("nothing", [None, "", "   ", "\t"])
def test_nothing_is_unknown_in_every_type(dtype: DType, nothing: str | None) -> None:
    assert parse_value(FIELDS[dtype], nothing) is None


@pytest.mark.parametrize(
    ("dtype", "raw"),
    [
        (DType.NUMBER, "不详"),
        (DType.NUMBER, "1,5"),
        (DType.NUMBER, True),
        (DType.NUMBER, [1]),
        (DType.NUMBER, math.inf),
        (DType.NUMBER, "1e400"),
        (DType.NUMBER, "1e-400"),
        (DType.NUMBER, 10**400),
        (DType.INTEGER, 1.5),
        (DType.INTEGER, "two"),
        (DType.BOOLEAN, "maybe"),
        (DType.BOOLEAN, 2),
        (DType.DATE, "30/06/2023"),
        (DType.DATE, "2023-02-30"),
        (DType.DATE, "2023-06-30 and later"),
        (DType.DATE, 20230630.5),
        (DType.LIST, 5),
        (DType.LIST, {"a": 1}),
    ],
)
def test_a_value_of_another_type_is_refused(dtype: DType, raw: object) -> None:
    with pytest.raises(ValueError):
        parse_value(FIELDS[dtype], raw)


@pytest.mark.parametrize(
    ("dtype", "raw", "kept"),
    [
        (DType.TEXT, 370113, "370113"),
        (DType.TEXT, 12.0, "12"),
        (DType.TEXT, {"甲": 1}, '{"甲": 1}'),
        (DType.NUMBER, "68507.52", 68507.52),
        (DType.NUMBER, math.nan, None),
        (DType.INTEGER, 3.0, 3),
        (DType.BOOLEAN, "是", True),
        (DType.BOOLEAN, "No", False),
        (DType.DATE, "2023-06-30T08:00:00", "2023-06-30"),
        (DType.LIST, "water; power、gas", ["water", "power", "gas"]),
        (DType.LIST, ["water", None, " "], ["water"]),
        (DType.LIST, [], []),
    ],
)
def test_harmless_spellings_are_understood(dtype: DType, raw: object, kept: Value) -> None:
    assert parse_value(FIELDS[dtype], raw) == kept


def test_an_empty_list_is_known_and_holds_nothing() -> None:
    col = column(FIELDS[DType.LIST], [[], None, ["a", "b"]])
    assert col.known.tolist() == [True, False, True]
    assert col.equals(["b", "c"]).tolist() == [False, False, True]
    assert col.matches(lambda text: text == "a").tolist() == [False, False, True]


def test_equality_is_by_value_not_by_spelling() -> None:
    assert column(FIELDS[DType.NUMBER], [1.5, None, 2.0]).equals(["2", "1.50"]).tolist() == [True, False, True]
    assert column(FIELDS[DType.NUMBER], [1.5, None]).equals(["nan", "x"]).tolist() == [False, False]
    assert column(FIELDS[DType.BOOLEAN], [True, None, False]).equals(["false"]).tolist() == [False, False, True]
    assert column(FIELDS[DType.DATE], ["2023-06-30", None]).equals(["20230630"]).tolist() == [True, False]


def test_a_range_holds_its_ends_and_no_unknown() -> None:
    col = column(FIELDS[DType.DATE], ["2023-06-29", "2023-06-30", None, "2023-07-01"])
    low, high = day_number("2023-06-30"), day_number("2023-07-01")
    assert col.between(low, high).tolist() == [False, True, False, True]
    assert col.between(None, low).tolist() == [True, True, False, False]
    assert col.between(None, None).tolist() == [True, True, False, True]


def test_text_that_a_number_has_none_of_matches_nothing() -> None:
    assert not column(FIELDS[DType.NUMBER], [1.0, None]).matches(lambda _: True).any()


def test_search_sees_full_width_letters_and_case_as_one() -> None:
    assert folded("ＧＤ－Ａ０１") == folded("gd-a01")


def test_text_sorts_as_its_characters_do() -> None:
    order = column(FIELDS[DType.TEXT], ["b", None, "a", "归德"]).order()
    assert np.isnan(order[1])
    assert order[2] < order[0] < order[3]
