"""DXF drawings as CASS has them: a layer a class, numbers and areas inside the plots, parcel code, owner and land use as extended data of ``SOUTH``.

Closed polylines in metres, east before north as drawings are. A hole is a polyline of its own; which plot a polyline belongs to, and whether it is an outline or a
hole, stands in extended data of ``LANDSTOCK`` too. Signs that GBK does not have are written by their numbers, as AutoCAD reads them.
"""

from __future__ import annotations

import codecs
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import shapely

from gis.codelists import Symbol
from gis.columns import Rows, Value, plain_text
from gis.fields import Role
from gis.io.about import About
from gis.io.moved_shapes import moved_shapes
from gis.layer import Layer
from gis.map_classes import MapClass, MapClasses
from gis.rounding import all_rounded
from gis.text import Text, in_lang
from gis.units import figure, mu_figure

SOUTH: Final = "SOUTH"
"""The application under which CASS keeps what it knows of an outline."""
OURS: Final = "LANDSTOCK"
_PARCEL: Final = "300000"
"""The code by which CASS tells an outline of a parcel."""
_DIGITS: Final = 4
_XDATA_BYTES: Final = 255
_TEXT_SIZE: Final = 0.06
"""Height of a text as a share of the side of a square as large as its plot."""
_SMALLEST_M, _LARGEST_M = 1.0, 40.0
_NUMBERS: Final = Text("标注_编号", "TEXT_NUMBERS")
_AREAS: Final = Text("标注_面积", "TEXT_AREAS")
_NOTES: Final = Text("说明", "NOTES")
_FORBIDDEN: Final = re.compile(r'[<>/\\":;?*|=,`\x00-\x1f]')
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_FONT: Final = "simsun.ttf"
_ENCODING: Final = "gbk"
_BY_NUMBER: Final = "landstock-drawing"


def write_dxf(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as a drawing of AutoCAD 2004, in the metres of the system that ``about`` names; rows without a shape are left out."""
    from ezdxf.filemanagement import new  # noqa: PLC0415  a service that serves no drawings starts without it

    labels = _Labels(layer, lang)
    said = {row: labels.of(row) for row in rows.tolist()}
    drawing = new(_version_for(text for data in said.values() for text in data.values()), units=6)
    drawing.encoding = _ENCODING
    for application in (SOUTH, OURS):
        drawing.appids.add(application)
    drawing.styles.add("SONG", font=_FONT)
    classes = MapClasses.of(layer, rows)
    names = _add_layers(drawing, classes.classes, lang)
    space = drawing.modelspace()
    shapes = moved_shapes(layer.shapes[rows], about.crs)
    for row, place, shape in zip(rows.tolist(), classes.places(layer, rows), shapes, strict=True):
        if shape is None or shape.is_empty:
            continue
        _draw(space, shape, names[place], said[row])
        _write_texts(space, shape, labels, said[row])
    for label, value in about.lines(len(rows)):
        words = figure(value) if isinstance(value, int) else in_lang(value, lang)
        drawing.header.custom_vars.append(in_lang(label, lang), _one_line(words))
    _write_note(space, shapes, about, len(rows), lang)
    target = io.StringIO()
    drawing.write(target)
    yield target.getvalue().encode(drawing.output_encoding, _BY_NUMBER)


def _version_for(texts: Iterable[str]) -> str:
    """The version of AutoCAD: 2004 and GBK, which older CASS reads; 2007 and UTF-8 where a sign has no number of four digits."""
    return "R2007" if any(max(text, default="") > "\uffff" for text in texts) else "R2004"


def _write_numbers(mistake: UnicodeError) -> tuple[str, int]:
    r"""Signs that an encoding does not have by their numbers, as AutoCAD reads them: ``\U+00B2``."""
    if not isinstance(mistake, UnicodeEncodeError):
        raise mistake
    signs = mistake.object[mistake.start : mistake.end]
    return "".join(f"\\U+{ord(sign):04X}" for sign in signs), mistake.end


codecs.register_error(_BY_NUMBER, _write_numbers)


class _Labels:
    """What is said of a row in the drawing."""

    def __init__(self, layer: Layer, lang: str) -> None:
        self.layer, self.lang = layer, lang

    def of(self, row: int) -> dict[str, str]:
        """Id, parcel code, owner and land use of a row; what is unknown is empty."""
        return {
            "id": str(self.layer.id_column.value(row)),
            "parcel": self._text(Role.PARCEL_CODE, row) or str(self.layer.id_column.value(row)),
            "owner": self._text(Role.OWNER, row),
            "usage": self._text(Role.USAGE, row),
            "area": self._area(row),
        }

    def _text(self, role: Role, row: int) -> str:
        field = self.layer.collection.by_role.get(role)
        value: Value = self.layer.columns[field.name].value(row) if field else None
        return "" if value is None else plain_text(value)

    def _area(self, row: int) -> str:
        """The registered area, else nothing: the area of the outline is written in its place."""
        field = self.layer.collection.by_role.get(Role.AREA)
        value = self.layer.columns[field.name].value(row) if field else None
        return (
            area_words(value, land=bool(field and field.land), lang=self.lang)
            if isinstance(value, (int, float))
            else ""
        )


def area_words(area_m2: float, *, land: bool, lang: str) -> str:
    """An area as it stands in a plot: m², and 亩 beside it for land.

    >>> area_words(16441.79, land=True, lang="zh")
    '16,441.79 m²（24.7 亩）'
    """
    square = f"{figure(area_m2, 2)} m²"
    if not land:
        return square
    return f"{square} ({mu_figure(area_m2)} mu)" if lang == "en" else f"{square}（{mu_figure(area_m2)} 亩）"


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


def _draw(space: Any, shape: Any, layer: str, data: dict[str, str]) -> None:
    """The outlines of a shape, its holes, lines and points, each with what it belongs to."""
    for number, part in enumerate(shapely.get_parts(shape).tolist()):
        if part.geom_type == "Point":
            drawn = space.add_point((part.x, part.y), dxfattribs={"layer": layer})
            _tag(drawn, data, number, "point")
            continue
        rings = (part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,)
        for place, ring in enumerate(rings):
            points = all_rounded(shapely.get_coordinates(ring), _DIGITS)
            closed = part.geom_type == "Polygon"
            drawn = space.add_lwpolyline(
                points[:-1] if closed else points, format="xy", close=closed, dxfattribs={"layer": layer}
            )
            _tag(drawn, data, number, ("hole" if place else "outline") if closed else "line")


def _tag(drawn: Any, data: dict[str, str], part: int, what: str) -> None:
    if what == "outline":
        words = (_PARCEL, data["parcel"], data["owner"], data["usage"])
        drawn.set_xdata(SOUTH, [(1000, _short(word)) for word in words])
    drawn.set_xdata(OURS, [(1000, _short(data["id"])), (1000, what), (1070, min(part, 32_767))])


def _short(text: str) -> str:
    """A text as extended data takes it: in one line, and of so many bytes, seven of them for a sign that GBK does not have."""
    short = _one_line(text)
    while len(short.encode(_ENCODING, _BY_NUMBER)) > _XDATA_BYTES:
        short = short[:-1]
    return short


def _write_texts(space: Any, shape: Any, labels: _Labels, data: dict[str, str]) -> None:
    """Number and area within a plot, one above the other."""
    from ezdxf.enums import TextEntityAlignment  # noqa: PLC0415  as above

    area = float(shape.area)
    inside = shapely.point_on_surface(shape)
    height = min(max(_TEXT_SIZE * math.sqrt(area), _SMALLEST_M), _LARGEST_M)
    said = data["area"]
    if not said and area:
        said = area_words(area, land=True, lang=labels.lang)
    for texts, words, shift in ((_NUMBERS, data["id"], 0.3), (_AREAS, said, -1.3)):
        if words:
            place = (inside.x, inside.y + shift * height)
            looks = {"layer": in_lang(texts, labels.lang), "style": "SONG"}
            written = space.add_text(_one_line(words), height=height, dxfattribs=looks)
            written.set_placement(place, align=TextEntityAlignment.MIDDLE_CENTER)


def _one_line(text: str) -> str:
    """A text in one line, without signs that no drawing holds."""
    return _CONTROL.sub("", " ".join(text.split()))


def _write_note(space: Any, shapes: Any, about: About, count: int, lang: str) -> None:
    """What the drawing is, below it: a drawing has no place for its system of coordinates."""
    bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    if np.isnan(bounds).any():
        return
    west, south, east, _ = bounds.tolist()
    height = max((east - west) / 100, _SMALLEST_M)
    for place, line in enumerate(_note_lines(about, count, lang)):
        looks = {"layer": in_lang(_NOTES, lang), "style": "SONG"}
        written = space.add_text(_one_line(line), height=height, dxfattribs=looks)
        written.set_placement((west, south - (place + 2) * 1.6 * height))


def _note_lines(about: About, count: int, lang: str) -> Iterator[str]:
    colon = ": " if lang == "en" else "："
    for label, value in about.lines(count):
        yield f"{in_lang(label, lang)}{colon}{figure(value) if isinstance(value, int) else in_lang(value, lang)}"
