"""Nearest sites: those of a kind that fail fewest rules for a project without a place, what can be mended first, and which of these rules are nearest to being met."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gis.columns import Mask, Rows
from gis.matching.portfolio.report import Lack
from gis.matching.ranking.assessment import Assessment
from gis.matching.relaxation.misses import Misses, Nearness
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO
from gis.matching.sites.candidates import SiteKind


@dataclass(frozen=True, kw_only=True, eq=False)
class Nearest:
    """The sites of one kind that fail fewest rules.

    Parameters
    ----------
    found
        All sites of the kind, assessed.
    rows
        Which of them are nearest, shape (n,).
    beyond
        0 where the scheme lets what they fail give way far enough, 1 where of no site it does, 2 where all sites fail a rule that nobody can change.
    misses
        How many rules each of the nearest fails.
    """

    found: Assessment
    rows: Mask
    beyond: int
    misses: int

    @property
    def kind(self) -> SiteKind:
        """Land or floor."""
        return self.found.sites.kind

    @property
    def order(self) -> tuple[int, int, Nearness]:
        """How far away they are: the less, the nearer."""
        return self.beyond, self.misses, min(self._measured.by_site)

    @cached_property
    def failing(self) -> tuple[int, ...]:
        """How many of the nearest fail each rule, in the scheme's order."""
        return tuple(int(count) for count in self._measured.no.sum(axis=1))

    def alone(self, rule: int) -> int:
        """How many sites fail nothing but a rule, however far they miss it."""
        no = self.found.answers == NO
        return int(np.count_nonzero(no[rule] & (no.sum(axis=0) == 1)))

    @cached_property
    def rules(self) -> tuple[int, ...]:
        """Places of the rules that the nearest fail: those that most of them fail first, then those that are nearest to being met."""
        near, counts = self._measured.by_rule, self.failing
        return tuple(sorted(np.flatnonzero(counts).tolist(), key=lambda rule: (-counts[rule], near[rule], rule)))

    @cached_property
    def example(self) -> int:
        """Place of the site to name: of those that fail the first of these rules the one that is nearest, ties by id."""
        stock, near = self.found.sites.stock, self._measured.by_site
        ties = stock.tie_order[self.found.sites.rows[self._measured.rows]].tolist()
        picks = np.flatnonzero(self._measured.no[self.rules[0]]).tolist()
        return int(self._measured.rows[min(picks, key=lambda at: (near[at], ties[at]))])

    @property
    def lack(self) -> Lack:
        """The rules that the nearest fail, in that order."""
        return Lack(kind=self.kind, rules=tuple(self.found.rules[rule].id for rule in self.rules))

    @cached_property
    def _measured(self) -> Misses:
        return Misses(found=self.found, rows=np.flatnonzero(self.rows))


def nearest(found: Assessment, scheme: Scheme) -> Nearest | None:
    """The sites that fail fewest rules; None where there is no site.

    Sites that fail what nobody can change, or miss by more than the scheme lets give way, are left out as long as there are others.
    """
    no = found.answers == NO
    fixed = [n for n, spec in enumerate(found.rules) if spec.id not in scheme.relaxation.costs]
    open_sites = ~no[fixed].any(axis=0) if fixed else np.ones(no.shape[1], dtype=bool)
    among = open_sites if open_sites.any() else np.ones(no.shape[1], dtype=bool)
    if not len(among):
        return None
    misses = np.where(among, no.sum(axis=0), 127)
    if open_sites.any() and (mended := _pick_mendable(found, misses, scheme.relaxation.max_steps)) is not None:
        return Nearest(found=found, rows=mended, beyond=0, misses=int(misses[mended].min()))
    least = int(misses.min())
    return Nearest(found=found, rows=misses == least, beyond=1 if open_sites.any() else 2, misses=least)


def _pick_mendable(found: Assessment, misses: Rows, steps: int) -> Mask | None:
    """The sites that fail fewest rules and of which each can be met at a cost; None where of no site so few changes would do."""
    for count in range(steps + 1):
        rows = np.flatnonzero(misses == count)
        near = rows[np.isfinite(Misses(found=found, rows=rows).costs.sum(axis=0))] if len(rows) else rows
        if len(near):
            mask = np.zeros(len(misses), dtype=bool)
            mask[near] = True
            return mask
    return None
