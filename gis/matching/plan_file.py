"""The sections of a scheme on relaxation, assembly, portfolio and stability, read strictly; a section or a key that is absent keeps its default.

The defaults stand where the plans do: in ``gis.matching.plans``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, Final, cast

from gis.matching.plans import (
    AIMS,
    Aim,
    AssemblyPlan,
    PortfolioPlan,
    RelaxationCost,
    RelaxationPlan,
    StabilityPlan,
)
from gis.matching.scheme_reader import Reader

PLANS: Final = ("relaxation", "assembly", "portfolio", "stability")
_MAX_WHOLE: Final = 100_000_000
_ASSEMBLY: Final = {
    "max_members": (2.0, 12.0),
    "min_shared_edge_m": (0.01, 1e4),
    "snap_m": (0.0, 5.0),
    "bridge_m": (0.0, 100.0),
    "max_overshoot_pct": (0.0, 1e3),
}
"""What a plan for joining may say: an edge is no corner, a survey is off by metres at most, and of too many nobody can look through all sets."""


def read(reader: Reader, table: Mapping[str, Any]) -> dict[str, Any]:
    """The plans that a scheme's file states, by the name of their section.

    Raises
    ------
    SchemeError
        With file, key and what to mend.
    """
    makers: dict[str, Callable[[Reader, Mapping[str, Any]], Any]] = {
        "relaxation": _relaxation,
        "assembly": _assembly,
        "portfolio": _portfolio,
        "stability": lambda at, found: StabilityPlan(**_figures(at, found, StabilityPlan)),
    }
    found = {}
    for name in PLANS:
        if name in table:
            at, section = reader.at(name), dict(reader.table(table, name))
            at.text(section, "source")
            at.date(section)
            found[name] = makers[name](at, {key: section[key] for key in section if key not in ("source", "date")})
    return found


def _figures(at: Reader, table: Mapping[str, Any], plan: type[Any], *, beside: tuple[str, ...] = ()) -> dict[str, Any]:
    """The figures of a plan that a section states: whole where the default is whole."""
    defaults = {each.name: each.default for each in fields(plan) if each.default is not MISSING}
    figures = {key: default for key, default in defaults.items() if isinstance(default, int | float)}
    at.known(table, {*figures, *beside})
    return {key: _figure(at, table, key, whole=isinstance(figures[key], int)) for key in figures if key in table}


def _figure(at: Reader, table: Mapping[str, Any], key: str, *, whole: bool) -> float | int:
    value = at.number(table, key)
    if not whole:
        return value
    if value != int(value) or not 1 <= value <= _MAX_WHOLE:
        raise at.at(key).wrong("须是大于 0 的整数", "must be a whole number above 0")
    return int(value)


def _assembly(at: Reader, table: Mapping[str, Any]) -> AssemblyPlan:
    found = AssemblyPlan(**_figures(at, table, AssemblyPlan))
    for key, (least, most) in _ASSEMBLY.items():
        at.number({key: getattr(found, key)}, key, least=least, most=most)
    return found


def _relaxation(at: Reader, table: Mapping[str, Any]) -> RelaxationPlan:
    figures = _figures(at, table, RelaxationPlan, beside=("costs",))
    if "costs" not in table:
        return RelaxationPlan(**figures)
    listed, at_costs = at.table(table, "costs"), at.at("costs")
    costs = {rule: _cost(at_costs.at(rule), at_costs.table(listed, rule)) for rule in listed}
    return RelaxationPlan(**figures, costs=costs)


def _cost(at: Reader, table: Mapping[str, Any]) -> RelaxationCost:
    keys = tuple(each.name for each in fields(RelaxationCost))
    at.known(table, set(keys))
    if "per_pct" not in table and "fixed" not in table:
        raise at.wrong("须有 per_pct 或 fixed", "needs per_pct or fixed")
    return RelaxationCost(**{key: at.number(table, key) for key in keys if key in table})


def _portfolio(at: Reader, table: Mapping[str, Any]) -> PortfolioPlan:
    stages = ("pinned_stages", "placed_stages", "reserve_stages", "settled_by_placement")
    dates, classes = ("start_by", "next_round_from", "next_round_start_by"), ("land_classes_mu", "height_classes_m")
    figures = _figures(at, table, PortfolioPlan, beside=("aims", "tier_points", *stages, *dates, *classes))
    listed: dict[str, Any] = {key: at.strings(table, key) for key in stages if key in table}
    listed |= {key: _day(at, table, key) for key in dates if key in table}
    listed |= {key: _rising(at, table, key) for key in classes if key in table}
    if "aims" in table:
        listed["aims"] = _aims(at, table)
    if "tier_points" in table:
        points = at.table(table, "tier_points")
        listed["tier_points"] = {tier: at.at("tier_points").number(points, tier) for tier in points}
    return PortfolioPlan(**figures, **listed)


def _aims(at: Reader, table: Mapping[str, Any]) -> tuple[Aim, ...]:
    named = at.strings(table, "aims")
    at.at("aims").unique(named)
    for name in named:
        if name not in AIMS:
            known = ", ".join(AIMS)
            raise at.at("aims").wrong(f"没有目标 {name}；可用：{known}", f"there is no aim {name}; known: {known}")
    if not named:
        raise at.at("aims").wrong("至少须有一个目标", "needs one aim at least")
    return cast("tuple[Aim, ...]", named)


def _day(at: Reader, table: Mapping[str, Any], key: str) -> dt.date:
    value = at.need(table, key)
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise at.at(key).wrong("须是日期，如 2023-06-30", "must be a date such as 2023-06-30")
    return value


def _rising(at: Reader, table: Mapping[str, Any], key: str) -> tuple[float, ...]:
    found = at.numbers(table, key)
    if list(found) != sorted(set(found)):
        raise at.at(key).wrong("须由小到大", "must rise")
    return found
