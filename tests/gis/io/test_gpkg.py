"""Would break where a GeoPackage opened in GDAL, on which QGIS stands, with other types, names or shapes than the layer has."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from gis.io.formats import export
from gis.layer import Feature, Layer
from tests.gis.io.test_exports import ABOUT, everything, sample
from tests.gis.small import COLLECTION, cell, field, layer, plot


def opened(found: Layer, path: Path, lang: str = "zh") -> dict[str, Any]:
    """The exported layer as GDAL sees it."""
    path.write_bytes(b"".join(export("gpkg", found, everything(found), lang=lang, about=ABOUT)))
    info: dict[str, Any] = pyogrio.read_info(path, layer="plots")
    return info


def test_dates_whole_numbers_truths_and_lists_have_their_types(tmp_path: Path) -> None:
    info = opened(sample(), tmp_path / "out.gpkg")
    types = dict(zip(info["fields"], zip(info["ogr_types"], info["ogr_subtypes"], strict=True), strict=True))
    assert types["started"] == ("OFTDate", "OFSTNone")
    assert types["floors"] == ("OFTInteger64", "OFSTNone")
    assert types["site_area_m2"] == ("OFTReal", "OFSTNone")
    assert types["planned"] == ("OFTInteger", "OFSTBoolean")
    assert types["services"] == ("OFTString", "OFSTNone")
    assert types["name"] == ("OFTString", "OFSTNone")
    assert info["geometry_type"] == "Polygon"


def test_what_is_unknown_is_null_and_what_is_known_is_what_it_was(tmp_path: Path) -> None:
    found, path = sample(), tmp_path / "out.gpkg"
    opened(found, path)
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        rows = [dict(row) for row in db.execute("SELECT * FROM plots ORDER BY fid")]
    for number, row in enumerate(rows):
        values = found.properties(number)
        read = {
            entry.name: json.loads(row[entry.name]) if entry.name == "services" and row[entry.name] else row[entry.name]
            for entry in found.collection.fields
        }
        assert read == values


def test_the_title_of_each_column_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    for lang, title in (("zh", "字段site_area_m2（m²）"), ("en", "site_area_m2 (m²)")):
        opened(sample(), path, lang)
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            asked = "SELECT name FROM gpkg_data_columns WHERE table_name = 'plots' AND column_name = 'site_area_m2'"
            assert db.execute(asked).fetchone() == (title,)
            assert ("gpkg_schema",) in db.execute("SELECT extension_name FROM gpkg_extensions").fetchall()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_field_whose_name_the_format_keeps_has_another_and_that_is_said(tmp_path: Path, lang: str) -> None:
    names = ["geom", "FID", "rowid", "note"]
    fields = (COLLECTION.fields[0], *map(field, names))
    found = layer([Feature("A", cell(0, 0), {name: name for name in names})], replace(COLLECTION, fields=fields))
    info = opened(found, tmp_path / "out.gpkg", lang)
    assert list(info["fields"]) == ["id", "geom_2", "FID_2", "rowid_2", "note"]
    assert (info["fid_column"], info["geometry_name"]) == ("fid", "geom")
    told = info["layer_metadata"]["DESCRIPTION"]
    assert "geom → geom_2, FID → FID_2, rowid → rowid_2" in told
    assert "note" not in told.partition("geom →")[2]
    frame = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="plots")
    assert [frame[name][0] for name in ("geom_2", "FID_2", "rowid_2")] == names[:3]


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([shapely.Point(1, 1), None], "Point"),
        ([shapely.LineString([(0, 0), (1, 1)])], "LineString"),
        ([cell(0, 0), shapely.MultiPolygon([cell(1, 0), cell(3, 0)])], "MultiPolygon"),
        ([cell(0, 0), shapely.Point(1, 1)], "Unknown"),
        ([None], "Unknown"),
        ([], "Unknown"),
    ],
)
def test_the_kind_of_geometry_is_declared_as_far_as_it_is_one(shapes: list[Any], kind: str, tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    whole = layer([plot(f"A{n}", shape) for n, shape in enumerate([*shapes, cell(9, 9)])])
    path.write_bytes(b"".join(export("gpkg", whole, np.arange(len(shapes)), lang="zh", about=ABOUT)))
    info = pyogrio.read_info(path, layer="plots")
    assert (info["geometry_type"], info["features"]) == (kind, len(shapes))
    back = pyogrio.read_dataframe(path, layer="plots").geometry
    for shape, found in zip(shapes, back, strict=True):
        assert found is None if shape is None else found.equals(shape)
