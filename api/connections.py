"""Connections: how much of a request is read and for how long, who gives way when there are too many, and how each ends.

uvicorn leaves bounds to a proxy before it; where landstock stands alone, a handful of silent clients would hold it. This is its own
protocol for httptools with a budget and timers (docs/adr/0014-connections.md).
"""

from __future__ import annotations

import asyncio
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.errors import problem
from gis.text import Text

LINGER_SECONDS: Final = 1.0
LAST_GUESTS_SECONDS: Final = 2.0
"""For which who knocks while the service ends is still let in."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What one connection, and all together, may take.

    Parameters
    ----------
    head_bytes
        Of the address and the headers of a request, beyond which it is refused by 431.
    head_seconds, body_seconds
        In which a head and a body have to be there, beyond which they are refused by 408.
    write_seconds
        For which an answer may wait for a client that does not read.
    connections
        Open at once; beyond, the one that has been idle longest gives way.
    farewell_seconds
        For which a connection without a question is still listened to when the service ends.
    """

    head_bytes: int = 65_536
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    write_seconds: float = 60.0
    connections: int = 512
    farewell_seconds: float = 0.5


class ServerConfig(uvicorn.Config):
    """uvicorn's configuration with these bounds."""

    def __init__(self, app: ASGIApp, *, bounds: Bounds | None = None, **more: Any) -> None:
        # No page here asks for a websocket, and one would stand outside these bounds.
        super().__init__(app, http=Connection, ws="none", **more)
        self.bounds = bounds or Bounds()


class Server(uvicorn.Server):
    """uvicorn's server, which answers whom it had accepted before it goes."""

    def __init__(self, config: ServerConfig, answers: Callable[[], None] | None = None) -> None:
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: Any = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        if self._answers:
            self._answers()

    async def shutdown(self, sockets: Any = None) -> None:
        """End when whoever was accepted is answered."""
        # Who knocked before the door was closed is let in: the system holds some whom the loop has not met, and a busy loop meets one a turn.
        doors = select.poll()
        for each in sockets or ():
            doors.register(each, select.POLLIN)
        end = time.monotonic() + LAST_GUESTS_SECONDS
        await asyncio.sleep(0.05)
        while doors.poll(0) and time.monotonic() < end:  # noqa: ASYNC110  what is waited for is the system's queue, which tells nobody
            await asyncio.sleep(0.01)
        await super().shutdown(sockets)


class Connection(HttpToolsProtocol):
    """One connection within its bounds."""

    def __init__(self, config: Any, *arguments: Any, **more: Any) -> None:
        super().__init__(config, *arguments, **more)
        self.bounds: Bounds = getattr(config, "bounds", Bounds())
        self.idle_since = 0.0
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._in_head = self._in_body = self._refused = self._leaving = self._crowded = False

    @property
    def answering(self) -> bool:
        """Whether a question was asked whose answer is not over."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The client has come: it has so long to begin."""
        super().connection_made(transport)
        self.idle_since = time.monotonic()
        self._until(self.bounds.head_seconds, self._too_late)
        if len(self.connections) > self.bounds.connections:
            self._make_room()

    def _make_room(self) -> None:
        """The connection that has been idle longest gives way; where all are being answered, this one is told to come again."""
        idle = [
            each
            for each in self.connections
            if isinstance(each, Connection) and each is not self and not each.answering
        ]
        if not idle:
            self._crowded = True
            return
        longest = min(idle, key=lambda each: each.idle_since)
        longest.transport.close()
        self.connections.discard(longest)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._until(None)
        if self._stalled is not None:
            self._stalled.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, as far as the bounds allow."""
        if self._refused:
            return
        between = not (self._in_body or self.answering)
        self._head_bytes += len(data) if self._in_head or between else 0
        super().data_received(data)
        if not self.transport.is_closing():
            self._bound_what_is_unfinished()

    def _bound_what_is_unfinished(self) -> None:
        if self._in_head and self._head_bytes > self.bounds.head_bytes:
            self._refuse(_head_too_large(self.bounds.head_bytes))
        elif self._in_head and self._deadline is None:
            self._until(self.bounds.head_seconds, self._too_late)
        elif self._in_body and self._deadline is None:
            self._until(self.bounds.body_seconds, self._too_late)

    def on_message_begin(self) -> None:
        """A request begins with its head."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """The head is there: it is answered by the app, or told why not."""
        self._until(None)
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        served = self.app
        if size > self.bounds.head_bytes:
            self.app = _head_too_large(self.bounds.head_bytes)
        elif self._crowded or len(self.tasks) >= self.bounds.connections:
            self.app = _crowded()
        try:
            super().on_headers_complete()
        finally:
            self.app = served
        self._in_head, self._in_body, self._head_bytes = False, True, 0
        if self._leaving or self._crowded:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """The body is there."""
        self._until(None)
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The client is answered, and idle from now on."""
        self.idle_since = time.monotonic()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client does not read: it has so long to go on."""
        super().pause_writing()
        self._stalled = self.loop.call_later(self.bounds.write_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads again."""
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def shutdown(self) -> None:
        """Let the service go: who is being answered is answered, who was accepted has a moment to ask."""
        self._leaving = True
        if self.answering:
            self.cycle.keep_alive = False
        else:
            self.loop.call_later(self.bounds.farewell_seconds, self._close_unless_asked)

    def _close_unless_asked(self) -> None:
        if not self.answering and not self.transport.is_closing():
            self.transport.close()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's words, in one language
        """What is no HTTP is refused in the form of every other problem."""
        self._refuse(_unreadable())

    def _until(self, seconds: float | None, end: Any = None) -> None:
        """What is waited for has to be there in so many seconds; nothing is waited for where None."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, end)

    def _too_late(self) -> None:
        self._deadline = None
        if self._in_head or self._in_body:
            self._refuse(_too_slow())
        elif not self.answering:
            self.transport.close()

    def _refuse(self, answer: Response) -> None:
        """Say why, once, and read no more; where another answer has begun on this connection, break it off."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        self._until(None)
        if self._in_body and not self.answering:
            self.transport.close()
            return
        if (self.answering and self.cycle.response_started) or self.pipeline:
            self.transport.abort()
            return
        if self.answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.flow.resume_reading()
        lines = [b"%b: %b\r\n" % pair for pair in answer.raw_headers]
        self.transport.write(
            b"".join([STATUS_LINE[answer.status_code], *lines, b"connection: close\r\n\r\n", bytes(answer.body)])
        )
        # To close on unread bytes would take the answer back from the client's hands: what still comes is let go by.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)


def _head_too_large(limit: int) -> Response:
    return problem(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "head-too-large",
        Text(f"请求头超过 {limit:,} 字节", f"the address and headers are longer than {limit:,} bytes"),
        Text("请去掉多余的请求头或 Cookie", "send fewer headers or cookies"),
        {"limit": limit},
    )


def _too_slow() -> Response:
    return problem(
        HTTPStatus.REQUEST_TIMEOUT,
        "too-slow",
        Text("请求没有在限定时间内到齐", "the request did not arrive in time"),
        Text("请检查网络后重试", "look at the connection and try again"),
    )


def _crowded() -> Response:
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "busy",
        Text("同时连接过多", "too many connections at once"),
        Text("请过几秒再试", "try again in a few seconds"),
        Retry_After="2",
    )


def _unreadable() -> Response:
    return problem(
        HTTPStatus.BAD_REQUEST,
        "not-http",
        Text("不是可读的 HTTP 请求", "this is no readable HTTP request"),
        Text("请检查发出请求的程序", "look at the program that sent it"),
    )
