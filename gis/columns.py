"""Columns: one array a field, with unknown told apart from every value.

Text is dictionary-coded, so that a filter or a search looks at each distinct value once and at each row as a small integer.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.fields import DType, Field

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
Value = str | int | float | bool | list[str] | None

_TRUE: Final = frozenset({"true", "1", "yes", "是"})
_FALSE: Final = frozenset({"false", "0", "no", "否"})


def folded(text: str) -> str:
    """Text as searches compare it: compatibility forms unified (full-width letters), case dropped.

    >>> folded("ＧＤ－Ａ01")
    'gd-a01'
    """
    return unicodedata.normalize("NFKC", text).casefold()


class Column(ABC):
    """One field's values for all rows of a layer, in row order."""

    known: Mask

    def __len__(self) -> int:
        return len(self.known)

    @abstractmethod
    def value(self, row: int) -> Value:
        """The JSON-able value of one row; None for unknown, dates as ISO text."""

    @abstractmethod
    def equals(self, values: Sequence[str]) -> Mask:
        """Rows whose value is any of these, given as text; unknown rows are never among them."""

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

    def distinct(self) -> tuple[NDArray[np.int64], list[str]]:
        """A group number a row (−1 for unknown) and the groups' values as text; a list is one value."""
        return self._distinct

    @cached_property
    def _distinct(self) -> tuple[NDArray[np.int64], list[str]]:
        texts = [None if v is None else plain_text(v) for v in (self.value(row) for row in range(len(self)))]
        names = sorted({text for text in texts if text is not None})
        place = {name: n for n, name in enumerate(names)}
        return np.array([-1 if text is None else place[text] for text in texts], dtype=np.int64), names

    def members(self) -> tuple[Rows, NDArray[np.int64], list[str]]:
        """As ``distinct``, but a row of a list stands once for each of its values: rows, their groups, the groups' values."""
        groups, names = self.distinct()
        return np.arange(len(self)), groups, names


def plain_text(value: Value) -> str:
    """A value as one line of text: lists joined by ``、``, whole floats without ``.0``."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


class TextColumn(Column):
    """Dictionary-coded text: ``codes`` (int32, −1 unknown) into a sorted ``vocabulary``."""

    def __init__(self, values: Iterable[str | None]) -> None:
        given = list(values)
        self.vocabulary = tuple(sorted({v for v in given if v is not None}))
        place = {word: n for n, word in enumerate(self.vocabulary)}
        self.codes = np.fromiter((-1 if v is None else place[v] for v in given), dtype=np.int32, count=len(given))
        self.known = self.codes >= 0
        self._place = place

    def value(self, row: int) -> str | None:
        code = self.codes[row]
        return None if code < 0 else self.vocabulary[code]

    def equals(self, values: Sequence[str]) -> Mask:
        wanted = [self._place[v] for v in values if v in self._place]
        if len(wanted) <= 1:
            return np.asarray(self.codes == wanted[0]) if wanted else np.zeros(len(self), dtype=bool)
        return self._pick(np.isin(np.arange(len(self.vocabulary)), wanted))

    def matches(self, test: Callable[[str], bool]) -> Mask:
        return self._pick(np.fromiter((test(word) for word in self.vocabulary), dtype=bool, count=len(self.vocabulary)))

    def _pick(self, hits: Mask) -> Mask:
        return np.append(hits, False)[self.codes]

    def order(self) -> NDArray[np.float64]:
        return np.where(self.known, self.codes, np.nan).astype(np.float64)

    def distinct(self) -> tuple[NDArray[np.int64], list[str]]:
        return self.codes.astype(np.int64), list(self.vocabulary)


class NumberColumn(Column):
    """float64 with NaN for unknown; ``integer`` only changes how values are shown."""

    def __init__(self, values: Iterable[float | None] | NDArray[np.float64], *, integer: bool = False) -> None:
        self.values = np.asarray(
            values if isinstance(values, np.ndarray) else [math.nan if v is None else v for v in values],
            dtype=np.float64,
        )
        self.integer = integer
        self.known = ~np.isnan(self.values)

    def value(self, row: int) -> int | float | None:
        number = float(self.values[row])
        if math.isnan(number):
            return None
        return int(number) if self.integer else number

    def equals(self, values: Sequence[str]) -> Mask:
        numbers = [number for number in map(_as_number, values) if number is not None]
        return np.isin(self.values, numbers) & self.known

    def order(self) -> NDArray[np.float64]:
        return self.values


class DateColumn(Column):
    """datetime64[D] with NaT for unknown; ordered as days since 1970-01-01."""

    def __init__(self, values: Iterable[str | None]) -> None:
        self.values = np.array(
            [np.datetime64(v, "D") if v else np.datetime64("NaT") for v in values], dtype="datetime64[D]"
        )
        self.known = ~np.isnat(self.values)

    def value(self, row: int) -> str | None:
        return str(self.values[row]) if self.known[row] else None

    def equals(self, values: Sequence[str]) -> Mask:
        days = [day for day in map(day_number, values) if day is not None]
        return np.isin(self.order(), days) & self.known

    def order(self) -> NDArray[np.float64]:
        return np.where(self.known, self.values.astype(np.int64), np.nan).astype(np.float64)


class BooleanColumn(Column):
    """int8: 1, 0, and −1 for unknown."""

    def __init__(self, values: Iterable[bool | None]) -> None:
        self.values = np.array([-1 if v is None else int(v) for v in values], dtype=np.int8)
        self.known = self.values >= 0

    def value(self, row: int) -> bool | None:
        return bool(self.values[row]) if self.known[row] else None

    def equals(self, values: Sequence[str]) -> Mask:
        wanted = [1 for v in values if v.casefold() in _TRUE] + [0 for v in values if v.casefold() in _FALSE]
        return np.isin(self.values, wanted)

    def order(self) -> NDArray[np.float64]:
        return np.where(self.known, self.values, np.nan).astype(np.float64)


class ListColumn(Column):
    """Several texts a row; a row equals a value when the value is among its own. An empty list is known."""

    def __init__(self, values: Iterable[Sequence[str] | None]) -> None:
        self.lists = [None if v is None else tuple(v) for v in values]
        self.known = np.array([v is not None for v in self.lists], dtype=bool)

    def value(self, row: int) -> list[str] | None:
        found = self.lists[row]
        return None if found is None else list(found)

    def equals(self, values: Sequence[str]) -> Mask:
        return self.matches(frozenset(values).__contains__)

    def matches(self, test: Callable[[str], bool]) -> Mask:
        rows, groups, names = self.members()
        hits = np.array([*map(test, names), False], dtype=bool)
        mask = np.zeros(len(self), dtype=bool)
        mask[rows[hits[groups]]] = True
        return mask

    def members(self) -> tuple[Rows, NDArray[np.int64], list[str]]:
        return self._members

    @cached_property
    def _members(self) -> tuple[Rows, NDArray[np.int64], list[str]]:
        names = sorted({value for values in self.lists if values for value in values})
        place = {value: n for n, value in enumerate(names)}
        pairs = [
            (row, -1 if values is None else place[value])
            for row, values in enumerate(self.lists)
            for value in (("",) if values is None else dict.fromkeys(values))
        ]
        flat = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return flat[:, 0].astype(np.intp), flat[:, 1], names

    def order(self) -> NDArray[np.float64]:
        return np.array([math.nan if v is None else len(v) for v in self.lists], dtype=np.float64)


def _as_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def day_number(text: str) -> float | None:
    """Days since 1970-01-01 of an ISO date, or None where it is not one."""
    try:
        return float((dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days)
    except ValueError:
        return None


def parsed(field: Field, raw: object) -> Value:
    """One raw value as the field keeps it; None for unknown.

    Raises
    ------
    ValueError
        Where the value is not of the field's type: the caller knows the row and says so.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return _PARSERS[field.dtype](raw)


def _text(raw: object) -> str:
    if isinstance(raw, (dict, list)):
        return json.dumps(raw, ensure_ascii=False)
    return plain_text(raw) if isinstance(raw, (bool, float)) else str(raw)


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        raise ValueError(f"not a number: {raw!r}")  # noqa: TRY004  callers ask for one error whatever is wrong
    try:
        number = float(raw)
    except OverflowError:
        number = math.inf
    if math.isinf(number):
        raise ValueError(f"not a finite number: {str(raw)[:40]}")
    return None if math.isnan(number) else number


def _integer(raw: object) -> int | None:
    number = _number(raw)
    if number is not None and not number.is_integer():
        raise ValueError(f"not a whole number: {raw!r}")
    return None if number is None else int(number)


def _boolean(raw: object) -> bool:
    word = str(raw).casefold()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"neither true nor false: {raw!r}")
    return word in _TRUE


def _list(raw: object) -> list[str]:
    if isinstance(raw, str):
        return [part.strip() for part in raw.replace("、", ";").split(";") if part.strip()]
    if isinstance(raw, Sequence):
        return [str(part) for part in raw if part is not None and str(part).strip()]
    raise ValueError(f"not a list: {raw!r}")


def _date(raw: object) -> str:
    return dt.datetime.fromisoformat(str(raw)).date().isoformat()


_PARSERS: Final[dict[DType, Callable[[object], Value]]] = {
    DType.TEXT: _text,
    DType.NUMBER: _number,
    DType.INTEGER: _integer,
    DType.BOOLEAN: _boolean,
    DType.DATE: _date,
    DType.LIST: _list,
}


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
