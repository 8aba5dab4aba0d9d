"""Tables of the embedded store: a GeoPackage 1.3 file with one feature table a collection, and what was loaded and edited."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import Any, Final

from pyproj import CRS

from gis.catalog import Collection
from gis.columns import Value
from gis.crs import STORAGE
from gis.fields import DType, Field, Role
from gis.store.blob import SRS_ID

APPLICATION_ID: Final = 0x47504B47
USER_VERSION: Final = 10300
_TYPES: Final = {
    DType.TEXT: "TEXT",
    DType.INTEGER: "INTEGER",
    DType.NUMBER: "REAL",
    DType.BOOLEAN: "BOOLEAN",
    DType.DATE: "DATE",
    DType.LIST: "TEXT",
}

_CORE: Final = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE landstock_sources (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, collection TEXT NOT NULL UNIQUE, source_sha256 TEXT NOT NULL,
  declaration_sha256 TEXT NOT NULL, loaded_at DATETIME NOT NULL, features INTEGER NOT NULL, fields TEXT);
"""
_OURS: Final = """
CREATE TABLE landstock_migrations (number INTEGER PRIMARY KEY NOT NULL, at DATETIME NOT NULL);
CREATE TABLE landstock_log (
  seq INTEGER PRIMARY KEY NOT NULL, change_set INTEGER NOT NULL, at DATETIME NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL,
  why TEXT NOT NULL, undoes INTEGER, collection TEXT NOT NULL, feature_id TEXT NOT NULL, before TEXT, after TEXT,
  previous TEXT NOT NULL, key TEXT NOT NULL, code TEXT NOT NULL);
CREATE INDEX landstock_log_of ON landstock_log (collection, feature_id, seq);
CREATE INDEX landstock_log_since ON landstock_log (collection, seq, feature_id);
CREATE TRIGGER landstock_log_stays BEFORE UPDATE ON landstock_log
  BEGIN SELECT RAISE(ABORT, 'entries of the log are not changed'); END;
CREATE TRIGGER landstock_log_keeps BEFORE DELETE ON landstock_log
  BEGIN SELECT RAISE(ABORT, 'entries of the log are not deleted'); END;
CREATE TABLE landstock_head (
  id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL, key TEXT NOT NULL, code TEXT NOT NULL);
CREATE TABLE landstock_pending (collection TEXT PRIMARY KEY NOT NULL, exported INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE landstock_reservations (id TEXT PRIMARY KEY NOT NULL, made_at DATETIME NOT NULL, active BOOLEAN NOT NULL, body TEXT NOT NULL);
CREATE INDEX landstock_reservations_active ON landstock_reservations (made_at) WHERE active;
CREATE TABLE landstock_reserved (
  reservation TEXT NOT NULL, collection TEXT NOT NULL, feature_id TEXT NOT NULL, area_m2 REAL,
  PRIMARY KEY (collection, feature_id, reservation)) WITHOUT ROWID;
CREATE UNIQUE INDEX landstock_reserved_whole ON landstock_reserved (collection, feature_id) WHERE area_m2 IS NULL;
CREATE TABLE landstock_answers (key TEXT PRIMARY KEY NOT NULL, at DATETIME NOT NULL, asked TEXT NOT NULL, answer TEXT NOT NULL);
"""
LAYOUT: Final = 2
"""The number of the last migration: how the tables beside those of the layers are laid out."""
_SHOWN: Final = (("landstock_sources", "Loaded sources"), ("landstock_log", "Change log"))
"""Tables that other programs list, by the name under which they do."""


@dataclass(frozen=True)
class Table:
    """One collection's feature table: its columns' names in the file and the statements that use them."""

    collection: Collection

    @cached_property
    def name(self) -> str:
        """The table's quoted name."""
        return quoted(self.collection.id)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Key, geometry and field columns as the file spells them: SQLite does not tell case apart, so that twins get a number."""
        taken: set[str] = set()
        made = []
        for name in [*(field.name for field in self.collection.fields), "fid", "geom"]:
            free = next(n for n in chain([name], map(f"{name}_{{}}".format, count(2))) if n.casefold() not in taken)
            taken.add(free.casefold())
            made.append(free)
        return (*made[-2:], *made[:-2])

    @property
    def columns(self) -> dict[str, str]:
        """By field, the column that holds it."""
        return {field.name: name for field, name in zip(self.collection.fields, self.names[2:], strict=True)}

    @cached_property
    def id_column(self) -> str:
        """The quoted column that holds feature ids."""
        place = [field.role for field in self.collection.fields].index(Role.ID)
        return quoted(self.names[2 + place])

    def create(self) -> str:
        """The statement that makes the table."""
        key, geometry, *fields = map(quoted, self.names)
        kinds = [_TYPES[field.dtype] for field in self.collection.fields]
        columns = [f"{name} {kind}" for name, kind in zip(fields, kinds, strict=True)]
        unique = f"UNIQUE ({self.id_column})"
        return f"CREATE TABLE {self.name} ({key} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {geometry} GEOMETRY, {', '.join(columns)}, {unique})"

    def select(self, where: str = "") -> str:
        """Geometry and fields of all rows, in the order they were loaded."""
        key, *columns = map(quoted, self.names)
        return f"SELECT {', '.join(columns)} FROM {self.name} {where} ORDER BY {key}"  # noqa: S608 - names quoted, values bound

    @cached_property
    def select_one(self) -> str:
        """Geometry and fields of the row of an id."""
        return self.select(f"WHERE {self.id_column} = ?")

    @cached_property
    def update_one(self) -> str:
        """Geometry and fields of the row of an id written anew; its id stays, and with it the index."""
        sets = ", ".join(
            f"{quoted(name)} = ?{place}"
            for place, name in enumerate(self.names[1:], 1)
            if quoted(name) != self.id_column
        )
        return f"UPDATE {self.name} SET {sets} WHERE {self.id_column} = ?{len(self.names)}"  # noqa: S608 - names quoted, values bound

    def append(self) -> str:
        """Add a row to those of other ids."""
        columns = [quoted(name) for name in self.names[1:]]
        return f"INSERT INTO {self.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names quoted, values bound

    @cached_property
    def insert(self) -> str:
        """Add a row, or replace the one with the same id."""
        columns = [quoted(name) for name in self.names[1:]]
        sets = ", ".join(f"{name} = excluded.{name}" for name in columns)
        return f"{self.append()} ON CONFLICT ({self.id_column}) DO UPDATE SET {sets}"


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def to_sqlite(field: Field, values: list[Value]) -> list[Any]:
    """A column's values as SQLite keeps them; true and false are 1 and 0 to it."""
    if field.dtype is DType.LIST:
        return [None if value is None else json.dumps(value, ensure_ascii=False) for value in values]
    return values


def from_sqlite(field: Field, values: Sequence[Any]) -> list[Value]:
    """A column's values from what SQLite kept."""
    if field.dtype is DType.LIST:
        return [None if value is None else json.loads(value) for value in values]
    if field.dtype is DType.BOOLEAN:
        return [None if value is None else bool(value) for value in values]
    return list(values)


def lay_out(db: sqlite3.Connection) -> None:
    """Make the tables that every GeoPackage has, and ours, in a new file."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {USER_VERSION}")
    run_statements(db, _CORE)
    db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _reference_systems())
    lay_out_ours(db)
    list_tables(db)


def lay_out_ours(db: sqlite3.Connection) -> None:
    """Make the tables that are ours alone."""
    run_statements(db, _OURS)
    db.execute("INSERT INTO landstock_migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ','now'))", (LAYOUT,))


def list_tables(db: sqlite3.Connection) -> None:
    """Name those that others may read where they look for tables."""
    db.executemany(
        "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)", _SHOWN
    )


def run_statements(db: sqlite3.Connection, script: str) -> None:
    """Run statements one by one in the transaction that is open; a trigger ends with its END."""
    whole = ""
    for part in script.split(";"):
        whole += part + ";"
        if sqlite3.complete_statement(whole):
            if whole.strip(" ;\n"):
                db.execute(whole)
            whole = ""


def _reference_systems() -> Iterable[tuple[Any, ...]]:
    yield ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", "undefined cartesian coordinate reference system")
    yield ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system")
    for number, name in ((4326, "EPSG:4326"), (SRS_ID, STORAGE)):
        crs = CRS.from_user_input(name)
        yield (crs.name, number, "EPSG", number, crs.to_wkt("WKT1_GDAL"), "longitude, latitude in degrees")
