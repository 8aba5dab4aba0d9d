"""The worked example of docs/method/portfolio.md: its second table comes out of its first, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Item, Option, Place
from gis.matching.portfolio.solving.greedy import greedy
from gis.matching.portfolio.solving.model import Model
from gis.matching.portfolio.solving.solve import solve
from gis.matching.sites.candidates import FLOOR, LAND
from tests.gis.matching.portfolio.cases import option

DOCS = Path(__file__).resolve().parents[4] / "docs" / "method"
AIMS: tuple[str, ...] = ("tier", "investment", "number", "fit")
FLOOR_M2 = 3000
PLACES = {"L1": Place(LAND, 0), "L2": Place(LAND, 1), "L3": Place(LAND, 2), "F": Place(FLOOR, 0)}
TIERS = {"city": "city", "district": "district", "市级": "city", "区级": "district"}
POINTS = {"city": 10.0, "district": 1.0}


def cells(text: str, first: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if re.match(rf"\| {first} ", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def number(text: str) -> float:
    return float(text.replace(",", ""))


def model_of(text: str) -> Model:
    projects, choices = [], []
    for at, (name, tier, money, listed) in enumerate(cells(text, "[A-D]")):
        projects.append(Project(id=name, tier=TIERS[tier], investment_wan=number(money)))
        choices.append(Choice(options=tuple(_options(at, listed))))
    return Model(projects=tuple(projects), choices=tuple(choices), tier_points=POINTS, fixed={})


def _options(at: int, listed: str) -> list[Option]:
    found = []
    for place, area, score in re.findall(r"(L\d|F)(?: ([\d,]+) m²)? ?[(（](\d+)[)）]", listed):
        share = number(area) / FLOOR_M2 if area else 1.0
        found.append(option(at, [Item(place=PLACES[place], area_m2=number(area or "1"), share=share)], float(score)))
    return found


def told(model: Model, chosen: tuple[int, ...]) -> tuple[list[float], set[tuple[str, str]]]:
    names = {place: name for name, place in PLACES.items()}
    who = {(model.projects[o.project].id or "", names[o.items[0].place]) for o in (model.options[at] for at in chosen)}
    return [model.reached(aim, chosen) for aim in AIMS], who


@pytest.mark.parametrize("name", ["portfolio.md", "portfolio.zh-CN.md"])
def test_the_example_comes_out(name: str) -> None:
    """Fails where a figure of the page is not what the engine gives for the page's own case."""
    text = (DOCS / name).read_text("utf-8")
    model = model_of(text)
    assert sum(len(choice.options) for choice in model.choices) == 6
    by_hand = greedy(model)
    found = solve(model, AIMS, node_limit=100, fallback=by_hand)
    for first, chosen in (("one by one|逐个挑选", by_hand), ("placed at once|统筹落位", found.chosen)):
        (row,) = [cell for each in first.split("|") for cell in cells(text, each)]
        values, who = told(model, chosen)
        assert [number(cell) for cell in row[1:5]] == values
        assert set(re.findall(r"([A-D]) (L\d|F)", row[5])) == who
    forced = replace(model, fixed={3: model.choices[3].options})
    instead = solve(forced, AIMS, node_limit=100, fallback=None)
    assert instead.stages[1].objective - found.stages[1].objective == -3000
    assert "3,000" in text
    third = [option(3, [Item(place=PLACES["L3"], area_m2=1.0, share=1.0)], 50.0)]
    wider = replace(model, choices=(*model.choices[:3], Choice(options=(*model.choices[3].options, *third))))
    unlocked = solve(wider, AIMS, node_limit=100, fallback=None)
    assert unlocked.stages[1].objective - found.stages[1].objective == 2000
    assert unlocked.stages[2].objective - found.stages[2].objective == 1
