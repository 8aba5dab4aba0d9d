"""The system of coordinates that a 勘测定界 text means: by its head, and by the zone numbers that stand before its eastings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from gis.errors import SourceError
from gis.io.survey_lines import ZONES
from gis.numerals import folded_width, number_in
from gis.survey_systems import SIX_DEGREES, Datum, find_survey_system, meridian_of
from gis.text import Text

_SYSTEM: Final = ("坐标系", "坐标系统", "坐标系名称")
_ZONE: Final = ("带号", "投影带号")
_WIDTH: Final = ("几度分带", "分带")
_MERIDIAN: Final = ("中央子午线", "中央经线")
_PROJECTION: Final = ("投影类型", "投影方式", "投影")
_UNIT: Final = ("计量单位", "单位")
_PARAMETERS: Final = ("转换参数",)


class _Signs(NamedTuple):
    """The signs of a datum's name, and its system in degrees."""

    datum: Datum
    signs: re.Pattern[str]
    degrees: str


_DATUMS: Final = (
    _Signs(Datum.CGCS2000, re.compile("2000|CGCS", re.IGNORECASE), "EPSG:4490"),
    _Signs(Datum.XIAN_80, re.compile("80|西安|xi'?an", re.IGNORECASE), "EPSG:4610"),
    _Signs(Datum.NEW_BEIJING, re.compile("新.*(?:54|北京)"), "EPSG:4555"),
    _Signs(Datum.BEIJING_54, re.compile("54|北京|beijing", re.IGNORECASE), "EPSG:4214"),
)
_WGS84: Final = re.compile("WGS", re.IGNORECASE)
_OWN: Final = re.compile("地方|独立|城市|假定|施工|任意")
"""A system of a town or a site, whose parameters are not public."""
_GAUSS: Final = re.compile("高斯|gauss", re.IGNORECASE)
_METRES: Final = frozenset({"米", "m", "metre", "meter", "度"})


class WrittenSystem(NamedTuple):
    """The system of a text, None where it cannot be told, and what somebody should know of how it was."""

    crs: str | None
    remarks: list[Text]


def system_of(head: Mapping[str, str], zones: AbstractSet[int], origin: str, *, plane: bool) -> WrittenSystem:
    """The system of coordinates that a head and the zone numbers before the eastings name.

    Parameters
    ----------
    zones
        Zone numbers that stand before eastings; empty where none does.
    plane
        Whether the coordinates are metres; degrees otherwise.

    Raises
    ------
    SourceError
        Where the head names a local system, of which nobody here has the parameters.
    """
    named = _value(head, _SYSTEM)
    stated = next((each for each in _DATUMS if each.signs.search(named)), None)
    if stated is None and _OWN.search(named):
        raise _local(named, origin)
    datum = stated.datum if stated else Datum.CGCS2000
    remarks = list(_head_remarks(head))
    if not plane:
        if _WGS84.search(named):
            return WrittenSystem("EPSG:4326", remarks)
        return WrittenSystem((stated or _DATUMS[0]).degrees, [*remarks, *([] if stated else [_no_datum(named, None)])])
    if stated is None and _WGS84.search(named):
        return WrittenSystem(None, [*remarks, _not_on_plane(named)])
    number, said = _zone_of(head, zones)
    remarks += said
    if number is None:
        return WrittenSystem(None, [*remarks, _no_zone(datum.words)])
    width = _width_of(number)
    crs = find_survey_system(datum=datum, meridian=meridian_of(number, width), width=width, prefixed=bool(zones))
    if stated is None:
        remarks.append(_no_datum(named, crs))
    return WrittenSystem(crs, remarks)


def _value(head: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((folded_width(head[key]).strip() for key in keys if head.get(key, "").strip()), "")


def _zone_of(head: Mapping[str, str], zones: AbstractSet[int]) -> tuple[int | None, list[Text]]:
    """The zone number: before the eastings, else as the head has it, else by its meridian."""
    stated = number_in(re.sub("[^0-9.]", "", _value(head, _ZONE)))
    width = number_in(re.sub("[^0-9.]", "", _value(head, _WIDTH)))
    in_head = int(stated) if stated is not None and int(stated) in ZONES else None
    remarks = []
    number = next(iter(zones), in_head)
    if zones and in_head is not None and in_head not in zones:
        remarks.append(
            Text(
                f"带号一栏写 {in_head}，东坐标前是 {number}，按东坐标读取",
                f"the head says zone {in_head}, the eastings begin with {number} and were read by that",
            )
        )
    meridian = number_in(re.sub("[^0-9.]", "", _value(head, _MERIDIAN)))
    if number is None and meridian is not None and (meridian / 3).is_integer() and int(meridian / 3) in ZONES:
        number = int(meridian / 3)
    if number is not None and width is None and head:
        remarks.append(
            Text(
                f"几度分带未填：带号 {number} 是 {_width_of(number)} 度带",
                f"the width of the zones is not filled in: zone {number} is one of {_width_of(number)} degrees",
            )
        )
    if number is not None and width in {3, 6} and width != _width_of(number):
        remarks.append(
            Text(
                f"几度分带写 {int(width)}，而 {number} 是 {_width_of(number)} 度带的带号，按 {_width_of(number)} 度带读取",
                f"the head says zones of {int(width)} degrees, but {number} is a zone of {_width_of(number)} degrees and was read as that",
            )
        )
    return number, remarks


def _width_of(zone: int) -> int:
    return 6 if zone in SIX_DEGREES else 3


def _head_remarks(head: Mapping[str, str]) -> list[Text]:
    remarks = []
    projection, unit, parameters = (_value(head, keys) for keys in (_PROJECTION, _UNIT, _PARAMETERS))
    if projection and not _GAUSS.search(projection):
        remarks.append(
            Text(
                f"投影类型写“{projection}”，按高斯-克吕格读取",
                f"the projection is given as {projection}; read as Gauss-Kruger",
            )
        )
    if unit and unit.casefold() not in _METRES:
        remarks.append(Text(f"计量单位写“{unit}”，按米读取", f"the unit is given as {unit}; read as metres"))
    if parameters.strip(", 0."):
        remarks.append(Text("写有转换参数，未使用", "it states parameters of a transformation, which were not applied"))
    return remarks


def _no_datum(named: str, crs: str | None) -> Text:
    stated = (
        Text(f"坐标系写“{named}”，不认识", f"its system is given as {named}, which is not known")
        if named
        else Text("没有写坐标系", "it names no system")
    )
    by = (
        Text(f"按 {crs}（2000国家大地坐标系）读取，请确认", f"read as {crs} (CGCS2000): please confirm")
        if crs
        else Text("按2000国家大地坐标系读取，请确认", "read as CGCS2000: please confirm")
    )
    return Text(f"{stated.zh}；{by.zh}", f"{stated.en}; {by.en}")


def _no_zone(datum: Text) -> Text:
    return Text(
        f"没有写带号，东坐标前也没有：不知是{datum.zh}的哪一带，以映射的 register.crs 为准",
        f"no zone is given, nor does one stand before the eastings: which zone of {datum.en} it is only register.crs of the mapping says",
    )


def _not_on_plane(named: str) -> Text:
    return Text(
        f"坐标系写“{named}”，坐标却是米：不知是哪种投影，以映射的 register.crs 为准",
        f"its system is given as {named}, its coordinates are metres: in which projection only register.crs of the mapping says",
    )


def _local(named: str, origin: str) -> SourceError:
    return SourceError(
        Text(
            f"{origin} 用的是地方坐标系（{named}），它的参数不公开，这里不做换算",
            f"{origin} is in a local system ({named}), whose parameters are not public: it is not converted here",
        ),
        Text(
            "请向测绘成果提供单位索取2000国家大地坐标系的成果",
            "ask whoever made the survey for it in CGCS2000",
        ),
        file=origin,
    )
