"""A portfolio's aims one after another by integer programming (HiGHS), each with its objective, its bound and its gap.

Deterministic: options stand in the order of ids, branch and bound stops at a number of nodes, never at a time, and a last stage
settles ties by the order of options.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from gis.matching.plans import Aim
from gis.matching.portfolio.model import Model, common_step

Status = Literal["optimal", "best_found"]
_OPTIMAL: Final = 0
_HUNDREDTHS: Final = 100
Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One aim as it was settled, after those before it: nothing better than ``bound`` exists at their levels."""

    aim: Aim
    objective: float
    bound: float
    status: Status

    @property
    def gap(self) -> float:
        """(bound − objective) / bound; 0 where nothing can be had."""
        return 0.0 if self.bound <= self.objective else (self.bound - self.objective) / self.bound


@dataclass(frozen=True, kw_only=True, eq=False)
class _Level:
    """What an aim that came before has reached, and the values of its options."""

    aim: Aim
    values: NDArray[np.int64]
    reached: int


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The chosen options by their place in the model's, and how each aim was settled."""

    chosen: tuple[int, ...]
    stages: tuple[Stage, ...]


def solve(
    model: Model,
    aims: Sequence[Aim],
    *,
    node_limit: int,
    fallback: Sequence[int] | None,
    progress: Progress | None = None,
) -> Solution:
    """The best consistent set of options, aim after aim.

    Parameters
    ----------
    node_limit
        Branch-and-bound nodes a stage may take.
    fallback
        A consistent set, by greedy choice: what is kept where a stage finds none in its nodes. None: nothing is known.
    progress
        Told each aim before it is asked.
    """
    if not model.options:
        return Solution(chosen=(), stages=tuple(Stage(aim=aim, objective=0, bound=0, status="optimal") for aim in aims))
    chosen = np.zeros(len(model.options), dtype=bool)
    chosen[list(fallback or ())] = True
    settled: list[_Level] = []
    stages = []
    for aim in aims:
        if progress:
            progress(aim)
        values = model.values(aim)
        chosen, bound, proven = _stage(model, values, settled, node_limit, chosen)
        reached = int(values[chosen].sum())
        bound = max(bound, _ghost_bound(model, aim, settled), reached)
        settled.append(_Level(aim=aim, values=values, reached=reached))
        status: Status = "optimal" if bound == reached and proven else "best_found"
        stages.append(Stage(aim=aim, objective=reached / _HUNDREDTHS, bound=bound / _HUNDREDTHS, status=status))
    return Solution(chosen=tuple(np.flatnonzero(chosen).tolist()), stages=tuple(stages))


def best(model: Model, aims: Sequence[Aim], *, node_limit: int) -> tuple[int, ...]:
    """The best consistent set by aims that weigh so that no gain in a later one outweighs a step of an earlier: one programme for all.

    For questions that only compare with a placement that is known; empty where none is found in its nodes.
    """
    weighed = np.zeros(len(model.options))
    for aim in aims:
        values = model.values(aim)
        steps = values // common_step(values)
        weighed = weighed * (float(_most(model, steps)) + 1.0) + steps
    if not len(weighed):
        return ()
    found = _milp(model, weighed, (), node_limit)
    if found.x is None:
        return ()
    chosen = found.x > 0.5
    return tuple(np.flatnonzero(chosen).tolist()) if _consistent(model, chosen) else ()


def _most(model: Model, values: NDArray[np.int64]) -> int:
    """The most that one option a project could sum to."""
    most = np.zeros(len(model.projects), dtype=np.int64)
    np.maximum.at(most, model.owner, values)
    return int(most.sum())


def _stage(
    model: Model,
    values: NDArray[np.int64],
    settled: Sequence[_Level],
    node_limit: int,
    known: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], int, bool]:
    """The best choice for one aim at the levels of those before it, its bound, and whether that is proven."""
    step = common_step(values)
    found = _milp(model, values / step, settled, node_limit)
    if found.x is None:
        return known, int(values.sum()), False
    chosen = found.x > 0.5
    keeps = all(int(past.values[chosen].sum()) >= past.reached for past in settled)
    # What is found may lie a hair outside a row: such a choice is not taken.
    if not keeps or not _consistent(model, chosen) or int(values[chosen].sum()) < int(values[known].sum()):
        chosen = known
    bound = int(np.floor(-float(found.mip_dual_bound) + 1e-6)) * step if found.mip_dual_bound is not None else None
    reached = int(values[chosen].sum())
    if found.status == _OPTIMAL and (bound is None or bound <= reached):
        return chosen, reached, True
    return chosen, int(values.sum()) if bound is None else max(bound, reached), False


def _milp(model: Model, values: NDArray[np.float64], settled: Sequence[_Level], node_limit: int) -> Any:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 a start does not wait for it

    matrix, low, high = model.rows
    constraints = [LinearConstraint(matrix, low, high)]
    constraints.extend(_at_least(past.values, past.reached) for past in settled if past.reached > 0)
    return milp(
        -values,
        integrality=np.ones(len(values)),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options={"node_limit": node_limit, "mip_rel_gap": 0.0},
    )


def _at_least(values: NDArray[np.int64], level: int) -> Any:
    """At least the level that an earlier aim has reached; half a step of slack is less than any real loss."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415 a start does not wait for it

    step = common_step(values)
    return LinearConstraint((values / step)[None, :], level / step - 0.5, np.inf)


def _consistent(model: Model, chosen: NDArray[np.bool_]) -> bool:
    matrix, low, high = model.rows
    used = matrix @ chosen.astype(float)
    return bool(np.all(used <= high + 1e-9) and np.all(used >= low - 1e-9))


def _ghost_bound(model: Model, aim: Aim, settled: Sequence[_Level]) -> int:
    """A bound that covers the options that were left out: each project that has some may take one that takes nothing from others.

    The linear relaxation of the model with these; 0 where nothing was left out.
    """
    ghosts = [n for n, choice in enumerate(model.choices) if choice.dropped and n not in model.fixed]
    if not ghosts:
        return 0
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 a start does not wait for it
    from scipy.sparse import csr_array, hstack  # noqa: PLC0415 a start does not wait for it

    matrix, low, high = model.rows
    extra = csr_array((np.ones(len(ghosts)), (ghosts, range(len(ghosts)))), shape=(matrix.shape[0], len(ghosts)))
    constraints = [LinearConstraint(hstack([matrix, extra]).tocsr(), low, high)]
    for past in settled:
        whole = np.concatenate([past.values, _ghost_values(model, past.aim, ghosts)])
        constraints.append(_at_least(whole, past.reached))
    values = np.concatenate([model.values(aim), _ghost_values(model, aim, ghosts)])
    step = common_step(values)
    found = milp(-values / step, integrality=np.zeros(len(values)), bounds=Bounds(0, 1), constraints=constraints)
    return int(np.floor(-found.fun + 1e-6)) * step if found.x is not None else int(values.sum())


def _ghost_values(model: Model, aim: Aim, ghosts: Sequence[int]) -> NDArray[np.int64]:
    if aim == "fit":
        return np.array([round(model.choices[n].best_dropped * _HUNDREDTHS) for n in ghosts], dtype=np.int64)
    return model.project_values(aim)[list(ghosts)]
