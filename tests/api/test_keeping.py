"""Backup, restore, upgrade and audit as a planner runs them: what is brought back is what was there, and a log that was altered shows.

What would break: a backup that nobody can start a server from, a changed log that looks sound.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, run
from api.cli.main import app
from gis.folder import synced_folder
from tests.api.serving import running
from tests.gis.folders import edited, two_layers
from tests.gis.small import cell


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    folder = synced_folder(two_layers(tmp_path / "layers").folder)
    folder.store.apply(folder.catalog, [edited("plots", "A1", cell(1, 0), name="一号")], "李工", "实地核实")
    return folder.catalog.folder


def command(*arguments: str) -> int:
    return run(get_command(app), [*arguments])


def test_a_server_starts_from_a_backup_and_answers_as_the_one_before(
    layers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, again = tmp_path / "backup", tmp_path / "again"
    assert command("backup", str(backup), "--layers", str(layers)) == DONE
    assert command("restore", str(backup), str(again), "--key", str(layers / ".store" / "landstock.key")) == DONE
    assert "变更记录完好" in capsys.readouterr().err
    version = synced_folder(layers).inventory().version
    with running(again) as (_, address):
        assert httpx.get(f"{address}/version", trust_env=False).json()["inventory"] == version
        plot = httpx.get(f"{address}/collections/plots/items/A1", trust_env=False).json()
        story = httpx.get(f"{address}/collections/plots/items/A1/history", trust_env=False).json()
    assert plot["properties"]["name"] == "一号"
    assert (story["events"][0]["author"], story["events"][0]["why"]) == ("李工", "实地核实")


def test_the_key_is_named_and_left_out_unless_it_is_asked_for(layers: Path, tmp_path: Path) -> None:
    assert command("backup", str(tmp_path / "without"), "--layers", str(layers)) == DONE
    assert command("backup", str(tmp_path / "with"), "--with-key", "--layers", str(layers)) == DONE
    assert not list((tmp_path / "without").rglob("*.key"))
    (key,) = (tmp_path / "with").rglob("*.key")
    assert key.stat().st_mode & 0o777 == 0o600
    manifest = json.loads((tmp_path / "without" / "backup.json").read_bytes())
    assert manifest["key"]
    assert manifest["key_file"].endswith("landstock.key")


@pytest.mark.parametrize("spoil", ["altered", "missing", "extra", "link", "pipe"])
def test_a_backup_that_is_not_what_was_made_is_refused_by_name(
    layers: Path, tmp_path: Path, spoil: str, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup"
    assert command("backup", str(backup), "--layers", str(layers)) == DONE
    file = backup / "layers" / "plots.geojson"
    if spoil == "altered":
        file.write_text(file.read_text("utf-8").replace("地块", "甲块"), "utf-8")
    elif spoil == "missing":
        file.unlink()
    elif spoil == "link":
        file = backup / "layers" / "leak"
        file.symlink_to(tmp_path)
    elif spoil == "pipe":
        file = backup / "layers" / "pipe"
        os.mkfifo(file)
    else:
        file = backup / "layers" / "more.geojson"
        file.write_text("{}")
    assert command("restore", str(backup), str(tmp_path / "again")) == REFUSED
    assert file.name in capsys.readouterr().err
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(("name", "value"), [("made_at", "x"), ("entries", "many"), ("key", 5), ("files", {"a": 5})])
def test_what_is_no_manifest_brings_nothing_back(
    layers: Path, tmp_path: Path, name: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = tmp_path / "backup" / "backup.json"
    assert command("backup", str(manifest.parent), "--layers", str(layers)) == DONE
    manifest.write_text(json.dumps({**json.loads(manifest.read_bytes()), name: value}))
    assert command("restore", str(manifest.parent), str(tmp_path / "again")) == REFUSED
    assert "is no backup of this program" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()


def test_a_damaged_store_is_said_and_no_backup_is_made_of_it(
    layers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = layers / ".store" / "landstock.gpkg"
    with closing(sqlite3.connect(store)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(store.read_bytes())
    content[4096:4196] = b"x" * 100
    store.write_bytes(content)
    assert command("backup", str(tmp_path / "backup"), "--layers", str(layers)) == REFUSED
    assert "程序出错" not in capsys.readouterr().err
    assert not (tmp_path / "backup").exists()


def test_backups_in_the_folder_are_not_its_data(layers: Path) -> None:
    for name in ("1", "2"):
        assert command("backup", str(layers / "backups" / name), "--layers", str(layers)) == DONE
    one, two = (len(list((layers / "backups" / name).rglob("*"))) for name in ("1", "2"))
    assert one == two


def test_nothing_is_written_over(layers: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert command("backup", str(backup), "--layers", str(layers)) == DONE
    assert command("backup", str(backup), "--layers", str(layers)) == REFUSED
    before = sorted(path.read_bytes() for path in layers.glob("*.geojson"))
    assert command("restore", str(backup), str(layers)) == REFUSED
    assert sorted(path.read_bytes() for path in layers.glob("*.geojson")) == before


def test_a_log_that_was_altered_shows_in_the_store_and_taken_out(
    layers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "log.jsonl"
    assert command("audit", "verify", "--layers", str(layers)) == DONE
    assert command("audit", "export", "--out", str(out), "--layers", str(layers)) == DONE
    assert command("audit", "verify", str(out), "--layers", str(layers)) == DONE
    out.write_text(out.read_text("utf-8").replace("李工", "王工"), "utf-8")
    assert command("audit", "verify", str(out), "--layers", str(layers)) == REFUSED
    with closing(sqlite3.connect(layers / ".store" / "landstock.gpkg")) as db:
        db.execute("DROP TRIGGER landstock_log_stays")
        db.execute("UPDATE landstock_log SET author = '王工' WHERE author = '李工'")
        (number,) = db.execute("SELECT seq FROM landstock_log WHERE author = '王工'").fetchone()
        db.commit()
    capsys.readouterr()
    assert command("audit", "verify", "--layers", str(layers), "--lang", "en") == REFUSED
    assert f"entry {number} on" in capsys.readouterr().out


def test_a_log_whose_key_is_gone_is_not_verified_and_the_order_still_checked(
    layers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    key = layers / ".store" / "landstock.key"
    kept = key.rename(tmp_path / "old.key")
    assert command("audit", "--layers", str(layers), "--lang", "en") == REFUSED
    assert "not verified: the 3 entries of the log are in order" in capsys.readouterr().out
    out = tmp_path / "log.jsonl"
    assert command("audit", "export", "--out", str(out), "--layers", str(layers)) == DONE
    assert command("audit", "verify", str(out), "--layers", str(layers)) == REFUSED
    assert "未能验签" in capsys.readouterr().out
    folder = synced_folder(layers)
    folder.store.apply(folder.catalog, [edited("plots", "A2", cell(2, 0), name="二号")], "李工")
    assert "look for the old key" in caplog.text
    assert command("audit", "--layers", str(layers), "--lang", "en") == REFUSED
    assert "the signatures of 3 were not checked, for their key is not here" in capsys.readouterr().out
    assert command("audit", "--key", str(kept), "--layers", str(layers), "--lang", "en") == DONE
    assert "the log is sound: 4 entries" in capsys.readouterr().out


def test_the_key_may_lie_elsewhere(layers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDSTOCK_AUDIT_KEY", str(tmp_path / "safe" / "log.key"))
    (layers / ".store" / "landstock.key").rename(tmp_path / "safe.key")
    assert command("changes", str(layers / "plots.geojson"), "--layers", str(layers)) in {DONE, REFUSED}
    assert command("undo", "3", "--layers", str(layers)) == DONE
    assert (tmp_path / "safe" / "log.key").stat().st_mode & 0o777 == 0o600
    assert not (layers / ".store" / "landstock.key").exists()
