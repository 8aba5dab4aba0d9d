"""Commits that are answered, and whether the disk was asked to keep each before; run as a program of its own under ``syncs.c``.

``python -m tests.gis.store.syncing FOLDER TIMES store|http [NORMAL]`` prints JSON: how many were answered, how many of them before a sync, and how the
connections that wrote were set.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

import gis.store.connection
from api.app import create_app
from api.ground.settings import Settings
from gis.folder import Folder, synced_folder
from tests.api.serving import served
from tests.gis.folders import edited

SET: set[tuple[str, int]] = set()
"""Mode of the journal and of syncing, as read back on each connection that committed."""
Answer = Callable[[int], None]


class Watched(sqlite3.Connection):
    """A connection that says how it is set whenever it is to commit."""

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
        """The same, and a look at the settings before a commit."""
        if sql == "COMMIT":
            ((journal,), (syncing,)) = (
                super(Watched, self).execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "synchronous")
            )
            SET.add((journal, syncing))
        return super().execute(sql, *given)


def watch(*, normal: bool) -> None:
    """Make every connection one that is watched; with the mutation each is set to sync at checkpoints alone."""
    connect, open_file = sqlite3.connect, gis.store.connection.open_file

    def connecting(*given: Any, **named: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(*given, **{"factory": Watched, **named})
        return db

    def careless(path: Path) -> sqlite3.Connection:
        db = open_file(path)
        db.execute("PRAGMA synchronous = NORMAL")
        return db

    vars(sqlite3)["connect"] = connecting
    if normal:
        vars(gis.store.connection)["open_file"] = careless


def unsynced(times: int, answer: Answer) -> int:
    """How many of so many answers came before a sync."""
    file = Path(os.environ["LANDSTOCK_SYNCS"])
    early = 0
    for number in range(times):
        before = file.stat().st_size
        answer(number)
        early += file.stat().st_size == before
    return early


def by_store(folder: Folder) -> Answer:
    """An answer of the store itself."""
    return lambda number: folder.store.apply(folder.catalog, [edited("plots", "A1", name=f"name {number}")], "me")


def by_http(client: httpx.Client) -> Answer:
    """An answer of the service."""
    path = "/collections/plots/items/A1"
    tags = [client.get(path).headers["ETag"]]

    def answer(number: int) -> None:
        headers = {"If-Match": tags[-1], "Content-Type": "application/merge-patch+json"}
        done = client.patch(path, json={"properties": {"name": f"name {number}"}}, headers=headers)
        assert done.status_code == 200, done.text
        tags.append(done.headers["ETag"])

    return answer


def main(layers: Path, times: int, way: str, *, normal: bool) -> None:
    """Commit, and say what was seen."""
    watch(normal=normal)
    folder = synced_folder(layers)
    SET.clear()
    if way == "store":
        early = unsynced(times, by_store(folder))
    else:
        app = create_app(Settings(layers=layers), folder.inventory(), folder)
        with served(app) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            early = unsynced(times, by_http(client))
    commits = len(folder.store.edits())
    sys.stdout.write(json.dumps({"commits": commits, "early": early, "set": sorted(SET)}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], normal="NORMAL" in sys.argv)
