"""Strata: the sites of a stock grouped by the coded values that rules read, each group in the order of area.

Most rules read a few short code lists (status, use, title, services). All sites of a stratum have the same answer to them, so that one site
speaks for it; and an asked range of area is one stretch of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.matching.sites.answers import Coded, Numbers
from gis.matching.sites.candidates import Sites, Stock
from gis.matching.sites.slots import Slot

_LARGEST = 1 << 40

_STRATA: Final = Slot["Strata"]()
_ORDERED: Final = Slot[NDArray[Any]]()


@dataclass(frozen=True, kw_only=True, eq=False)
class Strata:
    """All rows of a stock, stratum by stratum, within each by area, unknown last.

    Parameters
    ----------
    rows
        Rows in that order, shape (n,).
    starts
        Where each stratum begins, and the total at the end, shape (s + 1,).
    areas
        The areas that there are, ascending, shape (m,), m ≤ n.
    keys
        Stratum × (m + 1) + rank of the area among ``areas``, ascending, shape (n,); rank m is unknown.
    """

    rows: Rows
    starts: NDArray[np.int64]
    areas: Numbers
    keys: NDArray[np.int64]

    @cached_property
    def speakers(self) -> Rows:
        """One row of each stratum."""
        return self.rows[self.starts[:-1]]

    @cached_property
    def unknown(self) -> NDArray[np.int64]:
        """Where the rows without an area begin in each stratum, shape (s,)."""
        return self._from(len(self.areas))

    def between(self, low: float, high: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the rows with an area in a closed range begin and end in each stratum, shapes (s,)."""
        # The rank of an area is the number of smaller ones. Hence area ≥ low exactly where its rank ≥ the number below low, and area ≤ high exactly
        # where its rank < the number up to high: the range of areas is one of ranks, ends included, also where many areas are equal.
        first, last = np.searchsorted(self.areas, low), np.searchsorted(self.areas, high, side="right")
        begin = self._from(int(first))
        # A range whose ends are the wrong way round holds nothing, rather than less than nothing.
        return begin, np.maximum(begin, self._from(int(last)))

    def _from(self, rank: int) -> NDArray[np.int64]:
        # Keys of stratum s lie from s · step to s · step + m, and all keys ascend: one search a stratum in one array.
        step = len(self.areas) + 1
        return np.searchsorted(self.keys, np.arange(len(self.starts) - 1) * step + rank)


def strata_of(stock: Stock, roles: Sequence[Role]) -> Strata:
    """The strata of a stock by some roles; made once an inventory."""
    return _STRATA.of(stock, lambda: _strata(stock, roles), tuple(roles))


def _strata(stock: Stock, roles: Sequence[Role]) -> Strata:
    # Mixed radix: each role appends a digit, 0 for nothing written. Rows with the same digits are of one stratum.
    labels: NDArray[Any] = np.repeat(np.arange(len(stock.layers)), np.diff(stock.starts))
    size = max(len(stock.layers), 1)
    for role in roles:
        # A code that its list does not know and none at all are both to be checked, but not by every rule in the same way.
        coded = stock.as_written(role)
        if size > _LARGEST // (len(coded.words) + 1):
            # Before a number could grow too large, those that there are are numbered anew, from 0 without a gap: never more than rows.
            labels = np.unique(labels, return_inverse=True)[1]
            size = int(labels.max(initial=0)) + 1
        labels = labels * (len(coded.words) + 1) + (coded.codes + 1)
        size *= len(coded.words) + 1
    names, labels = np.unique(labels, return_inverse=True)
    areas = stock.number(Role.AREA)
    known = np.sort(areas[~np.isnan(areas)])
    ranks = np.where(np.isnan(areas), len(known), np.searchsorted(known, areas))
    # Below n · (n + 1), which an int64 holds for three thousand million rows; one sort by it is a sort by stratum, then area.
    keys = labels * (len(known) + 1) + ranks
    rows = np.argsort(keys, kind="stable")
    starts = np.searchsorted(labels[rows], np.arange(len(names) + 1))
    return Strata(rows=rows, starts=starts, areas=known, keys=keys[rows])


class Ordered(Sites):
    """Sites at some places of the strata's order: their numbers are read from an array in that order, one after another."""

    def __init__(self, stock: Stock, strata: Strata, places: Rows) -> None:
        super().__init__(stock, strata.rows[places])
        self._strata, self._places = strata, places

    def take(self, picks: Rows | Mask) -> Ordered:
        return Ordered(self.stock, self._strata, self._places[picks])

    def number(self, role: Role) -> Numbers:
        return cast("Numbers", self._make_once("number", role, self.stock.number)[self._places])

    def derived(self, name: Hashable, make: Callable[[Sites], Numbers]) -> Numbers:
        return cast(
            "Numbers", self._make_once("derived", name, lambda each: self.stock.derived(each, make))[self._places]
        )

    def coded(self, role: Role) -> Coded:
        # Places of a stretch follow one another: from an array in their order they are read in a row, from the stock's order here and there.
        codes = self._make_once("codes", role, lambda each: self.stock.coded(each).codes)
        return Coded(codes[self._places], self.stock.coded(role).words)

    def _make_once(self, what: str, name: Any, make: Callable[[Any], NDArray[Any]]) -> NDArray[Any]:
        """Values in the strata's order, made once an inventory."""
        # The stock keeps its strata as long as it lives, so that no other object can come to have their id.
        return _ORDERED.of(self.stock, lambda: make(name)[self._strata.rows], (what, id(self._strata), name))


def speakers(stock: Stock, strata: Strata) -> Sites:
    """One site of each stratum."""
    return Sites(stock, strata.speakers)
