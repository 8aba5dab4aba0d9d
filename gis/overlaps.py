"""Shapes of one layer that lie on one another: those that share ground, and those that are one shape drawn twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.columns import Rows
from gis.crs import Geometries, in_metres
from gis.geometry import repair_geometries
from gis.text import Text
from gis.units import figure

SLIVER_M2: Final = 10.0
SLIVER_WIDTH_M: Final = 0.1
"""Overlap in m², and its width in metres, up to which two shapes are taken for neighbours whose common edge was drawn twice."""
_ROWS: Final = 64
_PAIRS: Final = 10_000


def overlapping(shapes: Geometries) -> Iterator[tuple[int, int, float]]:
    """Pairs of rows, the lower one first, whose shapes in metres share more than a sliver, and the area in m² that they share."""
    drawn = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    sound, _ = repair_geometries(shapes[drawn])
    bounds = shapely.bounds(sound).reshape(-1, 4)
    tree, shrunk = shapely.STRtree(sound), _shrunk(sound)
    for start in range(0, len(sound), _ROWS):
        first, second = tree.query(sound[start : start + _ROWS])
        first = first + start
        near = first < second
        first, second = _close(bounds, first[near], second[near])
        # A file of copies of one plot makes pairs without end: a piece at a time, so that who has enough of them can stop.
        for at in range(0, len(first), _PAIRS):
            yield from _shared(sound, shrunk, drawn, first[at : at + _PAIRS], second[at : at + _PAIRS])


def _close(bounds: NDArray[np.float64], one: Rows, other: Rows) -> tuple[Rows, Rows]:
    """Pairs whose boxes share more than a sliver."""
    low = np.maximum(bounds[one, :2], bounds[other, :2])
    high = np.minimum(bounds[one, 2:], bounds[other, 2:])
    wide = np.prod(np.clip(high - low, 0, None), axis=1) > SLIVER_M2
    return one[wide], other[wide]


def _shrunk(shapes: Geometries) -> Geometries:
    """Shapes drawn in by half the width of a sliver: whether two still meet is told ten times as fast as what they share."""
    made = np.asarray(shapely.buffer(shapes, -SLIVER_WIDTH_M / 2, join_style="mitre", quad_segs=1), dtype=object)
    shapely.prepare(made)
    return made


def _shared(
    sound: Geometries, shrunk: Geometries, rows: Rows, one: Rows, other: Rows
) -> Iterator[tuple[int, int, float]]:
    meet = np.asarray(shapely.intersects(shrunk[one], shrunk[other]), dtype=bool)
    one, other = one[meet], other[meet]
    areas = shapely.area(shapely.intersection(sound[one], sound[other]))
    for a, b, area in zip(rows[one].tolist(), rows[other].tolist(), areas.tolist(), strict=True):
        if area > SLIVER_M2:
            yield a, b, area


SAME_M: Final = 1.0
"""Metres that two outlines may lie apart and be one shape, drawn or read twice."""
DRAWN_ONCE: Final = frozenset({Kind.PARCEL, Kind.BUILDING})
"""What has the ground that is drawn to itself: floors of a building have one shape, and layers of limits may share one."""
_SHARED: Final = 0.5
"""Share of the larger shape that both have in common: strips that are narrower than ``SAME_M`` lie as near to their neighbours."""
_METRES_A_DEGREE: Final = 110_000.0


class Copy(NamedTuple):
    """Two rows with one shape, the lower first, and how many metres their outlines lie apart at most."""

    first: int
    second: int
    apart_m: float


def copies(shapes: Geometries, metric_crs: str) -> Iterator[Copy]:
    """Shapes in degrees that are those of an earlier row: the very same ones first, each with the first of its kind, then those within ``SAME_M``."""
    drawn = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    bounds = shapely.bounds(shapes[drawn]).reshape(-1, 4)
    alone = np.ones(len(drawn), dtype=bool)
    for first, second in _equal(shapes[drawn], bounds):
        alone[second] = False
        yield Copy(int(drawn[first]), int(drawn[second]), 0.0)
    yield from _near(shapes, drawn[alone], bounds[alone], metric_crs)


def _equal(shapes: Geometries, bounds: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Rows with the very same corners, wherever their rings begin."""
    order = np.lexsort(bounds.T)
    same = (bounds[order][1:] == bounds[order][:-1]).all(axis=1)
    rows = np.unique(np.concatenate([order[1:][same], order[:-1][same]]))
    seen: dict[bytes, int] = {}
    for row, key in zip(rows.tolist(), shapely.to_wkb(shapely.normalize(shapes[rows])).tolist(), strict=True):
        first = seen.setdefault(key, row)
        if first != row:
            yield first, row


def _near(shapes: Geometries, rows: Rows, bounds: NDArray[np.float64], metric_crs: str) -> Iterator[Copy]:
    if not len(rows):
        return
    widest = np.cos(np.radians(np.abs(bounds[:, [1, 3]]).max()))
    reach = SAME_M / _METRES_A_DEGREE / max(float(widest), 0.01)
    corners = shapely.points(bounds[:, :2])
    tree = shapely.STRtree(corners)
    for start in range(0, len(rows), _ROWS):
        first, second = tree.query(corners[start : start + _ROWS], predicate="dwithin", distance=reach * np.sqrt(2))
        first = first + start
        fit = (first < second) & (np.abs(bounds[first] - bounds[second]) <= reach).all(axis=1)
        first, second = first[fit], second[fit]
        for at in range(0, len(first), _PAIRS):
            yield from _measured(shapes, rows[first[at : at + _PAIRS]], rows[second[at : at + _PAIRS]], metric_crs)


def _measured(shapes: Geometries, one: Rows, other: Rows, metric_crs: str) -> Iterator[Copy]:
    (first, _), (second, _) = (repair_geometries(in_metres(shapes[rows], metric_crs)) for rows in (one, other))
    apart = shapely.hausdorff_distance(shapely.boundary(first), shapely.boundary(second))
    near = np.flatnonzero(apart <= SAME_M)
    larger = np.maximum(shapely.area(first[near]), shapely.area(second[near]))
    shared = shapely.area(shapely.intersection(first[near], second[near])) > _SHARED * larger
    for pair in near[shared].tolist():
        yield Copy(int(one[pair]), int(other[pair]), float(apart[pair]))


def copy_words(first: str, second: str, apart_m: float) -> tuple[Text, Text]:
    """What is to be said of a feature that has the shape of another, and what to do."""
    off = figure(apart_m, 2)
    how = (
        Text("图形几乎相同（相距至多 " + off + " m）", f"nearly the shape of {first} ({off} m apart at most)")
        if apart_m
        else Text("图形相同", f"the very shape of {first}")
    )
    return (
        Text(
            f"{second} 与 {first} {how.zh}，像是同一处以两个编号登记",
            f"{second} has {how.en}: one place under two ids, as it seems",
        ),
        Text(
            "请核对，只保留一条；确为两处的，请改正图形",
            "check it, and keep one of them; where they are two places, mend the shape",
        ),
    )
