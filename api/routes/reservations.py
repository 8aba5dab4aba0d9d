"""``/reservations``: holds (意向预留) made, listed, extended, given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.answering.reservations import tell_reservation, tell_reservations
from api.answering.responses import json_answer
from api.asking.asked import read_request
from api.asking.body import json_object
from api.asking.given import Given, bad
from api.asking.negotiation import JSON
from api.asking.params import offset, page_limit
from api.asking.repeating import repeatable
from api.asking.reservations import CHANGES, KEYS, change_of, day_given, wanted_of
from api.asking.writers import writer_of
from api.ground.service import Service, service
from gis.names import FORMAT
from gis.plainly import to_plain
from gis.reservation import Reservation, Standing
from gis.reservations import Picked, Terms, change, change_set, find_reservation, make, once, pick, release, terms_of
from gis.store import Transaction
from gis.text import Text

router = APIRouter()
Serves = Annotated[Service, Depends(service)]
OFFERED: Final = {"json": JSON}
FILTERS: Final = ("standing", "project_id", "firm", "collection", "id", "expires_before")
_NO_STORE: Final = {"Cache_Control": "no-store"}
Work = Callable[[Transaction, Terms], Reservation]


@router.api_route("/reservations", methods=["GET", "HEAD"])
def listed(request: Request, served: Serves) -> Response:
    """The holds that bind today, or those that are asked for, those that end first before the others."""
    wants = read_request(request, served, OFFERED, (*FORMAT, *FILTERS, "limit", "offset"))
    inventory, first, limit = served.inventory, offset(wants.given), page_limit(wants.given)
    found = pick(served.open_folder().store.reservations(), _picked(wants.given), inventory.catalog.as_of)
    return json_answer(to_plain(tell_reservations(found, first, limit, inventory, wants.links)), **_NO_STORE)


def _picked(given: Given) -> Picked:
    word = given.one("standing")
    if word is not None and word not in set(Standing):
        names = ", ".join(Standing)
        raise bad(
            "standing",
            Text(f"没有 {word[:40]!r} 这种状态", f"there is no standing {word[:40]!r}"),
            Text(f"可用：{names}", f"one of {names}"),
        )
    return Picked(
        standing=None if word is None else Standing(word),
        project_id=given.one("project_id"),
        firm=given.one("firm"),
        collection=given.one("collection"),
        id=given.one("id"),
        expires_before=day_given(given, "expires_before"),
    )


@router.api_route("/reservations/{key}", methods=["GET", "HEAD"])
def one(request: Request, served: Serves, key: str) -> Response:
    """One hold, whatever has become of it."""
    read_request(request, served, OFFERED)
    return _tell(request, served, find_reservation(served.open_folder().store, key))


@router.post("/reservations")
async def reserve(
    request: Request, served: Serves, body: Annotated[dict[str, Any], Depends(json_object(*KEYS))]
) -> Response:
    """Make a hold of all that is asked for, or of nothing."""
    author, wanted = writer_of(request, served.settings), wanted_of(body)
    catalog = served.inventory.catalog
    made = await _run(
        request, served, author, body, wanted.note, lambda t, terms: make(t, catalog, terms, wanted, author)
    )
    return _tell(request, served, made, status=201)


@router.patch("/reservations/{key}")
async def alter(
    request: Request, served: Serves, key: str, body: Annotated[dict[str, Any], Depends(json_object(*CHANGES))]
) -> Response:
    """Extend a hold, change what it holds, or say that its holder has come."""
    author, asked = writer_of(request, served.settings), change_of(body)
    catalog = served.inventory.catalog
    made = await _run(
        request, served, author, body, asked.note or "", lambda t, terms: change(t, catalog, terms, key, asked)
    )
    return _tell(request, served, made)


@router.delete("/reservations/{key}")
async def give_up(request: Request, served: Serves, key: str) -> Response:
    """Give a hold up; it stays in the list of those that were."""
    author, catalog = writer_of(request, served.settings), served.inventory.catalog
    made = await _run(request, served, author, {}, "", lambda t, terms: release(t, catalog, terms, key))
    return _tell(request, served, made)


async def _run(
    request: Request, served: Service, author: str, body: dict[str, Any], why: str, work: Work
) -> Reservation:
    """What work on a hold makes; it is on disk then."""
    read_request(request, served, OFFERED)
    catalog, again = served.inventory.catalog, repeatable(request, body)
    terms = terms_of(served.inventory, served.schemes[catalog.scheme], served.settings.longest_hold_days)
    job = once(lambda transaction: work(transaction, terms), again)
    return cast("Reservation", await served.change(change_set(author, why), job))


def _tell(request: Request, served: Service, found: Reservation, status: int = 200) -> Response:
    links = read_request(request, served, OFFERED).links
    answered = tell_reservation(found, served.inventory, links)
    response = json_answer(to_plain(answered), **_NO_STORE)
    response.status_code = status
    if status == 201:
        response.headers["Location"] = answered.links[0]["href"]
    return response
