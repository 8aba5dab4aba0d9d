"""Would break where a GeoPackage's index of places, packed at once, told other rows than are there, or could not be changed afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from gis.io.formats import export
from gis.layer import Layer
from tests.gis.io.test_exports import ABOUT
from tests.gis.small import cell, layer, plot

INDEX = "rtree_plots_geom"


def scattered(count: int) -> Layer:
    """Plots here and there, of which every seventh has no shape and every eleventh several."""
    draw = np.random.default_rng(count)
    places = draw.uniform(-300, 300, (count, 2))
    shapes = [cell(east, north, side=0.003) for east, north in places]
    several = [shapely.MultiPolygon([shape, cell(9, 9)]) for shape in shapes[::11]]
    shapes[::11] = several
    return layer([plot(f"P{n:05}", None if n % 7 == 3 else shape) for n, shape in enumerate(shapes)])


@pytest.mark.parametrize("count", [1, 51, 52, 60, 3_500])
def test_the_index_is_whole_and_finds_what_a_look_at_every_row_finds(count: int, tmp_path: Path) -> None:
    found, path = scattered(count), tmp_path / "out.gpkg"
    rows = np.arange(count)[::-1]
    path.write_bytes(b"".join(export("gpkg", found, rows, lang="zh", about=ABOUT)))
    bounds = found.bounds[rows]
    there = np.flatnonzero(~np.isnan(bounds[:, 0]))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT rtreecheck(?)", (INDEX,)).fetchone() == ("ok",)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        boxes = np.array(db.execute(f"SELECT * FROM {INDEX} ORDER BY id").fetchall()).reshape(-1, 5)
        assert boxes[:, 0].tolist() == (there + 1).tolist()
        exact = bounds[there]
        assert (boxes[:, [1, 3]] <= exact[:, :2]).all()
        assert (boxes[:, [2, 4]] >= exact[:, 2:]).all()
        assert np.abs(boxes[:, [1, 3, 2, 4]] - exact).max() < 1e-4
        assert db.execute("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'plots'").fetchone() == (
            count,
        )
        extent = db.execute(
            "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'plots'"
        ).fetchone()
        assert extent == (*exact[:, :2].min(axis=0), *exact[:, 2:].max(axis=0))
    box = shapely.box(115.5, 35.5, 116.5, 36.5)
    near = pyogrio.read_dataframe(path, layer="plots", bbox=box.bounds)
    wanted = {found.ids[row] for row in rows[there].tolist() if found.shapes[row].intersects(box)}
    assert set(near["id"]) == wanted


def test_a_program_that_adds_a_row_finds_it_in_the_index(tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    path.write_bytes(b"".join(export("gpkg", scattered(3_500), np.arange(3_500), lang="zh", about=ABOUT)))
    far = gpd.GeoDataFrame({"id": ["far"]}, geometry=[shapely.MultiPolygon([cell(1_000, 1_000)])], crs="EPSG:4490")
    pyogrio.write_dataframe(far, path, layer="plots", append=True)
    near = pyogrio.read_dataframe(path, layer="plots", bbox=tuple(far.total_bounds.tolist()))
    assert near["id"].tolist() == ["far"]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT rtreecheck(?)", (INDEX,)).fetchone() == ("ok",)
        assert db.execute("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'plots'").fetchone() == (
            3_501,
        )
