"""The integer programme of a portfolio: a variable an option, a row a project, a row for whatever can run out: the space of a place, power that is shared."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Option, Supply
from gis.rounding import all_rounded, rounded

Whole = NDArray[np.int64]
_SCALE: Final = 100
"""Aims are counted in hundredths, so that sums are exact."""


def worth(project: Project, aim: str, tier_points: Mapping[str, float]) -> float:
    """What placing a project counts in an aim that does not depend on where; what it does not state counts nothing."""
    counted = AIMS[aim].worth
    return 0.0 if counted is None else counted(project, tier_points)


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """Projects that look for a place and their options, ready to be solved.

    Parameters
    ----------
    projects
        In the order of their ids.
    choices
        The options of each project.
    fixed
        Projects whose place is settled, by number, with the options that agree.
    """

    projects: tuple[Project, ...]
    choices: tuple[Choice, ...]
    tier_points: Mapping[str, float]
    fixed: Mapping[int, tuple[Option, ...]]

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """All options, project by project, each project's by the ids of its sites."""
        found: list[Option] = []
        for number, choice in enumerate(self.choices):
            mine = self.fixed.get(number, choice.options)
            found.extend(sorted((each.of(number) for each in mine), key=lambda option: option.key))
        return tuple(found)

    @cached_property
    def index(self) -> dict[tuple[int, tuple[tuple[str, ...], float]], int]:
        """The place in ``options`` of each project's option, by its key."""
        return {(option.project, option.key): number for number, option in enumerate(self.options)}

    @cached_property
    def supplies(self) -> dict[Supply, int]:
        """What can run out, numbered as options first name it.

        A floor that no option takes by itself needs no row: it goes with its plot, which has one.
        """
        direct = {item.place for option in self.options for item in option.items}
        found: dict[Supply, int] = {}
        for option in self.options:
            for supply, _ in option.takes:
                if supply.place in direct:
                    found.setdefault(supply, len(found))
        return found

    @cached_property
    def uses(self) -> tuple[tuple[tuple[Supply, float], ...], ...]:
        """What each option takes of all that can run out."""
        return tuple(tuple([each for each in option.takes if each[0] in self.supplies]) for option in self.options)

    @cached_property
    def owner(self) -> NDArray[np.intp]:
        """The project of each option, shape (o,)."""
        return np.array([option.project for option in self.options], dtype=np.intp)

    @cached_property
    def rows(self) -> tuple[Any, NDArray[np.float64], NDArray[np.float64]]:
        """A sparse matrix and its lower and upper bounds: each project once, settled ones exactly once, nothing beyond what there is."""
        from scipy.sparse import csr_array  # noqa: PLC0415 a start does not wait for it

        count = len(self.projects)
        at = [(option.project, n, 1.0) for n, option in enumerate(self.options)]
        at += [(count + self.supplies[supply], n, share) for n, used in enumerate(self.uses) for supply, share in used]
        row, column, value = (np.array(part) for part in zip(*at, strict=True)) if at else (np.empty(0),) * 3
        shape = (count + len(self.supplies), len(self.options))
        low = np.concatenate([np.isin(np.arange(count), list(self.fixed)).astype(float), np.zeros(len(self.supplies))])
        return csr_array((value, (row.astype(int), column.astype(int))), shape=shape), low, np.ones(shape[0])

    def values(self, aim: str) -> Whole:
        """What each option counts in an aim, in hundredths, shape (o,)."""
        if AIMS[aim].worth is None:
            return all_rounded([option.score * _SCALE for option in self.options]).astype(np.int64)
        return self.project_values(aim)[self.owner] if len(self.options) else np.empty(0, dtype=np.int64)

    @cached_property
    def order_values(self) -> Whole:
        """What settles ties, shape (o,): more the earlier the project stands by its id, then the earlier the option by the ids of its sites."""
        counts = np.bincount(self.owner, minlength=len(self.projects))
        firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        places = np.arange(len(self.options)) - firsts[self.owner]
        turn = len(self.projects) - self.owner
        return np.asarray(turn * (counts.max(initial=0) + 1) + counts[self.owner] - places, dtype=np.int64)

    def project_values(self, aim: str) -> Whole:
        """What placing each project counts in an aim, in hundredths, shape (p,)."""
        return np.array(
            [int(rounded(worth(project, aim, self.tier_points) * _SCALE)) for project in self.projects], dtype=np.int64
        )

    def reached(self, aim: str, chosen: Sequence[int]) -> float:
        """An aim's sum over some options, in its own unit."""
        return float(self.values(aim)[list(chosen)].sum()) / _SCALE

    def of(self, numbers: Collection[int]) -> Model:
        """The model with the options of some projects alone; projects keep their numbers."""
        none = Choice(options=())
        choices = tuple(choice if number in numbers else none for number, choice in enumerate(self.choices))
        fixed = {number: options for number, options in self.fixed.items() if number in numbers}
        return Model(projects=self.projects, choices=choices, tier_points=self.tier_points, fixed=fixed)

    def places_in(self, whole: Model, chosen: Sequence[int]) -> list[int]:
        """Some of this model's options by their place in a model that holds them all."""
        return [whole.index[self.options[n].project, self.options[n].key] for n in chosen]

    def without(self, removed: Sequence[int]) -> Model:
        """The model without some options, by their place in ``options``."""
        gone = {self.options[number] for number in removed}
        choices = tuple(
            Choice(
                options=tuple(each for each in choice.options if each.of(number) not in gone),
                dropped=choice.dropped,
                best_dropped=choice.best_dropped,
            )
            for number, choice in enumerate(self.choices)
        )
        return Model(projects=self.projects, choices=choices, tier_points=self.tier_points, fixed=self.fixed)


def common_step(values: Whole) -> int:
    """The greatest number that divides all values: the smallest step in which their sums differ; 1 where all are 0."""
    return math.gcd(*values.tolist()) or 1
