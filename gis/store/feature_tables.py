"""What a transaction reads and writes in the embedded store: rows of layers, the log, reservations, answers."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import orjson
import shapely

from gis.catalog import Catalog
from gis.errors import Taken
from gis.layer import Feature, Layer
from gis.reservation import Reservation, ReservedItem
from gis.store import blob, log
from gis.store.chain import Head, Link
from gis.store.feature_texts import feature_text, shaped_text
from gis.store.protocol import Recorded, Remembered
from gis.store.schema import Table, from_sqlite, to_sqlite
from gis.text import Text

_AT_ONCE: Final = 20_000
"""Rows of a layer that are made ready for the file at once."""


_IS_RESERVED: Final = "SELECT 1 FROM landstock_reserved WHERE collection = ? AND feature_id = ? LIMIT 1"
_SPREAD: Final = (
    "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2), "
    "max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4), "
    "last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE table_name = ?5 "
    # Of many changes in one second the first is told: each page that a change touches is part of its commit.
    "AND NOT (min_x <= ?1 AND min_y <= ?2 AND max_x >= ?3 AND max_y >= ?4 "
    "AND last_change > strftime('%Y-%m-%dT%H:%M:%fZ','now','-1 seconds'))"
)
"""The extent of a layer takes in another one, and the time of its last change is noted."""


class GeoPackageTables:
    """The tables behind one connection, which has a transaction open; ``known`` keeps what was worked out of them for the next one."""

    def __init__(self, db: sqlite3.Connection, catalog: Catalog, known: dict[str, Table]) -> None:
        self._db, self._catalog, self._known = db, catalog, known

    def _table(self, name: str) -> Table:
        collection, table = self._catalog.collections[name], self._known.get(name)
        if table is None or table.collection is not collection:
            table = self._known[name] = Table(collection)
        return table

    def feature_text(self, collection: str, key: str) -> str | None:
        """A feature as GeoJSON text."""
        table = self._table(collection)
        row = self._db.execute(table.select_one, (key,)).fetchone()
        return None if row is None else row_text(table, key, row)

    def put(self, layer: Layer) -> None:
        """Put a layer's features in the place of those that have their ids."""
        if not len(layer):
            return
        table = self._table(layer.id)
        if len(layer) == 1:
            self._put_one(table, layer)
            west, south, east, north = shapely.bounds(layer.geometries[0]).tolist()
        else:
            self._db.executemany(table.insert, stored_rows(layer))
            west, south, east, north = shapely.total_bounds(layer.geometries).tolist()
        if not np.isnan(west):
            self._db.execute(_SPREAD, (west, south, east, north, layer.id))

    def _put_one(self, table: Table, layer: Layer) -> None:
        """Put one feature: where it is there already its row alone is written, and no index."""
        fields = table.collection.fields
        values = [to_sqlite(field, [layer.columns[field.name].value(0)])[0] for field in fields]
        (shape,) = blob.encode_blobs(layer.geometries)
        if not self._db.execute(table.update_one, (shape, *values, layer.ids[0])).rowcount:
            self._db.execute(table.append(), (shape, *values))

    def drop(self, collection: str, key: str) -> None:
        """Take a feature away."""
        table = self._table(collection)
        self._db.execute(f"DELETE FROM {table.name} WHERE {table.id_column} = ?", (key,))  # noqa: S608  names quoted

    def enter(self, entry: Recorded, link: Link) -> None:
        """Enter in the log."""
        log.enter(self._db, entry, link)

    def move_head(self, head: Head) -> None:
        """Say where the log ends."""
        log.move_head(self._db, head)

    def digest(self, collection: str) -> str:
        """What names the edits of a collection that are not in its source."""
        row = self._db.execute("SELECT digest FROM landstock_pending WHERE collection = ?", (collection,)).fetchone()
        return "" if row is None else str(row[0])

    def move_digest(self, collection: str, digest: str) -> None:
        """Name them anew."""
        self._db.execute(
            "INSERT INTO landstock_pending VALUES (?, 0, ?) ON CONFLICT (collection) DO UPDATE SET digest = excluded.digest",
            (collection, digest),
        )

    def stated(self, collection: str) -> str | None:
        """What is stated of a collection."""
        return log.stated(self._db).get(collection)

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id."""
        row = self._db.execute("SELECT body FROM landstock_reservations WHERE id = ?", (key,)).fetchone()
        return None if row is None else reservation_of(row[0])

    def reserved(self, collection: str, key: str) -> list[Reservation]:
        """Active ones on a plot or floor."""
        if not self._db.execute(_IS_RESERVED, (collection, key)).fetchone():
            return []
        rows = self._db.execute(
            "SELECT r.body FROM landstock_reserved i JOIN landstock_reservations r ON r.id = i.reservation "
            "WHERE i.collection = ? AND i.feature_id = ? ORDER BY r.made_at, r.id",
            (collection, key),
        )
        return [reservation_of(body) for (body,) in rows]

    def reservations_on(self, collection: str, key: str) -> list[Reservation]:
        """All that there ever were on a plot or floor, the oldest first."""
        # Those of the past stand in no list of places: a body that has the id is looked at, and no other is parsed.
        rows = self._db.execute(
            "SELECT body FROM landstock_reservations WHERE instr(body, ?) ORDER BY made_at, id",
            (orjson.dumps(key).decode(),),
        )
        found = [reservation_of(body) for (body,) in rows]
        return [each for each in found if (collection, key) in {(item.collection, item.id) for item in each.items}]

    def put_reservation(self, reservation: Reservation) -> None:
        """Put a reservation in the place of what has its id, and what it holds in the list of what is held."""
        active = reservation.binds
        self._db.execute(
            "INSERT INTO landstock_reservations VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "active = excluded.active, body = excluded.body",
            (
                reservation.id,
                log.instant_text(reservation.made_at),
                active,
                orjson.dumps(reservation.as_dict()).decode(),
            ),
        )
        self._db.execute("DELETE FROM landstock_reserved WHERE reservation = ?", (reservation.id,))
        for item in reservation.items if active else ():
            try:
                self._db.execute(
                    "INSERT INTO landstock_reserved VALUES (?, ?, ?, ?)",
                    (reservation.id, item.collection, item.id, item.area_m2),
                )
            except sqlite3.IntegrityError:
                raise _held_already(item) from None

    def touched_after(self, collection: str, key: str, seq: int) -> Recorded | None:
        """The first entry about something after a number."""
        return next(iter(log.entries(self._db, after=seq, collection=collection, key=key, limit=1)), None)

    def changed_since(self, collection: str, seq: int) -> list[str]:
        """Ids of which there are entries after a number."""
        return log.changed_since(self._db, collection, seq)

    def changes(self, change_set: int) -> list[Recorded]:
        """The entries of a change set."""
        return log.change_set(self._db, change_set)

    def recall(self, key: str) -> Remembered | None:
        """An answer by its key."""
        row = self._db.execute("SELECT asked, answer, at FROM landstock_answers WHERE key = ?", (key,)).fetchone()
        return None if row is None else Remembered(asked=row[0], answer=row[1], at=dt.datetime.fromisoformat(row[2]))

    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer."""
        self._db.execute(
            "INSERT OR REPLACE INTO landstock_answers VALUES (?, ?, ?, ?)",
            (key, log.instant_text(remembered.at), remembered.asked, remembered.answer),
        )


def _held_already(item: ReservedItem) -> Taken:
    return Taken(
        Text(f"{item.id} 已被他人预留", f"{item.id} is held by another reservation"),
        Text("请另选地块，或请持有人先行释放", "take another, or ask the holder to release it"),
        collection=item.collection,
        id=item.id,
    )


def reservation_of(body: str) -> Reservation:
    """A reservation as the store keeps it."""
    return Reservation.from_dict(orjson.loads(body))


def stored_rows(layer: Layer) -> Iterator[tuple[Any, ...]]:
    """A layer's rows as its table keeps them: geometry, then the fields."""
    for start in range(0, len(layer), _AT_ONCE):
        rows = np.arange(start, min(start + _AT_ONCE, len(layer)))
        columns = [to_sqlite(field, layer.columns[field.name].listed(rows)) for field in layer.collection.fields]
        yield from zip(blob.pack_blobs(layer.wkb(rows), layer.bounds[rows]), *columns, strict=True)


def row_text(table: Table, key: str, row: tuple[Any, ...]) -> str:
    """A table's row as the log keeps a feature."""
    shape, *values = row
    properties: Mapping[str, Any] = {
        field.name: from_sqlite(field, [value])[0] for field, value in zip(table.collection.fields, values, strict=True)
    }
    return feature_text(Feature(key, blob.decode_blobs([shape])[0], properties))


def row_texts(table: Table, keys: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """Many rows at once as ``row_text`` gives each of them."""
    if not rows:
        return []
    shapes, *values = zip(*rows, strict=True)
    fields = table.collection.fields
    columns = [from_sqlite(field, given) for field, given in zip(fields, values, strict=True)]
    names = [field.name for field in fields]
    properties = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
    written = shapely.to_geojson(blob.decode_blobs(shapes))
    return [shaped_text(*each) for each in zip(keys, properties, written, strict=True)]
