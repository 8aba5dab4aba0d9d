"""``/collections/{collectionId}/summary``: counts and area sums of a query, by field, distinct values, and histograms."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.query_steps import step_dict
from api.answering.responses import etag, json_answer, unchanged
from api.asking import params
from api.asking.asked import asked
from api.asking.negotiation import JSON
from api.ground.service import Service, service
from gis.summary import Distinct, Group, Summary

router = APIRouter(prefix="/collections/{collectionId}/summary")
Serves = Annotated[Service, Depends(service)]


@router.api_route("", methods=["GET", "HEAD"])
def summary(request: Request, served: Serves, collectionId: str) -> Response:  # noqa: N803 the name is OGC's
    """What a query finds, in figures."""
    layer = served.layer(collectionId)
    allowed = params.allowed(layer.collection, params.FORMAT, params.FILTER, params.WINDOW, params.SUMMARY)
    wants = asked(request, served, {"json": JSON}, allowed)
    query = params.query(wants.given, layer.collection, served.systems)
    by = params.fields(wants.given, "by", layer.collection)
    histograms = params.fields(wants.given, "histogram", layer.collection)
    sought = params.sought(wants.given, layer.collection)
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    found = served.inventory.summary(query, by=by, histograms=histograms, sought=sought)
    return json_answer({**_figures(found), "inventory": served.inventory.version}, JSON, tag)


def _figures(found: Summary) -> dict[str, Any]:
    return {
        "matched": found.matched,
        "to_check": found.to_check,
        "total": found.total,
        "area_m2": found.area_m2,
        "area_unknown": found.area_unknown,
        "groups": {name: [_group(group) for group in groups] for name, groups in found.groups.items()},
        "distinct": [_distinct(distinct) for distinct in found.distinct],
        "histograms": [asdict(histogram) for histogram in found.histograms],
        "steps": [step_dict(step) for step in found.steps],
        "words": found.words.as_dict(),
    }


def _distinct(found: Distinct) -> dict[str, Any]:
    return {
        "field": found.field,
        "values": [_group(group) for group in found.values],
        "matched": found.matched,
        "more": found.more,
        "unknown": found.unknown,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "value": group.value,
        **group.title.as_dict(),
        "count": group.count,
        "area_m2": group.area_m2,
        "available": group.available,
    }
