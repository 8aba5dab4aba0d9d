"""MatchReport: the finished answer of a match, and its JSON form. Plain types, nothing of timing: the same question, the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gis.matching.needs.project import Project
from gis.matching.ranking.explanation import Contribution, Verdict
from gis.matching.ranking.funnel import FunnelStep
from gis.matching.ranking.notes import Note
from gis.matching.ranking.requirement import RequirementLine
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import SITE_KINDS, SiteKind
from gis.text import Text

MAX_OUTCOME = 10_000


@dataclass(frozen=True, kw_only=True)
class SiteView:
    """A site as a report names it."""

    collection: str
    id: str
    name: str | None
    name_en: str | None
    kind: SiteKind
    park: Text
    area_m2: float | None
    status: str | None
    status_words: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "collection": self.collection,
            "id": self.id,
            "name": self.name,
            "name_en": self.name_en,
            "kind": self.kind,
            "park": self.park.as_dict(),
            "area_m2": self.area_m2,
            "status": self.status,
            "status_text": self.status_words.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class Match:
    """One pair of project and site; ``partner`` is the one that was looked for.

    ``verdict`` is fits, to_check or rejected; a rejected pair has no score and at least one rule that says no. Contributions sum to the
    score; ``score_if_known`` is what it could be at most.
    """

    rank: int | None
    partner: SiteView | Project
    verdict: str
    score: float | None
    score_if_known: float | None
    contributions: tuple[Contribution, ...]
    verdicts: tuple[Verdict, ...]
    explanation: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        key = "project" if isinstance(self.partner, Project) else "site"
        return {
            "rank": self.rank,
            key: self.partner.as_dict(),
            "verdict": self.verdict,
            "score": self.score,
            "score_if_known": self.score_if_known,
            "contributions": [each.as_dict() for each in self.contributions],
            "verdicts": [each.as_dict() for each in self.verdicts],
            "explanation": self.explanation.as_dict(),
        }


class Later(Mapping[str, Mapping[str, tuple[str, ...]]]):
    """An outcome that is worked out when it is first looked at: who only ranks does not wait for the ids of thousands."""

    def __init__(self, make: Callable[[], Mapping[str, Mapping[str, tuple[str, ...]]]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        return self._make()

    def __getitem__(self, key: str) -> Mapping[str, tuple[str, ...]]:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, kw_only=True)
class MatchReport:
    """Everything that a match found. fits + to_check + rejected = what was looked at.

    ``subject`` is the project that looks for a site, or the site for which projects are looked for. ``outcome`` lists by collection the
    ids that fit and those to check, in the order of rank; every other one is rejected.
    """

    subject: Project | SiteView
    requirement: tuple[RequirementLine, ...]
    scheme: Scheme
    inventory: str
    as_of: dt.date
    considered: Mapping[SiteKind, int]
    counts: Mapping[str, int]
    funnel: Mapping[SiteKind, tuple[FunnelStep, ...]]
    matches: tuple[Match, ...]
    rejected: Mapping[str, int]
    explained: tuple[Match, ...]
    outcome: Mapping[str, Mapping[str, tuple[str, ...]]]
    notes: tuple[Note, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        if isinstance(self.subject, Project):
            lines = [line.as_dict() for line in self.requirement]
            subject = {"project": {**self.subject.as_dict(), "requirement": lines}}
        else:
            subject = {"site": self.subject.as_dict()}
        return {
            **subject,
            "notes": [each.as_dict() for each in self.notes],
            "scheme": self.scheme.as_dict(),
            "inventory": self.inventory,
            "as_of": self.as_of.isoformat(),
            "considered": {kind: self.considered.get(kind, 0) for kind in SITE_KINDS},
            "counts": {key: self.counts[key] for key in ("fits", "to_check", "rejected")},
            "funnel": {kind: [step.as_dict() for step in self.funnel.get(kind, ())] for kind in SITE_KINDS},
            "matches": [match.as_dict() for match in self.matches],
            "rejected": dict(self.rejected),
            "explained": [match.as_dict() for match in self.explained],
            "outcome": {
                collection: {key: list(ids) for key, ids in lists.items()} for collection, lists in self.outcome.items()
            },
        }
