"""Tile sets described for machines: OGC API Tiles, the tile matrix set of the web map, and TileJSON 3."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from api.answering.answers import Matrix, MatrixSet, MatrixSetHead, MatrixSets, TileLimits, TileSetHead, TileSets
from api.answering.describe import bounds_of, field_schema
from api.asking.links import Links, quoted
from api.asking.negotiation import JSON
from api.ground.settings import Lang
from gis.fields import DType, Field
from gis.layer import Layer
from gis.text import Text, in_lang
from gis.tiles import COUNT, HALF_SIDE_M, MAX_ZOOM, MERGED, covering, metres

MATRIX_SET: Final = "WebMercatorQuad"
MVT: Final = "application/vnd.mapbox-vector-tile"
LEVEL: Final = 16
"""Deepest level that a client should ask for; those below only magnify what this one tells, to 15 cm."""
SCHEMES_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
_SCHEME_REL: Final = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_URI: Final = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_CRS: Final = "http://www.opengis.net/def/crs/EPSG/0/3857"
_SCALE_SET: Final = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
_PIXEL_M: Final = 0.00028
"""A pixel of the OGC's scale denominators."""
_SIDE: Final = 256
_TITLE: Final = Text("网络墨卡托四叉瓦片", "Web Mercator quad tiles")
_SUMMED: Final[dict[str, Any]] = {
    MERGED: {"type": "boolean"},
    COUNT: {"type": "integer", "minimum": 1},
}


def tilesets(layer: Layer, links: Links, lang: Lang) -> TileSets:
    """The tile sets of a collection: one."""
    return {"links": [links.here("self", JSON)], "tilesets": [_head(layer, links, lang)]}


def _head(layer: Layer, links: Links, lang: Lang) -> TileSetHead:
    path = f"/collections/{quoted(layer.id)}/tiles/{MATRIX_SET}"
    return {
        "title": in_lang(layer.collection.title, lang),
        "dataType": "vector",
        "crs": _CRS,
        "tileMatrixSetURI": _URI,
        "links": [
            links.to(path, "self", JSON),
            links.to(path, "alternate", JSON, "TileJSON 3", f="tilejson"),
            links.to(f"/tileMatrixSets/{MATRIX_SET}", _SCHEME_REL, JSON),
        ],
    }


def tileset(layer: Layer, links: Links, lang: Lang, fields: tuple[Field, ...]) -> dict[str, Any]:
    """One tile set, with the address of its tiles; they keep the conditions that it was asked with."""
    body: dict[str, Any] = {**_head(layer, links, lang)}
    item = {"href": tile_template(links, "/{tileMatrix}/{tileRow}/{tileCol}"), "rel": "item", "type": MVT}
    body["links"].append({**item, "templated": True})
    bounds = bounds_of(layer)
    if bounds:
        # In the system of the tiles, which is what readers take it to be in.
        box = metres((bounds[0], bounds[1], bounds[2], bounds[3]))
        body["boundingBox"] = {"lowerLeft": box[:2], "upperRight": box[2:], "crs": _CRS}
        body["tileMatrixSetLimits"] = [_limits(bounds, level) for level in range(LEVEL + 1)]
    schema = {"id": {"type": "string"}, **{field.name: _schema(field, lang) for field in fields}, **_SUMMED}
    entry = {
        "id": layer.id,
        "title": in_lang(layer.collection.title, lang),
        "dataType": "vector",
        "minTileMatrix": "0",
        "maxTileMatrix": str(LEVEL),
        "propertiesSchema": {"type": "object", "properties": schema},
    }
    return {**body, "layers": [entry]}


def _limits(bounds: list[float], level: int) -> TileLimits:
    west, south, east, north = bounds
    first, last = covering((west, south, east, north), level)
    return {
        "tileMatrix": str(level),
        "minTileRow": first.row,
        "maxTileRow": last.row,
        "minTileCol": first.column,
        "maxTileCol": last.column,
    }


def _schema(field: Field, lang: Lang) -> dict[str, Any]:
    return {**field_schema(field, None, lang), **({"type": "string"} if field.dtype is DType.LIST else {})}


def tilejson(layer: Layer, links: Links, lang: Lang, fields: tuple[Field, ...]) -> dict[str, Any]:
    """The same as TileJSON 3, as the libraries of web maps read it."""
    kinds = {
        DType.NUMBER: "Number",
        DType.INTEGER: "Number",
        DType.BOOLEAN: "Boolean",
    }
    told = {field.name: kinds.get(field.dtype, "String") for field in fields}
    entry = {
        "id": layer.id,
        "description": in_lang(layer.collection.title, lang),
        "minzoom": 0,
        "maxzoom": LEVEL,
        "fields": {"id": "String", **told, MERGED: "Boolean", COUNT: "Number"},
    }
    bounds = bounds_of(layer)
    return {
        "tilejson": "3.0.0",
        "name": in_lang(layer.collection.title, lang),
        "attribution": in_lang(layer.collection.source, lang),
        "scheme": "xyz",
        "tiles": [tile_template(links, "/{z}/{y}/{x}")],
        "minzoom": 0,
        "maxzoom": LEVEL,
        **({"bounds": bounds} if bounds else {}),
        "vector_layers": [entry],
    }


def tile_template(links: Links, place: str) -> str:
    """The address of tiles of the tile set that was asked for, with the same parameters but its format."""
    parts = urlsplit(links.here("item", MVT, changes={"f": "mvt", "lang": None})["href"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}{place}?{parts.query}"


def matrix_sets(links: Links, lang: Lang) -> MatrixSets:
    """The tile matrix sets that are spoken: one."""
    own = links.to(f"/tileMatrixSets/{MATRIX_SET}", "self", JSON)
    entry: MatrixSetHead = {"id": MATRIX_SET, "title": in_lang(_TITLE, lang), "uri": _URI, "crs": _CRS, "links": [own]}
    return {"links": [links.here("self", JSON)], "tileMatrixSets": [entry]}


def matrix_set(links: Links, lang: Lang) -> MatrixSet:
    """WebMercatorQuad (OGC 17-083r4, annex D.1): a square world, halved at every level."""
    return {
        "id": MATRIX_SET,
        "title": in_lang(_TITLE, lang),
        "uri": _URI,
        "crs": _CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": _SCALE_SET,
        "tileMatrices": [_matrix(level) for level in range(MAX_ZOOM + 1)],
        "links": [links.here("self", JSON)],
    }


def _matrix(level: int) -> Matrix:
    cell = 2 * HALF_SIDE_M / _SIDE / 2**level
    return {
        "id": str(level),
        "scaleDenominator": cell / _PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_SIDE_M, HALF_SIDE_M],
        "tileWidth": _SIDE,
        "tileHeight": _SIDE,
        "matrixWidth": 2**level,
        "matrixHeight": 2**level,
    }
