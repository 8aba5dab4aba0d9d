"""Names and values that a format keeps for itself: a field of any name and a value of any kind are held, never confused or cut."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.io.formats import export
from gis.io.xlsx import write_xlsx
from gis.layer import Feature, Layer
from gis.text import Text
from tests.gis.io.test_exports import ABOUT, everything
from tests.gis.small import COLLECTION, cell, field, layer, plot
from tests.oracles.lists import read_xlsx

AWKWARD = [
    "geom",
    "GEOM",
    "geometry",
    "fid",
    "FID",
    "ogc_fid",
    "rowid",
    "oid",
    "_rowid_",
    "id ",
    "select",
    '"quoted"',
    "shape",
]


def named(names: list[str]) -> Layer:
    """A layer with text fields of some names, each of which holds its own name."""
    fields = (COLLECTION.fields[0], *(field(name) for name in names))
    return layer([Feature("A", cell(0, 0), {name: f"<{name}>" for name in names})], replace(COLLECTION, fields=fields))


@pytest.mark.parametrize("names", [*([name] for name in AWKWARD), AWKWARD])
def test_a_field_of_any_name_is_held_by_every_format(names: list[str], tmp_path: Path) -> None:
    """Also one that the format keeps for itself: it stands there under another name, beside the geometry."""
    found, path = named(names), tmp_path / "out.gpkg"
    path.write_bytes(b"".join(export("gpkg", found, everything(found), lang="zh", about=ABOUT)))
    frame = pyogrio.read_dataframe(path, layer=0)
    assert frame.geometry[0].equals(found.geometries[0])
    assert {f"<{name}>" for name in names} <= {str(value) for value in frame.iloc[0]}
    tables = found.to_geodataframe()
    assert tables.geometry.iloc[0].equals(found.geometries[0])
    assert [tables[name].iloc[0] for name in names] == [f"<{name}>" for name in names]


@given(
    st.lists(st.sampled_from(AWKWARD) | st.text("geomGEOMfidFID_0", min_size=1, max_size=5), max_size=5, unique=True)
)
def test_no_names_of_fields_are_taken_for_one_another(names: list[str]) -> None:
    names = [name for name in names if name != "id"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.gpkg"
        path.write_bytes(b"".join(export("gpkg", named(names), np.arange(1), lang="zh", about=ABOUT)))
        row = [str(value) for value in pyogrio.read_dataframe(path, layer=0).iloc[0]]
    assert sorted(value for value in row if value.startswith("<")) == sorted(f"<{name}>" for name in names)


@pytest.mark.parametrize("day", ["0001-01-01", "1582-10-10", "1899-12-31", "1900-01-01", "1900-03-01", "9999-12-31"])
def test_a_day_that_a_spreadsheet_has_not_is_the_same_when_it_comes_back(day: str) -> None:
    found = layer([plot("A", started=day)])
    data = b"".join(write_xlsx(found, everything(found), lang="zh", about=ABOUT))
    assert read_xlsx(data, COLLECTION)[0].properties["started"] == day


def test_a_text_with_a_zero_in_it_is_not_cut(tmp_path: Path) -> None:
    found, path = layer([plot("A", name="one\0two", services=["a\0b"])]), tmp_path / "out.gpkg"
    path.write_bytes(b"".join(export("gpkg", found, everything(found), lang="zh", about=ABOUT)))
    row = pyogrio.read_dataframe(path, layer=0).iloc[0]
    assert row["name"] == "one\ufffdtwo"
    assert row["services"] in ('["a\\u0000b"]', ["a\0b"])


def test_a_layer_called_history_has_a_sheet_too() -> None:
    """The spreadsheet keeps that name for itself, and repairs a file that uses it."""
    found = layer([plot("A")], replace(COLLECTION, title=Text("History", "History")))
    names = openpyxl.load_workbook(
        io.BytesIO(b"".join(write_xlsx(found, everything(found), lang="zh", about=ABOUT)))
    ).sheetnames
    assert "history" not in [name.casefold() for name in names]
