"""Loads that are killed with -9 at random moments, and what the store holds after each; run as a program of its own, which may fork.

``python -m tests.gis.store.killing FOLDER STORE TIMES [careless]`` prints one line of JSON for each kill: the layer's names and rows.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import gis.store.geopackage
from gis.catalog import read_catalog
from gis.io import geojson
from gis.store.geopackage import GeoPackageStore

SEED = 9


@contextmanager
def no_transaction(db: Any) -> Iterator[None]:
    """The mutation: every statement on disk by itself, as a careless hand would write a load."""
    yield


def loaded(folder: Path, store: Path) -> float:
    """Load what changed, once and to the end; gives the seconds it took."""
    started = time.perf_counter()
    GeoPackageStore(store).sync(read_catalog(folder), geojson.read)
    return time.perf_counter() - started


def killed(folder: Path, store: Path, seconds: float) -> None:
    """Begin a load in a process of its own and kill it after some seconds."""
    child = os.fork()
    if not child:
        loaded(folder, store)
        os._exit(0)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def held(folder: Path, store: Path) -> dict[str, Any]:
    """What the store holds: its rows, the names in them, and whether SQLite finds it whole."""
    kept = GeoPackageStore(store)
    with kept.connected() as db:
        whole = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        try:
            names = db.execute("SELECT name, count(*) FROM plots GROUP BY name").fetchall()
        except sqlite3.Error:
            names = []
    return {"whole": whole, "names": dict(names)}


def main(folder: Path, store: Path, times: int) -> None:
    """Kill loads and say what is left; each begins from the same store."""
    before = store.with_suffix(".before")
    shutil.copy(store, before)
    longest = loaded(folder, store)
    rng = random.Random(SEED)
    for _ in range(times):
        for path in store.parent.glob(f"{store.name}*"):
            path.unlink()
        shutil.copy(before, store)
        killed(folder, store, rng.uniform(0, longest * 1.1))
        sys.stdout.write(f"{json.dumps(held(folder, store))}\n")


if __name__ == "__main__":
    if "careless" in sys.argv:
        vars(gis.store.geopackage)["writing"] = no_transaction
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
