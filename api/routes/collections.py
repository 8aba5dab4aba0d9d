"""``/collections`` and each collection with its queryables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering import describe
from api.answering.answers import Collections
from api.answering.html_pages import collection_page, collections_page, queryables_page
from api.answering.responses import answer, etag, json_answer, unchanged
from api.asking.asked import Asked, read_request
from api.asking.negotiation import HTML, JSON, SCHEMA
from api.ground.service import Service, service

router = APIRouter(prefix="/collections")
Serves = Annotated[Service, Depends(service)]


@router.api_route("", methods=["GET", "HEAD"])
def collections(request: Request, served: Serves) -> Response:
    """All collections."""
    wants = read_request(request, served, {"json": JSON, "html": HTML})
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    listed = [
        describe.collection(layer, wants.links, wants.lang, served.systems)
        for layer in served.inventory.layers.values()
    ]
    body: Collections = {
        "links": [wants.links.here("self", JSON), wants.links.here("alternate", HTML, "HTML", {"f": "html"})],
        "collections": listed,
    }
    return _answer(body, collections_page, wants, tag, JSON)


@router.api_route("/{collectionId}", methods=["GET", "HEAD"])
def collection(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """One collection: extent, count, date, links."""
    layer = served.layer(collectionId)
    wants = read_request(request, served, {"json": JSON, "html": HTML})
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    body = describe.collection(layer, wants.links, wants.lang, served.systems)
    return _answer(body, collection_page, wants, tag, JSON)


@router.api_route("/{collectionId}/queryables", methods=["GET", "HEAD"])
def queryables(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803
    """The fields that a collection can be asked by, as a JSON Schema."""
    layer = served.layer(collectionId)
    wants = read_request(request, served, {"json": SCHEMA, "html": HTML})
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    return _answer(describe.queryables(layer, wants.links, wants.lang), queryables_page, wants, tag, SCHEMA)


def _answer(body: Mapping[str, Any], page: Any, wants: Asked, tag: str, media: str) -> Response:
    if wants.format == "html":
        return answer(page(body, wants), f"{HTML}; charset=utf-8", tag)
    return json_answer(body, media, tag)
