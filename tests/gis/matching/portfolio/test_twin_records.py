"""Who stands on a floor, holds it or rules it out does so under each of its records."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pyproj import Geod

from gis.catalog import Kind
from gis.errors import BadPins
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Project, match
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.precheck.precheck import precheck
from gis.matching.ranking.explanation import Verdict
from gis.matching.sites.answers import NO, UNKNOWN, YES
from gis.matching.sites.candidates import FLOOR, LAND, Sites, stock_of
from gis.matching.sites.grounds import grounds_of
from gis.matching.sites.holds import held_until
from gis.matching.sites.twins import twin_floors
from tests.gis.matching.district import collection_of, default_scheme, feature, inventory_of, square
from tests.gis.matching.portfolio.test_twin_floors import FLOORS, OUTLINE, placed, wants

HELD = {Role.HELD_BY: "某公司", Role.HELD_UNTIL: "2024-12-31"}
ASKS = wants("P-1", 1_650, 1_800)


def stands(key: str, *sites: str, needs: str = "floor") -> Feature:
    values = {Role.STAGE: "continuing", Role.SITE_IDS: list(sites), Role.NAME: "续建", Role.NEEDS: needs}
    return feature(collection_of(Kind.PROJECT), key, None, values)


def recorded(
    *projects: Feature,
    first: dict[Role, Any] | None = None,
    second: dict[Role, Any] | None = None,
    plots: tuple[str, ...] = (),
) -> Inventory:
    """One floor under two records, F-1 and F-2."""
    records = {"F-1": FLOORS | (first or {}), "F-2": FLOORS | (second or {})}
    plot = {Role.AREA: 9_000.0, Role.STATUS: "reserve", Role.USAGE: "100101", Role.USAGE_SYSTEM: "land_use_2023"}
    return inventory_of(
        {
            Kind.PARCEL: [
                feature(collection_of(Kind.PARCEL), key, square(20 + n, 20), plot) for n, key in enumerate(plots)
            ],
            Kind.SPACE: [feature(collection_of(Kind.SPACE), key, None, each) for key, each in records.items()],
            Kind.BUILDING: [feature(collection_of(Kind.BUILDING), "B", OUTLINE, {Role.NAME: "1 号楼"})],
            Kind.PROJECT: [ASKS, *projects],
            Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
        }
    )


def told(inventory: Inventory, rule: str, site: str = "F-2") -> Verdict:
    asked = Project.from_layer(inventory.of_kind(Kind.PROJECT)[0], "P-1")
    (found,) = match(inventory, asked, default_scheme(), top=0, explain=[site]).explained
    return next(each for each in found.verdicts if each.rule == rule)


def test_who_stands_on_a_floor_has_taken_its_other_record() -> None:
    """Fails where a new project is placed on the floor of a continuing one, under its other number."""
    inventory = recorded(stands("P-0", "F-1"))
    verdict = told(inventory, "occupied")
    assert verdict.answer == NO
    assert verdict.reason.en == "F-1, another record of this floor, is taken by the continuing project “续建” (P-0)"
    assert verdict.reason.zh == "同一楼层的另一条记录 F-1 已由续建项目“续建”（P-0）占用"
    assert told(inventory, "occupied", "F-1").reason.zh == "已由续建项目“续建”（P-0）占用"
    assert [each.project.id for each in placed(inventory).unplaced] == ["P-1"]
    assert not placed(recorded(stands("P-0", "F-1"), second={Role.FLOOR: 3})).unplaced


def test_a_project_is_not_told_that_it_has_taken_its_own_floor() -> None:
    inventory = recorded(stands("P-0", "F-1"))
    own = Project.from_layer(inventory.of_kind(Kind.PROJECT)[0], "P-0")
    (found,) = match(inventory, own, default_scheme(), top=0, explain=["F-2"]).explained
    assert next(each.answer for each in found.verdicts if each.rule == "occupied") != NO
    collection = stock_of(inventory, FLOOR).layers[0].id
    sheets = [precheck(inventory, own, (collection, key), default_scheme()) for key in ("F-1", "F-2")]
    assert [sheet.verdict for sheet in sheets] == [sheets[0].verdict] * 2
    due = [[line.answer for line in sheet.sections["procedures"]] for sheet in sheets]
    assert due[0] == due[1]


@pytest.mark.parametrize("site", ["F-1", "F-2"])
def test_a_hold_of_one_record_holds_the_other(site: str) -> None:
    """Fails where a floor that is held until the end of next year is "not held" under its other number."""
    other = {"F-1": "F-2", "F-2": "F-1"}[site]
    inventory = recorded(second=HELD) if site == "F-1" else recorded(first=HELD)
    verdict = told(inventory, "hold", site)
    assert verdict.answer == NO
    assert verdict.reason.en == f"{other}, another record of this floor, is held by 某公司 until 2024-12-31"
    assert verdict.reason.zh == f"同一楼层的另一条记录 {other} 已由 某公司 意向预留，至 2024-12-31"
    assert placed(inventory).counts.placed == 0
    assert len(set(held_until(Sites(stock_of(inventory, FLOOR)), "P-1").tolist())) == 1
    assert placed(recorded(first=HELD, second={Role.FLOOR: 3})).counts.placed == 1


def test_a_hold_of_ones_own_and_one_that_has_ended_keep_nobody_away() -> None:
    for hold in ({Role.HELD_BY: "P-1", Role.HELD_UNTIL: "2024-12-31"}, HELD | {Role.HELD_UNTIL: "2023-01-01"}):
        inventory = recorded(first=hold)
        assert told(inventory, "hold").answer == YES
        assert placed(inventory).counts.placed == 1
    endless = recorded(first=HELD | {Role.HELD_UNTIL: None})
    assert told(endless, "hold").answer == UNKNOWN


def test_a_floor_that_is_ruled_out_is_so_under_both_records() -> None:
    question = PortfolioQuestion(forbid=(Ban(project_id="P-1", site="F-1"),), unlocks=False)
    assert assign(recorded(), default_scheme(), question).counts.placed == 0


def test_pins_on_two_records_of_one_floor_name_both() -> None:
    inventory = recorded(wants("P-2", 1_650, 1_800))
    pins = (Pin(project_id="P-1", sites=("F-1",)), Pin(project_id="P-2", sites=("F-2",)))
    with pytest.raises(BadPins) as error:
        assign(inventory, default_scheme(), PortfolioQuestion(pins=pins, unlocks=False))
    assert error.value.text.en == (
        "pins contradict one another: F-1, F-2 are records of one floor, and P-1, P-2 together take more than it has"
    )
    assert error.value.text.zh == "锁定互相冲突：F-1、F-2 是同一楼层的记录，P-1、P-2 合计超过其可用面积"


@pytest.mark.parametrize(
    ("first", "second", "plots", "known"),
    [
        ("L-1", None, {0: (0,), 1: (0,)}, [True, True]),
        (None, "L-1", {0: (0,), 1: (0,)}, [True, True]),
        ("L-1", "L-1", {0: (0,), 1: (0,)}, [True, True]),
        ("L-1", "L-2", {0: (0, 1), 1: (1, 0)}, [False, False]),
        ("L-1", "L-9", {0: (0,), 1: ()}, [True, True]),
        (None, None, {0: (), 1: ()}, [True, True]),
    ],
)
def test_two_records_stand_on_one_plot(
    first: str | None, second: str | None, plots: dict[int, tuple[int, ...]], known: list[bool]
) -> None:
    """Fails where the plot under a floor is free because its other record does not name it."""
    inventory = recorded(first={Role.PARCEL: first}, second={Role.PARCEL: second}, plots=("L-1", "L-2"))
    found = grounds_of(stock_of(inventory, LAND))
    assert {row: set(found.beside(FLOOR, row)) for row in (0, 1)} == {row: set(each) for row, each in plots.items()}
    assert found.known.tolist() == known


@pytest.mark.parametrize("seed", range(20))
def test_records_without_room_beside_one_another_are_found_among_floors_of_any_area_and_storey(seed: int) -> None:
    """A plain loop over all pairs; fails where a storey is passed over that has no room for two of its records."""
    draw = np.random.default_rng(seed)
    rows: list[dict[Role, Any]] = [
        {
            Role.NAME: str(draw.choice(["甲", "乙"])),
            Role.AREA: float(draw.choice([90, 180, 200, 900, 950, 1_100, 1_810])),
            Role.FLOOR: int(draw.choice([1, 2])),
            Role.BUILDING: str(draw.choice(["B-1", "B-2"])),
        }
        for _ in range(10)
    ]
    spaces = [feature(collection_of(Kind.SPACE), f"F-{n:02d}", None, FLOORS | each) for n, each in enumerate(rows)]
    buildings = [feature(collection_of(Kind.BUILDING), key, OUTLINE, {}) for key in ("B-1", "B-2")]
    inventory = inventory_of({Kind.SPACE: spaces, Kind.BUILDING: buildings})
    room = 1.05 * Geod(ellps="GRS80").geometry_area_perimeter(OUTLINE)[0]
    expected = {
        n: {
            m
            for m, other in enumerate(rows)
            if m != n
            and all(one[role] == other[role] for role in (Role.FLOOR, Role.BUILDING))
            and one[Role.AREA] + other[Role.AREA] > room
        }
        for n, one in enumerate(rows)
    }
    found = twin_floors(stock_of(inventory, FLOOR))
    assert {n: set(found.get(n, ())) for n in range(len(rows))} == expected
