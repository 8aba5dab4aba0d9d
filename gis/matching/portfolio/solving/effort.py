"""What a placement may take: nodes always, the same on every machine, and a clock only where a service has to end it.

A search that ends at its nodes ends everywhere with the same answer. One that a clock ended does not: it says so, and what would have been
solved after it is left out, for a search of no time would call everything worthless.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

WORK: Final = 30_000_000
"""Nodes times options of one stage: some seconds on two cores, whatever the size."""
_FEWEST: Final = 20
_LEAST_SECONDS: Final = 0.01


@dataclass(eq=False)
class _Clock:
    until: float

    @property
    def left(self) -> float:
        return self.until - time.monotonic()


_CLOCK: Final[ContextVar[_Clock | None]] = ContextVar("clock", default=None)


def nodes(options: int, most: int) -> int:
    """Branch-and-bound nodes for a stage of so many options; ``most`` is what the scheme allows."""
    return min(most, max(_FEWEST, WORK // max(options, 1)))


@contextmanager
def clock(seconds: float) -> Iterator[None]:
    """Let every search within end in so many seconds from now."""
    before = _CLOCK.set(_Clock(time.monotonic() + seconds))
    try:
        yield
    finally:
        _CLOCK.reset(before)


def struck() -> bool:
    """Whether the time is up."""
    found = _CLOCK.get()
    return found is not None and found.left <= 0


def limits() -> dict[str, Any]:
    """HiGHS's option for the time that is left; none where no clock runs."""
    found = _CLOCK.get()
    return {} if found is None else {"time_limit": max(found.left, _LEAST_SECONDS)}
