"""Nothing runs past its panel or is cut where it must be read whole: both languages, both modes, three sizes of screen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Opened, Watched

LAND = "industrial_land"
PANELS = "#ls-banner, #ls-topbar, #ls-left, #ls-right, #ls-summary, #ls-status, #ls-legend"
WHOLE = ".unknown, .or-unknown, .grid-name, .banner-words, .list-head .button, .tab, .button, .segments button, .legend-entry"
BESIDE = """([panels, whole]) => {
  const shown = (node) => { const box = node.getBoundingClientRect(); return box.width > 0 && box.height > 0 && getComputedStyle(node).visibility !== 'hidden'; };
  const cut = (node, root) => {
    for (let at = node.parentElement; at && at !== root.parentElement; at = at.parentElement) if (/hidden|auto|scroll|clip/.test(getComputedStyle(at).overflowX)) return at;
    return null;
  };
  const say = (node) => `${node.className || node.tagName}: ${node.textContent.trim().slice(0, 60)}`;
  const found = [];
  for (const root of document.querySelectorAll(panels)) {
    if (!shown(root)) continue;
    const frame = root.getBoundingClientRect();
    for (const node of root.querySelectorAll('*')) {
      if (!shown(node) || node.closest('svg, .offscreen, .pop, .query-chips')) continue;
      const box = node.getBoundingClientRect();
      if ((box.right > frame.right + 1 || box.left < frame.left - 1) && !cut(node, root)) found.push(`past ${root.id}: ${say(node)}`);
    }
    for (const node of root.querySelectorAll(whole)) {
      if (!shown(node) || node.closest('.offscreen, .pop, .query-chips')) continue;
      const around = cut(node, root)?.getBoundingClientRect();
      const box = node.getBoundingClientRect();
      if (node.scrollWidth > node.clientWidth + 1 || (around && box.right > around.right + 1)) found.push(`cut in ${root.id}: ${say(node)}`);
    }
  }
  const figures = [...document.querySelectorAll('#ls-summary > *, .basket .actions > *, .list-head > *')].filter(shown).map((node) => [node, node.getBoundingClientRect()]);
  for (const [a, first] of figures) {
    for (const [b, second] of figures) {
      const across = first.left < second.right - 1 && second.left < first.right - 1;
      const down = first.top < second.bottom - 1 && second.top < first.bottom - 1;
      if (a.parentNode === b.parentNode && a !== b && across && down) found.push(`${say(a)} runs into ${say(b)}`);
    }
  }
  return [...new Set(found)];
}"""
SIZES = [(1366, 768), (1920, 1080), (1024, 768), (800, 900), (390, 844)]


def misplaced(watched: Watched) -> list[str]:
    """What runs past its panel, or is cut."""
    found: list[str] = watched.page.evaluate(BESIDE, [PANELS, WHOLE])
    return found


def idle(watched: Watched) -> Any:
    """Select the largest idle plot: its card has the most to say."""
    return watched.page.evaluate(
        f"""() => {{
  const rows = landstock.state.results.{LAND}.rows;
  landstock.set({{ selected: {{ collection: '{LAND}', id: rows.find((one) => one.properties.status === 'idle').id }} }});
}}"""
    )


@pytest.mark.parametrize(("width", "height"), SIZES, ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_fits_its_panel(
    served: str, wants_land: str, opened: Opened, lang: str, width: int, height: int
) -> None:
    watched = opened(f"{served}/#lang={lang}", width=width, height=height, touch=width < 768).ready()
    faults = {"find": misplaced(watched)}
    idle(watched)
    watched.settle()
    faults["card"] = misplaced(watched)
    watched.page.evaluate("landstock.set({ selected: null, mode: 'match' })")
    watched.settle()
    faults["choosing"] = misplaced(watched)
    watched.choose(wants_land)
    for _ in range(60):
        if watched.state("match.report"):
            break
        watched.page.wait_for_timeout(100)
    watched.settle()
    faults["ranking"] = misplaced(watched)
    assert {place: found for place, found in faults.items() if found} == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_long_doubt_wraps_in_its_row(served: str, wants_land: str, opened: Opened, lang: str) -> None:
    watched = opened(f"{served}/#lang={lang}").ready()
    watched.choose(wants_land)
    watched.page.wait_for_selector("#ls-ranked .unknown")
    watched.page.evaluate(
        "document.querySelector('#ls-ranked .unknown').textContent = '8.8% outside the town development boundary, 100.0% 在城镇开发边界之外: to check'"
    )
    assert misplaced(watched) == []
