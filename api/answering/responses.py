"""Answers: JSON bytes by orjson, an ETag of everything that an answer is made of, and 304 where the caller has it already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import orjson
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.answering.packing import coding_of, held_tags, opaque, tag_of
from api.asking.asked import Asked
from api.ground.service import Service
from api.ground.version import product_version
from gis.io.made_file import PIECE, MadeFile

_OPTIONS: Final = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS

_VARY: Final = {"Vary": "Accept, Accept-Encoding, Accept-Language"}
_KEPT: Final = {**_VARY, "Cache-Control": "no-cache"}


def json_bytes(value: Any) -> bytes:
    """A value as JSON, NaN as null."""
    return orjson.dumps(value, option=_OPTIONS)


def etag(request: Request, served: Service, wants: Asked, *more: str) -> str:
    """Strong tag of the answer to a request: the same tag, the same bytes.

    It is made of all that any answer is made of, so that no route can leave out what its own depends on: the data and what the folder
    declares, the day of the question, the program, the address with its host, format and language. ``more`` is what comes from elsewhere.
    """
    catalog = served.inventory.catalog
    made_of = [
        served.inventory.version,
        catalog.written.whole,
        catalog.as_of.isoformat(),
        product_version(),
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        wants.format,
        wants.lang,
        wants.links.base,
        *more,
    ]
    return f'"{hashlib.sha256(orjson.dumps(made_of)).hexdigest()[:20]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """304 where the caller is known to hold this very answer in the coding that it would get, else None; ``api.answering.packing`` asks again."""
    held = held_tags(request.headers.get("if-none-match", ""))
    coding = coding_of(request.headers.get("accept-encoding", ""))
    sent = tag if coding is None else tag_of(tag, coding)
    if opaque(sent) in held or (coding is None and "*" in held):
        return Response(status_code=304, headers={"ETag": sent, **_KEPT})
    return None


def answer(content: bytes | str, media_type: str, tag: str | None = None, **headers: str) -> Response:
    """A cacheable answer; with a tag, to be asked for again each time and then mostly 304."""
    return _typed(Response(content, headers=_headers(tag, headers)), media_type)


def _headers(tag: str | None, headers: Mapping[str, str]) -> dict[str, str]:
    shown = {**_VARY, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {**shown, "ETag": tag, **_KEPT} if tag else shown


def _typed(response: Response, media_type: str) -> Response:
    response.headers["Content-Type"] = media_type
    return response


class _PiecedResponse(Response):
    """A response whose body is sent in pieces, as fast as the caller takes them."""

    def __init__(self, content: MadeFile, headers: dict[str, str]) -> None:
        super().__init__(headers={**headers, "Content-Length": str(content.size)})
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  the signature is ASGI's
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        pieces = self._content.pieces()
        while piece := await to_thread.run_sync(next, pieces, b""):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def file_answer(content: MadeFile, media_type: str, tag: str | None = None, **headers: str) -> Response:
    """As ``answer``, of a file; a large one goes out in pieces."""
    if content.size <= PIECE:
        return answer(bytes(content), media_type, tag, **headers)
    return _typed(_PiecedResponse(content, _headers(tag, headers)), media_type)


def json_answer(value: Any, media_type: str = "application/json", tag: str | None = None, **headers: str) -> Response:
    """A cacheable JSON answer."""
    return answer(json_bytes(value), media_type, tag, **headers)
