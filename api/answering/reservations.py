"""Holds as they are answered: with what has become of them today, how many days they have, and what the ledger says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from api.asking.links import Link, Links
from api.asking.negotiation import JSON
from gis.inventory import Inventory
from gis.limits import MAX_OFFSET
from gis.plainly import LeftOut
from gis.reservation import Reservation, ReservedItem, Standing
from gis.reservations import LedgerSays, differences


@dataclass(frozen=True, kw_only=True)
class ReservationAnswer:
    """One hold.

    Parameters
    ----------
    days_left
        Whole days until its last one, 0 on that day; None where it is over, or has no end because its holder has come.
    differs
        What the ledger says otherwise of an item; the reservation counts.
    """

    id: str
    holder: str
    project_id: str | None
    firm: str | None
    items: tuple[ReservedItem, ...]
    until: dt.date
    standing: Standing
    days_left: int | None
    made_at: dt.datetime
    author: str
    note: str
    differs: LeftOut[tuple[LedgerSays, ...]]
    links: list[Link]


@dataclass(frozen=True, kw_only=True)
class ReservationList:
    """A page of holds, those that end first before the others; ``today`` is the day that they are told of."""

    today: dt.date
    numberMatched: int  # noqa: N815 the name is OGC's
    numberReturned: int  # noqa: N815
    reservations: list[ReservationAnswer]
    links: list[Link]


def tell_reservation(reservation: Reservation, inventory: Inventory, links: Links) -> ReservationAnswer:
    """A hold as it is answered on the day of an inventory."""
    today = inventory.catalog.as_of
    return ReservationAnswer(
        id=reservation.id,
        holder=reservation.holder,
        project_id=reservation.project_id,
        firm=reservation.firm,
        items=reservation.items,
        until=reservation.until,
        standing=reservation.standing_on(today),
        days_left=reservation.days_left(today),
        made_at=reservation.made_at,
        author=reservation.author,
        note=reservation.note,
        differs=differences(inventory.recorded, reservation) if reservation.holds_on(today) else (),
        links=[
            links.to(f"/reservations/{reservation.id}", "self", JSON),
            links.to("/reservations", "collection", JSON),
        ],
    )


def tell_reservations(
    found: Sequence[Reservation], first: int, limit: int, inventory: Inventory, links: Links
) -> ReservationList:
    """A page of holds as they are answered together: so many from a place on, and where those before and after them are."""
    page = found[first : first + limit]
    made = [links.here("self", JSON)]
    if first + limit < len(found) and first + limit <= MAX_OFFSET:
        made.append(links.here("next", JSON, changes={"offset": str(first + limit)}))
    if first:
        made.append(links.here("prev", JSON, changes={"offset": str(max(0, first - limit))}))
    return ReservationList(
        today=inventory.catalog.as_of,
        numberMatched=len(found),
        numberReturned=len(page),
        reservations=[tell_reservation(each, inventory, links) for each in page],
        links=made,
    )
