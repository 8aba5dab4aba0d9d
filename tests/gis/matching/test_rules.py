"""What the field knows, case by case: a rule that forgets one of these would send a planner to the wrong site."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from gis.catalog import Kind
from gis.errors import BadQuestion, BadRange, UnknownCollection, UnknownFeature
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Match, MatchReport, Project, best_projects, match
from gis.matching.sites.answers import ANSWER_NAMES
from tests.gis.matching.district import (
    SOUTH,
    STEP,
    WEST,
    catalog,
    collection_of,
    default_scheme,
    feature,
    inventory_of,
    square,
)

PLOT: dict[Role, Any] = {
    Role.NAME: "一号地",
    Role.USAGE: "100103",
    Role.USAGE_SYSTEM: "land_use_2023",
    Role.AREA: 30_000,
    Role.STATUS: "reserve",
    Role.FAR_MAX: 1.5,
    Role.HEIGHT_LIMIT: 24,
    Role.SERVICES: ["water", "power", "road"],
    Role.POWER: 2_000,
    Role.BLOCKERS: [],
}
FLOOR: dict[Role, Any] = {
    Role.NAME: "一层",
    Role.USAGE: "production",
    Role.AREA: 4_000,
    Role.STATUS: "free",
    Role.TITLE_STATUS: "titled",
    Role.PARCEL: "L",
    Role.FIRE_CLASS: "丙",
    Role.CLEAR_HEIGHT: 6,
    Role.FLOOR_LOAD: 10,
    Role.MIN_LET: 500,
    Role.AVAILABLE_FROM: "2023-06-30",
}


def district(
    plot: dict[Role, Any] | None = None, floor: dict[Role, Any] | None = None, *more: tuple[Kind, Feature]
) -> Inventory:
    features = {
        Kind.PARCEL: [feature(collection_of(Kind.PARCEL), "L", square(0, 0), PLOT | (plot or {}))],
        Kind.SPACE: [feature(collection_of(Kind.SPACE), "F", square(0, 0, STEP / 4), FLOOR | (floor or {}))],
        Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
    }
    for kind, each in more:
        features.setdefault(kind, []).append(each)
    return inventory_of(features)


def explained(inventory: Inventory, site: str, **demand: Any) -> Match:
    return matched(inventory, explain=[site], **demand).explained[0]


def matched(inventory: Inventory, explain: list[str] | None = None, **demand: Any) -> MatchReport:
    project = Project.from_demand({"industry_code": "34", "pollution_class": "1", **demand}, catalog())
    return match(inventory, project, default_scheme(), explain=explain or [])


def answer(found: Match, rule: str) -> tuple[str, str, str]:
    return {each.rule: (ANSWER_NAMES[each.answer], *each.words) for each in found.verdicts}[rule]


@pytest.mark.parametrize(
    ("code", "pollution", "expected"),
    [
        ("100101", "1", "yes"), ("100103", "1", "yes"), ("100101", "2", "no"), ("100102", "2", "yes"), ("100102", "3", "no"),
        ("100103", "3", "yes"), ("100101", None, "unknown"), ("100103", None, "unknown"), ("110101", None, "no"),
        ("1001", "2", "unknown"), ("1001", "1", "unknown"), ("0802", "1", "no"), (None, "1", "unknown"),
    ],
)  # fmt: skip
def test_pollution_class_decides_which_industrial_land(code: str | None, pollution: str | None, expected: str) -> None:
    assert answer(explained(district({Role.USAGE: code}), "L", pollution_class=pollution), "usage")[0] == expected


@pytest.mark.parametrize(
    ("industry", "code", "expected"),
    [("59", "110102", "yes"), ("59", "100101", "no"), ("73", "0802", "yes"), ("73", "100101", "yes"), ("73", "100102", "no"),
     ("9020", "090101", "yes"), ("8514", "080701", "yes"), ("8412", "080601", "yes"), ("8514", "100101", "no")],
)  # fmt: skip
def test_each_industry_has_its_land(industry: str, code: str, expected: str) -> None:
    assert answer(explained(district({Role.USAGE: code}), "L", industry_code=industry), "usage")[0] == expected


def test_a_code_of_another_system_is_to_be_checked_never_read_by_its_digits() -> None:
    found = explained(district({Role.USAGE: "1001", Role.USAGE_SYSTEM: "survey_3"}), "L")
    assert answer(found, "usage")[0] == "unknown"
    assert "另一分类体系" in answer(found, "usage")[1]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("reserve", "yes"), ("approved", "yes"), ("unstarted", "yes"), ("idle", "yes"), ("low_yield", "yes"), ("building", "no"),
     ("built", "no"), (None, "unknown")],
)  # fmt: skip
def test_status_decides_the_supply_route(status: str | None, expected: str) -> None:
    verdict, zh, en = answer(explained(district({Role.STATUS: status}), "L"), "supply")
    assert verdict == expected
    assert (verdict == "yes") == ("个月" in zh) == ("months" in en)


@pytest.mark.parametrize(
    ("building", "project", "expected"),
    [
        ("丙", "丁", "yes"),
        ("丙", "丙", "yes"),
        ("丙", "乙", "no"),
        ("戊", "甲", "no"),
        ("甲", "戊", "yes"),
        (None, "丁", "unknown"),
    ],
)
def test_a_building_takes_its_fire_class_or_a_less_dangerous_one(
    building: str | None, project: str, expected: str
) -> None:
    found = explained(district(floor={Role.FIRE_CLASS: building}), "F", fire_class=project, space_use="production")
    assert answer(found, "fire")[0] == expected


def test_production_stays_out_of_offices_whatever_class_it_is() -> None:
    floor = {Role.USAGE: "office", Role.FIRE_CLASS: None}
    found = explained(district(floor=floor), "F", fire_class="戊", space_use="production")
    assert answer(found, "fire")[0] == answer(found, "space_use")[0] == "no"
    office = explained(district(floor=floor), "F", fire_class="戊", space_use="office", industry_code="72")
    assert answer(office, "fire")[0] == answer(office, "space_use")[0] == "yes"


def test_classes_of_plants_and_of_storage_are_separate_scales() -> None:
    found = explained(district(floor={Role.USAGE: "storage"}), "F", fire_class="丁", space_use="production")
    assert answer(found, "fire")[0] == "unknown"


@pytest.mark.parametrize(("height", "expected"), [(7.9, "yes"), (8.0, "no")])
def test_a_storey_over_eight_metres_counts_twice_against_the_ratio(height: float, expected: str) -> None:
    found = explained(district(), "L", floor_area_min_m2=25_000, clear_height_m=height)
    assert answer(found, "far")[0] == expected


def test_a_height_limit_leaves_room_for_the_roof() -> None:
    assert answer(explained(district({Role.HEIGHT_LIMIT: 9.5}), "L", clear_height_m=8), "height")[0] == "yes"
    assert answer(explained(district({Role.HEIGHT_LIMIT: 9}), "L", clear_height_m=8), "height")[0] == "no"


def test_reasons_carry_the_gap() -> None:
    short = explained(district({Role.AREA: 29.2 * 2000 / 3}), "L", land_area_min_m2=40 * 2000 / 3)
    assert answer(short, "area") == ("no", "面积 29.2 亩，少 10.8 亩", "29.2 mu, 10.8 short")
    large = explained(district(), "L", land_area_max_m2=20_000)
    assert answer(large, "area") == ("no", "面积 45.0 亩，多 15.0 亩", "45.0 mu, 15.0 too much")
    load = explained(district(floor={Role.FLOOR_LOAD: 5}), "F", floor_load_kn_m2=10)
    assert answer(load, "floor_load") == (
        "no",
        "楼面荷载 5 kN/m²，需 10，差 5",
        "floor load 5 kN/m², 10 needed, 5 short",
    )
    unknown = explained(district({Role.POWER: None}), "L", power_kva=1_600)
    assert answer(unknown, "power") == (
        "unknown",
        "电力待核实（需 ≥ 1,600 kVA）",
        "power to check (≥ 1,600 kVA needed)",
    )


def test_the_tolerance_reaches_exactly_as_far_as_it_says() -> None:
    for area, expected in ((9_800, "yes"), (9_799, "no"), (20_400, "yes"), (20_401, "no")):
        found = explained(district({Role.AREA: area}), "L", land_area_min_m2=10_000, land_area_max_m2=20_000)
        assert answer(found, "area")[0] == expected
        assert ("允许偏差" in answer(found, "area")[1]) == (expected == "yes")
    exact = explained(district({Role.AREA: 20_000}), "L", land_area_min_m2=20_000, land_area_max_m2=20_000)
    assert "允许偏差" not in answer(exact, "area")[1]
    assert exact.contributions[0].value == 1


def test_a_status_that_the_scheme_does_not_know_is_to_be_checked() -> None:
    assert answer(explained(district({Role.STATUS: "swapped"}), "L"), "supply")[0] == "unknown"
    assert answer(explained(district(floor={Role.STATUS: "swapped"}), "F"), "availability")[0] == "unknown"
    assert answer(explained(district(floor={Role.FIRE_CLASS: "己"}), "F", fire_class="丁"), "fire")[0] == "unknown"
    assert answer(explained(district(), "L", industry_code="3411"), "usage")[0] == "yes"


def test_floor_space_is_never_spoken_of_in_mu() -> None:
    found = explained(district(), "F", floor_area_min_m2=5_000)
    assert "亩" not in answer(found, "area")[1]
    assert answer(found, "area")[0] == "no"


def test_a_floor_too_large_may_be_let_in_part() -> None:
    assert answer(explained(district(), "F", floor_area_min_m2=800, floor_area_max_m2=1_000), "area")[0] == "yes"
    whole = district(floor={Role.MIN_LET: 4_000})
    assert answer(explained(whole, "F", floor_area_min_m2=800, floor_area_max_m2=1_000), "area")[0] == "no"
    silent = district(floor={Role.MIN_LET: None})
    assert answer(explained(silent, "F", floor_area_min_m2=800, floor_area_max_m2=1_000), "area")[0] == "unknown"


@pytest.mark.parametrize(
    ("blockers", "months", "expected"),
    [
        ([], None, "yes"),
        (None, None, "unknown"),
        (["expropriation"], None, "unknown"),
        (["expropriation"], 6, "yes"),
        (["expropriation"], 7, "no"),
    ],
)
def test_blockers_must_be_clearable_in_time(blockers: list[str] | None, months: int | None, expected: str) -> None:
    found = explained(district({Role.BLOCKERS: blockers, Role.BLOCKER_MONTHS: months}), "L")
    assert answer(found, "blockers")[0] == expected


def test_a_floor_stands_under_the_blockers_of_its_parcel() -> None:
    found = explained(district({Role.BLOCKERS: ["land_procedure"], Role.BLOCKER_MONTHS: 3}), "F")
    assert answer(found, "blockers")[0] == "no"


def test_a_floor_without_title_of_its_own_has_its_buildings() -> None:
    building = feature(collection_of(Kind.BUILDING), "B", None, {Role.TITLE_STATUS: "untitled"})
    floor = {Role.BUILDING: "B", Role.TITLE_STATUS: None}
    assert answer(explained(district(None, floor, (Kind.BUILDING, building)), "F"), "title")[0] == "no"


@pytest.mark.parametrize(
    ("holder", "until", "expected"),
    [(None, None, "yes"), ("某企业", "2023-06-29", "yes"), ("某企业", "2023-06-30", "no"), ("某企业", None, "unknown")],
)
def test_a_hold_lasts_to_its_end(holder: str | None, until: str | None, expected: str) -> None:
    found = explained(district({Role.HELD_BY: holder, Role.HELD_UNTIL: until}), "L")
    assert answer(found, "hold")[0] == expected


def test_what_a_continuing_project_stands_on_is_taken_and_it_is_named() -> None:
    values = {Role.NAME: "老项目", Role.STAGE: "continuing", Role.SITE_IDS: ["L"]}
    inventory = district(None, None, (Kind.PROJECT, feature(collection_of(Kind.PROJECT), "P-1", None, values)))
    verdict, zh, _ = answer(explained(inventory, "L"), "occupied")
    assert verdict == "no"
    assert "老项目" in zh
    assert "P-1" in zh
    own = Project.from_layer(inventory.of_kind(Kind.PROJECT)[0], "P-1")
    assert answer(match(inventory, own, default_scheme(), explain=["L"]).explained[0], "occupied")[0] == "yes"


@pytest.mark.parametrize(
    ("control", "part", "expected"),
    [("basic_farmland", 0.25, "no"), ("ecological_red_line", 0.25, "no"), ("river_range", 0.25, "no"), ("hv_corridor", 0.25, "unknown"),
     ("basic_farmland", 0.004, "yes"), ("town_boundary", 1.0, "yes"), ("town_boundary", 0.5, "unknown")],
)  # fmt: skip
def test_controls_are_measured_on_the_map(control: str, part: float, expected: str) -> None:
    shape = shapely.box(WEST, SOUTH, WEST + STEP * 0.9 * part, SOUTH + STEP * 0.9)
    inventory = district(
        None, None, (Kind.CONTROL, feature(collection_of(Kind.CONTROL), "K", shape, {Role.CLASS: control}))
    )
    verdict, zh, _ = answer(explained(inventory, "L"), "controls")
    assert verdict == expected
    assert (part != 0.25) or "25.0%" in zh


def test_two_shapes_of_one_control_that_overlap_count_once() -> None:
    shape = shapely.box(WEST, SOUTH, WEST + STEP * 0.9 * 0.25, SOUTH + STEP * 0.9)
    twice = [
        (Kind.CONTROL, feature(collection_of(Kind.CONTROL), key, shape, {Role.CLASS: "river_range"})) for key in "XY"
    ]
    assert "25.0%" in answer(explained(district(None, None, *twice), "L"), "controls")[1]


MIDDLE = WEST + STEP * 0.45
ACROSS = shapely.LineString([(MIDDLE, SOUTH - STEP), (MIDDLE, SOUTH + 2 * STEP)])
ALONG = shapely.LineString([(WEST, SOUTH - STEP), (WEST, SOUTH + 2 * STEP)])
INSIDE = shapely.Point(MIDDLE, SOUTH + STEP * 0.45)
CORNER = shapely.Point(WEST, SOUTH)


@pytest.mark.parametrize(
    ("control", "shape", "expected", "zh", "en"),
    [
        ("basic_farmland", ACROSS, "no", "穿过", "crossed by the"),
        ("hv_corridor", ACROSS, "unknown", "穿过，待核实", "crossed by the"),
        ("hv_corridor", shapely.MultiLineString([ALONG, ACROSS]), "unknown", "穿过，待核实", ": to check"),
        ("ecological_red_line", INSIDE, "no", "范围内有", "contains a"),
        ("hv_corridor", ALONG, "yes", "不涉及", "clear of"),
        ("ecological_red_line", CORNER, "yes", "不涉及", "clear of"),
        ("town_boundary", ALONG, "unknown", "只画了线", "drawn as a line"),
    ],
)
def test_a_line_that_crosses_a_parcel_and_a_point_in_it_are_said_as_such(
    control: str, shape: Any, expected: str, zh: str, en: str
) -> None:
    inventory = district(
        None, None, (Kind.CONTROL, feature(collection_of(Kind.CONTROL), "K", shape, {Role.CLASS: control}))
    )
    verdict, *words = answer(explained(inventory, "L"), "controls")
    assert verdict == expected
    assert zh in words[0]
    assert en in words[1]
    assert "0.0%" not in words[0], "a line has no share of an area"


def test_a_class_drawn_as_area_and_as_line_says_both() -> None:
    area = shapely.box(WEST, SOUTH, WEST + STEP * 0.9 * 0.25, SOUTH + STEP * 0.9)
    both = [
        (Kind.CONTROL, feature(collection_of(Kind.CONTROL), key, shape, {Role.CLASS: "river_range"}))
        for key, shape in (("X", area), ("Y", ACROSS))
    ]
    _, zh, en = answer(explained(district(None, None, *both), "L"), "controls")
    assert "25.0%，" in zh
    assert "穿过" in zh
    assert en.startswith("25.0% within the")
    assert "; crossed by" in en


def test_without_any_map_of_controls_they_are_to_be_checked() -> None:
    every = inventory_of({Kind.PARCEL: [feature(collection_of(Kind.PARCEL), "L", square(0, 0), PLOT)]})
    layers = {name: layer for name, layer in every.layers.items() if layer.collection.kind is not Kind.CONTROL}
    only = Inventory.of(every.catalog, layers, "without")
    assert answer(explained(only, "L"), "controls") == (
        "unknown",
        "管控边界待核实（没有管控图层）",
        "controls to check (there is no layer of controls)",
    )


def test_a_map_of_controls_that_is_empty_or_without_classes_is_told_from_none() -> None:
    def said(*controls: Feature) -> tuple[str, str, str]:
        plot = feature(collection_of(Kind.PARCEL), "L", square(0, 0), PLOT)
        return answer(explained(inventory_of({Kind.PARCEL: [plot], Kind.CONTROL: list(controls)}), "L"), "controls")

    assert said()[1:] == ("管控边界待核实（管控图层是空的）", "controls to check (the layer of controls is empty)")
    unclassed = feature(collection_of(Kind.CONTROL), "C", square(0, 0), {})
    assert said(unclassed)[1:] == (
        "管控边界待核实（管控图层未写明类别）",
        "controls to check (the layer of controls does not say their classes)",
    )


def test_tenure_sends_a_tenant_to_floors_and_a_buyer_of_land_to_parcels() -> None:
    report = matched(district(), tenure=["rent"])
    assert report.funnel["land"][-1].left == 0
    assert report.outcome["idle_space"]["fits"] == ("F",)


def test_a_site_of_the_other_kind_is_rejected_by_what_the_project_needs() -> None:
    found = explained(district(), "F", needs="land")
    assert found.verdict == "rejected"
    assert answer(found, "needs")[0] == "no"
    assert matched(district(), needs="land").considered == {"land": 1}


def test_a_date_that_is_only_usual_never_eliminates() -> None:
    late = explained(district({Role.STATUS: "low_yield"}), "L", start_date="2023-07-01")
    assert answer(late, "start")[0] == "unknown"
    recorded = explained(district({Role.AVAILABLE_FROM: "2024-07-01"}), "L", start_date="2023-07-01")
    assert answer(recorded, "start")[0] == "no"
    grace = explained(district({Role.AVAILABLE_FROM: "2023-09-29"}), "L", start_date="2023-07-01")
    assert answer(grace, "start")[0] == "yes"
    assert "晚 90 天" in answer(grace, "start")[1]


def test_a_layer_that_records_nothing_of_it_leaves_everything_to_be_checked() -> None:
    bare = district(dict.fromkeys(PLOT), dict.fromkeys(FLOOR))
    report = matched(bare, power_kva=100, clear_height_m=5, fire_class="丁", land_area_min_m2=10, floor_area_min_m2=10)
    assert report.counts == {"fits": 0, "to_check": 2, "rejected": 0}
    assert all(each.score is not None and each.score < (each.score_if_known or 0) for each in report.matches)


def test_questions_that_cannot_be_answered_are_refused() -> None:
    inventory = district()
    with pytest.raises(UnknownFeature):
        explained(inventory, "NOWHERE")
    for top in (-1, 1_001, True):
        with pytest.raises(BadRange):
            match(inventory, Project(), default_scheme(), top=top)
    with pytest.raises(UnknownCollection):
        best_projects(inventory, "moon", "L", default_scheme())
    with pytest.raises(UnknownFeature):
        best_projects(inventory, "industrial_land", "X", default_scheme())
    with pytest.raises(BadQuestion):
        best_projects(inventory, "controls", "C", default_scheme())
    with pytest.raises(UnknownFeature):
        best_projects(inventory, "industrial_land", "L", default_scheme(), explain=["P-0"])


def test_an_empty_district_has_an_empty_answer() -> None:
    report = match(inventory_of({}), Project(), default_scheme())
    assert report.counts == {"fits": 0, "to_check": 0, "rejected": 0}
    assert report.matches == ()
