"""报备坐标 / 勘测定界 TXT: boundary points of plots in metres of a CGCS2000 Gauss-Krüger system, as bureaus read them.

Points are named on through the rings of a plot, a ring ends with its first point again, and its number says which of the plot's rings it is: which of
them is a hole shows by where it lies. The area is that of the outline in hectares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Rows
from gis.errors import BadFormat
from gis.fields import Role
from gis.io.about import About
from gis.io.encodings_out import encoding_for, lost_signs
from gis.io.moved_shapes import moved_shapes
from gis.io.readme import README, write_readme
from gis.io.zipped import file_stem, zip_files
from gis.layer import Layer
from gis.rounding import decimal_of
from gis.survey_systems import ZONE_MILLION, Datum, SurveySystem, survey_system
from gis.text import Text, many
from gis.units import M2_PER_HA

_DIGITS: Final = 3
_BREAKS: Final = re.compile(r"\s+")
_KINDS: Final = {0: "点", 1: "线", 2: "面"}
_WIDE: Final = {",": "，", "@": "＠"}
_PLAIN: Final = str.maketrans({"²": "2", "³": "3"})
"""Signs of our own words that GBK does not have."""


def write_survey_points(
    layer: Layer,
    rows: Rows,
    *,
    lang: str,  # noqa: ARG001  the form is in Chinese
    about: About,
    encoding: str = "auto",
    zone_prefix: str = "as-system",
    axes: str = "north-east",
) -> Iterator[bytes]:
    """Some rows of a layer as one file; rows without a shape are left out, and the notes say how many.

    Raises
    ------
    BadFormat
        Where the system is no Gauss-Krüger zone of CGCS2000.
    """
    zone = _zone_of(about.crs)
    plots = list(_plots(layer, rows, about, zone, zone_prefix, axes))
    text = "\r\n".join([*_head(about, len(rows), zone), *(line for _, lines in plots for line in lines), ""])
    yield text.encode(_encoding(text, encoding), "replace")


def write_survey_points_apart(
    layer: Layer,
    rows: Rows,
    *,
    lang: str,  # noqa: ARG001  as above
    about: About,
    encoding: str = "auto",
    zone_prefix: str = "as-system",
    axes: str = "north-east",
) -> Iterator[bytes]:
    """The same as a zip of one file a plot, each called by its number, with a README.

    Raises
    ------
    BadFormat
        As ``write_survey_points``.
    """
    zone = _zone_of(about.crs)
    plots = list(_plots(layer, rows, about, zone, zone_prefix, axes))
    texts: list[str] = []
    stems: list[str] = []
    taken: set[str] = set()
    for key, lines in plots:
        stems.append(file_stem(key, taken))
        texts.append("\r\n".join([*_head(about, 1, zone), *lines, ""]))
    code_page = encoding_for([texts], encoding)
    files = {f"{stem}.txt": text.encode(code_page, "replace") for stem, text in zip(stems, texts, strict=True)}
    notes = [Text(f"文字编码：{code_page.upper()}", f"Texts are in {code_page.upper()}"), *lost_signs(texts, code_page)]
    if left := len(rows) - len(plots):
        notes.append(Text(f"{left:,} 个没有图形，未写入", f"{many(left, 'feature')} without a shape, not written"))
    yield from zip_files({README: write_readme(layer, len(rows), about, notes), **files}, about.date.day)


def _zone_of(name: str) -> SurveySystem:
    """The zone that a system is of.

    Raises
    ------
    BadFormat
        Where it is no Gauss-Krüger zone of CGCS2000: coordinates are not written under a datum that they are not of.
    """
    system = survey_system(name)
    if system is None or system.datum is not Datum.CGCS2000:
        raise BadFormat(
            Text(
                f"报备坐标须用 2000 国家大地坐标系的高斯克吕格投影，{name} 不是",
                f"survey points are in a CGCS2000 Gauss-Krüger system; {name} is none",
            ),
            Text(
                "请用 EPSG:4548（不带带号）或 EPSG:4527（带带号）等",
                "give EPSG:4548 (no zone number) or EPSG:4527 (with it), or a neighbour",
            ),
            parameter="crs",
        )
    return system


def _shift_east(system: SurveySystem, prefix: str) -> float:
    """What is to be added to an easting."""
    wanted = system.prefixed if prefix == "as-system" else prefix == "yes"
    return (int(wanted) - int(system.prefixed)) * system.zone * float(ZONE_MILLION)


def _head(about: About, count: int, zone: SurveySystem) -> Iterator[str]:
    yield "[属性描述]"
    yield "格式版本号=1.01"
    yield f"数据产生单位={_plain(about.source.zh)}"
    yield f"数据产生日期={about.date.day.isoformat()}"
    yield "坐标系=2000国家大地坐标系"
    yield f"几度分带={zone.width}"
    yield "投影类型=高斯克吕格"
    yield "计量单位=米"
    yield f"带号={zone.zone}"
    yield "精度=0.001"
    yield "转换参数=,,,,,,"
    yield f"备注={_plain(about.sentence(count).zh.translate(_PLAIN))}"
    yield "[地块坐标]"


def _plots(
    layer: Layer, rows: Rows, about: About, zone: SurveySystem, prefix: str, axes: str
) -> Iterator[tuple[str, list[str]]]:
    """Ids and lines of the rows that have a shape, in their order."""
    shapes = moved_shapes(layer.shapes[rows], about.crs)
    east = _shift_east(zone, prefix)
    order = (1, 0) if axes == "north-east" else (0, 1)
    for row, shape in zip(rows.tolist(), shapes, strict=True):
        if shape is None or shape.is_empty:
            continue
        rings = list(_rings(shape))
        points = [line for number, ring in enumerate(rings, 1) for line in _points(ring, number, rings, east, order)]
        yield str(layer.id_column.value(row)), [_plot_line(layer, row, shape, len(points)), *points]


def _rings(shape: Any) -> Iterator[Any]:
    """The rings of a shape as coordinates, shape (n, 2): an outline before its holes, closed; lines and points as they are."""
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,):
            yield shapely.get_coordinates(ring)


def _points(ring: Any, number: int, rings: Sequence[Any], east: float, order: tuple[int, int]) -> Iterator[str]:
    """The lines of a ring; names go on from the rings before it, and its end has the name of its beginning."""
    closed = len(ring) > 1 and bool((ring[0] == ring[-1]).all())
    before = sum(len(each) - int(len(each) > 1 and bool((each[0] == each[-1]).all())) for each in rings[: number - 1])
    named = [before + place for place in range(1, len(ring) + 1)]
    if closed:
        named[-1] = before + 1
    moved = ring + np.array([east, 0.0])
    for name, point in zip(named, moved.tolist(), strict=True):
        first, second = (decimal_of(point[axis], _DIGITS) for axis in order)
        yield f"J{name},{number},{first},{second}"


def _plot_line(layer: Layer, row: int, shape: Any, points: int) -> str:
    dimension = int(shapely.get_dimensions(shape))
    area = decimal_of(float(shape.area) / M2_PER_HA, 4) if dimension == 2 else ""
    usage = layer.collection.by_role.get(Role.USAGE)
    code = layer.columns[usage.name].value(row) if usage else None
    words = layer.words(usage.name, code).zh if usage and code is not None else ""
    name = layer.collection.by_role.get(Role.NAME)
    cells = (
        points,
        area,
        layer.id_column.value(row),
        (layer.columns[name.name].value(row) if name else None) or "",
        _KINDS[dimension],
        "",
        words,
        code or "",
    )
    return ",".join([*(_plain(str(cell)) for cell in cells), "@"])


def _plain(text: str) -> str:
    """A text as one cell of a line: in one line, and without the signs that part cells."""
    return _BREAKS.sub(" ", "".join(_WIDE.get(sign, sign) for sign in text)).strip()


def _encoding(text: str, asked: str) -> str:
    return encoding_for([[text]], asked)
