"""Everything lies below the path that the service is published under, whether a proxy takes it away or leaves it. What would break: links to nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from api.app import create_app
from api.ground.settings import Settings
from gis.inventory import Inventory
from maps import page_files
from tests.api.serving import served

PUBLIC = "https://gis.example.cn/office/landstock"
PREFIX = "/office/landstock"
LAND = "/collections/industrial_land"
PATHS = (
    "/",
    "/?f=html",
    "/conformance?f=html",
    "/api",
    "/api.html",
    "/collections",
    "/collections?f=html",
    f"{LAND}?f=html",
    f"{LAND}/queryables",
    f"{LAND}/items?limit=2",
    f"{LAND}/items?limit=2&f=html",
    f"{LAND}/items?limit=2&min_site_area_m2=1",
    f"{LAND}/items/L-003",
    f"{LAND}/items/L-003?f=html",
    f"{LAND}/tiles/WebMercatorQuad?f=tilejson",
    f"{LAND}/tiles",
    "/collections/outline/items/o%2F1%20%E5%8C%BA?f=html",
    "/tileMatrixSets",
    "/functions",
    page_files.address("js/app.js"),
)


@pytest.fixture(scope="module")
def set_to(inventory: Inventory) -> Iterator[dict[str, httpx.Client]]:
    """Clients of a service with a public address and of one that is told its prefix by the proxy."""
    with ExitStack() as running:
        found = {}
        for name, settings in (("set", Settings(public_url=PUBLIC)), ("said", Settings(hosts="gis.example.cn"))):
            address = running.enter_context(served(create_app(settings, inventory)))
            client = httpx.Client(base_url=address, trust_env=False, headers={"Accept-Encoding": "identity"})
            found[name] = running.enter_context(client)
        said = {"X-Forwarded-Host": "gis.example.cn", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": f"{PREFIX}/"}
        found["said"].headers.update(said)
        yield found


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_the_same_whether_the_prefix_was_taken_away_or_not(
    set_to: dict[str, httpx.Client], path: str
) -> None:
    found = {name: [client.get(path), client.get(PREFIX + path)] for name, client in set_to.items()}
    answers = [answer for pair in found.values() for answer in pair]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(len({answer.headers["etag"] for answer in pair}) == 1 for pair in found.values())
    # Only who was told an address may print it: the page of the other has none for its codes.
    told = {answer.text.replace(f'"public_url":"{PUBLIC}"', '"public_url":null') for answer in answers}
    assert len(told) == 1
    answer = answers[0]
    if path not in (page_files.address("js/app.js"), "/functions"):
        named = re.findall(r'(?:href=|src=|"href":|"\$id":|"tiles":\[|"servers":\[{"url":|url:)"([^"]*)"', answer.text)
        own = [link for link in named if not link.startswith(("data:", "http://www.opengis.net", "?", "#"))]
        assert own
        assert [link for link in own if not f"{link}/".startswith((f"{PUBLIC}/", f"{PREFIX}/"))] == []


def test_the_prefix_alone_is_the_first_page_and_what_only_begins_alike_is_not_below_it(
    set_to: dict[str, httpx.Client],
) -> None:
    client = set_to["set"]
    assert client.get(PREFIX).content == client.get("/").content == client.get(f"{PREFIX}/").content
    assert client.get(f"{PREFIX}x/collections").status_code == 404
    assert client.get(f"{PREFIX}{PREFIX}/collections").status_code == 404


def test_a_prefix_in_foreign_signs_is_written_as_addresses_are(inventory: Inventory) -> None:
    quoted = "/%E5%9C%B0%E5%9B%BE/gis"
    settings = Settings(public_url=f"http://127.0.0.1{quoted}")
    with served(create_app(settings, inventory)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        for path in ("/api.html", "/", "/collections?f=html", f"{LAND}/items?f=html&limit=1"):
            answers = [client.get(at, headers={"Accept": "text/html"}) for at in (path, quoted + path)]
            assert answers[0].content == answers[1].content
            assert f'"{quoted}/' in answers[0].text
            assert "地图/gis" not in answers[0].text


def test_prefixes_that_are_said_do_not_fill_the_memory(inventory: Inventory) -> None:
    """A proxy that passes on what anybody says must not make the service keep a page for each."""
    app = create_app(Settings(), inventory)
    with served(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        for n in range(40):
            said = {"X-Forwarded-Prefix": f"/p{n}", "Accept": "text/html"}
            assert f'"{page_files.address("js/app.js", f"/p{n}")}' in client.get("/", headers=said).text
    assert len(app.state.service.pages) <= 16


@pytest.mark.parametrize("path", ["/nowhere", f"{LAND}/items/none", "/static/none.js", "/collections/none/items"])
def test_a_wrong_address_leads_home_below_the_prefix(set_to: dict[str, httpx.Client], path: str) -> None:
    for client in set_to.values():
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert f'<a href="{PREFIX}/">' in answer.text
        assert re.findall(rf'href="/(?!{PREFIX[1:]}/)', answer.text) == []
