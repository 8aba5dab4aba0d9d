"""One floor that two records hold is one place: what is taken of one is gone of the other, and what is not plainly the same stays two."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching.assembly.neighbours import MOST, twins_among, twins_of
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import PortfolioQuestion
from gis.matching.portfolio.report import Portfolio
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.matching.sites.twins import twin_floors
from tests.gis.matching.district import collection_of, default_scheme, feature, inventory_of, random_district, square

WEST, SOUTH = square(0, 0).bounds[:2]
OUTLINE = shapely.box(WEST, SOUTH, WEST + 0.0005, SOUTH + 0.0004)
"""About 43 × 44 m: one storey of 1,900 m²."""
WEST_HALF = shapely.box(WEST, SOUTH, WEST + 0.00025, SOUTH + 0.0004)
EAST_HALF = shapely.box(WEST + 0.00025, SOUTH, WEST + 0.0005, SOUTH + 0.0004)
FLOORS: dict[Role, Any] = {
    Role.NAME: "1 号楼二层",
    Role.USAGE: "production",
    Role.AREA: 1_800.0,
    Role.STATUS: "free",
    Role.TITLE_STATUS: "titled",
    Role.BUILDING: "B",
    Role.FLOOR: 2,
    Role.MIN_LET: 400.0,
    Role.POWER: 800.0,
    Role.BLOCKERS: [],
    Role.CLEAR_HEIGHT: 6.0,
    Role.AVAILABLE_FROM: "2023-07-01",
}


def wants(key: str, low: float, high: float) -> Feature:
    values = {
        Role.STAGE: "new", Role.NEEDS: "floor", Role.FLOOR_AREA_MIN: low, Role.FLOOR_AREA_MAX: high,
        Role.INDUSTRY_CODE: "3491", Role.POLLUTION_CLASS: "1", Role.INVESTMENT: 100.0,
    }  # fmt: skip
    return feature(collection_of(Kind.PROJECT), key, None, values)


def case(
    *projects: Feature, second: dict[Role, Any] | None = None, shapes: tuple[Any, Any] = (None, None)
) -> Inventory:
    spaces = [
        feature(collection_of(Kind.SPACE), key, shape, FLOORS | more)
        for key, shape, more in (("F-1", shapes[0], {}), ("F-2", shapes[1], second or {}))
    ]
    return inventory_of(
        {
            Kind.SPACE: spaces,
            Kind.BUILDING: [feature(collection_of(Kind.BUILDING), "B", OUTLINE, {Role.NAME: "1 号楼"})],
            Kind.PROJECT: list(projects),
            Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
        }
    )


def placed(inventory: Inventory) -> Portfolio:
    return assign(inventory, default_scheme(), PortfolioQuestion(unlocks=False))


def test_two_projects_do_not_get_one_floor_under_two_records() -> None:
    """Fails where each has 1,700 m² of one floor of 1,800."""
    found = placed(case(wants("P-1", 1_650, 1_800), wants("P-2", 1_650, 1_800)))
    assert found.counts.placed == 1
    assert (
        placed(case(wants("P-1", 1_650, 1_800), wants("P-2", 1_650, 1_800), second={Role.FLOOR: 3})).counts.placed == 2
    )


def test_parts_under_either_record_sum_to_one_floor() -> None:
    three = [wants(f"P-{n}", 780, 820) for n in range(3)]
    assert placed(case(*three)).counts.placed == 2
    assert placed(case(*three, second={Role.FLOOR: 3})).counts.placed == 3


def test_a_floor_is_not_joined_with_itself() -> None:
    """Fails where two records of 1,800 m² serve who asks 3,400."""
    asked = wants("P-1", 3_400, 3_700)
    assert placed(case(asked)).counts.placed == 0
    assert placed(case(asked, second={Role.FLOOR: 3})).counts.placed == 1


@pytest.mark.parametrize(
    ("second", "shapes", "expected"),
    [
        ({}, (None, None), True),
        ({Role.AREA: 1_836.0}, (None, None), True),
        ({Role.AREA: 1_600.0}, (None, None), True),
        ({Role.NAME: "1 号楼二层东"}, (None, None), True),
        ({Role.NAME: None}, (None, None), True),
        ({Role.AREA: 150.0}, (None, None), False),
        ({Role.AREA: None}, (None, None), False),
        ({Role.FLOOR: 3}, (None, None), False),
        ({Role.FLOOR: None}, (None, None), True),
        ({Role.FLOOR: None, Role.NAME: "另记"}, (None, None), False),
        ({Role.BUILDING: None}, (None, None), False),
        ({Role.BUILDING: None, Role.NAME: "另记"}, (None, OUTLINE), True),
        ({Role.NAME: "另记"}, (OUTLINE, OUTLINE), True),
        ({Role.NAME: "另记"}, (WEST_HALF, EAST_HALF), False),
        ({Role.AREA: 150.0}, (WEST_HALF, EAST_HALF), False),
        ({Role.NAME: "另记"}, (OUTLINE.centroid, OUTLINE.centroid), True),
    ],
)
def test_records_are_one_floor_where_a_storey_has_no_room_for_both(
    second: dict[Role, Any], shapes: tuple[Any, Any], expected: bool
) -> None:
    """Fails where two records of one storey without room for both, however they are called, are taken for two floors."""
    floors = stock_of(case(second=second, shapes=shapes), FLOOR)
    assert twin_floors(floors) == ({0: (1,), 1: (0,)} if expected else {})


def test_halves_of_a_storey_with_one_name_are_two() -> None:
    halves = [FLOORS | {Role.AREA: 900.0}] * 2
    inventory = inventory_of(
        {
            Kind.SPACE: [feature(collection_of(Kind.SPACE), f"F-{n}", None, each) for n, each in enumerate(halves)],
            Kind.BUILDING: [feature(collection_of(Kind.BUILDING), "B", OUTLINE, {Role.NAME: "1 号楼"})],
        }
    )
    assert twin_floors(stock_of(inventory, FLOOR)) == {}


def test_halves_and_the_whole_of_a_storey_are_given_as_one_or_the_other() -> None:
    """The whole is either half's other record; the halves have room beside one another."""
    rows = {"W": (900.0, "东西两侧"), "E": (880.0, "东侧"), "A": (1_790.0, "整层")}
    spaces = [
        feature(collection_of(Kind.SPACE), f"F-{key}", None, FLOORS | {Role.AREA: area, Role.NAME: name})
        for key, (area, name) in rows.items()
    ]
    building = [feature(collection_of(Kind.BUILDING), "B", OUTLINE, {Role.NAME: "1 号楼"})]

    def served(*asked: tuple[float, float]) -> int:
        projects = [wants(f"P-{n}", *each) for n, each in enumerate(asked)]
        control = feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})
        layers = {Kind.SPACE: spaces, Kind.BUILDING: building, Kind.PROJECT: projects, Kind.CONTROL: [control]}
        return placed(inventory_of(layers)).counts.placed

    assert served((850, 910), (850, 910)) == 2
    assert served((1_700, 1_800)) == 1
    assert served((1_700, 1_800), (850, 910)) == 1


def test_one_name_for_many_floors_tells_nothing() -> None:
    many = [feature(collection_of(Kind.SPACE), f"F-{n:02d}", None, FLOORS) for n in range(11)]
    building = [feature(collection_of(Kind.BUILDING), "B", OUTLINE, {Role.NAME: "1 号楼"})]
    ten, eleven = (inventory_of({Kind.SPACE: many[:count], Kind.BUILDING: building}) for count in (10, 11))
    assert len(twin_floors(stock_of(ten, FLOOR))) == 10
    assert twin_floors(stock_of(eleven, FLOOR)) == {}


@pytest.mark.parametrize("seed", range(4))
def test_above_the_bound_plots_with_one_extent_are_still_one(seed: int) -> None:
    """The rest of a stock is not compared there: what is found is part of what would be, and all that is drawn alike is in it."""
    land = stock_of(random_district(seed, land=20, floors=5), LAND)
    plots = [
        feature(collection_of(Kind.PARCEL), f"X-{n}", shape, {Role.AREA: 1_000.0})
        for n, shape in enumerate(land.geometries)
    ]
    again = [
        feature(collection_of(Kind.PARCEL), f"Y-{n}", shape, {Role.AREA: 1_000.0})
        for n, shape in enumerate(land.geometries[:5])
    ]
    twice = stock_of(inventory_of({Kind.PARCEL: [*plots, *again]}), LAND)
    every, few = twins_among(twice, MOST), twins_among(twice, 0)
    assert every == twins_of(twice)
    for number in range(5):
        one, other = twice.rows_of(f"X-{number}")[0], twice.rows_of(f"Y-{number}")[0]
        assert other in few[one]
        assert one in few[other]
    assert all(set(others) <= set(every[row]) for row, others in few.items())
