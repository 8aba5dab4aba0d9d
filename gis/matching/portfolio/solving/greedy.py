"""The peer of every portfolio: the most important project takes the best that is left, then the next one."""

from __future__ import annotations

from gis.matching.portfolio.options import Filling, Option
from gis.matching.portfolio.solving.model import Model, worth


def greedy(model: Model) -> tuple[int, ...]:
    """A consistent choice by hand: settled projects first, then by tier, investment and id, each on its best option that is still free."""
    filling, chosen = Filling(), []
    for number in _turns(model):
        options = model.fixed.get(number) or model.choices[number].options
        ranked = sorted(
            options, key=lambda option: (_load(option) if number in model.fixed else 0, -option.score, option.key)
        )
        taken = next((option for option in ranked if filling.fits(option)), None)
        if taken is not None:
            filling.take(taken)
            chosen.append(model.index[number, taken.key])
    return tuple(sorted(chosen))


def _turns(model: Model) -> list[int]:
    def turn(number: int) -> tuple[bool, float, float, str]:
        project = model.projects[number]
        first, second = (-worth(project, aim, model.tier_points) for aim in ("tier", "investment"))
        return number not in model.fixed, first, second, project.id or ""

    return sorted(range(len(model.projects)), key=turn)


def _load(option: Option) -> float:
    return sum(item.share for item in option.items)
