"""``/dashboard``: the stock in figures, each with the list that it opens."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.answers import DashboardAnswer
from api.answering.responses import json_answer
from api.asking.asked import read_request
from api.asking.negotiation import JSON
from api.ground.service import Service, service
from gis.dashboard.changed import changes_since_load
from gis.dashboard.stock import sum_up
from gis.names import ASOF, FORMAT
from gis.plainly import to_plain

router = APIRouter()
Serves = Annotated[Service, Depends(service)]
_NO_STORE: Final = {"Cache_Control": "no-store"}


@router.api_route("/dashboard", methods=["GET", "HEAD"])
def dashboard(request: Request, served: Serves) -> Response:
    """The stock as it is now, or was at the moment that ``asof`` names; of now alone also what changed since each layer was loaded."""
    wants = read_request(request, served, {"json": JSON}, (*FORMAT, ASOF))
    inventory = served.inventory
    past = ASOF in request.query_params
    changed = () if past or served.folder is None else changes_since_load(served.folder.store, inventory.layers)
    answered = DashboardAnswer(
        stock=sum_up(inventory),
        changed=changed,
        inventory=inventory.version,
        links=[wants.links.here("self", JSON)],
    )
    return json_answer(to_plain(answered), **_NO_STORE)
