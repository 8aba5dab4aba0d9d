"""The embedded store: one GeoPackage file beside the data, written by SQLite alone.

Write-ahead log, ``synchronous = FULL``, a busy timeout of 5 s, and every change in a transaction that takes the write lock at once. GDAL
never opens the live file: two copies of SQLite in one process lose its locks. A backup is a copy that others may open.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson

from gis.author import system_user
from gis.catalog import Catalog, Collection
from gis.coding import codelists_of
from gis.columns import column
from gis.disk import narrow
from gis.errors import LandstockError
from gis.inventory import Edit
from gis.layer import Layer
from gis.names import alike
from gis.reservation import Reservation
from gis.stated import Stated
from gis.store import blob, chain, fingerprint, loading, log, migrations, unlogged
from gis.store.changing import Changing, End, apply_edits, digest_after
from gis.store.connection import FOLDER, DataVersion, Writer, connection, writing
from gis.store.feature_tables import GeoPackageTables, reservation_of
from gis.store.held import guard_held
from gis.store.protocol import Action, ChangeSet, Job, Loaded, Reader, Recorded, State, Synced, Unwritten
from gis.store.schema import Table, from_sqlite
from gis.store.sources import layers_of, marks_of, refuse_pending, refuse_redeclared
from gis.text import Text

_LOG: Final = logging.getLogger("landstock")
DEFAULT_FILE: Final = Path(FOLDER) / "landstock.gpkg"
SNAPSHOTS: Final = ".snapshots"
"""Ending of the folder beside a store in which the snapshots of its layers stand."""
KEY: Final = ".key"
"""Ending of the file beside a store that holds the key of its log, where no other place is named."""
_ERASED: Final = Text(
    "图层已载入，却没有任何记录：记录被清空", "layers were loaded and there is no entry of it: the log was emptied"
)
_MARKS: Final = "SELECT collection, source_sha256, declaration_sha256 FROM landstock_sources"
_MARKS_AT: Final = "SELECT collection, source_sha256, declaration_sha256, loaded_at FROM landstock_sources"


class GeoPackageStore:
    """A data folder's store in one file. Safe to use from several threads and processes: each thread writes by a connection of its own.

    Parameters
    ----------
    path
        The file.
    key
        The file with the key of its log, by default beside it.
    """

    def __init__(self, path: Path, key: Path | None = None) -> None:
        self.path = path
        self.key = key or path.with_suffix(KEY)
        self.writer = Writer(path)
        self._declared = fingerprint.Declarations()
        self._tables: dict[str, Table] = {}
        self._signing = chain.KeyFile(self.key)

    @property
    def place(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def local(self) -> Path:
        """The folder of its snapshots, beside the file."""
        return self.path.with_suffix(SNAPSHOTS)

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """A connection with every promise switched on; the file is made where it is missing, and only read where nothing can be written."""
        with connection(self.path) as db:
            yield db

    def sync(self, catalog: Catalog, read: Reader, author: str | None = None) -> Synced:
        """Load the collections whose sources or declarations changed; see :class:`gis.store.Store`."""
        narrow(self.key)
        hashes = fingerprint.SourceHashes(self.path.with_suffix(fingerprint.HASHES))
        wanted = {name: marks_of(catalog, collection, read, hashes) for name, collection in catalog.collections.items()}
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
            # Where the source is the same and every field is still there, edits can be made again on what it says.
            same = {
                name
                for name in stale
                if name in held
                and held[name][0] == wanted[name][0]
                and name not in shared
                and loading.has_grown(db, catalog.collections[name])
            }
            replaced = tuple(name for name in (*stale, *dropped) if name not in same)
            refuse_pending(log.pending_counts(db), replaced, catalog)
            layers = layers_of(catalog, {name: wanted[name][0] for name in stale}, read)
            by = ChangeSet(author=author or system_user(), action=Action.LOAD)
            key = self._read_key(db)
            with writing(db):
                pending = log.pending_counts(db)
                refuse_pending(pending, replaced, catalog)
                changing = _changing(db, catalog, by, key, self._tables, log.end(db))
                since = changing.end.seq
                for name in dropped:
                    loading.drop_layer(db, name, changing)
                for name, layer in layers.items():
                    loading.load_layer(db, layer, wanted[name], changing, again=name in pending)
                guard_held(changing, _reservations(db, active=True), since, dropped)
                changing.finish()
                at = _state(db, catalog, self._declared.of(catalog))
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        fresh = {name: layer for name, layer in layers.items() if name not in pending}
        return Synced(loaded=stale, kept=kept_ones, dropped=dropped, new=not held, fresh=fresh, at=at)

    def _read_key(self, db: sqlite3.Connection) -> chain.Key:
        """The key of the log; made where there is none, which is said where another one signed what is there."""
        if not self.key.exists() and (last := log.head(db)):
            _LOG.warning(
                "变更记录的密钥 %s 不在（原密钥名 %s），已另建新钥；原有记录仍可核对次序，但无法验签，请找回原密钥 / "
                "the key of the change log is not at %s (its name was %s) and a new one was made; the entries before can still be checked "
                "for their order but not for their signatures: look for the old key",
                self.key,
                last.key,
                self.key,
                last.key,
            )
        return self._signing.read()

    def state(self, catalog: Catalog) -> State:
        """What the store holds now."""
        return self.load(catalog, ()).state

    def load(self, catalog: Catalog, names: Iterable[str] | None = None) -> Loaded:
        """Layers as they stand, all at one moment."""
        wanted = catalog.collections if names is None else set(names)
        with self.connected() as db:
            db.execute("BEGIN")
            state = _state(db, catalog, self._declared.of(catalog))
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

    def write(self, catalog: Catalog, jobs: Sequence[Job]) -> list[Any | LandstockError]:
        """Do jobs in their order and make them durable together; see :class:`gis.store.Store`."""
        done: list[Any | LandstockError] = []
        with self.writer.connected() as db, writing(db):
            key = self._read_key(db)
            refuse_redeclared(_held_marks(db), catalog, self._declared.of(catalog))
            end = log.end(db)
            for job in jobs:
                db.execute("SAVEPOINT job")
                changing = _changing(db, catalog, job.by, key, self._tables, end)
                try:
                    done.append(job.work(changing))
                    end = changing.finish()
                except LandstockError as refused:
                    db.execute("ROLLBACK TO job")
                    done.append(refused)
                db.execute("RELEASE job")
        return done

    def apply(self, catalog: Catalog, edits: Sequence[Edit], author: str, why: str = "") -> None:
        """Make edits durable as one change set, all or none; when it returns they are on disk."""
        apply_edits(self, catalog, edits, ChangeSet(author=author, why=why))

    def edits(self, *, unexported: bool = False, after: int = 0, upto: int | None = None) -> list[Recorded]:
        """The recorded changes of features after a number and up to one, oldest first."""
        with self.connected() as db:
            return log.edits(db, unexported=unexported, after=after, upto=upto)

    def latest(self, after: Mapping[str, int], upto: int) -> dict[str, dict[str, tuple[int, str | None]]]:
        """The last change of each feature after its collection's number and up to one."""
        with self.connected() as db:
            return log.latest(db, after, upto)

    def counts(self, after: Mapping[str, int]) -> dict[str, int]:
        """By collection, how many changes of features are recorded after its number."""
        with self.connected() as db:
            return log.counts(db, after)

    def log(
        self,
        *,
        after: int = 0,
        collection: str | None = None,
        key: str | None = None,
        but: Action | None = None,
        limit: int | None = None,
    ) -> list[Recorded]:
        """Entries of the log after a number, oldest first."""
        with self.connected() as db:
            return log.entries(db, after=after, collection=collection, key=key, but=but, limit=limit)

    def change_set(self, number: int) -> list[Recorded]:
        """The entries of a change set."""
        with self.connected() as db:
            return log.change_set(db, number)

    def change_sets(self, *, before: int | None = None, limit: int) -> list[list[Recorded]]:
        """The last change sets, the latest first, each by its entries."""
        with self.connected() as db:
            return log.change_sets(db, before=before, limit=limit)

    def undoing(self, after: int = 0) -> dict[int, int]:
        """By change set after a number, the one that it takes back."""
        with self.connected() as db:
            return log.undoing(db, after)

    def moment(self, at: dt.datetime) -> int:
        """Number of the last entry that was made at a time or before it."""
        with self.connected() as db:
            return log.moment(db, at)

    def untold_until(self) -> dt.datetime | None:
        """Until when sources were loaded of which the log says nothing: by version 0.1."""
        with self.connected() as db:
            until = migrations.untold_until(db)
        return None if until is None else dt.datetime.fromisoformat(until)

    def before(self, seq: int, names: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """What has changed since an entry of the log, as it stood then."""
        with self.connected() as db:
            return log.before(db, seq, names)

    def reservations(self, *, active: bool = False) -> list[Reservation]:
        """Reservations in the order in which they were made."""
        with self.connected() as db:
            return _reservations(db, active=active)

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id."""
        with self.connected() as db:
            row = db.execute("SELECT body FROM landstock_reservations WHERE id = ?", (key,)).fetchone()
        return None if row is None else reservation_of(row[0])

    def verified(self, older: Iterable[chain.Key] = ()) -> chain.Verified:
        """What a look at the whole log finds, by the key of now and older ones."""
        own = chain.known_key(self.key)
        with self.connected() as db:
            db.execute("BEGIN")
            found = chain.verify(log.linked(db), log.head(db), [*older, *([] if own is None else [own])])
            erased = not found.entries and found.bad is None and _was_loaded(db)
        return replace(found, bad=1, why=_ERASED) if erased else found

    def compared(self) -> unlogged.Compared:
        """What a comparison of the tables with the log finds; what the log itself is worth is told by ``verified``."""
        with self.connected() as db:
            db.execute("BEGIN")
            return unlogged.compare_tables(db)

    def linked(self) -> tuple[list[tuple[Recorded, chain.Link]], chain.Head | None]:
        """All entries of the log with what ties them together, and its signed head, at one moment."""
        with self.connected() as db:
            db.execute("BEGIN")
            return list(log.linked(db)), log.head(db)

    def mark_exported(self, upto: Mapping[str, int]) -> None:
        """Mark each collection's edits, up to a number of the log, as written to its source."""
        with self.writer.connected() as db, writing(db):
            for name, seq in upto.items():
                upto_now = max(seq, log.exported(db, name))
                digest = digest_after(log.entries(db, after=upto_now, collection=name))
                db.execute(
                    "INSERT INTO landstock_pending VALUES (?, ?, ?) ON CONFLICT (collection) DO UPDATE SET "
                    "exported = excluded.exported, digest = excluded.digest",
                    (name, upto_now, digest),
                )

    def unwritten(self, catalog: Catalog) -> Unwritten:
        """What stands here and is not in the layers' files; where there is no store nothing is made.

        Raises
        ------
        UnexportedEdits
            Where a file or its declaration changed since, which no start would load over these edits.
        """
        if not self.path.exists() or not self.path.stat().st_size:
            return Unwritten()
        with self.connected() as db:
            held, pending = _held_marks(db), log.pending_counts(db)
            sources = {
                name: catalog.source_of(catalog.collections[name]) for name in pending if name in catalog.collections
            }
            # Of a file that is not there its own reader says so.
            prints = {name: fingerprint.of_file(path) for name, path in sources.items() if path.is_file()}
            same = {
                name
                for name, found in prints.items()
                if name in held and held[name][0] == found and loading.has_grown(db, catalog.collections[name])
            }
            refuse_pending(
                pending,
                tuple(name for name in pending if name not in same and name not in sources.keys() - prints.keys()),
                catalog,
            )
            stated = {name: Stated.from_dict(orjson.loads(text)) for name, text in log.stated(db).items()}
            return Unwritten(changes={name: log.latest_edits(db, name) for name in sorted(same)}, stated=stated)

    def missing(self) -> bool:
        """Whether something stands in the place of a store, or beside it, that tells of one which held something."""
        if self.path.exists():
            return self.path.stat().st_size == 0
        return self.path.with_suffix(fingerprint.HASHES).exists()


def _changing(
    db: sqlite3.Connection, catalog: Catalog, by: ChangeSet, key: chain.Key, known: dict[str, Table], end: End
) -> Changing:
    """The transaction of a change set by an open connection, from where the log ends."""
    now, tables = dt.datetime.now(dt.UTC), GeoPackageTables(db, catalog, known)
    return Changing(catalog=catalog, tables=tables, by=by, key=key, end=replace(end), now=now)


def _state(db: sqlite3.Connection, catalog: Catalog, declared: Mapping[str, str]) -> State:
    held = _held_marks(db)
    refuse_redeclared(held, catalog, declared)
    sources = [f"{name} {source}" for name, (source, _) in sorted(held.items())]
    pending = [f"{name} {digest}" for name, digest in log.digests(db).items()]
    marks = {name: "\n".join(parts) for name, *parts in db.execute(_MARKS_AT)}
    version = fingerprint.join_fingerprints([catalog.written.meaning, *sources, *pending])
    return State(
        version=version,
        marks=marks,
        edit=log.last_seq(db),
        reservations=tuple(_reservations(db, active=True)),
        stated={name: Stated.from_dict(orjson.loads(text)) for name, text in log.stated(db).items()},
    )


def _reservations(db: sqlite3.Connection, *, active: bool) -> list[Reservation]:
    rows = db.execute("SELECT body FROM landstock_reservations WHERE active OR NOT ? ORDER BY made_at, id", (active,))
    return [reservation_of(body) for (body,) in rows]


def _was_loaded(db: sqlite3.Connection) -> bool:
    """Whether layers were loaded by a program that enters that in the log."""
    return db.execute("SELECT 1 FROM landstock_sources WHERE fields IS NOT NULL LIMIT 1").fetchone() is not None


def _held_marks(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    return {name: (source, declaration) for name, source, declaration in db.execute(_MARKS)}


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
