"""Twenty writers, killed with -9 at random moments, and what is left of what they were answered; run as a program of its own, which may fork.

``python -m tests.gis.store.dying FOLDER TIMES [early|half]`` prints a line of JSON for each kill. Each change is an edit, a reservation and a remembered
answer in one job. ``early`` answers before the commit, ``half`` commits between the feature and its entry in the log.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from gis.catalog import read_catalog
from gis.folder import synced_folder
from gis.layer import Layer
from gis.store.chain import verify
from gis.store.feature_tables import GeoPackageTables
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from gis.store.log import head, linked
from gis.store.protocol import RESERVATIONS, ChangeSet, Job, Transaction
from gis.store.together import Together
from tests.gis.folders import edited
from tests.gis.store.contract.test_reserving import hold

WRITERS, SEED, LONGEST_S = 20, 5, 0.25


def job(writer: int, number: int) -> Job:
    """A writer's change of that number: its plot's name, its reservation's note, and an answer to a request."""

    def work(transaction: Transaction) -> None:
        transaction.write(edited("plots", f"W{writer}", name=str(number)))
        transaction.keep_reservation(replace(hold(f"R{writer}", f"W{writer}"), note=str(number)))
        transaction.remember(f"K{writer}", "asked", str(number))

    return Job(by=ChangeSet(author=f"writer {writer}"), work=work)


def write_on(together: Together, writer: int, first: int, out: int, *, early: bool) -> None:
    """Change after change, each told to the pipe when it was answered; 20 bytes at once are never cut."""
    for number in range(first, 10**9):
        waits = together.put(job(writer, number))
        if not early:
            waits.result()
        os.write(out, f"{writer:4} {number:14}\n".encode())
        if early:
            waits.result()


def begin(layers: Path, first: int, out: int, *, early: bool) -> None:
    """All writers at once, until they are killed."""
    folder = synced_folder(layers)
    together = Together(folder.store, folder.catalog)
    together.start()
    for writer in range(WRITERS):
        more = {"early": early}
        threading.Thread(target=write_on, args=(together, writer, first, out), kwargs=more, daemon=True).start()
    time.sleep(3_600)


def killed(layers: Path, first: int, seconds: float, *, early: bool) -> dict[int, int]:
    """Let them write for some seconds after the first answer, kill them; gives by writer the last number that was answered."""
    inner, outer = os.pipe()
    child = os.fork()
    if not child:
        os.close(inner)
        begin(layers, first, outer, early=early)
        os._exit(0)
    os.close(outer)
    with os.fdopen(inner, "r") as answers:
        said = [answers.readline()]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said += answers.readlines()
    return {int(writer): int(number) for writer, number in map(str.split, said)}


def look(layers: Path, answered: dict[int, int]) -> dict[str, Any]:
    """What is there, by writer: the number in the feature, the reservation, the answer, and their last entries in the log."""
    began = time.monotonic()
    store, catalog = GeoPackageStore(layers / DEFAULT_FILE), read_catalog(layers)
    lost, half = [], []
    rows = store.load(catalog, ["plots"]).layers["plots"]
    ready = time.monotonic() - began
    held = {each.id: each.note for each in store.reservations(active=True)}
    entries = {(each.collection, each.id): str(each.after) for each in store.log()}
    with store.connected() as db:
        whole = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        remembered = dict(db.execute("SELECT key, answer FROM landstock_answers"))
        found = verify(linked(db), head(db), [])
    for writer in range(WRITERS):
        number = _name(rows, f"W{writer}")
        logged = (entries.get(("plots", f"W{writer}"), ""), entries.get((RESERVATIONS, f"R{writer}"), ""))
        if (-1 if number is None else number) < answered.get(writer, -1):
            lost.append(writer)
        if (
            not number == _int(held.get(f"R{writer}")) == _int(remembered.get(f"K{writer}"))
            or (number is not None and f'"name":"{number}"' not in logged[0])
            or (number is not None and f'"note":"{number}"' not in logged[1])
        ):
            half.append(writer)
    sound = store.verified().bad is None and found.bad is None
    return {
        "answered": len(answered),
        "lost": lost,
        "half": half,
        "whole": whole,
        "sound": sound,
        "ready_s": ready,
        "entries": found.entries,
    }


def _name(rows: Layer, key: str) -> int | None:
    """The number in a plot's name."""
    return _int(rows.properties(rows.row(key))["name"]) if key in rows.row_of else None


def _int(text: Any) -> int | None:
    return None if text is None else int(text)


def half_done() -> None:
    """The mutation: a feature is committed before its entry in the log."""
    put = GeoPackageTables.put

    def putting(self: GeoPackageTables, layer: Layer) -> None:
        put(self, layer)
        for statement in ("RELEASE job", "COMMIT", "BEGIN IMMEDIATE", "SAVEPOINT job"):
            self._db.execute(statement)

    GeoPackageTables.put = putting  # type: ignore[method-assign]


def main(layers: Path, times: int, mutation: str) -> None:
    """Kill and look, so often."""
    if mutation == "half":
        half_done()
    rng = random.Random(SEED)
    for turn in range(times):
        if turn % 50 == 0:
            # The log of a thousand kills would be read a thousand times.
            for path in (layers / DEFAULT_FILE).parent.glob("*"):
                _remove(path)
        seconds = rng.uniform(0, LONGEST_S)
        answered = killed(layers, turn * 100_000, seconds, early=mutation == "early")
        sys.stdout.write(json.dumps(look(layers, answered)) + "\n")
        sys.stdout.flush()


def _remove(path: Path) -> None:
    if path.is_dir():
        for inner in path.iterdir():
            inner.unlink()
        path.rmdir()
    else:
        path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), "".join(sys.argv[3:]))
