"""A reservation: who holds which plots and floors, until which day. An intention, never a promise of supply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """What has become of a reservation."""

    ACTIVE = "active"
    RELEASED = "released"
    EXPIRED = "expired"
    LANDED = "landed"


@dataclass(frozen=True, kw_only=True)
class ReservedItem:
    """A plot or floor that is held: all of it, or so many square metres of a floor."""

    collection: str
    id: str
    area_m2: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON says it: without an area where all of it is held."""
        area = {} if self.area_m2 is None else {"area_m2": self.area_m2}
        return {"collection": self.collection, "id": self.id, **area}


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """What one holder holds.

    Parameters
    ----------
    project_id, firm
        The holder: a project of the inventory, or a firm by its name. One of them.
    until
        The last day on which it holds, in the time zone of the data folder: it ends by itself at the midnight after it.
    standing
        What was made of it. One that is active and whose last day has passed holds nothing, whether that was written down or not; one that
        has landed holds without an end.
    made_at, author
        When, and by whom it was made.
    """

    id: str
    project_id: str | None
    firm: str | None
    items: tuple[ReservedItem, ...]
    until: dt.date
    standing: Standing
    made_at: dt.datetime
    author: str
    note: str = ""

    @property
    def holder(self) -> str:
        """Who holds, as a record names its holder."""
        return self.project_id or self.firm or ""

    @property
    def binds(self) -> bool:
        """Whether it is written down as one that may hold something."""
        return self.standing in (Standing.ACTIVE, Standing.LANDED)

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds anything on a day."""
        return self.standing_on(day) in (Standing.ACTIVE, Standing.LANDED)

    def standing_on(self, day: dt.date) -> Standing:
        """What has become of it on a day: an active one ends by itself."""
        return Standing.EXPIRED if self.standing is Standing.ACTIVE and day > self.until else self.standing

    def days_left(self, day: dt.date) -> int | None:
        """Whole days from a day until the last one, 0 on that day; None where it is over, or has no end."""
        return (self.until - day).days if self.standing_on(day) is Standing.ACTIVE else None

    def as_dict(self) -> dict[str, Any]:
        """As it is stored and answered."""
        return {
            "id": self.id,
            "project_id": self.project_id,
            "firm": self.firm,
            "items": [item.as_dict() for item in self.items],
            "until": self.until.isoformat(),
            "standing": str(self.standing),
            "made_at": self.made_at.isoformat(timespec="milliseconds"),
            "author": self.author,
            "note": self.note,
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Reservation:
        """What ``as_dict`` made."""
        return cls(
            id=given["id"],
            project_id=given["project_id"],
            firm=given["firm"],
            items=tuple(ReservedItem(**item) for item in given["items"]),
            until=dt.date.fromisoformat(given["until"]),
            standing=Standing(given["standing"]),
            made_at=dt.datetime.fromisoformat(given["made_at"]),
            author=given["author"],
            note=given["note"],
        )
