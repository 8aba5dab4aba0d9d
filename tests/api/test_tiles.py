"""Tiles over HTTP: found from the collection, filtered as items are, kept by their tag, refused where there are none."""

from __future__ import annotations

from typing import Any

import httpx
import mapbox_vector_tile
import numpy as np
import pytest

from gis.tiles.grid import steps_of

LAND = "/collections/industrial_land"
QUAD = f"{LAND}/tiles/WebMercatorQuad"
MVT = "application/vnd.mapbox-vector-tile"


def place(zoom: int, lng: float = 116.7099, lat: float = 36.4559) -> str:
    """The tile around the middle of the district, as an address has it."""
    x, y = (steps_of(np.asarray([[lng, lat]]))[0].astype(int) >> (31 - zoom)).tolist()
    return f"{zoom}/{y}/{x}"


def shown(client: httpx.Client, zoom: int = 12, **params: str) -> list[dict[str, Any]]:
    """The features of the tile around the middle."""
    answer = client.get(f"{QUAD}/{place(zoom)}", params=params)
    assert answer.status_code in (200, 204), answer.text
    if answer.status_code == 204:
        assert answer.content == b""
        return []
    assert answer.headers["content-type"] == MVT
    layers = mapbox_vector_tile.decode(answer.content)
    assert list(layers) == ["industrial_land"]
    found: list[dict[str, Any]] = layers["industrial_land"]["features"]
    return found


def test_a_client_finds_the_tiles_from_the_collection(client: httpx.Client) -> None:
    links = client.get(LAND).json()["links"]
    (sets,) = [link for link in links if link["rel"] == "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"]
    (tileset,) = client.get(sets["href"]).json()["tilesets"]
    assert tileset["dataType"] == "vector"
    (own,) = [link for link in tileset["links"] if link["rel"] == "self"]
    described = client.get(own["href"]).json()
    (item,) = [link for link in described["links"] if link["rel"] == "item"]
    assert item["templated"] is True
    names = dict(zip(("tileMatrix", "tileRow", "tileCol"), place(12).split("/"), strict=True))
    answer = client.get(item["href"].format(**names))
    assert (answer.status_code, answer.headers["content-type"]) == (200, MVT)
    (scheme,) = [link for link in described["links"] if link["rel"].endswith("/tiling-scheme")]
    grid = client.get(scheme["href"]).json()
    assert grid["tileMatrices"][0]["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert grid["tileMatrices"][12]["matrixWidth"] == 4096
    conforms = client.get("/conformance").json()["conformsTo"]
    assert {"core", "tileset", "mvt"} <= {uri.rpartition("/")[2] for uri in conforms if "ogcapi-tiles-1" in uri}


def test_tilejson_names_tiles_that_keep_the_conditions(client: httpx.Client) -> None:
    found = client.get(QUAD, params={"f": "tilejson", "status": "idle"}).json()
    assert found["tilejson"] == "3.0.0"
    fields = found["vector_layers"][0]["fields"]
    assert (fields["id"], fields["site_area_m2"], fields["generalised"]) == ("String", "Number", "Boolean")
    z, y, x = place(14).split("/")
    layers = mapbox_vector_tile.decode(client.get(found["tiles"][0].format(z=z, x=x, y=y)).content)
    assert {each["properties"]["status"] for each in layers["industrial_land"]["features"]} == {"idle"}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"status": "idle,reserve"},
        {"usage": "1001"},
        {"min_area_m2": "20000", "or_unknown": "area"},
        {"filter": "status IS NULL AND site_area_m2 > 3"},
        {"q": "创新谷 7"},
        {"ids": "L-001,L-030"},
        {"within": "POLYGON((116.70 36.45,116.71 36.45,116.71 36.455,116.70 36.455,116.70 36.45))"},
        {"bbox": "116.7,36.45,116.705,36.453"},
        {"status": "built", "min_area_m2": "1e9"},
    ],
)
def test_tiles_show_what_items_find(client: httpx.Client, params: dict[str, str]) -> None:
    answer = client.get(f"{LAND}/items", params={**params, "limit": "1000"}).json()
    expected = {each["id"] for each in answer["features"]}
    assert {each["properties"]["id"] for each in shown(client, 10, **params)} == expected
    far = shown(client, 3, **params)
    assert sum(each["properties"]["count"] for each in far) == len(expected)


def test_properties_are_those_asked_for(client: httpx.Client) -> None:
    (one,) = shown(client, 14, ids="L-005", properties="note,services")
    assert one["properties"] == {"id": "L-005", "note": "一,二", "services": '["water", "power"]'}
    named = shown(client, 14, ids="L-003")[0]["properties"]
    assert named["name"].startswith("<script>")


def test_a_tile_is_sent_again_only_where_it_changed(client: httpx.Client) -> None:
    address = f"{QUAD}/{place(12)}"
    first = client.get(address, headers={"Accept-Encoding": "identity"})
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert "cache-control" in first.headers
    again = client.get(address, headers={"Accept-Encoding": "identity", "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, params={"status": "idle"}).headers["etag"] != tag
    head = client.head(address, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == first.content


@pytest.mark.parametrize(
    "path",
    [
        f"{QUAD}/23/0/0",
        f"{QUAD}/2/4/0",
        f"{QUAD}/2/0/4",
        f"{QUAD}/x/0/0",
        f"{QUAD}/1/-1/0",
        f"{QUAD}/99999999999999999999/0/0",
        f"{LAND}/tiles/WorldCRS84Quad/0/0/0",
        f"{LAND}/tiles/WorldCRS84Quad",
        "/tileMatrixSets/WorldCRS84Quad",
        "/collections/nothing/tiles/WebMercatorQuad/0/0/0",
    ],
)
def test_what_is_not_there_is_404(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "params", [{"colour": "red"}, {"limit": "3"}, {"filter": "status ="}, {"f": "png"}, {"properties": "x"}]
)
def test_what_cannot_be_read_is_400(client: httpx.Client, params: dict[str, str]) -> None:
    assert client.get(f"{QUAD}/{place(12)}", params=params).status_code == 400


def test_layers_without_places_and_of_lines_have_tiles_too(client: httpx.Client) -> None:
    assert client.get("/collections/projects/tiles/WebMercatorQuad/0/0/0").status_code == 204
    answer = client.get(f"/collections/outline/tiles/WebMercatorQuad/{place(12)}")
    (line,) = mapbox_vector_tile.decode(answer.content)["outline"]["features"]
    assert (line["geometry"]["type"], line["properties"]) == ("LineString", {"id": "o/1 区"})


def test_limits_name_the_tiles_that_have_something(client: httpx.Client) -> None:
    body = client.get(QUAD).json()
    level = {each["tileMatrix"]: each for each in body["tileMatrixSetLimits"]}["14"]
    z, row, column = map(int, place(14).split("/"))
    assert level["minTileRow"] <= row <= level["maxTileRow"]
    assert level["minTileCol"] <= column <= level["maxTileCol"]
    for beyond in (f"{z}/{level['minTileRow'] - 1}/{column}", f"{z}/{row}/{level['maxTileCol'] + 1}"):
        assert client.get(f"{QUAD}/{beyond}").status_code == 204
    west, south = body["boundingBox"]["lowerLeft"]
    assert (west, south) == pytest.approx((116.70 / 180 * 20037508.3428, 4363650), rel=1e-3)
