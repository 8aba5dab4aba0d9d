"""The rows of a sheet held in memory where they are few enough: a sheet is gone through several times, and to read a cell takes longer than to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from gis.io.grid import BlockedRows, Cell, RowBlock

MOST_CELLS: Final = 4_000_000
"""Cells up to which rows are held; those of a larger sheet are read anew each time, so that a full sheet fits into memory."""


class ReadRows:
    """Rows that are read anew as often as they are asked for.

    Parameters
    ----------
    blocks
        Reads them from the file.
    """

    def __init__(self, blocks: Callable[[], Iterator[RowBlock]]) -> None:
        self.blocks = blocks

    def __call__(self) -> Iterator[list[Cell]]:
        """The rows from the first on; who reads them may change them."""
        return chain.from_iterable(map(RowBlock.rows, self.blocks()))


class HeldRows:
    """Rows that are read once and given as often as they are asked for.

    Parameters
    ----------
    blocks
        Reads them from the file.
    """

    def __init__(self, blocks: Callable[[], Iterator[RowBlock]]) -> None:
        self._read: list[RowBlock] = []
        self._rest: Iterator[RowBlock] | None = None
        self._blocks = blocks

    def __call__(self) -> Iterator[list[Cell]]:
        """The rows from the first on; who reads them may change them."""
        return chain.from_iterable(map(RowBlock.rows, self.blocks()))

    def blocks(self) -> Iterator[RowBlock]:
        """The same rows, many at a time; nobody changes them."""
        if self._rest is None:
            self._rest = self._blocks()
        at = 0
        while True:
            if at == len(self._read):
                block = next(self._rest, None)
                if block is None:
                    return
                self._read.append(block)
            yield self._read[at]
            at += 1


def held_if_few(blocks: Callable[[], Iterator[RowBlock]], cells: int) -> BlockedRows:
    """The rows of a sheet of so many cells, held where these are few enough."""
    return HeldRows(blocks) if cells <= MOST_CELLS else ReadRows(blocks)
