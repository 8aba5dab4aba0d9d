"""Plots without a shape: nobody says of one that it is free of projects, they have no neighbours, and a portfolio counts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.folder import open_folder
from gis.inventory import Inventory
from gis.matching.assembly.neighbours import prepare_graph
from gis.matching.needs.project import Project
from gis.matching.portfolio import PortfolioQuestion, assign
from gis.matching.ranking.matches import match
from gis.matching.ranking.report import Match
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.scheme_file import load_schemes
from gis.matching.sites.candidates import LAND, stock_of
from tests.gis.linked import FIELDS, item, linked_folder
from tests.gis.small import cell


@pytest.fixture(scope="module")
def scheme(root: Path) -> Scheme:
    return load_schemes(root / "layers")["default"]


def folder(path: Path, *, standing: bool) -> Inventory:
    """Three plots beside one another, of which the middle one and another have no shape, and who stands on the first."""
    supplied = [
        item("A", cell(0, 0), name="甲", area=5000.0),
        item("B", None, name="乙", area=5000.0),
        item("C", cell(1, 0), name="丙", area=5000.0),
        item("D", None, name="丁", area=5000.0),
    ]
    kind, entries = FIELDS["projects"]
    more = [
        {"name": "needs", "zh": "需求", "en": "Needs", "role": "needs"},
        {"name": "least", "type": "number", "unit": "m2_land", "zh": "面积", "en": "Area", "role": "land_area_min"},
        {"name": "sites", "type": "list", "zh": "场地", "en": "Sites", "role": "site_ids"},
    ]
    projects = [item("Q", name="新", stage="new", needs="land", least=4000.0)]
    if standing:
        projects.append(item("P", name="续", stage="continuing", sites=["A"]))
    features = {"supplied": supplied, "approved": [], "floors": [], "projects": projects}
    return open_folder(linked_folder(path, features, {**FIELDS, "projects": (kind, [*entries, *more])}))


def answer_of(found: Match, rule: str) -> tuple[int, str]:
    verdict = next(each for each in found.verdicts if each.rule == rule)
    return verdict.answer, verdict.reason.zh


def test_a_plot_without_a_shape_is_to_check_where_somebody_stands_somewhere(tmp_path: Path, scheme: Scheme) -> None:
    """It was said to be free: who stands on its ground, in a floor or under another number, nobody can tell."""
    project = Project(id="Q", needs="land", land_area_min_m2=4000.0)
    explained = match(folder(tmp_path, standing=True), project, scheme, explain=["A", "B", "C"]).explained
    answers = [answer_of(each, "occupied") for each in explained]
    assert [answer for answer, _ in answers] == [0, -1, 1]
    assert answers[1][1] == "是否被续建项目占用待核实（未定位）"


def test_where_no_project_stands_anywhere_it_is_free(tmp_path: Path, scheme: Scheme) -> None:
    project = Project(id="Q", needs="land", land_area_min_m2=4000.0)
    (explained,) = match(folder(tmp_path, standing=False), project, scheme, explain=["B"]).explained
    assert answer_of(explained, "occupied")[0] == 1


def test_plots_without_a_shape_have_no_neighbours_and_join_nothing(tmp_path: Path, scheme: Scheme) -> None:
    stock = stock_of(folder(tmp_path, standing=False), LAND)
    pairs = [sorted(stock.id_of(row) for row in pair) for pair in prepare_graph(stock, scheme.assembly).pairs.tolist()]
    assert pairs == [["A", "C"]]
    project = Project(id="Q", needs="land", land_area_min_m2=9000.0)
    found = match(folder(tmp_path / "more", standing=False), project, scheme, top=5)
    assert {each.partner.id for each in found.matches} <= {"A", "B", "C", "D"}


def test_a_portfolio_says_how_many_of_its_sites_are_not_located(tmp_path: Path, scheme: Scheme) -> None:
    inventory = folder(tmp_path, standing=True)
    portfolio = assign(inventory, scheme, PortfolioQuestion(unlocks=False))
    (note,) = [each for each in portfolio.notes if each.code == "not-located"]
    assert note.words.zh.startswith("待选场地 4 处中 2 处未定位")
    assert "2 of 4 sites to choose from are not located" in note.words.en
