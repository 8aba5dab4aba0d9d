"""``/api`` and ``/api.html``: the interface described, for machines and for people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.commonmark import with_words_as_typed
from api.answering.reference import reference_page
from api.answering.responses import answer, etag, json_answer, unchanged
from api.asking.asked import Asked, read_request
from api.asking.negotiation import HTML, OPENAPI
from api.ground.policy import content_policy
from api.ground.service import Service, service
from api.openapi.openapi import document

router = APIRouter()
Serves = Annotated[Service, Depends(service)]


@router.api_route("/api", methods=["GET", "HEAD"])
def api(request: Request, served: Serves) -> Response:
    """The OpenAPI 3.0 document."""
    wants = read_request(request, served, {"json": OPENAPI, "html": HTML})
    if wants.format == "html":
        return _page(request, served, wants)
    tag = etag(request, served, wants)
    if same := unchanged(request, tag):
        return same
    shown = with_words_as_typed(document(served, wants.links.base, wants.lang))
    return json_answer(shown, OPENAPI, tag)


@router.api_route("/api.html", methods=["GET", "HEAD"])
def api_page(request: Request, served: Serves) -> Response:
    """The same for people."""
    wants = read_request(request, served, {"html": HTML})
    return _page(request, served, wants)


def _page(request: Request, served: Service, wants: Asked) -> Response:
    html, hashes = reference_page(document(served, wants.links.base, wants.lang), wants)
    tag = etag(request, served, wants, html)
    if same := unchanged(request, tag):
        return same
    policy = content_policy(served.settings, hashes)
    return answer(html, f"{HTML}; charset=utf-8", tag, Content_Security_Policy=policy)
