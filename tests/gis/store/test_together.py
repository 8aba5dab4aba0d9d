"""Would break where changes that arrive together cost a commit each, or one that is refused took others with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gis.catalog import Catalog
from gis.errors import StaleVersion, StoreBusy, StoreFull
from gis.inventory import Edit
from gis.io import geojson
from gis.store.geopackage import GeoPackageStore
from gis.store.protocol import ChangeSet, Job, Transaction
from gis.store.together import Together
from tests.gis.folders import edited, two_layers


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return two_layers(tmp_path / "layers")


@pytest.fixture
def store(catalog: Catalog) -> GeoPackageStore:
    made = GeoPackageStore(catalog.folder / ".store" / "landstock.gpkg")
    made.sync(catalog, geojson.read)
    return made


def naming(name: str, expected: str | None = None) -> Job:
    """A plot gets a name."""
    edit = edited("plots", "A1", name=name)

    def work(transaction: Transaction) -> int | None:
        transaction.write(Edit(collection="plots", id="A1", feature=edit.feature, expected=expected))
        return transaction.change_set

    return Job(by=ChangeSet(author="me"), work=work)


def commits(store: GeoPackageStore, act: Callable[[], None]) -> int:
    """How often the store was committed to while something was done."""
    with store.connected() as db:
        before = db.execute("PRAGMA data_version").fetchone()[0]
        act()
        return int(db.execute("PRAGMA data_version").fetchone()[0]) - int(before)


def test_what_waits_is_committed_together(store: GeoPackageStore, catalog: Catalog) -> None:
    """Twenty that wait take one commit, each is a change set of its own, and one that is refused refuses no other."""
    together = Together(store, catalog)
    waits = [together.put(naming(f"n{number}")) for number in range(20)]
    refused = together.put(naming("late", expected="0" * 16))

    def act() -> None:
        together.start()
        together.stop()

    assert commits(store, act) == 1
    sets = [each.result(5) for each in waits]
    assert len(set(sets)) == 20
    with pytest.raises(StaleVersion):
        refused.result(5)
    assert [entry.change_set for entry in store.edits()] == sets


def test_a_mistake_of_one_job_is_not_that_of_others(store: GeoPackageStore, catalog: Catalog) -> None:
    together = Together(store, catalog)

    def fails(_: Transaction) -> None:
        raise ZeroDivisionError

    before, wrong, after = (
        together.put(naming("first")),
        together.put(Job(by=ChangeSet(author="me"), work=fails)),
        together.put(naming("second")),
    )
    together.start()
    together.stop()
    assert before.result(5) != after.result(5)
    with pytest.raises(ZeroDivisionError):
        wrong.result(5)


def test_a_store_that_another_holds_says_so_within_the_time_that_it_waits(
    store: GeoPackageStore, catalog: Catalog
) -> None:
    """Who came while it was tried is told at the same time, and the next change goes through without anybody's help."""
    together = Together(store, catalog)
    together.start()
    with store.connected() as db:
        db.execute("BEGIN IMMEDIATE")
        first = together.put(naming("first"))
        later: list[type[object]] = []

        def put_later() -> None:
            failed = together.put(naming("second")).exception(7)
            later.append(type(failed))

        thread = threading.Timer(1.0, put_later)
        thread.start()
        with pytest.raises(StoreBusy):
            first.result(7)
        thread.join(1)
        assert later == [StoreBusy], "not another five seconds"
        db.execute("ROLLBACK")
    assert together.put(naming("third")).result(7)
    together.stop()
    assert [entry.change_set for entry in store.edits()] == [store.edits()[0].change_set]


def test_a_full_disk_is_told_and_changes_nothing(store: GeoPackageStore, catalog: Catalog) -> None:
    with store.writer.connected() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull):
        store.write(catalog, [naming("x" * 100_000)])
    assert store.edits() == []
