"""Workbooks, .xlsx, .xls and .ods, as sheets of cells: values by calamine, and what calamine does not tell by a look of our own."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final

import python_calamine as calamine

from gis.errors import SourceError
from gis.io.biff import Encrypted, look_at_records
from gis.io.compound import BrokenFile, streams_of
from gis.io.grid import Sheet
from gis.io.members import unreadable
from gis.io.open_document import Locked, look_at_document
from gis.io.package import check_reaches, look_at_package
from gis.io.row_store import held_if_few
from gis.io.sheet_look import Look
from gis.io.sheet_rows import SheetRows
from gis.text import Text

_ENCRYPTED: Final = "EncryptedPackage"
_STREAMS: Final = ("Workbook", "Book")
_CUT: Final = Text("文件不完整或已损坏", "it is cut or damaged")


def open_package(data: bytes, origin: str) -> list[Sheet]:
    """The sheets of an .xlsx in their order; those that are charts alone are none.

    Raises
    ------
    SourceError
        Where it is broken, or holds more than a workbook may; nothing of it is read then.
    """
    return _sheets(data, origin, look_at_package(data, origin))


def open_old(data: bytes, origin: str) -> list[Sheet]:
    """The sheets of an .xls, or of an old .et, in their order.

    Raises
    ------
    SourceError
        As :func:`open_package`, and where it is encrypted or is another kind of Office file.
    """
    try:
        streams = streams_of(data)
        if _ENCRYPTED in streams:
            raise protected(origin)
        stream = next((streams[name] for name in _STREAMS if name in streams), None)
        if stream is None:
            raise SourceError(
                Text(f"{origin} 不是工作簿", f"{origin} is an old Office file and no workbook"),
                Text("请在 Excel 或 WPS 中打开后另存为 .xlsx", "open it in Excel or WPS and save it as .xlsx"),
                file=origin,
            )
        looks = look_at_records(stream)
    except Encrypted:
        raise protected(origin) from None
    except BrokenFile:
        raise unreadable(origin, _CUT) from None
    check_reaches(looks, origin)
    return _sheets(data, origin, looks)


def open_document(data: bytes, origin: str) -> list[Sheet]:
    """The sheets of an OpenDocument spreadsheet (.ods), in their order.

    Raises
    ------
    SourceError
        As :func:`open_package`, and where it is encrypted.
    """
    try:
        looks = look_at_document(data, origin)
    except Locked:
        raise protected(origin) from None
    return _sheets(data, origin, looks)


def protected(origin: str) -> SourceError:
    """The refusal of a workbook that opens by a password alone."""
    return SourceError(
        Text(f"{origin} 有打开密码", f"{origin} is protected by a password"),
        Text("请向提供者索取去掉密码后另存的文件", "ask its owner to save it without a password"),
        file=origin,
    )


def _sheets(data: bytes, origin: str, looks: dict[str, Look] | list[Look]) -> list[Sheet]:
    try:
        return list(_read_sheets(data, origin, looks))
    except calamine.PasswordError:
        raise protected(origin) from None
    except (calamine.CalamineError, OSError, ValueError, KeyError, IndexError) as mistake:
        raise unreadable(origin, Text(str(mistake), str(mistake))) from None
    except BaseException as mistake:
        # What Rust gives up on with a panic is no Exception of Python.
        if type(mistake).__name__ != "PanicException":
            raise
        raise unreadable(origin, _CUT) from None


def _read_sheets(data: bytes, origin: str, looks: dict[str, Look] | list[Look]) -> Iterator[Sheet]:
    with calamine.load_workbook(BytesIO(data)) as book:
        for place, about in enumerate(book.sheets_metadata):
            if about.typ == calamine.SheetTypeEnum.WorkSheet:
                look = looks[about.name] if isinstance(looks, dict) else looks[place]
                yield _sheet(book.get_sheet_by_index(place), about, look, origin)


def _sheet(values: calamine.CalamineSheet, about: calamine.SheetMetadata, look: Look, origin: str) -> Sheet:
    rows = SheetRows(values, look)
    return Sheet(
        origin=origin,
        name=about.name,
        width=rows.width,
        height=rows.height,
        rows=held_if_few(rows.blocks, rows.width * rows.height),
        hidden=about.visible != calamine.SheetVisibleEnum.Visible,
        merged=rows.merged,
        hidden_rows=frozenset(row for row in look.hidden_rows if row <= rows.height),
        struck_rows=frozenset(row for row in look.struck_rows if row <= rows.height),
        since_1904=look.since_1904,
        hidden_columns=frozenset(column for column in look.hidden_columns if column <= rows.width),
    )
