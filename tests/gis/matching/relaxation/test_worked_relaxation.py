"""The worked example of docs/method/relaxation.md: every row of its tables comes out of the very same plots."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gis.inventory import Inventory
from gis.matching.relaxation import Change, Relaxations, relaxations, why_not
from gis.matching.relaxation.relaxing import NAMED_JOINS
from gis.matching.relaxation.search import MAX_MOVES, MAX_OPTIONS
from gis.matching.scheme.plans import RelaxationPlan
from gis.plainly import to_plain
from gis.text import Text
from gis.units import plain
from tests.gis.matching.district import ROOT, default_scheme
from tests.gis.matching.relaxation.example import example, project

PAGES = [ROOT / "docs" / "method" / name for name in ("relaxation.md", "relaxation.zh-CN.md")]


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return example()


@pytest.fixture(scope="module")
def found(inventory: Inventory) -> Relaxations:
    return relaxations(inventory, project(), default_scheme())


def rows_of(page: Path, table: int) -> list[list[str]]:
    text = page.read_text("utf-8").split("<!-- worked example -->")[1]
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in tables[table].strip().splitlines()[2:]]


def said(page: Path, change: Change) -> str:
    words = [step.words for step in change.steps]
    return "；".join(each.zh for each in words) if "zh" in page.name else "; ".join(each.en for each in words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_plot_fails_and_is_mended_as_the_page_says(page: Path, inventory: Inventory) -> None:
    for key, _, failing, change, cost in rows_of(page, 0):
        one = why_not(inventory, project(), default_scheme(), key)
        assert re.findall(r"`(\w+)`", failing) == [each.rule for each in one.failures]
        written = [plain(one.change.cost), said(page, one.change)] if one.change else ["–", "–"]
        assert [cost, change] == written


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_changes_are_those_of_the_page(page: Path, found: Relaxations) -> None:
    written = [
        [plain(change.cost), said(page, change), str(change.gains), " ".join(site.id for site in change.sites)]
        for change in found.changes
    ]
    assert rows_of(page, 1) == written
    assert (found.fits, found.to_check, found.wanted, found.standing) == (1, 1, 3, {"supply": 1})
    assert found.complete


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_settings_on_the_page_are_those_of_the_scheme_and_of_the_search(page: Path) -> None:
    text, plan = page.read_text("utf-8"), default_scheme().relaxation
    for key in ("wanted", "offers", "max_steps", "join_cost"):
        assert f"`{key}` = {plain(getattr(plan, key))}" in text
    assert f"{MAX_OPTIONS:,}" in text
    assert f"{MAX_MOVES:,}" in text
    assert NAMED_JOINS == 2
    assert isinstance(plan, RelaxationPlan)


def test_why_not_says_what_is_there_beside_what_is_asked_and_the_join(inventory: Inventory) -> None:
    found = why_not(inventory, project(), default_scheme(), "E")
    assert found.verdict == "rejected"
    assert [each.words for each in found.failures] == [
        Text("E 地块不满足“面积”：20 < 40 亩", "plot E fails “area”: 20 < 40 mu")
    ]
    assert found.change is None
    assert "与东邻 1 宗（F 地块）拼合可达 46.6 亩" in found.words.zh
    assert "join with the neighbour to the east (plot F) for 46.6 mu" in found.words.en
    assert [site["id"] for site in to_plain(found)["joins"][0]["sites"]] == ["E", "F"]
