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
    # Rows of settled projects, 1 ≤ … ≤ 1, are equations from the start. No other low bound is handed on: it is 0, and shares are not negative.
    exact = low >= high
    lower, upper = np.zeros(len(model.options)), np.ones(len(model.options))
    chosen, settled = np.zeros(len(model.options), dtype=bool), list[tuple[NDArray[np.int64], int]]()
    for values in tables:
        # In units of the common step sums are whole numbers: two choices that differ in this aim differ by 1 at least.
        step = common_step(values)
        optimum = linprog(
            -values / step,
            A_ub=matrix[~exact] if not exact.all() else None,
            b_ub=high[~exact] if not exact.all() else None,
            A_eq=matrix[exact] if exact.any() else None,
            b_eq=high[exact] if exact.any() else None,
            bounds=np.column_stack([lower, upper]),
            method="highs-ds",
            options=limits(),
        )
        # A vertex that is not whole: here the matrix is not totally unimodular, and branch and bound has to settle it.
        if optimum.x is None or optimum.status != 0 or np.any(np.abs(optimum.x - all_rounded(optimum.x)) > _HAIR):
            return None
        chosen = optimum.x > 0.5
        reached = int(values[chosen].sum())
        settled.append((values, reached))
        # The proof, in whole numbers: earlier levels are kept to the unit, and no multiple of the step lies between what is reached and the
        # programme's optimum, which bounds every whole choice of the face from above.
        whole = all(int(past[chosen].sum()) == level for past, level in settled)
        if not whole or int(np.floor(-optimum.fun + _HAIR)) * step != reached:
            return None
        # Any optimum x and any dual optimum fulfil complementary slackness (Schrijver, Theory of Linear and Integer Programming, chapter 7),
        # and whatever is feasible and fulfils it is optimal. SciPy minimises: the marginal of a lower bound is ≥ 0, those of an upper bound and of
        # a row are ≤ 0. A variable with the first at 0.0 is 0 in every optimum, one with the second is 1 in every optimum.
        # Of a variable that is settled both bounds are one: its reduced cost says nothing of the other value.
        at_none, at_one = (
            (optimum.lower.marginals > _HAIR) & (lower < 1),
            (optimum.upper.marginals < -_HAIR) & (upper > 0),
        )
        upper[at_none] = 0.0
        lower[at_one] = 1.0
        # A row with a dual value is met exactly by every optimum: it becomes an equation. Bounds at 0 and 1 and equations instead of
        # inequalities leave every square part of the matrix as it was, so that it stays totally unimodular.
        tight = np.zeros(len(exact), dtype=bool)
        if not exact.all():
            tight[~exact] = optimum.ineqlin.marginals < -_HAIR
        exact |= tight
    return chosen


def split_model(model: Model) -> tuple[Model, Model]:
    """The model in two that do not touch: projects whose whole neighbourhood takes single whole places, and all others."""
    # One place alone, and more than half of it: nobody else of this kind has room beside. Such an option's column has two entries, one in a row
    # of projects and one in a row of places. Where all shares are 1 this is the incidence matrix of a bipartite graph: totally unimodular, so that
    # every vertex is whole (Hoffman and Kruskal, 1956). A share between a half and 1 is none of that; whether it does harm, ``by_faces`` sees at its vertex.
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
    # Whoever reaches a place that such a project reaches goes with it, and so on: no row is left with options of both parts. The best of the
    # whole is then the best of each.
    edge = list(sharing)
    while edge:
        for supply in reach[edge.pop()]:
            fresh = by_supply[supply] - sharing
            sharing |= fresh
            edge.extend(fresh)
    single = set(range(len(model.projects))) - sharing
    return model.of(single), model.of(sharing)
