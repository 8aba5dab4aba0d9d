"""Spatial relations between all features of a layer and one geometry, boxes first and geometry where boxes cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Mask
from gis.cql2.mistakes import Work
from gis.cql2.values import Answer
from gis.crs import Geometries
from gis.geometry import Bounds
from gis.layer import Layer

RELATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "s_intersects": shapely.intersects,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
    "s_touches": shapely.touches,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
}
"""By name, whether the first geometry stands in the relation to the second."""

TURNED: Final = {"s_within": "s_contains", "s_contains": "s_within"}
"""The relation with its sides changed; the others are the same from either side."""

_VERTICES_AT_ONCE: Final = 200_000


def related(op: str, layer: Layer, shape: Any, work: Work) -> Answer:
    """Rows whose geometry stands in the relation to a shape; a row without geometry is unknown.

    Raises
    ------
    CostlyFilter
        Where the time of the filter is up.
    """
    known = ~np.isnan(layer.bounds[:, 0])
    near = known & _near(layer.bounds, shape)
    hits = known & ~near if op == "s_disjoint" else np.zeros(len(layer), dtype=bool)
    rows = np.flatnonzero(near)
    hits[rows] = _tested(op, layer.shapes[rows], shape, work)
    return Answer.of(hits, known)


def _near(bounds: Bounds, shape: Any) -> Mask:
    west, south, east, north = shapely.bounds(shape)
    return np.asarray(
        (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    )


def _tested(op: str, geometries: Geometries, shape: Any, work: Work) -> Mask:
    """The shape stands first, for GEOS prepares that side alone."""
    shapely.prepare(shape)
    relation = RELATIONS[TURNED.get(op, op)]
    size = max(1, _VERTICES_AT_ONCE // int(shapely.get_num_coordinates(shape)))
    hits = np.zeros(len(geometries), dtype=bool)
    for start in range(0, len(geometries), size):
        work.check()
        hits[start : start + size] = relation(shape, geometries[start : start + size])
    return hits


def related_to_itself(op: str, layer: Layer, work: Work) -> Answer:
    """The geometry beside itself."""
    work.check()
    return Answer.of(RELATIONS[op](layer.geometries, layer.geometries), ~np.isnan(layer.bounds[:, 0]))
