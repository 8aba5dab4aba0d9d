"""Assemblies: the joined sites of a project as a report lists them, each with its members and its reasons."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis.inventory import Inventory
from gis.matching.assembly.floors import joined_floors
from gis.matching.assembly.joined import Joined, Ranked
from gis.matching.assembly.land import joined_land
from gis.matching.assembly.members import span_of
from gis.matching.assembly.told import Assembly, told
from gis.matching.candidates import FLOOR, LAND, SITE_KINDS, SiteKind
from gis.matching.matches import check_top
from gis.matching.plans import AssemblyPlan
from gis.matching.project import Project
from gis.matching.scheme import Scheme
from gis.text import Text
from gis.units import figure, plain


@dataclass(frozen=True, kw_only=True)
class Assemblies:
    """The best joined sites of each kind, and how far the search went.

    ``totals`` says how many there are of each kind, those that are not listed included; ``cut`` whether the limit of the search was reached,
    so that there may be more.
    """

    found: Mapping[SiteKind, tuple[Assembly, ...]]
    totals: Mapping[SiteKind, int]
    plan: AssemblyPlan
    looked_at: int
    cut: bool
    words: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            **{kind: [each.as_dict() for each in self.found[kind]] for kind in SITE_KINDS},
            "bounds": {
                "max_members": self.plan.max_members,
                "min_shared_edge_m": self.plan.min_shared_edge_m,
                "snap_m": self.plan.snap_m,
                "bridge_m": self.plan.bridge_m,
                "max_overshoot_pct": self.plan.max_overshoot_pct,
                "found": dict(self.totals),
                "looked_at": self.looked_at,
                "cut": self.cut,
            },
            "words": self.words.as_dict(),
        }


def ranked_joined(
    inventory: Inventory, project: Project, scheme: Scheme, limit: int | None = None
) -> dict[SiteKind, Ranked]:
    """By kind, the best joined sites of a project and how many there are; ``limit`` of each kind at most, all where it is None."""
    return {
        LAND: joined_land(inventory, project, scheme, limit),
        FLOOR: joined_floors(inventory, project, scheme, limit),
    }


def joined(inventory: Inventory, project: Project, scheme: Scheme, limit: int | None = None) -> list[Joined]:
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
    asks = any(span_of(project, kind, scheme) for kind in project.kinds)
    return Assemblies(
        found={kind: told(inventory, project, scheme, each.joined) for kind, each in ranked.items()},
        totals=totals,
        plan=scheme.assembly,
        looked_at=looked_at,
        cut=cut,
        words=_words(totals, scheme.assembly, looked_at, cut=cut) if asks else _NOTHING_ASKED,
    )


_NOTHING_ASKED = Text("需求未提面积下限，不需拼合。", "No least area is asked, so nothing needs joining.")


def _words(totals: Mapping[SiteKind, int], plan: AssemblyPlan, looked_at: int, *, cut: bool) -> Text:
    """What was found, by what it is ranked, and whether all was looked at."""
    land, floors = figure(totals[LAND]), figure(totals[FLOOR])
    if any(totals.values()):
        said = Text(
            f"可拼合的地块 {land} 种、楼层 {floors} 种。按得分排序，同分的依次看超出、紧凑、权利人数、可用时间、编号。",
            f"Parcels can be joined in {land} ways, floors in {floors}. Ranked by score, then by overshoot, compactness, owners, "
            "months and ids.",
        )
    else:
        said = Text(
            "没有可拼合的地块或楼层：相邻的合起来面积不够，或整体不符合条件。",
            "Nothing can be joined: neighbours together are not large enough, or fail a rule as a whole.",
        )
    bounds = Text(
        f"共边不少于 {plain(plan.min_shared_edge_m)} m 的为相邻，至多 {plan.max_members} 个相拼，",
        f"Neighbours share at least {plain(plan.min_shared_edge_m)} m of edge, up to {plan.max_members} are joined; ",
    )
    return Text(
        f"{said.zh}{bounds.zh}{_reach(looked_at, cut=cut).zh}", f"{said.en} {bounds.en}{_reach(looked_at, cut=cut).en}"
    )


def _reach(looked_at: int, *, cut: bool) -> Text:
    if cut:
        return Text(
            f"组合太多，看了前 {figure(looked_at)} 种即止，可能还有更好的。",
            f"the search stopped after {figure(looked_at)} combinations: there may be better ones.",
        )
    return Text(f"看遍 {figure(looked_at)} 种组合。", f"all {figure(looked_at)} combinations were looked at.")
