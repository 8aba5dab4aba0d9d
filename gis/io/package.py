"""The zip that an .xlsx is: what it holds by its directory, every part inflated once and counted, and a look at each sheet while that is done.

Whatever reads the values afterwards inflates without a bound and lays a sheet out whole, from its first to its last cell; so both are measured here first.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from typing import Final

from gis.errors import SourceError
from gis.io import bounds
from gis.io.grid import column_letters
from gis.io.members import BROKEN, inflated, too_large, unreadable
from gis.io.shared_texts import check_shared_texts
from gis.io.sheet_look import Look, Unusual, look_quickly
from gis.io.sheet_xml import BrokenXml, look_slowly, read_xml
from gis.io.struck import struck_formats
from gis.text import Text

WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
STYLES: Final = "xl/styles.xml"
STRINGS: Final = "strings.xml"
_HEAD: Final = 4096
_FEWER_COLUMNS: Final = Text(
    "请删去台账以外的列，或拆成几个工作表", "delete the columns that are no part of the table, or split the table"
)
_FEWER_CELLS: Final = Text(
    "请删去远离表格的单元格（按 Ctrl+End 定位最后一个），或拆成几个文件",
    "delete the cells far from the table (Ctrl+End goes to the last one), or split it into several files",
)
_ON: Final = ("1", "true")


@dataclass(kw_only=True)
class Contents:
    """What ``workbook.xml`` says: the sheets with their relations, whether it is to be computed when it is opened, and from when days count.

    ``parts`` has by the name of a sheet that of its part, in small letters.
    """

    relations: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    recomputed: bool = False
    since_1904: bool = False

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element of ``workbook.xml`` into account."""
        if name == "sheet" and "name" in attributes:
            self.relations[attributes["name"]] = attributes.get("id", "")
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in _ON
        elif name == "calcPr":
            self.recomputed = attributes.get("fullCalcOnLoad") in _ON


def look_at_package(data: bytes, origin: str) -> dict[str, Look]:
    """What was seen of each sheet of a workbook, by its name.

    Raises
    ------
    SourceError
        Where it is broken, holds more than a workbook may, or a sheet reaches further than one may.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _look_at_parts(archive, len(data), origin)
    except BROKEN as mistake:
        raise unreadable(origin, Text(str(mistake), str(mistake))) from None
    except BrokenXml:
        raise unreadable(
            origin, Text("其中的 XML 不完整或含有文档类型声明", "its XML is broken or declares a document type")
        ) from None


def _look_at_parts(archive: zipfile.ZipFile, packed: int, origin: str) -> dict[str, Look]:
    check_weight(archive, packed, origin)
    entries = archive.infolist()
    by_name = entries_of(archive)
    contents = read_contents(archive, origin)
    struck = struck_formats(inflated(archive, by_name[STYLES], origin)) if STYLES in by_name else frozenset[str]()
    looks: dict[str, Look] = {}
    sheets = []
    for entry in entries:
        look = _look_at_part(archive, entry, origin, struck, recomputed=contents.recomputed)
        if look is not None:
            look.since_1904 = contents.since_1904
            looks[entry.filename.lower()] = look
            sheets.append(entry)
            check_reaches(looks.values(), origin)
    cells = sum(look.shared for look in looks.values())
    for entry in entries if cells else ():
        if entry.filename.lower().endswith(STRINGS):
            parts_of_sheets = (inflated(archive, sheet, origin) for sheet in sheets)
            check_shared_texts(inflated(archive, entry, origin), parts_of_sheets, cells, origin)
    return {name: looks[part] for name, part in contents.parts.items() if part in looks}


def check_weight(archive: zipfile.ZipFile, packed: int, origin: str) -> None:
    """Refuse a workbook that holds more than one may, by its directory.

    Raises
    ------
    SourceError
    """
    entries = archive.infolist()
    why = bounds.zip_too_heavy(
        len(entries), sum(entry.file_size for entry in entries), packed, most=bounds.MAX_WORKBOOK
    )
    if why is not None:
        raise too_large(origin, why)


def entries_of(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """What a zip holds, by the names of its directory in small letters."""
    return {entry.filename.lower(): entry for entry in archive.infolist()}


def read_contents(archive: zipfile.ZipFile, origin: str) -> Contents:
    """What a workbook says of itself, and in which part each of its sheets stands.

    Raises
    ------
    BrokenXml, KeyError
        Where it says nothing that can be read.
    """
    by_name = entries_of(archive)
    contents, targets = Contents(), dict[str, str]()

    def related(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    read_xml(inflated(archive, by_name[WORKBOOK], origin), contents.started)
    if _RELATIONS in by_name:
        read_xml(inflated(archive, by_name[_RELATIONS], origin), related)
    contents.parts = {name: _part(targets.get(relation, "")) for name, relation in contents.relations.items()}
    return contents


def _part(target: str) -> str:
    """The name of a part as the zip's directory has it, in small letters."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()


def _look_at_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, origin: str, struck: frozenset[str], *, recomputed: bool
) -> Look | None:
    """What was seen of a part that is a sheet, None of another; either is inflated to its end, and so found to be as long as it says."""
    pieces = inflated(archive, entry, origin)
    head = next(pieces, b"")
    start = head[:_HEAD].replace(b"\0", b"")
    if b"worksheet" not in start:
        for _ in pieces:
            pass
        return None
    look = Look(struck_formats=struck)
    try:
        look_quickly(chain((head,), pieces), look, recomputed=recomputed)
    except Unusual:
        look = Look(struck_formats=struck)
        look_slowly(inflated(archive, entry, origin), look, recomputed=recomputed)
    return look


def check_reaches(looks: Iterable[Look], origin: str) -> None:
    """Refuse sheets that reach further than those of a workbook may; how far each does is known before any of its cells is read.

    Raises
    ------
    SourceError
        Naming the last column, or the last cell.
    """
    total = 0
    for look in looks:
        width, letters, cells = look.width, column_letters(look.width), look.height * look.width
        total += cells
        if width > bounds.MAX_COLUMNS:
            why = Text(
                f"有 {width:,} 列（至 {letters} 列），最多 {bounds.MAX_COLUMNS:,} 列",
                f"has {width:,} columns (up to {letters}), more than {bounds.MAX_COLUMNS:,}",
            )
            raise _reaching(origin, why, _FEWER_COLUMNS)
        if total > bounds.MAX_CELLS:
            why = Text(
                f"的工作表延伸至 {letters}{look.height}，共 {total:,} 个单元格，最多 {bounds.MAX_CELLS:,} 个",
                f"has a sheet that reaches to {letters}{look.height}, {total:,} cells, more than {bounds.MAX_CELLS:,}",
            )
            raise _reaching(origin, why, _FEWER_CELLS)
        if len(look.merged) > bounds.MAX_MERGED:
            why = Text(f"合并单元格超过 {bounds.MAX_MERGED:,} 处", f"has more than {bounds.MAX_MERGED:,} merged areas")
            raise _reaching(origin, why, bounds.SPLIT)


def _reaching(origin: str, why: Text, remedy: Text) -> SourceError:
    return SourceError(Text(f"{origin} {why.zh}", f"{origin} {why.en}"), remedy, file=origin)


def names_of(data: bytes) -> list[str]:
    """The names in a zip's directory, in small letters; none where it cannot be read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return [name.lower() for name in archive.namelist()]
    except BROKEN:
        return []
