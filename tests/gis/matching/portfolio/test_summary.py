"""The placement in a sentence: each language's own base, and nothing compared that is equal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Item, Place
from gis.matching.portfolio.solving.model import Model
from gis.matching.portfolio.summary import by_turns, sentences, summary
from gis.matching.sites.candidates import LAND
from tests.gis.matching.portfolio.cases import TIERS, option


def model_of(*investments: float) -> Model:
    """Projects that each have a plot of their own, with 万元."""
    projects = tuple(Project(id=f"P{n}", investment_wan=each) for n, each in enumerate(investments))
    choices = tuple(
        Choice(options=(option(n, [Item(place=Place(LAND, n), area_m2=1.0, share=1.0)], 80.0),))
        for n in range(len(projects))
    )
    return Model(projects=projects, choices=choices, tier_points=TIERS, fixed={})


def test_each_language_compares_with_its_own_base() -> None:
    model = model_of(623_920, 75_260)
    found = by_turns(model, (0, 1), (0,))
    assert found is not None
    assert found.zh == "若逐个安排，可落位 1 个、623,920 万元，统筹后投资多 12.1%"
    assert found.en == "one by one, 1 project would be placed with CNY 6.24 bn: 10.8% less"


@pytest.mark.parametrize(("chosen", "by_hand"), [((0,), (1,)), ((), ()), ((0, 1), (0, 1))])
def test_equal_answers_are_not_compared(chosen: tuple[int, ...], by_hand: tuple[int, ...]) -> None:
    assert by_turns(model_of(500, 500), chosen, by_hand) is None


def test_one_project_is_not_told_as_one_of_one() -> None:
    told = sentences([summary(model_of(500), (0,), proven=True), None])
    assert told.zh == "待落位 1 个项目，落位 1 个，投资 500 万元，已证明最优。"
    assert told.en == "The project is placed, CNY 5,000,000, proven optimal."
    assert "not placed" in summary(model_of(500), (), proven=True).en
    assert summary(model_of(), (), proven=True).en == "no project looks for a site"


@given(
    money=st.lists(st.integers(0, 10**6), min_size=1, max_size=6),
    picks=st.tuples(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5))),
)
def test_the_shares_of_both_languages_lead_to_the_same_figures(
    money: list[int], picks: tuple[set[int], set[int]]
) -> None:
    """Fails where a share is taken of the wrong base, has the wrong sign, or is nothing at all."""
    chosen, by_hand = (tuple(sorted(n for n in each if n < len(money))) for each in picks)
    together, turns = (sum(money[n] for n in each) for each in (chosen, by_hand))
    found = by_turns(model_of(*map(float, money)), chosen, by_hand)
    if (len(chosen), together) == (len(by_hand), turns):
        assert found is None
        return
    assert found is not None
    assert " 0.0%" not in found.zh + found.en
    if "%" in found.zh:
        share = float(found.zh.rsplit(" ", 1)[1].rstrip("%").replace(",", "")) / 100
        assert turns * (1 + (share if "多" in found.zh else -share)) == pytest.approx(together, abs=turns * 0.00051)
    if "%" in found.en:
        share = float(found.en.rsplit(" ", 2)[1].rstrip("%").replace(",", "")) / 100
        less = found.en.endswith("less")
        assert together * (1 - (share if less else -share)) == pytest.approx(turns, abs=together * 0.00051)
