"""Degrees become metres and come back; a name that is no CRS, or not one to measure in, is said."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.crs import STORAGE, in_metres, metric, transformed
from gis.errors import CatalogError

PLACES = np.array([shapely.Point(116.84, 36.56), None, shapely.box(116.8, 36.5, 116.9, 36.6)], dtype=object)


def test_metres_and_back_is_the_same_place() -> None:
    back = transformed(in_metres(PLACES, "EPSG:4548"), "EPSG:4548", STORAGE)
    assert back[1] is None
    assert shapely.equals_exact(back[[0, 2]], PLACES[[0, 2]], tolerance=1e-9).all()


def test_the_first_number_is_east_whatever_the_authority_says() -> None:
    east, north = shapely.get_coordinates(in_metres(PLACES[:1], "EPSG:4548"))[0]
    assert 450_000 < east < 550_000, "near the central meridian 117°E, with its false easting of 500 km"
    assert 4_000_000 < north < 4_100_000


def test_the_same_system_changes_nothing() -> None:
    assert transformed(PLACES, STORAGE, STORAGE) is PLACES


@pytest.mark.parametrize("name", ["EPSG:0", "no such system", "", "http://127.0.0.1/crs"])
def test_a_name_that_is_no_crs_is_refused_by_name(name: str) -> None:
    with pytest.raises(CatalogError) as refused:
        transformed(PLACES, STORAGE, name)
    assert name in refused.value.text.en
    assert "EPSG" in refused.value.remedy.zh


@pytest.mark.parametrize(
    ("name", "fit"),
    [("EPSG:4548", True), ("EPSG:3826", True), ("EPSG:4490", False), ("EPSG:2227", False), ("nonsense", False)],
)
def test_only_projected_metres_are_fit_to_measure_in(name: str, fit: bool) -> None:
    assert metric(name) is fit
