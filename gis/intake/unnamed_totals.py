"""Total rows that do not say that they are: rows without a name, or with a count in its place, whose figures are the sums of the rows above them.

A record taken for a total would be lost, and a total taken for a record would count twice: so a row is a total where every figure of it is a
sum of ours, and is to check where it looks like one and is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import chain, islice
from typing import Final, NamedTuple

from gis.intake.row_kinds import COUNTED, RowKind, is_blank, is_figure, words_of
from gis.intake.totals import AGREES
from gis.io.grid import Cell
from gis.numerals import number_in

_COUNT: Final = re.compile(rf"(?:共|计|共计|合计)?(\d+)[{''.join(sorted(COUNTED))}]")
_LEADS: Final = 3
"""The first columns, in which a place or a park stands that a total may be of."""
_SAMPLE: Final = 200
"""Rows by which the columns are judged."""
_FEWEST: Final = 2
"""Records that a sum without a name is of at least: one record's figures are its own."""


class Verdict(StrEnum):
    """What a row that may be a total is."""

    RECORD = "record"
    TOTAL = "total"
    DOUBTFUL = "doubtful"


class Row(NamedTuple):
    """A row below the headings: its number, what it is by itself, and its cells."""

    number: int
    kind: RowKind
    cells: list[Cell]


def may_be_total(cells: Sequence[Cell]) -> bool:
    """Whether a record is worth a look: most are not, by their first cells.

    >>> may_be_total([None, None, 42.0]), may_be_total(["东镇", "2家", 30.0]), may_be_total([1.0, "甲厂", 12.0])
    (True, True, False)
    """
    named_first = not is_blank(cells[0])
    if named_first and not _leads_to_nothing(cells):
        return False
    words = [cell for cell in cells if isinstance(cell, str) and not is_blank(cell) and not is_figure(cell)]
    named = [word for word in words if _count(word) is None]
    return len(named) <= named_first and any(map(is_figure, cells))


def _leads_to_nothing(cells: Sequence[Cell]) -> bool:
    """Whether words in the first column have no name beside them, or a count in its place; what is numbered is a record."""
    return len(cells) >= _LEADS and not is_figure(cells[0]) and (is_blank(cells[1]) or any(map(_count, cells[:_LEADS])))


def _count(cell: Cell) -> int | None:
    """The number of records that a cell states, as ``2家``."""
    if not isinstance(cell, str) or cell.strip()[-1:] not in COUNTED:
        return None
    stated = _COUNT.fullmatch(words_of(cell))
    return int(stated[1]) if stated else None


class _Sum:
    """What some records come to, column by column; a column with a cell that is no plain figure has no sum."""

    def __init__(self) -> None:
        self.records = 0
        self.figures: dict[int, float] = defaultdict(float)
        self.mixed: set[int] = set()

    def add(self, cells: Sequence[Cell]) -> None:
        self.records += 1
        for place, cell in enumerate(cells):
            figure = _figure(cell)
            if figure is not None:
                self.figures[place] += figure
            elif not is_blank(cell):
                self.mixed.add(place)

    def is_stated_by(self, cells: Sequence[Cell]) -> bool:
        """Whether every figure of a row is a sum of these, and one of them is none of nothing."""
        stated = {place: _figure(cell) for place, cell in enumerate(cells) if is_figure(cell)}
        asked = {place: figure for place, figure in stated.items() if place not in self.mixed}
        return any(asked.values()) and all(
            figure is not None and abs(figure - self.figures[place]) <= AGREES for place, figure in asked.items()
        )


class TotalsAbove:
    """The sums of the rows above a row; they are made where a row asks for them, in one more reading of the rows at most.

    Parameters
    ----------
    rows
        The rows below the headings, anew, each told by itself alone.
    """

    def __init__(self, rows: Callable[[], Iterator[Row]]) -> None:
        self._rows = rows
        self._reading: Iterator[Row] | None = None
        self._all, self._since, self._after = _Sum(), _Sum(), _Sum()
        self._runs: list[tuple[str, _Sum]] = [("", _Sum()) for _ in range(_LEADS)]
        self._named: set[int] = set()
        self._counting: set[int] = set()

    def verdict(self, row: Row) -> Verdict:
        """What a row is; one that is no record is in no sum of a later row."""
        self._read_to(row.number)
        made = self._judge(row.cells)
        if made is Verdict.RECORD:
            self._add(row.cells)
        else:
            self._after = _Sum()
        if made is Verdict.TOTAL:
            self._since = _Sum()
        return made

    def _judge(self, cells: Sequence[Cell]) -> Verdict:
        if is_blank(cells[0]) or all(
            _count(cell) is not None for cell in cells if words_of(cell) and not is_figure(cell)
        ):
            return self._judge_nameless(cells)
        lead = next(
            (
                n
                for n, cell in enumerate(cells[:_LEADS])
                if words_of(cell) and not is_figure(cell) and _count(cell) is None
            ),
            None,
        )
        if lead is None:
            return Verdict.RECORD
        words, run = self._runs[lead]
        counts = [(place, count) for place, cell in enumerate(cells) if (count := _count(cell)) is not None]
        same = run.records > 0 and words == words_of(cells[lead])
        if same and all(count == run.records for _, count in counts) and run.is_stated_by(cells):
            # One record that is there again without its name has the figures of a sum, and nothing says that it is one.
            return Verdict.TOTAL if counts or run.records >= _FEWEST else Verdict.DOUBTFUL
        # A column in which the records have counts too tells nothing of a total.
        return Verdict.DOUBTFUL if any(place in self._named - self._counting for place, _ in counts) else Verdict.RECORD

    def _judge_nameless(self, cells: Sequence[Cell]) -> Verdict:
        blank = [place for place, cell in enumerate(cells) if not words_of(cell) or is_figure(cell) or _count(cell)]
        if self._named.isdisjoint(blank):
            # The records have no names either.
            return Verdict.RECORD
        counts = [count for cell in cells if (count := _count(cell)) is not None]
        for of in (self._after, self._since, self._all):
            if of.records >= _FEWEST and all(count == of.records for count in counts) and of.is_stated_by(cells):
                return Verdict.TOTAL
        return Verdict.DOUBTFUL

    def _read_to(self, number: int) -> None:
        """Take the rows up to one into account; that one itself is judged first."""
        if self._reading is None:
            rows = self._rows()
            first = list(islice(rows, _SAMPLE))
            self._look_at_columns([row for row in first if row.kind is RowKind.RECORD])
            self._reading = chain(first, rows)
        for row in self._reading:
            if row.number >= number:
                return
            if row.kind is RowKind.RECORD:
                self._add(row.cells)
            elif row.kind in (RowKind.TOTAL, RowKind.SECTION):
                self._since, self._after = _Sum(), _Sum()

    def _add(self, cells: Sequence[Cell]) -> None:
        for place in range(min(_LEADS, len(cells))):
            words = words_of(cells[place])
            if words != self._runs[place][0]:
                self._runs[place] = (words, _Sum())
            self._runs[place][1].add(cells)
        for each in (self._all, self._since, self._after):
            each.add(cells)

    def _look_at_columns(self, records: Sequence[Row]) -> None:
        """Which columns have words in most records, and which of them say numbers of records."""
        for place in range(len(records[0].cells) if records else 0):
            words = [
                row.cells[place] for row in records if words_of(row.cells[place]) and not is_figure(row.cells[place])
            ]
            counts = sum(_count(word) is not None for word in words)
            if 2 * len(words) >= len(records):
                self._named.add(place)
            if 2 * counts >= len(words) > 0:
                self._counting.add(place)


def _figure(cell: Cell) -> float | None:
    """The plain figure of a cell, without a unit; None of any other."""
    if isinstance(cell, bool) or not isinstance(cell, (int, float, str)):
        return None
    return number_in(words_of(cell).replace(",", "")) if isinstance(cell, str) else float(cell)
