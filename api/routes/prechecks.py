"""``/prechecks``: the siting and land pre-check sheet of one project on one site, as JSON, page or workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.describe import EXPORT_TYPES
from api.answering.exports import disposition
from api.answering.responses import answer, json_answer
from api.asking.asked import Asked, read_request
from api.asking.body import json_object
from api.asking.given import Given
from api.asking.negotiation import HTML, JSON
from api.ground.service import Service, service
from api.ground.turns import Work
from api.papers.precheck_sheet import sheet_page
from api.papers.prechecks import KEYS, TITLE, answer_precheck, project_words, sheet, site_words, write_precheck_book
from gis.matching.precheck.precheck import Precheck
from gis.names import FORMAT
from gis.text import Text

router = APIRouter()
OFFERED: Final = {"json": JSON, "html": HTML, "xlsx": EXPORT_TYPES["xlsx"]}
PARAMETERS: Final = ("project_id", "collection", "id", "scheme", *FORMAT)
Serves = Annotated[Service, Depends(service)]


@router.api_route("/prechecks", methods=["GET", "HEAD"])
async def prechecks(request: Request, served: Serves) -> Response:
    """The sheet of a project of the register."""
    wants = read_request(request, served, OFFERED, PARAMETERS)
    given = wants.given
    other = wants.links.here("alternate", "", changes={"lang": "en" if wants.lang == "zh" else "zh", "f": "html"})
    return await served.turns.run(Work.LISTS, request, _respond, served, _body_of(given), wants, other["href"])


@router.post("/prechecks")
async def precheck_of_a_demand(
    request: Request, served: Serves, body: Annotated[dict[str, Any], Depends(json_object(*KEYS))]
) -> Response:
    """The sheet of a demand, or of a project of the register."""
    wants = read_request(request, served, OFFERED)
    return await served.turns.run(Work.LISTS, request, _respond, served, body, wants, "")


def _body_of(given: Given) -> dict[str, Any]:
    site = {name: given.one(name) for name in ("collection", "id")}
    found = {name: given.one(name) for name in ("project_id", "scheme")}
    body: dict[str, Any] = {name: value for name, value in found.items() if value is not None}
    named = {name: value for name, value in site.items() if value is not None}
    return {**body, **({"site": named} if named else {})}


def _respond(served: Service, body: Mapping[str, Any], wants: Asked, other: str) -> Response:
    catalog = served.inventory.catalog
    checked = sheet(served.inventory, served.schemes, body)
    if wants.format == "json":
        return json_answer(answer_precheck(checked, body), Cache_Control="no-store")
    if wants.format == "html":
        page = sheet_page(checked, catalog, wants.lang, other=other)
        return answer(page, f"{HTML}; charset=utf-8", Cache_Control="no-store")
    content = write_precheck_book(checked, catalog, wants.lang)
    name = disposition(_title(checked), f"precheck-{_plain(checked)}", checked.as_of, "xlsx", wants.lang)
    return answer(content, OFFERED["xlsx"], Content_Disposition=name, Cache_Control="no-store")


def _title(found: Precheck) -> Text:
    project, site = project_words(found), site_words(found)
    return Text(
        f"{TITLE.zh} {project.zh} {site.zh}"[:100],
        f"{TITLE.en} {project.en} {site.en}"[:100],
    )


def _plain(found: Precheck) -> str:
    return f"{found.project.id or 'demand'}-{found.site.id}"
