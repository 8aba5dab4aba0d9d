"""The rows of a sheet made of what calamine reads and what our own look saw, one at a time, so that a full sheet is never there twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from math import inf, isinf
from typing import Any, Final

import numpy as np
from python_calamine import CalamineSheet

from gis.io.grid import Area, Cell, Gap
from gis.io.sheet_look import STRIDE, Look
from gis.rounding import rounded

_PLAIN: Final = frozenset({str, float, bool, dt.date, dt.datetime, dt.time})
_NEVER: Final = 1 << 62


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

    def __iter__(self) -> Iterator[list[Cell]]:
        read = chain(self._values.iter_rows() if self._read else (), repeat([], self.height - self._read))
        before: list[Any] = [None] * self._left
        covers = _Covers(self.merged, self.width)
        gaps = iter(self._gaps)
        key, gap = next(gaps, (_NEVER, Gap.NO_VALUE))
        for row, values in enumerate(read, 1):
            cells: list[Any] = before + [
                value if value == value != "" else _blank_or_mistake(value)  # noqa: PLR0124 - NaN is not itself
                for value in values
            ]
            if inf in values or -inf in values or not _PLAIN.issuperset(map(type, values)):
                cells = [_plain(cell) for cell in cells]
            if len(cells) < self.width:
                cells += [None] * (self.width - len(cells))
            while key < (row + 1) * STRIDE:
                cells[key % STRIDE - 1] = gap
                key, gap = next(gaps, (_NEVER, gap))
            for column in covers.columns(row):
                cells[column - 1] = None
            yield cells


def _blank_or_mistake(value: object) -> Cell:
    return None if value == "" else Gap.MISTAKE


def _plain(value: Any) -> Cell:
    """A value of another kind as one that a cell may have: whole numbers as every number, a duration as it is shown, what is beyond every number as a mistake."""
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(rounded(value.total_seconds())), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if type(value) is int:
        return float(value)
    return Gap.MISTAKE if isinstance(value, float) and isinf(value) else value


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
