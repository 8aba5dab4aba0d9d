"""``POST /portfolios``: all projects placed at once; ``GET /portfolios/scenarios``: what may be asked of them."""

from __future__ import annotations

import threading
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.asked import asked
from api.body import json_object
from api.negotiation import JSON
from api.portfolios import answered
from api.responses import answer, json_answer
from api.service import Service, service

router = APIRouter()
OFFERED: Final = {"json": JSON}
_KEPT: Final = 16
_LOCK: Final = threading.Lock()


@router.post("/portfolios")
async def portfolios(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object)],
) -> Response:
    """The placement of all projects, or of those asked for."""
    asked(request, served, OFFERED)
    return answer(await run_in_threadpool(_kept, served, body), JSON, Cache_Control="no-store")


@router.get("/portfolios/scenarios")
async def known_scenarios(request: Request, served: Annotated[Service, Depends(service)]) -> Response:
    """The scenarios of the data folder."""
    asked(request, served, OFFERED)
    return json_answer([{**each.as_dict(), "source": each.source.as_dict()} for each in served.scenarios.values()])


def _kept(served: Service, body: dict[str, Any]) -> bytes:
    """The answer's bytes; the last few questions on one inventory are answered from memory."""
    key = served.inventory.version + orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    with _LOCK:
        if key in served.portfolios:
            return served.portfolios[key]
    with served.turn():
        content = orjson.dumps(answered(served.inventory, served.schemes, served.scenarios, body))
    with _LOCK:
        while len(served.portfolios) >= _KEPT:
            served.portfolios.pop(next(iter(served.portfolios)))
        served.portfolios[key] = content
    return content
