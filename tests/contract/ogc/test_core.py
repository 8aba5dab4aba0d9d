"""OGC API Features 1.0, conformance class Core: ``http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core``."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import openapi_spec_validator
import pytest
import shapely

from api.routes.landing import CONFORMANCE
from tests.contract.ogc.conftest import LINKED, Api, by_rel, geometries

ITEMS = "/collections/industrial_land/items"


def test_http(api: Api) -> None:
    """/conf/core/http: HTTP 1.1 is spoken, and what is not allowed is said so."""
    answer = api.client.get("/")
    assert answer.http_version == "HTTP/1.1"
    assert api.client.delete("/collections").status_code == 405
    assert api.client.get("/nowhere").status_code == 404


def test_root_op_and_root_success(api: Api) -> None:
    """/conf/core/root-op, /conf/core/root-success: the landing page leads to the definition, the conformance and the data."""
    for rel in ("service-desc", "service-doc", "conformance", "data"):
        assert by_rel(api.landing["links"], rel), rel


def test_api_definition_op_and_success(api: Api) -> None:
    """/conf/core/api-definition-op, /conf/core/api-definition-success: every link to the definition leads to a valid one."""
    for link in [*by_rel(api.landing["links"], "service-desc"), *by_rel(api.landing["links"], "service-doc")]:
        answer = api.client.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].replace("; charset=utf-8", "") == link["type"]
    openapi_spec_validator.validate(api.definition)


def test_conformance_op_and_success(api: Api) -> None:
    """/conf/core/conformance-op, /conf/core/conformance-success: the declaration lists what is kept, each class by its identifier."""
    for address in {"/conformance", *(link["href"] for link in by_rel(api.landing["links"], "conformance"))}:
        declared = api.json(address)["conformsTo"]
        assert tuple(declared) == CONFORMANCE
        assert len(set(declared)) == len(declared)
        assert all(uri.startswith("http://www.opengis.net/spec/") for uri in declared)


def test_crs84(api: Api) -> None:
    """/conf/core/crs84: where nothing is asked, coordinates are longitude before latitude on WGS 84."""
    for collection in api.collections:
        extent = collection.get("extent", {}).get("spatial", {}).get("bbox")
        for found in geometries(api.items(collection["id"])).values():
            assert found is None or (extent and shapely.box(*extent[0]).buffer(1e-7).covers(found))


def test_fc_md_op_and_success(api: Api) -> None:
    """/conf/core/fc-md-op, /conf/core/fc-md-success: the list of collections says what each is."""
    body = api.json("/collections")
    assert {"links", "collections"} <= set(body)
    for collection in body["collections"]:
        assert isinstance(collection["id"], str)
        assert isinstance(collection["links"], list)
        assert collection["itemType"] == "feature"


def test_fc_md_links(api: Api) -> None:
    """/conf/core/fc-md-links: the list of collections names itself and its other media type."""
    links = api.json("/collections")["links"]
    assert [link["type"] for link in by_rel(links, "self")] == ["application/json"]
    assert [link["type"] for link in by_rel(links, "alternate")] == ["text/html"]


def test_fc_md_items_and_items_links(api: Api, demo_inventory: Any) -> None:
    """/conf/core/fc-md-items, /conf/core/fc-md-items-links: every collection is listed and leads to its features in each encoding."""
    assert [collection["id"] for collection in api.collections] == list(demo_inventory.layers)
    for collection in api.collections:
        assert {link["type"] for link in by_rel(collection["links"], "items")} == {"application/geo+json", "text/html"}


def test_fc_md_extent_and_extent_multi(api: Api) -> None:
    """/conf/core/fc-md-extent, /conf/core/fc-md-extent-multi: the extent holds all features; one box, no time."""
    for collection in api.collections:
        known = [found for found in geometries(api.items(collection["id"])).values() if found is not None]
        assert ("extent" in collection) == bool(known)
        if known:
            (box,) = collection["extent"]["spatial"]["bbox"]
            assert box == pytest.approx(shapely.total_bounds(known), abs=1e-7)
            assert "temporal" not in collection["extent"]


def test_sfc_md_op_and_success(api: Api) -> None:
    """/conf/core/sfc-md-op, /conf/core/sfc-md-success: a collection says of itself what the list says of it."""
    for collection in api.collections:
        assert api.json(f"/collections/{collection['id']}") == collection
    assert api.json("/collections/nowhere", expected=404)["code"] == "unknown-collection"


def test_fc_op_and_response(api: Api, demo_inventory: Any) -> None:
    """/conf/core/fc-op, /conf/core/fc-response: the features of every collection, all of them, as a feature collection."""
    for collection in api.collections:
        body = api.items(collection["id"])
        assert body["type"] == "FeatureCollection"
        assert sorted(each["id"] for each in body["features"]) == sorted(demo_inventory.layer(collection["id"]).ids)
        assert all(each["type"] == "Feature" for each in body["features"])


def test_fc_links(api: Api) -> None:
    """/conf/core/fc-links: a page of features names itself, its other media types, and the page that follows."""
    links = api.items("industrial_land", limit="5")["links"]
    (own,) = by_rel(links, "self")
    assert own["href"].endswith("limit=5")
    assert [link["type"] for link in by_rel(links, "alternate")] == ["text/html"]
    for rel in ("self", "alternate", "next", "collection"):
        for link in by_rel(links, rel):
            assert api.client.get(link["href"]).headers["content-type"].split(";")[0] == link["type"]


def test_fc_bbox_definition(api: Api) -> None:
    """/conf/core/fc-bbox-definition."""
    defined = api.parameter("bbox")
    assert {key: defined[key] for key in ("name", "in", "required", "style", "explode")} == {
        "name": "bbox",
        "in": "query",
        "required": False,
        "style": "form",
        "explode": False,
    }
    assert defined["schema"]["type"] == "array"
    assert (defined["schema"]["minItems"], defined["schema"]["maxItems"]) == (4, 6)
    assert defined["schema"]["items"] == {"type": "number"}


def boxes(api: Api, collection: str) -> list[tuple[float, float, float, float]]:
    """Parts of a collection's extent, the whole world, and a box that crosses the antimeridian."""
    extent = next(each for each in api.collections if each["id"] == collection).get("extent")
    west, south, east, north = extent["spatial"]["bbox"][0] if extent else (116.0, 36.0, 117.0, 37.0)
    x, y = (west + east) / 2, (south + north) / 2
    return [(west, south, x, y), (x, y, east, north), (x, y, x, y), (-180, -90, 180, 90), (x, -90, -170, 90)]


def test_fc_bbox_response(api: Api) -> None:
    """/conf/core/fc-bbox-response: what intersects the box, and what has no geometry, and nothing else; four and six numbers."""
    for collection in api.collections:
        places = geometries(api.items(collection["id"]))
        for west, south, east, north in boxes(api, collection["id"]):
            halves = [(west, east)] if west <= east else [(west, 180), (-180, east)]
            area = shapely.union_all([box_of(low, south, high, north) for low, high in halves])
            wanted = {key for key, found in places.items() if found is None or found.intersects(area)}
            flat = api.items(collection["id"], bbox=f"{west},{south},{east},{north}")
            high = api.items(collection["id"], bbox=f"{west},{south},-10,{east},{north},9000")
            assert set(geometries(flat)) == set(geometries(high)) == wanted
            assert flat["numberMatched"] == len(wanted)


def box_of(west: float, south: float, east: float, north: float) -> Any:
    """A box, or the point that it shrinks to."""
    return shapely.Point(west, south) if (west, south) == (east, north) else shapely.box(west, south, east, north)


def test_fc_limit_definition(api: Api) -> None:
    """/conf/core/fc-limit-definition."""
    defined = api.parameter("limit")
    assert (defined["in"], defined["required"], defined["style"], defined["explode"]) == ("query", False, "form", False)
    assert defined["schema"]["type"] == "integer"


def test_fc_limit_response(api: Api) -> None:
    """/conf/core/fc-limit-response: no more than asked for, no more than the stated maximum, and more than that is no error."""
    most = api.parameter("limit")["schema"]["maximum"]
    for limit in (1, 7, most, most + 1, 10**9):
        body = api.items("industrial_land", limit=str(limit))
        assert len(body["features"]) == min(limit, most, body["numberMatched"])


def test_fc_time_definition(api: Api) -> None:
    """/conf/core/fc-time-definition."""
    defined = api.parameter("datetime")
    assert (defined["in"], defined["required"], defined["style"], defined["explode"]) == ("query", False, "form", False)
    assert defined["schema"]["type"] == "string"


@pytest.mark.parametrize(
    "value",
    [
        "2018-02-12T23:20:50Z",
        "2018-02-12",
        "2018-02-12T00:00:00Z/2018-03-18T12:31:12Z",
        "2018-02-12T00:00:00Z/..",
        "../2018-03-18T12:31:12Z",
        "2018-02-12T00:00:00Z/",
        "/2018-03-18T12:31:12Z",
    ],
)
def test_fc_time_response(api: Api, value: str) -> None:
    """/conf/core/fc-time-response: no feature has a temporal geometry, so that every feature matches; with a box, those in the box."""
    for collection in api.collections:
        assert geometries(api.items(collection["id"], datetime=value)) == geometries(api.items(collection["id"]))
    box = ",".join(map(str, boxes(api, "industrial_land")[0]))
    both = api.items("industrial_land", datetime=value, bbox=box)
    assert geometries(both) == geometries(api.items("industrial_land", bbox=box))


def test_fc_timestamp(api: Api) -> None:
    """/conf/core/fc-timeStamp: left out, as allowed: an answer is the same bytes until the data change; Date says when it was given."""
    answer = api.client.get(ITEMS)
    assert "timeStamp" not in answer.json()
    assert "GMT" in answer.headers["date"]


def test_fc_number_matched_and_returned(api: Api) -> None:
    """/conf/core/fc-numberMatched, /conf/core/fc-numberReturned: as many as there are, and as many as are here."""
    for params in ({}, {"status": "idle"}, {"bbox": "116.7,36.4,116.8,36.6"}):
        whole = api.items("industrial_land", **params)
        assert whole["numberMatched"] == whole["numberReturned"] == len(whole["features"])
        page = api.items("industrial_land", **{**params, "limit": "3"})
        assert page["numberMatched"] == whole["numberMatched"]
        assert page["numberReturned"] == len(page["features"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bbox", "1,2,3"),
        ("bbox", "1,2,3,x"),
        ("bbox", "10,50,20,40"),
        ("bbox", "-181,0,0,1"),
        ("limit", "-1"),
        ("limit", "many"),
        ("datetime", "yesterday"),
        ("datetime", "2020-01-01/2019-01-01"),
        ("datetime", ""),
        ("crs", "none"),
        ("offset", "-1"),
        ("f", "pdf"),
    ],
)
def test_query_param_invalid(api: Api, name: str, value: str) -> None:
    """/conf/core/query-param-invalid: 400."""
    assert api.json(ITEMS, expected=400, **{name: value})["status"] == 400


def test_query_param_unknown(api: Api) -> None:
    """/conf/core/query-param-unknown: 400, on every resource."""
    for path in ("/", "/conformance", "/api", "/collections", "/collections/parks", ITEMS):
        assert api.json(path, expected=400, unbekannt="1")["code"] == "unknown-parameter"


def test_f_op_success_and_links(api: Api) -> None:
    """/conf/core/f-op, /conf/core/f-success, /conf/core/f-links: every feature by its id, linked to itself, its page and its collection."""
    for collection in api.collections:
        for feature in api.items(collection["id"], limit="8")["features"]:
            found = api.json(f"/collections/{collection['id']}/items/{feature['id']}")
            assert {key: found[key] for key in feature} == feature
            assert all(set(link) >= LINKED for link in found["links"])
            (own,) = by_rel(found["links"], "self")
            assert urlsplit(own["href"]).path.endswith(feature["id"])
            assert [link["type"] for link in by_rel(found["links"], "alternate")] == ["text/html"]
            (home,) = by_rel(found["links"], "collection")
            assert api.json(home["href"])["id"] == collection["id"]
    assert api.json(f"{ITEMS}/nowhere", expected=404)["code"] == "unknown-feature"
