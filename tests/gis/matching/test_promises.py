"""Lift, columns, coverage, thresholds per mu and who decides on a plot: each case is one that a planner would catch at a glance."""

from __future__ import annotations

from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.matching import Project, match
from gis.matching.rules.building.column_grid import smaller_span
from gis.units import m2_from_mu
from tests.gis.matching.district import catalog, collection_of, default_scheme, feature
from tests.gis.matching.test_rules import answer, district, explained


@pytest.mark.parametrize(
    ("grid", "span"),
    [
        ("8.4×8.4 m", 8.4),
        ("9×24 m", 9.0),
        ("8400*8400", 8.4),
        ("6m x 7,5m", 5.0),
        (7.5, 7.5),
        ("框架结构", None),
        ("0×9", 9),
        ("200", 0.2),
        ("199", 199),
    ],
)
def test_a_column_grid_is_read_as_its_smaller_distance(grid: str | float, span: float | None) -> None:
    assert smaller_span(grid) == pytest.approx(span if span is not None else float("nan"), nan_ok=True)


@pytest.mark.parametrize(
    ("grid", "expected", "words"),
    [("9×24 m", "yes", "柱网 9×24 m，最小柱距 9 m，需 9"), ("8.4×8.4 m", "no", "差 0.6"), (None, "unknown", "待核实")],
)
def test_columns_that_stand_too_close_are_refused_with_the_gap(grid: str | None, expected: str, words: str) -> None:
    found = explained(district(floor={Role.COLUMN_GRID: grid}), "F", needs="floor", column_grid_m=9)
    verdict, zh, _ = answer(found, "column_grid")
    assert verdict == expected
    assert words in zh


@pytest.mark.parametrize(
    ("floor", "lift", "expected"),
    [(2, 3, "yes"), (2, 2, "no"), (2, None, "unknown"), (1, None, "yes"), (1, 0, "yes"), (None, None, "unknown")],
)
def test_a_floor_above_street_level_needs_the_lift_that_is_asked(
    floor: int | None, lift: float | None, expected: str
) -> None:
    found = explained(district(floor={Role.FLOOR: floor, Role.LIFT: lift}), "F", needs="floor", lift_t=3)
    assert answer(found, "lift")[0] == expected


def test_a_process_of_the_most_dangerous_classes_stays_above_ground() -> None:
    cellar = district(floor={Role.FLOOR: -1, Role.FIRE_CLASS: "甲"})
    assert answer(explained(cellar, "F", needs="floor", fire_class="甲"), "fire")[0] == "no"
    assert "地下" in answer(explained(cellar, "F", needs="floor", fire_class="乙"), "fire")[1]
    assert answer(explained(cellar, "F", needs="floor", fire_class="丙"), "fire")[0] == "yes"


# Plot of 30,000 m²; with 24 m of height, storeys of 5 m clear take 5 n + (n − 1) + 1.5: three of them.
@pytest.mark.parametrize(
    ("plot", "demand", "expected"),
    [
        ({Role.DENSITY_MAX: 50}, {"floor_area_min_m2": 15_000}, "yes"),
        ({Role.DENSITY_MAX: 50}, {"floor_area_min_m2": 45_000, "clear_height_m": 5}, "yes"),
        ({Role.DENSITY_MAX: 50}, {"floor_area_min_m2": 45_001, "clear_height_m": 5}, "no"),
        ({Role.DENSITY_MAX: 50}, {"floor_area_min_m2": 15_001, "storeys_max": 1}, "no"),
        ({Role.DENSITY_MAX: 50, Role.HEIGHT_LIMIT: None}, {"floor_area_min_m2": 15_000}, "yes"),
        ({Role.DENSITY_MAX: 50, Role.HEIGHT_LIMIT: None}, {"floor_area_min_m2": 15_001}, "unknown"),
        ({Role.DENSITY_MAX: 50, Role.HEIGHT_LIMIT: None}, {"floor_area_min_m2": 30_001, "storeys_max": 2}, "no"),
        ({Role.DENSITY_MAX: None}, {"floor_area_min_m2": 1}, "unknown"),
        (
            {Role.DENSITY_MIN: 40, Role.DENSITY_MAX: 60},
            {"floor_area_min_m2": 9_000, "floor_area_max_m2": 12_000},
            "yes",
        ),
        ({Role.DENSITY_MIN: 40, Role.DENSITY_MAX: 60}, {"floor_area_min_m2": 9_000, "floor_area_max_m2": 11_999}, "no"),
    ],
)
def test_the_floors_asked_must_stand_between_least_and_greatest_coverage(
    plot: dict[Role, Any], demand: dict[str, Any], expected: str
) -> None:
    assert answer(explained(district(plot), "L", needs="land", **demand), "coverage")[0] == expected


def test_who_may_also_take_floors_is_not_held_to_cover_a_plot_with_them() -> None:
    plot = district({Role.DENSITY_MIN: 40, Role.DENSITY_MAX: 60})
    found = explained(plot, "L", needs="either", floor_area_min_m2=2_000, floor_area_max_m2=3_000)
    assert answer(found, "coverage")[0] == "yes"


def test_coverage_is_explained_by_the_storeys_that_fit() -> None:
    found = explained(district({Role.DENSITY_MAX: 50}), "L", needs="land", floor_area_min_m2=50_000, clear_height_m=5)
    _, zh, en = answer(found, "coverage")
    assert zh == "建筑系数 ≤ 50%，3 层可建 45,000 m²，需 50,000，少 5,000"
    assert en == "coverage ≤ 50%: 45,000 m² on 3 storeys, 50,000 needed, 5,000 short"


PROMISE = {"investment_wan": 12_000, "output_wan_mu": 400, "tax_wan_mu": 20}


@pytest.mark.parametrize(
    ("plot", "promised", "expected"),
    [
        # 40 mu: 12,000 ÷ 40 = 300 beside 250 in the parks that ask more, 200 elsewhere.
        ({Role.PARK: "JK"}, {}, "yes"),
        ({Role.PARK: "JK"}, {"investment_wan": 9_999}, "no"),
        ({Role.PARK: "GD"}, {"investment_wan": 9_999}, "yes"),
        ({Role.PARK: "GD"}, {"tax_wan_mu": 15}, "yes"),
        ({Role.PARK: "JK"}, {"tax_wan_mu": 19.9}, "no"),
        ({Role.PARK: "JK"}, {"output_wan_mu": 399}, "no"),
        ({Role.PARK: "JK"}, {"output_wan_mu": None}, "yes"),
        ({Role.PARK: "JK"}, {"investment_wan": None}, "unknown"),
        ({Role.PARK: "JK"}, {"investment_wan": None, "tax_wan_mu": 1}, "no"),
        ({Role.PARK: "JK", Role.AREA: None}, {}, "unknown"),
        ({Role.PARK: None}, {}, "unknown"),
        ({Role.PARK: "JK", Role.USAGE: None}, {}, "unknown"),
        ({Role.PARK: "JK", Role.USAGE: "090101"}, {"tax_wan_mu": 1}, "yes"),
        ({Role.PARK: "JK", Role.USAGE: "10"}, {}, "unknown"),
        ({Role.PARK: "JK", Role.USAGE_SYSTEM: "gb50137_2011"}, {}, "unknown"),
    ],
)
def test_what_is_promised_for_each_mu_is_held_to_the_threshold_of_park_and_use(
    plot: dict[Role, Any], promised: dict[str, Any], expected: str
) -> None:
    site = district({Role.AREA: m2_from_mu(40), **plot})
    assert answer(explained(site, "L", needs="land", **{**PROMISE, **promised}), "per_mu")[0] == expected


def test_a_park_within_a_park_has_its_thresholds() -> None:
    inner = feature(collection_of(Kind.PARK), "JK-T1", None, {Role.PARENT: "JK"})
    site = district({Role.AREA: m2_from_mu(40), Role.PARK: "JK-T1"}, None, (Kind.PARK, inner))
    found = explained(site, "L", needs="land", **{**PROMISE, "investment_wan": 8_800})
    verdict, zh, en = answer(found, "per_mu")
    assert verdict == "no"
    assert zh == "亩均投资 220 万元，门槛 250，低 30"
    assert en == "investment CNY 2,200,000 per mu, CNY 2,500,000 asked, CNY 300,000 short"


def test_a_demand_that_promises_nothing_is_not_held_to_thresholds() -> None:
    project = Project.from_demand({"needs": "land"}, catalog())
    report = match(district({Role.PARK: "JK"}), project, default_scheme())
    assert "per_mu" not in {step.rule for step in report.funnel["land"]}


def test_the_route_of_supply_says_who_decides_and_how_long_it_takes() -> None:
    _, zh, en = answer(explained(district({Role.STATUS: "idle"}), "L", needs="land"), "supply")
    assert "原受让人" in zh
    assert "由原受让人（收回时为区政府）决定，约 9 个月" in zh
    assert "decided by the holder" in en
    assert "about 9 months" in en
