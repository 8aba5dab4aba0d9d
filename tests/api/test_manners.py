"""Would break where a cache were told wrong, a second fetch cost the whole answer again, or other sites could read what they may not."""

from __future__ import annotations

import gzip
import time
from importlib import import_module
from pkgutil import iter_modules

import httpx
import pydantic
import pytest
import zstandard

import api.routes
from api.app import create_app
from api.ground.settings import Settings
from gis.inventory import Inventory
from maps import page_files
from tests.api.serving import served

ITEMS = "/collections/industrial_land/items"
KEPT = [
    "/",
    "/?f=html",
    "/conformance",
    "/conformance?f=html",
    "/api",
    "/api.html",
    "/collections",
    "/collections?f=html",
    "/collections/parks",
    "/collections/parks/queryables",
    ITEMS,
    f"{ITEMS}?f=html",
    f"{ITEMS}?f=csv",
    f"{ITEMS}?f=geojson",
    f"{ITEMS}?crs=EPSG:4548",
    f"{ITEMS}/L-003",
    f"{ITEMS}/L-003?f=html",
    "/collections/industrial_land/summary",
    "/collections/industrial_land/explain",
]
PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("path", KEPT)
def test_a_strong_tag_means_the_same_bytes_and_saves_them(client: httpx.Client, path: str) -> None:
    first = client.get(path, headers=PLAIN)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["cache-control"] == "no-cache", "may be kept, must be asked for again"
    assert {"accept", "accept-language"} <= {name.strip().lower() for name in first.headers["vary"].split(",")}
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={**PLAIN, "If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    time.sleep(0.01)
    second = client.get(path, headers=PLAIN)
    assert (second.content, second.headers["etag"]) == (first.content, tag)


def test_whatever_can_be_got_can_be_headed() -> None:
    """A route that takes GET alone looks like a dead link to whoever asks by HEAD."""
    parts = [import_module(f"api.routes.{found.name}") for found in iter_modules(api.routes.__path__)]
    routes = [route for part in parts if hasattr(part, "router") for route in part.router.routes]
    read = [route for route in routes if "GET" in route.methods]
    assert len(read) > 15
    assert [route.path for route in read if "HEAD" not in route.methods] == []


@pytest.mark.parametrize("path", [*KEPT, "/portfolios/scenarios", "/prechecks"])
def test_head_says_what_get_says_without_the_body(client: httpx.Client, path: str) -> None:
    asked, told = client.get(path, headers=PLAIN), client.head(path, headers=PLAIN)
    assert (told.status_code, told.content) == (asked.status_code, b"")
    left_out = {"date", "content-length"}
    assert {k: v for k, v in told.headers.items() if k not in left_out} == {
        k: v for k, v in asked.headers.items() if k not in left_out
    }


@pytest.mark.parametrize(
    ("asked", "coding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.2, gzip;q=0.8", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *;q=0.1", "gzip"),
        ("br", None),
        ("gzip;q=0", None),
        ("identity", None),
    ],
)
@pytest.mark.parametrize("path", [ITEMS, f"{ITEMS}?limit=10000"], ids=["page", "whole"])
def test_answers_are_packed_as_the_caller_prefers_each_with_its_own_strong_tag(
    client: httpx.Client, path: str, asked: str, coding: str | None
) -> None:
    """A tag that two encodings share would let a cache hand the one out for the other."""
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", path, headers={"Accept-Encoding": asked}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers.get("content-encoding") == coding
    assert "accept-encoding" in packed.headers["vary"].lower()
    unpacked = {"gzip": gzip.decompress, "zstd": unpacked_zstd, None: bytes}[coding](raw)
    assert unpacked == plain.content
    assert int(packed.headers["content-length"]) == len(raw)
    tag = packed.headers["etag"]
    assert tag == (plain.headers["etag"] if coding is None else f'{plain.headers["etag"][:-1]}-{coding}"')
    again = client.get(path, headers={"Accept-Encoding": asked, "If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)


def test_a_whole_layer_is_packed_thoroughly_and_once(client: httpx.Client) -> None:
    """Every page asks for it at its start: what it weighs is what a first visit weighs."""
    raw = []
    for _ in range(2):
        with client.stream("GET", f"{ITEMS}?limit=10000", headers={"Accept-Encoding": "zstd"}) as answer:
            raw.append(b"".join(answer.iter_raw()))
    assert raw[0] == raw[1]
    assert len(raw[0]) < 0.85 * len(zstandard.ZstdCompressor(level=3).compress(unpacked_zstd(raw[0])))


def unpacked_zstd(raw: bytes) -> bytes:
    """Frames of zstd as bytes."""
    return zstandard.ZstdDecompressor().decompressobj().decompress(raw)


def test_a_file_of_the_page_is_the_same_packed_or_not_and_is_kept_for_good(client: httpx.Client) -> None:
    script = page_files.address("js/map/view.js")
    plain = client.get(script, headers={"Accept-Encoding": "identity"})
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    tags = {plain.headers["etag"]}
    for coding in ("gzip", "zstd"):
        packed = client.get(script, headers={"Accept-Encoding": coding})
        assert packed.headers["content-encoding"] == coding
        assert (
            unpacked_zstd(packed.read())
            if coding == "zstd" and packed.content[:4] == b"\x28\xb5\x2f\xfd"
            else packed.content
        ) == plain.content
        assert int(packed.headers["content-length"]) < len(plain.content)
        tags.add(packed.headers["etag"])
        again = client.get(script, headers={"Accept-Encoding": coding, "If-None-Match": packed.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert len(tags) == 3
    head = client.head(script, headers={"Accept-Encoding": "identity"})
    assert (head.content, head.headers["content-length"]) == (b"", str(len(plain.content)))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/js/none.js", 404),
        ("GET", "/../page_files.py", 404),
        ("GET", "/js", 404),
        ("POST", "/js/app.js", 405),
    ],
)
def test_what_is_no_file_of_the_page_is_said(client: httpx.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, page_files.base() + path)
    assert answer.status_code == status
    assert answer.json()["remedy"]
    assert client.get(f"/static/000000000000{path}").status_code == 404, "files of another version are not these"


def test_files_that_hold_the_moment_of_their_making_have_a_weak_tag(client: httpx.Client) -> None:
    for kind in ("xlsx", "gpkg"):
        assert client.get(f"{ITEMS}?f={kind}", headers=PLAIN).headers["etag"].startswith("W/")


def test_what_depends_on_the_moment_is_not_kept(client: httpx.Client) -> None:
    for path in ("/healthz", "/readyz", "/version", "/nowhere", f"{ITEMS}?limit=x"):
        assert client.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("application/geo+json", "application/geo+json"),
        ("application/json", "application/geo+json"),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/html;q=0.4, application/geo+json;q=0.5", "application/geo+json"),
        ("text/csv", "text/csv"),
        ("text/html;q=0, */*", "application/geo+json"),
        ("application/geo+json;q=0, application/json;q=0, */*", "text/html"),
        ("*/*;q=0.5, text/html;Q=0.1", "application/geo+json"),
        ("text/*", "text/html"),
        ("text/html;q=0.5, application/json", "application/geo+json"),
        ("text/csv, text/html", "text/csv"),
        ("text/html, text/csv", "text/html"),
        ("text/csv;q=0.2, text/html;q=0.20", "text/csv"),
        ("*/*", "application/geo+json"),
        ("nonsense;;q=x", "application/geo+json"),
        ("image/png", "application/geo+json"),
    ],
)
def test_the_caller_gets_the_format_that_it_prefers(client: httpx.Client, accept: str, media: str) -> None:
    assert client.get(ITEMS, headers={"Accept": accept}).headers["content-type"].split(";")[0] == media
    assert client.get(f"{ITEMS}?f=html", headers={"Accept": accept}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("en;q=0.5, zh-CN;q=0.6", "zh-CN"),
        ("zh;q=0.5, en-GB", "en"),
        ("en, zh", "en"),
        ("zh;q=0", "en"),
        ("fr, *;q=0.1", "zh-CN"),
        ("zh;q=0, *", "en"),
        ("fr", "zh-CN"),
    ],
)
def test_the_caller_gets_the_language_that_it_prefers(client: httpx.Client, header: str, lang: str) -> None:
    page = client.get("/collections?f=html", headers={"Accept-Language": header}).text
    assert f'<html lang="{lang}"' in page


ORIGIN = "https://map.example.cn"


def test_no_other_site_may_read_unless_it_is_set(client: httpx.Client) -> None:
    assert "access-control-allow-origin" not in client.get(ITEMS, headers={"Origin": ORIGIN}).headers


def test_the_sites_that_are_set_may_read_and_no_other(inventory: Inventory) -> None:
    settings = Settings(cors_origins=f"{ORIGIN}/, https://other.example.cn")
    with served(create_app(settings, inventory)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        answer = client.get(ITEMS, headers={"Origin": ORIGIN})
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "Content-Crs" in answer.headers["access-control-expose-headers"]
        assert "origin" in answer.headers["vary"].lower()
        assert "access-control-allow-credentials" not in answer.headers
        bad = client.get(f"{ITEMS}?limit=x", headers={"Origin": ORIGIN})
        assert (bad.status_code, bad.headers["access-control-allow-origin"]) == (400, ORIGIN)
        asked = {
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        assert client.options("/matches", headers=asked).status_code == 200
        assert (
            "access-control-allow-origin" not in client.get(ITEMS, headers={"Origin": "https://evil.example"}).headers
        )


@pytest.mark.parametrize("text", ["map.example.cn", "https://a.cn/path", "javascript:alert(1)", "https://a.cn,null"])
def test_what_is_no_origin_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(pydantic.ValidationError, match="not an origin"):
        Settings(cors_origins=text)
