"""Arrays of pieces of unequal length, end to end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]


def offsets(counts: NDArray[Any]) -> Offsets:
    """Where each piece begins and the last ends, shape (n + 1,)."""
    found = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=found[1:])
    return found


def spread(starts: NDArray[Any], counts: NDArray[Any]) -> NDArray[np.int64]:
    """Indices of pieces, one piece after the other: ``counts`` of them from each of ``starts`` on."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.repeat(starts - ends + counts, counts) + np.arange(total))
