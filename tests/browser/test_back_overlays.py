"""Back takes off what lies over the page before it leaves it: a dialog, the phone's filters, the editor of a condition, a card of the board,
a comparison of scenarios."""

from __future__ import annotations

from tests.browser.conftest import Opened, Watched


def back(watched: Watched) -> None:
    watched.page.evaluate(
        "() => new Promise((done) => { addEventListener('popstate', () => setTimeout(done, 200), { once: true }); history.back(); })"
    )


def dialogs(watched: Watched) -> int:
    return watched.page.locator("dialog[open]").count()


def test_a_dialog_is_closed_by_back_and_the_page_stays(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/").ready()
    page = watched.page
    page.locator("[data-key='views']").first.click()
    assert dialogs(watched) == 1
    back(watched)
    assert dialogs(watched) == 0
    assert page.url.startswith(served)
    page.locator("#ls-rows .row .title").nth(1).click()
    watched.settle()
    card = watched.state("selected.id")
    page.locator("[data-key='views']").first.click()
    page.keyboard.press("Escape")
    watched.settle()
    assert (dialogs(watched), watched.state("selected.id")) == (0, card)
    back(watched)
    assert watched.state("selected") is None, "a dialog that was closed leaves no dead step"


def test_the_filters_of_a_phone_are_closed_by_back(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/", width=390, height=844, touch=True).ready()
    page = watched.page
    page.locator("[data-key='chip-filter']").click()
    assert page.evaluate("document.body.dataset.sheet") == "left"
    back(watched)
    assert page.url.startswith(served)
    assert page.evaluate("document.body.dataset.sheet") == "right"


def test_a_comparison_is_left_by_back(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#mode=board").ready()
    page = watched.page
    page.locator("[data-key$='-*']").first.click()
    page.locator("#board-compare").wait_for(state="visible")
    back(watched)
    assert page.url.startswith(served)
    page.locator("#board-compare").wait_for(state="hidden")
    assert watched.state("mode") == "board"


def test_a_card_of_the_board_is_closed_by_back_and_stands_again_after_a_look_at_its_match(
    served: str, opened: Opened
) -> None:
    watched = opened(f"{served}/#mode=board").ready()
    page = watched.page
    card = page.locator(".board-card")
    page.locator("#board-table .row-name").first.wait_for(timeout=90_000)
    page.locator("#board-table .row-name").nth(0).click()
    card.wait_for(state="visible")
    page.locator("#board-table .row-name").nth(1).click()
    page.locator("[data-key='card-match']").click()
    watched.settle()
    assert watched.state("mode") == "match"
    back(watched)
    card.wait_for(state="visible")
    assert watched.state("mode") == "board"
    page.locator(".icon-button[data-key='card-close']").click()
    page.locator("#board-table .row-name").nth(0).click()
    card.wait_for(state="visible")
    back(watched)
    card.wait_for(state="hidden")
    assert page.url.startswith(served)
    assert watched.state("mode") == "board"


def test_the_editor_of_a_condition_is_closed_by_back_and_what_it_changed_stays(served: str, opened: Opened) -> None:
    for width, height in ((1366, 768), (390, 844)):
        watched = opened(f"{served}/", width=width, height=height, touch=width < 768).ready()
        page = watched.page
        page.locator("#ls-search").fill("20亩以上")
        page.keyboard.press("Enter")
        watched.settle()
        chip = page.locator(".query-chip .name").last
        editor = page.locator("#ls-chip-editor")
        chip.click()
        editor.wait_for(state="visible")
        entry = editor.locator("input[type='text']").first
        entry.fill("30")
        entry.press("Enter")
        watched.settle()
        asked = page.locator(".query-chip .name").last.inner_text()
        assert "30" in asked
        back(watched)
        editor.wait_for(state="hidden")
        assert page.locator(".query-chip .name").last.inner_text() == asked
        back(watched)
        assert "20" in page.locator(".query-chip .name").last.inner_text()
