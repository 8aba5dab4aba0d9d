"""Back takes off what lies over the page before it leaves it: a dialog, the phone's filters, a comparison of scenarios."""

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
