"""Layers into the embedded store from their sources; what a load changes in features that were there is entered in the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from gis.catalog import Collection
from gis.fields import Role
from gis.layer import Layer
from gis.store import blob, log, unlogged
from gis.store.changing import NO_EDITS, Changing
from gis.store.feature_tables import row_text, stored_rows
from gis.store.feature_texts import features_of, json_text
from gis.store.protocol import WHOLE_LAYER
from gis.store.schema import Table, quoted

Marks = tuple[str, str]
"""SHA-256 of a source and of its declaration."""
_BEFORE: Final = "landstock_before"
"""What the table of a layer is called while its successor is filled."""


def load_layer(db: sqlite3.Connection, layer: Layer, marks: Marks, changing: Changing, *, again: bool = False) -> None:
    """Put a layer in the place of what stands under its name; edits that are not in its source are made ``again`` on it, or there are none.

    Raises
    ------
    RefusedRows
        Where an edit cannot be made again: a field that it wrote is of another kind by now.
    """
    table = Table(layer.collection)
    before = _table_before(db, layer.collection, marks)
    old = _put_aside(db, layer.id)
    _fill(db, table, layer, marks, changing)
    if again:
        _make_again(db, layer.collection, changing)
    was = None if old is None else json_text({"source_sha256": old[0], "features": old[1]})
    now = {"source_sha256": marks[0], "features": len(layer), unlogged.ROWS: unlogged.keep_rows(db, table)}
    changing.note(layer.id, WHOLE_LAYER, was, json_text(now))
    if before is not None:
        for key, one, other in _differences(db, before, table):
            changing.note(layer.id, key, one, other)
    db.execute(f"DROP TABLE IF EXISTS {_BEFORE}")
    if again:
        return
    changing.tables.move_digest(layer.id, NO_EDITS)
    db.execute("UPDATE landstock_pending SET exported = ? WHERE collection = ?", (changing.end.seq, layer.id))


def _make_again(db: sqlite3.Connection, collection: Collection, changing: Changing) -> None:
    """Put features that were edited since the source as the last edit left them, by the fields that are declared now."""
    known, catalog = set(collection.by_name), changing.catalog
    edited = log.latest_edits(db, collection.id)
    features = list(features_of({key: text for key, text in edited.items() if text is not None}).values())
    features = [
        each._replace(properties={name: value for name, value in each.properties.items() if name in known})
        for each in features
    ]
    changing.tables.put(
        Layer.from_features(collection, features, metric_crs=catalog.metric_crs, codelists=catalog.codelists)
    )
    for key, text in edited.items():
        if text is None and changing.tables.feature_text(collection.id, key) is not None:
            changing.tables.drop(collection.id, key)


def drop_layer(db: sqlite3.Connection, name: str, changing: Changing) -> None:
    """Take a layer away that the catalog does not name any more."""
    old = _put_aside(db, name)
    db.execute(f"DROP TABLE IF EXISTS {_BEFORE}")
    db.execute("DELETE FROM landstock_pending WHERE collection = ?", (name,))
    unlogged.forget_rows(db, name)
    if old is not None:
        changing.note(name, WHOLE_LAYER, json_text({"source_sha256": old[0], "features": old[1]}), None)


def _table_before(db: sqlite3.Connection, collection: Collection, marks: Marks) -> Table | None:
    """The table that stands under a collection's name, by the fields that it was made of; None where there is none, or nothing tells of them."""
    row = db.execute(
        "SELECT fields, declaration_sha256 FROM landstock_sources WHERE collection = ?", (collection.id,)
    ).fetchone()
    if row is None or row[0] is None:
        # A store of layout 1 kept no fields: they are known where the declaration is still the same.
        return Table(collection) if row is not None and row[1] == marks[1] else None
    return Table(replace(collection, fields=unlogged.fields_of(row[0])))


def fields_text(collection: Collection) -> str:
    """What tells later how a collection's table was made: name, type and whether it holds the ids, of each field."""
    return json_text([(field.name, str(field.dtype), field.role is Role.ID) for field in collection.fields])


def has_grown(db: sqlite3.Connection, collection: Collection) -> bool:
    """Whether a collection is declared with every field with which it was loaded, alike."""
    row = db.execute("SELECT fields FROM landstock_sources WHERE collection = ?", (collection.id,)).fetchone()
    before = json.loads((row and row[0]) or "[[null]]")
    return {tuple(each) for each in before} <= {tuple(each) for each in json.loads(fields_text(collection))}


def _put_aside(db: sqlite3.Connection, name: str) -> tuple[str, int] | None:
    """What the layer was loaded from and how many features it has; its table is renamed."""
    old = db.execute("SELECT source_sha256, features FROM landstock_sources WHERE collection = ?", (name,)).fetchone()
    db.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = ?", (name,))
    db.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (name,))
    db.execute("DELETE FROM landstock_sources WHERE collection = ?", (name,))
    db.execute(f"DROP TABLE IF EXISTS {_BEFORE}")
    if db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone():
        db.execute(f"ALTER TABLE {quoted(name)} RENAME TO {_BEFORE}")
    return None if old is None else (old[0], int(old[1]))


def _fill(db: sqlite3.Connection, table: Table, layer: Layer, marks: Marks, changing: Changing) -> None:
    db.execute(table.create())
    # The table is empty and ids are unique: nothing is looked up to be replaced.
    db.executemany(table.append(), stored_rows(layer))
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id) "
        "VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?)",
        (layer.id, layer.id, layer.collection.title.both(), *_extent(layer), blob.SRS_ID),
    )
    db.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, ?, 'GEOMETRY', ?, 0, 0)", (layer.id, table.names[1], blob.SRS_ID)
    )
    db.execute(
        "INSERT INTO landstock_sources (collection, source_sha256, declaration_sha256, loaded_at, features, fields) VALUES (?, ?, ?, ?, ?, ?)",
        (layer.id, *marks, log.instant_text(changing.at), len(layer), fields_text(layer.collection)),
    )


def _extent(layer: Layer) -> list[float | None]:
    """West, south, east, north of all features; unknown where none has a geometry."""
    known = layer.bounds[~np.isnan(layer.bounds[:, 0])]
    return [*known[:, :2].min(axis=0).tolist(), *known[:, 2:].max(axis=0).tolist()] if len(known) else [None] * 4


def _differences(db: sqlite3.Connection, before: Table, after: Table) -> Iterator[tuple[str, str | None, str | None]]:
    """Id, text before and text after of each feature that two tables of one layer do not say alike."""
    # A column that only one of them has was declared anew or is not any more: that changes no feature.
    shared = [name for name in before.columns if name in after.columns]
    differ = " OR ".join(f"b.{quoted(before.columns[name])} IS NOT a.{quoted(after.columns[name])}" for name in shared)
    shapes = f"b.{quoted(before.names[1])} IS NOT a.{quoted(after.names[1])}"
    ours, theirs = (
        ", ".join(f"{side}.{quoted(name)}" for name in table.names[1:]) for side, table in (("b", before), ("a", after))
    )
    width = len(before.names) - 1
    join = f"{_BEFORE} b %s JOIN {after.name} a ON a.{after.id_column} = b.{before.id_column}"
    where = f"WHERE {shapes} OR {differ}"
    # What was there and differs or is gone, in the order it was; then what is new.
    for row in db.execute(
        f"SELECT b.{before.id_column}, a.{after.id_column}, {ours}, {theirs} FROM {join % 'LEFT'} {where} "  # noqa: S608  names quoted
        f"ORDER BY b.{quoted(before.names[0])}"
    ).fetchall():
        key, other, *values = row
        now = None if other is None else row_text(after, key, tuple(values[width:]))
        yield str(key), row_text(before, key, tuple(values[:width])), now
    for row in db.execute(
        f"SELECT a.{after.id_column}, {theirs} FROM {after.name} a LEFT JOIN {_BEFORE} b ON b.{before.id_column} = a.{after.id_column} "  # noqa: S608  names quoted
        f"WHERE b.{before.id_column} IS NULL ORDER BY a.{quoted(after.names[0])}"
    ).fetchall():
        key, *values = row
        yield str(key), None, row_text(after, key, tuple(values))
