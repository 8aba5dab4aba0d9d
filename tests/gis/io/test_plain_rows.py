"""Rows without shapes read as columns are the layer that their features make; whatever is not plain is left to the reader that says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import Collection, Kind
from gis.features import Feature
from gis.fields import DType, Field, Role
from gis.io import geojson
from gis.io.plain_rows import plain_columns
from gis.layer import Layer
from gis.text import Text


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


@given(tables=st.lists(ROWS, min_size=1, max_size=6))
def test_as_columns_and_as_features_they_are_one_layer(
    tables: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("rows") / LEDGER.file
    geojson.write(path, [Feature(f"k{n}", None, {"id": f"k{n}", **table}) for n, table in enumerate(tables)])
    columns = plain_columns(path, LEDGER)
    if columns is None:
        return
    found = Layer.without_shapes(LEDGER, columns, codelists={})
    features = geojson.read(path, LEDGER, time_zone="Asia/Shanghai")
    expected = Layer.from_features(LEDGER, features, metric_crs="EPSG:4548")
    assert found is not None
    rows = np.arange(len(expected))
    assert {name: column.listed(rows) for name, column in found.columns.items()} == {
        name: column.listed(rows) for name, column in expected.columns.items()
    }


HEAD, END = b'{"type":"FeatureCollection",\n"features": [\n', b"\n]}\n"
PLAIN = '{"type":"Feature","id":"a","properties":{"id":"a","name":"厂"},"geometry":null}'


def test_a_file_as_it_is_written_is_read_so(tmp_path: Path) -> None:
    path = tmp_path / LEDGER.file
    path.write_bytes(HEAD + PLAIN.encode() + END)
    assert plain_columns(path, LEDGER) is not None


@pytest.mark.parametrize(
    "row",
    [
        PLAIN.replace('"id":"a","name"', '"id":"a","id":"b","name"'),
        PLAIN.replace('"name":', '"name" :'),
        PLAIN.replace('"name":"厂"', '"name":{"a":[]}'),
        PLAIN.replace('"geometry":null', '"geometry":{"type":"Point","coordinates":[0,0]}'),
        PLAIN.replace('"id":"a","name"', '"name"'),
        PLAIN.replace('"properties":{"id":"a"', '"properties":{"id":1'),
        PLAIN.replace('"厂"', "1e300"),
        PLAIN.replace('"厂"', '"学"').replace("学", "é"),
        PLAIN[:-1],
    ],
)
def test_what_is_not_plain_is_left_to_the_other_reader(row: str, tmp_path: Path) -> None:
    path = tmp_path / LEDGER.file
    path.write_bytes(HEAD + row.encode() + END)
    assert plain_columns(path, LEDGER) is None


@pytest.mark.parametrize("tail", [b"", b"\n]}", b"\n]}\n{}", b",\n]}\n"])
def test_a_file_that_ends_otherwise_is_not_taken(tail: bytes, tmp_path: Path) -> None:
    path = tmp_path / LEDGER.file
    path.write_bytes(HEAD + PLAIN.encode() + tail)
    assert plain_columns(path, LEDGER) is None
