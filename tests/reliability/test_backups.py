"""SAFETY check 15: backups that are made while others write, each brought back elsewhere: whole, of one moment, none older than its beginning.

What would break: the copy of last night that nobody can open, or that lacks what was answered before it began.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

import gis.keeping.backup
from gis.errors import SourceError
from gis.folder import Folder, open_folder, synced_folder
from gis.keeping.backup import make_backup, restore_backup
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from gis.store.protocol import ChangeSet, Job, Transaction
from gis.store.together import Together
from tests.gis.folders import edited, two_layers
from tests.reliability.figures import Keep

CHECK = "Backups while others write"
A_SECOND, PLOTS = 200, 40
SIZES = [5, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(3_600)])]


class Office:
    """Who writes at a steady pace: the number of the last entry that was answered, and how many writes were."""

    def __init__(self, folder: Folder) -> None:
        self.answered = self.writes = self.puts = 0
        self._folder, self._enough = folder, threading.Event()
        self._together = Together(folder.store, folder.catalog)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write for as long as it lasts."""
        self._together.start()
        thread = threading.Thread(target=self._write, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._enough.set()
            thread.join(30)
            self._together.stop()

    def _write(self) -> None:
        due = time.monotonic()
        while not self._enough.is_set():
            time.sleep(max(0.0, due - time.monotonic()))
            due += 1 / A_SECOND
            self._together.put(self._job(self.puts)).add_done_callback(self._note)
            self.puts += 1

    def _job(self, number: int) -> Job:
        edits = [edited(name, f"W{number % PLOTS}", name=f"{number}") for name in ("plots", "parks")]

        def work(transaction: Transaction) -> int:
            for edit in edits:
                transaction.write(edit)
            return (transaction.change_set or 0) + 1

        return Job(by=ChangeSet(author="writer"), work=work)

    def _note(self, done: Any) -> None:
        self.answered = max(self.answered, done.result())
        self.writes += 1


def faults(folder: Path, least: int) -> list[str]:
    """What is wrong with a folder that was brought back: it is to hold all that was answered, and what its own log tells."""
    with closing(sqlite3.connect(folder / DEFAULT_FILE)) as db:
        if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return ["damaged"]
    store = GeoPackageStore(folder / DEFAULT_FILE)
    log = store.log()
    found = [] if store.verified().bad is None else ["the chain"]
    if len(log) < least:
        found.append(f"older than its beginning: {len(log)} of {least} entries")
    told = {(each.collection, each.id): orjson.loads(str(each.after))["properties"]["name"] for each in log if each.id}
    inventory = open_folder(folder)
    there = {
        (name, key): layer.properties(row)["name"]
        for name, layer in inventory.layers.items()
        for row, key in enumerate(layer.ids)
        if key.startswith("W")
    }
    if there != told:
        found.append("not what its log tells")
    if {key: name for (layer, key), name in there.items() if layer == "plots"} != {
        key: name for (layer, key), name in there.items() if layer == "parks"
    }:
        found.append("not of one moment")
    return found


def made_and_restored(office: Office, folder: Folder, place: Path, times: int) -> tuple[list[str], float]:
    """Back up and bring back, so often, while the office writes: what was wrong, and the longest that one took."""
    store = GeoPackageStore(folder.catalog.folder / DEFAULT_FILE)
    wrong, longest = [], 0.0
    for turn in range(times):
        backup, again = place / f"backup {turn}", place / f"again {turn}"
        least, began = office.answered, time.monotonic()
        try:
            make_backup(store, folder.catalog.folder, backup)
            restore_backup(backup, again, store.key)
        except (SourceError, sqlite3.Error) as mistake:
            wrong.append(str(mistake))
            continue
        longest = max(longest, time.monotonic() - began)
        wrong += faults(again, least)
        shutil.rmtree(backup)
        shutil.rmtree(again)
    return wrong, longest


def in_use(place: Path, times: int) -> tuple[Office, list[str], float, float]:
    """An office at work, and its backups; what is wrong with them, the longest one, and how long all took."""
    folder = synced_folder(two_layers(place / "layers").folder)
    office = Office(folder)
    with office.writing():
        time.sleep(0.5)
        began = time.monotonic()
        wrong, longest = made_and_restored(office, folder, place, times)
        took = time.monotonic() - began + 0.5
    return office, wrong, longest, took


@pytest.mark.parametrize("times", SIZES)
def test_each_backup_is_whole_and_none_is_older_than_its_beginning(tmp_path: Path, take_down: Keep, times: int) -> None:
    office, wrong, longest, took = in_use(tmp_path, times)
    assert wrong == []
    assert office.answered > 2 * A_SECOND * 0.5
    rate = office.writes / took
    figure = f"all whole, sound and of one moment, none older than its beginning; {rate:.0f} writes a second meanwhile; made and brought back within {longest:.2f} s"
    # A rate in every run would judge the machine.
    assert times < 100 or rate > 0.9 * A_SECOND
    take_down(CHECK, f"{times} backups beside {A_SECOND} writes a second, each brought back", figure, "all of them")


def test_a_file_that_is_merely_copied_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutation kept beside the check: a copy of the live file lacks what stands in its log, or cannot be opened."""
    monkeypatch.setattr(gis.keeping.backup, "copy_store", shutil.copyfile)
    _, wrong, _, _ = in_use(tmp_path, 3)
    assert wrong
