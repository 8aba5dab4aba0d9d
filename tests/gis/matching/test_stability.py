"""Would break where a site that comes forward under some weights were left out, ties fell otherwise than in a match, or shares were counted wrongly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.matching import Project, match
from gis.matching.studies.stability import draw_weights, ranks_of, stability
from gis.matching.studies.survivors import Survivors, totals
from tests.gis.matching.district import default_scheme, random_district

WEIGHTS = np.array([25.0, 20, 20, 15, 10, 10])
GRID = st.sampled_from([0.0, 0.25, 0.5, 0.7375, 1.0])


def sites(values: list[list[float]], ties: list[int]) -> Survivors:
    count = len(ties)
    return Survivors(
        stocks=(),
        stock=np.zeros(count, dtype=np.intp),
        rows=np.arange(count),
        values=np.array(values).T.reshape(len(WEIGHTS), count),
        weights=WEIGHTS,
        ties=np.array(ties, dtype=np.intp),
        to_check=np.zeros(count, dtype=np.bool_),
    )


@given(
    st.integers(1, 40).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(GRID, min_size=6, max_size=6), min_size=n, max_size=n),
            st.permutations(range(n)),
            st.integers(1, n),
            st.sampled_from([0.0, 5.0, 20.0, 90.0]),
        )
    )
)
def test_every_rank_is_the_one_that_sorting_all_sites_gives(
    case: tuple[list[list[float]], list[int], int, float],
) -> None:
    """Sites are ranked with those alone that come near; coarse values make many ties, which fall by id as in a match."""
    values, ties, shown, spread = case
    found, weights = sites(values, ties), draw_weights(WEIGHTS, 8, spread, 1)
    asked = found.order[:shown]
    ranks = ranks_of(found, asked, weights)
    for draw in range(weights.shape[1]):
        order = found.ranked(totals(found.values, weights[:, [draw]])[:, 0]).tolist()
        assert ranks[:, draw].tolist() == [order.index(site) + 1 for site in asked.tolist()]


def test_shares_by_hand() -> None:
    """Two sites, each best by one criterion: who is first is who has the greater weight, which can be counted."""
    values = [[1.0, 0, 0, 0, 0, 0], [0, 1.0, 0, 0, 0, 0]]
    found, weights = sites(values, [0, 1]), draw_weights(WEIGHTS, 500, 60, 3)
    ranks = ranks_of(found, found.order, weights)
    points = np.round(weights, 2)
    assert (ranks[0] == 1).sum() == (points[0] >= points[1]).sum()
    assert 0 < (ranks[0] == 1).sum() < 500
    assert (ranks.sum(axis=0) == 3).all()


def test_weights_are_drawn_within_the_spread_and_sum_to_a_hundred() -> None:
    weights = draw_weights(WEIGHTS, 1000, 20, 7)
    assert weights.sum(axis=0) == pytest.approx(100)
    proportion = weights / WEIGHTS[:, None]
    assert (proportion.max(axis=0) / proportion.min(axis=0) <= 1.2 / 0.8 + 1e-12).all()
    assert proportion.min() < 0.9
    assert proportion.max() > 1.1
    assert (draw_weights(WEIGHTS, 1000, 20, 7) == weights).all()
    assert (draw_weights(WEIGHTS, 1000, 20, 8) != weights).any()


@pytest.mark.parametrize("seed", range(3))
def test_a_study_is_of_the_matchs_own_ranking(seed: int) -> None:
    inventory, scheme = random_district(seed, land=60, floors=60), default_scheme()
    project = Project(needs="either")
    told = match(inventory, project, scheme, top=10).matches
    found = stability(inventory, project, scheme, draws=200, top=10)
    assert [(site.collection, site.id, site.rank) for site in found.sites] == [
        (getattr(each.partner, "collection", None), each.partner.id, each.rank) for each in told
    ]
    assert stability(inventory, project, scheme, draws=200, top=10) == found
    assert stability(inventory, project, scheme, draws=200, seed=1, top=10).seed == 1
    for site in found.sites:
        assert site.rank_min <= site.rank <= site.rank_max
        assert 0 <= site.first_share <= site.top3_share <= 1


def test_how_many_sites_are_told_changes_nothing_of_what_is_said() -> None:
    inventory, scheme, project = random_district(5, land=60, floors=60), default_scheme(), Project(needs="either")
    whole = stability(inventory, project, scheme, draws=100, spread_pct=50, top=40)
    for top in (0, 1, 2, 3, 20):
        less = stability(inventory, project, scheme, draws=100, spread_pct=50, top=top)
        assert less == replace(whole, sites=whole.sites[:top])


def test_a_criterion_without_weight_stays_without() -> None:
    assert (draw_weights(np.array([0.0, 60, 40]), 50, 20, 1)[0] == 0).all()


def test_few_sites_are_not_called_three() -> None:
    inventory, scheme = random_district(5, land=60, floors=60), default_scheme()
    whole = stability(inventory, Project(needs="either"), scheme, draws=10)
    assert "前 3 名不变的占" in whole.words.zh
    assert "the first two" in replace(whole, ranked=2).words.en
    assert replace(whole, ranked=1).words.zh == "只有 1 个场地，名次与权重无关"
