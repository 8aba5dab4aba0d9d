"""Shapes as the lines that drawings and survey points have of them: outlines, holes, lines and points, in their order."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import Geometries

_POINT, _POLYGON = int(shapely.GeometryType.POINT), int(shapely.GeometryType.POLYGON)
OUTLINE, HOLE, LINE, POINT = "outline", "hole", "line", "point"
RINGS: Final = (OUTLINE, HOLE)


class LinearParts(NamedTuple):
    """What shapes consist of, shape (m,) each: the geometries, of which shape and which of its parts each is, and what it is."""

    geometries: Geometries
    row: NDArray[np.int64]
    part: NDArray[np.int64]
    what: NDArray[Any]


def linear_parts(shapes: Geometries) -> LinearParts:
    """The lines of shapes, an outline before its holes; those that are None or empty have none."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = ~shapely.is_empty(parts)
    parts, owner = parts[kept], owner[kept]
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    number = np.arange(len(owner)) - np.repeat(first, np.diff(first, append=len(owner)))
    types = shapely.get_type_id(parts)
    areal, other = np.flatnonzero(types == _POLYGON), np.flatnonzero(types != _POLYGON)
    rings, ring_of = shapely.get_rings(parts[areal], return_index=True)
    outer = np.diff(ring_of, prepend=-1) > 0
    part = np.concatenate([areal[ring_of], other])
    what = np.concatenate([np.where(outer, OUTLINE, HOLE), np.where(types[other] == _POINT, POINT, LINE)])
    order = np.argsort(part, kind="stable")
    part = part[order]
    return LinearParts(np.concatenate([rings, parts[other]])[order], owner[part], number[part], what[order])
