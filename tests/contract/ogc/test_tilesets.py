"""OGC API Tiles Part 1: core, tileset, tilesets list, tilesets of collections, Mapbox Vector Tiles and OpenAPI."""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
from shapely.geometry import box, shape

from tests.contract.ogc.conftest import Api, by_rel

SPEC = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
VECTOR = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
MVT = "application/vnd.mapbox-vector-tile"
PATH = "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
LAND = "industrial_land"


def tileset(api: Api, collection: str = LAND) -> dict[str, Any]:
    """The full description of a collection's tiles."""
    listed = api.json(f"/collections/{collection}/tiles")["tilesets"]
    found: dict[str, Any] = api.json(by_rel(listed[0]["links"], "self")[0]["href"])
    return found


def template(api: Api) -> str:
    """The address of a tile with its variables."""
    (item,) = [link for link in tileset(api)["links"] if link["rel"] == "item"]
    assert item["templated"] is True
    assert item["type"] == MVT
    return str(item["href"])


def tile(api: Api, zoom: int, row: int, column: int) -> Any:
    """The answer to a request of a tile."""
    values = {"{tileMatrix}": zoom, "{tileRow}": row, "{tileCol}": column}
    address = template(api)
    for name, value in values.items():
        address = address.replace(name, str(value))
    return api.client.get(address)


def place(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """Row and column of WebMercatorQuad, by its definition."""
    side = 2**zoom
    north = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return int(north * side), int((longitude + 180) / 360 * side)


def edges(zoom: int, row: int, column: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees."""
    side = 2**zoom

    def latitude(at: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * at / side))))

    return column / side * 360 - 180, latitude(row + 1), (column + 1) / side * 360 - 180, latitude(row)


def some_tile(api: Api, zoom: int = 14) -> tuple[int, int, int]:
    """A tile in which a parcel lies."""
    centre = shape(api.items(LAND, limit="1")["features"][0]["geometry"]).centroid
    return (zoom, *place(centre.x, centre.y, zoom))


def test_conformance(api: Api) -> None:
    """/conf/core/conformance-success, /conf/tileset/conformance-success, /conf/tilesets-list/conformance-success,
    /conf/geodata-tilesets/conformance-success."""
    declared = api.json("/conformance", f="json")["conformsTo"]
    names = ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
    assert {f"{SPEC}{name}" for name in names} <= set(declared)


def test_tiles_by_template(api: Api) -> None:
    """/conf/core/tc-op, /conf/core/tc-success: the template gives tiles that hold what lies in them, and nothing else."""
    zoom, row, column = some_tile(api)
    answer = tile(api, zoom, row, column)
    assert (answer.status_code, answer.headers["content-type"]) == (200, MVT)
    west, south, east, north = edges(zoom, row, column)
    within = box(west, south, east, north)
    wanted = {each["id"] for each in api.items(LAND)["features"] if shape(each["geometry"]).intersects(within)}
    layer = mapbox_vector_tile.decode(answer.content)[LAND]
    found = {each["properties"]["id"] for each in layer["features"]}
    buffered = within.buffer((east - west) * 65 / 4096, join_style="mitre")
    near = {each["id"] for each in api.items(LAND)["features"] if shape(each["geometry"]).intersects(buffered)}
    assert wanted <= found <= near


def test_tiles_that_are_not_there(api: Api) -> None:
    """/conf/core/tc-error: out of range is 404; a tile without features says so with 204."""
    for place_ in ((2, 4, 0), (2, 0, 4), (99, 0, 0)):
        assert tile(api, *place_).status_code == 404
    empty = tile(api, 12, 0, 0)
    assert (empty.status_code, empty.content) == (204, b"")


def test_variables_are_defined(api: Api) -> None:
    """/conf/core/tc-tilematrix-definition, /conf/core/tc-tilerow-definition, /conf/core/tc-tilecol-definition."""
    given = {each.get("name"): each for each in api.definition["paths"][PATH]["get"]["parameters"]}
    for name in ("tileMatrix", "tileRow", "tileCol"):
        assert given[name]["in"] == "path"
        assert given[name]["required"] is True


def test_description(api: Api) -> None:
    """/conf/tileset/description."""
    found = tileset(api)
    assert found["dataType"] == "vector"
    assert found["tileMatrixSetURI"] == "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
    (scheme,) = by_rel(found["links"], SCHEME)
    matrices = api.json(scheme["href"])["tileMatrices"]
    for number, matrix in enumerate(matrices):
        assert (matrix["id"], matrix["matrixWidth"], matrix["tileWidth"]) == (str(number), 2**number, 256)
    assert all(name in template(api) for name in ("{tileMatrix}", "{tileRow}", "{tileCol}"))


def test_list(api: Api) -> None:
    """/conf/tilesets-list/tileset-links."""
    for each in api.json(f"/collections/{LAND}/tiles")["tilesets"]:
        assert {"dataType", "crs", "tileMatrixSetURI"} <= set(each)
        (itself,) = by_rel(each["links"], "self")
        assert f"/collections/{LAND}/tiles/WebMercatorQuad" in itself["href"]
        assert by_rel(each["links"], SCHEME)


def test_collections_lead_to_their_tiles(api: Api) -> None:
    """/conf/geodata-tilesets/desc-links, /conf/geodata-tilesets/operation."""
    for collection in api.collections:
        described = api.json(f"/collections/{collection['id']}", f="json")
        (link,) = by_rel(described["links"], VECTOR)
        assert link["href"].endswith(f"/collections/{collection['id']}/tiles")
        assert api.json(link["href"])["tilesets"]


def test_content(api: Api) -> None:
    """/conf/mvt/content: one tile, features with geometry and type, coordinates linear in the tile."""
    zoom, row, column = some_tile(api, 16)
    layer = mapbox_vector_tile.decode(tile(api, zoom, row, column).content, default_options={"y_coord_down": True})[
        LAND
    ]
    assert layer["version"] == 2
    west, south, east, north = edges(zoom, row, column)
    by_id = {each["id"]: shape(each["geometry"]) for each in api.items(LAND)["features"]}
    for each in layer["features"]:
        assert each["geometry"]["type"] in ("Polygon", "MultiPolygon")
        drawn = shape(each["geometry"])
        wanted = by_id[each["properties"]["id"]].intersection(box(west, south, east, north))
        if wanted.area:
            x = (wanted.centroid.x - west) / (east - west) * layer["extent"]
            y = (north - wanted.centroid.y) / (north - south) * layer["extent"]
            assert drawn.buffer(70).contains(shape({"type": "Point", "coordinates": (x, y)}))


def test_definition(api: Api) -> None:
    """/conf/oas30/completeness, /conf/oas30/operation-id."""
    paths = api.definition["paths"]
    at = "/collections/{collectionId}/tiles"
    for path, suffix in (
        (at, "getTileSetsList"),
        (f"{at}/{{tileMatrixSetId}}", "getTileSet"),
        (PATH, "getTile"),
    ):
        assert paths[path]["get"]["operationId"].endswith(f".collection.vector.{suffix}")
