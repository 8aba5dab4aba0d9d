"""Columns as the pieces of which a file is joined: a word that stands often is written once, numbers and long vocabularies as whole arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, AnyStr, Final, Generic, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from gis.columns import BooleanColumn, Column, DateColumn, Mask, NumberColumn, Rows, TextColumn, Value
from gis.values import unpointed
from gis.vocabulary import Vocabulary

P = TypeVar("P")
Coded = tuple[NDArray[Any], NDArray[Any]]
BLOCK: Final = 2_048
"""Rows that are in memory as pieces at a time."""
_TABLE: Final = 1 << 18
"""Words of which all are written beforehand, where there are at least as many rows: some twenty megabytes."""
_CHOICES: Final = 1 << 14
"""Choices of words in columns beside each other of which all are written beforehand, where there are at least as many rows."""
_SMALLEST, _LARGEST = 1e-4, 1e15
"""Between them Python and orjson write a number alike: as its shortest decimal, without an exponent."""
_MANY: Final = 4_096
"""Rows from which it pays to keep the numbers that were written."""
_PLACES: Final = 1 << 15
_MIX, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(49)
"""What spreads the bits of numbers over so many places."""
BREAK: Final = "\0"
"""Stands between pieces that are made of one text; a text that has it itself is made word by word."""


@dataclass(frozen=True, kw_only=True)
class Spelling(Generic[P]):
    """How a format writes the values of a column.

    Parameters
    ----------
    words
        Pieces of texts, in their order.
    numbers
        Pieces of known numbers, in their order.
    value
        The piece of any one value; of None where it is unknown.
    blank
        The piece where there is nothing that could be known.
    text
        As ``words`` of so many texts with a ``BREAK`` between each two; None where one of them has it itself.
    days
        Pieces of days as ISO texts, in their order; by ``value`` where not given.
    """

    words: Callable[[Sequence[str]], list[P]]
    numbers: Callable[[NDArray[np.float64]], list[P]]
    value: Callable[[Value], P]
    blank: P
    text: Callable[[str, int], list[P] | None] | None = None
    days: Callable[[Sequence[str]], list[P]] | None = None


class PiecedColumn(Generic[P]):
    """The pieces of a column's rows, block by block.

    Parameters
    ----------
    rows
        How many rows will be asked for: a vocabulary that is no longer than that is written once, and no word again.
    """

    def __init__(self, column: Column, spelling: Spelling[P], rows: int) -> None:
        self._column, self._spelling = column, spelling
        self._unknown = spelling.value(None)
        self._values: dict[object, P] = {}
        self._seen = (
            _Seen(spelling.numbers, self._unknown) if rows >= _MANY and isinstance(column, NumberColumn) else None
        )
        self.coded: Coded | None = self._table_of(column, rows)
        """The place of each row's piece in a table of them, and the table, unknown last or at −1; None where there is none."""

    def _table_of(self, column: Column, rows: int) -> Coded | None:
        match column:
            case TextColumn() if len(column.vocabulary) <= min(rows, _TABLE):
                places = column.codes
                written = self._texts(column.vocabulary, np.arange(len(column.vocabulary)))
            case BooleanColumn():
                places, written = column.values, [self._spelling.value(value) for value in (False, True)]
            case DateColumn() if rows >= _MANY and column.known.any():
                days = column.values.astype(np.int64)
                first, last = (int(each) for each in (days[column.known].min(), days[column.known].max()))
                if last - first >= _TABLE:
                    return None
                places = np.where(column.known, days - first, -1)
                there = np.flatnonzero(np.bincount(places[column.known]))
                written = [self._unknown] * (last - first + 1)
                for place, piece in zip(there.tolist(), self._days(there.astype(np.float64) + first), strict=True):
                    written[place] = piece
            case _:
                return None
        table = np.empty(len(written) + 1, dtype=object)
        table[:-1], table[-1] = written, self._unknown
        return places, table

    def of(self, rows: Rows, nothing: Mask | None = None) -> list[P]:
        """The pieces of some rows, in their order; ``nothing`` says which of those without a value are blank, shape (n,)."""
        column, spelling = self._column, self._spelling
        match column:
            case _ if self.coded is not None:
                places, table = self.coded
                made: list[P] = table[places[rows]].tolist()
            case TextColumn():
                codes = column.codes[rows]
                known = np.asarray(codes >= 0)
                made = self._spread(self._texts(column.vocabulary, codes[known]), known)
            case NumberColumn() if self._seen is not None and self._seen.useful:
                made = self._seen.of(column.values[rows])
            case NumberColumn():
                values = column.values[rows]
                known = ~np.isnan(values)
                made = self._spread(spelling.numbers(values[known]), known)
            case DateColumn():
                made = self._days(column.take(rows).order())
            case _:
                made = [self._piece(value) for value in column.listed(rows)]
        if nothing is not None:
            for place in np.flatnonzero(nothing & ~column.take(rows).known).tolist():
                made[place] = spelling.blank
        return made

    def _spread(self, pieces: list[P], known: Mask) -> list[P]:
        """The pieces of the known rows at their places, unknown between them."""
        if len(pieces) == len(known):
            return pieces
        made = np.full(len(known), self._unknown, dtype=object)
        made[known] = pieces
        found: list[P] = made.tolist()
        return found

    def _texts(self, vocabulary: Vocabulary, codes: NDArray[Any]) -> list[P]:
        spelling = self._spelling
        made = spelling.text(vocabulary.joined(codes), len(codes)) if spelling.text is not None and len(codes) else None
        return spelling.words(vocabulary.words(codes)) if made is None else made

    def _days(self, numbers: NDArray[np.float64]) -> list[P]:
        """The pieces of days since 1970-01-01, NaN for unknown."""
        if self._spelling.days is not None and not np.isnan(numbers).any():
            return self._spelling.days(numbers.astype("datetime64[D]").astype(str).tolist())
        days = np.where(np.isnan(numbers), np.datetime64("NaT"), np.nan_to_num(numbers).astype("datetime64[D]"))
        return [self._piece(None if day == "NaT" else day) for day in days.astype("datetime64[D]").astype(str).tolist()]

    def _piece(self, value: Value) -> P:
        key = tuple(value) if isinstance(value, list) else value
        if key not in self._values:
            self._values[key] = self._spelling.value(value)
        return self._values[key]


class CodedTogether:
    """Columns beside each other that have few words, as the pieces of all of them: what stands together is written once for each choice of words."""

    def __init__(self, columns: Sequence[Coded]) -> None:
        self._columns = columns
        whole = columns[0][1]
        for _, table in columns[1:]:
            whole = np.add.outer(whole, table).ravel()
        self._whole = whole

    def of(self, rows: Rows) -> list[Any]:
        """The pieces of some rows, in their order."""
        place = np.zeros(len(rows), dtype=np.intp)
        for codes, table in self._columns:
            own = codes[rows].astype(np.intp)
            own[own < 0] = len(table) - 1
            place = place * len(table) + own
        found: list[Any] = self._whole[place].tolist()
        return found


def runs_of_few(columns: Sequence[Coded | None], rows: int) -> Iterator[slice]:
    """Stretches of columns that are better written together, and the others one by one; ``rows`` is how many rows there are."""
    start, choices = 0, 1
    for place, coded in enumerate([*columns, None]):
        words = _CHOICES + 1 if coded is None else len(coded[1])
        if place > start and choices * words > min(_CHOICES, rows):
            yield slice(start, place)
            start, choices = place, 1
        choices *= words


class _Seen(Generic[P]):
    """Numbers that were written already, each at a place that its bits give: figures of few digits stand often, and need not be written again."""

    def __init__(self, make: Callable[[NDArray[np.float64]], list[P]], unknown: P) -> None:
        self._make = make
        self._numbers = np.full(_PLACES + 1, np.nan)
        self._pieces = np.full(_PLACES + 1, unknown, dtype=object)
        self.useful = True
        self._looked_up = 0

    def of(self, numbers: NDArray[np.float64]) -> list[P]:
        """The pieces of numbers, in their order."""
        known = ~np.isnan(numbers)
        at = ((numbers.view(np.uint64) * _MIX) >> _SHIFT).astype(np.intp)
        at[~known] = _PLACES
        new = (self._numbers[at] != numbers) & known
        if new.any():
            fresh, places = numbers[new], at[new]
            # Of the first thousands nothing has been seen before.
            self.useful = self._looked_up < _MANY or len(fresh) * 2 < len(numbers)
            self._looked_up += len(numbers)
            self._numbers[places] = fresh
            self._pieces[places] = self._make(fresh)
        made = self._pieces[at]
        # Two numbers may have one place.
        if (other := (self._numbers[at] != numbers) & known).any():
            made[other] = self._make(numbers[other])
        found: list[P] = made.tolist()
        return found


def blocks(rows: Rows) -> Iterator[Rows]:
    """Some rows, block by block."""
    return (rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK))


def joined(columns: Sequence[Sequence[AnyStr]], end: AnyStr) -> AnyStr:
    """Pieces of columns of the same length, row by row, each row with its end, as one text."""
    width = len(columns) + 1
    cells = [end] * (width * len(columns[0]))
    for place, column in enumerate(columns):
        cells[place::width] = column
    return end[:0].join(cells)


def written_numbers(values: NDArray[np.float64], *, pointed: bool) -> list[bytes]:
    """Numbers as Python writes them, a comma behind each; ``pointed`` are all, else whole ones have no point.

    >>> written_numbers(np.array([12.0, 0.1, -0.0]), pointed=False), written_numbers(np.array([12.0, 1e-7]), pointed=True)
    ([b'12,', b'0.1,', b'0,'], [b'12.0,', b'1e-07,'])
    """
    sizes = np.abs(values)
    if not len(values) or ((sizes < _SMALLEST) & (sizes > 0)).any() or not (sizes < _LARGEST).all():
        return [f"{_write_number(value, pointed=pointed)},".encode() for value in values.tolist()]
    # One zero is written, without its sign.
    text = orjson.dumps(values + 0.0, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1] + b","
    broken = text.replace(b",", b",\0") if pointed else text.replace(b".0,", b",").replace(b",", b",\0")
    return broken[:-1].split(b"\0")


def _write_number(value: float, *, pointed: bool) -> str:
    return repr(value) if pointed else str(unpointed(value))
