"""The short way for features: most requests for items are answered in a fraction of what routing, dependencies and a thread take.

It stands within the app's middleware and before its router, reads with the very functions that the route reads with, and hands on what is
not light: an export, a filter, a search, a large part of a layer. (docs/adr/0009)
"""

from __future__ import annotations

import re
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors
from api.routes.items import answered, prepared
from gis.errors import LandstockError

_ITEMS: Final = re.compile(r"/collections/([^/]+)/items")


class DirectItems:
    """Answers ``GET /collections/{collectionId}/items``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = (
            _ITEMS.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        )
        if named is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        try:
            asking = prepared(request, scope["app"].state.service, named[1])
            response = answered(asking) if asking.light else await to_thread.run_sync(answered, asking)
        except LandstockError as mistake:
            response = errors.of_error(mistake)
        await response(scope, receive, send)
