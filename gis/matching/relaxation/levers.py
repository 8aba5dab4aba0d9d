"""Levers: the figures of a requirement that may give way, each on a scale of round values with what every value costs."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from gis.matching.needs.attributes import FLOOR_M2, Attribute
from gis.matching.needs.demand_values import MAX_NUMBER
from gis.matching.needs.project import IN_LINES, Project, day_of, figure_of
from gis.matching.rules import RULES
from gis.matching.scheme.plans import RelaxationCost
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import Numbers
from gis.rounding import all_rounded, rounded
from gis.text import Text, many
from gis.units import amount, m2_from_mu, mu_bound, mu_from_m2, plain
from gis.units import figure as shown

YEAR_DAYS: Final = 365.0
"""The year of which a later start is a share."""
_LAST_DAY: Final = float((dt.date.max - dt.date(1970, 1, 1)).days)
_COARSEST: Final = 2_000
"""The asked figure is at most so many steps of its scale: a larger figure has a coarser one, ten times at once."""
_HAIR: Final = 0.05
"""Part of a step by which what is asked may lie beside the scale and still stand on it."""
_LONGEST: Final = 100_000


LEVERS: Final = tuple(each for each in IN_LINES if each.grain is not None)
"""The figures of a requirement that may give way."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lever:
    """One figure of a project's requirement on its scale.

    Parameters
    ----------
    rule
        The rule that prices it.
    values
        The asked figure, then round figures further and further from it, up to the limit; days since 1970-01-01 for a date.
    costs, pcts
        What each value costs, and by how many % of the asked figure (of a year for a date) it differs from it, with its sign.
    """

    figure: Attribute
    rule: str
    values: Numbers
    costs: Numbers
    pcts: Numbers

    @property
    def key(self) -> str:
        """The attribute of the project."""
        return self.figure.key

    def value_at(self, level: int) -> float | dt.date:
        """The requirement's figure at a level."""
        value = float(self.values[level])
        return day_of(value) if self.figure.kind == "date" else value

    @cached_property
    def unit(self) -> str:
        """The unit as answers name it."""
        return FLOOR_M2.id if self.figure.unit.land else self.figure.unit.id


def levers_of(project: Project, scheme: Scheme) -> tuple[Lever, ...]:
    """The figures of a requirement that the scheme lets give way, in the order of ``LEVERS``.

    A figure that several rules price costs what the dearest of them says, and goes as far as the strictest lets it.
    """
    return tuple(lever for each in LEVERS if (lever := _lever(each, project, scheme)) is not None)


def _lever(figure: Attribute, project: Project, scheme: Scheme) -> Lever | None:
    asked, priced = figure_of(project, figure.key), _priced(figure, project, scheme)
    if not asked or not priced:
        return None
    rule = max(priced, key=lambda each: priced[each].per_pct or 0.0)
    limit = min(cost.limit_pct for cost in priced.values())
    base = YEAR_DAYS if figure.kind == "date" else asked
    values = np.array([asked, *_scale(figure, asked, base * limit / 100)])
    pcts = (values - asked) / base * 100
    return Lever(
        figure=figure,
        rule=rule,
        values=values,
        pcts=pcts,
        costs=all_rounded(np.abs(pcts) * (priced[rule].per_pct or 0.0), 4),
    )


def _priced(figure: Attribute, project: Project, scheme: Scheme) -> dict[str, RelaxationCost]:
    """What the rules that ask a figure, of some kind of site, price it at."""
    costs = {}
    for spec in scheme.rules:
        cost = scheme.relaxation.costs.get(spec.id)
        kinds = [kind for kind in spec.kinds if project.looks_at(kind) and RULES[spec.id].asked_by(project, kind)]
        asked = [each for each in RULES[spec.id].compares if each.key == figure.key and each.gives_way]
        if cost is None or cost.per_pct is None:
            continue
        if any(not set(kinds).isdisjoint(each.kinds) and each.when(project, scheme) for each in asked):
            costs[spec.id] = cost
    return costs


def _scale(figure: Attribute, asked: float, room: float) -> list[float]:
    """Round figures beyond the asked one, nearest first, no further than ``room`` from it and never as low as zero."""
    in_units = mu_from_m2(asked) if figure.unit.land else asked
    grain = figure.grain or 1.0
    while figure.kind != "date" and in_units / grain > _COARSEST:
        grain *= 10
    asked_at = in_units / grain
    # 26,667 m² is 40.0005 亩: from there to 40 亩 is no step that anybody could read.
    first = math.ceil(asked_at - _HAIR) - 1 if figure.way < 0 else math.floor(asked_at + _HAIR) + 1
    steps: list[float] = []
    for step in range(_LONGEST):
        value = _stored(figure, (first + figure.way * step) * grain)
        if value <= 0 or value > (_LAST_DAY if figure.kind == "date" else MAX_NUMBER):
            break
        # 0.1 亩 rounded away may lie as much as 0.01 m² beyond the limit.
        if abs(value - asked) > room + 1e-9 * asked + (0.01 if figure.unit.land else 0.0):
            break
        steps.append(value)
    return steps


def _stored(figure: Attribute, value: float) -> float:
    """A round figure in the unit of the attribute; 0.1 亩 has no end in m² and is rounded away from what was asked."""
    value = rounded(value, 6)
    if not figure.unit.land:
        return value
    exact = m2_from_mu(value) * 100
    return (math.ceil(exact - 1e-6) if figure.way > 0 else math.floor(exact + 1e-6)) / 100


# words ---------------------------------------------------------------------------------------------------------------


def change_words(lever: Lever, level: int) -> Text:
    """A change of the requirement, "面积下限 40 → 37 亩（−7.5%）"."""
    before, after = (shown_figure(lever.figure, float(lever.values[at])) for at in (0, level))
    unit, title = lever.figure.unit_words, lever.figure.title
    if lever.figure.kind == "date":
        days = int(rounded(float(lever.values[level] - lever.values[0])))
        later = f"{many(days, 'day')} later"
        return Text(f"{title.zh} {before} → {after}（晚 {shown(days)} 天）", f"{title.en} {before} → {after} ({later})")
    share = signed(float(lever.pcts[level]))
    en = f"{before} → {after} {unit.en}"
    if lever.figure.unit.cny:
        en = " → ".join(amount(float(lever.values[at]), lever.figure.unit).en for at in (0, level))
    return Text(f"{title.zh} {before} → {after} {unit.zh}（{share}%）", f"{title.en} {en} ({share}%)")


def signed(pct: float) -> str:
    """A percentage with its sign, "−7.5", "+12"."""
    return ("−" if pct < 0 else "+") + plain(rounded(abs(pct), 1))


def shown_figure(figure: Attribute, value: float) -> str:
    """A figure as it stands in a sentence, without its unit."""
    if figure.kind == "date":
        return day_of(value).isoformat()
    if figure.unit.land:
        return mu_bound(value)
    return plain(value)
