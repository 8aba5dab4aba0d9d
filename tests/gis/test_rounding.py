"""The one rounding: as the table of values says, one number at a time or many at once, whatever the float."""

from __future__ import annotations

import json
import math
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gis.rounding import all_rounded, products, rounded
from gis.units import figure, plain

TABLE: list[dict[str, Any]] = json.loads(Path(__file__).parents[1].joinpath("figures.json").read_text("utf-8"))
FLOATS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(min_value=-1e7, max_value=1e7),
    st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
    st.integers(-(10**12), 10**12).map(lambda n: (n + 0.5) / 100),
    st.integers(-(10**6), 10**6).flatmap(
        lambda n: st.sampled_from([n / 200, math.nextafter(n / 200, math.inf), math.nextafter(n / 200, -math.inf)])
    ),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['value']} to {row['digits']}")
def test_the_table_of_values_holds(row: dict[str, Any]) -> None:
    value, digits = row["value"], row["digits"]
    assert rounded(value, digits) == row["rounded"]
    assert all_rounded([value], digits).tolist() == [row["rounded"]]
    assert math.copysign(1, rounded(value, digits)) == math.copysign(1, row["rounded"])
    assert figure(value, digits) == row["fixed"]
    if digits == 2:
        assert plain(value) == row["number"]


@given(FLOATS, st.integers(0, 9))
@example(1.005, 2)
@example(999_999_999_999.5, 0)
@example(9_999_999_999.995, 2)
def test_one_many_and_the_decimal_as_written_round_alike(value: float, digits: int) -> None:
    written = Decimal(repr(value))
    step = Decimal(1).scaleb(-digits)
    # By whole numbers, for a quotient of any length.
    whole = int((abs(written) / step).quantize(Decimal(1), ROUND_HALF_UP)) if abs(written) < 10**15 else None
    one = rounded(value, digits)
    assert all_rounded(np.array([value]), digits).tolist() == [one]
    if whole is not None:
        assert abs(Decimal(repr(one))) == Decimal(repr(float(whole * step)))


@given(st.lists(FLOATS | st.sampled_from([math.nan, math.inf, -math.inf]), max_size=20), st.integers(0, 6))
def test_many_at_once_are_as_one_at_a_time(values: list[float], digits: int) -> None:
    assert np.array_equal(
        all_rounded(np.array(values), digits), np.array([rounded(value, digits) for value in values]), equal_nan=True
    )


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_points_are_those_reckoned_by_hand(ten_thousandths: int, hundredths: int) -> None:
    by_hand = (Decimal(ten_thousandths) / 10_000 * Decimal(hundredths) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert products([ten_thousandths / 10_000], [hundredths / 100]).tolist() == [float(by_hand)]
