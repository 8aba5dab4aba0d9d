"""Holds picked out: those that bind today, those of a holder or a place, those that end soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gis.reservation import Reservation, Standing
from gis.reservations.changing import unknown_reservation
from gis.store.protocol import Store


@dataclass(frozen=True, kw_only=True)
class Picked:
    """Which holds are asked for; None asks for all, but of ``standing`` for those that bind.

    ``expires_before``: those that end by themselves before a day.
    """

    standing: Standing | None = None
    project_id: str | None = None
    firm: str | None = None
    collection: str | None = None
    id: str | None = None
    expires_before: dt.date | None = None


def pick(reservations: Iterable[Reservation], picked: Picked, today: dt.date) -> list[Reservation]:
    """The holds that are asked for, those that end first before the others, one that has no end last."""
    found = [each for each in reservations if _is_picked(each, picked, today)]
    return sorted(found, key=lambda each: (each.standing is Standing.LANDED, each.until, each.made_at, each.id))


def _is_picked(reservation: Reservation, picked: Picked, today: dt.date) -> bool:
    standing = reservation.standing_on(today)
    bound = picked.expires_before
    return (
        (reservation.holds_on(today) if picked.standing is None else standing is picked.standing)
        and picked.project_id in (None, reservation.project_id)
        and picked.firm in (None, reservation.firm)
        and any(
            picked.collection in (None, item.collection) and picked.id in (None, item.id) for item in reservation.items
        )
        and (bound is None or (standing is not Standing.LANDED and reservation.until < bound))
    )


def find_reservation(store: Store, key: str) -> Reservation:
    """A hold by its id.

    Raises
    ------
    UnknownReservation
    """
    found = store.reservation(key)
    if found is None:
        raise unknown_reservation(key)
    return found
