"""A layer that does not lie where the ground that is known has it: what its numbers most likely are, by how many shapes, and what to say for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely

from gis.crs import Geometries
from gis.errors import LandstockError
from gis.geometry import repair_geometries
from gis.georeferencing.ground import Ground
from gis.georeferencing.home import Home
from gis.georeferencing.outlines import Borders, apart_m, same_districts, shift_m
from gis.georeferencing.pairing import Metres, Pairs, Rows, alike_elsewhere, lying_on, shifts_m
from gis.georeferencing.suppositions import Supposition, suppositions
from gis.map_offsets import BD09, GCJ02, unshift_shapes
from gis.text import Text

_SAMPLE: Final = 400
"""Shapes of a layer that are looked at: what all of it has, they have."""
_LARGEST: Final = 10
_AT_HOME: Final = 0.5
_ARRIVED: Final = 0.9
"""Of the shapes the share that lies in the district where nothing is wrong, and where a way of reading is right."""
_LEAST: Final = 5
_SHARE: Final = 0.1
_MANY_MORE: Final = 3
"""Shapes that have to fit, of all the share, and how many times as many as fit as they are written."""
_NEARER: Final = 0.5
_FAR_M: Final = 100.0
"""Of the distance of borders the share that a way of reading leaves, and metres from which they are not one border drawn twice."""
_MOVED_M: Final = 15.0
"""Metres from which a common offset is more than two drawings of one thing."""
_EARTH_M: Final = 100_000.0
_EARTH: Final = (180.0, 90.0, 180.0, 90.0)
"""Metres from which nothing is said to be moved, it lies elsewhere; degrees beyond which nothing lies on earth."""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """Why a layer does not lie where it says.

    Parameters
    ----------
    meant
        How it is probably to be read; None where it is moved by what no known way of reading explains.
    beside
        What it was laid beside: a layer, or the boundaries.
    shapes, agreeing
        How many shapes were looked at, and how many speak for it.
    east_m, north_m
        By how much it lies off as it is written, in metres, by the median; None where it lies far away.
    spread_m
        The median distance of single shapes from that.
    before_m, after_m
        Median distance from what is known in metres, as it is written and as it is meant; None where nothing was laid beside it shape by shape.
    """

    meant: Supposition | None
    beside: Text
    shapes: int
    agreeing: int
    east_m: float | None = None
    north_m: float | None = None
    spread_m: float | None = None
    before_m: float | None = None
    after_m: float | None = None
    borders: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class _Layer:
    """A layer to be judged: the shapes of a part of its rows, as they are written, with their properties, and how many it has in all."""

    shapes: Geometries
    count: int
    tables: Sequence[Mapping[str, Any]]
    written: Supposition
    metric_crs: str
    ground: Ground

    @property
    def points(self) -> Metres:
        bounds = shapely.bounds(self.shapes)
        return np.asarray((bounds[:, :2] + bounds[:, 2:]) / 2)

    def read(self, way: Supposition) -> Geometries:
        """The shapes in degrees by a way of reading them, sound; None where they lie nowhere."""
        degrees = way.degrees(self.shapes).copy()
        bounds = shapely.bounds(degrees).reshape(-1, 4)
        degrees[~(np.isfinite(bounds) & (np.abs(bounds) <= _EARTH)).all(axis=1)] = None
        return repair_geometries(degrees)[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Seen:
    """What a way of reading comes to: the shapes in degrees, the share of them in the district, their partners."""

    way: Supposition
    degrees: Geometries
    at_home: float
    pairs: Pairs | None

    def __len__(self) -> int:
        return 0 if self.pairs is None else len(self.pairs)


def diagnose(
    geometries: Geometries,
    tables: Sequence[Mapping[str, Any]],
    crs: str | None,
    ground: Ground,
    metric_crs: str,
) -> Diagnosis | None:
    """What is the matter with where a layer lies; None where it agrees with what is known, or nothing is known that tells.

    Parameters
    ----------
    geometries
        As the source has them, shape (n,), x before y.
    tables
        Its properties, row by row.
    crs
        The system that is declared; None for longitude and latitude.
    ground
        What is known of the district.
    metric_crs
        The system in which distances are measured, and metres are tried.
    """
    rows = np.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
    polygons = rows[shapely.area(geometries[rows]) > 0]
    rows = polygons if len(polygons) else rows
    if len(rows) < _TWO and not len(polygons):
        return None
    rows = _some(geometries, rows)
    layer = _Layer(
        shapes=geometries[rows],
        count=len(geometries),
        tables=[tables[row] for row in rows.tolist()],
        written=Supposition(crs=crs),
        metric_crs=metric_crs,
        ground=ground,
    )
    home = Home.of(ground, metric_crs)
    written = _look(layer, layer.written, home)
    borders = same_districts(_polygons(written.degrees), ground.outline.parts, metric_crs)
    if len(borders):
        return _of_borders(layer, borders)
    if _enough(written, len(layer.shapes)):
        return None
    return _of_readings(layer, written, home) or _of_offset(layer, written)


_TWO: Final = 2


def _some(geometries: Geometries, rows: Rows) -> Rows:
    """A part of some rows: the largest, among which an outline is, and others from first to last."""
    if len(rows) <= _SAMPLE:
        return rows
    bounds = shapely.bounds(geometries[rows])
    largest = np.argsort((bounds[:, 2] - bounds[:, 0]) * (bounds[:, 3] - bounds[:, 1]))[-_LARGEST:]
    spread = np.arange(0, len(rows), -(-len(rows) // (_SAMPLE - _LARGEST)))
    return np.asarray(rows[np.union1d(spread, largest)])


def _look(layer: _Layer, way: Supposition, home: Home) -> _Seen:
    try:
        degrees = layer.read(way)
    except LandstockError:
        degrees = np.full(len(layer.shapes), None, dtype=object)
    at_home = home.share_of(degrees)
    polygons = _polygons(degrees)
    pairs = lying_on(polygons, layer.ground.layers) if len(polygons) == len(degrees) else None
    return _Seen(way=way, degrees=degrees, at_home=at_home, pairs=pairs)


def _polygons(degrees: Geometries) -> Geometries:
    """The polygons of some ground among shapes."""
    return np.asarray(degrees[shapely.area(degrees) > 0])


def _enough(seen: _Seen, count: int) -> bool:
    """Whether so many shapes lie on what is known that it is no chance; of a few all have to."""
    return len(seen) >= (max(_LEAST, count * _SHARE) if count >= _LEAST else max(count, _TWO))


def _of_readings(layer: _Layer, written: _Seen, home: Home) -> Diagnosis | None:
    """The way of reading by which most shapes lie on what is known; else the only one that leads into the district."""
    count, seen = len(layer.shapes), []
    for way in suppositions(layer.points, layer.written.crs, layer.metric_crs):
        near = way.map_offset or layer.written.map_offset
        if not near and written.at_home > _AT_HOME:
            continue
        if near or home.share_of_points(layer.points, way) >= _SHARE:
            seen.append(_look(layer, way, home))
    fits = [each for each in seen if _enough(each, count) and len(each) >= _MANY_MORE * len(written)]
    if fits:
        best = max(fits, key=len)
        return _of_pairs(layer, written, best)
    if written.at_home > 1 - _ARRIVED:
        return None
    # Where nothing is known but the system, its zones are told row by row; feet are told by nobody else.
    arrived = [each for each in seen if not each.way.map_offset and each.at_home >= _ARRIVED]
    if not arrived or not (home.known or arrived[0].way.feet):
        return None
    here = arrived[0]
    return Diagnosis(meant=here.way, beside=home.words, shapes=count, agreeing=home.count_of(here.degrees))


def _of_pairs(layer: _Layer, written: _Seen, best: _Seen) -> Diagnosis:
    pairs = best.pairs
    assert pairs is not None  # noqa: S101 - it fits
    as_written = written.degrees[pairs.rows]
    after = shifts_m(best.degrees[pairs.rows], pairs.others, layer.metric_crs)
    made = Diagnosis(
        meant=best.way,
        beside=pairs.known.title,
        shapes=len(layer.shapes),
        agreeing=len(pairs),
        after_m=_median(np.hypot(*after.T)),
    )
    if shapely.is_missing(as_written).any():
        return made
    return _with_shift(made, shifts_m(as_written, pairs.others, layer.metric_crs))


def _with_shift(made: Diagnosis, offsets: Metres) -> Diagnosis:
    """A diagnosis with how far the layer lies off as it is written, where that can be said in metres."""
    lengths = np.hypot(*offsets.T)
    if not np.isfinite(lengths).all() or np.median(lengths) > _EARTH_M:
        return made
    east, north = (_median(each) for each in offsets.T)
    spread = _median(np.hypot(offsets[:, 0] - east, offsets[:, 1] - north))
    return replace(made, east_m=east, north_m=north, spread_m=spread, before_m=_median(lengths))


def _of_offset(layer: _Layer, written: _Seen) -> Diagnosis | None:
    """An offset that shapes have in common and no way of reading explains: an old datum, a system of the city's own.

    Of two layers the smaller one is doubted, and none for another that a map has moved.
    """
    polygons = _polygons(written.degrees)
    if len(polygons) < max(_LEAST, len(layer.shapes)):
        return None
    larger = [known for known in layer.ground.layers if len(known.shapes) >= layer.count]
    pairs = alike_elsewhere(polygons, layer.tables, larger, layer.metric_crs)
    if pairs is None or len(pairs) < _MANY_MORE * len(written):
        return None
    for name in (GCJ02, BD09):
        put_back = unshift_shapes(pairs.others, name)
        if _median(np.hypot(*shifts_m(polygons[pairs.rows], put_back, layer.metric_crs).T)) < _MOVED_M:
            return None
    offsets = shifts_m(polygons[pairs.rows], pairs.others, layer.metric_crs)
    apart = Diagnosis(meant=None, beside=pairs.known.title, shapes=len(layer.shapes), agreeing=len(pairs))
    apart = _with_shift(apart, offsets)
    return apart if apart.before_m is not None and apart.before_m > _MOVED_M else None


def _of_borders(layer: _Layer, borders: Borders) -> Diagnosis | None:
    """Outlines of districts that lie off those that are known, and nearer by another way of reading them."""
    before = apart_m(borders)
    if before < _FAR_M:
        return None
    best: tuple[float, Supposition] | None = None
    for way in suppositions(layer.points, layer.written.crs, layer.metric_crs):
        if way.map_offset:
            read = same_districts(_polygons(layer.read(way)), layer.ground.outline.parts, layer.metric_crs)
            after = apart_m(read) if len(read) >= _ARRIVED * len(borders) else np.inf
            if after < _NEARER * before and (best is None or after < best[0]):
                best = float(after), way
    if best is None:
        return None
    east, north, spread = shift_m(borders)
    return Diagnosis(
        meant=best[1],
        beside=_BOUNDARIES,
        shapes=len(layer.shapes),
        agreeing=len(borders),
        east_m=east,
        north_m=north,
        spread_m=spread,
        before_m=before,
        after_m=best[0],
        borders=True,
    )


_BOUNDARIES: Final = Text("区界", "the boundaries")


def _median(values: Metres) -> float:
    return float(np.median(values))
