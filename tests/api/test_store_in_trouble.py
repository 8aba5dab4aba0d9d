"""Would break where a change that cannot be written waited for ever, was half made, or kept others from reading."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.editing import making
from gis.folder import Folder, synced_folder
from gis.store.geopackage import GeoPackageStore
from tests.api.conftest import write_folder
from tests.api.serving import served

LAND = "/collections/industrial_land/items"
PATCH = {"Content-Type": "application/merge-patch+json"}
WITHIN = 9.0
"""Seconds within which a loaded machine answers what must be answered in five and a little."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    write_folder(tmp_path)
    return synced_folder(tmp_path)


@pytest.fixture
def client(folder: Folder) -> Iterator[httpx.Client]:
    with (
        served(create_app(Settings(layers=folder.catalog.folder), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as made,
    ):
        yield made


def patch(client: httpx.Client, key: str, **properties: Any) -> httpx.Response:
    """Change a feature of the version that stands."""
    tag = client.get(f"{LAND}/{key}").headers["ETag"]
    return client.patch(f"{LAND}/{key}", json={"properties": properties}, headers={**PATCH, "If-Match": tag})


def test_a_store_that_another_holds_is_told_within_seconds_and_read_all_the_while(
    client: httpx.Client, folder: Folder
) -> None:
    """Whoever waits is told 503 when to come again, others go on reading, and afterwards all goes on unaided."""
    store = folder.store
    assert isinstance(store, GeoPackageStore)
    with store.connected() as db, ThreadPoolExecutor(4) as pool:
        db.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        waiting = [pool.submit(patch, client, f"L-00{number}", note="x") for number in (1, 2, 3)]
        while not all(each.done() for each in waiting):
            assert client.get(f"{LAND}/L-005").status_code == 200
            time.sleep(0.1)
        took = time.monotonic() - began
        db.execute("ROLLBACK")
    for each in waiting:
        answer = each.result()
        assert (answer.status_code, answer.json()["code"]) == (503, "store-busy"), answer.text
        assert answer.headers["Retry-After"]
        assert str(folder.catalog.folder) not in answer.text, "no path leaves the machine"
    assert took < WITHIN
    assert folder.store.edits() == []
    assert patch(client, "L-001", note="x").status_code == 200


def test_a_full_disk_is_told_and_room_is_enough_to_go_on(
    client: httpx.Client, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own bound of pages stands for the end of the disk: it fails as a full one does."""
    store = folder.store
    assert isinstance(store, GeoPackageStore)
    connected = store.writer.connected

    @contextmanager
    def bounded() -> Iterator[sqlite3.Connection]:
        with connected() as db:
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            db.execute(f"PRAGMA max_page_count = {pages}")
            yield db

    monkeypatch.setattr(store.writer, "connected", bounded)
    full = patch(client, "L-001", note="x" * 100_000)
    assert (full.status_code, full.json()["code"]) == (507, "store-full"), full.text
    assert full.headers["Retry-After"]
    assert client.get(f"{LAND}/L-001").status_code == 200
    assert folder.store.edits() == []
    monkeypatch.undo()
    with store.writer.connected() as db:
        db.execute("PRAGMA max_page_count = 4294967294")
    assert patch(client, "L-002", note="x").status_code == 200


def race(client: httpx.Client) -> list[int]:
    """The statuses of six changes of one version, at once."""
    tag = client.get(f"{LAND}/L-001").headers["ETag"]

    def change(number: int) -> int:
        headers = {**PATCH, "If-Match": tag}
        return client.patch(f"{LAND}/L-001", json={"properties": {"note": f"{number}"}}, headers=headers).status_code

    with ThreadPoolExecutor(6) as pool:
        return sorted(pool.map(change, range(6)))


def test_one_version_is_changed_once(client: httpx.Client) -> None:
    assert race(client) == [200, *[412] * 5]


def test_the_check_of_one_winner_would_see_a_service_that_does_not_compare(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutation: versions are not looked at, and the race has more winners than one."""
    monkeypatch.setattr(making, "check_version", lambda *_: None)
    assert race(client) != [200, *[412] * 5]
