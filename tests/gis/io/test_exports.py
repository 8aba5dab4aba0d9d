"""Exports: nothing in a list runs, and what comes back is what went out (the eighteenth of the safety checks)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import ezdxf.recover
import numpy as np
import openpyxl
import pyogrio
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gis.fields import DType, Field
from gis.io.about import About, ListDate
from gis.io.book_rows import BookColumn
from gis.io.csv import NOTE, write_csv, write_plain_csv
from gis.io.formats import FORMATS, export, narrow_layer
from gis.io.geojson import parse
from gis.io.guards import changed, guard, risky, unguard
from gis.io.xlsx import ALL, write_xlsx
from gis.layer import Feature, Layer
from gis.text import Text
from gis.values import unpointed
from tests.gis.io.cells import CHANGED, KEPT
from tests.gis.small import CODELISTS, COLLECTION, METRIC_CRS, cell, layer, plot
from tests.oracles.lists import read_csv, read_xlsx

ABOUT = About(
    words=Text("工业用地：面积 ≥ 20,000 m²", "Land: area ≥ 20,000 m²"),
    date=ListDate(day=dt.date(2023, 6, 30)),
    source=Text("测试", "test"),
    version="abc123",
    demonstration=Text("演示数据", "demonstration"),
    metric_crs=METRIC_CRS,
)
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "'=1",
    "''=1",
    "'",
    "it's",
    '=HYPERLINK("http://127.0.0.1/","x")',
    "=cmd|'/c calc'!A0",
    "待核实",
    "to check",
    "0802",
    "370113001001123456789012345",
    "1e5",
    'a "quoted", line\nand another',
    "http://127.0.0.1/",
    "x" * 40_000,
    *CHANGED,
    *KEPT,
]


def hostile_layer(words: list[str]) -> Layer:
    return layer(
        plot(f"A{n}", cell(n, 0), name=word, system=word, services=[word.strip() or "x"])
        for n, word in enumerate(words)
    )


def everything(found: Layer) -> Any:
    return np.arange(len(found))


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_cells_of_csv_do_not_run_and_come_back(lang: str) -> None:
    """A cell that begins like a formula, in half or full width, would run on the planner's machine."""
    found = hostile_layer(HOSTILE)
    data = b"".join(write_csv(found, everything(found), lang=lang, about=ABOUT))
    for row in csv_rows(data):
        assert not any(cell.lstrip()[:1] in {*"=+-@＝＋－＠"} and cell for cell in row), row
        assert not any(cell[:1] in {"\t", "\r"} for cell in row)
    assert_same(read_csv(data, COLLECTION), found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_cells_of_xlsx_do_not_run_and_come_back(lang: str) -> None:
    """Text stays text: openpyxl sees no formula and no link."""
    words = [word for word in HOSTILE if len(word) < 30_000 and word not in {"待核实", "to check"}]
    found = hostile_layer(words)
    data = b"".join(write_xlsx(found, everything(found), lang=lang, about=ABOUT))
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            assert all(entry.data_type != "f" and entry.hyperlink is None for entry in row)
    assert_same(read_xlsx(data, COLLECTION), found)


@pytest.mark.parametrize(("lang", "said"), [("zh", "格文字超过 32,767 字"), ("en", "longer than the 32,767")])
def test_a_text_that_no_cell_takes_is_cut_short_and_said_to_be(lang: str, said: str) -> None:
    """Nothing is lost without a word: the list says how many cells are not whole."""
    found = hostile_layer(["x" * 32_768, "y" * 32_767])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(found, everything(found), lang=lang, about=ABOUT))))
    texts = [str(entry.value) for sheet in book for row in sheet.iter_rows() for entry in row if entry.value]
    assert "x" * 32_766 + "…" in texts
    assert "y" * 32_767 in texts
    assert [text for text in texts if said in text]
    whole = hostile_layer(["y" * 32_767])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(whole, everything(whole), lang=lang, about=ABOUT))))
    assert not [cell for row in book.worksheets[-1].iter_rows() for cell in row if "32,767" in str(cell.value)]


def test_the_checks_turn_red_without_their_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutation kept beside SAFETY check 18: a check that cannot fail would be none."""
    monkeypatch.setattr("gis.io.csv.guard", lambda text: text)
    with pytest.raises(AssertionError):
        test_hostile_cells_of_csv_do_not_run_and_come_back("zh")
    monkeypatch.setattr(BookColumn, "_text", lambda self, text, style: f"{style}><f>{len(text)}</f></c>{self._behind}")
    with pytest.raises(AssertionError):
        test_hostile_cells_of_xlsx_do_not_run_and_come_back("zh")


def assert_same(back: list[Feature], found: Layer) -> None:
    again = Layer.from_features(COLLECTION, back, metric_crs=METRIC_CRS, codelists=CODELISTS)
    for row in range(len(found)):
        assert again.properties(row) == found.properties(row)


def test_no_two_columns_have_one_heading() -> None:
    """Fails where a field is titled as the 亩 or the codes of another: what comes back would be the other's."""
    more = tuple(
        Field(name=name, dtype=DType.TEXT, title=Text(zh, en))
        for name, zh, en in (
            ("size", "字段site_area_m2（亩）", "site_area_m2 (mu)"),
            ("code", "字段use代码", "use code"),
            ("other", "面积", "measured_m2"),
        )
    )
    collection = replace(COLLECTION, fields=(*COLLECTION.fields, *more))
    values = {"use": "1001", "site_area_m2": 2000.0, "size": "a", "code": "b", "other": "c"}
    found = layer([plot("A", cell(0, 0), **values)], collection)
    for lang in ("zh", "en"):
        data = b"".join(write_csv(found, everything(found), lang=lang, about=ABOUT))
        headings = csv_rows(data)[0]
        assert len(set(headings)) == len(headings), headings
        (back,) = read_csv(data, collection)
        assert {name: back.properties[name] for name in values} == values


@pytest.mark.parametrize("text", CHANGED)
def test_a_cell_that_a_spreadsheet_would_change_is_guarded(text: str) -> None:
    assert changed(text)
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", KEPT)
def test_a_cell_that_a_spreadsheet_leaves_alone_has_no_guard(text: str) -> None:
    assert guard(text) == text


@given(st.integers(-(10**11) + 1, 10**11 - 1) | st.floats(-1e6, 1e6).map(lambda number: round(number, 4)))
def test_a_number_that_a_spreadsheet_writes_alike_has_no_guard(number: float) -> None:
    text = f"{unpointed(float(number))}"
    assert guard(text) == text or number < 0 or "e" in text or text.startswith("0.0000")


def test_the_last_heading_is_the_same_whatever_was_asked() -> None:
    """Lists of several queries can be put below each other; the words stand beside the first row, or alone where there is none."""
    for lang, note in (("zh", NOTE.zh), ("en", NOTE.en)):
        tables = [
            csv_rows(b"".join(write_csv(sample(), rows, lang=lang, about=ABOUT)))
            for rows in (np.arange(2), np.arange(0))
        ]
        assert {tuple(table[0]) for table in tables} == {tuple(tables[0][0])}
        assert tables[0][0][-1] == note
        assert [bool(row[-1]) for row in tables[0][1:]] == [True, False]
        assert [row[:-1] for row in tables[1][1:]] == [[""] * (len(tables[1][0]) - 1)]
        assert read_csv(b"".join(write_csv(sample(), np.arange(0), lang=lang, about=ABOUT)), COLLECTION) == []


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
PLAIN = st.fixed_dictionaries(
    {
        "name": st.none() | WORDS | st.sampled_from(HOSTILE),
        "site_area_m2": st.none() | st.floats(-1e15, 1e15),
        "floors": st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
        "planned": st.none() | st.booleans(),
        "started": st.none() | st.dates().map(dt.date.isoformat),
        "services": st.none() | st.lists(WORDS, max_size=3),
    }
)


@given(st.lists(PLAIN, min_size=1, max_size=4))
def test_the_plain_form_is_the_data_to_the_letter(rows: list[dict[str, Any]]) -> None:
    """Whatever a program reads, by names of columns: blank is unknown, and nothing is guarded, rounded or said."""
    found = layer([plot(f"A{n}", **values) for n, values in enumerate(rows)])
    data = b"".join(write_plain_csv(found, everything(found)))
    head, *lines = csv.reader(io.StringIO(data.decode(), newline=""))
    assert head == [field.name for field in found.collection.fields]
    assert len(lines) == len(rows)
    readers: dict[DType, Any] = {
        DType.LIST: json.loads,
        DType.NUMBER: float,
        DType.INTEGER: int,
        DType.BOOLEAN: {"true": True, "false": False}.__getitem__,
    }
    for number, line in enumerate(lines):
        read = {
            field.name: readers.get(field.dtype, str)(text) if text else None
            for field, text in zip(found.collection.fields, line, strict=True)
        }
        assert read == found.properties(number)


@given(st.text(max_size=20))
def test_a_guard_is_taken_off_exactly_where_it_was_put_on(text: str) -> None:
    """Whatever a planner writes, apostrophes and all."""
    assert unguard(guard(text)) == text
    assert not risky(guard(text)) or guard(text).startswith("'")


@example([" "])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8), max_size=3))
def test_any_list_of_words_comes_back_from_csv(words: list[str]) -> None:
    """Words that hold the separators, or say 无, must not come back as others; blanks alone say nothing, not that there is none."""
    found = layer([plot("A", services=words)])
    data = b"".join(write_csv(found, everything(found), lang="zh", about=ABOUT))
    kept = [word for word in words if word.strip()] or (None if words else [])
    assert found.properties(0)["services"] == kept, "a blank is no word"
    assert read_csv(data, COLLECTION)[0].properties["services"] == kept


def sample() -> Layer:
    return layer(
        [
            plot(
                "A1",
                cell(0, 0),
                name="东地块",
                use="100102",
                status="idle",
                park="GD-A",
                site_area_m2=68507.52,
                floors=2,
                planned=True,
                started="2021-05-01",
                services=["water", "gas"],
            ),
            plot("A2", cell(1, 0), name=None, use=None, site_area_m2=None, planned=False, services=[]),
        ]
    )


def test_headings_units_mu_codes_and_unknown_are_as_a_planner_reads_them() -> None:
    rows = csv_rows(b"".join(write_csv(sample(), everything(sample()), lang="zh", about=ABOUT)))
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert (table[0]["字段use代码"], table[0]["字段use"]) == ("100102", "二类工业用地")
    assert (table[0]["字段site_area_m2（m²）"], table[0]["字段site_area_m2（亩）"]) == ("68507.52", "102.76")
    assert (table[0]["字段services"], table[1]["字段services"]) == ("供水、燃气", "")
    assert (table[1]["字段name"], table[1]["字段use"], table[1]["字段site_area_m2（亩）"]) == ("待核实",) * 3
    english = csv_rows(b"".join(write_csv(sample(), everything(sample()), lang="en", about=ABOUT)))
    assert "site_area_m2 (mu)" in english[0]
    assert "to check" in english[2]


@pytest.mark.parametrize(("lang", "said"), [("zh", "面积 ≥ 20,000 m²"), ("en", "Land: area ≥ 20,000 m²")])
def test_the_filter_and_date_stand_in_every_format(lang: str, said: str, tmp_path: Path) -> None:
    """Also in an empty list: that nothing was found is an answer too."""
    found = sample()
    for rows in (everything(found), np.arange(0)):
        data = {kind: b"".join(export(kind, found, rows, lang=lang, about=ABOUT)) for kind in FORMATS}
        for text in (data["csv"].decode(), data["geojson"].decode()):
            assert said in text
            assert "2023-06-30" in text
        assert said not in data["csv-plain"].decode()
        about = [
            str(entry.value) for row in openpyxl.load_workbook(io.BytesIO(data["xlsx"])).worksheets[-1] for entry in row
        ]
        assert said in " ".join(about)
        assert {"2023-06-30", "abc123"} <= set(about)
        path = tmp_path / f"{lang}{len(rows)}.gpkg"
        path.write_bytes(data["gpkg"])
        assert said in pyogrio.read_info(path, layer="plots")["layer_metadata"]["DESCRIPTION"]
        assert said in data["kml"].decode()
        assert "工业用地：面积 ≥ 20，000 m2" in data["txt"].decode("gbk")
        for kind in ("shp", "gdb", "txt-each"):
            with zipfile.ZipFile(io.BytesIO(data[kind])) as packed:
                readme = packed.read("README.txt").decode("utf-8-sig")
            assert said in readme
            assert "2023-06-30" in readme
            assert "EPSG:4" in readme
        drawing, _ = ezdxf.recover.read(io.BytesIO(data["dxf"]))
        assert any(said in value for _, value in drawing.header.custom_vars)


def test_the_rows_of_csv_are_the_features_and_nothing_else() -> None:
    """No line before or after the table: a program that reads it counts right."""
    data = b"".join(write_csv(sample(), np.array([1, 0]), lang="zh", about=ABOUT)).decode("utf-8-sig")
    assert [row["字段id"] for row in csv.DictReader(io.StringIO(data, newline=""))] == ["A2", "A1"]


def test_numbers_and_dates_of_xlsx_are_numbers_and_dates_and_ids_are_text() -> None:
    found = layer([plot("00123", cell(0, 0), site_area_m2=68507.52, started="2021-05-01")])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(found, everything(found), lang="zh", about=ABOUT))))
    sheet = book[f"地块{ALL.zh}"]
    row = {heading.value: entry for heading, entry in zip(sheet[1], sheet[2], strict=True)}
    assert (row["字段id"].value, row["字段id"].data_type) == ("00123", "s")
    assert (row["字段site_area_m2（m²）"].value, row["字段site_area_m2（m²）"].number_format) == (68507.52, "#,##0.00")
    assert row["字段started"].is_date
    assert sheet.freeze_panes == "B2"


def test_geopackage_and_geojson_hold_the_geometry(tmp_path: Path) -> None:
    found = sample()
    path = tmp_path / "out.gpkg"
    path.write_bytes(b"".join(export("gpkg", found, everything(found), lang="zh", about=ABOUT)))
    frame = pyogrio.read_dataframe(path, layer=0)
    assert frame.crs.to_string() == "EPSG:4490"
    assert frame.geometry[0].equals(found.geometries[0])
    parsed = parse(b"".join(export("geojson", found, everything(found), lang="zh", about=ABOUT)), "out")
    assert parsed.ids == ["A1", "A2"]
    assert parsed.properties[0]["services"] == ["water", "gas"]


def test_chosen_fields_keep_the_id() -> None:
    assert list(narrow_layer(sample(), ["name"]).columns) == ["id", "name"]


def test_chosen_fields_stand_in_the_order_chosen() -> None:
    found = sample()
    assert list(narrow_layer(found, ["started", "id", "name", "started"]).columns) == ["started", "id", "name"]
    data = b"".join(export("csv", found, everything(found), lang="zh", about=ABOUT, names=["started", "name"]))
    assert csv_rows(data)[0][:-1] == ["字段id", "字段started", "字段name"]
