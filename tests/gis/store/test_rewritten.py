"""A log rewritten by who has the file: signed anew by a key of his own, emptied, filled with what no entry says, or put back as it was last week."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from gis.folder import synced_folder
from gis.keeping.auditing import compare_log, write_lines
from gis.keeping.backup import copy_store
from gis.store import log
from gis.store.chain import START, Key, sign_head, tie
from gis.store.geopackage import GeoPackageStore
from tests.gis.folders import edited, two_layers
from tests.gis.store.test_alterations import fill, filled, opened

SIZE = 20


def sign_anew(db: sqlite3.Connection, first: int, key: Key) -> None:
    """Entries from one on by another author, all of them tied and signed by a key of the one who does it."""
    previous = START
    entries = list(log.linked(db))
    for entry, link in entries:
        if entry.seq == first:
            previous = link.previous
        if entry.seq >= first:
            forged, previous = tie(replace(entry, author="nobody"), previous, key)
            db.execute(
                "UPDATE landstock_log SET author = 'nobody', previous = ?, key = ?, code = ? WHERE seq = ?",
                (forged.previous, forged.key, forged.code, entry.seq),
            )
    log.move_head(db, sign_head(len(entries), previous, key))


@pytest.mark.parametrize("first", [1, 12, SIZE])
def test_a_log_that_was_signed_anew_by_another_key_is_not_sound(tmp_path: Path, first: int) -> None:
    """Its order is right and its head is signed: by nobody whom we know."""
    store = filled(tmp_path / "layers", SIZE)
    with opened(store) as db:
        sign_anew(db, first, Key(b"x" * 32))
    found = store.verified()
    assert (found.bad, found.unsigned) == (first, SIZE - first + 1)
    assert store.verified([Key(b"x" * 32)]).bad is None


def test_an_emptied_log_is_not_sound(tmp_path: Path) -> None:
    store = filled(tmp_path / "layers", SIZE)
    with opened(store) as db:
        db.execute("DELETE FROM landstock_log")
        db.execute("DELETE FROM landstock_head")
    assert store.verified().bad == 1
    assert GeoPackageStore(tmp_path / "new.gpkg").verified().bad is None


@pytest.mark.parametrize(
    "change",
    ["at = 'x'", "action = 'x'", "author = x'ff'", "author = CAST(x'ff' AS TEXT)", "code = code || 'é'", "why = 5"],
)
def test_what_no_entry_says_is_named_and_no_failure(tmp_path: Path, change: str) -> None:
    store = filled(tmp_path / "layers", SIZE)
    with opened(store) as db:
        db.execute(f"UPDATE landstock_log SET {change} WHERE seq = 9")
    assert (store.verified().bad, store.verified().entries) == (9, 8)


def test_an_older_copy_in_the_place_of_a_store_is_missed_by_what_was_taken_out(tmp_path: Path) -> None:
    store, out, copy = filled(tmp_path / "layers", SIZE), tmp_path / "log.jsonl", tmp_path / "copy.gpkg"
    copy_store(store.path, copy)
    fill(store, two_layers(tmp_path / "again"), range(SIZE, SIZE + 3))
    out.write_bytes(b"".join(write_lines(store)))
    good, older = compare_log(store, out), compare_log(GeoPackageStore(copy, store.key), out)
    assert good is not None
    assert good.bad is None
    assert older is not None
    assert (older.bad, older.entries) == (SIZE + 1, SIZE)
    assert compare_log(filled(tmp_path / "other", 3), out) is None, "it tells nothing of another store"


def test_a_store_older_than_its_snapshots_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = synced_folder(two_layers(tmp_path / "layers").folder)
    store, copy = GeoPackageStore(Path(folder.store.place)), tmp_path / "copy.gpkg"
    copy_store(store.path, copy)
    store.apply(folder.catalog, [edited("plots", "A1", name="later")], "me")
    folder.inventory()
    folder._write(["plots"], anew=True)
    with caplog.at_level(logging.WARNING, logger="landstock"):
        synced_folder(folder.catalog.folder)
        assert "older copy" not in caplog.text
        for beside in ("-wal", "-shm"):
            store.path.with_name(f"{store.path.name}{beside}").unlink(missing_ok=True)
        copy.replace(store.path)
        synced_folder(folder.catalog.folder)
    assert "an older copy was put in its place" in caplog.text
