"""How much ground the shapes of a list cover in one piece: above a bound the coordinates of it are to be handled as classified.

The bound is no. 18 of the list of the Ministry of Natural Resources and the National Administration of State Secrets Protection (自然资发〔2020〕95号,
18 June 2020): outside military areas, maps and data larger than 1:5,000 whose continuous cover is above 25 km². The district's own office has the last word.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.crs import Geometries, in_metres
from gis.geometry import Bounds, Shapes
from gis.text import Text
from gis.units import plain

CLASSIFIED_ABOVE_M2: Final = 25e6
NEAR_M: Final = 50.0
"""Shapes that lie no farther apart are one piece: a road between two blocks does not end what a survey covers."""
_EXACT: Final = 20_000
"""Shapes up to which pieces are found by their outlines; of more, by a grid."""
_AT_ONCE: Final = 20_000
"""Shapes that are decoded at a time."""
_CELLS: Final = 4_096
"""Cells of the grid that the box of one shape may have; one with more is put there by its corners."""
_RADIUS_M: Final = 6_371_008.8
_SPHERE: Final = 1.01
"""By what a figure on the sphere may be below the one on the ellipsoid, and more."""
_NORTHERNMOST: Final = 85.0
"""Degrees up to which a metre east has a length that can be reckoned with."""


def continuous_area_m2(shapes: Shapes, metric_crs: str, bounds: Bounds | None = None) -> float:
    """The area in m² that the largest piece of stored shapes covers, where that may be above the bound; 0 where it cannot be.

    Parameters
    ----------
    shapes
        Degrees in ``gis.crs.STORAGE``, an array or what makes arrays of the rows that it is asked for; points and lines cover nothing.
    metric_crs
        The system in which areas are measured.
    bounds
        Their boxes, where they are known: shapes that cannot be of a large piece are not asked for.
    """
    known = shapely.bounds(np.asarray(shapes, dtype=object)).reshape(-1, 4) if bounds is None else bounds
    rows = np.flatnonzero(~np.isnan(known[:, 0]))
    if cover_little(known[rows]):
        return 0.0
    exact = len(rows) <= _EXACT
    rows = rows[_may_be_large(known[rows], widened=exact)]
    if not exact:
        return _largest_on_grid(shapes, rows, known[rows])
    geometries = np.asarray(shapes[rows], dtype=object)
    areal = geometries[_areal(geometries)]
    return _largest(in_metres(areal, metric_crs)) if len(areal) else 0.0


def layer_area_m2(shapes: Shapes, metric_crs: str, bounds: Bounds) -> float:
    """The same of all shapes of a layer, looked at once and kept as long as these are there."""
    key = id(shapes), metric_crs
    if key not in _LAYERS:
        made = continuous_area_m2(shapes, metric_crs, bounds)
        weakref.finalize(shapes, _LAYERS.pop, key, None)
        _LAYERS[key] = made
    return _LAYERS[key]


_LAYERS: Final[dict[tuple[int, str], float]] = {}


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


def _may_be_large(bounds: Bounds, *, widened: bool) -> Mask:
    """Which shapes with these boxes may be of a piece above the bound: cells of their boxes cover at least as much as they do.

    ``widened`` boxes have a cell in common wherever shapes are near one another in metres of any plane.
    """
    boxes = _box_metres(bounds)
    if widened:
        aside = NEAR_M / 2 * _SPHERE
        east = aside / np.cos(np.radians(np.abs(bounds[:, [1, 3]]).max(axis=1).clip(max=_NORTHERNMOST)))
        boxes = boxes + np.stack([-east, np.full(len(east), -aside), east, np.full(len(east), aside)], axis=1)
    low, high = _cells(boxes[:, :2]), _cells(boxes[:, 2:])
    owner, strips = _strips(low, high)
    grid = _Runs.of(strips)
    piece = grid.pieces()
    covered = np.bincount(piece, weights=grid.length) * NEAR_M**2
    own = np.empty(len(bounds), dtype=np.int64)
    own[owner] = piece[grid.run]
    return np.asarray(covered[own] * _SPHERE > CLASSIFIED_ABOVE_M2)


def _largest(shapes: Geometries) -> float:
    """The area of the largest piece, by outlines; what lies over one another counts once."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=NEAR_M)
    piece = _pieces(len(shapes), first, second)
    sums = np.bincount(piece, weights=shapely.area(shapes))
    large = np.flatnonzero(np.isin(piece, np.flatnonzero(sums > CLASSIFIED_ABOVE_M2)))
    if not len(large):
        return 0.0
    valid = shapely.make_valid(shapes[large], method="structure", keep_collapsed=False)
    covered = np.bincount(piece[large], weights=_areas_once(valid))
    return float(covered.max(where=covered > CLASSIFIED_ABOVE_M2, initial=0.0))


def _areas_once(shapes: Geometries) -> NDArray[np.float64]:
    """The areas of shapes, of those that lie over one another that of all with the first of them, shape (n,)."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    over = (first < second) & ~np.asarray(shapely.touches(shapes[first], shapes[second]))
    heap = _pieces(len(shapes), first[over], second[over])
    areas = np.asarray(shapely.area(shapes))
    order = np.argsort(heap, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(heap[order])) + 1):
        if len(members) > 1:
            areas[members[1:]] = 0.0
            areas[members[0]] = shapely.area(shapely.union_all(shapes[members]))
    return areas


def _areal(geometries: Geometries) -> Mask:
    return np.asarray(shapely.get_dimensions(geometries) == 2)


def _largest_on_grid(shapes: Shapes, rows: Rows, bounds: Bounds) -> float:
    """The same of very many rows: boxes in cells of a grid; of the sum of areas and the area of cells, which both are at least it, the smaller."""
    low, high = (_cells(side) for side in np.split(_box_metres(bounds), 2, axis=1))
    wide = (high - low + 1).prod(axis=1) > _CELLS
    areas, areal = np.zeros(len(rows)), np.zeros(len(rows), dtype=bool)
    corners, corner_of = [np.empty((0, 2))], [np.empty(0, dtype=np.int64)]
    for start in range(0, len(rows), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        geometries = np.asarray(shapes[rows[some]], dtype=object)
        areal[some], areas[some] = _areal(geometries), np.nan_to_num(shapely.area(geometries))
        large = np.flatnonzero(wide[some] & areal[some])
        points, of = shapely.get_coordinates(geometries[large], return_index=True)
        corners.append(points)
        corner_of.append(large[of] + start)
    if not areal.any():
        return 0.0
    middle = np.radians(bounds[:, [1, 3]].mean(axis=1))
    areas *= np.radians(_RADIUS_M) ** 2 * np.cos(middle)
    small, large = np.flatnonzero(areal & ~wide), np.flatnonzero(areal & wide)
    return _largest_of(
        areas, small, _strips(low[small], high[small]), large, np.concatenate(corners), np.concatenate(corner_of)
    )


def _largest_of(
    areas: NDArray[np.float64],
    small: Rows,
    strips: tuple[NDArray[np.int64], NDArray[np.int64]],
    large: Rows,
    corners: NDArray[np.float64],
    corner_of: Rows,
) -> float:
    """The area of the largest piece of shapes that are small, with the strips of their boxes, and of large ones, with their corners."""
    place, cells = strips
    at = _cells(_metres(corners))
    grid = _Runs.of(np.concatenate([cells, np.stack([at[:, 1], at[:, 0], at[:, 0]], axis=1)]))
    owner = np.concatenate([small[place], corner_of])
    own = np.zeros(len(areas), dtype=np.int64)
    own[owner] = grid.run
    # All cells of a shape are of one piece; those of corners need not lie side by side.
    of_corners = slice(len(place), None)
    piece = grid.pieces(own[owner[of_corners]], grid.run[of_corners])
    there = np.concatenate([small, large])
    sums = np.bincount(piece[own[there]], weights=areas[there], minlength=int(piece.max()) + 1)
    covered = np.bincount(piece, weights=grid.length) * NEAR_M**2
    # Cells of corners alone say nothing of what lies between them.
    covered[piece[own[large]]] = np.inf
    return float(np.minimum(sums, covered).max())


def _strips(low: NDArray[np.int64], high: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Boxes of cells as strips, a line of the grid each: which box, and its line, first and last cell, shapes (m,) and (m, 3)."""
    tall = high[:, 1] - low[:, 1] + 1
    owner = np.repeat(np.arange(len(low)), tall)
    line = low[owner, 1] + np.arange(len(owner)) - np.repeat(np.cumsum(tall) - tall, tall)
    return owner, np.stack([line, low[owner, 0], high[owner, 0]], axis=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Runs:
    """Cells side by side in the lines of a grid: lines stand behind one another, with cells between them that are never filled.

    Parameters
    ----------
    start, length
        The first cell of each run, and how many it has.
    width
        From a cell to the one above it.
    run
        The run that each strip is of.
    """

    start: NDArray[np.int64]
    length: NDArray[np.int64]
    width: int
    run: NDArray[np.int64]

    @classmethod
    def of(cls, strips: NDArray[np.int64]) -> _Runs:
        line, first, last = strips.T
        west = first.min()
        width = int(last.max() - west) + 4
        key = (line - line.min()) * width + first - west
        order = np.argsort(key)
        begins, ends = key[order], np.maximum.accumulate((key + last - first)[order])
        new = np.concatenate([[True], begins[1:] > ends[:-1] + 1])
        start = begins[new]
        run = np.empty(len(key), dtype=np.int64)
        run[order] = np.cumsum(new) - 1
        length = ends[np.concatenate([np.flatnonzero(new)[1:] - 1, [len(ends) - 1]])] - start + 1
        return cls(start=start, length=length, width=width, run=run)

    def pieces(self, first: Any = (), second: Any = ()) -> NDArray[np.int64]:
        """The piece of each run, whose cells touch one another if only at corners; and which runs are of one piece whatever lies between."""
        end = self.start + self.length - 1
        low = np.searchsorted(end, self.start + self.width - 1, "left")
        count = np.searchsorted(self.start, end + self.width + 1, "right") - low
        below = np.repeat(np.arange(len(low)), count)
        above = np.arange(len(below)) - np.repeat(np.cumsum(count) - count - low, count)
        return _pieces(len(low), np.concatenate([below, first]), np.concatenate([above, second]))


def _pieces(count: int, first: Any, second: Any) -> NDArray[np.int64]:
    from scipy.sparse import coo_array  # noqa: PLC0415  few lists are so large
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  as above

    places = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    links = coo_array((np.ones(len(places[0]), dtype=np.int8), places), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _cells(metres: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.floor(metres / NEAR_M).astype(np.int64)


def _box_metres(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Boxes of degrees in metres, true to a few in a thousand, shape (n, 4)."""
    return np.concatenate([_metres(bounds[:, :2]), _metres(bounds[:, 2:])], axis=1)


def _metres(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees in metres of a plane that keeps areas: east by the parallel of each point."""
    return _RADIUS_M * np.stack([np.radians(degrees[:, 0]), np.sin(np.radians(degrees[:, 1]))], axis=1)
