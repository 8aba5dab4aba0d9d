"""How a planner reads the answers: nothing said twice, the register's own words, names instead of ids."""

from __future__ import annotations

import pytest

from gis.fields import Role
from gis.matching import Project
from gis.matching.precheck.precheck import precheck
from gis.matching.precheck.starting import Reason, by_date
from gis.matching.relaxation import relaxations
from gis.matching.studies.topsis import topsis
from tests.gis.matching.district import catalog, default_scheme
from tests.gis.matching.test_rules import answer, district, explained


def test_pollution_is_named_as_the_register_names_it() -> None:
    _, zh, en = answer(explained(district(), "L", pollution_class="1"), "usage")
    assert "（一类污染）" in zh
    assert "(pollution class 1)" in en


def test_a_hold_that_ends_first_is_said_once_with_its_holder() -> None:
    """Fails where the state of the floor and the hold on it say the same thing twice."""
    floor = {Role.STATUS: "held", Role.HELD_BY: "P-9", Role.HELD_UNTIL: "2023-08-15"}
    found = explained(district(floor=floor), "F", start_date="2023-10-01")
    assert answer(found, "availability")[0] == answer(found, "hold")[0] == "unknown"
    assert found.explanation.zh.count("预留到期能否解除待核实") == 1
    assert "由 P-9 意向预留" in found.explanation.zh
    assert found.explanation.en.lower().count("release of the hold") == 1


def test_a_sheet_says_each_thing_once() -> None:
    inventory = district(floor={Role.FIRE_CLASS: "丙"})
    project = Project.from_demand(
        {"needs": "floor", "industry_code": "34", "fire_class": "丙", "space_use": "production"}, catalog()
    )
    found = precheck(inventory, project, ("idle_space", "F"), default_scheme())
    said = [line.words for lines in found.sections.values() for line in lines]
    assert not [
        each.zh
        for each in said
        if "状态：状态" in each.zh or "空置状态：状态" in each.zh or "产权清晰：产权" in each.zh
    ]
    assert not [each.en for each in said if "vacancy: state:" in each.en]
    fire = next(each for each in said if "项目火灾危险性" in each.zh)
    assert "；火灾危险性：" not in fire.zh


def test_a_change_says_what_it_brings_in_words() -> None:
    project = Project.from_demand(
        {"needs": "land", "industry_code": "34", "pollution_class": "1", "power_kva": 2_500}, catalog()
    )
    change = relaxations(district(), project, default_scheme(), wanted=1).changes[0]
    assert change.words.zh.endswith("，可多 1 处符合")
    assert change.words.en.endswith(": 1 more fits")


def test_topsis_names_the_site() -> None:
    project = Project.from_demand({"needs": "floor", "industry_code": "34"}, catalog())
    assert "第 1 名为一层" in topsis(district(), project, default_scheme()).words.zh


@pytest.mark.parametrize(
    ("months", "said"), [(1.0, "about 1 month"), (2.0, "about 2 months"), (1.5, "about 1.5 months")]
)
def test_one_month_is_no_months(months: float, said: str) -> None:
    as_of = catalog().as_of
    words = by_date(as_of, as_of, months, Reason("supply")).words
    assert words.en.endswith(said)


def test_a_start_that_waits_for_procedures_says_so() -> None:
    """Fails where a sheet says that work can begin while a contract, or an assessment, is still to be had."""
    project = Project.from_demand({"needs": "floor", "industry_code": "34"}, catalog())
    found = precheck(district(), project, ("idle_space", "F"), default_scheme())
    assert found.start.answer == "yes"
    assert found.start.words.zh == "场地现在可用；腾退与租赁（购置）合同办妥后方可开工"
    assert found.start.words.en.endswith("; it can begin once these are done: vacating, and the lease or purchase")
