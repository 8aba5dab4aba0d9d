"""The rows of a sheet made of what calamine reads and what our own look saw, some at a time, so that a full sheet is never there twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from math import isfinite
from typing import Any, Final

import numpy as np
from python_calamine import CalamineSheet

from gis.io.grid import Area, Cell, Gap, RowBlock
from gis.io.sheet_look import STRIDE, Look
from gis.rounding import rounded

_PLAIN: Final = frozenset({str, float, bool, dt.date, dt.datetime, dt.time})
_TEXTS: Final = frozenset({str})
_NUMBERS: Final = frozenset({float})
_NEVER: Final = 1 << 62
_AT_ONCE: Final = 4_096
"""Rows that are made ready at once."""


class SheetRows:
    """The rows of one sheet, anew each time that they are asked for."""

    def __init__(self, values: CalamineSheet, look: Look) -> None:
        self._values = values
        start, end = values.start or (0, 0), values.end or (-1, -1)
        self._left, self._read = start[1], end[0] + 1
        self._gaps = _in_order(look)
        self.height = max(self._read, *(key // STRIDE for key, _ in self._gaps[-1:]), 0)
        self.width = max(end[1] + 1, *(key % STRIDE for key, _ in self._gaps), 0)
        self.merged = tuple(
            sorted(
                area for area in look.merged or _merged_of(values) if (area.top, area.left) != (area.bottom, area.right)
            )
        )

    def blocks(self) -> Iterator[RowBlock]:
        """The rows many at a time, from the first on."""
        read = self._values.iter_rows() if self._read and self.width else ()
        covers = _Covers(self.merged, self.width)
        gaps = iter(self._gaps)
        key, gap = next(gaps, (_NEVER, Gap.NO_VALUE))
        for first, columns in self._columns(iter(read)):
            block = RowBlock(first, columns)
            changed: dict[int, list[Cell]] = {}
            while key < (block.last + 1) * STRIDE:
                _changed(columns, key % STRIDE - 1, changed)[key // STRIDE - first] = gap
                key, gap = next(gaps, (_NEVER, gap))
            for row, covered in covers.between(first, block.last):
                for column in covered:
                    _changed(columns, column - 1, changed)[row - first] = None
            yield block

    def _columns(self, read: Iterator[list[Any]]) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
        """The columns of some rows after another, as wide as the sheet, each with the number of its first row."""
        first = 1
        while rows := list(islice(read, _AT_ONCE)):
            blank = [None] * len(rows)
            columns: list[Sequence[Cell]] = [blank] * self._left
            columns += [_cells_of(values) for values in zip(*rows, strict=True)]
            yield first, columns + [blank] * (self.width - len(columns))
            first += len(rows)
        # Below what was read stand cells whose values the file does not hold.
        while self.width and first <= self.height:
            size = min(_AT_ONCE, self.height + 1 - first)
            yield first, [[None] * size] * self.width
            first += size


def _changed(columns: list[Sequence[Cell]], place: int, changed: dict[int, list[Cell]]) -> list[Cell]:
    """A column of some rows to be changed, which may be another's as well; once it is among those that are changed it is no other's."""
    if place not in changed:
        columns[place] = changed[place] = list(columns[place])
    return changed[place]


def _cells_of(values: Sequence[Any]) -> Sequence[Cell]:
    """The cells of a column, by the values that calamine has: '' where it is blank, whatever stands in it."""
    types = set(map(type, values))
    if types == _TEXTS:
        return values if "" not in values else [value or None for value in values]
    floats = values if types == _NUMBERS else [value for value in values if type(value) is float]
    if not types <= _PLAIN or not isfinite(sum(floats)):
        return [_plain(value) for value in values]
    return values if str not in types else [None if type(value) is str and not value else value for value in values]


def _plain(value: Any) -> Cell:
    """A value of any kind as one that a cell may have: whole numbers as every number, a duration as it is shown, what is beyond every number as a mistake."""
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(rounded(value.total_seconds())), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if type(value) is int:
        return float(value)
    if isinstance(value, float) and not isfinite(value):
        return Gap.MISTAKE
    return None if value == "" else value


def _in_order(look: Look) -> list[tuple[int, Gap]]:
    return sorted(((key, gap) for gap, keys in look.gaps.items() for key in keys), key=lambda pair: pair[0])


def _merged_of(values: CalamineSheet) -> list[Area]:
    areas = values.merged_cell_ranges or []
    return [Area(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in areas]


class _Covers:
    """By row, asked from the first on, the columns that another cell of a merged area covers."""

    def __init__(self, merged: Sequence[Area], width: int) -> None:
        self._merged = merged
        self._next = 0
        self._until = np.zeros(width + 1, np.int64)
        self._columns: list[int] = []
        self._change = merged[0].top if merged else _NEVER

    def between(self, first: int, last: int) -> Iterator[tuple[int, list[int]]]:
        """Those of some rows that have any; each row is asked for once."""
        row = first
        while row <= last:
            if row < self._change and not self._columns:
                row = self._change
            elif columns := self.columns(row):
                yield row, columns
                row += 1
            else:
                row += 1

    def columns(self, row: int) -> list[int]:
        if row < self._change:
            return self._columns
        first = set()
        while self._next < len(self._merged) and self._merged[self._next].top <= row:
            area = self._merged[self._next]
            until = self._until[area.left : area.right + 1]
            np.maximum(until, area.bottom, out=until)
            first.add(area.left)
            self._next += 1
        covered = np.flatnonzero(self._until >= row)
        self._columns = [column for column in covered.tolist() if column not in first]
        begins = self._merged[self._next].top if self._next < len(self._merged) else _NEVER
        ends = int(self._until[covered].min()) + 1 if covered.size else _NEVER
        self._change = row + 1 if first else min(begins, ends)
        return self._columns
