"""Aims one after another by linear programmes alone, as far as their optima are whole.

Where each project takes one whole place, the programme's matrix is totally unimodular: its linear relaxation has a whole optimum. All optima
of an aim form a face of the polytope, told by the dual values: a variable with a reduced cost keeps its bound, a row with a dual value is met
exactly (complementary slackness). Settling the next aim on that face leaves the matrix as it is, whereas a row that demands the level
reached would not. Every whole optimum lies on the face, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.matching.portfolio.options import Supply
from gis.matching.portfolio.solving.effort import limits
from gis.matching.portfolio.solving.model import Model, common_step
from gis.rounding import all_rounded

_HAIR: Final = 1e-6


def by_faces(model: Model, tables: Sequence[NDArray[np.int64]]) -> NDArray[np.bool_] | None:
    """The options of an optimum in all aims; None where some relaxation has no whole optimum, or tolerances blur a face.

    Parameters
    ----------
    tables
        What each option counts, aim by aim, each of shape (options,).

    Returns
    -------
    array
        Of shape (options,).
    """
    from scipy.optimize import linprog  # noqa: PLC0415 a start does not wait for it

    matrix, low, high = model.rows
    exact = low >= high
    lower, upper = np.zeros(len(model.options)), np.ones(len(model.options))
    chosen, settled = np.zeros(len(model.options), dtype=bool), list[tuple[NDArray[np.int64], int]]()
    for values in tables:
        step = common_step(values)
        found = linprog(
            -values / step,
            A_ub=matrix[~exact] if not exact.all() else None,
            b_ub=high[~exact] if not exact.all() else None,
            A_eq=matrix[exact] if exact.any() else None,
            b_eq=high[exact] if exact.any() else None,
            bounds=np.column_stack([lower, upper]),
            method="highs-ds",
            options=limits(),
        )
        if found.x is None or found.status != 0 or np.any(np.abs(found.x - all_rounded(found.x)) > _HAIR):
            return None
        chosen = found.x > 0.5
        reached = int(values[chosen].sum())
        settled.append((values, reached))
        whole = all(int(past[chosen].sum()) == level for past, level in settled)
        if not whole or int(np.floor(-found.fun + _HAIR)) * step != reached:
            return None
        # Of a variable that is settled both bounds are one: its reduced cost says nothing of the other value.
        at_none, at_one = (found.lower.marginals > _HAIR) & (lower < 1), (found.upper.marginals < -_HAIR) & (upper > 0)
        upper[at_none] = 0.0
        lower[at_one] = 1.0
        tight = np.zeros(len(exact), dtype=bool)
        if not exact.all():
            tight[~exact] = found.ineqlin.marginals < -_HAIR
        exact |= tight
    return chosen


def split(model: Model) -> tuple[Model, Model]:
    """The model in two that do not touch: projects whose whole neighbourhood takes single whole places, and all others."""
    sharing = {
        option.project
        for option, used in zip(model.options, model.uses, strict=True)
        if len(used) > 1 or used[0][1] <= 0.5 + _HAIR
    }
    by_supply: dict[Supply, set[int]] = {}
    reach: dict[int, set[Supply]] = {}
    for option, used in zip(model.options, model.uses, strict=True):
        for supply, _ in used:
            by_supply.setdefault(supply, set()).add(option.project)
            reach.setdefault(option.project, set()).add(supply)
    edge = list(sharing)
    while edge:
        for supply in reach[edge.pop()]:
            fresh = by_supply[supply] - sharing
            sharing |= fresh
            edge.extend(fresh)
    single = set(range(len(model.projects))) - sharing
    return model.of(single), model.of(sharing)
