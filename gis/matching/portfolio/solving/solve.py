"""A portfolio's aims one after another by integer programming (HiGHS), each with its objective, its bound and its gap.

Deterministic: options stand in the order of ids, branch and bound stops at a number of nodes (at a time only where a service says so, see
``effort``), and a last stage settles ties by the order of options.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from gis.matching.portfolio.solving.effort import limits, nodes
from gis.matching.portfolio.solving.faces import by_faces, split_model
from gis.matching.portfolio.solving.kernel import kernel_of
from gis.matching.portfolio.solving.model import Model, common_step
from gis.rounding import rounded

Status = Literal["optimal", "best_found"]
_OPTIMAL: Final = 0
_HUNDREDTHS: Final = 100
_TIE_NODES: Final = 200
Progress = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One aim as it was settled, after those before it: nothing better than ``bound`` exists at their levels."""

    aim: str
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

    aim: str
    values: NDArray[np.int64]
    reached: int


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The chosen options by their place in the model's, and how each aim was settled."""

    chosen: tuple[int, ...]
    stages: tuple[Stage, ...]


def solve(
    model: Model,
    aims: Sequence[str],
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
    parts = [part for part in split_model(model) if part.options]
    solved = [_part(part, aims, node_limit, _within(part, model, fallback or ()), progress) for part in parts]
    chosen = [at for part, found in zip(parts, solved, strict=True) for at in part.places_in(model, found.chosen)]
    return Solution(
        chosen=tuple(sorted(chosen)),
        stages=tuple(_together(aim, [found.stages[n] for found in solved]) for n, aim in enumerate(aims)),
    )


def _together(aim: str, stages: Sequence[Stage]) -> Stage:
    """An aim over parts that do not touch: the best of all is the best of each."""
    proven = all(stage.status == "optimal" for stage in stages)
    return Stage(
        aim=aim,
        objective=sum(int(rounded(stage.objective * _HUNDREDTHS)) for stage in stages) / _HUNDREDTHS,
        bound=sum(int(rounded(stage.bound * _HUNDREDTHS)) for stage in stages) / _HUNDREDTHS,
        status="optimal" if proven else "best_found",
    )


def _part(
    model: Model, aims: Sequence[str], node_limit: int, known: Sequence[int], progress: Progress | None
) -> Solution:
    if progress and aims:
        progress(aims[0])
    # Where a solve is only compared by what it reaches, ties need no settling.
    ties = [model.order_values] if "fit" in aims else []
    whole = by_faces(model, [*(model.values(aim) for aim in aims), *ties])
    if whole is not None:
        return _proven(model, aims, whole)
    first = list(takewhile(lambda aim: aim != "fit", aims))
    kernel = kernel_of(model)
    chosen, stages = _settle(kernel.model, first, (), node_limit, _within(kernel.model, model, known), progress)
    chosen = list(kernel.completed(chosen))
    aside = {aim: int(model.project_values(aim)[list(kernel.aside)].sum()) for aim in first}
    stages = [
        replace(each, objective=each.objective + gain, bound=each.bound + gain)
        for each in stages
        for gain in [aside[each.aim] / _HUNDREDTHS]
    ]
    settled = [_Level(aim=aim, values=model.values(aim), reached=int(model.values(aim)[chosen].sum())) for aim in first]
    chosen, more = _settle(model, aims[len(first) :], settled, node_limit, chosen, progress)
    if ties and model.options:
        chosen = _by_id(model, aims, min(node_limit, _TIE_NODES), chosen)
    return Solution(chosen=tuple(chosen), stages=(*stages, *more))


def _by_id(model: Model, aims: Sequence[str], node_limit: int, chosen: Sequence[int]) -> list[int]:
    """Of all choices that reach as much in every aim, the one whose options stand first by id, as far as the nodes go."""
    known = np.zeros(len(model.options), dtype=bool)
    known[list(chosen)] = True
    tables = {aim: model.values(aim) for aim in aims}
    settled = [_Level(aim=aim, values=values, reached=int(values[known].sum())) for aim, values in tables.items()]
    found, _, _ = _stage(model, model.order_values, settled, node_limit, known)
    return np.flatnonzero(found).tolist()


def _proven(model: Model, aims: Sequence[str], chosen: NDArray[np.bool_]) -> Solution:
    """An optimum of all options that are weighed; what was left out may still lie above it."""
    settled, stages = list[_Level](), list[Stage]()
    for aim in aims:
        values = model.values(aim)
        reached = int(values[chosen].sum())
        bound = max(_ghost_bound(model, aim, settled), reached)
        settled.append(_Level(aim=aim, values=values, reached=reached))
        status: Status = "optimal" if bound == reached else "best_found"
        stages.append(Stage(aim=aim, objective=reached / _HUNDREDTHS, bound=bound / _HUNDREDTHS, status=status))
    return Solution(chosen=tuple(np.flatnonzero(chosen).tolist()), stages=tuple(stages))


def _within(part: Model, whole: Model, chosen: Sequence[int]) -> list[int]:
    """Options of a model as options of a part of it, those of other projects left out."""
    found = [part.index.get((whole.options[n].project, whole.options[n].key)) for n in chosen]
    return [n for n in found if n is not None]


def _settle(
    model: Model,
    aims: Sequence[str],
    before: Sequence[_Level],
    node_limit: int,
    known: Sequence[int],
    progress: Progress | None,
) -> tuple[list[int], list[Stage]]:
    """Aims one after another, from a choice that is known."""
    chosen = np.zeros(len(model.options), dtype=bool)
    chosen[list(known)] = True
    settled, stages = list(before), list[Stage]()
    for aim in aims:
        if progress:
            progress(aim)
        values = model.values(aim)
        reached, bound, proven = 0, 0, True
        if len(values):
            chosen, bound, proven = _stage(model, values, settled, node_limit, chosen)
            reached = int(values[chosen].sum())
            bound = max(bound, _ghost_bound(model, aim, settled), reached)
        settled.append(_Level(aim=aim, values=values, reached=reached))
        status: Status = "optimal" if bound == reached and proven else "best_found"
        stages.append(Stage(aim=aim, objective=reached / _HUNDREDTHS, bound=bound / _HUNDREDTHS, status=status))
    return np.flatnonzero(chosen).tolist(), stages


def _stage(
    model: Model,
    values: NDArray[np.int64],
    settled: Sequence[_Level],
    node_limit: int,
    known: NDArray[np.bool_],
) -> tuple[NDArray[np.bool_], int, bool]:
    """The best choice for one aim at the levels of those before it, its bound, and whether that is proven."""
    step = common_step(values)
    optimum = _milp(model, values / step, settled, node_limit)
    if optimum.x is None:
        return known, int(values.sum()), False
    chosen = optimum.x > 0.5
    keeps = all(int(past.values[chosen].sum()) >= past.reached for past in settled)
    # What is found may lie a hair outside a row: such a choice is not taken.
    if not keeps or not _consistent(model, chosen) or int(values[chosen].sum()) < int(values[known].sum()):
        chosen = known
    dual = optimum.mip_dual_bound
    bound = int(np.floor(-float(dual) + 1e-6)) * step if dual is not None and np.isfinite(dual) else None
    reached = int(values[chosen].sum())
    if optimum.status == _OPTIMAL and (bound is None or bound <= reached):
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
        options={"node_limit": nodes(len(values), node_limit), "mip_rel_gap": 0.0, **limits()},
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


def _ghost_bound(model: Model, aim: str, settled: Sequence[_Level]) -> int:
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
    optimum = milp(
        -values / step,
        integrality=np.zeros(len(values)),
        bounds=Bounds(0, 1),
        constraints=constraints,
        options=limits(),
    )
    solved = optimum.x is not None and optimum.status == _OPTIMAL
    return int(np.floor(-optimum.fun + 1e-6)) * step if solved else int(values.sum())


def _ghost_values(model: Model, aim: str, ghosts: Sequence[int]) -> NDArray[np.int64]:
    if aim == "fit":
        return np.array([int(rounded(model.choices[n].best_dropped * _HUNDREDTHS)) for n in ghosts], dtype=np.int64)
    return model.project_values(aim)[list(ghosts)]
