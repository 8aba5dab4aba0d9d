"""Links between ledgers: by codes and names whatever their writing, in the layer that is declared and no other, and what leads to nothing is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gis.catalog import read_catalog
from gis.checking import check_folder
from gis.errors import CatalogError
from gis.fields import Role
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.locating.proposal import By, Outcome
from gis.locating.proposing import propose_places
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.matching.sites.grounds import grounds_of
from gis.matching.sites.standing import standings
from gis.query import Query
from tests.gis.linked import CODE, FIELDS, item, linked_folder, plots


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return open_folder(linked_folder(tmp_path_factory.mktemp("linked")))


def test_a_code_leads_to_its_plot_whatever_width_and_case_it_has(inventory: Inventory) -> None:
    (link,) = inventory.links("floors")
    assert [link.targets(row) for row in range(4)] == [[1], [2], [], []]
    counts = link.counts()
    assert (counts.named, counts.linked, counts.several, counts.nowhere) == (3, 2, 0, 1)
    assert counts.examples == (CODE.format(77),)
    assert "3 条中 2 条有对应，1 条查不到" in counts.words().zh
    assert "2 of 3 lead to one, 1 to none" in counts.words().en


def test_a_floor_takes_from_the_plot_to_which_its_code_links(inventory: Inventory) -> None:
    """The months of its plot's blockers were unknown though both ledgers have the code."""
    months = stock_of(inventory, FLOOR).number(Role.BLOCKER_MONTHS)
    assert months[:2].tolist() == [2, 3]
    assert np.isnan(months[2:]).all()


def test_a_floor_stands_on_the_plot_of_the_layer_that_is_declared(inventory: Inventory) -> None:
    """Both layers of plots have a 2 and a 3: by the id alone the floor stood on either."""
    grounds, land = grounds_of(stock_of(inventory, FLOOR)), stock_of(inventory, LAND)
    placed = [
        [land.layer_of(plot)[0].id + "/" + land.id_of(plot) for plot in grounds.beside(FLOOR, row)] for row in range(4)
    ]
    assert placed == [["supplied/2"], ["supplied/3"], [], []]


def test_a_project_stands_on_the_site_that_it_names_by_a_link(inventory: Inventory) -> None:
    land = stock_of(inventory, LAND)
    (standing,) = standings(land, ["continuing"])
    ((kind, row),) = standing.sites
    assert (kind, land.layer_of(row)[0].id, land.id_of(row)) == (LAND, "approved", "2")


def test_what_names_nothing_or_several_is_doubted_by_its_row(tmp_path: Path) -> None:
    features = plots()
    features["supplied"].append(item("4", None, name="供4号", code=CODE.format(2)))
    found = check_folder(read_catalog(linked_folder(tmp_path, features)))
    said = {(each.code, each.id): each.text for each in found.findings if each.code.endswith("-reference")}
    assert set(said) == {("ambiguous-reference", "F1"), ("broken-reference", "F3")}
    assert "2 条：2, 4" in said["ambiguous-reference", "F1"].zh
    assert f"code is '{CODE.format(77)}', which no code of Supplied is" in said["broken-reference", "F3"].en


def test_what_a_query_finds_says_which_of_its_links_lead_to_nothing(inventory: Inventory) -> None:
    (counts,) = inventory.summary(Query(collection="floors")).broken_links
    assert (counts.field, counts.nowhere) == ("code", 1)
    assert inventory.broken_links(Query(collection="floors")) == (counts,)
    assert inventory.broken_links(Query(collection="floors", ids=("F1", "F2"))) == ()
    assert inventory.broken_links(Query(collection="projects")) == ()


def test_a_row_without_a_shape_lies_where_its_link_leads(inventory: Inventory) -> None:
    """A project's site is declared: what says so by a name goes before codes and owners, and suffices of a project too."""
    located = {each.id: each for each in propose_places(inventory, "projects").proposals}
    assert (located["P"].outcome, located["P"].by) == (Outcome.LOCATED, By.LINK)
    assert located["P"].place is not None
    assert located["P"].place.address == "approved/2"
    assert located["Q"].outcome is Outcome.NOT_LOCATED


def test_a_link_suffices_where_the_plot_has_its_shape_from_another(tmp_path: Path) -> None:
    """A code is not looked up in a shape that was copied, which may have been drawn anew since: a link is declared."""
    kind, entries = FIELDS["supplied"]
    basis = {"name": "basis", "zh": "定位依据", "en": "Located by", "role": "located_by"}
    features = plots()
    features["supplied"] = [
        each._replace(properties={**each.properties, "basis": "宗地代码 / parcel code: cadastre/7"})
        for each in features["supplied"]
    ]
    folder = linked_folder(tmp_path, features, {**FIELDS, "supplied": (kind, [*entries, basis])})
    located = {each.id: each for each in propose_places(open_folder(folder), "floors").proposals}
    assert (located["F1"].outcome, located["F1"].by) == (Outcome.LOCATED, By.LINK)
    assert located["F3"].outcome is Outcome.NOT_LOCATED


def test_two_links_that_name_different_places_are_for_somebody_to_look_at(tmp_path: Path) -> None:
    features = plots()
    features["projects"] = [item("P", name="某项目", stage="new", site="批2号地块", lot=CODE.format(1))]
    lot = {"name": "lot", "zh": "宗地", "en": "Lot", "references": "supplied", "references_by": "code"}
    kind, entries = FIELDS["projects"]
    folder = linked_folder(tmp_path, features, {**FIELDS, "projects": (kind, [*entries, lot])})
    (proposal,) = propose_places(open_folder(folder), "projects").proposals
    assert proposal.outcome is Outcome.TO_CHECK
    assert len(proposal.candidates) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"references": None}, "references"),
        ({"references_by": "nothing"}, "nothing"),
        ({"references_by": "area"}, "area"),
        ({"type": "number"}, "text"),
    ],
)
def test_a_link_that_cannot_be_is_refused_by_its_key(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    kind, entries = FIELDS["floors"]
    code = {key: value for key, value in {**entries[-1], **change, "role": None}.items() if value is not None}
    folder = linked_folder(tmp_path, {}, {**FIELDS, "floors": (kind, [*entries[:-1], code])})
    with pytest.raises(CatalogError) as refused:
        read_catalog(folder)
    assert "floors.fields[3]" in str(refused.value.where)
    assert words in refused.value.text.en


def test_ids_are_linked_as_they_stand(inventory: Inventory, tmp_path: Path) -> None:
    kind, entries = FIELDS["floors"]
    plain = {"name": "code", "zh": "地块", "en": "Plot", "references": "supplied"}
    features = plots()
    features["floors"] = [item("F1", area=1.0, code="2"), item("F2", area=1.0, code=" 2")]
    made = open_folder(linked_folder(tmp_path, features, {**FIELDS, "floors": (kind, [*entries[:-1], plain])}))
    (link,) = made.links("floors")
    assert [link.targets(row) for row in range(2)] == [[1], []]
    assert inventory.links("supplied") == ()
    assert replace(link, target=made.layer("approved")).first.tolist() == [1, -1]
