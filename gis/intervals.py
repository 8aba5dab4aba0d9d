"""Intervals: where the bars of a histogram begin and end, at round numbers or at the calendar's months, quarters and years."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Step = Literal["month", "quarter", "year"]

BINS: Final = 24
"""Bars at most."""
_MANTISSAS: Final[tuple[tuple[int, ...], ...]] = (
    (100, 110, 125, 140, 160, 180, 200, 220, 250, 280, 320, 360, 400, 450, 500, 560, 630, 700, 800, 900),
    (100, 120, 150, 200, 250, 300, 400, 500, 600, 800),
    (100, 150, 200, 300, 500, 700),
    (100, 200, 500),
    (100, 300),
    (100,),
)
"""Hundredths of a power of ten that a logarithmic scale may step through, the finest first: ratios about even, so that bars compare."""
_STEPS: Final = (1, 2, 5)
_TINY, _HUGE = 1e-100, 1e100
"""Beyond these a register's figure is no measure of anything, and powers of ten leave the floats."""
_FIRST_DAY, _LAST_DAY = np.datetime64("0001-01-01", "D"), np.datetime64("9999-12-31", "D")
_MONTHS: Final[tuple[tuple[int, Step], ...]] = ((1, "month"), (3, "quarter"), (12, "year"))


def number_edges(values: NDArray[np.float64], *, whole: bool = False) -> tuple[float, ...]:
    """Round edges of at most ``BINS`` bars that hold every value; each bar holds its lower edge, the last also its upper.

    Steps of a logarithmic scale where most values are positive and span more than a factor of 10, equal steps otherwise. A register's smallest
    values are often slips of a pen (0.01 m²): a logarithmic scale starts at the first percentile, and the first bar takes what is below along.

    Parameters
    ----------
    values
        Known values of the whole layer, at least one, shape (n,).
    whole
        Whether all are whole numbers: edges are too then, and the last lies above every value.
    """
    low, high = float(values.min()), float(values.max())
    if not -_HUGE < low <= high < _HUGE:
        return (low, high if high > low else math.nextafter(low, math.inf))
    top = high + 1 if whole else high
    positive = values[values > 0]
    if len(positive) * 2 > len(values):
        place = len(positive) // 100
        start = low if low > 0 and high < low * 10_000 else float(np.partition(positive, place)[place])
        if start > _TINY and high > start * 10:
            edges = _logarithmic(start, top, whole=whole)
            return (min(low, edges[0]), *edges[1:])
    return _equal(low, top, 0 if whole else _finest(low, high))


def _logarithmic(low: float, high: float, *, whole: bool) -> list[float]:
    edges: list[float] = []
    for mantissas in _MANTISSAS:
        edges = _spanning(_round_numbers(mantissas, low), low, high, whole=whole)
        if len(edges) <= BINS + 1:
            return edges
    return [edges[0], *edges[1:-1][:: math.ceil(len(edges) / BINS)], edges[-1]]


def _round_numbers(mantissas: Sequence[int], low: float) -> Iterator[float]:
    """Round numbers, ascending, the first of them at most ``low``."""
    power = math.floor(math.log10(low)) - 3
    while True:
        for mantissa in mantissas:
            yield _scaled(mantissa, power)
        power += 1


def _scaled(number: int, power: int) -> float:
    """``number`` × 10^``power``; dividing by a power of ten is exact to the last digit where multiplying by its inverse is not."""
    return number * 10.0**power if power >= 0 else number / 10.0**-power


def _spanning(numbers: Iterator[float], low: float, high: float, *, whole: bool) -> list[float]:
    """Of ascending numbers, the last at most ``low`` and all up to the first that is at least ``high``."""
    edges: list[float] = []
    for number in numbers:
        if whole and not number.is_integer():
            continue
        edges = [number] if number <= low else [*edges, number]
        if number >= high:
            break
    return edges


def _finest(low: float, high: float) -> int:
    """The least power of ten that tells numbers of this size apart; for one number alone, that of its first figure."""
    size = max(abs(low), abs(high))
    if low == high and size > _TINY:
        return math.floor(math.log10(size))
    return math.ceil(math.log10(size * 1e-14)) if size > _TINY else 0


def _equal(low: float, high: float, finest: int) -> tuple[float, ...]:
    span = (high - low) / BINS
    power = max(finest, math.floor(math.log10(span))) if span > _TINY else finest
    while True:
        for step in _STEPS:
            first, last = _floor(low, step, power), _floor(high, step, power)
            last = max(last + (_scaled(step * last, power) < high), first + 1)
            if last - first <= BINS:
                # Whole multiples of the step: sums of a step that is no binary fraction would drift.
                return tuple(_scaled(step * number, power) for number in range(first, last + 1))
        power += 1


def _floor(value: float, step: int, power: int) -> int:
    """The greatest whole number of steps that is not above a value."""
    guess = math.floor(value / _scaled(step, power)) + 1
    while _scaled(step * guess, power) > value:
        guess -= 1
    return guess


def date_edges(days: NDArray[np.float64]) -> tuple[tuple[str, ...], Step]:
    """First days of months, quarters or years (or 2, 5, 10 … of them) around every day, at most ``BINS`` bars; and which of them.

    Parameters
    ----------
    days
        Days since 1970-01-01, all known, at least one, shape (n,).

    Returns
    -------
    ISO dates, and the name of the step. A bar holds its first day and not the next bar's; the last edge lies after every day, save that no
    edge lies outside the years 1 to 9999, whose last day the last bar holds.
    """
    low, high = (_month(float(day)) for day in (days.min(), days.max()))
    for months, step in _widths():
        first, last = low // months, high // months + 1
        if last - first <= BINS:
            return tuple(_first_day(number * months) for number in range(first, last + 1)), step
    raise AssertionError("there is always a wider step")


def _widths() -> Iterator[tuple[int, Step]]:
    yield from _MONTHS
    power = 1
    while True:
        for mantissa in _STEPS:
            if (years := mantissa * power) > 1:
                yield 12 * years, "year"
        power *= 10


def _month(day: float) -> int:
    """Months since year 0, so that years and decades begin at whole multiples."""
    return int(np.datetime64(int(day), "D").astype("datetime64[M]").astype(np.int64)) + 1970 * 12


def _first_day(month: int) -> str:
    day = np.datetime64(month - 1970 * 12, "M").astype("datetime64[D]")
    return str(min(max(day, _FIRST_DAY), _LAST_DAY))
