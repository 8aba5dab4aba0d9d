"""The embedded store: one GeoPackage file beside the data, written by SQLite alone.

Write-ahead log, ``synchronous = FULL``, a busy timeout of 5 s, and every change in a transaction that takes the write lock at once. GDAL
never opens the live file: two copies of SQLite in one process lose its locks. ``snapshot`` makes a copy that others may open.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import shapely

from gis.catalog import Catalog, Collection
from gis.coding import codelists_of
from gis.columns import column
from gis.errors import SourceError, UnexportedEdits, UnknownCollection, UnknownFeature
from gis.features import with_days
from gis.inventory import Edit
from gis.layer import Layer
from gis.names import alike
from gis.store import blob, fingerprint
from gis.store.connection import FOLDER, DataVersion, connection, writing
from gis.store.protocol import Loaded, Reader, Recorded, State, Synced
from gis.store.schema import Table, from_sqlite, quoted, to_sqlite
from gis.store.sources import layers_of
from gis.text import Text

_AT_ONCE: Final = 20_000
"""Rows of a layer that are made ready for the file at once."""
DEFAULT_FILE: Final = Path(FOLDER) / "landstock.gpkg"
_MARKS: Final = "SELECT collection, source_sha256, declaration_sha256 FROM landstock_sources"
_MARKS_AT: Final = "SELECT collection, source_sha256, declaration_sha256, loaded_at FROM landstock_sources"
_PENDING: Final = "SELECT collection, count(*) FROM landstock_edits WHERE NOT exported GROUP BY collection"


class GeoPackageStore:
    """A data folder's store in one file. Safe to use from several threads and processes: each call has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """A connection with every promise switched on; the file is made where it is missing, and only read where nothing can be written."""
        with connection(self.path) as db:
            yield db

    def sync(self, catalog: Catalog, read: Reader) -> Synced:
        """Load the collections whose sources or declarations changed; see :class:`gis.store.Store`."""
        hashes = fingerprint.SourceHashes(self.path.with_suffix(fingerprint.HASHES))
        wanted = {
            name: _marks_of(catalog, collection, read, hashes) for name, collection in catalog.collections.items()
        }
        with self.connected() as db:
            hashes.keep()
            held = _held_marks(db)
            # A table that two names once shared holds the rows of either: it is loaded again for the one that stays.
            shared = {name for name in held for other in held if other != name and alike(other) == alike(name)}
            stale = tuple(name for name, marks in wanted.items() if held.get(name) != marks or name in shared)
            dropped = tuple(name for name in held if name not in wanted)
            kept_ones = tuple(name for name in wanted if name not in stale)
            if not stale and not dropped:
                return Synced(kept=kept_ones)
            _refuse_pending(db, (*stale, *dropped), catalog)
            layers = layers_of(catalog, {name: wanted[name][0] for name in stale}, read)
            with writing(db):
                _refuse_pending(db, (*stale, *dropped), catalog)
                for name in dropped:
                    _drop(db, name)
                for name, layer in layers.items():
                    _drop(db, name)
                    _fill(db, layer, wanted[name])
                at = _state(db, catalog)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return Synced(loaded=stale, kept=kept_ones, dropped=dropped, new=not held, fresh=layers, at=at)

    def state(self, catalog: Catalog) -> State:
        """What the store holds now."""
        return self.load(catalog, ()).state

    def load(self, catalog: Catalog, names: Iterable[str] | None = None) -> Loaded:
        """Layers as they stand, all at one moment."""
        wanted = catalog.collections if names is None else set(names)
        with self.connected() as db:
            db.execute("BEGIN")
            state = _state(db, catalog)
            layers = {
                name: _stored_layer(db, catalog, collection)
                for name, collection in catalog.collections.items()
                if name in wanted
            }
            db.execute("COMMIT")
        return Loaded(state=state, layers=layers)

    def watch(self) -> DataVersion:
        """Listen for changes from now on."""
        return DataVersion(self.path)

    def apply(self, catalog: Catalog, edits: Sequence[Edit], author: str) -> None:
        """Make edits durable, all or none; when it returns they are on disk."""
        checked = [_check_edit(catalog, edit) for edit in edits]
        now = _now()
        with self.connected() as db, writing(db):
            _refuse_redeclared(_held_marks(db), catalog)
            for edit, layer in zip(edits, checked, strict=True):
                table = Table(catalog.collections[edit.collection])
                before = _feature_text(db, catalog, table, edit.id)
                if layer is None and before is None:
                    raise _unknown_feature(table.collection, edit.id)
                _write_edit(db, table, edit, layer)
                after = _feature_text(db, catalog, table, edit.id)
                db.execute(
                    "INSERT INTO landstock_edits (at, author, collection, feature_id, before, after) VALUES (?, ?, ?, ?, ?, ?)",
                    (now, author, edit.collection, edit.id, before, after),
                )

    def edits(self, *, unexported: bool = False, after: int = 0) -> list[Recorded]:
        """The recorded edits after a number, oldest first."""
        with self.connected() as db:
            rows = db.execute(
                "SELECT seq, at, author, collection, feature_id, before, after, exported FROM landstock_edits "
                "WHERE seq > ? AND NOT (exported AND ?) ORDER BY seq",
                (after, unexported),
            ).fetchall()
        return [
            Recorded(
                seq=seq,
                at=dt.datetime.fromisoformat(at),
                author=who,
                collection=name,
                id=key,
                before=was,
                after=now,
                exported=bool(out),
            )
            for seq, at, who, name, key, was, now, out in rows
        ]

    def mark_exported(self, upto: Mapping[str, int]) -> None:
        """Mark each collection's edits, up to a sequence number, as written to its source."""
        with self.connected() as db, writing(db):
            for name, seq in upto.items():
                db.execute("UPDATE landstock_edits SET exported = 1 WHERE collection = ? AND seq <= ?", (name, seq))

    def snapshot(self, target: Path) -> None:
        """A consistent copy in a new file, which QGIS or GDAL may open."""
        with self.connected() as db:
            db.execute("VACUUM INTO ?", (str(target),))


def _state(db: sqlite3.Connection, catalog: Catalog) -> State:
    held = _held_marks(db)
    _refuse_redeclared(held, catalog)
    sources = [f"{name} {source}" for name, (source, _) in sorted(held.items())]
    pending = db.execute("SELECT collection, feature_id, after FROM landstock_edits WHERE NOT exported ORDER BY seq")
    edit = db.execute("SELECT coalesce(max(seq), 0) FROM landstock_edits").fetchone()[0]
    marks = {name: "\n".join(parts) for name, *parts in db.execute(_MARKS_AT)}
    version = fingerprint.join_fingerprints([catalog.written.meaning, *sources, *map(repr, pending)])
    return State(version=version, marks=marks, edit=int(edit))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")


def _marks_of(
    catalog: Catalog, collection: Collection, read: Reader, hashes: fingerprint.SourceHashes
) -> tuple[str, str]:
    path = catalog.source_of(collection)
    try:
        source = hashes.of(path)
    except OSError:
        read(path, collection)
        raise
    return source, fingerprint.of_declaration(collection, catalog.metric_crs, catalog.codelists, catalog.time_zone)


def _held_marks(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    return {name: (source, declaration) for name, source, declaration in db.execute(_MARKS)}


def _refuse_redeclared(held: Mapping[str, tuple[str, str]], catalog: Catalog) -> None:
    """Refuse to read by a catalog what was loaded by another one: the columns may be others, or mean something else."""
    for name, collection in catalog.collections.items():
        if name not in held or held[name][1] != fingerprint.of_declaration(
            collection, catalog.metric_crs, catalog.codelists, catalog.time_zone
        ):
            raise SourceError(
                Text(
                    f"图层“{collection.title.zh}”（{name}）已不是本进程载入的样子：catalog.toml 已变动，或存储文件已删除、重建",
                    f"{collection.title.en} ({name}) is not what this process has loaded: catalog.toml changed, or the store was deleted or made anew",
                ),
                Text("请重新启动服务，或再运行一次命令", "start the service again, or run the command once more"),
                collection=name,
            )


def _refuse_pending(db: sqlite3.Connection, names: Sequence[str], catalog: Catalog) -> None:
    pending = {name: count for name, count in db.execute(_PENDING) if name in names}
    if not pending:
        return
    name, count = next(iter(pending.items()))
    title = catalog.collections[name].title if name in catalog.collections else Text(name, name)
    raise UnexportedEdits(
        Text(
            f"图层“{title.zh}”（{name}）的源文件已变动，而存储中有 {count} 处编辑尚未写回，未作任何改动",
            f"the source of {title.en} ({name}) changed while the store holds {count} edits that are not in it; nothing was changed",
        ),
        Text(
            "请运行 landstock export --sources 把编辑写回源文件，然后重试",
            "run landstock export --sources to write the edits into the source, then try again",
        ),
        collection=name,
        count=count,
        pending=pending,
    )


def _drop(db: sqlite3.Connection, name: str) -> None:
    db.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = ?", (name,))
    db.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (name,))
    db.execute("DELETE FROM landstock_sources WHERE collection = ?", (name,))
    db.execute(f"DROP TABLE IF EXISTS {quoted(name)}")


def _fill(db: sqlite3.Connection, layer: Layer, marks: tuple[str, str]) -> None:
    table = Table(layer.collection)
    db.execute(table.create())
    db.executemany(table.insert(), _stored_rows(layer))
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id) "
        "VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?)",
        (layer.id, layer.id, layer.collection.title.both(), *_extent(layer), blob.SRS_ID),
    )
    db.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, ?, 'GEOMETRY', ?, 0, 0)", (layer.id, table.names[1], blob.SRS_ID)
    )
    db.execute(
        "INSERT INTO landstock_sources (collection, source_sha256, declaration_sha256, loaded_at, features) VALUES (?, ?, ?, ?, ?)",
        (layer.id, *marks, _now(), len(layer)),
    )


def _extent(layer: Layer) -> list[float | None]:
    """West, south, east, north of all features; unknown where none has a geometry."""
    known = layer.bounds[~np.isnan(layer.bounds[:, 0])]
    return [*known[:, :2].min(axis=0).tolist(), *known[:, 2:].max(axis=0).tolist()] if len(known) else [None] * 4


def _stored_rows(layer: Layer) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(layer), _AT_ONCE):
        rows = np.arange(start, min(start + _AT_ONCE, len(layer)))
        columns = [to_sqlite(field, layer.columns[field.name].listed(rows)) for field in layer.collection.fields]
        yield from zip(blob.encode_blobs(layer.geometries[rows]), *columns, strict=True)


def _stored_layer(
    db: sqlite3.Connection, catalog: Catalog, collection: Collection, where: str = "", *bound: str
) -> Layer:
    """A layer from its table; what was checked when it was written is not checked again."""
    table = Table(collection)
    rows = db.execute(table.select(where), bound).fetchall()
    geometries, *values = zip(*rows, strict=True) if rows else ([], *([] for _ in collection.fields))
    columns = {
        field.name: column(field, from_sqlite(field, given))
        for field, given in zip(collection.fields, values, strict=True)
    }
    return Layer(
        collection=collection,
        columns=columns,
        shapes=blob.decode_blobs(geometries),
        codelists=codelists_of(collection, catalog.codelists),
    )


def _check_edit(catalog: Catalog, edit: Edit) -> Layer | None:
    """The edited feature as a layer of one row, which refuses what a layer refuses; None for a removal."""
    if edit.collection not in catalog.collections:
        names = ", ".join(catalog.collections)
        raise UnknownCollection(
            Text(f"没有图层 {edit.collection}", f"there is no collection {edit.collection}"),
            Text(f"可用图层：{names}", f"collections: {names}"),
            collection=edit.collection,
        )
    if edit.feature is None:
        return None
    collection = catalog.collections[edit.collection]
    feature = with_days(collection, edit.feature._replace(id=edit.id), catalog.time_zone)
    return Layer.from_features(collection, [feature], metric_crs=catalog.metric_crs, codelists=catalog.codelists)


def _unknown_feature(collection: Collection, key: str) -> UnknownFeature:
    return UnknownFeature(
        Text(f"“{collection.title.zh}”中没有 {key}", f"{collection.title.en} has no {key}"),
        Text("请检查编号", "check the id"),
        collection=collection.id,
        id=key,
    )


def _write_edit(db: sqlite3.Connection, table: Table, edit: Edit, layer: Layer | None) -> None:
    if layer is None:
        db.execute(f"DELETE FROM {table.name} WHERE {table.id_column} = ?", (edit.id,))  # noqa: S608
        return
    db.executemany(table.insert(), _stored_rows(layer))
    west, south, east, north = shapely.total_bounds(layer.geometries).tolist()
    if not np.isnan(west):
        db.execute(
            "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2), "
            "max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4), "
            "last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?5",
            (west, south, east, north, edit.collection),
        )


def _feature_text(db: sqlite3.Connection, catalog: Catalog, table: Table, key: str) -> str | None:
    """A feature as it stands, as GeoJSON text; None where there is none of this id."""
    found = _stored_layer(db, catalog, table.collection, f"WHERE {table.id_column} = ?", key)
    if not len(found):
        return None
    shape = None if found.geometries[0] is None else orjson.loads(shapely.to_geojson(found.geometries[0]))
    item = {"type": "Feature", "id": key, "properties": found.properties(0), "geometry": shape}
    return orjson.dumps(item).decode()
