"""Shapes as a file has them: those of storage in the system of the file, x before y."""

from __future__ import annotations

import numpy as np
import shapely

from gis.crs import DEGREES, STORAGE, Geometries, transform
from gis.errors import BadFormat
from gis.text import Text


def moved_shapes(shapes: Geometries, crs: str) -> Geometries:
    """Stored shapes in another system, shape (n,); rings are lines.

    Raises
    ------
    BadFormat
        Where a shape lies beyond what the system can show.
    """
    found = np.asarray(shapes, dtype=object)
    moved = found if crs in DEGREES else transform(found, STORAGE, crs)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise BadFormat(
            Text(f"有图形超出 {crs} 的投影范围", f"a shape lies beyond what {crs} can show"),
            Text("请换一个坐标系，或缩小范围", "choose another system, or fewer features"),
            parameter="crs",
        )
    rings = np.flatnonzero(shapely.get_type_id(moved) == shapely.GeometryType.LINEARRING)
    if not len(rings):
        return moved
    plain = moved.copy()
    plain[rings] = [shapely.LineString(ring.coords) for ring in moved[rings]]
    return plain
