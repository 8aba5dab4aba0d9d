"""Nearest sites: those of a kind that fail fewest rules for a project without a place, and which rules they fail."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gis.columns import Mask
from gis.matching.answers import NO
from gis.matching.assessment import Assessment
from gis.matching.candidates import SiteKind
from gis.matching.portfolio.report import Lack
from gis.matching.scheme import Scheme


@dataclass(frozen=True, kw_only=True, eq=False)
class Nearest:
    """The sites of one kind that fail fewest rules.

    Parameters
    ----------
    found
        All sites of the kind, assessed.
    rows
        Which of them are nearest, shape (n,).
    fixed
        Whether all sites fail something that nobody can change.
    misses
        How many rules each of the nearest fails.
    """

    found: Assessment
    rows: Mask
    fixed: bool
    misses: int

    @property
    def kind(self) -> SiteKind:
        """Land or floor."""
        return self.found.sites.kind

    @property
    def order(self) -> tuple[bool, int]:
        """How far away they are: the less, the nearer."""
        return self.fixed, self.misses

    @cached_property
    def failing(self) -> tuple[int, ...]:
        """How many of the nearest fail each rule, in the scheme's order."""
        return tuple(int(count) for count in (self.found.answers[:, self.rows] == NO).sum(axis=1))

    @property
    def lack(self) -> Lack:
        """The rules that the nearest fail, those that most of them fail first."""
        counts = [(spec.id, count) for spec, count in zip(self.found.rules, self.failing, strict=True) if count]
        return Lack(kind=self.kind, rules=tuple(rule for rule, _ in sorted(counts, key=lambda pair: -pair[1])))


def nearest(found: Assessment, scheme: Scheme) -> Nearest | None:
    """The sites that fail fewest rules; None where there is no site.

    Sites that fail what nobody can change are left out as long as there are others.
    """
    no = found.answers == NO
    fixed = [n for n, spec in enumerate(found.rules) if spec.id not in scheme.relaxation.costs]
    open_sites = ~no[fixed].any(axis=0) if fixed else np.ones(no.shape[1], dtype=bool)
    among = open_sites if open_sites.any() else np.ones(no.shape[1], dtype=bool)
    if not len(among):
        return None
    misses = np.where(among, no.sum(axis=0), 127)
    least = int(misses.min())
    return Nearest(found=found, rows=misses == least, fixed=not open_sites.any(), misses=least)
