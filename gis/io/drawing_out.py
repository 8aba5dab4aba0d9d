"""DXF drawings as CASS has them: a layer a class, numbers and areas inside the plots, parcel code, owner and land use as extended data of ``SOUTH``.

Closed polylines in metres, east before north as drawings are. A hole is a polyline of its own; which plot a polyline belongs to, and whether it is an outline or a
hole, stands in extended data of ``LANDSTOCK`` too. Signs that GBK does not have are written by their numbers, as AutoCAD reads them.
"""

from __future__ import annotations

import codecs
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.codelists import Symbol
from gis.columns import NumberColumn, Rows, plain_text
from gis.crs import Geometries
from gis.fields import Role
from gis.io.about import About
from gis.io.drawing_text import SONG, EntityWriter, Placed, Strokes, extended, frame_of, one_line
from gis.io.linear_parts import HOLE, LINE, OUTLINE, POINT
from gis.io.moved_shapes import moved_shapes
from gis.io.pieces import blocks
from gis.layer import Layer
from gis.map_classes import MapClass, MapClasses
from gis.text import Text, in_lang
from gis.units import figure, figures, mu_figures

SOUTH: Final = "SOUTH"
"""The application under which CASS keeps what it knows of an outline."""
OURS: Final = "LANDSTOCK"
_PARCEL: Final = "300000"
"""The code by which CASS tells an outline of a parcel."""
_XDATA_BYTES: Final = 255
_TEXT_SIZE: Final = 0.06
"""Height of a text as a share of the side of a square as large as its plot."""
_SMALLEST_M, _LARGEST_M = 1.0, 40.0
_NUMBERS: Final = Text("标注_编号", "TEXT_NUMBERS")
_AREAS: Final = Text("标注_面积", "TEXT_AREAS")
_NOTES: Final = Text("说明", "NOTES")
_FORBIDDEN: Final = re.compile(r'[<>/\\":;?*|=,`\x00-\x1f]')
_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")
_LEAST_BYTES: Final = 20
"""Of WKB, of a ring or of a point among others."""
_FONT: Final = "simsun.ttf"
_ENCODING: Final = "gbk"
_BY_NUMBER: Final = "landstock-drawing"


def write_dxf(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as a drawing of AutoCAD 2004, in the metres of the system that ``about`` names, piece by piece; rows without a shape are left out."""
    from ezdxf.filemanagement import new  # noqa: PLC0415  a service that serves no drawings starts without it

    labels = _Labels(layer, lang)
    drawing = new("R2007" if labels.beyond(rows) else "R2004", units=6)
    drawing.encoding = _ENCODING
    for application in (SOUTH, OURS):
        drawing.appids.add(application)
    drawing.styles.add(SONG, font=_FONT)
    classes = MapClasses.of(layer, rows)
    names = _add_layers(drawing, classes.classes, lang)
    for label, value in about.lines(len(rows)):
        words = figure(value) if isinstance(value, int) else in_lang(value, lang)
        drawing.header.custom_vars.append(in_lang(label, lang), one_line(words))
    notes = list(_note_lines(about, len(rows), lang))
    before, behind, writer = frame_of(drawing, _most_entities(layer, rows) + len(notes))
    encode = partial(str.encode, encoding=drawing.output_encoding, errors=_BY_NUMBER)
    yield encode(before)
    extent = np.full((0, 4), np.nan)
    for block in blocks(rows):
        shapes = moved_shapes(layer.shapes[block], about.crs)
        extent = np.concatenate([extent, shapely.total_bounds(shapes)[None]])
        layers = [names[place] for place in classes.places(layer, block)]
        yield encode("".join(_drawn(writer, shapes, layers, labels, labels.of(block))))
    yield encode("".join(map(writer.text, _placed_notes(notes, extent, lang))) + behind)


def _most_entities(layer: Layer, rows: Rows) -> int:
    """No fewer entities than rows have: two texts each, and a ring or a point has so many bytes at least."""
    return sum(2 + len(text) // _LEAST_BYTES for block in blocks(rows) for text in layer.wkb(block))


def _drawn(
    writer: EntityWriter, shapes: Geometries, layers: Sequence[str], labels: _Labels, said: Sequence[_Said]
) -> Iterator[str]:
    """The entities of some rows: outlines, holes, lines and points of each, and its number and area within."""
    strokes, texts = Strokes.of(shapes), _placed_texts(shapes, labels, said)
    before = -1
    for place, (row, what, part) in enumerate(zip(strokes.row, strokes.what, strokes.part, strict=True)):
        if row != before:
            yield from map(writer.text, texts[before] if before >= 0 else ())
            before, data = row, _tags_of(said[row])
        yield writer.stroke(layers[row], strokes, place, f"{data[what]}{min(part, 32_767)}\n")
    yield from map(writer.text, texts[before] if before >= 0 else ())


def _tags_of(said: _Said) -> dict[str, str]:
    """The extended data of each kind of stroke of a plot, but for the number of its part, which is the last of it."""
    south = extended(SOUTH, [_short(word) for word in (_PARCEL, said.parcel, said.owner, said.usage)])
    key = _short(said.id)
    found = {what: f"{extended(OURS, [key, what])}1070\n" for what in (OUTLINE, HOLE, LINE, POINT)}
    return {**found, OUTLINE: south + found[OUTLINE]}


def _write_numbers(mistake: UnicodeError) -> tuple[str, int]:
    r"""Signs that an encoding does not have by their numbers, as AutoCAD reads them: ``\U+00B2``."""
    if not isinstance(mistake, UnicodeEncodeError):
        raise mistake
    signs = mistake.object[mistake.start : mistake.end]
    return "".join(f"\\U+{ord(sign):04X}" for sign in signs), mistake.end


codecs.register_error(_BY_NUMBER, _write_numbers)


class _Said(NamedTuple):
    """What is said of a row: id, parcel code, owner, land use and area; what is unknown is empty."""

    id: str
    parcel: str
    owner: str
    usage: str
    area: str


class _Labels:
    """What is said of rows in the drawing."""

    def __init__(self, layer: Layer, lang: str) -> None:
        self.layer, self.lang = layer, lang

    def of(self, rows: Rows) -> list[_Said]:
        """The labels of some rows."""
        ids = [str(value) for value in self.layer.id_column.listed(rows)]
        parcels = [parcel or key for parcel, key in zip(self._texts(Role.PARCEL_CODE, rows), ids, strict=True)]
        owners, usages = self._texts(Role.OWNER, rows), self._texts(Role.USAGE, rows)
        return list(itertools.starmap(_Said, zip(ids, parcels, owners, usages, self._areas(rows), strict=True)))

    def beyond(self, rows: Rows) -> bool:
        """Whether a sign of theirs has no number of four digits: older CASS reads AutoCAD 2004 and GBK, UTF-8 is that of 2007."""
        roles = (Role.ID, Role.PARCEL_CODE, Role.OWNER, Role.USAGE)
        return any(_BEYOND.search("\0".join(self._texts(role, block))) for block in blocks(rows) for role in roles)

    def _texts(self, role: Role, rows: Rows) -> list[str]:
        field = self.layer.collection.by_role.get(role)
        if field is None:
            return [""] * len(rows)
        return ["" if value is None else plain_text(value) for value in self.layer.columns[field.name].listed(rows)]

    def _areas(self, rows: Rows) -> list[str]:
        """The registered areas, else nothing: the area of the outline is written in its place."""
        field = self.layer.collection.by_role.get(Role.AREA)
        column = self.layer.columns[field.name] if field else None
        if field is None or not isinstance(column, NumberColumn):
            return [""] * len(rows)
        values = column.values[rows]
        words = area_words(values, land=field.land, lang=self.lang)
        return ["" if unknown else said for said, unknown in zip(words, np.isnan(values).tolist(), strict=True)]


def area_words(areas_m2: NDArray[np.float64], *, land: bool, lang: str) -> list[str]:
    """Areas as they stand in plots: m², and 亩 beside it for land.

    >>> area_words(np.array([16441.79]), land=True, lang="zh")
    ['16,441.79 m²（24.7 亩）']
    """
    square = [f"{each} m²" for each in figures(areas_m2, 2)]
    if not land:
        return square
    form = "{} ({} mu)" if lang == "en" else "{}（{} 亩）"
    return [form.format(*each) for each in zip(square, mu_figures(areas_m2), strict=True)]


def _add_layers(drawing: Any, classes: Sequence[MapClass], lang: str) -> list[str]:
    """A layer a class, in its colours, and those of texts; their names."""
    from ezdxf.colors import rgb2int  # noqa: PLC0415  as above

    names: list[str] = []
    taken = {"0", "defpoints"}
    for entry in classes:
        plain = _FORBIDDEN.sub("_", in_lang(entry.title, lang)).strip()[:200] or "_"
        name = next(n for n in (plain, *(f"{plain}_{k}" for k in range(2, 9_999))) if n.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
        added = drawing.layers.add(name, color=_nearest(entry.symbol))
        added.dxf.true_color = rgb2int(_rgb(entry.symbol.stroke))
    for texts in (_NUMBERS, _AREAS, _NOTES):
        name = in_lang(texts, lang)
        if name.casefold() not in taken:
            drawing.layers.add(name, color=7)
    return names


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _nearest(symbol: Symbol) -> int:
    """The colour of AutoCAD's first seven for programs that know no others, by which is nearest."""
    seven = {
        1: (255, 0, 0),
        2: (255, 255, 0),
        3: (0, 255, 0),
        4: (0, 255, 255),
        5: (0, 0, 255),
        6: (255, 0, 255),
        8: (128, 128, 128),
    }
    return min(seven, key=lambda number: math.dist(seven[number], _rgb(symbol.stroke)))


def _short(text: str) -> str:
    """A text as extended data takes it: in one line, and of so many bytes, seven of them for a sign that GBK does not have."""
    short = one_line(text)
    while len(short) * 7 > _XDATA_BYTES and len(short.encode(_ENCODING, _BY_NUMBER)) > _XDATA_BYTES:
        short = short[:-1]
    return short


def _placed_texts(shapes: Geometries, labels: _Labels, said: Sequence[_Said]) -> list[list[Placed]]:
    """Number and area within each plot, one above the other."""
    areas = np.nan_to_num(shapely.area(shapes))
    inside = shapely.point_on_surface(shapes)
    heights = np.clip(_TEXT_SIZE * np.sqrt(areas), _SMALLEST_M, _LARGEST_M)
    east, north = shapely.get_x(inside).tolist(), shapely.get_y(inside)
    up, down = ((north + shift * heights).tolist() for shift in (0.3, -1.3))
    measured = area_words(areas, land=True, lang=labels.lang)
    numbers, squares = in_lang(_NUMBERS, labels.lang), in_lang(_AREAS, labels.lang)
    made = zip(said, measured, areas.tolist(), heights.tolist(), east, up, down, strict=True)
    return [
        [
            *([Placed(numbers, each.id, height, x, above)] if each.id else []),
            *([Placed(squares, each.area or own, height, x, below)] if each.area or area else []),
        ]
        for each, own, area, height, x, above, below in made
    ]


def _placed_notes(lines: Sequence[str], extent: NDArray[np.float64], lang: str) -> Iterator[Placed]:
    """What the drawing is, below it: a drawing has no place for its system of coordinates. ``extent`` are boxes of what is drawn, NaN for nothing."""
    there = extent[~np.isnan(extent).any(axis=1)]
    if not len(there):
        return
    (west, south), east = there[:, :2].min(axis=0).tolist(), float(there[:, 2].max())
    height = max((east - west) / 100, _SMALLEST_M)
    for place, line in enumerate(lines):
        yield Placed(in_lang(_NOTES, lang), line, height, west, south - (place + 2) * 1.6 * height, middle=False)


def _note_lines(about: About, count: int, lang: str) -> Iterator[str]:
    colon = ": " if lang == "en" else "："
    for label, value in about.lines(count):
        yield f"{in_lang(label, lang)}{colon}{figure(value) if isinstance(value, int) else in_lang(value, lang)}"
