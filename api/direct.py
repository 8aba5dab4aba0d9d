"""The short way for features: most requests for items are answered in a fraction of what routing, dependencies and a thread take.

It stands within the app's middleware and before its router, reads with the very functions that the route reads with, and hands on what is
not light: an export, a filter, a search, a large part of a layer. (docs/adr/0009)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from starlette._utils import get_route_path
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors
from api.routes.items import answered_in_turn, prepared
from api.service import serving
from gis.errors import LandstockError

_ITEMS: Final = re.compile(r"/collections/([^/]+)/items")
_OTHERS: Final = (b"accept-encoding", b"origin", b"if-none-match")
_LONGEST_SIGN: Final = 12
"""Bytes that one sign of a path may take in an address."""


class DirectItems:
    """Answers ``GET /collections/{collectionId}/items``.

    Parameters
    ----------
    headers
        Where it stands outside of the other middleware, the headers that they would have added. It then answers plain requests alone, to
        which nothing else of theirs applies: neither packed nor from another site nor too long.
    """

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] | None = None, max_url_bytes: int = 0) -> None:
        self.app = app
        self.outside = headers is not None
        self.headers = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        self.max_url_bytes = max_url_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        named = _ITEMS.fullmatch(get_route_path(scope)) if ours else None
        if named is None or (self.outside and not self._plain(scope)):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            asking = prepared(request, serving(scope["app"]), named[1])
            response = await answered_in_turn(asking)
        except LandstockError as mistake:
            response = errors.answered(request, mistake)
        response.raw_headers += self.headers
        await response(scope, receive, send)

    def _plain(self, scope: Scope) -> bool:
        size = len(scope["path"]) * _LONGEST_SIGN + len(scope["query_string"])
        return size <= self.max_url_bytes and not any(name in _OTHERS for name, _ in scope["headers"])
