"""Would break where the list that is printed could not be read on A4, summed what it does not know, or asked to check where nobody is."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import numpy as np
import openpyxl
import pytest

from gis.catalog import Collection
from gis.fields import DType, Role
from gis.io.csv import write_csv
from gis.io.formats import export
from gis.io.list_sheet import LETTERS_PT, ROOM, fitted, list_columns
from gis.io.xlsx import write_book, write_xlsx
from gis.layer import Feature, Layer
from gis.listed import LISTED, listed_fields
from tests.gis.io.test_exports import ABOUT, everything
from tests.gis.small import CODELISTS, COLLECTION, METRIC_CRS, cell, field, plot
from tests.oracles.lists import read_csv, read_xlsx

ORDER = ["id", "name", "use", "site_area_m2", "status", "started", "services", "held_by", "held_until"]
MORE = (field("held_by", role=Role.HELD_BY), field("held_until", DType.DATE, role=Role.HELD_UNTIL))
MARKED = replace(
    COLLECTION,
    fields=tuple(
        replace(entry, place=ORDER.index(entry.name) + 1 if entry.name in ORDER else 0)
        for entry in (*COLLECTION.fields, *MORE)
    ),
)
A4_PIXELS = (297 / 25.4 - 2 * 0.39) * 96


def listed(*features: Feature, collection: Collection = MARKED) -> Layer:
    return Layer.from_features(collection, features, metric_crs=METRIC_CRS, codelists=CODELISTS)


def stock() -> Layer:
    return listed(
        plot("A1", cell(0, 0), name="东地块", use="100102", site_area_m2=2000.0, status="idle", started="2021-05-01", services=["water"]),
        plot("A2", cell(1, 0), name="=1+1", use="1001", site_area_m2=None, status="built", held_by="某公司"),
        plot("A3", cell(2, 0), name="长" * 120, use=None, site_area_m2=1000.0, services=[]),
    )  # fmt: skip


def book_of(found: Layer, lang: str = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(found, everything(found), lang=lang, about=ABOUT))))


def test_the_first_sheet_has_the_marked_columns_in_their_order_with_one_date_and_a_sum() -> None:
    book = book_of(stock())
    assert book.sheetnames == ["地块", "地块 · 全部字段", "字段说明", "代码说明", "说明"]
    title, head, *rows, total = book.worksheets[0].iter_rows(values_only=True)
    assert title[0] == "地块 · 3 宗 · 数据日期 2023-06-30"
    areas = ("字段site_area_m2（m²）", "字段site_area_m2（亩）")
    assert head[:7] == ("字段id", "字段name", "字段use", *areas, "字段status", "字段started")
    known, unknown = (row[:5] for row in rows[:2])
    assert (known, unknown) == (
        ("A1", "东地块", "二类工业用地", 2000, 3),
        ("A2", "=1+1", "工业用地", "待核实", "待核实"),
    )
    assert (total[0], total[1], *total[3:5]) == ("合计", "字段site_area_m2待核实 1 项未计入", 3000, 4.5)
    assert [value for value in total[5:] if value] == []
    assert len(book.worksheets[1][1]) > len(head)


def test_nobody_is_to_be_checked_where_nobody_holds_a_site() -> None:
    for rows in (
        list(book_of(stock()).worksheets[0].iter_rows(min_row=3, values_only=True)),
        list(book_of(stock()).worksheets[1].iter_rows(min_row=2, values_only=True)),
    ):
        assert [tuple(value or "" for value in row[-2:]) for row in rows[:3]] == [
            ("", ""),
            ("某公司", "待核实"),
            ("", ""),
        ]
    data = b"".join(write_csv(stock(), everything(stock()), lang="zh", about=ABOUT))
    assert [each.properties["held_by"] for each in read_csv(data, MARKED)] == [None, "某公司", None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_printed_list_fits_on_a4_with_letters_that_can_be_read(lang: str) -> None:
    sheet = book_of(stock(), lang).worksheets[0]
    widths = [sheet.column_dimensions[entry[0].column_letter].width for entry in sheet.iter_cols(min_row=2, max_row=2)]
    shrunk = min(1.0, A4_PIXELS / sum(width * 7 for width in widths))
    sizes = {entry.font.sz for row in sheet.iter_rows() for entry in row if entry.value}
    assert min(sizes) * shrunk >= 7
    assert min(sizes) == LETTERS_PT
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$2:$2")
    assert all(entry.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for entry in row if entry.value)
    assert sheet.row_dimensions[5].height > sheet.row_dimensions[3].height * 3, "a long text is shown whole"


def test_the_widest_columns_give_way_first() -> None:
    found = fitted(["a"] * 12, [["x" * 200] * 6 + ["y"] * 6])
    assert sum(found) <= ROOM
    assert min(found) >= 6
    assert fitted(["a"], [["x" * 20]]) == [21]


def test_a_workbook_with_a_printed_list_comes_back_from_the_sheet_of_all_columns() -> None:
    found = stock()
    for lang in ("zh", "en"):
        back = read_xlsx(b"".join(write_xlsx(found, everything(found), lang=lang, about=ABOUT)), MARKED)
        again = listed(*back)
        assert [again.properties(row) for row in range(3)] == [found.properties(row) for row in range(3)]


def test_columns_and_codes_are_explained_each_in_a_cell_of_its_own() -> None:
    columns, codes = (list(sheet.iter_rows(values_only=True)) for sheet in book_of(stock()).worksheets[2:4])
    assert ("地块", "site_area_m2", "字段site_area_m2", "site_area_m2", "number", "m²", None) in columns
    assert ("地块", "use", "字段use", "use", "text", None, "land_use") in columns
    assert ("land_use", "100102", "二类工业用地", "二类工业用地-en") in codes
    assert "1101" not in {row[1] for row in codes}, "only codes that stand in the list"


def test_a_short_layer_without_marks_has_the_sheet_of_all_columns_alone() -> None:
    short = listed(plot("A1", cell(0, 0)), collection=replace(COLLECTION, fields=COLLECTION.fields[:12]))
    assert list_columns(short) == []
    book = openpyxl.load_workbook(io.BytesIO(write_book([(short, np.arange(1), ABOUT)], lang="zh")))
    assert book.sheetnames[0] == "地块"
    assert book.worksheets[0].max_row == 2


def test_a_long_layer_without_marks_begins_with_what_says_most_to_a_planner() -> None:
    """Fails where a register of somebody else's, which marks nothing, prints all of its columns."""
    original = field("use_original", original_of="use")
    long = replace(COLLECTION, fields=(*COLLECTION.fields, field("name_en", role=Role.NAME_EN), original))
    names = [entry.name for entry in listed_fields(long.fields)]
    assert len(names) <= LISTED < len(long.fields)
    assert names[:3] == ["id", "name", "use"]
    assert {"site_area_m2", "status", "park"} <= set(names)
    assert not {"system", "measured_m2", "name_en", "use_original"} & set(names)
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(write_xlsx(listed(collection=long), np.arange(0), lang="zh", about=ABOUT)))
    )
    assert book.sheetnames[:2] == ["地块", "地块 · 全部字段"]


def test_chosen_columns_lead_in_their_order_and_all_follow() -> None:
    found = stock()
    data = b"".join(
        export("xlsx", found, everything(found), lang="zh", about=ABOUT, names=["status", "name", "status"])
    )
    first, second = openpyxl.load_workbook(io.BytesIO(data)).worksheets[:2]
    assert [entry.value for entry in first[2]] == ["字段status", "字段name"]
    assert len(second[1]) > 2
    assert [each.properties["name"] for each in read_xlsx(data, MARKED)] == ["东地块", "=1+1", "长" * 120]


def test_what_was_translated_leaves_no_original_to_check() -> None:
    """Fails where a column of untranslated values asks of every value that was understood to be checked."""
    collection = replace(COLLECTION, fields=(*COLLECTION.fields, field("floors_original", original_of="floors")))
    found = listed(
        plot("A1", cell(0, 0), floors=3), plot("A2", cell(1, 0), floors_original="三、四"), collection=collection
    )
    for kind in ("csv", "xlsx"):
        data = b"".join(
            export(kind, found, everything(found), lang="zh", about=ABOUT, names=["floors", "floors_original"])
        )
        rows = (
            list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
            if kind == "csv"
            else list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=3, values_only=True))
        )
        kept = [[str(cell or "") for cell in row] for row in rows]
        at = 1 if kind == "csv" else 0
        assert [row[at : at + 2] for row in kept[:2]] == [["3", ""], ["待核实", "三、四"]]


def test_an_empty_list_prints_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(write_xlsx(stock(), np.arange(0), lang="zh", about=ABOUT))))
    assert [row[0] for row in book.worksheets[0].iter_rows(values_only=True)] == [
        "地块 · 0 宗 · 数据日期 2023-06-30",
        "字段id",
        "合计",
    ]
