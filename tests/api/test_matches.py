"""Would break where a match over HTTP differed from the domain's own, or a bad demand was guessed at."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, USAGE, run
from api.cli.main import app
from api.ground.version import product_version
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.matches import match
from gis.matching.schemes.scheme_file import load_schemes
from gis.plainly import to_plain
from tests.api.test_errors import is_problem


def test_a_match_is_the_domains_own(client: httpx.Client, inventory: Inventory, folder: Path) -> None:
    answer = client.post("/matches", json={"project_id": "P-1", "top": 5, "explain": ["L-000"]})
    assert answer.status_code == 200
    project = Project.from_layer(inventory.layer("projects"), "P-1")
    wanted = to_plain(match(inventory, project, load_schemes(folder)["default"], top=5, explain=["L-000"]))
    asked = {"project_id": "P-1", "top": 5, "explain": ["L-000"]}
    assert answer.json() == {"asked": asked, "product": product_version(), **json.loads(json.dumps(wanted))}
    assert sum(answer.json()["counts"].values()) == 60
    assert answer.json()["explained"][0]["site"]["id"] == "L-000"


def test_a_demand_and_the_other_way_round(client: httpx.Client) -> None:
    demand = {"needs": "land", "land_area_min_m2": 20000, "land_area_max_m2": 40000}
    free = client.post("/matches", json={"project": demand, "top": 60}).json()
    known = client.post("/matches", json={"project_id": "P-1", "top": 60}).json()
    assert [found["site"]["id"] for found in free["matches"]] == [found["site"]["id"] for found in known["matches"]]
    assert known["matches"]
    best = known["matches"][0]["site"]["id"]
    back = client.post("/matches", json={"site": {"collection": "industrial_land", "id": best}}).json()
    assert "P-1" in [found["project"]["id"] for found in back["matches"]]


def test_what_contradicts_itself_is_said_first(
    client: httpx.Client, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fails where a demand that nothing can meet, or a start that has passed, is answered without a word."""
    demand = {"needs": "floor", "tenure": ["buy_land"], "start_date": "2019-01-01"}
    told = client.post("/matches", json={"project": demand}).json()
    assert [note["code"] for note in told["notes"]] == ["tenure", "start"]
    assert told["counts"]["fits"] == told["counts"]["to_check"] == 0
    assert client.post("/matches", json={"project": {"needs": "floor"}}).json()["notes"] == []
    book = client.post("/matches?f=xlsx&lang=en", json={"project": demand}).content
    cells = [str(cell.value) for sheet in openpyxl.load_workbook(io.BytesIO(book)) for row in sheet for cell in row]
    file = tmp_path / "demand.json"
    file.write_text(json.dumps(demand), "utf-8")
    assert run(get_command(app), ["match", "--demand", str(file), "--layers", str(folder), "--lang", "en"]) == DONE
    shown = " ".join(capsys.readouterr().out.split())
    for note in told["notes"]:
        assert note["en"] in cells
        assert note["en"] in shown


def test_studies_and_weights_of_ones_own(client: httpx.Client) -> None:
    """Fails where a study is of another ranking than the one that is shown, or other weights pass for the filed ones."""
    asked = {"project_id": "P-1", "top": 5, "study": ["stability", "topsis"]}
    told = client.post("/matches", json=asked).json()
    assert [site["id"] for site in told["stability"]["sites"]] == [found["site"]["id"] for found in told["matches"]]
    assert len(told["topsis"]["ranking"]) == 5
    weights = {spec["id"]: spec["weight"] for spec in told["scheme"]["criteria"]}
    first, second = list(weights)[:2]
    other = {**weights, first: weights[first] - 1, second: weights[second] + 1}
    shifted = client.post("/matches", json={"project_id": "P-1", "weights": other}).json()
    assert shifted["scheme"]["version"].startswith(told["scheme"]["version"] + "+w")
    is_problem(
        client.post("/matches", json={"project_id": "P-1", "weights": {**weights, first: 0}}), 400, "bad-weights"
    )
    is_problem(client.post("/matches", json={"project_id": "P-1", "weights": [1]}), 400, "bad-body")
    is_problem(client.post("/matches", json={"project_id": "P-1", "study": ["fortune"]}), 400, "bad-body")
    site = {"collection": "industrial_land", "id": "L-000"}
    is_problem(client.post("/matches", json={"site": site, "study": ["topsis"]}), 400, "bad-body")


def test_the_report_as_a_workbook(client: httpx.Client) -> None:
    report = client.post("/matches", json={"project_id": "P-1", "top": 7}).json()
    answer = client.post("/matches?f=xlsx&lang=zh", json={"project_id": "P-1", "top": 7})
    assert 'filename="match-P-1-2023-06-30.xlsx"' in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "匹配结果",
        "先收集",
        "收集清单",
        "得分构成",
        "筛选漏斗",
        "项目需求",
        "说明",
    ]
    head, *rows = book["匹配结果"].iter_rows(values_only=True)
    assert [row[1] for row in rows] == [found["site"]["id"] for found in report["matches"]]
    score = head.index("得分")
    criteria = [place for place, title in enumerate(head) if "分）" in str(title)]
    for row, found in zip(rows, report["matches"], strict=True):
        assert row[score] == round(found["score"], 2)
        points = sum(float(str(row[place])) for place in criteria if row[place] != "待核实")
        assert points == pytest.approx(found["score"], abs=0.05)
    assert book["筛选漏斗"].max_row == 1 + len(report["funnel"]["land"])
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"project_id": "P-999"}, 404, "unknown-feature"),
        ({"project_id": "P-1", "scheme": "nope"}, 404, "unknown-scheme"),
        ({"site": {"collection": "nope", "id": "x"}}, 404, "unknown-collection"),
        ({"site": {"collection": "industrial_land", "id": "x"}}, 404, "unknown-feature"),
        ({"site": {"collection": "parks", "id": "GD"}}, 400, "bad-question"),
        ({"site": "industrial_land"}, 400, "bad-body"),
        ({}, 400, "bad-body"),
        ({"project_id": "P-1", "project": {}}, 400, "bad-body"),
        ({"project_id": 7}, 400, "bad-body"),
        ({"project_id": "P-1", "colour": "red"}, 400, "bad-body"),
        ({"project_id": "P-1", "top": "many"}, 400, "bad-body"),
        ({"project_id": "P-1", "top": True}, 400, "bad-body"),
        ({"project_id": "P-1", "top": -1}, 400, "bad-range"),
        ({"project_id": "P-1", "top": 10**30}, 400, "bad-range"),
        ({"project_id": "P-1", "explain": "L-001"}, 400, "bad-body"),
        ({"project_id": "P-1", "explain": ["nope"]}, 404, "unknown-feature"),
        ({"project": {"colour": "red"}}, 400, "bad-demand"),
        ({"project": {"land_area_min_m2": -1}}, 400, "bad-demand"),
        ({"project": {"land_area_min_m2": 9, "land_area_max_m2": 1}}, 400, "bad-demand"),
        ({"project": {"land_area_min_m2": "large"}}, 400, "bad-demand"),
        ({"project": {"start_date": "soon"}}, 400, "bad-demand"),
        ({"project": [1]}, 400, "bad-demand"),
    ],
)
def test_a_bad_request_for_a_match_is_refused(
    client: httpx.Client, body: dict[str, Any], status: int, code: str
) -> None:
    is_problem(client.post("/matches", json=body), status, code)


def landstock(folder: Path, *arguments: str) -> int:
    return run(get_command(app), ["match", *arguments, "--layers", str(folder)])


def test_the_command_says_the_same(
    folder: Path, client: httpx.Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, demand = tmp_path / "report.json", tmp_path / "demand.json"
    assert landstock(folder, "P-1", "--top", "5", "--f", "json", "--out", str(file)) == DONE
    assert json.loads(file.read_text("utf-8")) == client.post("/matches", json={"project_id": "P-1", "top": 5}).json()
    demand.write_text('{"needs": "land", "land_area_min_m2": 20000}', "utf-8")
    capsys.readouterr()
    assert landstock(folder, "--demand", str(demand)) == DONE
    assert "不符合" in capsys.readouterr().out
    assert landstock(folder, "--site", "industrial_land:L-005", "--lang", "en") == DONE
    book = tmp_path / "report.xlsx"
    assert landstock(folder, "P-2", "--f", "xlsx", "--out", str(book)) == DONE
    assert openpyxl.load_workbook(book).sheetnames[0] == "匹配结果"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("P-999",), REFUSED),
        (("P-1", "--scheme", "nope"), REFUSED),
        ((), USAGE),
        (("P-1", "--site", "industrial_land:L-005"), USAGE),
        (("--site", "industrial_land"), USAGE),
        (("--demand", "nowhere.json"), REFUSED),
        (("P-1", "--f", "pdf"), USAGE),
        (("P-1", "--top", "-1"), USAGE),
    ],
)
def test_mistakes_on_the_command_line(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int
) -> None:
    assert landstock(folder, *arguments) == status
    assert "Traceback" not in capsys.readouterr().err
