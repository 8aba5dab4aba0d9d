"""A floor takes from its plot what it does not say itself, however the register tells on which plot it stands."""

from __future__ import annotations

from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.sites.answers import UNKNOWN
from gis.matching.sites.candidates import FLOOR, Sites, stock_of
from tests.gis.matching.district import collection_of, feature, inventory_of, square

PLOT: dict[Role, Any] = {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: 7.0, Role.PARK: "PK"}
INSIDE = square(0, 0, 0.0001)


def floor_on(
    *plots: Any, own: dict[Role, Any] | None = None, shape: Any = None, building: dict[Role, Any] | None = None
) -> Sites:
    features = {
        Kind.PARCEL: [feature(collection_of(Kind.PARCEL), f"L-{n}", each, PLOT) for n, each in enumerate(plots)],
        Kind.SPACE: [feature(collection_of(Kind.SPACE), "F", shape, {Role.AREA: 900.0} | (own or {}))],
        Kind.BUILDING: [feature(collection_of(Kind.BUILDING), "B", INSIDE, building or {})],
    }
    return Sites(stock_of(inventory_of(features), FLOOR))


@pytest.mark.parametrize(
    "told",
    [
        {"own": {Role.PARCEL: "L-0"}},
        {"own": {Role.BUILDING: "B"}, "building": {Role.PARCEL: "L-0"}},
        {"own": {Role.BUILDING: "B"}},
        {"shape": INSIDE},
    ],
    ids=["its link", "its building's link", "its building's middle", "its own middle"],
)
def test_blockers_of_the_plot_hold_for_a_floor_on_it(told: dict[str, Any]) -> None:
    """Fails where a floor without a link is graded as if nobody knew what keeps its plot."""
    floor = floor_on(square(0, 0), **told)
    assert floor.coded(Role.BLOCKERS).word(0) == ("expropriation",)
    assert floor.number(Role.BLOCKER_MONTHS)[0] == 7
    assert floor.coded(Role.PARK).word(0) == "PK"


@pytest.mark.parametrize(
    ("plots", "told"),
    [
        ((square(0, 0), square(0, 0)), {"shape": INSIDE}),
        ((square(5, 5),), {"shape": INSIDE}),
        ((square(0, 0),), {"shape": INSIDE, "own": {Role.PARCEL: "elsewhere"}}),
        ((), {"shape": INSIDE}),
        ((square(0, 0),), {}),
    ],
    ids=["on two plots", "on none", "names another", "no plots", "nowhere"],
)
def test_blockers_are_to_check_where_no_one_plot_is_the_floors(plots: tuple[Any, ...], told: dict[str, Any]) -> None:
    floor = floor_on(*plots, **told)
    assert floor.coded(Role.BLOCKERS).codes[0] == UNKNOWN


def test_what_a_floor_says_itself_stands_before_its_plot() -> None:
    assert floor_on(square(0, 0), shape=INSIDE, own={Role.PARK: "own"}).coded(Role.PARK).word(0) == "own"
