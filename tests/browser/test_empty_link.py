"""A link whose question finds no parcel: its facets offer what could be asked instead, count one thing, and the map claims no move."""

from __future__ import annotations

import re
from urllib.parse import quote

from tests.browser.conftest import Opened, Watched

LAND = "industrial_land"


def tallies(watched: Watched, key: str) -> dict[str, str]:
    """What each option of a facet counts, by its key."""
    rows = watched.page.locator(f".option:has(input[data-key^='{key}'])")
    return {
        str(row.locator("input").get_attribute("data-key")): row.locator(".tally").inner_text() for row in rows.all()
    }


def test_a_link_that_finds_nothing_offers_what_is_there(served: str, opened: Opened) -> None:
    whole = opened(f"{served}/").ready()
    empty = opened(f"{served}/#q.{LAND}=" + quote('{"area":[133333333,null]}')).ready()
    assert empty.matched(LAND) == 0
    for key in (f"{LAND}-park_id-", f"{LAND}-status-", f"{LAND}-usage-"):
        assert len(tallies(empty, key)) >= 4
        if "usage" not in key:
            assert set(tallies(empty, key)) == set(tallies(whole, key))
        assert set(tallies(empty, key).values()) == {"0"}, "parcels are counted, and there are none"
    assert empty.page.locator("#ls-way").is_hidden(), "the list found nothing, so nothing was moved to"


def test_parks_count_what_the_list_shows(served: str, opened: Opened) -> None:
    watched = opened(f"{served}/#q.{LAND}=" + quote('{"status":["idle"],"area":[13333,null]}')).ready()
    asked = watched.page.locator("[data-key='fold-park']").locator("xpath=ancestor::section")
    assert "宗" in asked.locator(".facet-head").inner_text()
    sums = [int(re.sub(r".*·\s*", "", text)) for text in tallies(watched, f"{LAND}-park_id-").values()]
    top = [int(re.sub(r".*·\s*", "", text)) for text in tallies(watched, f"{LAND}-park_id-").values() if "·" in text]
    assert sum(top) == watched.matched(LAND)
    assert max(sums) <= max(top), "no park inside another holds more than it"
