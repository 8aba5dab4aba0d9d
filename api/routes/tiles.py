"""``/collections/{collectionId}/tiles`` and ``/tileMatrixSets``: vector tiles, and what describes them (OGC API Tiles)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Final

import numpy as np
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering import tilesets
from api.answering.responses import answer, etag, json_answer, unchanged
from api.asking import params
from api.asking.asked import Asked, read_request
from api.asking.negotiation import JSON
from api.ground.service import Service, service
from gis.columns import Mask, Rows
from gis.errors import UnknownTile
from gis.fields import Field
from gis.layer import Layer
from gis.names import FILTER, FORMAT
from gis.query import Query, matching, passing, rules
from gis.text import Text
from gis.tiles import MAX_ZOOM, Address, shown_fields, source_of, tile

router = APIRouter()
Serves = Annotated[Service, Depends(service)]
_OWN: Final = ("properties",)
_PLAIN: Final = frozenset({*FORMAT, *_OWN})


@router.api_route("/tileMatrixSets", methods=["GET", "HEAD"])
def matrix_sets(request: Request, served: Serves) -> Response:
    """The grids that tiles are cut by."""
    wants = read_request(request, served, {"json": JSON})
    tag = etag(request, served, wants)
    return unchanged(request, tag) or json_answer(tilesets.matrix_sets(wants.links, wants.lang), tag=tag)


@router.api_route("/tileMatrixSets/{tileMatrixSetId}", methods=["GET", "HEAD"])
def matrix_set(request: Request, served: Serves, tileMatrixSetId: str) -> Response:  # noqa: N803 the name is OGC's
    """One grid: its levels and their sizes."""
    _refuse_unknown_set(tileMatrixSetId)
    wants = read_request(request, served, {"json": JSON})
    tag = etag(request, served, wants)
    return unchanged(request, tag) or json_answer(tilesets.matrix_set(wants.links, wants.lang), tag=tag)


@router.api_route("/collections/{collectionId}/tiles", methods=["GET", "HEAD"])
def sets(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """The tile sets of a collection."""
    layer = served.layer(collectionId)
    wants = read_request(request, served, {"json": JSON})
    tag = etag(request, served, wants)
    return unchanged(request, tag) or json_answer(tilesets.tilesets(layer, wants.links, wants.lang), tag=tag)


@router.api_route("/collections/{collectionId}/tiles/{tileMatrixSetId}", methods=["GET", "HEAD"])
def one_set(request: Request, served: Serves, collectionId: str, tileMatrixSetId: str) -> Response:  # noqa: N803
    """A tile set, as OGC API Tiles describes it or as TileJSON; with conditions, of the tiles that keep them."""
    layer = served.layer(collectionId)
    _refuse_unknown_set(tileMatrixSetId)
    wants = read_request(request, served, {"json": JSON, "tilejson": JSON}, _allowed(layer))
    _query(wants, layer, served)
    fields = _fields(wants, layer)
    tag = etag(request, served, wants)
    described = tilesets.tilejson if wants.format == "tilejson" else tilesets.tileset
    return unchanged(request, tag) or json_answer(described(layer, wants.links, wants.lang, fields), tag=tag)


@router.api_route(
    "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", methods=["GET", "HEAD"]
)
def one_tile(
    request: Request,
    served: Serves,
    collectionId: str,  # noqa: N803 the names are OGC's
    tileMatrixSetId: str,  # noqa: N803
    tileMatrix: str,  # noqa: N803
    tileRow: str,  # noqa: N803
    tileCol: str,  # noqa: N803
) -> Response:
    """One tile; 204 where it shows nothing, so that a map need not read it to know."""
    layer = served.layer(collectionId)
    _refuse_unknown_set(tileMatrixSetId)
    at = Address(_number(tileMatrix), _number(tileRow), _number(tileCol))
    wants = read_request(request, served, {"mvt": tilesets.MVT}, _allowed(layer))
    query, fields = _query(wants, layer, served), _fields(wants, layer)
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    keep = None if query is None else _filter(layer, query)
    content = tile(layer, source_of(layer), at, fields=fields, keep=keep)
    response = answer(content, tilesets.MVT, tag)
    if not content:
        response.status_code = 204
        del response.headers["Content-Length"]
    return response


def _allowed(layer: Layer) -> tuple[str, ...]:
    return params.allowed(layer.collection, FORMAT, FILTER, _OWN)


def _query(wants: Asked, layer: Layer, served: Service) -> Query | None:
    """The conditions of a request; None where it has none."""
    query = params.query(wants.given, layer.collection, served.inventory)
    return query if wants.given.values.keys() - _PLAIN else None


def _fields(wants: Asked, layer: Layer) -> tuple[Field, ...]:
    return shown_fields(layer, params.properties(wants.given, layer.collection))


def _filter(layer: Layer, query: Query) -> Callable[[Rows], Mask]:
    """Which of some rows answer the query; of most of the layer it is asked as a whole."""

    def keep(rows: Rows) -> Mask:
        if 2 * len(rows) > len(layer):
            return np.asarray(matching(layer, query)[rows])
        part = layer.part(rows)
        return passing(rules(part, query), len(part))

    return keep


def _refuse_unknown_set(matrix_set_id: str) -> None:
    if matrix_set_id != tilesets.MATRIX_SET:
        raise UnknownTile(
            Text(f"没有瓦片矩阵集 {matrix_set_id[:40]}", f"there is no tile matrix set {matrix_set_id[:40]}"),
            Text(f"可用：{tilesets.MATRIX_SET}", f"there is {tilesets.MATRIX_SET}"),
        )


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,8}", text, re.ASCII):
        raise UnknownTile(
            Text(f"{text[:40]!r} 不是瓦片编号", f"{text[:40]!r} is no number of a tile"),
            Text(f"级别为 0 至 {MAX_ZOOM}，行列从 0 起", f"levels are 0 to {MAX_ZOOM}, rows and columns begin at 0"),
        )
    return int(text)
