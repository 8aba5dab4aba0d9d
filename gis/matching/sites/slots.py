"""Slots: what one module works out of a stock, once for each thing that is asked, and keeps as long as the stock lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class Keeper(Protocol):
    """What holds what is kept of it: it goes when its keeper goes."""

    kept: dict[tuple[Slot[Any], Hashable], Any]


class Slot(Generic[T]):
    """Values of one kind, each by what was asked. The module that makes them owns the slot: nobody else can read or write there."""

    def of(self, keeper: Keeper, make: Callable[[], T], asked: Hashable = None) -> T:
        """What is kept, worked out where it is asked for the first time."""
        # One look-up where it is there: what was asked may be a long tuple, and is hashed at each.
        key = (self, asked)
        try:
            value: T = keeper.kept[key]
        except KeyError:
            value = keeper.kept[key] = make()
        return value

    def has(self, keeper: Keeper, asked: Hashable = None) -> bool:
        """Whether it is worked out already."""
        return (self, asked) in keeper.kept
