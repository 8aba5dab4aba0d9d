"""The plane systems of Chinese surveys: Gauss-Krüger zones of three and of six degrees, with and without the zone number before the easting.

By GB/T 17798-2007 zone ``n`` of three degrees lies about the meridian of ``3n`` degrees east (25 to 45 in China), zone ``n`` of six degrees
about ``6n - 3`` (13 to 23). Every datum has both, each with eastings that begin with the zone's number (大数) and with plain ones; the
registry of EPSG names them all alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.crs import STORAGE, find_crs, offset_of, without_offset
from gis.text import Text

ZONE_MILLION: Final = 1_000_000
"""What a zone's number before an easting is multiplied by."""
SIX_DEGREES: Final = range(13, 24)
THREE_DEGREES: Final = range(25, 46)
"""Numbers of the zones that lie in China: no number is of both widths."""
_THREE: Final = 3
_SIX: Final = 6
_NAME: Final = re.compile(
    r"(?P<datum>.+) / (?P<three>3-degree )?Gauss-Kruger (?:zone (?P<zone>\d+)|CM (?P<meridian>\d+)E)"
)


class Datum(StrEnum):
    """A datum of Chinese surveys, by its name in EPSG's registry."""

    CGCS2000 = "CGCS2000"
    XIAN_80 = "Xian 1980"
    BEIJING_54 = "Beijing 1954"
    NEW_BEIJING = "New Beijing"

    @property
    def words(self) -> Text:
        """What it is called."""
        return _TITLES[self]


_TITLES: Final = {
    Datum.CGCS2000: Text("2000国家大地坐标系", "CGCS2000"),
    Datum.XIAN_80: Text("1980西安坐标系", "Xi'an 1980"),
    Datum.BEIJING_54: Text("1954北京坐标系", "Beijing 1954"),
    Datum.NEW_BEIJING: Text("新1954北京坐标系", "New Beijing 1954"),
}
_GEOGRAPHIC: Final = {
    "EPSG:4490": Datum.CGCS2000,
    "EPSG:4610": Datum.XIAN_80,
    "EPSG:4214": Datum.BEIJING_54,
    "EPSG:4555": Datum.NEW_BEIJING,
}


@dataclass(frozen=True, kw_only=True)
class SurveySystem:
    """A Gauss-Krüger system of a Chinese datum.

    Parameters
    ----------
    crs
        Its name, ``EPSG:4548``.
    width
        Of its zones, in degrees: 3 or 6.
    meridian
        Of the middle of its zone, degrees east.
    prefixed
        Whether the zone's number stands before eastings.
    """

    crs: str
    datum: Datum
    width: int
    meridian: int
    prefixed: bool

    @property
    def zone(self) -> int:
        """The number of its zone."""
        return self.meridian // _THREE if self.width == _THREE else (self.meridian + _THREE) // _SIX


def find_survey_system(*, datum: Datum, meridian: int, width: int = _THREE, prefixed: bool = False) -> str | None:
    """The name of a system, or None where the registry has none such.

    >>> find_survey_system(datum=Datum.CGCS2000, meridian=117)
    'EPSG:4548'
    >>> find_survey_system(datum=Datum.XIAN_80, meridian=117, prefixed=True)
    'EPSG:2363'
    """
    kind = "3-degree " if width == _THREE else ""
    zone = meridian // _THREE if width == _THREE else (meridian + _THREE) // _SIX
    place = f"zone {zone}" if prefixed else f"CM {meridian}E"
    return _named(f"{datum} / {kind}Gauss-Kruger {place}")


def meridian_of(zone: int, width: int) -> int:
    """The meridian of the middle of a zone, degrees east; ``width`` is 3 or 6 degrees."""
    return zone * _THREE if width == _THREE else zone * _SIX - _THREE


@lru_cache(maxsize=256)
def survey_system(crs: str) -> SurveySystem | None:
    """What a name says of zone, meridian and datum; None where it is no Gauss-Krüger system of a Chinese datum.

    >>> survey_system("EPSG:4527").meridian
    117
    """
    matched = _NAME.fullmatch(find_crs(without_offset(crs)).name)
    if matched is None or matched["datum"] not in set(Datum):
        return None
    width = _THREE if matched["three"] else _SIX
    meridian = int(matched["meridian"]) if matched["meridian"] else meridian_of(int(matched["zone"]), width)
    return SurveySystem(
        crs=crs, datum=Datum(matched["datum"]), width=width, meridian=meridian, prefixed=matched["zone"] is not None
    )


@lru_cache(maxsize=256)
def zoned(base: str, zone: int) -> str | None:
    """The system of a base's datum whose eastings bear a zone number, or none for zone 0; None where there is none."""
    system = survey_system(base)
    if system is None:
        return None
    if not zone:
        return find_survey_system(datum=system.datum, meridian=system.meridian, width=system.width)
    if zone not in SIX_DEGREES and zone not in THREE_DEGREES:
        return None
    width = _SIX if zone in SIX_DEGREES else _THREE
    return find_survey_system(datum=system.datum, meridian=meridian_of(zone, width), width=width, prefixed=True)


@lru_cache(maxsize=256)
def on_one_plane(first: str, second: str) -> bool:
    """Whether two systems are one but for zone numbers, width and datum, so that areas are the same in both.

    >>> on_one_plane("EPSG:4527", "EPSG:4548"), on_one_plane("EPSG:2384", "EPSG:4548"), on_one_plane("EPSG:4547", "EPSG:4548")
    (True, True, False)
    """
    if first == second:
        return True
    if any(without_offset(each) != each for each in (first, second)):
        return False
    systems = survey_system(first), survey_system(second)
    return None not in systems and len({each.meridian for each in systems if each is not None}) == 1


@lru_cache(maxsize=64)
def plain_systems(datum: Datum) -> tuple[str, ...]:
    """All systems of a datum without a zone number before eastings, three degrees wide before six, from west to east."""
    zones = [(zone, _THREE) for zone in THREE_DEGREES] + [(zone, _SIX) for zone in SIX_DEGREES]
    named = [find_survey_system(datum=datum, meridian=meridian_of(zone, width), width=width) for zone, width in zones]
    return tuple(name for name in named if name is not None)


def old_datum(crs: str | None) -> Datum | None:
    """The datum before CGCS2000 of a system, whose way to today's only the survey office knows; None of any other."""
    if crs is None or offset_of(crs) is not None:
        return None
    if crs in _GEOGRAPHIC:
        datum = _GEOGRAPHIC[crs]
    else:
        system = survey_system(crs)
        datum = Datum.CGCS2000 if system is None else system.datum
    return None if datum is Datum.CGCS2000 else datum


def as_written(crs: str) -> str:
    """The system of CGCS2000 in which the numbers of an old datum stand as they are written; any other system itself.

    What lies between the two is several tens of metres, and is in no table that may be published.

    >>> [as_written(crs) for crs in ("EPSG:2384", "EPSG:2363", "EPSG:4610", "EPSG:4548")]
    ['EPSG:4548', 'EPSG:4527', 'EPSG:4490', 'EPSG:4548']
    """
    if old_datum(crs) is None:
        return crs
    system = survey_system(crs)
    if system is None:
        return STORAGE
    twin = find_survey_system(
        datum=Datum.CGCS2000, meridian=system.meridian, width=system.width, prefixed=system.prefixed
    )
    return twin or crs


@lru_cache(maxsize=512)
def _named(meant: str) -> str | None:
    try:
        crs = CRS.from_user_input(meant)
    except CRSError:
        return None
    named = crs.to_authority()
    return ":".join(named) if named and crs.name == meant else None
