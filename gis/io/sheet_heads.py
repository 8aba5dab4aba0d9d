"""The first rows of each sheet of a workbook, which tell its headings: a full sheet takes seconds to be read, these a part of one."""

from __future__ import annotations

import re
import zipfile
from collections import deque
from collections.abc import Iterable
from io import BytesIO
from typing import Final

from gis.io.grid import Sheet
from gis.io.members import BROKEN, inflated
from gis.io.package import STRINGS, check_weight, entries_of, read_contents
from gis.io.row_marks import mark_texts
from gis.io.sheet_look import Unusual
from gis.io.sheet_xml import BrokenXml
from gis.io.workbook import open_package

_MOST: Final = 1 << 21
"""Bytes of the rows of a sheet that are read: two thousand rows of an ordinary ledger."""
_ROW, _END = b"<row ", b"</sheetData>"
_TAIL: Final = 16
"""Pieces in which what stands behind the rows may lie: merged cells, formats."""
_NAMED: Final = re.compile(rb'(<c [^>]* t="s"[^>]*><v>)(\d+)(</v>)')


def open_heads(data: bytes, origin: str) -> list[Sheet] | None:
    """The sheets of an .xlsx with their first rows; None where these cannot be told apart from the others.

    Raises
    ------
    SourceError
        Where it cannot be read, or holds more than a workbook may.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_weight(archive, len(data), origin)
            return open_package(_cut(archive, origin), origin)
    except (*BROKEN, BrokenXml, KeyError, Unusual):
        return None


def _cut(archive: zipfile.ZipFile, origin: str) -> bytes:
    by_name = entries_of(archive)
    parts = {
        name: _head(inflated(archive, by_name[name], origin))
        for name in set(read_contents(archive, origin).parts.values())
        if name in by_name
    }
    numbers: dict[bytes, int] = {}
    parts = {name: _renumbered(part, numbers) for name, part in parts.items()}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name, entry in by_name.items():
            if name in parts:
                made.writestr(entry.filename, parts[name])
            elif name.endswith(STRINGS) and numbers:
                texts = mark_texts(inflated(archive, entry, origin))
                items = [b"<si>" + texts.items[int(number)] for number in numbers]
                made.writestr(entry.filename, b"".join((texts.before, *items, texts.after)))
            else:
                made.writestr(entry.filename, b"".join(inflated(archive, entry, origin)))
    return packed.getvalue()


def _head(pieces: Iterable[bytes]) -> bytes:
    """The XML of a sheet without the rows that stand further down."""
    head, behind = b"", deque[bytes](maxlen=_TAIL)
    for piece in pieces:
        if len(head) < _MOST:
            head += piece
        else:
            behind.append(piece)
    if not behind:
        return head
    tail = b"".join(behind)
    cut, end = head.rfind(_ROW), tail.find(_END)
    if cut <= 0 or end < 0:
        raise Unusual
    return head[:cut] + tail[end:]


def _renumbered(part: bytes, numbers: dict[bytes, int]) -> bytes:
    """A sheet whose cells name shared texts by the order in which they are first named."""
    return _NAMED.sub(lambda cell: b"%s%d%s" % (cell[1], numbers.setdefault(cell[2], len(numbers)), cell[3]), part)
