"""What somebody holds is guarded: it is not ended, it loses no ground, and a floor no room that is held of it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import shapely

from gis.catalog import Catalog, Collection, Kind
from gis.crs import in_metres
from gis.errors import Taken
from gis.fields import Role
from gis.layer import Feature, Layer
from gis.overlaps import SLIVER_M2, SLIVER_WIDTH_M
from gis.reservation import Reservation, ReservedItem
from gis.store.protocol import Transaction
from gis.text import Text
from gis.units import figure

_HAIR: float = 0.005
"""Areas are stated to 0.01 m²."""


def refuse_held(transaction: Transaction, day: dt.date, collection: Collection, key: str) -> None:
    """Refuse the end of what somebody holds.

    Raises
    ------
    Taken
        With the holder and the day until which it is held.
    """
    for hold in _binding(transaction, day, collection, key):
        until = hold.until.isoformat()
        raise _taken(
            collection,
            key,
            hold,
            Text(f"{key} 由 {hold.holder} 预留至 {until}", f"{key} is held by {hold.holder} until {until}"),
        )


def refuse_loss(
    transaction: Transaction, catalog: Catalog, collection: Collection, before: Feature, after: Layer
) -> None:
    """Refuse that a plot which somebody holds loses ground, and a floor room that is held of it; what it gains takes nothing from the holder.

    Raises
    ------
    Taken
    """
    if collection.kind not in (Kind.PARCEL, Kind.SPACE):
        return
    holds = _binding(transaction, catalog.as_of, collection, before.id)
    if not holds:
        return
    lost = _ground_lost(catalog, before, after) if collection.kind is Kind.PARCEL else ""
    if lost:
        said = Text(
            f"{before.id} 由 {holds[0].holder} 预留，不能让出 {lost} m²",
            f"{before.id} is held by {holds[0].holder}: it cannot give up {lost} m²",
        )
        raise _taken(collection, before.id, holds[0], said)
    held, room = sum(_part(hold, collection, before.id) for hold in holds), float(after.numbers(Role.AREA)[0])
    if held and not room + _HAIR >= held:
        said = Text(
            f"{before.id} 已被预留 {figure(held, 2)} m²，面积不能更小，也不能待核实",
            f"{figure(held, 2)} m² of {before.id} are held: its area cannot be less, nor unknown",
        )
        raise _taken(collection, before.id, holds[0], said)


def _binding(transaction: Transaction, day: dt.date, collection: Collection, key: str) -> list[Reservation]:
    return [hold for hold in transaction.reserved(collection.id, key) if hold.holds_on(day)]


def _ground_lost(catalog: Catalog, before: Feature, after: Layer) -> str:
    """How many m² of a plot are its own no more, in words; empty where that is no more than a boundary that was measured again."""
    if before.geometry is None:
        return ""
    was, now = in_metres(np.array([before.geometry, after.geometries[0]], dtype=object), catalog.metric_crs)
    gone = was if now is None else shapely.difference(was, now)
    area = float(shapely.area(gone))
    if area <= SLIVER_M2 or shapely.is_empty(shapely.buffer(gone, -SLIVER_WIDTH_M / 2)):
        return ""
    return figure(area, 1)


def _part(hold: Reservation, collection: Collection, key: str) -> float:
    """How many m² of a floor a hold says it holds; 0 where it holds all of it."""
    items: list[ReservedItem] = [item for item in hold.items if (item.collection, item.id) == (collection.id, key)]
    return sum(item.area_m2 or 0.0 for item in items)


def _taken(collection: Collection, key: str, hold: Reservation, text: Text) -> Taken:
    return Taken(
        text,
        Text("请先释放该预留", "release the reservation first"),
        collection=collection.id,
        id=key,
        holder=hold.holder,
        until=hold.until.isoformat(),
        reservation=hold.id,
    )
