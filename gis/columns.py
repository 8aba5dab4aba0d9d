"""Columns: one array a field, with unknown told apart from every value.

Text is dictionary-coded, so that a filter or a search looks at each distinct value once and at each row as a small integer.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from gis.fields import DType, Field
from gis.values import FALSE, TRUE, Value, day_number, exactly, parse_value, plain_text
from gis.vocabulary import Vocabulary, Words, folded

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

__all__ = [
    "BooleanColumn",
    "Column",
    "DateColumn",
    "ListColumn",
    "Mask",
    "NumberColumn",
    "Rows",
    "TextColumn",
    "Value",
    "column",
    "day_number",
    "exactly",
    "folded",
    "parse_value",
    "plain_text",
]

_LONG: Final = 65_536
"""Words from which a table of them costs more than a look at each row."""


class Column(ABC):
    """One field's values for all rows of a layer, in row order."""

    @property
    @abstractmethod
    def known(self) -> Mask:
        """Rows that have a value, shape (n,)."""

    @abstractmethod
    def __len__(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def take(self, rows: Rows) -> Self:
        """The column of some rows, in their order."""

    @abstractmethod
    def value(self, row: int) -> Value:
        """The JSON-able value of one row; None for unknown, dates as ISO text."""

    def listed(self, rows: Rows) -> list[Value]:
        """The JSON-able values of some rows, in their order."""
        return [self.value(row) for row in rows.tolist()]

    @abstractmethod
    def equals(self, values: Sequence[str]) -> Mask:
        """Rows whose value is any of these, given as text; unknown rows are never among them."""

    def has(self, value: str) -> bool:
        """Whether any row may equal this value; where the column is one of some rows only, any row of the whole."""
        return bool(self.equals([value]).any())

    def contains(self, term: str) -> Mask:  # noqa: ARG002  what is not text is not searched
        """Rows in whose text a folded term occurs; for what is not text, none."""
        return np.zeros(len(self), dtype=bool)

    @abstractmethod
    def order(self) -> NDArray[np.float64]:
        """A number a row that sorts as the values do; NaN for unknown."""

    def between(self, low: float | None, high: float | None) -> Mask:
        """Known rows within the closed range, by the column's order."""
        keys = self.order()
        mask = self.known.copy()
        if low is not None:
            mask &= keys >= low
        if high is not None:
            mask &= keys <= high
        return mask

    def matches(self, test: Callable[[str], bool]) -> Mask:  # noqa: ARG002  what is not text has none to test
        """Rows whose text passes the test; for what is not text, none."""
        return np.zeros(len(self), dtype=bool)

    def distinct(self) -> tuple[NDArray[Any], Sequence[str]]:
        """A group number a row (−1 for unknown) and the groups' values as text in code-point order; a list is one value.

        There may be groups without rows.
        """
        return self._distinct

    @cached_property
    def _distinct(self) -> tuple[NDArray[Any], Sequence[str]]:
        texts = [None if v is None else plain_text(v) for v in (self.value(row) for row in range(len(self)))]
        names = sorted({text for text in texts if text is not None})
        place = {name: n for n, name in enumerate(names)}
        return np.array([-1 if text is None else place[text] for text in texts], dtype=np.int64), names

    def members(self) -> tuple[Rows, NDArray[Any], Sequence[str]]:
        """As ``distinct``, but a row of a list stands once for each of its values: rows, their groups, the groups' values."""
        groups, names = self.distinct()
        return np.arange(len(self)), groups, names


class TextColumn(Column):
    """Dictionary-coded text: integer ``codes`` (−1 unknown) into a vocabulary in code-point order."""

    vocabulary: Vocabulary
    codes: NDArray[Any]

    def __init__(self, values: Iterable[str | None]) -> None:
        given = list(values)
        words = Words(v for v in set(given) if v is not None)
        place: dict[str | None, int] = {None: -1}
        place.update(words.places_by_word)
        self.vocabulary = words
        self.codes = np.fromiter(map(place.__getitem__, given), dtype=np.int32, count=len(given))

    @classmethod
    def of(cls, codes: NDArray[Any], vocabulary: Vocabulary) -> TextColumn:
        """A column from its parts; the vocabulary may hold words that no row has."""
        made = cls.__new__(cls)
        made.codes, made.vocabulary = codes, vocabulary
        return made

    @cached_property
    def known(self) -> Mask:
        return np.asarray(self.codes >= 0)

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: Rows) -> TextColumn:
        return TextColumn.of(self.codes[rows], self.vocabulary)

    def value(self, row: int) -> str | None:
        code = int(self.codes[row])
        return None if code < 0 else self.vocabulary.word(code)

    def listed(self, rows: Rows) -> list[Value]:
        return list(self.vocabulary.listed(self.codes[rows]))

    def has(self, value: str) -> bool:
        return self.vocabulary.place(value) is not None

    def equals(self, values: Sequence[str]) -> Mask:
        return self._of(self.vocabulary.places(values))

    def contains(self, term: str) -> Mask:
        return self._of(self.vocabulary.containing(term))

    def matches(self, test: Callable[[str], bool]) -> Mask:
        used = np.unique(self.codes) if len(self.codes) < len(self.vocabulary) else np.arange(len(self.vocabulary))
        return self._of([place for place in used.tolist() if place >= 0 and test(self.vocabulary.word(place))])

    def _of(self, places: Sequence[int] | NDArray[Any]) -> Mask:
        if len(places) <= 1:
            return np.asarray(self.codes == places[0]) if len(places) else np.zeros(len(self), dtype=bool)
        if len(self.vocabulary) > _LONG and len(self.codes) < len(self.vocabulary):
            return np.isin(self.codes, places)
        hits = np.zeros(len(self.vocabulary) + 1, dtype=bool)
        hits[places] = True
        return np.asarray(hits[self.codes])

    def order(self) -> NDArray[np.float64]:
        return np.where(self.known, self.codes, np.nan).astype(np.float64)

    def distinct(self) -> tuple[NDArray[Any], Sequence[str]]:
        return self.codes, self.vocabulary


class NumberColumn(Column):
    """float64 with NaN for unknown; ``integer`` only changes how values are shown."""

    def __init__(self, values: Iterable[float | None] | NDArray[np.float64], *, integer: bool = False) -> None:
        self.values = np.asarray(
            values if isinstance(values, np.ndarray) else [math.nan if v is None else v for v in values],
            dtype=np.float64,
        )
        self.integer = integer

    @cached_property
    def known(self) -> Mask:
        return ~np.isnan(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Rows) -> NumberColumn:
        return NumberColumn(self.values[rows], integer=self.integer)

    def value(self, row: int) -> int | float | None:
        number = float(self.values[row])
        if math.isnan(number):
            return None
        return int(number) if self.integer else number

    def listed(self, rows: Rows) -> list[Value]:
        numbers = self.values[rows]
        unknown = np.isnan(numbers)
        if not unknown.any() and not self.integer:
            return list(numbers.tolist())
        known = np.where(unknown, 0, numbers)
        made: NDArray[Any] = (known.astype(np.int64) if self.integer else known).astype(object)
        made[unknown] = None
        return list(made.tolist())

    def equals(self, values: Sequence[str]) -> Mask:
        numbers = [number for number in map(exactly, values) if number is not None]
        return np.isin(self.values, numbers) & self.known

    def order(self) -> NDArray[np.float64]:
        return self.values


class DateColumn(Column):
    """datetime64[D] with NaT for unknown; ordered as days since 1970-01-01."""

    def __init__(self, values: Iterable[str | None] | NDArray[np.datetime64]) -> None:
        self.values = (
            values
            if isinstance(values, np.ndarray)
            else np.array([np.datetime64(v, "D") if v else np.datetime64("NaT") for v in values], dtype="datetime64[D]")
        )

    @cached_property
    def known(self) -> Mask:
        return ~np.isnat(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Rows) -> DateColumn:
        return DateColumn(self.values[rows])

    def value(self, row: int) -> str | None:
        return str(self.values[row]) if self.known[row] else None

    def listed(self, rows: Rows) -> list[Value]:
        return [None if day == "NaT" else day for day in self.values[rows].astype(str).tolist()]

    def equals(self, values: Sequence[str]) -> Mask:
        days = [day for day in map(day_number, values) if day is not None]
        return np.isin(self.order(), days) & self.known

    def order(self) -> NDArray[np.float64]:
        return np.where(self.known, self.values.astype(np.int64), np.nan).astype(np.float64)


class BooleanColumn(Column):
    """int8: 1, 0, and −1 for unknown."""

    def __init__(self, values: Iterable[bool | None] | NDArray[np.int8]) -> None:
        self.values = (
            values
            if isinstance(values, np.ndarray)
            else np.array([-1 if v is None else int(v) for v in values], dtype=np.int8)
        )

    @cached_property
    def known(self) -> Mask:
        return np.asarray(self.values >= 0)

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Rows) -> BooleanColumn:
        return BooleanColumn(self.values[rows])

    def value(self, row: int) -> bool | None:
        return bool(self.values[row]) if self.known[row] else None

    def listed(self, rows: Rows) -> list[Value]:
        return [None if value < 0 else value > 0 for value in self.values[rows].tolist()]

    def equals(self, values: Sequence[str]) -> Mask:
        wanted = [1 for v in values if v.casefold() in TRUE] + [0 for v in values if v.casefold() in FALSE]
        return np.isin(self.values, wanted)

    def order(self) -> NDArray[np.float64]:
        return np.where(self.known, self.values, np.nan).astype(np.float64)


class ListColumn(Column):
    """Several texts a row; a row equals a value when the value is among its own. An empty list is known.

    ``codes`` holds the places of all rows' values in the vocabulary, each row's from ``starts`` on and ``counts`` long; a count of −1 is unknown.
    """

    vocabulary: Vocabulary
    codes: NDArray[Any]
    starts: NDArray[Any]
    counts: NDArray[Any]

    def __init__(self, values: Iterable[Sequence[str] | None]) -> None:
        lists = [None if v is None else tuple(v) for v in values]
        words = Words(word for found in lists if found for word in found)
        self.vocabulary = words
        self.counts = np.array([-1 if found is None else len(found) for found in lists], dtype=np.int32)
        self.starts = np.concatenate([[0], np.cumsum(np.maximum(self.counts, 0))])[:-1].astype(np.int64)
        self.codes = np.array(
            [words.places_by_word[word] for found in lists if found for word in found], dtype=np.int32
        )

    @classmethod
    def of(cls, codes: NDArray[Any], starts: NDArray[Any], counts: NDArray[Any], vocabulary: Vocabulary) -> ListColumn:
        """A column from its parts; the vocabulary may hold words that no row has."""
        made = cls.__new__(cls)
        made.codes, made.starts, made.counts, made.vocabulary = codes, starts, counts, vocabulary
        return made

    @cached_property
    def known(self) -> Mask:
        return np.asarray(self.counts >= 0)

    def __len__(self) -> int:
        return len(self.counts)

    def take(self, rows: Rows) -> ListColumn:
        return ListColumn.of(self.codes, self.starts[rows], self.counts[rows], self.vocabulary)

    def value(self, row: int) -> list[str] | None:
        start, count = int(self.starts[row]), int(self.counts[row])
        return None if count < 0 else [self.vocabulary.word(int(code)) for code in self.codes[start : start + count]]

    def has(self, value: str) -> bool:
        return self.vocabulary.place(value) is not None

    def equals(self, values: Sequence[str]) -> Mask:
        return self._of(self.vocabulary.places(values))

    def contains(self, term: str) -> Mask:
        return self._of(self.vocabulary.containing(term))

    def matches(self, test: Callable[[str], bool]) -> Mask:
        return self._of([place for place, word in enumerate(self.vocabulary) if test(word)])

    def _of(self, places: Sequence[int] | NDArray[Any]) -> Mask:
        rows, groups, names = self.members()
        hits = np.zeros(len(names) + 1, dtype=bool)
        hits[np.asarray(places, dtype=np.intp)] = True
        mask = np.zeros(len(self), dtype=bool)
        mask[rows[hits[groups]]] = True
        return mask

    def members(self) -> tuple[Rows, NDArray[Any], Sequence[str]]:
        return self._members

    @cached_property
    def _members(self) -> tuple[Rows, NDArray[Any], Sequence[str]]:
        rows = np.repeat(np.arange(len(self)), np.maximum(self.counts, 0))
        within = np.arange(len(rows)) - np.repeat(
            np.cumsum(np.maximum(self.counts, 0)) - self.counts.clip(0), self.counts.clip(0)
        )
        groups = self.codes[self.starts[rows] + within].astype(np.int64)
        unknown = np.flatnonzero(self.counts < 0)
        # A value that stands twice in a row's list counts that row once.
        slots = len(self.vocabulary) + 1
        once = np.unique(np.concatenate([rows * slots + groups + 1, unknown * slots]))
        return (once // slots).astype(np.intp), once % slots - 1, self.vocabulary

    def order(self) -> NDArray[np.float64]:
        return np.where(self.known, self.counts, np.nan).astype(np.float64)


def column(field: Field, values: Sequence[Value]) -> Column:
    """The column of a field from values already ``parsed``."""
    given: list[object] = list(values)
    match field.dtype:
        case DType.TEXT:
            return TextColumn([None if v is None else str(v) for v in given])
        case DType.NUMBER | DType.INTEGER:
            numbers = [v if isinstance(v, (int, float)) else None for v in given]
            return NumberColumn(numbers, integer=field.dtype is DType.INTEGER)
        case DType.BOOLEAN:
            return BooleanColumn([v if isinstance(v, bool) else None for v in given])
        case DType.DATE:
            return DateColumn([None if v is None else str(v) for v in given])
        case DType.LIST:
            return ListColumn([v if isinstance(v, list) else None for v in given])
