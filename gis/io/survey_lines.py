"""The lines of a 勘测定界 or 报备坐标 text: its head, its plots, and the boundary points of each as they are written.

A point is told by its figures and not by its place in the line: northings and eastings of China never have the same size, with or without a zone
number before the easting, so that swapped axes are certain and heights, ring numbers and names are not taken for coordinates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final, NamedTuple

from gis.numerals import number_in
from gis.survey_systems import SIX_DEGREES, THREE_DEGREES, ZONE_MILLION

_POINTS: Final = "地块坐标"
_HEAD: Final = "属性描述"
_SECTION: Final = re.compile(r"^\s*[\[［【]\s*([^\]］】]*?)\s*[\]］】]\s*$")
_PARTS: Final = re.compile(r"[,，;；\t]")
_KEY: Final = re.compile(r"^\s*([^=＝,，]{1,40}?)\s*[=＝](.*)$")
_END: Final = ("@", "＠")
_NORTHING: Final = (1_800_000.0, 6_200_000.0)
_EASTING: Final = (100_000.0, 1_000_000.0)
_LATITUDE: Final = (3.0, 54.0)
_LONGITUDE: Final = (73.0, 136.0)
_LOOKED_AT: Final = 40
_LEAST: Final = 3
_MOST_PARTS: Final = 40
_SHOWN: Final = 40
ZONES: Final = frozenset({*SIX_DEGREES, *THREE_DEGREES})


class Point(NamedTuple):
    """A boundary point: its name and ring as written, northing and easting (or latitude and longitude) after the axes are put right, and its line.

    ``swapped`` says that east stands first; ``plane`` is False where the figures are degrees, None where they are of no system of the state.
    """

    name: str
    ring: str
    north: float
    east: float
    line: int
    swapped: bool
    plane: bool | None


@dataclass
class Plot:
    """A plot: the values of its line, none where points stand without one, and its points in order."""

    values: list[str]
    line: int
    points: list[Point] = field(default_factory=list)


@dataclass
class SurveyText:
    """What a text has: the keys of its head, its plots, sections that are none of the form, and lines that say nothing."""

    head: dict[str, str] = field(default_factory=dict)
    plots: list[Plot] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    bare: bool = False


def is_survey_text(text: str) -> bool:
    """Whether a text, or its beginning, is one: by its sections, by a line of a plot, or by coordinates and nothing else."""
    lines = [line for line in islice(text.lstrip("\ufeff").splitlines(), _LOOKED_AT) if line.strip()]
    sections = {found[1] for line in lines if (found := _SECTION.match(line))}
    if sections & {_POINTS, _HEAD}:
        return True
    read = [line for line in lines if not _is_plot(line)]
    points = [_point(_parts(line), 0) for line in read]
    plain = [point for point in points if point is not None and point.plane is not None]
    return len(plain) >= _LEAST and len(plain) == len(read)


def read_lines(content: str) -> SurveyText:
    """The head and the plots of a text. Empty lines part plots only where no line of a plot says where one begins."""
    text = SurveyText()
    lines = content.lstrip("\ufeff").splitlines()
    text.bare = not any(_SECTION.match(line) for line in lines)
    parting = not any(map(_is_plot, lines))
    section = _POINTS if text.bare else ""
    for number, line in enumerate(lines, 1):
        if (named := _SECTION.match(line)) is not None:
            section = named[1]
            if section not in {_POINTS, _HEAD}:
                text.sections.append(section)
        elif section == _POINTS:
            _take(text, line, number, parting=parting)
        elif section == _HEAD and (pair := _KEY.match(line)) is not None and pair[2].strip():
            text.head.setdefault(pair[1], pair[2].strip())
    text.plots = [plot for plot in text.plots if plot.points or plot.values]
    return text


def _take(text: SurveyText, line: str, number: int, *, parting: bool) -> None:
    if not line.strip():
        if parting:
            text.plots.append(Plot([], number))
        return
    parts = _parts(line)
    point = None if _is_plot(line) else _point(parts, number)
    if point is not None:
        if not text.plots:
            text.plots.append(Plot([], number))
        text.plots[-1].points.append(point)
    elif len(parts) <= _MOST_PARTS and (_is_plot(line) or _may_be_plot(parts)):
        text.plots.append(Plot(_without_end(parts), number))
    else:
        text.unread.append((number, line.strip()[:_SHOWN]))


def _is_plot(line: str) -> bool:
    return line.rstrip().rstrip(",，").endswith(_END)


def _may_be_plot(parts: Sequence[str]) -> bool:
    """Whether a line without the sign at its end is that of a plot all the same: a count, an area, and words."""
    return len(parts) >= 8 and number_in(parts[0]) is not None and any(number_in(part) is None for part in parts[2:])


def _without_end(parts: Sequence[str]) -> list[str]:
    values = list(parts)
    while values and not values[-1].strip("@＠ "):
        values.pop()
    return [value.strip().rstrip("@＠").strip() for value in values]


def _parts(line: str) -> list[str]:
    parts = [part.strip() for part in _PARTS.split(line)]
    return parts if len(parts) > 1 else line.split()


def _point(parts: Sequence[str], line: int) -> Point | None:
    """The point of a line: the first two figures side by side that can be northing and easting, else the third and the fourth as the form has them."""
    if len(parts) > _MOST_PARTS:
        return None
    figures = [number_in(part) for part in parts]
    for place, (first, second) in enumerate(pairwise(figures)):
        read = None if first is None or second is None else oriented(first, second)
        if read is not None:
            north, east, swapped, plane = read
            name, ring = (parts[0] if place else ""), (parts[1] if place > 1 else "")
            return Point(name, ring, north, east, line, swapped, plane)
    if len(figures) >= 4 and figures[2] is not None and figures[3] is not None and len(parts) <= 5:
        return Point(parts[0], parts[1], figures[2], figures[3], line, swapped=False, plane=None)
    return None


def oriented(first: float, second: float) -> tuple[float, float, bool, bool] | None:
    """Two figures as northing and easting, whether east stood first, and whether they are metres; None where they can be no such pair."""
    for north, east, swapped in ((first, second, False), (second, first, True)):
        if _within(north, _NORTHING) and _within(unzoned(east), _EASTING):
            return north, east, swapped, True
        if _within(north, _LATITUDE) and _within(east, _LONGITUDE):
            return north, east, swapped, False
    return None


def zone_in(east: float) -> int:
    """The zone number before an easting; 0 where there is none."""
    zone = int(east // ZONE_MILLION)
    return zone if zone in ZONES else 0


def unzoned(east: float) -> float:
    """An easting without its zone number."""
    return east - zone_in(east) * ZONE_MILLION


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


class WrittenRing(NamedTuple):
    """A ring as the points close it, and what is odd of it.

    ``open_`` says that it does not come back to its first point, ``closed_as`` is the other ring number under which it does.
    """

    points: list[Point]
    open_: bool
    closed_as: str = ""


def rings_of(points: Iterable[Point]) -> Iterator[WrittenRing]:
    """Points cut into rings where they come back to the first, else where the ring's number changes or names begin anew."""
    ring: list[Point] = []
    for point in points:
        if not ring:
            ring = [point]
        elif _is_end(ring, point):
            yield WrittenRing([*ring, ring[0]], open_=False, closed_as=point.ring if point.ring != ring[0].ring else "")
            ring = []
        elif point.ring != ring[0].ring or _begins_anew(ring, point):
            yield WrittenRing(ring, open_=True)
            ring = [point]
        else:
            ring.append(point)
    if ring:
        yield WrittenRing(ring, open_=True)


_SAME: Final = 0.0005
_NEAR: Final = 0.05


def _is_end(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point is the first of its ring again; where its name says so a few centimetres are the same place."""
    if len(ring) < _LEAST:
        return False
    first = ring[0]
    apart = max(abs(point.north - first.north), abs(point.east - first.east))
    if not first.plane:
        return apart == 0
    return apart < _SAME or (bool(point.name) and point.name == first.name and apart < _NEAR)


def _begins_anew(ring: Sequence[Point], point: Point) -> bool:
    first = ring[0].name
    return len(ring) >= _LEAST and bool(first) and point.name == first != ring[1].name
