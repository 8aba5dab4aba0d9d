"""GeoPackage exports: a new file for each, never the store's own.

GDAL makes the empty file, with every table, type and trigger that it would make; the rows are put in as whole columns, and the index of places is packed at once.
Dates are dates, whole numbers whole numbers, lists texts of JSON, and the kind of geometry is declared; every column says its field's title, every code its words,
and QGIS opens it in the colours of our map.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from gis.columns import Rows
from gis.crs import STORAGE
from gis.io.about import About
from gis.io.made_file import pieces_of
from gis.io.package_rows import fill_table
from gis.io.package_words import GEOMETRY, describe_package
from gis.io.typed_columns import by_dimension, dimensions_of, free_name, kind_of, typed_column, types_of
from gis.layer import Layer
from gis.text import Text, in_lang

_NUMBER: Final = "fid"
RESERVED: Final = (GEOMETRY, _NUMBER, "geometry", "rowid", "oid", "_rowid_", "ogc_fid")
"""Names that the format, SQLite or those who read it keep for themselves."""
_NOBODYS_YET: Final = (
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384;"
)
"""What is lost of a file that nobody has seen need not be brought back."""


def write_gpkg(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as a GeoPackage in the system that ``about`` names, EPSG:4490 where it names none; filter, date and renamed fields in its description."""
    names = _distinct([field.name for field in layer.collection.fields])
    types = types_of(layer, rows)
    kind, many = kind_of(types)
    said = [about.sentence(len(rows)), *_renamed(names)]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "export.gpkg"
        _make_empty(
            target,
            layer,
            names,
            kind,
            about.crs or STORAGE,
            {
                "FID": _NUMBER,
                "GEOMETRY_NAME": GEOMETRY,
                "IDENTIFIER": in_lang(layer.collection.title, lang),
                "DESCRIPTION": ("; " if lang == "en" else "；").join(in_lang(text, lang) for text in said),
            },
        )
        with closing(sqlite3.connect(target, isolation_level=None)) as db:
            db.executescript(_NOBODYS_YET)
            db.execute("BEGIN")
            fill_table(db, layer, rows, names, crs=about.crs or STORAGE, many=many)
            drawn = next(iter(by_dimension(dimensions_of(layer, rows, types))))
            describe_package(db, layer, rows, names, lang=lang, kind=drawn)
            db.execute("COMMIT")
        yield from pieces_of(target)


def _make_empty(
    target: Path, layer: Layer, names: Mapping[str, str], kind: str, crs: str, options: Mapping[str, str]
) -> None:
    """A GeoPackage with the layer's table, as GDAL makes it, without a row."""
    from pyogrio import raw  # noqa: PLC0415  a service that serves no GeoPackages starts without it

    none = np.empty(0, dtype=np.intp)
    columns = [typed_column(field, layer.columns[field.name].take(none)) for field in layer.collection.fields]
    raw.write(
        target,
        np.empty(0, dtype=object),
        [values for values, _ in columns],
        list(names.values()),
        field_mask=[mask for _, mask in columns],
        layer=layer.id,
        driver="GPKG",
        geometry_type=kind,
        crs=crs,
        dataset_options={"VERSION": "1.3"},
        layer_options=dict(options),
    )


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
