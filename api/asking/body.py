"""Request bodies: JSON objects of a bounded size, with no stranger among their keys."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

import orjson
from starlette.requests import Request

from api.ground.errors import BadBody, BadMediaType, TooLarge
from api.ground.turns import Work
from gis.reading.reader import Reader
from gis.reading.sources import JsonBody
from gis.text import Text

if TYPE_CHECKING:
    from api.ground.service import Service

MAX_VALUES: Final = 100_000
"""The largest question, a basket of 10,000 features, has 20,000."""
_JSON: Final = ("application/json", "text/json", "application/geo+json")


def json_object(*allowed: str) -> Callable[[Request], Awaitable[dict[str, Any]]]:
    """A dependency that gives the body as a JSON object with none but these keys.

    Raises
    ------
    BadMediaType, TooLarge, BadBody
        Another media type; more bytes than ``settings.max_body_bytes`` or more values than any question has; not JSON, NaN or infinity, a key
        twice, nested too deep, not an object, or one with strangers among its keys.
    Busy
        Where too many bodies are being read.
    """

    async def read(request: Request) -> dict[str, Any]:
        return await _object(request, allowed)

    return read


async def _object(request: Request, allowed: Sequence[str]) -> dict[str, Any]:
    media = media_of(request)
    if media not in _JSON:
        raise BadMediaType(
            Text(
                f"请求内容的类型 {media[:60] or '（无）'} 不是 JSON",
                f"the body's type {media[:60] or '(none)'} is not JSON",
            ),
            Text("请设 Content-Type: application/json", "set Content-Type: application/json"),
        )
    return cast("dict[str, Any]", await _read_in_turn(request, _read, allowed))


async def json_of(request: Request, offered: Sequence[str]) -> Any:
    """The body as JSON of one of these media types, strictly read.

    Raises
    ------
    BadMediaType, TooLarge, BadBody, Busy
        As ``json_object`` says; BadBody where the request does not say what its body is, as OGC asks.
    """
    media, listed = media_of(request), ", ".join(offered)
    remedy = Text(f"请设 Content-Type，可用：{listed}", f"set Content-Type to one of {listed}")
    if not media:
        raise BadBody(Text("请求没有 Content-Type", "the request has no Content-Type"), remedy)
    if media not in offered:
        raise BadMediaType(
            Text(f"此处不接受 {media[:60]} 的内容", f"a body of {media[:60]} is not taken here"),
            remedy,
            offered=offered,
        )
    return await _read_in_turn(request, _read_strictly)


def media_of(request: Request) -> str:
    """The media type of a body as the request says it; empty where it says none."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def _read_strictly(content: bytes) -> Any:
    parse_json(content)
    # Numbers as GeoJSON files have them: one of too many digits is a float, which is refused by its field.
    return _first_reading(content)


async def _read_in_turn(request: Request, read: Callable[..., Any], *more: Any) -> Any:
    """The body, bounded, and read when its turn comes."""
    if (coding := request.headers.get("content-encoding", "identity").strip().lower()) != "identity":
        raise BadMediaType(
            Text(
                f"不接受压缩的请求内容（Content-Encoding: {coding[:60]}）",
                f"the body is coded as {coding[:60]}, which is not read",
            ),
            Text("请不压缩发送", "send it as it is, without Content-Encoding"),
        )
    served: Service = request.app.state.service
    content = await _bytes(request, served.settings.max_body_bytes)
    # To count signs costs nothing; to read what no question can hold would let others wait.
    if (count := content.count(b",")) > MAX_VALUES:
        raise TooLarge(
            Text(
                f"请求内容有 {count:,} 个值，上限 {MAX_VALUES:,}",
                f"the body has {count:,} values; the limit is {MAX_VALUES:,}",
            ),
            Text("请分几次发送", "send less at a time"),
            limit=MAX_VALUES,
        )
    return await served.turns.run(Work.READING, request, read, content, *more)


def _read(content: bytes, allowed: Sequence[str]) -> dict[str, Any]:
    body_reader(_as_object(_first_reading(content))).refuse_others(allowed)
    return _as_object(parse_json(content))


def _as_object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise _unreadable(Text("应为 JSON 对象", "a JSON object is expected"))
    return found


def _first_reading(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except ValueError as mistake:
        raise _not_json(mistake) from None


async def _bytes(request: Request, limit: int) -> bytes:
    said = request.headers.get("content-length", "")
    # Who says that it is too long is told so before it is sent.
    if said.isdecimal() and int(said) > limit:
        raise _too_long(limit)
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > limit:
            raise _too_long(limit)
    return bytes(held)


def _too_long(limit: int) -> TooLarge:
    return TooLarge(
        Text(f"请求内容超过 {limit:,} 字节", f"the body is longer than {limit:,} bytes"),
        Text("请分几次发送", "send less at a time"),
        limit=limit,
    )


def parse_json(content: bytes) -> Any:
    """JSON, strictly.

    orjson reads first, for it is linear, bounds the nesting and refuses what is no Unicode; the second reading finds keys
    that stand twice and numbers beyond all bounds.

    Raises
    ------
    BadBody
        Where it is none; of a key that stands twice, with its path.
    """
    _first_reading(content)
    twice: list[tuple[dict[str, Any], str]] = []

    def paired(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice.append((found, next(key for key, count in counts.items() if count > 1)))
        return found

    try:
        value = json.loads(content, object_pairs_hook=paired, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as mistake:
        raise _not_json(mistake) from None
    if twice:
        table, key = twice[0]
        raise body_reader({}).at(*_way(value, table), key).twice(key)
    return value


def _way(found: Any, wanted: Any) -> tuple[str | int, ...]:
    """The keys and places that lead to a table; none where it is the whole, or within a value that another has taken the place of."""
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(found, ())]
    while waiting:
        value, way = waiting.pop()
        if value is wanted:
            return way
        if isinstance(value, dict):
            waiting += [(each, (*way, key)) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [(each, (*way, number)) for number, each in enumerate(value, 1)]
    return ()


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:20]} is out of range")
    return number


def _not_json(mistake: Exception) -> BadBody:
    return _unreadable(Text(f"不是可读的 JSON（{mistake}）", f"not readable JSON ({mistake})"))


def _unreadable(text: Text) -> BadBody:
    return BadBody(text, Text("请按 /api 中的说明填写请求内容", "see /api for what the body holds"))


def body_reader(body: Mapping[str, Any]) -> Reader[BadBody]:
    """The strict reader of a body, whose mistakes are named by their paths."""
    return Reader(JsonBody(BadBody), (), body)
