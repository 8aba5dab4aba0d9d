"""GeoPackage exports: a new file for each, never the store's own.

Dates are dates, whole numbers whole numbers, lists texts of JSON, and the kind of geometry is declared; every column says its field's title.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Column, DateColumn, Rows, Value, plain_text
from gis.crs import STORAGE
from gis.fields import DType, Field
from gis.io.about import About
from gis.io.pieces import PiecedColumn, Spelling
from gis.layer import Layer
from gis.text import Text, in_lang

_GEOMETRY: Final = "geom"
_NUMBER: Final = "fid"
RESERVED: Final = (_GEOMETRY, _NUMBER, "geometry", "rowid", "oid", "_rowid_", "ogc_fid")
"""Names that the format, SQLite or those who read it keep for themselves."""
_MANY: Final = {
    "Point": "MultiPoint",
    "LineString": "MultiLineString",
    "LinearRing": "MultiLineString",
    "Polygon": "MultiPolygon",
}
_SCHEMA: Final = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write');
"""
"""The extension that keeps titles of columns (OGC 12-128r18, F.9)."""


def write_gpkg(layer: Layer, rows: Rows, *, lang: str, about: About) -> bytes:
    """Some rows of a layer as a GeoPackage in EPSG:4490; filter, date and renamed fields in its description."""
    from pyogrio import raw  # noqa: PLC0415  a service that serves no GeoPackages starts without it

    fields = layer.collection.fields
    names = _distinct([field.name for field in fields])
    written = [_column(field, layer.columns[field.name].take(rows)) for field in fields]
    shapes = np.asarray(layer.shapes[rows], dtype=object)
    kind, many = _kind_of(shapes)
    about_it = [about.sentence(len(rows)), *_renamed(names)]
    options = {
        "FID": _NUMBER,
        "GEOMETRY_NAME": _GEOMETRY,
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
            crs=STORAGE,
            dataset_options={"VERSION": "1.3"},
            layer_options=options,
        )
        _describe(target, layer, names, lang)
        return target.read_bytes()


def _column(field: Field, column: Column) -> tuple[Any, Any]:
    """A column's values by the format's own type, and which of them are unknown."""
    if field.dtype is DType.LIST or field.dtype is DType.TEXT:
        texts = PiecedColumn(column, _TEXTS, len(column)).of(np.arange(len(column)))
        return np.array(texts, dtype=object), None
    if isinstance(column, DateColumn):
        return column.values.astype("datetime64[D]"), None
    if field.dtype is DType.NUMBER:
        return column.order(), None
    kind = np.bool_ if field.dtype is DType.BOOLEAN else np.int64
    return np.where(column.known, column.order(), 0).astype(kind), ~column.known


def _text(value: Value) -> str | None:
    """A value as SQLite keeps all of it: a text ends where a zero stands."""
    if value is None:
        return None
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, list) else plain_text(value).replace("\0", "\ufffd")
    )


_TEXTS: Final[Spelling[str | None]] = Spelling(
    words=lambda words: list(map(_text, words)),
    numbers=lambda numbers: list(map(_text, numbers.tolist())),
    value=_text,
    blank=None,
)


def _kind_of(shapes: Any) -> tuple[str, bool]:
    """The geometry type that all shapes have, and whether single ones must be written as collections of one for it."""
    ids, firsts = np.unique(shapely.get_type_id(shapes), return_index=True)
    kinds = {shapes[first].geom_type for first in firsts[ids >= 0].tolist()}
    if len(kinds) == 1:
        return kinds.pop().replace("LinearRing", "LineString"), False
    several = {_MANY.get(kind, kind) for kind in kinds}
    return (several.pop(), True) if len(several) == 1 else ("Unknown", False)


def _renamed(names: Mapping[str, str]) -> list[Text]:
    """The fields that stand under other names than their own, where there are any."""
    pairs = ", ".join(f"{name} → {new}" for name, new in names.items() if new != name)
    return [Text(f"改名的字段：{pairs}", f"Renamed fields: {pairs}")] if pairs else []


def _describe(file: Path, layer: Layer, names: Mapping[str, str], lang: str) -> None:
    """Write each column's title beside it, and its own name where it has another here.

    That lists are JSON is not declared: QGIS 3.22 saves no layer under another name that has a column of it.
    """
    titles = {field.name: in_lang(field.heading, lang) for field in layer.collection.fields}
    counts = Counter(titles.values())
    lines = [
        (
            layer.id,
            names[field.name],
            titles[field.name] if counts[titles[field.name]] == 1 else f"{titles[field.name]} [{field.name}]",
            titles[field.name],
            field.name if names[field.name] != field.name else None,
        )
        for field in layer.collection.fields
    ]
    with closing(sqlite3.connect(file)) as db:
        db.executescript(_SCHEMA)
        db.executemany("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)", lines)
        db.commit()


def _distinct(names: list[str]) -> dict[str, str]:
    """New names for columns that SQLite would take for the same, for it does not tell case apart, or for the geometry or the row's number."""
    taken = [*RESERVED]
    for name in names:
        taken.append(_free(name, taken))
    return dict(zip(names, taken[len(RESERVED) :], strict=True))


def _free(name: str, taken: list[str]) -> str:
    used = {other.casefold() for other in taken}
    return next(n for n in (name, *(f"{name}_{k}" for k in range(2, 999))) if n.casefold() not in used)
