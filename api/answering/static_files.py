"""The browser's files, from memory: what an address answers never changes, so each is read, tagged and packed once."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.answering.packing import LEAST_BYTES, THOROUGH, coding_of, tag_of

FOR_GOOD: Final = "public, max-age=31536000, immutable"
"""The address of a file names the version of all of them."""


@dataclass(frozen=True, kw_only=True)
class _File:
    """A file's bytes, and those of every coding that was asked for."""

    content: bytes
    kind: str
    packed: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:20]}"'

    def in_coding(self, coding: str) -> bytes:
        if coding not in self.packed:
            self.packed[coding] = THOROUGH[coding](self.content)
        return self.packed[coding]


class Files:
    """Files by their paths, as they were when the service began; ``api.answering.packing`` answers 304 where a caller holds one.

    What somebody changes on the disk later is not of the version that the addresses name.
    A page asks for more than a hundred at once: none costs a thread, a look at the disk, or packing anew.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._files = {
            f"/{path}": _File(content=content, kind=mimetypes.guess_type(path)[0] or "application/octet-stream")
            for path, content in contents.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        file = self._files.get(scope["path"].removeprefix(scope.get("root_path", "")))
        if file is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        await _answer(file, request.headers.get("accept-encoding", ""))(scope, receive, send)


def _answer(file: _File, accepted: str) -> Response:
    coding = coding_of(accepted) if len(file.content) >= LEAST_BYTES else None
    headers = {"ETag": file.tag, "Cache-Control": FOR_GOOD}
    if coding is None:
        return Response(file.content, headers=headers, media_type=file.kind)
    headers |= {"ETag": tag_of(file.tag, coding), "Content-Encoding": coding, "Vary": "Accept-Encoding"}
    return Response(file.in_coding(coding), headers=headers, media_type=file.kind)
