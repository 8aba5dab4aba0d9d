"""``/collections/{collectionId}/explain``: what a query asks, in words, and what each of its conditions does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.answers import Explained
from api.answering.responses import etag, json_answer, unchanged
from api.asking import params
from api.asking.asked import Asked, read_request
from api.asking.links import quoted
from api.asking.negotiation import GEOJSON, JSON
from api.ground.service import Service, service
from gis.cql2 import Cql2Filter
from gis.cql2.writing import as_json
from gis.inventory import Inventory
from gis.names import FILTER, FORMAT, WINDOW
from gis.plainly import to_plain
from gis.query import Query

router = APIRouter(prefix="/collections/{collectionId}/explain")
Serves = Annotated[Service, Depends(service)]


@router.api_route("", methods=["GET", "HEAD"])
def explain(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """The whole query in words of both languages, step by step; the filter in CQL2 JSON beside it."""
    layer = served.layer(collectionId)
    allowed = params.allowed(layer.collection, FORMAT, FILTER, WINDOW)
    wants = read_request(request, served, {"json": JSON}, allowed)
    query = params.query(wants.given, layer.collection, served.inventory)
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    return json_answer(to_plain(_explained(served.inventory, query, wants)), JSON, tag)


def _explained(inventory: Inventory, query: Query, wants: Asked) -> Explained:
    selection = inventory.select(query)
    asked_for = query.filter if isinstance(query.filter, Cql2Filter) else None
    path = f"/collections/{quoted(selection.layer.id)}/items"
    return Explained(
        collection=selection.layer.id,
        words=selection.words,
        matched=selection.matched,
        to_check=selection.to_check,
        not_located=selection.not_located,
        total=len(selection.layer),
        steps=selection.steps,
        emptied_by=selection.emptied_by,
        broken_links=inventory.broken_links(query),
        filter=as_json(asked_for.tree) if asked_for else None,
        parts=tuple(asked_for.parts(selection.layer)) if asked_for else (),
        links=[wants.links.here("self", JSON), wants.links.to(path, "items", GEOJSON)],
    )
