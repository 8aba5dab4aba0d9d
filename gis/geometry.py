"""Geometry on whole arrays: repair, area, edges. Degrees in storage, metres where a measure is taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Mask
from gis.crs import Geometries, in_metres

Bounds = NDArray[np.float64]


def measured_area_m2(geometries: Geometries, metric_crs: str) -> NDArray[np.float64]:
    """Planar area in m², shape (n,), measured in the metric CRS; NaN where there is no geometry."""
    areas = np.asarray(shapely.area(in_metres(geometries, metric_crs)), dtype=np.float64)
    return np.where(shapely.is_missing(geometries), np.nan, areas)


def repaired(geometries: Geometries) -> tuple[Geometries, Mask]:
    """Valid geometries of the same dimension, and which rows were changed for it.

    Polygons are rebuilt by structure (``make_valid``), then lines and points that fall off are dropped; a polygon that
    collapses to nothing becomes empty, and the caller refuses it.
    """
    broken = ~np.asarray(shapely.is_valid(geometries)) & ~shapely.is_missing(geometries)
    if not broken.any():
        return geometries, broken
    mended = geometries.copy()
    for row in np.flatnonzero(broken):
        mended[row] = _same_dimension(geometries[row])
    return mended, broken


def _same_dimension(geometry: Any) -> Any:
    dimension = shapely.get_dimensions(geometry)
    valid = shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(valid)
    kept = parts[shapely.get_dimensions(parts) == dimension]
    if len(kept) == 1:
        return kept[0]
    return shapely.union_all(kept) if len(kept) else shapely.from_wkt("POLYGON EMPTY")


def box_shape(west: float, south: float, east: float, north: float) -> Any:
    """A box in degrees as a geometry: in two parts where west lies above east, for it crosses the antimeridian; a line or point where it has no width."""
    if west > east:
        return shapely.union(_rectangle(west, south, 180, north), _rectangle(-180, south, east, north))
    return _rectangle(west, south, east, north)


def _rectangle(west: float, south: float, east: float, north: float) -> Any:
    # GEOS calls a box without width invalid and finds nothing in it, yet a planner's click is such a box.
    if west < east and south < north:
        return shapely.box(west, south, east, north)
    return (
        shapely.Point(west, south)
        if (west, south) == (east, north)
        else shapely.LineString([(west, south), (east, north)])
    )


def touching(geometries: Geometries, bounds: Bounds, shape: Any) -> Mask:
    """Rows whose geometry intersects a polygon, exactly; boxes first, geometry only where boxes cannot tell."""
    west, south, east, north = shapely.bounds(shape)
    hit = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    candidates = np.flatnonzero(hit)
    if shape.equals(shapely.box(west, south, east, north)):
        candidates = candidates[~_settled_by_box(bounds[candidates], (west, south, east, north))]
    shapely.prepare(shape)
    hit[candidates] = shapely.intersects(shape, geometries[candidates])
    return np.asarray(hit)


def _settled_by_box(bounds: Bounds, box: tuple[float, float, float, float]) -> Mask:
    """Rows that intersect a box for certain: their own box lies inside it."""
    west, south, east, north = box
    return np.asarray(
        (bounds[:, 0] >= west) & (bounds[:, 2] <= east) & (bounds[:, 1] >= south) & (bounds[:, 3] <= north)
    )
