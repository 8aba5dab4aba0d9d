"""OGC API Features 1.0: the conformance classes GeoJSON, HTML and OpenAPI 3.0."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import openapi_spec_validator
import pytest
from shapely.geometry import shape

from tests.contract.ogc.conftest import Api, by_rel

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RESOURCES = ["/", "/conformance", "/collections", "/collections/parks", "/collections/parks/queryables"]
FEATURES = ["/collections/{0}/items", "/collections/{0}/items/{1}"]


class Balance(HTMLParser):
    """Reads a page and keeps what is open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.doctype = ""

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 as below
        self.seen.add(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 the parser hands it over
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        # The end tags of these may be left out.
        while self.open and self.open[-1] != tag and self.open[-1] in {"p", "li", "td", "th", "tr", "tbody", "option"}:
            self.open.pop()
        assert self.open.pop() == tag


def test_geojson_definition(api: Api) -> None:
    """/conf/geojson/definition: GeoJSON of whatever holds features, JSON of the rest."""
    preferred = {"Accept": "application/geo+json, application/json;q=0.9"}
    for path in RESOURCES[:-1]:
        assert api.client.get(path, headers=preferred).headers["content-type"] == "application/json"
    for collection in api.collections:
        first = api.items(collection["id"], limit="1")["features"][0]["id"]
        for path in FEATURES:
            answer = api.client.get(path.format(collection["id"], first), headers=preferred)
            assert answer.headers["content-type"] == "application/geo+json"


def test_geojson_content(api: Api) -> None:
    """/conf/geojson/content: what is called GeoJSON is GeoJSON, and a feature has the id of its address."""
    for collection in api.collections:
        body = api.items(collection["id"])
        for feature in body["features"]:
            assert set(feature) == {"type", "id", "geometry", "properties"}
            assert isinstance(feature["properties"], dict)
            found = feature["geometry"] and shape(feature["geometry"])
            assert found is None or (found.is_valid and not found.is_empty)
        one = body["features"][0]["id"]
        assert api.json(f"/collections/{collection['id']}/items/{one}")["id"] == one


def test_html_definition(api: Api) -> None:
    """/conf/html/definition: HTML of every resource that is asked for as HTML."""
    paths = [*RESOURCES, *(path.format("parks", api.items("parks")["features"][0]["id"]) for path in FEATURES), "/api"]
    for path in paths:
        for answer in (
            api.client.get(path, headers={"Accept": "text/html"}),
            api.client.get(path, params={"f": "html"}),
        ):
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", [*RESOURCES, "/collections/industrial_land/items", "/api.html"])
def test_html_content(api: Api, path: str) -> None:
    """/conf/html/content: an HTML 5 document that is closed where it was opened."""
    page = Balance()
    page.feed(api.client.get(path, headers={"Accept": "text/html"}).text)
    page.close()
    assert page.doctype.lower() == "doctype html"
    assert page.open == []
    assert {"html", "head", "title", "body"} <= page.seen


def test_html_shows_the_content(api: Api) -> None:
    """/conf/html/content: the page of a feature shows each of its values; the page of features a row for each."""
    feature = api.items("industrial_land", limit="1")["features"][0]
    shown = api.client.get(f"/collections/industrial_land/items/{feature['id']}?f=html").text
    assert feature["id"] in shown
    assert str(feature["properties"]["name"]) in shown
    rows = api.client.get("/collections/industrial_land/items?f=html&limit=12").text
    assert rows.count("<tr") == 13


def test_oas30_definition(api: Api) -> None:
    """/conf/oas30/oas-definition-1, /conf/oas30/oas-definition-2: JSON by service-desc, HTML by service-doc, and the JSON is OpenAPI 3.0."""
    (described,) = by_rel(api.landing["links"], "service-desc")
    assert described["type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert [link["type"] for link in by_rel(api.landing["links"], "service-doc")] == ["text/html"]
    assert api.definition["openapi"].startswith("3.0")
    openapi_spec_validator.validate(api.definition)


def operations(api: Api) -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation of the definition by path and method."""
    return {
        (path, method): operation
        for path, found in api.definition["paths"].items()
        for method, operation in found.items()
    }


def test_oas30_oas_impl(api: Api) -> None:
    """/conf/oas30/oas-impl: every path of the definition answers as it says."""
    one = api.items("industrial_land", limit="1")["features"][0]["id"]
    for (path, method), operation in operations(api).items():
        if method != "get":
            continue
        address = path.replace("{collectionId}", "industrial_land").replace("{featureId}", one)
        asks = any(each.get("required") for each in operation.get("parameters", []) if each.get("in") == "query")
        if "{" in address or asks:
            continue
        answer = api.client.get(address)
        assert answer.status_code == 200, address
        media = answer.headers["content-type"].replace("; charset=utf-8", "")
        assert media in {kind.replace("; charset=utf-8", "") for kind in operation["responses"]["200"]["content"]}


def test_oas30_completeness_and_exceptions_codes(api: Api) -> None:
    """/conf/oas30/completeness, /conf/oas30/exceptions-codes: every operation describes its success, its mistakes, and any other problem."""
    for (path, method), operation in operations(api).items():
        told = set(operation["responses"])
        assert {"200", "400", "default"} <= told, (path, method)
        assert ("404" in told) or "/collections/" not in path, path
    problem = api.client.get("/collections/industrial_land/items?limit=x")
    assert problem.headers["content-type"] == "application/problem+json"


def test_oas30_security(api: Api) -> None:
    """/conf/oas30/security: nothing asks who the caller is, and nothing is said of it."""
    assert "securitySchemes" not in api.definition["components"]
    assert all("security" not in operation for operation in operations(api).values())
    assert api.client.get("/").status_code == 200
