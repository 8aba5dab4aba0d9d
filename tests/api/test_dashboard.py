"""Would break where the service and the command line tell another stock than the inventory holds, now or at a past moment."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import httpx
import openpyxl
import pytest
from typer.main import get_command

from api.cli.base import DONE, USAGE, run
from api.cli.main import app
from gis.dashboard.stock import sum_up
from gis.folder import synced_folder
from gis.inventory import Edit, Inventory
from gis.plainly import to_plain
from tests.gis.folders import two_layers


def test_the_service_tells_the_stock_of_its_inventory_and_each_list_can_be_asked(
    served: str, demo_inventory: Inventory
) -> None:
    with httpx.Client(base_url=served, timeout=60) as client:
        told = client.get("/dashboard").raise_for_status().json()
        assert told["land"] == json.loads(json.dumps(to_plain(sum_up(demo_inventory))["land"]))
        assert told["inventory"] == demo_inventory.version
        for figure in (*told["land"][0]["clock"], *told["floors"][0]["states"]):
            listed = figure["list"]
            address = f"/collections/{listed['collection']}/items"
            answer = client.get(address, params={"filter": listed["filter"], "limit": 1}).raise_for_status().json()
            assert answer["numberMatched"] == figure["count"], figure
        assert client.get("/dashboard?limit=1").status_code == 400


def test_the_command_line_tells_it_as_text_json_and_workbook(
    demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], demo_inventory: Inventory
) -> None:
    def told(*arguments: str) -> str:
        assert run(get_command(app), ["dashboard", "--layers", str(demo_folder), "--lang", "en", *arguments]) == DONE
        return capsys.readouterr().out

    assert "Industrial land · idle 45 parcels · 975,280 m² (1,462.9 mu)" in told()
    plain = json.loads(told("--f", "json"))
    assert plain.pop("changed")
    assert plain == json.loads(json.dumps(to_plain(sum_up(demo_inventory))))
    target = tmp_path / "stock.xlsx"
    told("--f", "xlsx", "--out", str(target))
    rows = [row[:5] for row in openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True)]
    assert rows[0] == ("Section", "Layer", "Group", "State", "Count")
    assert ("Land by status", "Industrial land", "Industrial land", "idle", 45) in rows
    assert run(get_command(app), ["dashboard", "--f", "csv"]) == USAGE


def test_the_command_line_tells_what_changed_and_of_a_past_moment_what_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = two_layers(tmp_path)
    folder = synced_folder(tmp_path)
    then = dt.datetime.now(dt.UTC).isoformat()
    folder.store.apply(catalog, [Edit(collection="plots", id="A1", feature=None)], "李工")
    arguments = ["dashboard", "--layers", str(tmp_path), "--lang", "zh"]
    assert run(get_command(app), arguments) == DONE
    now = capsys.readouterr().out
    assert "载入以来：减少 1\n" in now
    assert run(get_command(app), [*arguments, "--asof", then]) == DONE
    past = capsys.readouterr().out
    assert "上次载入" not in past
    assert ("合计 3" in now, "合计 4" in past) == (True, True)
