"""Every error of the app as an answer: a problem document, or a page for whoever came to a wrong address by a browser."""

from __future__ import annotations

import logging
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.answering.missing import page_for
from api.ground.errors import PLAIN, TITLES, of_error, problem
from gis.errors import LandstockError
from gis.text import Text

_GONE: Final = 499
"""What access logs write of a client that did not wait (nginx's number)."""
_LOG = logging.getLogger("landstock")


def answer_mistake(request: Request, error: LandstockError) -> Response:
    """The answer to an error of the domain: of what is not there, a page for whoever came by a browser."""
    found = of_error(error)
    return page_for(request, error.text, error.remedy) or found if found.status_code in (404, 410) else found


async def _on_domain(request: Request, error: Exception) -> Response:
    return answer_mistake(request, error) if isinstance(error, LandstockError) else await _on_any(request, error)


async def _on_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, text, remedy = PLAIN.get(
        status, (f"http-{status}", TITLES.get(status, Text("错误", "Error")), Text("请检查请求", "check the request"))
    )
    headers = dict(getattr(error, "headers", None) or {})
    page = page_for(request, text, remedy) if status == 404 else None
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
