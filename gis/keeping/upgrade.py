"""An older store brought up to date: copied first, then changed in one transaction."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gis.disk import Missing, Unreadable, check_file, no_read
from gis.keeping.backup import copy_store
from gis.store.chain import read_key
from gis.store.connection import unusable, writing
from gis.store.geopackage import GeoPackageStore
from gis.store.migrations import layout_of, migrate, refuse_other_layout
from gis.store.schema import LAYOUT


@dataclass(frozen=True, kw_only=True)
class Upgraded:
    """What an upgrade did: the layout before and after, the steps that were taken, and where the copy of before lies."""

    before: int
    after: int
    steps: tuple[int, ...]
    copy: Path | None


def upgrade_store(store: GeoPackageStore) -> Upgraded:
    """Bring a store up to date; what is so already stays as it is.

    Raises
    ------
    OldStore
        Where a newer version of the program wrote it.
    SourceError
        Where it cannot be read or written; it is as it was then.
    """
    try:
        check_file(store.path)
    except Missing:
        # It will be made as today's are.
        return Upgraded(before=LAYOUT, after=LAYOUT, steps=(), copy=None)
    except Unreadable as mistake:
        raise no_read(store.path, mistake) from None
    try:
        with closing(sqlite3.connect(store.path, isolation_level=None, timeout=5)) as db:
            before = layout_of(db)
            if before >= LAYOUT:
                refuse_other_layout(db, store.path)
                return Upgraded(before=before, after=before, steps=(), copy=None)
            stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
            copy = store.path.with_name(f"{store.path.name}.layout{before}-{stamp}")
            copy_store(store.path, copy)
            db.execute("PRAGMA synchronous = FULL")
            with writing(db):
                steps = migrate(db, read_key(store.key))
            return Upgraded(before=before, after=layout_of(db), steps=tuple(steps), copy=copy)
    except sqlite3.Error as mistake:
        raise unusable(store.path, mistake) from None
