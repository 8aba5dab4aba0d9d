"""Answers packed as the caller can unpack them: zstd or gzip, by the weights of Accept-Encoding (RFC 9110, 12.5.3)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final, Protocol

import zstandard
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.asking.negotiation import accepted

LEAST_BYTES: Final = 1024
"""Shorter answers fit one packet as they are."""
_OF_A_304: Final = (b"etag", b"vary", b"cache-control", b"content-location", b"expires", b"last-modified")
_PACKED_ALREADY: Final = ("image/png", "image/jpeg", "application/zip", "application/vnd.openxmlformats", "font/woff2")


class Packer(Protocol):
    """Packs bytes as they come."""

    def compress(self, data: bytes, /) -> bytes:
        """What is ready after some bytes."""

    def flush(self) -> bytes:
        """What is left at the end."""


# The same bytes each time, so that a strong tag may name them: gzip's header holds no time here, and zstd has none.
CODINGS: Final[dict[str, Callable[[], Packer]]] = {
    "zstd": lambda: zstandard.ZstdCompressor(level=3).compressobj(),
    "gzip": lambda: zlib.compressobj(1, zlib.DEFLATED, 31),
}
"""What is offered, the better first."""
THOROUGH: Final[dict[str, Callable[[bytes], bytes]]] = {
    # At once and not piece by piece: who knows the size needs a hundredth of the room and of the time.
    "zstd": lambda content: zstandard.ZstdCompressor(level=12).compress(content),
    "gzip": lambda content: zlib.compress(content, 9, 31),
}
"""The same codings, for what is packed once and sent for good: small."""


def coding_of(header: str) -> str | None:
    """The coding to answer in; None for the bytes as they are.

    >>> coding_of("gzip, deflate, br, zstd"), coding_of("gzip;q=0.5, *;q=0"), coding_of("identity")
    ('zstd', 'gzip', None)
    """
    weights = dict(accepted(header))
    rest = weights.get("*", 0.0)
    offered = {name: weights.get(name, rest) for name in CODINGS}
    best = max(offered, key=lambda name: offered[name])
    return best if offered[best] > 0 else None


def tag_of(tag: str, coding: str) -> str:
    """The tag of an answer in a coding: other bytes, another tag.

    >>> tag_of('"1a"', "gzip"), tag_of('W/"1a"', "gzip")
    ('"1a-gzip"', 'W/"1a-gzip"')
    """
    return f'{tag[:-1]}-{coding}"'


def opaque(tag: str) -> str:
    """What of a tag is compared where it is asked whether the caller has an answer (RFC 9110, 8.8.3.2)."""
    return tag.removeprefix("W/")


def held_tags(header: str) -> frozenset[str]:
    """The tags of an If-None-Match header, opaque; ``*`` as it stands.

    >>> sorted(held_tags('W/"1a", "2b"'))
    ['"1a"', '"2b"']
    """
    return frozenset(opaque(part.strip()) for part in header.split(",") if part.strip())


class Packing:
    """Packs every answer that gains by it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        held = held_tags(asked.get("if-none-match", "")) if scope["method"] in ("GET", "HEAD") else frozenset()
        await self.app(scope, receive, _Answer(send, coding_of(asked.get("accept-encoding", "")), held).send)


class _Answer:
    """One answer on its way: what begins it waits for the first of its body, which tells whether it is worth packing.

    Only here is it known in which coding an answer goes out, and so whether it is one that the caller holds.
    """

    def __init__(self, send: Send, coding: str | None, held: frozenset[str]) -> None:
        self._send, self._coding, self._held = send, coding, held
        self._start: Message | None = None
        self._packer: Packer | None = None
        self._left_out = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            message = self._begin(start, message)
            self._left_out = self._has(start)
            await self._send(_not_modified(start) if self._left_out else start)
            if self._left_out:
                await self._send({"type": "http.response.body", "body": b""})
        if self._left_out:
            return
        if self._packer is not None:
            message = self._packed(message)
        await self._send(message)

    def _packed(self, message: Message) -> Message:
        assert self._packer is not None  # noqa: S101  asked only then
        body = self._packer.compress(message.get("body", b""))
        if not message.get("more_body", False):
            body += self._packer.flush()
            self._packer = None
        return {**message, "body": body}

    def _has(self, start: Message) -> bool:
        tag = Headers(raw=start["headers"]).get("etag")
        good = start["status"] in (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
        return good and tag is not None and not self._held.isdisjoint(("*", opaque(tag)))

    def _begin(self, start: Message, first: Message) -> Message:
        headers = MutableHeaders(scope=start)
        whole = not first.get("more_body", False)
        # A part of an answer is one of its bytes as they are.
        if start["status"] == HTTPStatus.PARTIAL_CONTENT or not _gains(
            headers, len(first.get("body", b"")) if whole else None
        ):
            return first
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        if self._coding is None:
            return first
        self._packer = CODINGS[self._coding]()
        headers["Content-Encoding"] = self._coding
        if "etag" in headers:
            headers["ETag"] = tag_of(headers["etag"], self._coding)
        if not whole:
            del headers["Content-Length"]
            return first
        packed = self._packed(first)
        headers["Content-Length"] = str(len(packed["body"]))
        return packed


def _not_modified(start: Message) -> Message:
    """The same beginning of an answer that the caller has (RFC 9110, 15.4.5)."""
    kept = [(name, value) for name, value in start["headers"] if name.lower() in _OF_A_304]
    return {**start, "status": int(HTTPStatus.NOT_MODIFIED), "headers": kept}


def _gains(headers: Headers, size: int | None) -> bool:
    kind: str = headers.get("content-type", "")
    small = size is not None and size < LEAST_BYTES
    return not (small or "content-encoding" in headers or _starts(kind, _PACKED_ALREADY))


def _starts(text: str, beginnings: Sequence[str]) -> bool:
    return any(text.startswith(each) for each in beginnings)
