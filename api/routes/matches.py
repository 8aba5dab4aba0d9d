"""``POST /matches``: the sites for a project, or the projects for a site, with reasons."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.asked import Asked, asked
from api.body import json_object
from api.describe import EXPORT_TYPES
from api.exports import disposition
from api.match_book import subject_words, written
from api.matching import KEYS, answered, report
from api.negotiation import JSON
from api.responses import answer, json_answer
from api.service import Service, service
from api.turns import Work
from gis.matching.report import MatchReport
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
    wants = asked(request, served, OFFERED)
    return await served.turns.run(Work.MATCHES, request, _answered, served, body, wants)


def _answered(served: Service, body: dict[str, Any], wants: Asked) -> Response:
    if wants.format == "json":
        return json_answer(answered(served.inventory, served.schemes, body), Cache_Control="no-store")
    found = report(served.inventory, served.schemes, body)
    content = written(found, served.inventory.catalog, wants.lang)
    name = disposition(_title(found), f"match-{found.subject.id or 'demand'}", found.as_of, "xlsx", wants.lang)
    return answer(content, OFFERED["xlsx"], Content_Disposition=name)


def _title(found: MatchReport) -> Text:
    words = subject_words(found)
    return Text(f"匹配 {words.zh}"[:80], f"match {words.en}"[:80])
