"""Simple rings cut along one side of a tile's buffer, many at once: Sutherland and Hodgman's step on whole arrays.

Only rings that pass the side exactly twice are cut here, for the result is then one ring again; what else crosses a side is left to GEOS.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask
from gis.tiles.grid import BUFFER, EXTENT, Units
from gis.tiles.ragged import offsets
from gis.tiles.wire import Shapes

_LOW = -BUFFER
_HIGH = EXTENT + BUFFER


def cut(shapes: Shapes) -> tuple[Shapes, Mask]:
    """Polygons of one ring each, cut along the one side that they cross, and which of ``shapes`` these are.

    Left out are those that cross several sides or one side more than twice, have a vertex on it, or whose cut is shorter than a unit.
    """
    starts, lengths = shapes.path_starts, np.diff(shapes.path_starts)
    inside = _depth(shapes, starts[:-1], lengths)
    onward = np.arange(1, len(inside) + 1)
    onward[starts[1:] - 1] = starts[:-1]
    within = inside > 0
    passes = within != within[onward]
    simple = (np.add.reduceat(passes, starts[:-1]) == 2) & (np.minimum.reduceat(np.abs(inside), starts[:-1]) > 0)
    emitted = np.stack([within, passes], axis=1) & np.repeat(simple, lengths)[:, None]
    share = inside / np.where(passes, inside - inside[onward], 1)
    through = np.rint(shapes.xy + share[:, None] * (shapes.xy[onward] - shapes.xy)).astype(np.int64)
    xy = np.stack([shapes.xy, through], axis=1)[emitted]
    counts = np.add.reduceat(emitted.sum(axis=1), starts[:-1])
    first, second = through[passes & np.repeat(simple, lengths)].reshape(-1, 2, 2).transpose(1, 0, 2)
    wide = np.ones(len(simple), dtype=bool)
    wide[simple] = (first != second).any(axis=1)
    kept = simple & wide
    return (
        Shapes(
            kinds=shapes.kinds[kept],
            feature_paths=np.arange(int(kept.sum()) + 1, dtype=np.int64),
            path_starts=offsets(counts[kept]),
            xy=xy[np.repeat(wide[simple], counts[simple])],
        ),
        kept,
    )


def _depth(shapes: Shapes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Units:
    """How far inside the side that its ring crosses each vertex lies; 0 for all of a ring that crosses several."""
    depths = np.column_stack([shapes.xy - _LOW, _HIGH - shapes.xy])
    least = np.minimum.reduceat(depths, starts, axis=0)
    crossed = least < 0
    side = crossed.argmax(axis=1)
    found = depths[np.arange(len(depths)), np.repeat(side, lengths)]
    found[np.repeat(crossed.sum(axis=1) != 1, lengths)] = 0
    return np.asarray(found)
