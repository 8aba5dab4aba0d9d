"""GeoJSON: hostile texts are refused by name, sound ones come back as they were."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from gis.crs import CRS84
from gis.errors import LandstockError, RefusedRows, SourceError
from gis.io import geojson
from gis.layer import Feature
from tests.gis.small import COLLECTION, cell

SQUARE = '{"type":"Polygon","coordinates":[[[116,36],[116.1,36],[116.1,36.1],[116,36]]]}'


def collection_text(*features: str, more: str = "") -> bytes:
    return f'{{"type":"FeatureCollection",{more}"features":[{",".join(features)}]}}'.encode()


def feature_text(properties: str = "{}", geometry: str = SQUARE) -> str:
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{\n "type": 1,\n oops}', "line 3, column 2"),
        (b"", "line 1, column 1"),
        (collection_text(feature_text('{"a":NaN}')), "not valid JSON"),
        (collection_text(feature_text('{"a":Infinity}')), "not valid JSON"),
        (collection_text(feature_text('{"a":1e400}')), "not valid JSON"),
        (collection_text(feature_text('{"a":1,"a":2}')), "'a' stands twice"),
        (b"[" * 100_000 + b"]" * 100_000, "depth"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "depth"),
        (collection_text(feature_text('{"a":' * 80 + "1" + "}" * 80)), "nested more than 64"),
        (collection_text(feature_text('{"coordinates":' + "[" * 500 + "]" * 500 + "}")), "nested more than 64"),
        (
            collection_text(feature_text('{"a":{"coordinates":' + '{"b":' * 500 + "1" + "}" * 502)),
            "nested more than 64",
        ),
        (collection_text(more='"crs":{"type":"link","properties":{"href":"http://127.0.0.1/x"}},'), "not followed"),
        (collection_text(more='"crs":{"type":"name","properties":{"name":"EPSG:nowhere"}},'), "not known"),
        (b'{"type":"Topology"}', "not a GeoJSON"),
        (b"[]", "not a GeoJSON"),
        (b"<OGRVRTDataSource/>", "not valid JSON"),
    ],
)
def test_hostile_or_broken_text_is_refused_by_name(text: bytes, said: str) -> None:
    """GDAL would follow the link or read the VRT; a plain parser would take the last of two keys or fall over the nesting."""
    with pytest.raises(SourceError) as refused:
        geojson.parse(text, "plots.geojson")
    assert said in refused.value.text.en
    assert "plots.geojson" in refused.value.text.zh


@pytest.mark.parametrize("depth", [5, 60, 1000])
def test_coordinates_that_nest_are_a_problem_of_their_feature(depth: int) -> None:
    shape = '{"type":"Polygon","coordinates":' + "[" * depth + "]" * depth + "}"
    found = geojson.parse(f'{{"type":"Feature","properties":{{}},"geometry":{shape}}}'.encode(), "x")
    assert list(found.problems) == [0]
    assert len(found.excerpts[0]) <= 80


def test_a_nest_of_collections_is_a_problem_of_its_feature_not_a_crash() -> None:
    """GEOS dies on some 12,000 nested collections: none is ever handed to it."""
    nest = SQUARE
    for _ in range(25):
        nest = f'{{"type":"GeometryCollection","geometries":[{nest}]}}'
    found = geojson.parse(collection_text(feature_text(geometry=nest), feature_text()), "nest")
    assert list(found.problems) == [0]
    assert found.geometries[0] is None
    assert found.geometries[1] is not None


def test_a_colon_after_a_quote_inside_a_text_is_no_key() -> None:
    """The quick count of keys may see one too many; the exact look must then let the text pass."""
    found = geojson.parse(collection_text(feature_text('{"a":"he said \\"x\\": y"}')), "quoted")
    assert found.properties[0]["a"] == 'he said "x": y'


def test_one_broken_feature_does_not_cost_the_others_their_geometry() -> None:
    broken = [
        '{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}',
        '{"type":"Polygon","coordinates":"x"}',
        '{"type":"Disc"}',
        '"x"',
        '{"type":"Point","coordinates":[1,"2"]}',
    ]
    found = geojson.parse(
        collection_text(*(feature_text(geometry=shape) for shape in [SQUARE, *broken, SQUARE])), "mixed"
    )
    assert sorted(found.problems) == [1, 2, 3, 4, 5]
    assert [shape is None for shape in found.geometries] == [False, True, True, True, True, True, False]


def test_height_is_dropped_and_a_ring_is_closed() -> None:
    text = feature_text(geometry='{"type":"Polygon","coordinates":[[[116,36,5],[117,36,5],[117,37,5]]]}')
    shape = geojson.parse(collection_text(text), "3d").geometries[0]
    assert not shape.has_z
    assert shape.equals(shapely.Polygon([(116, 36), (117, 36), (117, 37)]))


def test_a_declared_crs_is_kept_and_used() -> None:
    """A file in metres is moved to degrees, not drawn in the Gulf of Guinea."""
    metres = '{"type":"Point","coordinates":[477616.613,4046602.012]}'
    named = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4548"}},'
    found = geojson.parse(collection_text(feature_text(geometry=metres), more=named), "metres")
    assert found.crs == "EPSG:4548"
    point = geojson.in_storage(found.geometries, found.crs, "metres")[0]
    assert (round(point.x, 6), round(point.y, 6)) == (116.75, 36.55)
    degrees = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},'
    assert geojson.parse(collection_text(more=degrees), "degrees").crs == CRS84


def test_metres_without_a_crs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plots.geojson"
    path.write_bytes(collection_text(feature_text('{"id":"A"}', '{"type":"Point","coordinates":[477616,4046602]}')))
    with pytest.raises(SourceError, match="outside longitude and latitude"):
        geojson.read(path, COLLECTION)


def test_what_is_written_comes_back_and_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    """Every kind of geometry, one feature a line: a change of one parcel is a diff of one line."""
    ring = [(116, 36), (116.5, 36), (116.5, 36.5), (116, 36)]
    hole = [(116.3, 36.1), (116.4, 36.1), (116.4, 36.2), (116.3, 36.1)]
    shapes = [
        shapely.Polygon(ring, [hole]),
        shapely.MultiPolygon([shapely.box(116, 36, 117, 37), shapely.box(118, 36, 119, 37)]),
        shapely.LineString([(116, 36), (117, 37)]),
        shapely.MultiLineString([[(116, 36), (117, 37)], [(1, 2), (3, 4)]]),
        shapely.Point(116.123456789012, 36),
        shapely.MultiPoint([(1, 2), (3, 4)]),
        shapely.GeometryCollection([shapely.Point(1, 2), shapely.LineString([(1, 2), (3, 4)])]),
        None,
    ]
    features = [Feature(f"A{n}", shape, {"id": f"A{n}", "name": "工业\n“用地”"}) for n, shape in enumerate(shapes)]
    path = tmp_path / "deep" / "plots.geojson"
    geojson.write(path, features)
    stream = io.BytesIO()
    geojson.write(stream, iter(features))
    assert path.read_bytes() == stream.getvalue()
    assert sum(line.startswith(b'{"type":"Feature"') for line in path.read_bytes().splitlines()) == len(features)
    back = geojson.read(path, COLLECTION)
    assert [feature.id for feature in back] == [feature.id for feature in features]
    assert all(a == b for a, b in zip([f.geometry for f in back], shapes, strict=True))
    assert back[0].properties == features[0].properties
    assert [p.name for p in path.parent.iterdir()] == ["plots.geojson"]


def test_the_field_of_role_id_goes_before_the_features_own_id(tmp_path: Path) -> None:
    path = tmp_path / "plots.geojson"
    text = '{"type":"Feature","id":7,"properties":{"id":"A"},"geometry":null}'
    other = '{"type":"Feature","id":7,"properties":null,"geometry":null}'
    path.write_bytes(collection_text(text, other))
    assert [feature.id for feature in geojson.read(path, COLLECTION)] == ["A", "7"]


def test_an_id_that_lost_digits_as_a_number_is_no_id(tmp_path: Path) -> None:
    """A 28-digit unit number written without quotes comes out of JSON as another number."""
    path = tmp_path / "plots.geojson"
    path.write_bytes(
        collection_text('{"type":"Feature","id":3701130010011234567890123456,"properties":{},"geometry":null}')
    )
    with pytest.raises(RefusedRows, match="more digits than a number keeps"):
        geojson.read(path, COLLECTION)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.geojson"):
        geojson.read(tmp_path / "nowhere.geojson", COLLECTION)


def test_ten_thousand_parcels_keep_their_edges_exactly() -> None:
    """Shared edges stay shared: no coordinate is rounded on its way out or in."""
    shapes = np.array([cell(n % 100, n // 100, side=1 / 97) for n in range(10_000)], dtype=object)
    stream = io.BytesIO()
    geojson.write(stream, (Feature(str(n), shape, {}) for n, shape in enumerate(shapes)))
    assert (geojson.parse(stream.getvalue(), "grid").geometries == shapes).all()


def test_every_awkward_file_is_read_or_refused_but_never_crashes(samples: Path) -> None:
    """Seventy-four files, of which GDAL cannot open fifteen."""
    folder = samples / "06_geojson_invalid"
    if not folder.is_dir():
        pytest.skip(f"no awkward GeoJSON at {folder}")
    refused: dict[str, str] = {}
    paths = sorted(folder.rglob("*.geojson"))
    for path in paths:
        try:
            geojson.parse(path.read_bytes(), path.name)
        except LandstockError as mistake:
            refused[path.name] = mistake.text.en
    assert (len(paths), len(refused)) == (74, 7)
    assert all(name in said for name, said in refused.items())
    assert not any(name.startswith("valid") for name in refused)


def test_a_layer_file_with_north_before_east_is_refused_by_row(tmp_path: Path) -> None:
    right, wrong = [[east, north] for east, north in ((477616, 4046602), (4046602, 477616))]
    rows = [
        {"type": "Feature", "id": key, "properties": {}, "geometry": {"type": "Point", "coordinates": at}}
        for key, at in (("A", right), ("B", wrong), ("C", [0, 0]))
    ]
    crs = {"type": "name", "properties": {"name": "EPSG:4548"}}
    path = tmp_path / "plots.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": rows}), "utf-8")
    with pytest.raises(RefusedRows, match="north before east") as refused:
        geojson.read(path, COLLECTION)
    assert [found.row for found in refused.value.findings] == [2, 3]
