"""Relaxation by trying everything: every value of every figure, every change of every plot, judged by the rules themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from operator import mul
from typing import Any, Final

import numpy as np

from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, Scheme
from gis.matching.ranking.elimination import applying
from gis.matching.relaxation.levers import Lever, levers_of
from gis.matching.rules import RULES, Question
from gis.matching.sites.answers import NO
from gis.matching.sites.candidates import SiteKind, Sites, stock_of

Levels = tuple[int, ...]
READS = {
    "area": ("land_area_min_m2", "land_area_max_m2", "floor_area_min_m2", "floor_area_max_m2"),
    "far": ("floor_area_min_m2", "floor_area_max_m2", "clear_height_m"),
    "coverage": ("floor_area_min_m2", "floor_area_max_m2", "clear_height_m"),
    "height": ("clear_height_m",),
    "clear_height": ("clear_height_m",),
    "floor_load": ("floor_load_kn_m2",),
    "crane": ("crane_t",),
    "column_grid": ("column_grid_m",),
    "lift": ("lift_t",),
    "power": ("power_kva",),
    "start": ("start_date",),
    "hold": ("start_date",),
    "availability": ("start_date",),
    "per_mu": ("investment_wan", "output_wan_mu", "tax_wan_mu"),
}
COUPLED = ("floor_area_min_m2", "floor_area_max_m2")

_BUILT: Final[tuple[tuple[str, SiteKind], ...]] = (("area", "floor"), ("far", "land"), ("coverage", "land"))
PRICED_BY: Final[dict[str, tuple[tuple[str, SiteKind], ...]]] = {
    "land_area_min_m2": (("area", "land"),),
    "land_area_max_m2": (("area", "land"),),
    "floor_area_min_m2": _BUILT,
    "floor_area_max_m2": _BUILT,
    "clear_height_m": (("clear_height", "floor"), ("height", "land")),
    "floor_load_kn_m2": (("floor_load", "floor"),),
    "column_grid_m": (("column_grid", "floor"),),
    "crane_t": (("crane", "floor"),),
    "lift_t": (("lift", "floor"),),
    "power_kva": (("power", "land"), ("power", "floor")),
    "start_date": (("start", "land"), ("start", "floor")),
    "investment_wan": (("per_mu", "land"),),
    "output_wan_mu": (("per_mu", "land"),),
    "tax_wan_mu": (("per_mu", "land"),),
}
"""The rules that price each figure, each for one kind of site."""


def relaxed(project: Project, levers: Sequence[Lever], levels: Sequence[int]) -> Project:
    """The project with its requirement changed to some levels."""
    changed: dict[str, Any] = {
        lever.key: lever.value_at(level) for lever, level in zip(levers, levels, strict=True) if level
    }
    return replace(project, **changed)


@dataclass(frozen=True)
class Repair:
    """Changes of one plot that let it in, the requirement being what it is."""

    site: tuple[SiteKind, int]
    rules: tuple[str, ...]
    cost: float


class Exhaustive:
    """One project and one small stock."""

    def __init__(self, inventory: Inventory, project: Project, scheme: Scheme) -> None:
        self.project, self.scheme = project, scheme
        self.levers = levers_of(project, scheme)
        self.sites = {kind: Sites(stock_of(inventory, kind)) for kind in project.kinds}
        self.rules = [
            (kind, spec) for kind in project.kinds for spec in applying(project, scheme, kind) if len(self.sites[kind])
        ]
        self._failing = cache(self._judge)
        self.price = cache(self._price)
        self.reads = [[lever.key in READS.get(spec.id, ()) for lever in self.levers] for _, spec in self.rules]

    # the requirement -----------------------------------------------------------------------------------------------------

    def changed(self, levels: Levels) -> Project:
        new: dict[str, Any] = {}
        for lever, level in zip(self.levers, levels, strict=True):
            if level:
                value: Any = float(lever.values[level])
                new[lever.key] = dt.date(1970, 1, 1) + dt.timedelta(days=value) if lever.key == "start_date" else value
        return replace(self.project, **new)

    def _judge(self, number: int, levels: Levels) -> frozenset[int]:
        kind, spec = self.rules[number]
        question = Question(project=self.changed(levels), sites=self.sites[kind], scheme=self.scheme, spec=spec)
        return frozenset(np.flatnonzero(RULES[spec.id].answers(question) == NO).tolist())

    def failing(self, levels: Levels) -> dict[tuple[SiteKind, int], tuple[str, ...]]:
        """The rules that each site fails at these levels."""
        found: dict[tuple[SiteKind, int], list[str]] = {
            (kind, row): [] for kind, sites in self.sites.items() for row in range(len(sites))
        }
        for number, (kind, spec) in enumerate(self.rules):
            only = tuple(map(mul, levels, self.reads[number]))
            for row in self._failing(number, only):
                found[kind, row].append(spec.id)
        return {site: tuple(rules) for site, rules in found.items()}

    def site_of(self, key: str) -> tuple[SiteKind, int]:
        """A site by its id."""
        return next((kind, rows[0]) for kind, sites in self.sites.items() if (rows := sites.stock.rows_of(key)))

    @property
    def start(self) -> Levels:
        return (0,) * len(self.levers)

    def worthwhile(self, at: int) -> list[int]:
        """Levels of a lever at which some answer changes, at whatever clear height."""
        lever, clear = self.levers[at], self._clear
        heights = range(len(self.levers[clear].values)) if clear is not None and lever.key in COUPLED else [0]
        kept = {0}
        for height in heights:
            before = None
            for level in range(len(lever.values)):
                levels = list(self.start)
                if clear is not None:
                    levels[clear] = height
                levels[at] = level
                now = tuple(self.failing(tuple(levels)).values())
                if now != before and before is not None:
                    kept.add(level)
                before = now
        return sorted(kept)

    @property
    def _clear(self) -> int | None:
        return next((number for number, lever in enumerate(self.levers) if lever.key == "clear_height_m"), None)

    def requirements(self, most: int) -> Iterator[Levels]:
        """All combinations of worthwhile levels with so many figures changed at most."""
        options = [
            list(range(len(lever.values))) if lever.key == "clear_height_m" else self.worthwhile(number)
            for number, lever in enumerate(self.levers)
        ]
        for size in range(most + 1):
            for moved in combinations(range(len(self.levers)), size):
                for picked in product(*(options[number][1:] for number in moved)):
                    levels = list(self.start)
                    for number, level in zip(moved, picked, strict=True):
                        levels[number] = level
                    yield tuple(levels)

    def cost(self, levels: Levels) -> float:
        return sum(self.step_cost(lever, level) for lever, level in zip(self.levers, levels, strict=True))

    def step_cost(self, lever: Lever, level: int) -> float:
        """The price of the figure times the change in % of what was asked (of a year for a date)."""
        if not level:
            return 0.0
        asked, value = float(lever.values[0]), float(lever.values[level])
        return abs(value - asked) / (365 if lever.key == "start_date" else asked) * 100 * self.price(lever)

    def _price(self, lever: Lever) -> float:
        """The dearest price among the rules of the figure that apply."""
        return max(
            cost.per_pct
            for rule, kind in PRICED_BY[lever.key]
            if (cost := self.scheme.relaxation.costs.get(rule)) is not None and cost.per_pct is not None
            if any(spec.id == rule for spec in applying(self.project, self.scheme, kind)) and kind in self.project.kinds
            if (lever.key, kind) != ("floor_area_max_m2", "land") or self.project.needs == "land"
        )

    # plots ---------------------------------------------------------------------------------------------------------------

    def repair(self, site: tuple[SiteKind, int], rules: tuple[str, ...]) -> Repair | None:
        total = 0.0
        for rule in rules:
            cost = self.scheme.relaxation.costs.get(rule)
            if cost is None or cost.fixed is None:
                return None
            months = self.sites[site[0]].number(Role.BLOCKER_MONTHS)[site[1]] if rule == "blockers" else 0.0
            total += cost.fixed + cost.per_month * months
        return Repair(site, rules, total)

    def cheapest(self, need: int) -> dict[int, float]:
        """For each number of further sites the least that any change costs which brings as many."""
        most, best = self.scheme.relaxation.max_steps, dict.fromkeys(range(1, need + 1), float("inf"))
        out = {site for site, rules in self.failing(self.start).items() if rules}
        for levels in self.requirements(most):
            failing, base = self.failing(levels), self.cost(levels)
            free = sum(not failing[site] for site in out)
            repairs = [found for site in out if failing[site] and (found := self.repair(site, failing[site]))]
            for extra in range(need + 1):
                for chosen in combinations(repairs, extra):
                    steps = sum(level > 0 for level in levels) + sum(len(each.rules) for each in chosen)
                    if steps <= most:
                        cost = base + sum(each.cost for each in chosen)
                        for number in range(1, min(free + extra, need) + 1):
                            best[number] = min(best[number], cost)
        return best
