"""The floor: a raw ASGI application that answers everything with the same bytes, read from a file. Nothing in Python is faster to ask."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

Send = Callable[[dict[str, Any]], Awaitable[None]]
BODY = Path(os.environ["BENCH_FLOOR_BODY"]).read_bytes() if "BENCH_FLOOR_BODY" in os.environ else b""
HEADERS = [(b"content-type", b"application/geo+json"), (b"content-length", str(len(BODY)).encode())]


async def app(scope: Mapping[str, Any], _receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    """Answer an HTTP request with the bytes."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})
