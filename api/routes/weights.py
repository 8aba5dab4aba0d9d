"""``POST /weights/ahp``: weights from comparisons in pairs."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.responses import json_answer
from api.asking.asked import read_request
from api.asking.body import json_object
from api.asking.negotiation import JSON
from api.asking.weights import KEYS, weigh_pairs
from api.ground.service import Service, service
from gis.plainly import to_plain

router = APIRouter()
OFFERED: Final = {"json": JSON}


@router.post("/weights/ahp")
async def pairwise(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object(*KEYS))],
) -> Response:
    """The weights, and how far the comparisons agree with one another."""
    read_request(request, served, OFFERED)
    return json_answer(to_plain(weigh_pairs(served.schemes, body)), Cache_Control="no-store")
