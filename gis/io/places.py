"""Coordinates that lie where the register cannot: named row by row, with what they most likely are and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.crs import CRS84, STORAGE, Geometries, find_crs, transform
from gis.findings import FoundCode
from gis.text import Text

_WORLD: Final = (-180.0, -90.0, 180.0, 90.0)
_MARGIN: Final = 3.0
"""Degrees beyond a system's area of use in which a place is believed: a town that reaches into the next zone is kept in one."""
_MILLION: Final = 1_000_000
_SIX_DEGREES: Final = range(13, 24)
_THREE_DEGREES: Final = range(25, 46)
_ZONE: Final = re.compile(r"(?:3-degree )?Gauss-Kruger (?:zone \d+|CM (\d+)E)$")

Points = NDArray[np.float64]
Area = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Misplaced:
    """Why a row's coordinates cannot be where they say, and what to do about it."""

    code: FoundCode
    excerpt: str
    text: Text
    remedy: Text


class _Reading(NamedTuple):
    """Another way to read coordinates: in this system, with the axes as they stand or exchanged; a zone number where one stands before the easting."""

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
    astray = there & ~_within(_in_degrees(bounds[:, :2], declared), _in_degrees(bounds[:, 2:], declared), area)
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


def _at_origin(geometries: Geometries) -> NDArray[np.bool_]:
    """Rows with a vertex at 0, 0: where coordinates end up that somebody lost."""
    points, owners = shapely.get_coordinates(geometries, return_index=True)
    found = np.zeros(len(geometries), dtype=bool)
    found[owners[(points == 0).all(axis=1)]] = True
    return found


def _readings(points: Points, declared: str, metric_crs: str) -> list[_Reading | None]:
    """How each point would lie where its system is used; None where no other way of reading it tells."""
    readings: list[_Reading | None] = [None] * len(points)
    open_ = np.ones(len(points), dtype=bool)
    for reading in _ways(points, declared, metric_crs):
        if not open_.any():
            break
        moved = _in_degrees(points[:, ::-1] if reading.swapped else points, reading.crs)
        margin = 0.0 if _projected(reading.crs) else _MARGIN
        fits = open_ & _within(moved, moved, _area(metric_crs if not _projected(reading.crs) else reading.crs, margin))
        if reading.zone is not None:
            east = points[:, 1 if reading.swapped else 0]
            fits &= east // _MILLION == reading.zone
        for row in np.flatnonzero(fits).tolist():
            readings[row] = reading
        open_ &= ~fits
    return readings


def _ways(points: Points, declared: str, metric_crs: str) -> list[_Reading]:
    base = declared if _projected(declared) else metric_crs
    ways = []
    for swapped in (False, True):
        if swapped or base != declared:
            ways.append(_Reading(base, swapped))
        zones = np.unique(points[:, int(swapped)] // _MILLION)
        numbers = [0, *(int(zone) for zone in zones if zone in _SIX_DEGREES or zone in _THREE_DEGREES)]
        others = [(zone, zoned(base, zone)) for zone in numbers]
        ways += [_Reading(other, swapped, zone) for zone, other in others if other not in (None, declared)]
        ways.append(_Reading(STORAGE, swapped))
    return ways


@lru_cache(maxsize=64)
def zoned(base: str, zone: int) -> str | None:
    """The Gauss-Krüger system of a base's datum whose eastings bear a zone number, or none for zone 0; None where there is none."""
    name = _system(base).name
    matched = _ZONE.search(name)
    if not matched:
        return None
    if zone:
        kind = "" if zone in _SIX_DEGREES else "3-degree "
        meant = f"{name[: matched.start()]}{kind}Gauss-Kruger zone {zone}"
    else:
        number = re.search(r"zone (\d+)$", name)
        if not number:
            return None
        own = int(number[1])
        three = own in _THREE_DEGREES
        degrees, kind = (own * 3, "3-degree ") if three else (own * 6 - 3, "")
        meant = f"{name[: matched.start()]}{kind}Gauss-Kruger CM {degrees}E"
    try:
        crs = CRS.from_user_input(meant)
    except CRSError:
        return None
    named = crs.to_authority()
    return ":".join(named) if named and crs.name == meant else None


def _describe_misplaced(point: Points, declared: str, reading: _Reading | None) -> Misplaced:
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


def _reasons(declared: str, shown: Text, reading: _Reading) -> Iterator[tuple[Text, Text]]:
    """What is wrong, and what to do about it."""
    crs = reading.crs
    if reading.swapped:
        yield (
            Text("是先北后东", "has north before east"),
            Text(
                "请交换坐标轴，先写东（经度）后写北（纬度），例如用 QGIS 的“交换 X 和 Y 坐标”",
                "swap the axes, east (longitude) first, for example by “Swap X and Y coordinates” of QGIS",
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


def _in_degrees(points: Points, crs: str) -> Points:
    """Points, shape (n, 2), as longitude and latitude; infinite where their system cannot show them."""
    if not _projected(crs):
        return points
    moved = transform(np.asarray(shapely.points(points), dtype=object), crs, STORAGE)
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
    return find_crs(crs)
