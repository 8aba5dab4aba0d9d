"""What happens to every request and answer: size limits before, security headers after. Plain ASGI, no body buffered."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.ground import errors
from api.ground.policy import HEADERS, content_policy
from api.ground.settings import Settings
from gis.text import Text


class SecurityHeaders:
    """Adds the headers that every answer carries, unless the answer set its own."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = {**HEADERS, "Content-Security-Policy": content_policy(settings)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A 304 renews the headers of the page that the browser kept: the page's own policy must stay.
                same = message["status"] == HTTPStatus.NOT_MODIFIED
                for name, value in (HEADERS if same else self.headers).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


def weak(tag: str) -> str:
    """The tag of an answer that says the same each time but in other bytes: with the time of its making inside."""
    return tag if tag.startswith("W/") else f"W/{tag}"


class Ending:
    """Tells whom an ending service leaves without an answer when to come again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except asyncio.CancelledError:
            if begun or scope["type"] != "http":
                raise
            await errors.of_error(_ends())(scope, receive, send)


def _ends() -> errors.Busy:
    return errors.Busy(
        Text("服务正在停止，未及作答", "the service is ending and could not answer in time"),
        Text("请在服务重启后再试", "try again when it has begun anew"),
    )


class Limits:
    """Refuses an address that is too long before anything parses it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.max_url_bytes = settings.max_url_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            size = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
            if size > self.max_url_bytes:
                await errors.of_error(_too_long(size, self.max_url_bytes))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _too_long(size: int, limit: int) -> errors.TooLong:
    return errors.TooLong(
        Text(f"网址有 {size:,} 字节，上限 {limit:,}", f"the address has {size:,} bytes; the limit is {limit:,}"),
        Text("请缩短条件；多个编号请用 POST /exports", "shorten the question; for many ids use POST /exports"),
    )
