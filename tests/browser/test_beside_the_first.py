"""Why a lower rank is lower: its differences from no. 1, no. 1 kept in sight, and what only a specialist asks for behind "more"."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gis.inventory import Inventory
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import Screen, screens
from tests.browser.studies import first_studied, studying, until

MINUS = "−"
VISIBLE = """(one) => {
  const { top, bottom } = one.getBoundingClientRect();
  const list = one.closest('.scroll').getBoundingClientRect();
  return top >= list.top - 1 && bottom <= list.bottom + 1;
}"""


@pytest.fixture(scope="module")
def ranked(served: str, demo_inventory: Inventory) -> dict[str, Any]:
    """A project with sites enough to scroll, and several ways to join neighbours."""
    return first_studied(
        served,
        demo_inventory,
        lambda report: len(report["matches"]) > 8 and len(report["assemblies"]["land"]) > 1,
    )


def figures(words: str) -> list[float]:
    """The signed figures of a text."""
    return [float(one.replace(MINUS, "-")) for one in re.findall(rf"[+{MINUS}][\d.]+", words)]


def sum_of_lines(watched: Watched) -> float:
    return sum(sum(figures(one)) for one in watched.page.locator(".beside .got").all_inner_texts())


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_why_no_2_is_second_takes_one_click_and_no_1_stays_in_sight(
    served: str, ranked: dict[str, Any], opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    page = watched.page
    studying(watched, ranked["project"]["id"])
    first, second = ranked["matches"][:2]
    rows = page.locator("#ls-ranked .ranked")
    short = rows.nth(1).locator(".beside-first")
    assert sum(figures(short.inner_text())) == pytest.approx(second["score"] - first["score"], abs=0.001)
    assert rows.first.locator(".beside-first").count() == 0, "no. 1 differs from nobody"

    rows.nth(1).locator("button").first.click()
    watched.settle()
    section = page.locator("[data-key='beside-first']")
    assert section.count() == 1
    assert sum_of_lines(watched) == pytest.approx(second["score"] - first["score"], abs=0.001)
    sizes = [abs(figures(one)[0]) for one in section.locator(".got").all_inner_texts()]
    assert sizes == sorted(sizes, reverse=True), "the largest difference first"
    assert first["site"]["name_en" if screen.lang == "en" else "name"] in section.inner_text()

    page.locator("#ls-ranked").evaluate("(list) => list.scrollBy(0, 400)")
    watched.settle()
    assert rows.first.evaluate(VISIBLE), "no. 1 stays above the one that is read"
    rows.nth(8).locator("button").first.click()
    watched.settle()
    assert rows.first.evaluate(VISIBLE)
    assert sum_of_lines(watched) == pytest.approx(ranked["matches"][8]["score"] - first["score"], abs=0.001)
    watched.picture(f"match-beside-{screen}")
    rows.first.locator("button").first.click()
    watched.settle()
    assert page.locator(".pinned").count() == 0, "who reads no. 1 needs no second one of it"


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_a_joined_site_says_how_it_differs_from_the_best(
    served: str, ranked: dict[str, Any], opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    page = watched.page
    studying(watched, ranked["project"]["id"])
    first, second = ranked["assemblies"]["land"][:2]
    page.locator("[data-key='rank-joined']").click()
    page.locator("[data-key='joined-land/2']").click()
    watched.settle()
    assert sum_of_lines(watched) == pytest.approx(second["score"] - first["score"], abs=0.001)
    assert page.locator("#ls-joined-list .ranked").first.evaluate(VISIBLE)
    watched.picture(f"match-beside-joined-{screen}")


def test_a_planner_is_shown_no_second_method_and_no_version_unasked(
    served: str, ranked: dict[str, Any], opened: Opened
) -> None:
    watched = opened(f"{served}/").ready()
    page = watched.page
    studying(watched, ranked["project"]["id"])
    words = page.locator("#ls-right").inner_text()
    assert not re.search("TOPSIS|一致度|贴近度", words)
    assert ranked["inventory"] not in words
    page.locator("[data-key='rank-more']").click()
    watched.settle()
    words = page.locator("#ls-right").inner_text()
    assert re.search("TOPSIS", words)
    assert re.search("一致度", words)
    assert ranked["inventory"] in words
    page.get_by_role("button", name="TOPSIS", exact=True).click()
    watched.settle()
    page.locator("[data-key='rank-more']").click()
    watched.settle()
    ranks = page.locator("#ls-ranked .ranked .disc").all_inner_texts()
    found = [int(re.findall(r"\d+", one)[0]) for one in ranks]
    assert found == sorted(found), "who closes it is back at the ranking that the map shows"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_map_has_the_room_of_a_ranking_that_is_not_there(
    served: str, opened: Opened, width: int, height: int
) -> None:
    watched = opened(f"{served}/#mode=match", width=width, height=height, touch=width < 768).ready()
    page = watched.page
    page.evaluate("landstock.set({ mode: 'match' })")
    watched.settle()
    wide = page.locator("#ls-map-slot").evaluate("(one) => one.clientWidth")
    if width > 768:
        assert wide > 1000, "no empty panel beside the map"
        assert not page.locator("#ls-right").is_visible()
    project = page.evaluate("[...landstock.features('projects').keys()].at(-1)")
    watched.choose(project)
    until(watched, "landstock.state.match.report")
    watched.settle()
    assert page.locator("#ls-right").is_visible()


def test_on_the_phone_ranks_are_large_enough_for_a_finger_and_no_pill_names_what_is_seen(
    served: str, ranked: dict[str, Any], opened: Opened
) -> None:
    watched = opened(f"{served}/", width=390, height=844, touch=True).ready()
    page = watched.page
    studying(watched, ranked["project"]["id"])
    tops = page.locator("#ls-ranked .ranked > button, #ls-offmap button").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert tops
    assert min(tops) >= 40
    top = page.locator("#ls-topbar").evaluate("(one) => one.getBoundingClientRect().bottom")
    third = ranked["matches"][2]["site"]
    page.evaluate(
        """([site, top]) => {
  const { leaflet } = landstock.map;
  const box = landstock.boxOf([site]);
  leaflet.setView([(box[1] + box[3]) / 2, (box[0] + box[2]) / 2], 16, { animate: false });
  leaflet.panBy([0, leaflet.getSize().y / 2 - top - 30], { animate: false });
}""",
        [third, top],
    )
    watched.settle()
    assert third["name"] not in page.locator("#ls-offmap").inner_text()
