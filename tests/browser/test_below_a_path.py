"""The service below a path of a host that it shares, behind a real proxy, in a real browser.

What would break: scripts, tiles, files or links are asked for at the root of the host, where something else is or nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.inventory import Inventory
from maps import page_files, view
from tests.api.serving import served as serving
from tests.browser.conftest import Opened, Watched
from tests.browser.nginx import PREFIX, free_port, publishing

WAYS = {
    "taken away, said in a header": (True, True),
    "left in place, said in a header": (False, True),
    "taken away, set": (True, False),
    "left in place, set": (False, False),
}


@pytest.fixture(scope="module", params=list(WAYS.values()), ids=list(WAYS))
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_inventory: Inventory
) -> Iterator[str]:
    """The demonstration's address behind a proxy, where the page holds no layer of more than 100 features itself."""
    strips, says = request.param
    port = free_port()
    address = f"http://127.0.0.1:{port}{PREFIX}"
    settings = Settings() if says else Settings(public_url=address)
    with (
        pytest.MonkeyPatch.context() as patch,
        serving(create_app(settings, demo_inventory)) as service,
        publishing(tmp_path_factory.mktemp("nginx"), port, service, strips=strips, says=says),
    ):
        patch.setattr(view, "WHOLE_UP_TO", 100)
        yield address


def asked_by(watched: Watched) -> list[tuple[str, int]]:
    """Every address that a page asks for from now on, with the status of the answer; 0 where there was none."""
    found: list[tuple[str, int]] = []
    watched.page.on("response", lambda answer: found.append((answer.url, answer.status)))
    watched.page.on(
        "requestfailed", lambda lost: found.append((lost.url, 0)) if lost.failure != "net::ERR_ABORTED" else None
    )
    return found


def assert_all_below(asked: list[tuple[str, int]]) -> None:
    """Everything was asked for below the prefix, and was there."""
    real = [(address, status) for address, status in asked if address.startswith("http")]
    assert real
    assert [(address, status) for address, status in real if status not in (200, 204, 304)] == []
    assert {urlsplit(address).path.startswith(f"{PREFIX}/") for address, _ in real} == {True}


def until(watched: Watched, condition: str) -> None:
    """Wait until what was found of the land is so; the page's policy lets nobody hand it text to evaluate again and again."""
    for _ in range(200):
        if watched.page.evaluate(f"((found) => {condition})(window.landstock.state.results.industrial_land)"):
            return
        watched.page.wait_for_timeout(50)
    raise AssertionError(f"never: {condition}")


def test_the_workspace_finds_matches_and_exports(published: str, opened: Opened, wants_land: str) -> None:
    watched = opened("about:blank")
    page, asked = watched.page, asked_by(watched)
    page.goto(f"{published}/")
    watched.ready()
    assert page.evaluate("window.landstock.source.remote('industrial_land')")
    page.locator("[data-key='industrial_land-usage-1001']").check()
    until(watched, "found.matched > 0 && found.matched < 455")
    matched = watched.matched("industrial_land")

    page.evaluate("window.landstock.source.more('industrial_land')")
    until(watched, "found.rows.length > 200")

    page.get_by_role("button", name="导出").first.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").first.click()
    table = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert len(table) == matched + 1

    page.locator("[data-key='way-match']").click()
    watched.choose(wants_land)
    page.locator(".ranked").first.wait_for()
    assert page.evaluate("window.landstock.addressOf('/prechecks')") == f"{PREFIX}/prechecks"
    assert page.evaluate("window.landstock.ask('/portfolios/scenarios').then((found) => found.length)") > 0
    assert_all_below(asked)
    paths = {re.sub(r"/\d+/\d+/\d+$", "", urlsplit(address).path.removeprefix(PREFIX)) for address, _ in asked}
    items = "/collections/industrial_land/items"
    assert {
        "/",
        page_files.address("js/app.js"),
        items,
        "/matches",
        "/collections/industrial_land/tiles/WebMercatorQuad",
    } <= paths


def test_the_description_of_the_interface_shows_its_operations(published: str, opened: Opened) -> None:
    watched = opened("about:blank")
    asked = asked_by(watched)
    watched.page.goto(f"{published}/api.html")
    watched.page.locator(".opblock").first.wait_for()
    assert watched.page.locator(".opblock").count() > 20
    assert watched.page.locator(".servers option").all_text_contents() == [published]
    assert_all_below(asked)


def test_links_of_pages_and_answers_lead_on(published: str) -> None:
    """Every link of every page and answer that can be reached in some steps lies below the prefix and is answered."""
    at, seen = f"{published}/collections?f=html&lang=zh", set[str]()
    waiting = [
        at,
        f"{published}/?f=json",
        f"{published}/collections/industrial_land/items?limit=1",
        f"{published}/conformance?f=html",
    ]
    with httpx.Client(trust_env=False) as client:
        while waiting and len(seen) < 120:
            at = waiting.pop(0)
            if at in seen:
                continue
            seen.add(at)
            answer = client.get(at)
            assert answer.status_code == 200, at
            found = links_of(answer, at)
            outside = [link for link in found if not link.startswith(f"{published}/")]
            assert outside == [], at
            waiting += found
    assert len(seen) == 120


def links_of(answer: httpx.Response, at: str) -> list[str]:
    """What an answer links to, but what lies behind a template or is a large file."""
    kind = answer.headers["content-type"]
    if "json" in kind:
        found = re.findall(r'"href":"([^"]+)"|"tiles":\["([^"]+)"', answer.text)
        named = [first or second for first, second in found]
        named = [link for link in named if "opengis.net" not in link]
    else:
        named = re.findall(r'(?:href|src)="([^"]+)"', answer.text) if "html" in kind else []
    whole = [urljoin(at, link.replace("&amp;", "&")) for link in named if not link.startswith("data:")]
    filled = [re.sub(r"\{[zyx]\}|\{tile[A-Za-z]+\}", "0", link) for link in whole]
    return [link for link in filled if not re.search(r"f=(gpkg|xlsx|csv|geojson)", link)]


def test_the_prefix_alone_is_the_workspace_too(published: str, opened: Opened) -> None:
    """Whoever leaves out the last slash is led to the same page."""
    watched = opened(published).ready()
    assert watched.matched("industrial_land") == 455
