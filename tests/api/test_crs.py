"""Would break where an answer in another coordinate system lay elsewhere, or swapped its axes, or a box was read in the wrong one."""

from __future__ import annotations

import json
from typing import Any

import httpx
import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import shape

from gis.crs import CRS84, ReferenceSystem, spoken, transform
from tests.api.conftest import cell

ITEMS = "/collections/industrial_land/items"
SYSTEMS = spoken("EPSG:4548")
NAMES = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def corners(system: ReferenceSystem, west: float, south: float, east: float, north: float) -> str:
    """A box as a client writes it: two corners in the system's own order of axes."""
    move = Transformer.from_crs("EPSG:4490", system.name)  # the authority's order on both sides
    numbers = [number for lat, lon in ((south, west), (north, east)) for number in move.transform(lat, lon)]
    return ",".join(repr(float(number)) for number in numbers)


@NAMES
def test_a_feature_lies_where_it_lay(client: httpx.Client, system: ReferenceSystem) -> None:
    for path, asked in ((f"{ITEMS}/L-007", {}), (ITEMS, {"ids": "L-007"})):
        answer = client.get(path, params={"crs": system.uri, **asked})
        assert answer.headers["content-crs"] == f"<{system.uri}>"
        body: dict[str, Any] = answer.json()
        found = shape((body["features"][0] if "features" in body else body)["geometry"])
        move = Transformer.from_crs(system.name, "EPSG:4490")
        back = shapely.transform(found, lambda xy, move=move: np.column_stack(move.transform(*xy.T))[:, ::-1])
        assert shapely.hausdorff_distance(back, cell(7)) < 2e-8


def test_northing_stands_first_where_the_registry_says_so(client: httpx.Client) -> None:
    def first(name: str) -> list[float]:
        body = client.get(f"{ITEMS}/L-000", params={"crs": f"EPSG:{name}"}).json()
        pair: list[float] = body["geometry"]["coordinates"][0][0]
        return pair

    assert first("4548")[0] > 4_000_000 > first("4548")[1] > 450_000
    assert first("4527")[0] > 4_000_000
    assert 39_400_000 < first("4527")[1] < 39_600_000, "zone 39 stands before the easting"
    assert first("4490") == first("4326")
    assert first("4490")[0] < 90 < first("4490")[1]
    assert first("3857")[0] > 12_000_000


@NAMES
def test_a_box_means_the_same_in_every_system(client: httpx.Client, system: ReferenceSystem) -> None:
    box = (116.7025, 36.4525, 116.7085, 36.4575)
    plain = ids(client.get(ITEMS, params={"bbox": ",".join(map(str, box))}))
    found = ids(client.get(ITEMS, params={"bbox": corners(system, *box), "bbox-crs": system.uri}))
    assert found == plain, "no parcel lies within a metre of this box's sides"
    assert len(found) == 12
    by_name = client.get(ITEMS, params={"bbox": corners(system, *box), "bbox-crs": f"[{system.name}]"})
    assert ids(by_name) == plain


def test_a_box_on_the_plane_is_a_box_there_and_not_in_degrees(client: httpx.Client) -> None:
    system = ReferenceSystem.of("EPSG:4548")
    west, south, east, north = shapely.bounds(transform(np.array([cell(11)]), "EPSG:4490", "EPSG:4548")[0])
    # Its upper side runs a hand's breadth below parcel 21 at one end only: degrees alone would find what the plane does not.
    for top in np.linspace(north, north + 30, 16):
        plane = shapely.box(west, south, east, top)
        moved = transform(np.array([cell(n) for n in range(60)]), "EPSG:4490", "EPSG:4548")
        wanted = [f"L-{n:03d}" for n in range(60) if moved[n].intersects(plane)]
        asked = {"bbox": f"{south!r},{west!r},{top!r},{east!r}".replace("np.float64(", "").replace(")", "")}
        assert ids(client.get(ITEMS, params={**asked, "bbox-crs": system.uri})) == wanted


def test_a_drawn_polygon_may_be_given_in_another_system(client: httpx.Client) -> None:
    degrees = "POLYGON((116.7 36.45,116.7015 36.45,116.7015 36.4515,116.7 36.4515,116.7 36.45))"
    turned = "POLYGON((36.45 116.7,36.45 116.7015,36.4515 116.7015,36.4515 116.7,36.45 116.7))"
    assert ids(client.get(ITEMS, params={"within": degrees, "crs": "EPSG:4326"})) == ["L-000"]
    assert ids(client.get(ITEMS, params={"within": turned, "filter-crs": "EPSG:4326"})) == ["L-000"]
    metres = shapely.transform(transform(np.array([cell(0)]), "EPSG:4490", "EPSG:4548")[0], lambda xy: xy[:, ::-1])
    inner = shapely.buffer(metres, -5).wkt
    assert ids(client.get(ITEMS, params={"within": inner, "filter-crs": "EPSG:4548"})) == ["L-000"]


def test_a_filter_speaks_every_system_in_its_order_of_axes(client: httpx.Client) -> None:
    """In text and in JSON, as a geometry and as a box; an axis that is swapped or a zone that is missed would find nothing, or another."""
    plane = shapely.buffer(transform(np.array([cell(0)]), "EPSG:4490", "EPSG:4548")[0], -5)
    turned = shapely.transform(plane, lambda xy: xy[:, ::-1])
    south, west, north, east = shapely.bounds(turned).tolist()
    spoken = shapely.geometry.mapping(turned)
    metres = [
        ("cql2-text", f"S_INTERSECTS(geometry, {turned.wkt})"),
        ("cql2-text", f"S_INTERSECTS(geometry, BBOX({south}, {west}, {north}, {east}))"),
        ("cql2-text", f"S_INTERSECTS(geometry, GEOMETRYCOLLECTION({turned.wkt}))"),
        ("cql2-json", json.dumps({"op": "s_intersects", "args": [{"property": "geometry"}, spoken]})),
    ]
    for lang, text in metres:
        asked = {"filter": text, "filter-lang": lang, "filter-crs": "EPSG:4548"}
        assert ids(client.get(ITEMS, params=asked)) == ["L-000"], text
    degrees = "S_INTERSECTS(geometry, POINT(36.45075 116.70075))"
    assert ids(client.get(ITEMS, params={"filter": degrees, "filter-crs": "EPSG:4326"})) == ["L-000"]
    assert client.get(ITEMS, params={"filter": degrees}).status_code == 400
    beyond = {"filter": "S_INTERSECTS(geometry, POINT(1e9 1e9))", "filter-crs": "EPSG:4548"}
    refused = client.get(ITEMS, params=beyond)
    assert refused.status_code == 400
    assert refused.json()["code"] == "bad-filter"
    assert "position" in refused.json()


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize("value", ["EPSG:2000", "", "http://127.0.0.1/crs", "4548", "EPSG:4548\n", "公路"])
def test_a_system_that_is_not_spoken_is_answered_by_those_that_are(client: httpx.Client, name: str, value: str) -> None:
    asked = {name: value, "bbox": "116.7,36.4,116.8,36.5", "within": "POLYGON((0 0,1 0,1 1,0 0))"}
    answer = client.get(ITEMS, params=asked)
    assert answer.status_code == 400
    assert answer.json()["parameter"] == name
    assert all(system.uri in answer.json()["remedy"]["en"] for system in SYSTEMS)


@pytest.mark.parametrize(
    "asked",
    [
        {"bbox": "4000000,400000,4000001", "bbox-crs": "EPSG:4548"},
        {"bbox": "2,0,1,1", "bbox-crs": "EPSG:4548"},
        {"bbox": "0,0,1e9,1e9", "bbox-crs": "EPSG:4548"},
        {"bbox": "0,0,1e308,1e308", "bbox-crs": "EPSG:3857"},
        {"bbox": "116,36,117,37", "bbox-crs": "EPSG:4326"},
        {"bbox": "nan,0,1,1", "bbox-crs": "EPSG:4490"},
    ],
)
def test_a_box_that_its_system_does_not_hold_is_refused(client: httpx.Client, asked: dict[str, str]) -> None:
    answer = client.get(ITEMS, params=asked)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("bad-bbox", "bad-parameter")


def test_a_file_has_the_system_that_its_readers_expect(client: httpx.Client) -> None:
    for kind in ("geojson", "csv", "xlsx", "kml"):
        assert client.get(ITEMS, params={"f": kind, "crs": "EPSG:4548"}).status_code == 400
        assert client.get(ITEMS, params={"f": kind, "crs": CRS84}).status_code == 200
    links = client.get(ITEMS, params={"crs": "EPSG:4548"}).json()["links"]
    assert all(client.get(link["href"]).status_code == 200 for link in links)


def test_simplified_outlines_come_in_any_system(client: httpx.Client) -> None:
    found = client.get(ITEMS, params={"crs": "EPSG:4548", "simplify": "5", "limit": "3", "properties": "name"}).json()
    assert found["features"][0]["geometry"]["coordinates"][0][0][0] > 4_000_000
    assert list(found["features"][0]["properties"]) == ["name"]
