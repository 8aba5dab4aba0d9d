"""Files joined of whole columns say, row by row and cell by cell, what each value says by itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.io import pieces
from gis.io.book_rows import FIRST_DAY
from gis.io.csv import write_csv, write_plain_csv
from gis.io.formats import narrow_layer
from gis.io.geojson import write_geojson
from gis.io.guards import HARMLESS, all_harmless, guard
from gis.io.pieces import BREAK, written_numbers
from gis.io.sheet import UNKNOWN, columns
from gis.io.xlsx import ALL, write_xlsx
from gis.layer import Layer
from gis.outlines import outline_texts
from gis.snapshot.stored import open_layer
from gis.snapshot.writing import write as write_snapshot
from gis.text import in_lang
from gis.units import all_mu_listed, mu_listed
from gis.values import plain_text, unpointed
from tests.gis.io.cells import CHANGED, KEPT
from tests.gis.io.test_exports import ABOUT, HOSTILE
from tests.gis.small import cell, layer, plot

WORDS = [word for word in (*HOSTILE, "a\0b", "\\", '","', ",", "<r>x</r>", " x", "_x0041_", "\x01") if len(word) < 99]
NUMBERS = st.sampled_from([0.0, 1e-7, 9.7, 0.1 + 0.2, -3.25, 68_507.52, 1e15, 2.0**53 - 1]) | st.floats(0.5, 3e5)
SHAPES = [
    None,
    cell(1, 2),
    shapely.MultiPolygon([cell(1, 2), cell(4, 5)]),
    shapely.Polygon([(116, 36), (116.5, 36), (116.5, 36.5)], [[(116.3, 36.1), (116.4, 36.1), (116.4, 36.2)]]),
    shapely.GeometryCollection([shapely.Point(116.1, 36.5), cell(10, 50)]),
    shapely.Point(116, 36.123456789),
    shapely.MultiPoint([(116, 36), (117, 36)]),
    shapely.LineString([(116, 36), (116.1, 36.5)]),
    shapely.MultiLineString([[(116, 36), (117, 36)], [(116, 37), (117, 37)]]),
]
LAYERS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.none() | st.sampled_from(WORDS),
            "use": st.sampled_from([None, "1001", "100101", "?"]),
            "planned": st.sampled_from([None, True, False]),
            "started": st.sampled_from([None, "2020-01-02", "1900-02-28", "0999-12-31"]),
            "services": st.sampled_from([None, [], ["power"], ["power", "gas"], ["a、b"], ['"q"', "x"]]),
            "floors": st.sampled_from([None, -3, 0, 5]),
            "site_area_m2": st.none() | NUMBERS,
            "shape": st.sampled_from(SHAPES),
        }
    ),
    max_size=9,
).map(
    lambda rows: layer(
        plot(f"{n:03}" if n % 3 else f"P-{n}", row.pop("shape"), **row) for n, row in enumerate(map(dict, rows))
    )
)
FEW = settings(max_examples=40, deadline=None)


def rows_of(found: Layer) -> Any:
    return np.arange(len(found))[::-1]


def cells_of(found: Layer, lang: str) -> list[list[str]]:
    """The cells of a layer as CSV says them, each asked for by itself."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_NONNUMERIC)
    for row in rows_of(found).tolist():
        cells = [entry.cell(found, row, lang) for entry in columns(found)]
        writer.writerow(
            in_lang(UNKNOWN, lang)
            if each is None
            else guard(each)
            if isinstance(each, str)
            else each.isoformat()
            if isinstance(each, dt.date)
            else each
            for each in cells
        )
    return list(csv.reader(io.StringIO(target.getvalue(), newline="")))


def written_cells(found: Layer, lang: str) -> list[list[str]]:
    data = b"".join(write_csv(found, rows_of(found), lang=lang, about=ABOUT)).decode("utf-8-sig")
    _, _, lines = data.partition("\r\n")
    return [line[:-1] for line in csv.reader(io.StringIO(lines, newline=""))][: len(found)]


@FEW
@given(LAYERS, st.sampled_from(["zh", "en"]))
def test_csv_is_what_each_cell_says(found: Layer, lang: str) -> None:
    """Fails where a quote, an apostrophe or a comma is missing in one of the ways in which a column is written."""
    assert written_cells(found, lang) == cells_of(found, lang)


@pytest.mark.parametrize("oldest", ["1999-12-31", "0001-01-01"])
def test_csv_of_many_rows_is_what_each_cell_says(oldest: str) -> None:
    """So many rows that words, days and choices of them are written beforehand; days of two thousand years are too many for that."""
    days = [None, "2020-01-02", oldest]
    found = layer(
        plot(
            f"{n:05}",
            None,
            name=WORDS[n % len(WORDS)] if n % 4 else f"N{n}",
            use=[None, "1001", "100101", "?"][n * 7 % 4],
            planned=[None, True, False][n * 5 % 3],
            started=days[n * 11 % 3],
            site_area_m2=None if n % 5 == 0 else n * 1.5,
        )
        for n in range(4_200)
    )
    assert written_cells(found, "zh") == cells_of(found, "zh")


@FEW
@given(LAYERS)
def test_plain_csv_is_what_a_writer_of_csv_makes_of_each_value(found: Layer) -> None:
    """Byte for byte."""
    target = io.StringIO()
    writer = csv.writer(target)
    names = [field.name for field in found.collection.fields]
    writer.writerow(names)
    for row in rows_of(found).tolist():
        values = [found.columns[name].value(row) for name in names]
        writer.writerow(
            json.dumps(each, ensure_ascii=False) if isinstance(each, list) else plain_text(each) for each in values
        )
    assert b"".join(write_plain_csv(found, rows_of(found))) == target.getvalue().encode()


@FEW
@given(LAYERS)
def test_geojson_is_what_each_feature_is(found: Layer) -> None:
    """Byte for byte, but for the outline, which is the same shape."""
    lines = b"".join(write_geojson(found, rows_of(found), lang="zh", about=ABOUT)).decode().split("\n")[2:-2]
    for row, line in zip(rows_of(found).tolist(), lines, strict=True):
        begins = {"type": "Feature", "id": found.ids[row], "properties": found.properties(row)}
        head = orjson.dumps(begins).decode()[:-1] + ',"geometry":'
        assert line[: len(head)] == head
        outline = orjson.loads(line.removeprefix(head).rstrip(",")[:-1])
        shape = found.shapes[row]
        assert outline == (None if shape is None else orjson.loads(shapely.to_geojson(shape)))


@FEW
@given(LAYERS)
def test_geojson_of_a_stored_layer_is_what_is_joined_of_columns(found: Layer) -> None:
    """Byte for byte, also where columns were chosen since it was stored: the features that it keeps as text have all of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plots"
        write_snapshot(found, path, {})
        stored = open_layer(path, found.collection, {codes.id: codes for codes in found.codelists.values()})
        order = [found.ids.index(key) for key in stored.ids]
        for names in (None, ["name"]):
            ours, theirs = (each if names is None else narrow_layer(each, names) for each in (stored, found))
            wanted = b"".join(write_geojson(theirs, np.array(order, dtype=np.intp), lang="zh", about=ABOUT))
            assert b"".join(write_geojson(ours, np.arange(len(order)), lang="zh", about=ABOUT)) == wanted


def test_a_ring_is_written_as_the_line_that_it_is() -> None:
    ring = shapely.LinearRing([(116, 36), (117, 36), (117, 37)])
    assert outline_texts(np.array([ring, None], dtype=object)) == [shapely.to_geojson(ring).encode(), b"null"]


@settings(max_examples=15, deadline=None)
@given(LAYERS, st.sampled_from(["zh", "en"]))
def test_a_workbook_is_what_each_cell_says(found: Layer, lang: str) -> None:
    """Fails where a cell of the sheet of all columns is another, or a day before the calendar is no text."""
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(found, rows_of(found), lang=lang, about=ABOUT))))
    sheet = next(each for each in book.worksheets if each.title.endswith(tuple(ALL)))
    unescape = openpyxl.utils.escape.unescape
    for row, line in zip(rows_of(found).tolist(), sheet.iter_rows(min_row=2), strict=False):
        for entry, shown in zip(columns(found), line, strict=True):
            wanted: Any = entry.cell(found, row, lang)
            wanted = in_lang(UNKNOWN, lang) if wanted is None else wanted or (None if wanted == "" else wanted)
            value = shown.value
            if isinstance(wanted, str):
                assert unescape(value).replace("\r", "") == wanted.replace("\r", "")
            elif isinstance(wanted, dt.date):
                assert value == wanted.isoformat() if wanted < FIRST_DAY else value.date() == wanted
            else:
                assert value == (wanted if wanted is None else pytest.approx(wanted, rel=1e-15))


def test_what_is_told_harmless_by_its_bytes_is_called_so() -> None:
    """Every sign that a text may begin with, and what is told by its first two bytes of those around 上, 下 and 待."""
    for sign in map(chr, [*range(1, 0xD800), *range(0xE000, 0x10000)]):
        written = np.frombuffer(f"{sign}1\0".encode(), np.uint8)
        if all_harmless(written, np.array([0])):
            assert re.match(HARMLESS, sign), sign
    together = np.frombuffer("地块\0C1\0企业\0".encode(), np.uint8)
    assert all_harmless(together, np.array([0, 7, 10]))
    assert not all_harmless(together, np.array([0, 7, 8]))


@given(st.text(max_size=12) | st.sampled_from([*CHANGED, *KEPT, *WORDS]))
def test_what_is_called_harmless_needs_no_guard(text: str) -> None:
    """Fails where a text that a spreadsheet would run or change begins like one that nobody needs to look at."""
    if re.match(HARMLESS, text):
        assert guard(text) == text


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_are_written_as_python_writes_them(values: list[float]) -> None:
    """All at once, and one by one where there are small or large ones among them."""
    numbers = np.array(values) + 0.0
    assert written_numbers(numbers, pointed=True) == [f"{value!r},".encode() for value in numbers.tolist()]
    assert written_numbers(numbers, pointed=False) == [f"{unpointed(value)},".encode() for value in numbers.tolist()]


@given(st.lists(st.floats(0, 1e9), min_size=1))
def test_land_is_listed_alike_alone_and_together(areas: list[float]) -> None:
    """亩 to 0.01."""
    assert all_mu_listed(np.array(areas)).tolist() == list(map(mu_listed, areas))


def test_numbers_that_were_written_are_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where two numbers that have one place are taken for each other, or a number that is not known for one."""
    monkeypatch.setattr(pieces, "_MIX", np.uint64(0))
    seen = pieces._Seen(lambda values: written_numbers(values, pointed=True), b"?")
    assert seen.of(np.array([1.5, 2.5, np.nan, 1.5])) == [b"1.5,", b"2.5,", b"?", b"1.5,"]
    assert seen.of(np.array([2.5, np.nan])) == [b"2.5,", b"?"]


def test_a_text_of_commas_and_quotes_is_no_end_of_a_text() -> None:
    """Fails where texts that are encoded together are parted at what one of them holds itself."""
    names = [",", "x", 'a",', "b", '","', "c\\", ",", ",", '",']
    found = layer(plot(f"P-{n}", None, name=name) for n, name in enumerate(names))
    features = orjson.loads(b"".join(write_geojson(found, np.arange(9), lang="zh", about=ABOUT)))["features"]
    assert [feature["properties"]["name"] for feature in features] == names


def test_a_text_with_a_break_of_its_own_is_whole() -> None:
    """Many words are written as one text with breaks between them, which a word may have itself."""
    found = layer(plot(f"P-{n}", None, name=f"a{BREAK}{n}" if n % 2 else f"b{n}") for n in range(9))
    texts = [
        line["name"] for line in csv.DictReader(io.StringIO(b"".join(write_plain_csv(found, np.arange(9))).decode()))
    ]
    assert texts == [f"a{BREAK}{n}" if n % 2 else f"b{n}" for n in range(9)]
