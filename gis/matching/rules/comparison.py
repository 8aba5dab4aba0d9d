"""A figure of each site beside a bound that follows a figure of the requirement.

A rule declares it once. Whether a site passes, how far the requirement would have to give way for it, what it is short by and the words for that
all follow, so that a level that suffices for one suffices for the other to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np

from gis.columns import Rows
from gis.fields import Role
from gis.matching.needs.attributes import Attribute
from gis.matching.needs.project import ATTRIBUTES, Project, figure_of
from gis.matching.rules.question import Question, floor_unknown, to_check
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers, Numbers, at_least, at_most
from gis.matching.sites.candidates import SITE_KINDS, SiteKind, Sites
from gis.text import Text
from gis.units import plain


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A figure that each site has, whoever asks; NaN where it is not known.

    ``name`` tells it from all others: what is worked out under it is kept as long as the sites are, unless it is quick to have.
    ``of_one_floor``: of a record of a whole building nobody can tell it. ``role``: what it is recorded under, where it is nothing else.
    """

    name: Hashable
    make: Callable[[Sites], Numbers]
    kept: bool = True
    of_one_floor: bool = False
    role: Role | None = None

    def of(self, sites: Sites) -> Numbers:
        """The figure of each site, shape (n,)."""
        return sites.derived(self.name, self.make) if self.kept else self.make(sites)

    def __call__(self, q: Question) -> Numbers:
        return self.of(q.sites)


def recorded(role: Role) -> Quantity:
    """What is recorded under a role."""
    return Quantity(name=role, make=lambda sites: sites.number(role), kept=False, role=role)


def figures_of_one_floor(sites: Sites, role: Role) -> Numbers:
    """What is recorded of each floor; NaN where the record is of a whole building, for which floor has it is not known."""
    figures, whole = sites.number(role), sites.by_building
    return np.where(whole, np.nan, figures) if whole.any() else figures


def of_one_floor(role: Role) -> Quantity:
    """What is recorded of a floor under a role."""
    return Quantity(
        name=("of one floor", role),
        make=lambda sites: figures_of_one_floor(sites, role),
        kept=False,
        of_one_floor=True,
        role=role,
    )


def _as_asked(_q: Question, values: Numbers) -> Numbers:
    """What is asked is the bound itself."""
    return values


def _whenever(_project: Project, _scheme: Scheme) -> bool:
    """Of whatever project."""
    return True


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """That a figure of each site reaches a bound, where the requirement's figure is a lower bound, or stays within it.

    Parameters
    ----------
    key
        The figure of the requirement.
    has
        What each site has, at its best where nobody can tell; NaN where it is not known at all.
    bound
        Turns values of the requirement into bounds, in their order.
    surely
        What each site has for certain, where that differs: between the two nobody can tell.
    kinds
        The kinds of site of which it is asked.
    when
        Whether it is asked at all.
    gives_way
        Whether the rule is one that prices the figure.
    """

    key: str
    has: Quantity | Callable[[Question], Numbers]
    bound: Callable[[Question, Numbers], Numbers] = _as_asked
    surely: Callable[[Question], Numbers] | None = None
    kinds: tuple[SiteKind, ...] = SITE_KINDS
    when: Callable[[Project, Scheme], bool] = _whenever
    gives_way: bool = True

    @property
    def attribute(self) -> Attribute:
        """The figure of the requirement, as it is declared."""
        return ATTRIBUTES[self.key]

    @property
    def at_least(self) -> bool:
        """Whether the bound must be reached; else it must not be passed."""
        return self.attribute.sense == "at_least"

    @property
    def quantity(self) -> Quantity:
        """What each site has, whoever asks; TypeError where that depends on the question."""
        if not isinstance(self.has, Quantity):
            raise TypeError(self.key)
        return self.has

    @property
    def roles(self) -> tuple[Role, ...]:
        """What it compares, where that is recorded under one role."""
        return (self.has.role,) if isinstance(self.has, Quantity) and self.has.role is not None else ()

    def is_made(self, q: Question) -> bool:
        """Whether the project asks it of sites of this kind."""
        return (
            q.sites.kind in self.kinds and figure_of(q.project, self.key) is not None and self.when(q.project, q.scheme)
        )

    def is_of(self, role: Role) -> bool:
        """Whether it is of what is recorded under a role, and of nothing else."""
        return isinstance(self.has, Quantity) and self.has.name is role and self.surely is None

    def bound_of(self, q: Question) -> float:
        """The bound as it is asked."""
        return float(self.bound(q, np.array([figure_of(q.project, self.key)], dtype=np.float64))[0])

    def answers(self, q: Question) -> Answers:
        """Whether each site passes, int8 of shape (n,)."""
        compare, bound = at_least if self.at_least else at_most, self.bound_of(q)
        if self.surely is None:
            return compare(self.has(q), bound)
        answers = compare(self.surely(q), bound)
        # What is certain is quick to tell; only where it is not enough does it matter what may be.
        open_ones: Rows = np.flatnonzero(answers != YES)
        if len(open_ones):
            best = self.has(replace(q, sites=q.sites.take(open_ones)))
            answers[open_ones] = np.where(compare(best, bound) == NO, NO, UNKNOWN)
        return answers

    def failing(self, q: Question) -> int | None:
        """How many sites of the whole stock do not pass; None where only asking each would tell."""
        if not isinstance(self.has, Quantity):
            return None
        count = q.sites.stock.beneath if self.at_least else q.sites.stock.above
        return count(self.has.name, self.has.make, self.bound_of(q))

    def words(self, q: Question, row: int, answer: int) -> Text:
        """What is there beside what is asked, and the gap: 净高 6 m，需 8，差 2."""
        title, unit = self.attribute.title, self.attribute.unit_words
        has, wanted = float(self.has(q)[row]), self.bound_of(q)
        if answer == UNKNOWN:
            of_floor = isinstance(self.has, Quantity) and self.has.of_one_floor
            words = to_check(title, needed(wanted, unit))
            return floor_unknown(words) if of_floor and q.sites.by_building[row] else words
        gap = missing(answer, plain(wanted - has))
        return Text(
            f"{title.zh} {plain(has)} {unit.zh}，需 {plain(wanted)}{gap.zh}",
            f"{title.en} {plain(has)} {unit.en}, {plain(wanted)} needed{gap.en}",
        )


def needed(wanted: float, unit: Text) -> Text:
    """What is asked, where nobody knows what is there."""
    return Text(f"需 ≥ {plain(wanted)} {unit.zh}", f"≥ {plain(wanted)} {unit.en} needed")


def missing(answer: int, gap: str, zh: str = "差", en: str = "short") -> Text:
    """By how much a site fails; nothing where it does not."""
    return Text(f"，{zh} {gap}", f", {gap} {en}") if answer == NO else Text("", "")
