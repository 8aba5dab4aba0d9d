"""The workload of joined parcels: the engine and a straight script find the same sets in the same fabric."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from bench.cadastre import write_geojson
from bench.folder import COLLECTION, write_folder
from bench.joining import difference, fabric, product, script
from gis.folder import open_folder
from gis.matching import load_schemes


def test_the_fabric_has_no_gaps_and_no_overlaps() -> None:
    made = fabric(8)
    assert shapely.is_valid(made.geometries).all()
    whole = shapely.union_all(made.geometries)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert shapely.area(made.geometries).sum() == pytest.approx(whole.area)
    assert shapely.equals_exact(fabric(8).geometries, made.geometries).all()


def test_the_engine_and_the_script_join_alike(tmp_path: Path) -> None:
    made = fabric(30)
    write_geojson(made, tmp_path / f"{COLLECTION}.geojson")
    write_folder(tmp_path)
    ours = product(open_folder(tmp_path), load_schemes(tmp_path)["peer"])
    theirs = script(made.frame().to_crs("EPSG:4548"))
    assert difference(ours, theirs) is None
    assert ours[0] > 500
    assert difference(ours, (ours[0] + 1, ours[1])) is not None
    assert difference(ours, (ours[0], (np.array(ours[1]) + 1).tolist())) is not None
