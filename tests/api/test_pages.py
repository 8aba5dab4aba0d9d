"""Would break where a page ran what somebody typed, or a browser and a machine got each other's form."""

from __future__ import annotations

import httpx
import openapi_spec_validator
import pytest

from api.answering.workspace import basemaps
from api.ground.policy import content_policy
from api.ground.settings import Settings
from tests.api.conftest import HOSTILE

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LAND = "/collections/industrial_land"
PAGES = [
    "/collections",
    LAND,
    f"{LAND}/queryables",
    f"{LAND}/items",
    f"{LAND}/items/L-003",
    "/conformance",
    "/api.html",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_browser_gets_a_page_in_its_language(client: httpx.Client, path: str, lang: str) -> None:
    answer = client.get(path, headers={**BROWSER, "Accept-Language": f"{lang};q=0.9"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in answer.text


@pytest.mark.parametrize(
    "path", [f"{LAND}/items?limit=1000", f"{LAND}/items/L-003", f"{LAND}/items?q=<script>alert(1)"]
)
def test_hostile_text_stands_on_the_page_as_typed(client: httpx.Client, path: str) -> None:
    page = client.get(path, headers=BROWSER).text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert HOSTILE not in page


def test_a_machine_gets_json(client: httpx.Client) -> None:
    assert client.get("/").headers["content-type"] == "application/json"
    assert client.get("/", headers={"Accept": "application/json"}).headers["content-type"] == "application/json"
    assert client.get("/", headers=BROWSER).headers["content-type"].startswith("text/html")
    assert client.get("/?f=json", headers=BROWSER).headers["content-type"] == "application/json"
    assert client.get(f"{LAND}/items").headers["content-type"] == "application/geo+json"
    assert client.get(f"{LAND}/items", headers={"Accept": "application/json"}).json()["type"] == "FeatureCollection"
    assert client.get(f"{LAND}/items", headers={"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")


def test_a_table_of_pages_leads_on(client: httpx.Client) -> None:
    first = client.get(f"{LAND}/items?limit=10&f=html&sortby=-name")
    assert "offset=10" in first.text
    assert "sortby=-name" in first.text
    assert "sortby=-name&amp;lang=en" in first.text


def test_the_interface_is_valid_for_any_folder(client: httpx.Client) -> None:
    document = client.get("/api").json()
    openapi_spec_validator.validate(document)
    assert "/collections/industrial_land/items" in document["paths"]
    assert "登记面积" in client.get("/api.html").text or "swagger" in client.get("/api.html").text


def test_the_interface_says_what_is_answered(client: httpx.Client) -> None:
    document = client.get("/api").json()
    paths = document["paths"]
    listed = paths["/portfolios/scenarios"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert listed["type"] == "array"
    assert isinstance(client.get("/portfolios/scenarios").json(), list)
    for path, method in (
        ("/", "get"),
        ("/matches", "post"),
        ("/portfolios", "post"),
        ("/prechecks", "get"),
        ("/prechecks", "post"),
        ("/exports", "post"),
        ("/collections/industrial_land/items", "get"),
        ("/collections/{collectionId}/items", "get"),
    ):
        assert "503" in paths[path][method]["responses"], path
    assert "503" not in paths["/version"]["get"]["responses"]


@pytest.mark.parametrize(
    "added", ["from=singlemessage&isappinstalled=0", "utm_source=a&utm_medium=b&fbclid=c", "lang=fr"]
)
def test_a_shared_link_opens_the_page_and_machines_are_told(client: httpx.Client, added: str) -> None:
    page = client.get(f"/?{added}", headers=BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert client.get(f"/?{added}").status_code == 400
    assert client.get(f"{LAND}/items?{added}", headers=BROWSER).status_code == 400


@pytest.mark.parametrize(("tag", "lang"), [("zh-CN", "zh-CN"), ("en-US", "en"), ("ZH", "zh-CN")])
def test_the_page_takes_a_language_by_its_tag(client: httpx.Client, tag: str, lang: str) -> None:
    page = client.get(f"/?lang={tag}", headers=BROWSER)
    assert page.status_code == 200
    assert f'lang="{lang}"' in page.text[:400]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/maps/<b>", "/collections/nowhere", "/collections/nowhere/items", f"{LAND}/items/nowhere"]
)
def test_a_wrong_address_gives_a_browser_a_page_with_a_way_home_and_a_client_a_problem(
    client: httpx.Client, path: str
) -> None:
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert '<a href="/">' in page.text
    assert "没有" in page.text
    assert "no" in page.text
    assert "<b>" not in page.text
    for headers in ({}, {"Accept": "application/json"}, {"Accept": "*/*"}):
        assert client.get(path, headers=headers).headers["content-type"] == "application/problem+json"
    assert client.get(f"{path}?f=json", headers=BROWSER).headers["content-type"] == "application/problem+json"


def test_health_and_versions(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["collections"] == {"parks": 2, "industrial_land": 60, "projects": 2, "outline": 2}
    assert client.get("/version").json()["inventory"] == ready["inventory"]


def test_base_maps_are_those_that_the_operator_set() -> None:
    own = Settings(basemap="https://{s}.tiles.example/{z}/{x}/{y}.png", basemap_attribution="例", tianditu_key="a&b")
    shown = {base.id: base for base in basemaps(own)}
    assert list(shown) == ["tianditu-vec", "tianditu-img", "own"]
    assert all(address.endswith("tk=a%26b") for address in shown["tianditu-vec"].urls)
    assert basemaps(Settings()) == ()
    images = content_policy(own).split("img-src")[1].split(";")[0]
    assert "https://*.tiles.example" in images
    assert "https://*.tianditu.gov.cn" in images
    assert "http" not in content_policy(Settings())


@pytest.mark.parametrize("path", ["/", "/api.html"])
def test_a_page_that_is_reloaded_keeps_its_own_policy(client: httpx.Client, path: str) -> None:
    first = client.get(path, headers=BROWSER)
    again = client.get(path, headers={**BROWSER, "If-None-Match": first.headers.get("etag", "")})
    # A browser takes the headers of a 304 over those it kept: another policy would stop the page's own script.
    if again.status_code == 304:
        assert "content-security-policy" not in again.headers
    else:
        assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
