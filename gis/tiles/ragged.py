"""Arrays of pieces of unequal length, end to end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]


def offsets(counts: NDArray[Any]) -> Offsets:
    """Where each piece begins and the last ends, shape (n + 1,)."""
    found = np.empty(len(counts) + 1, dtype=np.int64)
    found[0] = 0
    counts.cumsum(out=found[1:])
    return found


def spread(starts: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """Indices of pieces, one piece after the other: ``counts`` of them from each of ``starts`` on."""
    ends = counts.cumsum()
    places: NDArray[np.int64] = (starts - ends + counts).repeat(counts)
    places += np.arange(len(places))
    return places
