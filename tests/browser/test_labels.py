"""No label is cut at the narrow desktop size in either language; a name or a fact from the data may be, with the whole in its title."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opened, Watched
from tests.browser.screens import Screen, screens

LAND, FLOORS = "industrial_land", "idle_space"
DATA = ".row .title b, .said-facts, .row-name span, .place-name, .park-name, .building td, .query-chip span"
"""What stands there comes from the data: names of any length, and the facts of a row."""
CUT = """(data) => [...document.querySelectorAll('body *')].filter((one) => {
  const style = getComputedStyle(one);
  if (!one.clientWidth || style.visibility === 'hidden' || one.closest('svg, .offscreen, [hidden], .skeleton')) return false;
  if (!['hidden', 'clip'].includes(style.overflowX) || one.scrollWidth <= one.clientWidth + 1) return false;
  const said = (one.matches('input') ? one.placeholder : one.innerText ?? '').trim();
  const whole = one.closest('[title]')?.title ?? '';
  return said && one.getBoundingClientRect().width > 4 && !(whole && one.closest(data));
}).map((one) => `${one.className}: ${(one.innerText || one.placeholder).slice(0, 60)} (${one.scrollWidth} > ${one.clientWidth})`)"""


def cut(watched: Watched) -> list[str]:
    """The labels that are cut on what is on screen."""
    watched.settle()
    return list(watched.page.evaluate(CUT, DATA))


def select(watched: Watched, collection: str) -> None:
    watched.page.evaluate(
        "(id) => landstock.set({ selected: { collection: id, id: landstock.state.results[id].rows[0].id } })",
        collection,
    )


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_nothing_is_cut_where_sites_are_found_and_read(served: str, opened: Opened, screen: Screen) -> None:
    watched = screen.show(opened, served)
    faults = {"find": cut(watched)}
    watched.page.evaluate(f"landstock.query.edit('{LAND}', (query) => {{ query.usage = ['1001']; }})")
    watched.page.evaluate(f"landstock.set({{ active: '{FLOORS}' }})")
    faults["filtered"] = cut(watched)
    for layer in (LAND, FLOORS):
        select(watched, layer)
        faults[f"card of {layer}"] = cut(watched)
    assert not any(faults.values()), faults


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_nothing_is_cut_where_projects_are_matched(
    served: str, opened: Opened, wants_land: str, screen: Screen
) -> None:
    watched = screen.show(opened, served, "&mode=match")
    faults = {"choice": cut(watched)}
    watched.page.locator("[data-key='way-of-match-demand']").click()
    faults["demand"] = cut(watched)
    watched.choose(wants_land)
    watched.page.locator("#ls-ranked .ranked").first.wait_for()
    faults["ranking"] = cut(watched)
    watched.picture(f"labels-ranking-{screen}")
    watched.page.evaluate("landstock.emit('tab', 'joined')")
    faults["combined"] = cut(watched)
    assert not any(faults.values()), faults


@pytest.mark.parametrize("screen", screens("zh-1366", "en-1366"))
def test_nothing_is_cut_on_the_board(served: str, opened: Opened, screen: Screen) -> None:
    watched = screen.show(opened, served, "&mode=board")
    watched.page.locator("#ls-board .board-table tbody tr").first.wait_for(timeout=60_000)
    faults = {"board": cut(watched)}
    watched.page.evaluate("landstock.board.look({ selected: landstock.board.rows()[0].id })")
    faults["card"] = cut(watched)
    assert not any(faults.values()), faults
    names = watched.page.locator(".board-actions .segments button").all_inner_texts()
    assert len(names) == 5
    assert min(map(len, names)) > 1, "each scenario goes by its name"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_legend_is_one_line_on_a_narrow_desktop(served: str, opened: Opened, lang: str) -> None:
    """Its first word stood lower than the rest, and in English the last kind had a line of its own."""
    watched = opened(f"{served}/#lang={lang}").ready()
    middles = watched.page.locator("#ls-legend > *, .legend-title > *").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).filter(({ height }) => height > 1).map(({ top, bottom }) => (top + bottom) / 2)"
    )
    assert len(middles) > 8
    assert max(middles) - min(middles) <= 2
