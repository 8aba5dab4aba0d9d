"""``POST /portfolios``: all projects placed at once; ``GET /portfolios/scenarios``: what may be asked of them."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.describe import EXPORT_TYPES
from api.answering.exports import disposition
from api.answering.responses import answer, json_answer
from api.asking.asked import Asked, read_request
from api.asking.body import json_object
from api.asking.negotiation import HTML, JSON
from api.asking.portfolios import KEYS, ListedScenario, answer_portfolio
from api.ground.kept import PortfolioAnswer
from api.ground.service import Service, service
from api.ground.turns import Work
from api.papers.portfolio_book import write_portfolio_book
from api.papers.portfolio_sheet import sheet_page
from api.serving.child import apart
from gis.matching.portfolio.report import Portfolio
from gis.matching.portfolio.solving.effort import clock
from gis.names import ASOF, FORMAT
from gis.plainly import to_plain
from gis.text import Text

router = APIRouter()
OFFERED: Final = {"json": JSON, "html": HTML, "xlsx": EXPORT_TYPES["xlsx"]}
SCENARIOS: Final = {"json": JSON}
_KEPT: Final = 16
SEARCH_SECONDS: Final = 60.0
"""After which a search is ended with what it has found; the nodes of a stage are chosen so that it ends long before."""
STOP_SECONDS: Final = 90.0
_TITLE: Final = Text("统筹落位", "portfolio")


@router.post("/portfolios")
async def portfolios(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object(*KEYS))],
) -> Response:
    """The placement of all projects, or of those asked for, as JSON, as A4 pages or as a workbook."""
    wants = read_request(request, served, OFFERED, (*FORMAT, ASOF))
    found = await _answer_once(request, served, body)
    if wants.format == "json":
        # Some milliseconds for a whole district: no other answer is to wait for them.
        return await to_thread.run_sync(_respond_json, found)
    return await served.turns.run(Work.LISTS, request, _respond_file, served, found.portfolio, wants)


@router.api_route("/portfolios/scenarios", methods=["GET", "HEAD"])
async def known_scenarios(request: Request, served: Annotated[Service, Depends(service)]) -> Response:
    """The scenarios of the data folder."""
    read_request(request, served, SCENARIOS)
    return json_answer(
        [to_plain(ListedScenario(scenario=each, source=each.source)) for each in served.scenarios.values()]
    )


def _respond_json(found: PortfolioAnswer) -> Response:
    return json_answer(to_plain(found), JSON, Cache_Control="no-store")


def _respond_file(served: Service, found: Portfolio, wants: Asked) -> Response:
    catalog = served.inventory.catalog
    if wants.format == "html":
        return answer(sheet_page(found, catalog, wants.lang), HTML, Cache_Control="no-store")
    name = disposition(_TITLE, "portfolio", catalog.as_of, "xlsx", wants.lang)
    return answer(write_portfolio_book(found, catalog, wants.lang), OFFERED["xlsx"], Content_Disposition=name)


async def _answer_once(request: Request, served: Service, body: dict[str, Any]) -> PortfolioAnswer:
    """The answer; the last few questions on one inventory are answered from memory."""
    day = served.inventory.catalog.as_of
    key = f"{served.inventory.version} {day} {json.dumps(body, sort_keys=True)}"
    if key in served.portfolios:
        return served.portfolios[key]
    async with served.turns.taken(Work.PORTFOLIOS):
        # Who asked the same while we waited has had it answered.
        if key in served.portfolios:
            return served.portfolios[key]
        found = await apart(request, lambda: _place_all(served, body), STOP_SECONDS)
    if not found.portfolio.stopped:
        while len(served.portfolios) >= _KEPT:
            served.portfolios.pop(next(iter(served.portfolios)))
        served.portfolios[key] = found
    return found


def _place_all(served: Service, body: dict[str, Any]) -> PortfolioAnswer:
    with clock(SEARCH_SECONDS):
        return answer_portfolio(served.inventory, served.schemes, served.scenarios, body)
