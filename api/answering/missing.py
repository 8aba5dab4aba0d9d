"""A wrong address for whoever came by a browser: a page in both languages with a way home. Everyone else gets the problem document."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.answering.html_pages import missing_page
from api.asking.given import Given
from api.asking.links import Links
from api.asking.negotiation import HTML, JSON, language_of, preferred
from api.ground.errors import MEDIA_TYPE
from api.ground.service import Service
from gis.text import Text

_OFFERED: Final = {"json": (MEDIA_TYPE, JSON, "application/*", "*/*"), "html": (HTML, "text/*", "*/*")}


def page_for(request: Request, text: Text, remedy: Text) -> Response | None:
    """The page that says what is not there, with status 404; None for whoever asked for no page."""
    form = request.query_params.get("f") or preferred(request.headers.get("accept", ""), _OFFERED)
    if form != "html" or request.method not in ("GET", "HEAD"):
        return None
    service: Service = request.app.state.service
    lang = language_of(Given(()), request.headers.get("accept-language", ""), service.settings.lang)
    return Response(
        missing_page(text, remedy, Links.of(request, service.settings), lang),
        status_code=404,
        media_type=HTML,
        headers={"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"},
    )
