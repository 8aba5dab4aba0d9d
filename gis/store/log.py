"""The log in the embedded store: entries as rows, which are never changed and never deleted, and the signed head beside them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from gis.store.chain import START, Head, Link
from gis.store.changing import End
from gis.store.protocol import ASIDE, STATED, WHOLE_LAYER, Action, Recorded

_ENTRY: Final = "seq, change_set, at, author, action, why, undoes, collection, feature_id, before, after"
_ASIDE: Final = ", ".join(f"'{name}'" for name in ASIDE)
_FEATURES: Final = f"collection NOT IN ({_ASIDE}) AND feature_id <> '{WHOLE_LAYER}'"
_BEYOND: Final = (1 << 63) - 1
"""Beyond any number of an entry."""
_OF_EACH: Final = (
    "SELECT landstock_log.feature_id, {column}, landstock_log.seq FROM (SELECT {which}(seq) AS number FROM landstock_log INDEXED BY landstock_log_since "
    "WHERE collection = ? AND seq > ? AND seq <= ? AND feature_id <> ? GROUP BY feature_id) JOIN landstock_log ON landstock_log.seq = number"
)
"""The first or the last entry of each feature of a collection: found by the index alone, so that no text is read but theirs."""
_PENDING: Final = "collection = p.collection AND seq > p.exported AND action <> 'load'"
"""What is not yet in its source, by the row ``p`` of ``landstock_pending``."""


def enter(db: sqlite3.Connection, entry: Recorded, link: Link) -> None:
    """Enter in the log."""
    db.execute(
        f"INSERT INTO landstock_log ({_ENTRY}, previous, key, code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  constants
        (
            entry.seq,
            entry.change_set,
            instant_text(entry.at),
            entry.author,
            str(entry.action),
            entry.why,
            entry.undoes,
            entry.collection,
            entry.id,
            entry.before,
            entry.after,
            link.previous,
            link.key,
            link.code,
        ),
    )


def move_head(db: sqlite3.Connection, head: Head) -> None:
    """Say where the log ends."""
    db.execute(
        "INSERT INTO landstock_head VALUES (1, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "seq = excluded.seq, hash = excluded.hash, key = excluded.key, code = excluded.code",
        (head.seq, head.hash, head.key, head.code),
    )


def head(db: sqlite3.Connection) -> Head | None:
    """The signed head; None where nothing was ever entered."""
    row = db.execute("SELECT seq, hash, key, code FROM landstock_head").fetchone()
    return None if row is None else Head(seq=row[0], hash=row[1], key=row[2], code=row[3])


def end(db: sqlite3.Connection) -> End:
    """Where the log ends, to enter more."""
    row = db.execute(
        "SELECT h.seq, h.hash, l.at FROM landstock_head h LEFT JOIN landstock_log l ON l.seq = h.seq"
    ).fetchone()
    if row is None:
        return End(seq=0, hash=START, at=None)
    return End(seq=row[0], hash=row[1], at=None if row[2] is None else dt.datetime.fromisoformat(row[2]))


def last_seq(db: sqlite3.Connection) -> int:
    """Number of the last entry; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(seq), 0) FROM landstock_log").fetchone()[0])


def linked(db: sqlite3.Connection) -> Iterator[tuple[Recorded, Link]]:
    """All entries with what ties them into the chain, in the order of their numbers."""
    db.text_factory = lambda raw: raw.decode("utf-8", "replace")
    rows = db.execute(f"SELECT {_ENTRY}, previous, key, code FROM landstock_log ORDER BY seq")  # noqa: S608  constants
    for row in rows:
        yield _as_found(row[:11]), Link(previous=str(row[11]), key=str(row[12]), code=str(row[13]))


def _as_found(row: tuple[Any, ...]) -> Recorded:
    """An entry from its row, also where somebody put there what no entry says: then it is not what was signed."""
    try:
        return recorded(row)
    except (ValueError, TypeError):
        seq, number, _, author, action, why, undoes, collection, key, was, now = row
        return Recorded(
            seq=seq,
            change_set=number,
            at=dt.datetime.min.replace(tzinfo=dt.UTC),
            author=author,
            action=cast("Action", str(action)),
            why=why,
            undoes=undoes,
            collection=collection,
            id=key,
            before=was,
            after=now,
        )


def edits(db: sqlite3.Connection, *, unexported: bool, after: int, upto: int | None) -> list[Recorded]:
    """Changes of features after a number and up to one, oldest first."""
    pending = f" AND EXISTS (SELECT 1 FROM landstock_pending p WHERE landstock_log.{_PENDING})" if unexported else ""  # noqa: S608
    rows = db.execute(
        f"SELECT {_ENTRY} FROM landstock_log WHERE seq > ? AND seq <= ? AND {_FEATURES}{pending} ORDER BY seq",  # noqa: S608  constants
        (after, last_seq(db) if upto is None else upto),
    )
    return [recorded(row) for row in rows]


def latest(db: sqlite3.Connection, after: Mapping[str, int], upto: int) -> dict[str, dict[str, tuple[int, str | None]]]:
    """By collection and id, the last change of each feature after that collection's number and up to one."""
    statement = _OF_EACH.format(column="after", which="max")
    changes = {}
    for collection, number in after.items():
        rows = db.execute(statement, (collection, number, upto, WHOLE_LAYER))
        changes[collection] = {key: (seq, now) for key, now, seq in rows}
    return changes


def counts(db: sqlite3.Connection, after: Mapping[str, int]) -> dict[str, int]:
    """By collection, how many entries there are after its number."""
    statement = "SELECT count(*) FROM landstock_log WHERE collection = ? AND seq > ?"
    return {name: int(db.execute(statement, (name, number)).fetchone()[0]) for name, number in after.items()}


def entries(
    db: sqlite3.Connection,
    *,
    after: int = 0,
    collection: str | None = None,
    key: str | None = None,
    but: Action | None = None,
    limit: int | None = None,
) -> list[Recorded]:
    """Entries after a number, oldest first."""
    bound: list[Any] = [after]
    where = "seq > ?"
    for column, value in (("collection", collection), ("feature_id", key)):
        if value is not None:
            where += f" AND {column} = ?"
            bound.append(value)
    if but is not None:
        where += " AND action <> ?"
        bound.append(str(but))
    rows = db.execute(
        f"SELECT {_ENTRY} FROM landstock_log WHERE {where} ORDER BY seq LIMIT ?",  # noqa: S608  constants
        (*bound, -1 if limit is None else limit),
    )
    return [recorded(row) for row in rows]


def changed_since(db: sqlite3.Connection, collection: str, seq: int) -> list[str]:
    """Ids of a collection's features that entries after a number are about; by the number, for few are so late."""
    rows = db.execute(
        "SELECT DISTINCT feature_id FROM landstock_log WHERE seq > ? AND +collection = ? AND feature_id <> ?",
        (seq, collection, WHOLE_LAYER),
    )
    return [key for (key,) in rows]


def change_set(db: sqlite3.Connection, number: int) -> list[Recorded]:
    """The entries of a change set, which follow one another."""
    rows = db.execute(
        f"SELECT {_ENTRY} FROM landstock_log WHERE seq >= ?1 AND change_set = ?1 AND seq < coalesce("  # noqa: S608  constants
        "(SELECT seq FROM landstock_log WHERE seq > ?1 AND change_set <> ?1 ORDER BY seq LIMIT 1), ?2) ORDER BY seq",
        (number, _BEYOND),
    )
    return [recorded(row) for row in rows]


def change_sets(db: sqlite3.Connection, *, before: int | None, limit: int) -> list[list[Recorded]]:
    """The last change sets, the latest first."""
    sets: list[list[Recorded]] = []
    upto = _BEYOND if before is None else before
    while len(sets) < limit:
        row = db.execute(
            "SELECT change_set FROM landstock_log WHERE seq < ? ORDER BY seq DESC LIMIT 1", (upto,)
        ).fetchone()
        if row is None:
            break
        upto = int(row[0])
        sets.append(change_set(db, upto))
    return sets


def undoing(db: sqlite3.Connection, after: int) -> dict[int, int]:
    """By change set after a number, the one that it takes back."""
    return dict(
        db.execute(
            "SELECT DISTINCT change_set, undoes FROM landstock_log WHERE seq > ? AND undoes IS NOT NULL", (after,)
        )
    )


def moment(db: sqlite3.Connection, at: dt.datetime) -> int:
    """Number of the last entry that was made at a time or before it: times never run back along the log, which is halved until it is found."""
    asked, low, high = instant_text(at), 0, last_seq(db)
    while low < high:
        middle = (low + high + 1) // 2
        row = db.execute("SELECT at FROM landstock_log WHERE seq = ?", (middle,)).fetchone()
        low, high = (middle, high) if row is not None and row[0] <= asked else (low, middle - 1)
    return low


def before(db: sqlite3.Connection, seq: int, names: Iterable[str]) -> dict[str, dict[str, str | None]]:
    """By collection and id, what has changed since an entry as it stood right after it."""
    statement = _OF_EACH.format(column="before", which="min")
    stood = {
        name: {key: was for key, was, _ in db.execute(statement, (name, seq, _BEYOND, WHOLE_LAYER))} for name in names
    }
    return {name: features for name, features in stood.items() if features}


def stated(db: sqlite3.Connection) -> dict[str, str]:
    """By collection, what its last import states of it.

    A column beside a maximum is of the row that has it, by a promise of SQLite's ("bare columns in an aggregate query").
    """
    rows = db.execute(
        "SELECT feature_id, after, max(seq) FROM landstock_log WHERE collection = ? GROUP BY feature_id", (STATED,)
    )
    return {name: after for name, after, _ in rows if after is not None}


def pending_counts(db: sqlite3.Connection) -> dict[str, int]:
    """By collection, how many edits are not yet in its source; those that have none are left out."""
    rows = db.execute(
        f"SELECT p.collection, count(*) FROM landstock_pending p JOIN landstock_log ON landstock_log.{_PENDING} "  # noqa: S608  constants
        f"WHERE p.collection NOT IN ({_ASIDE}) GROUP BY p.collection"
    )
    return {name: int(count) for name, count in rows}


def latest_edits(db: sqlite3.Connection, collection: str) -> dict[str, str | None]:
    """By id, a collection's features that were edited since its source, as the last edit left them."""
    # A bare column beside two of min and max is of either row: the last one is looked up by its number.
    rows = db.execute(
        "SELECT feature_id, after FROM landstock_log JOIN (SELECT min(seq) AS came, max(seq) AS last "  # noqa: S608  constants
        "FROM landstock_log JOIN landstock_pending p USING (collection) WHERE collection = ? AND seq > p.exported AND action <> 'load' "
        f"AND feature_id <> '{WHOLE_LAYER}' GROUP BY feature_id) ON seq = last ORDER BY came",
        (collection,),
    )
    return dict(rows)


def exported(db: sqlite3.Connection, collection: str) -> int:
    """Number of the last entry of which is known that it is in the collection's source."""
    row = db.execute("SELECT exported FROM landstock_pending WHERE collection = ?", (collection,)).fetchone()
    return 0 if row is None else int(row[0])


def digests(db: sqlite3.Connection) -> dict[str, str]:
    """By collection, what names the edits that are not in its source; reservations too."""
    return dict(db.execute("SELECT collection, digest FROM landstock_pending WHERE digest <> '' ORDER BY collection"))


def instant_text(at: dt.datetime) -> str:
    """A time as the log keeps it, so that texts sort as times do: UTC, to the millisecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds")


def recorded(row: tuple[Any, ...]) -> Recorded:
    """An entry from its row."""
    seq, number, at, author, action, why, undoes, collection, key, was, now = row
    return Recorded(
        seq=seq,
        change_set=number,
        at=dt.datetime.fromisoformat(at),
        author=author,
        action=Action(action),
        why=why,
        undoes=undoes,
        collection=collection,
        id=key,
        before=was,
        after=now,
    )
