"""Empty, lost, slow: what a reader sees where nothing is found, where the service is away, and where an answer takes its time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from api.app import create_app
from api.ground.settings import Settings
from bench.folder import COLLECTION, prepared
from gis.folder import open_folder
from tests.api.serving import served as serving
from tests.browser import studies
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import Screen, screens

LAND = "industrial_land"
TYPED = "经开区 a0"
until = partial(studies.until, tries=400)
ENGLISH = re.compile(r"Failed to fetch|NetworkError|TypeError")
ASKED = re.compile(r"/(?:collections|matches|portfolios|exports|healthz)\b")


def text(watched: Watched, where: str) -> str:
    return watched.page.locator(where).inner_text()


def lose(watched: Watched) -> None:
    """The service is gone: nothing that is asked of it comes back."""
    watched.mutated = True
    watched.page.route(ASKED, lambda route: route.abort())


def find_again(watched: Watched) -> None:
    watched.page.unroute(ASKED)


GREY = """() => {
  const began = performance.now();
  window.grey = null;
  new MutationObserver(() => {
    if (window.grey === null && document.querySelector('#ls-right .skeleton')) window.grey = performance.now() - began;
  }).observe(document.getElementById('ls-right'), { childList: true, subtree: true });
}"""


PAINTED = """() => [...document.querySelectorAll('#ls-map-slot canvas')].reduce((sum, canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, solid] = data.subarray(at, at + 4);
    sum += solid > 0 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60;
  }
  return sum;
}, 0)"""


class Slow:
    """A network on which answers wait until the test lets them through."""

    def __init__(self, page: Page, paths: str) -> None:
        self.waiting: list[Route] | None = []
        page.route(re.compile(paths), self.come)

    def come(self, route: Route) -> None:
        if self.waiting is None:
            route.continue_()
        else:
            self.waiting.append(route)

    def arrive(self) -> None:
        waiting, self.waiting = self.waiting or [], None
        for route in waiting:
            route.continue_()


# ---- lost ----
WORDS = {
    "zh": ("服务连接中断", "无法连接服务", "匹配没有算成", "未能导出"),
    "en": ("The service does not answer", "the service cannot be reached", "The match failed", "Could not export"),
}


TOPMOST = """(name) => {
  const { left, right, top, bottom } = document.querySelector(name).getBoundingClientRect();
  return [[left + 2, top + 2], [right - 2, bottom - 2]].every(([x, y]) => document.elementFromPoint(x, y)?.closest(name));
}"""


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366", "zh-390"))
def test_a_lost_service_is_said_and_asked_again_and_nothing_typed_is_lost(
    served: str, wants_land: str, opened: Opened, screen: Screen
) -> None:
    bar, cause, match, export = WORDS[screen.lang]
    watched = screen.show(opened, served)
    page = watched.page
    page.locator("#ls-search").fill(TYPED)
    page.wait_for_timeout(250)
    before = watched.state(f"queries.{LAND}.q")
    lose(watched)
    page.get_by_role("button", name="导出" if screen.lang == "zh" else "Export").first.click()
    page.get_by_role("menuitem", name="CSV").first.click()
    watched.settle()
    assert export in text(watched, "#ls-toast")
    assert cause in text(watched, "#ls-toast")
    watched.choose(wants_land)
    until(watched, "landstock.state.match.error")
    watched.settle()
    assert bar in text(watched, "#ls-notices")
    assert page.evaluate(TOPMOST, "[data-key='lost-again']"), "nothing lies over the way to try again"
    assert match in text(watched, "#ls-right")
    assert page.locator("#ls-right .basket").count() == 0, "the foot of another way of working is not shown"
    assert not ENGLISH.search(text(watched, "body"))
    watched.picture(f"lost-{screen}")

    find_again(watched)
    until(watched, "landstock.state.match.report", tries=1_200)
    watched.settle()
    assert text(watched, "#ls-notices") == ""
    assert (watched.state(f"queries.{LAND}.q"), watched.state("match.error")) == (before, None)
    assert page.locator("#ls-search").input_value() == TYPED


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_a_board_that_was_not_to_be_had_comes_once_the_service_is_back(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    lose(watched)
    watched.page.evaluate("document.querySelector(\"[data-key='way-board']\").click()")
    until(watched, "landstock.board.view.error")
    watched.settle()
    assert WORDS[screen.lang][1] in text(watched, "#ls-board")
    assert not ENGLISH.search(text(watched, "body"))
    find_again(watched)
    watched.page.locator("[data-key='lost-again']").click()
    until(watched, "landstock.board.view.report && !landstock.board.view.error", tries=1_200)


# ---- empty ----
FACETS = "[...document.querySelectorAll('#ls-left .facet h3')].map((one) => one.textContent)"
LEGEND = (
    "[...document.querySelectorAll('#ls-legend .legend-entry')].map((one) => one.textContent.replace(/[\\d,–]+$/, ''))"
)


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_an_empty_answer_keeps_facets_and_legend_and_offers_the_nearest_change(
    served: str, opened: Opened, screen: Screen
) -> None:
    watched = screen.show(opened, served)
    page = watched.page
    facets, legend = page.evaluate(FACETS), page.evaluate(LEGEND)
    assert len(facets) > 5
    assert len(legend) > 3 or screen.width < 768, "folded where the map is small"
    page.evaluate(
        "landstock.query.edit('industrial_land', (query) => { query.usage = ['1001']; query.status = ['idle']; query.area = [600000, null]; query.ranges.far_max = [2, null]; })"
    )
    watched.settle()
    assert watched.matched(LAND) == 0
    assert page.evaluate(FACETS) == facets
    assert page.evaluate(LEGEND) == legend
    page.locator("[data-key='move-bound']").wait_for()
    said = text(watched, "#ls-right .empty")
    assert "≥" in said
    assert ("最近的一" if screen.lang == "zh" else "the nearest has") in said
    watched.picture(f"empty-ways-{screen}")
    offered = text(watched, "[data-key='move-bound']")
    page.locator("[data-key='move-bound']").click()
    watched.settle()
    assert watched.matched(LAND) == int(re.findall(r"\d+", offered)[-1]) > 0
    page.evaluate("history.back()")
    page.locator("[data-key^='drop-way-']").first.wait_for()
    brings = int(re.findall(r"\d+", text(watched, "[data-key^='drop-way-'] >> nth=0"))[-1])
    page.locator("[data-key^='drop-way-']").first.click()
    watched.settle()
    assert watched.matched(LAND) == brings > 0


def test_a_link_that_finds_nothing_opens_with_every_facet(served: str, opened: Opened) -> None:
    whole = opened(f"{served}/#lang=zh").ready().page.evaluate(FACETS)
    query = '{"usage":["1001"],"status":["idle"],"area":[900000,null]}'
    watched = opened(f"{served}/#lang=zh&q.{LAND}={query}").ready()
    assert watched.matched(LAND) == 0
    assert watched.page.evaluate(FACETS) == whole


# ---- slow ----
@pytest.fixture(scope="module")
def cadastre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over generated parcels, more than a page holds."""
    files = prepared(6_000, tmp_path_factory.mktemp("cadastre"))
    with serving(create_app(Settings(), open_folder(files.layers))) as address:
        yield address


def test_a_late_answer_turns_the_list_grey_and_leaves_the_map(cadastre: str, opened: Opened) -> None:
    watched = opened(f"{cadastre}/#lang=zh").ready()
    page = watched.page
    until(watched, "landstock.tiles.settled()")
    watched.settle()
    watched.picture("slow-before")
    before = page.evaluate(PAINTED)
    assert before > 500
    assert page.locator("#ls-rows .row").count()
    slow = Slow(page, rf"/collections/{COLLECTION}/")
    page.evaluate(GREY)
    page.evaluate("(id) => landstock.query.edit(id, (query) => { query.area = [5000, null]; })", COLLECTION)
    page.locator("#ls-right .skeleton").first.wait_for()
    assert page.evaluate("window.grey") >= 290, "what is soon there needs no sign"
    assert page.locator("#ls-right .skeleton").count() > 3
    assert page.evaluate(PAINTED) >= 0.9 * before, "the old map stays, in its colours"
    watched.picture("slow-list")
    slow.arrive()
    page.locator("#ls-rows .row").first.wait_for()
    assert page.locator("#ls-right .skeleton").count() == 0


def test_a_late_start_shows_grey_rows_and_then_the_list(served: str, opened: Opened) -> None:
    watched = opened("about:blank")
    page = watched.page
    slow = Slow(page, r"/collections/\w+/items")
    page.goto(f"{served}/#lang=en")
    page.locator("#ls-right .skeleton").first.wait_for()
    assert page.locator("#ls-right [aria-label='Loading']").count() == 1
    watched.picture("slow-start")
    slow.arrive()
    watched.ready()
    assert page.locator("#ls-right .skeleton").count() == 0
    assert page.locator("#ls-rows .row").count()


def test_a_late_match_shows_grey_rows_in_its_place(served: str, wants_land: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=zh").ready()
    page = watched.page
    slow = Slow(page, r"/matches")
    page.evaluate(GREY)
    watched.choose(wants_land)
    page.locator("#ls-right .skeleton").first.wait_for()
    assert page.evaluate("window.grey") >= 290
    slow.arrive()
    until(watched, "landstock.state.match.report")
    watched.settle()
    assert page.locator("#ls-ranked .ranked").count()


def test_the_card_of_a_project_closes_where_the_list_leaves_it_out(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=zh&mode=board").ready()
    until(watched, "landstock.board.view.report && !landstock.board.view.busy", tries=1_200)
    page = watched.page
    ids = page.evaluate("landstock.board.rows().map((one) => one.id)")
    page.evaluate("(id) => landstock.board.look({ selected: id })", ids[0])
    watched.settle()
    assert page.locator(f"[data-card='{ids[0]}']").count() == 1
    page.evaluate("(text) => landstock.board.filter({ text })", ids[0])
    watched.settle()
    assert page.locator(f"[data-card='{ids[0]}']").count() == 1
    page.evaluate("(text) => landstock.board.filter({ text })", ids[-1])
    watched.settle()
    assert page.locator("[data-card]").count() == 0


def test_a_wrong_address_is_a_page_in_words(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/nowhere/at/all")
    watched.faults.clear()
    assert "没有这个地址" in text(watched, "main")
    assert "there is nothing at this address" in text(watched, "main")
    watched.page.get_by_role("link", name="返回首页").click()
    assert urlsplit(watched.page.url).path == "/"
    watched.faults.clear()
