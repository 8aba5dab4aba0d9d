"""Rows without shapes read as columns are the layer that their features make; whatever is not plain is left to the reader that says why."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import Collection, Kind, read_catalog
from gis.errors import RefusedRows, SourceError
from gis.fields import DType, Field, Role
from gis.io import bounds, feature_pieces, geojson
from gis.io.plain_rows import plain_rows
from gis.layer import Layer
from gis.store.sources import make_layer
from gis.text import Text
from tests.architecture.source import ROOT


def field(name: str, dtype: DType = DType.TEXT, **more: Any) -> Field:
    return Field(name=name, dtype=dtype, title=Text(name, name), **more)


LEDGER = Collection(
    id="ledger",
    kind=Kind.PARCEL,
    file="ledger.geojson",
    title=Text("台账", "Ledger"),
    noun=Text("宗", "plots"),
    fields=(
        field("id", role=Role.ID),
        field("name"),
        field("area", DType.NUMBER),
        field("floors", DType.INTEGER),
        field("start", DType.DATE),
        field("open", DType.BOOLEAN),
        field("needs", DType.LIST),
    ),
)
ROWS = st.fixed_dictionaries(
    {"name": st.none() | st.text(st.characters(codec="utf-8"), max_size=3) | st.just("厂")},
    optional={
        "area": st.none() | st.floats(-1e6, 1e6),
        "floors": st.none() | st.integers(0, 9),
        "start": st.none() | st.sampled_from(["2023-06-30", "2023-06-30T16:00:00Z", ""]),
        "open": st.none() | st.booleans(),
        "needs": st.none() | st.lists(st.sampled_from(["水", "电"]), max_size=2),
        "other": st.none() | st.integers(-(2**63), 2**64 - 1),
    },
)


SHAPES = st.none() | st.sampled_from(
    [
        shapely.Point(116.8, 36.5),
        shapely.box(116.8, 36.5, 116.9, 36.6),
        shapely.box(116.8, 36.5, 116.9, 36.6) - shapely.box(116.85, 36.52, 116.87, 36.53),
        shapely.MultiPolygon([shapely.box(116, 36, 117, 37), shapely.box(118, 36, 119, 37)]),
        shapely.Polygon([(116, 36), (117, 37), (117, 36), (116, 37)]),
        shapely.Polygon(),
        shapely.Point(0, 0),
        shapely.Point(36.5, 116.8),
        shapely.GeometryCollection([shapely.Point(116.8, 36.5)]),
    ]
)
SPELT = st.sampled_from([{"indent": 2}, {"separators": (", ", " : ")}, {"separators": (",", ":")}, {}])
METRIC = "EPSG:4548"
CATALOG = read_catalog(ROOT / "layers")


def layer_of(found: Any) -> Layer | None:
    """The layer that becomes of what was read; None where it is refused."""
    try:
        return make_layer(replace(CATALOG, collections={LEDGER.id: LEDGER}), LEDGER, found)
    except RefusedRows:
        return None


def listed(layer: Layer) -> dict[str, Any]:
    rows = np.arange(len(layer))
    columns = {name: column.listed(rows) for name, column in layer.columns.items()}
    return {**columns, "shapes": shapely.to_wkt(layer.geometries).tolist()}


@given(rows=st.lists(st.tuples(ROWS, SHAPES, st.booleans()), min_size=1, max_size=6), spelt=SPELT, data=st.data())
def test_as_columns_and_as_features_they_are_one_layer(
    rows: list[tuple[dict[str, Any], Any, bool]],
    spelt: dict[str, Any],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """However the file is spelt and wherever it is cut; what one of them refuses the other refuses too."""
    path = tmp_path_factory.mktemp("rows") / LEDGER.file
    features = [
        {
            "type": "Feature",
            "id": f"k{n}",
            "properties": {"id": f"k{n}", **table} if inside else table,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for n, (table, shape, inside) in enumerate(rows)
    ]
    tail = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}
    root = {"type": "FeatureCollection", "features": features, **data.draw(st.sampled_from([{}, tail]))}
    path.write_text(json.dumps(root, ensure_ascii=False, **spelt), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feature_pieces, "_AT_ONCE", data.draw(st.sampled_from([60, 300, 1 << 22])))
        plain = plain_rows(path, LEDGER, METRIC)
    try:
        expected = layer_of(geojson.read(path, LEDGER, metric_crs=METRIC, time_zone="Asia/Shanghai"))
    except (RefusedRows, SourceError):
        assert plain is None or layer_of(plain) is None
        return
    if plain is None:
        return
    found = layer_of(plain)
    assert (found is None) is (expected is None)
    assert found is None or expected is None or listed(found) == listed(expected)


HEAD, END = b'{"type":"FeatureCollection",\n"features": [\n', b"\n]}\n"
PLAIN = '{"type":"Feature","id":"a","properties":{"id":"a","name":"厂"},"geometry":null}'
SQUARE = '{"type":"Polygon","coordinates":[[[116,36],[117,36],[117,37],[116,36]]]}'


@pytest.mark.parametrize(
    "row",
    [
        PLAIN,
        PLAIN.replace('"name":', '"name" :'),
        PLAIN.replace("厂", '厂\\":'),
        PLAIN.replace("null", SQUARE),
        PLAIN.replace('"id":"a","name"', '"name"'),
        PLAIN.replace('"properties":{"id":"a"', '"properties":{"id":1'),
        PLAIN.replace("厂", '厂},{\\"type\\":'),
    ],
)
def test_what_is_plain_is_read_so(row: str, tmp_path: Path) -> None:
    path = tmp_path / LEDGER.file
    path.write_bytes(HEAD + row.encode() + END)
    assert plain_rows(path, LEDGER, METRIC) is not None


@pytest.mark.parametrize(
    "row",
    [
        PLAIN.replace('"id":"a","name"', '"id":"a","id":"b","name"'),
        PLAIN.replace('"id":"a","name"', '"id":"a","id" :"b","name"'),
        PLAIN.replace('"name":"厂"', '"name":{"a":[]}'),
        PLAIN.replace('"name":"厂"', '"name":"厂","other":{"a":[]}'),
        PLAIN.replace("null", '{"type":"Point","coordinates":[0,0]}'),
        PLAIN.replace("null", '{"type":"Point","coordinates":[36.5,116.8]}'),
        PLAIN.replace("null", '{"type":"Point","coordinates":["116.8",36.5]}'),
        PLAIN.replace("null", '{"type":"Point","coordinates":[116.8,36.5],"coordinates":[116.8,36.5]}'),
        PLAIN.replace("null", SQUARE.replace("Polygon", "Curve")),
        PLAIN.replace('"id":"a",', ""),
        PLAIN.replace('"Feature"', '"Thing"'),
        PLAIN.replace('"厂"', "1e300"),
        PLAIN.replace('"厂"', '"学"').replace("学", "é"),
        PLAIN[:-1],
        "7",
    ],
)
def test_what_is_not_plain_is_left_to_the_other_reader(row: str, tmp_path: Path) -> None:
    path = tmp_path / LEDGER.file
    path.write_bytes(HEAD + row.encode() + END)
    assert plain_rows(path, LEDGER, METRIC) is None


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"\n]}\n{}",
        b",\n]}\n",
        b'\n],"features":[]}',
        b'\n],"type":"Feature"}',
        b'\n],"a":{"b":[]}}',
        b'\n],"a":1,"a":2}',
    ],
)
def test_a_file_that_ends_otherwise_is_not_taken(tail: bytes, tmp_path: Path) -> None:
    path = tmp_path / LEDGER.file
    path.write_bytes(HEAD + PLAIN.encode() + tail)
    assert plain_rows(path, LEDGER) is None


@pytest.mark.parametrize("bound", ["MAX_FILE", "MAX_LISTS", "MAX_VALUES", "MAX_FEATURES"])
def test_what_is_too_much_for_the_other_reader_is_too_much_here(
    bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Would break where a file that is refused feature by feature came in by whole columns."""
    path = tmp_path / LEDGER.file
    row = PLAIN.replace("null", SQUARE)
    path.write_bytes(HEAD + b",\n".join(row.replace('"a"', f'"k{n}"').encode() for n in range(3)) + END)
    assert plain_rows(path, LEDGER, METRIC) is not None
    monkeypatch.setattr(bounds, bound, 2)
    assert plain_rows(path, LEDGER, METRIC) is None


def test_a_large_file_is_never_there_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held beside the columns is a piece, whatever the size of the file; the parser asks for twelve times its bytes."""
    monkeypatch.setattr(feature_pieces, "_AT_ONCE", 1 << 18)
    path = tmp_path / LEDGER.file
    row = PLAIN.replace('"厂"', '"' + "厂" * 4_000 + '"').replace("null", SQUARE)
    path.write_bytes(HEAD + b",\n".join(row.replace('"a"', f'"k{n}"').encode() for n in range(4_000)) + END)
    tracemalloc.start()
    assert plain_rows(path, LEDGER, METRIC) is not None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > 45 << 20
    assert most < 12 << 20
