"""Shapely geometries made of GeoJSON coordinates, on whole arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import Geometries
from gis.text import Text

LEVELS: Final = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}
_TYPES: Final = {name: getattr(shapely.GeometryType, name.upper()) for name in LEVELS}
_NUMBERS: Final[frozenset[type]] = frozenset({int, float})
_NO_GEOMETRY: Final = Text("图形无法使用", "the geometry cannot be used")


def built(shapes: Sequence[Any], problems: dict[int, Text]) -> Geometries:
    """Geometries of GeoJSON geometry objects, shape (n,); why one cannot be built is put into ``problems`` by its row."""
    geometries = np.full(len(shapes), None, dtype=object)
    made = _built_alike(shapes)
    if made is not None:
        return made
    groups: dict[str, list[int]] = {name: [] for name in LEVELS}
    for row, shape in enumerate(shapes):
        kind = shape.get("type") if isinstance(shape, dict) else None
        if kind in groups:
            groups[kind].append(row)
        elif kind == "GeometryCollection":
            _settle(geometries, row, _collected(shape), problems)
        elif shape is not None:
            problems.setdefault(row, _NO_GEOMETRY)
    for kind, rows in groups.items():
        _build_group(kind, rows, shapes, geometries, problems)
    return geometries


def _built_alike(shapes: Sequence[Any]) -> Geometries | None:
    """Geometries of objects that are all of one type and sound; None where they are not."""
    try:
        kinds = set(map(itemgetter("type"), shapes))
        coordinates = list(map(itemgetter("coordinates"), shapes))
    except (KeyError, TypeError, IndexError):
        return None
    alike = len(kinds) == 1 and all(coordinates)
    return _from_coordinates(kinds.pop(), coordinates) if alike else None


def _build_group(
    kind: str, rows: list[int], shapes: Sequence[Any], geometries: Geometries, problems: dict[int, Text]
) -> None:
    """All geometries of one type at once; halves of them where that fails, until those that are broken stand alone."""
    open_ = [[row for row in rows if shapes[row].get("coordinates") != []]]
    while open_:
        some = open_.pop()
        made = _from_coordinates(kind, [shapes[row].get("coordinates") for row in some]) if some else None
        if made is not None:
            geometries[some] = made
        elif len(some) == 1:
            _settle(geometries, some[0], None, problems)
        elif some:
            open_ += [some[len(some) // 2 :], some[: len(some) // 2]]


def _settle(geometries: Geometries, row: int, geometry: Any, problems: dict[int, Text]) -> None:
    geometries[row] = geometry
    if geometry is None:
        problems.setdefault(row, _NO_GEOMETRY)


def _single(kind: str, coordinates: Any) -> Any:
    made = _from_coordinates(kind, [coordinates])
    return None if made is None else made[0]


def _collected(shape: Mapping[str, Any]) -> Any:
    """A geometry collection of simple parts; collections inside collections are not taken."""
    members = shape.get("geometries")
    if not isinstance(members, list):
        return None
    parts = [_single(str(m.get("type")), m.get("coordinates")) if isinstance(m, dict) else None for m in members]
    return None if any(part is None for part in parts) else shapely.GeometryCollection(parts)


def _from_coordinates(kind: str, coordinates: list[Any]) -> Geometries | None:
    """Geometries of one type from their nested lists; None where any of them cannot be built."""
    if kind not in LEVELS:
        return None
    offsets: list[NDArray[np.int64]] = []
    level: list[Any] = coordinates
    try:
        for _ in range(LEVELS[kind]):
            offsets.append(np.concatenate([[0], np.cumsum(np.fromiter(map(len, level), np.int64, len(level)))]))
            level = list(chain.from_iterable(level))
        flat = _points(level)
        if flat is None:
            return None
        return np.asarray(shapely.from_ragged_array(_TYPES[kind], flat, tuple(reversed(offsets)) or None), dtype=object)
    except (TypeError, ValueError, OverflowError, shapely.errors.GEOSException):
        return None


def _points(positions: list[Any]) -> NDArray[np.float64] | None:
    """The x and y of positions, shape (n, 2); None where they are not finite numbers, or not as many in each."""
    sizes = set(map(len, positions))
    numbers = list(chain.from_iterable(positions))
    if len(sizes) != 1 or not _NUMBERS.issuperset(map(type, numbers)):
        return None
    points = np.array(numbers, dtype=np.float64).reshape(-1, sizes.pop())
    return np.ascontiguousarray(points[:, :2]) if points.shape[1] > 1 and np.isfinite(points).all() else None
