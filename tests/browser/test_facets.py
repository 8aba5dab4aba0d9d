"""Facets that are asked less often (days, texts with many values), on a layer in the page and on one that only the service holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.inventory import Inventory
from gis.layer import Layer
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched

LAND = "industrial_land"
TIMES = 12
PARKS = 40


@pytest.fixture(scope="module")
def large(demo_inventory: Inventory, demo_folder: Path) -> Iterator[str]:
    """A service whose land is the demonstration's many times over: too large to be held in a page."""
    one = demo_inventory.layer(LAND)
    rows = [one.feature(row) for row in range(len(one))]
    many = [feature._replace(id=f"{feature.id}-{n}") for n in range(TIMES) for feature in rows]
    many += [
        rows[n]._replace(id=f"X-{n}", properties={**rows[n].properties, "park_id": f"PX{n}"}) for n in range(PARKS)
    ]
    known = demo_inventory.layer("parks")
    parks = [known.feature(row) for row in range(len(known))]
    parks += [
        parks[0]._replace(id=f"PX{n}", properties={**parks[0].properties, "name": f"园 {n}"}) for n in range(PARKS)
    ]
    catalog = demo_inventory.catalog
    made = {
        name: Layer.from_features(
            demo_inventory.layer(name).collection, found, metric_crs=catalog.metric_crs, codelists=catalog.codelists
        )
        for name, found in ((LAND, many), ("parks", parks))
    }
    inventory = Inventory.of(catalog, {**demo_inventory.layers, **made}, "many")
    with serving(create_app(Settings(layers=demo_folder), inventory)) as address:
        yield address


def summary(address: str, **asked: Any) -> dict[str, Any]:
    """What the service counts."""
    answer = httpx.get(f"{address}/collections/{LAND}/summary", params=asked, trust_env=False).raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def until(watched: Watched, expression: str) -> None:
    """Wait for something to become true on the page."""
    for _ in range(100):
        if watched.page.evaluate(expression):
            return
        watched.page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


def unfold(watched: Watched, field: str) -> None:
    """Open a facet that stands behind the button of further conditions."""
    until(watched, f"landstock.sought.fields('{LAND}').length > 0 && Boolean(landstock.state.results.{LAND})")
    further = watched.page.locator(f"[data-key='further-{LAND}']")
    if further.get_attribute("aria-expanded") == "false":
        further.click()
    watched.page.locator(f"[data-key='fold-{LAND}-{field}']").click()
    watched.settle()


@pytest.fixture(params=["page", "service"])
def address(request: pytest.FixtureRequest) -> str:
    """Of a service whose land the page holds itself, and of one that it must ask."""
    found: str = request.getfixturevalue("served" if request.param == "page" else "large")
    return found


def test_an_owner_among_many_is_found_by_typing_and_filters(address: str, opened: Opened) -> None:
    watched = opened(address).ready()
    unfold(watched, "owner")
    until(watched, "document.querySelector('[data-key=\"more-values\"]') !== null")
    whole = summary(address, distinct="owner", distinct_limit=8)["distinct"][0]
    shown = watched.page.locator(f"[data-key^='{LAND}-owner-']").evaluate_all(
        "(all) => all.map((one) => one.dataset.key)"
    )
    assert shown == [f"{LAND}-owner-{one['value']}" for one in whole["values"]]
    assert f"{whole['more']:,}" in watched.page.locator("[data-key='more-values']").inner_text()

    box = watched.page.locator(f"[data-key='sought-{LAND}-owner']")
    box.type("平台 济")
    wanted = summary(address, distinct="owner", distinct_q="平台 济")["distinct"][0]["values"]
    until(watched, f"document.querySelectorAll('[data-key^=\"{LAND}-owner-\"]').length === {len(wanted)}")
    assert box.input_value() == "平台 济", "what is typed stays while the answers come"
    watched.page.locator(f"[data-key='{LAND}-owner-{wanted[0]['value']}']").check()
    until(watched, f"landstock.state.results.{LAND}.matched === {wanted[0]['count']}")
    box.fill("no such owner")
    until(watched, "document.body.innerText.includes('没有含此文字的值')")
    assert watched.page.locator(f"[data-key='{LAND}-owner-{wanted[0]['value']}']").is_checked(), "a choice never hides"


def test_days_are_asked_by_month_and_by_handle(address: str, opened: Opened) -> None:
    watched = opened(address).ready()
    unfold(watched, "contract_start")
    upper = watched.page.locator(f"[data-key='{LAND}-contract_start-entry-1']")
    upper.fill("2020-06")
    upper.press("Enter")
    wanted = summary(address, max_contract_start="2020-06-30")["matched"]
    until(watched, f"landstock.state.results.{LAND}.matched === {wanted}")
    assert upper.input_value() == "2020-06-30"
    upper.fill("soon")
    upper.press("Enter")
    assert upper.get_attribute("aria-invalid") == "true"
    watched.page.locator(f"[data-key='{LAND}-contract_start-0']").press("PageUp")
    until(watched, f"landstock.query.of('{LAND}').ranges.contract_start[0] !== null")
    low, high = watched.page.evaluate(f"landstock.query.of('{LAND}').ranges.contract_start")
    assert (low[-3:], high) == ("-01", "2020-06-30")
    wanted = summary(address, min_contract_start=low, max_contract_start=high)["matched"]
    until(watched, f"landstock.state.results.{LAND}.matched === {wanted}")


def test_one_of_many_parks_is_found_by_its_name(large: str, opened: Opened) -> None:
    watched = opened(large).ready()
    box = watched.page.locator(f"[data-key='sieve-{LAND}-park_id']")
    box.type("园 39")
    park = watched.page.locator(f"[data-key='{LAND}-park_id-PX39']")
    park.check()
    until(watched, f"landstock.state.results.{LAND}.matched === 1")
    assert box.input_value() == "园 39"
    box.fill("no such park")
    watched.settle()
    assert park.is_checked(), "a choice never hides"
    assert watched.page.locator(f"[data-key^='{LAND}-park_id-']").count() == 1


def test_a_status_is_never_cut_by_its_count(large: str, opened: Opened) -> None:
    watched = opened(f"{large}/#lang=en").ready()
    cut = """() => [...document.querySelectorAll("[data-key^='industrial_land-status-']")].map((one) => one.closest('.option').querySelector('.label'))
      .filter((label) => label.scrollWidth > label.clientWidth).map((label) => label.textContent)"""
    assert watched.page.locator(f"[data-key^='{LAND}-status-']").count() > 4
    assert watched.page.evaluate(cut) == []


def test_the_list_of_a_large_layer_goes_on_as_it_is_scrolled(large: str, opened: Opened) -> None:
    watched = opened(f"{large}/#active={LAND}").ready()
    assert watched.page.evaluate(f"landstock.state.results.{LAND}.rows.length") == 200
    for size in (400, 600):
        watched.page.evaluate("document.getElementById('ls-list-scroll').scrollTop = 1e9")
        until(watched, f"landstock.state.results.{LAND}.rows.length === {size}")
    asked = {"limit": "600", "sortby": "-site_area_m2"}
    page = httpx.get(f"{large}/collections/{LAND}/items", params=asked, trust_env=False).json()["features"]
    rows = watched.page.evaluate(f"landstock.state.results.{LAND}.rows.map((one) => one.id)")
    assert rows == [one["id"] for one in page], "the pages put together are the list, none missed and none doubled"


def test_the_search_counts_a_large_layer_by_the_service(large: str, opened: Opened) -> None:
    watched = opened(f"{large}/#lang=zh").ready()
    watched.page.locator("#ls-search").fill("20亩以上 闲置")
    expected = summary(large, min_area_m2=20 * 2000 / 3, status="idle")["matched"]
    until(watched, f"document.querySelector('.reading-sum')?.textContent.includes('{expected:,} 宗')")
    counts = watched.page.locator(".reading-chip .meta").all_inner_texts()
    assert counts == [
        f"{summary(large, **asked)['matched']:,} 宗" for asked in ({"min_area_m2": 20 * 2000 / 3}, {"status": "idle"})
    ]
    watched.page.locator("#ls-search").press("Enter")
    until(watched, f"landstock.state.results.{LAND}.matched === {expected}")
