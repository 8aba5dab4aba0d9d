"""What stands in the tables of the embedded store otherwise than its log says: rows that somebody altered in the file, past the program.

A load enters in the log the SHA-256 of a list: by id, a digest of each row as it stands after it. A feature must stand as its last entry since that load
leaves it, and one without such an entry as the list says; a reservation as its last entry says. What the log itself is worth is told by :mod:`gis.store.chain`.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import shapely

from gis.catalog import Collection, Kind
from gis.fields import DType, Field, Role
from gis.store import log
from gis.store.feature_tables import reservation_of, row_texts
from gis.store.protocol import RESERVATIONS, WHOLE_LAYER
from gis.store.schema import Table
from gis.text import Text

ROWS: Final = "rows"
"""Under which name the log's entry of a load has the fingerprint of the list."""
MOST_NAMED: Final = 100
"""How many that were altered are named; the others are counted."""
_AT_ONCE: Final = 500
_DIGEST_BYTES: Final = 16
_MAKE: Final = "CREATE TABLE IF NOT EXISTS landstock_rows (collection TEXT PRIMARY KEY NOT NULL, ids TEXT NOT NULL, digests BLOB NOT NULL)"
_OTHERWISE: Final = Text("与记录所述不符", "it is not what the log says")
_MISSING: Final = Text("记录中有，表中不在", "the log has it and the table does not")
_ADDED: Final = Text("记录中没有，或已终止", "the log has no such thing, or says that it ended")
_LIST_ALTERED: Final = Text(
    "载入时的行清单缺失或被改动，其余要素无从核对",
    "the list of the rows that were loaded is missing or was altered: its other features cannot be compared",
)
_SOURCE_ALTERED: Final = Text("载入来源与记录所述不符", "its source is not the one that the log says")


@dataclass(frozen=True, kw_only=True)
class Altered:
    """Something that is not as the log says: a feature, a reservation (``RESERVATIONS`` as its collection), a layer as a whole (``WHOLE_LAYER`` as its id)."""

    collection: str
    id: str
    why: Text


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What a comparison of the tables with the log found.

    Parameters
    ----------
    features, reservations
        How many were looked at.
    altered
        Those that are not as the log says, as many as are named; ``count`` of them in all.
    unknown
        Layers that an older version loaded: of their features those alone were compared that the log speaks of.
    """

    features: int
    reservations: int
    altered: tuple[Altered, ...] = ()
    count: int = 0
    unknown: tuple[str, ...] = ()


def keep_rows(db: sqlite3.Connection, table: Table) -> str:
    """Keep a digest of each row of a layer that was loaded; the fingerprint of all of them, for the log."""
    ids: list[str] = []
    digests: list[bytes] = []
    place = _place(table)
    for rows in _batches(db, table):
        ids += [str(row[place]) for row in rows]
        digests += map(_digest, rows)
    listed = (orjson.dumps(ids).decode(), b"".join(digests))
    db.execute(_MAKE)
    db.execute("INSERT OR REPLACE INTO landstock_rows VALUES (?, ?, ?)", (table.collection.id, *listed))
    return _fingerprint(*listed)


def forget_rows(db: sqlite3.Connection, collection: str) -> None:
    """Forget the rows of a layer that is no more."""
    db.execute(_MAKE)
    db.execute("DELETE FROM landstock_rows WHERE collection = ?", (collection,))


def fields_of(text: str) -> tuple[Field, ...]:
    """The fields of which a table was made, as far as the store keeps them: name, type and whether one holds the ids."""
    return tuple(
        Field(name=name, dtype=DType(dtype), title=Text(name, name), role=Role.ID if is_id else None)
        for name, dtype, is_id in json.loads(text)
    )


def compare_tables(db: sqlite3.Connection) -> Compared:
    """Hold what stands in the tables against what the log says, in the transaction that is open."""
    try:
        return _compare(db)
    except sqlite3.OperationalError:
        # Text that is none in UTF-8 is not what was written.
        db.text_factory = lambda raw: raw.decode("utf-8", "replace")
        return _compare(db)


def _compare(db: sqlite3.Connection) -> Compared:
    findings = _Findings()
    features = sum(_compare_layer(db, layer, findings) for layer in _layers(db, findings))
    reservations = _compare_reservations(db, findings)
    _compare_stories(db, findings)
    return Compared(
        features=features,
        reservations=reservations,
        altered=tuple(findings.named.values())[:MOST_NAMED],
        count=len(findings.named),
        unknown=tuple(findings.unknown),
    )


@dataclass
class _Findings:
    named: dict[tuple[str, str], Altered] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def add(self, collection: str, key: str, why: Text) -> None:
        self.named.setdefault((collection, key), Altered(collection=collection, id=key, why=why))


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    """A layer as it was loaded last: its table, the entry of that load, its change set, and the fingerprint of its rows."""

    table: Table
    seq: int
    change_set: int
    rows: str | None


def _layers(db: sqlite3.Connection, findings: _Findings) -> Iterator[_Loaded]:
    sources = {
        name: more for name, *more in db.execute("SELECT collection, source_sha256, fields FROM landstock_sources")
    }
    told = {
        name: (seq, change_set, orjson.loads(after))
        for name, after, change_set, seq in db.execute(
            "SELECT collection, after, change_set, max(seq) FROM landstock_log WHERE feature_id = ? GROUP BY collection",
            (WHOLE_LAYER,),
        )
        if after is not None
    }
    for name in sorted(told.keys() - sources.keys()):
        findings.add(name, WHOLE_LAYER, _MISSING)
    for name, (source, fields) in sources.items():
        seq, change_set, said = told.get(name, (0, 0, {}))
        if name in told and said.get("source_sha256") != source:
            findings.add(name, WHOLE_LAYER, _SOURCE_ALTERED)
        if fields is None or not _has_table(db, name):
            findings.unknown.append(name) if fields is None else findings.add(name, WHOLE_LAYER, _MISSING)
            continue
        title = Text(name, name)
        collection = Collection(id=name, kind=Kind.OTHER, file="", title=title, noun=title, fields=fields_of(fields))
        yield _Loaded(table=Table(collection), seq=seq, change_set=change_set, rows=said.get(ROWS))


def _has_table(db: sqlite3.Connection, name: str) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone() is not None


def _compare_layer(db: sqlite3.Connection, layer: _Loaded, findings: _Findings) -> int:
    """How many features of a layer were looked at."""
    table, name = layer.table, layer.table.collection.id
    # What the load itself entered is in its list.
    since = {
        key: after
        for key, after, _ in db.execute(
            "SELECT feature_id, after, max(seq) FROM landstock_log WHERE collection = ? AND seq > ? AND change_set <> ? AND feature_id <> ? "
            "GROUP BY feature_id",
            (name, layer.seq, layer.change_set, WHOLE_LAYER),
        )
    }
    listed = _listed_rows(db, layer, findings)
    missing = {key for key, after in since.items() if after is not None}
    missing |= (listed or {}).keys() - since.keys()
    looked = 0
    for rows in _batches(db, table):
        keys = [str(row[_place(table)]) for row in rows]
        missing.difference_update(keys)
        edited = {key: row for key, row in zip(keys, rows, strict=True) if key in since}
        for key, text in _texts(table, edited).items():
            if not _is_alike(text, since[key]):
                findings.add(name, key, _ADDED if since[key] is None else _OTHERWISE)
        looked += len(edited) if listed is None else len(rows)
        if listed is not None:
            for key, row in zip(keys, rows, strict=True):
                if key not in since and (loaded := listed.get(key)) != _digest(row):
                    findings.add(name, key, _ADDED if loaded is None else _OTHERWISE)
    for key in sorted(missing):
        findings.add(name, key, _MISSING)
    return looked


def _texts(table: Table, rows: Mapping[str, tuple[Any, ...]]) -> dict[str, str | None]:
    """Rows by id as the log keeps features; None for one that nobody can read as a feature."""
    try:
        return dict(zip(rows, row_texts(table, list(rows), list(rows.values())), strict=True))
    except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError):
        if len(rows) == 1:
            return dict.fromkeys(rows)
        return {key: text for key, row in rows.items() for text in _texts(table, {key: row}).values()}


def _listed_rows(db: sqlite3.Connection, layer: _Loaded, findings: _Findings) -> Mapping[str, bytes] | None:
    """By id, the digest of a row as it was loaded; None where nothing tells, or somebody altered what does."""
    name = layer.table.collection.id
    if layer.rows is None:
        findings.unknown.append(name)
        return None
    row = None
    with suppress(sqlite3.OperationalError):
        row = db.execute("SELECT ids, digests FROM landstock_rows WHERE collection = ?", (name,)).fetchone()
    if row is None or not _is_listed(row) or _fingerprint(*row) != layer.rows:
        findings.add(name, WHOLE_LAYER, _LIST_ALTERED)
        return None
    ids, digests = orjson.loads(row[0]), row[1]
    return {key: digests[at * _DIGEST_BYTES : (at + 1) * _DIGEST_BYTES] for at, key in enumerate(ids)}


def _is_listed(row: Sequence[Any]) -> bool:
    return isinstance(row[0], str) and isinstance(row[1], bytes)


def _compare_reservations(db: sqlite3.Connection, findings: _Findings) -> int:
    """How many reservations were looked at; what they hold is held against them too."""
    told = {
        key: after
        for key, after, _ in db.execute(
            "SELECT feature_id, after, max(seq) FROM landstock_log WHERE collection = ? GROUP BY feature_id",
            (RESERVATIONS,),
        )
    }
    held: dict[str, set[tuple[Any, ...]]] = {}
    for key, *item in db.execute("SELECT reservation, collection, feature_id, area_m2 FROM landstock_reserved"):
        held.setdefault(key, set()).add(tuple(item))
    stands: set[str] = set()
    for key, made_at, active, body in db.execute("SELECT id, made_at, active, body FROM landstock_reservations"):
        stands.add(key)
        if told.get(key) is None:
            findings.add(RESERVATIONS, key, _ADDED)
        elif not _is_alike(body, told[key]) or not _is_kept(made_at, active, told[key], held.get(key, set())):
            findings.add(RESERVATIONS, key, _OTHERWISE)
    for key in sorted({key for key, after in told.items() if after is not None} - stands):
        findings.add(RESERVATIONS, key, _MISSING)
    for key in sorted(held.keys() - stands):
        findings.add(RESERVATIONS, key, _ADDED)
    return len(stands)


def _is_kept(made_at: Any, active: Any, body: str, held: set[tuple[Any, ...]]) -> bool:
    """Whether what stands beside a reservation is what follows from it."""
    said = reservation_of(body)
    items = {(item.collection, item.id, item.area_m2) for item in said.items} if said.binds else set()
    return bool(made_at == log.instant_text(said.made_at) and bool(active) == said.binds and held == items)


def _compare_stories(db: sqlite3.Connection, findings: _Findings) -> None:
    """Name what a later change found otherwise than the one before had left it: it was altered between them."""
    rows = db.execute(
        "SELECT collection, feature_id, earlier, seq FROM ("
        "SELECT collection, feature_id, seq, action, before, lag(after) OVER story AS stood, lag(seq) OVER story AS earlier "
        "FROM landstock_log WHERE feature_id <> ? WINDOW story AS (PARTITION BY collection, feature_id ORDER BY seq)) AS told "
        # A load may have declared other fields between the two.
        "WHERE earlier IS NOT NULL AND before IS NOT stood AND action <> 'load' AND NOT EXISTS ("
        "SELECT 1 FROM landstock_log AS whole WHERE whole.collection = told.collection AND whole.feature_id = ? "
        "AND whole.seq > earlier AND whole.seq < told.seq)",
        (WHOLE_LAYER, WHOLE_LAYER),
    ).fetchall()
    for name, key, earlier, seq in rows:
        why = Text(
            f"第 {seq} 条记录之前的内容与第 {earlier} 条之后的不符",
            f"entry {seq} found it otherwise than entry {earlier} had left it",
        )
        findings.add(name, key, why)


def _batches(db: sqlite3.Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    rows = db.execute(table.select())
    while some := rows.fetchmany(_AT_ONCE):
        yield some


def _place(table: Table) -> int:
    """Where a row has its id: after the geometry come the fields."""
    return 1 + [entry.role for entry in table.collection.fields].index(Role.ID)


def _digest(row: tuple[Any, ...]) -> bytes:
    # The second version of the format knows no references, so that equal rows are written alike.
    return hashlib.blake2b(marshal.dumps(row, 2), digest_size=_DIGEST_BYTES).digest()


def _fingerprint(ids: str, digests: bytes) -> str:
    return hashlib.sha256(ids.encode("utf-8", "replace") + digests).hexdigest()


def _is_alike(text: Any, told: str | None) -> bool:
    """Whether two texts say the same, also where another version of a library wrote the digits otherwise."""
    if text == told or told is None or text is None:
        return bool(text == told)
    try:
        return bool(orjson.loads(text) == orjson.loads(told))
    except (orjson.JSONDecodeError, TypeError):
        return False
