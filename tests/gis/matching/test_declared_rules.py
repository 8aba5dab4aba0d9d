"""What rules declare beside their answers: figures that hold where a scheme is silent, what mends them, and how others may treat them."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, read_scheme
from gis.matching.needs.areas import least_area
from gis.matching.rules import RULES, Question
from gis.matching.rules.building.fire import fire_scale
from gis.matching.rules.kinds import builds, kinds_left
from gis.matching.rules.planning.building import due_of
from gis.matching.rules.use.space_use import judge_space_use
from gis.matching.rules.waiting import months_by_route, months_to_clear
from gis.matching.sites import surroundings
from gis.matching.sites.answers import NO, UNKNOWN, YES
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind, Sites, stock_of
from gis.text import Text
from tests.gis.matching.district import ROOT, catalog, collection_of, default_scheme, feature, random_district, square
from tests.gis.matching.test_rules import district


def question(rule: str, inventory: Inventory, kind: SiteKind = LAND, **demand: Any) -> Question:
    scheme = default_scheme()
    spec = scheme.find_rule(rule, kind)
    assert spec is not None
    project = Project.from_demand({"industry_code": "34", "pollution_class": "1", **demand}, catalog())
    return Question(project=project, sites=Sites(stock_of(inventory, kind)), scheme=scheme, spec=spec)


def test_a_scheme_that_names_no_figures_judges_by_the_usual_ones(tmp_path: Path) -> None:
    """Fails where a rule's own tolerance, roof, slab, grace or months are others than those that the shipped scheme spells out."""
    keys = {key for rule in RULES.values() for key in rule.numbers}
    text = (ROOT / "layers" / "schemes" / "default.toml").read_text("utf-8")
    silent, left_out = re.subn(rf"(?m)^(?:{'|'.join(sorted(keys))}) = .*\n", "", text)
    assert left_out >= 9
    (tmp_path / "silent.toml").write_text(silent, "utf-8")
    found = read_scheme(tmp_path / "silent.toml", catalog())
    assert [dict(spec.numbers) for spec in found.rules] == [dict(spec.numbers) for spec in default_scheme().rules]


def test_the_rules_that_joined_plots_meet_together_are_those_of_their_area() -> None:
    """Fails where joined plots are each held to what is asked of both, or held together to what is a matter of each."""
    assert {rule.id for rule in RULES.values() if rule.of_the_whole} == {"area", "coverage", "far", "per_mu"}


def test_only_blockers_are_cleared_and_only_the_area_is_asked_without_its_tolerance() -> None:
    assert {rule.id for rule in RULES.values() if rule.clears} == {"blockers"}
    assert {rule.id for rule in RULES.values() if rule.as_asked} == {"area"}


def test_the_rules_whose_reason_is_more_than_two_figures_say_it_in_words() -> None:
    assert {rule.id for rule in RULES.values() if rule.in_words} == {
        "availability",
        "coverage",
        "hold",
        "per_mu",
        "start",
    }


def test_the_rules_of_equipment_are_graded_as_well_and_height_hinges_on_the_storey() -> None:
    equipment = {"clear_height", "column_grid", "crane", "floor_load", "lift", "power"}
    assert {rule.id for rule in RULES.values() if rule.equips} == equipment
    assert {rule.id: rule.hinges_on for rule in RULES.values() if rule.hinges_on} == {
        "coverage": "clear_height_m",
        "far": "clear_height_m",
    }


def test_what_mends_a_site_is_said() -> None:
    """Fails where the networks to be laid are those that are there, or what has to be cleared is miscounted."""
    plot = {
        Role.SERVICES: ["water"],
        Role.BLOCKERS: ["expropriation", "land_procedure"],
        Role.BLOCKER_MONTHS: 7,
    }

    def mended(rule: str, site: dict[Role, Any]) -> Text | None:
        mend = RULES[rule].mended
        return mend(question(rule, district(site))) if mend else None

    assert mended("services", plot) == Text("补齐配套（通电、通路）", "provide power, road")
    assert mended("services", {Role.SERVICES: None}) == Text(
        "补齐配套（给水、通电、通路）", "provide water, power, road"
    )
    assert mended("blockers", plot) == Text(
        "清除征收拆迁、土地手续 2 项（7 个月）", "clear expropriation, land procedures (7 months)"
    )
    unknown = plot | {Role.BLOCKER_MONTHS: None}
    assert mended("blockers", unknown) == Text("清除征收拆迁、土地手续 2 项", "clear expropriation, land procedures")
    assert mended("power", {}) == Text("电力扩容", "reinforce the power supply")
    assert RULES["crane"].mended is None


def test_the_range_of_area_in_which_plots_are_looked_up_is_that_of_the_rule() -> None:
    """Fails where plots are looked up in another range than the rule accepts: 2 % below the least and above the greatest."""
    land = question("area", district(), land_area_min_m2=10_000, land_area_max_m2=20_000)
    assert RULES["area"].span(land) == pytest.approx((9_800, 20_400))
    least = question("area", district(), land_area_min_m2=10_000)
    assert RULES["area"].span(least) == pytest.approx((9_800, np.inf))
    most = question("area", district(), land_area_max_m2=20_000)
    assert RULES["area"].span(most) == pytest.approx((0, 20_400))
    floors = question("area", district(), FLOOR, needs="floor", floor_area_min_m2=900, floor_area_max_m2=2_000)
    assert RULES["area"].span(floors) is None
    assert RULES["power"].span(question("power", district(), power_kva=100)) is None
    assert RULES["supply"].span(question("supply", district())) is None


@pytest.mark.parametrize("rule", ["area", "power", "height", "blockers", "hold", "occupied", "controls", "per_mu"])
def test_the_quick_count_of_what_a_rule_excludes_is_that_of_its_answers(rule: str) -> None:
    """Fails where the funnel counts others than a site by site reading, as where an unknown figure is counted as a no."""
    for seed, who, start in itertools.product((3, 4), (None, "P-N-1"), (None, "2023-08-15")):
        asked = question(
            rule,
            random_district(seed),
            land_area_min_m2=20_000,
            power_kva=1_500,
            clear_height_m=8,
            investment_wan=9_000,
            tax_wan_mu=16,
            start_date=start,
        )
        asked = replace(asked, project=replace(asked.project, id=who))
        excluded = np.count_nonzero(RULES[rule].answers(asked) == NO)
        assert RULES[rule].failing(asked) == excluded > 0


def test_the_months_of_blockers_and_of_a_route_are_those_recorded() -> None:
    def clearing(blockers: list[str] | None, months: float | None) -> float:
        sites = Sites(stock_of(district({Role.BLOCKERS: blockers, Role.BLOCKER_MONTHS: months}), LAND))
        return float(months_to_clear(sites)[0])

    assert clearing([], None) == clearing([], 5) == 0
    assert clearing(["expropriation"], 6) == 6
    assert np.isnan([clearing(None, 6), clearing(["expropriation"], None)]).all()
    assert months_by_route(Sites(stock_of(district(), LAND)), default_scheme()).tolist() == [3]
    assert months_by_route(Sites(stock_of(district(), FLOOR)), default_scheme()).tolist() == [0]


def test_nothing_is_due_where_no_least_is_set() -> None:
    """Fails where a plot without a least ratio or coverage still asks something to be built."""
    asked = question("far", district(), needs="land", floor_area_min_m2=1_000)
    assert due_of(asked, np.array([np.nan]), np.array([1.0])).tolist() == [0]
    assert due_of(asked, np.array([0.5]), np.array([1.0])).tolist() == [15_000]
    assert np.isnan(due_of(asked, np.array([0.5]), np.array([np.nan]))).all()


def test_the_use_that_is_asked_takes_itself_only_where_no_industry_is_named() -> None:
    """Fails where a scheme that does not know a use sends away who asks for that very use."""
    scheme = replace(default_scheme(), industries=())
    asks = Project(space_use="office")
    assert judge_space_use("office", asks, scheme) == YES
    assert judge_space_use("storage", asks, scheme) == UNKNOWN


@pytest.mark.parametrize(
    ("project", "kinds", "builds_there"),
    [
        (Project(), ("land", "floor"), False),
        (Project(needs="land"), ("land",), True),
        (Project(needs="floor"), ("floor",), False),
        (Project(needs="either", tenure=("buy_land",)), ("land",), True),
        (Project(needs="either", tenure=("rent",)), ("floor",), False),
        (Project(needs="either", tenure=("buy_land", "rent")), ("land", "floor"), False),
        (Project(needs="land", tenure=("rent",)), (), True),
    ],
)
def test_the_kinds_that_a_project_could_take_are_those_it_asks_and_its_tenure_leaves(
    project: Project, kinds: tuple[SiteKind, ...], *, builds_there: bool
) -> None:
    """Fails where who names no tenure is left without any site, or who takes land alone is not held to build on it."""
    assert kinds_left(project, default_scheme()) == kinds
    assert builds(project, default_scheme()) == builds_there
    silent = replace(default_scheme(), rules=())
    assert kinds_left(project, silent) == project.kinds, "a scheme without the rule leaves all that is asked"


def test_the_least_area_of_a_kind_of_site_is_its_own() -> None:
    asked = Project(land_area_min_m2=9_000.0, floor_area_min_m2=800.0)
    assert (least_area(asked, LAND), least_area(asked, FLOOR)) == (9_000, 800)


def test_the_scale_of_fire_classes_is_that_of_the_floors_and_land_has_none() -> None:
    """Fails where a class is sought on a list of something else, or of steps that are none."""
    scale = fire_scale(Sites(stock_of(district(), FLOOR)))
    assert scale is not None
    assert list(scale.rank) == ["甲", "乙", "丙", "丁", "戊"], "the most dangerous first"
    assert fire_scale(Sites(stock_of(district(), LAND))) is None


def test_a_share_that_is_just_the_tolerance_is_an_error_of_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where half a hundredth, which the scheme lets pass, eliminates a plot or sends it to be checked."""
    controls = [
        (Kind.CONTROL, feature(collection_of(Kind.CONTROL), code, square(50, 50), {Role.CLASS: code}))
        for code in ("basic_farmland", "town_boundary")
    ]
    asked = question("controls", district(None, None, *controls))

    def answer(reached: float, covered: float) -> int:
        monkeypatch.setattr(surroundings, "reach", lambda sites, _code: np.full(len(sites), reached))
        monkeypatch.setattr(surroundings, "overlap", lambda sites, _code: np.full(len(sites), covered))
        return int(RULES["controls"].answers(asked)[0])

    assert answer(0.005, 0.995) == YES
    assert answer(0.00501, 0.995) == NO
    assert answer(0.005, 0.99499) == UNKNOWN


@pytest.mark.parametrize(
    ("rule", "land", "floor"),
    [
        ("area", ("land_area_min_m2", "land_area_max_m2"), ("floor_area_min_m2", "floor_area_max_m2")),
        ("power", ("power_kva",), ("power_kva",)),
        ("height", ("clear_height_m",), ()),
        ("clear_height", (), ("clear_height_m",)),
        ("far", ("floor_area_min_m2", "floor_area_max_m2"), ()),
        ("fire", ("fire_class",), ("fire_class",)),
        ("hold", (), ()),
    ],
)
def test_a_rule_asks_sites_of_a_kind_by_the_figures_that_it_compares_there(
    rule: str, land: tuple[str, ...], floor: tuple[str, ...]
) -> None:
    """Fails where a figure is said to give way by a rule that never asks it of such a site, as the start by a hold."""
    assert (RULES[rule].asks(LAND), RULES[rule].asks(FLOOR)) == (land, floor)
