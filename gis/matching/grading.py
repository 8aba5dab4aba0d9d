"""What a criterion is: a figure of the field for every site, turned into [0, 1] by the scheme's value function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from gis.fields import Role
from gis.matching.answers import Numbers
from gis.matching.candidates import LAND, Sites
from gis.matching.project import Project
from gis.matching.scheme import CriterionSpec, Scheme
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

    ``figures`` are the figures behind one row's words, None where one is unknown.
    """

    id: str
    values: Callable[[Grading], Numbers]
    words: Callable[[Grading, int], Text]
    asked: Callable[[Grading], bool] = _always
    figures: Callable[[Grading, int], Figures] | None = None


def constant(g: Grading, value: float) -> Numbers:
    """One value for every site."""
    return np.full(len(g.sites), value)


def taken(g: Grading, span: tuple[float, float] | None) -> Numbers:
    """Area of each site that the project would take, in m²."""
    areas = g.sites.number(Role.AREA)
    if span is None or g.sites.kind == LAND:
        return areas
    # Of a floor that is too large, the part that is let counts: as near to the middle of the range as can be had.
    bottom, top = span
    part = np.clip(g.sites.number(Role.MIN_LET), (bottom + top) / 2, top)
    return np.where(areas > top, part, areas)


def known(figures: Mapping[str, float]) -> Figures:
    """Figures rounded to 0.01, None where unknown."""
    return {key: None if np.isnan(value) else round(float(value), 2) for key, value in figures.items()}
