"""``/changes`` and ``…/items/{featureId}/history``: what was changed, by whom, when and why; and the taking back of a change set."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.answers import ChangeLog, ChangeSetAnswer, HistoryAnswer
from api.answering.responses import json_answer
from api.asking.asked import Asked, read_request
from api.asking.body import body_reader, json_object
from api.asking.links import quoted
from api.asking.negotiation import GEOJSON, JSON
from api.asking.params import page_limit, whole_number
from api.asking.repeating import repeatable
from api.asking.writers import writer_of
from api.ground.service import Service, service
from gis.limits import MAX_LIMIT, MOST_WHY
from gis.names import FORMAT
from gis.plainly import to_plain
from gis.reading.shapes import text
from gis.recalling.history import change_set, tell_history, tell_set, tell_touched
from gis.recalling.undo import undo
from gis.row_changes import taken_back

router = APIRouter()
Serves = Annotated[Service, Depends(service)]
KEYS: Final = ("why",)
_NO_STORE: Final = {"Cache_Control": "no-store"}


@router.api_route("/collections/{collectionId}/items/{featureId:path}/history", methods=["GET", "HEAD"])
def history(request: Request, served: Serves, collectionId: str, featureId: str) -> Response:  # noqa: N803 the names are OGC's
    """All that was ever changed in a feature, the latest first; also of one that was ended."""
    wants = read_request(request, served, {"json": JSON})
    layer = served.layer(collectionId)
    story = tell_history(served.open_folder().store, layer, featureId)
    item = f"/collections/{quoted(layer.id)}/items/{quoted(featureId)}"
    links = [wants.links.here("self", JSON), *([] if story.ended else [wants.links.to(item, "item", GEOJSON)])]
    return json_answer(to_plain(HistoryAnswer(history=story, links=links)), **_NO_STORE)


@router.api_route("/changes", methods=["GET", "HEAD"])
def changes(request: Request, served: Serves) -> Response:
    """Change sets, the latest first."""
    wants = read_request(request, served, {"json": JSON}, (*FORMAT, "limit", "before"))
    limit, before = page_limit(wants.given), whole_number(wants.given, "before", 0)
    found = served.open_folder().store.change_sets(before=before or None, limit=limit)
    links = [wants.links.here("self", JSON)]
    if len(found) == limit:
        links.append(wants.links.here("next", JSON, changes={"before": str(found[-1][0].change_set)}))
    undone = taken_back(served.open_folder().store.undoing(found[-1][0].change_set)) if found else {}
    answered = ChangeLog(changes=[tell_set(entries, undone) for entries in found], links=links)
    return json_answer(to_plain(answered), **_NO_STORE)


@router.api_route("/changes/{number:int}", methods=["GET", "HEAD"])
def change(request: Request, served: Serves, number: int) -> Response:
    """One change set, and what it changed in each feature."""
    return _show_set(served, number, read_request(request, served, {"json": JSON}))


@router.post("/changes/{number:int}/undo")
async def take_back(
    request: Request, served: Serves, number: int, body: Annotated[dict[str, Any], Depends(json_object(*KEYS))]
) -> Response:
    """Take a change set back by a new one."""
    wants = read_request(request, served, {"json": JSON})
    author = writer_of(request, served.settings)
    why = body_reader(body).read_or("why", text(0, MOST_WHY, blank=True), "")
    store = served.open_folder().store
    made = await to_thread.run_sync(undo, store, served.inventory, number, author, why, repeatable(request, body))
    return _show_set(served, made, wants, status=201)


def _show_set(served: Service, number: int, wants: Asked, status: int = 200) -> Response:
    store = served.open_folder().store
    entries, undone = change_set(store, number), taken_back(store.undoing(number))
    shown = list(islice(entries, MAX_LIMIT))
    links = [wants.links.to(f"/changes/{number}", "self", JSON), wants.links.to("/changes", "collection", JSON)]
    touched = tell_touched(served.inventory, shown)
    answered = ChangeSetAnswer(change=tell_set(entries, undone), touched=touched, links=links)
    response = json_answer(to_plain(answered), **_NO_STORE)
    response.status_code = status
    if status == 201:
        response.headers["Location"] = links[0]["href"]
    return response
