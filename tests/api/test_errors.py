"""Would break where bad input got a 200, a 5xx, a stack trace or words in one language alone."""

from __future__ import annotations

import gzip
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

LAND = "/collections/industrial_land"
BAD = [
    (f"{LAND}/items?foo=1", 400, "unknown-parameter"),
    (f"{LAND}/items?usage=9999", 400, "unknown-code"),
    (f"{LAND}/items?status=nope", 400, "unknown-code"),
    (f"{LAND}/items?bbox=116.7,36.6,116.8,36.4", 400, "bad-bbox"),
    (f"{LAND}/items?bbox=116.7,36.4,200,36.6", 400, "bad-bbox"),
    (f"{LAND}/items?bbox=116.7,36.4,116.8,96", 400, "bad-bbox"),
    (f"{LAND}/items?bbox=1,2,3", 400, "bad-bbox"),
    (f"{LAND}/items?min_area_m2=9007199254740993", 400, "bad-parameter"),
    (f"{LAND}/items?site_area_m2=-9007199254740993", 400, "bad-parameter"),
    (f"{LAND}/items?max_site_area_m2=9007199254740993", 400, "bad-range"),
    (f"{LAND}/items?simplify=9007199254740993", 400, "bad-parameter"),
    (f"{LAND}/items?bbox=a,b,c,d", 400, "bad-parameter"),
    (f"{LAND}/items?bbox=nan,1,2,3", 400, "bad-parameter"),
    (f"{LAND}/items?bbox=", 400, "bad-bbox"),
    (f"{LAND}/items?min_area_m2=-5", 400, "bad-range"),
    (f"{LAND}/items?min_area_m2=many", 400, "bad-parameter"),
    (f"{LAND}/items?min_area_m2=1e400", 400, "bad-parameter"),
    (f"{LAND}/items?min_area_m2=1_000", 400, "bad-parameter"),
    (f"{LAND}/items?bbox=1_16,36,117,37", 400, "bad-parameter"),
    (f"{LAND}/items?min_area_m2=9&max_area_m2=1", 400, "bad-range"),
    (f"{LAND}/items?min_contract_start=tomorrow", 400, "bad-range"),
    (f"{LAND}/items?within=POINT(1 1)", 400, "bad-geometry"),
    (f"{LAND}/items?within=POLYGON((", 400, "bad-geometry"),
    (f"{LAND}/items?sortby=colour", 400, "unknown-property"),
    (f"{LAND}/items?properties=colour", 400, "unknown-property"),
    (f"{LAND}/items?or_unknown=colour", 400, "unknown-property"),
    (f"{LAND}/items?limit=-1", 400, "bad-range"),
    (f"{LAND}/items?limit=ten", 400, "bad-range"),
    (f"{LAND}/items?limit=1&limit=2", 400, "bad-parameter"),
    (f"{LAND}/items?offset=-1", 400, "bad-range"),
    (f"{LAND}/items?offset=99999999999999999999", 400, "bad-range"),
    (f"{LAND}/items?status=", 400, "bad-parameter"),
    (f"{LAND}/items?ids=", 400, "bad-parameter"),
    (f"{LAND}/items?f=pdf", 400, "bad-parameter"),
    (f"{LAND}/items?lang=fr", 400, "bad-parameter"),
    (f"{LAND}/items?crs=EPSG:2000", 400, "bad-parameter"),
    (f"{LAND}/items?bbox-crs=EPSG:2000", 400, "bad-parameter"),
    (f"{LAND}/items?datetime=soon", 400, "bad-parameter"),
    (f"{LAND}/items?datetime=2022-12-31T17:00:00Z/2023-01-01T00:00:00%2B08:00", 400, "bad-parameter"),
    (f"{LAND}/items?site_area_m2=true", 400, "bad-parameter"),
    (f"{LAND}/items?datetime=2023-02-01/2023-01-01", 400, "bad-parameter"),
    ("/collections/outline/items?usage=1001", 400, "unknown-property"),
    ("/collections/outline/items?min_area_m2=1", 400, "unknown-property"),
    (f"{LAND}/summary?by=colour", 400, "unknown-property"),
    (f"{LAND}/summary?histogram=status", 400, "bad-range"),
    (f"{LAND}/summary?histograms=site_area_m2", 400, "unknown-parameter"),
    (f"{LAND}/summary?distinct=colour", 400, "unknown-property"),
    (f"{LAND}/summary?distinct=name&distinct_limit=1001", 400, "bad-parameter"),
    (f"{LAND}/summary?distinct=name&distinct_limit=-1", 400, "bad-range"),
    (f"{LAND}/summary?distinct=site_area_m2&distinct_q=5", 400, "bad-range"),
    (f"{LAND}/summary?distinct_q=5", 400, "bad-parameter"),
    (f"{LAND}/queryables?x=1", 400, "unknown-parameter"),
    (f"{LAND}/items/L-999", 404, "unknown-feature"),
    (f"{LAND}/items/", 404, "unknown-feature"),
    ("/collections/nope", 404, "unknown-collection"),
    ("/collections/nope/items", 404, "unknown-collection"),
    ("/collections/nope/items/x", 404, "unknown-collection"),
    ("/nowhere", 404, "no-such-page"),
    ("/static/../api/app.py", 404, "no-such-page"),
    ("/static/%2e%2e/%2e%2e/pyproject.toml", 404, "no-such-page"),
    (f"{LAND}/items?q={'x' * 20000}", 414, "uri-too-long"),
]


def is_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"].endswith(code)
    for words in (body["text"], body["remedy"]):
        assert words["zh"]
        assert words["en"]
    assert body["text"]["zh"] in body["detail"]
    assert body["text"]["en"] in body["detail"]
    assert "Traceback" not in answer.text
    assert "/work" not in answer.text
    return body


@pytest.mark.parametrize(("path", "status", "code"), BAD)
def test_bad_input_gets_a_problem_in_both_languages(client: httpx.Client, path: str, status: int, code: str) -> None:
    is_problem(client.get(path), status, code)


def test_an_unknown_parameter_is_told_which_there_are(client: httpx.Client) -> None:
    body = is_problem(client.get(f"{LAND}/items?foo=1"), 400, "unknown-parameter")
    assert {"bbox", "usage", "min_area_m2", "status", "min_site_area_m2"} <= set(body["allowed"])


def test_an_unknown_property_is_told_which_there_are(client: httpx.Client) -> None:
    assert "status" in is_problem(client.get(f"{LAND}/items?sortby=x"), 400, "unknown-property")["queryables"]


def test_a_wrong_method_is_told_the_right_one(client: httpx.Client) -> None:
    answer = client.delete("/collections")
    is_problem(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("content", "media", "status", "code"),
    [
        (b'{"items":[', "application/json", 400, "bad-body"),
        (b"[]", "application/json", 400, "bad-body"),
        (b"{}", "application/json", 400, "bad-body"),
        (b'{"items":[],"items":[]}', "application/json", 400, "bad-body"),
        (b'{"items":[NaN]}', "application/json", 400, "bad-body"),
        (b'{"items":[1e999]}', "application/json", 400, "bad-body"),
        (b'{"items":["\\ud800"]}', "application/json", 400, "bad-body"),
        (b"[" * 100_000, "application/json", 400, "bad-body"),
        (b'{"a":' * 100_000, "application/json", 400, "bad-body"),
        (b'{"items":[{"collection":"industrial_land","id":7}]}', "application/json", 400, "bad-body"),
        (b'{"items":[{"collection":"industrial_land","id":"L-001","x":1}]}', "application/json", 400, "bad-body"),
        (b'{"items":[{"collection":"industrial_land","id":"L-001"}],"f":"exe"}', "application/json", 400, "bad-body"),
        (b'{"items":[{"collection":"industrial_land","id":"L-999"}]}', "application/json", 404, "unknown-feature"),
        (b'{"items":[{"collection":"nope","id":"L-001"}]}', "application/json", 404, "unknown-collection"),
        (b"{}", "text/plain", 415, "unsupported-media-type"),
        (b" " * (2 * 1024 * 1024 + 1), "application/json", 413, "too-large"),
    ],
)
def test_a_bad_body_is_refused(client: httpx.Client, content: bytes, media: str, status: int, code: str) -> None:
    is_problem(client.post("/exports", content=content, headers={"Content-Type": media}), status, code)


def test_a_coded_body_is_refused_by_its_coding(client: httpx.Client) -> None:
    """Said to be no JSON, its sender would look for a mistake in the JSON."""
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = client.post("/exports", content=gzip.compress(b"{}"), headers=headers)
    is_problem(answer, 415, "unsupported-media-type")
    assert "gzip" in answer.text
    plain = client.post("/exports", content=b"{}", headers={**headers, "Content-Encoding": "identity"})
    is_problem(plain, 400, "bad-body")


hostile = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["' OR 1=1 --", "\x00", "${jndi:x}", "<script>", "../../etc/passwd", "٣", "1_0", "1e309", "-0", "%", "NaN", "𝟏"]
    ),
    st.text(alphabet="(),-.0123456789 POLYGNE", max_size=60),
)
NAMES = ["bbox", "within", "ids", "usage", "min_area_m2", "q", "sortby", "limit", "offset", "properties", "datetime"]
NAMES += [
    "status",
    "park_id",
    "note",
    "min_contract_start",
    "contract_start",
    "services",
    "or_unknown",
    "f",
    "crs",
    "lang",
]


@given(st.lists(st.tuples(st.sampled_from(NAMES), hostile), max_size=4), hostile)
def test_hostile_text_never_breaks_the_service(client: httpx.Client, pairs: list[tuple[str, str]], tail: str) -> None:
    encoded = httpx.QueryParams([(name, value.encode("utf-8", "replace").decode()) for name, value in pairs])
    answers = [
        client.get(f"{LAND}/items?{encoded}"),
        client.get(f"{LAND}/summary?{encoded}"),
        client.get(f"{LAND}/items", params={tail.encode("utf-8", "replace").decode() or "x": "1"}),
    ]
    assert all(answer.status_code < 500 for answer in answers), [answer.text for answer in answers]


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html;q=nonsense, */*;q=-4, ,;;"},
        {"Accept-Language": "x" * 3000},
        {"If-None-Match": "W/" * 500},
    ],
)
def test_hostile_headers_never_break_the_service(client: httpx.Client, headers: dict[str, str]) -> None:
    for path in ("/", "/collections?f=html", f"{LAND}/items?limit=1"):
        answer = client.get(path, headers=headers)
        assert answer.status_code < 500
        assert "<script>alert" not in answer.text


def test_every_answer_carries_the_security_headers(client: httpx.Client) -> None:
    for path in ("/", "/?f=html", f"{LAND}/items", "/nowhere", "/api.html", f"{LAND}/items?f=csv"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        scripts = headers["content-security-policy"].split("script-src")[1].split(";")[0]
        assert "unsafe" not in scripts
        assert "server" not in headers
