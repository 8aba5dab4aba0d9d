"""Value functions: from a figure of the field to [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.matching.sites.answers import Numbers


@dataclass(frozen=True)
class ValueFunction:
    """A piecewise linear or stepped function through points, flat outside them; NaN stays NaN.

    Examples
    --------
    >>> import numpy as np
    >>> rising = ValueFunction((0.0, 20.0), (0.0, 1.0))
    >>> rising(np.array([-5.0, 5.0, 40.0])).tolist()
    [0.0, 0.25, 1.0]
    """

    at: tuple[float, ...]
    values: tuple[float, ...]
    stepped: bool = False

    def __call__(self, figures: Numbers) -> Numbers:
        """Values of figures, shape kept."""
        if self.stepped:
            # The last threshold reached decides; below the first it is 0.
            reached = np.searchsorted(np.asarray(self.at), figures, side="right")
            graded = np.asarray((0.0, *self.values))[reached]
        else:
            graded = np.interp(figures, self.at, self.values)
        return np.where(np.isnan(figures), np.nan, graded)


def rising(start: float, end: float, low: float = 0.0, high: float = 1.0) -> ValueFunction:
    """More is better: ``low`` up to ``start``, ``high`` from ``end`` on, straight between."""
    return ValueFunction((start, end), (low, high))


def falling(start: float, end: float, high: float = 1.0, low: float = 0.0) -> ValueFunction:
    """Less is better: ``high`` up to ``start``, ``low`` from ``end`` on, straight between."""
    return ValueFunction((start, end), (high, low))


def ideal(low: float, best: float, high: float, edge: float = 0.0) -> ValueFunction:
    """1 at the best, ``edge`` at both ends and beyond."""
    return ValueFunction((low, best, high), (edge, 1.0, edge))


def target(at: float) -> ValueFunction:
    """In proportion to the target, 1 from there on."""
    return ValueFunction((0.0, at), (0.0, 1.0))


def step(at: Sequence[float], values: Sequence[float]) -> ValueFunction:
    """The value of the last threshold that is reached, 0 below the first."""
    return ValueFunction(tuple(at), tuple(values), stepped=True)
