"""``POST /weights/ahp``: weights from comparisons in pairs."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.asked import asked
from api.body import json_object
from api.negotiation import JSON
from api.responses import json_answer
from api.service import Service, service
from api.weights import KEYS, compared

router = APIRouter()
OFFERED: Final = {"json": JSON}


@router.post("/weights/ahp")
async def pairwise(
    request: Request,
    served: Annotated[Service, Depends(service)],
    body: Annotated[dict[str, Any], Depends(json_object(*KEYS))],
) -> Response:
    """The weights, and how far the comparisons agree with one another."""
    asked(request, served, OFFERED)
    return json_answer(compared(served.schemes, body).as_dict(), Cache_Control="no-store")
