"""Would break where an edit over HTTP were lost, half made, made on a version that nobody saw, or made by somebody from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely
from owslib.ogcapi.features import Features
from owslib.util import Authentication
from pyproj import Transformer

from api.app import create_app
from api.ground.settings import Settings
from gis.feature_version import version_of
from gis.folder import Folder, synced_folder
from tests.api.conftest import cell, write_folder
from tests.api.serving import served

LAND = "/collections/industrial_land/items"
GEO = {"Content-Type": "application/geo+json"}
PATCH = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    write_folder(tmp_path)
    return synced_folder(tmp_path)


@pytest.fixture
def client(folder: Folder) -> Iterator[httpx.Client]:
    """A client of a service that takes changes."""
    with (
        served(create_app(Settings(layers=folder.catalog.folder), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as made,
    ):
        yield made


def new_plot(n: int = 70, **properties: Any) -> dict[str, Any]:
    """A feature beyond the grid of the district."""
    return {
        "type": "Feature",
        "properties": {"name": "新增地块", "site_area_m2": 31000, **properties},
        "geometry": shapely.geometry.mapping(cell(n)),
    }


def read(client: httpx.Client, key: str, **headers: str) -> tuple[dict[str, Any], dict[str, str]]:
    """A feature, and the header by which it may be changed."""
    answer = client.get(f"{LAND}/{key}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json(), {"If-Match": answer.headers["ETag"]}


def test_a_feature_is_added_replaced_updated_and_ended(client: httpx.Client, folder: Folder) -> None:
    """The way of a feature from its first day to its last, with the answer of each step as OGC asks."""
    made = client.post(f"{LAND}?why=第一次", json=new_plot(), headers=GEO)
    assert made.status_code == 201
    key = made.json()["id"]
    assert made.headers["Location"] == f"{client.base_url}{LAND}/{key}".replace("//coll", "/coll")
    assert made.json()["properties"]["site_area_m2"] == 31000
    # What was answered is in the store; the process itself sees it a moment later.
    tag = {"If-Match": made.headers["ETag"]}
    put = client.put(f"{LAND}/{key}", json=new_plot(name="改名"), headers={**GEO, **tag})
    assert put.status_code == 200, put.text
    assert put.headers["ETag"] != made.headers["ETag"]
    patch = client.patch(
        f"{LAND}/{key}",
        json={"properties": {"note": "核过", "site_area_m2": None}},
        headers={**PATCH, "If-Match": put.headers["ETag"]},
    )
    assert patch.status_code == 200, patch.text
    assert patch.json()["properties"]["note"] == "核过"
    assert patch.json()["properties"]["site_area_m2"] is None
    assert patch.json()["properties"]["name"] == "改名"
    assert patch.json()["geometry"] == put.json()["geometry"]
    ended = client.delete(f"{LAND}/{key}?why=重复", headers={"If-Match": patch.headers["ETag"]})
    assert (ended.status_code, ended.content) == (204, b"")
    for answer in (
        client.get(f"{LAND}/{key}"),
        client.put(f"{LAND}/{key}", json=new_plot(), headers={**GEO, "If-Match": patch.headers["ETag"]}),
        client.delete(f"{LAND}/{key}", headers={"If-Match": patch.headers["ETag"]}),
    ):
        gone = answer.json()
        assert (answer.status_code, gone["by"], gone["why"]) == (410, "local", "重复")
    log = folder.store.log(collection="industrial_land", key=key)
    assert [(entry.author, entry.why) for entry in log] == [
        ("local", "第一次"),
        ("local", ""),
        ("local", ""),
        ("local", "重复"),
    ]


def test_what_was_answered_is_read_by_every_process_soon(client: httpx.Client) -> None:
    made = client.post(LAND, json=new_plot(), headers=GEO)
    for _ in range(200):
        answer = client.get(f"{LAND}/{made.json()['id']}")
        if answer.status_code == 200:
            break
    assert answer.headers["ETag"].split("-")[0] == made.headers["ETag"].split("-")[0]
    assert answer.json()["properties"] == made.json()["properties"]


def test_an_edit_elsewhere_changes_no_tag(client: httpx.Client) -> None:
    """A tag of the whole inventory would refuse every second planner."""
    _, before = read(client, "L-001")
    _, other = read(client, "L-002")
    assert client.patch(f"{LAND}/L-002", json={"properties": {"note": "x"}}, headers={**PATCH, **other}).is_success
    assert read(client, "L-001")[1] == before
    assert client.get(f"{LAND}/L-001", headers={"If-None-Match": before["If-Match"]}).status_code == 304


def test_the_version_over_http_is_that_of_the_store(client: httpx.Client, folder: Folder) -> None:
    layer = folder.inventory().layer("industrial_land")
    for key in ("L-000", "L-003", "L-005"):
        feature = layer.feature(layer.row(key))
        _, tag = read(client, key)
        assert tag["If-Match"].startswith(f'"{version_of(feature.properties, feature.geometry)}')
        for accepted in ("gzip", "zstd", "identity"):
            assert read(client, key, **{"Accept-Encoding": accepted})[1]["If-Match"][:17] == tag["If-Match"][:17]


def test_two_changes_of_one_version_have_one_winner(client: httpx.Client) -> None:
    """The second planner is told what stands, and loses nothing that the first has written."""
    feature, tag = read(client, "L-001")

    def put(name: str) -> httpx.Response:
        body = {**feature, "properties": {**feature["properties"], "name": name}}
        return client.put(f"{LAND}/L-001", json=body, headers={**GEO, **tag})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(put, [f"名 {n}" for n in range(8)]))
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 7]
    (winner,) = (answer for answer in answers if answer.status_code == 200)
    late = next(answer for answer in answers if answer.status_code == 412).json()
    assert late["current"]["properties"]["name"] == winner.json()["properties"]["name"]
    assert late["overlap"] == ["name"]
    assert "merge" not in late
    assert winner.headers["ETag"].startswith(late["etag"].rstrip('"'))


def test_changes_of_different_fields_come_together(client: httpx.Client) -> None:
    feature, tag = read(client, "L-001")
    theirs = client.patch(f"{LAND}/L-001", json={"properties": {"name": "他人所改"}}, headers={**PATCH, **tag})
    assert theirs.status_code == 200
    mine = {**feature, "properties": {**feature["properties"], "note": "我所改"}}
    late = client.put(f"{LAND}/L-001", json=mine, headers={**GEO, **tag})
    assert late.status_code == 412
    said = late.json()
    assert (said["yours"], said["theirs"], said["overlap"]) == (["note"], ["name"], [])
    merged = client.put(
        f"{LAND}/L-001", json=said["merge"]["feature"], headers={**GEO, "If-Match": said["merge"]["if_match"]}
    )
    assert merged.status_code == 200, merged.text
    assert merged.json()["properties"]["name"] == "他人所改"
    assert merged.json()["properties"]["note"] == "我所改"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(("tag", "status"), [(None, 428), ("*", 428), ('"0"', 412), ("nonsense", 412)])
def test_a_change_says_of_which_version_it_is(client: httpx.Client, method: str, tag: str | None, status: int) -> None:
    feature, stands = read(client, "L-001")
    kind = PATCH if method == "PATCH" else GEO
    headers = {**kind, **({"If-Match": tag} if tag else {})}
    body = None if method == "DELETE" else feature if method == "PUT" else {"properties": {"note": "x"}}
    answer = client.request(method, f"{LAND}/L-001", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    weak = client.request(method, f"{LAND}/L-001", json=body, headers={**kind, "If-Match": f"W/{stands['If-Match']}"})
    assert weak.status_code == 412, "a weak tag promises nothing about the bytes"
    assert read(client, "L-001") == (feature, stands)


BAD: list[tuple[str, bytes, dict[str, str], int, str]] = [
    ("another kind", b"<a/>", {"Content-Type": "text/xml"}, 415, "unsupported-media-type"),
    ("no kind", b"{}", {"Content-Type": ""}, 400, "bad-body"),
    ("no JSON", b"{", GEO, 400, "bad-body"),
    ("a key twice", b'{"type": "Feature", "type": "Feature"}', GEO, 400, "bad-body"),
    (
        "not a number",
        b'{"type": "Feature", "properties": {"site_area_m2": NaN}, "geometry": null}',
        GEO,
        400,
        "bad-body",
    ),
    ("infinite", b'{"type": "Feature", "properties": {"site_area_m2": 1e400}, "geometry": null}', GEO, 400, "bad-body"),
    ("a collection", b'{"type": "FeatureCollection", "features": []}', GEO, 400, "bad-body"),
    (
        "deeper than any feature",
        b'{"type": "Feature", "properties": {"name": %s}, "geometry": null}' % (b"[" * 300 + b"]" * 300),
        GEO,
        400,
        "bad-body",
    ),
    (
        "collections in collections",
        b'{"type": "Feature", "properties": {}, "geometry": %s}'
        % (b'{"type": "GeometryCollection", "geometries": [' * 200 + b"]}" * 200),
        GEO,
        400,
        "bad-body",
    ),
    ("packed", b"{}", {**GEO, "Content-Encoding": "gzip"}, 415, "unsupported-media-type"),
    ("another system", b'{"type": "Feature"}', {**GEO, "Content-Crs": "<urn:nowhere>"}, 400, "bad-parameter"),
]


@pytest.mark.parametrize(("what", "content", "headers", "status", "code"), BAD)
def test_a_body_that_cannot_be_read_changes_nothing(
    client: httpx.Client, folder: Folder, what: str, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    _, tag = read(client, "L-001")
    for method, path in (("POST", LAND), ("PUT", f"{LAND}/L-001")):
        answer = client.request(method, path, content=content, headers={**headers, **tag})
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert answer.json()["remedy"]["zh"]
    assert folder.store.edits() == []


@pytest.mark.parametrize(
    ("properties", "field", "code"),
    [
        ({"site_area_m2": "许多"}, "site_area_m2", "not-number"),
        ({"site_area_m2": -1}, "site_area_m2", "no-area"),
        ({"site_area_m2": 0}, "site_area_m2", "no-area"),
        ({"contract_start": "昨天"}, "contract_start", "not-date"),
        ({"nothing_of_the_kind": 1}, "nothing_of_the_kind", "undeclared-property"),
        ({"id": "L-999"}, "id", "duplicate-id"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    client: httpx.Client, folder: Folder, properties: dict[str, Any], field: str, code: str
) -> None:
    feature, tag = read(client, "L-001")
    body = {**feature, "properties": {**feature["properties"], **properties}}
    put = client.put(f"{LAND}/L-001", json=body, headers={**GEO, **tag})
    patch = client.patch(f"{LAND}/L-001", json={"properties": properties}, headers={**PATCH, **tag})
    for answer in (put, patch):
        assert answer.status_code == 422, answer.text
        (found,) = answer.json()["findings"]
        assert (found["field"], found["code"]) == (field, code)
        assert ".geojson" not in answer.text, "who sent a feature knows of no file"
        assert found["remedy"]["en"]
    assert folder.store.edits() == []


def test_a_plot_is_never_put_onto_another(client: httpx.Client, folder: Folder) -> None:
    """Neither a new one nor one that is moved; one that lies beside is taken."""
    over = client.post(LAND, json={**new_plot(), "geometry": shapely.geometry.mapping(cell(5))}, headers=GEO)
    assert over.status_code == 422
    assert over.json()["findings"][0]["code"] == "overlap"
    assert "L-005" in over.json()["detail"]
    feature, tag = read(client, "L-001")
    moved = client.put(
        f"{LAND}/L-001", json={**feature, "geometry": shapely.geometry.mapping(cell(2))}, headers={**GEO, **tag}
    )
    assert moved.status_code == 422
    assert folder.store.edits() == []
    # Two that are added at once at one place: the second is refused before any process has seen the first.
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: client.post(LAND, json=new_plot(80, name=f"{n}"), headers=GEO), range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 5]


@pytest.mark.parametrize("name", ["EPSG/0/4548", "EPSG/0/4490", "EPSG/0/4326", "EPSG/0/4527"])
def test_a_body_is_in_the_system_that_it_names(client: httpx.Client, name: str) -> None:
    """The axes stand as the system has them, and what comes back as it was read has not moved by a hair."""
    uri = f"http://www.opengis.net/def/crs/{name}"
    shape = cell(75)
    code = f"EPSG:{name.rpartition('/')[2]}"
    x, y = Transformer.from_crs("EPSG:4490", code).transform(*shapely.get_coordinates(shape)[:, ::-1].T)
    ring = [[float(a), float(b)] for a, b in zip(x, y, strict=True)]
    body = {**new_plot(), "geometry": {"type": "Polygon", "coordinates": [ring]}}
    made = client.post(LAND, json=body, headers={**GEO, "Content-Crs": f"<{uri}>"})
    assert made.status_code == 201, made.text
    stands = shapely.geometry.shape(made.json()["geometry"])
    assert shapely.hausdorff_distance(stands, shape) < 1e-8
    shown = client.get(f"{LAND}/L-001?crs={uri}")
    put = client.put(
        f"{LAND}/L-001",
        json=shown.json(),
        headers={**GEO, "If-Match": shown.headers["ETag"], "Content-Crs": shown.headers["Content-Crs"]},
    )
    assert put.status_code == 200, put.text
    assert put.headers["ETag"][:17] == shown.headers["ETag"][:17], "a way there and back is no change"
    assert put.json()["change_set"] is None


def test_a_patch_is_a_merge_patch(client: httpx.Client) -> None:
    """Of the geometry too, which is a part of the document like any other."""
    feature, tag = read(client, "L-001")
    ring = feature["geometry"]["coordinates"][0]
    smaller = [[x, min(y, ring[0][1] + 0.0009)] for x, y in ring]
    ys = sorted({y for _, y in ring})
    smaller = [[x, ys[0] if y == ys[0] else (ys[0] + ys[-1]) / 2] for x, y in ring]
    answer = client.patch(f"{LAND}/L-001", json={"geometry": {"coordinates": [smaller]}}, headers={**PATCH, **tag})
    assert answer.status_code == 200, answer.text
    assert answer.json()["geometry"]["type"] == "Polygon"
    assert answer.json()["geometry"]["coordinates"] == [smaller]
    assert answer.json()["properties"] == feature["properties"]
    nowhere = client.patch(
        f"{LAND}/L-001", json={"geometry": None}, headers={**PATCH, "If-Match": answer.headers["ETag"]}
    )
    assert nowhere.json()["geometry"] is None
    wrong = client.patch(f"{LAND}/L-001", json={"note": "x"}, headers={**GEO, **tag})
    assert wrong.status_code == 415


def test_an_unknown_id_is_not_made_by_putting_it(client: httpx.Client) -> None:
    for tag in ({}, {"If-Match": '"xyz"'}):
        assert client.put(f"{LAND}/none", json=new_plot(), headers={**GEO, **tag}).status_code == 404
        assert client.delete(f"{LAND}/none", headers=tag).status_code == 404
    assert client.post("/collections/none/items", json=new_plot(), headers=GEO).status_code == 404
    taken = client.post(LAND, json={**new_plot(), "id": "L-001"}, headers=GEO)
    assert (taken.status_code, taken.json()["code"]) == (409, "already-there")
    given = client.post(LAND, json={**new_plot(), "id": "L/新 1"}, headers=GEO)
    assert given.status_code == 201
    assert given.headers["Location"].endswith("/L%2F%E6%96%B0%201")


def test_options_tell_what_may_be_done(client: httpx.Client) -> None:
    every = client.options(LAND)
    assert (every.status_code, every.headers["Allow"]) == (200, "GET, HEAD, OPTIONS, POST")
    assert every.headers["Accept-Post"] == "application/geo+json, application/json"
    single = client.options(f"{LAND}/L-001")
    assert single.headers["Allow"] == "GET, HEAD, OPTIONS, PUT, PATCH, DELETE"
    assert single.headers["Accept-Patch"] == "application/merge-patch+json"
    assert client.options(f"{LAND}/none").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "10.0.0.1"},
        {"Forwarded": "for=10.0.0.1"},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_nobody_from_elsewhere_writes(client: httpx.Client, folder: Folder, headers: dict[str, str]) -> None:
    _, tag = read(client, "L-001")
    answers = [
        client.post(LAND, json=new_plot(), headers={**GEO, **headers}),
        client.patch(f"{LAND}/L-001", json={"properties": {"note": "x"}}, headers={**PATCH, **tag, **headers}),
        client.delete(f"{LAND}/L-001", headers={**tag, **headers}),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert client.options(LAND, headers=headers).headers["Allow"] == "GET, HEAD, OPTIONS"
    assert folder.store.edits() == []


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"public_url": "https://gis.example.cn"}])
def test_a_service_that_others_reach_takes_no_changes(folder: Folder, settings: dict[str, Any]) -> None:
    app = create_app(Settings(layers=folder.catalog.folder, **settings), folder.inventory(), folder)
    with served(app) as address:
        answer = httpx.post(f"{address}{LAND}", json=new_plot(), headers=GEO, trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert folder.store.edits() == []


def test_owslib_edits(client: httpx.Client, folder: Folder) -> None:
    """A client of the standard that knows nothing of this service; its headers carry the tag."""
    address = str(client.base_url)
    features = Features(address, auth=Authentication())
    assert features.collection_item_create("industrial_land", {**new_plot(), "id": "OWS-1"})
    features.collection_item("industrial_land", "L-001")
    features.headers |= {"If-Match": features.response_headers["ETag"], **GEO}
    feature, _ = read(client, "L-001")
    feature["properties"]["name"] = "经 OWSLib 改名"
    assert features.collection_item_update("industrial_land", "L-001", httpx.Request("POST", "/", json=feature).read())
    features.headers["If-Match"] = client.get(f"{LAND}/L-002").headers["ETag"]
    assert features.collection_item_delete("industrial_land", "L-002")
    assert [entry.id for entry in folder.store.edits()] == ["OWS-1", "L-001", "L-002"]
