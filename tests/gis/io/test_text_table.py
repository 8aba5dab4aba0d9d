"""Delimited text as a sheet: every cell where it stands, the encoding decided by the bytes and said, no row taken for another."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gis.errors import SourceError
from gis.io.delimited import lines_of
from gis.io.grid import Sheet
from gis.io.members import members
from gis.io.spellings import Spelling, spelling_of
from gis.io.tables_in import open_tables
from tests.gis.io.books import member

LEDGER: Final = (
    "序号,用地单位,土地坐落,面积（亩）\n1,某某机械有限公司,长清区某某街道,14.9\n2,某某物流有限公司,平安街道,\n"
)
TAIWAN: Final = (
    "編號,單位,土地座落,面積（公頃）\n1,某某機械有限公司,某某區某某街,14.9\n2,某某倉儲股份有限公司,某某鄉,\n"
)
CELLS: Final = st.text(st.sampled_from('a"甲,;\t|\n\r 1'), max_size=4)


def sheet_of(path: Path, content: bytes) -> Sheet:
    path.write_bytes(content)
    (sheet,) = open_tables(member(path))
    return sheet


@pytest.mark.parametrize(
    ("text", "encoding", "title"),
    [
        (LEDGER, "utf-8", "UTF-8"),
        (LEDGER, "utf-8-sig", "UTF-8"),
        (LEDGER, "gb18030", "GB18030"),
        (TAIWAN, "cp950", "Big5"),
        (TAIWAN, "gb18030", "GB18030"),
        (LEDGER, "utf-16", "UTF-16"),
        (LEDGER, "utf-16-le", "UTF-16"),
        (LEDGER, "utf-16-be", "UTF-16"),
        ("一,一\n一,一\n", "utf-16-le", "UTF-16"),
        ("一,一\n一,一\n", "utf-16-be", "UTF-16"),
        ("m²,学\n1,校\n", "utf-8", "UTF-8"),
    ],
)
def test_each_encoding_is_read_and_said_without_doubt(tmp_path: Path, text: str, encoding: str, title: str) -> None:
    sheet = sheet_of(tmp_path / "a.csv", text.encode(encoding))
    rows = list(csv.reader(io.StringIO(text)))
    assert list(sheet.rows()) == [[cell or None for cell in row] for row in rows]
    assert (sheet.width, sheet.height, sheet.name) == (len(rows[0]), len(rows), "a.csv")
    assert sheet.spelling == f"{title}, 逗号 / comma"
    assert sheet.doubt == ()


def test_what_two_encodings_could_mean_shows_five_values(tmp_path: Path) -> None:
    """Rare signs alone: nothing says whether they are of the mainland or of Taiwan."""
    values = ["镕喆", "堃昇", "玥彤", "珺瑶", "晟睿", "翀骅"]
    sheet = sheet_of(tmp_path / "a.csv", "\n".join(f"{n},{value}" for n, value in enumerate(values)).encode("gb18030"))
    assert sheet.spelling.startswith("GB18030")
    assert sheet.doubt == tuple(values[:5])


def test_signs_by_themselves_are_western_and_shown(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.csv", "ref,note\n1,Council’s land\n2,café\n".encode("cp1252"))
    assert sheet.spelling.startswith("Windows-1252")
    assert sheet.doubt == ("Council’s land", "café")
    assert list(sheet.rows())[1] == ["1", "Council’s land"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_where_a_piece_ends_decides_nothing(size: int) -> None:
    for text, encoding in ((LEDGER, "gb18030"), (TAIWAN, "cp950"), (LEDGER, "utf-8")):
        content = text.encode(encoding)
        pieces = [content[n : n + size] for n in range(0, len(content), size)]
        assert spelling_of(lambda pieces=pieces: pieces) == Spelling(encoding)  # type: ignore[misc]


def test_an_empty_text_is_a_sheet_of_nothing(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.csv", b"")
    assert (sheet.width, sheet.height, list(sheet.rows())) == (0, 0, [])


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\x03" * 9, b"a,\xff\xff\xff\xfe,b\n", "甲,乙\n".encode()[:-3] + b"\xff\xff\n"]
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match="is no text of a table"):
        sheet_of(tmp_path / "a.csv", content)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("名称;面积\n甲;9,931.72\n乙;1,2\n", "分号 / semicolon"),
        ("名称\t面积\n甲\t9,931\n", "制表符 / tab"),
        ("名称|面积\n甲|1;2\n", "竖线 / vertical bar"),
        ('名称,面积\n"甲;乙\t丙",1\n"丁\n戊",2\n', "逗号 / comma"),
        ('"名称";"面积"\n"甲";"9,1"\n', "分号 / semicolon"),
        ("说明\n名称\n", "逗号 / comma"),
        ("台账（1,2）\n名称;面积;备注\n甲;1;\n", "分号 / semicolon"),
    ],
)
def test_the_separator_is_the_one_that_makes_equal_rows(tmp_path: Path, text: str, name: str) -> None:
    assert sheet_of(tmp_path / "a.txt", text.encode()).spelling == f"UTF-8, {name}"


def test_rows_count_records_and_mistakes_name_lines(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.csv", '名称,备注\r\n甲,"一\r\n二"\r\n\r\n乙\r\n'.encode())
    assert list(sheet.rows()) == [["名称", "备注"], ["甲", "一\r\n二"], [None, None], ["乙", None]]
    with pytest.raises(SourceError, match="line 4, holds a quote") as mistake:  # one cell more than the others
        sheet_of(tmp_path / "b.csv", '名称,备注\n甲,"一\n二"\n乙,3"丙,4\n'.encode())
    assert mistake.value.where["line"] == 4


def test_a_text_behind_another_name_is_read_and_said(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path / "a.xls", "名称\t面积\n甲\t1\n".encode("gb18030"))
    assert sheet.spelling == "GB18030, 制表符 / tab"
    assert [remark.zh for remark in sheet.remarks] == ["文件名以 .xls 结尾，内容是文本表格（CSV、TSV），已按内容读取"]


def test_a_row_of_twenty_thousand_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 2, has 20,000 columns, more than 2,000"):
        sheet_of(tmp_path / "a.csv", b"a,b\n" + b"," * 19_999 + b"\n")


def test_a_text_in_a_zip_is_streamed_too(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.csv", LEDGER.encode("gb18030"))
    (packed,) = members([tmp_path / "a.zip"])
    (sheet,) = open_tables(packed)
    assert [row[0] for row in sheet.rows()] == ["序号", "1", "2"]


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4), st.sampled_from(",;\t|"), st.booleans()
)
@example([['","', ",a"], ['""', '"']], ",", True)
def test_what_csv_writes_is_read_to_the_letter(rows: list[list[str]], delimiter: str, quoted: bool) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(rows)
    text = out.getvalue()
    assert [line.cells for line in lines_of(text, delimiter, "a", blank=True)] == rows
    lines = io.StringIO(text, newline="")
    assert list(lines_of(lines, delimiter, "a")) == list(lines_of(text, delimiter, "a"))


def test_the_list_of_approved_land_as_it_stands(samples: Path) -> None:
    (sheet,) = open_tables(member(samples / "11_ledgers" / "approved_not_supplied.csv"))
    rows = list(sheet.rows())
    assert (sheet.width, sheet.height) == (18, 125)
    assert sheet.spelling == "GB18030, 逗号 / comma"
    assert sheet.doubt == ()
    assert [row[0] for row in rows[2:122]] == [str(n) for n in range(1, 121)]
    assert rows[122][0] == "合计"
    assert rows[124] == [None] * 18
