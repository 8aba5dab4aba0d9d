"""Answers packed as the caller can unpack them: zstd or gzip, by the weights of Accept-Encoding (RFC 9110, 12.5.3)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import zstandard
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.negotiation import accepted

LEAST_BYTES: Final = 1024
"""Shorter answers fit one packet as they are."""
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
    """The tag of an answer in a coding: other bytes, another strong tag; a weak one says the same of both.

    >>> tag_of('"1a"', "gzip"), tag_of('W/"1a"', "gzip")
    ('"1a-gzip"', 'W/"1a"')
    """
    return tag if tag.startswith("W/") or not tag.endswith('"') else f'{tag[:-1]}-{coding}"'


def plain_tag(tag: str) -> str:
    """The tag of the same answer as it is, from that of a packed one."""
    for coding in CODINGS:
        if tag.endswith(f'-{coding}"'):
            return tag[: -len(coding) - 2] + '"'
    return tag


class Packing:
    """Packs every answer that gains by it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        coding = coding_of(Headers(scope=scope).get("accept-encoding", "")) if scope["type"] == "http" else None
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Answer(send, coding).send)


class _Answer:
    """One answer on its way: what begins it waits for the first of its body, which tells whether it is worth packing."""

    def __init__(self, send: Send, coding: str | None) -> None:
        self._send, self._coding = send, coding
        self._start: Message | None = None
        self._packer: Packer | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            message = self._begin(start, message)
            await self._send(start)
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

    def _begin(self, start: Message, first: Message) -> Message:
        headers = MutableHeaders(scope=start)
        whole = not first.get("more_body", False)
        if not _gains(headers, len(first.get("body", b"")) if whole else None):
            return first
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


def _gains(headers: Headers, size: int | None) -> bool:
    kind: str = headers.get("content-type", "")
    small = size is not None and size < LEAST_BYTES
    return not (small or "content-encoding" in headers or _starts(kind, _PACKED_ALREADY))


def _starts(text: str, beginnings: Sequence[str]) -> bool:
    return any(text.startswith(each) for each in beginnings)
