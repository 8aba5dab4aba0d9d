"""What is said of a layer that does not lie where it says: the evidence, and what to do for a yes."""

from __future__ import annotations

from typing import Final

from gis.georeferencing.diagnosis import Diagnosis
from gis.text import Text
from gis.units import figure, percent

_METRES: Final = 1
_NORTH_EAST: Final = (Text("东", "east"), Text("西", "west"), Text("北", "north"), Text("南", "south"))


def evidence_lines(found: Diagnosis) -> list[Text]:
    """What was seen, one thing after the other: how many shapes, by how much they are moved, what the way of reading them brings."""
    meant = [_meant(found)] if found.meant is not None else []
    return [_what(found), *_shift(found), *meant]


def evidence_words(found: Diagnosis) -> Text:
    """What was seen, as one sentence."""
    parts = evidence_lines(found)
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def remedy_words(found: Diagnosis) -> Text:
    """What to do: nothing has been moved, and nothing is without a yes."""
    if found.meant is None:
        return Text(
            "未移动任何图形。请核对坐标系：可能是 1980西安、1954北京或地方独立坐标系，请测绘部门转换为 CGCS2000",
            "nothing was moved: check the system; it may be Xi'an 80, Beijing 54 or a city's own, which the survey office can convert to CGCS2000",
        )
    flags = found.meant.flags
    return Text(
        f"未移动任何图形。核对属实后加 {flags} 再导入；确认位置无误则不必改动",
        f"nothing was moved: where that is so, import with {flags}; where the places are right, leave it as it is",
    )


def remedy_in_folder(found: Diagnosis) -> Text:
    """What to do about a layer that a data folder has already."""
    if found.meant is None:
        return remedy_words(found)
    flags = found.meant.flags
    return Text(
        f"未移动任何图形。核对属实后用 landstock import {flags} 从原文件重新导入，或在文件的 crs 成员中写明坐标系",
        f"nothing was moved: where that is so, import its source again with landstock import {flags}, or name the system in the crs member of its file",
    )


def _what(found: Diagnosis) -> Text:
    beside, count, agreeing = found.beside, figure(found.shapes), figure(found.agreeing)
    if found.borders:
        return Text(f"{agreeing} 条边界与{beside.zh}不合", f"{agreeing} of its outlines lie off {beside.en}")
    if found.after_m is None and found.meant is not None:
        return Text(
            f"按所写坐标系（未写明的按经纬度）读取，{count} 个图形不在{beside.zh}之内",
            f"as it is declared (as degrees where it is not), its {count} shapes do not lie within {beside.en}",
        )
    share = percent(found.agreeing / found.shapes)
    return Text(
        f"所看 {count} 个图形中有 {agreeing} 个（{share}）即“{beside.zh}”的图形，位置不同",
        f"{agreeing} of the {count} shapes that were looked at ({share}) are shapes of {beside.en}, at another place",
    )


def _shift(found: Diagnosis) -> list[Text]:
    """By how much it is moved, where that can be said in metres."""
    if found.east_m is None or found.north_m is None or found.spread_m is None:
        return []
    east, north = found.east_m, found.north_m
    ways = [(_NORTH_EAST[0 if east >= 0 else 1], abs(east)), (_NORTH_EAST[2 if north >= 0 else 3], abs(north))]
    zh = "、".join(f"向{way.zh} {figure(metres)} m" for way, metres in ways)
    en = " and ".join(f"{figure(metres)} m {way.en}" for way, metres in ways)
    spread = figure(found.spread_m, _METRES)
    return [Text(f"偏移中位数{zh}，离散 {spread} m", f"moved by {en} (median, spread {spread} m)")]


def _meant(found: Diagnosis) -> Text:
    way = found.meant.words if found.meant is not None else Text("", "")
    spaced = "" if "\u4e00" <= way.zh[:1] <= "\u9fff" else " "
    way = Text(f"{spaced}{way.zh}", way.en)
    if found.after_m is None:
        count = figure(found.agreeing)
        return Text(f"按{way.zh}读取，{count} 个在其内", f"read as {way.en}, {count} lie within")
    after = figure(found.after_m, _METRES)
    if found.before_m is None:
        return Text(f"按{way.zh}读取，距离中位数 {after} m", f"read as {way.en}, they lie {after} m apart (median)")
    before = figure(found.before_m, _METRES)
    return Text(
        f"按{way.zh}还原，距离中位数由 {before} m 降为 {after} m",
        f"taken back as {way.en}, the median distance falls from {before} m to {after} m",
    )
