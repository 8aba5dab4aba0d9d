"""Grouping: the rows of a column by their values, whatever their type, as small integers that figures are counted with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from gis.columns import BooleanColumn, Column, DateColumn, ListColumn, Mask, NumberColumn, Rows, plain_text

Counts = NDArray[np.intp]
_DENSE: Final = 1 << 17
"""Span of whole numbers up to which a place for each is kept: days of three and a half centuries."""


class Names(Sequence[str]):
    """Texts of distinct values in the order of the values; made when they are asked for."""

    def __init__(self, values: NDArray[Any], spoken: Callable[[Any], str]) -> None:
        self._values, self._spoken = values, spoken

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, index: int, /) -> str: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[str]: ...
    def __getitem__(self, index: int | slice, /) -> str | list[str]:
        if isinstance(index, slice):
            return [self._spoken(value) for value in self._values[index].tolist()]
        return self._spoken(self._values[index].item())


@dataclass(frozen=True, kw_only=True, eq=False)
class Grouping:
    """A group of every row, or several for a list.

    Parameters
    ----------
    groups
        Places in ``names``, −1 for unknown, shape (n,), or (m,) for the values of all rows' lists.
    names
        Texts of the values: numbers and dates ascending, texts in code-point order. Some may stand in no row.
    rows
        The row of each entry of ``groups``, shape (m,); None where each row has one.
    size
        How many rows there are.
    """

    groups: NDArray[Any]
    names: Sequence[str]
    rows: Rows | None
    size: int

    def tally(self, mask: Mask, weights: NDArray[np.float64] | None = None) -> tuple[Counts, NDArray[np.float64]]:
        """Rows of each group under a mask, and sums of the weights of those rows.

        Parameters
        ----------
        mask, weights
            One entry a row, shape (size,).

        Returns
        -------
        Counts and sums, each of shape (len(names) + 1,): the unknown rows first, then the groups in the order of ``names``. Without weights
        the sums are zero.
        """
        picked = self._picked(mask)
        groups = self.groups if picked is None else self.groups[picked]
        slots = groups.astype(np.intp)
        slots += 1
        length = len(self.names) + 1
        counts = np.bincount(slots, minlength=length)
        if weights is None:
            return counts, np.zeros(length)
        entries = weights if self.rows is None else weights[self.rows]
        sums = np.bincount(slots, weights=entries if picked is None else entries[picked], minlength=length)
        return counts, sums.astype(np.float64, copy=False)

    def _picked(self, mask: Mask) -> Rows | None:
        """Entries of rows under the mask; None for all of them."""
        if self.rows is not None:
            return np.flatnonzero(mask[self.rows])
        return None if mask.all() else np.flatnonzero(mask)


def grouping(col: Column) -> Grouping:
    """The rows of a column by value; each value of a list is a group of its own, and an empty list stands in none."""
    if isinstance(col, ListColumn):
        rows, groups, names = col.members()
        return Grouping(groups=groups, names=names, rows=rows, size=len(col))
    if isinstance(col, BooleanColumn):
        return Grouping(groups=col.values, names=("false", "true"), rows=None, size=len(col))
    if isinstance(col, NumberColumn):
        groups, values = _ranked(col.values, col.known)
        spoken = _whole if col.integer else plain_text
        return Grouping(groups=groups, names=Names(values, spoken), rows=None, size=len(col))
    if isinstance(col, DateColumn):
        groups, values = _ranked(col.values.astype(np.int64), col.known)
        return Grouping(groups=groups, names=Names(values, _iso), rows=None, size=len(col))
    groups, names = col.distinct()
    return Grouping(groups=groups, names=names, rows=None, size=len(col))


def _whole(value: float) -> str:
    return str(int(value))


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))


def _ranked(values: NDArray[Any], known: Mask) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """The rank of each known value among the distinct ones, −1 elsewhere; and the distinct ones, ascending."""
    groups = np.full(len(values), -1, dtype=np.int64)
    given = values if known.all() else values[known]
    low, high = (given.min(), given.max()) if len(given) else (0, 0)
    if len(given) and high - low < _DENSE and (given.dtype.kind == "i" or not np.any(given % 1)):
        # Whole numbers close together are counted into place: sorting a million costs ten times as much.
        shifted = (given - low).astype(np.intp)
        here = np.bincount(shifted) > 0
        groups[known] = (np.cumsum(here) - 1)[shifted]
        return groups, np.flatnonzero(here) + low
    distinct, groups[known] = np.unique(given, return_inverse=True)
    return groups, distinct
