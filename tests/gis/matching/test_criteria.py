"""Clusters along the stream, price, and yield before and after: figures a planner can follow by hand."""

from __future__ import annotations

from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, match
from gis.matching.ranking.explanation import Contribution
from gis.matching.scheme.values import falling, ideal, rising, target
from gis.plainly import to_plain
from gis.units import m2_from_mu
from tests.gis.matching.district import (
    catalog,
    collection_of,
    default_scheme,
    feature,
    inventory_of,
    shipped_scheme,
    square,
)
from tests.gis.matching.test_rules import FLOOR, PLOT


def placed(key: str, site: str, chain: str | None, industry: str | None = None) -> Any:
    values = {Role.STAGE: "continuing", Role.CHAIN: chain, Role.INDUSTRY_CODE: industry, Role.SITE_IDS: [site]}
    return feature(collection_of(Kind.PROJECT), key, None, values)


def district(plot: dict[Role, Any], floor: dict[Role, Any], projects: list[Any]) -> Inventory:
    parcels = [
        feature(collection_of(Kind.PARCEL), "L", square(0, 0), {**PLOT, **plot}),
        feature(collection_of(Kind.PARCEL), "N", square(1, 0), {**PLOT, Role.STATUS: "built", Role.PARK: "PK"}),
        feature(collection_of(Kind.PARCEL), "O", square(3, 0), {**PLOT, Role.STATUS: "built"}),
    ]
    return inventory_of(
        {
            Kind.PARCEL: parcels,
            Kind.SPACE: [feature(collection_of(Kind.SPACE), "F", square(0, 0, 0.001), {**FLOOR, **floor})],
            Kind.PARK: [feature(collection_of(Kind.PARK), "PK", None, {Role.CHAIN: ["tcm"]})],
            Kind.PROJECT: projects,
        }
    )


def contribution(
    inventory: Inventory, site: str, criterion: str, scheme: str = "default", **demand: Any
) -> Contribution:
    project = Project.from_demand({"industry_code": "34", "pollution_class": "1", **demand}, catalog())
    found = match(inventory, project, shipped_scheme(scheme), explain=[site]).explained[0]
    return next(each for each in found.contributions if each.criterion == criterion)


@pytest.mark.parametrize(
    ("chain", "industry", "expected"),
    [
        ("tcm", None, 0.5 + 0.15 + 0.05),
        # Vessels supply medicine at 0.3, medicine supplies care at 0.4: both count for medicine.
        ("environment", None, 0.5 + 0.3 * (0.15 + 0.05)),
        ("culture_care", None, 0.5 + 0.4 * (0.15 + 0.05)),
        ("equipment", None, 0.5),
        (None, "2730", 0.5),
    ],
)
def test_projects_up_and_down_the_stream_count_their_share(
    chain: str | None, industry: str | None, expected: float
) -> None:
    projects = [placed("P-1", "N", chain, industry), placed("P-2", "O", chain, industry)]
    found = contribution(district({Role.PARK: "PK"}, {}, projects), "L", "cluster", needs="land", chain="tcm")
    assert found.value == pytest.approx(expected, abs=1e-4)


def test_divisions_supply_a_chain_whatever_their_own() -> None:
    inventory = district({Role.PARK: "PK"}, {}, [placed("P-1", "N", None, "3812")])
    found = contribution(inventory, "L", "cluster", needs="land", chain="equipment")
    assert found.value == pytest.approx(0.4 * 0.15, abs=1e-4)
    assert "上下游项目园内 1 个" in found.words.zh
    assert "1 in the park" in found.words.en


def test_the_same_chain_counts_once_even_where_a_link_says_less() -> None:
    inventory = district({Role.PARK: "PK"}, {}, [placed("P-1", "N", "equipment", "3812")])
    found = contribution(inventory, "L", "cluster", needs="land", chain="equipment")
    assert found.value == pytest.approx(0.15, abs=1e-4)


def test_yield_is_told_before_and_after_for_a_mu_and_for_the_plot() -> None:
    plot = {Role.STATUS: "low_yield", Role.TAX_PER_MU: 3.2, Role.AREA: m2_from_mu(46.9)}
    found = contribution(district(plot, {}, []), "L", "yield_gain", needs="land", tax_wan_mu=20)
    assert found.figures == {"before_per_mu": 3.2, "after_per_mu": 20, "before": 150.08, "after": 938}
    assert to_plain(found)["figures"] == dict(found.figures)
    unknown = contribution(district({**plot, Role.TAX_PER_MU: None}, {}, []), "L", "yield_gain", tax_wan_mu=20)
    assert unknown.figures == {"before_per_mu": None, "after_per_mu": 20, "before": None, "after": 938}


def test_land_is_priced_by_its_mu_beside_what_is_invested() -> None:
    plot = {Role.AREA: m2_from_mu(40), Role.PRICE: 25}
    found = contribution(district(plot, {}, []), "L", "price", "cost", needs="land", investment_wan=10_000)
    # 25 × 40 = 1,000 is 10 % of 10,000; from 4 % down to 20 %: (20 − 10) ÷ 16.
    assert found.figures == {"cost": 1_000, "share_pct": 10}
    assert found.value == 0.625
    assert found.words.zh == "地价 25 万元/亩，共 1,000 万元，占投资 10%"


def test_floors_are_priced_by_the_rent_of_the_part_that_is_let() -> None:
    floor = {Role.AREA: 4_000, Role.MIN_LET: 500, Role.RENT: 0.5}
    demand = {"needs": "floor", "floor_area_min_m2": 1_000, "floor_area_max_m2": 3_000, "investment_wan": 7_300}
    found = contribution(district({}, floor, []), "F", "price", "cost", **demand)
    # 0.5 × 2,000 m² × 365 × 10 = 3,650,000 yuan.
    assert found.figures == {"cost": 365, "share_pct": 5}
    assert found.value == 0.9375


@pytest.mark.parametrize(
    ("plot", "demand", "words"),
    [({Role.PRICE: None}, {"investment_wan": 9_000}, "待核实"), ({Role.PRICE: 25}, {}, "项目投资未知")],
)
def test_a_price_that_cannot_be_told_earns_nothing_and_eliminates_nothing(
    plot: dict[Role, Any], demand: dict[str, Any], words: str
) -> None:
    found = contribution(district(plot, {}, []), "L", "price", "cost", needs="land", **demand)
    assert (found.value, found.points) == (None, 0)
    assert words in found.words.zh


def test_engineering_counts_columns_and_lift_where_they_are_asked() -> None:
    floor = {Role.COLUMN_GRID: "9×24 m", Role.FLOOR: 2, Role.LIFT: 3}
    found = contribution(district({}, floor, []), "F", "engineering_fit", needs="floor", column_grid_m=6, lift_t=3)
    # 9 ÷ 6 = 1.5 is 1; 3 ÷ 3 = 1 is 0.6.
    assert found.value == 0.8
    ground = contribution(district({}, {**floor, Role.FLOOR: 1}, []), "F", "engineering_fit", needs="floor", lift_t=3)
    assert ground.value == 1
    assert "不需" in ground.words.zh


def test_the_default_weights_are_those_of_practice_and_leave_the_price_out() -> None:
    weights = {spec.id: spec.weight for spec in default_scheme().criteria}
    assert weights == {
        "area_fit": 25, "engineering_fit": 20, "readiness": 20, "cluster": 15, "yield_gain": 10, "access_services": 10,
    }  # fmt: skip
    assert shipped_scheme("cost").criterion("price").weight == 30


def test_the_shipped_schemes_declare_every_kind_of_value_function() -> None:
    made = {"rising": rising(0, 1), "falling": falling(0, 1), "ideal": ideal(0, 0.5, 1), "target": target(1)}
    shapes = {name: (len(each.at), each.values[0] < each.values[-1], each.stepped) for name, each in made.items()}
    specs = [spec.value for name in ("default", "cost") for spec in shipped_scheme(name).criteria]
    found = {(len(value.at), value.values[0] < value.values[-1], value.stepped) for value in specs}
    assert set(shapes.values()) <= found
    assert any(value.stepped for value in specs)
