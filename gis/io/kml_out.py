"""KML and KMZ: always longitude and latitude of WGS 84, a style a class, every field with its title beside its value."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import orjson
import shapely

from gis.codelists import Symbol
from gis.columns import Rows, Value, plain_text
from gis.crs import ReferenceSystem, present
from gis.fields import DType, Field, Role
from gis.io.about import About
from gis.io.pieces import blocks
from gis.io.typed_columns import plain_value
from gis.io.xml_text import xml_text
from gis.io.zipped import zip_files
from gis.layer import Layer
from gis.listed import listed_fields
from gis.map_classes import MapClasses
from gis.text import in_lang

_TYPES: Final = {DType.INTEGER: "int", DType.NUMBER: "double", DType.BOOLEAN: "bool"}
_SCHEMA: Final = "fields"
_SOLID, _SEEN_THROUGH = "ff", "99"


def write_kml(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as KML; the filter, date and source stand in the description of the document."""
    fields = layer.collection.fields
    classes = MapClasses.of(layer, rows)
    styles = "".join(_style(place, one.symbol) for place, one in enumerate(classes.classes))
    said = "\n".join(
        f"{in_lang(label, lang)}: {value if isinstance(value, int) else in_lang(value, lang)}"
        for label, value in about.lines(len(rows))
    )
    schema = "".join(_simple_field(field, lang) for field in fields)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>'
        f"<name>{_text(in_lang(layer.collection.title, lang))}</name><description>{_text(said)}</description>\n"
        f'{styles}<Schema name="{_SCHEMA}" id="{_SCHEMA}">{schema}</Schema>\n'
    ).encode()
    for block in blocks(rows):
        yield "".join(_placemarks(layer, block, classes, lang)).encode()
    yield b"</Document>\n</kml>\n"


def _placemarks(layer: Layer, rows: Rows, classes: MapClasses, lang: str) -> Iterator[str]:
    fields = layer.collection.fields
    shapes = _geometries(present(np.asarray(layer.shapes[rows], dtype=object), ReferenceSystem.of("OGC:CRS84")))
    values = zip(*(layer.columns[field.name].listed(rows) for field in fields), strict=True)
    named = _name_field(layer, lang)
    heads = [f"<SimpleData name={_quoted(field.name)}>" for field in fields]
    shown = listed_fields(fields)
    for key, row, place, cells, shape in zip(
        layer.id_column.listed(rows), rows.tolist(), classes.places(layer, rows), values, shapes, strict=True
    ):
        yield _placemark(
            plain_text(str(key)),
            (_value(layer.columns[named.name].value(row)) or str(key), _spoken(layer, row, shown, lang)),
            place,
            _data(heads, cells),
            shape,
        )


def write_kmz(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """The same, packed."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "doc.kml"
        with plain.open("wb") as stream:
            stream.writelines(write_kml(layer, rows, lang=lang, about=about))
        yield from zip_files({plain.name: plain}, about.date.day)


def _name_field(layer: Layer, lang: str) -> Field:
    """The field that names a feature where it is shown."""
    roles = (Role.NAME_EN, Role.NAME, Role.ID) if lang == "en" else (Role.NAME, Role.ID)
    by_role = layer.collection.by_role
    return next(by_role[role] for role in roles if role in by_role)


def _simple_field(field: Field, lang: str) -> str:
    kind, title = _TYPES.get(field.dtype, "string"), _text(in_lang(field.heading, lang))
    return f'<SimpleField type="{kind}" name={_quoted(field.name)}><displayName>{title}</displayName></SimpleField>'


def _style(place: int, symbol: Symbol) -> str:
    line = f"<LineStyle><color>{_colour(symbol.stroke, _SOLID)}</color><width>1.5</width></LineStyle>"
    fill = f"<PolyStyle><color>{_colour(symbol.fill, _SEEN_THROUGH)}</color></PolyStyle>"
    icon = f"<IconStyle><color>{_colour(symbol.stroke, _SOLID)}</color></IconStyle>"
    return f'<Style id="class-{place}">{icon}{line}{fill}</Style>\n'


def _colour(colour: str, opacity: str) -> str:
    """A colour as KML writes it: opacity, blue, green, red."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"{opacity}{blue}{green}{red}".lower()


def _spoken(layer: Layer, row: int, fields: Sequence[Field], lang: str) -> str:
    """What a phone shows of a feature: the columns of its list in words, a line each."""
    colon = ": " if lang == "en" else "："
    said = ((field, layer.columns[field.name].value(row)) for field in fields)
    return "\n".join(
        f"{in_lang(field.heading, lang)}{colon}{in_lang(layer.words(field.name, value), lang)}"
        for field, value in said
        if value is not None
    )


def _placemark(key: str, said: tuple[str, str], place: int, data: str, shape: str) -> str:
    """A feature; ``said`` is its name and what a phone shows of it."""
    name, words = map(_text, said)
    return (
        f"<Placemark id={_quoted(key)}><name>{name}</name><description>{words}</description><styleUrl>#class-{place}</styleUrl>"
        f'<ExtendedData><SchemaData schemaUrl="#{_SCHEMA}">{data}</SchemaData></ExtendedData>{shape}</Placemark>\n'
    )


def _data(heads: Sequence[str], values: Sequence[Value]) -> str:
    """The values of a feature that are known."""
    return "".join(
        f"{head}{_text(_value(value) or '')}</SimpleData>"
        for head, value in zip(heads, values, strict=True)
        if value is not None
    )


def _value(value: Value) -> str | None:
    if isinstance(value, bool):
        return "1" if value else "0"
    return plain_value(value)


def _geometries(shapes: Any) -> list[str]:
    return ["" if shape is None or shape.is_empty else _geometry(shape) for shape in shapes]


def _geometry(shape: Any) -> str:
    if shape.geom_type == "Polygon":
        inner = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors)
        return f"<Polygon><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>{inner}</Polygon>"
    if shape.geom_type in ("LineString", "LinearRing"):
        return f"<LineString><coordinates>{_coordinates(shape)}</coordinates></LineString>"
    if shape.geom_type == "Point":
        return f"<Point><coordinates>{_coordinates(shape)}</coordinates></Point>"
    return f"<MultiGeometry>{''.join(map(_geometry, shape.geoms))}</MultiGeometry>"


def _ring(ring: Any) -> str:
    return f"<LinearRing><coordinates>{_coordinates(ring)}</coordinates></LinearRing>"


def _coordinates(shape: Any) -> str:
    places = np.ascontiguousarray(shapely.get_coordinates(shape))
    # ``[[a,b],[c,d]]`` as KML has it: pairs apart by blanks.
    return orjson.dumps(places, option=orjson.OPT_SERIALIZE_NUMPY)[2:-2].replace(b"],[", b" ").decode()


def _text(text: str) -> str:
    return escape(xml_text(text))


def _quoted(text: str) -> str:
    return quoteattr(xml_text(text))
