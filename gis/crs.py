"""Coordinate systems: degrees in storage, metres for measuring.

Storage and output are longitude, latitude in CGCS2000 (EPSG:4490), which agrees with CRS84 to well under a metre; a data folder names
its metric CRS (``EPSG:4548`` in central Shandong), in which areas and distances are measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gis.errors import BadGeometry, CatalogError
from gis.map_offsets import SHIFTED, SPELLINGS, shift_shapes, unshift_shapes
from gis.text import Text

STORAGE: Final = "EPSG:4490"
WGS84: Final = "EPSG:4326"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ANYWHERE: Final = "EPSG:6933"
"""A system in which areas are true wherever the land lies; a projection of the place has true distances too."""
DEGREES: Final = frozenset({None, CRS84, "OGC:CRS84", STORAGE, "EPSG:4326"})
"""What says longitude and latitude as they are stored: systems that agree with storage to well under a metre, and nothing at all."""
SPOKEN: Final = ("OGC:CRS84", "EPSG:4326", "EPSG:4490", "EPSG:4548", "EPSG:4527", "EPSG:3857")
"""Systems that every data folder answers in, the default first; its own metric system stands beside them."""
_PIECES_A_SIDE: Final = 256
"""A side of a box is straight in its own system and bends in degrees: in so many pieces a side of 100 km is off by 2 mm at most."""
_NEAR: Final = 1e-3
_FARTHEST: Final = 1e8
"""Metres from the origin that no projection of the earth reaches; zone numbers before the easting stay below it."""
_COMMON: Final = {"CGCS2000": STORAGE, "WGS84": "EPSG:4326"}
"""Systems in degrees by the names that people give them, in capitals and without hyphens or blanks."""

Geometries = NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class ReferenceSystem:
    """A coordinate system to ask and to answer in, with the order of axes that its registry gives it.

    Parameters
    ----------
    name
        Short name, ``EPSG:4548``.
    uri
        The identifier of OGC.
    northing_first
        Whether latitude or northing stands before longitude or easting.
    projected
        Whether coordinates are metres on a plane; degrees otherwise, which storage has already.
    """

    name: str
    uri: str
    northing_first: bool
    projected: bool

    @property
    def digits(self) -> int:
        """Decimals of an answer: finer than any survey, 1 mm in degrees and 0.1 mm in metres."""
        return 4 if self.projected else 8

    @classmethod
    def of(cls, name: str) -> ReferenceSystem:
        """The system of a short name.

        Raises
        ------
        CatalogError
            Where pyproj does not know it.
        """
        crs = find_crs(name)
        authority, _, code = name.partition(":")
        uri = CRS84 if authority == "OGC" else f"http://www.opengis.net/def/crs/{authority}/0/{code}"
        return cls(name=name, uri=uri, northing_first=crs.axis_info[0].direction == "north", projected=crs.is_projected)


@lru_cache(maxsize=16)
def spoken(metric_crs: str = "") -> tuple[ReferenceSystem, ...]:
    """Systems that a data folder with this metric system answers in; one that is in no registry has no identifier to ask for."""
    named = find_crs(metric_crs).to_authority(min_confidence=100) if metric_crs else None
    own = [":".join(named)] if named else []
    return tuple(ReferenceSystem.of(name) for name in dict.fromkeys([*SPOKEN, *own, *_zones_around(metric_crs)]))


_ZONES: Final = (range(4513, 4534), range(4534, 4555))
"""EPSG numbers of the zones of three degrees of CGCS2000, 25 to 45: with the zone's number before the easting, and without."""


def _zones_around(metric_crs: str) -> list[str]:
    """The zone of three degrees that a folder measures in and its neighbours, written either way: a district on their border is asked for both."""
    number = metric_crs.removeprefix("EPSG:")
    place = next((int(number) - zones[0] for zones in _ZONES if number.isdecimal() and int(number) in zones), None)
    if place is None:
        return []
    return [f"EPSG:{zones[n]}" for zones in _ZONES for n in (place - 1, place, place + 1) if 0 <= n < len(zones)]


def present(geometries: Geometries, system: ReferenceSystem) -> Geometries:
    """Stored geometries in another system, in its own order of axes, rounded to its digits."""
    moved = transform(geometries, STORAGE, system.name) if system.projected else geometries

    def ordered(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(xy[:, ::-1] if system.northing_first else xy, system.digits)

    return np.asarray(shapely.transform(moved, ordered))


def in_degrees(shape: Any, system: ReferenceSystem) -> Any:
    """A shape on the plane of a projected system, x before y, in stored degrees.

    Raises
    ------
    BadGeometry
        Where it reaches beyond what the projection can show.
    """
    west, south, east, north = shapely.bounds(shape)
    longest = max(east - west, north - south)
    degrees = None
    if max(map(abs, (west, south, east, north))) <= _FARTHEST:
        pieces = shapely.segmentize(shape, longest / _PIECES_A_SIDE) if longest else shape
        degrees = _there_and_back(pieces, system)
    if degrees is None:
        raise BadGeometry(
            Text(f"范围超出 {system.name} 的投影范围", f"the shape reaches beyond what {system.name} can show"),
            Text("请缩小范围，并检查坐标轴顺序", "give a smaller one, and check the order of its axes"),
            crs=system.uri,
        )
    return degrees


def _there_and_back(shape: Any, system: ReferenceSystem) -> Any:
    """A shape in degrees, or None where the way back leads elsewhere: beyond its reach a projection folds over."""
    degrees = transform(np.array([shape], dtype=object), system.name, STORAGE)
    back = shapely.get_coordinates(transform(degrees, STORAGE, system.name))
    near = np.allclose(back, shapely.get_coordinates(shape), rtol=0, atol=_NEAR)
    return degrees[0] if near and shapely.is_valid(degrees[0]) else None


def find_crs(name: str) -> CRS:
    """The system of a name.

    Raises
    ------
    CatalogError
        Where pyproj does not know it.
    """
    try:
        return CRS.from_user_input(name)
    except CRSError:
        raise CatalogError(
            Text(f"坐标系 {name} 无法识别", f"coordinate system {name} is not known"),
            Text("请填写 EPSG 编号，例如 EPSG:4548", "give an EPSG code, for example EPSG:4548"),
            crs=name,
        ) from None


def system_name(written: str) -> str:
    """The name of a system as this program has it: ``GCJ-02``, ``BD-09``, the address of CRS84, else what is written, in capitals.

    >>> [system_name(name) for name in ("gcj02", "BD-09LL", "epsg:4548", "4548", "CGCS2000", "OGC:CRS84")]
    ['GCJ-02', 'BD-09', 'EPSG:4548', 'EPSG:4548', 'EPSG:4490', 'http://www.opengis.net/def/crs/OGC/1.3/CRS84']
    """
    if "+" in written:
        return "+".join(map(system_name, written.split("+")))
    name = written.strip().upper()
    folded = name.replace("-", "").replace("_", "").replace(" ", "")
    if folded in SPELLINGS:
        return SPELLINGS[folded]
    if name.endswith("CRS84"):
        return CRS84
    return _COMMON.get(folded) or (f"EPSG:{name}" if name.isascii() and name.isdigit() else name)


def offset_of(crs: str) -> tuple[str, str] | None:
    """The map that moves places of a system, and the system in which it has them; None of a system that leaves them where they are.

    >>> offset_of("GCJ-02"), offset_of("GCJ-02+EPSG:4548"), offset_of("EPSG:4548")
    (('GCJ-02', 'EPSG:4490'), ('GCJ-02', 'EPSG:4548'), None)
    """
    offset, _, plain = crs.partition("+")
    return (offset, plain or STORAGE) if offset in SHIFTED else None


def without_offset(crs: str) -> str:
    """The system in which a source has its numbers, whatever map has moved its places."""
    moved = offset_of(crs)
    return crs if moved is None else moved[1]


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    for name in (source, target):
        find_crs(name)
    return Transformer.from_crs(source, target, always_xy=True)


def system_words(name: str) -> Text:
    """A system as people read it, with the name that its registry gives it.

    >>> system_words("EPSG:4548").en
    'EPSG:4548 (CGCS2000 / 3-degree Gauss-Kruger CM 117E)'
    """
    full = find_crs(name).name
    return Text(f"{name}（{full}）", f"{name} ({full})")


def metric(name: str) -> bool:
    """Whether a name is a projected CRS in metres, fit to measure in."""
    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        return False
    return crs.is_projected and {axis.unit_name for axis in crs.axis_info} == {"metre"}


def transform(geometries: Geometries, source: str, target: str) -> Geometries:
    """Geometries in another CRS, x before y in both, vertex by vertex; either may be what a map moves, as :func:`offset_of` names it.

    Raises
    ------
    CatalogError
        Where either name is not a CRS.
    """
    if source == target:
        return geometries
    if (moved := offset_of(source)) is not None:
        return transform(unshift_shapes(transform(geometries, moved[1], STORAGE), moved[0]), STORAGE, target)
    if (moved := offset_of(target)) is not None:
        return transform(shift_shapes(transform(geometries, source, STORAGE), moved[0]), STORAGE, moved[1])
    pipe = _transformer(source, target)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(pipe.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(geometries, move))


def to_storage(geometries: Geometries, crs: str | None) -> Geometries:
    """Geometries of a source in stored degrees; ``crs`` is what it declares, None for longitude and latitude.

    Raises
    ------
    CatalogError
        Where it is not a CRS.
    """
    return geometries if crs in DEGREES else transform(geometries, str(crs), STORAGE)


def in_metres(geometries: Geometries, metric_crs: str) -> Geometries:
    """Stored geometries (degrees) in the folder's metric CRS."""
    return transform(geometries, STORAGE, metric_crs)
