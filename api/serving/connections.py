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

import httptools
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.ground.errors import SOON_AGAIN, problem
from gis.text import Text

LINGER_SECONDS: Final = 1.0
PIECE: Final = 4_096
"""Bytes that are read at once: what one piece holds of further questions is all that waits behind an answer."""
PIECES: Final = 8
"""That are read in one turn of the loop."""
HELD: Final = 65_536
"""Bytes that wait for their turn before no more are taken from the system."""
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


class Flow(FlowControl):
    """Reads on only where there is room for what comes."""

    def __init__(self, transport: asyncio.Transport, has_room: Callable[[], bool]) -> None:
        super().__init__(transport)
        self._has_room = has_room

    def resume_reading(self) -> None:
        """Read on, where there is room."""
        if self._has_room():
            super().resume_reading()


class Connection(HttpToolsProtocol):
    """One connection within its bounds."""

    def __init__(self, config: Any, *arguments: Any, **more: Any) -> None:
        super().__init__(config, *arguments, **more)
        self.bounds: Bounds = getattr(config, "bounds", Bounds())
        self.idle_since = 0.0
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._held = bytearray()
        self._head_bytes = self._silent_bytes = 0
        self._later: Response | None = None
        self._running: RequestResponseCycle | None = None
        self._in_head = self._in_body = self._refused = self._leaving = self._crowded = False

    @property
    def answering(self) -> bool:
        """Whether a question was asked whose answer is not over."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The client has come: it has so long to begin."""
        super().connection_made(transport)
        self.flow = Flow(transport, lambda: len(self._held) < HELD)
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
        """Nothing is waited for any more, and nothing answered: neither the question that is being answered nor those behind it."""
        self._until(None)
        self._held.clear()
        self.pipeline.clear()
        if self._running is not None:
            self._running.disconnected = True
            self._running.message_event.set()
        if self._stalled is not None:
            self._stalled.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hold what came, and read on as far as the bounds allow."""
        self._held += data
        self._read()

    def _read(self) -> None:
        """Read what is held a piece at a time; what comes behind a whole question waits until that is answered."""
        for _ in range(PIECES):
            if not self._held or self._refused or self._later or (self.answering and not self._in_body):
                break
            # An address of megabytes, where a setting lets it in, is joined from as few parts as may be.
            size = HELD if self._in_head and self._head_bytes > HELD else PIECE
            piece = bytes(self._held[:size])
            del self._held[:size]
            self._read_piece(piece)
            if self.transport.is_closing():
                return
        else:
            # Others have their turn: what comes in bytes of one costs the most to read.
            self.loop.call_soon(self._read_on)
        if self._refused or self._later:
            self._held.clear()
        elif len(self._held) >= HELD:
            self.flow.pause_reading()

    def _read_piece(self, piece: bytes) -> None:
        between = not (self._in_body or self.answering)
        self._head_bytes += len(piece) if self._in_head or between else 0
        self._silent_bytes += len(piece)
        super().data_received(piece)
        if not self.transport.is_closing():
            self._bound_what_is_unfinished()

    def _bound_what_is_unfinished(self) -> None:
        # Between and behind the pieces of a body stand lines that no one needs: they are a head that comes late.
        silent = self._in_body and self._silent_bytes > self.bounds.head_bytes
        if silent or (self._in_head and self._head_bytes > self.bounds.head_bytes):
            self._refuse(_head_too_large(self.bounds.head_bytes))
        elif self._in_head and self._deadline is None:
            self._until(self.bounds.head_seconds, self._too_late)
        elif self._in_body and self._deadline is None:
            self._until(self.bounds.body_seconds, self._too_late)

    def on_body(self, body: bytes) -> None:
        """A part of the body is there."""
        self._silent_bytes = 0
        super().on_body(body)

    def on_message_begin(self) -> None:
        """A request begins with its head."""
        super().on_message_begin()
        self._in_head = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of the head; blanks around a value are none of it."""
        super().on_header(name, value.strip(b" \t"))

    def _as_a_path(self) -> None:
        """An address that names the whole place is that of its path; the name that it says counts (RFC 9112, 3.2.2)."""
        said = httptools.parse_url(self.url)
        if said.schema not in (b"http", b"https") or not said.host:
            raise ValueError
        host = said.host if b":" not in said.host else b"[%b]" % said.host
        for at, (name, _) in enumerate(self.headers):
            if name == b"host":
                self.headers[at] = (b"host", b"%b:%d" % (host, said.port) if said.port else host)
        self.url = (said.path or b"/") + (b"?" + said.query if said.query else b"")

    def on_headers_complete(self) -> None:
        """The head is there: it is answered by the app, or told why not."""
        self._until(None)
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        served, too_large = self.app, size > self.bounds.head_bytes
        if not too_large and self.url[:1] not in (b"/", b"*"):
            self._as_a_path()
        if too_large:
            # Longer addresses than it can count are no address to the parser.
            self.app, self.url = _head_too_large(self.bounds.head_bytes), b"/"
        elif self._crowded or len(self.tasks) >= self.bounds.connections:
            self.app = _crowded()
        try:
            super().on_headers_complete()
        finally:
            self.app = served
        self._in_head, self._in_body, self._head_bytes, self._silent_bytes = False, True, 0, 0
        if self._leaving or self._crowded or too_large:
            self.cycle.keep_alive = False

    def on_message_complete(self) -> None:
        """The body is there."""
        self._until(None)
        self._in_body = False
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """The client is answered, and idle from now on."""
        self.idle_since = time.monotonic()
        super().on_response_complete()
        if self._later and not self.answering and not self.pipeline:
            answer, self._later = self._later, None
            self._refuse(answer)
        elif self._held and not self.transport.is_closing():
            self._unset_keepalive_if_required()
            self.loop.call_soon(self._read_on)

    def _read_on(self) -> None:
        if not self.transport.is_closing():
            self._read()
            self.flow.resume_reading()

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
        """What is no HTTP is refused in the form of every other problem, after the answers that are due."""
        if self.answering and not self._in_body:
            self._later = _unreadable()
            self.cycle.keep_alive = True
        else:
            self._refuse(_unreadable())

    def _until(self, seconds: float | None, end: Any = None) -> None:
        """What is waited for has to be there in so many seconds; nothing is waited for where None."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, end)

    def _too_late(self) -> None:
        self._deadline = None
        if self.answering and not self._in_body:
            # What comes behind the question that is being answered waits for us, not we for it.
            return
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
        SOON_AGAIN,
        Retry_After="2",
    )


def _unreadable() -> Response:
    return problem(
        HTTPStatus.BAD_REQUEST,
        "not-http",
        Text("不是可读的 HTTP 请求", "this is no readable HTTP request"),
        Text(
            "请检查发出请求的程序；网址中的汉字须编码，如 %E5%8F%B7",
            "look at the program that sent it; Chinese signs of an address are sent encoded, as %E5%8F%B7",
        ),
    )
