"""How much ground the shapes of a list cover in one piece: above a bound the coordinates of it are to be handled as classified.

The bound is no. 18 of the list of the Ministry of Natural Resources and the National Administration of State Secrets Protection (自然资发〔2020〕95号,
18 June 2020): outside military areas, maps and data larger than 1:5,000 whose continuous cover is above 25 km². The district's own office has the last word.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import Geometries, in_metres
from gis.text import Text
from gis.units import plain

CLASSIFIED_ABOVE_M2: Final = 25e6
NEAR_M: Final = 50.0
"""Shapes that lie no farther apart are one piece: a road between two blocks does not end what a survey covers."""
_EXACT: Final = 20_000
"""Shapes up to which pieces are found by their outlines; of more, by a grid."""
_CELLS: Final = 4_096
"""Cells of the grid that the box of one shape may have; one with more is put there by its corners."""
_RADIUS_M: Final = 6_371_008.8
_SPHERE: Final = 1.01
"""By what a figure on the sphere may be below the one on the ellipsoid, and more."""


def continuous_area_m2(geometries: Geometries, metric_crs: str) -> float:
    """The area in m² that the largest piece of stored shapes covers, where that may be above the bound; 0 where it cannot be.

    Parameters
    ----------
    geometries
        Degrees in ``gis.crs.STORAGE``, shape (n,); points and lines cover nothing.
    metric_crs
        The system in which areas are measured.
    """
    areal = geometries[np.asarray(shapely.get_dimensions(geometries)) == 2]
    bounds = shapely.bounds(areal).reshape(-1, 4)
    if cover_little(bounds):
        return 0.0
    boxes = _box_metres(bounds)
    if len(areal) > _EXACT:
        return _largest_on_grid(areal, boxes)
    return _largest(in_metres(areal, metric_crs))


def cover_little(bounds: NDArray[np.float64]) -> bool:
    """Whether shapes with these boxes in degrees, shape (n, 4), cannot cover more than the bound, wherever they lie; NaN where there is none."""
    boxes = _box_metres(bounds)
    return bool(np.nansum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])) * _SPHERE <= CLASSIFIED_ABOVE_M2)


def classified(area_m2: float) -> Text | None:
    """The words for a piece above the bound; None where it is not."""
    if area_m2 <= CLASSIFIED_ABOVE_M2:
        return None
    size, bound = plain(area_m2 / 1e6), plain(CLASSIFIED_ABOVE_M2 / 1e6)
    return Text(
        f"连续覆盖范围约 {size} km²，超过 {bound} km²：按自然资发〔2020〕95号，这类坐标成果可能属于国家秘密，请先报批，不得在联网计算机上传输，并按涉密成果保管",
        f"covers about {size} km² in one piece, above {bound} km²: such coordinates may be a state secret (自然资发〔2020〕95号); have this approved first, "
        "and do not keep or send it on a computer that is on a network",
    )


def _largest(shapes: Geometries) -> float:
    """The area of the largest piece, by outlines; what lies over one another counts once."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=NEAR_M)
    piece = _pieces(len(shapes), first, second)
    sums = np.bincount(piece, weights=shapely.area(shapes))
    large = np.flatnonzero(sums > CLASSIFIED_ABOVE_M2)
    valid = shapely.make_valid(shapes)
    covered = (float(shapely.area(shapely.union_all(valid[piece == one]))) for one in large.tolist())
    return max((area for area in covered if area > CLASSIFIED_ABOVE_M2), default=0.0)


def _largest_on_grid(shapes: Geometries, boxes: NDArray[np.float64]) -> float:
    """The same of very many: boxes in cells of a grid; of the sum of areas and the area of cells, which both are at least it, the smaller."""
    middle = np.radians(shapely.bounds(shapes)[:, [1, 3]].mean(axis=1))
    areas = shapely.area(shapes) * np.radians(_RADIUS_M) ** 2 * np.cos(middle)
    owner, cells, large = _cells_of(shapes, boxes)
    # A cell is a number: rows of the grid behind one another, with one between them that no cell is in.
    low = cells.min(axis=0)
    width = int(cells[:, 1].max() - low[1]) + 2
    known, place = np.unique((cells[:, 0] - low[0]) * width + cells[:, 1] - low[1], return_inverse=True)
    own = np.full(len(shapes), -1, dtype=np.int64)
    own[owner] = place
    # All cells of a shape are of one piece, and so are cells side by side.
    pairs = [np.stack([own[owner], place]), *(_neighbours(known, step) for step in (1, width - 1, width, width + 1))]
    piece = _pieces(len(known), *np.concatenate(pairs, axis=1))
    sums = np.bincount(piece[own], weights=areas, minlength=int(piece.max()) + 1)
    covered = np.bincount(piece) * NEAR_M**2
    # Cells of corners alone say nothing of what lies between them.
    covered[piece[own[large]]] = np.inf
    return float(np.minimum(sums, covered).max())


def _cells_of(
    shapes: Geometries, boxes: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Shapes and the cells that they lie in, shapes (m,) and (m, 2); and which shapes are there by their corners alone."""
    low, high = np.floor(boxes[:, :2] / NEAR_M).astype(np.int64), np.floor(boxes[:, 2:] / NEAR_M).astype(np.int64)
    wide, tall = (high - low + 1).T
    count = wide * tall
    small = np.flatnonzero(count <= _CELLS)
    owner = np.repeat(small, count[small])
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count[small]) - count[small], count[small])
    cells = low[owner] + np.stack([within % wide[owner], within // wide[owner]], axis=1)
    large = np.flatnonzero(count > _CELLS)
    corners, of = shapely.get_coordinates(shapes[large], return_index=True)
    at = np.floor(_metres(corners) / NEAR_M).astype(np.int64)
    return np.concatenate([owner, large[of]]), np.concatenate([cells, at]), large


def _neighbours(known: NDArray[np.int64], step: int) -> NDArray[np.int64]:
    """Places of sorted cells, and of those that lie a step from them and are there, shape (2, m)."""
    place = np.minimum(np.searchsorted(known, known + step), len(known) - 1)
    there = np.flatnonzero(known[place] == known + step)
    return np.stack([there, place[there]])


def _pieces(count: int, first: Any, second: Any) -> NDArray[np.int64]:
    from scipy.sparse import coo_array  # noqa: PLC0415  few lists are so large
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  as above

    links = coo_array((np.ones(len(first), dtype=np.int8), (first, second)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _box_metres(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Boxes of degrees in metres, true to a few in a thousand, shape (n, 4)."""
    return np.concatenate([_metres(bounds[:, :2]), _metres(bounds[:, 2:])], axis=1)


def _metres(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees in metres of a plane that keeps areas: east by the parallel of each point."""
    return _RADIUS_M * np.stack([np.radians(degrees[:, 0]), np.sin(np.radians(degrees[:, 1]))], axis=1)
