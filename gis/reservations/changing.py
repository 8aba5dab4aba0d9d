"""Holds extended, changed, released, and turned into projects that have landed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from gis.catalog import Catalog
from gis.errors import HoldOver, UnknownReservation
from gis.reservation import Reservation, ReservedItem, Standing
from gis.reservations.checking import Ground, check_days, check_items
from gis.reservations.states import Terms
from gis.store import Transaction
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to become of a hold; None leaves it as it is. ``landed``: the holder has come, and the hold has no end any more."""

    until: dt.date | None = None
    items: tuple[ReservedItem, ...] | None = None
    note: str | None = None
    landed: bool = False


def change(transaction: Transaction, catalog: Catalog, terms: Terms, key: str, change: Change) -> Reservation:
    """Change a hold that still binds.

    Raises
    ------
    UnknownReservation, HoldOver, BadHold, UnknownCollection, UnknownFeature, NotHoldable, Taken
        Nothing is changed then.
    """
    ground = Ground(transaction=transaction, catalog=catalog, terms=terms)
    before = standing_one(ground, key)
    after = replace(
        before,
        until=before.until if change.until is None else change.until,
        items=before.items if change.items is None else change.items,
        note=before.note if change.note is None else change.note,
        standing=Standing.LANDED if change.landed else before.standing,
    )
    if change.until is not None:
        check_days(ground, change.until)
    # What is held already may have been built on since: that is no reason to lose it.
    if change.items is not None:
        check_items(ground, after)
    transaction.keep_reservation(after)
    return after


def release(transaction: Transaction, catalog: Catalog, terms: Terms, key: str) -> Reservation:
    """Give up what a hold holds; one that was given up before stays so.

    Raises
    ------
    UnknownReservation, HoldOver
    """
    ground = Ground(transaction=transaction, catalog=catalog, terms=terms)
    before = transaction.reservation(key)
    if before is not None and before.standing is Standing.RELEASED:
        return before
    after = replace(standing_one(ground, key), standing=Standing.RELEASED)
    transaction.keep_reservation(after)
    return after


def standing_one(ground: Ground, key: str) -> Reservation:
    """A reservation that binds today."""
    reservation = ground.transaction.reservation(key)
    if reservation is None:
        raise unknown_reservation(key)
    if not reservation.holds_on(ground.today):
        released = reservation.standing is Standing.RELEASED
        ended = (
            Text("已释放", "was released")
            if released
            else Text(f"已于 {reservation.until} 到期", f"ended after {reservation.until}")
        )
        raise HoldOver(
            Text(f"预留 {key} {ended.zh}", f"the reservation {key} {ended.en}"),
            Text("请另作预留", "make another"),
            reservation=key,
            standing=str(reservation.standing_on(ground.today)),
            until=reservation.until.isoformat(),
        )
    return reservation


def unknown_reservation(key: str) -> UnknownReservation:
    """The error of an id that no reservation has."""
    return UnknownReservation(
        Text(f"没有预留 {key[:80]}", f"there is no reservation {key[:80]}"),
        Text(
            "请检查编号，现有预留见 /reservations 或 landstock reservations",
            "check the id; /reservations or landstock reservations lists them",
        ),
        reservation=key[:80],
    )
