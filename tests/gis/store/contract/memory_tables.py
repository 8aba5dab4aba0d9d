"""What a store in memory keeps, and what a transaction of it reads and writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gis.errors import Taken
from gis.layer import Layer
from gis.reservation import Reservation
from gis.store import chain
from gis.store.changing import NO_EDITS
from gis.store.feature_texts import feature_text
from gis.store.log import instant_text
from gis.store.protocol import (
    ASIDE,
    STATED,
    WHOLE_LAYER,
    Action,
    Recorded,
    Remembered,
)
from gis.text import Text

Marks = tuple[str, str]


@dataclass
class Kept:
    """All that is kept: it is copied before it is changed, so that a change that fails leaves nothing behind."""

    features: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, Marks] = field(default_factory=dict)
    loaded_at: dict[str, dt.datetime] = field(default_factory=dict)
    log: list[tuple[Recorded, chain.Link]] = field(default_factory=list)
    head: chain.Head | None = None
    exported: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    reservations: dict[str, Reservation] = field(default_factory=dict)
    answers: dict[str, Remembered] = field(default_factory=dict)

    def copy(self) -> Kept:
        """One of its own."""
        features = {name: dict(texts) for name, texts in self.features.items()}
        return Kept(**{name: value.copy() if hasattr(value, "copy") else value for name, value in vars(self).items()} | {"features": features})  # fmt: skip

    def pending(self) -> list[Recorded]:
        """Entries that are no load's and not in their source."""
        return [
            entry
            for entry, _ in self.log
            if entry.action is not Action.LOAD
            and entry.collection not in ASIDE
            and entry.seq > self.exported.get(entry.collection, 0)
        ]


class MemoryTables:
    """What a transaction reads and writes."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def feature_text(self, collection: str, key: str) -> str | None:
        """A feature as GeoJSON text."""
        return self._kept.features.get(collection, {}).get(key)

    def put(self, layer: Layer) -> None:
        """Put a layer's one feature in the place of what has its id."""
        self._kept.features[layer.id].update(texts_of(layer))

    def drop(self, collection: str, key: str) -> None:
        """Take a feature away."""
        del self._kept.features[collection][key]

    def enter(self, entry: Recorded, link: chain.Link) -> None:
        """Enter in the log, to the millisecond as the log of a file does."""
        at = dt.datetime.fromisoformat(instant_text(entry.at))
        self._kept.log.append((replace(entry, at=at), link))

    def move_head(self, head: chain.Head) -> None:
        """Say where the log ends."""
        self._kept.head = head

    def digest(self, collection: str) -> str:
        """What names the edits of a collection that are not in its source."""
        return self._kept.digests.get(collection, NO_EDITS)

    def move_digest(self, collection: str, digest: str) -> None:
        """Name them anew."""
        self._kept.digests[collection] = digest

    def stated(self, collection: str) -> str | None:
        """What is stated of a collection."""
        return stated_in(self._kept).get(collection)

    def reservation(self, key: str) -> Reservation | None:
        """A reservation by its id."""
        return self._kept.reservations.get(key)

    def reserved(self, collection: str, key: str) -> list[Reservation]:
        """Active ones on a plot or floor, the oldest first."""
        return [
            each
            for each in in_order(self._kept.reservations.values())
            if each.binds and (collection, key) in {(item.collection, item.id) for item in each.items}
        ]  # fmt: skip

    def reservations_on(self, collection: str, key: str) -> list[Reservation]:
        """All that there ever were on a plot or floor, the oldest first."""
        return [
            each
            for each in in_order(self._kept.reservations.values())
            if (collection, key) in {(item.collection, item.id) for item in each.items}
        ]

    def put_reservation(self, reservation: Reservation) -> None:
        """Put a reservation in the place of what has its id."""
        if reservation.binds:
            others = [each for each in self._kept.reservations.values() if each.id != reservation.id]
            whole = {
                (item.collection, item.id)
                for each in others
                if each.binds
                for item in each.items
                if item.area_m2 is None
            }
            for item in reservation.items:
                if item.area_m2 is None and (item.collection, item.id) in whole:
                    raise Taken(Text("已被预留", "it is held"), Text("请另选", "take another"), id=item.id)
        self._kept.reservations[reservation.id] = reservation

    def touched_after(self, collection: str, key: str, seq: int) -> Recorded | None:
        """The first entry about something after a number."""
        found = (entry for entry, _ in self._kept.log if (entry.collection, entry.id) == (collection, key))
        return next((entry for entry in found if entry.seq > seq), None)

    def changed_since(self, collection: str, seq: int) -> list[str]:
        """Ids of which there are entries after a number."""
        found = (entry.id for entry, _ in self._kept.log if entry.collection == collection and entry.seq > seq)
        return list(dict.fromkeys(key for key in found if key != WHOLE_LAYER))

    def changes(self, change_set: int) -> list[Recorded]:
        """The entries of a change set."""
        return [entry for entry, _ in self._kept.log if entry.change_set == change_set]

    def recall(self, key: str) -> Remembered | None:
        """An answer by its key."""
        return self._kept.answers.get(key)

    def remember(self, key: str, remembered: Remembered) -> None:
        """Keep an answer."""
        self._kept.answers[key] = replace(remembered, at=dt.datetime.fromisoformat(instant_text(remembered.at)))


def stated_in(kept: Kept) -> dict[str, str]:
    """By collection, what its last import states of it."""
    last = {entry.id: entry.after for entry, _ in kept.log if entry.collection == STATED}
    return {name: text for name, text in last.items() if text is not None}


def texts_of(layer: Layer) -> dict[str, str]:
    """By id, a layer's features as GeoJSON texts."""
    return {key: feature_text(layer.feature(row)) for row, key in enumerate(layer.ids)}


def in_order(reservations: Iterable[Reservation]) -> list[Reservation]:
    """Reservations in the order in which they were made."""
    return sorted(reservations, key=lambda each: (each.made_at, each.id))
