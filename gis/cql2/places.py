"""Geometry literals from nested coordinates, whichever encoding they came in; checked before GEOS sees a relation of them.

They are read in the coordinate system that ``read_in`` says, degrees with longitude first where it says none, and kept in stored degrees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import shapely

from gis.cql2.mistakes import wrong
from gis.cql2.tree import At, Place
from gis.crs import ReferenceSystem, in_degrees
from gis.errors import BadGeometry
from gis.geometry import box_shape
from gis.text import Text, many

NESTING: Final = {
    "Point": 0,
    "LineString": 1,
    "MultiPoint": 1,
    "Polygon": 2,
    "MultiLineString": 2,
    "MultiPolygon": 3,
}
"""How many lists a geometry's positions stand in."""

Position = tuple[float, float]
_SYSTEM: Final[ContextVar[ReferenceSystem | None]] = ContextVar(
    "the coordinate system of geometry literals", default=None
)


@contextmanager
def read_in(system: ReferenceSystem | None) -> Iterator[None]:
    """Read geometry literals in a coordinate system, in its own order of axes."""
    before = _SYSTEM.set(system)
    try:
        yield
    finally:
        _SYSTEM.reset(before)


def position(numbers: Sequence[float], at: At) -> Position:
    """A vertex, x before y: longitude and latitude, or easting and northing; height and measure are left aside."""
    system = _SYSTEM.get()
    if not 2 <= len(numbers) <= 4:
        raise wrong(
            at,
            Text(f"一个坐标有 {len(numbers)} 个数", f"a position of {many(len(numbers), 'number')}"),
            Text("经度与纬度", "longitude and latitude"),
        )
    east, north = float(numbers[0]), float(numbers[1])
    if system is not None and system.northing_first:
        east, north = north, east
    if system is not None and system.projected:
        if not math.isfinite(east) or not math.isfinite(north):
            raise wrong(at, Text("坐标不是数", "a position that is no number"), Text("有限的数", "finite numbers"))
        return east, north
    if not (abs(east) <= 180 and abs(north) <= 90):
        raise wrong(
            at,
            Text(f"坐标 {east:g} {north:g} 超出经纬度范围", f"the position {east:g} {north:g}"),
            Text("先经度后纬度，单位为度", "degrees, longitude before latitude"),
        )
    return east, north


def make_place(kind: str, positions: Any, at: At) -> Place:
    """A geometry of a kind from its positions.

    Raises
    ------
    BadFilter
        Where a ring is open or the geometry is invalid.
    """
    try:
        shape = _BUILDERS[kind](positions, at)
    except (ValueError, shapely.errors.ShapelyError):
        raise wrong(
            at,
            Text(f"{kind} 的坐标不够", f"a {kind} of too few positions"),
            Text("线至少 2 个点，环至少 4 个点", "2 positions a line and 4 a ring at least"),
        ) from None
    return Place(_in_degrees(check_shape(shape, at).shape, at), None, at)


def _in_degrees(shape: Any, at: At) -> Any:
    system = _SYSTEM.get()
    if system is None or not system.projected:
        return shape
    try:
        return in_degrees(shape, system)
    except BadGeometry as beyond:
        raise wrong(at, beyond.text, beyond.remedy) from None


def collected(parts: Sequence[Place], at: At) -> Place:
    """A geometry collection of plain geometries."""
    return check_shape(shapely.GeometryCollection([part.shape for part in parts]), at)


def boxed(numbers: Sequence[float], at: At) -> Place:
    """A BBOX of four numbers, or of six with heights, which are left aside; west above east crosses the antimeridian."""
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise wrong(
            at,
            Text(f"范围框有 {len(numbers)} 个数", f"a box of {many(len(numbers), 'number')}"),
            Text("4 个数：西, 南, 东, 北", "4 numbers: west, south, east, north"),
        )
    west, south = position(numbers[:2], at)
    east, north = position(numbers[3:5] if len(numbers) == 6 else numbers[2:], at)
    if south > north:
        raise wrong(
            at,
            Text(
                f"范围框的南 {south:g} 大于北 {north:g}", f"a box whose south {south:g} lies above its north {north:g}"
            ),
            Text("西, 南, 东, 北", "west, south, east, north"),
        )
    system = _SYSTEM.get()
    if system is not None and system.projected:
        return Place(_in_degrees(box_shape(west, south, east, north), at), None, at)
    return Place(box_shape(west, south, east, north), (west, south, east, north), at)


def check_shape(shape: Any, at: At) -> Place:
    """A geometry literal, where it is one that a relation can be asked of."""
    if shape.is_empty:
        raise wrong(at, Text("空的图形", "an empty geometry"), Text("有坐标的图形", "a geometry with positions"))
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        raise wrong(
            at,
            Text(f"图形无效：{reason}", f"an invalid geometry: {reason}"),
            Text("边界不自交、洞在外环之内", "rings that do not cross, holes inside their outer ring"),
        )
    return Place(shape, None, at)


def _polygon(rings: Sequence[Sequence[Position]], at: At) -> Any:
    for ring in rings:
        if len(ring) > 1 and ring[0] != ring[-1]:
            raise wrong(
                at,
                Text("面的环没有闭合", "a ring that is not closed"),
                Text("末点与首点相同", "a last position equal to the first"),
            )
        if len(ring) < 4:
            raise ValueError(len(ring))
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


_BUILDERS: Final[dict[str, Callable[[Any, At], Any]]] = {
    "Point": lambda positions, _: shapely.Point(positions),
    "LineString": lambda positions, _: shapely.LineString(positions),
    "MultiPoint": lambda positions, _: shapely.MultiPoint(positions),
    "Polygon": _polygon,
    "MultiLineString": lambda lines, _: shapely.MultiLineString(lines),
    "MultiPolygon": lambda parts, at: shapely.MultiPolygon([_polygon(part, at) for part in parts]),
}
