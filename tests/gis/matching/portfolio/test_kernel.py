"""Setting projects aside costs nothing: against every placement there is, on plots and floors of which many are recorded twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gis.matching.needs.aims import AIMS
from gis.matching.portfolio.solving.greedy import greedy
from gis.matching.portfolio.solving.kernel import Kernel, kernel_of
from gis.matching.portfolio.solving.solve import solve
from tests.gis.matching.portfolio.ground_cases import Case, drawn, drawn_twice, possible

CASES, SLICES = 600, 4
BEFORE_FIT = tuple(aim for aim in AIMS if aim != "fit")
"""The aims that go by who is placed, whatever the place: for these the kernel is solved alone."""


def set_aside(part: int) -> list[tuple[int, Case, Kernel]]:
    """A share of the cases, those of them whose kernel leaves somebody out."""
    seeds = range(part * CASES // SLICES, (part + 1) * CASES // SLICES)
    cases = [(seed, case) for seed in seeds for case in (drawn_twice(seed), drawn(seed))]
    found = [(seed, case, kernel_of(case.model)) for seed, case in cases]
    return [(seed, case, kernel) for seed, case, kernel in found if kernel.aside]


def counted(case: Case, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """What some projects count in each aim, in hundredths."""
    return tuple(int(case.model.project_values(aim)[list(numbers)].sum()) for aim in BEFORE_FIT)


@pytest.mark.parametrize("part", range(SLICES))
def test_the_best_without_those_set_aside_is_the_best_of_all(part: int) -> None:
    """Fails where the kernel's optimum and those put back are less than what some placement of all reaches."""
    cases = set_aside(part)
    assert len(cases) > CASES // SLICES // 4, "the cases set nobody aside: the test shows nothing"
    for seed, case, kernel in cases:
        core = replace(case, model=kernel.model).best(BEFORE_FIT)
        gain = counted(case, kernel.aside)
        assert tuple(a + b for a, b in zip(core, gain, strict=True)) == case.best(BEFORE_FIT), f"seed {seed}"
        rest = solve(kernel.model, BEFORE_FIT, node_limit=2000, fallback=greedy(kernel.model))
        chosen = kernel.completed(rest.chosen)
        assert possible(case.stays(chosen), case.plot_of), f"seed {seed}"
        reached = counted(case, tuple(case.model.options[at].project for at in chosen))
        assert reached == case.best(BEFORE_FIT), f"seed {seed}"


@pytest.mark.parametrize("part", range(SLICES))
def test_whatever_the_others_do_those_set_aside_find_a_place(part: int) -> None:
    """Fails where one placement of the kernel, be it the worst, leaves no ground for a project that was called always placed."""
    tried = 0
    for seed, case, kernel in set_aside(part):
        for chosen in replace(case, model=kernel.model).placements():
            whole = kernel.completed(chosen)
            stands = [case.model.options[at].project for at in whole]
            others = [kernel.model.options[at].project for at in chosen]
            assert sorted(stands) == sorted([*others, *kernel.aside]), f"seed {seed}"
            assert possible(case.stays(whole), case.plot_of), f"seed {seed}"
            tried += 1
    assert tried > 250, "hardly any placement was tried: the test shows nothing"
