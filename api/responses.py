"""Answers: JSON bytes by orjson, an ETag by the inventory's version, and 304 where the caller has it already."""

from __future__ import annotations

import hashlib
from typing import Any, Final
from urllib.parse import quote

import orjson
from fastapi import Request
from fastapi.responses import Response

from api.packing import plain_tag
from api.service import Service, product_version

_OPTIONS: Final = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS

_KEPT: Final = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}


def json_bytes(value: Any) -> bytes:
    """A value as JSON, NaN as null."""
    return orjson.dumps(value, option=_OPTIONS)


def etag(service: Service, *variant: str) -> str:
    """Strong tag of what the inventory at its version answers in this format and language: the same tag, the same bytes."""
    tag = hashlib.sha256("\n".join([service.inventory.version, product_version(), *variant]).encode()).hexdigest()[:20]
    return f'"{tag}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """304 where the caller holds this very answer, else None."""
    for part in request.headers.get("if-none-match", "").split(","):
        held = part.strip().removeprefix("W/")
        if held == "*" or plain_tag(held) == tag.removeprefix("W/"):
            # Who holds the packed answer is told that this one is still good.
            return Response(status_code=304, headers={"ETag": tag if plain_tag(held) in ("*", held) else held, **_KEPT})
    return None


def answer(content: bytes | str, media_type: str, tag: str | None = None, **headers: str) -> Response:
    """A cacheable answer; with a tag, to be asked for again each time and then mostly 304."""
    shown = {"Vary": "Accept, Accept-Language", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if tag:
        shown |= {"ETag": tag, **_KEPT}
    response = Response(content, headers=shown)
    response.headers["Content-Type"] = media_type
    return response


def json_answer(value: Any, media_type: str = "application/json", tag: str | None = None, **headers: str) -> Response:
    """A cacheable JSON answer."""
    return answer(json_bytes(value), media_type, tag, **headers)


def attachment(name: str, plain: str) -> str:
    r"""Content-Disposition of a download (RFC 6266): the full name in UTF-8, and an ASCII one for old readers.

    >>> attachment("地块.csv", "parcels.csv")
    'attachment; filename="parcels.csv"; filename*=UTF-8\'\'%E5%9C%B0%E5%9D%97.csv'
    """
    ascii_name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in plain)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
