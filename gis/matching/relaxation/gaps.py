"""Gaps: how far each figure of a requirement must give way for every site to pass every rule, as levels of its scale.

Bounds are worked out with the same arithmetic as the rules use, so that a level that suffices here suffices there to the last bit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.fields import Role
from gis.matching.answers import NO, Numbers
from gis.matching.candidates import LAND, Sites
from gis.matching.constraints import CONSTRAINTS, Question
from gis.matching.constraints.engineering import column_spans, lift_supply
from gis.matching.constraints.kinds import builds
from gis.matching.constraints.planning import counted_floor_area, far_capacity, ground_to_build, storeys_within
from gis.matching.constraints.promises import SLACK, asked_investment, thresholds
from gis.matching.holds import held_until
from gis.matching.project import Project
from gis.matching.relaxation.levers import YEAR_DAYS, Lever, asked_figure
from gis.matching.scheme import RuleSpec, Scheme

Levels = NDArray[np.int32]
NEVER: Final = np.int32(2**30)
"""No level of the scale suffices."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Demand:
    """What one rule asks of one figure of the requirement: that a figure of each site reaches a bound, or stays within it.

    ``bound`` turns values of the requirement into bounds, in their order; a site whose figure is NaN passes.
    """

    key: str
    figures: Numbers
    bound: Callable[[Numbers], Numbers]
    at_least: bool


def levels_of(demand: Demand, lever: Lever | None, project: Project) -> Levels:
    """The level at which each site passes, 0 where it does as things stand, ``NEVER`` where none suffices; shape (n,)."""
    asked = asked_figure(project, demand.key)
    if asked is None:
        return np.zeros(len(demand.figures), dtype=np.int32)
    values = np.array([asked]) if lever is None else lever.values
    bounds = demand.bound(values)
    known = ~np.isnan(demand.figures)
    # Bounds fall where the figure must be reached and rise where it must not be passed: as the requirement gives way.
    sign = -1 if demand.at_least else 1
    needed = np.searchsorted(sign * bounds, sign * demand.figures, side="left")
    return np.where(known, np.where(needed == len(bounds), NEVER, needed), 0).astype(np.int32)


def share_of(demand: Demand, project: Project) -> Numbers:
    """By which share of the asked figure, of a year for a date, each site misses it; 0 where it passes, ∞ where nothing would do; shape (n,)."""
    asked = asked_figure(project, demand.key)
    if asked is None:
        return np.zeros(len(demand.figures))
    base = YEAR_DAYS if demand.key == "start_date" else asked
    here, further = demand.bound(np.array([asked, asked + base]))
    missing = (here - demand.figures) * (1 if demand.at_least else -1)
    misses = missing > 0
    # Bounds rise evenly with what is asked: the part of that step is the part of the figure. Of nothing there is no part.
    shares = missing / (further - here) if further > here else np.full(len(missing), np.inf)
    return np.where(misses, shares, 0.0)


def demands(q: Question) -> list[Demand] | None:
    """What a rule asks of the requirement's figures; None where it asks nothing that could give way."""
    constraint = CONSTRAINTS[q.spec.id]
    if constraint.at_least is not None:
        role, key = constraint.at_least
        return [Demand(key=key, figures=q.sites.number(role), bound=_itself, at_least=True)]
    make = _MAKERS.get(q.spec.id)
    return None if make is None else list(make(q))


def _itself(values: Numbers) -> Numbers:
    return values


def _area(q: Question) -> Iterator[Demand]:
    slack, areas = q.number("tolerance_pct") / 100, q.sites.number(Role.AREA)
    most = areas
    if q.sites.kind != LAND:
        # A floor that is too large can be let in part, down to its minimum; where that is unknown nobody can tell.
        part = np.fmin(areas, np.nan_to_num(q.sites.number(Role.MIN_LET), nan=-np.inf))
        most = np.where(np.isnan(areas), np.nan, part)
    yield Demand(key=f"{q.sites.kind}_area_min_m2", figures=areas, bound=lambda low: low * (1 - slack), at_least=True)
    yield Demand(key=f"{q.sites.kind}_area_max_m2", figures=most, bound=lambda high: high * (1 + slack), at_least=False)


def _column_grid(q: Question) -> Iterator[Demand]:
    yield Demand(key="column_grid_m", figures=column_spans(q.sites), bound=_itself, at_least=True)


def _lift(q: Question) -> Iterator[Demand]:
    yield Demand(key="lift_t", figures=lift_supply(q.sites), bound=_itself, at_least=True)


def _start(q: Question) -> Iterator[Demand]:
    grace, recorded = q.number("grace_days"), q.sites.number(Role.AVAILABLE_FROM)
    yield Demand(key="start_date", figures=recorded, bound=lambda day: day + grace, at_least=False)


def _available(q: Question) -> Iterator[Demand]:
    yield from _later(q, q.sites.number(Role.HELD_UNTIL))


def _held(q: Question) -> Iterator[Demand]:
    yield from _later(q, held_until(q.sites, q.project.id))


def _later(q: Question, ends: Numbers) -> Iterator[Demand]:
    """A hold that ends before the start is no obstacle, so that a later start gives way to it."""
    if q.project.start_date is None:
        return
    answers = CONSTRAINTS[q.spec.id].answers
    now = answers(replace(q, project=replace(q.project, start_date=None))) == NO
    ever = answers(replace(q, project=replace(q.project, start_date=dt.date.max))) == NO
    until = np.where(now, np.where(ever, np.inf, ends), np.nan)
    yield Demand(key="start_date", figures=until, bound=lambda day: np.nextafter(day, -np.inf), at_least=False)


def _height(q: Question) -> Iterator[Demand]:
    roof = q.number("roof_allowance_m")
    limits = q.sites.number(Role.HEIGHT_LIMIT)
    yield Demand(key="clear_height_m", figures=limits, bound=lambda clear: clear + roof, at_least=True)


def _far(q: Question) -> Iterator[Demand]:
    # What counts double does so at the clear height of the question, which need not be the one that was asked first.
    capacity, counts = (
        far_capacity(q),
        counted_floor_area(replace(q, project=replace(q.project, floor_area_min_m2=1.0))),
    )
    yield Demand(key="floor_area_min_m2", figures=capacity, bound=lambda floors: floors * counts, at_least=True)
    if builds(q.project, q.scheme):
        due = _least(q, q.sites.number(Role.FAR_MIN), capacity)
        # Who builds high storeys counts them twice, whatever height is asked.
        yield Demand(key="floor_area_max_m2", figures=due, bound=lambda floors: floors * 2, at_least=False)


def _least(q: Question, share: Numbers, greatest: Numbers) -> Numbers:
    """A share of each parcel's area that must be built on, 0 where there is no lower bound; NaN where the greatest is not known."""
    lowest = np.nan_to_num(share)
    due = np.where(lowest > 0, lowest * q.sites.number(Role.AREA), 0.0)
    return np.where(np.isnan(greatest), np.nan, due)


def _coverage(q: Question) -> Iterator[Demand]:
    ground = ground_to_build(q)
    storeys = storeys_within(q)
    # Without a known height limit only what the project itself can use bounds the storeys.
    room = np.where(np.isnan(storeys), q.project.storeys_max or np.inf, storeys) * ground
    yield Demand(key="floor_area_min_m2", figures=room, bound=_itself, at_least=True)
    if builds(q.project, q.scheme):
        least = _least(q, q.sites.number(Role.DENSITY_MIN) / 100, ground)
        yield Demand(key="floor_area_max_m2", figures=least, bound=_itself, at_least=False)


def _per_mu(q: Question) -> Iterator[Demand]:
    invested = asked_investment(q.sites, q.scheme)
    yield Demand(key="investment_wan", figures=invested, bound=lambda wan: wan / SLACK, at_least=False)
    for key in ("output", "tax"):
        asked = thresholds(q.sites, q.scheme, key)
        yield Demand(key=f"{key}_wan_mu", figures=asked, bound=lambda wan: wan / SLACK, at_least=False)


_MAKERS: Final[dict[str, Callable[[Question], Iterator[Demand]]]] = {
    "area": _area,
    "column_grid": _column_grid,
    "lift": _lift,
    "start": _start,
    "hold": _held,
    "availability": _available,
    "height": _height,
    "far": _far,
    "coverage": _coverage,
    "per_mu": _per_mu,
}
BY_CLEAR_HEIGHT: Final = frozenset({"far", "coverage"})
"""Rules whose demand on one figure depends on the clear height as well."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Gaps:
    """The levels that some sites of one kind need of a project's levers, rule by rule."""

    project: Project
    scheme: Scheme
    levers: Sequence[Lever]

    def of(self, spec: RuleSpec, sites: Sites, clear_level: int = 0) -> Levels | None:
        """Levels that a rule needs of each lever, shape (n, levers): ``NEVER`` where the rule cannot be met that way.

        ``clear_level`` is the level of the clear height at which it is asked. None where the rule asks no figure of the requirement.
        """
        project = self.project
        if clear_level:
            clear = next(lever for lever in self.levers if lever.key == "clear_height_m")
            project = replace(project, clear_height_m=float(clear.values[clear_level]))
        found = demands(Question(project=project, sites=sites, scheme=self.scheme, spec=spec))
        if found is None:
            return None
        place = {lever.key: number for number, lever in enumerate(self.levers)}
        levels = np.zeros((len(sites), len(self.levers)), dtype=np.int32)
        for demand in found:
            at = place.get(demand.key)
            needed = levels_of(demand, None if at is None else self.levers[at], self.project)
            if at is not None:
                levels[:, at] = np.maximum(levels[:, at], needed)
            else:
                levels[needed > 0] = NEVER
        return levels

    def movable(self, spec: RuleSpec, sites: Sites) -> bool:
        """Whether some figure that the rule asks may give way at all."""
        keys = {lever.key for lever in self.levers}
        if spec.id in BY_CLEAR_HEIGHT and "clear_height_m" in keys:
            return True
        found = demands(Question(project=self.project, sites=sites.take(np.arange(0)), scheme=self.scheme, spec=spec))
        return any(demand.key in keys for demand in found or ())
