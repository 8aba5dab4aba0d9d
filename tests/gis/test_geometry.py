"""Areas are of the ground, repairs keep the dimension, and a place is found exactly whatever its box says."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.geometry import beside, box_shape, measured_area_m2, repair_geometries, touching
from gis.question import Box
from tests.gis.small import METRIC_CRS, cell

EIGHTHS = st.integers(-12, 12).map(lambda n: n / 8)


def array(*geometries: Any) -> Any:
    """Geometries as an array, None kept."""
    return np.array([*geometries, None], dtype=object)[:-1]


def found(shape: Any, *geometries: Any) -> list[bool]:
    """Which geometries touch the shape."""
    given_ = array(*geometries)
    return [bool(hit) for hit in touching(given_, shapely.bounds(given_).reshape(-1, 4), shape)]


def test_area_is_that_of_the_ground() -> None:
    south, side = 36.5, 0.01
    radius = 6_371_000.0
    expected = (math.radians(side) * radius) ** 2 * math.cos(math.radians(south + side / 2))
    areas = measured_area_m2(array(cell(0, 0, west=117.0, south=south, side=side), None), METRIC_CRS)
    assert areas[0] == pytest.approx(expected, rel=0.005), "within what the ellipsoid differs from a sphere"
    assert math.isnan(areas[1])


def test_a_bow_tie_becomes_its_two_triangles() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    mended, changed = repair_geometries(array(bow, cell(0, 0), None))
    assert changed.tolist() == [True, False, False]
    assert mended[0].is_valid
    assert mended[0].geom_type == "MultiPolygon"
    assert mended[0].area == pytest.approx(0.5)
    assert mended[2] is None


def test_a_spike_falls_off_and_no_line_is_left_behind() -> None:
    spiked = shapely.Polygon([(0, 0), (2, 0), (2, 2), (1, 2), (1, 5), (1, 2), (0, 2)])
    mended, changed = repair_geometries(array(spiked))
    assert changed.all()
    assert mended[0].geom_type == "Polygon"
    assert mended[0].bounds == (0, 0, 2, 2)


def test_a_polygon_without_extent_becomes_empty_for_the_caller_to_refuse() -> None:
    mended, changed = repair_geometries(array(shapely.Polygon([(0, 0), (1, 1), (2, 2)])))
    assert changed.all()
    assert mended[0].is_empty


def test_repair_of_what_is_valid_touches_nothing() -> None:
    given_ = array(cell(0, 0), None)
    mended, changed = repair_geometries(given_)
    assert mended is given_
    assert not changed.any()


COORDINATES = st.integers(0, 8)


@given(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=8))
def test_whatever_is_drawn_comes_back_valid_and_within_its_box(corners: list[tuple[int, int]]) -> None:
    drawn = shapely.Polygon(corners)
    mended, _ = repair_geometries(array(drawn))
    assert mended[0].is_valid
    assert mended[0].is_empty or shapely.box(*drawn.bounds).buffer(1e-9).covers(mended[0])


def test_two_parts_around_a_box_do_not_lie_in_it() -> None:
    apart = shapely.MultiPolygon([cell(0, 0), cell(4, 0)])
    between = shapely.box(116.02, 36.002, 116.03, 36.008)
    assert shapely.box(*apart.bounds).intersects(between), "its box does"
    assert found(between, apart, cell(2, 0)) == [False, True]
    assert found(shapely.box(116.02, 35.0, 116.03, 37.0), apart, cell(2, 0)) == [False, True], "nor in a taller one"


def test_a_hole_is_not_part_of_its_polygon() -> None:
    ring = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
    assert found(shapely.box(4, 4, 5, 5), ring) == [False]
    assert found(shapely.box(4, 4, 7, 5), ring) == [True]


def test_what_only_touches_counts() -> None:
    assert found(shapely.box(116.01, 36.0, 116.02, 36.01), cell(0, 0)) == [True]


def test_nowhere_is_in_no_box() -> None:
    assert found(shapely.box(-180, -90, 180, 90), None, cell(0, 0)) == [False, True]
    assert found(shapely.box(0, 0, 1, 1)) == []


def test_across_the_antimeridian_both_sides_are_found_and_the_middle_is_not() -> None:
    box = Box(west=170, south=-10, east=-170, north=10).shape
    fiji, samoa, africa = shapely.box(177, -1, 178, 1), shapely.box(-172, -1, -171, 1), shapely.box(10, -1, 11, 1)
    assert found(box, fiji, samoa, africa) == [True, True, False]


def test_a_click_and_a_line_are_boxes_too() -> None:
    click = Box(west=116.005, south=36.005, east=116.005, north=36.005).shape
    line = Box(west=116.005, south=35, east=116.005, north=37).shape
    assert found(click, cell(0, 0), cell(1, 0)) == [True, False]
    assert found(line, cell(0, 3), cell(1, 0)) == [True, False]
    assert found(Box(west=180, south=0, east=-180, north=1).shape, shapely.box(179, 0, 180, 1), cell(0, 0)) == [
        True,
        False,
    ]


@given(st.lists(st.tuples(COORDINATES, COORDINATES, COORDINATES, COORDINATES), max_size=12), st.data())
def test_boxes_first_answers_as_geometry_alone_would(
    edges: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    cells = [shapely.box(min(a, c), min(b, d), max(a, c) + 1, max(b, d) + 1) for a, b, c, d in edges]
    pairs = [shapely.union(one, other) for one, other in zip(cells, cells[::-1], strict=True)]
    a, b, c, d = (data.draw(COORDINATES) for _ in range(4))
    box = Box(west=min(a, c), south=min(b, d), east=max(a, c), north=max(b, d)).shape
    assert found(box, *pairs) == [bool(box.intersects(pair)) for pair in pairs]


@given(
    st.lists(st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=3, max_size=7), min_size=1, max_size=3),
    st.lists(st.tuples(EIGHTHS, EIGHTHS, EIGHTHS, EIGHTHS), min_size=1, max_size=30),
)
def test_boxes_beside_a_polygon_are_told_as_geos_tells_them(
    rings: list[list[tuple[float, float]]], corners: list[tuple[float, float, float, float]]
) -> None:
    """On a grid, where boxes touch edges and corners all the time; a box that is told inside or outside wrongly would be a parcel lost or invented."""
    hull = shapely.union_all([shapely.MultiPoint(ring).convex_hull for ring in rings])
    holed = shapely.difference(hull, shapely.MultiPoint(rings[0]).centroid.buffer(0.2, quad_segs=1))
    parts = [part for part in shapely.get_parts(holed) if part.geom_type == "Polygon"]
    if not parts:
        return
    shape = shapely.MultiPolygon(parts)
    boxes = np.array([(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners])
    geometries = [box_shape(*box) for box in boxes.tolist()]
    inside, open_ = beside(shape, boxes)
    assert not (inside & open_).any()
    for box, within, undecided in zip(geometries, inside, open_, strict=True):
        if within:
            assert shapely.covers(shape, box)
        elif not undecided:
            assert not shapely.intersects(shape, box)
        else:
            assert shapely.distance(shape.boundary, box) < 1e-9, "what is apart from the edge is told"
