"""Features drawn with their own shape: rounded to a tile's units, clipped to its buffer, valid.

Rounding moves a vertex by √½ of a unit at most, so that a shape whose clearance is more than twice that stays valid for certain; only others are
looked at and mended. Only those that cross the buffer's edge are clipped.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.crs import Geometries
from gis.tiles.cut import cut_rings
from gis.tiles.grid import BUFFER, EXTENT, Address
from gis.tiles.ragged import offsets, spread
from gis.tiles.source import LINE, POINT, POLYGON, TileSource
from gis.tiles.tokens import sums
from gis.tiles.wire import Shapes

_CERTAIN: Final = 1.5
"""Units of clearance from which rounding harms nothing: more than √2."""
_CERTAIN_CUT: Final = 3.0
"""The same for a ring that is cut, where two new vertices are rounded along the side."""
_MOST: Final = 10_000
"""Vertices of one feature in one tile."""
THINNED_TO: Final = 14
"""Deepest level at which dense outlines are thinned: of vertices within a quarter of a pixel, four units, the first is drawn."""
_QUARTER: Final = 2
_FEW: Final = 24
"""Vertices of a feature that is never thinned."""
_ENOUGH: Final = 8
"""Vertices that a path must keep, or it is not thinned."""
_HALF_PIXEL: Final = 8
_LOW: Final = -BUFFER
_HIGH: Final = EXTENT + BUFFER
_TOGETHER: Final = {POINT: shapely.multipoints, LINE: shapely.multilinestrings, POLYGON: shapely.multipolygons}
_MULTI: Final = {
    POINT: shapely.GeometryType.MULTIPOINT,
    LINE: shapely.GeometryType.MULTILINESTRING,
    POLYGON: shapely.GeometryType.MULTIPOLYGON,
}


def draw_shapes(source: TileSource, at: Address, picked: Rows) -> tuple[Shapes, Rows]:
    """Shapes of some features in a tile, and which of ``picked`` they are; what collapses or lies outside is left out."""
    kinds = source.kinds[picked]
    inside = _inside(source, at, picked)
    clearance = source.clearances[picked] * 2.0**-at.shift
    simple = (vertices(source, picked) <= _FEW) | (at.zoom > THINNED_TO)
    plain = inside & simple & ((clearance > _CERTAIN) | (kinds == POINT))
    parts, numbers = [take_shapes(source, at, picked[plain])], [np.flatnonzero(plain)]
    one = source.feature_paths[picked + 1] - source.feature_paths[picked] == 1
    whole = np.flatnonzero(~inside & simple & one & (clearance > _CERTAIN_CUT) & (kinds == POLYGON))
    if len(whole):
        shapes, of, failed = cut_rings(take_shapes(source, at, picked[whole]))
        parts.append(shapes)
        numbers.append(whole[of])
        plain[whole[~failed]] = True
    for kind, mask in ((kind, mask) for kind in (POINT, LINE, POLYGON) for mask in (inside, ~inside)):
        rest = np.flatnonzero(~plain & mask & (kinds == kind))
        if len(rest):
            shapes, kept = _mend_shapes(source, at, picked[rest], kind, crossing=mask is not inside)
            parts.append(shapes)
            numbers.append(rest[kept])
    return Shapes.joined(parts), np.concatenate(numbers)


def _inside(source: TileSource, at: Address, picked: Rows) -> Mask:
    """Which features lie within the tile and its buffer."""
    west, north, east, south = at.within(BUFFER)
    w, n, e, s = source.boxes[:, picked]
    return np.asarray((w >= west) & (n >= north) & (e <= east) & (s <= south))


def vertices(source: TileSource, picked: Rows) -> NDArray[np.int64]:
    """How many vertices some features have."""
    return source.path_starts[source.feature_paths[picked + 1]] - source.path_starts[source.feature_paths[picked]]


def take_shapes(source: TileSource, at: Address, picked: Rows) -> Shapes:
    """Shapes of some features, rounded to a tile's units and nothing more."""
    paths, shapes = _paths(source, picked)
    return replace(shapes, xy=at.local(source.xy[spread(source.path_starts[paths], np.diff(shapes.path_starts))]))


def _paths(source: TileSource, picked: Rows) -> tuple[NDArray[np.int64], Shapes]:
    """The paths of some features in the source, and how these make up shapes; their vertices are left out."""
    first, end = source.feature_paths[picked], source.feature_paths[picked + 1]
    paths = spread(first, end - first)
    starts = offsets(source.path_starts[paths + 1] - source.path_starts[paths])
    return paths, Shapes(
        kinds=source.kinds[picked], feature_paths=offsets(end - first), path_starts=starts, xy=source.xy[:0]
    )


def _mend_shapes(source: TileSource, at: Address, picked: Rows, kind: int, *, crossing: bool) -> tuple[Shapes, Rows]:
    """Shapes of one kind made valid, those that cross the buffer's edge clipped before they are rounded; which of them are left."""
    exact = _geometries(source, at, picked, kind)
    if crossing:
        exact = _clip(exact)
    _lighten(exact)
    found = shapely.remove_repeated_points(_of_kind(_round_shapes(exact), kind))
    kept = np.flatnonzero(~(shapely.is_missing(found) | shapely.is_empty(found)))
    return _shapes(found[kept], kind), kept


def _clip(shapes: Geometries) -> Geometries:
    """The parts of shapes within the buffer's edge."""
    try:
        return np.asarray(shapely.clip_by_rect(shapes, _LOW, _LOW, _HIGH, _HIGH))
    except shapely.GEOSException:
        # GEOS gives up where a ring only grazes the edge; its overlay, which is slower, does not.
        sound = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
        return np.asarray(shapely.intersection(sound, shapely.box(_LOW, _LOW, _HIGH, _HIGH)))


def _lighten(shapes: Geometries) -> None:
    """Draw features with too many vertices more coarsely, in place: to node 100,000 of them on the grid takes seconds."""
    for n in np.flatnonzero(shapely.get_num_coordinates(shapes) > _MOST):
        tolerance = 1.0
        while shapely.get_num_coordinates(shapes[n]) > _MOST:
            shapes[n] = shapely.simplify(shapes[n], tolerance, preserve_topology=False)
            tolerance *= 2


def _round_shapes(exact: Geometries) -> Geometries:
    """Shapes with whole coordinates, valid: where rounding each vertex breaks one, its lines are noded on the grid and put together anew."""
    snapped: Geometries = shapely.transform(exact, np.rint)
    broken = ~np.asarray(shapely.is_valid(snapped))
    if broken.any():
        torn = exact[broken]
        unsound = ~np.asarray(shapely.is_valid(torn))
        torn[unsound] = shapely.make_valid(torn[unsound], method="structure", keep_collapsed=False)
        snapped[broken] = shapely.set_precision(torn, 1.0)
    return snapped


def _of_kind(shapes: Geometries, kind: int) -> Geometries:
    """Shapes without their parts of lower dimension."""
    mixed = (shapely.get_dimensions(shapes) + 1 != kind) | (shapely.get_type_id(shapes) == _COLLECTION)
    for n in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[n])
        shapes[n] = _TOGETHER[kind](parts[shapely.get_dimensions(parts) + 1 == kind])
    return shapes


_COLLECTION: Final = 7
"""Number of GeometryCollection in GEOS."""


def _geometries(source: TileSource, at: Address, picked: Rows, kind: int) -> Geometries:
    """Multi-geometries of shapely of features of one kind, in a tile's units, not rounded; of vertices that round to one place the first."""
    paths, shapes = _paths(source, picked)
    outer = ~source.inner[paths]
    steps = source.xy[spread(source.path_starts[paths], np.diff(shapes.path_starts))]
    kept, lengths = _thin(at.local(steps), shapes.path_starts, at.zoom)
    whole = lengths >= _LEAST[kind]
    if at.zoom <= THINNED_TO and kind == POLYGON:
        whole &= _seen(at.local(steps), shapes, outer)
    # The holes of a ring that is gone are gone with it.
    whole &= whole[np.maximum.accumulate(np.where(outer, np.arange(len(outer)), 0))]
    kept &= whole.repeat(np.diff(shapes.path_starts))
    xy, lengths, per_feature = at.local_exactly(steps[kept]), lengths[whole], sums(whole, shapes.feature_paths)
    if kind == POINT:
        return _from_ragged(kind, xy, offsets(lengths))
    if kind == LINE:
        return _from_ragged(kind, xy, offsets(lengths), offsets(per_feature))
    closed, rings = _close_rings(xy, lengths)
    shells = np.append(np.flatnonzero(outer[whole]), len(lengths))
    return _from_ragged(kind, closed, rings, shells, offsets(sums(whole & outer, shapes.feature_paths)))


_LEAST: Final = {POINT: 1, LINE: 2, POLYGON: 3}
"""Vertices that a path of each kind has at least."""


def _seen(xy: NDArray[np.int64], shapes: Shapes, outer: Mask) -> Mask:
    """Which rings measure half a pixel or more; all of a feature none of whose parts does."""
    starts = shapes.path_starts[:-1]
    sides = np.maximum.reduceat(xy, starts, axis=0) - np.minimum.reduceat(xy, starts, axis=0)
    large = sides.max(axis=1) >= _HALF_PIXEL
    any_ = sums(large & outer, shapes.feature_paths) > 0
    return np.asarray(large | ~any_.repeat(np.diff(shapes.feature_paths)))


def _thin(xy: NDArray[np.int64], starts: NDArray[np.int64], zoom: int) -> tuple[Mask, NDArray[np.int64]]:
    """Which vertices of paths are drawn, and how many each path has."""
    kept, lengths = _apart(xy, starts)
    if zoom <= THINNED_TO:
        fewer, counts = _apart(xy >> _QUARTER, starts)
        enough = counts >= _ENOUGH
        kept &= fewer | ~enough.repeat(np.diff(starts))
        lengths = np.where(enough, counts, lengths)
    return kept, lengths


def _apart(xy: NDArray[np.int64], starts: NDArray[np.int64]) -> tuple[Mask, NDArray[np.int64]]:
    """Vertices that differ from the one before in their path, the first among them; how many each path has."""
    differs = np.ones(len(xy), dtype=bool)
    differs[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    differs[starts[:-1]] = True
    return differs, sums(differs, starts)


def _from_ragged(kind: int, xy: NDArray[np.float64], *levels: NDArray[Any]) -> Geometries:
    return np.asarray(shapely.from_ragged_array(_MULTI[kind], xy, levels), dtype=object)


def _close_rings(xy: NDArray[np.float64], lengths: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Rings with their first vertex again at the end."""
    starts = offsets(lengths)
    ends = starts + np.arange(len(starts))
    out = np.empty((len(xy) + len(lengths), 2))
    last = ends[1:] - 1
    plain = np.ones(len(out), dtype=bool)
    plain[last] = False
    out[plain] = xy
    out[last] = xy[starts[:-1]]
    return out, ends


def _shapes(found: Geometries, kind: int) -> Shapes:
    """Shapes of shapely's geometries of one kind, rings turned as tiles ask."""
    parts, owner = shapely.get_parts(found, return_index=True)
    if kind == POLYGON:
        paths, part = shapely.get_rings(parts, return_index=True)
        inner = np.zeros(len(paths), dtype=bool)
        inner[1:] = part[1:] == part[:-1]
        # With y southwards a positive area runs clockwise on the map, which GEOS calls counter-clockwise.
        wrong = np.flatnonzero(shapely.is_ccw(paths) == inner)
        paths[wrong] = shapely.reverse(paths[wrong])
        owner = owner[part]
    else:
        paths = parts
    lengths = shapely.get_num_coordinates(paths) - (kind == POLYGON)
    xy = shapely.get_coordinates(paths)[spread(offsets(lengths + (kind == POLYGON))[:-1], lengths)]
    if kind == POINT:
        lengths, owner = np.bincount(owner, minlength=len(found)), np.arange(len(found))
    return Shapes(
        kinds=np.full(len(found), kind, dtype=np.uint8),
        feature_paths=offsets(np.bincount(owner, minlength=len(found))),
        path_starts=offsets(lengths),
        xy=np.rint(xy).astype(np.int64),
    )
