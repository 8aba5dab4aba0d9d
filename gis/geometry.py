"""Geometry on whole arrays: repair, area, edges. Degrees in storage, metres where a measure is taken."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.crs import Geometries, in_metres

Bounds = NDArray[np.float64]
T = TypeVar("T")


class Shapes(Protocol):
    """Geometries by row: an array of them, or what makes arrays of the rows that it is asked for."""

    def __len__(self) -> int:
        """How many rows there are."""

    def __getitem__(self, rows: Any, /) -> Any:
        """The geometry of a row, or an array of those of several."""

    def __array__(self) -> Geometries:
        """All of them."""


def measured_area_m2(geometries: Geometries, metric_crs: str) -> NDArray[np.float64]:
    """Planar area in m², shape (n,), measured in the metric CRS; NaN where there is no geometry."""
    areas = np.asarray(shapely.area(in_metres(geometries, metric_crs)), dtype=np.float64)
    return np.where(shapely.is_missing(geometries), np.nan, areas)


def by_pieces(function: Callable[[Geometries], T], shapes: Shapes, rows: Rows | None = None) -> list[T]:
    """What a function makes of shapes, or of some rows of them, some thousands at a time: no more than those need be there as objects.

    It works on all cores, for shapely and numpy let other threads work meanwhile.
    """
    picked = np.arange(len(shapes)) if rows is None else rows
    pieces = np.split(picked, range(_AT_A_TIME, len(picked), _AT_A_TIME))
    if len(pieces) == 1:
        return [function(shapes[picked])]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(lambda piece: function(shapes[piece]), pieces))


_AT_A_TIME: Final = 1 << 15
AREA_TOLERANCE: Final = 0.05
"""By what share a registered area may differ from the measured one before somebody should look."""


def area_gaps(registered: NDArray[np.float64], measured: NDArray[np.float64]) -> Mask:
    """Which registered areas differ from the measured ones, shapes (n,), by more than the tolerance; none where either is unknown."""
    return np.asarray(np.abs(registered - measured) > AREA_TOLERANCE * measured)


def repair_geometries(geometries: Geometries) -> tuple[Geometries, Mask]:
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


def wkt_shape(text: str, *, longest: int = 100_000) -> Any:
    """A shape of WKT; None where it is too long or none, or a collection of several."""
    if len(text) > longest or "GEOMETRYCOLLECTION" in text.upper():
        return None
    # Curves are not implemented, and a figure beyond float64 warns: both are only another wrong shape.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            return shapely.from_wkt(text)
        except (shapely.errors.ShapelyError, NotImplementedError, ValueError):
            return None


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


def touching(
    geometries: Shapes,
    bounds: Bounds,
    shape: Any,
    sorted_out: Callable[[Any, Rows], tuple[Mask, Mask] | None] | None = None,
) -> Mask:
    """Rows whose geometry intersects a shape, exactly; boxes first, geometry only where boxes cannot tell.

    ``sorted_out`` says of some rows which lie inside the shape for certain and which may touch it, where an index can tell.
    """
    west, south, east, north = shapely.bounds(shape).tolist()
    w, s, e, n = bounds.T
    hit = np.asarray((w <= east) & (e >= west) & (s <= north) & (n >= south))
    rows = np.flatnonzero(hit)
    shapely.prepare(shape)
    # A box whose edge is the antimeridian is a polygon and a line: the line has no inside that rays could tell.
    areal = shapely.get_type_id(shape) in _POLYGONAL
    told = sorted_out(shape, rows) if sorted_out and areal and len(rows) else None
    if told is not None:
        inside, open_ = told
        hit[rows] = inside
        rows = rows[open_ & ~inside]
    if areal and len(rows) > 1:
        rows = rows[_settle_by_box(shape, bounds, rows, hit)]
    if len(rows):
        hit[rows] = shapely.intersects(shape, geometries[rows])
    return hit


def _settle_by_box(shape: Any, bounds: Bounds, rows: Rows, hit: Mask) -> Mask:
    """Which of some rows their own boxes leave open; what these tell is written to ``hit``. Cheaper than to decode a geometry."""
    inside, open_ = beside(shape, bounds[rows])
    hit[rows] = inside
    return open_


def beside(shape: Any, boxes: Bounds) -> tuple[Mask, Mask]:
    """Which boxes lie inside a polygon for certain, and which may touch its edge; the rest lie outside.

    A box is apart from an edge where their own boxes are, or where all its corners lie on one side of the edge's line by more than rounding. One that is
    apart from every edge lies inside where a ray from its middle crosses the edges an odd number of times; of holes and parts too.
    """
    rings = shapely.get_rings(shapely.get_parts(shape))
    ends = shapely.get_num_coordinates(rings).cumsum()
    points = shapely.get_coordinates(rings)
    inner = np.ones(len(points), dtype=bool)
    inner[ends - 1] = False
    starts = np.flatnonzero(inner)
    found = np.zeros((2, len(boxes)), dtype=bool)
    step = max(1, _AT_ONCE // max(1, len(starts)))
    for first in range(0, len(boxes), step):
        some = slice(first, first + step)
        found[:, some] = _beside(points[starts], points[starts + 1], boxes[some].T[:, :, None])
    return found[0], found[1]


def _beside(start: NDArray[np.float64], end: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Inside and open, shape (2, n), for boxes of shape (4, n, 1) beside edges of shape (e, 2)."""
    west, south, east, north = box
    (x, y), (dx, dy) = start.T, (end - start).T
    low, high = np.minimum(start, end).T, np.maximum(start, end).T
    overlap = (low[0] <= east) & (high[0] >= west) & (low[1] <= north) & (high[1] >= south)
    # The line's side of the corner farthest along its normal, and of the one farthest against it.
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    side = dx * (middle_y - y) - dy * (middle_x - x)
    reach = np.abs(dx) * (north - south) / 2 + np.abs(dy) * (east - west) / 2
    rounding = _ROUNDING * (np.abs(dx) * (np.abs(middle_y) + np.abs(y)) + np.abs(dy) * (np.abs(middle_x) + np.abs(x)))
    meets = (overlap & (np.abs(side) <= reach + rounding)).any(axis=1)
    spans = (start[:, 1] > middle_y) != (end[:, 1] > middle_y)
    # The edge lies to the east of the middle where that lies on the side to which an upward edge has its left.
    east_of = (side > 0) == (dy > 0)
    odd = (spans & east_of).sum(axis=1) % 2 == 1
    return np.stack([odd & ~meets, meets])


_POLYGONAL: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_AT_ONCE: Final = 1 << 20
"""Pairs of box and edge that are compared at a time."""
_ROUNDING: Final = 1e-14
"""Of a product of two degrees: some forty times what float64 leaves off."""


def meeting_box(
    geometries: Shapes, bounds: Bounds, box: tuple[float, float, float, float], connected: Callable[[Rows], Mask]
) -> Mask:
    """Rows whose geometry intersects an upright box with width and height, exactly.

    Boxes tell of all rows that lie within the box, and of those of one piece that lie within it along one axis, for they cross it; geometry
    is looked at for the rest, those at its corners. ``connected`` says which of some rows are of one piece.
    """
    west, south, east, north = box
    w, s, e, n = bounds.T
    hit = np.asarray((w <= east) & (e >= west) & (s <= north) & (n >= south))
    across, along = (w >= west) & (e <= east), (s >= south) & (n <= north)
    rows = np.flatnonzero(hit & ~(across & along))
    if len(rows):
        rows = rows[~((across | along)[rows] & connected(rows))]
    if len(rows):
        shape = shapely.box(west, south, east, north)
        shapely.prepare(shape)
        hit[rows] = shapely.intersects(shape, geometries[rows])
    return hit


def as_wkb(geometries: Geometries) -> list[bytes]:
    """Geometries as WKB, little end first and without heights; nothing where there is none."""
    return [text or b"" for text in shapely.to_wkb(geometries, byte_order=1, output_dimension=2).tolist()]


def of_one_piece(geometries: Geometries) -> Mask:
    """Which geometries are connected for certain: points, lines, rings and polygons, none of several parts."""
    kinds = shapely.get_type_id(geometries)
    return np.asarray((kinds >= 0) & (kinds < _SEVERAL))


_SEVERAL: Final = 4
"""Type numbers of GEOS from here on, MultiPoint the first, are of several parts."""
