"""The system of coordinates that is proposed for a layer of shapes: what its file declares, what its numbers say, and what somebody said of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from gis.catalog import read_catalog
from gis.crs import DEGREES, Geometries, metric, to_storage, without_offset
from gis.errors import LandstockError
from gis.georeferencing.diagnosis import Diagnosis, diagnose
from gis.georeferencing.ground import Ground
from gis.georeferencing.home import Home
from gis.georeferencing.suppositions import Supposition, put_right, suppositions
from gis.georeferencing.words import evidence_lines, remedy_words
from gis.intake.read_as import CRS_OVER, FEET, SWAP_AXES, ReadAs
from gis.io.places import Points
from gis.io.vector_layer import VectorLayer
from gis.survey_systems import (
    SIX_DEGREES,
    THREE_DEGREES,
    ZONE_MILLION,
    Datum,
    as_written,
    old_datum,
    plain_systems,
    zoned,
)
from gis.text import Text
from gis.units import figure
from gis.written import CATALOG

_CHINA: Final = (73.0, 3.0, 136.0, 54.0)
_FIRST_ZONE: Final = (4534, 75.0)
"""EPSG's first system of CGCS2000 by three degrees without a prefix, and its meridian."""
_ZONE: Final = 3.0
_UTM: Final = 6.0
_DEGREES: Final = 360.0
_MOST: Final = 0.9
"""Of the shapes the share that lies in the district, for a way of reading them to be the one that is meant."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ProposedSystem:
    """A layer, and the system in which it is to be read.

    Parameters
    ----------
    read
        The layer; its shapes have east before north and are in metres or degrees.
    crs
        Their system; None for longitude and latitude, and where nobody knows.
    metric_crs
        The system in which areas are measured; None where nobody knows.
    register
        What the mapping's register says of it.
    words, sure
        What is said of where the shapes lie, and whether nobody has to look at it.
    """

    read: VectorLayer
    crs: str | None
    metric_crs: str | None
    register: dict[str, Any]
    words: tuple[Text, ...] = ()
    sure: bool = True


def propose_system(read: VectorLayer, read_as: ReadAs, shared: Path) -> ProposedSystem:
    """The system of a layer, laid beside the ground that a data folder knows."""
    ground = Ground.of_folders([shared])
    said = read_as.register()
    if read.parsed.crs is None or {read.parsed.crs, said.get("crs")} <= DEGREES:
        said.pop(CRS_OVER, None)
    shapes = read.parsed.geometries
    shapes[:] = put_right(shapes, swapped=read_as.swap_axes, feet=read_as.feet)
    crs = said.get("crs") or read.parsed.crs
    if crs is None and _are_metres(shapes):
        return _by_numbers(read, ground, _metric_of(shared), said)
    placed = as_written(crs) if crs is not None else None
    metric_crs = metric_crs_of(shapes, placed)
    doubts = _of_old_datum(crs, read_as)
    if not doubts and metric_crs is not None:
        doubts = _of_place(diagnose(shapes, read.parsed.properties, placed, ground, metric_crs))
    return ProposedSystem(
        read=read,
        crs=placed,
        metric_crs=metric_crs,
        register={"crs": None if crs in DEGREES else crs, **said},
        words=doubts,
        sure=not doubts,
    )


def _of_place(found: Diagnosis | None) -> tuple[Text, ...]:
    return () if found is None else (*evidence_lines(found), remedy_words(found))


def metric_crs_of(shapes: Geometries, crs: str | None) -> str | None:
    """The system in which a layer's areas are measured: its own where that is in metres, else that of the zone in which it lies; None where it lies nowhere.

    Zones of three degrees of CGCS2000 (GB/T 17798-2007) in China, UTM elsewhere.
    """
    plain = None if crs is None else without_offset(crs)
    if plain is not None and metric(plain):
        return plain
    if not len(shapes):
        return None
    west, south, east, north = shapely.total_bounds(to_storage(shapes, crs)).tolist()
    if not all(map(math.isfinite, (west, south, east, north))):
        return None
    longitude, latitude = (west + east) / 2, (south + north) / 2
    if _CHINA[0] <= longitude <= _CHINA[2] and _CHINA[1] <= latitude <= _CHINA[3]:
        code, meridian = _FIRST_ZONE
        zones = int((longitude - meridian + _ZONE / 2) // _ZONE)
        return f"EPSG:{code + zones}"
    zone = int((longitude + 180) // _UTM) + 1
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"


def _metric_of(folder: Path) -> str | None:
    """The metric system of a data folder; None where it has no catalog that can be read."""
    try:
        return read_catalog(folder).metric_crs if (folder / CATALOG).is_file() else None
    except LandstockError:
        return None


def _are_metres(shapes: Geometries) -> bool:
    bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    return bool(np.isfinite(bounds).all() and np.abs(bounds).max() > _DEGREES)


def _by_numbers(read: VectorLayer, ground: Ground, base: str | None, said: dict[str, Any]) -> ProposedSystem:
    """The system of numbers that are metres while nothing says of which."""
    shapes = read.parsed.geometries
    bounds = shapely.bounds(shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]).reshape(-1, 4)
    points = (bounds[:, :2] + bounds[:, 2:]) / 2
    way = _way_here(points, base, ground)
    if way is None:
        unknown = Text(
            "坐标为米而文件未写明坐标系，也不落在数据范围内：请用 --crs 指定（如 EPSG:4548）；地方独立坐标系请测绘部门转换为 CGCS2000",
            "its coordinates are metres, it names no system, and none puts them into the district: name it by --crs (as EPSG:4548); "
            "what is in a local system the survey office can convert to CGCS2000",
        )
        return ProposedSystem(
            read=read, crs=None, metric_crs=base, register={"crs": None, **said}, words=(unknown,), sure=False
        )
    count = figure(len(points))
    words = Text(
        f"坐标为米而文件未写明坐标系，由数值判断为 {way.words.zh}：{count} 个图形由此落在数据范围内，请核对",
        f"its coordinates are metres and it names no system; by their numbers {way.words.en}: so its {count} shapes lie in the district; look at it",
    )
    shapes[:] = put_right(shapes, swapped=way.swapped, feet=way.feet)
    turned = {key: True for key, value in ((SWAP_AXES, way.swapped), (FEET, way.feet)) if value}
    register = {"crs": way.crs, **said, **turned}
    return ProposedSystem(
        read=read,
        crs=way.crs,
        metric_crs=metric_crs_of(shapes, way.crs),
        register=register,
        words=(words,),
        sure=False,
    )


def _by_zone_number(points: Points) -> str | None:
    """The system of the zone number that stands before most numbers, whichever axis it is on."""
    numbers = (np.abs(points) // ZONE_MILLION).astype(int).ravel()
    zones = numbers[np.isin(numbers, [*SIX_DEGREES, *THREE_DEGREES])]
    if not len(zones):
        return None
    return zoned(plain_systems(Datum.CGCS2000)[0], int(np.bincount(zones).argmax()))


def _way_here(points: Points, base: str | None, ground: Ground) -> Supposition | None:
    """The way of reading points that puts them into the district; where that is not known, into the area of the folder's zone or of the one they name."""
    homes = [(base, ground)] if base is not None else []
    if ground.invented or (ground.outline.shape is None and not ground.layers):
        homes += [(zone, Ground()) for zone in (base, _by_zone_number(points)) if zone is not None]
    for plane, known in homes:
        home = Home.of(known, plane)
        for way in suppositions(points, None, plane):
            if not way.map_offset and home.share_of_points(points, way) >= _MOST:
                return way
    return None


def _of_old_datum(crs: str | None, read_as: ReadAs) -> tuple[Text, ...]:
    """What is said of coordinates in a datum before CGCS2000, unless somebody said how they are to be placed."""
    datum = old_datum(crs)
    if datum is None or read_as.as_written:
        return ()
    words = Text(
        f"坐标系为 {datum.words.zh}，与 CGCS2000 相差数十米：请测绘部门转换后再导入，或加 --as-written 按原值放置、逐个待核实",
        f"it is in {datum.words.en}, tens of metres off CGCS2000: have the survey office convert it, "
        "or give --as-written to place the numbers as they are, each to check",
    )
    return (words,)
