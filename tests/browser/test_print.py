"""The printed sheet: the map with its place in the district, north and scale, and the screen as it was afterwards."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opened, Watched

LAND = "industrial_land"
BOX = (
    "(one) => { const { left, top, right, bottom } = one.getBoundingClientRect(); return [left, top, right, bottom]; }"
)


def print_preview(watched: Watched) -> None:
    """What the browser's own print command does to the page."""
    watched.page.emulate_media(media="print")
    watched.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    watched.page.wait_for_timeout(600)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_card_is_printed_with_its_place_in_the_park(served: str, opened: Opened, lang: str) -> None:
    watched = opened(f"{served}/#lang={lang}", width=794, height=1123).ready()
    page = watched.page
    page.evaluate(
        f"landstock.set({{ selected: {{ collection: '{LAND}', id: landstock.state.results.{LAND}.rows[0].id }} }})"
    )
    watched.settle()
    print_preview(watched)
    inset = page.locator("#ls-inset")
    assert inset.is_visible()
    assert inset.inner_text().startswith("区位 · " if lang == "zh" else "Location · ")
    assert inset.locator("path").count() == 3, "the park, its plots, and the one in black"
    left, top, right, bottom = page.locator("#ls-map-slot").evaluate(BOX)
    inner = inset.evaluate(BOX)
    assert left <= inner[0] < inner[2] < (left + right) / 2
    assert top <= inner[1] < inner[3] < bottom
    watched.picture(f"print-card-{lang}")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    watched.settle()
    assert page.locator("#ls-inset, #ls-north").count() == 0


def test_a_list_of_one_park_is_printed_with_its_place_in_the_district(served: str, opened: Opened) -> None:
    watched = opened(served, width=794, height=1123).ready()
    watched.page.evaluate(f"landstock.query.edit('{LAND}', (query) => {{ query.park = ['JK']; }})")
    watched.settle()
    print_preview(watched)
    assert watched.page.locator("#ls-inset rect").count() == 1, "what the map shows, in the whole district"


def test_a_list_of_the_whole_district_needs_no_inset(served: str, opened: Opened) -> None:
    watched = opened(served, width=794, height=1123).ready()
    print_preview(watched)
    assert watched.page.locator("#ls-print h1").inner_text() == "产业用地"
    assert watched.page.locator("#ls-inset").count() == 0


def test_on_the_phone_the_best_site_lies_above_the_sheet(served: str, wants_land: str, opened: Opened) -> None:
    watched = opened(f"{served}/#lang=en", width=390, height=844, touch=True).ready()
    watched.choose(wants_land)
    for _ in range(60):
        if watched.state("match.report"):
            break
        watched.page.wait_for_timeout(100)
    watched.settle()
    first = watched.state("match.report.matches")[0]["site"]
    away = watched.page.locator(".off-pill b").all_inner_texts()
    assert first["name_en"] not in away, "what lies in the window is not off the map"
