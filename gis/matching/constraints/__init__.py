"""The hard rules: each answers yes, no or to be checked for all sites at once, and says why for one."""

from __future__ import annotations

from typing import Final

from gis.matching.constraints import engineering, holding, planning, promises, usage
from gis.matching.constraints.rule import Constraint, Question

CONSTRAINTS: Final[dict[str, Constraint]] = {
    constraint.id: constraint
    for constraint in (
        usage.NEEDS,
        usage.USAGE,
        usage.SPACE_USE,
        holding.SUPPLY,
        holding.AVAILABILITY,
        holding.OCCUPIED,
        holding.HOLD,
        holding.TENURE,
        holding.TITLE,
        engineering.AREA,
        holding.BLOCKERS,
        holding.START,
        engineering.CLEAR_HEIGHT,
        engineering.FLOOR_LOAD,
        engineering.COLUMN_GRID,
        engineering.CRANE,
        engineering.LIFT,
        engineering.FIRE,
        engineering.POWER,
        planning.SERVICES,
        planning.CONTROLS,
        planning.FAR,
        planning.HEIGHT,
        planning.COVERAGE,
        promises.PER_MU,
    )
}

__all__ = ["CONSTRAINTS", "Constraint", "Question"]
