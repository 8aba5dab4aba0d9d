"""Would break where weights from pairs differed between HTTP, the command line and the domain, or comparisons nobody can mean were guessed at."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, USAGE, run
from api.cli.main import app
from gis.matching.scheme.ahp import weights_of
from tests.api.test_errors import is_problem

IDS = ("area_fit", "readiness", "cluster")
PAIRS = {("area_fit", "readiness"): 3.0, ("area_fit", "cluster"): 5.0, ("readiness", "cluster"): 3.0}
JARRING = {("area_fit", "readiness"): 3.0, ("area_fit", "cluster"): 1 / 5, ("readiness", "cluster"): 3.0}


def body(pairs: dict[tuple[str, str], Any]) -> dict[str, Any]:
    return {"comparisons": [{"a": a, "b": b, "value": value} for (a, b), value in pairs.items()]}


def asked(client: httpx.Client, question: Any, status: int = 200, code: str = "") -> dict[str, Any]:
    answer = client.post("/weights/ahp", json=question)
    assert answer.status_code == status, answer.text[:400]
    if status != 200:
        is_problem(answer, status, code)
    found: dict[str, Any] = answer.json()
    return found


def test_the_answer_is_the_domains(client: httpx.Client) -> None:
    found = asked(client, body(PAIRS))
    assert set(found) == {"weights", "lambda_max", "index", "ratio", "consistent", "worst", "words"}
    assert found["weights"] == weights_of(PAIRS).weights
    assert (found["consistent"], found["ratio"]) == (True, 0.0332)


def test_the_pair_that_fits_least_is_told_by_its_name(client: httpx.Client) -> None:
    found = asked(client, body(JARRING))
    worst = found["worst"]
    assert not found["consistent"]
    assert (worst["a"], worst["b"], worst["value"]) == ("cluster", "area_fit", 5.0)
    assert worst["implied"] == pytest.approx(1 / 9, abs=1e-4)
    assert worst["ratio"] < found["ratio"]
    assert all(title not in found["words"]["zh"] for title in IDS)
    assert "给出 5，按其余判断约为 1/9" in found["words"]["zh"]


def test_a_pair_can_be_said_either_way_round_and_as_a_fraction(client: httpx.Client) -> None:
    plain = asked(client, body(PAIRS))
    turned = {("readiness", "area_fit"): "1/3", ("cluster", "area_fit"): " 1 / 5 ", ("readiness", "cluster"): "3"}
    assert asked(client, body(turned)) == plain
    assert asked(client, body(dict(reversed(PAIRS.items())))) == plain
    both = body(PAIRS)["comparisons"] + body({("readiness", "area_fit"): 0.33})["comparisons"]
    assert asked(client, {"comparisons": both}) == plain


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({}, "bad-body"),
        ({"comparisons": {}}, "bad-body"),
        ({"comparisons": []}, "bad-body"),
        ({"comparisons": [7]}, "bad-body"),
        ({**body(PAIRS), "more": 1}, "bad-body"),
        ({**body(PAIRS), "scheme": 7}, "bad-body"),
        ({"comparisons": [{"a": "area_fit", "b": "readiness"}]}, "bad-body"),
        ({"comparisons": [{"a": "area_fit", "b": "readiness", "value": 3, "c": 1}]}, "bad-body"),
        ({"comparisons": [{"a": ["area_fit"], "b": "readiness", "value": 3}]}, "bad-body"),
        (body({("area_fit", "readiness"): True}), "bad-body"),
        (body({("area_fit", "readiness"): "three"}), "bad-body"),
        (body({("area_fit", "readiness"): "1/0"}), "bad-body"),
        (body({("area_fit", "readiness"): 10**400}), "bad-body"),
        (body({("area_fit", "readiness"): 0}), "bad-weights"),
        (body({("area_fit", "readiness"): -3}), "bad-weights"),
        (body({("area_fit", "area_fit"): 3}), "bad-weights"),
        (body({("area_fit", "no_such"): 3}), "bad-weights"),
        (body({("area_fit", "readiness"): 3, ("readiness", "area_fit"): 3}), "bad-weights"),
        ({"comparisons": [*body(PAIRS)["comparisons"], *body({IDS[:2]: 4})["comparisons"]]}, "bad-weights"),
    ],
)
def test_a_bad_question_is_refused(client: httpx.Client, question: Any, code: str) -> None:
    problem = asked(client, question, 400, code)
    assert problem["text"]["zh"]
    assert problem["remedy"]["en"]


def test_missing_pairs_are_named(client: httpx.Client) -> None:
    problem = asked(client, body({key: PAIRS[key] for key in itertools.islice(PAIRS, 2)}), 400, "bad-weights")
    assert "cluster–readiness" in problem["text"]["zh"]
    problem = asked(client, {**body(PAIRS), "scheme": "none"}, 404, "unknown-scheme")
    assert problem["text"]["en"]


def test_the_command_line_gives_the_same(
    client: httpx.Client, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command, layers = get_command(app), ["--layers", str(folder)]
    as_json, as_toml, into = (tmp_path / name for name in ("pairs.json", "pairs.toml", "weights.json"))
    as_json.write_text(json.dumps(body(JARRING)), "utf-8")
    lines = (f'[[comparisons]]\na = "{a}"\nb = "{b}"\nvalue = {value}\n' for (a, b), value in JARRING.items())
    as_toml.write_text("\n".join(lines), "utf-8")
    told = asked(client, body(JARRING))
    for file in (as_json, as_toml):
        assert run(command, ["weights", str(file), *layers, "--f", "json", "--out", str(into)]) == DONE
        assert json.loads(into.read_text("utf-8")) == told
    capsys.readouterr()
    assert run(command, ["weights", str(as_toml), *layers, "--lang", "zh"]) == DONE
    shown = capsys.readouterr().out
    assert told["words"]["zh"] in shown.replace("\n", "")
    assert all(f"{weight:.2f}" in shown for weight in told["weights"].values())


def test_a_file_that_cannot_be_read_is_said(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command, layers = get_command(app), ["--layers", str(folder)]
    bad = tmp_path / "bad.toml"
    bad.write_text("[[comparisons]\n", "utf-8")
    listed = tmp_path / "list.json"
    listed.write_text("[]", "utf-8")
    assert run(command, ["weights", str(tmp_path / "none.toml"), *layers]) == REFUSED
    assert run(command, ["weights", str(bad), *layers]) == USAGE
    assert run(command, ["weights", str(listed), *layers]) == USAGE
    assert run(command, ["weights", str(bad), *layers, "--f", "xml"]) == USAGE
    said = capsys.readouterr().err
    assert "none.toml" in said
    assert "bad.toml" in said
