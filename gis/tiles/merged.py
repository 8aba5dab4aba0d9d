"""Features too small to see at a level, merged: one square for all whose middles lie in a cell, with the area of all of them.

docs/adr/0010-tiles-that-stay-small-and-honest.md says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Rows
from gis.tiles.grid import EXTENT, Address, Units
from gis.tiles.ragged import offsets
from gis.tiles.source import POINT, POLYGON, TileSource
from gis.tiles.wire import Shapes

SPECK: Final = 16
"""Units below which a feature is merged: a pixel of a tile of 256."""
POINTS_FROM: Final = 16
"""Level from which points stand for themselves, however near to one another."""
_LEAST: Final = 2
"""Units a side of the smallest square."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Merged:
    """Cells of a tile: ``members`` are positions in the source, one cell's after the other; ``starts`` says where each begins, (c + 1,)."""

    shapes: Shapes
    members: Rows
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def counts(self) -> NDArray[np.int64]:
        """Features in each cell."""
        return np.diff(self.starts)


def merge_features(source: TileSource, at: Address, small: Rows, kind: int, most: int) -> Merged:
    """Merge features, all polygons (``kind`` is ``POLYGON``) or none (``POINT``), ascending by position, into ``most`` cells or fewer."""
    keys = source.keys[small]
    side = SPECK
    starts = _cells(keys, at, side)
    while len(starts) > most and side < EXTENT:
        side *= 2
        starts = _cells(keys, at, side)
    middles = _middles(source, at, small, starts)
    areal = kind == POLYGON and len(starts)
    shapes = _squares(_areas(source, at, small, starts), middles, side) if areal else _points(middles)
    return Merged(shapes=shapes, members=small, starts=np.append(starts, len(small)))


def _cells(keys: NDArray[np.uint64], at: Address, side: int) -> NDArray[np.int64]:
    """Where each cell begins: along the curve a cell's features stand together."""
    cells = keys >> np.uint64(2 * max(0, at.steps(side).bit_length() - 1))
    begins = np.ones(len(cells), dtype=bool)
    begins[1:] = cells[1:] != cells[:-1]
    return np.flatnonzero(begins)


def _areas(source: TileSource, at: Address, small: Rows, starts: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(np.add.reduceat(source.areas[small], starts) / 4.0**at.shift)


def _middles(source: TileSource, at: Address, small: Rows, starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The middle of each cell's features in units, (c, 2): the mean of the middles of their boxes."""
    if not len(starts):
        return np.zeros((0, 2))
    box = source.boxes[:, small]
    corner = np.asarray(at.corner, dtype=np.float64)
    counts = np.diff(np.append(starts, len(small)))
    sums = [np.add.reduceat(box[axis].astype(np.float64) + box[axis + 2], starts) for axis in (0, 1)]
    return np.asarray((np.column_stack(sums) / (2 * counts[:, None]) - corner) / 2.0**at.shift)


def _squares(areas: NDArray[np.float64], middles: NDArray[np.float64], side: int) -> Shapes:
    """Squares of these areas in square units, within their cells."""
    width = np.clip(np.rint(np.sqrt(areas)), _LEAST, side).astype(np.int64)
    low = np.floor(middles / side).astype(np.int64) * side
    first = np.rint(middles - width[:, None] / 2).astype(np.int64)
    first = np.clip(first, low, low + side - width[:, None])
    x, y = first.T
    corners = [(x, y), (x + width, y), (x + width, y + width), (x, y + width)]
    xy: Units = np.stack([np.column_stack(corner) for corner in corners], axis=1).reshape(-1, 2)
    count = len(areas)
    return Shapes(
        kinds=np.full(count, POLYGON, dtype=np.uint8),
        feature_paths=np.arange(count + 1, dtype=np.int64),
        path_starts=4 * np.arange(count + 1, dtype=np.int64),
        xy=xy,
    )


def _points(middles: NDArray[np.float64]) -> Shapes:
    count = len(middles)
    return Shapes(
        kinds=np.full(count, POINT, dtype=np.uint8),
        feature_paths=np.arange(count + 1, dtype=np.int64),
        path_starts=offsets(np.ones(count, dtype=np.int64)),
        xy=np.rint(middles).astype(np.int64),
    )
