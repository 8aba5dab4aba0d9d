"""Explanations as they are read aloud: units that are units, names in their places, sentences that a planner or a native speaker would write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, load_schemes
from gis.matching.portfolio.aims import change_words
from gis.matching.portfolio.options import Choice, options_of
from gis.matching.portfolio.placing import Describer
from gis.matching.precheck.precheck import precheck
from gis.matching.ranking.requirement import requirement
from gis.matching.relaxation import relaxations, why_not
from gis.plainly import to_plain
from gis.text import Text, run_on
from tests.gis.matching.district import catalog, default_scheme
from tests.gis.matching.test_rules import answer, district, explained

MADE = {"industry_code": "34", "pollution_class": "1"}
HELD = {Role.HELD_BY: "P-9", Role.HELD_UNTIL: "2024-12-31"}


def asking(**demand: Any) -> Project:
    return Project.from_demand({"needs": "land", **MADE, **demand}, catalog())


def test_a_hold_is_no_figure_with_a_unit() -> None:
    """Fails where the end of a hold is set beside the day before the start, as 2024-12-31 > 2023-09-30 day."""
    found = why_not(district(HELD), asking(start_date="2023-10-01"), default_scheme(), "L")
    assert found.failures[0].why == Text("已由 P-9 意向预留，至 2024-12-31", "held by P-9 until 2024-12-31")


def test_the_rule_that_a_site_fails_stands_in_quotes() -> None:
    """Fails where a title that is no noun is read as part of the sentence: "plot fails not held", "不满足无意向预留"."""
    found = why_not(district(HELD), asking(start_date="2023-10-01"), default_scheme(), "L")
    assert found.words.zh.startswith("一号地不满足“无意向预留”：")
    assert " fails “not held”: held by P-9" in found.words.en


def test_a_cost_is_called_a_cost() -> None:
    found = why_not(district(), asking(power_kva=2_500), default_scheme(), "L")
    assert found.words.en.endswith(", at a cost of 10.")
    assert "(−20%)" in found.words.en


@pytest.mark.parametrize(
    ("plot", "said"),
    [
        ({Role.POWER: None}, Text("现有 1 处符合（待核实），少于 3 处。", "1 fits (to check), fewer than 3.")),
        ({}, Text("现有 1 处符合，少于 3 处。", "1 fits, fewer than 3.")),
    ],
)
def test_one_of_one_is_not_one_of_them(plot: dict[Role, Any], said: Text) -> None:
    found = relaxations(district(plot), asking(power_kva=1_000), default_scheme(), wanted=3).words
    assert (found.zh.startswith(said.zh), found.en.startswith(said.en)) == (True, True)


def test_months_of_a_sheet_are_months() -> None:
    """Fails where "no procedure is open" is followed by "usable in about 3", with no unit in the whole sentence."""
    project = Project.from_demand({"needs": "floor", **MADE, "start_date": "2024-01-01"}, catalog())
    floor = {Role.STATUS: "held", Role.HELD_BY: "P-9", Role.HELD_UNTIL: "2023-10-01", Role.TITLE_STATUS: "in_progress"}
    found = precheck(district(floor=floor), project, ("idle_space", "F"), default_scheme())
    assert found.months_words.zh == "无须办理的手续；按台账场地约 3.1 个月后可用；待核实的手续如须办理，最长 18 个月"
    assert found.months_words.en == (
        "no procedure is open; the site is recorded as usable in about 3.1 months; "
        "up to 18 months if what is to be checked must be gone through"
    )
    assert all(
        len(set(to_plain(each)["en"].split(", "))) == len(to_plain(each)["en"].split(", ")) for each in found.questions
    )
    title = next(line for line in found.sections["procedures"] if line.code == "title")
    assert title.words == Text("产权待核实（办理中）", "title to check (in progress)")


def test_a_tier_that_goes_beyond_the_recorded_date_is_named() -> None:
    """Fails where a plot that can be had from 2023-10-30 is said to be ready in 6 months, and nothing says by what."""
    plot = {Role.READINESS: "within_6_months", Role.AVAILABLE_FROM: "2023-10-30"}
    words = next(each.words for each in explained(district(plot), "L").contributions if each.criterion == "readiness")
    assert words.zh == "约 6 个月可用（成熟度：6 个月内）"
    assert words.en == "ready in about 6 months (readiness: within 6 months)"
    sheet = precheck(district(plot), asking(), ("industrial_land", "L"), default_scheme()).months_words
    assert "；按台账成熟度（6 个月内）场地约 6 个月后可用" in sheet.zh
    assert "; by its recorded readiness (within 6 months) the site is usable in about 6 months" in sheet.en
    later = explained(district(plot | {Role.AVAILABLE_FROM: "2024-06-30"}), "L").contributions
    assert "成熟度" not in next(each.words.zh for each in later if each.criterion == "readiness")


def test_a_doubt_on_one_of_joined_plots_names_the_plot(demo_folder: Path, demo_inventory: Inventory) -> None:
    """Fails where 10.8% of one plot outside the town boundary reads as 10.8% of both together."""
    project = Project.from_layer(demo_inventory.layer("projects"), "P-2023-071")
    scheme = load_schemes(demo_folder)["default"]
    choice = options_of(demo_inventory, project, scheme)
    (pair,) = [each for each in choice.options if each.kind == "assembly"]
    describer = Describer(inventory=demo_inventory, scheme=scheme)
    found = describer.describe_placement(project, pair, Choice(options=(pair,)), pinned=False).explanation
    assert found.zh.startswith("落位经开区 E07-05（13.7 亩）、经开区 E07-06（27.2 亩）拼合，")
    assert found.en.startswith("Placed on EDZ E07-05 (13.7 mu) and EDZ E07-06 (27.2 mu), combined, score ")
    assert "经开区 E07-06：10.8% 在城镇开发边界之外，待核实。" in found.zh
    assert " EDZ E07-06: 10.8% outside the town development boundary: to check." in found.en


def test_a_storey_is_no_storeys() -> None:
    lines = requirement(Project.from_demand({"needs": "floor", "storeys_max": 1}, catalog()), catalog())
    assert next(line.text.en for line in lines if line.key == "storeys_max") == "≤ 1"
    lines = requirement(Project.from_demand({"needs": "floor", "storeys_max": 2}, catalog()), catalog())
    assert next(line.text.en for line in lines if line.key == "storeys_max") == "≤ 2"


@pytest.mark.parametrize(
    ("tenure", "site", "said"),
    [
        ("rent", "F", "the project wants to rent, which is possible here"),
        ("titled_plant", "F", "the project wants to buy a titled plant, which is possible here"),
        ("buy_land", "F", "the project wants to buy land, which is not possible here"),
    ],
)
def test_a_tenure_is_what_the_project_wants_to_do(tenure: str, site: str, said: str) -> None:
    assert answer(explained(district(), site, needs="either", tenure=[tenure]), "tenure")[2] == said


def test_what_is_to_check_is_a_noun() -> None:
    """Fails where "to check" hangs on a clause or on another infinitive: "whether … at its end to check", "time to clear … to check"."""
    plot = {
        Role.BLOCKERS: ["land_procedure"],
        Role.BLOCKER_MONTHS: None,
        Role.HELD_BY: "P-9",
        Role.HELD_UNTIL: "2023-09-01",
    }
    found = explained(district(plot), "L", start_date="2023-10-01")
    assert answer(found, "hold")[2].startswith("release of the hold to check (held by P-9 until 2023-09-01, ")
    assert answer(found, "blockers")[2] == "clearance time of land procedures to check"


def test_a_class_of_storage_is_told_from_one_of_production() -> None:
    """Fails where Chinese says that a floor is used for another class."""
    floor = {Role.USAGE: "storage", Role.FIRE_CLASS: "丙"}
    _, zh, en = answer(explained(district(floor=floor), "F", fire_class="丙", space_use="production"), "fire")
    assert zh == "火灾危险性待核实（空间的丙类按仓储分类，项目按生产分类）"
    assert (
        en
        == "fire-hazard class to check (the space is class C (丙) for storage, the project is classed for production)"
    )


@pytest.mark.parametrize(
    ("aim", "said"),
    [
        ("tier", Text("层级得分减少 9 分", "tier points would fall by 9")),
        ("number", Text("落位项目减少 9 个", "projects placed would fall by 9")),
        ("investment", Text("落位投资减少 9 万元", "investment placed would fall by CNY 90,000")),
    ],
)
def test_a_unit_that_the_title_names_is_not_said_twice(aim: str, said: Text) -> None:
    assert change_words(aim, -9) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("最接近的", "归德 D01-04", "有 2 条"), "最接近的归德 D01-04 有 2 条"),
        (("已在", "CX-C06"), "已在 CX-C06"),
        (("5,840 m²", "中取"), "5,840 m² 中取"),
        (("10.8%", "在界外"), "10.8% 在界外"),
        (("10.8%（8 亩）", "在界外"), "10.8%（8 亩）在界外"),
        (("1 层", "", "不满足"), "1 层不满足"),
    ],
)
def test_a_blank_stands_between_chinese_and_latin(parts: tuple[str, ...], said: str) -> None:
    assert run_on(*parts) == said
