"""``POST /matches``: the sites for a project, or the projects for a site, with reasons."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.describe import EXPORT_TYPES
from api.answering.exports import disposition
from api.answering.responses import answer, json_answer
from api.asking.asked import Asked, read_request
from api.asking.body import json_object
from api.asking.matching import KEYS, answer_match, report
from api.asking.negotiation import JSON
from api.ground.service import Service, service
from api.ground.turns import Work
from api.papers.match_book import subject_words, write_match_book
from gis.matching.ranking.report import MatchReport
from gis.names import ASOF, FORMAT
from gis.text import Text

router = APIRouter()
OFFERED: Final = {"json": JSON, "xlsx": EXPORT_TYPES["xlsx"]}


@router.post("/matches")
async def matches(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object(*KEYS))],
) -> Response:
    """The match report, as JSON or as a workbook."""
    wants = read_request(request, served, OFFERED, (*FORMAT, ASOF))
    return await served.turns.run(Work.MATCHES, request, _respond, served, body, wants)


def _respond(served: Service, body: dict[str, Any], wants: Asked) -> Response:
    if wants.format == "json":
        return json_answer(answer_match(served.inventory, served.schemes, body), Cache_Control="no-store")
    found = report(served.inventory, served.schemes, body)
    content = write_match_book(found, served.inventory.catalog, wants.lang)
    name = disposition(_title(found), f"match-{found.subject.id or 'demand'}", found.as_of, "xlsx", wants.lang)
    return answer(content, OFFERED["xlsx"], Content_Disposition=name)


def _title(found: MatchReport) -> Text:
    words = subject_words(found)
    return Text(f"匹配 {words.zh}"[:80], f"match {words.en}"[:80])
