"""A requirement is read or refused: a demand that makes no sense is named by its key, in both languages, with what to do."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import Any

import pytest

from gis.catalog import Kind
from gis.errors import BadDemand, UnknownFeature
from gis.fields import Role
from gis.matching import Project, match
from gis.matching.needs.demand_form import form_fields
from gis.matching.needs.project import DEMAND_KEYS, FIGURES
from gis.matching.ranking.requirement import requirement
from gis.plainly import to_plain
from tests.gis.matching.district import (
    askable,
    catalog,
    collection_of,
    default_scheme,
    feature,
    inventory_of,
    random_district,
)
from tests.gis.matching.test_rules import district as whole_district

DEMAND: dict[str, Any] = {
    "name": "压力容器智能制造基地",
    "needs": "either",
    "tenure": ["buy_land", "rent"],
    "chain": "equipment",
    "industry_code": "3332",
    "pollution_class": "2",
    "land_area_min_m2": 40 * 2000 / 3,
    "land_area_max_m2": 80 * 2000 / 3,
    "floor_area_min_m2": 8_000,
    "floor_area_max_m2": 12_000,
    "space_use": "production",
    "floor_load_kn_m2": 15,
    "clear_height_m": 8,
    "column_grid_m": 8.4,
    "crane_t": 10,
    "lift_t": 3,
    "power_kva": 1_600,
    "fire_class": "丁",
    "storeys_max": 2,
    "start_date": "2023-10-01",
    "investment_wan": 32_000,
    "output_wan_mu": 450,
    "tax_wan_mu": 20,
}
DEMAND = askable(DEMAND)


def test_a_demand_is_read_as_it_is_stated() -> None:
    project = Project.from_demand(DEMAND, catalog())
    assert set(DEMAND) == set(DEMAND_KEYS)
    assert project.tenure == ("buy_land", "rent")
    assert project.start_date == dt.date(2023, 10, 1)
    assert project.division == "33"
    assert project.kinds == ("land", "floor")
    assert {key: value for key, value in to_plain(project).items() if key in DEMAND} == DEMAND


def test_a_pair_of_figures_is_two_and_the_form_names_it() -> None:
    """Fails where a pair has a third one, which the page would leave out; a figure whose partner was taken away stands by itself."""
    declared = {figure.key: figure.pair for figure in FIGURES if figure.pair}
    count = Counter(declared.values())
    assert set(count.values()) <= {1, 2}
    assert {field["key"]: field["pair"] for field in form_fields() if "pair" in field} == {
        key: pair for key, pair in declared.items() if count[pair] == 2
    }


def test_an_empty_demand_asks_nothing() -> None:
    project = Project.from_demand({}, catalog())
    assert project.needs == "either"
    assert requirement(project, catalog())[0].key == "needs"
    assert len(requirement(project, catalog())) == 1


@pytest.mark.parametrize(
    ("demand", "named"),
    [
        ({"site_area": 5}, "site_area"),
        ({"land_area_min_m2": -1}, "land_area_min_m2"),
        ({"land_area_min_m2": math.nan}, "land_area_min_m2"),
        ({"land_area_min_m2": math.inf}, "land_area_min_m2"),
        ({"power_kva": 1e300}, "power_kva"),
        ({"power_kva": 5e-324}, "power_kva"),
        ({"power_kva": "1600"}, "power_kva"),
        ({"power_kva": True}, "power_kva"),
        ({"power_kva": [1]}, "power_kva"),
        ({"land_area_max_m2": 0}, "land_area_max_m2"),
        ({"land_area_min_m2": 0}, "land_area_min_m2"),
        ({"floor_area_min_m2": 0}, "floor_area_min_m2"),
        ({"storeys_max": 0}, "storeys_max"),
        ({"storeys_max": 1.5}, "storeys_max"),
        ({"land_area_min_m2": 9, "land_area_max_m2": 5}, "land_area_min_m2"),
        ({"floor_area_min_m2": 9, "floor_area_max_m2": 5}, "floor_area_min_m2"),
        ({"needs": "sea"}, "needs"),
        ({"needs": 1}, "needs"),
        ({"tenure": "rent"}, "tenure"),
        ({"tenure": ["steal"]}, "tenure"),
        ({"tenure": [["rent"]]}, "tenure"),
        ({"chain": "bitcoin"}, "chain"),
        ({"industry_code": "0001"}, "industry_code"),
        ({"industry_code": "33329999"}, "industry_code"),
        ({"pollution_class": "9"}, "pollution_class"),
        ({"space_use": "casino"}, "space_use"),
        ({"fire_class": "A"}, "fire_class"),
        ({"start_date": "soon"}, "start_date"),
        ({"start_date": 20231001}, "start_date"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": {"$ne": 1}}, "name"),
        ([], "-"),
        ("x", "-"),
    ],
)
def test_a_demand_that_makes_no_sense_is_refused_by_name(demand: Any, named: str) -> None:
    with pytest.raises(BadDemand) as caught:
        Project.from_demand(demand, catalog())
    for text in (caught.value.text.zh, caught.value.text.en):
        assert named in text
        assert len(text) < 500
    assert caught.value.remedy.zh
    assert caught.value.remedy.en


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        ({"needs": "land", "land_area_min_m2": 1e8}, "单个最大"),
        ({"needs": "floor", "floor_area_min_m2": 1e8}, "floor_area_min_m2"),
        ({"land_area_min_m2": 1e8, "floor_area_min_m2": 1e8}, "land_area_min_m2"),
    ],
)
def test_a_demand_for_more_than_there_is_says_how_much_there_is(demand: dict[str, Any], said: str) -> None:
    inventory = whole_district({Role.AREA: 30_000.0})
    with pytest.raises(BadDemand) as caught:
        match(inventory, Project.from_demand(demand, catalog()), default_scheme())
    assert said in caught.value.text.zh + caught.value.remedy.zh
    assert "together is" in caught.value.text.en


def test_what_cannot_be_told_is_not_refused() -> None:
    asks = Project.from_demand({"needs": "land", "land_area_min_m2": 1e8}, catalog())
    assert match(whole_district({Role.AREA: None}), asks, default_scheme()).counts["rejected"] == 0
    either = Project.from_demand({"land_area_min_m2": 1e8}, catalog())
    assert match(whole_district({Role.AREA: 30_000.0}), either, default_scheme()).considered == {"land": 1, "floor": 1}
    of_the_register = Project(id="P-1", needs="land", land_area_min_m2=1e8)
    assert match(whole_district({Role.AREA: 30_000.0}), of_the_register, default_scheme()).counts["rejected"] == 1


def test_an_unknown_key_lists_the_keys_there_are() -> None:
    with pytest.raises(BadDemand) as caught:
        Project.from_demand({"area": 1}, catalog())
    assert all(key in caught.value.remedy.en for key in DEMAND_KEYS)


def test_a_finer_industry_code_than_the_list_goes_into_is_known_by_the_code_above() -> None:
    assert Project.from_demand({"industry_code": "3411"}, catalog()).division == "34"


def test_a_project_of_the_register_is_read_by_role() -> None:
    inventory = random_district(0)
    layer = inventory.of_kind(Kind.PROJECT)[0]
    project = Project.from_layer(layer, "P-C-0")
    assert project.id == "P-C-0"
    assert project.stage == "continuing"
    assert len(project.site_ids) == 2
    with pytest.raises(UnknownFeature):
        Project.from_layer(layer, "P-X")


def test_a_contradiction_in_the_register_names_the_project() -> None:
    values = {Role.STAGE: "new", Role.LAND_AREA_MIN: 9.0, Role.LAND_AREA_MAX: 5.0}
    inventory = inventory_of({Kind.PROJECT: [feature(collection_of(Kind.PROJECT), "P-7", None, values)]})
    with pytest.raises(BadDemand, match="P-7"):
        Project.from_layer(inventory.of_kind(Kind.PROJECT)[0], "P-7")


def test_the_requirement_reads_as_a_planner_says_it() -> None:
    lines = {line.key: line.text for line in requirement(Project.from_demand(DEMAND, catalog()), catalog())}
    assert lines["land_area"].zh == "40–80 亩"
    assert lines["land_area"].en == "40–80 mu"
    assert lines["floor_area"].zh == "8,000–12,000 m²"
    assert lines["power_kva"].zh == "≥ 1,600 kVA"
    assert lines["industry_code"].zh.startswith("3332 ")
    assert lines["tenure"].zh == "购地自建或租赁"
    assert lines["lift_t"].zh == "≥ 3 t"
    assert lines["column_grid_m"].en == "≥ 8.4 m"
    assert lines["storeys_max"].zh == "≤ 2 层"
    assert lines["output_wan_mu"].zh == "450 万元/亩"
    assert lines["start_date"].en == "by 2023-10-01"
