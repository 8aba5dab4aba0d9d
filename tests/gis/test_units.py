"""Conversions are exact where the definitions are, and figures read as a planner writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.units import (
    M2_PER_HA,
    UNITS,
    figure,
    m2_from_mu,
    mu_bound,
    mu_figure,
    mu_from_m2,
    mu_listed,
    percent,
    plain,
    shown_score,
)

AREAS = st.floats(min_value=0, max_value=1e10)


@given(AREAS)
def test_mu_is_two_thirds_of_a_thousand_square_metres(area_m2: float) -> None:
    exact = Fraction(area_m2) / Fraction(2000, 3)
    assert mu_from_m2(area_m2) == pytest.approx(float(exact), rel=1e-15)


@given(AREAS)
def test_there_and_back_changes_nothing_that_can_be_seen(area_m2: float) -> None:
    assert m2_from_mu(mu_from_m2(area_m2)) == pytest.approx(area_m2, rel=1e-15)


def test_fifteen_mu_are_one_hectare() -> None:
    assert m2_from_mu(15) == 10_000
    assert mu_from_m2(10_000) == 15
    assert m2_from_mu(15) == M2_PER_HA


def test_only_land_is_shown_in_mu() -> None:
    assert [unit.id for unit in UNITS.values() if unit.land] == ["m2_land"]
    assert UNITS["m2_land"].label == UNITS["m2"].label, "people read m² on both"


@pytest.mark.parametrize(
    ("value", "shown"), [(7.5, "7.5"), (10, "10"), (100, "100"), (1600, "1,600"), (0, "0"), (-2.50, "-2.5")]
)
def test_plain_figures_lose_only_needless_zeros(value: float, shown: str) -> None:
    assert plain(value) == shown


def test_figures_group_thousands() -> None:
    assert figure(1_234_567.8) == "1,234,568"
    assert figure(0.04, 1) == "0.0"
    assert figure(float("inf")) == "inf"


def test_land_is_said_in_mu_with_as_many_decimals_as_people_give_it() -> None:
    """68,507.52 m² × 3 ÷ 2,000 = 102.76128 mu: one decimal in a sentence, two in a list, none in a round bound."""
    assert (mu_figure(68_507.52), mu_listed(68_507.52)) == ("102.8", 102.76)
    assert (mu_bound(m2_from_mu(40)), mu_bound(m2_from_mu(40.5))) == ("40", "40.5")


@pytest.mark.parametrize(
    ("share", "digits", "shown"),
    [(0.0725, 1, "7.3%"), (0.126, 0, "13%"), (12.3456, 1, "1,234.6%"), (1, 0, "100%"), (float("nan"), 0, "nan")],
)
def test_a_share_is_shown_in_hundredths(share: float, digits: int, shown: str) -> None:
    """Fails where the rounding comes before the hundredths: 7.25 % of one decimal is 7.3 %, not 7.0 %."""
    assert percent(share, digits) == shown


def test_a_score_keeps_its_hundredths() -> None:
    assert (shown_score(77.05), shown_score(8)) == ("77.05", "8.00")
