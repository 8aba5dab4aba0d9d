"""The demonstration district placed as a planner would present it: everybody once, nothing twice, every refusal with its reason."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
import shapely

from gis.catalog import Kind
from gis.errors import BadPins, BadScenario, UnknownFeature
from gis.fields import Role
from gis.inventory import Edit, Inventory
from gis.layer import Layer
from gis.matching import Project, Scheme, match, read_scheme
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.options import options_of
from gis.matching.portfolio.question import Ban, Pin, PortfolioQuestion
from gis.matching.portfolio.report import Placement, Portfolio
from gis.matching.portfolio.scenario_file import load_scenarios, scenario_of
from gis.matching.sites.candidates import FLOOR, LAND, stock_of
from gis.plainly import to_plain

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme(ROOT / "layers" / "schemes" / "default.toml")


@pytest.fixture(scope="module")
def base(demo_inventory: Inventory, scheme: Scheme) -> Portfolio:
    return assign(demo_inventory, scheme, PortfolioQuestion())


def placed(found: Portfolio) -> list[Placement]:
    return [each for each in found.placements if each.verdict != "standing"]


def project_of(inventory: Inventory, key: str) -> Project:
    return Project.from_layer(inventory.of_kind(Kind.PROJECT)[0], key)


def test_every_project_stands_once_or_is_refused_once(base: Portfolio, demo_inventory: Inventory) -> None:
    """Fails where a project is forgotten, or told twice."""
    register = demo_inventory.of_kind(Kind.PROJECT)[0]
    told = Counter([*(each.project.id for each in base.placements), *(each.project.id for each in base.unplaced)])
    assert told == Counter(register.ids)
    assert base.counts.projects == len(register) == base.counts.continuing + base.counts.new


def test_nothing_is_used_twice_and_no_floor_beyond_its_area(base: Portfolio, demo_inventory: Inventory) -> None:
    """Fails where two projects get one plot, or a floor is let beyond what it has."""
    taken: dict[tuple[str, str], float] = {}
    for each in placed(base):
        for item in each.items:
            taken[item.collection, item.id] = taken.get((item.collection, item.id), 0.0) + (item.area_m2 or 0.0)
    for (collection, key), area in taken.items():
        layer = demo_inventory.layer(collection)
        most = float(layer.numbers(Role.AREA)[layer.row_of[key]])
        users = sum(item.id == key for each in placed(base) for item in each.items)
        assert area <= most + 0.01, f"{key}: {area} of {most} m²"
        assert users == 1 or collection == stock_of(demo_inventory, FLOOR).layers[0].id, f"{key} is used {users} times"
    stood = {site for each in base.placements if each.verdict == "standing" for site in each.project.site_ids}
    assert stood.isdisjoint(key for _, key in taken), "a new project stands on a continuing one"


def test_each_placement_is_one_that_a_match_allows(base: Portfolio, demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where the portfolio places by other rules or other points than the match does."""
    for each in placed(base):
        if len(each.items) > 1:
            continue
        item = each.items[0]
        told = match(
            demo_inventory, project_of(demo_inventory, each.project.id or ""), scheme, top=0, explain=[item.id]
        )
        alone = next(found for found in told.explained if found.partner.id == item.id)
        assert alone.verdict == each.verdict, f"{each.project.id} on {item.id}"
        if not item.partial:
            assert alone.score == each.score
        assert round(sum(part.points for part in each.contributions), 2) == each.score


def test_aims_are_proven_and_never_below_taking_turns(base: Portfolio) -> None:
    """Fails where the solver stops short on a district of this size, or the peer does better."""
    assert [line.name for line in base.aims] == ["tier", "investment", "number", "tax", "fit"]
    for line in base.aims:
        assert line.status == "optimal"
        assert line.gap == 0
        assert line.objective == line.bound
    first = base.aims[0]
    assert first.objective >= first.greedy
    new = [each for each in base.placements if each.verdict != "standing"]
    assert sum(each.project.investment_wan or 0 for each in new) == base.aims[1].objective


def test_every_refusal_says_why_in_one_sentence(base: Portfolio, demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where a project is refused without a reason, or as displaced though nothing suits it."""
    assert base.unplaced
    for each in base.unplaced:
        assert each.reasons
        assert each.explanation.zh.endswith("。")
        assert each.explanation.zh.count("。") == 1
        assert each.explanation.en.endswith(".")
        assert each.start.answer == "no"
        assert each.start.blocker is not None
        suits = options_of(demo_inventory, project_of(demo_inventory, each.project.id or ""), scheme).options
        assert bool(suits) == (each.reasons[0].code == "displaced")
        if each.reasons[0].code == "displaced":
            assert each.displaced_by
            assert each.would_cost is not None
            changes = [cost.change for cost in each.would_cost]
            assert next((change for change in changes if change), -1) < 0, (
                "placing it would cost nothing: it should stand"
            )


def test_the_same_question_has_the_same_bytes(base: Portfolio, demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where an answer cannot be replayed."""
    again = assign(demo_inventory, scheme, PortfolioQuestion())
    assert json.dumps(to_plain(again)) == json.dumps(to_plain(base))


def test_a_pin_is_kept_and_a_ban_too(base: Portfolio, demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where what the planner settles is lost in the solve."""
    one = next(each for each in placed(base) if not each.pinned and each.kind == "plot")
    key = one.project.id or ""
    other = next(
        option.key[0][0]
        for option in options_of(demo_inventory, project_of(demo_inventory, key), scheme).options
        if option.key[0] != (one.items[0].id,) and option.kind == "plot"
    )
    pinned = assign(
        demo_inventory, scheme, PortfolioQuestion(pins=(Pin(project_id=key, sites=(other,)),), unlocks=False)
    )
    stands = next(each for each in pinned.placements if each.project.id == key)
    assert (stands.pinned, stands.items[0].id) == (True, other)
    assert pinned.aims[0].objective <= base.aims[0].objective
    ban = Ban(project_id=key, site=one.items[0].id)
    without = assign(demo_inventory, scheme, PortfolioQuestion(forbid=(ban,), unlocks=False))
    assert one.items[0].id not in [
        item.id for each in without.placements if each.project.id == key for item in each.items
    ]


def test_a_hold_of_a_project_is_kept(base: Portfolio, demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where a site that is held for a project goes to another, or the project elsewhere."""
    one = next(each for each in placed(base) if each.kind == "plot")
    key = one.project.id or ""
    wanted = next(
        option.key[0][0]
        for option in options_of(demo_inventory, project_of(demo_inventory, key), scheme).options
        if option.key[0] != (one.items[0].id,) and option.kind == "plot"
    )
    layer = demo_inventory.layers[one.items[0].collection]
    fields = layer.collection.by_role
    feature = layer.feature(layer.row_of[wanted])
    held = {fields[Role.HELD_BY].name: key, fields[Role.HELD_UNTIL].name: "2023-12-31"}
    edit = Edit(collection=layer.id, id=wanted, feature=feature._replace(properties={**feature.properties, **held}))
    found = assign(demo_inventory.apply([edit]), scheme, PortfolioQuestion(unlocks=False))
    stands = next(each for each in found.placements if each.project.id == key)
    assert (stands.pinned, stands.items[0].id) == (True, wanted)


def test_pins_that_contradict_one_another_are_named(base: Portfolio, demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where an impossible pair of pins is solved in silence, or the answer names somebody else."""
    displaced, taker, sites = next(
        (refused, each, sites)
        for refused in base.unplaced
        for each in placed(base)
        if each.project.id in refused.displaced_by
        and (sites := tuple(item.id for item in each.items))
        in {option.key[0] for option in options_of(demo_inventory, refused.project, scheme).options}
    )
    pins = tuple(Pin(project_id=key or "", sites=sites) for key in (displaced.project.id, taker.project.id))
    with pytest.raises(BadPins) as told:
        assign(demo_inventory, scheme, PortfolioQuestion(pins=pins))
    assert set(cast("list[str]", told.value.where["pins"])) == {displaced.project.id, taker.project.id}
    assert set(cast("list[str]", told.value.where["sites"])) <= set(sites)


def test_a_pin_on_a_site_that_does_not_suit_says_which_rule(demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where a pin overrides a rule without a word."""
    land = stock_of(demo_inventory, LAND).layers[0]
    built = next(key for key, status in zip(land.ids, land.texts(Role.STATUS), strict=True) if status == "built")
    seeking = next(
        key
        for layer in demo_inventory.of_kind(Kind.PROJECT)
        for key, stage in zip(layer.ids, layer.texts(Role.STAGE), strict=True)
        if stage == "new" and project_of(demo_inventory, key).needs != "floor"
    )
    with pytest.raises(BadPins) as told:
        assign(demo_inventory, scheme, PortfolioQuestion(pins=(Pin(project_id=seeking, sites=(built,)),)))
    assert "已建成" in told.value.text.zh
    with pytest.raises(UnknownFeature):
        assign(demo_inventory, scheme, PortfolioQuestion(pins=(Pin(project_id=seeking, sites=("nowhere",)),)))
    with pytest.raises(UnknownFeature):
        assign(demo_inventory, scheme, PortfolioQuestion(project_ids=("P-nobody",)))


def test_unlocks_are_what_solving_again_really_places(
    base: Portfolio, demo_inventory: Inventory, scheme: Scheme
) -> None:
    """Fails where the promised gain of a cleared blocker does not come when the data says that it is cleared."""
    assert base.unlocks
    for unlock in base.unlocks[:3]:
        clear = {"sites": [key for _, key in unlock.sites]}
        scenario = scenario_of({"id": "cleared", "clear": [clear]})
        after = assign(demo_inventory, scheme, PortfolioQuestion(scenario=scenario, unlocks=False))
        gained = after.counts.placed - base.counts.placed
        assert gained == unlock.projects, unlock.words.zh
        assert after.investment_wan.placed - base.investment_wan.placed == unlock.investment_wan
    values = [(each.projects, each.investment_wan) for each in base.unlocks]
    assert all(projects > 0 or money > 0 for projects, money in values)


@pytest.mark.parametrize("name", ["clear-planning", "clear-expropriation", "extend-east"])
def test_a_scenario_changes_the_answer_and_not_the_data(
    name: str, base: Portfolio, demo_inventory: Inventory, scheme: Scheme
) -> None:
    """Fails where a what-if leaks into the register, or does nothing."""
    scenario = load_scenarios(ROOT / "layers")[name]
    found = assign(demo_inventory, scheme, PortfolioQuestion(scenario=scenario, unlocks=False))
    assert found.inventory == demo_inventory.version
    assert to_plain(found)["scenario"]["id"] == name
    assert found.aims[0].objective >= base.aims[0].objective, "more supply lowers the first aim"
    stands = [[{each.project.id: each.items} for each in one.placements] for one in (base, found)]
    assert stands[0] != stands[1], "the scenario changes nothing"
    told = found.difference
    assert told is not None
    before, after = ({each.project.id for each in one.placements} for one in (base, found))
    assert (set(told.more), set(told.less)) == (after - before, before - after)
    gains = {each.aim: each.change for each in told.aims}
    assert gains["number"] == len(told.more) - len(told.less)
    again = assign(demo_inventory, scheme, PortfolioQuestion(unlocks=False))
    assert again.counts == base.counts


def test_a_pin_may_stand_on_what_a_scenario_brings(demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where a project cannot be put on a plot of the extension that the scenario is about."""
    scenario = load_scenarios(ROOT / "layers")["extend-east"]
    found = assign(demo_inventory, scheme, PortfolioQuestion(scenario=scenario, unlocks=False))
    on_new = next(
        each
        for each in placed(found)
        if all(item.id not in demo_inventory.layers[item.collection].row_of for item in each.items)
    )
    pin = Pin(project_id=on_new.project.id or "", sites=tuple(item.id for item in on_new.items))
    again = assign(demo_inventory, scheme, PortfolioQuestion(scenario=scenario, pins=(pin,), unlocks=False))
    assert next(each for each in again.placements if each.project.id == on_new.project.id).pinned


def test_a_scenario_that_says_nothing_real_is_refused(demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where a typo in a what-if is silently ignored."""
    for wrong in (
        {"id": "x"},
        {"id": "x", "clear": [{"site": ["A"]}]},
        {"id": "x", "rezone": [{"sites": ["A"], "usage": 7}]},
        {"id": "x", "thresholds": {"blockers": {"land_max_months": "many"}}},
        {"id": "x", "extend": [{"park": "P", "usage": "1001", "plot_mu": 50}]},
        {"id": "x", "free": [{"sites": ["A"], "available_from": "soon"}]},
    ):
        with pytest.raises(BadScenario):
            scenario_of(wrong)
    for missing in ({"rezone": [{"sites": ["nowhere"], "usage": "100101"}]}, {"clear": [{"parks": ["nowhere"]}]}):
        with pytest.raises(UnknownFeature):
            assign(demo_inventory, scheme, PortfolioQuestion(scenario=scenario_of({"id": "x", **missing})))
    typo = scenario_of({"id": "x", "thresholds": {"blockers": {"land_max_month": 3}}})
    with pytest.raises(BadScenario) as told:
        assign(demo_inventory, scheme, PortfolioQuestion(scenario=typo))
    assert "blockers.land_max_months" in told.value.remedy.en


def test_a_scenario_that_contradicts_itself_is_refused(demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where the last of two entries wins unseen, or a value that nothing can have is taken."""
    plot = demo_inventory.of_kind(Kind.PARCEL)[0].ids[0]
    floor = demo_inventory.of_kind(Kind.SPACE)[0].ids[0]
    for site, values, table in (
        (plot, ("100101", "100102"), {"rezone": [{"sites": [plot], "usage": use} for use in ("100101", "100102")]}),
        (floor, ("2023-10-01", "2024-01-01"), {
            "free": [{"sites": [floor], "available_from": day} for day in ("2023-10-01", "2024-01-01")]
        }),
        (plot, ("999999",), {"rezone": [{"sites": [plot], "usage": "999999"}]}),
        (floor, ("9,000,000",), {"free": [{"sites": [floor], "let_from_m2": 9e6}]}),
        ("JK-E1", ("999999",), {"extend": [{"park": "JK-E1", "usage": "999999", "plot_mu": 60, "far_max": 1.8}]}),
    ):  # fmt: skip
        with pytest.raises(BadScenario) as told:
            scenario_of({"id": "x", **table}).of(demo_inventory, scheme)
        for part in (site, *values):
            assert part in told.value.text.zh
            assert part in told.value.text.en
    twice = {"rezone": [{"sites": [plot], "usage": "100101"}, {"sites": [plot], "usage": "100101", "far_max": 2}]}
    scenario_of({"id": "x", **twice}).of(demo_inventory, scheme)


def test_what_one_step_clears_the_next_leaves_cleared(demo_inventory: Inventory, scheme: Scheme) -> None:
    layer = demo_inventory.of_kind(Kind.PARCEL)[0]
    of_blockers = layer.collection.by_role[Role.BLOCKERS].name
    key, codes = next(
        (key, values)
        for row, key in enumerate(layer.ids)
        if isinstance(values := layer.columns[of_blockers].value(row), list) and len(values) > 1
    )
    clear = [{"sites": [key], "blockers": [code]} for code in codes]
    after, _ = scenario_of({"id": "x", "clear": clear}).of(demo_inventory, scheme)
    found = after.layer(layer.id)
    assert found.columns[of_blockers].value(found.row(key)) == []


def test_extensions_of_one_park_lie_beside_one_another(demo_inventory: Inventory, scheme: Scheme) -> None:
    """Fails where a second extension is laid over the first, or takes its plots' ids."""
    one = {"park": "JK-E1", "usage": "100102", "plot_mu": 60, "far_max": 1.8, "road_m": 60}
    steps = ([one], [one, {**one, "plot_mu": 2, "road_m": 1}])
    first, both = (
        scenario_of({"id": "x", "extend": each}).of(demo_inventory, scheme)[0].of_kind(Kind.PARCEL)[0] for each in steps
    )
    new = [key for key in both.ids if key.startswith("JK-E1-X")]
    kept = [key for key in first.ids if key.startswith("JK-E1-X")]
    assert len(new) > len(kept) > 0
    for key in kept:
        assert both.feature(both.row(key)) == first.feature(first.row(key))
    shapes = [both.feature(both.row(key)).geometry for key in new]
    assert shapely.union_all(shapes).area == pytest.approx(sum(each.area for each in shapes), rel=1e-6)


def test_a_next_round_keeps_this_one(base: Portfolio) -> None:
    """Fails where next year's round moves what this year's has placed."""
    assert base.next_round is not None
    told = to_plain(base.next_round)
    refused = {each.project.id for each in base.unplaced}
    assert {each["project_id"] for each in told["placed"]} | set(told["unplaced"]) == refused
    kept = {(item.collection, item.id) for each in placed(base) for item in each.items if not item.partial}
    assert kept.isdisjoint((item["collection"], item["id"]) for each in told["placed"] for item in each["items"])


def test_rows_in_another_order_give_the_same_placement(
    demo_inventory: Inventory, scheme: Scheme, base: Portfolio
) -> None:
    """Fails where an answer depends on the order of rows in a file."""
    catalog = demo_inventory.catalog
    turned = {
        name: Layer.from_features(
            layer.collection,
            [layer.feature(row) for row in reversed(range(len(layer)))],
            metric_crs=catalog.metric_crs,
            codelists=catalog.codelists,
        )
        for name, layer in demo_inventory.layers.items()
    }
    other = Inventory.of(catalog, turned, demo_inventory.version)
    assert to_plain(assign(other, scheme, PortfolioQuestion())) == to_plain(base)


def test_a_scheme_without_reasons_to_stop_is_obeyed(demo_inventory: Inventory, scheme: Scheme, base: Portfolio) -> None:
    """Fails where the order of aims is built in instead of read from the scheme."""
    by_number = replace(scheme, portfolio=replace(scheme.portfolio, aims=("number", "investment")))
    found = assign(demo_inventory, by_number, PortfolioQuestion(unlocks=False))
    assert [line.name for line in found.aims] == ["number", "investment"]
    assert found.aims[0].objective >= base.aims[2].objective
