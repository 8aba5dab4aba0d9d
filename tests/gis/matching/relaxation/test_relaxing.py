"""What a relaxation says where it ends: nothing priced, nothing near, too much to look at, a figure at its limit, a question out of range."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gis.catalog import Kind
from gis.errors import BadRange, UnknownFeature
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Project, Scheme, match
from gis.matching.relaxation import Relaxations, relaxations, search, why_not
from gis.matching.scheme.plans import RelaxationCost, RelaxationPlan
from gis.plainly import to_plain
from gis.units import m2_from_mu
from tests.gis.matching.assembly.plots import block
from tests.gis.matching.district import catalog, collection_of, default_scheme, feature, inventory_of
from tests.gis.matching.relaxation.example import example, plot, project
from tests.gis.matching.relaxation.near import case


def priced(**costs: RelaxationCost) -> Scheme:
    return replace(default_scheme(), relaxation=RelaxationPlan(costs=costs))


def stock(*plots: Feature) -> Inventory:
    control = feature(collection_of(Kind.CONTROL), "R", block(50_000, 50_000), {Role.CLASS: "river_range"})
    return inventory_of({Kind.PARCEL: list(plots), Kind.CONTROL: [control]})


def words_of(found: Relaxations) -> list[str]:
    return [change.words.en for change in found.changes]


def test_a_rule_without_a_cost_stands_and_the_answer_says_so() -> None:
    found = relaxations(stock(plot("A", 37, 0)), project(), priced())
    assert found.changes == ()
    assert found.standing == {"area": 1}
    assert found.words.zh == "现有 0 处符合，少于 3 处。没有可行的改法：1 处因不可放宽的规则被排除（面积 1 处）。"
    assert "fails rules that cannot be relaxed (area 1)" in found.words.en


def test_beyond_the_limit_nothing_gives_way() -> None:
    cost = RelaxationCost(per_pct=1, limit_pct=5)
    found = relaxations(stock(plot("A", 37, 0)), project(), priced(area=cost))
    assert found.changes == ()
    assert "超出方案限度" in found.words.zh
    enough = replace(cost, limit_pct=5.75)
    assert words_of(relaxations(stock(plot("A", 37, 0)), project(), priced(area=enough))) == [
        "least area 40 → 37.7 mu (−5.8%): 1 more fits"
    ]


def test_more_steps_than_the_scheme_takes_are_not_offered_but_named_for_the_one_plot() -> None:
    far_off = {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: 9, Role.SERVICES: ["road"], Role.POWER: 1_200}
    inventory = stock(plot("A", 37, 0, far_off))
    found = relaxations(inventory, project(), default_scheme())
    assert found.changes == ()
    assert "more than the scheme's limits or than 3 steps" in found.words.en
    one = why_not(inventory, project(), default_scheme(), "A")
    assert one.change is not None
    assert [step.rule for step in one.change.steps] == ["area", "power", "services", "blockers"] or len(
        one.change.steps
    ) == 4


def test_where_there_is_no_site_there_is_nothing_to_say() -> None:
    found = relaxations(stock(), project(), default_scheme())
    assert (found.fits, found.changes, found.complete) == (0, (), True)
    assert found.words.en == "0 fit, fewer than 3. There is no site to match."


@pytest.mark.parametrize("wanted", [0, -1, 21, True])
def test_a_number_of_sites_that_cannot_be_meant_is_refused(wanted: int) -> None:
    with pytest.raises(BadRange):
        relaxations(example(), project(), default_scheme(), wanted=wanted)


def test_what_is_unknown_needs_no_relaxation() -> None:
    found = relaxations(stock(plot("A", 45, 0, {Role.POWER: None})), project(), default_scheme(), wanted=1)
    assert (found.fits, found.to_check, found.changes) == (1, 1, ())
    assert found.words.zh == "已有 1 处符合（待核实），不必放宽。"


def test_a_site_named_by_mistake_is_refused() -> None:
    with pytest.raises(UnknownFeature):
        why_not(example(), project(), default_scheme(), "nowhere")


def test_a_site_of_the_other_kind_is_told_what_it_is() -> None:
    found = why_not(example(), replace(project(), needs="floor"), default_scheme(), "D")
    assert found.failures[0].rule == "needs"
    assert found.change is None
    assert "需求类型不可放宽" in found.words.zh


# changes of a plot ---------------------------------------------------------------------------------------------------

MENDED: list[tuple[str, dict[Role, Any], dict[Role, Any], str]] = [
    (
        "blockers",
        {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: 9},
        {Role.BLOCKERS: []},
        "clear expropriation",
    ),
    ("services", {Role.SERVICES: ["road"]}, {Role.SERVICES: ["power", "road", "water"]}, "provide"),
    ("power", {Role.POWER: 100}, {Role.POWER: 1_600}, "reinforce the power supply"),
    ("hold", {Role.HELD_BY: "某企业", Role.HELD_UNTIL: "2024-01-01"}, {Role.HELD_BY: None}, "end the hold"),
    ("usage", {Role.USAGE: "0802"}, {Role.USAGE: "100102"}, "re-plan the land use"),
]


@pytest.mark.parametrize(("rule", "wrong", "mended", "words"), MENDED, ids=[row[0] for row in MENDED])
def test_a_change_of_a_plot_that_is_made_lets_the_plot_in(
    rule: str, wrong: dict[Role, Any], mended: dict[Role, Any], words: str
) -> None:
    asked = replace(project(), start_date=None)
    found = relaxations(stock(plot("A", 45, 0, wrong)), asked, default_scheme(), wanted=1)
    kind = "clear" if rule == "blockers" else "site"
    mine = [change for change in found.changes if [(step.kind, step.rule) for step in change.steps] == [(kind, rule)]]
    assert words in mine[0].words.en
    after = match(stock(plot("A", 45, 0, {**wrong, **mended})), asked, default_scheme())
    assert [site.partner.id for site in after.matches] == ["A"]


# clear height ---------------------------------------------------------------------------------------------------------


def test_below_eight_metres_the_floor_area_no_longer_counts_double() -> None:
    # 8,000 m² count 16,000 at a clear height of 8 m: 30,000 m² of land at 0.5 take 15,000.
    inventory = stock(plot("A", 45, 0, {Role.FAR_MAX: 0.5}))
    found = relaxations(inventory, project(), default_scheme(), wanted=1)
    assert words_of(found)[0] == "clear height 8 → 7.9 m (−1.2%): 1 more fits"
    after = replace(project(), clear_height_m=7.9)
    assert [site.partner.id for site in match(inventory, after, default_scheme()).matches] == ["A"]


def test_a_plot_whose_least_ratio_is_too_high_takes_a_project_that_builds_more() -> None:
    # 30,000 m² at a ratio of 0.6 must carry 18,000 counted; 8,500 m² counted twice are 17,000.
    inventory = stock(plot("A", 45, 0, {Role.FAR_MIN: 0.6}))
    asked = replace(project(), floor_area_max_m2=8_500)
    found = relaxations(inventory, asked, default_scheme(), wanted=1)
    assert words_of(found) == ["greatest floor area 8,500 → 9,000 m² (+5.9%): 1 more fits"]


# limits of the search -------------------------------------------------------------------------------------------------


def test_a_search_that_is_cut_says_so_and_what_it_names_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = 0
    for seed in range(80):
        inventory, asked, scheme = case(seed)
        whole = relaxations(inventory, asked, scheme)
        for limit, value in (("MAX_MOVES", 1), ("MAX_OPTIONS", 1)):
            with monkeypatch.context() as patched:
                patched.setattr(search, limit, value)
                found = relaxations(inventory, asked, scheme)
            cut += not found.complete
            for change in found.changes:
                best = [each.cost for each in whole.changes if each.gains >= change.gains]
                assert min(best) <= change.cost
            assert found.complete <= (to_plain(found) == to_plain(whole))
    assert cut > 5


def test_more_offers_than_there_is_room_for_keep_the_one_that_brings_most() -> None:
    plan = replace(default_scheme().relaxation, offers=2)
    found = relaxations(example(), project(), replace(default_scheme(), relaxation=plan), wanted=6)
    assert len(found.changes) == 2
    assert found.changes[-1].gains == 3


def test_joins_are_changes_and_none_is_offered_that_needs_more_than_joining() -> None:
    mu = m2_from_mu(20) / 100
    pair = [
        plot("A", 20, 0),
        plot("B", 26, mu),
        plot("C", 20, 5_000),
        plot("D", 26, 5_000 + mu, {Role.STATUS: "built"}),
    ]
    found = relaxations(stock(*pair), project(), default_scheme(), wanted=1)
    assert words_of(found) == ["join plot A with plot B for 46.0 mu: 1 more fits"]
    assert found.changes[0].cost == default_scheme().relaxation.join_cost
    assert why_not(stock(*pair), project(), default_scheme(), "C").joins == ()


def test_all_of_it_is_plain_json() -> None:
    found = to_plain(relaxations(example(), project(), default_scheme(), wanted=5))
    assert json.loads(json.dumps(found)) == found
    assert {step["kind"] for change in found["changes"] for step in change["steps"]} == {"requirement", "clear", "join"}
    one = to_plain(why_not(example(), project(), default_scheme(), "B"))
    assert json.loads(json.dumps(one)) == one


def test_a_figure_that_nobody_could_mean_still_has_a_scale() -> None:
    asked = Project.from_demand(
        {"needs": "floor", "industry_code": "3332", "floor_area_min_m2": 9_999_999_999, "column_grid_m": 0.00001},
        catalog(),
    )
    assert relaxations(example(), asked, default_scheme()).changes == ()


def test_a_join_within_the_range_comes_before_one_that_is_too_large() -> None:
    large, small = m2_from_mu(36) / 100, m2_from_mu(22) / 100
    pairs = [plot("A", 36, 0), plot("B", 30, large), plot("C", 22, 5_000), plot("D", 22, 5_000 + small)]
    found = relaxations(stock(*pairs), project(), default_scheme(), wanted=1)
    assert [change.words.en for change in found.changes if change.steps[0].kind == "join"] == [
        "join plot C with plot D for 44.0 mu: 1 more fits",
        "join plot A with plot B for 66.0 mu (10% above the upper bound, to check): 1 more fits",
    ]


def test_a_join_is_not_too_large_where_no_upper_bound_is_asked() -> None:
    large = m2_from_mu(25) / 100
    found = relaxations(
        stock(plot("A", 25, 0), plot("B", 25, large)), replace(project(), land_area_max_m2=None), default_scheme()
    )
    assert words_of(found) == ["join plot A with plot B for 50.0 mu: 1 more fits"]
