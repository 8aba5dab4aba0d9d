"""The reason of every answer, word for word and figure for figure: what a planner reads beside a site, with the gap worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from gis.catalog import Kind
from gis.fields import Role
from gis.layer import Feature
from tests.gis.matching.district import SOUTH, STEP, WEST, collection_of, feature, square
from tests.gis.matching.test_rules import answer, district, explained

Said = tuple[str, str, str]


def reason(rule: str, site: dict[Role, Any], demand: dict[str, Any], *more: tuple[Kind, Feature]) -> Said:
    """What a rule says of the plot, or of the floor where the demand needs one."""
    if demand.get("needs") == "floor":
        return answer(explained(district(None, site, *more), "F", **demand), rule)
    return answer(explained(district(site, None, *more), "L", **{"needs": "land", **demand}), rule)


RANGE = {"needs": "floor", "floor_area_min_m2": 800, "floor_area_max_m2": 1_000}


@pytest.mark.parametrize(
    ("site", "demand", "said"),
    [
        ({Role.AREA: 1_010}, RANGE, ("yes", "面积 1,010 m²，多 10 m²，在允许偏差内", "1,010 m², 10 too much, within tolerance")),
        ({Role.AREA: 1_021}, RANGE, ("yes", "面积 1,021 m²，可部分出租，500 m² 起租", "1,021 m², can be let in part from 500 m²")),
        ({Role.MIN_LET: 1_500}, RANGE, ("no", "1,500 m² 起租，多 500 m²", "let from 1,500 m², 500 too much")),
        ({Role.MIN_LET: None}, RANGE, ("unknown", "可否部分出租待核实（面积 4,000 m²）", "letting in part to check (area 4,000 m²)")),
        ({}, {"needs": "floor", "floor_area_min_m2": 800}, ("yes", "面积 4,000 m²，需 ≥ 800 m²", "4,000 m², ≥ 800 m² needed")),
        ({Role.AREA: None}, RANGE, ("unknown", "面积待核实（需 800–1,000 m²）", "area to check (800–1,000 m² needed)")),
    ],
)  # fmt: skip
def test_the_area_of_a_floor_is_said_with_what_can_be_had_of_it(
    site: dict[Role, Any], demand: dict[str, Any], said: Said
) -> None:
    """Fails where letting in part is offered within the tolerance, or the least let is set beside another figure than the greatest asked."""
    assert reason("area", site, demand) == said


@pytest.mark.parametrize(
    ("site", "start", "said"),
    [
        ({Role.AVAILABLE_FROM: "2023-07-01"}, "2023-07-01",
         ("yes", "2023-07-01 可用，赶得上 2023-07-01 开工", "available from 2023-07-01, in time for the start on 2023-07-01")),
        ({Role.AVAILABLE_FROM: "2023-07-02"}, "2023-07-01",
         ("yes", "2023-07-02 可用，比 2023-07-01 开工晚 1 天，在宽限 90 天内",
          "available from 2023-07-02, 1 day after the start on 2023-07-01, within 90 days of grace")),
        ({Role.AVAILABLE_FROM: "2023-10-30"}, "2023-07-01",
         ("no", "2023-10-30 可用，比 2023-07-01 开工晚 121 天，超出宽限 90 天",
          "available from 2023-10-30, 121 days after the start on 2023-07-01, beyond 90 days of grace")),
        ({}, "2024-07-01", ("yes", "按供地路径约 3 个月可供，赶得上 2024-07-01 开工", "about 3 months by its route, in time for 2024-07-01")),
        ({Role.STATUS: None}, "2024-07-01", ("unknown", "可供时间待核实（2024-07-01 开工）", "date of availability to check (start on 2024-07-01)")),
    ],
)  # fmt: skip
def test_a_date_is_said_beside_the_start_with_the_days_between(site: dict[Role, Any], start: str, said: Said) -> None:
    """Fails where a site that can be had on the day of the start is said to be late, or the days are miscounted."""
    assert reason("start", site, {"start_date": start}) == said


HALF = {Role.DENSITY_MAX: 50}


# Half of 30,000 m² may be covered; below 24 m stand three storeys of 5 m clear: 3 × 5 + 2 × 1 + 1.5 = 18.5, and 24.5 for four.
@pytest.mark.parametrize(
    ("site", "demand", "said"),
    [
        (HALF, {"floor_area_min_m2": 15_000, "clear_height_m": 5},
         ("yes", "建筑系数 ≤ 50%，1 层可建 15,000 m²，需 15,000", "coverage ≤ 50%: 15,000 m² on one storey, 15,000 needed")),
        (HALF, {"floor_area_min_m2": 15_001, "clear_height_m": 5},
         ("yes", "建筑系数 ≤ 50%，3 层可建 45,000 m²，需 15,001", "coverage ≤ 50%: 45,000 m² on 3 storeys, 15,001 needed")),
        (HALF, {"floor_area_min_m2": 45_001, "clear_height_m": 5},
         ("no", "建筑系数 ≤ 50%，3 层可建 45,000 m²，需 45,001，少 1", "coverage ≤ 50%: 45,000 m² on 3 storeys, 45,001 needed, 1 short")),
        ({**HALF, Role.HEIGHT_LIMIT: 18.5}, {"floor_area_min_m2": 45_000, "clear_height_m": 5},
         ("yes", "建筑系数 ≤ 50%，3 层可建 45,000 m²，需 45,000", "coverage ≤ 50%: 45,000 m² on 3 storeys, 45,000 needed")),
        ({**HALF, Role.HEIGHT_LIMIT: 18.4}, {"floor_area_min_m2": 45_000, "clear_height_m": 5},
         ("no", "建筑系数 ≤ 50%，2 层可建 30,000 m²，需 45,000，少 15,000",
          "coverage ≤ 50%: 30,000 m² on 2 storeys, 45,000 needed, 15,000 short")),
        (HALF, {"floor_area_min_m2": 15_001, "storeys_max": 1},
         ("no", "建筑系数 ≤ 50%，1 层可建 15,000 m²，需 15,001，少 1", "coverage ≤ 50%: 15,000 m² on one storey, 15,001 needed, 1 short")),
        ({**HALF, Role.HEIGHT_LIMIT: None}, {"floor_area_min_m2": 30_001, "storeys_max": 2},
         ("no", "建筑系数 ≤ 50%，2 层可建 30,000 m²，需 30,001，少 1", "coverage ≤ 50%: 30,000 m² on 2 storeys, 30,001 needed, 1 short")),
        ({**HALF, Role.HEIGHT_LIMIT: None}, {"floor_area_min_m2": 15_001},
         ("unknown", "建筑限高待核实（单层可建 15,000 m²，需 15,001）", "height limit to check (15,000 m² on one storey, 15,001 needed)")),
        ({Role.DENSITY_MAX: None}, {"floor_area_min_m2": 15_001},
         ("unknown", "建筑系数待核实（需建 15,001 m²）", "building coverage to check (15,001 m² are to be built)")),
        ({Role.DENSITY_MIN: 40, Role.DENSITY_MAX: 60}, {"floor_area_min_m2": 9_000, "floor_area_max_m2": 11_000},
         ("no", "建筑系数 ≥ 40%，至少占地 12,000 m²，项目最多 11,000，少 1,000",
          "coverage ≥ 40% is 12,000 m² of ground, the project covers 11,000 at most, 1,000 short")),
    ],
)  # fmt: skip
def test_coverage_is_said_with_the_storeys_and_the_ground(
    site: dict[Role, Any], demand: dict[str, Any], said: Said
) -> None:
    assert reason("coverage", site, demand) == said


@pytest.mark.parametrize(
    ("site", "demand", "said"),
    [
        ({Role.FAR_MAX: 1.5}, {"floor_area_min_m2": 45_000},
         ("yes", "容积率 1.5 可建 45,000 m²，计容需 45,000 m²", "ratio 1.5 allows 45,000 m², 45,000 m² needed as counted")),
        ({Role.FAR_MAX: 1.5}, {"floor_area_min_m2": 22_501, "clear_height_m": 8},
         ("no", "容积率 1.5 可建 45,000 m²，计容需 45,002 m²，少 2", "ratio 1.5 allows 45,000 m², 45,002 m² needed as counted, 2 short")),
        ({Role.FAR_MAX: None}, {"floor_area_min_m2": 9_000},
         ("unknown", "容积率待核实（计容需 9,000 m²）", "floor-area ratio to check (9,000 m² needed as counted)")),
        ({Role.FAR_MIN: 1}, {"floor_area_min_m2": 9_000, "floor_area_max_m2": 14_000},
         ("no", "容积率 ≥ 1，至少计容 30,000 m²，项目加倍计容也只有 28,000，少 2,000",
          "ratio ≥ 1 is 30,000 m² counted, the project's floors counted twice are 28,000, 2,000 short")),
        ({Role.FAR_MIN: 1}, {"floor_area_min_m2": 9_000, "floor_area_max_m2": 15_000},
         ("yes", "容积率 1.5 可建 45,000 m²，计容需 9,000 m²", "ratio 1.5 allows 45,000 m², 9,000 m² needed as counted")),
    ],
)  # fmt: skip
def test_the_ratio_is_said_with_the_floor_area_as_it_counts(
    site: dict[Role, Any], demand: dict[str, Any], said: Said
) -> None:
    assert reason("far", site, demand) == said


@pytest.mark.parametrize(
    ("rule", "site", "demand", "said"),
    [
        ("height", {Role.HEIGHT_LIMIT: None}, {"clear_height_m": 8}, ("unknown", "限高待核实（需 ≥ 9.5 m）", "height limit to check (≥ 9.5 m needed)")),
        ("services", {Role.SERVICES: ["water"]}, {}, ("no", "配套缺：通电、通路", "services missing: power, road")),
        ("services", {Role.SERVICES: None}, {}, ("unknown", "配套待核实", "services to check")),
        ("services", {Role.SERVICES: ["water", "光缆"]}, {}, ("unknown", "配套待核实", "services to check")),
        ("blockers", {Role.BLOCKERS: []}, {}, ("yes", "无阻碍", "no blocker")),
        ("blockers", {Role.BLOCKERS: None}, {}, ("unknown", "阻碍待核实", "blockers to check")),
        ("blockers", {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: 6}, {},
         ("yes", "征收拆迁，6 个月可清除", "expropriation: cleared in 6 months")),
        ("blockers", {Role.BLOCKERS: ["expropriation", "land_procedure"], Role.BLOCKER_MONTHS: 7}, {},
         ("no", "征收拆迁、土地手续须 7 个月清除，超 1 个月", "expropriation, land procedures: 7 months to clear, 1 too many")),
    ],
)  # fmt: skip
def test_what_a_plot_lacks_is_said(rule: str, site: dict[Role, Any], demand: dict[str, Any], said: Said) -> None:
    assert reason(rule, site, demand) == said


def fire(has: str | None, use: str, asked: str, wanted: str | None = "production") -> Said:
    demand = {"needs": "floor", "fire_class": asked, "space_use": wanted}
    if wanted == "office":
        demand["industry_code"] = "72"
    return reason("fire", {Role.FIRE_CLASS: has, Role.USAGE: use}, demand)


def test_the_class_of_a_floor_is_said_beside_that_of_the_project() -> None:
    """Fails where a class that does not suffice is said to be unknown, or an office without a class is said to suit a plant."""
    assert fire("丙", "production", "丁") == ("yes", "丙类可容丁类项目", "class C (丙) takes a project of class D (丁)")
    assert fire("丙", "production", "乙")[1:] == (
        "丙类不可容乙类项目",
        "class C (丙) does not take a project of class B (乙)",
    )
    assert fire(None, "production", "丁")[1] == "火灾危险性待核实（项目为丁类）"
    assert fire(None, "office", "丁")[1:] == (
        "办公空间无厂房火险类别，不得用于生产或仓储",
        "office space has no plant class: excludes production and storage",
    )
    assert fire(None, "office", "丁", "office")[1] == "办公空间无厂房火险类别，可用"
    assert fire("丙", "storage", "丁")[1] == "火灾危险性待核实（空间的丙类按仓储分类，项目按生产分类）"
    assert fire("丙", "storage", "乙")[0] == "no", "what its own scale refuses, no other scale allows"


@pytest.mark.parametrize(
    ("use", "industry", "said"),
    [
        ("storage", None, ("unknown", "空间用途待核实（项目行业与用途未知）", "use of the space to check (the project's industry and use are not known)")),
        ("storage", "0111", ("unknown", "空间用途待核实（方案未规定 0111 可用何种用途）", "use of the space to check (the scheme does not say where 0111 may stand)")),
        (None, "34", ("unknown", "空间用途待核实", "use of the space to check")),
        ("research", "34", ("no", "研发空间不可用于制造业", "R&D space does not take manufacturing")),
    ],
)  # fmt: skip
def test_why_a_use_of_space_cannot_be_told_is_said(use: str | None, industry: str | None, said: Said) -> None:
    """Fails where a project without an industry is told that its industry is not in the scheme, or the other way round."""
    demand = {"needs": "floor", "industry_code": industry, "pollution_class": None}
    assert reason("space_use", {Role.USAGE: use}, demand) == said


def control(code: str, part: float, key: str = "K") -> tuple[Kind, Feature]:
    shape = shapely.box(WEST, SOUTH, WEST + STEP * 0.9 * part, SOUTH + STEP * 0.9)
    return Kind.CONTROL, feature(collection_of(Kind.CONTROL), key, shape, {Role.CLASS: code})


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ([control("town_boundary", 0.9)], ("unknown", "10.0% 在城镇开发边界之外，待核实", "10.0% outside the town development boundary: to check")),
        ([(Kind.CONTROL, feature(collection_of(Kind.CONTROL), "K", square(50, 50), {Role.CLASS: "town_boundary"}))],
         ("unknown", "全部在城镇开发边界之外，待核实", "all of it outside the town development boundary: to check")),
        ([control("hv_corridor", 0.1)], ("unknown", "与高压走廊重叠 10.0%，待核实", "10.0% within the high-voltage corridor: to check")),
        ([control("hv_corridor", 0.004)], ("yes", "不涉及管控边界", "clear of controls")),
        ([control("沼泽", 0.25)], ("unknown", "与沼泽重叠 25.0%，待核实", "25.0% within the 沼泽: to check")),
        ([control("basic_farmland", 0.5)], ("no", "压占永久基本农田 50.0%", "50.0% within the permanent basic farmland")),
        ([control("hv_corridor", 0.25), control("basic_farmland", 0.1, "K2")],
         ("no", "压占永久基本农田 10.0%", "10.0% within the permanent basic farmland")),
    ],
)  # fmt: skip
def test_a_control_is_said_with_the_share_that_it_covers(drawn: list[tuple[Kind, Feature]], said: Said) -> None:
    """Fails where a control that only has to be checked is named beside one that forbids, or the share inside is taken for that outside."""
    assert reason("controls", {}, {}, *drawn) == said


def test_a_plot_without_a_shape_is_to_check_against_all_controls() -> None:
    """Fails where a plot that nobody has drawn is said to lie outside the town."""
    plot = feature(collection_of(Kind.PARCEL), "N", None, {Role.AREA: 9_000})
    inventory = district(None, None, (Kind.PARCEL, plot), control("town_boundary", 1.0))
    assert answer(explained(inventory, "N"), "controls") == (
        "unknown",
        "管控边界待核实（没有图形）",
        "controls to check (no geometry)",
    )


HELD = {Role.HELD_BY: "甲企", Role.HELD_UNTIL: "2024-12-31"}


@pytest.mark.parametrize(
    ("plot", "floor", "site", "start", "said"),
    [
        ({}, HELD, "L", None, ("no", "其上楼层 F 已由 甲企 意向预留，至 2024-12-31", "the floor F on it is held by 甲企 until 2024-12-31")),
        (HELD, {}, "F", None, ("no", "所在地块 L 已由 甲企 意向预留，至 2024-12-31", "the plot L under it is held by 甲企 until 2024-12-31")),
        ({}, HELD | {Role.HELD_UNTIL: None}, "L", None,
         ("unknown", "其上楼层 F 已由 甲企 意向预留的期限待核实", "end of the hold on F of 甲企 to check")),
        ({}, HELD | {Role.HELD_UNTIL: "2023-08-15"}, "L", "2023-10-01",
         ("unknown", "预留到期能否解除待核实（其上楼层 F 已由 甲企 意向预留，至 2023-08-15，早于 2023-10-01 开工）",
          "release of the hold to check (the floor F on it is held by 甲企 until 2023-08-15, before the start on 2023-10-01)")),
        (HELD | {Role.HELD_UNTIL: "2023-06-01"}, {}, "L", None,
         ("yes", "甲企 的意向预留已于 2023-06-01 到期", "the hold of 甲企 ended on 2023-06-01")),
        ({}, {}, "L", None, ("yes", "无意向预留", "not held")),
    ],
)  # fmt: skip
def test_a_hold_is_said_with_what_it_holds(
    plot: dict[Role, Any], floor: dict[Role, Any], site: str, start: str | None, said: Said
) -> None:
    """Fails where a hold on the floor of a plot is told as one of the plot itself, or one without an end as one that has ended."""
    found = explained(district(plot, floor), site, needs="either", start_date=start)
    assert answer(found, "hold") == said
