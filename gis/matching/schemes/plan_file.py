"""The sections of a scheme on relaxation, assembly, portfolio and stability, read strictly; a section or a key that is absent keeps its default.

The defaults stand where the plans do: in ``gis.matching.scheme.plans``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, Final

from gis.matching.needs.aims import AIMS
from gis.matching.scheme.plans import (
    AssemblyPlan,
    PortfolioPlan,
    RelaxationCost,
    RelaxationPlan,
    StabilityPlan,
)
from gis.matching.schemes.scheme_sections import SchemeReader, Sections
from gis.reading.shapes import Misfit, Shape, among, day, listed, number, table_of, text, twice_words, whole, words
from gis.text import Text

PLANS: Final = ("relaxation", "assembly", "portfolio", "stability")
_CODE: Final = text(0, blank=True)
_MAX_WHOLE: Final = 100_000_000
_BOUNDS: Final = {
    "max_members": (2.0, 12.0),
    "min_shared_edge_m": (0.01, 1e4),
    "snap_m": (0.0, 5.0),
    "bridge_m": (0.0, 100.0),
    "max_overshoot_pct": (0.0, 1e3),
}
"""What a plan for joining may say: an edge is no corner, a survey is off by metres at most, and of too many nobody can look through all sets."""


def read_plans(sections: Sections) -> dict[str, Any]:
    """The plans that a scheme's files state, by the name of their section.

    Raises
    ------
    SchemeError
        With file, line, key and what to mend.
    """
    makers: dict[str, Callable[[SchemeReader], Any]] = {
        "relaxation": _relaxation,
        "assembly": lambda reader: AssemblyPlan(**_figures(reader, AssemblyPlan)),
        "portfolio": _portfolio,
        "stability": lambda reader: StabilityPlan(**_figures(reader, StabilityPlan)),
    }
    plans = {}
    for name in PLANS:
        if name in sections:
            reader = sections.section(name)
            reader.read("source", words(single=False))
            reader.read("date", day())
            plans[name] = makers[name](reader)
    return plans


def _figures(reader: SchemeReader, plan: type[Any], *, beside: tuple[str, ...] = ()) -> dict[str, Any]:
    """The figures of a plan that a section states: whole where the default is whole."""
    defaults = {each.name: each.default for each in fields(plan) if each.default is not MISSING}
    figures = {key: default for key, default in defaults.items() if isinstance(default, int | float)}
    reader.refuse_others(("source", "date", *figures, *beside))
    return {
        key: reader.read(key, _figure(key, whole_number=isinstance(default, int)))
        for key, default in figures.items()
        if key in reader
    }


def _figure(key: str, *, whole_number: bool) -> Shape[int] | Shape[float]:
    if whole_number:
        return whole(*_BOUNDS.get(key, (1, _MAX_WHOLE)), point=True)
    return number(*_BOUNDS.get(key, (0, math.inf)))


def _relaxation(reader: SchemeReader) -> RelaxationPlan:
    figures = _figures(reader, RelaxationPlan, beside=("costs",))
    if "costs" not in reader:
        return RelaxationPlan(**figures)
    listed_costs = reader.part("costs")
    return RelaxationPlan(**figures, costs={rule: _cost(listed_costs.part(rule)) for rule in listed_costs.table})


def _cost(reader: SchemeReader) -> RelaxationCost:
    keys = tuple(each.name for each in fields(RelaxationCost))
    reader.refuse_others(keys)
    if "per_pct" not in reader and "fixed" not in reader:
        raise reader.wrong("须有 per_pct 或 fixed", "needs per_pct or fixed")
    return RelaxationCost(**{key: reader.read(key, number(0)) for key in keys if key in reader})


def _portfolio(reader: SchemeReader) -> PortfolioPlan:
    stages = dict.fromkeys(("pinned_stages", "placed_stages", "reserve_stages", "settled_by_placement"), listed(_CODE))
    dates = dict.fromkeys(("start_by", "next_round_from", "next_round_start_by"), day())
    classes = dict.fromkeys(("land_classes_mu", "height_classes_m"), _rising)
    shapes: dict[str, Shape[Any]] = {**stages, **dates, **classes, "aims": _aims, "tier_points": table_of(number(0))}
    figures = _figures(reader, PortfolioPlan, beside=tuple(shapes))
    return PortfolioPlan(**figures, **{key: reader.read(key, shape) for key, shape in shapes.items() if key in reader})


def _aims(value: Any) -> tuple[str, ...]:
    named = listed(among(AIMS), 1, what=Text("目标", "aims"))(value)
    for place, name in enumerate(named, 1):
        if name in named[: place - 1]:
            raise Misfit(*twice_words(name), (place,))
    return tuple(named)


def _rising(value: Any) -> tuple[float, ...]:
    found = listed(number(), 1, what=Text("数字", "numbers"))(value)
    if list(found) != sorted(set(found)):
        raise Misfit(Text("须由小到大", "must rise"))
    return found
