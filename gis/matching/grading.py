"""What a criterion is: a figure of the field for every site, turned into [0, 1] by the scheme's value function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from gis.fields import Role
from gis.matching.answers import Numbers
from gis.matching.candidates import LAND, SiteKind, Sites
from gis.matching.project import Project
from gis.matching.scheme import CriterionSpec, Scheme
from gis.rounding import rounded
from gis.text import Text

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
    sites of a kind by.
    """

    id: str
    values: Callable[[Grading], Numbers]
    words: Callable[[Grading, int], Text]
    asked: Callable[[Grading], bool] = _always
    figures: Callable[[Grading, int], Figures] | None = None
    reads: Mapping[SiteKind, tuple[str, ...]] = field(default_factory=dict)


def constant(g: Grading, value: float) -> Numbers:
    """One value for every site."""
    return np.full(len(g.sites), value)


def taken(g: Grading, span: tuple[float, float] | None) -> Numbers:
    """Area of each site that the project would take, in m²."""
    areas = g.sites.number(Role.AREA)
    if span is None or g.sites.kind == LAND:
        return areas
    bottom, top = span
    # Of a floor that is divided, the part that is let counts: as near to the middle of the range as can be had. One that could be taken whole is
    # divided only where what is left can be let too.
    least = g.sites.number(Role.MIN_LET)
    part = np.clip(least, (bottom + top) / 2, top)
    divided = (areas > most_whole(g.project, g.scheme)) | (areas - part >= least)
    return np.where(divided, part, areas)


def most_whole(project: Project, scheme: Scheme) -> float:
    """The largest floor, in m², that a project can take as a whole: the most that it asks and the tolerance of the rule of area."""
    high = project.floor_area_max_m2
    spec = next((each for each in scheme.rules if each.id == "area"), None)
    return np.inf if high is None else high * (1 + (spec.numbers["tolerance_pct"] / 100 if spec else 0.0))


def known(figures: Mapping[str, float]) -> Figures:
    """Figures rounded to 0.01, None where unknown."""
    return {key: None if np.isnan(value) else rounded(float(value), 2) for key, value in figures.items()}
