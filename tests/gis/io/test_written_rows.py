"""What is noted of records on their way into a layer file is what a reading of the file finds; a file that changed since is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import read_catalog
from gis.columns import Column, TextColumn
from gis.features import Feature
from gis.io import geojson, written_rows
from gis.io.plain_rows import plain_rows
from gis.io.written_rows import RowsNoted, WrittenRows
from gis.plain_columns import PlainRows
from tests.architecture.source import ROOT
from tests.gis.io.test_plain_rows import LEDGER, ROWS

CATALOG = read_catalog(ROOT / "layers")
PLAIN: list[dict[str, Any]] = [
    {"name": "厂", "area": 12.5, "floors": 2, "start": "2023-06-30", "open": True, "needs": ["水"]},
    {"name": None},
]


def written(path: Path, tables: Sequence[dict[str, Any]]) -> WrittenRows | None:
    noted = RowsNoted(LEDGER.fields)
    features = (Feature(f"k{n}", None, {"id": f"k{n}", **table}) for n, table in enumerate(tables))
    with path.open("wb") as target:
        target.writelines(noted.lines(geojson.lines(noted.records(features))))
    return noted.collect_columns(LEDGER)


def values(column: Column) -> tuple[Any, ...]:
    words = list(column.vocabulary) if isinstance(column, TextColumn) else []
    return type(column), column.listed(np.arange(len(column))), words


@given(tables=st.lists(ROWS, min_size=1, max_size=6))
def test_what_is_noted_is_what_a_reading_finds(
    tables: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Also where a block is full after every second record, and where a property comes late."""
    path = tmp_path_factory.mktemp("rows") / LEDGER.file
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(written_rows, "_AT_ONCE", 2)
        noted = written(path, tables)
    read = plain_rows(path, LEDGER)
    if noted is None:
        return
    assert read is not None
    assert {name: values(column) for name, column in noted.columns.items()} == {
        name: values(column) for name, column in read.columns.items()
    }


def test_plain_records_are_noted_and_the_file_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / LEDGER.file
    noted = written(path, PLAIN)
    assert noted is not None
    monkeypatch.setattr(geojson, "plain_rows", lambda *_: pytest.fail("read again"))
    read = geojson.layer_reader(CATALOG, {LEDGER.id: noted})(path, LEDGER)
    assert isinstance(read, PlainRows)
    assert read.columns is noted.columns


def test_a_file_that_changed_since_it_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / LEDGER.file
    noted = written(path, PLAIN)
    assert noted is not None
    path.write_bytes(path.read_bytes().replace("厂".encode(), "库".encode()))
    read = geojson.layer_reader(CATALOG, {LEDGER.id: noted})(path, LEDGER)
    assert isinstance(read, PlainRows)
    assert values(read.columns["name"])[1] == ["库", None]


@pytest.mark.parametrize(
    "table",
    [{"name": 1}, {"start": "2023-06-30T16:00:00Z"}, {"area": "12"}, {"needs": ["水", 1]}],
    ids=["number for a text", "instant for a day", "text for a number", "list of both"],
)
def test_what_needs_a_look_of_its_own_is_left_to_the_reading(tmp_path: Path, table: dict[str, Any]) -> None:
    assert written(tmp_path / LEDGER.file, [*PLAIN, table]) is None


def test_more_records_than_memory_is_for_are_left_to_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_rows, "_MOST", 2)
    assert written(tmp_path / LEDGER.file, [*PLAIN, {"name": "第三"}]) is None
    assert written(tmp_path / LEDGER.file, PLAIN) is not None
