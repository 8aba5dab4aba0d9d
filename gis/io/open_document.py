"""What the XML of an OpenDocument spreadsheet (.ods) says beside its values, and how far it reaches: a row of two bytes may say that it stands a million times."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Final

from gis.io import bounds
from gis.io.grid import Area, Gap
from gis.io.members import BROKEN, inflated, too_large, unreadable
from gis.io.package import check_reaches
from gis.io.sheet_look import Look
from gis.io.sheet_xml import BrokenXml, read_xml
from gis.text import Text

CONTENT: Final = "content.xml"
_CELLS: Final = ("table-cell", "covered-table-cell")
_HIDDEN: Final = ("collapse", "filter")
_MISTAKE: Final = "error"


class Locked(Exception):
    """A spreadsheet that opens by a password alone."""


class _TooMuchText(Exception):
    """Texts that come to more than a workbook may hold, once each cell has its own."""


def is_spreadsheet(data: bytes) -> bool:
    """Whether a zip is an OpenDocument spreadsheet, by what it says of itself."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "mimetype" in archive.namelist() and b"opendocument.spreadsheet" in archive.read("mimetype")[:200]
    except BROKEN:
        return False


def look_at_document(data: bytes, origin: str) -> list[Look]:
    """What was seen of each sheet, in their order.

    Raises
    ------
    Locked
        As said there.
    SourceError
        Where it is broken, holds more than a workbook may, or a sheet reaches further than one may.
    """
    reader = _Reader()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            inflating = sum(entry.file_size for entry in entries)
            why = bounds.zip_too_heavy(len(entries), inflating, len(data), most=bounds.MAX_WORKBOOK)
            if why is not None:
                raise too_large(origin, why)
            by_name = {entry.filename: entry for entry in entries}
            manifest = by_name.get("META-INF/manifest.xml")
            if manifest is not None and b"encryption-data" in b"".join(inflated(archive, manifest, origin)):
                raise Locked
            read_xml(inflated(archive, by_name[CONTENT], origin), reader.started, reader.ended, reader.text)
    except (*BROKEN, KeyError) as mistake:
        raise unreadable(origin, Text(str(mistake), str(mistake))) from None
    except BrokenXml:
        raise unreadable(
            origin, Text("其中的 XML 不完整或含有文档类型声明", "its XML is broken or declares a document type")
        ) from None
    except _TooMuchText:
        most = bounds.MAX_TEXT >> 20
        raise too_large(origin, Text(f"文字超过 {most:,} MiB", f"its texts come to more than {most:,} MiB")) from None
    check_reaches(reader.looks, origin)
    return reader.looks


class _Reader:
    """A document's elements as they come; each row and each cell may say how often it stands."""

    def __init__(self) -> None:
        self.looks: list[Look] = []
        self._tables = self._row = self._rows = self._column = self._wide = self._texts = 0
        self._cell: dict[str, str] | None = None
        self._holds = False
        self._signs = 0

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._tables += 1
            if self._tables == 1:
                self.looks.append(Look())
                self._row = self._wide = 0
        elif not self._tables or self._tables > 1:
            return
        elif name == "table-column":
            self._start_column(attributes)
        elif name == "table-row":
            self._rows, self._column = int(attributes.get("number-rows-repeated", 1)), 0
            if attributes.get("visibility") in _HIDDEN and self._rows <= bounds.MAX_MERGED:
                self.looks[-1].hidden_rows.update(range(self._row + 1, self._row + self._rows + 1))
        elif name in _CELLS:
            self._cell, self._signs = attributes, 0
            self._holds = "value-type" in attributes or "formula" in attributes

    def _start_column(self, attributes: dict[str, str]) -> None:
        count = int(attributes.get("number-columns-repeated", 1))
        if attributes.get("visibility") in _HIDDEN:
            last = min(self._wide + count, bounds.MAX_COLUMNS)
            self.looks[-1].hidden_columns.update(range(self._wide + 1, last + 1))
        self._wide += count

    def text(self, text: str) -> None:
        if self._cell is not None and self._tables == 1:
            self._signs += len(text)
            self._holds = self._holds or not text.isspace()

    def ended(self, name: str) -> None:
        if name == "table":
            self._tables -= 1
        elif self._tables != 1:
            return
        elif name == "table-row":
            self._row += self._rows
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None

    def _end_cell(self, cell: dict[str, str]) -> None:
        look, times = self.looks[-1], int(cell.get("number-columns-repeated", 1))
        top, left = self._row + 1, self._column + 1
        self._column += times
        if self._holds:
            self._texts += 3 * self._signs * times * self._rows
            if self._texts > bounds.MAX_TEXT:
                raise _TooMuchText
            look.reach(self._row + self._rows, self._column)
        down, right = int(cell.get("number-rows-spanned", 1)), int(cell.get("number-columns-spanned", 1))
        if down > 1 or right > 1:
            look.merged.add(Area(top, left, top + down - 1, left + right - 1))
        gap = self._gap_of(cell)
        if gap is not None and times * self._rows <= bounds.MAX_MERGED:
            for row in range(top, top + self._rows):
                for column in range(left, left + times):
                    look.add_gap(gap, row, column)

    def _gap_of(self, cell: dict[str, str]) -> Gap | None:
        if cell.get("value-type") == _MISTAKE:
            return Gap.MISTAKE
        return Gap.NO_VALUE if "formula" in cell and "value-type" not in cell and not self._signs else None
