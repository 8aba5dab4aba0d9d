"""A parcel is cut by a line. Would break where ground were lost at the cut, a line that ends inside cut all the same, or a hole became land."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import Catalog
from gis.crs import in_metres
from gis.editing.cutting import cut_pieces
from gis.editing.parcels import split_parcel
from gis.errors import RefusedRows, StaleVersion
from gis.folder import Folder, synced_folder
from gis.layer import Feature
from gis.store.changing import do_work
from gis.store.protocol import ChangeSet
from tests.api.conftest import cell, write_folder

LAND = "industrial_land"
WEST, SOUTH, EAST, NORTH = cell(1).bounds
WIDE, HIGH = EAST - WEST, NORTH - SOUTH


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    place = tmp_path_factory.mktemp("cut")
    write_folder(place)
    return synced_folder(place)


def at(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    """Places in the parcel, by shares of its width and height."""
    return [(WEST + x * WIDE, SOUTH + y * HIGH) for x, y in corners]


def line(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(at(*corners))


def areas(catalog: Catalog, *shapes: shapely.Geometry) -> list[float]:
    found: list[float] = shapely.area(in_metres(np.array(shapes, dtype=object), catalog.metric_crs)).tolist()
    return found


def test_it_is_split_along_the_line_and_the_log_names_the_pieces(tmp_path: Path) -> None:
    write_folder(tmp_path)
    folder = synced_folder(tmp_path)
    before = folder.inventory().layer(LAND)
    whole = before.feature(before.row("L-001"))
    done = folder.split(LAND, "L-001", line((0.3, -0.1), (0.3, 1.1)), why="分")
    assert [made.id for made in done.made] == ["L-001", "L-001-1", "L-001-2"]
    layer = folder.inventory().layer(LAND)
    large, small = (layer.feature(layer.row(key)) for key in ("L-001-1", "L-001-2"))
    shared = [each.properties["site_area_m2"] for each in (large, small)]
    assert sum(shared) == whole.properties["site_area_m2"]
    assert shared[1] == pytest.approx(0.3 * sum(shared), rel=1e-3)
    assert shapely.equals(shapely.union(large.geometry, small.geometry), whole.geometry)
    assert folder.store.log(collection=LAND, key="L-001")[-1].why == "分（L-001 → L-001-1、L-001-2）"


@pytest.mark.parametrize(
    ("cutting", "said"),
    [
        (line((0.5, -0.1), (0.5, 0.9)), "does not cut"),
        (line((0.5, 0.1), (0.5, 0.9)), "does not cut"),
        (line((-0.1, 1.2), (1.1, 1.2)), "does not cut"),
        (line((0, 0), (0, 1)), "does not cut"),
        (line((0.0001, -0.1), (0.0001, 1.1)), "no more than"),
        (line((0.2, -0.1), (0.2, 1.1), (0.6, 1.1), (0.1, 0.5)), "crosses itself"),
        (line(*((0.3 + n * 1e-5, n / 1_000) for n in range(-1, 1_002))), "more than 1,000 corners"),
        (
            line(
                *(
                    (x, y)
                    for n in range(60)
                    for x, y in ((n / 60, -0.1), (n / 60, 1.1), (n / 60 + 1 / 120, 1.1), (n / 60 + 1 / 120, -0.1))
                )
            ),
            "pieces",
        ),
        (shapely.Point(WEST, SOUTH), "no line"),
        (cell(1), "no line"),
        (shapely.LineString(), "no line"),
    ],
    ids=[
        "ends inside",
        "within",
        "beside",
        "along an edge",
        "a sliver",
        "a loop",
        "many corners",
        "a comb",
        "a point",
        "an area",
        "empty",
    ],
)
def test_what_does_not_cut_it_in_two_is_refused(folder: Folder, cutting: shapely.Geometry, said: str) -> None:
    with pytest.raises(RefusedRows, match=said) as refused:
        folder.split(LAND, "L-001", cutting)
    assert [each.code for each in refused.value.findings] == ["not-cut"]
    assert folder.store.edits() == []


def test_a_line_through_a_hole_makes_no_land_of_it(folder: Folder) -> None:
    ring = shapely.difference(cell(1), shapely.Polygon(at((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))))
    whole = Feature("R", ring, {})
    collection = folder.catalog.collections[LAND]
    pieces = cut_pieces(folder.catalog, collection, whole, line((0.5, -1), (0.5, 2)))
    assert [each.id for each in pieces] == ["R-1", "R-2"]
    assert shapely.equals(shapely.union_all([each.geometry for each in pieces]), ring)
    with pytest.raises(RefusedRows, match="does not cut"):
        cut_pieces(folder.catalog, collection, whole, line((0.5, -1), (0.5, 0.5)))


@given(
    st.lists(st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5)), min_size=2, max_size=6, unique=True),
    st.lists(st.floats(0.2, 1.0), min_size=3, max_size=12),
)
def test_no_ground_is_lost_or_counted_twice(
    folder: Folder, corners: list[tuple[float, float]], spikes: list[float]
) -> None:
    angles = np.linspace(0, 2 * np.pi, len(spikes), endpoint=False)
    ways = [(0.5 + r * np.cos(a) / 2, 0.5 + r * np.sin(a) / 2) for r, a in zip(spikes, angles, strict=True)]
    whole = Feature("S", shapely.Polygon(at(*ways)), {})
    try:
        pieces = cut_pieces(folder.catalog, folder.catalog.collections[LAND], whole, line(*corners))
    except RefusedRows:
        return
    all_of_it, *each = areas(folder.catalog, whole.geometry, *(piece.geometry for piece in pieces))
    assert len(each) > 1
    assert each == sorted(each, reverse=True)
    # A corner that is put on an edge in degrees lies a hair beside it in metres.
    assert sum(each) == pytest.approx(all_of_it, abs=0.05)
    shapes = [piece.geometry for piece in pieces]
    assert all(shapely.is_valid(shapes))
    for together in (float(shapely.area(shapes).sum()), shapely.union_all(shapes).area):
        assert together == pytest.approx(whole.geometry.area, rel=1e-9)


def test_an_older_version_is_not_cut(folder: Folder) -> None:
    work = split_parcel(folder.inventory(), LAND, "L-001", line((0.5, -1), (0.5, 2)), ("0" * 16,))
    with pytest.raises(StaleVersion):
        do_work(folder.store, folder.catalog, ChangeSet(author="me"), work)
