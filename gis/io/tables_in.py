"""Tables out of a file, whatever its name says: its first bytes decide how it is read, and what differs from the name is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import PurePath
from typing import Final

from gis.errors import SourceError
from gis.io.compound import MAGIC as OLD_OFFICE
from gis.io.grid import Sheet
from gis.io.members import Member, unreadable
from gis.io.open_document import is_spreadsheet
from gis.io.package import WORKBOOK, names_of
from gis.io.text_table import open_text
from gis.io.workbook import open_document, open_old, open_package
from gis.text import Text

_ZIP: Final = b"PK\x03\x04"
_HEAD: Final = 4096
_TITLES: Final = {
    "xlsx": Text("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    "xls": Text("旧版 Excel 工作簿（.xls）", "an old Excel workbook (.xls)"),
    "ods": Text("OpenDocument 表格（.ods）", "an OpenDocument spreadsheet (.ods)"),
    "text": Text("文本表格（CSV、TSV）", "a table as text (CSV, TSV)"),
}
_ENDINGS: Final = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "xls": (".xls", ".xlt", ".et", ".ett"),
    "ods": (".ods", ".ots"),
    "text": (".csv", ".tsv", ".tab", ".txt"),
}
_SAVE: Final = Text(
    "请在 Excel 或 WPS 中打开，“另存为”选“Excel 工作簿（*.xlsx）”",
    "open it in Excel or WPS and save it as Excel Workbook (*.xlsx)",
)
_OTHERS: Final = (
    ("xl/workbook.bin", Text("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"), _SAVE),
    (
        "content.xml",
        Text("OpenDocument 文件，不是表格", "an OpenDocument file and no spreadsheet"),
        Text(
            "请在 LibreOffice 或 WPS 中打开，“另存为”选“Excel 2007-365（.xlsx）”",
            "open it in LibreOffice or WPS and save it as Excel 2007-365 (.xlsx)",
        ),
    ),
    (
        "index/document.iwa",
        Text("Numbers 表格", "a Numbers spreadsheet"),
        Text("请在 Numbers 中选“文件 > 导出为 > Excel”", "in Numbers, choose File > Export To > Excel"),
    ),
    ("word/document.xml", Text("Word 文档", "a Word document"), _SAVE),
)
"""What else a zip may be, by a name in its directory, and how it becomes a workbook."""
_MARKUP: Final = (
    (
        re.compile(rb"<.*urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL),
        Text("XML 表格 2003", "an XML Spreadsheet 2003"),
    ),
    (
        re.compile(rb"<(?:!doctype html|html|head|meta|body|style|div|table)\b", re.IGNORECASE),
        Text("网页（HTML）", "a web page (HTML)"),
    ),
    (re.compile(rb"<\?xml\b"), Text("XML", "XML")),
    (re.compile(rb"MIME-Version:", re.IGNORECASE), Text("单个文件网页（.mht）", "a web archive (.mht)")),
    (re.compile(rb"%PDF-"), Text("PDF", "a PDF")),
    (re.compile(rb"SQLite format 3"), Text("数据库（SQLite、GeoPackage）", "a database (SQLite, GeoPackage)")),
    (re.compile(rb"\{\\rtf"), Text("RTF 文档", "an RTF document")),
)
"""What is neither workbook nor table of text, by its first bytes."""


_READERS: Final[dict[str, Callable[[bytes, str], list[Sheet]]]] = {
    "xlsx": open_package,
    "xls": open_old,
    "ods": open_document,
}


def open_tables(member: Member, *, strict: bool = False) -> list[Sheet]:
    """The sheets of a file that holds tables, chosen by its content.

    Parameters
    ----------
    strict
        Whether a text with a quote where none belongs is refused.

    Raises
    ------
    SourceError
        Where it is no table that is read here, is protected by a password, is cut, or holds more than a file may.
    """
    pieces = member.pieces()
    head = next(pieces, b"")
    kind = "xlsx" if head.startswith(_ZIP) else "xls" if head.startswith(OLD_OFFICE) else "text"
    if kind == "text":
        _refuse_markup(head[:_HEAD], member.origin)
        return remark_ending(open_text(member, strict=strict), kind, member.name)
    data = b"".join(chain((head,), pieces))
    if kind == "xlsx" and is_spreadsheet(data):
        kind = "ods"
    if kind == "xlsx":
        _refuse_other_zip(data, member.origin)
    sheets = _READERS[kind](data, member.origin)
    return remark_ending(sheets, kind, member.name)


def is_package(data: bytes) -> bool:
    """Whether a file is an .xlsx by its content."""
    return data.startswith(_ZIP) and not is_spreadsheet(data) and WORKBOOK in names_of(data)


def remark_ending(sheets: list[Sheet], kind: str, name: str) -> list[Sheet]:
    """The sheets of a file, with a remark where its name says that it is of another kind."""
    ending = PurePath(name).suffix.lower()
    if ending in _ENDINGS[kind]:
        return sheets
    title = _TITLES[kind]
    remark = Text(
        f"文件名以 {ending} 结尾，内容是{title.zh}，已按内容读取",
        f"its name ends in {ending}, it is {title.en} and was read as that",
    )
    return [replace(sheet, remarks=(*sheet.remarks, remark)) for sheet in sheets]


def _refuse_other_zip(data: bytes, origin: str) -> None:
    names = names_of(data)
    if not names:
        raise unreadable(origin, Text("文件不完整：缺少目录", "it is cut: its directory is missing"))
    if WORKBOOK in names:
        return
    for name, title, remedy in _OTHERS:
        if name in names:
            raise _no_table(origin, title, remedy)
    raise _no_table(origin, Text("压缩包", "a zip of other files"), _SAVE)


def _refuse_markup(head: bytes, origin: str) -> None:
    bare = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    for sign, title in _MARKUP:
        if sign.match(bare):
            raise _no_table(origin, title, _SAVE)


def _no_table(origin: str, title: Text, remedy: Text) -> SourceError:
    return SourceError(
        Text(f"{origin} 的内容是{title.zh}，不能作为表格读取", f"{origin} is {title.en}, which is not read as a table"),
        remedy,
        file=origin,
    )
