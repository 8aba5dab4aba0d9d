"""What a visit does not need is not fetched: matches, the board, paper and what reads phrases come when somebody turns to them; what failed is tried again."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from maps import page_files

ON_DEMAND = (
    "/js/match/",
    "/js/board/",
    "/js/find/print_",
    "/js/find/paper",
    "/js/find/search.js",
    "/js/data/phrases/",
    "/css/board",
    "/js/dashboard/",
    "/css/dashboard",
    "/vendor/d3/",
)


class Visit:
    """A page with nothing of the tests on it, and the files that it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        page.set_default_timeout(10_000)
        page.on("request", lambda request: self.asked.append(urlsplit(request.url).path))

    def go(self, address: str) -> None:
        self.asked.clear()
        self.page.goto(address)
        self.page.locator("body[data-loaded]").wait_for()

    def brought(self) -> list[str]:
        """What was asked for of the rooms, by its path below the version."""
        files = [path.removeprefix(page_files.base()) for path in self.asked if path.startswith(page_files.base())]
        return [
            path for path in files if any(each in path for each in ON_DEMAND) and path != "/js/find/print_filler.js"
        ]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    yield Visit(context.new_page())
    context.close()


def test_a_first_visit_fetches_no_room_and_each_comes_on_use(served: str, visit: Visit) -> None:
    visit.go(served)
    page = visit.page
    page.wait_for_timeout(300)
    assert visit.brought() == []

    page.locator("#ls-search").fill("闲置 20亩以上")
    assert page.locator("#ls-search").input_value() == "闲置 20亩以上"
    page.locator("#ls-search").press("Enter")
    page.locator("#ls-topbar .query-chip", has_text="亩").wait_for()
    assert "/js/data/phrases/reader.js" in visit.brought()
    assert not any("/match/" in path or "paper" in path for path in visit.brought())

    page.locator("[data-way='match']").first.hover()
    page.wait_for_timeout(200)
    assert "/js/match/ranked.js" in visit.brought(), "a pointer on its tab brings a room"
    page.locator("[data-key='way-match']").click()
    page.locator("#ls-left-inner .choice").first.click()
    page.locator("#ls-ranked .ranked").first.wait_for()
    assert not any("/board/room" in path or "/css/board" in path for path in visit.brought())

    page.locator("[data-key='way-dashboard']").click()
    page.locator("#dash-floors .dash-bar").first.wait_for()
    assert "/vendor/d3/d3.js" in visit.brought()

    page.locator("[data-key='way-board']").click()
    page.locator("#board-strip .kpi").first.wait_for()
    assert page.locator("#board-strip").evaluate("(node) => getComputedStyle(node).borderBottomStyle") == "solid"
    counted = [path for path in visit.brought() if visit.brought().count(path) > 2]
    assert counted == [], "fetched once, and imported from what the browser has"


def test_the_print_command_waits_for_its_sheet(served: str, visit: Visit) -> None:
    visit.go(f"{served}/#lang=en")
    page = visit.page
    # The sheet comes after the keys: once it is here they are the browser's own, which prints nothing without a screen.
    page.route("**/find/paper.js", lambda _: None)
    page.evaluate("void (window.print = () => document.body.toggleAttribute('data-printed', true))")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert "print again" in (page.locator("#ls-print").text_content() or "")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.keyboard.press("Control+p")
    page.unroute("**/find/paper.js")
    page.locator("body[data-printed]").wait_for()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#ls-print .print-body").count() == 1


@pytest.mark.parametrize("part", ["match/room.js", "match/funnel.js"], ids=["its module", "one within"])
def test_a_room_that_did_not_arrive_is_said_and_a_click_tries_again(served: str, visit: Visit, part: str) -> None:
    page = visit.page
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    visit.go(served)
    page.route(f"**/{part}", refuse)
    page.locator("[data-key='way-match']").click()
    failed = page.locator("#ls-left-inner .failed")
    failed.wait_for()
    assert "匹配页没有取到" in failed.inner_text()
    failed.locator("button").click()
    page.wait_for_timeout(200)
    assert len(refused) >= 2
    failed.wait_for()
    page.unroute(f"**/{part}")
    failed.locator("button").click()
    page.locator("#ls-left-inner .choice").first.wait_for()
    assert failed.count() == 0


def test_a_link_into_a_match_opens_it(served: str, visit: Visit, wants_land: str) -> None:
    visit.go(f"{served}/#mode=match&project={wants_land}")
    visit.page.locator("#ls-ranked .ranked").first.wait_for()
    visit.page.locator(".stability").first.wait_for()


def test_a_link_into_the_board_opens_it_and_misses_no_style(served: str, visit: Visit) -> None:
    """Styles that were on their way were said to be missing, and stayed said."""
    visit.go(f"{served}/#mode=board")
    visit.page.locator("#board-strip .kpi").first.wait_for(timeout=60_000)
    assert visit.page.locator("#ls-unstyled").count() == 0


def test_what_is_typed_stays_while_its_reader_is_away_and_enter_is_done_when_it_is_here(
    served: str, visit: Visit
) -> None:
    page = visit.page
    visit.go(served)
    page.route("**/data/phrases/reader.js", lambda route: route.abort())
    box = page.locator("#ls-search")
    box.fill("闲置")
    page.locator("#ls-found", has_text="请检查网络").wait_for()
    page.unroute("**/data/phrases/reader.js")
    assert box.input_value() == "闲置"
    box.press("Enter")
    page.locator("#ls-topbar .query-chip", has_text="闲置").wait_for()
