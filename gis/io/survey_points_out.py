"""报备坐标 / 勘测定界 TXT: boundary points of plots in metres of a CGCS2000 Gauss-Krüger system, as bureaus read them.

Points are named on through the rings of a plot, a ring ends with its first point again, and its number says which of the plot's rings it is: which of
them is a hole shows by where it lies. The area is that of the outline in hectares.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Rows, Value
from gis.crs import Geometries
from gis.errors import BadFormat
from gis.fields import Role
from gis.io.about import About
from gis.io.encodings_out import encoding_for, lost_signs
from gis.io.linear_parts import linear_parts
from gis.io.moved_shapes import moved_shapes
from gis.io.pieces import blocks
from gis.io.readme import README, write_readme
from gis.io.zipped import file_stem, zip_files
from gis.layer import Layer
from gis.rounding import all_rounded
from gis.survey_systems import ZONE_MILLION, Datum, SurveySystem, survey_system
from gis.text import Text, many
from gis.units import M2_PER_HA

_DIGITS: Final = 3
_AREA_DIGITS: Final = 4
_POINT: Final = f"J%d,%d,%.{_DIGITS}f,%.{_DIGITS}f\r\n"
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
    head = "".join(f"{line}\r\n" for line in _head(about, len(rows), zone))
    code_page = encoding_for([[head], *_words_of(layer, rows)], encoding)
    yield head.encode(code_page, "replace")
    for plots in _plots(layer, rows, about, zone, zone_prefix, axes):
        yield "".join(text for _, text in plots).encode(code_page, "replace")


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
    head = "".join(f"{line}\r\n" for line in _head(about, 1, zone))
    texts: list[str] = []
    stems: list[str] = []
    taken: set[str] = set()
    for key, text in itertools.chain.from_iterable(_plots(layer, rows, about, zone, zone_prefix, axes)):
        stems.append(file_stem(key, taken))
        texts.append(head + text)
    code_page = encoding_for([texts], encoding)
    files = {f"{stem}.txt": text.encode(code_page, "replace") for stem, text in zip(stems, texts, strict=True)}
    notes = [Text(f"文字编码：{code_page.upper()}", f"Texts are in {code_page.upper()}"), *lost_signs(texts, code_page)]
    if left := len(rows) - len(texts):
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
) -> Iterator[list[tuple[str, str]]]:
    """Ids and texts of the rows that have a shape, in their order, block by block."""
    east = _shift_east(zone, prefix)
    for block in blocks(rows):
        shapes = moved_shapes(layer.shapes[block], about.crs)
        lines, of = _points(shapes, east, northing_first=axes == "north-east")
        counts = np.bincount(of, minlength=len(block))
        ends = np.cumsum(counts).tolist()
        areas = shapely.area(shapes)
        hectares = all_rounded(np.nan_to_num(areas) / M2_PER_HA, _AREA_DIGITS).tolist()
        dimensions = shapely.get_dimensions(shapes).tolist()
        made = zip(_words(layer, block), counts.tolist(), ends, hectares, dimensions, strict=True)
        yield [
            (words.id, _plot_line(words, count, area, dimension) + "".join(lines[end - count : end]))
            for words, count, end, area, dimension in made
            if count
        ]


def _points(shapes: Geometries, east: float, *, northing_first: bool) -> tuple[list[str], NDArray[np.int64]]:
    """The lines of points and of which shape each is; names go on through the rings of a shape, and a ring's end has the name of its beginning."""
    rings, row, _, _ = linear_parts(shapes)
    points, of = shapely.get_coordinates(rings, return_index=True)
    length = np.bincount(of, minlength=len(rings))
    last = np.cumsum(length) - 1
    first = last - length + 1
    closed = (length > 1) & (points[first] == points[last]).all(axis=1)
    # Points that have a name of their own, before each ring and before each shape.
    before = np.cumsum(length - closed) - (length - closed)
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    shape_of = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(row)))
    before -= before[begins][shape_of]
    number = np.arange(len(row)) - begins[shape_of] + 1
    named = before[of] + np.arange(len(points)) - first[of] + 1
    named[last[closed]] = before[closed] + 1
    metres = all_rounded(points + np.array([east, 0.0]), _DIGITS)
    values: list[Any] = [0] * (4 * len(points))
    values[0::4], values[1::4] = named.tolist(), number[of].tolist()
    values[2::4], values[3::4] = (metres[:, axis].tolist() for axis in ((1, 0) if northing_first else (0, 1)))
    return (_POINT * len(points) % tuple(values)).splitlines(keepends=True), row[of]


class _Words(NamedTuple):
    """What a plot's line says in words, each as one cell."""

    id: str
    name: str
    usage: str
    code: str


def _words(layer: Layer, rows: Rows) -> list[_Words]:
    usage, name = (layer.collection.by_role.get(role) for role in (Role.USAGE, Role.NAME))
    nothing: list[Value] = [None] * len(rows)
    codes = layer.columns[usage.name].listed(rows) if usage else nothing
    names = layer.columns[name.name].listed(rows) if name else nothing
    known: dict[Any, str] = {}
    for code in codes:
        key = str(code)
        if usage and code is not None and key not in known:
            known[key] = layer.words(usage.name, code).zh
    return [
        _Words(key, _plain(str(called or "")), _plain(known.get(str(code), "")), _plain(str(code or "")))
        for key, called, code in zip(map(str, layer.id_column.listed(rows)), names, codes, strict=True)
    ]


def _words_of(layer: Layer, rows: Rows) -> Iterator[list[str]]:
    """All words of rows that have a shape, block by block: what else a file says is figures."""
    there = rows[~np.isnan(np.asarray(layer.bounds)[rows, 0])]
    return (
        [cell for words in _words(layer, block) for cell in (_plain(words.id), *words[1:])] for block in blocks(there)
    )


def _plot_line(words: _Words, points: int, hectares: float, dimension: int) -> str:
    area = f"{hectares:.{_AREA_DIGITS}f}" if dimension == 2 else ""
    cells = (str(points), area, _plain(words.id), words.name, _KINDS[dimension], "", words.usage, words.code, "@")
    return ",".join(cells) + "\r\n"


def _plain(text: str) -> str:
    """A text as one cell of a line: in one line, and without the signs that part cells."""
    return _BREAKS.sub(" ", "".join(_WIDE.get(sign, sign) for sign in text)).strip()
