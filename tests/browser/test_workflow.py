"""The main job in a real browser without a network: open the map, ask, match a project, take the list away."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.browser.conftest import Opened, Watched

LAND = "industrial_land"
SPACE = "idle_space"
ANSWER = """([id, query]) => {
  const ls = window.landstock;
  const layer = ls.engine.layer(ls.config.collections.find((one) => one.id === id), ls.features(id).values());
  const { matched, area, groups, steps } = ls.engine.answer(layer, { ...ls.emptyQuery(), ...query }, []);
  return { matched, area, groups, steps };
}"""
REJECTED = """() => {
  const ls = window.landstock;
  const { fits, to_check: open } = ls.state.match.report.outcome.industrial_land;
  const ranked = new Set([...fits, ...open]);
  return [...ls.features('industrial_land').values()].find((one) => one.properties.park_id === 'JK' && !ranked.has(one.id)).id;
}"""


def check(watched: Watched, key: str) -> None:
    watched.page.locator(f"[data-key='{key}']").check()
    watched.settle()


def count(served: str, collection: str, **asked: Any) -> int:
    answer = httpx.get(f"{served}/collections/{collection}/summary", params=asked, trust_env=False)
    return int(answer.raise_for_status().json()["matched"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_opening_the_map_to_taking_the_list_away(served: str, wants_land: str, opened: Opened, lang: str) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    page = watched.page
    assert page.locator("html").get_attribute("lang") == ("zh-CN" if lang == "zh" else "en")
    assert page.locator("#ls-banner").inner_text().startswith("演示数据" if lang == "zh" else "Demonstration data")
    watched.picture(f"explore-{lang}-1366")

    check(watched, f"{LAND}-usage-1001")
    check(watched, f"{LAND}-status-idle")
    check(watched, f"{LAND}-status-unstarted")
    lower = page.locator(f"[data-key='{LAND}-site_area_m2-entry-0']")
    lower.fill("20")
    lower.press("Enter")
    watched.settle()
    expected = count(served, LAND, usage="1001", status="idle,unstarted", min_area_m2=20 * 2000 / 3)
    assert watched.matched(LAND) == expected > 0
    assert str(expected) in page.locator("#ls-summary").inner_text()
    watched.picture(f"filtered-{lang}-1366")

    page.locator("#ls-rows .row").first.locator("input[type=checkbox]").check()
    page.locator("#ls-rows .row").nth(1).locator("input[type=checkbox]").check()
    watched.settle()
    basket = [item["id"] for item in watched.state("basket")]
    assert len(basket) == 2

    page.locator("#ls-rows .row").nth(2).locator(".title").click()
    watched.settle()
    chosen = watched.state("selected.id")
    assert chosen in page.locator("#ls-right").inner_text()
    watched.picture(f"detail-{lang}-1366")
    page.keyboard.press("Escape")
    watched.page.evaluate("window.landstock.set({ selected: null })")
    watched.settle()

    page.get_by_role("button", name="导出" if lang == "zh" else "Export").first.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").first.click()
    table = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert {row[0].lstrip("'") for row in table[1:]} == set(basket)

    page.locator("[data-key='way-match']").click()
    watched.choose(wants_land)
    page.locator(".ranked").first.wait_for()
    report = httpx.post(f"{served}/matches", json={"project_id": wants_land, "top": 50}, trust_env=False).json()
    assert page.locator(".ranked").count() == len(report["matches"])
    assert f"{report['matches'][0]['score']:.1f}" in page.locator(".ranked").first.inner_text()
    assert page.locator(".funnel-step").count() >= 5
    watched.picture(f"match-{lang}-1366")


def test_a_link_brings_the_same_view_back(served: str, opened: Opened) -> None:
    first = opened(f"{served}/").ready()
    check(first, f"{LAND}-usage-1101")
    check(first, f"{LAND}-status-built")
    first.page.locator("#ls-rows .row").first.locator("input[type=checkbox]").check()
    first.page.wait_for_timeout(400)
    again = opened(first.page.url).ready()
    assert again.matched(LAND) == first.matched(LAND) < 455
    assert again.state("basket") == first.state("basket") != []


def test_a_hostile_link_changes_nothing_but_what_it_may(served: str, opened: Opened) -> None:
    """A link is anyone's text: unknown names and wrong shapes are left aside, and nothing runs."""
    query = quote('{"usage":5,"ranges":{"x":1}}')
    hostile = (
        f"lang=%3Cscript%3E&active=__proto__&q.{LAND}={query}&pick=x/y&sel=__proto__/1&at=NaN/1/1&colour=constructor"
    )
    watched = opened(f"{served}/#{hostile}").ready()
    assert watched.matched(LAND) == count(served, LAND)


def test_the_page_answers_as_the_service_does(served: str, opened: Opened) -> None:
    """The engine in the browser and the engine behind it are two pieces of code with one meaning."""
    watched = opened(f"{served}/").ready()
    asked: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        (LAND, {"usage": ["1001"]}, {"usage": "1001"}),
        (LAND, {"usage": ["100101", "11"]}, {"usage": "100101,11"}),
        (LAND, {"park": ["CX"]}, {"park_id": "CX"}),
        (LAND, {"area": [20000, 40000]}, {"min_area_m2": 20000, "max_area_m2": 40000}),
        (LAND, {"ranges": {"far_max": [2, None]}}, {"min_far_max": 2}),
        (
            LAND,
            {"ranges": {"far_max": [2, None]}, "or_unknown": ["far_max"]},
            {"min_far_max": 2, "or_unknown": "far_max"},
        ),
        (LAND, {"ranges": {"contract_start": ["2022-01-01", None]}}, {"min_contract_start": "2022-01-01"}),
        (
            LAND,
            {"values": {"blockers": ["expropriation", "land_procedure"]}},
            {"blockers": "expropriation,land_procedure"},
        ),
        (LAND, {"q": "经开区 ａ0"}, {"q": "经开区 ａ0"}),
        (LAND, {"q": "闲置"}, {"q": "闲置"}),
        (
            LAND,
            {"within": [[116.77, 36.58], [116.785, 36.58], [116.78, 36.6]]},
            {"within": "POLYGON((116.77 36.58,116.785 36.58,116.78 36.6,116.77 36.58))"},
        ),
        (
            SPACE,
            {"ranges": {"clear_height_m": [6, None], "floor_load_kn_m2": [10, None]}},
            {"min_clear_height_m": 6, "min_floor_load_kn_m2": 10},
        ),
        (SPACE, {"usage": ["production"], "status": ["free"]}, {"usage": "production", "availability": "free"}),
        (
            SPACE,
            {"values": {"fire_class": ["丙"]}, "or_unknown": ["fire_class"]},
            {"fire_class": "丙", "or_unknown": "fire_class"},
        ),
    ]
    for collection, query, parameters in asked:
        answer = httpx.get(f"{served}/collections/{collection}/summary", params=parameters, trust_env=False).json()
        here = watched.page.evaluate(ANSWER, [collection, query])
        assert here["matched"] == answer["matched"], query
        assert here["area"] == pytest.approx(answer["area_m2"]), query
        kept_back = {step["key"]: step["unknown"] for step in answer["steps"]}
        assert {step["key"]: step["unknown"] for step in here["steps"]} == kept_back, query
        for name, groups in answer["groups"].items():
            told = {group["value"]: (group["count"], group["available"]) for group in groups}
            assert {group["value"]: (group["count"], group["available"]) for group in here["groups"][name]} == told, (
                query,
                name,
            )


def test_the_map_and_the_list_point_at_each_other(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/").ready()
    row = watched.page.locator("#ls-rows .row").first
    row.hover()
    watched.settle()
    assert watched.state("hovered.id") == row.get_attribute("data-key").removeprefix("row-")  # type: ignore[union-attr]
    box = watched.page.locator(".folium-map").bounding_box()
    assert box is not None
    for step in range(40):
        watched.page.mouse.click(box["x"] + box["width"] * (0.3 + 0.01 * step), box["y"] + box["height"] * 0.45)
        watched.settle()
        if watched.state("selected"):
            break
    assert watched.state("selected.collection") in (LAND, SPACE, "buildings")


def test_an_empty_result_names_the_rule_that_emptied_it(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/").ready()
    check(watched, f"{LAND}-usage-080701")
    check(watched, f"{LAND}-status-idle")
    watched.page.evaluate("window.landstock.query.edit('industrial_land', (query) => { query.area = [900000, null]; })")
    watched.settle()
    assert watched.matched(LAND) == 0
    words = watched.page.locator("#ls-right").inner_text()
    assert "登记面积" in words or "状态" in words or "用途" in words
    watched.picture("empty-zh-1366")


def test_unknown_values_are_offered_and_counted(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/").ready()
    watched.page.evaluate(
        "window.landstock.query.edit('idle_space', (query) => { query.ranges = { clear_height_m: [6, null] }; })"
    )
    watched.settle()
    without = watched.matched(SPACE)
    offer = watched.page.locator(
        "label.or-unknown", has=watched.page.locator(f"[data-key='unknown-{SPACE}-clear_height_m']")
    )
    offered = int("".join(letter for letter in offer.inner_text() if letter.isdigit()))
    offer.click()
    watched.settle()
    assert watched.matched(SPACE) == without + offered


def test_why_not_says_which_rule_a_plot_fails(served: str, wants_land: str, opened: Opened) -> None:
    watched = opened(f"{served}/#mode=match&project={wants_land}").ready()
    watched.page.locator(".ranked").first.wait_for()
    plot = watched.page.evaluate(REJECTED)
    watched.page.evaluate("(id) => window.landstock.whynot.open({ collection: 'industrial_land', id })", plot)
    watched.page.wait_for_timeout(600)
    report = httpx.post(f"{served}/matches", json={"project_id": wants_land, "explain": [plot]}, trust_env=False).json()
    failed = [verdict["zh"] for verdict in report["explained"][0]["verdicts"] if verdict["answer"] == "no"]
    words = watched.page.locator("#ls-why").inner_text()
    assert failed
    assert all(reason in words for reason in failed)
    watched.picture("whynot-zh-1366")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_phone_does_the_whole_job(served: str, wants_land: str, opened: Opened, lang: str) -> None:
    watched = opened(f"{served}/#lang={lang}", width=390, height=844, touch=True).ready()
    page = watched.page
    watched.picture(f"phone-{lang}-390")
    assert page.evaluate("document.documentElement.scrollWidth <= 390"), "nothing runs off the side"
    page.locator("[data-key='chip-filter']").click()
    watched.settle()
    watched.picture(f"phone-filter-{lang}-390")
    check(watched, f"{LAND}-usage-1001")
    assert watched.matched(LAND) == count(served, LAND, usage="1001")
    page.locator("[data-key='tab-match']").click()
    watched.choose(wants_land)
    page.locator(".ranked").first.wait_for(state="attached")
    watched.settle()
    watched.picture(f"phone-match-{lang}-390")
