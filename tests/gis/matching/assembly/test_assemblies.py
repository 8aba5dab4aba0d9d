"""Joined sites of whole districts: beside every subset tried one by one, and what must hold whatever the district."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from gis.catalog import Kind
from gis.errors import BadRange
from gis.fields import Role
from gis.layer import Feature
from gis.matching import Project
from gis.matching.assembly import Joined, assemblies, best_joined
from gis.plainly import to_plain
from tests.gis.matching.assembly.plots import (
    Expected,
    area_value,
    block,
    demand,
    district,
    floor,
    ids_of,
    own_rules,
    plot,
    random_floors,
    random_plots,
    score_of,
    subsets,
    verdicts,
    with_plan,
)
from tests.gis.matching.district import collection_of, default_scheme

CASES = 200


def value(site: Feature, role: Role) -> Any:
    kind = Kind.PARCEL if site.id.startswith("L") else Kind.SPACE
    return site.properties[collection_of(kind).by_role[role].name]


# land beside every subset --------------------------------------------------------------------------------------------


def asked_land(rng: random.Random) -> Project:
    low = rng.randint(12_000, 30_000)
    return demand(
        needs="land", power_kva=1_000, tax_wan_mu=20,
        land_area_min_m2=low, land_area_max_m2=rng.choice([None, low, low + 4_000, low + 12_000]),
        floor_area_min_m2=rng.choice([None, 20_000, 40_000]), investment_wan=rng.choice([None, 6_000, 30_000]),
    )  # fmt: skip


def whole_says(project: Project, sites: list[Feature]) -> str:
    """FAR, coverage and investment of the joined parcels, by hand: yes, no or to check."""
    areas = [value(site, Role.AREA) for site in sites]
    answers = []
    wanted = project.floor_area_min_m2
    if wanted:
        ratios = [value(site, Role.FAR_MAX) for site in sites]
        known = None not in ratios
        room = sum(ratio * area for ratio, area in zip(ratios, areas, strict=True)) if known else 0.0
        answers.append("check" if not known else "yes" if room >= wanted else "no")
        ground = sum(value(site, Role.DENSITY_MAX) / 100 * area for site, area in zip(sites, areas, strict=True))
        height = min(value(site, Role.HEIGHT_LIMIT) for site in sites)
        storeys = max(math.floor((height - 1.5 + 1.0) / (4.5 + 1.0)), 1)
        answers.append("yes" if storeys * ground >= wanted else "no")
    if project.investment_wan is None:
        answers.append("check")
    else:
        answers.append("yes" if project.investment_wan / (sum(areas) * 3 / 2000) >= 200 else "no")
    return "no" if "no" in answers else "check" if "check" in answers else "yes"


def expected_land(seed: int) -> tuple[dict[tuple[str, ...], Expected], dict[tuple[str, ...], Joined]]:
    rng = random.Random(seed)
    features, where = random_plots(rng)
    project, scheme = asked_land(rng), with_plan(max_members=rng.randint(2, 5))
    inventory = district(features)
    sites, keys = {site.id: site for site in features}, sorted(where)
    alone, own = (verdicts(inventory, project, each, keys) for each in (scheme, own_rules(scheme)))
    low, high = project.land_area_min_m2 or 0.0, project.land_area_max_m2
    top = low * 1.3 if high is None else high * 1.02
    most = (low if high is None else high) * 1.3
    members = [
        key
        for key in keys
        if own[key].verdict != "rejected"
        and alone[key].verdict == "rejected"
        and (value(sites[key], Role.AREA) or math.inf) <= top
    ]
    adjacent = {
        frozenset((a, b))
        for a in keys
        for b in keys
        if sum(abs(p - q) for p, q in zip(where[a], where[b], strict=True)) == 1
    }
    found = {}
    for some in subsets(members, scheme.assembly.max_members, adjacent):
        areas = [value(sites[key], Role.AREA) for key in some]
        says = whole_says(project, [sites[key] for key in some])
        if low * 0.98 <= sum(areas) <= most and says != "no":
            doubt = says == "check" or sum(areas) > top or any(own[key].verdict == "to_check" for key in some)
            fit = area_value(low, high if high is not None else 2 * low, sum(areas))
            score = score_of(scheme, [own[key] for key in some], areas, fit)
            taken = dict(zip(some, areas, strict=True))
            found[some] = Expected(taken=taken, to_check=doubt, score=score)
    return found, {ids_of(inventory, one): one for one in best_joined(inventory, project, scheme)}


def test_land_beside_every_subset() -> None:
    """Members, areas, what is to be checked and scores, as every subset tried one by one gives them."""
    sets = 0
    for seed in range(CASES):
        wanted, found = expected_land(seed)
        assert set(found) == set(wanted), seed
        for key, one in found.items():
            assert one.to_check == wanted[key].to_check, (seed, key)
            assert one.area_m2 == sum(wanted[key].taken.values())
            # Values of single sites are known to 0.0001 alone: of 100 points that is 0.02 with rounding.
            assert one.score == pytest.approx(wanted[key].score, abs=0.03), (seed, key)
        sets += len(found)
    assert sets > 150, "cases that join nothing show nothing"


# floors beside every subset ------------------------------------------------------------------------------------------


def together(a: Feature, b: Feature) -> bool:
    """Whether two floors adjoin."""
    levels = [value(site, Role.FLOOR) for site in (a, b)]
    if value(a, Role.BUILDING) is None or value(a, Role.BUILDING) != value(b, Role.BUILDING) or None in levels:
        return False
    counted = [level + 1 if level < 0 else level for level in levels]
    return bool(abs(counted[0] - counted[1]) <= 1)


def one_park(a: Feature, b: Feature) -> bool:
    """Whether two floors lie in one park, or in one building where neither park is known."""
    parks = [value(site, Role.PARK) for site in (a, b)]
    if parks == [None, None]:
        return value(a, Role.BUILDING) is not None and value(a, Role.BUILDING) == value(b, Role.BUILDING)
    return bool(parks[0] == parks[1])


def taken_of(sites: list[Feature], low: float, high: float | None) -> tuple[dict[str, float], bool] | None:
    """What is taken of each floor and whether that is certain; None where the set does not serve."""
    areas = {site.id: value(site, Role.AREA) for site in sites}
    total, fitting = sum(areas.values()), low * 1.3 if high is None else high * 1.02
    if total < low * 0.98:
        return None
    exact = fitting if high is None else high
    if total <= exact:
        return areas, True
    options = []
    for site in sites:
        rest, least = total - areas[site.id], value(site, Role.MIN_LET)
        bottom = max(min(least or 0.0, areas[site.id]), low - rest)
        top = min(areas[site.id], exact - rest)
        # What its smallest letting brings within the tolerance will do, as with a floor alone.
        if rest < low * 0.98 and bottom <= fitting - rest + 1e-6:
            level = value(site, Role.FLOOR)
            middle = low if high is None else (low + high) / 2
            height = -math.inf if level is None else level + (level < 0)
            part = min(max(middle - rest, bottom), max(top, bottom))
            spare = areas[site.id] - (least or 0.0)
            # What is left can be let too where there is room for that.
            part = min(part, spare) if spare >= bottom else part
            options.append((least is not None, bottom <= top + 1e-6, height, site.id, part))
    if total <= fitting:
        # Nothing must be divided: only what is known to be divisible and then fits is.
        options = [each for each in options if each[0] and each[1]]
        if not options:
            return areas, True
    if not options:
        return None
    known, _, _, key, part = max(options)
    return {**areas, key: part}, known


def expected_floors(seed: int) -> tuple[dict[tuple[str, ...], Expected], dict[tuple[str, ...], Joined], bool]:
    rng = random.Random(seed)
    features, low = random_floors(rng), rng.randint(1_000, 4_000)
    high = rng.choice([None, low, low + 600, 2 * low])
    project = demand(needs="floor", floor_area_min_m2=low, floor_area_max_m2=high, floor_load_kn_m2=5)
    scheme = with_plan(max_members=rng.randint(2, 5))
    inventory = district([], features)
    sites, keys = {site.id: site for site in features}, sorted(site.id for site in features)
    alone, own = (verdicts(inventory, project, each, keys) for each in (scheme, own_rules(scheme)))
    members = [
        key
        for key in keys
        if own[key].verdict != "rejected"
        and alone[key].verdict == "rejected"
        and value(sites[key], Role.AREA) < low * 0.98
    ]
    found: dict[tuple[str, ...], Expected] = {}
    for near in (together, one_park):
        adjacent = {frozenset((a, b)) for a in keys for b in keys if a != b and near(sites[a], sites[b])}
        for some in subsets(members, scheme.assembly.max_members, adjacent):
            serves = taken_of([sites[key] for key in some], low, high)
            fewest = min(map(len, found), default=len(some))
            if serves is not None and (near is together or len(some) <= fewest):
                taken, certain = serves
                doubt = not certain or any(own[key].verdict == "to_check" for key in some)
                fit = area_value(low, high if high is not None else 2 * low, sum(taken.values()))
                score = score_of(scheme, [own[key] for key in some], [taken[key] for key in some], fit)
                found[some] = Expected(taken=taken, to_check=doubt, score=score)
        if found:
            break
    listed = best_joined(inventory, project, scheme)
    return found, {ids_of(inventory, one): one for one in listed}, near is one_park


def test_floors_beside_every_subset() -> None:
    """Adjoining floors, else the fewest of one park; how much of which floor; what is to be checked; scores."""
    sets, parts, apart = 0, 0, 0
    for seed in range(CASES):
        wanted, found, last_resort = expected_floors(seed)
        assert set(found) == set(wanted), seed
        for key, one in found.items():
            taken = dict(zip(key, (each.area_m2 for each in one.members), strict=True))
            assert taken == pytest.approx(wanted[key].taken, abs=0.011), (seed, key)
            assert one.to_check == wanted[key].to_check, (seed, key)
            assert one.score == pytest.approx(wanted[key].score, abs=0.03), (seed, key)
            assert one.apart == last_resort
            parts += any(each.partial for each in one.members)
            apart += one.apart
        sets += len(found)
    assert min(sets, parts, apart) > 30, "cases that join nothing show nothing"


# what must hold ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(30))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    parcels, floors, project = random_plots(rng)[0], random_floors(rng), replace(asked_land(rng), needs="either")
    project = replace(project, floor_area_min_m2=1_500, floor_area_max_m2=2_500)
    first = json.dumps(to_plain(assemblies(district(parcels, floors), project, default_scheme())))
    rng.shuffle(parcels)
    rng.shuffle(floors)
    assert json.dumps(to_plain(assemblies(district(parcels, floors), project, default_scheme()))) == first


@pytest.mark.parametrize("seed", range(30))
def test_more_members_never_lose_an_assembly(seed: int) -> None:
    rng = random.Random(seed)
    inventory, project = district(random_plots(rng)[0]), asked_land(rng)
    fewer, more = (best_joined(inventory, project, with_plan(max_members=most)) for most in (3, 4))
    assert {ids_of(inventory, one) for one in fewer} <= {ids_of(inventory, one) for one in more}


@pytest.mark.parametrize("seed", range(30))
def test_contributions_sum_to_the_score_and_the_list_is_in_order(seed: int) -> None:
    rng = random.Random(seed)
    found = to_plain(assemblies(district(random_plots(rng)[0]), asked_land(rng), default_scheme()))["land"]
    for each in found:
        assert round(sum(one["points"] for one in each["contributions"]), 2) == each["score"] <= each["score_if_known"]
        assert each["area_m2"] == sum(item["area_m2"] for item in each["items"])
    ranks = [
        (-each["score"], each["overshoot"], -each["compactness"], each["owners"], each["months"]) for each in found
    ]
    assert ranks == sorted(ranks)


def three(second: Any) -> list[Feature]:
    return [plot("L-0", block(0, 0), 10_000), plot("L-1", second, 10_000)]


@pytest.mark.parametrize(
    ("second", "found"),
    [
        pytest.param(block(100, 0), 1, id="an edge"),
        pytest.param(block(100, 100), 0, id="a corner"),
        pytest.param(block(100.3, 0), 1, id="a gap of 0.3 m"),
        pytest.param(block(99.8, 0), 1, id="an overlap of 0.2 m"),
        pytest.param(block(100, 95), 1, id="an edge of 5 m"),
        pytest.param(block(100, 95.1), 0, id="an edge of 4.9 m"),
        pytest.param(block(112, 0), 0, id="across a road"),
        pytest.param(block(0, 0), 0, id="the same ground twice"),
        pytest.param(None, 0, id="no geometry"),
    ],
)
def test_what_counts_as_neighbours(second: Any, found: int) -> None:
    project = demand(needs="land", land_area_min_m2=18_000, land_area_max_m2=22_000)
    assert len(best_joined(district(three(second)), project, default_scheme())) == found


def test_a_narrow_road_is_bridged_where_the_scheme_says_so() -> None:
    project = demand(needs="land", land_area_min_m2=18_000, land_area_max_m2=22_000)
    inventory = district(three(block(112, 0)))
    assert len(best_joined(inventory, project, with_plan(bridge_m=12))) == 1
    assert best_joined(inventory, project, with_plan(bridge_m=11)) == []


def test_ground_that_two_layers_record_is_not_counted_twice() -> None:
    """Two records of one parcel are both neighbours of a third: together they are still two parcels' ground."""
    parcels = [*three(block(100, 0)), plot("L-2", block(100, 0), 10_000)]
    project = demand(needs="land", land_area_min_m2=28_000, land_area_max_m2=32_000)
    assert best_joined(district(parcels), project, default_scheme()) == []


def test_a_plot_that_is_enough_alone_is_joined_with_none() -> None:
    project = demand(needs="land", land_area_min_m2=10_000, land_area_max_m2=30_000)
    assert best_joined(district(three(block(100, 0))), project, default_scheme()) == []


def test_compactness_is_that_of_the_union() -> None:
    project = demand(needs="land", land_area_min_m2=28_000, land_area_max_m2=32_000)
    places = [(0, 0), (100, 0), (100, 100)]
    parcels = [plot(f"L-{n}", block(*place), 10_000) for n, place in enumerate(places)]
    whole = shapely.union_all([shapely.box(x, y, x + 100, y + 100) for x, y in places])
    (one,) = best_joined(district(parcels), project, default_scheme())
    assert one.compactness == pytest.approx(4 * math.pi * whole.area / whole.length**2, abs=1e-3)


def test_a_cut_search_says_so() -> None:
    parcels = [plot(f"L-{x}{y}", block(x * 100, y * 100), 10_000) for x in range(5) for y in range(5)]
    project = demand(needs="land", land_area_min_m2=28_000, land_area_max_m2=42_000)
    inventory = district(parcels)
    whole, cut = (assemblies(inventory, project, with_plan(max_states=limit), top=0) for limit in (2_000, 100))
    assert not whole.cut
    assert "看遍" in whole.words.zh
    assert cut.cut
    assert cut.looked_at == 100
    assert "看了 100 种即止" in cut.words.zh
    assert "stopped after 100 combinations" in cut.words.en
    assert to_plain(cut)["bounds"]["cut"] is True


def test_of_many_the_best_are_listed_and_the_rest_counted() -> None:
    parcels = [plot(f"L-{x}{y}", block(x * 100, y * 100), 10_000 + 7 * x + y) for x in range(4) for y in range(4)]
    project = demand(needs="land", land_area_min_m2=28_000, land_area_max_m2=42_000)
    inventory = district(parcels)
    everything, few = (
        best_joined(inventory, project, default_scheme()),
        best_joined(inventory, project, default_scheme(), 5),
    )
    assert few == everything[:5]
    found = assemblies(inventory, project, default_scheme(), top=5)
    assert len(found.found["land"]) == 5
    assert found.totals["land"] == len(everything) > 50


def test_nothing_to_join_is_told_apart_from_nothing_found() -> None:
    inventory = district(three(block(300, 0)))
    open_ended = assemblies(inventory, demand(needs="land", land_area_max_m2=50_000), default_scheme())
    assert "未提面积下限" in open_ended.words.zh
    apart = assemblies(inventory, demand(needs="land", land_area_min_m2=18_000), default_scheme())
    assert "没有可拼合的" in apart.words.zh
    assert to_plain(apart)["land"] == to_plain(apart)["floor"] == []
    empty = assemblies(district([]), demand(needs="either", land_area_min_m2=18_000), default_scheme())
    assert to_plain(empty)["bounds"]["looked_at"] == 0


def test_a_number_of_assemblies_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(BadRange):
        assemblies(district([]), demand(needs="land", land_area_min_m2=18_000), default_scheme(), top=-1)


def test_what_is_more_than_asked_is_to_be_checked_and_named() -> None:
    project = demand(needs="land", land_area_min_m2=15_000, land_area_max_m2=18_000, investment_wan=90_000)
    (one,) = to_plain(assemblies(district(three(block(100, 0))), project, default_scheme()))["land"]
    assert one["overshoot"] == round(20_000 / 18_000 - 1, 4)
    assert "整体面积 30.0 亩，多 3.0 亩，多出部分如何处置" in one["words"]["zh"]
    assert "3.0 too much" in one["words"]["en"]


def test_floors_that_lie_apart_are_the_last_resort_and_say_so() -> None:
    apart = [floor("F-1", "B-0", 1, 2_000), floor("F-3", "B-0", 3, 2_000)]
    project = demand(needs="floor", floor_area_min_m2=3_800, floor_area_max_m2=4_200)
    found = assemblies(district([], apart), project, default_scheme())
    assert [each["apart"] for each in to_plain(found)["floor"]] == [True]
    assert "同一楼栋 2 处不相邻楼层" in to_plain(found)["floor"][0]["words"]["zh"]
    assert "不相邻" in found.words.zh
    between = [*apart, floor("F-2", "B-0", 2, 2_000)]
    adjoining = to_plain(assemblies(district([], between), project, default_scheme()))["floor"]
    assert [tuple(item["id"] for item in each["items"]) for each in adjoining] == [("F-1", "F-2"), ("F-2", "F-3")]


def test_an_owner_nobody_knows_counts_as_one_of_its_own() -> None:
    owners = ["甲", "甲", None, None]
    parcels = [plot(f"L-{n}", block(100 * n, 0), 10_000, {Role.OWNER: owner}) for n, owner in enumerate(owners)]
    project = demand(needs="land", land_area_min_m2=39_000, land_area_max_m2=41_000)
    (one,) = best_joined(district(parcels), project, default_scheme())
    assert one.owners == 3
    assert np.isclose(sum(one.points), one.score)
