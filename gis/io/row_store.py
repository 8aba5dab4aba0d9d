"""The rows of a sheet held in memory where they are few enough: a sheet is gone through several times, and to read a cell takes longer than to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from gis.io.grid import Cell

MOST_CELLS: Final = 4_000_000
"""Cells up to which rows are held; those of a larger sheet are read anew each time, so that a full sheet fits into memory."""


class HeldRows:
    """Rows that are read once and given as often as they are asked for, each time as lists of their own.

    Parameters
    ----------
    rows
        Reads them from the file.
    """

    def __init__(self, rows: Callable[[], Iterator[list[Cell]]]) -> None:
        self._read: list[list[Cell]] = []
        self._rest: Iterator[list[Cell]] | None = None
        self._rows = rows
        self._whole = False

    def __call__(self) -> Iterator[list[Cell]]:
        """The rows from the first on; who reads them may change them."""
        return map(list.copy, self._read) if self._whole else self._further()

    def _further(self) -> Iterator[list[Cell]]:
        if self._rest is None:
            self._rest = self._rows()
        at = 0
        while True:
            if at == len(self._read):
                row = next(self._rest, None)
                if row is None:
                    self._whole = True
                    return
                self._read.append(row)
            yield self._read[at].copy()
            at += 1


def held_if_few(rows: Callable[[], Iterator[list[Cell]]], cells: int) -> Callable[[], Iterator[list[Cell]]]:
    """The rows of a sheet of so many cells, held where these are few enough."""
    return HeldRows(rows) if cells <= MOST_CELLS else rows
