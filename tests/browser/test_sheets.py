"""Paper as a real browser lays it out: nothing runs out of the page, nothing is asked of the network, a sheet is a few pages."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from gis.inventory import Inventory
from gis.matching import Project, Scheme, load_schemes, match
from gis.plainly import to_plain
from tests.browser.conftest import Opened, Watched

A4 = 794
WIDE = "[...document.querySelectorAll('main *')].filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).length"


@pytest.fixture(scope="module")
def scheme(demo_folder: Path) -> Scheme:
    return load_schemes(demo_folder)["default"]


def pages_of(watched: Watched) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", watched.page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pre_check_sheet_fits_on_paper(
    served: str, wants_land: str, demo_inventory: Inventory, scheme: Scheme, opened: Opened, lang: str
) -> None:
    project = Project.from_layer(demo_inventory.layer("projects"), wants_land)
    site = to_plain(match(demo_inventory, project, scheme, top=1))["matches"][0]["site"]
    asked = f"project_id={wants_land}&collection={site['collection']}&id={site['id']}&f=html&lang={lang}"
    watched = opened(f"{served}/prechecks?{asked}", width=A4, height=1123)
    page = watched.page
    assert page.locator("h2").count() >= 7
    assert page.evaluate(WIDE) == 0, "words run out of their column"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert pages_of(watched) <= 3
    watched.picture(f"precheck-{lang}")
    page.get_by_role("link", name="English" if lang == "zh" else "中文").click()
    assert page.locator("html").get_attribute("lang") == ("en" if lang == "zh" else "zh-CN")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_meeting_paper_fits_on_paper(served: str, opened: Opened, lang: str) -> None:
    answer = httpx.post(f"{served}/portfolios?f=html&lang={lang}", json={"unlocks": False}, timeout=60, trust_env=False)
    assert answer.status_code == 200
    watched = opened(f"{served}/conformance?f=html", width=A4, height=1123)
    watched.page.set_content(answer.text)
    assert watched.page.locator("h3").count() >= 2, "a table for each park"
    assert watched.page.evaluate(WIDE) == 0, "words run out of their column"
    assert pages_of(watched) <= 8
    watched.picture(f"meeting-{lang}")
