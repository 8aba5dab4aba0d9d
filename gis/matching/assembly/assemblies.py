"""Assemblies: the joined sites of a project as a report lists them, each with its members and its reasons."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Final

from gis.inventory import Inventory
from gis.matching.assembly.explaining import Assembly, explain_assemblies
from gis.matching.assembly.floors import joined_floors
from gis.matching.assembly.joined import Joined, Ranked
from gis.matching.assembly.land import joined_land
from gis.matching.assembly.members import span_of
from gis.matching.needs.project import Project
from gis.matching.ranking.matches import check_top
from gis.matching.scheme.plans import AssemblyPlan
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import FLOOR, LAND, SITE_KINDS, SiteKind
from gis.plainly import Each, Hidden, Mark, reported
from gis.text import Text, many
from gis.units import figure, plain


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How far a search for joined sites went: by what it counts neighbours, how many it found, and whether its limit cut it."""

    max_members: int
    min_shared_edge_m: float
    snap_m: float
    bridge_m: float
    max_overshoot_pct: float
    found: Mapping[SiteKind, int]
    looked_at: int
    cut: bool


@dataclass(frozen=True, kw_only=True)
class Assemblies:
    """The best joined sites of each kind, and how far the search went.

    ``totals`` says how many there are of each kind, those that are not listed included; ``cut`` whether the limit of the search was reached,
    so that there may be more.
    """

    found: Annotated[Mapping[SiteKind, tuple[Assembly, ...]], Each(SITE_KINDS, ()), Mark.INLINE]
    totals: Hidden[Mapping[SiteKind, int]]
    plan: Hidden[AssemblyPlan]
    looked_at: Hidden[int]
    cut: Hidden[bool]
    words: Text

    @property
    @reported(after="found")
    def bounds(self) -> Bounds:
        """How far the search went."""
        return Bounds(
            max_members=self.plan.max_members,
            min_shared_edge_m=self.plan.min_shared_edge_m,
            snap_m=self.plan.snap_m,
            bridge_m=self.plan.bridge_m,
            max_overshoot_pct=self.plan.max_overshoot_pct,
            found=self.totals,
            looked_at=self.looked_at,
            cut=self.cut,
        )


def ranked_joined(
    inventory: Inventory, project: Project, scheme: Scheme, limit: int | None = None
) -> dict[SiteKind, Ranked]:
    """By kind, the best joined sites of a project and how many there are; ``limit`` of each kind at most, all where it is None."""
    return {
        LAND: joined_land(inventory, project, scheme, limit),
        FLOOR: joined_floors(inventory, project, scheme, limit),
    }


def best_joined(inventory: Inventory, project: Project, scheme: Scheme, limit: int | None = None) -> list[Joined]:
    """The best joined sites of a project, of all kinds together, by score."""
    kinds = ranked_joined(inventory, project, scheme, limit).values()
    return list(heapq.merge(*(each.joined for each in kinds), key=lambda one: -one.score))[:limit]


def assemblies(inventory: Inventory, project: Project, scheme: Scheme, *, top: int = 20) -> Assemblies:
    """Neighbouring parcels, and adjoining floors, that together serve a project where none of them does alone.

    Parameters
    ----------
    top
        How many of each kind are listed, 0 to 1,000.

    Raises
    ------
    BadRange
        Where ``top`` is out of range.
    """
    check_top(top)
    ranked = ranked_joined(inventory, project, scheme, top)
    looked_at, cut = sum(each.looked_at for each in ranked.values()), any(each.cut for each in ranked.values())
    totals: dict[SiteKind, int] = {kind: each.total for kind, each in ranked.items()}
    answer = Assemblies(
        found={kind: explain_assemblies(inventory, project, scheme, each.joined) for kind, each in ranked.items()},
        totals=totals,
        plan=scheme.assembly,
        looked_at=looked_at,
        cut=cut,
        words=_NOTHING_ASKED,
    )
    asks = any(span_of(project, kind, scheme) for kind in project.kinds)
    return replace(answer, words=_words(project, answer)) if asks else answer


_NOTHING_ASKED = Text("需求未提面积下限，不需拼合。", "No minimum area is asked, so nothing needs combining.")


def _words(project: Project, found: Assemblies) -> Text:
    """What was found, by what it is ranked, and whether all was looked at."""
    plan, kinds = found.plan, [kind for kind in project.kinds if found.totals[kind]]
    if not kinds:
        said = Text(
            "没有可拼合的：相邻的合起来面积不够，或不符合条件。",
            "Nothing can be combined: neighbouring sites together are still too small, or fail a rule.",
        )
    else:
        said = Text(
            f"{'，'.join(f'{_WAYS[kind].zh} {figure(found.totals[kind])} 种' for kind in kinds)}。{_RANKED_BY.zh}",
            f"Combined sites: {' and '.join(f'{figure(found.totals[kind])} of {_WAYS[kind].en}' for kind in kinds)}. {_RANKED_BY.en}",
        )
    if any(each.joined.apart for each in found.found[FLOOR]):
        said = Text(f"{said.zh}{_LAST_RESORT.zh}", f"{said.en} {_LAST_RESORT.en}")
    edge = plain(plan.min_shared_edge_m)
    if project.looks_at(LAND):
        said = Text(
            f"{said.zh}地块共边不少于 {edge} m 为相邻。",
            f"{said.en} Parcels that share {edge} m of edge or more are neighbours.",
        )
    return Text(f"{said.zh}{_reach(plan, found).zh}", f"{said.en} {_reach(plan, found).en}")


_WAYS: Final = {LAND: Text("相邻地块可拼", "parcels"), FLOOR: Text("楼层可拼", "floors")}
_RANKED_BY: Final = Text(
    "按得分排序，同分的依次看超出、紧凑、权利人数、可用时间、编号。",
    "Ranked by score, then by excess area, compactness, number of owners, months until available, and id.",
)
_LAST_RESORT: Final = Text(
    "相邻楼层都不够，列出的是同一园区内不相邻的，层数取最少。",
    "No adjoining floors are large enough: these lie apart within one park, as few floors as possible.",
)


def _reach(plan: AssemblyPlan, found: Assemblies) -> Text:
    """How far the search went."""
    most, looked_at = plan.max_members, figure(found.looked_at)
    if found.cut:
        return Text(
            f"至多 {most} 个相拼；组合太多，看了 {looked_at} 种即止，可能还有更好的。",
            f"Up to {most} sites are combined; the search stopped after {many(looked_at, 'combination')}, so there may be better ones.",
        )
    return Text(
        f"至多 {most} 个相拼，看遍 {looked_at} 种组合。",
        f"Up to {most} sites are combined; all {many(looked_at, 'combination')} checked.",
    )
