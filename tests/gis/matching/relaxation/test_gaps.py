"""Gaps agree with the rules: a rule that starts to read another figure of the requirement is caught here by its name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from gis.matching import Scheme
from gis.matching.needs.project import Project
from gis.matching.ranking.elimination import applying
from gis.matching.relaxation.gaps import NEVER, levels_of
from gis.matching.relaxation.levers import Lever, levers_of
from gis.matching.rules import RULES, Question
from gis.matching.scheme.plans import RelaxationCost, RelaxationPlan
from gis.matching.scheme.scheme import RuleSpec
from gis.matching.sites.answers import NO, Answers
from gis.matching.sites.candidates import SITE_KINDS, Sites, stock_of
from tests.gis.matching.relaxation.exhaustive import relaxed
from tests.gis.matching.relaxation.near import case

SEEDS = range(60)
near = cache(case)
GIVING_WAY = RelaxationCost(per_pct=1, limit_pct=20)


def priced(scheme: Scheme) -> Scheme:
    """Every rule may give way."""
    return replace(scheme, relaxation=RelaxationPlan(costs={spec.id: GIVING_WAY for spec in scheme.rules}))


def answers(project: Project, sites: Sites, scheme: Scheme, spec: RuleSpec) -> Answers:
    return RULES[spec.id].answers(Question(project=project, sites=sites, scheme=scheme, spec=spec))


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_gap_to_a_rule_is_what_the_rule_says(rule: str) -> None:
    for seed in SEEDS:
        inventory, project, scheme = near(seed)
        scheme = priced(scheme)
        levers = {lever.key: lever for lever in levers_of(project, scheme)}
        for kind in SITE_KINDS:
            sites = Sites(stock_of(inventory, kind))
            for spec in applying(project, scheme, kind):
                if spec.id == rule:
                    check(project, sites, scheme, spec, levers)


def check(project: Project, sites: Sites, scheme: Scheme, spec: RuleSpec, levers: dict[str, Lever]) -> None:
    question = Question(project=project, sites=sites, scheme=scheme, spec=spec)
    found = RULES[spec.id].asked(question)
    no = answers(project, sites, scheme, spec) == NO
    if not found:
        # What no figure is known to decide must stay as it is, however far all of them give way.
        far = relaxed(project, list(levers.values()), [len(lever.values) - 1 for lever in levers.values()])
        assert np.array_equal(answers(far, sites, scheme, spec) == NO, no), spec.id
        return
    gaps = [levels_of(asked, question, levers.get(asked.key), project) for asked in found]
    assert np.array_equal(np.any([gap > 0 for gap in gaps], axis=0), no), spec.id
    for row in np.flatnonzero(no):
        levels = {asked.key: int(gap[row]) for asked, gap in zip(found, gaps, strict=True) if gap[row]}
        if NEVER in levels.values():
            continue
        moved = [levers[key] for key in levels]
        mine = sites.take(np.array([row]))
        enough = relaxed(project, moved, list(levels.values()))
        assert answers(enough, mine, scheme, spec)[0] != NO, (spec.id, levels)
        for key, level in levels.items():
            less = relaxed(project, moved, list({**levels, key: level - 1}.values()))
            assert answers(less, mine, scheme, spec)[0] == NO, (spec.id, levels)


def test_every_figure_of_a_scale_is_one_that_a_demand_may_state() -> None:
    for seed in SEEDS:
        _, project, scheme = near(seed)
        for lever in levers_of(project, priced(scheme)):
            assert np.all(np.diff(lever.values) * lever.figure.way > 0), lever.key
            assert np.all(np.diff(lever.costs) > 0)
            assert np.all(np.abs(lever.pcts) <= 20.001)
            for level in range(1, len(lever.values)):
                assert getattr(relaxed(project, [lever], [level]), lever.key) == lever.value_at(level)
