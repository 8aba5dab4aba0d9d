"""``POST /portfolios``: all projects placed at once; ``GET /portfolios/scenarios``: what may be asked of them."""

from __future__ import annotations

import json
import threading
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.asked import Asked, asked
from api.body import json_object
from api.describe import EXPORT_TYPES
from api.exports import disposition
from api.negotiation import HTML, JSON
from api.portfolio_book import written
from api.portfolio_sheet import sheet_page
from api.portfolios import answered
from api.responses import answer, json_answer
from api.service import Service, service
from gis.text import Text

router = APIRouter()
OFFERED: Final = {"json": JSON, "html": HTML, "xlsx": EXPORT_TYPES["xlsx"]}
SCENARIOS: Final = {"json": JSON}
_KEPT: Final = 16
_LOCK: Final = threading.Lock()
_TITLE: Final = Text("统筹落位", "portfolio")


@router.post("/portfolios")
async def portfolios(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object)],
) -> Response:
    """The placement of all projects, or of those asked for, as JSON, as A4 pages or as a workbook."""
    wants = asked(request, served, OFFERED)
    return await run_in_threadpool(_answered, served, body, wants)


@router.get("/portfolios/scenarios")
async def known_scenarios(request: Request, served: Annotated[Service, Depends(service)]) -> Response:
    """The scenarios of the data folder."""
    asked(request, served, SCENARIOS)
    return json_answer([{**each.as_dict(), "source": each.source.as_dict()} for each in served.scenarios.values()])


def _answered(served: Service, body: dict[str, Any], wants: Asked) -> Response:
    content = _kept(served, body)
    if wants.format == "json":
        return answer(content, JSON, Cache_Control="no-store")
    catalog, found = served.inventory.catalog, orjson.loads(content)
    if wants.format == "html":
        return answer(sheet_page(found, catalog, wants.lang), HTML, Cache_Control="no-store")
    name = disposition(_TITLE, "portfolio", catalog.as_of, "xlsx", wants.lang)
    return answer(written(found, catalog, wants.lang), OFFERED["xlsx"], Content_Disposition=name)


def _kept(served: Service, body: dict[str, Any]) -> bytes:
    """The answer's bytes; the last few questions on one inventory are answered from memory."""
    day = served.inventory.catalog.as_of
    key = f"{served.inventory.version} {day} {json.dumps(body, sort_keys=True)}"
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
