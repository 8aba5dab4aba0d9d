"""What holds of every match, whatever the district and the demand."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.matching import MatchReport, Project, best_projects, match
from gis.plainly import to_plain
from tests.gis.matching.district import askable, catalog, default_scheme, random_district
from tests.gis.matching.test_oracle import compare, new_projects

SEEDS = st.integers(0, 40)


def amounts(most: float, least: float = 0) -> st.SearchStrategy[float]:
    return st.floats(least, most).map(lambda value: round(value, 3))


def ranges(low: str, high: str, most: float) -> st.SearchStrategy[dict[str, float]]:
    bounds = st.lists(amounts(most, 1), min_size=2, max_size=2).map(sorted)
    both = bounds.map(lambda pair: {low: pair[0], high: pair[1]})
    return st.one_of(
        st.just({}), both, bounds.map(lambda pair: {low: pair[0]}), bounds.map(lambda pair: {high: pair[1]})
    )


def optional(**asked: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=askable(asked))


DEMANDS = st.tuples(
    ranges("land_area_min_m2", "land_area_max_m2", 90_000),
    ranges("floor_area_min_m2", "floor_area_max_m2", 15_000),
    optional(
        needs=st.sampled_from(["land", "floor", "either"]),
        tenure=st.lists(st.sampled_from(["buy_land", "titled_plant", "rent"]), max_size=3),
        chain=st.sampled_from(["equipment", "environment", "culture_care", "tcm"]),
        industry_code=st.sampled_from(["13", "3332", "3491", "2740", "59", "73", "8514", "9020"]),
        pollution_class=st.sampled_from(["1", "2", "3"]),
        space_use=st.sampled_from(["production", "storage", "research", "office", "care"]),
        floor_load_kn_m2=amounts(12),
        clear_height_m=amounts(10),
        crane_t=amounts(10),
        lift_t=amounts(5),
        column_grid_m=amounts(12),
        storeys_max=st.integers(1, 4),
        investment_wan=amounts(60_000),
        output_wan_mu=amounts(700),
        power_kva=amounts(2_000),
        fire_class=st.sampled_from("甲乙丙丁戊"),
        start_date=st.dates(catalog().as_of, catalog().as_of.replace(year=2025)).map(str),
        tax_wan_mu=amounts(60),
    ),
).map(lambda parts: {**parts[0], **parts[1], **parts[2]})


def demanded(demand: dict[str, Any]) -> Project:
    return Project.from_demand(demand, catalog())


def left_over(report: MatchReport) -> set[tuple[str, str]]:
    return {(collection, key) for collection, lists in report.outcome.items() for ids in lists.values() for key in ids}


@given(SEEDS, DEMANDS)
def test_any_demand_matches_as_a_plain_loop_does(seed: int, demand: dict[str, Any]) -> None:
    compare(random_district(seed, 24, 24), demanded(demand))


@given(SEEDS, DEMANDS)
def test_what_was_looked_at_fits_or_is_to_check_or_rejected(seed: int, demand: dict[str, Any]) -> None:
    report = match(random_district(seed), demanded(demand), default_scheme(), top=1_000)
    assert sum(report.counts.values()) == sum(report.considered.values())
    assert len(left_over(report)) == report.counts["fits"] + report.counts["to_check"] == len(report.matches)
    for kind, steps in report.funnel.items():
        assert all(step.before - step.removed == step.left for step in steps)
        assert all(after.before == before.left for before, after in pairwise(steps))
        assert steps[0].before == report.considered[kind]
        assert all(step.alone <= report.rejected.get(step.rule, 0) for step in steps)


@given(SEEDS, DEMANDS)
def test_contributions_sum_to_the_score_and_the_unknown_is_only_a_bound(seed: int, demand: dict[str, Any]) -> None:
    report = match(random_district(seed), demanded(demand), default_scheme(), top=1_000)
    for found in report.matches:
        assert found.score is not None
        assert found.score_if_known is not None
        assert math.isclose(math.fsum(each.points for each in found.contributions), found.score, abs_tol=1e-9)
        unknown = math.fsum(each.weight for each in found.contributions if each.value is None)
        assert math.isclose(found.score + unknown, found.score_if_known, abs_tol=1e-9)
        assert all(each.points == 0 for each in found.contributions if each.value is None)
        assert all(0 <= each.points <= each.weight for each in found.contributions)
        assert 0 <= found.score <= found.score_if_known <= 100


TIGHTER = askable(
    {
        "land_area_min_m2": 1.2,
        "floor_area_min_m2": 1.2,
        "land_area_max_m2": 0.9,
        "floor_area_max_m2": 0.9,
        "floor_load_kn_m2": 1.3,
        "clear_height_m": 1.3,
        "crane_t": 1.3,
        "lift_t": 1.3,
        "column_grid_m": 1.3,
        "power_kva": 1.3,
    }
)


@given(SEEDS, DEMANDS, st.sampled_from(sorted(TIGHTER)))
def test_asking_more_never_adds_a_site(seed: int, demand: dict[str, Any], key: str) -> None:
    inventory, project = random_district(seed), demanded(demand)
    asked = getattr(project, key)
    tighter: dict[str, Any] = {key: asked * TIGHTER[key] if asked else 5.0}
    low, high = (key.replace("max", "min"), key.replace("min", "max")) if "area" in key else (key, key)
    if (
        low != high
        and ({low: getattr(project, low) or 0, high: getattr(project, high) or math.inf} | tighter)[low]
        > ({high: getattr(project, high) or math.inf} | tighter)[high]
    ):
        return
    before = left_over(match(inventory, project, default_scheme()))
    after = left_over(match(inventory, replace(project, **tighter), default_scheme()))
    assert after <= before


@given(SEEDS, DEMANDS, amounts(12))
def test_a_stricter_threshold_of_the_scheme_never_adds_a_site(seed: int, demand: dict[str, Any], months: float) -> None:
    scheme = default_scheme()
    rules = [
        replace(spec, numbers={key: min(value, months) for key, value in spec.numbers.items()})
        if spec.id == "blockers"
        else spec
        for spec in scheme.rules
    ]
    inventory, project = random_district(seed), demanded(demand)
    stricter = replace(scheme, rules=tuple(rules))
    assert left_over(match(inventory, project, stricter)) <= left_over(match(inventory, project, scheme))


@given(SEEDS, DEMANDS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(seed: int, demand: dict[str, Any], shuffle: random.Random) -> None:
    inventory, project = random_district(seed), demanded(demand)
    layers = {}
    for name, layer in inventory.layers.items():
        features = [layer.feature(row) for row in range(len(layer))]
        shuffle.shuffle(features)
        layers[name] = rebuilt(layer, features)
    other = Inventory.of(inventory.catalog, layers, inventory.version)
    first, second = (to_plain(match(each, project, default_scheme())) for each in (inventory, other))
    assert json.dumps(first, ensure_ascii=False) == json.dumps(second, ensure_ascii=False)


def rebuilt(layer: Layer, features: list[Feature]) -> Layer:
    shipped = catalog()
    return Layer.from_features(layer.collection, features, metric_crs=shipped.metric_crs, codelists=shipped.codelists)


# A floor that says nothing takes its title, park and parcel from above: blank there means inherited, not unknown.
BLANKED = [
    Role.USAGE, Role.USAGE_SYSTEM, Role.AREA, Role.STATUS, Role.FAR_MAX, Role.HEIGHT_LIMIT, Role.SERVICES, Role.POWER,
    Role.BLOCKERS, Role.BLOCKER_MONTHS, Role.AVAILABLE_FROM, Role.HELD_BY, Role.HELD_UNTIL, Role.FLOOR_LOAD,
    Role.CLEAR_HEIGHT, Role.CRANE, Role.FIRE_CLASS, Role.MIN_LET,
]  # fmt: skip


@given(SEEDS, DEMANDS, st.sampled_from(BLANKED))
@example(28, {"tenure": [], "start_date": "2023-06-30"}, Role.HELD_UNTIL)
def test_the_unknown_never_eliminates(seed: int, demand: dict[str, Any], role: Role) -> None:
    inventory, project = random_district(seed), demanded(demand)
    layers = dict(inventory.layers)
    for layer in inventory.of_kind(Kind.PARCEL, Kind.SPACE):
        field = layer.collection.by_role.get(role)
        if field is not None:
            blank = [
                each._replace(properties={**each.properties, field.name: None})
                for each in map(layer.feature, range(len(layer)))
            ]
            layers[layer.id] = rebuilt(layer, blank)
    blanked = Inventory.of(inventory.catalog, layers, "blank")
    assert left_over(match(inventory, project, default_scheme())) <= left_over(
        match(blanked, project, default_scheme())
    )


@given(SEEDS, DEMANDS)
def test_why_not_names_a_failing_rule_in_both_languages(seed: int, demand: dict[str, Any]) -> None:
    inventory = random_district(seed, 12, 12)
    ids = [key for layer in inventory.of_kind(Kind.PARCEL, Kind.SPACE) for key in layer.ids]
    for found in match(inventory, demanded(demand), default_scheme(), explain=ids).explained:
        failed = [each for each in found.verdicts if each.answer == 0]
        assert (found.verdict == "rejected") == bool(failed)
        assert all(each.reason.zh and each.reason.en for each in found.verdicts)
        assert all(each.reason.zh in found.explanation.zh for each in failed)
        for each in found.verdicts:
            doubt = each.answer == -1
            assert ("待核实" in each.reason.zh) == ("to check" in each.reason.en) == doubt
            assert len(each.reason.zh) < 120


@given(SEEDS)
def test_a_site_finds_the_projects_that_find_it(seed: int) -> None:
    inventory = random_district(seed, 16, 16)
    found = {
        key: match(inventory, Project.from_layer(layer, key), default_scheme(), top=1_000)
        for layer, key in new_projects(inventory)
    }
    for layer in inventory.of_kind(Kind.PARCEL, Kind.SPACE):
        for site in layer.ids[:6]:
            offers = best_projects(inventory, layer.id, site, default_scheme(), top=1_000)
            forward = {
                key: (each.score, each.verdict)
                for key, report in found.items()
                for each in report.matches
                if (each.partner.id, getattr(each.partner, "collection", "")) == (site, layer.id)
            }
            assert {each.partner.id: (each.score, each.verdict) for each in offers.matches} == forward
            keys = [(-(each.score or 0), each.partner.id) for each in offers.matches]
            assert keys == sorted(keys)
            assert sum(offers.counts.values()) == len(found)
