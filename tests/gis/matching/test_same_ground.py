"""One ground, whoever names it and however often it is recorded: by links in any layer, by buildings, by the map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.matching import Project, match
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import Ban, PortfolioQuestion
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.matching.sites.grounds import grounds_of
from tests.gis.matching.district import STEP, catalog, collection_of, default_scheme, feature, inventory_of, square

BUYER = Project(id="P-L", needs="land", land_area_min_m2=10_000.0)
TENANT = Project(id="P-F", needs="floor", floor_area_min_m2=500.0)
INSIDE, WITHIN = square(0.1, 0.1, STEP * 0.2), square(0.12, 0.12, STEP * 0.1)


def plot(key: str, shape: Any, **values: Any) -> Feature:
    known: dict[Role, Any] = {Role.AREA: 20_000.0, Role.STATUS: "reserve"}
    return feature(
        collection_of(Kind.PARCEL), key, shape, known | {Role[name]: value for name, value in values.items()}
    )


def floor(shape: Any, **values: Any) -> Feature:
    known: dict[Role, Any] = {Role.AREA: 1_000.0, Role.STATUS: "free", Role.TITLE_STATUS: "titled", Role.MIN_LET: 300.0}
    return feature(
        collection_of(Kind.SPACE), "F-1", shape, known | {Role[name]: value for name, value in values.items()}
    )


def building(shape: Any, **values: Any) -> Feature:
    named = {Role[name]: value for name, value in values.items()}
    return feature(collection_of(Kind.BUILDING), "B-1", shape, named)


def continuing(shape: Any = None, site_ids: list[str] | None = None) -> Feature:
    values = {Role.NAME: "老厂", Role.STAGE: "continuing", Role.SITE_IDS: site_ids}
    return feature(collection_of(Kind.PROJECT), "P-OLD", shape, values)


def answer(inventory: Inventory, asked: Project, site: str, rule: str = "occupied") -> int:
    (told,) = match(inventory, asked, default_scheme(), top=0, explain=[site]).explained
    return next(each.answer for each in told.verdicts if each.rule == rule)


def test_who_has_a_building_has_the_floors_that_lie_in_it_without_naming_it() -> None:
    """Fails where a floor is offered in a building that a continuing project has, because only the map says that it is in there."""
    inventory = inventory_of(
        {
            Kind.PARCEL: [plot("L-1", square(0, 0))],
            Kind.SPACE: [floor(INSIDE)],
            Kind.BUILDING: [building(INSIDE, PARCEL="L-1")],
            Kind.PROJECT: [continuing(site_ids=["B-1"])],
        }
    )
    assert answer(inventory, TENANT, "F-1") == 0
    assert answer(inventory, BUYER, "L-1") == 0


@pytest.mark.parametrize("links", [{}, {"PARCEL": "L-1"}])
@pytest.mark.parametrize("floors", [[], [floor(INSIDE)]])
def test_who_names_no_site_may_have_the_plot_on_which_he_lies_in_a_building(
    links: dict[str, str], floors: list[Feature]
) -> None:
    """Fails where a plot is said not to be taken because the project that lies on it lies in a building too."""
    inventory = inventory_of(
        {
            Kind.PARCEL: [plot("L-1", square(0, 0))],
            Kind.SPACE: floors,
            Kind.BUILDING: [building(INSIDE, **links)],
            Kind.PROJECT: [continuing(WITHIN)],
        }
    )
    assert answer(inventory, BUYER, "L-1") == -1
    assert not floors or answer(inventory, TENANT, "F-1") == -1


TWICE = [square(0, 0), square(0.2, 0)]


@pytest.mark.parametrize("shape", TWICE, ids=["the same outline", "much of it"])
def test_who_stands_on_a_plot_has_taken_its_other_record(shape: Any) -> None:
    """Fails where ground that a continuing project has is offered under the other record of its plot, or a floor on that."""
    inventory = inventory_of(
        {
            Kind.PARCEL: [plot("L-1", square(0, 0)), plot("L-2", shape), plot("L-3", square(3, 0))],
            Kind.SPACE: [floor(None, PARCEL="L-2")],
            Kind.PROJECT: [continuing(site_ids=["L-1"])],
        }
    )
    assert [answer(inventory, BUYER, key) for key in ("L-1", "L-2", "L-3")] == [0, 0, 1]
    assert answer(inventory, TENANT, "F-1") == 0
    (told,) = match(inventory, BUYER, default_scheme(), top=0, explain=["L-2"]).explained
    reason = next(each.reason for each in told.verdicts if each.rule == "occupied")
    assert "同一地面上的地块 L-1 已由续建项目" in reason.zh
    assert "L-1, a plot on the same ground, is taken" in reason.en


@pytest.mark.parametrize("shape", TWICE, ids=["the same outline", "much of it"])
def test_a_hold_of_one_record_of_a_plot_holds_the_other(shape: Any) -> None:
    """Fails where a plot that is held for one is free for all under its other record."""
    held = {"HELD_BY": "某企业", "HELD_UNTIL": "2024-06-30"}
    inventory = inventory_of(
        {
            Kind.PARCEL: [plot("L-1", square(0, 0), **held), plot("L-2", shape), plot("L-3", square(3, 0))],
            Kind.SPACE: [floor(None, PARCEL="L-2")],
        }
    )
    assert [answer(inventory, BUYER, key, "hold") for key in ("L-1", "L-2", "L-3")] == [0, 0, 1]
    assert answer(inventory, TENANT, "F-1", "hold") == 0
    owner = replace(BUYER, id="某企业")
    assert [answer(inventory, owner, key, "hold") for key in ("L-1", "L-2", "L-3")] == [1, 1, 1]


def test_a_plot_that_is_ruled_out_is_so_under_its_other_record() -> None:
    """Fails where a project gets the plot that was ruled out for it, because the register has it twice."""
    seeks = {Role.STAGE: "new", Role.NEEDS: "land", Role.LAND_AREA_MIN: 10_000.0}
    inventory = inventory_of(
        {
            Kind.PARCEL: [plot("L-1", square(0, 0)), plot("L-2", square(0, 0))],
            Kind.PROJECT: [feature(collection_of(Kind.PROJECT), "P-1", None, seeks)],
        }
    )
    question = PortfolioQuestion(unlocks=False)
    assert len(assign(inventory, default_scheme(), question).placements) == 1
    banned = replace(question, forbid=(Ban(project_id="P-1", site="L-1"),))
    assert not assign(inventory, default_scheme(), banned).placements


def test_a_floor_without_links_stands_on_the_plot_that_its_building_names() -> None:
    """Fails where a plot without a shape and a floor in a building on it are two places."""
    inventory = inventory_of(
        {
            Kind.PARCEL: [plot("L-1", None)],
            Kind.SPACE: [floor(INSIDE)],
            Kind.BUILDING: [building(INSIDE, PARCEL="L-1")],
        }
    )
    assert grounds_of(stock_of(inventory, LAND)).beside(LAND, 0) == (0,)


@pytest.mark.parametrize(("named", "known"), [("l-1", False), ("Ｌ-1", False), (" L-1", False), ("L-7", True)])
def test_a_floor_that_misspells_its_plot_is_to_check(named: str, *, known: bool) -> None:
    """Fails where a floor is called free on another plot, though what it names is a plot of the register but for case, width or blanks."""
    inventory = inventory_of({Kind.PARCEL: [plot("L-1", square(0, 0))], Kind.SPACE: [floor(None, PARCEL=named)]})
    assert answer(inventory, TENANT, "F-1") == (1 if known else -1)


def test_a_building_is_found_in_whichever_layer_it_is() -> None:
    """Fails where a floor whose building is in the second layer of buildings stands nowhere."""
    shipped, first, spaces = catalog(), collection_of(Kind.BUILDING), collection_of(Kind.SPACE)
    other = replace(first, id="other_buildings", file="other.geojson")
    bare = tuple(replace(field, references=None) for field in spaces.fields)
    kept = dict(shipped.collections) | {spaces.id: replace(spaces, fields=bare)}
    wider = replace(shipped, collections={other.id: other} | kept)
    features = {
        "industrial_land": [plot("L-1", square(0, 0))],
        first.id: [building(INSIDE, PARCEL="L-1")],
        spaces.id: [floor(square(5, 5), BUILDING="B-1")],
    }
    layers = {
        each.id: Layer.from_features(
            each, features.get(each.id, []), metric_crs=wider.metric_crs, codelists=wider.codelists
        )
        for each in wider.collections.values()
    }
    inventory = Inventory.of(wider, layers, "two layers")
    assert grounds_of(stock_of(inventory, FLOOR)).beside(FLOOR, 0) == (0,)
