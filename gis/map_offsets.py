"""The offsets of Chinese web maps: GCJ-02 (高德, 腾讯) and BD-09 (百度), into degrees of CGCS2000 and back.

Neither is a coordinate system of surveyors: places are moved by several hundred metres, by a formula that changes from place to place and
was never published by its makers. The constants and terms here are those of the public reconstructions (``prcoords``, ``eviltransform``;
docs/adr/0020-shifted-maps.md), which agree with one another to the last digit. The ways back have no formula: they are iterated until
nothing moves any more, so that there and back is the same place to well under a millimetre.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

GCJ02: Final = "GCJ-02"
BD09: Final = "BD-09"
SHIFTED: Final = frozenset({GCJ02, BD09})
"""Names of map offsets, where a system of coordinates is named."""
SPELLINGS: Final = {
    "GCJ02": GCJ02,
    "GCJ": GCJ02,
    "火星坐标系": GCJ02,
    "火星坐标": GCJ02,
    "BD09": BD09,
    "BD09LL": BD09,
    "BD": BD09,
    "百度坐标系": BD09,
    "百度坐标": BD09,
}
"""What the two are called elsewhere, in capitals and without hyphens or blanks."""
CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east and north of where the maps move places, in degrees; beyond it they leave them."""

_AXIS: Final = 6378245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
"""Of Krasovsky's ellipsoid of 1940: major axis in metres, first eccentricity squared."""
_CENTRE: Final = (105.0, 35.0)
_BAIDU: Final = (0.0065, 0.006)
_BAIDU_WAVES: Final = np.pi * 3000 / 180
_STILL: Final = 1e-12
"""Degrees of a step below which a place has come to rest: a ten-thousandth of a millimetre."""
_STEPS: Final = 30
"""Each step is at least forty times smaller than the one before: eight are enough."""

Points = NDArray[np.float64]
Geometries = NDArray[np.object_]


def shift(points: Points, name: str) -> Points:
    """Where a map draws places.

    Parameters
    ----------
    points
        Longitude and latitude of CGCS2000 (or WGS 84) in degrees, shape (n, 2).
    name
        ``GCJ-02`` or ``BD-09``.

    Returns
    -------
    Longitude and latitude as the map has them, shape (n, 2); places outside China as they are.

    Examples
    --------
    >>> shift(np.array([[116.75, 36.55], [2.35, 48.86]]), "GCJ-02").round(6).tolist()
    [[116.755691, 36.550191], [2.35, 48.86]]
    """
    given = np.asarray(points, dtype=np.float64)
    inside = _in_china(given)[:, None]
    moved = _to_gcj(given)
    return np.where(inside, _to_baidu(moved) if name == BD09 else moved, given)


def unshift(points: Points, name: str) -> Points:
    """Where the places lie that a map draws: the way back of :func:`shift`, iterated to a ten-thousandth of a millimetre.

    Parameters
    ----------
    points
        Longitude and latitude as the map has them in degrees, shape (n, 2).
    name
        ``GCJ-02`` or ``BD-09``.

    Returns
    -------
    Longitude and latitude of CGCS2000 in degrees, shape (n, 2); what lies outside China as it is.

    Examples
    --------
    >>> unshift(shift(np.array([[116.75, 36.55]]), "BD-09"), "BD-09").round(9).tolist()
    [[116.75, 36.55]]
    """
    given = np.asarray(points, dtype=np.float64)
    inside = _in_china(given)
    back = given[inside]
    if name == BD09:
        target, back = back, back - _BAIDU
        for _ in range(_STEPS):
            step = _to_baidu(back) - target
            back = back - step
            if not (np.abs(step) > _STILL).any():
                break
    target = back
    for _ in range(_STEPS):
        step = _to_gcj(back) - target
        back = back - step
        if not (np.abs(step) > _STILL).any():
            break
    placed = given.copy()
    placed[inside] = back
    return placed


def shift_shapes(geometries: Geometries, name: str) -> Geometries:
    """Geometries in degrees as a map draws them, vertex by vertex."""
    return np.asarray(shapely.transform(geometries, lambda xy: shift(xy, name)))


def unshift_shapes(geometries: Geometries, name: str) -> Geometries:
    """Geometries that were drawn on a map, in degrees where they lie, vertex by vertex."""
    return np.asarray(shapely.transform(geometries, lambda xy: unshift(xy, name)))


def _in_china(points: Points) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    x, y = points[:, 0], points[:, 1]
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))


def _to_gcj(points: Points) -> Points:
    """GCJ-02 of degrees: metres of offset by the reconstructed polynomial and its waves, divided by the length of a degree there."""
    x, y = points[:, 0] - _CENTRE[0], points[:, 1] - _CENTRE[1]
    root, quick = np.sqrt(np.abs(x)), _waves(x, (6, 2), (20, 20))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (quick + _waves(y, (1, 1 / 3, 1 / 12, 1 / 30), (20, 40, 160, 320))) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (quick + _waves(x, (1, 1 / 3, 1 / 12, 1 / 30), (20, 40, 150, 300))) * 2 / 3
    latitude = np.radians(points[:, 1])
    flattening = 1 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    north_degree = np.radians(_AXIS * (1 - _ECCENTRICITY_SQUARED) / flattening**1.5)
    east_degree = np.radians(_AXIS * np.cos(latitude) / np.sqrt(flattening))
    return np.column_stack([points[:, 0] + east / east_degree, points[:, 1] + north / north_degree])


def _waves(along: NDArray[np.float64], turns: tuple[float, ...], metres: tuple[int, ...]) -> NDArray[np.float64]:
    """Sines of so many half turns a degree, each of so many metres."""
    total = np.zeros_like(along)
    for turn, height in zip(turns, metres, strict=True):
        total += height * np.sin(along * turn * np.pi)
    return total


def _to_baidu(points: Points) -> Points:
    """BD-09 of degrees of GCJ-02: turned and stretched a little, and moved by a fixed part of a degree."""
    x, y = points[:, 0], points[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU_WAVES)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU_WAVES)
    return np.column_stack([radius * np.cos(angle) + _BAIDU[0], radius * np.sin(angle) + _BAIDU[1]])
