"""The page for those who do not see it or use no mouse: no violation of WCAG 2.2 AA that axe finds, the focus stays where it was, counts are said, and it works at 200 %."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from maps.assets import ROOT
from tests.browser.conftest import Opened, Watched
from tests.browser.screens import Screen, screens

LAND, FLOORS = "industrial_land", "idle_space"
AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN: Final = """async (tags) => (await axe.run(document, { runOnly: tags })).violations.map((rule) => [
  rule.id, ...rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)),
])"""


def violations(watched: Watched) -> list[Any]:
    """What axe finds on what is on screen: the rule and some of its nodes."""
    watched.settle()
    if not watched.page.evaluate("typeof axe === 'object'"):
        watched.page.evaluate(AXE.read_text("utf-8"))
    return list(watched.page.evaluate(RUN, TAGS))


def find(watched: Watched) -> dict[str, list[Any]]:
    faults = {"find": violations(watched)}
    watched.page.evaluate(f"landstock.query.edit('{LAND}', (query) => {{ query.q = 'nothing of the kind'; }})")
    faults["nothing found"] = violations(watched)
    watched.page.evaluate("landstock.query.reset()")
    return faults


def detail(watched: Watched) -> dict[str, list[Any]]:
    faults = {}
    for layer in (LAND, FLOORS):
        select(watched, layer)
        faults[f"card of {layer}"] = violations(watched)
    return faults


def match(watched: Watched) -> dict[str, list[Any]]:
    watched.page.evaluate("landstock.set({ mode: 'match' })")
    faults = {"match": violations(watched)}
    watched.page.evaluate("document.querySelector(\"[data-key='way-of-match-demand']\").click()")
    faults["demand form"] = violations(watched)
    watched.page.evaluate(
        """landstock.match.choose({ projectId: [...landstock.features('projects').values()]
          .find(({ properties }) => properties.stage === 'new' && properties.needs === 'land').id })"""
    )
    watched.page.locator("#ls-ranked .ranked").first.wait_for(state="attached")
    faults["ranking"] = violations(watched)
    watched.page.evaluate("landstock.emit('tab', 'joined')")
    faults["combined sites"] = violations(watched)
    return faults


def board(watched: Watched) -> dict[str, list[Any]]:
    watched.page.evaluate("landstock.set({ mode: 'board' })")
    watched.page.locator("#ls-board .board-table tbody tr").first.wait_for(timeout=60_000)
    faults = {"board": violations(watched)}
    watched.page.evaluate("landstock.board.look({ selected: landstock.board.rows()[0].id })")
    faults["card of a project"] = violations(watched)
    return faults


def dashboard(watched: Watched) -> dict[str, list[Any]]:
    watched.page.evaluate("landstock.set({ mode: 'dashboard' })")
    watched.page.locator("#dash-layers tbody tr").first.wait_for(state="attached")
    faults = {"dashboard": violations(watched)}
    watched.page.locator("#dash-floors .segments").last.locator("button").last.click()
    faults["as a table"] = violations(watched)
    watched.page.locator("[data-key='dash-total-parks']").click()
    watched.page.locator("dialog[open] tbody tr").first.wait_for()
    faults["list of a figure"] = violations(watched)
    return faults


def paper(watched: Watched) -> dict[str, list[Any]]:
    """The list as it is printed: what a browser shows of it before it goes to paper."""
    watched.page.evaluate("() => { window.print = () => undefined; }")
    watched.page.evaluate("document.querySelector(\"[data-key='print']\").click()")
    watched.settle()
    watched.page.emulate_media(media="print")
    faults = {"print": violations(watched)}
    watched.page.emulate_media(media="screen")
    return faults


WAYS: Final[dict[str, Callable[[Watched], dict[str, list[Any]]]]] = {
    "find": find,
    "detail": detail,
    "match": match,
    "board": board,
    "dashboard": dashboard,
    "print": paper,
}
QUICK: Final = {
    "find": ("zh-1366", "en-390"),
    "detail": ("en-1366",),
    "match": ("en-1366", "zh-390"),
    "board": ("zh-1366",),
    "dashboard": ("zh-1366", "en-390"),
    "print": ("zh-1366",),
}
"""Each way of working at least once; the rest of languages and sizes is of ``make soak-sizes``."""


@pytest.mark.parametrize(
    ("way", "screen"),
    [
        pytest.param(way, *case.values, marks=case.marks, id=f"{way}-{case.id}")
        for way, quick in QUICK.items()
        for case in screens(*quick)
    ],
)
def test_axe_finds_no_violation(served: str, opened: Opened, way: str, screen: Screen) -> None:
    watched = screen.show(opened, served)
    faults = {where: found for where, found in WAYS[way](watched).items() if found}
    assert not faults, json.dumps(faults, ensure_ascii=False, indent=1)


def select(watched: Watched, collection: str) -> None:
    watched.page.evaluate(
        "(id) => landstock.set({ selected: { collection: id, id: landstock.state.results[id].rows[0].id } })",
        collection,
    )


def focused(watched: Watched) -> str | None:
    """The key of what has the focus."""
    key: str | None = watched.page.evaluate("document.activeElement?.dataset.key ?? null")
    return key


def test_the_focus_goes_into_a_card_and_back_to_its_row(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en").ready()
    row = watched.page.locator("#ls-rows .row").nth(2)
    row.focus()
    watched.page.keyboard.press("Enter")
    watched.settle()
    assert focused(watched) == "back", "into the card"
    watched.page.keyboard.press("ArrowDown")
    watched.settle()
    opened_id = watched.state("selected.id")
    watched.page.keyboard.press("Escape")
    watched.settle()
    assert focused(watched) == f"row-{opened_id}", "the row of the card that was open last"


def test_the_focus_goes_back_to_the_row_of_the_table(served: str, opened: Opened) -> None:
    """The list was looked into alone: from the table a reader without a mouse began anew."""
    watched = opened(f"{served}/#lang=zh").ready()
    page = watched.page
    page.locator("[data-key='table-open']").click()
    watched.settle()
    row = page.locator("#ls-table-rows .row").nth(3)
    row.focus()
    row.press("Enter")
    watched.settle()
    opened_id = str(watched.state("selected")["id"])
    page.locator("[data-key='back']").focus()
    page.evaluate("document.getElementById('ls-table-scroll').scrollTop = 4000")
    page.locator("[data-key='back']").press("Enter")
    watched.settle()
    assert focused(watched) == f"table-row-{opened_id}"
    inside = """(one) => {
      const { top, bottom } = one.getBoundingClientRect();
      const box = document.getElementById('ls-table-scroll').getBoundingClientRect();
      return top >= box.top && bottom <= box.bottom + 1;
    }"""
    assert page.locator(f"#ls-table-rows [data-id='{opened_id}']").evaluate(inside)
    page.evaluate("(id) => landstock.query.edit(id, (query) => { query.area = [1e8, null]; })", "industrial_land")
    watched.settle()
    assert page.locator("#ls-table-grid").count() == 1, "what the tabs control is there where nothing was found"
    assert page.locator("#ls-rows").count() <= 1, "no id twice"


def test_the_focus_comes_back_from_a_dialog(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en").ready()
    for n in (0, 1):
        watched.page.locator("#ls-rows .row").nth(n).locator("input").check()
    watched.page.locator(".basket [data-key='compare']").focus()
    watched.page.keyboard.press("Enter")
    watched.page.locator("dialog[open]").wait_for()
    watched.page.keyboard.press("Escape")
    watched.settle()
    assert focused(watched) == "compare"


@pytest.mark.parametrize(("lang", "found"), [("zh", "找到 {} 宗，300 层。"), ("en", "Found {} parcels, 300 floors.")])
def test_counts_are_said_once_they_rest(served: str, opened: Opened, lang: str, found: str) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    said = watched.page.locator("#ls-count-said")
    assert said.get_attribute("aria-live") == "polite"
    watched.page.evaluate(f"landstock.query.edit('{LAND}', (query) => {{ query.usage = ['1001']; }})")
    watched.page.get_by_text(found.format(watched.matched(LAND))).wait_for(state="attached")
    assert said.inner_text() == found.format(watched.matched(LAND))


OVERLAP: Final = """([one, other]) => {
  const [a, b] = [one, other].map((name) => document.querySelector(name).getBoundingClientRect());
  return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
}"""
ROWS: Final = """[...document.querySelectorAll('#ls-rows .row')].filter((row) => {
  const [box, list] = [row.getBoundingClientRect(), document.getElementById('ls-list-scroll').getBoundingClientRect()];
  return box.top >= list.top - 1 && box.bottom <= Math.min(list.bottom, innerHeight) + 1;
}).length"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_desktop_at_200_percent_shows_five_rows_and_nothing_over_another(
    served: str, opened: Opened, lang: str
) -> None:
    watched = opened(f"{served}/#lang={lang}", width=683, height=384).ready()
    assert watched.page.evaluate(ROWS) >= 5
    for pair in (
        (".query-chip.filter", ".map-foot"),
        ("#ls-topbar", "#ls-right"),
        ("#ls-tabs", "#ls-right"),
    ):
        assert not watched.page.evaluate(OVERLAP, list(pair)), pair
