"""The one map from errors to HTTP: ``application/problem+json`` (RFC 9457) with words, a stable code and a remedy.

Answers carry no stack trace, no path of this machine and no library's name.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

import orjson
from starlette.responses import Response

from gis.errors import (
    AssetsMissing,
    BadHold,
    BadQuestion,
    Conflict,
    EndedFeature,
    LandstockError,
    NotFound,
    Refused,
    RefusedRows,
    StaleVersion,
    StoreBusy,
    StoreFull,
)
from gis.findings import Finding
from gis.text import Text, Words

MEDIA_TYPE: Final = "application/problem+json"
SOON_AGAIN: Final = Text("请过几秒再试", "try again in a few seconds")
"""What to do about a service that is busy for the moment."""
_MOST_FINDINGS: Final = 1_000
"""Findings that an answer lists; the rest are counted."""
_MEMBERS: Final = frozenset({"type", "title", "status", "detail", "code", "text", "remedy"})


class UnknownParameter(BadQuestion):
    """A query parameter that the resource does not have."""

    code = "unknown-parameter"


class BadParameter(BadQuestion):
    """A query parameter whose value cannot be read."""

    code = "bad-parameter"


class BadBody(BadQuestion):
    """A request body that is not the JSON that is asked for."""

    code = "bad-body"


class BadMediaType(BadQuestion):
    """A request body of another kind."""

    code = "unsupported-media-type"


class TooLarge(BadQuestion):
    """A body above the limit."""

    code = "too-large"


class TooLong(BadQuestion):
    """An address above the limit."""

    code = "uri-too-long"


class Forbidden(LandstockError):
    """What this request may not do."""

    code = "forbidden"


class PreconditionRequired(LandstockError):
    """A change that does not say which version it is of."""

    code = "precondition-required"


class Busy(LandstockError):
    """Too many heavy requests at once."""

    code = "busy"


class Stopped(LandstockError):
    """Work that took longer than it may, or whose process ended."""

    code = "stopped"


STATUS: Final[dict[type[LandstockError], int]] = {
    BadMediaType: 415,
    TooLarge: 413,
    TooLong: 414,
    Busy: 503,
    Stopped: 503,
    AssetsMissing: 503,
    BadHold: 422,
    BadQuestion: 400,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    EndedFeature: 410,
    StaleVersion: 412,
    PreconditionRequired: 428,
    StoreFull: 507,
    StoreBusy: 503,
    Refused: 422,
    LandstockError: 500,
}

TITLES: Final[dict[int, Text]] = {
    400: Text("请求有误", "Bad request"),
    403: Text("不允许", "Forbidden"),
    404: Text("没有找到", "Not found"),
    405: Text("不支持的请求方法", "Method not allowed"),
    406: Text("没有可接受的格式", "Not acceptable"),
    408: Text("请求超时", "Request timeout"),
    409: Text("与他人的改动冲突", "Conflict"),
    410: Text("已终止", "Gone"),
    412: Text("版本已变", "Precondition failed"),
    413: Text("请求内容过大", "Content too large"),
    414: Text("网址过长", "Address too long"),
    415: Text("请求内容的格式不对", "Unsupported media type"),
    421: Text("不是发给本服务的请求", "Misdirected request"),
    422: Text("数据未被接受", "Data refused"),
    428: Text("须注明版本", "Precondition required"),
    431: Text("请求头过大", "Headers too large"),
    500: Text("服务器内部错误", "Internal error"),
    503: Text("服务繁忙", "Busy"),
    507: Text("空间不足", "Insufficient storage"),
}

PLAIN: Final[dict[int, tuple[str, Text, Text]]] = {
    404: (
        "no-such-page",
        Text("没有这个地址", "there is nothing at this address"),
        Text("请从首页 / 或 /collections 开始", "begin at / or /collections"),
    ),
    405: (
        "method-not-allowed",
        Text("这个地址不支持该请求方法", "this address does not take that method"),
        Text("可用方法见 Allow 头", "the Allow header names the methods it takes"),
    ),
}


def status_of(error: LandstockError) -> int:
    """The HTTP status of an error: that of its nearest ancestor in ``STATUS``."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    status: int, code: str, text: Text, remedy: Text, where: dict[str, object] | None = None, **headers: str
) -> Response:
    """An error as RFC 9457 asks; ``detail`` says it in both languages, ``text`` and ``remedy`` keep them apart."""
    title = TITLES.get(status, Text("错误", "Error"))
    body = {
        **_show_context(where or {}),
        "type": f"urn:landstock:problem:{code}",
        "title": title.both(),
        "status": status,
        "detail": text.both(),
        "code": code,
        "text": text.as_dict(),
        "remedy": remedy.as_dict(),
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        _bytes(body), status_code=status, media_type=MEDIA_TYPE, headers={**named, "Cache-Control": "no-store"}
    )


def _show_context(where: dict[str, object]) -> dict[str, object]:
    """Context that may leave the machine, under names that are not those of the problem itself; paths stay here."""
    named = {f"given_{key}" if key in _MEMBERS else key: value for key, value in where.items()}
    return {key: value for key, value in named.items() if key not in {"file", "path", "reason"}}


def _bytes(body: dict[str, Any]) -> bytes:
    """JSON even of text that is no valid Unicode (half a surrogate pair in hostile input)."""
    try:
        return orjson.dumps(body, default=str)
    except TypeError:
        return orjson.dumps(_mend_json(body), default=str)


def _mend_json(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_mend_json(str(key)): _mend_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_mend_json(part) for part in value]
    return value


def of_error(error: LandstockError) -> Response:
    """The answer to an error of the domain."""
    status = status_of(error)
    if status in (503, 507):
        return problem(status, error.code, _without_path(error), error.remedy, error.where, Retry_After="2")
    if isinstance(error, RefusedRows):
        where = {**error.where, "findings": [show_finding(found) for found in error.findings[:_MOST_FINDINGS]]}
        file = error.findings[0].file
        return problem(status, error.code, _without(error.text, file), error.remedy, where)
    return problem(status, error.code, error.text, error.remedy, error.where)


class FoundIn(TypedDict):
    """Something that was found in what somebody sent."""

    code: str
    grade: str
    id: str | None
    field: str | None
    excerpt: str
    text: Words
    remedy: Words


def show_finding(found: Finding) -> FoundIn:
    """A finding for whoever sent a feature and knows of no file."""
    return {
        "code": found.code,
        "grade": str(found.grade),
        "id": found.id,
        "field": found.field,
        "excerpt": found.excerpt,
        "text": _without(found.text, found.file).as_dict(),
        "remedy": found.remedy.as_dict(),
    }


def _without_path(error: LandstockError) -> Text:
    """What is said of a file of this machine, without saying where it is."""
    path = error.where.get("file")
    return Text(error.text.zh.replace(f" {path} ", ""), error.text.en.replace(f" {path}", "")) if path else error.text


def _without(text: Text, file: str) -> Text:
    return Text(text.zh.removeprefix(f"{file}："), text.en.removeprefix(f"{file}: "))
