"""Shared edges on hostile shapes: what planners call neighbours must come out, and nothing that only touches at a corner."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from shapely import box

from gis.matching.assembly.neighbours import shared_edges

Shared = dict[tuple[int, int], float]


def shared(*shapes: Any, snap: float = 0.5, bridge: float = 0.0) -> Shared:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    found = shared_edges(array, snap, bridge)
    return {(a, b): length for (a, b), length in zip(found.pairs.tolist(), found.lengths.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("shapes", "wanted"),
    [
        pytest.param([box(0, 0, 10, 10), box(10, 0, 20, 10)], {(0, 1): 10.0}, id="a whole edge, no more at its ends"),
        pytest.param([box(0, 0, 10, 10), box(10, 10, 20, 20)], {}, id="a corner"),
        pytest.param([box(0, 0, 10, 10), box(10.2, 10.2, 20, 20)], {}, id="a corner with a gap"),
        pytest.param([box(0, 0, 10, 10), box(9.8, 9.8, 20, 20)], {(0, 1): 0.4}, id="a corner that overlaps by 0.2 m"),
        pytest.param([box(0, 0, 10, 10), box(10.3, 4, 20, 14)], {(0, 1): 6.0}, id="a gap of 0.3 m"),
        pytest.param([box(0, 0, 10, 10), box(10.6, 0, 20, 10)], {}, id="a gap beyond the tolerance"),
        pytest.param([box(0, 0, 10, 10), box(9.8, 0, 20, 10)], {(0, 1): 10.0}, id="an overlap of 0.2 m"),
        pytest.param([box(0, 0, 10, 10), box(9, 0, 20, 10)], {}, id="an overlap beyond the tolerance"),
        pytest.param(
            [box(0, 0, 10, 10), box(10, 0, 20, 4), box(10, 4, 20, 10)],
            {(0, 1): 4.0, (0, 2): 6.0, (1, 2): 10.0},
            id="a T junction",
        ),
        pytest.param([box(0, 0, 10, 10), box(0, 0, 10, 10)], {}, id="the same parcel twice"),
        pytest.param([box(0, 0, 10, 10), box(0, 0, 10, 5)], {}, id="one inside the other, along its edge"),
        pytest.param(
            [box(0, 0, 10, 10), box(10, 0, 10.3, 10), box(10.3, 0, 20, 10)],
            {(0, 1): 10.0, (1, 2): 10.0},
            id="a sliver keeps its neighbours apart",
        ),
        pytest.param(
            [box(0, 0, 30, 30).difference(box(10, 10, 20, 20)), box(10, 10, 20, 20)], {(0, 1): 40.0}, id="in a hole"
        ),
        pytest.param(
            [shapely.union(box(0, 0, 10, 10), box(20, 0, 30, 10)), box(10, 0, 20, 10)], {(0, 1): 20.0}, id="two parts"
        ),
        pytest.param([None, shapely.Point(0, 0), shapely.from_wkt("POLYGON EMPTY"), box(0, 0, 1, 1)], {}, id="no area"),
        pytest.param([], {}, id="nothing"),
    ],
)
def test_shared_edges(shapes: list[Any], wanted: Shared) -> None:
    assert shared(*shapes) == wanted


def test_a_boundary_surveyed_in_many_points_counts_once() -> None:
    """Vertices of two surveys never agree: a wavy common boundary is as long as it is, not a multiple of it."""
    at = np.linspace(0, 100, 41)
    wave = [(float(x), float(np.sin(x / 7))) for x in at]
    finer = [(float(x), float(np.sin(x / 7))) for x in np.linspace(100, 0, 97)]
    below, above = shapely.Polygon([(100, -50), (0, -50), *wave][::-1]), shapely.Polygon([*finer, (0, 50), (100, 50)])
    length = shapely.LineString(wave).length
    assert shared(below, above)[0, 1] == pytest.approx(length, rel=0.01)


def test_a_parcel_cut_by_a_turned_ring_is_read_the_same() -> None:
    """Files close rings either way round."""
    clockwise = shapely.Polygon([(10, 0), (10, 10), (20, 10), (20, 0)])
    assert shared(box(0, 0, 10, 10), clockwise) == shared(box(0, 0, 10, 10), clockwise.reverse()) == {(0, 1): 10.0}


def test_a_narrow_road_is_bridged_only_where_asked_and_nothing_stands_between() -> None:
    here, there, between = box(0, 0, 10, 10), box(18, 2, 28, 10), box(12, 0, 15, 10)
    assert shared(here, there) == {}
    assert shared(here, there, bridge=7.9) == {}
    assert shared(here, there, bridge=8) == {(0, 1): 8.0}
    assert (0, 1) not in shared(here, there, between, bridge=8)
    assert shared(here, box(18, 12, 28, 20), bridge=12) == {}, "across a crossing lies a corner"


def test_every_order_of_rows_gives_the_same_edges() -> None:
    rng = np.random.default_rng(7)
    shapes = [box(x * 10, y * 8, x * 10 + 10 + 0.2 * ((x + y) % 3 - 1), y * 8 + 8) for x in range(6) for y in range(6)]
    first = shared(*shapes)
    order = rng.permutation(len(shapes))
    moved = shared(*[shapes[at] for at in order])
    assert {tuple(sorted((int(order[a]), int(order[b])))): length for (a, b), length in moved.items()} == first


def test_lookups_of_pairs() -> None:
    array = np.array([box(0, 0, 10, 10), box(10, 0, 20, 10), box(50, 0, 60, 10)], dtype=object)
    found = shared_edges(array, 0.5)
    assert found.shared(np.array([1, 0, 0, -1]), np.array([0, 2, 1, 1])).tolist() == [10.0, 0.0, 10.0, 0.0]
    assert found.sharing(10.0).tolist() == [[0, 1]]
    assert found.sharing(10.01).tolist() == []
    assert shared_edges(array[:1], 0.5).shared(np.array([0]), np.array([0])).tolist() == [0.0]
