"""How an older store becomes one of today: numbered steps, each in the transaction of all."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from gis.errors import OldStore
from gis.store.chain import START, Key, sign_head, tie
from gis.store.changing import next_digest
from gis.store.log import enter, move_head
from gis.store.protocol import Action, Recorded
from gis.store.schema import LAYOUT, lay_out_ours, list_tables
from gis.text import Text

FIRST: Final = 1
"""The layout of 0.1, which numbered nothing."""


def is_store(db: sqlite3.Connection) -> bool:
    """Whether a database is a store at all."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'landstock_sources'").fetchone() is not None


def layout_of(db: sqlite3.Connection) -> int:
    """The number of a store's layout."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'landstock_migrations'").fetchone():
        return FIRST
    return int(db.execute("SELECT max(number) FROM landstock_migrations").fetchone()[0])


def untold_until(db: sqlite3.Connection) -> str | None:
    """When a source was last loaded by the program that did not enter loads in the log; None where it never was."""
    row = db.execute("SELECT at FROM landstock_migrations WHERE number = ?", (FIRST,)).fetchone()
    return None if row is None else str(row[0])


def is_old_and_empty(db: sqlite3.Connection) -> bool:
    """Whether a store of before holds nothing that its sources do not: there is nothing to lose, and nobody need be asked."""
    return layout_of(db) == FIRST and not db.execute("SELECT 1 FROM landstock_edits LIMIT 1").fetchone()


def refuse_other_layout(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a store that is laid out as another version of the program does.

    Raises
    ------
    OldStore
        With what to do about it.
    """
    number = layout_of(db)
    if number == LAYOUT:
        return
    if number > LAYOUT:
        raise OldStore(
            Text(
                f"存储 {path} 由更新版本的程序写成（第 {number} 版结构，本程序为第 {LAYOUT} 版）",
                f"the store {path} was written by a newer version of the program (layout {number}; this one knows {LAYOUT})",
            ),
            Text("请安装较新的 landstock", "install the newer landstock"),
            file=str(path),
            layout=number,
        )
    raise OldStore(
        Text(
            f"存储 {path} 是旧版结构（第 {number} 版，现为第 {LAYOUT} 版），未作任何改动",
            f"the store {path} is laid out as an older version did ({number}; today {LAYOUT}); nothing was changed",
        ),
        Text("请运行 landstock upgrade：先备份，再升级", "run landstock upgrade: it makes a backup first"),
        file=str(path),
        layout=number,
    )


def migrate(db: sqlite3.Connection, key: Key | None) -> list[int]:
    """Take the steps that are missing, in the transaction that is open; gives their numbers. What holds no edits needs no key."""
    taken = [number for number in sorted(STEPS) if number > layout_of(db)]
    for number in taken:
        STEPS[number](db, key)
    return taken


def _log_with_chain(db: sqlite3.Connection, key: Key | None) -> None:
    """2: edits become a log that is tied together, each its own change set; what loads change is entered from now on."""
    lay_out_ours(db)
    db.execute("ALTER TABLE landstock_sources ADD COLUMN fields TEXT")
    # Until then sources were loaded without a word in the log.
    db.execute(
        "INSERT INTO landstock_migrations SELECT ?, max(loaded_at) FROM landstock_sources HAVING count(*)", (FIRST,)
    )
    rows = db.execute(
        "SELECT seq, at, author, collection, feature_id, before, after, exported FROM landstock_edits ORDER BY seq"
    ).fetchall()
    db.execute("DROP TABLE landstock_edits")
    db.execute("DELETE FROM gpkg_contents WHERE table_name = 'landstock_edits'")
    list_tables(db)
    if not rows or key is None:
        assert not rows  # noqa: S101  only a store without edits is migrated without a key
        return
    link_hash = START
    digests: dict[str, str] = {}
    exported: dict[str, int] = {}
    for seq, (_, at, author, collection, feature, before, after, out) in enumerate(rows, 1):
        entry = Recorded(
            seq=seq,
            change_set=seq,
            at=dt.datetime.fromisoformat(at),
            author=author,
            action=Action.EDIT,
            why="",
            undoes=None,
            collection=collection,
            id=feature,
            before=before,
            after=after,
        )
        link, link_hash = tie(entry, link_hash, key)
        enter(db, entry, link)
        if out:
            exported[collection] = seq
            digests[collection] = ""
        else:
            digests[collection] = next_digest(digests.get(collection, ""), feature, after)
    move_head(db, sign_head(len(rows), link_hash, key))
    db.executemany(
        "INSERT INTO landstock_pending VALUES (?, ?, ?)",
        [(name, exported.get(name, 0), digest) for name, digest in digests.items()],
    )


STEPS: Final[Mapping[int, Callable[[sqlite3.Connection, Key | None], None]]] = {2: _log_with_chain}
"""By number, what is done to a store of the number before."""
