"""The grid of tiles: WebMercatorQuad of the OGC, a square world halved at every level, rows counted from the north.

Prepared coordinates are whole numbers on a grid of 2³¹ steps a side of the world, x eastwards and y southwards, which is 1.9 cm at the
equator. One unit of a tile (a 4096th of its side) is a power of two of such steps up to level 19.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.errors import UnknownTile
from gis.text import Text

EXTENT: Final = 4096
"""Units a side of a tile."""
BUFFER: Final = 64
"""Units that geometry reaches beyond a tile's side, so that outlines are not drawn along it: 4 pixels of 256."""
MAX_ZOOM: Final = 22
WORLD: Final = 1 << 31
HALF_SIDE_M: Final = 20_037_508.342789244
"""Half a side of the world in EPSG:3857, π × 6,378,137 m."""
_DEEPEST: Final = 19
_POLE: Final = 85.0511287798066
"""Latitude at which the square world ends."""

Steps = NDArray[np.int32]
Units = NDArray[np.int64]


@dataclass(frozen=True)
class Address:
    """Which tile: level, row from the north, column from the west.

    Raises
    ------
    UnknownTile
        Where the grid has no such tile.
    """

    zoom: int
    row: int
    column: int

    def __post_init__(self) -> None:
        side = 1 << max(0, min(self.zoom, MAX_ZOOM))
        if not 0 <= self.zoom <= MAX_ZOOM:
            raise UnknownTile(
                Text(f"没有第 {self.zoom} 级瓦片", f"there are no tiles of level {self.zoom}"),
                Text(f"级别为 0 至 {MAX_ZOOM}", f"levels are 0 to {MAX_ZOOM}"),
                level=self.zoom,
            )
        if not (0 <= self.row < side and 0 <= self.column < side):
            raise UnknownTile(
                Text(
                    f"第 {self.zoom} 级没有瓦片 {self.row}/{self.column}",
                    f"level {self.zoom} has no tile {self.row}/{self.column}",
                ),
                Text(f"行列为 0 至 {side - 1}", f"rows and columns are 0 to {side - 1}"),
                level=self.zoom,
            )

    @property
    def shift(self) -> int:
        """Log₂ of the steps a unit of the tile has; negative below level 19."""
        return _DEEPEST - self.zoom

    @property
    def corner(self) -> tuple[int, int]:
        """The north-western corner in steps."""
        side = 31 - self.zoom
        return self.column << side, self.row << side

    def steps(self, units: int) -> int:
        """A length in units of this tile as steps, at least 0."""
        return units << self.shift if self.shift >= 0 else units >> -self.shift

    def within(self, margin: int = 0) -> tuple[int, int, int, int]:
        """West, north, east, south in steps, with a margin of so many units."""
        x, y = self.corner
        side, more = 1 << (31 - self.zoom), self.steps(margin)
        return x - more, y - more, x + side + more, y + side + more

    def local(self, xy: NDArray[np.integer]) -> Units:
        """Steps as units of this tile, shape (m, 2), each rounded to the nearest."""
        moved: Units = xy.astype(np.int64) - np.asarray(self.corner, dtype=np.int64)
        if self.shift <= 0:
            return np.asarray(moved << -self.shift)
        return np.asarray((moved + (1 << (self.shift - 1))) >> self.shift)

    def local_exactly(self, xy: NDArray[np.integer]) -> NDArray[np.float64]:
        """Steps as units of this tile, shape (m, 2), not rounded."""
        return np.asarray((xy - np.asarray(self.corner, dtype=np.float64)) * 2.0**-self.shift)


def steps_of(degrees: NDArray[np.float64]) -> Steps:
    """Longitude, latitude in degrees as steps, shape (m, 2): the spherical Mercator projection of EPSG:3857."""
    latitude = np.radians(np.clip(degrees[:, 1], -_POLE, _POLE))
    x = (degrees[:, 0] / 360 + 0.5) * WORLD
    y = (0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi)) * WORLD
    return np.clip(np.rint(np.column_stack([x, y])), 0, WORLD - 1).astype(np.int32)


def covering(bounds: tuple[float, float, float, float], zoom: int) -> tuple[Address, Address]:
    """The north-western and the south-eastern tile of a level that a box touches; west, south, east, north in degrees."""
    west, south, east, north = bounds
    (left, top), (right, bottom) = (steps_of(np.asarray([[west, north], [east, south]])) >> (31 - zoom)).tolist()
    return Address(zoom, top, left), Address(zoom, bottom, right)


def metres(bounds: tuple[float, float, float, float]) -> list[float]:
    """A box of west, south, east, north in degrees as metres of EPSG:3857, to a centimetre."""
    xy = steps_of(np.asarray([bounds[:2], bounds[2:]])) / WORLD
    left, low, right, high = ((xy - 0.5) * [1, -1] * 2 * HALF_SIDE_M).round(2).ravel().tolist()
    return [left, low, right, high]
