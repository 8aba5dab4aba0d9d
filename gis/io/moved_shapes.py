"""Shapes as a file has them: those of storage in the system of the file, x before y."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from gis.crs import STORAGE, WGS84, Geometries, transform

_DEGREES: Final = (STORAGE, WGS84, "OGC:CRS84")
"""Systems that agree with storage to well under a metre: degrees are not moved between them."""


def moved_shapes(shapes: Geometries, crs: str) -> Geometries:
    """Stored shapes in another system, shape (n,); rings are lines."""
    found = np.asarray(shapes, dtype=object)
    moved = found if crs in _DEGREES else transform(found, STORAGE, crs)
    rings = np.flatnonzero(shapely.get_type_id(moved) == shapely.GeometryType.LINEARRING)
    if not len(rings):
        return moved
    plain = moved.copy()
    plain[rings] = [shapely.LineString(ring.coords) for ring in moved[rings]]
    return plain
