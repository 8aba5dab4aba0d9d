"""MatchReport: the finished answer of a match, and its JSON form. Plain types, nothing of timing: the same question, the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from gis.matching.needs.project import Project
from gis.matching.ranking.collecting import Collect
from gis.matching.ranking.explanation import Contribution, Verdict
from gis.matching.ranking.funnel import FunnelStep
from gis.matching.ranking.lacks import Lack
from gis.matching.ranking.notes import Note
from gis.matching.ranking.ordering import Order
from gis.matching.ranking.requirement import Demand, RequirementLine
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import OUTCOMES, Outcome
from gis.matching.sites.candidates import SITE_KINDS, SiteKind
from gis.matching.sites.named import label_of
from gis.plainly import Each, Hidden, Key, LeftOut, Under, reported
from gis.text import Text

MAX_OUTCOME = 10_000


@dataclass(frozen=True, kw_only=True)
class SiteView:
    """A site as a report names it; ``layer`` is the title of its layer where another layer of sites has its id too."""

    collection: str
    id: str
    layer: LeftOut[Text | None] = None
    name: str | None
    name_en: str | None
    kind: SiteKind
    park: Text
    area_m2: float | None
    status: str | None
    status_words: Annotated[Text, Key("status_text")]

    @property
    def title(self) -> Text:
        """Its name, where it has one, else its id."""
        return Text(self.name or self.label.zh, self.name_en or self.name or self.label.en)

    @property
    def label(self) -> Text:
        """Its id, with its layer where that does not tell it by itself."""
        return label_of(self.id, self.layer)


@dataclass(frozen=True, kw_only=True)
class Match:
    """One pair of project and site; ``partner`` is the one that was looked for.

    ``verdict`` is fits, to_check or rejected; a rejected pair has no score and at least one rule that says no. Contributions sum to the
    score; ``score_if_known`` is what it could be at most.
    """

    rank: int | None
    partner: Annotated[SiteView | Project, Under(site=SiteView, project=Project)]
    verdict: Outcome
    score: float | None
    score_if_known: float | None
    contributions: tuple[Contribution, ...]
    verdicts: tuple[Verdict, ...]
    explanation: Text


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
    ids that fit and those to check, in the order of rank; every other one is rejected. ``lacks`` is what whole layers lack, ``order`` by which
    criteria the order is known, ``collect`` what decides most of what is to be checked.
    """

    subject: Hidden[Project | SiteView]
    requirement: Hidden[tuple[RequirementLine, ...]]
    notes: tuple[Note, ...] = ()
    lacks: tuple[Lack, ...] = ()
    order: Order | None = None
    collect: Collect | None = None
    scheme: Scheme
    inventory: str
    as_of: dt.date
    considered: Annotated[Mapping[SiteKind, int], Each(SITE_KINDS, 0)]
    counts: Annotated[Mapping[Outcome, int], Each(OUTCOMES, 0)]
    funnel: Annotated[Mapping[SiteKind, tuple[FunnelStep, ...]], Each(SITE_KINDS, ())]
    matches: tuple[Match, ...]
    rejected: Mapping[str, int]
    explained: tuple[Match, ...]
    outcome: Mapping[str, Mapping[str, tuple[str, ...]]]

    @property
    def above(self) -> list[Text]:
        """What is said once above the list: of the demand, of what whole layers lack, of the order where not all criteria are known, of what to collect."""
        partial = self.order if self.order and self.order.unknown else None
        spoken = (*self.notes, *self.lacks, partial, self.collect)
        return [each.words for each in spoken if each is not None]

    @property
    def counts_words(self) -> Text:
        """How many sites fit, are to check, and are rejected."""
        fits, to_check, rejected = (self.counts[key] for key in ("fits", "to_check", "rejected"))
        return Text(
            f"符合 {fits}，待核实 {to_check}，不符合 {rejected}",
            f"{fits} fit, {to_check} to check, {rejected} rejected",
        )

    @property
    @reported(after="")
    def head(self) -> Annotated[Demand | SiteView, Under(project=Demand, site=SiteView)]:
        """Who or what the match is for, a project with its requirement."""
        if isinstance(self.subject, Project):
            return Demand(project=self.subject, requirement=self.requirement)
        return self.subject
