"""Joined sites ranked: by score, then little overshoot, compact shape, few owners, soon to be had; ties by the ids of the members."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.matching.assembly.members import Span
from gis.matching.assembly.whole import Graded, JoinedSites, graded_whole
from gis.matching.needs.project import Project
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers, Outcome
from gis.matching.sites.candidates import SiteKind
from gis.plainly import Hidden, reported
from gis.rounding import all_rounded, rounded
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the joined: its row in the stock of its kind, and the m² taken of it; ``partial`` where that is not all."""

    kind: SiteKind
    row: int
    area_m2: float
    partial: bool = False


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Sites that together serve a project.

    Parameters
    ----------
    members
        In the order of their ids; of floors from the lowest up.
    area_m2
        What is taken of all of them.
    points
        By criterion in the scheme's order; they sum to ``score``. ``score_if_known`` is what that could be at most.
    to_check
        Whether a rule cannot judge a member or the whole.
    overshoot
        The share by which the area lies above the upper bound asked, the lower where there is no upper.
    excess
        The same in words, with the bound that was asked; None where it lies above neither.
    too_large
        Whether it lies above an upper bound by more than the tolerance: what becomes of the rest is to be checked.
    compactness
        4π × area / perimeter² of the union, 1 for a circle; None for floors.
    owners
        How many there are; an unknown owner counts as one of its own.
    months
        Until the last member can be used; None where unknown.
    apart
        Floors that do not adjoin: the last resort within one park.
    """

    kind: Hidden[SiteKind]
    members: Hidden[tuple[Member, ...]]
    area_m2: float
    overshoot: float
    excess: Text | None
    too_large: Hidden[bool]
    compactness: float | None
    owners: int
    months: float | None
    to_check: Hidden[bool]
    score: float
    score_if_known: float
    points: Hidden[tuple[float, ...]]
    apart: Hidden[bool] = False

    @property
    @reported(after="months")
    def verdict(self) -> Outcome:
        """What came of the rules."""
        return "to_check" if self.to_check else "fits"


@dataclass(frozen=True, kw_only=True, eq=False)
class Sets:
    """Joined sites that pass: which to check, which members are taken in part (shape (m, k)), and whether all lie apart."""

    sites: JoinedSites
    to_check: Mask
    partial: Mask
    apart: bool = False

    def take(self, picks: Rows | Mask) -> Sets:
        """Some of them."""
        return Sets(
            sites=self.sites.take(picks), to_check=self.to_check[picks], partial=self.partial[picks], apart=self.apart
        )


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """The best joined sites of one kind.

    Parameters
    ----------
    joined
        Best first.
    total
        How many there are, those that are not listed included.
    best_left
        The best score of those that are not listed.
    looked_at, cut
        Sets that the search looked at, and whether its limit stopped it.
    """

    joined: tuple[Joined, ...] = ()
    total: int = 0
    best_left: float = 0.0
    looked_at: int = 0
    cut: bool = False


Shape = Callable[[JoinedSites], Numbers]
"""How well the members lie together, shape (m,), more is better: settles ties after score and overshoot."""


def ranked(
    question: tuple[Project, Scheme, Span], sets: Sets, shape: Shape, limit: int | None
) -> tuple[tuple[Joined, ...], float]:
    """The best of some sets, and the best score of the others."""
    project, scheme, span = question
    graded = graded_whole(project, sets.sites, scheme)
    totals = graded.scores.total
    some = np.arange(len(totals))
    if limit is not None and 0 < limit < len(totals):
        # What ties with the last one listed is looked at too; of the rest nothing but the score matters.
        some = np.flatnonzero(totals >= np.partition(totals, -limit)[-limit])
    few = sets.take(some)
    facts = _Facts(few, span, shape)
    order = facts.order(totals[some], graded.months[some])[:limit]
    left = np.delete(totals, some[order])
    joined = tuple(_make_joined(few, facts, graded, at, int(some[at])) for at in order.tolist())
    return joined, float(left.max(initial=0.0))


class _Facts:
    """What settles ties between joined sites."""

    def __init__(self, sets: Sets, span: Span, shape: Shape) -> None:
        self.span, areas = span, sets.sites.number(Role.AREA)
        self.overshoot = all_rounded(np.maximum(areas / span.bound - 1.0, 0.0), 4)
        self.shape = all_rounded(shape(sets.sites), 4)
        self.owners = _owners(sets.sites)
        self._ids = np.where(sets.sites.present, sets.sites.stock.tie_order[sets.sites.sets], -1)

    def order(self, totals: Numbers, months: Numbers) -> Rows:
        """Best first."""
        ids = np.sort(self._ids, axis=1).T[::-1]
        waits = np.where(np.isnan(months), np.inf, months)
        return np.asarray(np.lexsort((*ids, waits, self.owners, -self.shape, self.overshoot, -totals)))


def _owners(sites: JoinedSites) -> Rows:
    codes = np.where(sites.present, sites.stock.coded(Role.OWNER).codes[sites.sets], -2)
    unknown = (codes == -1).sum(axis=1)
    ordered = np.sort(codes, axis=1)
    first = np.column_stack([np.ones(len(ordered), dtype=bool), np.diff(ordered, axis=1) != 0])
    return cast("Rows", ((ordered >= 0) & first).sum(axis=1) + unknown)


def _make_joined(sets: Sets, facts: _Facts, graded: Graded, at: int, among: int) -> Joined:
    sites, scores = sets.sites, graded.scores
    rows, taken = sites.sets[at], sites.taken[at]
    members = tuple(
        Member(kind=sites.kind, row=int(rows[n]), area_m2=float(taken[n]), partial=bool(sets.partial[at, n]))
        for n in np.flatnonzero(rows >= 0)
    )
    months, overshoot, area_m2 = float(graded.months[among]), float(facts.overshoot[at]), float(taken.sum())
    return Joined(
        kind=sites.kind,
        members=members,
        area_m2=rounded(area_m2, 2),
        score=float(scores.total[among]),
        score_if_known=float(scores.if_known[among]),
        points=tuple(scores.points[:, among].tolist()),
        to_check=bool(sets.to_check[at]),
        overshoot=overshoot,
        excess=facts.span.excess(overshoot),
        too_large=area_m2 > facts.span.fitting,
        compactness=float(facts.shape[at]) if sites.kind == "land" else None,
        owners=int(facts.owners[at]),
        months=None if np.isnan(months) else rounded(months, 2),
        apart=sets.apart,
    )
