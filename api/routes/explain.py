"""``/collections/{collectionId}/explain``: what a query asks, in words, and what each of its conditions does."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.query_steps import step_dict
from api.answering.responses import etag, json_answer, unchanged
from api.asking import params
from api.asking.asked import Asked, asked
from api.asking.links import quoted
from api.asking.negotiation import GEOJSON, JSON
from api.ground.service import Service, service
from gis.cql2 import Cql2Filter
from gis.cql2.writing import as_json
from gis.layer import Layer
from gis.query import Query, Selection

router = APIRouter(prefix="/collections/{collectionId}/explain")
Serves = Annotated[Service, Depends(service)]


@router.api_route("", methods=["GET", "HEAD"])
def explain(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """The whole query in words of both languages, step by step; the filter in CQL2 JSON beside it."""
    layer = served.layer(collectionId)
    allowed = params.allowed(layer.collection, params.FORMAT, params.FILTER, params.WINDOW)
    wants = asked(request, served, {"json": JSON}, allowed)
    query = params.query(wants.given, layer.collection, served.systems)
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    return json_answer(_explained(served.inventory.select(query), query, wants), JSON, tag)


def _explained(found: Selection, query: Query, wants: Asked) -> dict[str, Any]:
    asked_for = query.filter
    path = f"/collections/{quoted(found.layer.id)}/items"
    return {
        "collection": found.layer.id,
        "words": found.words.as_dict(),
        "matched": found.matched,
        "to_check": found.to_check,
        "total": len(found.layer),
        "steps": [step_dict(step) for step in found.steps],
        **({"emptied_by": step_dict(found.emptied_by)} if found.emptied_by else {}),
        **(_filter(asked_for, found.layer) if isinstance(asked_for, Cql2Filter) else {}),
        "links": [wants.links.here("self", JSON), wants.links.to(path, "items", GEOJSON)],
    }


def _filter(asked_for: Cql2Filter, layer: Layer) -> dict[str, Any]:
    """The filter as CQL2 JSON, and each condition that it joins by and with the rows that answer it by yes, no and unknown."""
    parts = asked_for.parts(layer)
    return {
        "filter": as_json(asked_for.tree),
        "parts": [{**part.words.as_dict(), "yes": part.yes, "no": part.no, "unknown": part.unknown} for part in parts],
    }
