"""OpenDocument spreadsheets: values where they stand, what is hidden, merged and without a value told, and what is made to hurt refused by its reach."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Final

import pytest

from gis.errors import SourceError
from gis.io.grid import Area, Gap, Sheet
from gis.io.tables_in import open_tables
from tests.gis.io.books import member

_URN: Final = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES: Final = " ".join(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in ("office", "table", "text"))
_ERRORS: Final = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def words(text: str, more: str = "") -> str:
    return f'<table:table-cell {more} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def number(value: float, more: str = "") -> str:
    return f'<table:table-cell {more} office:value-type="float" office:value="{value}"/>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def document(path: Path, *tables: str, manifest: str = "") -> Path:
    body = "".join(f'<table:table table:name="S{n}">{table}</table:table>' for n, table in enumerate(tables, 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        out.writestr(
            "content.xml",
            f"<office:document-content {_NAMES} {_ERRORS}><office:body><office:spreadsheet>{body}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def only(path: Path) -> Sheet:
    (sheet,) = open_tables(member(path))
    return sheet


def test_a_sheet_is_read_with_what_is_hidden_merged_and_without_a_value(tmp_path: Path) -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2021-06-01"><text:p>1</text:p></table:table-cell>'
    mistake = '<table:table-cell table:formula="of:=#REF!" office:value-type="string" office:string-value="" calcext:value-type="error"/>'
    sheet = only(
        document(
            tmp_path / "a.ods",
            '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
            + row(words("名称"), words("面积"), words("日期"))
            + row(words("甲", 'table:number-rows-spanned="2"'), number(3), day)
            + row(
                "<table:covered-table-cell/>",
                '<table:table-cell table:formula="of:=[.B2]"/>',
                mistake,
                more='table:visibility="collapse"',
            )
            + row(words("乙"), number(7), more='table:number-rows-repeated="2"')
            + row(
                '<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048000"'
            ),
        )
    )
    assert list(sheet.rows()) == [
        ["名称", "面积", "日期"],
        ["甲", 3.0, dt.date(2021, 6, 1)],
        [None, Gap.NO_VALUE, Gap.MISTAKE],
        ["乙", 7.0, None],
        ["乙", 7.0, None],
    ]
    assert (sheet.name, sheet.merged) == ("S1", (Area(2, 1, 3, 1),))
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({3}), frozenset({3}))
    assert sheet.remarks == ()


def test_several_sheets_keep_what_is_said_of_each(tmp_path: Path) -> None:
    hidden = row(words("b"), more='table:visibility="filter"')
    first, second = open_tables(member(document(tmp_path / "a.ods", row(words("a")), hidden)))
    assert (list(first.rows()), first.hidden_rows) == ([["a"]], frozenset())
    assert (list(second.rows()), second.hidden_rows) == ([["b"]], frozenset({1}))


@pytest.mark.parametrize(
    ("table", "pattern"),
    [
        (row(number(1), more='table:number-rows-repeated="1048576"') + row(number(1, 'table:number-columns-repeated="100"')), "cells, more than"),
        (row(number(1, 'table:number-columns-repeated="16384"')), "16,384 columns"),
        (row(words("长" * 9_000), more='table:number-rows-repeated="1000000"'), "its texts come to more than"),
        (row(words(" " * (8 << 20))), "holds too much"),
    ],
)  # fmt: skip
def test_what_repeats_itself_without_end_is_refused_before_it_is_laid_out(
    tmp_path: Path, table: str, pattern: str
) -> None:
    with pytest.raises(SourceError, match=pattern):
        open_tables(member(document(tmp_path / "a.ods", table)))


def test_a_locked_one_and_a_cut_one_are_called_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="protected by a password"):
        open_tables(member(document(tmp_path / "a.ods", row(words("a")), manifest="<encryption-data/>")))
    whole = document(tmp_path / "b.ods", row(words("a"))).read_bytes()
    (tmp_path / "c.ods").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="cannot be read"):
        open_tables(member(tmp_path / "c.ods"))
