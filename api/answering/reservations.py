"""Holds as they are answered: with what has become of them today, how many days they have, and what the ledger says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from api.asking.links import Link, Links
from api.asking.negotiation import JSON
from gis.inventory import Inventory
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
    """Holds, those that end first before the others; ``today`` is the day that they are told of."""

    today: dt.date
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


def tell_reservations(found: Sequence[Reservation], inventory: Inventory, links: Links) -> ReservationList:
    """Holds as they are answered together."""
    return ReservationList(
        today=inventory.catalog.as_of,
        reservations=[tell_reservation(each, inventory, links) for each in found],
        links=[links.here("self", JSON)],
    )
