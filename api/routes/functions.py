"""``/functions``: what a filter may call beside the operators of CQL2, as OGC API Features Part 3 lists it."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.answers import Argument, Function
from api.answering.responses import etag, json_answer, unchanged
from api.asking.asked import read_request
from api.asking.negotiation import JSON
from api.ground.service import Service, service
from api.ground.settings import Lang
from gis.text import Text, in_lang

router = APIRouter()
_TITLES: Final = {
    "value": Text("带代码表的字段", "a field with a code list"),
    "code": Text("代码", "a code of that list"),
}


@router.api_route("/functions", methods=["GET", "HEAD"])
def functions(request: Request, served: Annotated[Service, Depends(service)]) -> Response:
    """The functions of filters."""
    wants = read_request(request, served, {"json": JSON})
    tag = etag(request, served, wants)
    return unchanged(request, tag) or json_answer({"functions": [_below(wants.lang)]}, tag=tag)


def _below(lang: Lang) -> Function:
    words = Text(
        "字段的代码是否为该代码或其下级代码", "whether a field's code is a code of its list, or one below it there"
    )
    arguments: list[Argument] = [{"title": in_lang(title, lang), "type": ["string"]} for title in _TITLES.values()]
    return {"name": "below", "description": in_lang(words, lang), "arguments": arguments, "returns": ["boolean"]}
