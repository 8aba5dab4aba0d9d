"""The changes are the cheapest there are: equal to trying everything, and none has a step too many or a step too far."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gis.catalog import Kind
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Project, Scheme, match
from gis.matching.relaxation import Change, relaxations
from gis.matching.sites.candidates import SiteKind
from gis.plainly import to_plain
from tests.gis.matching.district import inventory_of
from tests.gis.matching.relaxation.exhaustive import Exhaustive, Levels
from tests.gis.matching.relaxation.near import case

BLOCKS = 12
SEEDS = range(300)
Site = tuple[SiteKind, int]
Repaired = frozenset[tuple[Site, str]]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_cheapest_change_for_each_number_of_sites_costs_what_trying_everything_finds(block: int) -> None:
    found_some = 0
    for seed in SEEDS[block::BLOCKS]:
        inventory, project, scheme = case(seed)
        found = relaxations(inventory, project, scheme)
        assert found.complete
        need = found.wanted - found.fits
        if need <= 0:
            assert found.changes == ()
            continue
        best = Exhaustive(inventory, project, scheme).cheapest(need)
        for number, cost in best.items():
            mine = min((change.cost for change in found.changes if change.gains >= number), default=float("inf"))
            assert mine == pytest.approx(cost, abs=2e-3), (seed, number)
            found_some += cost < float("inf")
    assert found_some > 15


def levels_and_repairs(tried: Exhaustive, change: Change) -> tuple[Levels, Repaired]:
    """A reported change as levels of the levers and repaired rules of sites, from what it says alone."""
    levels = [0] * len(tried.levers)
    repaired = set()
    for step in change.steps:
        if step.kind == "requirement":
            at = [lever.key for lever in tried.levers].index(str(step.key))
            to = step.after
            value = (to - dt.date(1970, 1, 1)).days if isinstance(to, dt.date) else to
            levels[at] = int(np.flatnonzero(tried.levers[at].values == value)[0])
        else:
            repaired.add((tried.site_of(step.sites[0].id), step.rule))
    return tuple(levels), frozenset(repaired)


def let_in(tried: Exhaustive, levels: Levels, repaired: Repaired) -> set[Site]:
    """The sites that a change brings, judged by the rules themselves."""
    before, after = tried.failing(tried.start), tried.failing(levels)
    return {site for site, rules in after.items() if before[site] and all((site, rule) in repaired for rule in rules)}


def shorter(levels: Levels, repaired: Repaired) -> list[tuple[Levels, Repaired]]:
    """The same change with one step a little shorter, or left out."""
    less = [
        ((*levels[:at], short, *levels[at + 1 :]), repaired)
        for at, level in enumerate(levels)
        if level
        for short in {0, level - 1}
    ]
    return less + [(levels, repaired - {one}) for one in repaired]


@pytest.mark.parametrize("block", range(4))
def test_a_change_brings_exactly_the_sites_it_names_and_no_step_can_be_spared(block: int) -> None:
    for seed in SEEDS[block:120:4]:
        inventory, project, scheme = case(seed)
        tried = Exhaustive(inventory, project, scheme)
        for change in relaxations(inventory, project, scheme).changes:
            levels, repaired = levels_and_repairs(tried, change)
            brought = let_in(tried, levels, repaired)
            assert {tried.site_of(site.id) for site in change.sites} == brought, (seed, change.words.en)
            assert change.gains == len(brought)
            assert change.cost == pytest.approx(sum(step.cost for step in change.steps), abs=1e-3)
            assert len(change.steps) <= scheme.relaxation.max_steps
            for less in shorter(levels, repaired):
                assert not brought <= let_in(tried, *less), (seed, change.words.en, less)


def relaxed(project: Project, change: Change) -> Project:
    new: dict[str, Any] = {str(step.key): step.after for step in change.steps}
    return replace(project, **new)


def test_a_match_of_the_relaxed_requirement_lets_in_what_was_promised() -> None:
    checked = 0
    for seed in SEEDS[:150]:
        inventory, project, scheme = case(seed)
        found = relaxations(inventory, project, scheme)
        before = inside(inventory, project, scheme)
        assert found.fits == len(before)
        for change in found.changes:
            if all(step.kind == "requirement" for step in change.steps):
                after = inside(inventory, relaxed(project, change), scheme)
                assert after - before == {site.id for site in change.sites}, (seed, change.words.en)
                assert before <= after
                checked += 1
    assert checked > 80


def inside(inventory: Inventory, project: Project, scheme: Scheme) -> set[str]:
    report = match(inventory, project, scheme, top=100)
    return {site.partner.id or "" for site in report.matches}


def test_no_change_extends_another_but_to_bring_more() -> None:
    for seed in SEEDS[:150]:
        inventory, project, scheme = case(seed)
        tried = Exhaustive(inventory, project, scheme)
        changes = relaxations(inventory, project, scheme).changes
        assert all(one.cost <= other.cost for one, other in pairwise(changes))
        said = [(change, *levels_and_repairs(tried, change)) for change in changes]
        for one, levels, repaired in said:
            for other, further, more in said:
                beyond = repaired <= more and all(a <= b for a, b in zip(levels, further, strict=True))
                assert one is other or not beyond or other.gains > one.gains, (seed, one.words.en, other.words.en)


def test_a_project_that_finds_enough_is_told_so_and_offered_nothing() -> None:
    inventory, project, scheme = next(
        (inventory, project, scheme)
        for inventory, project, scheme in map(case, SEEDS)
        if len(inside(inventory, project, scheme)) >= 2
    )
    found = relaxations(inventory, project, scheme, wanted=2)
    assert found.changes == ()
    assert found.words.zh.startswith("已有")
    assert "nothing needs relaxing" in found.words.en


def test_rows_in_another_order_give_the_same_bytes() -> None:
    for seed in range(25):
        inventory, project, scheme = case(seed)
        turned: dict[Kind, list[Feature]] = {}
        for layer in inventory.layers.values():
            features = [layer.feature(row) for row in range(len(layer))]
            random.Random(seed).shuffle(features)
            turned.setdefault(layer.collection.kind, []).extend(features)
        again = relaxations(inventory_of(turned), project, scheme)
        assert to_plain(again) == to_plain(relaxations(inventory, project, scheme))
