"""Rings made into one shape by where they lie: what is inside another is a hole, what is inside the hole is land again, whatever numbers or directions say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

Ring = NDArray[np.float64]
LEAST: Final = 3
"""Different points that a ring has at least."""


def shape_of_rings(rings: Sequence[Ring]) -> Any:
    """A polygon, or several, of rings; None of none.

    Parameters
    ----------
    rings
        Points, shape (n, 2), x before y, with or without the first again at the end; their coordinates are those of the shape. A ring that stands
        twice counts once.
    """
    if len(rings) == 1:
        return shapely.polygons(shapely.linearrings(_closed(rings[0])))
    lines = [_closed(ring) for ring in rings]
    linear = [shapely.linearrings(line) for line in lines]
    polygons = np.array([shapely.polygons(ring) for ring in linear], dtype=object)
    if not len(polygons):
        return None
    looked_at = np.where(shapely.is_valid(polygons), polygons, shapely.make_valid(polygons))
    order = np.argsort(-shapely.area(looked_at), kind="stable")
    tree = shapely.STRtree(looked_at)
    inner, outer = tree.query(looked_at, predicate="covered_by")
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    above: dict[int, list[int]] = {}
    for one, other in zip(inner.tolist(), outer.tolist(), strict=True):
        if rank[other] < rank[one]:
            above.setdefault(one, []).append(other)
    dropped = {one for one, others in above.items() if any(_alike(looked_at[one], looked_at[each]) for each in others)}
    holes: dict[int, list[Any]] = {}
    shells = []
    for place in order.tolist():
        around = [each for each in above.get(place, ()) if each not in dropped]
        if place in dropped:
            continue
        if len(around) % 2:
            holes.setdefault(max(around, key=lambda each: rank[each]), []).append(linear[place])
        else:
            shells.append(place)
    parts = [shapely.polygons(linear[place], holes.get(place)) for place in sorted(shells)]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _closed(ring: Ring) -> Ring:
    return ring if np.array_equal(ring[0], ring[-1]) else np.vstack([ring, ring[:1]])


def _alike(one: Any, other: Any) -> bool:
    return bool(shapely.area(one) == shapely.area(other)) and bool(shapely.equals(one, other))
