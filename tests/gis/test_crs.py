"""Degrees become metres and come back; a name that is no CRS, or not one to measure in, is said."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from gis.crs import STORAGE, ReferenceSystem, in_degrees, in_metres, metric, present, spoken, transform
from gis.errors import BadGeometry, CatalogError

PLACES = np.array([shapely.Point(116.84, 36.56), None, shapely.box(116.8, 36.5, 116.9, 36.6)], dtype=object)


def test_metres_and_back_is_the_same_place() -> None:
    back = transform(in_metres(PLACES, "EPSG:4548"), "EPSG:4548", STORAGE)
    assert back[1] is None
    assert shapely.equals_exact(back[[0, 2]], PLACES[[0, 2]], tolerance=1e-9).all()


def test_the_first_number_is_east_whatever_the_authority_says() -> None:
    east, north = shapely.get_coordinates(in_metres(PLACES[:1], "EPSG:4548"))[0]
    assert 450_000 < east < 550_000, "near the central meridian 117°E, with its false easting of 500 km"
    assert 4_000_000 < north < 4_100_000


def test_the_same_system_changes_nothing() -> None:
    assert transform(PLACES, STORAGE, STORAGE) is PLACES


@pytest.mark.parametrize("name", ["EPSG:0", "no such system", "", "http://127.0.0.1/crs"])
def test_a_name_that_is_no_crs_is_refused_by_name(name: str) -> None:
    with pytest.raises(CatalogError) as refused:
        transform(PLACES, STORAGE, name)
    assert name in refused.value.text.en
    assert "EPSG" in refused.value.remedy.zh


@pytest.mark.parametrize(
    ("name", "fit"),
    [("EPSG:4548", True), ("EPSG:3826", True), ("EPSG:4490", False), ("EPSG:2227", False), ("nonsense", False)],
)
def test_only_projected_metres_are_fit_to_measure_in(name: str, fit: bool) -> None:
    assert metric(name) is fit


def test_the_registry_says_which_axis_comes_first() -> None:
    first = {system.name: system.northing_first for system in spoken("EPSG:4548")}
    assert first == {
        "OGC:CRS84": False,
        "EPSG:4326": True,
        "EPSG:4490": True,
        "EPSG:4548": True,
        "EPSG:4527": True,
        "EPSG:3857": False,
        **dict.fromkeys(["EPSG:4526", "EPSG:4528", "EPSG:4547", "EPSG:4549"], True),
    }


def test_the_folders_own_system_stands_beside_them() -> None:
    assert [system.name for system in spoken("EPSG:3826")][-1] == "EPSG:3826"
    assert spoken("EPSG:3826")[-1].uri == "http://www.opengis.net/def/crs/EPSG/0/3826"
    assert not spoken("EPSG:3826")[-1].northing_first
    assert spoken("+proj=tmerc +lon_0=117 +units=m +type=crs") == spoken()


@pytest.mark.parametrize("system", spoken("EPSG:3826"), ids=lambda system: system.name)
def test_a_place_presented_and_read_back_is_the_same_place(system: ReferenceSystem) -> None:
    shown = present(PLACES, system)
    assert shown[1] is None
    # pyproj by the authority's own order of axes is the independent reading.
    back = Transformer.from_crs(system.name, "EPSG:4490").transform(*shapely.get_coordinates(shown[[0, 2]]).T)
    assert np.column_stack(back)[:, ::-1] == pytest.approx(shapely.get_coordinates(PLACES[[0, 2]]), abs=2e-8)


def test_a_box_on_the_plane_keeps_its_straight_sides() -> None:
    system = ReferenceSystem.of("EPSG:4548")
    box = shapely.box(450_000, 4_000_000, 550_000, 4_100_000)
    outline = in_degrees(box, system)
    edge = np.column_stack([np.linspace(450_000, 550_000, 997), np.full(997, 4_000_000.0)])
    for nudge, inside in ((0.005, True), (-0.005, False)):
        points = np.array([shapely.Point(x, y + nudge) for x, y in edge[1:-1]], dtype=object)
        assert (shapely.contains(outline, transform(points, system.name, STORAGE)) == inside).all()


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("EPSG:4548", (0, 0, 1e9, 1e9)),
        ("EPSG:3857", (-3e7, 0, 3e7, 1e6)),
        ("EPSG:3857", (0, 0, 1, 1e300)),
    ],
)
def test_a_box_beyond_the_projection_is_refused(name: str, box: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadGeometry) as refused:
        in_degrees(shapely.box(*box), ReferenceSystem.of(name))
    assert name in refused.value.text.en
