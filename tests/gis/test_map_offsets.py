"""GCJ-02 and BD-09: what web maps of China do to places, and the way back, held to a reference that others published (PyPI, prcoords 1.0.2)."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import prcoords
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.crs import STORAGE, system_name, transform
from gis.map_offsets import BD09, CHINA, GCJ02, Points, shift, unshift

REFERENCE: Final[dict[str, Callable[..., Any]]] = {GCJ02: prcoords.wgs_gcj, BD09: prcoords.wgs_bd}
MILLIMETRE: Final = 1e-3 / 111_320
"""In degrees of latitude; a degree of longitude is no longer."""
PLACES: Final = np.random.default_rng(17).uniform((74, 4), (135, 53), (2000, 2))
"""All over China and beside it, from the south of the sea to the north-east."""


def by_reference(points: Points, name: str) -> Points:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [REFERENCE[name]((latitude, longitude)) for longitude, latitude in points.tolist()]
    return np.array([(each.lon, each.lat) for each in found])


@pytest.mark.parametrize("name", [GCJ02, BD09])
def test_a_term_of_the_formula_that_is_wrong_shows_beside_the_reference(name: str) -> None:
    assert np.abs(shift(PLACES, name) - by_reference(PLACES, name)).max() < MILLIMETRE


@pytest.mark.parametrize("name", [GCJ02, BD09])
def test_the_way_back_leads_to_a_place_that_the_reference_moves_to_where_it_began(name: str) -> None:
    """The reference's own way back stops at a decimetre: so its way there is asked."""
    assert np.abs(by_reference(unshift(PLACES, name), name) - PLACES).max() < MILLIMETRE


@given(
    place=st.tuples(st.floats(CHINA[0] + 0.1, CHINA[2] - 0.1), st.floats(CHINA[1] + 0.1, CHINA[3] - 0.1)),
    name=st.sampled_from([GCJ02, BD09]),
)
def test_there_and_back_is_the_same_place(place: tuple[float, float], name: str) -> None:
    there = np.array([place])
    assert np.abs(unshift(shift(there, name), name) - there).max() < MILLIMETRE / 1000


@pytest.mark.parametrize("name", [GCJ02, BD09])
def test_the_maps_leave_places_outside_china_alone_and_so_do_we(name: str) -> None:
    abroad = np.array([[2.35, 48.86], [-121.9, 37.3], [151.2, -33.9], [np.nan, np.nan]])
    assert np.array_equal(shift(abroad, name), abroad, equal_nan=True)
    assert np.array_equal(unshift(abroad, name), abroad, equal_nan=True)


def test_in_the_district_the_maps_lie_where_practice_says() -> None:
    """高德 about 510 m to the east, 百度 about 1.3 km to the north-east: a sign or an axis the wrong way round would show."""
    there = np.array([[116.75, 36.55]])
    metres = [
        (shift(there, name) - there)[0] * (111_320 * np.cos(np.radians(36.55)), 111_000) for name in (GCJ02, BD09)
    ]
    assert metres[0] == pytest.approx([509, 21], abs=5)
    assert np.hypot(*metres[1]) == pytest.approx(1290, abs=20)


def test_shapes_go_to_metres_and_back_through_a_maps_degrees_without_a_hole_being_lost() -> None:
    ring = shapely.box(116.75, 36.55, 116.76, 36.56).difference(shapely.box(116.752, 36.552, 116.754, 36.554))
    shapes = np.array([ring, None, shapely.Point(116.75, 36.55)], dtype=object)
    metres = transform(shapes, GCJ02, "EPSG:4548")
    back = transform(metres, "EPSG:4548", GCJ02)
    assert back[1] is None
    assert shapely.equals_exact(back[[0, 2]], shapes[[0, 2]], tolerance=MILLIMETRE).all()
    as_drawn = shapely.get_coordinates(transform(shapes, STORAGE, "EPSG:4548"))
    assert (as_drawn - shapely.get_coordinates(metres))[:, 0].min() > 500, "the map has them too far east"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("gcj-02", GCJ02),
        ("GCJ02", GCJ02),
        ("火星坐标系", GCJ02),
        ("bd09", BD09),
        ("BD-09LL", BD09),
        ("4548", "EPSG:4548"),
        ("epsg:2384", "EPSG:2384"),
        ("CGCS2000", STORAGE),
        ("wgs 84", "EPSG:4326"),
    ],
)
def test_a_system_is_known_by_what_people_call_it(written: str, name: str) -> None:
    assert system_name(written) == name
