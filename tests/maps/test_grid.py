"""The metric grid that the page reckons: the parameters that it is told are those of the CRS."""

from __future__ import annotations

from maps.grid import grid


def test_the_districts_grid_is_told() -> None:
    assert grid("EPSG:4548") == {
        "name": "CGCS2000 / 4548",
        "lon_0": 117.0,
        "lat_0": 0.0,
        "k_0": 1.0,
        "x_0": 500000.0,
        "y_0": 0.0,
        "a": 6378137.0,
        "inverse_flattening": 298.257222101,
    }


def test_the_zone_prefix_of_an_easting_is_kept() -> None:
    told = grid("EPSG:4527")
    assert told is not None
    assert told["x_0"] == 39_500_000


def test_a_grid_that_the_page_cannot_reckon_is_left_out() -> None:
    assert grid("EPSG:2154") is None  # Lambert conformal conic
