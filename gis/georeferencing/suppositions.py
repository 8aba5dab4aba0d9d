"""What the numbers of a layer may be: the ways of reading them that are tried where they do not fit the ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from gis.crs import CRS84, DEGREES, Geometries, find_crs, offset_of, to_storage, without_offset
from gis.io.places import Points, ways_to_read
from gis.map_offsets import BD09, GCJ02
from gis.survey_systems import Datum, plain_systems, survey_system
from gis.text import Text

FOOT_M: Final = 0.3048
"""Metres of the international foot."""
_MAPS: Final = {
    GCJ02: Text("GCJ-02（高德、腾讯地图的坐标）", "GCJ-02, the degrees of 高德 and 腾讯"),
    BD09: Text("BD-09（百度地图的坐标）", "BD-09, the degrees of 百度"),
}


@dataclass(frozen=True, kw_only=True)
class Supposition:
    """One way of reading a layer.

    Parameters
    ----------
    crs
        The system, as a mapping names it; None for longitude and latitude.
    swapped
        Whether north stands before east.
    feet
        Whether its metres are feet.
    """

    crs: str | None
    swapped: bool = False
    feet: bool = False

    @property
    def map_offset(self) -> bool:
        """Whether it is a map that moves places by some hundred metres."""
        return self.crs is not None and offset_of(self.crs) is not None

    @property
    def flags(self) -> str:
        """How it is said to ``landstock import``."""
        parts = ["--swap-axes"] if self.swapped else []
        parts += ["--feet"] if self.feet else []
        return " ".join([*parts, f"--crs {short_name(self.crs)}"])

    @property
    def words(self) -> Text:
        """What it is called."""
        moved = None if self.crs is None else offset_of(self.crs)
        if moved is not None and self.crs in _MAPS:
            return _MAPS[moved[0]]
        name = short_name(self.crs)
        zh, en = name, name
        system = survey_system(name)
        if system is not None:
            zone = Text(f"第 {system.zone} 带", f"zone {system.zone}")
            prefix = Text("带带号", "with its number") if system.prefixed else Text("不带带号", "without its number")
            zh = f"{name}（{system.width} 度带{zone.zh}，中央经线 {system.meridian}°，{prefix.zh}）"
            en = f"{name} ({system.width}-degree {zone.en} about {system.meridian}°E, {prefix.en})"
        if moved is not None:
            zh, en = f"{_MAPS[moved[0]].zh}转为 {moved[1]}", f"{_MAPS[moved[0]].en}, turned into {moved[1]}"
        if self.swapped:
            zh, en = f"{zh}，先北后东", f"{en}, north before east"
        return Text(f"{zh}，单位为英尺", f"{en}, in feet") if self.feet else Text(zh, en)

    def degrees(self, geometries: Geometries) -> Geometries:
        """Geometries, as they are written, in stored degrees by this way of reading them."""
        return to_storage(put_right(geometries, swapped=self.swapped, feet=self.feet), self.crs)


def short_name(crs: str | None) -> str:
    """A system as somebody types it."""
    return "EPSG:4490" if crs in {None, CRS84, "OGC:CRS84"} else str(crs)


def put_right(geometries: Geometries, *, swapped: bool, feet: bool) -> Geometries:
    """Geometries with east before north and in metres, where a source has them otherwise."""
    if not (swapped or feet):
        return geometries
    factor = FOOT_M if feet else 1.0
    return np.asarray(shapely.transform(geometries, lambda xy: (xy[:, ::-1] if swapped else xy) * factor), dtype=object)


def suppositions(points: Points, crs: str | None, metric_crs: str) -> Iterator[Supposition]:
    """Ways to read points other than the declared one: as maps have them or not, then with other axes, zones and units.

    Parameters
    ----------
    points
        As they are written, shape (n, 2).
    crs
        What is declared; None for longitude and latitude.
    metric_crs
        The system of the folder, in which metres are tried.
    """
    if crs is None or offset_of(crs) is None:
        for name in (GCJ02, BD09):
            yield Supposition(crs=name if crs in DEGREES else f"{name}+{crs}")
    else:
        yield Supposition(crs=without_offset(crs))
    plain = None if crs is None else without_offset(crs)
    base = plain if plain is not None and find_crs(plain).is_projected else metric_crs
    tried = [(way.crs, way.swapped) for way in ways_to_read(points, base, crs or CRS84)]
    if np.nanmax(np.abs(points), initial=0.0) > _DEGREES:
        system = survey_system(base)
        zones = plain_systems(Datum.CGCS2000 if system is None else system.datum)
        tried += [(zone, swapped) for swapped in (False, True) for zone in zones]
    for name, swapped in dict.fromkeys(tried):
        if swapped or (name != crs and not (name in DEGREES and crs in DEGREES)):
            yield Supposition(crs=name, swapped=swapped)
    for swapped in (False, True):
        yield Supposition(crs=base, swapped=swapped, feet=True)


_DEGREES: Final = 360.0
