"""Would break where a portfolio over HTTP or on the command line differed from the domain's own, or a bad question was guessed at."""

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
from tests.api.test_errors import is_problem

FAST = {"unlocks": False}


@pytest.fixture(scope="module")
def base(served: str) -> dict[str, Any]:
    return _asked(served, {})


def _asked(served: str, body: dict[str, Any], status: int = 200, code: str = "") -> dict[str, Any]:
    answer = httpx.post(f"{served}/portfolios", json=body, timeout=60)
    assert answer.status_code == status, answer.text[:400]
    if status != 200:
        is_problem(answer, status, code)
    found: dict[str, Any] = answer.json()
    return found


def test_the_answer_has_the_shape_that_others_rely_on(base: dict[str, Any]) -> None:
    for each in base["placements"]:
        assert {"project_id", "pinned", "score", "items"} <= set(each)
        assert all({"collection", "id", "area_m2"} <= set(item) for item in each["items"])
    for each in base["unplaced"]:
        assert all({"code", "zh", "en"} <= set(reason) for reason in each["reasons"])
    for aim in base["aims"]:
        assert {"name", "objective", "bound", "gap", "greedy"} <= set(aim)
    assert {"shortage", "unlocks", "scheme", "inventory", "asked"} <= set(base)
    told = [each["project_id"] for each in (*base["placements"], *base["unplaced"])]
    assert len(told) == len(set(told)) == base["counts"]["projects"]


def test_some_projects_alone(served: str, base: dict[str, Any]) -> None:
    wanted = [each["project_id"] for each in base["placements"] if each["verdict"] != "standing"][:5]
    found = _asked(served, {"project_ids": wanted, **FAST})
    assert {each["project_id"] for each in (*found["placements"], *found["unplaced"])} == set(wanted)
    assert found["asked"] == {"project_ids": wanted, **FAST}


def test_pins_bans_and_scenarios(served: str, base: dict[str, Any]) -> None:
    one = next(each for each in base["placements"] if each["verdict"] != "standing" and each["kind"] == "plot")
    site = one["items"][0]["id"]
    pinned = _asked(served, {"pins": [{"project_id": one["project_id"], "sites": [site]}], **FAST})
    stands = next(each for each in pinned["placements"] if each["project_id"] == one["project_id"])
    assert (stands["pinned"], stands["items"][0]["id"]) == (True, site)
    banned = _asked(served, {"forbid": [{"project_id": one["project_id"], "site": site}], **FAST})
    assert site not in [
        item["id"] for each in banned["placements"] if each["project_id"] == one["project_id"] for item in each["items"]
    ]
    listed = httpx.get(f"{served}/portfolios/scenarios").json()
    for scenario in listed:
        found = _asked(served, {"scenario": scenario["id"], **FAST})
        assert found["scenario"]["title"] == scenario["title"]
    own = {"id": "mine", "thresholds": {"blockers": {"land_max_months": 24}}}
    assert _asked(served, {"scenario": own, **FAST})["scheme"]["version"].endswith("+mine")


def test_the_meeting_is_handed_pages_and_a_workbook(served: str, base: dict[str, Any]) -> None:
    """Fails where what is laid on the table is another placement than the one on the screen."""
    book = httpx.post(f"{served}/portfolios?f=xlsx&lang=zh", json={}, timeout=60)
    sheets = openpyxl.load_workbook(io.BytesIO(book.content))
    listed = [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row]
    page = httpx.post(f"{served}/portfolios?f=html&lang=en", json={}, timeout=60)
    assert page.headers["content-type"].startswith("text/html")
    for each in (*base["placements"], *base["unplaced"]):
        assert each["project_id"] in listed
        assert each["project_id"] in page.text or each["verdict" if "verdict" in each else "code"] == "standing"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"pin": []}, 400, "bad-body"),
        ({"pins": {}}, 400, "bad-body"),
        ({"pins": [{"project_id": "P"}]}, 400, "bad-body"),
        ({"pins": [{"project_id": "P", "sites": ["A"], "more": 1}]}, 400, "bad-body"),
        ({"project_ids": []}, 400, "bad-body"),
        ({"project_ids": ["P-nobody"]}, 404, "unknown-feature"),
        ({"forbid": [{"project_id": "P-nobody", "site": "A"}]}, 404, "unknown-feature"),
        ({"forbid": [{"project_id": "P-2023-111", "site": "NO-SUCH"}]}, 404, "unknown-feature"),
        (
            {
                "project_ids": ["P-2023-111"],
                "pins": [{"project_id": "P-2023-111", "sites": ["JK-F05-01"]}],
                "forbid": [{"project_id": "P-2023-111", "site": "JK-F05-01"}],
            },
            400,
            "bad-pins",
        ),
        (
            {"project_ids": ["P-2023-111"], "pins": [{"project_id": "P-2023-063", "sites": ["JK-F05-01"]}]},
            400,
            "bad-pins",
        ),
        ({"scheme": "none"}, 404, "unknown-scheme"),
        ({"scenario": "none"}, 404, "unknown-scenario"),
        ({"scenario": {"id": "x"}}, 400, "bad-scenario"),
        ({"scenario": 7}, 400, "bad-body"),
        ({"unlocks": "yes"}, 400, "bad-body"),
    ],
)
def test_a_bad_question_is_refused(served: str, body: dict[str, Any], status: int, code: str) -> None:
    problem = _asked(served, body, status, code)
    assert problem["text"]["zh"]
    assert problem["remedy"]["en"]


def test_pins_on_one_plot_name_each_other(served: str, base: dict[str, Any]) -> None:
    placed = {each["project_id"]: [item["id"] for item in each["items"]] for each in base["placements"]}
    pairs = [(each["project_id"], taker) for each in base["unplaced"] for taker in each["displaced_by"]]
    told = []
    for refused, taker in pairs:
        # What one of several joined plots displaces need not suit the whole of them: then the pin is refused for itself.
        pins = [{"project_id": key, "sites": placed[taker]} for key in (refused, taker)]
        problem = _asked(served, {"pins": pins, "project_ids": [refused, taker], "unlocks": False}, 400, "bad-pins")
        told.append({key for key in (refused, taker) if key in problem["text"]["zh"]})
    assert {refused for refused, _ in pairs} <= set().union(*told)
    assert any(set(pair) == names for pair, names in zip(pairs, told, strict=True))


def test_the_command_line_gives_the_same_answer(
    base: dict[str, Any], demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "portfolio.json"
    command = get_command(app)
    layers = ["--layers", str(demo_folder)]
    assert run(command, ["assign", *layers, "--f", "json", "--out", str(into)]) == DONE
    assert json.loads(into.read_text("utf-8")) == base
    capsys.readouterr()
    assert run(command, ["assign", *layers, "--no-unlocks", "--lang", "zh"]) == DONE
    shown = capsys.readouterr().out
    assert base["words"]["zh"].rstrip("。") in shown.replace("\n", "")
    again = tmp_path / "again.json"
    assert run(command, ["assign", *layers, "--replay", str(into), "--out", str(again)]) == DONE
    assert again.read_bytes() == into.read_bytes()
    into.write_text(into.read_text("utf-8").replace(base["inventory"], "0" * 12), "utf-8")
    assert run(command, ["assign", *layers, "--replay", str(into)]) == REFUSED
    one = tmp_path / "match.json"
    project = base["unplaced"][0]["project_id"]
    assert run(command, ["match", project, *layers, "--f", "json", "--study", "stability", "--out", str(one)]) == DONE
    assert run(command, ["match", *layers, "--replay", str(one), "--out", str(again)]) == DONE
    assert again.read_bytes() == one.read_bytes()
    site = base["placements"][0]["items"][0]["id"]
    why = ["--study", "why_not", "--study", "topsis", "--explain", site, "--lang", "zh"]
    assert run(command, ["match", project, *layers, *why]) == DONE
    assert "没有可排名的场地" in capsys.readouterr().out
    assert run(command, ["assign", *layers, "--scenario", "none"]) == REFUSED
    assert run(command, ["assign", *layers, "--pin", "P-1"]) == USAGE
