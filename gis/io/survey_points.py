"""Texts of boundary points, 勘测定界界址点 and 报备坐标, as rows of properties and shapes.

The form has a line for each plot, ending with ``@``, and a line for each point: name, ring, X (north), Y (east). What offices make of it is read as it
stands and said: counts are not believed, rings close where their coordinates do, what is inside another ring is a hole, axes are told by their size,
and an area that is ten thousand times the one of the points is in m².
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import shapely

from gis.errors import SourceError
from gis.findings import FoundCode
from gis.io import bounds
from gis.io.members import Member, too_large
from gis.io.parsing import TOO_LARGE, Parsed
from gis.io.rings import LEAST, Ring, shape_of_rings
from gis.io.spellings import TITLES, spelling_of
from gis.io.survey_lines import (
    Plot,
    Point,
    SurveyText,
    WrittenRing,
    is_survey_text,
    read_lines,
    rings_of,
    unzoned,
    zone_in,
)
from gis.io.survey_system import system_of
from gis.io.vector_layer import RowRemark, VectorLayer
from gis.numerals import number_in
from gis.rounding import rounded
from gis.text import Text, many
from gis.units import M2_PER_HA, figure, m2_from_mu

ENDINGS: Final = (".txt", ".dat")
AREA: Final = "地块面积(公顷)"
_NAMES: Final = ("界址点数", AREA, "地块编号", "地块名称", "记录图形属性", "图幅号", "地块用途", "地类编码")
_OTHERS: Final = "其他属性"
_COUNT, _AREA, _NUMBER, _NAME, _FORM = range(5)
_OF_HEAD: Final = ("数据产生单位", "数据产生日期")
_MOST_BYTES: Final = 256 << 20
_SHOWN: Final = 3
_EXCERPT: Final = 80
_LINE, _POINT = "线", "点"
_TAKEN_FOR: Final = ((float(M2_PER_HA), Text("平方米", "m²")), (M2_PER_HA / m2_from_mu(1), Text("亩", "mu")))
"""By how many times a figure is above the hectares of its shape where it is in another unit."""
_CERTAIN: Final = 0.005
_FEW: Final = Text("有效界址点不足三个", "fewer than three boundary points")


MOST_LINES: Final = 2_000_000
"""Lines of a text of boundary points: a county has some hundred thousand corners, and so many take half a minute."""


def looks_like_points(head: bytes) -> bool:
    """Whether bytes, the beginning of a file, are a text of boundary points."""
    return is_survey_text(_decoded(head))


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if b"\0" in head:
        return ""
    try:
        # The beginning may end within a sign.
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return head.decode("gb18030", "ignore")


def read_points(member: Member, _layer: str = "") -> VectorLayer:
    """The plots of a text, in order.

    Raises
    ------
    SourceError
        Where it is no text in an encoding that is read, is too large, has no plot, or is in a local system.
    """
    if member.size > _MOST_BYTES:
        most = _MOST_BYTES >> 20
        raise too_large(member.origin, Text(f"大于 {most} MiB", f"larger than {most} MiB"))
    spelling = spelling_of(member.pieces)
    if spelling is None:
        raise _refused(member.origin, Text("文字编码无法识别", "no encoding fits its text"))
    content = member.read().decode(spelling.encoding)
    if content.count("\n") > MOST_LINES:
        raise too_large(member.origin, Text(f"超过 {MOST_LINES:,} 行", f"more than {MOST_LINES:,} lines"))
    text = read_lines(content)
    if not text.plots:
        raise _refused(member.origin, Text("没有地块坐标", "it has no plot"))
    if len(text.plots) > bounds.MAX_FEATURES:
        raise too_large(member.origin, Text("地块过多", "too many plots"))
    rows = _Rows(text, member)
    return VectorLayer(
        origin=member.origin,
        layer=member.stem,
        layers=(member.stem,),
        parsed=rows.parsed,
        aliases={},
        spelling=TITLES[spelling.encoding],
        doubt=spelling.doubt,
        remarks=tuple(rows.remarks),
        row_remarks=tuple(rows.row_remarks),
    )


@dataclass
class _Rows:
    """The rows of a text, and what is said of them."""

    text: SurveyText
    member: Member
    remarks: list[Text] = field(default_factory=list)
    row_remarks: list[RowRemark] = field(default_factory=list)

    def __post_init__(self) -> None:
        plots = self.text.plots
        points = [point for plot in plots for point in plot.points]
        planes = Counter(point.plane for point in points)
        self._plane = max(planes, key=lambda kind: planes[kind], default=None)
        zones = Counter(zone_in(point.east) for point in points if point.plane)
        numbered = Counter({zone: count for zone, count in zones.items() if zone})
        self._zone = max(numbered, key=lambda zone: numbered[zone], default=0)
        self._mixed = bool(self._zone) and bool(zones[0])
        self._problems: dict[int, Text] = {}
        shapes = np.empty(len(plots), dtype=object)
        properties = []
        for row, plot in enumerate(plots):
            shapes[row] = self._shape(row, plot)
            properties.append(self._properties(row, plot, shapes[row]))
        self._say_axes(points)
        self._say_of_text()
        self.parsed = Parsed(
            ids=[None if plot.values else f"{self.member.stem}-{row}" for row, plot in enumerate(plots, 1)],
            properties=properties,
            geometries=shapes,
            problems=self._problems,
            excerpts={row: self._excerpt(plots[row]) for row in self._problems},
            crs=self._system(),
        )

    # shapes -----------------------------------------------------------------------------------------------------------

    def _shape(self, row: int, plot: Plot) -> Any:
        if len(plot.points) > bounds.MAX_VERTICES:
            self._problems[row] = TOO_LARGE[0]
            return None
        zones = {zone_in(point.east) for point in plot.points if point.plane} - {0, self._zone}
        if zones or any(point.plane is not self._plane for point in plot.points):
            self._problems[row] = Text(
                "坐标与文件中其他地块不在同一坐标系或同一带",
                "its coordinates are of another system or zone than the other plots",
            )
            return None
        form = plot.values[_FORM] if len(plot.values) > _FORM else ""
        if form.startswith((_LINE, _POINT)) and plot.points:
            path = self._places(plot.points)
            several = form.startswith(_LINE) and len(path) > 1
            return shapely.linestrings(path) if several else shapely.multipoints(shapely.points(path))
        rings = list(rings_of(plot.points))
        whole = [ring for ring in rings if len({(each.north, each.east) for each in ring.points}) >= LEAST]
        if not whole:
            self._problems[row] = _FEW
            return None
        self._say_rings(row, plot, rings, whole)
        return shape_of_rings([self._places(ring.points) for ring in whole])

    def _places(self, points: Sequence[Point]) -> Ring:
        """Points as they are written, east before north; without zone numbers where some have none."""
        east = [unzoned(point.east) if self._mixed else point.east for point in points]
        return np.column_stack([east, [point.north for point in points]])

    # what is said of plots --------------------------------------------------------------------------------------------

    def _say(self, row: int, code: FoundCode, excerpt: str, text: Text) -> None:
        self.row_remarks.append(RowRemark(row=row, code=code, excerpt=excerpt[:_EXCERPT], text=text))

    def _say_rings(self, row: int, plot: Plot, rings: Sequence[WrittenRing], whole: Sequence[WrittenRing]) -> None:
        open_ = [ring for ring in whole if ring.open_]
        if open_:
            names = "、".join(
                f"{ring.points[0].name}–{ring.points[-1].name}".strip("–") or "—" for ring in open_[:_SHOWN]
            )
            self._say(
                row,
                "ring-open",
                names,
                Text(
                    f"{len(open_)} 个圈没有回到起点，已闭合",
                    f"{many(len(open_), 'ring')} did not come back to the first point; closed",
                ),
            )
        for ring in whole:
            if ring.closed_as:
                first = ring.points[0]
                self._say(
                    row,
                    "ring-number",
                    f"{first.name},{ring.closed_as}",
                    Text(
                        f"圈 {first.ring} 的闭合点 {first.name} 写在圈 {ring.closed_as} 下，按坐标闭合",
                        f"the point {first.name} that closes ring {first.ring} stands under ring {ring.closed_as}; it was closed by its coordinates",
                    ),
                )
        for ring in rings:
            if ring not in whole:
                lines = f"{ring.points[0].line}–{ring.points[-1].line}"
                self._say(
                    row,
                    "ring-short",
                    lines,
                    Text(
                        f"第 {lines} 行的点围不成面，未使用",
                        f"the points of lines {lines} enclose nothing and were left out",
                    ),
                )
        self._say_count(row, plot, rings)

    def _say_count(self, row: int, plot: Plot, rings: Sequence[WrittenRing]) -> None:
        stated = number_in(plot.values[_COUNT]) if plot.values else None
        there = len(plot.points)
        different = there - sum(not ring.open_ for ring in rings)
        if stated is not None and stated not in {there, different}:
            self._say(
                row,
                "point-count",
                plot.values[_COUNT],
                Text(
                    f"界址点数写 {plot.values[_COUNT]}，实有 {there} 行、{different} 个不同的点",
                    f"the plot's line says {plot.values[_COUNT]} points; there are {there} lines and {different} different points",
                ),
            )

    # values -----------------------------------------------------------------------------------------------------------

    def _properties(self, row: int, plot: Plot, shape: Any) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if plot.values:
            for place, name in enumerate(_NAMES):
                made[name] = (plot.values[place] if place < len(plot.values) else "") or None
            others = plot.values[len(_NAMES) :]
            made |= {f"{_OTHERS}{place}": value or None for place, value in enumerate(others, 1)}
            made[AREA] = self._hectares(row, plot, shape)
        made |= {name: self.text.head[name] for name in _OF_HEAD if name in self.text.head}
        return made

    def _hectares(self, row: int, plot: Plot, shape: Any) -> str | None:
        """The stated area in hectares; in another unit where the shape leaves no doubt that it is meant."""
        stated = plot.values[_AREA] if len(plot.values) > _AREA else ""
        value, measured = number_in(stated), 0.0 if shape is None else float(shapely.area(shape)) / M2_PER_HA
        if value is None or not measured or not self._plane:
            return stated or None
        for times, unit in _TAKEN_FOR:
            if abs(value / measured / times - 1) < _CERTAIN:
                hectares = f"{rounded(value / times, 6):.15g}"
                self._say(
                    row,
                    "area-unit",
                    stated,
                    Text(
                        f"地块面积写 {stated}，应填公顷而填了{unit.zh}：图上 {figure(measured, 4)} 公顷，按 {hectares} 公顷读取",
                        f"the area says {stated} where hectares belong and is in {unit.en}: the points enclose {figure(measured, 4)} ha; read as {hectares} ha",
                    ),
                )
                return hectares
        return stated

    def _excerpt(self, plot: Plot) -> str:
        return ",".join(plot.values)[:_EXCERPT] or f"{self.member.name}:{plot.line}"

    # what is said of the text -----------------------------------------------------------------------------------------

    def _say_axes(self, points: Sequence[Point]) -> None:
        swapped = sum(point.swapped for point in points)
        if swapped:
            self.remarks.append(
                Text(
                    f"{swapped} 个点东坐标写在前，已对调（应先北后东）",
                    f"{many(swapped, 'point')} had east before north and were put right (the form has north first)",
                )
            )
        if self._mixed:
            self.remarks.append(
                Text(
                    f"部分东坐标带带号 {self._zone}，部分不带，已统一为不带带号",
                    f"some eastings have the zone number {self._zone} before them and some do not: all were read without it",
                )
            )

    def _say_of_text(self) -> None:
        self.remarks += [
            Text(f"章节“{name}”未使用", f"the section {name} was left out")
            for name in dict.fromkeys(self.text.sections)
        ]
        unread = self.text.unread
        if unread:
            shown = "、".join(f"{line}: {words[:20]}" for line, words in unread[:_SHOWN])
            self.remarks.append(
                Text(
                    f"地块坐标中有 {len(unread)} 行既不是地块也不是界址点，未使用（第 {shown}）",
                    f"{many(len(unread), 'line')} among the plots are neither plot nor point and were left out ({shown})",
                )
            )

    def _system(self) -> str | None:
        if self._plane is None:
            self.remarks.append(
                Text(
                    "坐标既不是国家坐标系的平面坐标，也不是经纬度：可能是地方坐标系",
                    "its coordinates are neither metres of a state system nor degrees: it may be a local system",
                )
            )
            return None
        zones = {self._zone} - {0}
        made = system_of(self.text.head, zones, self.member.origin, plane=self._plane)
        self.remarks += made.remarks
        if not self._mixed or made.crs is None:
            return made.crs
        # The zone is known by the eastings that have its number, the system is that of those which have none.
        return system_of({**self.text.head, "带号": str(self._zone)}, set(), self.member.origin, plane=True).crs


def _refused(origin: str, why: Text) -> SourceError:
    return SourceError(
        Text(f"{origin} 不能作为界址点坐标读取：{why.zh}", f"{origin} is not read as boundary points: {why.en}"),
        Text(
            "请检查是否为勘测定界或报备坐标文本：[地块坐标] 下每地块一行以 @ 结尾，其后每行一个界址点",
            "check that it is a text of boundary points: below [地块坐标] a line for each plot that ends with @, then a line for each point",
        ),
        file=origin,
    )
