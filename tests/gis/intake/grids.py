"""Small sheets, written as they look."""

from __future__ import annotations

from collections.abc import Sequence

from gis.io.grid import Area, Cell, Sheet


def sheet(*rows: Sequence[Cell], merged: Sequence[tuple[int, int, int, int]] = (), name: str = "表") -> Sheet:
    """A sheet of rows, each filled up with blanks to the longest; merged areas by top, left, bottom and right from 1."""
    width = max(map(len, rows), default=0)
    whole = [[*row, *([None] * (width - len(row)))] for row in rows]
    return Sheet(
        origin="ledger.xlsx",
        name=name,
        width=width,
        height=len(whole),
        rows=lambda: iter([list(row) for row in whole]),
        merged=tuple(Area(*area) for area in merged),
    )


def grid(text: str) -> list[list[Cell]]:
    """Rows from lines parted by ``|``; a dot by itself is a blank cell, a number is one.

    >>> grid("a | . | 3")
    [['a', None, 3.0]]
    """
    return [[_cell(part.strip()) for part in line.split("|")] for line in text.strip().splitlines()]


def _cell(text: str) -> Cell:
    if text == ".":
        return None
    return float(text) if text.replace(".", "", 1).isdigit() else text
