"""Geometries as the text of GeoJSON, on whole arrays: each number the shortest decimal that names it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gis.crs import Geometries

_NAMES: Final = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_TYPES: Final = {name: getattr(shapely.GeometryType, name.upper()) for name in _NAMES}
_END: Final = ord("\n")


def outline_texts(geometries: Geometries) -> list[bytes]:
    """Geometries as GeoJSON objects, longitude before latitude as they are, without heights; ``null`` where there is none."""
    kinds = shapely.get_type_id(geometries)
    if (kinds == shapely.GeometryType.LINEARRING).any():
        geometries = np.array([_as_line(shape) for shape in geometries.tolist()], dtype=object)
        kinds = shapely.get_type_id(geometries)
    if len(kinds) and (kinds == _TYPES["Polygon"]).all() and (whole := _whole_polygons(geometries)) is not None:
        return whole
    made = [b"null"] * len(geometries)
    for name, number in _TYPES.items():
        rows = np.flatnonzero(kinds == number)
        if not len(rows):
            continue
        some = geometries[rows]
        written = _whole_polygons(some) if name == "Polygon" else None
        if written is None:
            begins = b'{"type":"%b","coordinates":' % name.encode()
            written = [begins + coordinates + b"}" for coordinates in _nested_texts(some)]
        for row, text in zip(rows.tolist(), written, strict=True):
            made[row] = text
    for row in np.flatnonzero(kinds == shapely.GeometryType.GEOMETRYCOLLECTION).tolist():
        made[row] = orjson.dumps(orjson.loads(shapely.to_geojson(geometries[row])))
    return made


def _as_line(shape: Any) -> Any:
    """A ring as the line that it is; anything else as it is."""
    return shapely.LineString(shape.coords) if isinstance(shape, shapely.LinearRing) else shape


def _whole_polygons(polygons: Geometries) -> list[bytes] | None:
    """The texts of polygons without holes, None where one has a hole or nothing: points are cut between two outlines, and nowhere else."""
    counts = shapely.get_num_coordinates(polygons)
    if shapely.get_num_interior_rings(polygons).any() or not counts.all():
        return None
    text = _write_points(shapely.get_coordinates(polygons))
    signs = np.frombuffer(text, np.uint8).copy()
    # Where a bracket closes a point ends; behind the last point of an outline stands the comma that is the cut.
    signs[np.flatnonzero(signs == ord("]"))[np.cumsum(counts)[:-1] - 1] + 1] = _END
    return [b'{"type":"Polygon","coordinates":[[%b]]}' % points for points in signs[1:-1].tobytes().split(b"\n")]


def _write_points(coordinates: NDArray[np.float64]) -> bytes:
    return orjson.dumps(np.ascontiguousarray(coordinates), option=orjson.OPT_SERIALIZE_NUMPY)


def _nested_texts(geometries: Geometries) -> list[bytes]:
    """Coordinates of geometries of one type as text, nested as GeoJSON nests them."""
    _, coordinates, offsets = shapely.to_ragged_array(geometries, include_z=False)
    if not len(coordinates):
        return _empty_texts(offsets, len(geometries))
    text = _write_points(coordinates)
    # A point ends where a bracket closes; the last of them closes the whole.
    after = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("]"))[:-1] + 1
    begins = np.concatenate([[1], after + 1])
    if not offsets:
        return [text[start:end] for start, end in zip(begins.tolist(), after.tolist(), strict=False)]
    first, *outer = offsets
    starts, ends = begins[first[:-1]].tolist(), np.concatenate([[1], after])[first[1:]].tolist()
    nested = [b"[%b]" % text[start:end] for start, end in zip(starts, ends, strict=True)]
    for parts in outer:
        places = parts.tolist()
        if len(places) == len(nested) + 1 and places[-1] == len(nested) and (np.diff(parts) == 1).all():
            nested = [b"[%b]" % each for each in nested]
        else:
            nested = [b"[%b]" % b",".join(nested[start:end]) for start, end in pairwise(places)]
    return nested


def _empty_texts(offsets: Sequence[NDArray[np.int64]], count: int) -> list[bytes]:
    """Coordinates of geometries of which none has a point."""
    nested: list[bytes] = []
    for parts in offsets:
        nested = [b"[%b]" % b",".join(nested[start:end]) for start, end in pairwise(parts.tolist())]
    return nested or [b"[]"] * count
