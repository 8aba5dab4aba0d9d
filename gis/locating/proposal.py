"""What is proposed for a row without a shape: where it lies and by what, or why that cannot be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Final

from gis.plainly import Hidden, Key, LeftOut, reported
from gis.text import Text


class Outcome(StrEnum):
    """Where a row stands: a place that is certain, one that somebody must look at, none."""

    LOCATED = "located"
    TO_CHECK = "to_check"
    NOT_LOCATED = "not_located"


OUTCOMES: Final = {
    Outcome.LOCATED: Text("可定位", "located"),
    Outcome.TO_CHECK: Text("待核实", "to check"),
    Outcome.NOT_LOCATED: Text("未定位", "not located"),
}


class By(StrEnum):
    """What names the place of a row."""

    LINK = "link"
    PARCEL_CODE = "parcel_code"
    CERTIFICATE = "certificate"
    OWNER_AND_ADDRESS = "owner_and_address"
    COORDINATES = "coordinates"
    CHOSEN = "chosen"


WAYS: Final = {
    By.LINK: Text("关联", "link"),
    By.PARCEL_CODE: Text("宗地代码", "parcel code"),
    By.CERTIFICATE: Text("证号", "certificate"),
    By.OWNER_AND_ADDRESS: Text("权利人与坐落", "owner and address"),
    By.COORDINATES: Text("坐标", "coordinates"),
    By.CHOSEN: Text("人工选定", "chosen by hand"),
}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A feature that has a shape and may be where a row lies.

    Parameters
    ----------
    by
        What of the row names it.
    code
        Its parcel's code, where it has one.
    says
        What it says itself of what the row is held against: certificate, owner, address.
    """

    collection: str
    id: str
    by: tuple[By, ...]
    code: Annotated[str | None, Key("parcel_code")] = None
    says: tuple[str, ...] = ()
    shape: Hidden[Any] = None

    @property
    def named(self) -> str:
        """How it is named in a sentence, and to ``--take``."""
        return self.code or self.id

    @property
    def address(self) -> str:
        """Where it stands: its collection and its id."""
        return f"{self.collection}/{self.id}"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is proposed for one row.

    Parameters
    ----------
    by
        What names the place; None where nothing does.
    says
        What the row says itself: what it was looked up by.
    candidates
        Features that may be where it lies; the first is the one proposed.
    why
        The evidence.
    point
        Where its coordinates put it, in stored degrees, where nothing else names a place.
    shape
        What it would be given, where that is certain.
    """

    id: str
    outcome: Outcome
    by: By | None
    says: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    why: Text
    point: Hidden[Any] = None
    shape: Hidden[Any] = None

    @property
    def place(self) -> Candidate | None:
        """The feature whose shape is proposed."""
        return self.candidates[0] if self.candidates and self.outcome is not Outcome.NOT_LOCATED else None


@dataclass(frozen=True, kw_only=True)
class LookedIn:
    """A layer that was looked in, or was not, with the reason."""

    collection: str
    title: Text
    rows: int
    fields: tuple[str, ...]
    refused: LeftOut[Text | None] = None


@dataclass(frozen=True, kw_only=True)
class Located:
    """What is proposed for all rows of a layer that have no shape.

    ``applied`` lists the ids that were given a shape, ``change_set`` the change set that did it.
    """

    collection: str
    title: Text
    total: int
    looked_in: tuple[LookedIn, ...]
    proposals: tuple[Proposal, ...]
    applied: tuple[str, ...] = ()
    change_set: int | None = None
    notes: tuple[Text, ...] = field(default=())

    @property
    @reported(after="total")
    def counts(self) -> dict[str, int]:
        """How many rows there are of each outcome."""
        counted = Counter(proposal.outcome for proposal in self.proposals)
        return {str(outcome): counted[outcome] for outcome in Outcome}

    def of(self, outcome: Outcome) -> list[Proposal]:
        """The proposals of an outcome."""
        return [proposal for proposal in self.proposals if proposal.outcome is outcome]
