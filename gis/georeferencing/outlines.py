"""Outlines of districts beside those that are known: how far their borders lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import Geometries, in_metres

_SAME_GROUND: Final = 0.6
"""Of the ground of both the share by which two outlines are of one district, however coarse one of them is drawn."""
_LEAST_M2: Final = 5e6
"""A district is that large; smaller shapes are laid beside others one by one."""
_EVERY_M: Final = 200.0
_STEPS: Final = 20
_FARTHEST_M: Final = 5_000.0
Metres = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Borders:
    """Outlines in metres, each with the one that is known of the same district, shape (n,)."""

    drawn: Geometries
    known: Geometries

    def __len__(self) -> int:
        return len(self.drawn)


def same_districts(degrees: Geometries, parts: Geometries, metric_crs: str) -> Borders:
    """Those of some polygons in degrees that are outlines of districts which are known, or of all of these together, each with that one."""
    if len(parts) > 1:
        parts = np.append(parts, shapely.union_all(parts))
    if not len(parts) or not len(degrees):
        return Borders(drawn=degrees[:0], known=parts[:0])
    drawn, known = in_metres(degrees, metric_crs), in_metres(parts, metric_crs)
    large = np.flatnonzero(shapely.area(drawn) > _LEAST_M2)
    pairs: list[tuple[Any, Any]] = []
    for shape in shapely.make_valid(drawn[large]):
        common = shapely.area(shapely.intersection(shape, known))
        shares = common / np.maximum(shapely.area(shape) + shapely.area(known) - common, 1.0)
        best = int(shares.argmax())
        if shares[best] > _SAME_GROUND:
            pairs.append((shape, known[best]))
    made = np.array([*pairs, (None, None)], dtype=object)[:-1]
    return Borders(drawn=made[:, 0], known=made[:, 1])


def apart_m(borders: Borders) -> float:
    """The median distance in metres of points along outlines from those that are known."""
    return float(np.median(np.concatenate([_distances(*pair) for pair in _both(borders)])))


def shift_m(borders: Borders) -> tuple[float, float, float]:
    """By how many metres to the east and to the north outlines lie off those that are known, and the spread of single points about it.

    A border says only how far it lies off across itself: the shift is the one by which all of them together come nearest, found step by step,
    with points that lie farther off than most left out (a border that one of both has otherwise).
    """
    points = [_along(drawn) for drawn, _ in _both(borders)]
    shift = np.zeros(2)
    across = np.zeros(1)
    for _ in range(_STEPS):
        ways = [_way_to(each - shift, known) for each, (_, known) in zip(points, _both(borders), strict=True)]
        way = np.concatenate(ways)
        length = np.hypot(*way.T)
        near = (length > 0) & (length <= np.median(length) * 2)
        if not near.any():
            break
        normal, across = way[near] / length[near, None], length[near]
        step = -np.linalg.lstsq(normal, across, rcond=None)[0]
        shift = shift + step
        if np.hypot(*step) < 0.01:
            break
    return float(shift[0]), float(shift[1]), float(np.median(across))


def _both(borders: Borders) -> list[tuple[Any, Any]]:
    return list(zip(borders.drawn, borders.known, strict=True))


def _along(shape: Any) -> Metres:
    return np.asarray(shapely.get_coordinates(shapely.segmentize(shapely.boundary(shape), _EVERY_M)))


def _distances(drawn: Any, known: Any) -> Metres:
    return np.asarray(shapely.distance(shapely.points(_along(drawn)), shapely.boundary(known)))


def _way_to(points: Metres, known: Any) -> Metres:
    """From each point to the nearest of a border."""
    border = shapely.boundary(known)
    lines = shapely.shortest_line(shapely.points(points), border)
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    return np.asarray(ends[:, 1] - ends[:, 0])
