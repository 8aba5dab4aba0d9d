"""SAFETY check 12: whatever is altered in the log, a look at it names the first entry that is not what was written."""

from __future__ import annotations

import hmac
import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gis.catalog import Catalog
from gis.io import geojson
from gis.store import chain, log
from gis.store.chain import Key, Verified, read_key, verify
from gis.store.geopackage import GeoPackageStore
from tests.gis.folders import edited, two_layers
from tests.gis.store.altering import ALTERATIONS, BY_THE_KEY_ALONE, Alteration, drop_triggers
from tests.reliability.figures import Keep

CHECK = "The chain of the log"
SIZES = [(300, 60), pytest.param(10_000, 1_000, marks=[pytest.mark.soak, pytest.mark.timeout(3_600)])]
AT_ONCE = 500


def filled(folder: Path, size: int) -> GeoPackageStore:
    """A store whose log has so many entries."""
    catalog = two_layers(folder)
    store = GeoPackageStore(folder / ".store" / "landstock.gpkg")
    store.sync(catalog, geojson.read)
    there = store.state(catalog).edit
    for first in range(there, size, AT_ONCE):
        fill(store, catalog, range(first, min(first + AT_ONCE, size)))
    assert store.verified() == Verified(entries=size)
    return store


def fill(store: GeoPackageStore, catalog: Catalog, numbers: range) -> None:
    """An entry a number, of four plots in turn."""
    store.apply(catalog, [edited("plots", f"A{n % 4}", name=f"name {n}") for n in numbers], "me", "to fill")


@contextmanager
def opened(store: GeoPackageStore) -> Iterator[sqlite3.Connection]:
    """The file as somebody else opens it."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as db:
        drop_triggers(db)
        yield db


def looks(
    db: sqlite3.Connection, alter: Alteration, chance: random.Random, size: int, keyrings: Sequence[Sequence[Key]]
) -> tuple[int, list[int | None]]:
    """The first bad entry of an alteration, and what a look names by each set of keys; then all is as before."""
    db.execute("BEGIN")
    first = alter(db, chance, size)
    named = [verify(log.linked(db), log.head(db), keys).bad for keys in keyrings]
    db.execute("ROLLBACK")
    return first, named


@pytest.mark.parametrize(("size", "times"), SIZES)
def test_the_first_bad_entry_is_named_each_time(tmp_path: Path, take_down: Keep, size: int, times: int) -> None:
    store, chance = filled(tmp_path / "layers", size), random.Random(12)
    key = read_key(store.key)
    made: dict[str, int] = {}
    with opened(store) as db:
        for turn in range(times):
            name = list(ALTERATIONS)[turn % len(ALTERATIONS)]
            first, named = looks(db, ALTERATIONS[name], chance, size, [[key], []])
            assert named == [first, first], (name, first, "with the key, then by the hashes alone")
            made[name] = made.get(name, 0) + 1
        for turn in range(max(times // 20, 4)):
            name = list(BY_THE_KEY_ALONE)[turn % len(BY_THE_KEY_ALONE)]
            first, named = looks(db, BY_THE_KEY_ALONE[name], chance, size, [[key], []])
            assert named == [first, None], (name, first)
            made[name] = made.get(name, 0) + 1
    assert store.verified() == Verified(entries=size)
    kinds = ", ".join(f"{count} × {name}" for name, count in made.items())
    asked = f"{sum(made.values()):,} alterations of a log of {size:,} entries"
    take_down(CHECK, asked, f"the first bad entry named each time: {kinds}", "named each time")


@pytest.mark.parametrize("name", [*ALTERATIONS, *BY_THE_KEY_ALONE])
def test_it_is_named_in_a_file_that_was_altered(tmp_path: Path, name: str) -> None:
    """As the command looks: by the store, with its own key, after the file was written by others."""
    store, chance = filled(tmp_path / "layers", 40), random.Random(1)
    with opened(store) as db:
        first = {**ALTERATIONS, **BY_THE_KEY_ALONE}[name](db, chance, 40)
    found = store.verified()
    assert (found.bad, found.entries) == (first, first - 1)
    assert found.why is not None
    assert found.why.zh
    assert found.why.en


def test_entries_by_an_older_key_are_looked_at_too(tmp_path: Path) -> None:
    """A key that was lost and found again: what it signed is checked by it, and by the hashes where it is not there."""
    store = filled(tmp_path / "layers", 30)
    old = read_key(store.key)
    shutil.move(store.key, tmp_path / "old.key")
    catalog = two_layers(tmp_path / "again")
    fill(store, catalog, range(30, 60))
    assert store.verified() == Verified(entries=60, unsigned=30)
    assert store.verified([old]) == Verified(entries=60)
    chance = random.Random(3)
    with opened(store) as db:
        for name in list(ALTERATIONS) * 4:
            first, named = looks(db, ALTERATIONS[name], chance, 60, [[old, read_key(store.key)], [read_key(store.key)]])
            assert named == [first, first], name


def test_codes_that_nobody_compares_would_let_a_rewritten_log_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutation kept beside the check: hashes alone can be made anew by anybody."""
    store = filled(tmp_path / "layers", 40)
    monkeypatch.setattr(hmac, "compare_digest", lambda *_: True)
    with opened(store) as db:
        for alter in BY_THE_KEY_ALONE.values():
            assert looks(db, alter, random.Random(1), 40, [[read_key(store.key)]])[1] == [None]


def test_a_head_that_nobody_looks_at_would_let_a_cut_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another: what is left of a log whose end is cut off is sound in itself."""
    store = filled(tmp_path / "layers", 40)
    monkeypatch.setattr(chain, "_head_fault", lambda *_: None)
    with opened(store) as db:
        assert looks(db, ALTERATIONS["cut the tail"], random.Random(1), 40, [[read_key(store.key)]])[1] == [None]


def test_the_file_forbids_what_nobody_should_do_by_mistake(tmp_path: Path) -> None:
    store = filled(tmp_path / "layers", 5)
    with store.connected() as db:
        for statement in ("UPDATE landstock_log SET why = 'x'", "DELETE FROM landstock_log"):
            with pytest.raises(sqlite3.IntegrityError, match="entries of the log are not"):
                db.execute(statement)
