"""Portfolio: the finished answer of a placement of all projects, and its JSON form. Nothing of timing: the same question, the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gis.matching.needs.aims import tax_of
from gis.matching.needs.project import Project
from gis.matching.portfolio.scenario import Scenario
from gis.matching.portfolio.short_line import ShortLine
from gis.matching.precheck.starting import Start
from gis.matching.ranking.explanation import Contribution
from gis.matching.ranking.notes import Note
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import SiteKind
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class PlacedItem:
    """A site, or the part of one, that a project gets."""

    collection: str
    id: str
    name: Text
    area_m2: float | None
    partial: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "collection": self.collection,
            "id": self.id,
            "name": self.name.zh,
            "name_en": self.name.en,
            "area_m2": self.area_m2,
            "partial": self.partial,
        }


@dataclass(frozen=True, kw_only=True)
class ParkView:
    """A park, and the topmost one above it."""

    id: str
    name: Text
    zone_id: str
    zone: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        zone = {"id": self.zone_id, **self.zone.as_dict()}
        return {"id": self.id, **self.name.as_dict(), "zone": zone}


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A project on its sites; ``verdict`` is fits, to_check, or standing for one that stood there before."""

    project: Project
    pinned: bool
    verdict: str
    kind: str
    score: float | None
    park: ParkView | None
    items: tuple[PlacedItem, ...]
    quarter: str | None
    start: Start
    contributions: tuple[Contribution, ...]
    explanation: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            **named(self.project),
            "pinned": self.pinned,
            "verdict": self.verdict,
            "kind": self.kind,
            "score": self.score,
            "park": self.park.as_dict() if self.park else None,
            "items": [item.as_dict() for item in self.items],
            "quarter": self.quarter,
            "start": self.start.as_dict(),
            "contributions": [
                {"criterion": each.criterion, **each.title.as_dict(), "points": each.points, "weight": each.weight}
                for each in self.contributions
            ],
            "explanation": self.explanation.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a project has no place: the rule that keeps most away, or what took its place."""

    code: str
    words: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {"code": self.code, **self.words.as_dict()}


@dataclass(frozen=True, kw_only=True)
class Lack:
    """Which kind of space a project without a place is short of, and why: the rules that its nearest sites fail, or what became of them."""

    kind: SiteKind
    rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What an aim would lose (below zero) or gain, were a project placed after all."""

    aim: str
    change: float

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {"aim": self.aim, "change": self.change}


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """A project without a place; ``change`` is the cheapest one by which some site would do, where that was worked out."""

    project: Project
    options: int
    reasons: tuple[Reason, ...]
    displaced_by: tuple[str, ...]
    would_cost: tuple[Cost, ...] | None
    change: Text | None
    start: Start
    explanation: Text
    lack: Lack | None = None

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            **named(self.project),
            "code": self.reasons[0].code,
            "options": self.options,
            "reasons": [each.as_dict() for each in self.reasons],
            "displaced_by": list(self.displaced_by),
            "change": self.change.as_dict() if self.change else None,
            "start": self.start.as_dict(),
            "would_cost": None if self.would_cost is None else [each.as_dict() for each in self.would_cost],
            "explanation": self.explanation.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class AimLine:
    """An aim as it was settled, and what taking turns by hand would have reached."""

    name: str
    title: Text
    unit: Text
    objective: float
    bound: float
    gap: float
    greedy: float
    status: str

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "name": self.name,
            **self.title.as_dict(),
            "unit": self.unit.as_dict(),
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "greedy": self.greedy,
            "status": self.status,
        }


@dataclass(frozen=True, kw_only=True)
class QuarterLine:
    """What can begin in a quarter; ``quarter`` None: to be checked."""

    quarter: str | None
    projects: int
    investment_wan: float
    land_m2: float
    floor_m2: float

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "quarter": self.quarter,
            "projects": self.projects,
            "investment_wan": self.investment_wan,
            "land_m2": self.land_m2,
            "floor_m2": self.floor_m2,
        }


@dataclass(frozen=True, kw_only=True)
class Unlock:
    """What clearing a blocker, or one plot, is worth: the placement solved again, and what it places more."""

    code: str
    kind: str
    words: Text
    sites: tuple[tuple[str, str], ...]
    projects: int
    investment_wan: float
    tax_wan: float
    placed: tuple[str, ...]
    who: Text | None = None

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "code": self.code,
            "kind": self.kind,
            **self.words.as_dict(),
            "who": self.who.as_dict() if self.who else None,
            "sites": [{"collection": collection, "id": key} for collection, key in self.sites],
            "projects": self.projects,
            "investment_wan": self.investment_wan,
            "tax_wan": self.tax_wan,
            "placed": list(self.placed),
        }


@dataclass(frozen=True, kw_only=True)
class NextRound:
    """What the next round places, with this round's placements kept."""

    begins: dt.date
    start_by: dt.date
    placed: tuple[tuple[Project, tuple[PlacedItem, ...]], ...]
    left: tuple[Project, ...]
    words: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "from": self.begins.isoformat(),
            "start_by": self.start_by.isoformat(),
            "projects": len(self.placed) + len(self.left),
            "investment_wan": sum(project.investment_wan or 0.0 for project, _ in self.placed),
            "placed": [
                {**named(project), "items": [item.as_dict() for item in items]} for project, items in self.placed
            ],
            "unplaced": [project.id for project in self.left],
            "words": self.words.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a scenario changes against the base: who is placed more and less, who stands elsewhere, and what each aim gains."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    moved: tuple[str, ...]
    aims: tuple[Cost, ...]
    words: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "more": list(self.more),
            "less": list(self.less),
            "moved": list(self.moved),
            "aims": [each.as_dict() for each in self.aims],
            "words": self.words.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """A placement of all projects: nothing used twice, no floor beyond its free area.

    Every project asked for stands once, in ``placements`` or in ``unplaced``, by stage, tier, investment and id. ``stopped`` says that a clock
    ended the search: what would have been solved after it is left out.
    """

    as_of: dt.date
    scheme: Scheme
    inventory: str
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    aims: tuple[AimLine, ...]
    quarters: tuple[QuarterLine, ...]
    shortage: tuple[ShortLine, ...]
    unlocks: tuple[Unlock, ...]
    greedy: Mapping[str, float]
    words: Text
    by_turns: Text | None = None
    notes: tuple[Note, ...] = ()
    next_round: NextRound | None = None
    scenario: Scenario | None = None
    difference: Difference | None = None
    stopped: Literal["time"] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Projects by what became of them."""
        stood = sum(each.verdict == "standing" for each in self.placements)
        total = len(self.placements) + len(self.unplaced)
        return {
            "projects": total,
            "continuing": stood,
            "new": total - stood,
            "placed": len(self.placements),
            "pinned": sum(each.pinned for each in self.placements),
            "unplaced": len(self.unplaced),
            "to_check": sum(each.verdict == "to_check" for each in self.placements),
        }

    @property
    def investment_wan(self) -> dict[str, float]:
        """万元 of all projects, and of those placed; what a project does not state counts nothing."""
        placed = sum(each.project.investment_wan or 0.0 for each in self.placements)
        return {"asked": placed + sum(each.project.investment_wan or 0.0 for each in self.unplaced), "placed": placed}

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain JSON types."""
        return {
            "as_of": self.as_of.isoformat(),
            "scheme": self.scheme.as_dict(),
            "inventory": self.inventory,
            "notes": [each.as_dict() for each in self.notes],
            "scenario": self.scenario.as_dict() if self.scenario else None,
            "difference": self.difference.as_dict() if self.difference else None,
            "counts": self.counts,
            "investment_wan": self.investment_wan,
            "placements": [each.as_dict() for each in self.placements],
            "unplaced": [each.as_dict() for each in self.unplaced],
            "aims": [each.as_dict() for each in self.aims],
            "quarters": [each.as_dict() for each in self.quarters],
            "shortage": [each.as_dict() for each in self.shortage],
            "unlocks": [each.as_dict() for each in self.unlocks],
            "greedy": {**self.greedy, "words": self.by_turns.as_dict() if self.by_turns else None},
            "next_round": self.next_round.as_dict() if self.next_round else None,
            **({"stopped": self.stopped} if self.stopped else {}),
            "words": self.words.as_dict(),
        }


def named(project: Project) -> dict[str, Any]:
    """A project as every list of a portfolio names it."""
    return {
        "project_id": project.id,
        "name": project.name,
        "name_en": project.name_en,
        "stage": project.stage,
        "tier": project.tier,
        "chain": project.chain,
        "investment_wan": project.investment_wan,
        "tax_wan": tax_of(project),
        "needs": project.needs,
    }
