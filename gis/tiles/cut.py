"""Simple rings cut along the sides of a tile's buffer, many at once: Sutherland and Hodgman's step on whole arrays, a side at a time.

Only rings that pass a side exactly twice are cut here, for the result is then one ring again; what else crosses a side is left to GEOS.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.tiles.grid import BUFFER, EXTENT, Units
from gis.tiles.ragged import offsets
from gis.tiles.source import POLYGON
from gis.tiles.wire import Shapes

_LOW = -BUFFER
_HIGH = EXTENT + BUFFER


def cut_rings(shapes: Shapes) -> tuple[Shapes, Rows, Mask]:
    """Polygons of one ring each, cut along the sides that they cross: the results, which of ``shapes`` each is of, and which could not be cut.

    Those that lie outside are in neither. Not cut are those that pass one side more than twice, have a vertex on it, or whose cut is shorter
    than a unit.
    """
    left, index = shapes, np.arange(len(shapes))
    parts, numbers, failed = [_none()], [index[:0]], np.zeros(len(shapes), dtype=bool)
    while len(left):
        depths, side = _depths(left)
        crossing = side >= 0
        parts.append(_take_rings(left, ~crossing))
        numbers.append(index[~crossing])
        made, kept, outside = _once(_take_rings(left, crossing), depths[crossing.repeat(np.diff(left.path_starts))])
        index = index[crossing]
        failed[index[~kept & ~outside]] = True
        left, index = made, index[kept]
    return Shapes.joined(parts), np.concatenate(numbers), failed


def _once(shapes: Shapes, depths: Units) -> tuple[Shapes, Mask, Mask]:
    """Rings cut along one side each: the results, which these are of, and which rings lie outside."""
    if not len(shapes):
        return shapes, np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
    starts, lengths = shapes.path_starts[:-1], np.diff(shapes.path_starts)
    onward = np.arange(1, len(depths) + 1)
    onward[shapes.path_starts[1:] - 1] = starts
    within = depths > 0
    passes = within != within[onward]
    simple = (np.add.reduceat(passes, starts, dtype=np.int64) == 2) & ~np.logical_or.reduceat(depths == 0, starts)
    emitted = np.stack([within, passes], axis=1) & simple.repeat(lengths)[:, None]
    share = depths / np.where(passes, depths - depths[onward], 1)
    through = np.rint(shapes.xy + share[:, None] * (shapes.xy[onward] - shapes.xy)).astype(np.int64)
    ends = through[emitted[:, 1]].reshape(-1, 2, 2)
    kept = simple.copy()
    kept[simple] = (ends[:, 0] != ends[:, 1]).any(axis=1)
    emitted &= kept.repeat(lengths)[:, None]
    xy = np.stack([shapes.xy, through], axis=1)[emitted]
    counts = np.add.reduceat(emitted.sum(axis=1), starts)
    return _rings(xy, counts[kept]), kept, ~np.logical_or.reduceat(depths >= 0, starts)


def _depths(shapes: Shapes) -> tuple[Units, NDArray[np.int64]]:
    """How far inside the first side that its ring crosses each vertex lies; that side, −1 where it crosses none."""
    depths = np.concatenate([shapes.xy - _LOW, _HIGH - shapes.xy], axis=1)
    crossed = np.minimum.reduceat(depths, shapes.path_starts[:-1], axis=0) < 0
    side = crossed.argmax(axis=1)
    found = depths[np.arange(len(depths)), side.repeat(np.diff(shapes.path_starts))]
    return found, np.where(crossed.any(axis=1), side, -1)


def _take_rings(shapes: Shapes, mask: Mask) -> Shapes:
    lengths = np.diff(shapes.path_starts)
    return _rings(shapes.xy[mask.repeat(lengths)], lengths[mask])


def _rings(xy: Units, lengths: NDArray[np.int64]) -> Shapes:
    count = len(lengths)
    kinds = np.full(count, POLYGON, dtype=np.uint8)
    return Shapes(kinds=kinds, feature_paths=np.arange(count + 1), path_starts=offsets(lengths), xy=xy)


def _none() -> Shapes:
    return _rings(np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64))
