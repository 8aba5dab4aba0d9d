"""Places in a query string: boxes, polygons, and the coordinate systems that they are given in and answered in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from api.asking.given import Given, bad, number
from gis.crs import ReferenceSystem, in_degrees
from gis.errors import BadBox, BadGeometry
from gis.geometry import box_shape
from gis.query import Box, polygon_from_wkt
from gis.text import Text, either


def crs(given: Given, name: str, systems: Sequence[ReferenceSystem]) -> ReferenceSystem:
    """``crs``, ``bbox-crs`` and ``filter-crs``: a system by its OGC identifier, ``EPSG:4548`` or ``[EPSG:4548]``; the first where none is given.

    Raises
    ------
    BadParameter
        Where it is not spoken; lists those that are.
    """
    text = given.one(name)
    if text is None:
        return systems[0]
    plain = text.removeprefix("[").removesuffix("]")
    for system in systems:
        if text == system.uri or plain in (system.name, system.name.removeprefix("OGC:")):
            return system
    listed = ", ".join(system.uri for system in systems)
    raise bad(
        name,
        Text(f"没有坐标系 {text[:80]}", f"there is no coordinate system {text[:80]}"),
        Text(f"可用坐标系：{listed}", f"coordinate systems: {listed}"),
    )


def bbox(given: Given, systems: Sequence[ReferenceSystem]) -> Box | None:
    """``bbox`` in the order of axes of ``bbox-crs``, west,south,east,north where that is absent; six numbers carry heights, left aside.

    Raises
    ------
    BadBox
        Where it is not four or six numbers, or encloses nothing, or lies beyond the system's reach.
    """
    text, system = given.one("bbox"), crs(given, "bbox-crs", systems)
    if text is None:
        return None
    parts = text.split(",")
    if len(parts) not in (4, 6):
        raise _bad_box(
            Text(
                f"范围框应有 4 个数，给了 {len(parts)} 个",
                f"a bounding box has 4 numbers; {len(parts)} {either(len(parts), 'was', 'were')} given",
            )
        )
    numbers = [number("bbox", part) for part in parts]
    lower, upper = numbers[:2], numbers[len(parts) // 2 :][:2]
    if system.northing_first:
        lower, upper = lower[::-1], upper[::-1]
    return _plane_box(system, lower, upper) if system.projected else _box(*lower, *upper)


def _box(west: float, south: float, east: float, north: float) -> Box:
    return Box(west=west, south=south, east=east, north=north)


def _plane_box(system: ReferenceSystem, lower: Sequence[float], upper: Sequence[float]) -> Box:
    if lower[0] > upper[0] or lower[1] > upper[1]:
        raise _bad_box(Text("范围框的下角大于上角", "the lower corner lies above the upper one"))
    try:
        outline = in_degrees(box_shape(*lower, *upper), system)
    except BadGeometry as beyond:
        raise BadBox(beyond.text, beyond.remedy, parameter="bbox") from None
    west, south, east, north = map(float, shapely.bounds(outline))
    return Box(west=west, south=south, east=east, north=north, outline=outline)


def _bad_box(text: Text) -> BadBox:
    remedy = Text(
        "按坐标系的轴顺序给出两角，CRS84 为“西,南,东,北”，例如 116.6,36.4,116.9,36.7",
        "give two corners in the system's order of axes; in CRS84 west,south,east,north, for example 116.6,36.4,116.9,36.7",
    )
    return BadBox(text, remedy, parameter="bbox")


def within(given: Given, systems: Sequence[ReferenceSystem]) -> Any:
    """``within``: a polygon in WKT, in degrees with longitude before latitude unless ``filter-crs`` says otherwise."""
    text, system = given.one("within"), crs(given, "filter-crs", systems)
    if text is None:
        return None
    shape = polygon_from_wkt(text)
    if system.northing_first:
        shape = shapely.transform(shape, lambda xy: np.ascontiguousarray(xy[:, ::-1]))
    return in_degrees(shape, system) if system.projected else shape
