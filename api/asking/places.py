"""Places in a query string: boxes, polygons, and the coordinate systems that they are given in and answered in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from api.asking.given import Given, bad, number
from gis.crs import ReferenceSystem, in_degrees
from gis.errors import BadBox, BadGeometry
from gis.featurenames import name_at
from gis.features import unknown_feature
from gis.geometry import box_shape
from gis.inventory import Inventory
from gis.layer import Layer
from gis.query import Box, Near, near_shape, polygon_from_wkt
from gis.text import Text, either


def crs(given: Given, name: str, systems: Sequence[ReferenceSystem]) -> ReferenceSystem:
    """``crs``, ``bbox-crs`` and ``filter-crs``: a system by its OGC identifier, ``EPSG:4548`` or ``[EPSG:4548]``; the first where none is given.

    Raises
    ------
    BadParameter
        Where it is not spoken; lists those that are.
    """
    text = given.one(name)
    return systems[0] if text is None else named_system(text, name, systems)


def named_system(text: str, name: str, systems: Sequence[ReferenceSystem]) -> ReferenceSystem:
    """The spoken system that a text names, as ``crs`` reads it; ``name`` is that of the parameter.

    Raises
    ------
    BadParameter
        Where it is not spoken; lists those that are.
    """
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
    return _stored(polygon_from_wkt(text), system)


def _stored(shape: Any, system: ReferenceSystem) -> Any:
    """A shape that was given in a system, in stored degrees."""
    if system.northing_first:
        shape = shapely.transform(shape, lambda xy: np.ascontiguousarray(xy[:, ::-1]))
    return in_degrees(shape, system) if system.projected else shape


def near(given: Given, inventory: Inventory, systems: Sequence[ReferenceSystem]) -> Near | None:
    """``near`` and ``distance_m``: within so many metres of a feature, ``parks/P-1``, or of a shape in WKT as ``within`` has it.

    Raises
    ------
    BadParameter
        Where one stands without the other, or the feature is not there or has no place.
    BadGeometry, BadRange
        Where the shape or the distance cannot be used.
    """
    place, distance = given.one("near"), given.one("distance_m")
    if place is None and distance is None:
        return None
    if place is None or distance is None:
        alone, other = ("distance_m", "near") if place is None else ("near", "distance_m")
        raise bad(alone, Text(f"须与 {other} 同用", f"goes with {other}"), _NEAR)
    metres, metric_crs = number("distance_m", distance), inventory.catalog.metric_crs
    if _WKT.match(place):
        return near_shape(place, metric_crs, metres, lambda shape: _stored(shape, crs(given, "filter-crs", systems)))
    layer, row = _feature(place.strip(), inventory)
    shape, name = layer.shapes[row], name_at(layer, row)
    if shape is None:
        raise bad("near", Text(f"“{name.zh}”没有位置", f"{name.en} has no place"), _NEAR)
    return Near(shape=shape, metres=metres, metric_crs=metric_crs, what=Text(f"“{name.zh}”", name.en))


def _feature(place: str, inventory: Inventory) -> tuple[Layer, int]:
    """The layer and the row of ``parks/P-1``."""
    collection, sign, key = place.partition("/")
    if not sign or collection not in inventory.layers:
        names = ", ".join(inventory.layers)
        raise bad(
            "near",
            Text(f"{place[:80]!r} 不是“图层/编号”，也不是 WKT", f"{place[:80]!r} is neither collection/id nor WKT"),
            Text(f"{_NEAR.zh}；图层：{names}", f"{_NEAR.en}; collections: {names}"),
        )
    layer = inventory.layer(collection)
    if key not in layer.row_of:
        missing = unknown_feature(layer.collection, key[:80])
        raise bad("near", missing.text, missing.remedy)
    return layer, layer.row(key)


_WKT: Final = re.compile(r"\s*(MULTI)?(POINT|LINESTRING|POLYGON)\b[^/]*(\(|EMPTY)", re.IGNORECASE)
_NEAR: Final = Text(
    "例如 near=parks/P-1&distance_m=2000，或 near=POINT(116.78 36.55)&distance_m=2000",
    "for example near=parks/P-1&distance_m=2000, or near=POINT(116.78 36.55)&distance_m=2000",
)
