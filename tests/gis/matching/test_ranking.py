"""Stability, TOPSIS and AHP against straight recomputation, a library of its own, and published figures."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import vector_normalization

from gis.catalog import Kind
from gis.errors import BadRange, BadWeights
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, Scheme, match, read_scheme
from gis.matching.scheme.ahp import weights_of
from gis.matching.scheme.weighting import with_weights
from gis.matching.studies.stability import draw_weights, stability
from gis.matching.studies.topsis import closeness, topsis
from tests.gis.matching.district import ROOT


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme(ROOT / "layers" / "schemes" / "default.toml")


@pytest.fixture(scope="module")
def wide(demo_inventory: Inventory, scheme: Scheme) -> Project:
    """The project with most sites to choose from."""
    layer = demo_inventory.of_kind(Kind.PROJECT)[0]
    new = [key for key, stage in zip(layer.ids, layer.texts(Role.STAGE), strict=True) if stage == "new"]
    projects = [Project.from_layer(layer, key) for key in new]
    return max(projects, key=lambda project: sum(_outcome(demo_inventory, project, scheme)))


def _outcome(inventory: Inventory, project: Project, scheme: Scheme) -> tuple[int, int]:
    counts = match(inventory, project, scheme, top=0).counts
    return counts["fits"], counts["to_check"]


def test_stability_is_what_ranking_again_with_each_draw_gives(
    demo_inventory: Inventory, wide: Project, scheme: Scheme
) -> None:
    """Fails where sites that could come forward are left out, or a draw is ranked by another rule than the match."""
    found = stability(demo_inventory, wide, scheme, draws=25, spread_pct=60, top=10)
    base = [each.partner.id for each in match(demo_inventory, wide, scheme, top=10).matches]
    assert [site.id for site in found.sites] == base
    weights = draw_weights(np.array([spec.weight for spec in scheme.criteria]), 25, 60, scheme.stability.seed)
    ranks: dict[str, list[int]] = {key or "": [] for key in base}
    for draw in weights.T:
        shaken = dict(zip([spec.id for spec in scheme.criteria], draw.tolist(), strict=True))
        order = [
            each.partner.id or "" for each in match(demo_inventory, wide, with_weights(scheme, shaken), top=500).matches
        ]
        for key, mine in ranks.items():
            mine.append(order.index(key) + 1)
    for site in found.sites:
        mine = ranks[site.id]
        assert (site.rank_min, site.rank_max) == (min(mine), max(mine))
        assert site.first_share == pytest.approx(mine.count(1) / 25, abs=1e-4)
    same = sum(all(ranks[key or ""][n] <= 3 for key in base[:3]) for n in range(25))
    assert found.top3_share == pytest.approx(same / 25, abs=1e-4)


def test_weights_that_are_not_shaken_leave_the_ranking(
    demo_inventory: Inventory, wide: Project, scheme: Scheme
) -> None:
    """Fails where the base ranking of the study is not that of the match."""
    found = stability(demo_inventory, wide, scheme, draws=5, spread_pct=0)
    assert (found.first_share, found.top3_share) == (1.0, 1.0)
    assert all(site.rank == site.rank_min == site.rank_max for site in found.sites)
    again = stability(demo_inventory, wide, scheme)
    assert again == stability(demo_inventory, wide, scheme)
    assert again.draws == 1000
    assert "±20%" in again.words.zh


def test_a_study_of_nothing_says_so(demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where an empty ranking is called stable, or wild figures are taken."""
    nobody = Project(needs="land", land_area_min_m2=9e9)
    assert stability(demo_inventory, nobody, scheme).first_share is None
    assert topsis(demo_inventory, nobody, scheme).ranking == ()
    for draws, spread in ((0, 20), (20_000, 20), (10, 100), (10, -1)):
        with pytest.raises(BadRange):
            stability(demo_inventory, nobody, scheme, draws=draws, spread_pct=spread)


@pytest.mark.filterwarnings("ignore::UserWarning:pymcdm")  # it warns of every matrix with a best alternative
@given(
    st.integers(2, 30).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(0, 100), min_size=4, max_size=4), min_size=n, max_size=n),
            st.lists(st.integers(1, 50), min_size=4, max_size=4),
        )
    )
)
def test_topsis_equals_pymcdm(case: tuple[list[list[int]], list[int]]) -> None:
    """Fails where normalisation, weights or distances differ from the method's."""
    matrix, weights = np.array(case[0], dtype=float) / 100, np.array(case[1], dtype=float)
    near = closeness(matrix, weights)
    assert np.all((near >= 0) & (near <= 1))
    used = (matrix.max(axis=0) > 0) & (matrix.max(axis=0) > matrix.min(axis=0))
    if not used.any():
        assert np.all(near == 1)
        return
    # A column that says nothing moves no distance; the library divides by its length of nothing.
    share = weights[used] / weights[used].sum()
    theirs = TOPSIS(normalization_function=vector_normalization)(matrix[:, used], share, np.ones(int(used.sum())))
    assert near == pytest.approx(theirs, abs=1e-9)


def test_topsis_ranks_the_sites_of_the_match(demo_inventory: Inventory, wide: Project, scheme: Scheme) -> None:
    """Fails where the second ranking is of other sites, or its agreement is not Kendall's."""
    found = topsis(demo_inventory, wide, scheme, top=500)
    told = match(demo_inventory, wide, scheme, top=500).matches
    by_sum = {each.partner.id: each.rank for each in told}
    assert {site.id: site.weighted_sum_rank for site in found.ranking} == by_sum
    pairs = list(itertools.combinations([site.weighted_sum_rank for site in found.ranking], 2))
    tau = sum(1 if first < second else -1 for first, second in pairs) / len(pairs)
    assert found.agreement == pytest.approx(tau, abs=1e-3)


def test_ahp_equals_saatys_example() -> None:
    """Three criteria compared as 3, 5, 3: λ = 3.0385 in every textbook since Saaty's; CR = 0.0332 by RI 0.58."""
    found = weights_of({("a", "b"): 3, ("a", "c"): 5, ("b", "c"): 3})
    assert found.lambda_max == pytest.approx(3.0385, abs=1e-4)
    assert found.ratio == pytest.approx(0.0332, abs=1e-4)
    assert found.consistent
    assert found.weights == {"a": 63.7, "b": 25.83, "c": 10.47}


def test_ahp_names_the_judgement_that_fits_least() -> None:
    """Fails where inconsistent comparisons pass for weights without a word."""
    found = weights_of({("a", "b"): 9, ("b", "c"): 9, ("a", "c"): 1 / 9})
    assert not found.consistent
    assert found.ratio > 1
    assert found.worst is not None
    assert "不一致" in found.words.zh
    exact = weights_of({("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 4})
    assert exact.ratio == pytest.approx(0, abs=1e-9)
    assert exact.worst is None


@given(st.lists(st.integers(1, 9), min_size=3, max_size=3))
def test_comparisons_that_agree_give_back_their_weights(ratios: list[int]) -> None:
    """Fails where weights are not the ratios that all comparisons say."""
    values = {"a": 1.0, "b": 1.0 * ratios[0] ** 0.5, "c": 1.0 * ratios[1] ** 0.5, "d": 1.0 * ratios[2] ** 0.5}
    pairs = {(x, y): values[x] / values[y] for x, y in itertools.combinations(values, 2)}
    found = weights_of(pairs)
    total = sum(values.values())
    assert math.fsum(found.weights.values()) == pytest.approx(100, abs=1e-9)
    for name, value in values.items():
        assert found.weights[name] == pytest.approx(100 * value / total, abs=0.011)


@pytest.mark.parametrize(
    "pairs",
    [
        {("a", "b"): 3},
        {("a", "b"): 3, ("a", "c"): 5},
        {("a", "b"): 0},
        {("a", "b"): 10},
        {("a", "b"): math.nan},
        {("a", "b"): 3, ("b", "a"): 3},
        {("a", "a"): 2, ("a", "b"): 2},
        {},
    ],
)
def test_comparisons_that_cannot_be_meant(pairs: dict[tuple[str, str], float]) -> None:
    """Fails where missing, wild or contradicting comparisons are guessed at; two criteria alone are one comparison."""
    if pairs == {("a", "b"): 3}:
        assert weights_of(pairs).weights == {"a": 75.0, "b": 25.0}
        return
    with pytest.raises(BadWeights):
        weights_of(pairs)


def test_weights_of_ones_own_are_marked(scheme: Scheme) -> None:
    """Fails where a report with other weights passes for the filed scheme's."""
    filed = {spec.id: spec.weight for spec in scheme.criteria}
    assert with_weights(scheme, filed) is scheme
    names = list(filed)
    other = {**filed, names[0]: filed[names[0]] - 5, names[1]: filed[names[1]] + 5}
    assert with_weights(scheme, other).version.startswith(f"{scheme.version}+w")
    for wrong in (
        {**filed, names[0]: filed[names[0]] + 1},
        {**filed, "nothing": 0},
        {key: value for key, value in filed.items() if key != names[0]},
        {**filed, names[0]: -filed[names[0]], names[1]: filed[names[1]] + 2 * filed[names[0]]},
        {**filed, names[0]: math.nan},
    ):
        with pytest.raises(BadWeights):
            with_weights(scheme, wrong)
