"""Alterations of a log as somebody who has the file, and not the key, would make them; each says which entry is the first that is not what was written."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gis.store import log
from gis.store.chain import content_of, hash_of

TRIGGERS: Final = ("landstock_log_stays", "landstock_log_keeps")
COLUMNS: Final = {
    "author": "somebody else",
    "why": "another reason",
    "action": "load",
    "at": "2020-01-01T00:00:00.000+00:00",
    "feature_id": "B77",
    "collection": "parks",
    "before": "{}",
    "after": None,
    "undoes": 1,
    "change_set": 0,
    "previous": "f" * 64,
    "code": "e" * 64,
    "key": "00000000",
}
Alteration = Callable[[sqlite3.Connection, random.Random, int], int]
"""Alters the log of so many entries; gives the number of the first that is bad."""


def drop_triggers(db: sqlite3.Connection) -> None:
    """What forbids changes forbids nothing to whoever has the file."""
    for name in TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS {name}")


def edit(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """Something else in one column of one entry."""
    seq, (column, value) = chance.randint(1, size), chance.choice(list(COLUMNS.items()))
    db.execute(f"UPDATE landstock_log SET {column} = ? WHERE seq = ?", (value, seq))
    return seq


def delete(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """One entry taken out."""
    seq = chance.randint(1, size)
    db.execute("DELETE FROM landstock_log WHERE seq = ?", (seq,))
    return seq


def close_gap(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """One entry taken out, and those after it numbered so that nothing is missing."""
    seq = chance.randint(1, size - 1)
    db.execute("DELETE FROM landstock_log WHERE seq = ?", (seq,))
    for other in range(seq + 1, size + 1):
        db.execute("UPDATE landstock_log SET seq = seq - 1 WHERE seq = ?", (other,))
    return seq


def cut_tail(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """The last entries taken off."""
    seq = chance.randint(1, size)
    db.execute("DELETE FROM landstock_log WHERE seq >= ?", (seq,))
    return seq


def swap(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """Two entries in each other's place."""
    first, second = sorted(chance.sample(range(1, size + 1), 2))
    for before, after in ((first, -1), (second, first), (-1, second)):
        db.execute("UPDATE landstock_log SET seq = ? WHERE seq = ?", (after, before))
    return first


def insert(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """One entry between two others, tied to the one before as well as can be without the key."""
    seq = chance.randint(1, size)
    for other in range(size, seq, -1):
        db.execute("UPDATE landstock_log SET seq = seq + 1 WHERE seq = ?", (other,))
    columns = "change_set, at, author, action, why, undoes, collection, feature_id, before, after, key, code"
    (entry, link) = list(log.linked(db))[seq - 1]
    own = hash_of(content_of(entry, link.previous, link.key), link.code)
    db.execute(
        f"INSERT INTO landstock_log (seq, previous, {columns}) SELECT ?, ?, {columns} FROM landstock_log WHERE seq = ?",
        (seq + 1, own, seq),
    )
    return seq + 1


def append(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """One entry more at the end."""
    insert(db, _Last(chance.random()), size)
    return size + 1


class _Last(random.Random):
    """Chance that takes the last."""

    def randint(self, a: int, b: int) -> int:
        """The upper end."""
        return max(a, b)


ALTERATIONS: Final[dict[str, Alteration]] = {
    "edit": edit,
    "delete": delete,
    "delete and close the gap": close_gap,
    "cut the tail": cut_tail,
    "swap": swap,
    "insert": insert,
    "append": append,
}


def rewrite(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """Another author of one entry, and all hashes after it made anew, the one in the head too: no hash alone can show it."""
    seq = chance.randint(1, size)
    entries = list(log.linked(db))
    previous = entries[seq - 1][1].previous
    for entry, link in entries[seq - 1 :]:
        shown = replace(entry, author="somebody else") if entry.seq == seq else entry
        db.execute(
            "UPDATE landstock_log SET author = ?, previous = ? WHERE seq = ?", (shown.author, previous, entry.seq)
        )
        previous = hash_of(content_of(shown, previous, link.key), link.code)
    db.execute("UPDATE landstock_head SET hash = ?", (previous,))
    return seq


def cut_with_head(db: sqlite3.Connection, chance: random.Random, size: int) -> int:
    """The last entries taken off, and the head put to the entry before them, with its code of before."""
    seq = chance.randint(2, size)
    (entry, link) = list(log.linked(db))[seq - 2]
    db.execute("DELETE FROM landstock_log WHERE seq >= ?", (seq,))
    own = hash_of(content_of(entry, link.previous, link.key), link.code)
    db.execute("UPDATE landstock_head SET seq = ?, hash = ?", (seq - 1, own))
    return seq


BY_THE_KEY_ALONE: Final[dict[str, Alteration]] = {"rewrite": rewrite, "cut the tail and the head": cut_with_head}
"""What only who has the key sees."""
