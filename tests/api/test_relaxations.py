"""Would break where the least relaxation, or why a plot does not serve, were told otherwise over HTTP than in the domain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from gis.inventory import Inventory
from gis.matching import Project, load_schemes
from gis.matching.needs.project import DEMAND_KEYS
from gis.matching.relaxation import relaxations, why_not
from gis.plainly import to_plain
from tests.api.test_errors import is_problem

DEMAND = {"needs": "land", "land_area_min_m2": 50_000, "land_area_max_m2": 50_500, "industry_code": "34"}


@pytest.fixture
def asked(client: httpx.Client) -> dict[str, Any]:
    question = {"project": DEMAND, "top": 0, "study": ["relaxation", "why_not"], "explain": ["L-000", "L-001"]}
    answer = client.post("/matches", json=question)
    assert answer.status_code == 200
    return dict(answer.json())


def test_the_studies_are_the_domains_own(asked: dict[str, Any], inventory: Inventory, folder: Path) -> None:
    project, scheme = Project.from_demand(DEMAND, inventory.catalog), load_schemes(folder)["default"]
    assert asked["relaxation"] == json.loads(json.dumps(to_plain(relaxations(inventory, project, scheme))))
    told = [to_plain(why_not(inventory, project, scheme, key)) for key in ("L-000", "L-001")]
    assert asked["why_not"]["sites"] == json.loads(json.dumps(told))


def test_what_is_failed_is_what_the_verdicts_say(asked: dict[str, Any]) -> None:
    for site, explained in zip(asked["why_not"]["sites"], asked["explained"], strict=True):
        failed = [verdict["rule"] for verdict in explained["verdicts"] if verdict["answer"] == "no"]
        assert [each["rule"] for each in site["failures"]] == failed


def test_a_changed_figure_typed_into_the_demand_lets_in_what_was_promised(
    served: str, demo_inventory: Inventory
) -> None:
    register, tried = demo_inventory.layer("projects"), 0
    with httpx.Client(base_url=served, trust_env=False) as client:
        for project in (Project.from_layer(register, key) for key in register.ids[62:100]):
            demand = {key: value for key, value in to_plain(project).items() if key in DEMAND_KEYS and value}
            told = client.post("/matches", json={"project": demand, "top": 0, "study": ["relaxation"]}).json()
            for change in told["relaxation"]["changes"]:
                if all(step["kind"] == "requirement" for step in change["steps"]):
                    new = demand | {step["key"]: step["to"] for step in change["steps"]}
                    after = client.post("/matches", json={"project": new, "top": 0}).json()["counts"]
                    before = told["counts"]["fits"] + told["counts"]["to_check"]
                    assert after["fits"] + after["to_check"] == before + change["gains"], change["words"]["en"]
                    tried += 1
    assert tried > 5


def test_a_site_that_is_not_there_is_refused(client: httpx.Client) -> None:
    question = {"project": DEMAND, "study": ["why_not"], "explain": ["nowhere"]}
    is_problem(client.post("/matches", json=question), 404, "unknown-feature")
