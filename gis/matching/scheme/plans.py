"""What a scheme says beyond rules and criteria: how far requirements give way, how plots are joined, what a portfolio aims at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gis.matching.needs.aims import AIMS


@dataclass(frozen=True, kw_only=True)
class RelaxationCost:
    """What giving way to one rule costs, in points that only compare with one another.

    Parameters
    ----------
    per_pct
        For each 1 % of the asked figure that the requirement gives way; None: the requirement stands.
    limit_pct
        How far the requirement gives way at most.
    fixed, per_month
        For changing the site instead, once and for each month that takes; ``fixed`` None: the site cannot be changed.
    """

    per_pct: float | None = None
    limit_pct: float = 100.0
    fixed: float | None = None
    per_month: float = 0.0


@dataclass(frozen=True, kw_only=True)
class RelaxationPlan:
    """Which changes are offered where too few sites fit: ``wanted`` sites, ``offers`` changes of up to ``max_steps`` steps."""

    wanted: int = 3
    offers: int = 5
    max_steps: int = 3
    join_cost: float = 8.0
    costs: Mapping[str, RelaxationCost] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class AssemblyPlan:
    """What counts as neighbours, in metres, and how far the search for joined sites goes."""

    min_shared_edge_m: float = 5.0
    snap_m: float = 0.5
    bridge_m: float = 0.0
    max_members: int = 5
    max_overshoot_pct: float = 50.0
    max_states: int = 2_000_000
    per_project: int = 20


@dataclass(frozen=True, kw_only=True)
class StabilityPlan:
    """How weights are shaken: ``draws`` times by up to ± ``spread_pct`` %, from one seed."""

    draws: int = 1000
    spread_pct: float = 20.0
    seed: int = 20230630


@dataclass(frozen=True, kw_only=True)
class PortfolioPlan:
    """How all projects are placed at once.

    Parameters
    ----------
    aims
        In the order in which they decide: each is settled before the next is asked.
    tier_points
        What placing a project of each tier counts in the aim ``tier``.
    pinned_stages, placed_stages, reserve_stages
        Stages that stand on their ``site_ids`` already, that look for a site, and that wait for the next round.
    options_per_project
        How many sites are weighed for each project before the rest only counts in the bound.
    node_limit
        Branch-and-bound nodes a stage may take.
    settled_by_placement
        Blockers of a project that are gone once it has a place.
    start_by, next_round_from, next_round_start_by
        The date by which new projects should begin, the first day of the next round, and the date by which its projects should. A date that lies
        before the day of a question is not judged by: ``due`` and ``next_due`` leave it out.
    unlocks
        How many blockers and plots are cleared one by one to see what that is worth.
    land_classes_mu, height_classes_m
        Bounds of the classes in which a shortage is told.
    """

    aims: tuple[str, ...] = tuple(AIMS)
    tier_points: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    pinned_stages: tuple[str, ...] = ()
    placed_stages: tuple[str, ...] = ()
    reserve_stages: tuple[str, ...] = ()
    options_per_project: int = 200
    node_limit: int = 2000
    unlocks: int = 40
    settled_by_placement: tuple[str, ...] = ()
    start_by: dt.date | None = None
    next_round_from: dt.date | None = None
    next_round_start_by: dt.date | None = None
    land_classes_mu: tuple[float, ...] = ()
    height_classes_m: tuple[float, ...] = ()

    def due(self, day: dt.date) -> dt.date | None:
        """The date by which new projects should begin, None where the scheme sets none or it lies before the day of the question."""
        return None if self.start_by is None or self.start_by < day else self.start_by

    def next_due(self, day: dt.date) -> tuple[dt.date, dt.date] | None:
        """The first day of the next round and the date by which its projects should begin, None where one is not set or the latter has passed."""
        begins, by = self.next_round_from, self.next_round_start_by
        return None if begins is None or by is None or by < day else (begins, by)
