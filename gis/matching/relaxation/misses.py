"""Misses: how near sites come to the rules that they fail: by what mending costs, else by how far what is asked would have to give way.

Every rule is looked at by itself, with the rest of the requirement as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from gis.columns import Mask, Rows
from gis.matching.ranking.assessment import Assessment
from gis.matching.relaxation.gaps import NEVER, Gaps, share_of
from gis.matching.relaxation.levers import levers_of
from gis.matching.relaxation.options import fixed_cost, months_of
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec
from gis.matching.sites.answers import NO, Numbers
from gis.rounding import all_rounded

Nearness = tuple[float, int, float]
"""What mending costs, ∞ where nothing would; how many rules ask no figure that could give way; the shares of the others' figures. Less is nearer."""
_DIGITS: Final = 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Misses:
    """What keeps some assessed sites away, measured.

    Parameters
    ----------
    found
        The sites of one kind, assessed.
    rows
        Places of those that are looked at, shape (n,).
    """

    found: Assessment
    rows: Rows

    @cached_property
    def no(self) -> Mask:
        """Which rules the sites fail, shape (rules, n)."""
        return np.asarray(self.found.answers[:, self.rows] == NO)

    @cached_property
    def costs(self) -> Numbers:
        """What it costs to meet each rule that fails, shape (rules, n): ∞ where the scheme lets nothing give way far enough, 0 where it does not fail."""
        return self._measured[0]

    @cached_property
    def shares(self) -> Numbers:
        """By which share of the figure asked (of a year for a date) it would have to give way, shape (rules, n): NaN where no figure would do."""
        return self._measured[1]

    @cached_property
    def by_site(self) -> list[Nearness]:
        """How near each site is, all that it fails taken together."""
        blank = np.isnan(self.shares).sum(axis=0).tolist()
        costs, shares = self.costs.sum(axis=0), np.nansum(self.shares, axis=0)
        return list(zip(_plain(costs), blank, _plain(shares), strict=True))

    @cached_property
    def by_rule(self) -> list[Nearness]:
        """How near the site is that comes nearest to each rule, of those that fail it; where none does, farther than any."""
        costs = np.where(self.no, self.costs, np.inf).min(axis=1, initial=np.inf)
        shares = np.where(self.no & ~np.isnan(self.shares), self.shares, np.inf).min(axis=1, initial=np.inf)
        return list(zip(_plain(costs), (shares == np.inf).astype(int).tolist(), _plain(shares), strict=True))

    @cached_property
    def _measured(self) -> tuple[Numbers, Numbers]:
        costs, shares = np.zeros(self.no.shape), np.zeros(self.no.shape)
        levers = levers_of(self.found.project, self.found.scheme)
        gaps = Gaps(project=self.found.project, scheme=self.found.scheme, levers=levers)
        for at, (spec, fails) in enumerate(zip(self.found.rules, self.no, strict=True)):
            here = np.flatnonzero(fails)
            if len(here):
                costs[at, here] = self._costs(spec, here, gaps)
                shares[at, here] = self._shares(spec, here)
        return costs, shares

    def _costs(self, spec: RuleSpec, here: Rows, gaps: Gaps) -> Numbers:
        sites, least = self.found.sites.take(self.rows[here]), np.full(len(here), np.inf)
        levels = gaps.of(spec, sites)
        if levels is not None and gaps.levers:
            reached = np.flatnonzero((levels < NEVER).all(axis=1) & (levels > 0).any(axis=1))
            least[reached] = 0.0
            for lever, column in zip(gaps.levers, levels[reached].T, strict=True):
                least[reached] += lever.costs[column]
        change = fixed_cost(self.found.scheme, spec.id)
        if change is not None:
            least = np.minimum(least, (change.fixed or 0.0) + change.per_month * months_of(sites, spec.id))
        return np.asarray(least)

    def _shares(self, spec: RuleSpec, here: Rows) -> Numbers:
        project, sites = self.found.project, self.found.sites.take(self.rows[here])
        question = Question(project=project, sites=sites, scheme=self.found.scheme, spec=spec)
        total = sum((share_of(each, question) for each in RULES[spec.id].asked(question)), np.zeros(len(here)))
        return np.where((total > 0) & (total < np.inf), total, np.nan)


def _plain(values: Numbers) -> list[float]:
    """Values that compare alike where they differ by their last digits alone."""
    known = np.isfinite(values)
    return [float(each) for each in np.where(known, all_rounded(np.where(known, values, 0.0), _DIGITS), values)]
