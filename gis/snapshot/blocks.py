"""The index of places: rows stand along a Hilbert curve, in blocks of 64 with a box each, and blocks in groups of 64.

A question with a place compares the groups' boxes, then those of the blocks in the groups that it meets, and looks at the rows of what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.geometry import Bounds, beside

BLOCK: Final = 64
_AT_A_TIME: Final = 1 << 15
_FEW: Final = 4 * BLOCK
_MOST: Final = 0.5
"""Share of the rows from which to look at all of them is cheaper than to gather some."""


def curve_order(bounds: Bounds) -> Rows:
    """Rows along the Hilbert curve (level 16) through the middles of their boxes; those without geometry last, as they stood."""
    placed = np.flatnonzero(~np.isnan(bounds[:, 0]))
    nowhere = np.flatnonzero(np.isnan(bounds[:, 0]))
    if not len(placed):
        return nowhere
    import geopandas as gpd  # noqa: PLC0415  who only reads snapshots, or has no shapes, starts without it

    middles = (bounds[placed, :2] + bounds[placed, 2:]) / 2
    whole = (*middles.min(axis=0), *middles.max(axis=0))
    pieces = np.split(middles, range(_AT_A_TIME, len(middles), _AT_A_TIME))
    distances = np.concatenate(
        [gpd.GeoSeries(shapely.points(piece)).hilbert_distance(total_bounds=whole, level=16) for piece in pieces]
    )
    return np.concatenate([placed[np.argsort(distances, kind="stable")], nowhere])


@dataclass(frozen=True, kw_only=True, eq=False)
class Blocks:
    """Boxes of blocks and of groups of blocks: west, south, east, north, shapes (4, b) and (4, g); NaN for a block that is nowhere."""

    boxes: NDArray[np.float64]
    groups: NDArray[np.float64]

    @classmethod
    def of(cls, sides: NDArray[np.float64]) -> Blocks:
        """Blocks of rows whose sides have the shape (4, n)."""
        boxes = _enclosing(sides)
        return cls(boxes=boxes, groups=_enclosing(boxes))

    def near(self, bounds: Sequence[float], size: int) -> Rows | None:
        """Rows below ``size`` in blocks that meet a box, ascending; None where they are most of all rows."""
        groups = np.flatnonzero(_meeting(self.groups, bounds))
        blocks = _members(groups, self.boxes.shape[1])
        blocks = blocks[_meeting(self.boxes.take(blocks, axis=1), bounds)]
        return None if len(blocks) * BLOCK > _MOST * size else _members(blocks, size)

    def sorted_out(self, shape: Any, rows: Rows) -> tuple[Mask, Mask] | None:
        """Which of some rows, ascending, stand in blocks that lie inside a shape, and which in blocks that meet its edge; None for a few rows.

        All of the rows must have a geometry.
        """
        if len(rows) < _FEW:
            return None
        blocks, block_of = np.unique(rows // BLOCK, return_inverse=True)
        inside, open_ = beside(shape, self.boxes[:, blocks].T)
        return inside[block_of], open_[block_of]

    def grown(self, sides: NDArray[np.float64], rows: Rows) -> None:
        """Take the boxes of these rows' blocks anew, in place, for the rows have moved."""
        for block in np.unique(rows // BLOCK).tolist():
            self.boxes[:, block] = _enclosing(sides[:, block * BLOCK : (block + 1) * BLOCK])[:, 0]
        for group in np.unique(rows // BLOCK**2).tolist():
            self.groups[:, group] = _enclosing(self.boxes[:, group * BLOCK : (group + 1) * BLOCK])[:, 0]


def _meeting(boxes: NDArray[np.float64], bounds: Sequence[float]) -> Mask:
    west, south, east, north = bounds
    return np.asarray((boxes[0] <= east) & (boxes[2] >= west) & (boxes[1] <= north) & (boxes[3] >= south))


def _members(parts: Rows, size: int) -> Rows:
    """What stands in some blocks or groups, ascending, below a size."""
    members = (parts[:, None] * BLOCK + np.arange(BLOCK)).ravel()
    return members[: members.searchsorted(size)] if len(members) and members[-1] >= size else members


def _enclosing(sides: NDArray[np.float64]) -> NDArray[np.float64]:
    """The boxes around 64 boxes each, shape (4, ⌈n / 64⌉); those of NaN do not count."""
    count = -(-sides.shape[1] // BLOCK)
    padded: NDArray[Any] = np.full((4, count * BLOCK), np.nan)
    padded[:, : sides.shape[1]] = sides
    held = padded.reshape(4, count, BLOCK)
    # fmin and fmax leave NaN out where there is a number, and say nothing where there is none.
    low, high = np.fmin.reduce(held[:2], axis=2), np.fmax.reduce(held[2:], axis=2)
    return np.concatenate([low, high])
