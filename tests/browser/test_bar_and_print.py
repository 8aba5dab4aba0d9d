"""The search bar keeps as many conditions in sight as it has room for, and a comparison is printed once it is there."""

from __future__ import annotations

import json
from urllib.parse import quote

from tests.browser.conftest import Opened

FLOORS = "idle_space"
ASKED = {
    "area": [8000, None],
    "ranges": {"clear_height_m": [8, None]},
    "park": ["JK"],
    "values": {"fire_class": ["丙"]},
}


def test_four_conditions_in_english_show_three(served: str, opened: Opened) -> None:
    page = opened(f"{served}/#lang=en&q.{FLOORS}={quote(json.dumps(ASKED))}").ready().page
    chips = page.locator(".query-chips .query-chip:not(.more):not(.filter)")
    assert chips.count() >= 3, chips.all_inner_texts()
    cut = page.evaluate(
        "[...document.querySelectorAll('.query-chips .query-chip > .name')].filter((name) => name.scrollWidth > name.clientWidth).length"
    )
    assert cut == 0, chips.all_inner_texts()


def test_a_comparison_that_is_being_solved_is_not_printed_as_the_board(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#mode=board").ready()
    for _ in range(300):
        if watched.page.evaluate("Boolean(landstock.board.view.report && landstock.board.view.scenarios.length)"):
            break
        watched.page.wait_for_timeout(100)
    printed = watched.page.evaluate(
        """() => {
  const [one] = landstock.board.view.scenarios;
  landstock.board.compareScenarios([one.id]);
  landstock.board.compare();
  landstock.boardPrint.fill();
  return document.getElementById('ls-print').textContent;
}"""
    )
    assert "情景对比" in printed
    assert "还在求解" in printed
    assert "落位图" not in printed
