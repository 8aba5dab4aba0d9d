"""The formats in which a list can be taken away: one registry for the service and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from gis.columns import Rows
from gis.fields import Role
from gis.io.about import About
from gis.io.csv import write_csv, write_plain_csv
from gis.io.geojson import write_geojson
from gis.io.gpkg import write_gpkg
from gis.io.xlsx import write_xlsx
from gis.layer import Layer
from gis.text import Text


class Writer(Protocol):
    """Some rows of a layer, in their order, as the bytes of a file."""

    def __call__(self, layer: Layer, rows: Rows, *, lang: str, about: About) -> bytes: ...


def narrow_layer(layer: Layer, names: Sequence[str]) -> Layer:
    """The layer with its id and these fields alone, in the order given; the id first unless it is among them.

    Raises
    ------
    UnknownProperty
        Where a name is no field of the layer.
    """
    asked = list(dict.fromkeys(layer.collection.field(name).name for name in names))
    key = layer.collection.by_role[Role.ID].name
    fields = tuple(map(layer.collection.field, asked if key in asked else [key, *asked]))
    kept = {field.name for field in fields}
    return replace(
        layer,
        collection=replace(layer.collection, fields=fields),
        columns={field.name: layer.columns[field.name] for field in fields},
        codelists={name: codes for name, codes in layer.codelists.items() if name in kept},
    )


def mark_layer(layer: Layer, names: Sequence[str]) -> Layer:
    """The layer with these fields marked for its list, in the order given, and no others; it has all fields still.

    Raises
    ------
    UnknownProperty
        Where a name is no field of the layer.
    """
    places = {layer.collection.field(name).name: place for place, name in enumerate(dict.fromkeys(names), 1)}
    fields = tuple(replace(field, place=places.get(field.name, 0)) for field in layer.collection.fields)
    return replace(layer, collection=replace(layer.collection, fields=fields))


@dataclass(frozen=True, kw_only=True)
class Format:
    """A file format: the name it is asked by, its media type and file extension, and how it is written.

    ``choose`` gives what is written where columns are chosen.
    ``binary`` is no text for a screen, ``dated`` holds the moment of its making, ``offered`` stands among those that the page offers.
    """

    id: str
    title: Text
    media_type: str
    extension: str
    write: Writer
    choose: Callable[[Layer, Sequence[str]], Layer] = narrow_layer
    binary: bool = False
    dated: bool = False
    offered: bool = True


_ALL: Final = (
    Format(
        id="geojson",
        title=Text("GeoJSON", "GeoJSON"),
        media_type="application/geo+json",
        extension="geojson",
        write=write_geojson,
    ),
    Format(
        id="csv", title=Text("CSV 表格", "CSV"), media_type="text/csv; charset=utf-8", extension="csv", write=write_csv
    ),
    Format(
        id="csv-plain",
        title=Text("CSV（供程序读取）", "CSV for programs"),
        media_type="text/csv; charset=utf-8; header=present",
        extension="csv",
        write=write_plain_csv,
        offered=False,
    ),
    Format(
        id="xlsx",
        title=Text("Excel 表格", "Excel"),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        extension="xlsx",
        write=write_xlsx,
        choose=mark_layer,
        binary=True,
        dated=True,
    ),
    Format(
        id="gpkg",
        title=Text("GeoPackage", "GeoPackage"),
        media_type="application/geopackage+sqlite3",
        extension="gpkg",
        write=write_gpkg,
        binary=True,
        dated=True,
    ),
)
FORMATS: Final[dict[str, Format]] = {entry.id: entry for entry in _ALL}


def export(
    kind: str, layer: Layer, rows: Rows, *, lang: str, about: About, names: Sequence[str] | None = None
) -> bytes:
    """Some rows of a layer as the bytes of a file; ``names`` are its columns, in their order, and always the id.

    A workbook begins with a list of these columns and has all of them on the sheet after it.

    Raises
    ------
    KeyError
        Where ``kind`` is none of ``FORMATS``.
    UnknownProperty
        Where a name is no field of the layer.
    """
    form = FORMATS[kind]
    return form.write(layer if names is None else form.choose(layer, names), rows, lang=lang, about=about)
