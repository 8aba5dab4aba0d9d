"""What the records of an old workbook (.xls) say beside their values: what is hidden or struck out, mistakes, how far each sheet reaches, whether it is encrypted."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from gis.io.compound import BrokenFile
from gis.io.grid import Gap
from gis.io.sheet_look import Look

_BEGINS: Final = (0x0809, 0x0409, 0x0209, 0x0009)
_ENDS: Final = 0x000A
_ENCRYPTED: Final = 0x002F
_DATE_MODE: Final = 0x0022
_SHEET: Final = 0x0085
_ROW: Final = 0x0208
_COLUMNS: Final = 0x007D
_FORMULA: Final = 0x0006
_TRUTH_OR_MISTAKE: Final = 0x0205
_SEVERAL: Final = 0x00BD
_VALUES: Final = frozenset({0x0203, 0x0204, 0x00FD, 0x027E, 0x00D6, _SEVERAL, _FORMULA, _TRUTH_OR_MISTAKE})
"""Records that give a cell a value: number, label, shared text, packed number, rich text and those above."""
_ROW_IS_HIDDEN: Final = 0x20
_COLUMN_IS_HIDDEN: Final = 0x01
_FONT: Final = 0x0031
_FORMAT: Final = 0x00E0
_STRUCK: Final = 0x08
_SKIPPED: Final = 4
"""The number that no font has: those from the fifth on count one more."""
_NO_NUMBER: Final = b"\xff\xff"
_IS_MISTAKE: Final = 2


class Encrypted(Exception):
    """A workbook that is encrypted by a password."""


def look_at_records(stream: bytes) -> list[Look]:
    """What was seen of each sheet, in their order in the workbook.

    Raises
    ------
    Encrypted
        As said there.
    BrokenFile
        Where the stream is cut.
    """
    try:
        return _look_at_book(stream)
    except (struct.error, IndexError):
        raise BrokenFile from None


def _look_at_book(stream: bytes) -> list[Look]:
    places, since_1904 = [], False
    fonts: list[bool] = []
    formats: list[int] = []
    for kind, content in _records(stream, 0):
        if kind == _ENCRYPTED:
            raise Encrypted
        if kind == _DATE_MODE:
            since_1904 = struct.unpack_from("<H", content)[0] == 1
        elif kind == _SHEET:
            places.append(struct.unpack_from("<I", content)[0])
        elif kind == _FONT:
            fonts.append(bool(struct.unpack_from("<H", content, 2)[0] & _STRUCK))
        elif kind == _FORMAT:
            formats.append(struct.unpack_from("<H", content)[0])
    struck = _struck_formats(fonts, formats)
    looks = [_look_at_sheet(stream, place, struck) for place in places]
    for look in looks:
        look.since_1904 = since_1904
    return looks


def _struck_formats(fonts: Sequence[bool], formats: Sequence[int]) -> frozenset[int]:
    """The numbers of the cell formats whose font has a line through it."""
    struck = {place + (place >= _SKIPPED) for place, is_struck in enumerate(fonts) if is_struck}
    return frozenset(place for place, font in enumerate(formats) if font in struck)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from one that begins a part to the one that ends it; those of charts inside it are passed over."""
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        content = stream[place + 4 : place + 4 + length]
        if len(content) < length:
            raise BrokenFile
        place += 4 + length
        if kind in _BEGINS:
            depth += 1
        elif kind == _ENDS:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, content
    raise BrokenFile


def _look_at_sheet(stream: bytes, place: int, struck: frozenset[int]) -> Look:
    look = Look()
    for kind, content in _records(stream, place):
        if kind in _VALUES:
            _look_at_value(kind, content, look)
            if struck and not struck.isdisjoint(_formats_of(kind, content)):
                look.struck_rows.add(struct.unpack_from("<H", content)[0] + 1)
        elif other := _OTHERS.get(kind):
            other(content, look)
    return look


def _look_at_value(kind: int, content: bytes, look: Look) -> None:
    row, column = struct.unpack_from("<HH", content)
    if kind == _SEVERAL:
        column = struct.unpack_from("<H", content, len(content) - 2)[0]
    look.reach(row + 1, column + 1)
    if (kind == _FORMULA and content[12:14] == _NO_NUMBER and content[6] == _IS_MISTAKE) or (
        kind == _TRUTH_OR_MISTAKE and content[7]
    ):
        look.add_gap(Gap.MISTAKE, row + 1, column + 1)


def _formats_of(kind: int, content: bytes) -> tuple[int, ...]:
    """The numbers of the formats of the cells that a record gives a value."""
    if kind != _SEVERAL:
        return struct.unpack_from("<H", content, 4)
    return tuple(number for number, _ in struct.iter_unpack("<HI", content[4 : len(content) - 2]))


def _look_at_row(content: bytes, look: Look) -> None:
    if struct.unpack_from("<H", content, 12)[0] & _ROW_IS_HIDDEN:
        look.hidden_rows.add(struct.unpack_from("<H", content)[0] + 1)


def _look_at_columns(content: bytes, look: Look) -> None:
    first, last, _, _, flags = struct.unpack_from("<5H", content)
    if flags & _COLUMN_IS_HIDDEN:
        look.hidden_columns.update(range(first + 1, min(last, 255) + 2))


_OTHERS: Final[dict[int, Callable[[bytes, Look], None]]] = {_ROW: _look_at_row, _COLUMNS: _look_at_columns}
