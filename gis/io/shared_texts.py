"""Texts that the cells of a workbook share. Each is copied into every cell that names it, so that what they come to is counted before that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.io import bounds
from gis.io.members import too_large
from gis.text import Text

_ITEM: Final = re.compile(rb"<(?:\w+:)?si[ />]")
_MARK: Final = b"<si"
_BEHIND: Final = b" />"
"""What stands behind the mark in a file whose names have no prefix."""
_NAMED: Final = re.compile(rb' t="s"[^>]*><v>(\d{1,9})</v>')
_CELL_BYTES: Final = 4096
"""More than a cell that names a shared text has."""


def check_shared_texts(strings: Iterable[bytes], sheets: Iterable[Iterable[bytes]], cells: int, origin: str) -> None:
    """Refuse texts that come to more than a workbook may have, once each cell has its own.

    Parameters
    ----------
    strings, sheets
        The part of the shared texts, and each sheet; the sheets are looked at only where the longest text in every cell would be too much.
    cells
        Cells that name a shared text.

    Raises
    ------
    SourceError
        As said there.
    """
    lengths = _lengths(strings)
    longest = int(lengths.max(initial=0))
    if longest * cells <= bounds.MAX_TEXT:
        return
    named, total = 0, 0
    for sheet in sheets:
        for places in _named(sheet, lengths.size):
            named, total = named + places.size, total + int(lengths[places].sum())
    # What is written in another way counts as the longest.
    total += (cells - named) * longest
    if total > bounds.MAX_TEXT:
        most = bounds.MAX_TEXT >> 20
        why = Text(
            f"共用文字展开后为 {total >> 20:,} MiB，最多 {most:,} MiB",
            f"its shared texts come to {total >> 20:,} MiB, more than {most:,}",
        )
        raise too_large(origin, why)


def _lengths(pieces: Iterable[bytes]) -> NDArray[np.int64]:
    """At most how many bytes each shared text has, in their order: from its mark to the next."""
    places: list[NDArray[np.int64]] = []
    passed, rest = 0, b""
    for piece in pieces:
        window = rest + piece
        places.append(passed + _items(window))
        opened = window.rfind(b"<")
        # A mark that the end of a piece cuts is seen with the next piece, and a whole one not twice.
        cut = opened if window.find(b">", opened) < 0 and len(window) - opened < _CELL_BYTES else len(window)
        passed, rest = passed + cut, window[cut:]
    return np.diff(np.concatenate([*places, np.array([passed + len(rest)], np.int64)]))


def _items(window: bytes) -> NDArray[np.int64]:
    """Where shared texts begin; by their bytes, unless their marks may have a prefix."""
    if b":si" in window:
        return np.array([at.start() for at in _ITEM.finditer(window)], np.int64)
    signs = np.frombuffer(window + bytes(len(_MARK)), np.uint8)
    opened = np.flatnonzero(signs == _MARK[0])
    for place in (1, 2):
        opened = opened[signs[opened + place] == _MARK[place]]
    return opened[np.isin(signs[opened + len(_MARK)], np.frombuffer(_BEHIND, np.uint8))]


def _named(pieces: Iterable[bytes], count: int) -> Iterator[NDArray[np.int64]]:
    """Which shared texts the cells of a sheet name, some cells at a time."""
    rest = b""
    for piece in pieces:
        window = rest + piece
        cut = max(window.rfind(b"</c>"), len(window) - _CELL_BYTES, 0)
        named = np.array(_NAMED.findall(window, 0, cut), "S9").astype(np.int64)
        yield named[named < count]
        rest = window[cut:]
