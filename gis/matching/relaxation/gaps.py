"""Gaps: how far each figure of a requirement must give way for every site to pass every rule, as levels of its scale.

What each rule compares is asked of the rule itself, so that a level that suffices here suffices there to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.matching.needs.project import Project, figure_of
from gis.matching.relaxation.levers import YEAR_DAYS, Lever
from gis.matching.rules import RULES, Comparison, Question
from gis.matching.scheme.scheme import RuleSpec, Scheme
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import Sites

Levels = NDArray[np.int32]
NEVER: Final = np.int32(2**30)
"""No level of the scale suffices."""


def levels_of(asked: Comparison, q: Question, lever: Lever | None, project: Project) -> Levels:
    """The level at which each site passes, 0 where it does as things stand, ``NEVER`` where none suffices; shape (n,).

    ``project`` is what is asked as things stand, which the question may have let give way in another figure.
    """
    figures = asked.has(q)
    stated = figure_of(project, asked.key)
    if stated is None:
        return np.zeros(len(figures), dtype=np.int32)
    bounds = asked.bound(q, np.array([stated]) if lever is None else lever.values)
    # Bounds fall where the figure must be reached and rise where it must not be passed: as the requirement gives way.
    sign = -1 if asked.at_least else 1
    needed = np.searchsorted(sign * bounds, sign * figures, side="left")
    return np.where(np.isnan(figures), 0, np.where(needed == len(bounds), NEVER, needed)).astype(np.int32)


def share_of(asked: Comparison, q: Question) -> Numbers:
    """By which share of the asked figure, of a year for a date, each site misses it; 0 where it passes, ∞ where nothing would do; shape (n,)."""
    stated = figure_of(q.project, asked.key) or 0.0
    base = YEAR_DAYS if asked.attribute.kind == "date" else stated
    here, further = asked.bound(q, np.array([stated, stated + base]))
    missing = (here - asked.has(q)) * (1 if asked.at_least else -1)
    # Bounds rise evenly with what is asked: the part of that step is the part of the figure. Of nothing there is no part.
    shares = missing / (further - here) if further > here else np.full(len(missing), np.inf)
    return np.where(missing > 0, shares, 0.0)


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
            clear = next(lever for lever in self.levers if lever.key == RULES[spec.id].hinges_on)
            lower: dict[str, Any] = {clear.key: float(clear.values[clear_level])}
            project = replace(project, **lower)
        question = Question(project=project, sites=sites, scheme=self.scheme, spec=spec)
        if not RULES[spec.id].compares:
            return None
        place = {lever.key: number for number, lever in enumerate(self.levers)}
        levels = np.zeros((len(sites), len(self.levers)), dtype=np.int32)
        for asked in RULES[spec.id].asked(question):
            at = place.get(asked.key)
            needed = levels_of(asked, question, None if at is None else self.levers[at], self.project)
            if at is not None:
                levels[:, at] = np.maximum(levels[:, at], needed)
            else:
                levels[needed > 0] = NEVER
        return levels

    def movable(self, spec: RuleSpec, sites: Sites) -> bool:
        """Whether some figure that the rule asks may give way at all."""
        keys = {lever.key for lever in self.levers}
        rule, question = RULES[spec.id], Question(project=self.project, sites=sites, scheme=self.scheme, spec=spec)
        return rule.hinges_on in keys or any(asked.key in keys for asked in rule.asked(question))
