"""Columns of values as files hold them, made as a whole where no value of a field needs a look of its own: nearly all are such."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from types import NoneType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import BooleanColumn, Column, DateColumn, NumberColumn, TextColumn, column
from gis.fields import DType, Field
from gis.geometry import Shapes
from gis.values import EXACT, day_of, parse_value
from gis.vocabulary import Words

_NO_WORDS: Final = Words(())
_NO_WORD: Final = np.array([-1], dtype=np.int32)
_ONE_WORD: Final = np.array([0], dtype=np.int32)
for _codes in (_NO_WORD, _ONE_WORD):
    # Shared by all columns of one row.
    _codes.setflags(write=False)
_PLAIN_TEXTS: Final[frozenset[type]] = frozenset({str, NoneType})


def plain_column(field: Field, raw: Sequence[Any]) -> Column | None:
    """The column that ``parse_value`` makes of these values one by one; None where one of them may be refused, or is of another type than its field.

    >>> from gis.text import Text
    >>> area = Field(name="a", dtype=DType.NUMBER, title=Text("", ""))
    >>> plain_column(area, [1, None, 2.5]).listed(np.arange(3)), plain_column(area, [1, "2.5"])
    ([1.0, None, 2.5], None)
    """
    if field.dtype is DType.LIST:
        return _lists(field, raw)
    types, make = _MAKERS[field.dtype]
    return make(raw, field.dtype is DType.INTEGER) if types.issuperset(map(type, raw)) else None


@dataclass(frozen=True, kw_only=True, eq=False)
class PlainRows:
    """What a layer file holds, column by column.

    Parameters
    ----------
    columns
        One a field, by its name, all of the same length.
    shapes
        Geometries in stored degrees, one a row; None where no row has one.
    """

    columns: Mapping[str, Column]
    shapes: Shapes | None = None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


_MANY: Final = 2
"""Of rows of which more than one in so many has a text of its own the texts are kept as they stand."""
_TextPart = tuple[Sequence[str | None], NDArray[np.int32] | None]
"""The texts of some rows, each once, and which of them each row has; without that, the texts row by row."""


_FIRST_DAY: Final = dt.date(1970, 1, 1).toordinal()
_NO_DAY: Final = int(np.datetime64("NaT").astype(np.int64))


class ColumnParts:
    """The column of a field made of the values of some rows after another; each text is there once, however many rows have it."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._columns: list[Column] = []
        self._texts: list[_TextPart] = []
        self._days = _Days()

    def add(self, raw: Sequence[Any]) -> bool:
        """Take further values; False where one of them may be refused, or needs a look of its own."""
        if self._field.dtype is not DType.TEXT:
            made = self._days.column(raw) if self._field.dtype is DType.DATE else plain_column(self._field, raw)
            self._columns += [made] if made is not None else []
            return made is not None
        if not _PLAIN_TEXTS.issuperset(map(type, raw)):
            return False
        words = list(dict.fromkeys(raw))
        if _MANY * len(words) > len(raw):
            self._texts.append((raw, None))
            return True
        place = {word: place for place, word in enumerate(words)}
        self._texts.append((words, np.fromiter(map(place.__getitem__, raw), np.int32, len(raw))))
        return True

    def column(self) -> Column:
        """The column of all of them."""
        if self._field.dtype is DType.TEXT:
            return self._joined_texts()
        first, parts = self._columns[0], self._columns
        match first:
            case NumberColumn():
                numbers = [part.values for part in parts if isinstance(part, NumberColumn)]
                return NumberColumn(np.concatenate(numbers), integer=first.integer)
            case DateColumn():
                return DateColumn(np.concatenate([part.values for part in parts if isinstance(part, DateColumn)]))
            case BooleanColumn():
                return BooleanColumn(np.concatenate([part.values for part in parts if isinstance(part, BooleanColumn)]))
            case _:
                lists = [value for part in parts for value in part.listed(np.arange(len(part)))]
                return column(self._field, lists)

    def _joined_texts(self) -> TextColumn:
        # In the order in which they stand: what was read together lies together in memory, and is sorted in half the time.
        given: dict[Any, None] = dict.fromkeys(chain.from_iterable(part for part, _ in self._texts))
        given.pop(None, None)
        words = Words(given if all(map(str.strip, given)) else filter(str.strip, given))
        # Of a million words the vocabulary's own table would stay as long as the layer.
        place = dict(zip(words, range(len(words)), strict=True))
        moved = [_moved(place, *part) for part in self._texts]
        return TextColumn.of(np.concatenate(moved), words)


def _moved(place: Mapping[str, int], texts: Sequence[Any], codes: NDArray[np.int32] | None) -> NDArray[np.int32]:
    """The codes of some rows in the vocabulary of all; -1 of those without a text."""
    made = np.fromiter(map(place.get, texts, repeat(-1)), np.int32, len(texts))
    return made if codes is None else made[codes]


def _lists(field: Field, raw: Sequence[Any]) -> Column | None:
    try:
        return column(field, [parse_value(field, value) for value in raw])
    except ValueError:
        return None


def _texts(raw: Sequence[Any], _whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    if len(raw) == 1:
        return _text(raw[0])
    blank = {word for word in set(raw) if word is not None and not word.strip()}
    return TextColumn([None if word in blank else word for word in raw] if blank else raw)


def _text(raw: str | None) -> TextColumn:
    """The same of one text, without a look for what others say: a change of one feature has a column of it for each field."""
    known = raw is not None and bool(raw.strip())
    return TextColumn.of(_ONE_WORD, Words((str(raw),))) if known else TextColumn.of(_NO_WORD, _NO_WORDS)


def _numbers(raw: Sequence[Any], whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    if len(raw) == 1:
        return _number(raw[0], whole=whole)
    try:
        numbers: NDArray[np.float64] = np.array(raw, dtype=np.float64)
    except OverflowError:
        return None
    if bool((np.abs(numbers) > EXACT).any()) or (
        whole and bool((numbers != np.trunc(numbers))[~np.isnan(numbers)].any())
    ):
        return None
    # A store knows one 0.
    return NumberColumn(numbers + 0.0, integer=whole)


def _number(raw: float | None, *, whole: bool) -> Column | None:
    """The same of one number, as ``_text``."""
    try:
        number = math.nan if raw is None else float(raw)
    except OverflowError:
        return None
    if abs(number) > EXACT or (whole and math.isfinite(number) and number != math.trunc(number)):
        return None
    return NumberColumn(np.array([number + 0.0]), integer=whole)


class _Days(dict[Any, int]):
    """Days since 1970-01-01 by how they are written, of which each is looked at once; None and blanks are no day."""

    def __missing__(self, word: str | None) -> int:
        day = dt.date.fromisoformat(day_of(word)) if word is not None and word.strip() else None
        self[word] = number = _NO_DAY if day is None else day.toordinal() - _FIRST_DAY
        return number

    def column(self, raw: Sequence[Any]) -> DateColumn | None:
        """The column of some days; None where one of them is none."""
        try:
            days = (
                np.fromiter(map(self.__getitem__, raw), np.int64, len(raw))
                if set(map(type, raw)) <= _PLAIN_TEXTS
                else None
            )
        except ValueError:
            return None
        return None if days is None else DateColumn(days.view("datetime64[D]"))


def _days(raw: Sequence[Any], _whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    return _Days().column(raw)


def _booleans(raw: Sequence[Any], _whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    return BooleanColumn(raw)


_MAKERS: Final[dict[DType, tuple[frozenset[type], Callable[[Sequence[Any], bool], Column | None]]]] = {
    DType.TEXT: (_PLAIN_TEXTS, _texts),
    DType.NUMBER: (frozenset({int, float, NoneType}), _numbers),
    DType.INTEGER: (frozenset({int, float, NoneType}), _numbers),
    DType.DATE: (frozenset({str, NoneType}), _days),
    DType.BOOLEAN: (frozenset({bool, NoneType}), _booleans),
}
"""By type of field, the types of what a file holds of which a column can be made as a whole, and how."""
