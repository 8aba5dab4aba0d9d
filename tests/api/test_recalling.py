"""What was, over HTTP and on the command line: the log, the history of a feature, a past day, a change taken back.

What would break: a figure of last month that no one can make again, a change that nobody can be asked about.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.main import get_command

from api.app import create_app
from api.cli.base import run as run_command
from api.cli.main import app as commands
from api.ground.settings import Settings, bundled_layers
from gis.folder import Folder, synced_folder
from gis.inventory import Edit
from tests.api.serving import served
from tests.gis.folders import edited, two_layers
from tests.gis.small import cell


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    layers = two_layers(tmp_path / "layers").folder
    shutil.copytree(bundled_layers() / "schemes", layers / "schemes")
    return synced_folder(layers)


@pytest.fixture
def client(folder: Folder) -> Iterator[httpx.Client]:
    with (
        served(create_app(Settings(), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        yield client


def change(folder: Folder, key: str, name: str, author: str = "李工", why: str = "") -> dt.datetime:
    """An edit, and a moment between it and what comes next."""
    folder.store.apply(folder.catalog, [edited("plots", key, cell(1, 0), name=name)], author, why)
    return wait()


def wait() -> dt.datetime:
    time.sleep(0.02)
    now = dt.datetime.now(dt.UTC)
    time.sleep(0.02)
    return now


def asked(client: httpx.Client, address: str, **params: Any) -> Any:
    answer = client.get(address, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_question_can_be_asked_of_a_past_moment(client: httpx.Client, folder: Folder) -> None:
    first = wait()
    change(folder, "A1", "一号")
    second = wait()
    folder.store.apply(folder.catalog, [Edit(collection="plots", id="A1", feature=None)], "王工")
    until_served(client, folder)
    at = first.isoformat()
    assert asked(client, "/collections/plots/items", asof=at)["numberMatched"] == 4
    assert asked(client, "/collections/plots/summary", asof=at)["matched"] == 4
    assert asked(client, "/collections/plots/items/A1", asof=at)["properties"]["name"] == "地块 1"
    assert asked(client, "/collections/plots/items/A1", asof=second.isoformat())["properties"]["name"] == "一号"
    assert asked(client, "/collections/plots/items", f="geojson", asof=second.isoformat())["numberMatched"] == 4
    assert asked(client, "/collections/plots/items")["numberMatched"] == 3
    tile = "/collections/plots/tiles/WebMercatorQuad/0/0/0"
    assert client.get(tile, params={"asof": at}).status_code == 200
    body = {"project": {"needs": "land", "land_area_min_m2": 10}}
    then = client.post("/matches", params={"asof": at}, json=body).json()
    now = client.post("/matches", json=body).json()
    assert then["inventory"] != now["inventory"]
    again = client.post("/matches", params={"asof": at}, json=body).json()
    assert again == then, "the same moment, the same answer"


def until_served(client: httpx.Client, folder: Folder) -> None:
    wanted = folder.store.state(folder.catalog).version
    end = time.monotonic() + 5
    while client.get("/version").json()["inventory"] != wanted:
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(
    "moment",
    ["2001-01-01", "2999-01-01", "yesterday", "2026-06-30T09:00:00", "0001-01-01T00:00:00+08:00", "9999-12-31"],
)
def test_a_moment_of_which_nothing_tells_is_refused_in_words(client: httpx.Client, moment: str) -> None:
    answer = client.get("/collections/plots/items", params={"asof": moment})
    assert (answer.status_code, answer.json()["code"]) == (400, "no-such-moment")


def test_a_plus_sign_that_was_not_escaped_is_read_as_one(client: httpx.Client) -> None:
    zone = dt.timezone(dt.timedelta(hours=8))
    now = dt.datetime.now(zone).isoformat(timespec="milliseconds")
    assert client.get(f"/collections/plots/items?asof={now}").status_code == 200


def test_the_history_of_a_feature_is_told_also_when_it_is_gone(client: httpx.Client, folder: Folder) -> None:
    change(folder, "A1", "一号", why="实地核实")
    folder.store.apply(folder.catalog, [Edit(collection="plots", id="A1", feature=None)], "王工", "已供应")
    until_served(client, folder)
    story = asked(client, "/collections/plots/items/A1/history")
    assert story["ended"]
    assert [(event["kind"], event["author"], event["why"]) for event in story["events"][:2]] == [
        ("ended", "王工", "已供应"),
        ("changed", "李工", "实地核实"),
    ]
    assert dt.datetime.fromisoformat(story["events"][0]["at"]).tzinfo is not None
    name = next(each for each in story["events"][1]["fields"] if each["field"] == "name")
    assert (name["before"], name["after"]) == ("地块 1", "一号")
    missing = client.get("/collections/plots/items/Z9/history")
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown-feature")


def test_a_change_set_is_listed_shown_and_taken_back(client: httpx.Client, folder: Folder) -> None:
    change(folder, "A1", "一号", why="录入")
    log = asked(client, "/changes", limit=1)
    (latest,) = log["changes"]
    assert (latest["author"], latest["why"], latest["counts"]) == ("李工", "录入", {"changed": 1})
    onward = next(link["href"] for link in log["links"] if link["rel"] == "next")
    assert client.get(onward).json()["changes"][0]["change_set"] < latest["change_set"]
    shown = asked(client, f"/changes/{latest['change_set']}")
    assert [each["id"] for each in shown["touched"]] == ["A1"]
    undone = client.post(f"/changes/{latest['change_set']}/undo", json={"why": "录错"})
    assert undone.status_code == 201
    assert undone.json()["undoes"] == latest["change_set"]
    assert undone.json()["author"] == "local"
    until_served(client, folder)
    assert asked(client, "/collections/plots/items/A1")["properties"]["name"] == "地块 1"
    again = client.post(f"/changes/{latest['change_set']}/undo", json={})
    assert (again.status_code, again.json()["code"]) == (409, "touched-since")


@pytest.mark.parametrize("number", ["999", "9" * 30, "0"])
def test_a_change_set_that_is_not_there_is_said(client: httpx.Client, number: str) -> None:
    assert client.get(f"/changes/{number}").json()["code"] == "unknown-change-set"
    assert client.post(f"/changes/{number}/undo", json={}).json()["code"] == "unknown-change-set"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "10.0.0.7"},
        {"Forwarded": "for=10.0.0.7"},
        {"Origin": "http://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_nobody_from_elsewhere_takes_anything_back(
    client: httpx.Client, folder: Folder, headers: dict[str, str]
) -> None:
    change(folder, "A1", "一号")
    number = folder.store.log()[-1].change_set
    answer = client.post(f"/changes/{number}/undo", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert folder.store.log()[-1].change_set == number


def test_a_service_that_others_reach_takes_no_changes(folder: Folder) -> None:
    change(folder, "A1", "一号")
    app = create_app(Settings(public_url="https://gis.example.cn"), folder.inventory(), folder)
    with served(app) as address:
        answer = httpx.post(f"{address}/changes/1/undo", json={}, trust_env=False)
    assert answer.status_code == 403


def test_the_command_line_tells_the_same(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    moment = wait()
    change(folder, "A1", "一号", why="实地核实")
    number = str(folder.store.log()[-1].change_set)
    layers = ["--layers", str(folder.catalog.folder), "--lang", "zh"]

    def run(*arguments: str) -> str:
        assert run_command(get_command(commands), [*arguments, *layers]) == 0
        return capsys.readouterr().out

    assert "实地核实" in run("log")
    assert "地块 1 → 一号" in run("history", "plots", "A1")
    assert "地块 1" in run("query", "plots", "--ids=A1", "--asof", moment.isoformat())
    assert "一号" in run("query", "plots", "--ids=A1")
    run("undo", number, "--why", "录错", "--as", "王工")
    last = folder.store.log()[-1]
    assert (last.author, last.why, str(last.undoes)) == ("王工", "录错", number)


def test_what_somebody_typed_gives_a_terminal_no_orders(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A reason that paints over what stands above it would hide who changed what."""
    change(folder, "A1", "\x1b[2J名称\x9b31m", author="\u202e李", why="\x1b]0;x\x07\r理由")
    for asked_for in (["log"], ["history", "plots", "A1"], ["history", "plots", "\x1b[31mnone"]):
        run_command(get_command(commands), [*asked_for, "--layers", str(folder.catalog.folder)])
        said = capsys.readouterr()
        assert not set("\x1b\x07\x9b\u202e\r") & set(said.out + said.err), asked_for
