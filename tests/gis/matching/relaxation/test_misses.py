"""What a site misses is measured by what mending costs, else by the share that would have to give way: found here by trying every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from gis.fields import Role
from gis.matching import Scheme
from gis.matching.needs.project import Project
from gis.matching.portfolio.nearest import nearest
from gis.matching.ranking.assessment import Assessment, assess
from gis.matching.relaxation.levers import LEVERS, levers_of
from gis.matching.relaxation.misses import Misses
from gis.matching.rules import RULES, Question
from gis.matching.scheme.scheme import RuleSpec
from gis.matching.sites.answers import NO, Numbers
from gis.matching.sites.candidates import LAND, Sites, stock_of
from tests.gis.matching.district import catalog, default_scheme
from tests.gis.matching.relaxation.exhaustive import READS, relaxed
from tests.gis.matching.relaxation.near import case
from tests.gis.matching.test_rules import district

WAYS = {kind.key: kind.way for kind in LEVERS}
SINGLE = ("clear_height", "floor_load", "crane", "power", "lift", "column_grid", "height")


def assessed(seed: int) -> Iterator[Assessment]:
    inventory, project, scheme = case(seed)
    for kind in project.kinds:
        yield assess(project, Sites(stock_of(inventory, kind)), scheme)


def passes(project: Project, sites: Sites, scheme: Scheme, spec: RuleSpec) -> Numbers:
    question = Question(project=project, sites=sites, scheme=scheme, spec=spec)
    return np.asarray(RULES[spec.id].answers(question) != NO)


def tried(found: Assessment, spec: RuleSpec) -> Numbers:
    """The least cost at which each site passes a rule, at the clear height that is asked."""
    keys = set(READS.get(spec.id, ()))
    keys -= {"clear_height_m"} if spec.id in ("far", "coverage") else set()
    # Areas of the other kind of site decide nothing here.
    other = "floor_area" if found.sites.kind == LAND else "land_area"
    keys -= {key for key in keys if spec.id == "area" and key.startswith(other)}
    levers = [lever for lever in levers_of(found.project, found.scheme) if lever.key in keys]
    least, price = np.full(len(found.sites), np.inf), found.scheme.relaxation.costs.get(spec.id)
    if price is not None and price.fixed is not None:
        months = found.sites.number(Role.BLOCKER_MONTHS) if spec.id == "blockers" else 0.0
        least = np.full(len(found.sites), price.fixed) + price.per_month * np.nan_to_num(months)
    for levels in product(*(range(len(lever.values)) for lever in levers)):
        cost = sum(float(lever.costs[level]) for lever, level in zip(levers, levels, strict=True))
        would = passes(relaxed(found.project, levers, levels), found.sites, found.scheme, spec)
        least = np.where(would, np.minimum(least, cost), least)
    return least


@pytest.mark.parametrize("seed", range(12))
def test_mending_a_rule_costs_the_least_that_trying_everything_finds(seed: int) -> None:
    for found in assessed(seed):
        misses = Misses(found=found, rows=np.arange(len(found.sites)))
        for spec, fails, costs in zip(found.rules, misses.no, misses.costs, strict=True):
            if fails.any():
                assert np.allclose(costs[fails], tried(found, spec)[fails], atol=1e-6), spec.id


def test_a_figure_that_gives_way_by_its_share_is_just_enough() -> None:
    checked = 0
    for seed in range(60):
        for found in assessed(seed):
            misses = Misses(found=found, rows=np.arange(len(found.sites)))
            for spec, fails, shares in zip(found.rules, misses.no, misses.shares, strict=True):
                for at in np.flatnonzero(fails) if spec.id in SINGLE else ():
                    (key,) = READS[spec.id]
                    one, asked = found.sites.take(np.array([at])), getattr(found.project, key)
                    for part, expected in ((shares[at] + 1e-9, True), (shares[at] - 1e-6, False)):
                        moved = replace(found.project, **{key: asked * (1 + WAYS[key] * part)})
                        assert bool(passes(moved, one, found.scheme, spec)[0]) is expected, (seed, spec.id)
                        checked += 1
    assert checked > 100


Measured = tuple[float, int, float]


class Plain:
    """How near sites are, by the words of docs/method/portfolio.md: rule by rule and site by site."""

    def __init__(self, found: Assessment) -> None:
        self.misses = Misses(found=found, rows=np.arange(len(found.sites)))

    def of(self, rule: int, site: int) -> Measured:
        share = float(self.misses.shares[rule, site])
        known = not np.isnan(share)
        return round(float(self.misses.costs[rule, site]), 6), int(not known), round(share, 6) if known else 0.0

    def failed_by(self, rule: int, among: list[int]) -> list[int]:
        return [site for site in among if self.misses.no[rule, site]]

    def of_rule(self, rule: int, among: list[int]) -> Measured:
        every = [self.of(rule, site) for site in self.failed_by(rule, among)]
        known = [share for _, blank, share in every if not blank]
        return min(cost for cost, *_ in every), int(not known), min(known, default=0.0)

    def of_site(self, site: int) -> Measured:
        every = [self.of(rule, site) for rule in range(len(self.misses.no)) if self.misses.no[rule, site]]
        costs, blanks, shares = zip(*every, strict=True)
        return round(sum(costs), 6), sum(blanks), round(sum(shares), 5)


@pytest.mark.parametrize("seed", range(60))
def test_the_nearest_site_and_rule_are_the_nearest_of_all(seed: int) -> None:
    """Few rules before many, then what is cheap to mend, then small shares, then the order of ids and of rules."""
    for found in assessed(seed):
        near, plain = nearest(found, found.scheme), Plain(found)
        assert near is not None
        if not near.misses:
            continue
        among = [int(site) for site in np.flatnonzero(near.rows)]
        counts = {rule: len(plain.failed_by(rule, among)) for rule in range(len(found.rules))}
        tied = [rule for rule, count in counts.items() if count == max(counts.values())]
        first = min(tied, key=lambda rule: (plain.of_rule(rule, among), rule))
        assert near.lack.rules[0] == found.rules[first].id
        ids = [found.sites.id(site) for site in range(len(found.sites))]
        best = min(plain.failed_by(first, among), key=lambda site: (plain.of_site(site), ids[site]))
        assert plain.of_site(near.example) == plain.of_site(best)


def test_of_two_rules_that_fail_alike_the_one_that_is_cheaper_to_mend_is_named() -> None:
    """Fails where the scheme's order decides: `area` stands before `power` and costs more to mend here."""
    values = {Role.AREA: 24_000.0, Role.POWER: 490.0}
    inventory = district(values)
    demand = {"needs": "land", "industry_code": "34", "pollution_class": "1"}
    project = Project.from_demand({**demand, "land_area_min_m2": 30_000, "power_kva": 500}, catalog())
    found = assess(project, Sites(stock_of(inventory, LAND)), default_scheme())
    near = nearest(found, found.scheme)
    assert near is not None
    assert near.lack.rules == ("power", "area")
