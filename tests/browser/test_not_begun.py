"""A page whose scripts do not arrive says so. What would break: a blank page, which tells nobody what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gis.folder import open_folder
from maps import View, page_files, single_file
from tests.browser.conftest import Opened

SAID = "#ls-not-begun"
PATIENCE_MS = 20_000
# The words come when a time has passed, by an animation: it is brought to its end, which must be near, instead of waited for.
PASSES = """([words, patience]) => document.querySelector(words).getAnimations().every((waiting) => {
  const { endTime } = waiting.effect.getComputedTiming();
  waiting.finish();
  return endTime <= patience;
})"""


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page()


def says(page: Page, words: str) -> None:
    """Once its time has passed, the page tells what is wrong."""
    assert page.evaluate(PASSES, [SAID, PATIENCE_MS])
    expect(page.locator(SAID)).to_be_visible()
    assert words in page.locator(SAID).inner_text()


@pytest.mark.parametrize("missing", ["js/map/view.js", "vendor/leaflet/leaflet.js"])
def test_a_script_that_does_not_arrive_is_said(page: Page, served: str, missing: str) -> None:
    page.route(f"**/{missing}", lambda route: route.fulfill(status=404))
    page.goto(served)
    says(page, "请刷新")


@pytest.mark.parametrize("missing", ["base.css", "leaflet.css"])
def test_a_stylesheet_that_does_not_arrive_is_said(page: Page, served: str, missing: str) -> None:
    """Fails where a page without its styles, or with some of them, comes without a word."""
    page.route(f"**/{missing}", lambda route: route.fulfill(status=404))
    page.goto(f"{served}?lang=en")
    expect(page.locator("#ls-unstyled")).to_contain_text(missing, timeout=PATIENCE_MS)
    assert "Reload" in page.locator("#ls-unstyled").inner_text()


def test_a_map_in_one_file_that_was_cut_is_said(page: Page, root: Path, tmp_path: Path) -> None:
    whole = single_file(open_folder(root / "layers"), View())
    # The styles, the data and the script are cut in turn.
    for share in (0.006, 0.5, 0.97):
        path = tmp_path / f"cut-{share}.html"
        path.write_text(whole[: int(len(whole) * share)], "utf-8")
        page.goto(path.as_uri())
        says(page, "不完整")


def test_a_page_that_begins_takes_the_words_away(served: str, opened: Opened) -> None:
    watched = opened(served).ready()
    assert watched.page.locator(SAID).count() == 0
    assert watched.page.locator("#ls-unstyled").count() == 0


def test_the_map_of_the_demonstration_in_one_file_stays_small(root: Path) -> None:
    html = single_file(open_folder(root / "layers"), View())
    assert len(html.encode()) < 7_000_000
    assert page_files.require_bundle() in html
