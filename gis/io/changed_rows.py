"""A workbook of which only those rows are read that were not in it the last time; the others are known again by their marks."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.io import bounds
from gis.io.grid import Sheet
from gis.io.members import BROKEN, inflated
from gis.io.package import STRINGS, STYLES, check_weight, entries_of, read_contents
from gis.io.row_marks import NO_TEXTS, MarkedRows, Marks, Texts, mark_rows, mark_texts
from gis.io.sheet_look import Look, Unusual
from gis.io.sheet_xml import BrokenXml
from gis.io.struck import struck_formats
from gis.io.workbook import open_package

HEAD: Final = 100
"""The first rows of a sheet, which are read each time: titles and headings stand among them."""
_MOST_TEXT: Final = 256 << 20
"""Bytes of shared texts that are taken apart at once."""
_NAMED: Final = re.compile(rb'(<c [^>]* t="s"><v>)(\d+)(</v>)')
_CELL: Final = re.compile(rb'(<c r="[A-Z]+)\d+"')
_ROW: Final = re.compile(rb'(<row r=")\d+"')


@dataclass(frozen=True, kw_only=True)
class KnownRows:
    """What was kept of a sheet.

    Parameters
    ----------
    sheet
        Its name.
    formats
        A digest of what the workbook says of its formats, and of how it counts its days.
    marks
        Of each row below the headings, in any order.
    """

    sheet: str
    formats: str
    marks: Marks


@dataclass(frozen=True, kw_only=True)
class ChangedRows:
    """A workbook with some of the rows of a sheet.

    Parameters
    ----------
    sheets
        All its sheets; the one that was kept has its first rows and those that are others, by their numbers.
    marks
        Of each row of that sheet down to the last that has a cell.
    numbers
        The rows that it has, from 1.
    """

    sheets: list[Sheet]
    marks: Marks
    numbers: NDArray[np.int64]


def mark_sheet(data: bytes, origin: str, sheet: str) -> KnownRows | None:
    """The marks of all rows of a sheet; None where it is written in a way in which they cannot be told.

    Raises
    ------
    SourceError
        Where the workbook holds more than one may.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = _Package.of(archive, len(data), origin, sheet)
            rows = package.mark(lambda _count, _marks: ())
    except (*BROKEN, BrokenXml, KeyError, Unusual):
        return None
    return KnownRows(sheet=sheet, formats=package.formats, marks=_filled(rows.marks))


def open_changed(data: bytes, origin: str, known: KnownRows, most: int) -> ChangedRows | None:
    """The sheets of a workbook with those rows of one that are not known; None where they are too many, or cannot be told.

    Parameters
    ----------
    most
        How many rows may be others.

    Raises
    ------
    SourceError
        Where the workbook cannot be read, or holds more than one may.
    """
    marks = np.sort(known.marks)
    taken = 0

    def others(count: int, made: Marks) -> Iterable[int]:
        nonlocal taken
        near = np.minimum(np.searchsorted(marks, made), marks.size - 1)
        is_other = (marks[near] != made) & (made != 0)
        is_other[: max(0, HEAD - count)] = True
        places = np.flatnonzero(is_other)
        taken += places.size
        if taken > most + HEAD:
            raise Unusual
        return places.tolist()

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            package = _Package.of(archive, len(data), origin, known.sheet)
            if package.formats != known.formats:
                return None
            rows = package.mark(others)
            cut = package.with_rows(rows)
    except (*BROKEN, BrokenXml, KeyError, Unusual):
        return None
    return _opened(cut, origin, known.sheet, rows, package.look)


def _opened(cut: bytes, origin: str, name: str, rows: MarkedRows, look: Look) -> ChangedRows | None:
    marks = _filled(rows.marks)
    numbers = np.array([place + 1 for place in rows.taken if place < marks.size], np.int64)
    sheets = open_package(cut, origin)
    whole = [
        replace(
            sheet,
            height=marks.size,
            row_numbers=tuple(numbers.tolist()),
            hidden_rows=frozenset(row for row in look.hidden_rows if row <= marks.size),
            struck_rows=frozenset(row for row in look.struck_rows if row <= marks.size),
        )
        if sheet.name == name
        else sheet
        for sheet in sheets
    ]
    heights = [sheet.height for sheet in sheets if sheet.name == name]
    return ChangedRows(sheets=whole, marks=marks, numbers=numbers) if heights == [numbers.size] else None


def _filled(marks: Marks) -> Marks:
    """The rows down to the last in which something stands."""
    filled = np.flatnonzero(marks)
    return marks[: int(filled[-1]) + 1] if filled.size else marks[:0]


def _ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces of which the next is made, by another core, while somebody looks at one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(next, pieces, None)
        while (piece := waiting.result()) is not None:
            waiting = pool.submit(next, pieces, None)
            yield piece


@dataclass(kw_only=True)
class _Package:
    """A workbook, and the part of it that is the sheet."""

    archive: zipfile.ZipFile
    origin: str
    entry: zipfile.ZipInfo
    strings: zipfile.ZipInfo | None
    alone: bool
    formats: str
    look: Look
    texts: Texts = NO_TEXTS

    @classmethod
    def of(cls, archive: zipfile.ZipFile, packed: int, origin: str, sheet: str) -> _Package:
        check_weight(archive, packed, origin)
        by_name = entries_of(archive)
        contents = read_contents(archive, origin)
        styles = b"".join(inflated(archive, by_name[STYLES], origin)) if STYLES in by_name else b""
        counted = f"{contents.since_1904} {contents.recomputed}".encode()
        strings = [name for name in by_name if name.endswith(STRINGS)]
        heavy = any(by_name[name].file_size > _MOST_TEXT for name in strings)
        if len(strings) > 1 or heavy or len(by_name) < len(archive.infolist()):
            raise Unusual
        return cls(
            archive=archive,
            origin=origin,
            entry=by_name[contents.parts[sheet]],
            strings=by_name[strings[0]] if strings else None,
            alone=len(contents.parts) == 1,
            formats=hashlib.sha256(counted + styles).hexdigest(),
            look=Look(struck_formats=struck_formats([styles]) if styles else frozenset()),
        )

    def mark(self, wanted: object) -> MarkedRows:
        if self.strings is not None:
            self.texts = mark_texts(inflated(self.archive, self.strings, self.origin))
        pieces = _ahead(inflated(self.archive, self.entry, self.origin))
        rows = mark_rows(pieces, self.texts.marks, self.look, wanted)  # type: ignore[arg-type]
        longest = max(map(len, self.texts.items), default=0)
        # Else it is counted, cell by cell, whether all texts together are too many.
        if longest * rows.shared > bounds.MAX_TEXT or rows.marks.size * rows.width > bounds.MAX_CELLS:
            raise Unusual
        return rows

    def with_rows(self, rows: MarkedRows) -> bytes:
        """The workbook with some rows of the sheet, one below another."""
        lines = [
            _ROW.sub(rb'\g<1>%d"' % number, _CELL.sub(rb'\g<1>%d"' % number, row))
            for number, row in enumerate(rows.taken.values(), 1)
        ]
        texts = None
        if self.alone and self.strings is not None:
            numbers: dict[bytes, int] = {}
            lines = [
                _NAMED.sub(lambda cell: b"%s%d%s" % (cell[1], numbers.setdefault(cell[2], len(numbers)), cell[3]), row)
                for row in lines
            ]
            items = (b"<si>" + self.texts.items[int(number)] for number in numbers)
            texts = b"".join((self.texts.before, *items, self.texts.after))
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as made:
            for entry in self.archive.infolist():
                made.writestr(entry.filename, b"".join(self._part(entry, rows, lines, texts)))
        return packed.getvalue()

    def _part(
        self, entry: zipfile.ZipInfo, rows: MarkedRows, lines: list[bytes], texts: bytes | None
    ) -> Iterator[bytes]:
        if entry is self.entry:
            yield from (rows.before, *lines, rows.after)
        elif entry is self.strings and texts is not None:
            yield texts
        else:
            yield from inflated(self.archive, entry, self.origin)
