"""Rows and reservations that somebody alters in the file, past the program: the chain of the log stays sound, and a look must name them all the same.

What would break: a plot that is said to be idle, or a hold that is said to be another's, without anybody who did it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

import orjson
import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, run
from api.cli.main import app
from gis.folder import Folder, synced_folder
from gis.inventory import Edit
from gis.io import geojson
from gis.keeping.backup import make_backup, restore_backup
from gis.store import unlogged
from gis.store.changing import Changing, do_work
from gis.store.geopackage import GeoPackageStore
from gis.store.protocol import RESERVATIONS, WHOLE_LAYER, ChangeSet, Transaction
from tests.gis.folders import edited, plots, two_layers
from tests.gis.small import cell
from tests.gis.store.contract.test_reserving import hold, reserve

HELD = "UPDATE landstock_reservations SET "
ALTERED = {
    "a value of a plot that nobody edited": ("UPDATE plots SET status = 'built' WHERE id = 'A2'", "plots", "A2"),
    "a value of a plot that was edited": ("UPDATE plots SET name = 'x' WHERE id = 'A1'", "plots", "A1"),
    "a figure by a hair": ("UPDATE parks SET site_area_m2 = site_area_m2 + 1e-9 WHERE id = 'A0'", "parks", "A0"),
    "a shape": ("UPDATE plots SET geom = (SELECT geom FROM plots WHERE id = 'A0') WHERE id = 'A1'", "plots", "A1"),
    "a shape that is none": ("UPDATE plots SET geom = x'00' WHERE id = 'A1'", "plots", "A1"),
    "a list that is none": ("UPDATE plots SET services = '[' WHERE id = 'A1'", "plots", "A1"),
    "a text that is none": ("UPDATE plots SET name = CAST(x'ff' AS TEXT) WHERE id = 'A2'", "plots", "A2"),
    "an id": ("UPDATE plots SET id = 'Z9' WHERE id = 'A2'", "plots", "A2"),
    "a plot taken away": ("DELETE FROM plots WHERE id = 'A2'", "plots", "A2"),
    "an edited plot taken away": ("DELETE FROM plots WHERE id = 'A1'", "plots", "A1"),
    "a plot put in": ("INSERT INTO plots (id, name) VALUES ('Z9', 'x')", "plots", "Z9"),
    "one that ended put back": ("INSERT INTO plots (id, name) VALUES ('A3', 'x')", "plots", "A3"),
    "two plots of which one was edited": (
        "UPDATE plots SET status = CASE id WHEN 'A0' THEN 'built' ELSE status END, name = CASE id WHEN 'A1' THEN 'x' ELSE name END",
        "plots",
        "A0",
    ),
    "the holder": (HELD + "body = replace(body, 'firm of R1', 'firm of X') WHERE id = 'R1'", RESERVATIONS, "R1"),
    "the last day": (HELD + "body = replace(body, '2026-06-30', '2027-06-30') WHERE id = 'R1'", RESERVATIONS, "R1"),
    "whether it binds": (HELD + "active = 0 WHERE id = 'R1'", RESERVATIONS, "R1"),
    "when it was made": (HELD + "made_at = '2020-01-01' WHERE id = 'R1'", RESERVATIONS, "R1"),
    "what it holds": ("DELETE FROM landstock_reserved WHERE reservation = 'R1'", RESERVATIONS, "R1"),
    "a body that is none": (HELD + "body = 'x' WHERE id = 'R1'", RESERVATIONS, "R1"),
    "a reservation taken away": ("DELETE FROM landstock_reservations WHERE id = 'R1'", RESERVATIONS, "R1"),
    "a reservation put in": (
        "INSERT INTO landstock_reservations SELECT 'R9', made_at, 0, body FROM landstock_reservations WHERE id = 'R1'",
        RESERVATIONS,
        "R9",
    ),
    "what is held by nobody": ("INSERT INTO landstock_reserved VALUES ('R9', 'plots', 'A2', NULL)", RESERVATIONS, "R9"),
    "what a layer was loaded from": (
        "UPDATE landstock_sources SET source_sha256 = 'x' WHERE collection = 'plots'",
        "plots",
        WHOLE_LAYER,
    ),
    "the list of rows": ("UPDATE landstock_rows SET digests = zeroblob(64) WHERE collection = 'plots'", "plots", ""),
    "no list of rows": ("DROP TABLE landstock_rows", "plots", WHOLE_LAYER),
    "no layer": ("DROP TABLE parks", "parks", WHOLE_LAYER),
    "no layer and no word of it": ("DELETE FROM landstock_sources WHERE collection = 'parks'", "parks", WHOLE_LAYER),
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Four plots, one of them edited, one ended, one held."""
    folder = synced_folder(two_layers(tmp_path / "layers").folder)
    folder.store.apply(folder.catalog, [edited("plots", "A1", cell(1, 0), name="一号", services=["gas"])], "李工")
    folder.store.apply(folder.catalog, [Edit(collection="plots", id="A3", feature=None)], "李工")
    reserve(store_of(folder), folder.catalog, hold("R1", "A0"))
    return folder


def store_of(folder: Folder) -> GeoPackageStore:
    """The store of a folder, as the command that looks at it has it."""
    return GeoPackageStore(Path(folder.store.place))


def alter(folder: Folder, statement: str) -> None:
    """Do in the file what no log tells of."""
    with closing(sqlite3.connect(folder.store.place)) as db, db:
        db.execute(statement)


def test_what_was_written_by_the_program_is_what_the_log_says(folder: Folder) -> None:
    found = store_of(folder).compared()
    assert (found.features, found.reservations, found.altered, found.count, found.unknown) == (5, 1, (), 0, ())


@pytest.mark.parametrize("case", ALTERED)
def test_what_was_altered_past_the_log_is_named(folder: Folder, case: str) -> None:
    statement, collection, key = ALTERED[case]
    alter(folder, statement)
    store = store_of(folder)
    assert store.verified().bad is None, "the chain alone cannot see it"
    found = store.compared()
    assert (collection, key) in {(each.collection, each.id) for each in found.altered}
    assert found.count == len(found.altered) <= (2 if "two" in case or "id" in case or "list of" in case else 1)
    assert all(each.why.zh and each.why.en for each in found.altered)


def test_what_was_edited_after_it_was_altered_shows_too(folder: Folder) -> None:
    """The next edit covers what was altered: what it found is not what the one before had left."""
    alter(folder, "UPDATE plots SET name = 'x' WHERE id = 'A1'")
    folder.store.apply(folder.catalog, [edited("plots", "A1", cell(1, 0), name="二号")], "李工")
    (altered,) = store_of(folder).compared().altered
    assert (altered.id, "entry" in altered.why.en) == ("A1", True)


def test_a_digest_of_nothing_would_miss_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutation kept beside the check."""
    monkeypatch.setattr(unlogged, "_digest", lambda _: b"x" * 16)
    folder = synced_folder(two_layers(tmp_path / "layers").folder)
    alter(folder, ALTERED["a value of a plot that nobody edited"][0])
    assert store_of(folder).compared().count == 0


def test_the_command_names_it_and_exits_with_1(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["audit", "verify", "--layers", str(folder.catalog.folder), "--lang", "en"]
    assert run(get_command(app), command) == DONE
    assert "what stands is what the log says: 5 features and 1 reservation" in capsys.readouterr().out
    alter(folder, ALTERED["a value of a plot that nobody edited"][0])
    alter(folder, ALTERED["the holder"][0])
    assert run(get_command(app), command) == REFUSED
    said = capsys.readouterr().out
    assert "altered outside the log, 2 of them" in said
    assert "plots/A2: " in said
    assert "reservation R1: " in said


def test_a_backup_of_what_was_altered_says_so(folder: Folder, tmp_path: Path) -> None:
    store = store_of(folder)
    assert not make_backup(store, folder.catalog.folder, tmp_path / "good").altered
    alter(folder, ALTERED["a value of a plot that nobody edited"][0])
    assert make_backup(store, folder.catalog.folder, tmp_path / "bad").altered
    assert restore_backup(tmp_path / "bad", tmp_path / "again", store.key).altered


def test_loads_and_new_declarations_leave_what_the_log_says(folder: Folder) -> None:
    """A column more, edits made again on it, a new source, a layer that is dropped."""
    where = folder.catalog.folder
    declared = (where / "catalog.toml").read_text("utf-8")
    more = declared.replace(
        "[collections.parks]",
        '[[collections.plots.fields]]\nname = "more"\nzh = "多"\nen = "more"\n\n[collections.parks]',
    )
    (where / "catalog.toml").write_text(more, "utf-8")
    store = store_of(synced_folder(where))
    assert (store.compared().altered, store.compared().unknown) == ((), ())
    geojson.write(where / "parks.geojson", plots(3))
    store = store_of(synced_folder(where))
    assert (store.compared().altered, store.compared().features) == ((), 6)


def test_digits_that_another_library_writes_otherwise_are_no_alteration(folder: Folder) -> None:
    def work(transaction: Transaction) -> None:
        log = cast("Changing", transaction)
        text = log.tables.feature_text("plots", "A1") or ""
        log.note("plots", "A1", text, orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode())

    do_work(folder.store, folder.catalog, ChangeSet(author="me"), work)
    assert store_of(folder).compared().count == 0


def test_a_layer_that_an_older_version_loaded_is_said_to_be_compared_in_part(folder: Folder) -> None:
    """As an upgraded store has it: the log tells of its edits alone."""
    alter(folder, "UPDATE landstock_sources SET fields = NULL WHERE collection = 'parks'")
    found = store_of(folder).compared()
    assert (found.unknown, found.features, found.altered) == (("parks",), 3, ())
