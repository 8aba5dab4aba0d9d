"""Where projects stand that have their sites already, and what that is to the cluster of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching import Project, match
from gis.matching.sites.candidates import LAND, stock_of
from gis.matching.sites.standing import Standing, standings
from tests.gis.matching.district import STEP, collection_of, default_scheme, feature, inventory_of, square

SEEKER = Project(id="P-NEW", chain="tcm", needs="land", land_area_min_m2=1.0)


def district(*, shape: Any = None, site_ids: list[str] | None = None, building_park: str | None = "PK-A") -> Inventory:
    """Two parks side by side, a plot and a building in the first, and one continuing project of the chain."""
    parks = collection_of(Kind.PARK)
    plot = {
        Role.PARK: "PK-A",
        Role.AREA: 20_000.0,
        Role.USAGE: "100101",
        Role.USAGE_SYSTEM: "land_use_2023",
        Role.STATUS: "reserve",
    }
    stands = {
        Role.NAME: "老厂",
        Role.NAME_EN: "Old works",
        Role.STAGE: "continuing",
        Role.CHAIN: "tcm",
        Role.SITE_IDS: site_ids,
    }
    return inventory_of(
        {
            Kind.PARK: [
                feature(parks, "PK-A", square(0, 0, STEP * 4), {Role.NAME: "甲园"}),
                feature(parks, "PK-B", square(4, 0, STEP * 4), {Role.NAME: "乙园"}),
            ],
            Kind.PARCEL: [feature(collection_of(Kind.PARCEL), "L-1", square(0, 0), plot)],
            Kind.BUILDING: [
                feature(collection_of(Kind.BUILDING), "B-1", square(2, 0, STEP / 2), {Role.PARK: building_park})
            ],
            Kind.PROJECT: [feature(collection_of(Kind.PROJECT), "P-OLD", shape, stands)],
        }
    )


def only(inventory: Inventory) -> Standing:
    (found,) = standings(stock_of(inventory, LAND), ["continuing"])
    return found


def cluster_words(inventory: Inventory, project: Project = SEEKER) -> tuple[str, str]:
    told = match(inventory, project, default_scheme(), top=0, explain=["L-1"]).explained[0]
    words = next(each.words for each in told.contributions if each.criterion == "cluster")
    return words.zh, words.en


IN_BUILDING, IN_PARK_B = square(2, 0, STEP / 4), square(6, 1, STEP / 4)


@pytest.mark.parametrize(
    ("site_ids", "shape", "parks"),
    [
        (["L-1"], None, {"PK-A"}),
        (["B-1"], None, {"PK-A"}),
        (["B-1-F2"], IN_BUILDING, {"PK-A"}),  # a let floor is on no list: the building around its shape tells the park
        (["B-1-F2"], IN_PARK_B, {"PK-B"}),
        (None, IN_PARK_B, {"PK-B"}),
        (["L-1"], IN_PARK_B, {"PK-A"}),  # the register goes before the map
        (["B-1-F2"], None, set()),
        (None, None, set()),
    ],
)
def test_a_project_stands_where_the_register_says_else_where_its_shape_lies(
    site_ids: list[str] | None, shape: Any, parks: set[str]
) -> None:
    """Fails where a project on let floors, in a building or with a shape alone is looked for on free sites only, and so stands nowhere."""
    found = only(district(site_ids=site_ids, shape=shape))
    assert found.parks == parks
    assert found.placed == bool(parks)
    assert len(found.centres) == bool(parks)


def test_a_neighbour_on_a_let_floor_counts_in_its_park() -> None:
    """Fails where the page says that nobody of the chain is there though somebody is."""
    zh, en = cluster_words(district(site_ids=["B-1-F2"], shape=IN_BUILDING))
    assert "园内同链项目 1 个" in zh
    assert "1 in the park" in en


def test_a_neighbour_that_nobody_can_place_is_told() -> None:
    """Fails where a project without a known place is passed over in silence."""
    zh, en = cluster_words(district(site_ids=["B-1-F2"]))
    assert "园内同链项目 0 个" in zh
    assert "另有 1 个位置待核实，未计入" in zh
    assert "1 more not counted: where they stand is to check" in en


def test_nobody_is_his_own_neighbour() -> None:
    """Fails where a continuing project that is matched raises its own cluster."""
    inventory = district(site_ids=["B-1"])
    own = replace(SEEKER, id="P-OLD")
    assert "园内同链项目 0 个" in cluster_words(inventory, own)[0]
    assert "园内同链项目 1 个" in cluster_words(inventory, replace(SEEKER, id="P-OTHER"))[0]


ON_PLOT = square(0.1, 0.1, STEP / 4)


@pytest.mark.parametrize(
    ("site_ids", "shape", "answer"),
    [
        (["L-1"], None, 0),
        (None, ON_PLOT, -1),  # nobody wrote it down: the map alone says so
        (["NO-SUCH"], ON_PLOT, -1),
        (["B-1"], None, 1),
        (None, IN_PARK_B, 1),
    ],
)
def test_a_project_takes_the_plot_that_the_register_names_and_seems_to_take_where_its_shape_lies(
    site_ids: list[str] | None, shape: Any, answer: int
) -> None:
    """Fails where ground on which a continuing project stands is given away because no list of sites names it."""
    told = match(district(site_ids=site_ids, shape=shape), SEEKER, default_scheme(), top=0, explain=["L-1"]).explained[
        0
    ]
    occupied = next(each for each in told.verdicts if each.rule == "occupied")
    assert occupied.answer == answer
    assert ("老厂" in occupied.reason.zh) == (answer != 1)
    assert ("Old works" in occupied.reason.en) == (answer != 1)


def test_a_building_that_a_project_has_takes_the_floors_in_it() -> None:
    """Fails where floors are offered in a building that the register gives to a continuing project."""
    inventory = district(site_ids=["B-1"])
    spaces = collection_of(Kind.SPACE)
    floor = feature(spaces, "B-1-F1", None, {Role.BUILDING: "B-1", Role.AREA: 900.0, Role.STATUS: "free"})
    layer = Layer.from_features(
        spaces, [floor], metric_crs=inventory.catalog.metric_crs, codelists=inventory.catalog.codelists
    )
    wider = Inventory.of(inventory.catalog, {**inventory.layers, spaces.id: layer}, "floors")
    told = match(wider, Project(needs="floor"), default_scheme(), top=0, explain=["B-1-F1"]).explained[0]
    assert next(each for each in told.verdicts if each.rule == "occupied").answer == 0
