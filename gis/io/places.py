"""Coordinates that lie where the register cannot: named row by row, with what they most likely are and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.crs import CRS84, DEGREES, STORAGE, Geometries, find_crs, transform, without_offset
from gis.findings import FoundCode
from gis.survey_systems import SIX_DEGREES, THREE_DEGREES, ZONE_MILLION, zoned
from gis.text import Text

_WORLD: Final = (-180.0, -90.0, 180.0, 90.0)
_MARGIN: Final = 3.0
"""Degrees beyond a system's area of use in which a place is believed: a town that reaches into the next zone is kept in one."""

_FAR: Final = 1e9
"""Metres beyond which a number is none of a projection."""

Points = NDArray[np.float64]
Area = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Misplaced:
    """Why a row's coordinates cannot be where they say, and what to do about it."""

    code: FoundCode
    excerpt: str
    text: Text
    remedy: Text


class WayToRead(NamedTuple):
    """A way to read coordinates: in this system, with the axes as they stand or exchanged; a zone number where one stands before the easting."""

    crs: str
    swapped: bool
    zone: int | None = None


def misplaced(geometries: Geometries, crs: str | None, metric_crs: str) -> dict[int, Misplaced]:
    """By row, what is wrong with coordinates that lie outside the earth, at 0, 0, or outside the area in which their system is used.

    Parameters
    ----------
    geometries
        As the source has them, shape (n,), x before y.
    crs
        The system that the mapping or the file declares; None for longitude and latitude.
    metric_crs
        The system in which areas are measured: what coordinates that fit no degrees are tried in.
    """
    declared = crs or CRS84
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    there = ~np.isnan(bounds[:, 0])
    area = _area(declared, _MARGIN)
    astray = there & ~_within(
        points_in_degrees(bounds[:, :2], declared), points_in_degrees(bounds[:, 2:], declared), area
    )
    lost = _at_origin(geometries)
    if not _projected(declared):
        home, turned = _area(metric_crs, _MARGIN), bounds[:, [1, 0, 3, 2]]
        elsewhere = ~_within(bounds[:, :2], bounds[:, 2:], home) & _within(turned[:, :2], turned[:, 2:], home)
        astray |= there & (lost | elsewhere)
    rows = np.flatnonzero(astray)
    middles = (bounds[rows, :2] + bounds[rows, 2:]) / 2
    read = _readings(middles, declared, metric_crs)
    return {
        row: _at_zero() if lost[row] else _describe_misplaced(middles[n], declared, read[n])
        for n, row in enumerate(rows.tolist())
    }


def misplaced_in_area(geometries: Geometries, crs: str | None) -> dict[int, Text]:
    """By row, what is wrong with coordinates in metres that lie outside the area in which their system is used; none where they are degrees."""
    if crs is None or not _projected(crs):
        return {}
    return {row: found.text for row, found in misplaced(geometries, crs, crs).items()}


def misplaced_in_degrees(geometries: Geometries, crs: str | None, metric_crs: str) -> dict[int, Misplaced]:
    """By row, what is wrong with degrees for certain: a vertex at 0, 0, or a place that fits the metric system's area with its axes exchanged alone.

    What is no degrees at all is not among them, nor anything where the coordinates are in metres.
    """
    if crs is not None and _projected(crs):
        return {}
    found = misplaced(geometries, crs, metric_crs)
    bounds, area = shapely.bounds(geometries).reshape(-1, 4), _area(metric_crs, _MARGIN)
    turned = _within(bounds[:, [1, 0]], bounds[:, [3, 2]], area)
    return {row: each for row, each in found.items() if each.code == "at-origin" or turned[row]}


def lie_beyond(bounds: Points, crs: str) -> bool:
    """Whether all boxes of degrees, shape (n, 4), lie outside the area in which a system is used: its figures would mean nothing there."""
    there = bounds[~np.isnan(bounds[:, 0])]
    return bool(len(there)) and not _within(there[:, :2], there[:, 2:], _area(crs, _MARGIN)).any()


def _at_origin(geometries: Geometries) -> NDArray[np.bool_]:
    """Rows with a vertex at 0, 0: where coordinates end up that somebody lost."""
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    around = np.flatnonzero(((bounds[:, :2] <= 0) & (bounds[:, 2:] >= 0)).all(axis=1))
    points, owners = shapely.get_coordinates(geometries[around], return_index=True)
    found = np.zeros(len(geometries), dtype=bool)
    found[around[owners[(points == 0).all(axis=1)]]] = True
    return found


def _readings(points: Points, declared: str, metric_crs: str) -> list[WayToRead | None]:
    """How each point would lie where its system is used; None where no other way of reading it tells."""
    readings: list[WayToRead | None] = [None] * len(points)
    open_ = np.ones(len(points), dtype=bool)
    base = declared if _projected(declared) else metric_crs
    for reading in ways_to_read(points, base, declared):
        if not open_.any():
            break
        moved = points_in_degrees(points[:, ::-1] if reading.swapped else points, reading.crs)
        margin = 0.0 if _projected(reading.crs) else _MARGIN
        fits = open_ & _within(moved, moved, _area(metric_crs if not _projected(reading.crs) else reading.crs, margin))
        if reading.zone is not None:
            east = points[:, 1 if reading.swapped else 0]
            fits &= east // ZONE_MILLION == reading.zone
        for row in np.flatnonzero(fits).tolist():
            readings[row] = reading
        open_ &= ~fits
    return readings


def ways_to_read(points: Points, base: str, declared: str | None = None) -> list[WayToRead]:
    """Ways to read coordinates: in a plane system, in that of each zone number that stands before an easting, in degrees; with the axes as they stand first.

    Parameters
    ----------
    points
        As they are written, shape (n, 2).
    base
        The plane system that is tried; its datum is that of the zones.
    declared
        In what they are said to be: not among the ways with the axes as they stand.
    """
    ways = []
    for swapped in (False, True):
        if swapped or base != declared:
            ways.append(WayToRead(base, swapped))
        zones = (np.unique(points[:, int(swapped)]) // ZONE_MILLION).tolist()
        numbers = [0, *(int(zone) for zone in dict.fromkeys(zones) if zone in SIX_DEGREES or zone in THREE_DEGREES)]
        others = [(zone, zoned(base, zone)) for zone in numbers]
        ways += [WayToRead(other, swapped, zone) for zone, other in others if other not in (None, base, declared)]
        if swapped or declared is None or declared not in DEGREES:
            ways.append(WayToRead(STORAGE, swapped))
    return ways


def _describe_misplaced(point: Points, declared: str, reading: WayToRead | None) -> Misplaced:
    excerpt = ", ".join(f"{value:.12g}" for value in point.tolist())
    shown = Text("经纬度", "longitude and latitude") if declared == CRS84 else Text(f" {declared}", declared)
    if reading is None:
        place = Text(f"{shown.zh} 的适用范围", f"the area in which {shown.en} is used")
        text = Text(
            f"坐标 {excerpt} 超出{'经纬度范围' if declared == CRS84 else place.zh}",
            f"{excerpt} lies outside {shown.en if declared == CRS84 else place.en}",
        )
        check = Text(
            "请检查该要素的坐标，以及映射的 register.crs", "check its coordinates, and register.crs of the mapping"
        )
        code: FoundCode = "outside-degrees" if declared == CRS84 else "outside-area"
        return Misplaced(code=code, excerpt=excerpt, text=text, remedy=check)
    reasons, remedies = zip(*_reasons(declared, shown, reading), strict=True)
    code = "axes-swapped" if reading.swapped else "not-metres" if not _projected(reading.crs) else "not-degrees"
    return Misplaced(
        code="zone-number" if reading.zone is not None and not reading.swapped else code,
        excerpt=excerpt,
        text=_both(f"坐标 {excerpt}：", excerpt, reasons),
        remedy=_both("", "", remedies),
    )


def _reasons(declared: str, shown: Text, reading: WayToRead) -> Iterator[tuple[Text, Text]]:
    """What is wrong, and what to do about it."""
    crs = reading.crs
    if reading.swapped:
        yield (
            Text("是先北后东", "has north before east"),
            Text(
                "请交换坐标轴，先写东（经度）后写北（纬度），例如用 QGIS 的“交换 X 和 Y 坐标”；整个文件如此的，导入时加 --swap-axes",
                "swap the axes, east (longitude) first, for example by “Swap X and Y coordinates” of QGIS; for a whole file import it with --swap-axes",
            ),
        )
    if _projected(crs) and crs != declared:
        use = Text(f"请把映射的 register.crs 写为 {crs}", f"set register.crs of the mapping to {crs}")
        if reading.zone:
            what = Text(
                f"东向值前有带号 {reading.zone}，应为 {crs}，不是{shown.zh}",
                f"has the zone number {reading.zone} before the easting: that is {crs}, not {shown.en}",
            )
        elif reading.zone == 0:
            what = Text(
                f"东向值前没有带号，应为 {crs}，不是{shown.zh}",
                f"has no zone number before the easting: that is {crs}, not {shown.en}",
            )
        else:
            what = Text(f"是米，应为 {crs}，不是经纬度", f"is in metres: that is {crs}, not longitude and latitude")
        yield what, use
    elif not _projected(crs) and _projected(declared):
        yield (
            Text(f"是经纬度，不是{shown.zh}", f"is longitude and latitude, not {shown.en}"),
            Text(
                "请去掉映射的 register.crs，或改为 EPSG:4490",
                "take register.crs out of the mapping, or set it to EPSG:4490",
            ),
        )


def _both(zh: str, en: str, parts: Sequence[Text]) -> Text:
    return Text(f"{zh}{'；'.join(part.zh for part in parts)}", f"{en} {'; '.join(part.en for part in parts)}".strip())


def _at_zero() -> Misplaced:
    return Misplaced(
        code="at-origin",
        excerpt="0, 0",
        text=Text("有坐标为 0, 0，是丢失的坐标", "has a coordinate at 0, 0, where lost ones end up"),
        remedy=Text("请补上该要素的坐标", "give it its coordinates"),
    )


def _projected(crs: str) -> bool:
    return _system(crs).is_projected


def points_in_degrees(points: Points, crs: str) -> Points:
    """Points, shape (n, 2), as longitude and latitude; infinite or not a number where their system cannot show them."""
    if not _projected(crs):
        return points
    sound = np.where(np.abs(points) < _FAR, points, np.nan)
    moved = transform(np.asarray(shapely.points(sound), dtype=object), without_offset(crs), STORAGE)
    return np.asarray(shapely.get_coordinates(moved)).reshape(-1, 2)


def _within(low: Points, high: Points, area: Area) -> NDArray[np.bool_]:
    west, south, east, north = area
    inside = [(p[:, 0] >= west) & (p[:, 0] <= east) & (p[:, 1] >= south) & (p[:, 1] <= north) for p in (low, high)]
    return np.asarray(inside[0] & inside[1])


@lru_cache(maxsize=64)
def _area(crs: str, margin: float) -> Area:
    """Where a system is used, widened by a margin, in degrees; the whole earth where it does not say or crosses the antimeridian."""
    used = _system(crs).area_of_use
    if used is None or used.west >= used.east:
        return _WORLD
    west, south, east, north = used.bounds
    return max(west - margin, -180), max(south - margin, -90), min(east + margin, 180), min(north + margin, 90)


@lru_cache(maxsize=64)
def _system(crs: str) -> CRS:
    return find_crs(without_offset(crs))
