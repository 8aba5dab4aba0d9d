"""GeoPackage exports: a new file for each, never the store's own.

Dates are dates, whole numbers whole numbers, lists texts of JSON, and the kind of geometry is declared; every column says its field's title, every code its words,
and QGIS opens it in the colours of our map.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from gis.columns import Rows
from gis.crs import STORAGE
from gis.io.about import About
from gis.io.moved_shapes import moved_shapes
from gis.io.package_words import GEOMETRY, describe_package
from gis.io.typed_columns import by_dimension, free_name, kind_of, typed_column
from gis.layer import Layer
from gis.text import Text, in_lang

_NUMBER: Final = "fid"
RESERVED: Final = (GEOMETRY, _NUMBER, "geometry", "rowid", "oid", "_rowid_", "ogc_fid")
"""Names that the format, SQLite or those who read it keep for themselves."""


def write_gpkg(layer: Layer, rows: Rows, *, lang: str, about: About) -> bytes:
    """Some rows of a layer as a GeoPackage in the system that ``about`` names, EPSG:4490 where it names none; filter, date and renamed fields in its description."""
    from pyogrio import raw  # noqa: PLC0415  a service that serves no GeoPackages starts without it

    fields = layer.collection.fields
    names = _distinct([field.name for field in fields])
    written = [typed_column(field, layer.columns[field.name].take(rows)) for field in fields]
    shapes = moved_shapes(layer.shapes[rows], about.crs or STORAGE)
    kind, many = kind_of(shapes)
    about_it = [about.sentence(len(rows)), *_renamed(names)]
    options = {
        "FID": _NUMBER,
        "GEOMETRY_NAME": GEOMETRY,
        "IDENTIFIER": in_lang(layer.collection.title, lang),
        "DESCRIPTION": ("; " if lang == "en" else "；").join(in_lang(text, lang) for text in about_it),
    }
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "export.gpkg"
        raw.write(
            target,
            np.asarray(shapely.to_wkb(shapes), dtype=object),
            [values for values, _ in written],
            [names[field.name] for field in fields],
            field_mask=[mask for _, mask in written],
            layer=layer.id,
            driver="GPKG",
            geometry_type=kind,
            promote_to_multi=many,
            crs=about.crs or STORAGE,
            dataset_options={"VERSION": "1.3"},
            layer_options=options,
        )
        describe_package(target, layer, rows, names, lang=lang, kind=next(iter(by_dimension(shapes))))
        return target.read_bytes()


def _renamed(names: Mapping[str, str]) -> list[Text]:
    """The fields that stand under other names than their own, where there are any."""
    pairs = ", ".join(f"{name} → {new}" for name, new in names.items() if new != name)
    return [Text(f"改名的字段：{pairs}", f"Renamed fields: {pairs}")] if pairs else []


def _distinct(names: list[str]) -> dict[str, str]:
    """New names for columns that SQLite would take for the same, for it does not tell case apart, or for the geometry or the row's number."""
    taken = [*RESERVED]
    for name in names:
        taken.append(free_name(name, taken))
    return dict(zip(names, taken[len(RESERVED) :], strict=True))
