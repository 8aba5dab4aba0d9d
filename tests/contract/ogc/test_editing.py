"""OGC API Features Part 4: the conformance classes Create/Replace/Delete, Update, Optimistic Locking using ETags, and Features."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pyproj import Transformer
from shapely.geometry import mapping, shape

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import synced_folder
from tests.api.conftest import cell, write_folder
from tests.api.serving import served as serving
from tests.contract.ogc.conftest import Api

ITEMS = "/collections/industrial_land/items"
GEO = {"Content-Type": "application/geo+json"}
PATCH = {"Content-Type": "application/merge-patch+json"}
NEITHER = {"Content-Type": ""}


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A small district with a store that takes changes."""
    layers = tmp_path_factory.mktemp("stored")
    write_folder(layers)
    folder = synced_folder(layers)
    with (
        serving(create_app(Settings(layers=layers), folder.inventory(), folder)) as address,
        httpx.Client(base_url=address, timeout=60, trust_env=False) as client,
    ):
        yield Api(client)
    shutil.rmtree(layers)


def feature(n: int, **properties: Any) -> dict[str, Any]:
    """A new feature in a place of its own."""
    return {"type": "Feature", "properties": {"name": f"第 {n} 宗", **properties}, "geometry": mapping(cell(n))}


def made(stored: Api, n: int) -> tuple[str, dict[str, str]]:
    """The address of a feature of the test's own, and the header by which it is changed."""
    answer = stored.client.post(ITEMS, json=feature(n), headers=GEO)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"], {"If-Match": answer.headers["ETag"]}


def said(body: dict[str, Any], by: dict[str, Any]) -> bool:
    """Whether a feature says all that another one does."""
    same = by["properties"].items() <= body["properties"].items()
    return bool(same and shape(body["geometry"]) == shape(by["geometry"]))


def test_options(stored: Api) -> None:
    """/conf/create-replace-delete/options, /conf/update/options: methods and media types of every resource."""
    for collection in stored.collections:
        items = f"/collections/{collection['id']}/items"
        every = stored.client.options(items)
        assert every.status_code == 200
        assert "POST" in every.headers["allow"]
        assert every.headers["accept-post"]
        one = stored.json(items, limit="1")["features"][0]["id"]
        single = stored.client.options(f"{items}/{one.replace('/', '%2F')}")
        assert single.status_code == 200
        assert {"PUT", "PATCH", "DELETE"} <= set(single.headers["allow"].split(", "))
        assert single.headers["accept-patch"]


def test_create(stored: Api) -> None:
    """/conf/create-replace-delete/create: with and without an id, read at once where the answer says it is."""
    before = {each["id"] for each in stored.items("industrial_land")["features"]}
    for given in (feature(100), {**feature(101), "id": "own"}):
        answer = stored.client.post(ITEMS, json=given, headers=GEO)
        assert answer.status_code == 201
        found = stored.client.get(answer.headers["location"])
        assert found.status_code == 200
        assert said(found.json(), given)
        assert found.json()["id"] not in before
        assert answer.headers["location"].endswith(f"/{found.json()['id']}")


def test_bodies_say_what_they_are(stored: Api) -> None:
    """/conf/create-replace-delete/create-content-type, /conf/create-replace-delete/replace-content-type, /conf/update/update-content-type: 400."""
    address, tag = made(stored, 102)
    for method, where in (("POST", ITEMS), ("PUT", address), ("PATCH", address)):
        answer = stored.client.request(method, where, content=b'{"type": "Feature"}', headers={**NEITHER, **tag})
        assert answer.status_code == 400, (method, answer.text)


def test_replace(stored: Api) -> None:
    """/conf/create-replace-delete/replace: what is sent is what stands."""
    address, tag = made(stored, 103)
    given = feature(104, note="换过")
    assert stored.client.put(address, json=given, headers={**GEO, **tag}).status_code == 200
    assert said(stored.json(address), given)


def test_ids_do_not_change(stored: Api) -> None:
    """/conf/create-replace-delete/replace-rid, /conf/update/update-rid: a body with another id is refused and changes nothing."""
    address, tag = made(stored, 105)
    before = stored.json(address)
    put = stored.client.put(address, json={**feature(105), "id": "another"}, headers={**GEO, **tag})
    patch = stored.client.patch(address, json={"id": "another"}, headers={**PATCH, **tag})
    assert (put.status_code, patch.status_code) == (422, 422)
    assert stored.json(address) == before
    stored.json(f"{ITEMS}/another", expected=404)


def test_replace_exceptions(stored: Api) -> None:
    """/conf/create-replace-delete/replace-exceptions: nothing is made by PUT, whatever the precondition."""
    for headers in (GEO, {**GEO, "If-Match": '"xyz"'}):
        assert stored.client.put(f"{ITEMS}/nowhere", json=feature(106), headers=headers).status_code == 404
        stored.json(f"{ITEMS}/nowhere", expected=404)


def test_delete(stored: Api) -> None:
    """/conf/create-replace-delete/delete: not there any more; 410 instead of 404, for it is known to have been there (RFC 9110, 15.5.11)."""
    address, tag = made(stored, 107)
    assert stored.client.delete(address, headers=tag).status_code == 204
    stored.json(address, expected=410)


def test_update(stored: Api) -> None:
    """/conf/update/update, /conf/features/json-merge-patch: what the patch names changes, null is unknown, the rest stays."""
    address, tag = made(stored, 108)
    before = stored.json(address)
    patch = {"properties": {"note": "补", "name": None}, "geometry": mapping(cell(109))}
    assert stored.client.patch(address, json=patch, headers={**PATCH, **tag}).status_code == 200
    now = stored.json(address)
    assert (now["properties"]["note"], now["properties"]["name"]) == ("补", None)
    assert shape(now["geometry"]) == cell(109)
    rest = set(before["properties"]) - {"note", "name"}
    assert {name: now["properties"][name] for name in rest} == {name: before["properties"][name] for name in rest}


def test_get_etag(stored: Api) -> None:
    """/conf/optimistic-locking-etags/get-etag: a strong tag of each feature."""
    for collection in stored.collections:
        items = f"/collections/{collection['id']}/items"
        for each in stored.json(items, limit="5")["features"]:
            answer = stored.client.get(f"{items}/{each['id'].replace('/', '%2F')}")
            assert answer.headers["etag"].startswith('"')


@pytest.mark.parametrize(("method", "kind", "place"), [("PUT", GEO, 110), ("PATCH", PATCH, 111)])
def test_conditional_changes(stored: Api, method: str, kind: dict[str, str], place: int) -> None:
    """/conf/optimistic-locking-etags/replace, /conf/optimistic-locking-etags/update: 412, done with another tag, 428."""
    address, tag = made(stored, place)
    before = stored.json(address)
    given = feature(place, note="改")
    late = stored.client.request(method, address, json=given, headers={**kind, "If-Match": '"0"'})
    assert (late.status_code, stored.json(address)) == (412, before)
    done = stored.client.request(method, address, json=given, headers={**kind, **tag})
    assert done.status_code == 200
    assert done.headers["etag"] != tag["If-Match"]
    assert stored.client.request(method, address, json=given, headers=kind).status_code == 428


def test_conditional_delete(stored: Api) -> None:
    """/conf/optimistic-locking-etags/delete: 412, done, 428."""
    address, tag = made(stored, 112)
    other, _ = made(stored, 113)
    assert stored.client.delete(address, headers={"If-Match": '"0"'}).status_code == 412
    stored.json(address)
    assert stored.client.delete(address, headers=tag).status_code == 204
    stored.json(address, expected=410)
    assert stored.client.delete(other).status_code == 428


def test_endpoints(stored: Api) -> None:
    """/conf/features/endpoints: what changes are the features of the collections, at their own addresses."""
    # What was ended a moment ago is listed until the process has heard of it.
    time.sleep(0.3)
    for collection in stored.collections:
        items = f"/collections/{collection['id']}/items"
        for each in stored.json(items, limit="3")["features"]:
            stored.json(f"{items}/{each['id'].replace('/', '%2F')}")


def test_crs(stored: Api) -> None:
    """/conf/features/crs: degrees where nothing is said, else the system of Content-Crs; an unknown one is refused."""
    uri = "http://www.opengis.net/def/crs/EPSG/0/4548"
    plain = feature(114)
    moved = Transformer.from_crs("EPSG:4490", "EPSG:4548")
    ring = [moved.transform(y, x) for x, y in cell(115).exterior.coords]
    there = {**feature(115), "geometry": {"type": "Polygon", "coordinates": [ring]}}
    first = stored.client.post(ITEMS, json=plain, headers=GEO)
    second = stored.client.post(ITEMS, json=there, headers={**GEO, "Content-Crs": f"<{uri}>"})
    assert (first.status_code, second.status_code) == (201, 201)
    for answer, place in ((first, cell(114)), (second, cell(115))):
        found = stored.json(answer.headers["location"])
        assert shape(found["geometry"]).equals_exact(place, 1e-8)
    wrong = stored.client.post(ITEMS, json=there, headers={**GEO, "Content-Crs": "<http://nowhere>"})
    assert wrong.status_code == 400


def test_geojson(stored: Api) -> None:
    """/conf/features/geojson: the geometry of the body is that of the feature."""
    address, tag = made(stored, 116)
    assert stored.client.put(address, json=feature(117), headers={**GEO, **tag}).status_code == 200
    assert shape(stored.json(address)["geometry"]) == cell(117)
