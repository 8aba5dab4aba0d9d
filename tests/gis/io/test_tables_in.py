"""Another kind of file behind a name, and files made to hurt: said by name within two seconds, and nothing of them is read."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from gis.errors import SourceError
from gis.io import bounds
from gis.io.grid import Gap
from gis.io.tables_in import open_tables
from tests.gis.io.books import MAIN, book, member, part
from tests.gis.io.old_books import container, hidden_columns, hidden_row, mistake, number, old_book, record

SECONDS: Final = 2.0


@contextmanager
def refused(pattern: str) -> Iterator[None]:
    began = time.process_time()
    with pytest.raises(SourceError, match=pattern) as mistake:
        yield
    assert time.process_time() - began < SECONDS
    assert mistake.value.remedy.zh
    assert mistake.value.remedy.en


def file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_an_old_workbook_tells_what_is_hidden_and_mistaken(tmp_path: Path) -> None:
    cells = hidden_columns(1, 2) + hidden_row(1) + number(1, 1, 7) + number(2, 2, 1.5) + mistake(2, 4)
    first, second = open_tables(member(file(tmp_path / "a.xls", old_book(cells, number(0, 0, 3)))))
    assert list(first.rows()) == [[None] * 5, [None, 7.0, None, None, None], [None, None, 1.5, None, Gap.MISTAKE]]
    assert first.hidden_rows == {2}
    assert first.hidden_columns == {2, 3}
    assert list(second.rows()) == [[3.0]]


def test_the_content_decides_and_what_differs_is_said(tmp_path: Path) -> None:
    (sheet,) = open_tables(member(file(tmp_path / "a.xlsx", old_book(number(0, 0, 3)))))
    assert list(sheet.rows()) == [[3.0]]
    assert [remark.en for remark in sheet.remarks] == [
        "its name ends in .xlsx, it is an old Excel workbook (.xls) and was read as that"
    ]
    book(tmp_path / "b.xls", part('<row r="1"><c r="A1"><v>1</v></c></row>'))
    (sheet,) = open_tables(member(tmp_path / "b.xls"))
    assert "内容是Excel 工作簿（.xlsx）" in sheet.remarks[0].zh
    (sheet,) = open_tables(member(file(tmp_path / "c.et", old_book(number(0, 0, 3)))))
    assert sheet.remarks == ()


def packed(name: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as out:
            out.writestr(name, "x")

    return write


def bytes_of(content: bytes) -> Callable[[Path], object]:
    return lambda path: file(path, content)


OTHERS: Final[dict[str, tuple[Callable[[Path], object], str]]] = {
    "a.xlsb": (packed("xl/workbook.bin"), "binary workbook"),
    "a.ods": (packed("content.xml"), "OpenDocument"),
    "a.numbers": (packed("Index/Document.iwa"), "Numbers"),
    "a.xlsx": (packed("word/document.xml"), "Word"),
    "zip.xlsx": (packed("a.csv"), "a zip of other files"),
    "html.xls": (
        bytes_of(b'\xef\xbb\xbf <html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>'),
        "a web page",
    ),
    "table.xls": (bytes_of(b"<TABLE><tr>"), "a web page"),
    "2003.xls": (
        bytes_of(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
        "XML Spreadsheet 2003",
    ),
    "utf16.xls": (bytes_of("\ufeff<html>".encode("utf-16-le")), "a web page"),
    "mht.xls": (bytes_of(b"MIME-Version: 1.0\r\n"), "a web archive"),
    "pdf.xls": (bytes_of(b"%PDF-1.7"), "a PDF"),
    "db.csv": (bytes_of(b"SQLite format 3\0"), "a database"),
    "word.xls": (bytes_of(container({"WordDocument": b""})), "no workbook"),
    "password.xls": (bytes_of(old_book(number(0, 0, 1), before=record(0x2F, bytes(54)))), "protected by a password"),
    "password.xlsx": (bytes_of(container({"EncryptionInfo": b"", "EncryptedPackage": b""})), "protected by a password"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_kind_of_file_is_called_what_it_is(tmp_path: Path, name: str) -> None:
    write, pattern = OTHERS[name]
    write(tmp_path / name)
    with refused(pattern):
        open_tables(member(tmp_path / name))


def test_a_cut_workbook_is_refused_wherever_it_is_cut(tmp_path: Path) -> None:
    whole = book(tmp_path / "a.xlsx", part('<row r="1"><c r="A1"><v>1</v></c></row>')).read_bytes()
    old = old_book(number(0, 0, 1))
    for content in (whole, old):
        for share in (0.1, 0.5, 0.9):
            path = file(tmp_path / "cut.xlsx", content[: int(len(content) * share)])
            if content is old and share > 0.8:
                continue  # what is missing is padding
            with refused("cannot be read"):
                open_tables(member(path))


def test_a_sheet_that_reaches_too_far_is_refused_by_its_last_cell(tmp_path: Path) -> None:
    """calamine lays a sheet out whole: two cells would take 400 GB, and stop the program."""
    far = part('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="BX1048576"><v>1</v></c></row>')
    with refused(r"reaches to BX1048576"):
        open_tables(member(book(tmp_path / "far.xlsx", far)))
    turned = part('<row r="1"><c r="XFD1"><v>1</v></c><c r="A1048576"><v>1</v></c></row>')
    with refused("16,384 columns"):
        open_tables(member(book(tmp_path / "turned.xlsx", turned)))
    many = [part('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="Z1048576"><v>1</v></c></row>')] * 3
    with refused("81,788,928 cells"):
        open_tables(member(book(tmp_path / "many.xlsx", *many)))
    corner = number(0, 0, 1) + number(65535, 255, 1)
    with refused("cells, more than"):
        open_tables(member(file(tmp_path / "far.xls", old_book(*[corner] * 4))))


def test_a_format_far_out_is_no_cell(tmp_path: Path) -> None:
    """Rows that are formatted to their end are common; a table of three columns is read nevertheless."""
    styled = "".join(f'<c r="{column}{row}" s="1"/>' for row in (1, 2) for column in ("BZ", "CAA", "XFD"))
    rows = f'<row r="1"><c r="A1"><v>1</v></c>{styled}</row>'
    (sheet,) = open_tables(member(book(tmp_path / "a.xlsx", part(rows))))
    assert sheet.width < bounds.MAX_COLUMNS


def test_a_sheet_of_twenty_thousand_columns_is_refused(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as out:
        sheet = out.add_worksheet()
        for row in range(50):
            for column in range(16_384):
                sheet.write_number(row, column, column)
    with refused(r"16,384 columns \(up to XFD\), more than 2,000"):
        open_tables(member(tmp_path / "a.xlsx"))


def test_a_workbook_that_inflates_without_end_is_refused(tmp_path: Path) -> None:
    with refused("holds too much"):
        open_tables(member(book(tmp_path / "a.xlsx", part(" " * (40 << 20)))))


def test_a_directory_that_understates_is_refused(tmp_path: Path) -> None:
    """calamine inflates what is there, whatever the directory says of it."""
    path = book(tmp_path / "a.xlsx", part(" " * (40 << 20)))
    size = (40 << 20) + len(part(""))
    content = path.read_bytes()
    assert content.count(size.to_bytes(4, "little")) == 2
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    with refused("cannot be read"):
        open_tables(member(path))


def test_a_long_text_that_stands_in_every_cell_is_refused(tmp_path: Path) -> None:
    """calamine copies a shared text into each cell: 32 kB a million times are 32 GB."""
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    with refused("shared texts come to 8,585 MiB"):
        open_tables(member(book(tmp_path / "a.xlsx", part(rows), strings=strings)))


def test_one_long_text_among_many_short_ones_is_read(tmp_path: Path) -> None:
    items = f"<si><t>{'长' * 11_000}</t></si><si><t>短</t></si>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{min(n, 2) - 1}</v></c></row>' for n in range(1, 40_001))
    path = book(tmp_path / "a.xlsx", part(rows), strings=f'<sst xmlns="{MAIN}">{items}</sst>')
    (sheet,) = open_tables(member(path))
    cells = [row[0] for row in sheet.rows()]
    assert cells == ["长" * 11_000] + ["短"] * 39_999
