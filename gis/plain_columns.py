"""Columns of values as files hold them, made as a whole where no value of a field needs a look of its own: nearly all are such."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import NoneType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import BooleanColumn, Column, DateColumn, NumberColumn, TextColumn
from gis.fields import DType, Field
from gis.values import EXACT, day_of


def plain_column(field: Field, raw: Sequence[Any]) -> Column | None:
    """The column that ``parse_value`` makes of these values one by one; None where one of them may be refused, or is of another type than its field.

    >>> from gis.text import Text
    >>> area = Field(name="a", dtype=DType.NUMBER, title=Text("", ""))
    >>> plain_column(area, [1, None, 2.5]).listed(np.arange(3)), plain_column(area, [1, "2.5"])
    ([1.0, None, 2.5], None)
    """
    types, make = _MAKERS.get(field.dtype, (frozenset(), _none))
    return make(raw, field.dtype is DType.INTEGER) if types.issuperset(map(type, raw)) else None


def _none(_raw: Sequence[Any], _whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    return None


def _texts(raw: Sequence[Any], _whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    blank = {word for word in set(raw) if word is not None and not word.strip()}
    return TextColumn([None if word in blank else word for word in raw] if blank else raw)


def _numbers(raw: Sequence[Any], whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
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


def _days(raw: Sequence[Any], _whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    words = [word for word in set(raw) if word is not None]
    try:
        days = [np.datetime64(day_of(word) if word.strip() else "NaT", "D") for word in words]
    except ValueError:
        return None
    place = {None: len(words)} | {word: place for place, word in enumerate(words)}
    table = np.array([*days, np.datetime64("NaT", "D")], dtype="datetime64[D]")
    return DateColumn(table[np.fromiter(map(place.__getitem__, raw), np.int64, len(raw))])


def _booleans(raw: Sequence[Any], _whole: bool) -> Column | None:  # noqa: FBT001  as the makers are called
    return BooleanColumn(raw)


_MAKERS: Final[dict[DType, tuple[frozenset[type], Callable[[Sequence[Any], bool], Column | None]]]] = {
    DType.TEXT: (frozenset({str, NoneType}), _texts),
    DType.NUMBER: (frozenset({int, float, NoneType}), _numbers),
    DType.INTEGER: (frozenset({int, float, NoneType}), _numbers),
    DType.DATE: (frozenset({str, NoneType}), _days),
    DType.BOOLEAN: (frozenset({bool, NoneType}), _booleans),
}
"""By type of field, the types of what a file holds of which a column can be made as a whole, and how."""
