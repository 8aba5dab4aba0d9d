"""Portfolio: the finished answer of a placement of all projects, and its JSON form. Nothing of timing: the same question, the same bytes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from gis.matching.needs.aims import tax_of
from gis.matching.needs.project import Project
from gis.matching.needs.vocabulary_words import AimStatus, PlacedKind, PlacedVerdict
from gis.matching.portfolio.scenario import Scenario
from gis.matching.portfolio.short_line import ShortLine
from gis.matching.precheck.starting import Start
from gis.matching.ranking.explanation import Contribution
from gis.matching.ranking.notes import Note
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import SiteKind
from gis.plainly import Hidden, Inline, Key, LeftOut, TwoKeys, reported
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class PlacedItem:
    """A site, or the part of one, that a project gets; ``layer`` is the title of its layer where another layer of sites has its id too."""

    collection: str
    id: str
    layer: LeftOut[Text | None] = None
    name: TwoKeys[Text]
    area_m2: float | None
    partial: bool = False


@dataclass(frozen=True, kw_only=True)
class NamedProject:
    """A project as every list of a portfolio names it."""

    project_id: str | None
    name: str | None
    name_en: str | None
    stage: str | None
    tier: str | None
    chain: str | None
    investment_wan: float | None
    tax_wan: float | None
    needs: str


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A topmost park."""

    id: str
    name: Inline[Text]


@dataclass(frozen=True, kw_only=True)
class ParkView:
    """A park, and the topmost one above it."""

    id: str
    name: Inline[Text]
    zone_id: Hidden[str]
    zone: Hidden[Text]

    @property
    @reported()
    def above(self) -> Annotated[Zone, Key("zone")]:
        """The topmost park above it, which may be itself."""
        return Zone(id=self.zone_id, name=self.zone)


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a criterion gives to a score."""

    criterion: str
    title: Inline[Text]
    points: float
    weight: float


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A project on its sites; ``verdict`` is fits, to_check, or standing for one that stood there before."""

    project: Hidden[Project]
    pinned: bool
    verdict: PlacedVerdict
    kind: PlacedKind
    score: float | None
    park: ParkView | None
    items: tuple[PlacedItem, ...]
    quarter: str | None
    start: Start
    contributions: Hidden[tuple[Contribution, ...]]
    explanation: Text

    @property
    @reported(after="")
    def named(self) -> Inline[NamedProject]:
        """The project by its name and what every list says of it."""
        return name_project(self.project)

    @property
    @reported(after="start")
    def shares(self) -> Annotated[tuple[Share, ...], Key("contributions")]:
        """What each criterion gives to the score."""
        return tuple(
            Share(criterion=each.criterion, title=each.title, points=each.points, weight=each.weight)
            for each in self.contributions
        )


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a project has no place: the rule that keeps most away, or what took its place."""

    code: str
    words: Inline[Text]


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


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """A project without a place; ``change`` is the cheapest one by which some site would do, where that was worked out."""

    project: Hidden[Project]
    options: int
    reasons: tuple[Reason, ...]
    displaced_by: tuple[str, ...]
    change: Text | None
    start: Start
    would_cost: tuple[Cost, ...] | None
    explanation: Text
    lack: Hidden[Lack | None] = None

    @property
    @reported(after="")
    def named(self) -> Inline[NamedProject]:
        """The project by its name and what every list says of it."""
        return name_project(self.project)

    @property
    @reported(after="named")
    def code(self) -> str:
        """The first of the reasons."""
        return self.reasons[0].code


@dataclass(frozen=True, kw_only=True)
class AimLine:
    """An aim as it was settled, and what taking turns by hand would have reached."""

    name: str
    title: Inline[Text]
    unit: Text
    objective: float
    bound: float
    gap: float
    greedy: float
    status: AimStatus


@dataclass(frozen=True, kw_only=True)
class QuarterLine:
    """What can begin in a quarter; ``quarter`` None: to be checked."""

    quarter: str | None
    projects: int
    investment_wan: float
    land_m2: float
    floor_m2: float


class SiteKey(NamedTuple):
    """A site by its collection and id."""

    collection: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Unlock:
    """What clearing a blocker, or one plot, is worth: the placement solved again, and what it places more."""

    code: str
    kind: Literal["blocker", "plot"]
    words: Inline[Text]
    who: Text | None = None
    sites: tuple[SiteKey, ...]
    projects: int
    investment_wan: float
    tax_wan: float
    placed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LaterPlacement:
    """A project that the next round places, and its sites."""

    project: Hidden[Project]
    items: tuple[PlacedItem, ...]

    @property
    @reported(after="")
    def named(self) -> Inline[NamedProject]:
        """The project by its name and what every list says of it."""
        return name_project(self.project)


@dataclass(frozen=True, kw_only=True)
class NextRound:
    """What the next round places, with this round's placements kept."""

    begins: Annotated[dt.date, Key("from")]
    start_by: dt.date
    placed: tuple[LaterPlacement, ...]
    left: Hidden[tuple[Project, ...]]
    unplaced: tuple[str | None, ...]
    words: Text

    @property
    @reported(after="start_by")
    def projects(self) -> int:
        """How many look for a site in it."""
        return len(self.placed) + len(self.left)

    @property
    @reported(after="projects")
    def investment_wan(self) -> float:
        """万元 of what it places."""
        return sum(each.project.investment_wan or 0.0 for each in self.placed)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a scenario changes against the base: who is placed more and less, who stands elsewhere, and what each aim gains."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    moved: tuple[str, ...]
    aims: tuple[Cost, ...]
    words: Text


@dataclass(frozen=True, kw_only=True)
class ByTurns:
    """What taking turns by hand reaches: projects and 万元; ``words`` None where it is as much."""

    placed: int
    investment_wan: float
    words: Text | None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Projects by what became of them."""

    projects: int
    continuing: int
    new: int
    placed: int
    pinned: int
    unplaced: int
    to_check: int


@dataclass(frozen=True, kw_only=True)
class Investment:
    """万元 of the projects asked for, and of those placed."""

    asked: float
    placed: float


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """A placement of all projects: nothing used twice, no floor beyond its free area.

    Every project asked for stands once, in ``placements`` or in ``unplaced``, by stage, tier, investment and id. ``stopped`` says that a clock
    ended the search: what would have been solved after it is left out.
    """

    as_of: dt.date
    scheme: Scheme
    inventory: str
    notes: tuple[Note, ...] = ()
    scenario: Scenario | None = None
    difference: Difference | None = None
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    aims: tuple[AimLine, ...]
    quarters: tuple[QuarterLine, ...]
    shortage: tuple[ShortLine, ...]
    unlocks: tuple[Unlock, ...]
    greedy: ByTurns
    next_round: NextRound | None = None
    stopped: LeftOut[Literal["time"] | None] = None
    words: Text

    @property
    @reported(after="difference")
    def counts(self) -> Counts:
        """Projects by what became of them."""
        stood = sum(each.verdict == "standing" for each in self.placements)
        total = len(self.placements) + len(self.unplaced)
        return Counts(
            projects=total,
            continuing=stood,
            new=total - stood,
            placed=len(self.placements),
            pinned=sum(each.pinned for each in self.placements),
            unplaced=len(self.unplaced),
            to_check=sum(each.verdict == "to_check" for each in self.placements),
        )

    @property
    @reported(after="counts")
    def investment_wan(self) -> Investment:
        """万元 of all projects, and of those placed; what a project does not state counts nothing."""
        placed = sum(each.project.investment_wan or 0.0 for each in self.placements)
        asked = placed + sum(each.project.investment_wan or 0.0 for each in self.unplaced)
        return Investment(asked=asked, placed=placed)


def name_project(project: Project) -> NamedProject:
    """A project as every list of a portfolio names it."""
    return NamedProject(
        project_id=project.id,
        name=project.name,
        name_en=project.name_en,
        stage=project.stage,
        tier=project.tier,
        chain=project.chain,
        investment_wan=project.investment_wan,
        tax_wan=tax_of(project),
        needs=project.needs,
    )
