"""The formats in which a list can be taken away: one registry for the service, the command line and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from gis.columns import Rows
from gis.continuous import continuous_area_m2, cover_little, layer_area_m2
from gis.crs import STORAGE, WGS84, find_crs, metric
from gis.errors import BadFormat
from gis.fields import Role
from gis.geometry import Bounds
from gis.io.about import About
from gis.io.csv import write_csv, write_plain_csv
from gis.io.drawing_out import write_dxf
from gis.io.gdb_out import write_gdb
from gis.io.geojson import write_geojson
from gis.io.gpkg import write_gpkg
from gis.io.kml_out import write_kml, write_kmz
from gis.io.losses import loses_fields, loses_nothing, loses_of_shapefile, loses_shapes
from gis.io.options import AXES, ENCODING, ZONE_PREFIX, Option
from gis.io.places import lie_beyond
from gis.io.shapefile_out import write_shapefile
from gis.io.survey_points_out import write_survey_points, write_survey_points_apart
from gis.io.xlsx import write_xlsx
from gis.layer import Layer
from gis.taken import TakenShapes
from gis.text import Text

Writer = Callable[..., Iterator[bytes]]
"""Some rows of a layer, in their order, as the pieces of a file: ``(layer, rows, *, lang, about)``, and each option of the format by its name."""
Loses = Callable[[Layer, Rows, Mapping[str, str]], list[Text]]
"""What a format does not keep of some rows, written with these options."""
Systems = Literal["none", "degrees", "any", "plane"]
"""What coordinates a format has: none, always degrees of WGS 84, those of any system, or metres of a plane."""


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
    ``binary`` is no text for a screen, ``dated`` holds the moment of its making, ``offered`` stands among those that the page offers,
    ``at_once`` in its menus, the others in a dialog.
    ``systems`` says what coordinates it may have, ``options`` how it may be written otherwise, ``lost`` what it does not keep of a list.
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
    at_once: bool = True
    systems: Systems = "none"
    options: tuple[Option, ...] = ()
    lost: Loses = loses_nothing

    def system(self, asked: str | None, metric_crs: str) -> str:
        """The system in which coordinates are written; empty where the format has none.

        Parameters
        ----------
        asked
            A system's name, or None for the one that everybody expects of the format.
        metric_crs
            The system in which the folder measures.

        Raises
        ------
        BadFormat
            Where the format cannot have the system that is asked for.
        CatalogError
            Where there is no such system.
        """
        fixed = {"none": "", "degrees": WGS84}.get(self.systems)
        if fixed is not None:
            if asked is not None:
                raise BadFormat(
                    Text(f"{self.id} 文件的坐标系不可选", f"a file of {self.id} has its own coordinate system"),
                    Text("请省略坐标系", "leave the coordinate system out"),
                    parameter="crs",
                )
            return fixed
        if self.systems == "any":
            return STORAGE if asked is None else asked
        name = asked or metric_crs or STORAGE
        find_crs(name)
        if not metric(name):
            raise BadFormat(
                Text(
                    f"{self.id} 文件的坐标须为平面坐标（米），{name} 不是",
                    f"a file of {self.id} is in metres of a plane; {name} is none",
                ),
                Text(
                    f"请用 {metric_crs or 'EPSG:4548'} 等投影坐标系",
                    f"give a projected system such as {metric_crs or 'EPSG:4548'}",
                ),
                parameter="crs",
            )
        return name

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """The value of each of its options: as given, else the default.

        Raises
        ------
        BadFormat
            Where the format has no such option, or the option no such value.
        """
        known = {option.id: option for option in self.options}
        for name, value in given.items():
            if name not in known:
                raise _no_option(self, name)
            if value not in known[name].choices:
                raise known[name].no_choice(value)
        return {name: given.get(name, option.default) for name, option in known.items()}


def _no_option(form: Format, name: str) -> BadFormat:
    takers = [each.id for each in FORMATS.values() if name in {option.id for option in each.options}]
    names = "、".join(option.id for option in form.options)
    return BadFormat(
        Text(f"{form.id} 没有选项 {name[:40]}", f"{form.id} has no option {name[:40]}"),
        Text(
            f"可用于：{'、'.join(takers)}" if takers else f"可用选项：{names or '无'}",
            f"it is for {', '.join(takers)}" if takers else f"its options: {names.replace('、', ', ') or 'none'}",
        ),
        parameter=name[:40],
    )


_ALL: Final = (
    Format(
        id="geojson",
        title=Text("GeoJSON", "GeoJSON"),
        media_type="application/geo+json",
        extension="geojson",
        write=write_geojson,
        systems="degrees",
    ),
    Format(
        id="csv",
        title=Text("CSV 表格", "CSV"),
        media_type="text/csv; charset=utf-8",
        extension="csv",
        write=write_csv,
        lost=loses_shapes,
    ),
    Format(
        id="csv-plain",
        title=Text("CSV（供程序读取）", "CSV for programs"),
        media_type="text/csv; charset=utf-8; header=present",
        extension="csv",
        write=write_plain_csv,
        lost=loses_shapes,
        offered=False,
    ),
    Format(
        id="xlsx",
        title=Text("Excel 表格", "Excel"),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        extension="xlsx",
        write=write_xlsx,
        lost=loses_shapes,
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
        systems="any",
    ),
    Format(
        id="shp",
        title=Text("Shapefile（zip）", "Shapefile (zip)"),
        media_type="application/zip; content=shapefile",
        extension="shp.zip",
        write=write_shapefile,
        binary=True,
        dated=True,
        systems="any",
        options=(ENCODING,),
        lost=loses_of_shapefile,
        at_once=False,
    ),
    Format(
        id="gdb",
        title=Text("File Geodatabase（zip）", "File Geodatabase (zip)"),
        media_type="application/zip; content=filegdb",
        extension="gdb.zip",
        write=write_gdb,
        binary=True,
        dated=True,
        systems="any",
        at_once=False,
    ),
    Format(
        id="dxf",
        title=Text("DXF 图（CASS）", "DXF drawing (CASS)"),
        media_type="image/vnd.dxf",
        extension="dxf",
        write=write_dxf,
        binary=True,
        dated=True,
        systems="plane",
        lost=loses_fields,
        at_once=False,
    ),
    Format(
        id="txt",
        title=Text("报备坐标 TXT", "Survey points TXT"),
        media_type="text/plain",
        extension="txt",
        write=write_survey_points,
        systems="plane",
        options=(ENCODING, ZONE_PREFIX, AXES),
        lost=loses_fields,
        at_once=False,
    ),
    Format(
        id="txt-each",
        title=Text("报备坐标 TXT，一地块一文件（zip）", "Survey points TXT, a file a plot (zip)"),
        media_type="application/zip; content=text",
        extension="zip",
        write=write_survey_points_apart,
        binary=True,
        systems="plane",
        options=(ENCODING, ZONE_PREFIX, AXES),
        lost=loses_fields,
        at_once=False,
    ),
    Format(
        id="kml",
        title=Text("KML", "KML"),
        media_type="application/vnd.google-earth.kml+xml",
        extension="kml",
        write=write_kml,
        systems="degrees",
        at_once=False,
    ),
    Format(
        id="kmz",
        title=Text("KMZ", "KMZ"),
        media_type="application/vnd.google-earth.kmz",
        extension="kmz",
        write=write_kmz,
        binary=True,
        offered=False,
        systems="degrees",
    ),
)
FORMATS: Final[dict[str, Format]] = {entry.id: entry for entry in _ALL}
_ENDINGS: Final = {"json": "geojson", "zip": "shp"}
"""Endings that people give files beside those of the formats."""
OPTIONS: Final[dict[str, Option]] = {option.id: option for entry in _ALL for option in entry.options}
"""Every option of any format by its name."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def format_of_name(name: str) -> str:
    """The format that a file's name asks for by its ending, the longest that fits; what stands behind its last dot where there is none.

    >>> [format_of_name(name) for name in ("a.xlsx", "plots.gdb.zip", "a.JSON", "plots.zip", "a.odt")]
    ['xlsx', 'gdb', 'geojson', 'shp', 'odt']
    """
    ending = {each.extension: each.id for each in reversed(_ALL)} | _ENDINGS
    parts = name.lower().split(".")[1:]
    found = next((ending[".".join(parts[at:])] for at in range(len(parts)) if ".".join(parts[at:]) in ending), None)
    return found or (parts[-1] if parts else "")


def described(kind: str, layer: Layer, rows: Rows, about: About, crs: str | None = None) -> About:
    """What a file of some rows says of itself, with its coordinate system and, where its shapes cover very much, the warning.

    Raises
    ------
    BadFormat
        As ``Format.system``, and where the system is not used where the shapes lie.
    """
    system = FORMATS[kind].system(crs, about.metric_crs)
    if not system:
        return about
    bounds = np.asarray(layer.bounds)[rows]
    if metric(system) and lie_beyond(bounds, system):
        raise BadFormat(
            Text(f"{system} 不用于图形所在的地方", f"{system} is not used where the shapes lie"),
            Text("请换一个当地使用的坐标系", "give a system that is used there"),
            parameter="crs",
        )
    return replace(about, crs=system, continuous_m2=_covered(layer, rows, bounds, about.metric_crs))


def _covered(layer: Layer, rows: Rows, bounds: Bounds, metric_crs: str) -> float:
    """The ground that some rows cover in one piece, as far as that matters; that of a whole layer is kept with it."""
    # Most lists are too small for it by their boxes alone, which need no shape to be decoded.
    if not metric_crs or cover_little(bounds):
        return 0.0
    if len(rows) == len(layer) and (np.bincount(rows, minlength=len(layer)) == 1).all():
        return layer_area_m2(layer.shapes, metric_crs, layer.bounds)
    return continuous_area_m2(TakenShapes(layer.shapes, rows), metric_crs, bounds)


def export(
    kind: str,
    layer: Layer,
    rows: Rows,
    *,
    lang: str,
    about: About,
    names: Sequence[str] | None = None,
    options: Mapping[str, str] = _NOTHING,
) -> Iterator[bytes]:
    """Some rows of a layer as a file, piece by piece; ``names`` are its columns, in their order, and always the id.

    A workbook begins with a list of these columns and has all of them on the sheet after it. ``about`` names the system of coordinates where it was
    ``described``; else they are in the one that everybody expects of the format.

    Raises
    ------
    KeyError
        Where ``kind`` is none of ``FORMATS``.
    UnknownProperty
        Where a name is no field of the layer.
    BadFormat
        Where an option is not one of the format.
    """
    form = FORMATS[kind]
    said = about if about.crs else described(kind, layer, rows, about)
    chosen = layer if names is None else form.choose(layer, names)
    return form.write(chosen, rows, lang=lang, about=said, **form.chosen(options))
