"""Places of two ledgers that share an id: nobody takes one for the other, in what is said, asked, pinned, ruled out or changed by a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.catalog import read_catalog
from gis.checking import check_folder
from gis.errors import BadDemand, BadPins, BadScenario
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching.needs.project import Project
from gis.matching.portfolio import Ban, Pin, PortfolioQuestion, assign
from gis.matching.portfolio.scenario import Clear, cleared_of
from gis.matching.ranking.matches import match
from gis.matching.ranking.registered import read_project
from gis.matching.ranking.report import SiteView
from gis.matching.relaxation.whynot import why_nots
from gis.matching.scheme.scheme import Scheme
from gis.matching.schemes.scheme_file import load_schemes
from gis.matching.sites.candidates import LAND, stock_of
from gis.matching.sites.shared_ids import names_site
from gis.matching.sites.standing import standings
from gis.plainly import to_plain
from tests.gis.linked import FIELDS, item, linked_folder, plots
from tests.gis.small import cell

PROJECT = Project(id="Q", needs="land", land_area_min_m2=1000.0, investment_wan=1000.0)


@pytest.fixture(scope="module")
def scheme(root: Path) -> Scheme:
    return load_schemes(root / "layers")["default"]


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    kind, entries = FIELDS["projects"]
    more = [
        {"name": "needs", "zh": "需求", "en": "Needs", "role": "needs"},
        {"name": "least", "type": "number", "unit": "m2_land", "zh": "面积", "en": "Area", "role": "land_area_min"},
        {"name": "sites", "type": "list", "zh": "场地", "en": "Sites", "role": "site_ids"},
    ]
    features = plots()
    features["projects"] = [
        item("P", name="续建", stage="continuing", sites=["2"]),
        item("Q", name="新建", stage="new", needs="land", least=1000.0),
        item("R", name="又一", stage="new", needs="land", least=1000.0),
    ]
    features["supplied"].append(item("9", cell(9, 0), name="供9号", area=7000.0))
    folder = tmp_path_factory.mktemp("shared")
    return open_folder(linked_folder(folder, features, {**FIELDS, "projects": (kind, [*entries, *more])}))


def test_a_match_says_of_an_id_that_two_layers_have_which_it_is_of(inventory: Inventory, scheme: Scheme) -> None:
    views = [each.partner for each in match(inventory, PROJECT, scheme, top=20).matches]
    labels = {(each.collection, each.id): each.label.en for each in views if isinstance(each, SiteView)}
    assert labels["supplied", "1"] == "1 (Supplied)"
    assert labels["approved", "1"] == "1 (Approved)"
    assert labels["supplied", "9"] == "9", "an id of one layer alone is told by itself"


def test_an_id_of_two_layers_is_explained_for_both_and_a_name_for_one(inventory: Inventory, scheme: Scheme) -> None:
    both = match(inventory, PROJECT, scheme, explain=["3"]).explained
    assert [each.partner.collection for each in both if isinstance(each.partner, SiteView)] == ["supplied", "approved"]
    (one,) = match(inventory, PROJECT, scheme, explain=["approved/3"]).explained
    assert isinstance(one.partner, SiteView)
    assert one.partner.collection == "approved"
    assert [each.site.collection for each in why_nots(inventory, PROJECT, scheme, ["3"])] == ["supplied", "approved"]


def test_a_pin_on_an_id_of_two_layers_is_refused_with_the_names_that_would_do(
    inventory: Inventory, scheme: Scheme
) -> None:
    """It was kept on whichever layer came first."""
    with pytest.raises(BadPins) as refused:
        assign(inventory, scheme, PortfolioQuestion(pins=(Pin(project_id="Q", sites=("3",)),)))
    assert "supplied/3" in refused.value.text.zh
    assert "approved/3" in refused.value.remedy.en or "supplied/3" in refused.value.remedy.en
    with pytest.raises(BadPins):
        assign(inventory, scheme, PortfolioQuestion(forbid=(Ban(project_id="Q", site="3"),)))


def test_a_pin_by_layer_and_id_stands_on_that_site_and_a_ban_rules_out_that_alone(
    inventory: Inventory, scheme: Scheme
) -> None:
    question = PortfolioQuestion(
        project_ids=("Q", "R"),
        pins=(Pin(project_id="Q", sites=("approved/3",)),),
        forbid=tuple(Ban(project_id="R", site=f"approved/{n}") for n in (1, 2)),
        unlocks=False,
    )
    portfolio = assign(inventory, scheme, question)
    placed = {each.project.id: each.items for each in portfolio.placements}
    (item_q,), (item_r,) = placed["Q"], placed["R"]
    assert (item_q.collection, item_q.id) == ("approved", "3")
    assert item_q.layer is not None
    assert item_q.layer.en == "Approved"
    assert item_r.collection == "supplied", "what is ruled out in one layer is not in the other"


def test_a_scenario_clears_the_site_that_it_names_and_no_other(inventory: Inventory, scheme: Scheme) -> None:
    with pytest.raises(BadScenario):
        cleared_of(inventory, scheme, Clear(sites=("1",)))
    assert cleared_of(inventory, scheme, Clear(sites=("supplied/1",))) is not None


def test_a_project_that_names_an_id_of_two_layers_seems_to_stand_on_either(inventory: Inventory) -> None:
    """Both plots were taken by one project that stands on one of them."""
    (standing,) = standings(stock_of(inventory, LAND), ["continuing"])
    assert standing.sites == ()
    assert len(standing.likely) == 2


def test_check_says_which_words_need_their_layer(tmp_path: Path) -> None:
    kind, entries = FIELDS["projects"]
    sites = {"name": "sites", "type": "list", "zh": "场地", "en": "Sites", "role": "site_ids"}
    features = plots()
    features["projects"] = [item("P", name="续建", stage="continuing", sites=["2"])]
    folder = linked_folder(tmp_path, features, {**FIELDS, "projects": (kind, [*entries, sites])})
    found = [each for each in check_folder(read_catalog(folder)).findings if each.code == "ambiguous-reference"]
    (doubt,) = found
    assert "an id that Supplied, Approved all have" in doubt.text.en
    assert "references" in doubt.remedy.zh


def test_records_of_one_plot_in_two_layers_are_one_place(tmp_path: Path, scheme: Scheme) -> None:
    """The same plot under one id in two ledgers needs no layer to be pinned."""
    features = plots()
    features["approved"] = [replace_shape(each, n) for n, each in enumerate(features["approved"], 1)]
    kind, entries = FIELDS["projects"]
    more = [
        {"name": "needs", "zh": "需求", "en": "Needs", "role": "needs"},
        {"name": "least", "type": "number", "unit": "m2_land", "zh": "面积", "en": "Area", "role": "land_area_min"},
    ]
    features["projects"] = [item("Q", name="新建", stage="new", needs="land", least=1000.0)]
    made = open_folder(linked_folder(tmp_path, features, {**FIELDS, "projects": (kind, [*entries, *more])}))
    portfolio = assign(made, scheme, PortfolioQuestion(pins=(Pin(project_id="Q", sites=("3",)),), unlocks=False))
    (placement,) = portfolio.placements
    assert placement.items[0].id == "3"


def replace_shape(feature: Feature, n: int) -> Feature:
    return feature._replace(geometry=cell(n, 0))


def test_projects_of_two_layers_that_share_an_id_are_left_out_by_name(tmp_path: Path, scheme: Scheme) -> None:
    """One of the two was judged, and the other was gone without a word."""
    kind, entries = FIELDS["projects"]
    features = plots()
    features["projects"] = [item("P", name="甲", stage="new")]
    features["more"] = [item("P", name="乙", stage="new")]
    fields = {**FIELDS, "more": (kind, [*entries])}
    made = open_folder(linked_folder(tmp_path, features, fields))
    portfolio = assign(made, scheme, PortfolioQuestion(unlocks=False))
    (note,) = [each for each in portfolio.notes if each.code == "unsound"]
    assert "2 layers have a project P (projects, more)" in note.words.en
    with pytest.raises(BadDemand):
        assign(made, scheme, PortfolioQuestion(project_ids=("P",)))


def test_placed_sites_of_one_name_are_told_apart_by_their_ids(tmp_path: Path, scheme: Scheme) -> None:
    """Would break where a meeting reads of two places by a name that both have, as ledgers write 某某产业园项目 in row after row."""
    kind, entries = FIELDS["projects"]
    more = {"name": "needs", "zh": "需求", "en": "Needs", "role": "needs"}
    features = plots()
    features["supplied"] = [item(str(n), cell(n, 0), name="产业园项目", area=5000.0 + n) for n in (1, 2)]
    features["approved"] = [item("8", cell(8, 5), name="批8号地块", area=9000.0)]
    features["projects"] = [item(key, name=key, stage="new", needs="land") for key in "QRS"]
    folder = linked_folder(tmp_path / "same", features, {**FIELDS, "projects": (kind, [*entries, more])})
    found = assign(open_folder(folder), scheme, PortfolioQuestion())
    names = sorted(item.name.en for each in found.placements for item in each.items)
    assert names == ["产业园项目 (1)", "产业园项目 (2)", "批8号地块"]


def test_a_project_of_the_register_names_its_sites_with_their_layer_where_two_have_the_id(
    tmp_path: Path, scheme: Scheme
) -> None:
    """Would break where who reads a report, or a pre-check, takes the plot of the other ledger for that on which a project stands."""
    kind, entries = FIELDS["projects"]
    sites = {"name": "sites", "type": "list", "zh": "场地", "en": "Sites", "role": "site_ids", "references": "supplied"}
    features = plots()
    features["projects"] = [
        item("P", name="续建", stage="continuing", sites=["3"], site="批2号地块"),
        item("Q", name="新建", stage="continuing", sites=["77"]),
    ]
    made = open_folder(linked_folder(tmp_path, features, {**FIELDS, "projects": (kind, [*entries, sites])}))
    layer = made.layers["projects"]
    project = read_project(made, layer, "P")
    assert sorted(project.site_ids) == ["approved/2", "supplied/3"]
    assert read_project(made, layer, "Q").site_ids == ("77",), "what is in no layer stays as it is written"
    report = to_plain(assign(made, scheme, PortfolioQuestion(unlocks=False)))
    items = {
        each["project_id"]: [(one["collection"], one["id"]) for one in each["items"]] for each in report["placements"]
    }
    assert sorted(items["P"]) == [("approved", "2"), ("supplied", "3")]
    assert names_site(project.site_ids, stock_of(made, LAND), 2)
    assert not names_site(project.site_ids, stock_of(made, LAND), 5)
