"""The one map from errors to HTTP: ``application/problem+json`` (RFC 9457) with words, a stable code and a remedy.

Answers carry no stack trace, no path of this machine and no library's name.
"""

from __future__ import annotations

import logging
from typing import Any, Final

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gis.errors import BadQuestion, LandstockError, NotFound, Refused
from gis.text import Text

MEDIA_TYPE: Final = "application/problem+json"
_MEMBERS: Final = frozenset({"type", "title", "status", "detail", "code", "text", "remedy"})
_GONE: Final = 499
"""What access logs write of a client that did not wait (nginx's number)."""
_LOG = logging.getLogger("landstock")


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


class Busy(LandstockError):
    """Too many heavy requests at once."""

    code = "busy"


class Stopped(LandstockError):
    """Work that took longer than it may, or whose process ended."""

    code = "stopped"


class AssetsMissing(LandstockError):
    """The page's own files are not there."""

    code = "assets-missing"


STATUS: Final[dict[type[LandstockError], int]] = {
    BadMediaType: 415,
    TooLarge: 413,
    TooLong: 414,
    Busy: 503,
    Stopped: 503,
    AssetsMissing: 503,
    BadQuestion: 400,
    NotFound: 404,
    Refused: 422,
    LandstockError: 500,
}

_TITLES: Final[dict[int, Text]] = {
    400: Text("请求有误", "Bad request"),
    404: Text("没有找到", "Not found"),
    405: Text("不支持的请求方法", "Method not allowed"),
    406: Text("没有可接受的格式", "Not acceptable"),
    408: Text("请求超时", "Request timeout"),
    413: Text("请求内容过大", "Content too large"),
    414: Text("网址过长", "Address too long"),
    415: Text("请求内容的格式不对", "Unsupported media type"),
    421: Text("不是发给本服务的请求", "Misdirected request"),
    422: Text("数据未被接受", "Data refused"),
    431: Text("请求头过大", "Headers too large"),
    500: Text("服务器内部错误", "Internal error"),
    503: Text("服务繁忙", "Busy"),
}

_PLAIN: Final[dict[int, tuple[str, Text, Text]]] = {
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
    title = _TITLES.get(status, Text("错误", "Error"))
    body = {
        **_shown(where or {}),
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


def _shown(where: dict[str, object]) -> dict[str, object]:
    """Context that may leave the machine, under names that are not those of the problem itself; paths stay here."""
    named = {f"given_{key}" if key in _MEMBERS else key: value for key, value in where.items()}
    return {key: value for key, value in named.items() if key not in {"file", "path", "reason"}}


def _bytes(body: dict[str, Any]) -> bytes:
    """JSON even of text that is no valid Unicode (half a surrogate pair in hostile input)."""
    try:
        return orjson.dumps(body, default=str)
    except TypeError:
        return orjson.dumps(_mended(body), default=str)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_mended(str(key)): _mended(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(part) for part in value]
    return value


def of_error(error: LandstockError) -> Response:
    """The answer to an error of the domain."""
    status = status_of(error)
    if status == 503:
        return problem(status, error.code, error.text, error.remedy, error.where, Retry_After="2")
    return problem(status, error.code, error.text, error.remedy, error.where)


def answered(request: Request, error: LandstockError) -> Response:
    """The answer to an error of the domain: of what is not there, a page for whoever came by a browser."""
    found = of_error(error)
    return _missing(request, error.text, error.remedy) or found if found.status_code == 404 else found


def _missing(request: Request, text: Text, remedy: Text) -> Response | None:
    from api.ground.missing import page_for  # noqa: PLC0415  negotiation speaks of errors itself

    return page_for(request, text, remedy)


async def _on_domain(request: Request, error: Exception) -> Response:
    return answered(request, error) if isinstance(error, LandstockError) else await _on_any(request, error)


async def _on_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, text, remedy = _PLAIN.get(
        status, (f"http-{status}", _TITLES.get(status, Text("错误", "Error")), Text("请检查请求", "check the request"))
    )
    headers = dict(getattr(error, "headers", None) or {})
    page = _missing(request, text, remedy) if status == 404 else None
    answer = page or problem(status, code, text, remedy)
    answer.headers.update(headers)
    return answer


async def _on_validation(_: Request, error: Exception) -> Response:
    found = error.errors() if hasattr(error, "errors") else []
    places = ", ".join(".".join(str(part) for part in entry["loc"]) for entry in found)
    return problem(
        400,
        "bad-parameter",
        Text(f"参数无法读取：{places}", f"cannot be read: {places}"),
        Text("请按 /api 中的说明填写", "see /api for what is expected"),
    )


async def _on_gone(_: Request, __: Exception) -> Response:
    # Nobody hears it, and it is no fault of ours that would belong into the log.
    return Response(status_code=_GONE)


async def _on_any(_: Request, error: Exception) -> Response:
    _LOG.error("unexpected error", exc_info=error)
    return problem(
        500,
        "internal",
        Text("服务器内部错误，已记入日志", "something went wrong here; it is in the log"),
        Text("请稍后再试；若仍出现，请把时间告诉管理员", "try again; if it persists, tell the operator the time"),
    )


def install(app: Starlette) -> None:
    """Make every error of the app a problem document."""
    from fastapi.exceptions import RequestValidationError  # noqa: PLC0415  # a command has errors, and no service

    app.add_exception_handler(LandstockError, _on_domain)
    app.add_exception_handler(ClientDisconnect, _on_gone)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(Exception, _on_any)
