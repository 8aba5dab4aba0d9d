"""Would break where a stored report could not be made again to the byte, or was made again of other data without a word."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.main import get_command

from api.answering.responses import json_bytes
from api.asking.matching import answer_match
from api.asking.portfolios import answer_portfolio
from api.cli.base import DONE, as_bytes, run
from api.cli.main import app
from api.ground.settings import Settings
from api.ground.version import product_version
from api.papers.prechecks import answer_precheck, sheet
from api.papers.replay import Ground, first_difference, replay, replay_file, report_of
from gis.catalog import Kind
from gis.errors import BadWeights, SourceError, StaleReport
from gis.inventory import Inventory
from gis.matching.scheme.scheme import Base
from gis.plainly import to_plain

ASKED = {"project_id": "P-2023-063", "top": 5, "study": ["topsis"]}
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def ground(demo_inventory: Inventory) -> Ground:
    return Ground.of(demo_inventory)


@pytest.fixture(scope="module")
def reports(demo_inventory: Inventory, ground: Ground) -> dict[str, dict[str, Any]]:
    """One of each kind, as they come back from a file."""
    parcel = demo_inventory.of_kind(Kind.PARCEL)[0]
    site = {"collection": parcel.id, "id": parcel.ids[3]}
    checked = {"project_id": "P-2023-063", "site": site}
    weights = {spec.id: spec.weight for spec in ground.schemes["default"].criteria}
    first, second, *_ = weights
    weights |= {first: weights[first] + 5, second: weights[second] - 5}
    made = {
        "match": answer_match(demo_inventory, ground.schemes, ASKED),
        "weighed": answer_match(demo_inventory, ground.schemes, {"project": {"needs": "floor"}, "weights": weights}),
        "offers": answer_match(demo_inventory, ground.schemes, {"site": site}),
        "portfolio": to_plain(answer_portfolio(demo_inventory, ground.schemes, ground.scenarios, {"unlocks": False})),
        "precheck": answer_precheck(sheet(demo_inventory, ground.schemes, checked), checked),
    }
    return {name: json.loads(json.dumps(report)) for name, report in made.items()}


@pytest.mark.parametrize("kind", ["match", "weighed", "offers", "portfolio", "precheck"])
def test_every_kind_of_report_is_made_again(reports: dict[str, dict[str, Any]], ground: Ground, kind: str) -> None:
    assert as_bytes(replay(reports[kind], ground)) == as_bytes(reports[kind])


@pytest.mark.parametrize("write", [as_bytes, json_bytes], ids=["command line", "service"])
def test_a_file_gives_its_own_bytes(
    reports: dict[str, dict[str, Any]], demo_folder: Path, tmp_path: Path, write: Callable[[Any], bytes]
) -> None:
    """Fails where it matters whether a report was kept from the service or from the command line."""
    path = tmp_path / "report.json"
    path.write_bytes(write(reports["match"]))
    assert replay_file(path, Settings(layers=demo_folder)).content == path.read_bytes()


def test_a_report_of_the_service_is_made_again(served: str, ground: Ground) -> None:
    with httpx.Client(base_url=served, trust_env=False) as client:
        report = report_of(client.post("/matches", json={"project_id": "P-2023-070", "top": 3}).content)
    assert replay(report, ground) is report


@pytest.mark.parametrize("kind", ["match", "weighed", "offers", "portfolio", "precheck"])
def test_every_kind_of_report_says_which_version_wrote_it(reports: dict[str, dict[str, Any]], kind: str) -> None:
    assert reports[kind]["product"] == product_version()


def by(version: str | None, report: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A report as if another version had written it; None: one from before reports said which."""
    old = {key: version if key == "product" else value for key, value in report.items()} | changed
    return {key: value for key, value in old.items() if key != "product" or value is not None}


@pytest.mark.parametrize(("version", "named"), [("0.1.9", "0.1.9"), (None, "0.2.0")])
def test_a_report_of_another_version_that_answers_the_same_comes_back_and_is_called_that(
    reports: dict[str, dict[str, Any]], demo_folder: Path, tmp_path: Path, version: str | None, named: str
) -> None:
    path, again = tmp_path / "old.json", tmp_path / "again.json"
    path.write_bytes(as_bytes(by(version, reports["match"])))
    replayed = replay_file(path, Settings(layers=demo_folder))
    assert replayed.content == path.read_bytes()
    assert replayed.note is not None
    for text in replayed.note:
        assert named in text
        assert product_version() in text
    command = ["match", "--layers", str(demo_folder), "--replay", str(path), "--out", str(again)]
    assert run(get_command(app), command) == DONE
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("kind", ["match", "portfolio", "precheck"])
@pytest.mark.parametrize(("version", "named"), [("0.1.9", "0.1.9"), (None, "0.2.0"), ("9" * 500, "9" * 80)])
def test_a_report_of_another_version_that_answers_otherwise_is_refused_by_both_versions(
    reports: dict[str, dict[str, Any]], ground: Ground, kind: str, version: str | None, named: str
) -> None:
    """Fails where a planner is told that a table was edited, and the program is what changed."""
    with pytest.raises(StaleReport) as stale:
        replay(by(version, reports[kind], notes=[{"words": "as it was"}]), ground)
    for text in stale.value.text:
        assert named in text
        assert product_version() in text
        assert "9" * 81 not in text
        assert "notes" in text
    assert "version" in stale.value.remedy.en
    assert "版本" in stale.value.remedy.zh


def test_another_default_scheme_does_not_change_an_old_question(
    reports: dict[str, dict[str, Any]], ground: Ground, demo_inventory: Inventory
) -> None:
    other = replace(demo_inventory, catalog=replace(demo_inventory.catalog, scheme="elsewhere"))
    assert replay(reports["match"], replace(ground, inventory=other))


def test_a_scheme_of_another_version_is_refused_by_both_versions(
    reports: dict[str, dict[str, Any]], ground: Ground
) -> None:
    newer = {"default": replace(ground.schemes["default"], version="2024-B")}
    with pytest.raises(StaleReport) as stale:
        replay(reports["match"], replace(ground, schemes=newer))
    for text in stale.value.text:
        assert "2024-B" in text
        assert ground.schemes["default"].version in text
    assert stale.value.remedy.zh
    with pytest.raises(StaleReport, match="no longer there"):
        replay(reports["match"], replace(ground, schemes={}))


def test_a_scheme_that_stands_on_another_is_refused_when_that_one_changed(
    reports: dict[str, dict[str, Any]], ground: Ground
) -> None:
    match_report = reports["match"]
    report = {**match_report, "scheme": {**match_report["scheme"], "extends": {"id": "base", "version": "1"}}}
    own = {"default": replace(ground.schemes["default"], base=Base("base", "2"))}
    with pytest.raises(StaleReport, match="made with 1, now it is 2"):
        replay(report, replace(ground, schemes=own))


def test_edited_data_is_refused_by_both_versions(
    reports: dict[str, dict[str, Any]], demo_folder: Path, tmp_path: Path
) -> None:
    """Somebody edits one name: that is other data."""
    folder = tmp_path / "layers"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns(".store"))
    path = next(folder.glob("parks.geojson"))
    path.write_text(path.read_text("utf-8").replace('"name":"', '"name":"新', 1), "utf-8")
    stored = tmp_path / "report.json"
    stored.write_bytes(as_bytes(reports["match"]))
    with pytest.raises(StaleReport) as stale:
        replay_file(stored, Settings(layers=folder))
    assert reports["match"]["inventory"] in stale.value.text.en
    assert str(stale.value.where["now"]) in stale.value.text.zh


def test_a_changed_scenario_is_refused(reports: dict[str, dict[str, Any]], ground: Ground) -> None:
    name = next(iter(ground.scenarios))
    report = {**reports["portfolio"], "asked": {"scenario": name}, "scenario": {"version": "0"}}
    with pytest.raises(StaleReport, match="the report was made with 0"):
        replay(report, ground)


@pytest.mark.parametrize(
    ("kind", "change", "where"),
    [
        ("match", lambda report: report["matches"][1].update(score=99.9), "matches[1].score"),
        ("match", lambda report: report["matches"].pop(), "matches[4]"),
        ("match", lambda report: report.update(extra=1), "extra"),
        ("weighed", lambda report: report["asked"]["weights"].clear(), ""),
        ("portfolio", lambda report: report["placements"][0].update(pinned=1), "placements[0].pinned"),
        ("portfolio", lambda report: report["counts"].update(placed=133), "counts.placed"),
        ("precheck", lambda report: report["controls"][0].update(answer="yes!"), "controls[0].answer"),
    ],
)
def test_an_edited_report_is_told_from_an_honest_one(
    reports: dict[str, dict[str, Any]], ground: Ground, kind: str, change: Change, where: str
) -> None:
    forged = json.loads(json.dumps(reports[kind]))
    change(forged)
    with pytest.raises(StaleReport if where else BadWeights) as stale:
        replay(forged, ground)
    if where:
        assert stale.value.where["at"] == where


def test_a_stopped_placement_stands_as_it_was_stored(reports: dict[str, dict[str, Any]], ground: Ground) -> None:
    """Solved again it could end elsewhere: the report that was decided on is the one that counts."""
    halted = json.loads(json.dumps(reports["portfolio"]))
    halted["aims"][1] |= {"status": "best_found", "objective": 1.0}
    assert replay(halted, ground) is halted
    with pytest.raises(StaleReport, match="the data changed"):
        replay({**halted, "inventory": "0"}, ground)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"asked": {}}',
        b"\xff\xfe",
        b'{"asked": 1, "scheme": {}, "inventory": "", "as_of": ""}',
    ],
)
def test_what_is_no_report_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError):
        report_of(content)


def test_a_file_that_is_not_there(tmp_path: Path, demo_folder: Path) -> None:
    with pytest.raises(SourceError):
        replay_file(tmp_path / "none.json", Settings(layers=demo_folder))


def test_a_difference_is_found_wherever_it_is() -> None:
    assert first_difference({"a": 1, "b": 2}, {"b": 2, "a": 1}) == "."
    assert first_difference([1, {"x": [None]}], [1, {"x": [0]}]) == "[1].x[0]"
    assert first_difference({"a": True}, {"a": 1}) == "a"
    assert first_difference({"a": [1.0]}, {"a": [1.0]}) is None
