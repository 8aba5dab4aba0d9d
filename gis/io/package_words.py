"""What a GeoPackage says of its columns and codes, and how QGIS draws it: tables of the schema extension and of QGIS's own."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Final

from gis.columns import Rows
from gis.io.field_words import field_words
from gis.io.qgis_styles import qml, sld
from gis.layer import Layer
from gis.map_classes import MapClasses
from gis.text import in_lang

GEOMETRY: Final = "geom"
_SCHEMA: Final = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write');
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES ('layer_styles', 'attributes', 'layer_styles', '', 0);
"""
"""The extension that keeps titles of columns and the words of codes (OGC 12-128r18, F.9), and the table in which QGIS looks for styles."""


def describe_package(
    db: sqlite3.Connection, layer: Layer, rows: Rows, names: Mapping[str, str], *, lang: str, kind: str
) -> None:
    """Write each column's title beside it, and its own name where it has another here; the words of its codes; and how the layer is drawn.

    That lists are JSON is not declared: QGIS 3.22 saves no layer under another name that has a column of it.

    Parameters
    ----------
    names
        What each field is called in the file.
    kind
        ``polygon``, ``line`` or ``point``: what most of its shapes are.
    """
    words = field_words(layer, rows, names, lang)
    counts = Counter(one.title for one in words)
    own = {column: name for name, column in names.items()}
    lines = [
        (
            layer.id,
            one.column,
            one.title if counts[one.title] == 1 else f"{one.title} [{own[one.column]}]",
            one.title,
            own[one.column] if own[one.column] != one.column else None,
            f"codes_{one.column}" if one.codes else None,
        )
        for one in words
    ]
    codes = [(f"codes_{one.column}", code, title) for one in words for code, title in one.codes.items()]
    classes = MapClasses.of(layer, rows)
    column = names[classes.field.name] if classes.field else ""
    title = in_lang(layer.collection.title, lang)
    drawn = (
        *("", "", layer.id, GEOMETRY, title[:30]),
        qml(classes, column, kind, lang, words).decode(),
        sld(classes, column, kind, lang, layer.id).decode(),
        *(1, title, "landstock", None),
    )
    for statement in _SCHEMA.split(";")[:-1]:
        db.execute(statement)
    db.executemany("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)", lines)
    db.executemany(
        "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) VALUES (?, 'enum', ?, ?)",
        codes,
    )
    db.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault,"
        " description, owner, ui) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        drawn,
    )
