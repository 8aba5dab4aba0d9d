"""Request bodies: JSON objects of a bounded size, with no stranger among their keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

import orjson
from starlette.requests import Request

from api.errors import BadBody, BadMediaType, TooLarge
from gis.text import Text

_JSON: Final = ("application/json", "text/json", "application/geo+json")


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object.

    Raises
    ------
    BadMediaType, TooLarge, BadBody
        Another media type; more bytes than ``settings.max_body_bytes``; not JSON, NaN or infinity, a key twice, nested
        too deep, or not an object.
    """
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media not in _JSON:
        raise BadMediaType(
            Text(
                f"请求内容的类型 {media[:60] or '（无）'} 不是 JSON",
                f"the body's type {media[:60] or '(none)'} is not JSON",
            ),
            Text("请设 Content-Type: application/json", "set Content-Type: application/json"),
        )
    found = parsed(await _bytes(request, request.app.state.service.settings.max_body_bytes))
    if not isinstance(found, dict):
        raise _unreadable(Text("应为 JSON 对象", "a JSON object is expected"))
    return found


async def _bytes(request: Request, limit: int) -> bytes:
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > limit:
            raise TooLarge(
                Text(f"请求内容超过 {limit:,} 字节", f"the body is longer than {limit:,} bytes"),
                Text("请分几次发送", "send less at a time"),
                limit=limit,
            )
    return bytes(held)


def parsed(content: bytes) -> Any:
    """JSON, strictly.

    orjson reads first, for it is linear, bounds the nesting and refuses what is no Unicode; the second reading finds keys
    that stand twice and numbers beyond all bounds.
    """
    try:
        orjson.loads(content)
        return json.loads(content, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as mistake:
        raise _unreadable(Text(f"不是可读的 JSON（{mistake}）", f"not readable JSON ({mistake})")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _unreadable(text: Text) -> BadBody:
    return BadBody(text, Text("请按 /api 中的说明填写请求内容", "see /api for what the body holds"))


def only(body: Mapping[str, Any], allowed: Iterable[str]) -> None:
    """Refuse every key but these.

    Raises
    ------
    BadBody
        Naming the strangers and listing what is allowed.
    """
    known = list(allowed)
    if strange := [name for name in body if name not in known]:
        shown = ", ".join(name[:60] for name in strange[:5])
        raise BadBody(
            Text(f"不认识的键 {shown}", f"unknown key {shown}"),
            Text(f"可用的键：{', '.join(known)}", f"keys: {', '.join(known)}"),
            keys=strange[:5],
            allowed=known,
        )


def wrong(key: str, text: Text) -> BadBody:
    """The error of a key whose value cannot be read."""
    return BadBody(
        Text(f"{key}：{text.zh}", f"{key}: {text.en}"),
        Text("请按 /api 中的说明填写请求内容", "see /api for what the body holds"),
        key=key,
    )
