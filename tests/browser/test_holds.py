"""What is held is said where it is looked at: card, list, table, map and paper tell who holds how much until when, and what is left of a floor that is held in part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.inventory import Inventory
from gis.reservation import Reservation, ReservedItem, Standing
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import Screen, screens
from tests.browser.test_access import violations
from tests.browser.test_print import print_preview

FLOORS: Final = "idle_space"
IN_PART, WHOLE, BUILDING = "CX-A01-04-1-F2", "CX-A01-01-2-F1", "CX-A01-04-1"
FIRM, PROJECT = "恒信精密机械有限公司", "P-2023-063"
PARTS_M2: Final = 2_300


@pytest.fixture(scope="module")
def holding(demo_inventory: Inventory, demo_folder: Path) -> Iterator[str]:
    """A service of the demonstration in which one floor is held in two parts and another as a whole."""

    def hold(until: str, key: str, area: float | None = None, project: str | None = None) -> Reservation:
        items = (ReservedItem(collection=FLOORS, id=key, area_m2=area),)
        made = dt.datetime(2023, 6, 1, tzinfo=dt.UTC)
        firm = None if project else FIRM
        return Reservation(
            id=f"R-{until}",
            project_id=project,
            firm=firm,
            items=items,
            until=dt.date.fromisoformat(until),
            standing=Standing.ACTIVE,
            made_at=made,
            author="t",
        )

    holds = [
        hold("2023-09-30", IN_PART, 800),
        hold("2023-08-15", IN_PART, PARTS_M2 - 800, PROJECT),
        hold("2023-12-31", WHOLE),
    ]
    inventory = Inventory.of(demo_inventory.catalog, demo_inventory.layers, "held", holds, demo_inventory)
    with serving(create_app(Settings(layers=demo_folder), inventory)) as address:
        yield address


def floor(inventory: Inventory, key: str) -> dict[str, Any]:
    layer = inventory.layer(FLOORS)
    return layer.properties(layer.row_of[key], list(layer.collection.by_name))


def select(watched: Watched, key: str) -> None:
    watched.page.evaluate("(spot) => landstock.set({ selected: spot })", {"collection": FLOORS, "id": key})
    watched.settle()


@pytest.mark.parametrize("screen", screens("zh-1366", "en-390"))
def test_the_card_says_who_holds_how_much_until_when(
    holding: str, opened: Opened, demo_inventory: Inventory, screen: Screen
) -> None:
    watched = screen.show(opened, holding)
    select(watched, IN_PART)
    card = watched.page.locator("#ls-right-inner")
    area = floor(demo_inventory, IN_PART)["floor_area_m2"]
    left = f"{area - PARTS_M2:,.0f}"
    lines = card.locator(".holds > div").all_inner_texts()
    assert [line.split()[-1] for line in lines] == ["2023-08-15", "2023-09-30"]
    assert PROJECT in lines[0]
    assert "1,500 m²" in lines[0]
    assert FIRM in lines[1]
    assert "800 m²" in lines[1]
    assert (f"可用 {left} m²" if screen.lang == "zh" else f"{left} m² free") in card.locator(".figures").inner_text()
    assert f"{left} / {area:,.0f}" in card.locator(".stack .this").inner_text()
    assert violations(watched) == []
    watched.picture(f"holds-{screen}")
    select(watched, WHOLE)
    (line,) = card.locator(".holds > div").all_inner_texts()
    assert FIRM in line
    assert {"zh": "整层", "en": "whole floor"}[screen.lang] in line
    assert "2023-12-31" in line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_list_table_sums_and_map_count_what_is_left(
    holding: str, opened: Opened, demo_inventory: Inventory, lang: str
) -> None:
    watched = opened(f"{holding}/#lang={lang}").ready()
    page = watched.page
    only = {"values": {"building_id": [BUILDING]}}
    page.evaluate(
        "([floors, only]) => landstock.set({ queries: { ...landstock.state.queries, [floors]: { ...landstock.emptyQuery(), ...only } } })",
        [FLOORS, only],
    )
    watched.settle()
    areas = [row["floor_area_m2"] for row in rows_in(demo_inventory, BUILDING)]
    left = floor(demo_inventory, IN_PART)["floor_area_m2"] - PARTS_M2
    row = page.locator(f"#ls-rows [data-id='{IN_PART}']")
    said = row.inner_text()
    assert {"zh": "部分预留", "en": "Held in part"}[lang] in said
    assert f"{left:,.0f} m²" in said
    assert FIRM in str(row.locator(".said-facts").get_attribute("title"))
    sums = page.locator(".floors-sums").inner_text()
    assert f"{sum(areas) - PARTS_M2:,.0f}" in sums, "the rest is free"
    assert f"{PARTS_M2:,.0f}" in sums, "the part is held"
    symbol = f"landstock.stock.symbolOf('{FLOORS}', landstock.features('{FLOORS}').get('{IN_PART}')).pattern"
    assert page.evaluate(symbol) == "slash"
    assert {"zh": "其中部分预留", "en": "Of them held in part"}[lang] in page.locator("#ls-legend").inner_text()
    page.locator("[data-key='table-open']").click()
    page.evaluate(
        "(id) => landstock.set({ columns: { ...landstock.state.columns, [id]: ['id', 'availability', 'held_by', 'held_until'].map((name) => ({ name })) } })",
        FLOORS,
    )
    watched.settle()
    cells = page.locator(f"#ls-table-rows [data-id='{IN_PART}'] .cell").all_inner_texts()
    assert f"{FIRM} 800 m²" in cells[3]
    assert cells[4].replace("、", ", ") == "2023-08-15, 2023-09-30"


def rows_in(inventory: Inventory, building: str) -> list[dict[str, Any]]:
    layer = inventory.layer(FLOORS)
    return [row for key in layer.ids if (row := floor(inventory, key))["building_id"] == building]


def test_the_sheet_of_a_floor_names_those_who_hold_parts_of_it(holding: str, opened: Opened) -> None:
    watched = opened(f"{holding}/#lang=zh").ready()
    select(watched, IN_PART)
    print_preview(watched)
    words = watched.page.locator("#ls-print").inner_text()
    assert f"{FIRM} · 800 m² · 至 2023-09-30" in words
    assert f"{PROJECT} · 1,500 m² · 至 2023-08-15" in words
