"""A store of version 0.1 is brought up to date by a command, with nothing lost; until then it is refused and left alone.

The store that the tests keep was written by 0.1 itself: ``layout_1/store.sql``, with the sources that it was loaded from.
"""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gis.catalog import read_catalog
from gis.errors import NoSuchMoment, OldStore, SourceError, UnexportedEdits
from gis.folder import open_folder, synced_folder
from gis.io import geojson
from gis.keeping.upgrade import upgrade_store
from gis.source_files import export_to_sources
from gis.store.connection import connection
from gis.store.geopackage import DEFAULT_FILE, GeoPackageStore
from gis.store.protocol import Action
from gis.store.schema import LAYOUT
from tests.gis.folders import edited
from tests.gis.store.upgrading import COMMIT, HEAD

KEPT = Path(__file__).with_name("layout_1")
EDITS = 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as 0.1 left it."""
    layers = tmp_path / "layers"
    shutil.copytree(KEPT, layers, ignore=shutil.ignore_patterns("*.sql"))
    (layers / DEFAULT_FILE).parent.mkdir()
    with closing(sqlite3.connect(layers / DEFAULT_FILE)) as db:
        db.executescript((KEPT / "store.sql").read_text("utf-8"))
        db.execute("PRAGMA journal_mode = WAL")
    return layers


def content(path: Path) -> list[str]:
    """All that a file of SQLite holds, as text."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(db.iterdump())


def features(path: Path) -> dict[str, list[Any]]:
    """Rows of the layers' tables, keys and geometries and all."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return {name: db.execute(f"SELECT * FROM {name} ORDER BY fid").fetchall() for name in ("plots", "parks")}


def old_edits(path: Path) -> list[Any]:
    """The edits of a store of layout 1."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        columns = "seq, at, author, collection, feature_id, before, after"
        return db.execute(f"SELECT {columns} FROM landstock_edits ORDER BY seq").fetchall()


def test_it_is_refused_with_the_command_that_helps_and_left_alone(folder: Path) -> None:
    before = content(folder / DEFAULT_FILE)
    with pytest.raises(OldStore) as refused:
        open_folder(folder)
    assert refused.value.where["layout"] == 1
    assert all("landstock upgrade" in words for words in (refused.value.remedy.zh, refused.value.remedy.en))
    assert content(folder / DEFAULT_FILE) == before


def test_all_that_was_in_it_is_in_what_it_becomes(folder: Path) -> None:
    path = folder / DEFAULT_FILE
    before, rows, edits = content(path), features(path), old_edits(path)
    store = GeoPackageStore(path)
    upgraded = upgrade_store(store)
    assert (upgraded.before, upgraded.after, upgraded.steps) == (1, LAYOUT, tuple(range(2, LAYOUT + 1)))
    assert upgraded.copy is not None
    assert upgraded.copy.parent == path.parent
    assert content(upgraded.copy) == before
    assert features(path) == rows
    log = store.log()
    assert [(each.seq, each.at, each.author, each.collection, each.id, each.before, each.after) for each in log] == [
        (seq, dt.datetime.fromisoformat(at), *more) for seq, at, *more in edits
    ]
    assert len(log) == EDITS
    assert {each.action for each in log} == {Action.EDIT}
    assert [each.change_set for each in log] == [each.seq for each in log]
    found = store.verified()
    assert (found.bad, found.entries, found.unsigned) == (None, EDITS, 0)
    assert [each.seq for each in store.edits(unexported=True)] == [3, 4, 5]
    with connection(path) as db:
        assert db.execute("SELECT table_name FROM gpkg_contents WHERE table_name LIKE '%edits'").fetchall() == []


def test_it_is_served_as_it_was_and_written_on(folder: Path) -> None:
    upgrade_store(GeoPackageStore(folder / DEFAULT_FILE))
    opened = synced_folder(folder)
    assert (opened.synced.loaded, set(opened.synced.kept), opened.synced.new) == ((), {"plots", "parks"}, False)
    layer = opened.inventory().layer("plots")
    assert {key: layer.properties(layer.row(key))["name"] for key in layer.ids} == {
        "A1": "改名二",
        "A2": "地块 2",
        "A3": "地块 3",
        "B9": "新增",
    }
    version = opened.inventory().version
    opened.store.apply(opened.catalog, [edited("plots", "A2", name="after")], "me")
    assert opened.store.log()[-1].seq == EDITS + 1
    assert opened.inventory().version != version
    assert GeoPackageStore(folder / DEFAULT_FILE).verified().bad is None


def test_moments_before_its_last_load_are_refused_and_later_ones_are_told(folder: Path) -> None:
    """0.1 entered no loads: what a plot was before the last of them would be told as it is now."""
    upgrade_store(GeoPackageStore(folder / DEFAULT_FILE))
    opened = synced_folder(folder)
    now, log = opened.inventory(), opened.store.log()
    (first, _, third, *_), loaded = log, dt.datetime.fromisoformat("2026-11-30T06:54:16.029+00:00")
    for moment in (first.at, loaded - dt.timedelta(milliseconds=1)):
        with pytest.raises(NoSuchMoment, match=r"0\.1") as refused:
            opened.inventory_at(moment, now)
        assert refused.value.where["since"] == "2026-11-30 06:54"
    with pytest.raises(NoSuchMoment, match="begins"):
        opened.inventory_at(first.at - dt.timedelta(milliseconds=1), now)
    then = opened.inventory_at(loaded, now).layer("plots")
    assert then.properties(then.row("A1"))["name"] == "改名一", "as the load left it"
    assert "A0" in then.row_of
    assert "B9" in opened.inventory_at(third.at, now).layer("plots").row_of


def test_a_load_of_today_does_not_move_what_is_untold(folder: Path) -> None:
    store = GeoPackageStore(folder / DEFAULT_FILE)
    upgrade_store(store)
    untold = store.untold_until()
    source = (folder / "parks.geojson").read_text("utf-8")
    (folder / "parks.geojson").write_text(source.replace("园区 0", "园区 零"), "utf-8")
    synced_folder(folder)
    assert untold == store.untold_until() == dt.datetime.fromisoformat("2026-11-30T06:54:16.029+00:00")


def test_edits_that_are_not_in_the_sources_are_not_loaded_over(folder: Path) -> None:
    store = GeoPackageStore(folder / DEFAULT_FILE)
    upgrade_store(store)
    source = (folder / "plots.geojson").read_text("utf-8")
    (folder / "plots.geojson").write_text(source.replace("地块 3", "地块 三"), "utf-8")
    with pytest.raises(UnexportedEdits) as refused:
        open_folder(folder)
    assert (refused.value.where["collection"], refused.value.where["count"]) == ("plots", 3)
    assert export_to_sources(folder) == {"plots": 3}
    kept = {
        each.id: each.properties["name"]
        for each in geojson.read(folder / "plots.geojson", read_catalog(folder).collections["plots"])
    }
    assert kept == {"A1": "改名二", "A2": "地块 2", "A3": "地块 三", "B9": "新增"}
    assert store.edits(unexported=True) == []
    loaded = [(each.id, each.action) for each in store.log(after=EDITS)]
    assert loaded == [("", Action.LOAD), ("A3", Action.LOAD)], "what a load changed is told, though 0.1 kept no fields"
    assert store.verified().bad is None


def test_a_layer_whose_edits_were_exported_may_be_loaded_anew(folder: Path) -> None:
    upgrade_store(GeoPackageStore(folder / DEFAULT_FILE))
    source = (folder / "parks.geojson").read_text("utf-8")
    (folder / "parks.geojson").write_text(source.replace("园区 0", "园区 零"), "utf-8")
    assert synced_folder(folder).synced.loaded == ("parks",)


@pytest.mark.parametrize("step", [1, 3, EDITS, HEAD, COMMIT])
def test_one_that_is_killed_in_the_middle_has_changed_nothing(folder: Path, step: int) -> None:
    path = folder / DEFAULT_FILE
    before = content(path)
    assert killed(path, step) == -signal.SIGKILL
    assert content(path) == before
    with pytest.raises(OldStore):
        open_folder(folder)
    assert upgrade_store(GeoPackageStore(path)).before == 1
    assert GeoPackageStore(path).verified().entries == EDITS


def test_an_upgrade_without_a_transaction_would_be_seen_half_done(folder: Path) -> None:
    """The mutation: what cannot fail would show nothing."""
    path = folder / DEFAULT_FILE
    before = content(path)
    assert killed(path, 3, "careless") == -signal.SIGKILL
    assert content(path) != before


def killed(store: Path, step: int, *more: str) -> int:
    """An upgrade in a process of its own; how it ended."""
    command = [sys.executable, "-m", "tests.gis.store.upgrading", str(store), str(step), *more]
    return subprocess.run(command, check=False, timeout=120).returncode


def test_what_is_up_to_date_stays_as_it_is(folder: Path) -> None:
    store = GeoPackageStore(folder / DEFAULT_FILE)
    upgrade_store(store)
    before, files = content(store.path), sorted(path.name for path in store.path.parent.glob("*.layout*"))
    again = upgrade_store(store)
    assert (again.before, again.after, again.steps, again.copy) == (LAYOUT, LAYOUT, (), None)
    assert content(store.path) == before
    assert sorted(path.name for path in store.path.parent.glob("*.layout*")) == files


def test_a_store_of_a_newer_program_is_refused_and_left_alone(folder: Path) -> None:
    path = folder / DEFAULT_FILE
    upgrade_store(GeoPackageStore(path))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO landstock_migrations VALUES (?, '2030-01-01')", (LAYOUT + 1,))
    before = content(path)
    for attempt in (lambda: open_folder(folder), lambda: upgrade_store(GeoPackageStore(path))):
        with pytest.raises(OldStore, match="newer version") as refused:
            attempt()
        assert refused.value.where["layout"] == LAYOUT + 1
        assert refused.value.remedy.en == "install the newer landstock"
    assert content(path) == before


def test_one_without_edits_is_brought_up_by_itself(folder: Path) -> None:
    """There is nothing to lose in it, and nobody need be asked."""
    path = folder / DEFAULT_FILE
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM landstock_edits")
    rows = features(path)
    opened = synced_folder(folder)
    assert features(path) == rows
    assert opened.synced.loaded == ()
    opened.store.apply(opened.catalog, [edited("plots", "A2", name="after")], "me")
    assert [each.id for each in opened.store.edits()] == ["A2"]
    assert list(path.parent.glob("*.layout*")) == []


def test_what_is_no_store_is_named(tmp_path: Path) -> None:
    missing = upgrade_store(GeoPackageStore(tmp_path / "nowhere.gpkg"))
    assert (missing.steps, missing.copy) == ((), None), "it will be made as today's are"
    (tmp_path / "text.gpkg").write_bytes(b"not a database" * 100)
    with pytest.raises(SourceError, match=r"text\.gpkg"):
        upgrade_store(GeoPackageStore(tmp_path / "text.gpkg"))
    assert (tmp_path / "text.gpkg").read_bytes() == b"not a database" * 100
    assert {path.name for path in tmp_path.iterdir()} == {"text.gpkg"}
