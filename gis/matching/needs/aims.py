"""What a portfolio may aim at: each aim declared once, with its words and what placing a project counts in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gis.matching.needs.project import Project
from gis.rounding import rounded
from gis.text import Text
from gis.units import UNITS, Unit, mu_from_m2

Worth = Callable[[Project, Mapping[str, float]], float]


@dataclass(frozen=True, kw_only=True)
class Aim:
    """One aim.

    Parameters
    ----------
    measure
        The unit by which sentences have it, where it has one: money.
    says
        What a project has to state to count.
    worth
        What placing a project counts, by the points of the scheme's tiers; None where it depends on the place: the score.
    """

    id: str
    title: Text
    unit: Text
    measure: Unit | None = None
    says: tuple[str, ...] = ()
    worth: Worth | None = None


def tax_of(project: Project) -> float | None:
    """万元 of tax a year that a project promises: per mu, times the least land that it asks; None where either is not stated."""
    if project.tax_wan_mu is None or project.land_area_min_m2 is None:
        return None
    return rounded(project.tax_wan_mu * mu_from_m2(project.land_area_min_m2), 2)


_ALL: Final = (
    Aim(
        id="tier",
        title=Text("层级得分", "tier points"),
        unit=Text("分", "points"),
        says=("tier",),
        worth=lambda project, points: points.get(project.tier or "", 0.0),
    ),
    Aim(
        id="investment",
        title=Text("落位投资", "investment placed"),
        unit=UNITS["wan"].label,
        measure=UNITS["wan"],
        says=("investment_wan",),
        worth=lambda project, _: project.investment_wan or 0.0,
    ),
    Aim(
        id="number",
        title=Text("落位项目", "projects placed"),
        unit=Text("个", "projects"),
        worth=lambda _project, _points: 1.0,
    ),
    Aim(
        id="tax",
        title=Text("承诺税收", "tax promised"),
        unit=UNITS["wan/year"].label,
        measure=UNITS["wan/year"],
        says=("tax_wan_mu", "land_area_min_m2"),
        worth=lambda project, _: tax_of(project) or 0.0,
    ),
    Aim(id="fit", title=Text("适配总分", "sum of scores"), unit=Text("分", "points")),
)
AIMS: Final[dict[str, Aim]] = {aim.id: aim for aim in _ALL}
"""By id, in the order in which they decide where a scheme names none."""
