"""Levers: the figures of a requirement that may give way, each on a scale of round values with what every value costs."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from gis.matching.answers import Numbers
from gis.matching.candidates import FLOOR, LAND, SiteKind
from gis.matching.constraints import CONSTRAINTS
from gis.matching.constraints.kinds import builds
from gis.matching.project import MAX_NUMBER, Project
from gis.matching.scheme import Scheme
from gis.rounding import all_rounded, rounded
from gis.text import Text, many
from gis.units import figure, m2_from_mu, mu_from_m2, plain

_EPOCH: Final = dt.date(1970, 1, 1)
YEAR_DAYS: Final = 365.0
"""The year of which a later start is a share."""
_LAST_DAY: Final = float((dt.date(9999, 12, 31) - _EPOCH).days)
_COARSEST: Final = 2_000
"""The asked figure is at most so many steps of its scale: a larger figure has a coarser one, ten times at once."""
_HAIR: Final = 0.05
"""Part of a step by which what is asked may lie beside the scale and still stand on it."""
_LONGEST: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class LeverKind:
    """A figure of a requirement: its attribute, which way it gives way, and the finest step of its scale.

    ``rules`` are those that price it, each for one kind of site: a rule that is not in the scheme, or does not apply, prices nothing.
    """

    key: str
    way: int
    title: Text
    unit: str
    grain: float
    rules: tuple[tuple[str, SiteKind], ...]


def _kind(key: str, way: int, zh: str, en: str, unit: str, grain: float, *rules: tuple[str, SiteKind]) -> LeverKind:
    return LeverKind(key=key, way=way, title=Text(zh, en), unit=unit, grain=grain, rules=rules)


LEVERS: Final = (
    _kind("land_area_min_m2", -1, "面积下限", "least area", "m2_land", 0.1, ("area", LAND)),
    _kind("land_area_max_m2", 1, "面积上限", "greatest area", "m2_land", 0.1, ("area", LAND)),
    _kind(
        "floor_area_min_m2", -1, "建筑面积下限", "least floor area", "m2", 10,
        ("area", FLOOR), ("far", LAND), ("coverage", LAND),
    ),
    _kind(
        "floor_area_max_m2", 1, "建筑面积上限", "greatest floor area", "m2", 10,
        ("area", FLOOR), ("far", LAND), ("coverage", LAND),
    ),
    _kind("clear_height_m", -1, "净高", "clear height", "m", 0.1, ("clear_height", FLOOR), ("height", LAND)),
    _kind("floor_load_kn_m2", -1, "楼面荷载", "floor load", "kN/m2", 0.1, ("floor_load", FLOOR)),
    _kind("column_grid_m", -1, "柱距", "column spacing", "m", 0.1, ("column_grid", FLOOR)),
    _kind("crane_t", -1, "行车", "crane", "t", 0.1, ("crane", FLOOR)),
    _kind("lift_t", -1, "货梯", "freight lift", "t", 0.1, ("lift", FLOOR)),
    _kind("power_kva", -1, "电力", "power", "kVA", 1, ("power", LAND), ("power", FLOOR)),
    _kind("start_date", 1, "开工", "start", "day", 1, ("start", LAND), ("start", FLOOR)),
    _kind("investment_wan", 1, "投资", "investment", "wan", 1, ("per_mu", LAND)),
    _kind("output_wan_mu", 1, "亩均产出", "output per mu", "wan/mu", 0.1, ("per_mu", LAND)),
    _kind("tax_wan_mu", 1, "亩均税收", "tax per mu", "wan/mu", 0.1, ("per_mu", LAND)),
)  # fmt: skip
_UNITS: Final = {"m2": "m²", "kN/m2": "kN/m²"}
_WAN: Final = {"wan": Text("万元", "×10⁴ yuan"), "wan/mu": Text("万元/亩", "×10⁴ yuan/mu")}


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

    kind: LeverKind
    rule: str
    values: Numbers
    costs: Numbers
    pcts: Numbers

    @property
    def key(self) -> str:
        """The attribute of the project."""
        return self.kind.key

    def value_at(self, level: int) -> float | dt.date:
        """The requirement's figure at a level."""
        value = float(self.values[level])
        return _EPOCH + dt.timedelta(days=int(value)) if self.key == "start_date" else value

    @cached_property
    def unit(self) -> str:
        """The unit as answers name it."""
        return "m2" if self.kind.unit == "m2_land" else self.kind.unit


def levers_of(project: Project, scheme: Scheme) -> tuple[Lever, ...]:
    """The figures of a requirement that the scheme lets give way, in the order of ``LEVERS``.

    A figure that several rules price costs what the dearest of them says, and goes as far as the strictest lets it.
    """
    return tuple(lever for kind in LEVERS if (lever := _lever(kind, project, scheme)) is not None)


def _lever(kind: LeverKind, project: Project, scheme: Scheme) -> Lever | None:
    asked = asked_figure(project, kind.key)
    priced = {
        rule: cost
        for rule, at in kind.rules
        if (cost := scheme.relaxation.costs.get(rule)) is not None
        and cost.per_pct is not None
        and _applies(rule, at, project, scheme)
        and (kind.key != "floor_area_max_m2" or at == FLOOR or builds(project, scheme))
    }
    if not asked or not priced:
        return None
    rule = max(priced, key=lambda each: priced[each].per_pct or 0.0)
    limit = min(cost.limit_pct for cost in priced.values())
    base = YEAR_DAYS if kind.key == "start_date" else asked
    values = np.array([asked, *_scale(kind, asked, base * limit / 100)])
    pcts = (values - asked) / base * 100
    return Lever(
        kind=kind,
        rule=rule,
        values=values,
        pcts=pcts,
        costs=all_rounded(np.abs(pcts) * (priced[rule].per_pct or 0.0), 4),
    )


def _applies(rule: str, at: SiteKind, project: Project, scheme: Scheme) -> bool:
    spec = next((each for each in scheme.rules if each.id == rule), None)
    return spec is not None and at in spec.kinds and project.looks_at(at) and CONSTRAINTS[rule].applies(project, at)


def asked_figure(project: Project, key: str) -> float | None:
    """A figure of a requirement as a number, days since 1970-01-01 for a date; None where it is not asked."""
    value: Any = getattr(project, key)
    if value is None:
        return None
    return float((value - _EPOCH).days) if isinstance(value, dt.date) else float(value)


def _scale(kind: LeverKind, asked: float, room: float) -> list[float]:
    """Round figures beyond the asked one, nearest first, no further than ``room`` from it and never as low as zero."""
    in_units = mu_from_m2(asked) if kind.unit == "m2_land" else asked
    grain = kind.grain
    while kind.unit != "day" and in_units / grain > _COARSEST:
        grain *= 10
    asked_at = in_units / grain
    # 26,667 m² is 40.0005 亩: from there to 40 亩 is no step that anybody could read.
    first = math.ceil(asked_at - _HAIR) - 1 if kind.way < 0 else math.floor(asked_at + _HAIR) + 1
    found: list[float] = []
    for step in range(_LONGEST):
        value = _stored(kind, (first + kind.way * step) * grain)
        if value <= 0 or value > (_LAST_DAY if kind.unit == "day" else MAX_NUMBER):
            break
        # 0.1 亩 rounded away may lie as much as 0.01 m² beyond the limit.
        if abs(value - asked) > room + 1e-9 * asked + (0.01 if kind.unit == "m2_land" else 0.0):
            break
        found.append(value)
    return found


def _stored(kind: LeverKind, value: float) -> float:
    """A round figure in the unit of the attribute; 0.1 亩 has no end in m² and is rounded away from what was asked."""
    value = rounded(value, 6)
    if kind.unit != "m2_land":
        return value
    exact = m2_from_mu(value) * 100
    return (math.ceil(exact - 1e-6) if kind.way > 0 else math.floor(exact + 1e-6)) / 100


# words ---------------------------------------------------------------------------------------------------------------


def change_words(lever: Lever, level: int) -> Text:
    """A change of the requirement, "面积下限 40 → 37 亩（−7.5%）"."""
    before, after = (shown_figure(lever.kind, float(lever.values[at])) for at in (0, level))
    unit, title = unit_words(lever.kind), lever.kind.title
    if lever.key == "start_date":
        days = int(rounded(float(lever.values[level] - lever.values[0])))
        later = f"{many(days, 'day')} later"
        return Text(
            f"{title.zh} {before} → {after}（晚 {figure(days)} 天）", f"{title.en} {before} → {after} ({later})"
        )
    share = signed(float(lever.pcts[level]))
    return Text(
        f"{title.zh} {before} → {after} {unit.zh}（{share}%）", f"{title.en} {before} → {after} {unit.en} ({share} %)"
    )


def signed(pct: float) -> str:
    """A percentage with its sign, "−7.5", "+12"."""
    return ("−" if pct < 0 else "+") + plain(rounded(abs(pct), 1))


def unit_words(kind: LeverKind) -> Text:
    """The unit of a figure as people read it, land in 亩."""
    if kind.unit == "m2_land":
        return Text("亩", "mu")
    shown = _UNITS.get(kind.unit, kind.unit)
    return _WAN.get(kind.unit, Text(shown, shown))


def shown_figure(kind: LeverKind, value: float) -> str:
    """A figure as it stands in a sentence, without its unit."""
    if kind.unit == "day":
        return (_EPOCH + dt.timedelta(days=int(value))).isoformat()
    if kind.unit == "m2_land":
        return figure(mu_from_m2(value), 1).removesuffix(".0")
    return plain(value)
