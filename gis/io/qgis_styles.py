"""The colours of our classes as QGIS reads them: QML, and SLD for others that draw maps. Patterns survive greyscale as on our own map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from gis.codelists import Symbol
from gis.io.field_words import FieldWords
from gis.io.xml_text import xml_text
from gis.map_classes import MapClass, MapClasses
from gis.text import in_lang

_BRUSHES: Final = {"slash": "b_diagonal", "backslash": "f_diagonal", "bars": "vertical", "dots": "dense6"}
_MARKS: Final = {"slash": "slash", "backslash": "backslash", "bars": "vertline", "dots": "dot"}
_SYMBOLS: Final = {"polygon": "fill", "line": "line", "point": "marker"}
_NAMESPACES: Final = (
    'version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def qml(classes: MapClasses, column: str, kind: str, lang: str, fields: Sequence[FieldWords] = ()) -> bytes:
    """A style of QGIS.

    Parameters
    ----------
    column
        What the field that colours is called in the file; empty where nothing colours.
    kind
        ``polygon``, ``line`` or ``point``.
    fields
        Columns whose headings are shown for their names, and words for their codes.
    """
    symbols = "".join(_symbol(place, one.symbol, kind) for place, one in enumerate(classes.classes))
    if column:
        entries = "".join(_category(place, one, lang) for place, one in enumerate(classes.classes))
        renderer = (
            f'<renderer-v2 type="categorizedSymbol" attr={_quoted(column)} enableorderby="0" forceraster="0" symbollevels="0">'
            f"<categories>{entries}</categories><symbols>{symbols}</symbols></renderer-v2>"
        )
    else:
        renderer = f'<renderer-v2 type="singleSymbol" enableorderby="0" forceraster="0" symbollevels="0"><symbols>{symbols}</symbols></renderer-v2>'
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22.0" styleCategories="Symbology|Fields|Forms">{renderer}{_forms(fields)}</qgis>\n'
    ).encode()


def _forms(fields: Sequence[FieldWords]) -> str:
    """Headings of columns, and for codes a list of their words to choose from."""
    configured = "".join(
        f'<field name={_quoted(field.column)} configurationFlags="None"><editWidget type="ValueMap"><config><Option type="Map">'
        f'<Option name="map" type="List">{"".join(_choice(code, words) for code, words in field.codes.items())}</Option>'
        "</Option></config></editWidget></field>"
        for field in fields
        if field.codes
    )
    aliases = "".join(
        f'<alias field={_quoted(field.column)} name={_quoted(field.title)} index="{place}"/>'
        for place, field in enumerate(fields)
    )
    return f"<fieldConfiguration>{configured}</fieldConfiguration><aliases>{aliases}</aliases>"


def _choice(code: str, words: str) -> str:
    return f'<Option type="Map"><Option name={_quoted(words)} type="QString" value={_quoted(code)}/></Option>'


def _category(place: int, one: MapClass, lang: str) -> str:
    """A class as an entry of the legend; the one to check takes all other values."""
    value = _quoted(one.code or "")
    return f'<category render="true" type="string" value={value} label={_quoted(in_lang(one.title, lang))} symbol="{place}"/>'


def _symbol(place: int, symbol: Symbol, kind: str) -> str:
    layers = "".join(_layer(name, looks) for name, looks in _layers(symbol, kind))
    return (
        f'<symbol name="{place}" type="{_SYMBOLS[kind]}" alpha="1" clip_to_extent="1" force_rhr="0">{layers}</symbol>'
    )


def _layers(symbol: Symbol, kind: str) -> list[tuple[str, dict[str, str]]]:
    """The layers of a symbol, the lowest first: a fill, and over it its pattern."""
    fill, stroke = rgb(symbol.fill), rgb(symbol.stroke)
    edge = "dash" if symbol.pattern == "dashed" else "solid"
    if kind == "line":
        return [("SimpleLine", {"line_color": stroke, "line_width": "0.5", "line_style": edge})]
    shared = {"color": fill, "outline_color": stroke, "outline_style": edge, "outline_width": "0.3"}
    if kind == "point":
        return [("SimpleMarker", {**shared, "name": "circle", "size": "3"})]
    found = [("SimpleFill", {**shared, "style": "solid"})]
    if symbol.pattern in _BRUSHES:
        over = {"color": rgb(symbol.ink or symbol.stroke), "style": _BRUSHES[symbol.pattern], "outline_style": "no"}
        found.append(("SimpleFill", over))
    return found


def _layer(name: str, looks: dict[str, str]) -> str:
    """A layer with its looks as options, which QGIS reads from 3.18 on, and as properties, which it read before."""
    options = "".join(f'<Option type="QString" name="{key}" value="{value}"/>' for key, value in looks.items())
    before = "".join(f'<prop k="{key}" v="{value}"/>' for key, value in looks.items())
    return (
        f'<layer class="{name}" enabled="1" locked="0" pass="0"><Option type="Map">{options}</Option>{before}</layer>'
    )


def rgb(colour: str) -> str:
    """A colour as QGIS writes it.

    >>> rgb("#E07B5F")
    '224,123,95,255'
    """
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"


def sld(classes: MapClasses, column: str, kind: str, lang: str, name: str) -> bytes:
    """The same as a Styled Layer Descriptor 1.1; parameters as ``qml``, and the name of the layer."""
    rules = "".join(_rule(one, column, kind, lang) for one in classes.classes)
    layer = escape(xml_text(name))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<StyledLayerDescriptor {_NAMESPACES}><NamedLayer><se:Name>{layer}</se:Name><UserStyle>'
        f"<se:Name>{layer}</se:Name><se:FeatureTypeStyle>{rules}</se:FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>\n"
    ).encode()


def _rule(one: MapClass, column: str, kind: str, lang: str) -> str:
    title = escape(xml_text(in_lang(one.title, lang)))
    head = f"<se:Name>{title}</se:Name><se:Description><se:Title>{title}</se:Title></se:Description>"
    named = f"<ogc:PropertyName>{escape(xml_text(column))}</ogc:PropertyName>"
    if one.code is not None:
        value = escape(xml_text(one.code))
        head += f"<ogc:Filter><ogc:PropertyIsEqualTo>{named}<ogc:Literal>{value}</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>"
    elif column:
        head += f"<ogc:Filter><ogc:PropertyIsNull>{named}</ogc:PropertyIsNull></ogc:Filter>"
    return f"<se:Rule>{head}{_symbolizers(one.symbol, kind)}</se:Rule>"


def _symbolizers(symbol: Symbol, kind: str) -> str:
    dashed = _svg("stroke-dasharray", "6 3") if symbol.pattern == "dashed" else ""
    stroke = f"<se:Stroke>{_svg('stroke', symbol.stroke)}{_svg('stroke-width', '1')}{dashed}</se:Stroke>"
    fill = f"<se:Fill>{_svg('fill', symbol.fill)}</se:Fill>"
    if kind == "line":
        return f"<se:LineSymbolizer>{stroke}</se:LineSymbolizer>"
    if kind == "point":
        mark = f"<se:Mark><se:WellKnownName>circle</se:WellKnownName>{fill}{stroke}</se:Mark>"
        return f"<se:PointSymbolizer><se:Graphic>{mark}<se:Size>9</se:Size></se:Graphic></se:PointSymbolizer>"
    found = f"<se:PolygonSymbolizer>{fill}{stroke}</se:PolygonSymbolizer>"
    if symbol.pattern in _MARKS:
        ink = f"<se:Stroke>{_svg('stroke', symbol.ink or symbol.stroke)}{_svg('stroke-width', '1')}</se:Stroke>"
        mark = f"<se:Mark><se:WellKnownName>{_MARKS[symbol.pattern]}</se:WellKnownName>{ink}</se:Mark>"
        graphic = f"<se:GraphicFill><se:Graphic>{mark}<se:Size>8</se:Size></se:Graphic></se:GraphicFill>"
        found += f"<se:PolygonSymbolizer><se:Fill>{graphic}</se:Fill></se:PolygonSymbolizer>"
    return found


def _svg(name: str, value: str) -> str:
    return f'<se:SvgParameter name="{name}">{value}</se:SvgParameter>'


def _quoted(text: str) -> str:
    return quoteattr(xml_text(text))
