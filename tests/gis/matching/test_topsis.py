"""Would break where the second ranking were of other sites than the match's, hung on the order of rows, or its agreement were not Kendall's."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project
from gis.matching.studies.survivors import survivors, totals
from gis.matching.studies.topsis import closeness, topsis
from gis.plainly import to_plain
from gis.units import m2_from_mu
from tests.gis.matching.district import collection_of, default_scheme, feature, inventory_of, random_district, square

WEIGHTS = np.array([40.0, 30, 20, 10])


def plots(*areas: float | None) -> Inventory:
    """Parcels that differ in their area alone."""
    return inventory_of(
        {
            Kind.PARCEL: [
                feature(collection_of(Kind.PARCEL), f"L-{n}", square(n, 0), {Role.AREA: area, Role.STATUS: "reserve"})
                for n, area in enumerate(areas)
            ]
        }
    )


def asking(low: float, high: float) -> Project:
    return Project(needs="land", land_area_min_m2=m2_from_mu(low), land_area_max_m2=m2_from_mu(high))


def test_by_hand() -> None:
    """Two criteria of equal weight, three sites: (1, 0), (0, 1) and (1, 1), which is the ideal itself."""
    found = closeness(np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([50.0, 50]))
    assert found == pytest.approx([0.5, 0.5, 1.0])
    found = closeness(np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([75.0, 25]))
    assert found == pytest.approx([0.75, 0.25, 1.0])


@given(
    st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=2, max_size=20).flatmap(
        lambda rows: st.tuples(st.just(rows), st.permutations(range(len(rows))))
    )
)
def test_the_order_of_rows_says_nothing(case: tuple[list[list[float]], list[int]]) -> None:
    rows, order = np.round(np.array(case[0]), 4), case[1]
    assert closeness(rows[order], WEIGHTS) == pytest.approx(closeness(rows, WEIGHTS)[order], abs=1e-9)


def test_no_site_one_site_and_sites_all_alike() -> None:
    scheme = default_scheme()
    assert to_plain(topsis(plots(), asking(20, 60), scheme)) == {
        "ranking": [],
        "agreement": None,
        "words": {"zh": "没有可排名的场地", "en": "nothing is ranked"},
    }
    one = topsis(plots(m2_from_mu(40)), asking(20, 60), scheme)
    assert [(site.id, site.rank, site.closeness, site.weighted_sum_rank) for site in one.ranking] == [("L-0", 1, 1, 1)]
    assert one.agreement is None
    alike = topsis(plots(*[m2_from_mu(40)] * 3), asking(20, 60), scheme)
    assert [site.id for site in alike.ranking] == ["L-0", "L-1", "L-2"]
    assert alike.agreement is None


def test_one_criterion_alone_gives_the_same_order_and_unknown_counts_nothing() -> None:
    found = topsis(plots(m2_from_mu(25), m2_from_mu(40), None, m2_from_mu(50)), asking(20, 60), default_scheme())
    assert [(site.id, site.weighted_sum_rank) for site in found.ranking] == [
        ("L-1", 1),
        ("L-3", 2),
        ("L-0", 3),
        ("L-2", 4),
    ]
    assert found.agreement == 1.0
    assert (found.ranking[0].closeness, found.ranking[-1].closeness) == (1.0, 0.0)


@pytest.mark.parametrize("seed", range(3))
def test_agreement_is_kendalls_over_all_sites(seed: int) -> None:
    """τ-b = (alike − otherwise) ÷ √(pairs told apart by the one × pairs told apart by the other), counted pair by pair."""
    inventory, scheme, project = random_district(seed, land=60, floors=60), default_scheme(), Project(needs="either")
    left = survivors(inventory, project, scheme)
    near = np.round(closeness(left.values.T, left.weights), 10)
    score = totals(left.values, left.weights[:, None])[:, 0]
    pairs = [
        (np.sign(near[a] - near[b]), np.sign(score[a] - score[b]))
        for a, b in itertools.combinations(range(len(left)), 2)
    ]
    apart = math.prod(sum(pair[side] != 0 for pair in pairs) for side in (0, 1))
    assert topsis(inventory, project, scheme, top=3).agreement == pytest.approx(
        sum(a * b for a, b in pairs) / math.sqrt(apart), abs=1e-4
    )
