"""``/collections/{collectionId}/summary``: counts and area sums of a query, by field, distinct values, and histograms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.answers import SummaryAnswer
from api.answering.responses import etag, json_answer, unchanged
from api.asking import params
from api.asking.asked import read_request
from api.asking.negotiation import JSON
from api.ground.service import Service, service
from gis.names import FILTER, FORMAT, SUMMARY, WINDOW
from gis.plainly import to_plain

router = APIRouter(prefix="/collections/{collectionId}/summary")
Serves = Annotated[Service, Depends(service)]


@router.api_route("", methods=["GET", "HEAD"])
def summary(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """What a query finds, in figures."""
    layer = served.layer(collectionId)
    allowed = params.allowed(layer.collection, FORMAT, FILTER, WINDOW, SUMMARY)
    wants = read_request(request, served, {"json": JSON}, allowed)
    query = params.query(wants.given, layer.collection, served.inventory)
    by = params.fields(wants.given, "by", layer.collection)
    histograms = params.fields(wants.given, "histogram", layer.collection)
    sought = params.read_sought(wants.given, layer.collection)
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    found = served.inventory.summary(query, by=by, histograms=histograms, sought=sought)
    return json_answer(to_plain(SummaryAnswer(found=found, inventory=served.inventory.version)), JSON, tag)
