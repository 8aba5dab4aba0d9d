"""A column made as a whole is the one that is made value by value, or none is made."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.columns import column
from gis.fields import DType, Field
from gis.plain_columns import plain_column
from gis.text import Text
from gis.values import parse_value

PLAIN = (
    st.none()
    | st.text(max_size=4)
    | st.sampled_from(["", " ", "2023-06-30", "2023-06-30T16:00:00Z", "20230630", "工业"])
)
NUMBERS = st.none() | st.integers() | st.floats() | st.sampled_from([0, -0.0, 1.5, 2**53 - 1, 2**53])
ODD = st.booleans() | st.lists(st.text(max_size=2), max_size=2)


@given(
    st.sampled_from(DType),
    st.lists(PLAIN, max_size=6) | st.lists(NUMBERS, max_size=6) | st.lists(PLAIN | NUMBERS | ODD, max_size=6),
)
def test_as_a_whole_and_value_by_value_are_one_column(dtype: DType, raw: list[Any]) -> None:
    field = Field(name="a", dtype=dtype, title=Text("", ""))
    made = plain_column(field, raw)
    if made is None:
        return
    one_by_one = column(field, [parse_value(field, value) for value in raw])
    rows = np.arange(len(raw))
    assert made.listed(rows) == one_by_one.listed(rows)
    assert [made.value(row) for row in range(len(raw))] == made.listed(rows)
    assert type(made) is type(one_by_one)


def test_most_values_of_a_file_make_a_column_as_a_whole() -> None:
    samples: dict[DType, list[Any]] = {
        DType.TEXT: ["a", None, " "],
        DType.NUMBER: [1, 2.5, None],
        DType.INTEGER: [1, 2.0, None],
        DType.DATE: ["2023-06-30", None, ""],
        DType.BOOLEAN: [True, None, False],
    }
    for dtype, raw in samples.items():
        assert plain_column(Field(name="a", dtype=dtype, title=Text("", "")), raw) is not None, dtype
