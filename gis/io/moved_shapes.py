"""Shapes as a file has them: those of storage in the system of the file, x before y."""

from __future__ import annotations

import numpy as np
import shapely

from gis.crs import DEGREES, STORAGE, Geometries, transform


def moved_shapes(shapes: Geometries, crs: str) -> Geometries:
    """Stored shapes in another system, shape (n,); rings are lines."""
    found = np.asarray(shapes, dtype=object)
    moved = found if crs in DEGREES else transform(found, STORAGE, crs)
    rings = np.flatnonzero(shapely.get_type_id(moved) == shapely.GeometryType.LINEARRING)
    if not len(rings):
        return moved
    plain = moved.copy()
    plain[rings] = [shapely.LineString(ring.coords) for ring in moved[rings]]
    return plain
