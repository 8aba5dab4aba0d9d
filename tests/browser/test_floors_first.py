"""Floors first where floors are asked: list and map turn to them, and the head says what they come to, singly and together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import load_schemes
from gis.matching.assembly.floors import adjoining
from gis.matching.assembly.search import Wanted, connected_sets
from gis.matching.sites.candidates import FLOOR, Sites, stock_of
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import Screen, screens

LAND, FLOORS = "industrial_land", "idle_space"
NEED = 8_000
CLASS = "丙"


def asked(watched: Watched, question: dict[str, Any], land: dict[str, Any] | None = None) -> None:
    """Ask a question of floors, and one of land, as the panels do."""
    watched.page.evaluate(
        """([land, floors, ofLand, ofFloors]) => landstock.set({ need: null, queries: {
            ...landstock.state.queries, [land]: { ...landstock.emptyQuery(), ...ofLand }, [floors]: { ...landstock.emptyQuery(), ...ofFloors } } })""",
        [LAND, FLOORS, land or {}, question],
    )
    watched.settle()


def rows_of(inventory: Inventory, **wanted: Any) -> list[dict[str, Any]]:
    """Floors of the demonstration read row by row: class, parks, and the least clear height."""
    layer = inventory.layer(FLOORS)
    rows = [layer.properties(row, list(layer.collection.by_name)) for row in range(len(layer))]
    rows = [row for row in rows if row.get("fire_class") == CLASS]
    if "parks" in wanted:
        rows = [row for row in rows if row["park_id"] in wanted["parks"]]
    if "height" in wanted:
        rows = [row for row in rows if (row.get("clear_height_m") or 0) >= wanted["height"]]
    return rows


@pytest.fixture
def page(served: str, opened: Opened) -> Watched:
    """A fresh page."""
    return opened(served).ready()


def head(watched: Watched) -> str:
    """What stands over the list."""
    return watched.page.locator(".floors-head").text_content() or ""


def test_the_list_turns_to_floors_and_says_how_much(page: Watched, demo_inventory: Inventory) -> None:
    parks = [key for key in demo_inventory.layer("parks").ids if key.startswith("JK")]
    height = "clear_height_m"
    question = {"park": parks, "values": {"fire_class": [CLASS]}, "ranges": {height: [8, None]}}
    asked(page, question, {"park": parks})
    rows = rows_of(demo_inventory, parks=parks, height=8)
    areas = [row["floor_area_m2"] for row in rows]
    free = sum(row["floor_area_m2"] for row in rows if row["availability"] == "free")
    assert page.state("active") == FLOORS
    assert page.page.locator(f"#ls-rows-tab-{FLOORS}").get_attribute("aria-selected") == "true"
    assert page.matched(FLOORS) == len(rows)
    said = head(page)
    assert f"合计 {sum(areas):,.0f} m²" in said
    assert f"空置 {free:,.0f}" in said, "held floors are told apart"
    assert f"单层最大 {max(areas):,.0f} m²" in said
    assert (sum(areas), free, max(areas)) == (35_010, 20_170, 5_460)


def quiet(watched: Watched) -> int:
    """Plots that the map draws without a colour."""
    found: int = watched.page.evaluate(
        f"[...landstock.features('{LAND}').values()].filter((one) => landstock.stock.symbolOf('{LAND}', one) === landstock.symbols.QUIET).length"
    )
    return found


def test_land_is_pale_while_floors_are_looked_for_and_the_legend_is_theirs(page: Watched) -> None:
    assert quiet(page) == 0
    asked(page, {"values": {"fire_class": [CLASS]}})
    assert quiet(page) == page.page.evaluate(f"landstock.features('{LAND}').size")
    assert page.page.locator("#ls-legend .legend-entry").first.inner_text().startswith("空置")
    page.page.locator(f"#ls-rows-tab-{LAND}").click()
    page.settle()
    assert quiet(page) == 0, "who turns back to land sees land"
    asked(page, {"values": {"fire_class": [CLASS]}, "area": [1000, None]})
    assert page.state("active") == LAND, "and is not turned again by the next condition"


def test_the_list_turns_back_with_the_last_condition(page: Watched) -> None:
    asked(page, {"values": {"fire_class": [CLASS]}})
    page.page.locator("[data-key='reset']").click()
    page.settle()
    assert page.state("active") == LAND
    assert page.page.locator(".floors-head").count() == 0
    asked(page, {"values": {"fire_class": [CLASS]}}, {"area": [20_000, None]})
    assert page.state("active") == LAND, "land is asked something of its own"


def joined_by_engine(inventory: Inventory, most: int) -> set[str]:
    """Buildings of which the engine joins floors of the class to what is needed."""
    stock = stock_of(inventory, FLOOR)
    known = Sites(stock)
    measured = known.number(Role.AREA)
    rows = [row for row in range(len(stock)) if known.value(row, Role.FIRE_CLASS) == CLASS and 0 < measured[row] < NEED]
    sites = Sites(stock, np.array(rows))
    areas = sites.number(Role.AREA)
    wanted = Wanted(areas=areas, spare=np.zeros(len(rows)), low=NEED, high=np.inf, most=most, limit=10**7)
    first = connected_sets(adjoining(sites), wanted).sets[:, 0]
    return {str(sites.value(int(place), Role.BUILDING)) for place in first}


def test_buildings_are_those_whose_floors_the_engine_joins(
    page: Watched, demo_inventory: Inventory, demo_folder: Any
) -> None:
    asked(page, {"values": {"fire_class": [CLASS]}})
    field = page.page.locator("[data-key='floors-need']")
    field.fill("8，000")
    field.press("Enter")
    expect(page.page.locator(".joined-building").first).to_be_visible()
    more = page.page.locator("[data-key='joined-more']")
    if more.count():
        more.click()
    shown = page.page.locator(".joined-name").evaluate_all("(all) => all.map((one) => one.dataset.key.slice(7))")
    scheme = load_schemes(demo_folder)["default"]
    assert set(shown) == joined_by_engine(demo_inventory, scheme.assembly.max_members)
    assert f"{len(shown)} 栋" in head(page)


def test_a_building_is_taken_as_one(page: Watched, demo_inventory: Inventory) -> None:
    asked(page, {"values": {"fire_class": [CLASS]}, "area": [NEED, None]})
    assert page.page.locator("[data-key='floors-need']").input_value() == "8,000", "the area asked is what is needed"
    take = page.page.locator("[data-key^='take-']").first
    building = str(take.get_attribute("data-key")).removeprefix("take-")
    take.click()
    page.settle()
    ids = [spot["id"] for spot in page.state("basket")]
    layer = demo_inventory.layer(FLOORS)
    rows: list[dict[str, Any]] = [
        layer.properties(list(layer.ids).index(key), list(layer.collection.by_name)) for key in ids
    ]
    assert len(ids) > 1
    assert {row["building_id"] for row in rows} == {building}
    assert sum(row["floor_area_m2"] for row in rows) >= NEED
    assert {row["availability"] for row in rows} == {"free"}, "the first to be offered can be had"
    take = page.page.locator(f"[data-key='take-{building}']")
    assert take.get_attribute("aria-pressed") == "true"
    take.click()
    page.settle()
    assert page.state("basket") == []


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_a_bound_that_no_floor_meets_does_not_hide_what_several_have(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    asked(watched, {"values": {"fire_class": [CLASS]}, "area": [9_500, None]})
    assert watched.matched(FLOORS) == 0
    said = watched.page.locator(".floors-instead")
    expect(said).to_contain_text(
        {"zh": "没有一层单独符合面积条件", "en": "No single floor has the area asked"}[screen.lang]
    )
    assert watched.page.locator(".floors-instead .joined-building").count() > 0
    watched.page.locator("[data-key='drop-area']").click()
    watched.settle()
    assert watched.matched(FLOORS) > 0
    assert watched.page.locator(".floors-instead").count() == 0


def test_a_park_is_a_sum_where_no_building_reaches(page: Watched) -> None:
    asked(page, {"values": {"fire_class": [CLASS]}})
    page.page.evaluate("landstock.set({ need: 60000 })")
    page.settle()
    assert "没有一栋合起来够" in head(page)
    assert "按园区合计（不在一处）" in head(page)
    assert page.page.locator("[data-key^='take-']").count() == 0


def test_a_link_keeps_what_is_needed_and_which_list_is_shown(page: Watched, served: str, opened: Opened) -> None:
    asked(page, {"values": {"fire_class": [CLASS]}})
    page.page.evaluate("landstock.set({ need: 8000 })")
    other = opened(f"{served}/#{page.page.evaluate('landstock.permalink.link()')}").ready()
    assert (other.state("need"), other.state("active")) == (8000, FLOORS)
    assert head(other) == head(page)
    page.page.evaluate(f"landstock.set({{ active: '{LAND}' }})")
    third = opened(f"{served}/#{page.page.evaluate('landstock.permalink.link()')}").ready()
    assert third.state("active") == LAND, "who turned back to land says so in the link"
    bare = opened(f'{served}/#q.{FLOORS}={{"values":{{"fire_class":["{CLASS}"]}}}}').ready()
    assert bare.state("active") == FLOORS
