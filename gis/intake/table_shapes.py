"""Tables whose rows say where they lie: in a column of WKT, in two columns of coordinates, or as boundary points, of which several rows are one plot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import shapely

from gis.crs import Geometries, find_crs, system_name, transform
from gis.errors import CatalogError
from gis.geometry import wkt_shape
from gis.io import bounds
from gis.io.parsing import TOO_LARGE, Parsed
from gis.io.rings import shape_of_rings
from gis.io.survey_lines import Point, rings_of
from gis.io.vector_layer import VectorLayer
from gis.io.written_numbers import numbers_in
from gis.text import Text
from gis.values import text_of

Row = Mapping[str, Any]
_EXCERPT: Final = 80
_LONGEST: Final = 64 << 20
_SRID: Final = re.compile(r"\s*SRID\s*=\s*(\d{3,6})\s*;", re.IGNORECASE)
_NAMED: Final = {
    "OSGB36": "EPSG:27700",
    "OSGB1936": "EPSG:27700",
    "BRITISHNATIONALGRID": "EPSG:27700",
    "ETRS89": "EPSG:4258",
    "RGF93": "EPSG:2154",
    "2000国家大地坐标系": "EPSG:4490",
    "国家2000": "EPSG:4490",
}
"""Systems that registers name by words, folded as names are compared."""
_FOLDED: Final = re.compile(r"[\s_\-/()（）]")
_LEAST: Final = 3
NO_WKT: Final = Text("WKT 无法读取", "its WKT cannot be read")
_NO_NUMBER: Final = Text("坐标不是数字", "its coordinates are no numbers")
_FEW: Final = Text("有效界址点不足三个", "fewer than three boundary points")


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """Which columns of a table say where its rows lie; each name is blank where there is none.

    Parameters
    ----------
    wkt
        Shapes as WKT, x before y.
    east, north
        Two columns of coordinates.
    plot
        Of boundary points: what tells the plots apart. Rows of one plot are one feature, whose values are those of its first row.
    point, ring
        The name of a point, and the number of its ring.
    system
        The name of the system of coordinates.
    """

    wkt: str = ""
    east: str = ""
    north: str = ""
    plot: str = ""
    point: str = ""
    ring: str = ""
    system: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it asks for."""
        return tuple(filter(None, (self.wkt, self.east, self.north, self.plot, self.point, self.ring, self.system)))


def layer_of_rows(
    rows: Iterable[Row], shape: TableShape, origin: str, name: str, lines: Sequence[int] = ()
) -> VectorLayer:
    """The rows of a table as those of a file of shapes; ``lines`` are where they stand in the sheet."""
    return VectorLayer(origin=origin, layer=name, layers=(name,), parsed=_parsed(list(rows), shape, lines), aliases={})


def _parsed(rows: Sequence[Row], shape: TableShape, lines: Sequence[int]) -> Parsed:
    problems: dict[int, tuple[Text, str]] = {}
    groups = _plots(rows, shape) if shape.plot else [[row] for row in rows]
    line_of = {id(row): line for row, line in zip(rows, lines, strict=True)} if lines else {}
    shapes = np.empty(len(groups), dtype=object)
    systems: list[str | None] = []
    for place, group in enumerate(groups):
        drawn, system = _drawn(group, shape)
        if isinstance(drawn, tuple):
            problems[place] = drawn
        else:
            shapes[place] = drawn
        systems.append(system or _system_in(group[0], shape))
    for place in np.flatnonzero(shapely.get_num_coordinates(shapes) > bounds.MAX_VERTICES).tolist():
        shapes[place], problems[place] = None, (TOO_LARGE[0], "")
    crs = _of_most(shapes, systems)
    return Parsed(
        ids=[None] * len(groups),
        properties=[dict(group[0]) for group in groups],
        geometries=shapes,
        problems={place: text for place, (text, _) in problems.items()},
        excerpts={place: excerpt[:_EXCERPT] for place, (_, excerpt) in problems.items()},
        crs=crs,
        lines=[line_of[id(group[0])] for group in groups] if lines else (),
    )


Drawn = tuple[Any, str | None]
"""A shape, None where a row has none, or the pair of what is wrong and what stands there; and the system that the shape itself names."""


def _drawn(group: Sequence[Row], shape: TableShape) -> Drawn:
    if shape.wkt:
        return _of_wkt(text_of(group[0].get(shape.wkt)).strip())
    if shape.plot:
        return _of_points(group, shape), None
    east, north = (_number(group[0], name) for name in (shape.east, shape.north))
    if east is None and north is None:
        return None, None
    if not isinstance(east, float) or not isinstance(north, float):
        return (_NO_NUMBER, f"{group[0].get(shape.east)}, {group[0].get(shape.north)}"), None
    return shapely.Point(east, north), None


def _of_wkt(text: str) -> Drawn:
    if not text:
        return None, None
    matched = _SRID.match(text)
    drawn = wkt_shape(text[matched.end() :] if matched else text, longest=_LONGEST)
    if drawn is None:
        return (NO_WKT, text), None
    return shapely.force_2d(drawn), f"EPSG:{matched[1]}" if matched else None


def _number(row: Row, name: str) -> float | str | None:
    """The number of a cell; the text where it is none, None of a blank."""
    value = row.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if value == value else None  # noqa: PLR0124 - NaN
    words = text_of(value).strip()
    if not words:
        return None
    numbers = numbers_in(words)
    return numbers[0].value if len(numbers) == 1 else words


def _plots(rows: Sequence[Row], shape: TableShape) -> list[list[Row]]:
    """The rows of each plot, in the order in which plots begin; a blank is the plot above."""
    groups: dict[str, list[Row]] = {}
    above = ""
    for row in rows:
        above = text_of(row.get(shape.plot)).strip() or above
        groups.setdefault(above, []).append(row)
    return list(groups.values())


def _of_points(group: Sequence[Row], shape: TableShape) -> Any:
    points = []
    for line, row in enumerate(group):
        east, north = (_number(row, name) for name in (shape.east, shape.north))
        if east is None and north is None:
            continue
        if not isinstance(east, float) or not isinstance(north, float):
            return _NO_NUMBER, f"{row.get(shape.east)}, {row.get(shape.north)}"
        name, ring = (text_of(row.get(column)).strip() if column else "" for column in (shape.point, shape.ring))
        points.append(Point(name, ring, north, east, line, swapped=False, plane=abs(north) > 360))
    rings = [np.array([(each.east, each.north) for each in ring.points]) for ring in rings_of(points)]
    whole = [ring for ring in rings if len(np.unique(ring, axis=0)) >= _LEAST]
    return shape_of_rings(whole) if whole else (_FEW, "")


# systems --------------------------------------------------------------------------------------------------------------


def _system_in(row: Row, shape: TableShape) -> str | None:
    words = text_of(row.get(shape.system)).strip() if shape.system else ""
    return _named_system(words) if words else None


@cache
def _named_system(words: str) -> str | None:
    """The system that words name; None of words that nobody knows."""
    name = _NAMED.get(_FOLDED.sub("", words).upper()) or system_name(words)
    if not name.startswith("EPSG:"):
        return name if name in {"GCJ-02", "BD-09"} else None
    try:
        find_crs(name)
    except CatalogError:
        return None
    return name


def _of_most(shapes: Geometries, systems: Sequence[str | None]) -> str | None:
    """The system of most rows; the others are brought into it."""
    named = Counter(system for system in systems if system is not None)
    if not named:
        return None
    crs = max(named, key=lambda system: named[system])
    for other in set(named) - {crs}:
        places = [place for place, system in enumerate(systems) if system == other]
        shapes[places] = transform(shapes[places], other, crs)
    return crs


def wkt_share(values: Iterable[Any]) -> float:
    """Of the values that say something, the share that is WKT."""
    given = [text for value in values if (text := text_of(value).strip())]
    return sum(_WKT.match(text) is not None for text in given) / len(given) if given else 0.0


_WKT: Final = re.compile(
    r"(?:SRID\s*=\s*\d+\s*;\s*)?(?:MULTI)?(?:POLYGON|POINT|LINESTRING)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)", re.IGNORECASE
)


def dimension_of_wkt(values: Iterable[Any]) -> int:
    """What most of some WKT are: 2 areas, 1 lines, 0 points."""
    kinds = Counter(_dimension(text_of(value)) for value in values)
    return max(kinds, key=lambda kind: kinds[kind], default=0)


def _dimension(text: str) -> int:
    words = text.upper()
    return 2 if "POLYGON" in words[:40] else 1 if "LINE" in words[:40] else 0


def rows_of(names: Sequence[str], lines: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """Rows by the names of their columns."""
    return (dict(zip(names, cells, strict=True)) for cells in lines)
