"""Joined sites as one site: what rules and criteria read of it, and its points."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows
from gis.fields import Role
from gis.matching.criteria.criteria import CRITERIA, READINESS, months_to_use
from gis.matching.criteria.grading import Grading
from gis.matching.needs.project import Project
from gis.matching.ranking.assessment import Scores, scores_of
from gis.matching.scheme.scheme import CriterionSpec, Scheme
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import Sites, Stock
from gis.rounding import all_rounded

_BY_AREA: Final = frozenset({Role.FAR_MIN, Role.FAR_MAX, Role.DENSITY_MIN, Role.DENSITY_MAX, Role.PRICE, Role.RENT})
"""Figures for each m²: those of the members weigh by their area, so that figure × area is the sum of the members'."""


def across(ufunc: np.ufunc, values: NDArray[Any]) -> Numbers:
    """A function of two taken along each row, shape (m,): column by column, for rows are short and many."""
    return cast("Numbers", reduce(ufunc, values.T))


class JoinedSites(Sites):
    """Sets of sites, each read as one site.

    Its area is the sum; figures for each m² are the mean by area; of all other figures the least counts, for every member must do.

    Parameters
    ----------
    sets
        Rows of the stock, members of each in a row, −1 where there are fewer, shape (m, k).
    taken
        m² taken of each, 0 where there is nobody, shape (m, k).
    """

    def __init__(self, stock: Stock, sets: Rows, taken: Numbers) -> None:
        super().__init__(stock, sets[:, 0])
        self.sets, self.taken = sets, taken

    @cached_property
    def present(self) -> Mask:
        """Where there is a member, shape (m, k)."""
        return np.asarray(self.sets >= 0)

    @cached_property
    def area(self) -> Numbers:
        """m² taken in all, to 0.01, shape (m,)."""
        return np.asarray(all_rounded(across(np.add, self.taken), 2))

    @cached_property
    def alone(self) -> Sites:
        """All members, each once and by itself."""
        among = np.zeros(len(self.stock), dtype=bool)
        among[self.sets[self.present]] = True
        return Sites(self.stock, np.flatnonzero(among))

    @cached_property
    def place(self) -> Rows:
        """Where each member stands among those, shape (m, k); anywhere where there is nobody."""
        table = np.zeros(len(self.stock), dtype=np.intp)
        table[self.alone.rows] = np.arange(len(self.alone))
        return table[self.sets]

    @property
    def by_building(self) -> Mask:
        """None: of what is taken together nobody asks a single floor."""
        return np.zeros(len(self), dtype=bool)

    def take(self, picks: Rows | Mask) -> JoinedSites:
        """Some of them."""
        return JoinedSites(self.stock, self.sets[picks], self.taken[picks])

    def number(self, role: Role) -> Numbers:
        """A figure of the whole, shape (m,); NaN where it is unknown of a member."""
        if role in (Role.AREA, Role.MIN_LET):
            # What is taken is taken: no part of it is let to others.
            return self.area
        values = self.stock.number(role)[self.sets]
        if role in _BY_AREA:
            return self.mean(values)
        return across(np.minimum, np.where(self.present, values, np.inf))

    def derived(self, name: Hashable, make: Callable[[Sites], Numbers]) -> Numbers:
        """A figure worked out from those of the whole; of thresholds the strictest of the members'."""
        if isinstance(name, tuple) and name[0] == "threshold":
            values = self.stock.derived(name, make)[self.sets]
            return across(np.maximum, np.where(self.present, values, -np.inf))
        return make(self)

    def mean(self, values: NDArray[Any]) -> Numbers:
        """Mean of the members' figures, shape (m, k), by the area that is taken of each."""
        weighted = np.where(self.present, values * self.taken, 0.0)
        return across(np.add, weighted) / across(np.add, self.taken)


@dataclass(frozen=True, kw_only=True, eq=False)
class Graded:
    """Scores of joined sites, and the months until the last member can be used, NaN where one is unknown, shape (m,)."""

    scores: Scores
    months: Numbers


def graded_whole(project: Project, joined: JoinedSites, scheme: Scheme) -> Graded:
    """Scores of joined sites by the scheme's criteria.

    Area and price are those of the whole; readiness is that of the member that takes longest; every other value is the mean of the members'
    by area, where an unknown value earns nothing for its share and one that is unknown of all is unknown. Rounded as those of single sites.
    """
    alone, place = joined.alone, joined.place
    values, months = np.empty((len(scheme.criteria), len(joined))), np.full(len(joined), np.nan)
    for number, spec in enumerate(scheme.criteria):
        if spec.id == READINESS.id:
            months = _slowest(project, alone, scheme, spec)(joined, place)
            values[number] = spec.value(months)
        elif CRITERIA[spec.id].of_the_whole:
            values[number] = CRITERIA[spec.id].values(_grading(project, joined, scheme, spec))
        else:
            values[number] = _mean(joined, CRITERIA[spec.id].values(_grading(project, alone, scheme, spec))[place])
    return Graded(scores=scores_of(values, scheme), months=months)


def _grading(project: Project, sites: Sites, scheme: Scheme, spec: CriterionSpec) -> Grading:
    return Grading(project=project, sites=sites, scheme=scheme, spec=spec)


def _mean(joined: JoinedSites, values: Numbers) -> Numbers:
    unknown = np.isnan(values) | ~joined.present
    return np.where(unknown.all(axis=1), np.nan, joined.mean(np.where(unknown, 0.0, values)))


def _slowest(
    project: Project, alone: Sites, scheme: Scheme, spec: CriterionSpec
) -> Callable[[JoinedSites, Rows], Numbers]:
    months = months_to_use(_grading(project, alone, scheme, spec))

    def of(joined: JoinedSites, place: Rows) -> Numbers:
        return across(np.maximum, np.where(joined.present, months[place], 0.0))

    return of
