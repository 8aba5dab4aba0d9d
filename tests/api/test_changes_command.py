"""``landstock changes`` lists what an edited list changes, makes it on demand, and says by its exit status that cells were refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, USAGE, run
from api.cli.main import app
from gis.folder import open_folder
from tests.gis.changes.books import cells, edited, list_of

ALL = "产业用地 · 全部字段"
KEY = "GD-B02-01"


def landstock(*arguments: str) -> int:
    return run(get_command(app), [*arguments])


@pytest.fixture
def layers(demo_folder: Path, tmp_path: Path) -> Path:
    """The demonstration in a folder of one's own."""
    shutil.copytree(demo_folder, tmp_path / "layers", ignore=shutil.ignore_patterns(".store"))
    return tmp_path / "layers"


def test_changes_are_listed_and_made_on_demand(
    layers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = list_of(open_folder(layers), "industrial_land", ids=[KEY])
    path = str(edited(data, tmp_path / "list.xlsx", cells(ALL, (KEY, "权利人", "甲公司"))))
    assert landstock("changes", path, "--layers", str(layers), "--lang", "zh") == DONE
    assert "1 处修改，尚未写入（加 --apply 写入）" in capsys.readouterr().out
    assert landstock("changes", path, "--layers", str(layers), "--apply", "--f", "json") == DONE
    report = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["field"], each["new"]) for each in report["changes"]] == [(KEY, "owner", "甲公司")]
    assert report["applied"]
    assert landstock("changes", path, "--layers", str(layers), "--lang", "en") == DONE
    assert "no changes to make" in capsys.readouterr().out
    assert landstock("query", "industrial_land", "--layers", str(layers), "--f", "csv", "--limit", "500") == DONE
    assert "甲公司" in capsys.readouterr().out
    assert landstock("export", "--sources", "--layers", str(layers)) == DONE
    assert "甲公司" in (layers / "industrial_land.geojson").read_text("utf-8")


def test_refused_cells_are_said_by_the_exit_status_and_the_rest_is_made(
    layers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = list_of(open_folder(layers), "industrial_land", ids=[KEY])
    edit = cells(ALL, (KEY, "权利人", "甲公司"), (KEY, "绿地率上限（%）", 200))
    path = str(edited(data, tmp_path / "list.xlsx", edit))
    assert landstock("changes", path, "--layers", str(layers), "--apply", "--author", "王工") == REFUSED
    assert "王工" not in capsys.readouterr().out
    layer = open_folder(layers).layer("industrial_land")
    values = layer.properties(layer.row(KEY), ["owner", "green_max_pct"])
    assert values == {"owner": "甲公司", "green_max_pct": 20.0}


def test_what_cannot_be_read_is_refused_and_wrong_use_is_said(layers: Path, tmp_path: Path) -> None:
    assert landstock("changes", str(tmp_path / "nowhere.xlsx"), "--layers", str(layers)) == REFUSED
    assert landstock("changes", str(tmp_path / "nowhere.xlsx"), "--f", "pdf") == USAGE
