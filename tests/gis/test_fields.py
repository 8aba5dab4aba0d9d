"""A field says its own heading, and what can be asked of it."""

from __future__ import annotations

import pytest

from gis.fields import DType, Role
from tests.gis.small import COLLECTION, field


def test_a_heading_carries_the_unit_as_each_language_brackets_it() -> None:
    heading = field("load", DType.NUMBER, unit="kN/m2").heading
    assert heading.zh == "字段load（kN/m²）"
    assert heading.en == "load (kN/m²)"


@pytest.mark.parametrize("unit", [None, "ratio"])
def test_without_a_unit_to_show_there_are_no_brackets(unit: str | None) -> None:
    assert field("far", DType.NUMBER, unit=unit).heading.zh == "字段far"


@pytest.mark.parametrize(
    ("dtype", "numeric", "ranged"),
    [
        (DType.TEXT, False, False),
        (DType.INTEGER, True, True),
        (DType.NUMBER, True, True),
        (DType.BOOLEAN, False, False),
        (DType.DATE, False, True),
        (DType.LIST, False, False),
    ],
)
def test_ranges_are_of_numbers_and_dates(dtype: DType, numeric: bool, ranged: bool) -> None:
    entry = field("x", dtype)
    assert (entry.numeric, entry.ranged) == (numeric, ranged)


def test_mu_stands_beside_land_alone() -> None:
    assert COLLECTION.by_role[Role.AREA].land
    assert not field("floor_area_m2", DType.NUMBER, unit="m2").land
    assert not field("name").land
