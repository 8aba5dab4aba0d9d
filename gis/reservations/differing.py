"""Where the ledger states another hold than a reservation: the reservation counts, and the difference is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gis.layer import Layer
from gis.reservation import Reservation
from gis.reservations.checking import ledger_hold
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class LedgerSays:
    """What the ledger states of an item that is reserved, where that is somebody or some day else."""

    collection: str
    id: str
    held_by: str
    held_until: str | None
    text: Text


def differences(recorded: Mapping[str, Layer], reservation: Reservation) -> tuple[LedgerSays, ...]:
    """The items of a reservation of which the ledger says otherwise; one of which it says nothing does not differ."""
    differing = []
    for item in reservation.items:
        layer = recorded.get(item.collection)
        if layer is None or item.id not in layer.row_of:
            continue
        holder, until = ledger_hold(layer.collection, layer.feature(layer.row_of[item.id]))
        if holder is None or (holder, until) == (reservation.holder, reservation.until.isoformat()):
            continue
        zh = f"台账记为 {holder}，{f'至 {until}' if until else '期限未记'}；以预留为准"
        en = f"the ledger says {holder}, {f'until {until}' if until else 'without an end'}; the reservation counts"
        differing.append(
            LedgerSays(collection=item.collection, id=item.id, held_by=holder, held_until=until, text=Text(zh, en))
        )
    return tuple(differing)
