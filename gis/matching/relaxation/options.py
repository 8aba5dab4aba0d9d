"""Options: the ways in which each rejected site could come in: levels of the requirement that suffice, and what of the plot is changed instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching.needs.project import Project
from gis.matching.ranking.elimination import applying_to
from gis.matching.relaxation.gaps import NEVER, Gaps, Levels
from gis.matching.relaxation.levers import Lever
from gis.matching.rules import RULES, Question
from gis.matching.scheme.plans import RelaxationCost
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.answers import NO, UNKNOWN, Answers, Numbers
from gis.matching.sites.candidates import LAND, SiteKind, Sites, stock_of
from gis.rounding import all_rounded


@dataclass(frozen=True, kw_only=True, eq=False)
class Options:
    """Ways in which sites could come in, one a row; several may be of one site.

    Parameters
    ----------
    sites
        Number of the site in the order of ids, land before floors, shape (m,).
    rows
        Its row in the stock of its kind, shape (m,); ``kinds`` says which, 0 for land, 1 for floors.
    levels
        Level that each lever must reach, shape (m, levers).
    changed
        Rules that are met by changing the plot, as bits in the order of the scheme, shape (m,).
    site_cost
        What the changes of the plot cost together, shape (m,).
    """

    sites: Rows
    rows: Rows
    kinds: NDArray[np.int8]
    levels: Levels
    changed: NDArray[np.int64]
    site_cost: Numbers

    def __len__(self) -> int:
        return len(self.sites)

    def take(self, picks: Rows | Mask) -> Options:
        """Some of them."""
        return Options(
            sites=self.sites[picks],
            rows=self.rows[picks],
            kinds=self.kinds[picks],
            levels=self.levels[picks],
            changed=self.changed[picks],
            site_cost=self.site_cost[picks],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """All sites of one kind for a project: how many are in, and which of the others could come in by changes that have a cost.

    Parameters
    ----------
    considered, fits, to_check
        Sites looked at, those that no rule excludes, and how many of these a rule cannot judge.
    standing
        By rule, the sites that it excludes and that nothing with a cost can mend.
    options
        Ways of the others; a site that has none within the limits has no row.
    """

    kind: SiteKind
    considered: int
    fits: int
    to_check: int
    standing: dict[str, int]
    options: Options


def options_in(inventory: Inventory, project: Project, scheme: Scheme, levers: Sequence[Lever]) -> list[Field]:
    """The sites of every kind that the project looks at, with the options of those that are rejected."""
    return [Prospects(inventory, project, scheme, levers, kind).field() for kind in project.kinds]


def fixed_cost(scheme: Scheme, rule: str) -> RelaxationCost | None:
    """What it costs to meet a rule by changing the plot; None where the scheme does not let it."""
    cost = scheme.relaxation.costs.get(rule)
    return None if cost is None or cost.fixed is None else cost


def months_of(sites: Sites, rule: str) -> Numbers:
    """Months for which a change of the plot is paid: those that its blockers take; 0 elsewhere, where nobody records them."""
    return np.nan_to_num(sites.number(Role.BLOCKER_MONTHS)) if RULES[rule].clears else np.zeros(len(sites))


class Prospects:
    """The sites of one kind, from all of them to the options of those that could come in."""

    def __init__(
        self, inventory: Inventory, project: Project, scheme: Scheme, levers: Sequence[Lever], kind: SiteKind
    ) -> None:
        self.stock, self.project, self.scheme, self.kind = stock_of(inventory, kind), project, scheme, kind
        self.levers = levers
        self.gaps = Gaps(project=project, scheme=scheme, levers=levers)
        self.rules = applying_to(project, scheme, self.stock)
        everyone = Sites(self.stock)
        self.movable = {spec.id for spec in self.rules if levers and self.gaps.movable(spec, everyone)}
        self.fixable = {spec.id for spec in self.rules if fixed_cost(scheme, spec.id) is not None}

    @property
    def soft(self) -> list[RuleSpec]:
        """Rules that the scheme lets give way, on one side or the other."""
        return [spec for spec in self.rules if spec.id in self.movable | self.fixable]

    def field(self) -> Field:
        """Everything about them."""
        order = np.argsort(self.stock.tie_order, kind="stable")
        soft = self.soft
        left, unknown, standing = self._stand(Sites(self.stock, order))
        answers = self.answers(soft, left)
        no, unknown = (answers == NO).any(axis=0), unknown | (answers == UNKNOWN).any(axis=0)
        failing = left.take(np.flatnonzero(no))
        return Field(
            kind=self.kind,
            considered=len(self.stock),
            fits=int(np.count_nonzero(~no)),
            to_check=int(np.count_nonzero(~no & unknown)),
            standing=standing,
            options=self.options(failing, soft, answers[:, no] == NO),
        )

    def answers(self, rules: Sequence[RuleSpec], sites: Sites) -> Answers:
        """Answers of some rules for some sites, shape (rules, n)."""
        found = [
            RULES[spec.id].answers(Question(project=self.project, sites=sites, scheme=self.scheme, spec=spec))
            for spec in rules
        ]
        return np.array(found, dtype=np.int8).reshape(len(rules), len(sites))

    def _stand(self, sites: Sites) -> tuple[Sites, Mask, dict[str, int]]:
        """Sites that no rule without a cost excludes, whether one of these cannot judge them, and how many each excludes first."""
        unknown, standing = np.zeros(len(sites), dtype=bool), {}
        for spec in self.rules:
            if spec.id in self.movable | self.fixable:
                continue
            answers = self.answers([spec], sites)[0]
            stays = np.flatnonzero(answers != NO)
            if len(stays) < len(sites):
                standing[spec.id] = len(sites) - len(stays)
            unknown = (unknown | (answers == UNKNOWN))[stays]
            sites = sites.take(stays)
        return sites, unknown, standing

    def options(self, sites: Sites, rules: Sequence[RuleSpec], no: Mask) -> Options:
        """All ways of some rejected sites; ``no`` of shape (rules, n) says which of these rules exclude them."""
        parts = [
            part
            for changed in self._choices(rules, no)
            for part in self._by_choice(sites, rules, no, frozenset(changed))
        ]
        return join_options([part for part in parts if len(part)], len(self.levers))

    def _choices(self, rules: Sequence[RuleSpec], no: Mask) -> Iterator[tuple[str, ...]]:
        """Sets of rules that could give way either side and are met by changing the plot."""
        either = [
            spec.id
            for spec, fails in zip(rules, no, strict=True)
            if spec.id in self.movable & self.fixable and fails.any()
        ]
        for size in range(min(len(either), self.scheme.relaxation.max_steps) + 1):
            yield from combinations(either, size)

    def _by_choice(
        self, sites: Sites, rules: Sequence[RuleSpec], no: Mask, chosen: frozenset[str]
    ) -> Iterator[Options]:
        place = {spec.id: number for number, spec in enumerate(rules)}
        picks = (
            np.flatnonzero(np.logical_and.reduce([no[place[rule]] for rule in sorted(chosen)], axis=0))
            if chosen
            else None
        )
        some = sites if picks is None else sites.take(picks)
        fails = no if picks is None else no[:, picks]
        changed, cost = self._changed(some, rules, fails, chosen)
        kept = [spec for spec in rules if spec.id in self.movable - chosen]
        for rows, levels in self._levels(some, kept):
            reached = (levels < NEVER).all(axis=1)
            yield self._rows(some, rows[reached], levels[reached], changed, cost)

    def _changed(
        self, sites: Sites, rules: Sequence[RuleSpec], fails: Mask, chosen: frozenset[str]
    ) -> tuple[NDArray[np.int64], Numbers]:
        """Which rules are met by changing the plot, as bits, and what that costs; shapes (n,)."""
        changed, cost = np.zeros(len(sites), dtype=np.int64), np.zeros(len(sites))
        numbers = {spec.id: number for number, spec in enumerate(self.scheme.rules)}
        for spec, here in zip(rules, fails, strict=True):
            price = fixed_cost(self.scheme, spec.id)
            if price is None or (spec.id in self.movable and spec.id not in chosen):
                continue
            changed[here] |= 1 << numbers[spec.id]
            each = (price.fixed or 0.0) + price.per_month * months_of(sites, spec.id)
            cost += np.where(here, all_rounded(each, 4), 0.0)
        return changed, cost

    def _levels(self, sites: Sites, kept: Sequence[RuleSpec]) -> Iterator[tuple[Rows, Levels]]:
        """Levels that meet some rules: at the clear height that is needed anyway, and at each lower one that helps the others further."""
        everyone = np.arange(len(sites))
        if not self.levers:
            yield everyone, np.zeros((len(sites), 0), dtype=np.int32)
            return
        coupled = [spec for spec in kept if RULES[spec.id].hinges_on is not None]
        own = self._least(sites, [spec for spec in kept if spec not in coupled], 0)
        hinges = {RULES[spec.id].hinges_on for spec in coupled}
        clear = next((number for number, lever in enumerate(self.levers) if lever.key in hinges), None)
        if self.kind != LAND or not coupled or clear is None:
            yield everyone, np.maximum(own, self._least(sites, coupled, 0))
            return
        yield from self._by_clear_height(sites, coupled, own, clear)

    def _least(self, sites: Sites, rules: Sequence[RuleSpec], clear_level: int) -> Levels:
        levels = np.zeros((len(sites), len(self.levers)), dtype=np.int32)
        for spec in rules:
            needed = self.gaps.of(spec, sites, clear_level)
            if needed is not None:
                levels = np.maximum(levels, needed)
        return levels

    def _by_clear_height(
        self, sites: Sites, coupled: Sequence[RuleSpec], own: Levels, clear: int
    ) -> Iterator[tuple[Rows, Levels]]:
        rows = np.flatnonzero((own < NEVER).all(axis=1))
        last = np.full(own.shape, NEVER, dtype=np.int32)
        others = [number for number in range(own.shape[1]) if number != clear]
        for level in range(len(self.levers[clear].values)):
            if not len(rows):
                return
            needed = self._least(sites.take(rows), coupled, level)
            can = (needed < NEVER).all(axis=1) & (own[rows, clear] <= level)
            levels = np.maximum(own[rows], needed)
            levels[:, clear] = level
            # A lower clear height is worth naming only where it spares something else.
            first = last[rows, clear] == NEVER
            better = can & (first | (levels < last[rows])[:, others].any(axis=1))
            yield rows[better], levels[better]
            last[rows[better]] = levels[better]
            rows = rows[(needed > 0).any(axis=1) | ~can]

    def _rows(self, sites: Sites, picks: Rows, levels: Levels, changed: NDArray[np.int64], cost: Numbers) -> Options:
        rows = sites.rows[picks]
        return Options(
            sites=self.stock.tie_order[rows].astype(np.intp),
            rows=rows,
            kinds=np.full(len(rows), 0 if self.kind == LAND else 1, dtype=np.int8),
            levels=levels,
            changed=changed[picks],
            site_cost=cost[picks],
        )


def join_options(parts: Sequence[Options], levers: int) -> Options:
    """Options of several parts as one."""
    empty = Options(
        sites=np.empty(0, dtype=np.intp),
        rows=np.empty(0, dtype=np.intp),
        kinds=np.empty(0, dtype=np.int8),
        levels=np.empty((0, levers), dtype=np.int32),
        changed=np.empty(0, dtype=np.int64),
        site_cost=np.empty(0),
    )
    every = [empty, *parts]
    return Options(
        sites=np.concatenate([part.sites for part in every]),
        rows=np.concatenate([part.rows for part in every]),
        kinds=np.concatenate([part.kinds for part in every]),
        levels=np.concatenate([part.levels for part in every]),
        changed=np.concatenate([part.changed for part in every]),
        site_cost=np.concatenate([part.site_cost for part in every]),
    )
