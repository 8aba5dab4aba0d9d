"""What ``landstock check`` passes can be opened, asked and exported, whatever stands in it; what it refuses is refused by all."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.catalog import read_catalog
from gis.errors import RefusedRows
from gis.features import found_in
from gis.fields import DType
from gis.folder import open_folder
from gis.io import geojson
from gis.io.formats import FORMATS, export
from gis.query import Query, SortKey, select
from tests.gis.folders import data_folder
from tests.gis.io.test_exports import ABOUT
from tests.gis.small import COLLECTION

ODD_TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "",
        " ",
        "\u3000",
        "\x00",
        "a\x00b",
        "\ufeff",
        "\u2028",
        "=1+1",
        "NaN",
        "-inf",
        "1e400",
        "0x10",
        "1_000",
        "１２",
        "待核实",
        "x" * 40_000,
    ]
)
ODD_NUMBERS = st.sampled_from([0, -0.0, 1e-320, 1.7e308, 2**53 - 1, 2**53, -(2**63), 2**64, 10**30, 0.1]) | st.floats(
    allow_nan=False, allow_infinity=False
)
ODD_DAYS = st.sampled_from(
    [
        "0000-01-01", "0001-01-01", "1582-10-10", "1899-12-31", "1900-02-29", "1969-12-31", "9999-12-31", "10000-01-01",
        "2023-02-30", "2023-W01-1", "20230630", "2023-06-30T23:59:59+14:00", "0001-01-01T00:00:00+14:00", "2023/06/30", 20230630, 44_000,
    ]
)  # fmt: skip
ODD = (
    ODD_TEXTS
    | ODD_NUMBERS
    | ODD_DAYS
    | st.booleans()
    | st.none()
    | st.lists(ODD_TEXTS | ODD_NUMBERS, max_size=3)
    | st.just({"a": [1]})
)
NAMES = [entry.name for entry in COLLECTION.fields if entry.name != "id"]
FITTING = {
    DType.TEXT: ODD_TEXTS | ODD_NUMBERS,
    DType.NUMBER: ODD_NUMBERS,
    DType.INTEGER: st.integers(-(2**54), 2**54),
    DType.BOOLEAN: st.booleans(),
    DType.DATE: ODD_DAYS | st.dates().map(str),
    DType.LIST: st.lists(ODD_TEXTS | ODD_NUMBERS | st.booleans() | st.lists(st.integers(), max_size=2), max_size=3),
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """One row's values: most of the type that is declared, some of any."""
    chosen = draw(st.lists(st.sampled_from(COLLECTION.fields[1:]), max_size=4, unique_by=lambda entry: entry.name))
    return {entry.name: draw(FITTING[entry.dtype] if draw(st.integers(0, 5)) else ODD) for entry in chosen}


def text_of(rows: list[dict[str, Any]]) -> str:
    """The rows as a layer file."""
    features = [
        {
            "type": "Feature",
            "id": f"A{n}",
            "properties": values,
            "geometry": {"type": "Point", "coordinates": [116 + n / 10, 36]},
        }
        for n, values in enumerate(rows)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(tables(), max_size=3))
def test_what_check_passes_query_opens(rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        data_folder(folder, {"plots": COLLECTION.fields}, {"plots": []})
        (folder / "plots.geojson").write_text(text_of(rows), "utf-8")
        collection = read_catalog(folder).collections["plots"]
        if found_in(collection, geojson.read(folder / "plots.geojson", collection)):
            with pytest.raises(RefusedRows):
                open_folder(folder)
            return
        layer = open_folder(folder).layer("plots")
        for name in NAMES:
            found = select(layer, Query(collection="plots", sort=(SortKey(field=name),)))
            assert found.matched == len(rows)
        for kind in FORMATS:
            assert b"".join(export(kind, layer, found.rows, lang="zh", about=ABOUT))
