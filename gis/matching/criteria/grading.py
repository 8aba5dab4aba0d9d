"""What a criterion is: a figure of the field for every site, turned into [0, 1] by the scheme's value function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.needs.project import Project
from gis.matching.rules.area import area_slack
from gis.matching.rules.comparison import figures_of_one_floor
from gis.matching.scheme.scheme import CriterionSpec, Scheme
from gis.matching.sites.answers import Numbers
from gis.matching.sites.candidates import LAND, SiteKind, Sites
from gis.rounding import all_rounded, rounded
from gis.text import Text
from gis.units import figure

_CENTS: Final = 100
Figures = dict[str, float | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Grading:
    """One criterion asked for one project of some sites."""

    project: Project
    sites: Sites
    scheme: Scheme
    spec: CriterionSpec


def _always(_grading: Grading) -> bool:
    """For criteria that count whatever the project asks."""
    return True


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A criterion: values of shape (n,) in [0, 1], NaN where unknown, the words for one row, and whether the project asks of it.

    ``figures`` are the figures behind one row's words, None where one is unknown. ``reads`` are the attributes of a project that it grades
    sites of a kind by. ``numbers`` and ``names`` are its parameters, and what holds where a scheme does not name one; ``tables`` are those that a
    scheme has to state. ``codes`` is the field whose codes a list or a table of it holds. ``of_the_whole``: joined sites are graded together, not
    each by itself.
    """

    id: str
    values: Callable[[Grading], Numbers]
    words: Callable[[Grading, int], Text]
    asked: Callable[[Grading], bool] = _always
    figures: Callable[[Grading, int], Figures] | None = None
    reads: Mapping[SiteKind, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    codes: Mapping[str, tuple[Kind, Role]] = field(default_factory=dict)
    of_the_whole: bool = False


def constant(g: Grading, value: float) -> Numbers:
    """One value for every site."""
    return np.full(len(g.sites), value)


def area_taken(g: Grading, span: tuple[float, float] | None) -> Numbers:
    """Area of each site that the project would take, in m²; NaN of a record of a whole building, whose floors are not known."""
    if span is None or g.sites.kind == LAND:
        return g.sites.number(Role.AREA)
    areas = figures_of_one_floor(g.sites, Role.AREA)
    bottom, top = span
    least, most = g.sites.number(Role.MIN_LET), most_whole(g.project, g.scheme)
    return let_part(areas, least, (bottom, (bottom + top) / 2, top), most)


def let_part(
    areas: Numbers, least: Numbers, span: tuple[Numbers | float, Numbers | float, Numbers | float], most: float
) -> Numbers:
    """What is taken of floors that may be divided, in m², shape (n,); NaN where one is too large and its smallest letting is unknown.

    As near to the middle as can be had. What is left can be let too where the range has room for that; where it has none, or the whole is nearer
    to the middle, a floor that may be taken whole is, but where it lies above the range, within the tolerance alone, and a part would not.

    Parameters
    ----------
    least
        The smallest letting of each, NaN where unknown.
    span
        The lower bound, the middle and the upper bound of what is asked.
    most
        The largest floor that may be taken whole, infinite where no upper bound is asked.
    """
    bottom, middle, top = span
    aim = np.clip(middle, least, np.maximum(top, least))
    spare = areas - least
    left, room = areas - aim >= least, spare >= np.maximum(bottom, least)
    # What fits goes before what is within the tolerance; where no upper bound is asked, nothing lies above the range.
    fits = (areas <= top) | ~(least <= top) | ~np.isfinite(most)
    whole = (areas <= most) & fits & ~left & (~room | (areas - aim < aim - spare))
    return np.where(whole, areas, np.minimum(np.where(left | ~room, aim, spare), areas))


def in_cents(parts: Numbers, areas: Numbers, least: Numbers) -> Numbers:
    """Parts of floors to 0.01 m², as registers state them: no less than is asked, but where what is left would no longer be let."""
    cents = all_rounded(parts * _CENTS, 4)
    up = np.minimum(np.ceil(cents) / _CENTS, areas)
    breaks = (areas - up < least) & (areas - parts >= least)
    return np.where(breaks, np.floor(cents) / _CENTS, up)


def rest_words(area: float, part: float, least: float) -> Text | None:
    """That what is left of a floor cannot be let by itself, in m²; None where it can, where nothing is left, or nobody knows."""
    rest = rounded(area - part, 2)
    if not 0 < rest < least:
        return None
    return Text(
        f"余下 {figure(rest)} m² 不足 {figure(least)} m² 起租，难以单独出租",
        f"the {figure(rest)} m² left cannot be let by themselves (let from {figure(least)} m²)",
    )


def most_whole(project: Project, scheme: Scheme) -> float:
    """The largest floor, in m², that a project can take as a whole: the most that it asks and the tolerance of the rule of area."""
    high = project.floor_area_max_m2
    return np.inf if high is None else high * (1 + area_slack(scheme))


def round_known(figures: Mapping[str, float]) -> Figures:
    """Figures rounded to 0.01, None where unknown."""
    return {key: None if np.isnan(value) else rounded(float(value), 2) for key, value in figures.items()}
