"""The rows of a sheet are the same however many of them are made ready at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.io import sheet_rows, text_table
from gis.io.grid import Cell
from gis.io.members import members
from gis.io.tables_in import open_tables
from tests.gis.io.books import book, part

ODD = (
    '<row r="2"><c r="B2"><v>1</v></c><c r="C2" t="str"><f>A1</f><v>a</v></c><c r="D2"><f>B2</f></c></row>'
    '<row r="3"><c r="B3" t="e"><v>#REF!</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="str"><f>A1</f><v></v></c></row>'
    '<row r="5"><c r="C5"><v>2.5</v></c><c r="D5"><v>7</v></c></row>'
    '<row r="6"><c r="B6" t="inlineStr"><is><t>b</t></is></c></row>'
    '<row r="9"><c r="E9"><f>B2</f></c></row>'
)
MERGED = '<mergeCells><mergeCell ref="B5:C6"/><mergeCell ref="D2:D3"/></mergeCells>'


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_book_is_read_alike_in_pieces_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Fails where a gap, a merged area or a blank row at the edge of a piece is put into another row."""

    def rows() -> list[list[Cell]]:
        (sheet,) = open_tables(members([tmp_path / "a.xlsx"])[0])
        return list(sheet.rows())

    book(tmp_path / "a.xlsx", part(ODD, after=MERGED))
    whole = rows()
    monkeypatch.setattr(sheet_rows, "_AT_ONCE", size)
    assert rows() == whole
    assert (len(whole), {*map(len, whole)}) == (9, {5})


@pytest.mark.parametrize("cells", [1, 4, 7])
def test_a_text_is_read_alike_in_pieces_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: int
) -> None:
    """Fails where a row that is shorter than those of another piece is not filled up."""
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\ny",3\n\n2\n,,,4\n', "utf-8")

    def rows() -> list[list[Cell]]:
        (sheet,) = open_tables(members([path])[0])
        return list(sheet.rows())

    whole = rows()
    assert whole == [
        ["a", "b", None, None],
        ["1", "x\ny", "3", None],
        [None] * 4,
        ["2", None, None, None],
        [None] * 3 + ["4"],
    ]
    monkeypatch.setattr(text_table, "_CELLS", cells)
    assert rows() == whole
    monkeypatch.setattr(text_table, "MOST_CELLS", 3)
    assert rows() == whole, "where they are read anew"
