"""The one rounding of the product: half away from zero, of a number as it is written.

A binary float is not the decimal that people read: 1.005 lies a little below it, so that rounding its exact value gives 1.0 where everybody
expects 1.01. What is rounded here is the shortest decimal that names the float, which is how Python, JSON and the page all write it; the
page does the same in ``maps/static/js/figures.js``, and both are held by one table of values.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_EXACT: Final = Context(prec=700)
_NOISE: Final = 9
"""Digits at which a product of decimals is what it would be by hand: weights have at most two, values four, and binary noise is far below."""
_NEAR: Final = 1e-3
_WIDE: Final = 1e12
"""Scaled numbers below it are off by less than ``_NEAR``, and their halves have less than the 15 digits that a float keeps apart."""


def decimal_of(value: float, digits: int = 0) -> Decimal:
    """A finite number as a decimal of so many digits after the point; zero has no sign."""
    found = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
    return found or abs(found)


def rounded(value: float, digits: int = 0) -> float:
    """A number rounded; what is not finite stays as it is.

    >>> rounded(1.005, 2), rounded(2.5), rounded(-2.5), rounded(0.8125 * 10, 2)
    (1.01, 3.0, -3.0, 8.13)
    """
    return float(decimal_of(value, digits)) if np.isfinite(value) else float(value)


def all_rounded(values: Any, digits: int = 0) -> Numbers:
    """Numbers rounded, shape kept: each as :func:`rounded` gives it."""
    given = np.asarray(values, dtype=np.float64)
    scale = 10.0**digits
    with np.errstate(over="ignore"):
        scaled = given * scale
    whole = np.rint(scaled)
    with np.errstate(invalid="ignore"):
        near = np.abs(scaled - whole) > 0.5 - _NEAR
    wide = np.abs(scaled) >= _WIDE
    # Adding zero takes the sign from a zero.
    found = whole / scale + 0.0
    if near.any():
        found[near] = _halves(given[near], scaled[near], scale)
    if wide.any():
        found[wide] = [rounded(value, digits) for value in given[wide].tolist()]
    return found


def _halves(given: Numbers, scaled: Numbers, scale: float) -> Numbers:
    """Numbers near half way, by the side of it on which their shortest decimal lies.

    A half has at most 15 digits here, so that it is itself the shortest decimal of the float next to it: comparing floats compares decimals.
    """
    below = np.floor(np.abs(scaled))
    # A quotient of whole numbers is the float next to the half.
    up = np.abs(given) >= (below + 0.5) / scale
    return np.copysign((below + up) / scale, given) + 0.0


def products(values: Any, weights: Any, digits: int = 2) -> Numbers:
    """Products of decimals as by hand, rounded: 0.1235 × 10 is 1.235, and so 1.24, whatever its float says."""
    return all_rounded(all_rounded(np.multiply(values, weights), _NOISE), digits)
