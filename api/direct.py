"""The short way for features: most requests for items are answered in a fraction of what routing, dependencies and a thread take.

It stands within the app's middleware and before its router, and is the one door for them: packed or not, light or heavy, a page or a file.
(docs/adr/0011-short-way-for-features.md)
"""

from __future__ import annotations

import re
from typing import Final

from starlette._utils import get_route_path
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.answering.mistakes import answer_mistake
from api.ground.service import service
from api.routes.items import answered_in_turn, prepare
from gis.errors import LandstockError

_ITEMS: Final = re.compile(r"/collections/([^/]+)/items")


class DirectItems:
    """Answers ``GET /collections/{collectionId}/items``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        named = _ITEMS.fullmatch(get_route_path(scope)) if ours else None
        if named is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await answered_in_turn(prepare(request, await service(request), named[1]))
        except LandstockError as mistake:
            response = answer_mistake(request, mistake)
        await response(scope, receive, send)
