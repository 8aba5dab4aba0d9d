"""The placement against every placement there is, against the assignment problem, and against itself in another order."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import Project
from gis.matching.portfolio.options import Choice, Item, Place
from gis.matching.portfolio.solving.greedy import greedy
from gis.matching.portfolio.solving.kernel import kernel_of
from gis.matching.portfolio.solving.model import Model
from gis.matching.portfolio.solving.solve import Solution, solve
from gis.matching.sites.candidates import FLOOR, LAND
from tests.gis.matching.portfolio.cases import TIERS, best_by_trying, drawn, option, orders, used

CASES = 500
SLICES = 10


ORDER = tuple(AIMS)


def solved(model: Model, aims: tuple[str, ...] = ORDER) -> Solution:
    return solve(model, aims, node_limit=2000, fallback=greedy(model))


def hundredths(solution: Solution) -> tuple[int, ...]:
    return tuple(round(stage.objective * 100) for stage in solution.stages)


@pytest.mark.parametrize("part", range(SLICES))
def test_every_aim_is_the_best_that_any_placement_reaches(part: int) -> None:
    """Fails where the solver places too little, settles an aim at the cost of an earlier one, or claims a bound that is none."""
    for seed in range(part * CASES // SLICES, (part + 1) * CASES // SLICES):
        model, aims = drawn(seed), orders(seed)
        found = solved(model, aims)
        assert hundredths(found) == best_by_trying(model, aims), f"seed {seed}, aims {aims}"
        assert all(stage.status == "optimal" and stage.gap == 0 for stage in found.stages), f"seed {seed}"
        assert all(amount <= 1 + 1e-9 for amount in used(model, found.chosen).values()), f"seed {seed}"
        placed = [model.options[at].project for at in found.chosen]
        assert len(placed) == len(set(placed)), f"seed {seed}: a project stands twice"


def test_settled_projects_stay_where_they_are() -> None:
    """Fails where a pin is lost, or costs more than it must."""
    for seed in range(60):
        model = drawn(seed)
        chance = random.Random(seed)
        with_options = [n for n, choice in enumerate(model.choices) if choice.options]
        if not with_options:
            continue
        number = chance.choice(with_options)
        pin = chance.choice(model.choices[number].options)
        pinned = replace(model, fixed={number: (pin,)})
        found = solved(pinned)
        assert (number, pin.key) in {(pinned.options[at].project, pinned.options[at].key) for at in found.chosen}
        assert hundredths(found) == best_by_trying(pinned, ORDER), f"seed {seed}"


def test_one_to_one_placements_equal_the_assignment_problem() -> None:
    """Where every project may take every plot and all are placed, the sum of scores is that of the Hungarian method."""
    chance = np.random.default_rng(5)
    for size in (2, 5, 12, 30):
        scores = np.round(chance.uniform(0, 100, (size, size)), 2)
        choices = tuple(
            Choice(
                options=tuple(
                    option(n, [Item(place=Place(LAND, row), area_m2=1.0, share=1.0)], float(scores[n, row]))
                    for row in range(size)
                )
            )
            for n in range(size)
        )
        projects = tuple(Project(id=f"P{n:02d}") for n in range(size))
        model = Model(projects=projects, choices=choices, tier_points=TIERS, fixed={})
        found = solve(model, ("number", "fit"), node_limit=2000, fallback=greedy(model))
        rows, columns = linear_sum_assignment(scores, maximize=True)
        assert found.stages[0].objective == size
        assert found.stages[1].objective == pytest.approx(float(scores[rows, columns].sum()), abs=0.005)


def test_more_places_never_lower_the_first_aim() -> None:
    """Fails where an added option makes the placement worse in what counts first."""
    for seed in range(80):
        model, aims = drawn(seed), orders(seed)
        chance = random.Random(seed)
        fewer = model.without([at for at in range(len(model.options)) if chance.random() < 0.3])
        assert solved(fewer, aims).stages[0].objective <= solved(model, aims).stages[0].objective, f"seed {seed}"


def test_options_in_another_order_change_nothing() -> None:
    """Fails where the answer depends on the order in which options were found: ties go by the ids of sites."""
    for seed in range(80):
        model = drawn(seed)
        chance = random.Random(seed)
        shuffled = tuple(
            Choice(options=tuple(chance.sample(choice.options, len(choice.options)))) for choice in model.choices
        )
        other = replace(model, choices=shuffled)
        first, second = solved(model), solved(other)
        assert first.stages == second.stages
        assert [model.options[at] for at in first.chosen] == [other.options[at] for at in second.chosen]


def test_ties_go_by_id() -> None:
    """Fails where of two placements as good as each other the one comes out that a solver happens to meet."""
    for count, rows, floors in ((2, 1, False), (3, 2, False), (2, 1, True), (4, 3, True)):
        kind = FLOOR if floors else LAND
        share = 0.6 if floors else 1.0
        choices = tuple(
            Choice(
                options=tuple(
                    option(n, [Item(place=Place(kind, row), area_m2=1.0, share=share, partial=floors)], 80.0)
                    for row in reversed(range(rows))
                )
            )
            for n in range(count)
        )
        projects = tuple(Project(id=f"P{n}", tier="city", investment_wan=100.0) for n in range(count))
        model = Model(projects=projects, choices=choices, tier_points=TIERS, fixed={})
        found = [model.options[at] for at in solved(model).chosen]
        assert [each.project for each in found] == list(range(min(count, rows))), "the first projects are placed"
        assert {each.key[0][0] for each in found} == {f"{kind}-{row:02d}" for row in range(min(count, rows))}


def test_who_is_set_aside_is_always_placed() -> None:
    """Fails where a project is left out of the solve that cannot be placed afterwards."""
    aside = 0
    for seed in range(300):
        model = drawn(seed, projects=8, places=10, options=8)
        kernel = kernel_of(model)
        aside += len(kernel.aside)
        found = kernel.completed(
            solve(kernel.model, ("number",), node_limit=2000, fallback=greedy(kernel.model)).chosen
        )
        assert {model.options[at].project for at in found} >= set(kernel.aside)
        assert all(amount <= 1 + 1e-9 for amount in used(model, found).values()), f"seed {seed}"
    assert aside > 100, "the cases set nobody aside: the test shows nothing"


def test_what_was_left_out_stays_in_the_bound() -> None:
    """Fails where options dropped before the solve are forgotten: the bound would then claim more than is known."""
    better = 0
    for seed in range(120):
        model = drawn(seed, options=6)
        best = best_by_trying(model, ORDER)
        cut = []
        for choice in model.choices:
            ranked = sorted(choice.options, key=lambda each: (-each.score, each.key))
            rest = ranked[1:]
            cut.append(
                Choice(
                    options=tuple(ranked[:1]),
                    dropped=len(rest),
                    best_dropped=max((each.score for each in rest), default=0.0),
                )
            )
        found = solved(replace(model, choices=tuple(cut)))
        assert found.stages[0].bound * 100 >= best[0] - 0.5, f"seed {seed}"
        if found.stages[0].objective * 100 < best[0] - 0.5:
            better += 1
            assert found.stages[0].status == "best_found", f"seed {seed}: the loss is called optimal"
    assert better > 0, "no case lost anything by leaving options out: the test shows nothing"


def test_by_turns_is_consistent_and_never_better() -> None:
    """Fails where the peer cheats, or the solver does worse than taking turns."""
    for seed in range(120):
        model = drawn(seed)
        by_hand = greedy(model)
        assert all(amount <= 1 + 1e-9 for amount in used(model, by_hand).values())
        found = solved(model)
        reached = tuple(int(model.values(aim)[list(by_hand)].sum()) if by_hand else 0 for aim in ORDER)
        assert hundredths(found) >= reached, f"seed {seed}"
