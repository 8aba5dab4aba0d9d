"""Shapes as a file has them: those of storage in the system of the file, x before y."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from gis.crs import DEGREES, STORAGE, Geometries, transform
from gis.errors import BadFormat
from gis.text import Text

_NEAR: Final = 1e-6
"""Degrees that the way there and back may be off."""


def moved_shapes(shapes: Geometries, crs: str) -> Geometries:
    """Stored shapes in another system, shape (n,); rings are lines.

    Raises
    ------
    BadFormat
        Where a shape lies beyond what the system can show.
    """
    found = np.asarray(shapes, dtype=object)
    moved = found if crs in DEGREES else transform(found, STORAGE, crs)
    if moved is not found and len(found) and not _comes_back(found, moved, crs):
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


def _comes_back(found: Geometries, moved: Geometries, crs: str) -> bool:
    """Whether the way back leads where the shapes were: beyond its reach a projection folds over."""
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        return False
    west, south, east, north = shapely.total_bounds(found).tolist()
    corners = np.array([(x, y) for x in (west, east) for y in (south, north)])
    if not np.isfinite(corners).all():
        return True
    there = transform(shapely.points(corners), STORAGE, crs)
    back = shapely.get_coordinates(transform(there, crs, STORAGE))
    return back.shape == corners.shape and bool(np.allclose(back, corners, rtol=0, atol=_NEAR))
