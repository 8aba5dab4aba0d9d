"""Workbooks as sheets of cells: every value where it stands, and what the file does not hold said as that."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from gis.errors import SourceError
from gis.io.grid import Area, Gap, RowBlock, Sheet
from gis.io.row_store import MOST_CELLS, held_if_few
from gis.io.sheet_look import Look, Unusual, look_quickly
from gis.io.sheet_xml import look_slowly
from gis.io.struck import struck_formats
from gis.io.tables_in import open_tables
from tests.gis.io.books import HEAD, MAIN, book, member, part
from tests.gis.io.old_books import number, old_book, record

DATES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="[h]:mm"/></numFmts>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="176"/></cellXfs></styleSheet>'
)


def only(path: Path) -> Sheet:
    (sheet,) = open_tables(member(path))
    return sheet


def test_cells_stand_where_the_file_has_them(tmp_path: Path) -> None:
    """Fails where a table that begins further down or to the right is moved into the corner."""
    sheet = only(
        book(tmp_path / "a.xlsx", part('<row r="3"><c r="C3"><v>12</v></c><c r="E3" t="b"><v>1</v></c></row>'))
    )
    assert (sheet.width, sheet.height) == (5, 3)
    assert list(sheet.rows()) == [[None] * 5, [None] * 5, [None, None, 12.0, None, True]]
    assert list(sheet.rows()) == list(sheet.rows()), "a second time the same"


def test_a_sheet_of_nothing_has_no_rows(tmp_path: Path) -> None:
    sheet = only(book(tmp_path / "a.xlsx", part("")))
    assert (sheet.width, sheet.height, list(sheet.rows())) == (0, 0, [])


def test_what_the_file_does_not_hold_is_no_blank(tmp_path: Path) -> None:
    """calamine gives an empty text for a formula without its result and for an error; a result that is an empty text is blank."""
    cells = (
        '<c r="A1"><f>B1</f></c><c r="B1"><f>B1</f><v></v></c><c r="C1"><f>B1</f><v/></c><c r="D1" t="str"><f>B1</f><v></v></c>'
        '<c r="E1"><f>B1</f><v>5</v></c><c r="F1" t="e"><f>B1</f><v>#REF!</v></c><c r="G1" t="e"><v>#N/A</v></c><c r="H1" s="0"/>'
        '<c r="I1" t="inlineStr"><is><t>an t="e" here</t></is></c><c r="J1"><f t="shared" si="0"/></c><c r="K1"><v>NaN</v></c><c r="L1"><v>-1e400</v></c>'
    )
    (row,) = only(book(tmp_path / "a.xlsx", part(f'<row r="1">{cells}</row>'))).rows()
    nothing, mistake = Gap.NO_VALUE, Gap.MISTAKE
    assert row == [
        nothing,
        nothing,
        nothing,
        None,
        5.0,
        mistake,
        mistake,
        None,
        'an t="e" here',
        nothing,
        mistake,
        mistake,
    ]


def test_a_zero_of_a_program_that_does_not_compute_is_no_result(tmp_path: Path) -> None:
    """xlsxwriter keeps a 0 for every formula that it was given no value of, and asks the spreadsheet to compute."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet = out.add_worksheet()
        sheet.write_formula("A1", "=1+1")
        sheet.write_formula("B1", "=1+1", value=2)
        sheet.write_number("C1", 0)
    assert list(only(path).rows()) == [[Gap.NO_VALUE, 2.0, 0.0]]


def test_formulas_of_openpyxl_have_no_value(tmp_path: Path) -> None:
    out = openpyxl.Workbook()
    out.active.append(["亩", "=1+1"])
    out.save(tmp_path / "a.xlsx")
    assert list(only(tmp_path / "a.xlsx").rows()) == [["亩", Gap.NO_VALUE]]


@pytest.mark.parametrize(
    ("settings", "day"), [("", dt.date(2023, 1, 1)), ('<workbookPr date1904="1"/>', dt.date(2027, 1, 2))]
)
def test_dates_are_days_in_both_epochs(tmp_path: Path, settings: str, day: dt.date) -> None:
    """Number 31 is the Chinese date of every Excel, which no file has to write down."""
    cells = "".join(
        f'<c r="{column}1" s="{style}"><v>44927</v></c>' for column, style in zip("ABC", (0, 1, 2), strict=True)
    )
    cells += '<c r="D1" s="3"><v>1.5</v></c><c r="E1" s="1"><v>44927.5</v></c>'
    (row,) = only(book(tmp_path / "a.xlsx", part(f'<row r="1">{cells}</row>'), styles=DATES, settings=settings)).rows()
    assert row == [44927.0, day, day, "36:00:00", dt.datetime.combine(day, dt.time(12))]


def test_what_is_hidden_and_merged_is_told_and_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as out:
        sheet, other = out.add_worksheet("台账"), out.add_worksheet("选项")
        for row in range(6):
            sheet.write_row(row, 0, [f"{row}-{column}" for column in range(4)])
        sheet.merge_range("A2:A4", "园区")
        sheet.merge_range("C1:D1", "电话")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:D", None, None, {"hidden": True})
        other.hide()
    table, choices = open_tables(member(path))
    assert (table.name, table.hidden, choices.name, choices.hidden) == ("台账", False, "选项", True)
    assert table.merged == (Area(1, 3, 1, 4), Area(2, 1, 4, 1))
    assert table.hidden_rows == {3}
    assert table.hidden_columns == {3, 4}
    assert [row[0] for row in table.rows()] == ["0-0", "园区", None, None, "4-0", "5-0"]
    assert next(table.rows()) == ["0-0", "0-1", "电话", None]


def test_what_a_merged_area_covers_is_not_read(tmp_path: Path) -> None:
    """A format painter leaves values under a merged area that nobody sees."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 6))
    merged = '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="A3:B4"/><mergeCell ref="B5:B5"/></mergeCells>'
    sheet = only(book(tmp_path / "a.xlsx", part(rows, after=merged)))
    assert list(sheet.rows()) == [[1.0, 1.0], [None, 2.0], [3.0, None], [None, None], [5.0, 5.0]]
    assert sheet.merged == (Area(1, 1, 2, 1), Area(3, 1, 4, 2))


ROWS = (
    '<row r="1" hidden="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f></c></row><row r="2"><c r="A2" t="e"><v>#REF!</v></c></row>'
    '<row r="4" spans="1:2" hidden="true"><c r="C4" t="str"><f>A1</f><v></v></c><c r="D4"><f>A1</f><v>0</v></c><c r="XFD4" s="1"/></row>'
)
AROUND = {
    "before": '<cols><col min="2" max="2" width="9"/><col min="3" max="4" hidden="1"/></cols>',
    "after": '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
}


@pytest.mark.parametrize("recomputed", [False, True])
def test_bytes_and_elements_say_the_same(*, recomputed: bool) -> None:
    quick, slow = Look(), Look()
    xml = part(ROWS, **AROUND).encode()
    look_quickly([xml[n : n + 37] for n in range(0, len(xml), 37)], quick, recomputed=recomputed)
    look_slowly([xml], slow, recomputed=recomputed)
    assert quick == slow
    assert (quick.height, quick.width, quick.hidden_rows, quick.hidden_columns) == (4, 4, {1, 4}, {3, 4})


UNUSUAL = {
    "prefix": HEAD
    + f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1" hidden="1"><x:c r="A1"><x:f>B1</x:f></x:c></x:row></x:sheetData></x:worksheet>',
    "no places": part('<row hidden="1"><c><f>B1</f></c></row>'),
    "comment": part('<!-- <row r="9" hidden="1"> --><row r="1" hidden="1"><c r="A1"><f>B1</f></c></row>'),
    "quotes": part("<row r='1' hidden='1'><c r='A1'><f>B1</f></c></row>"),
    "other order": part('<row hidden="1" r="1"><c s="0" r="A1"><f>B1</f></c></row>'),
}


@pytest.mark.parametrize("kind", UNUSUAL)
def test_xml_that_is_written_otherwise_is_read_too(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Unusual):
        look_quickly([UNUSUAL[kind].encode()], Look(), recomputed=False)
    sheet = only(book(tmp_path / "a.xlsx", UNUSUAL[kind]))
    assert sheet.hidden_rows == {1}
    assert list(sheet.rows()) == [[Gap.NO_VALUE]]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    xml = part('<row r="1"><c r="A1" t="str"><v>&a;</v></c></row>').replace(
        "<worksheet", '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet', 1
    )
    with pytest.raises(SourceError, match="declares a document type"):
        open_tables(member(book(tmp_path / "a.xlsx", xml)))


# Real ledgers.


def test_the_list_of_idle_plants_as_it_stands(samples: Path) -> None:
    table, choices = open_tables(member(samples / "11_ledgers" / "idle_plants.xlsx"))
    rows = list(table.rows())
    assert (table.hidden, choices.hidden) == (False, True)
    assert table.hidden_rows == {20, 21, 58}
    assert [rows[1][column - 1] for column in table.hidden_columns] == ["联系电话"]
    assert rows[4][13] == 75.0, "a formula with its result"
    gaps = [(n, column) for n, row in enumerate(rows, 1) for column, cell in enumerate(row, 1) if isinstance(cell, Gap)]
    assert gaps == [(51, 7), (69, 8)]
    parks = [area for area in table.merged if area.left == area.right == 2 and area.top > 3]
    assert all(rows[area.top - 1][1] and not rows[area.bottom - 1][1] for area in parks)


def test_an_old_workbook_as_it_stands(samples: Path) -> None:
    table, notes, empty = open_tables(member(samples / "11_ledgers" / "key_projects_2023-01.xls"))
    assert (table.name, notes.name, empty.name) == ("1月", "填报说明", "Sheet3")
    assert (table.width, table.height, empty.height) == (31, 150, 0)
    rows = list(table.rows())
    assert str(rows[6][0]).startswith("一、投产达产")
    assert rows[6][1:] == [None] * 30
    assert Area(7, 1, 7, 31) in table.merged
    assert rows[7][7] == "120080 "


@pytest.mark.parametrize("since_1904", [True, False])
def test_an_old_workbook_says_from_when_its_days_count(tmp_path: Path, since_1904: bool) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(old_book(number(0, 0, 44_927), before=record(0x22, bytes([since_1904, 0]))))
    assert only(path).since_1904 == since_1904


STRUCK = (
    f'<styleSheet xmlns="{MAIN}"><fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts>'
    '<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs></styleSheet>'
)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_rows_that_are_struck_out_are_told_however_they_are_written(tmp_path: Path, quote: str) -> None:
    """A line through a blank cell says nothing, nor does a font that turns the line off."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" s="{style}">{value}</c></row>'
        for row, style, value in ((1, 0, "<v>1</v>"), (2, 1, "<v>2</v>"), (3, 2, "<v>3</v>"), (4, 1, ""))
    )
    sheet = only(book(tmp_path / "a.xlsx", part(cells.replace('"', quote)), styles=STRUCK))
    assert sheet.struck_rows == {2}


def test_styles_that_are_no_xml_strike_nothing_out() -> None:
    assert struck_formats([b"<styleSheet><fonts>"]) == frozenset()


def styled(kind: int, row: int, style: int, rest: bytes) -> bytes:
    return record(kind, struct.pack("<HHH", row, 0, style) + rest)


def test_rows_of_an_old_workbook_that_are_struck_out_are_told(tmp_path: Path) -> None:
    """No font has the number 4, so that those behind it count one more; a packed number and a row of them have their formats elsewhere."""
    fonts = b"".join(record(0x31, struct.pack("<HH", 200, 8 if struck else 0)) for struck in (0, 0, 0, 0, 1, 0))
    formats = b"".join(record(0xE0, struct.pack("<H", font) + bytes(18)) for font in (0, 5, 6, 4))
    several = record(0xBD, struct.pack("<HHHIHIH", 4, 0, 0, 0, 1, 0, 1))
    cells = b"".join(styled(0x203, row, style, struct.pack("<d", 1.0)) for row, style in enumerate((0, 1, 2, 3)))
    path = tmp_path / "a.xls"
    path.write_bytes(old_book(cells + several + styled(0x201, 5, 1, b""), before=fonts + formats))
    assert only(path).struck_rows == {2, 5}


def test_rows_are_read_from_the_file_once_and_given_as_often_as_asked(tmp_path: Path) -> None:
    """Two who read them at once see all of them, and what one writes into them the other does not see."""
    asked = []

    def blocks() -> Iterator[RowBlock]:
        asked.append(1)
        yield RowBlock(1, [(0.0, 1.0), (None, None)])
        yield RowBlock(3, [[2.0], [None]])

    held = held_if_few(blocks, 6)
    first, second = held(), held()
    head = next(first)
    head[1] = "changed"
    assert list(second) == [[0.0, None], [1.0, None], [2.0, None]]
    assert list(first) == [[1.0, None], [2.0, None]]
    assert list(held()) == list(held()) == [[0.0, None], [1.0, None], [2.0, None]]
    assert [(block.first, block.last) for block in held.blocks()] == [(1, 2), (3, 3)]
    assert len(asked) == 1
    assert list(held_if_few(blocks, MOST_CELLS + 1)()) == list(held())
    assert len(asked) == 2, "more than are held are read anew"
