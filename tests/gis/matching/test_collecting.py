"""What a whole layer lacks, by which criteria the order is known, and what to collect first: each said once, and nothing promised that does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import MatchReport, Project, best_projects, match
from gis.matching.ranking.open_questions import DOUBT, FIELD, LAYER, PROJECT
from gis.plainly import to_plain
from tests.gis.matching.district import (
    catalog,
    collection_of,
    default_scheme,
    feature,
    inventory_of,
    random_district,
    square,
)
from tests.gis.matching.test_rules import FLOOR, PLOT

DEMAND = {"needs": "land", "industry_code": "34", "pollution_class": "1", "power_kva": 800, "land_area_min_m2": 20_000}
CONTROL = feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})


def plots(*values: dict[Role, Any], control: bool = True) -> Inventory:
    parcels = collection_of(Kind.PARCEL)
    made = [feature(parcels, f"L{n}", square(n, 0), PLOT | each) for n, each in enumerate(values)]
    return inventory_of({Kind.PARCEL: made, Kind.CONTROL: [CONTROL] if control else []})


def found(inventory: Inventory, **more: Any) -> MatchReport:
    return match(inventory, Project.from_demand(DEMAND | more, inventory.catalog), default_scheme())


def lines(report: MatchReport) -> list[tuple[Any, ...]]:
    assert report.collect is not None
    return [(each.what, each.code, each.open, each.alone, each.decided) for each in report.collect.lines]


# what a layer lacks --------------------------------------------------------------------------------------------------


def test_what_no_plot_of_a_layer_has_is_said_above_and_in_no_row() -> None:
    report = found(plots({Role.POWER: None}, {Role.POWER: None, Role.BLOCKERS: None}))
    (lack,) = [each for each in report.lacks if "power" in {one.code for one in each.missing}]
    assert {each.code for each in lack.missing if each.judged} == {"power"}
    assert lack.words.zh.startswith("“产业用地”整层未登记可用电力，均待核实，以下各行不再重复")
    assert "nothing is recorded of power available" in lack.words.en.lower()
    for each in report.matches:
        assert [one.rule for one in each.verdicts if one.layer_wide] == ["power"]
        assert "电力" not in each.explanation.zh.split("。", 1)[1].replace("工程（电力待核实）", "")
    own = next(each for each in report.matches if each.partner.id == "L1")
    assert "阻碍待核实" in own.explanation.zh
    alone = next(each for each in report.matches if each.partner.id == "L0")
    assert "待核实的各处相同，已统一说明" in alone.explanation.zh
    assert "is the same for all, and said once" in alone.explanation.en


def test_what_one_plot_has_is_no_lack_of_the_layer() -> None:
    report = found(plots({Role.POWER: None}, {}))
    assert not [one for each in report.lacks for one in each.missing if one.judged]
    assert not any(verdict.layer_wide for each in report.matches for verdict in each.verdicts)


def test_a_layer_of_controls_that_is_not_there_is_said_once() -> None:
    report = found(plots({}, {}, control=False))
    lack = report.lacks[-1]
    assert (lack.collections, [each.code for each in lack.missing]) == ((), ["control"])
    assert lack.words.zh == "没有管控图层，均待核实，以下各行不再重复。"
    assert all([one.rule for one in each.verdicts if one.layer_wide] == ["controls"] for each in report.matches)


def test_the_json_names_a_verdict_of_the_whole_layer_and_no_other() -> None:
    report = to_plain(found(plots({Role.POWER: None}, {Role.POWER: None})))
    flags = {verdict["rule"]: verdict.get("layer_wide") for verdict in report["matches"][0]["verdicts"]}
    assert {rule for rule, flag in flags.items() if flag} == {"power"}
    assert set(flags.values()) == {True, None}


def test_the_projects_for_a_site_are_told_once_what_it_lacks() -> None:
    projects = [
        feature(
            collection_of(Kind.PROJECT),
            key,
            None,
            {Role.STAGE: "new", Role.NEEDS: "land", Role.POWER: asked, Role.INDUSTRY_CODE: "34"},
        )
        for key, asked in (("P1", 500.0), ("P2", 700.0), ("P3", None))
    ]
    plot = feature(collection_of(Kind.PARCEL), "L", square(0, 0), PLOT | {Role.POWER: None})
    inventory = inventory_of({Kind.PARCEL: [plot], Kind.CONTROL: [CONTROL], Kind.PROJECT: projects})
    report = best_projects(inventory, collection_of(Kind.PARCEL).id, "L", default_scheme())
    assert "power" in {one.code for each in report.lacks for one in each.missing}
    assert report.collect is not None
    by_code = {each.code: each for each in report.collect.lines}
    assert (by_code["power"].open, by_code["power"].ids) == (2, {collection_of(Kind.PROJECT).id: ("P1", "P2")})
    assert by_code["pollution_class"].who is not None
    assert by_code["pollution_class"].who.zh == "项目单位"


def test_what_the_project_does_not_state_is_said_above_and_in_no_row() -> None:
    report = found(plots({}, {Role.POWER: None}, {}), pollution_class=None)
    lack = report.lacks[0]
    assert (lack.of, [each.code for each in lack.missing]) == ("subject", ["pollution_class"])
    assert lack.words.zh == "项目未填写污染类别，有关各项均待核实，以下各行不再重复。"
    assert lack.words.en.startswith("The project does not state pollution")
    for each in report.matches:
        assert [one.rule for one in each.verdicts if one.layer_wide] == ["usage"]
        assert "污染" not in each.explanation.zh
    own = next(each for each in report.matches if each.partner.id == "L1")
    assert "电力待核实" in own.explanation.zh


def test_projects_for_a_site_are_told_once_what_it_lacks_alone_and_what_none_of_them_states() -> None:
    """Would break where a register without industries says so of each project, or a plot without services at each of them."""
    asked = {Role.STAGE: "new", Role.NEEDS: "land", Role.INDUSTRY_CODE: None, Role.POWER: 500.0}
    projects = [feature(collection_of(Kind.PROJECT), key, None, asked) for key in ("P1", "P2")]
    parcels = collection_of(Kind.PARCEL)
    sites = [feature(parcels, "L", square(0, 0), PLOT | {Role.POWER: None}), feature(parcels, "M", square(1, 0), PLOT)]
    inventory = inventory_of({Kind.PARCEL: sites, Kind.CONTROL: [CONTROL], Kind.PROJECT: projects})
    report = best_projects(inventory, parcels.id, "L", default_scheme())
    said = {lack.of: (lack.collections, {each.code for each in lack.missing if each.judged}) for lack in report.lacks}
    assert said["subject"] == ((), {"power"})
    assert said["layers"] == ((collection_of(Kind.PROJECT).id,), {"industry_code"})
    for each in report.matches:
        assert {one.rule for one in each.verdicts if one.answer == -1 and not one.layer_wide} == set()


def test_a_layer_of_which_nothing_is_located_is_said_once() -> None:
    """Would break where each row of a ledger without shapes says that nobody knows where it lies."""
    parcels = collection_of(Kind.PARCEL)
    made = [feature(parcels, f"L{n}", None, PLOT) for n in range(2)]
    stands = feature(collection_of(Kind.PROJECT), "P", square(50, 0), {Role.STAGE: "continuing"})
    inventory = inventory_of({Kind.PARCEL: made, Kind.CONTROL: [CONTROL], Kind.PROJECT: [stands]})
    report = found(inventory)
    (lack,) = [each for each in report.lacks if "place" in {one.code for one in each.missing}]
    assert {one.rule for one in lack.missing if one.code == "place"} == {"occupied", "controls"}
    assert "位置" in lack.words.zh
    for each in report.matches:
        assert {one.rule for one in each.verdicts if one.answer == -1} == {"occupied", "controls"}
        assert all(one.layer_wide for one in each.verdicts if one.answer == -1)
    one = found(
        inventory_of({Kind.PARCEL: [*made, feature(parcels, "M", square(0, 0), PLOT)], Kind.CONTROL: [CONTROL]})
    )
    assert not [lack for lack in one.lacks for each in lack.missing if each.code == "place"]


# by what the order is known -------------------------------------------------------------------------------------------


def test_an_order_by_area_alone_says_so() -> None:
    bare = {Role.POWER: None, Role.BLOCKERS: None, Role.SERVICES: None, Role.STATUS: None}
    report = found(plots(bare, bare | {Role.AREA: 25_000}, bare | {Role.AREA: 34_000}), land_area_max_m2=40_000)
    assert report.order is not None
    assert (report.order.by, report.order.known["readiness"]) == (("area_fit",), 0)
    assert report.order.words.zh.startswith("仅按面积排序：工程、就绪、")
    assert report.order.words.en.startswith("Ordered by area only: engineering, readiness, ")


def test_what_is_the_same_for_all_orders_nothing_and_what_is_known_of_some_does() -> None:
    report = found(plots({}, {Role.POWER: 900.0}, {Role.POWER: None}), land_area_max_m2=40_000)
    assert report.order is not None
    assert report.order.by == ("engineering_fit",)
    assert report.order.known["engineering_fit"] == 2
    assert report.order.words.zh == "仅按工程排序：集群、亩均、配套各处均未知。"
    one = found(plots({}))
    assert one.order is None
    same = found(plots({}, {}))
    assert same.order is not None
    assert same.order.words.en.startswith("All score the same, in the order of their ids: ")


# what to collect first ------------------------------------------------------------------------------------------------


def test_the_value_that_decides_most_is_collected_first() -> None:
    """Two plots lack power alone, one services alone, one both: power decides 2, and services with it the other two."""
    power, services = {Role.POWER: None}, {Role.SERVICES: None}
    report = found(plots(power, power, services, power | services, {}))
    assert lines(report) == [(FIELD, "power", 3, 2, 2), (FIELD, "services", 2, 1, 4)]
    assert report.collect is not None
    assert report.collect.words.zh == "先收集可用电力：待核实的 4 处中，2 处即可判定。"
    first = report.collect.lines[0]
    assert first.ids == {collection_of(Kind.PARCEL).id: ("L0", "L1", "L3")}
    assert first.who is not None
    assert "供电公司" in first.who.zh
    assert report.counts["to_check"] == report.collect.lines[-1].decided


def test_where_everything_fits_or_fails_there_is_nothing_to_collect() -> None:
    assert found(plots({}, {Role.STATUS: "built"})).collect is None


def test_what_the_project_does_not_state_is_asked_of_the_firm_and_a_missing_layer_is_one_line() -> None:
    report = found(plots({}, {}, control=False), pollution_class=None)
    kinds = {(what, code) for what, code, *_ in lines(report)}
    assert kinds == {(PROJECT, "pollution_class"), (LAYER, "control")}
    promise = found(plots({Role.USAGE: "100102"}), investment_wan=20_000)
    assert (PROJECT, "tax_wan_mu") in {(what, code) for what, code, *_ in lines(promise)}


def test_a_code_that_is_too_coarse_is_a_doubt_and_no_missing_value() -> None:
    assert lines(found(plots({Role.USAGE: "1001"}))) == [(DOUBT, "usage", 1, 1, 1)]


LAND: dict[Role, tuple[Any, ...]] = {
    Role.POWER: (1.0, 9_999.0),
    Role.SERVICES: ([], ["water", "power", "road"]),
    Role.BLOCKERS: ([],),
    Role.STATUS: ("reserve", "built"),
    Role.FAR_MAX: (0.01, 9.0),
    Role.HEIGHT_LIMIT: (1.0, 99.0),
    Role.DENSITY_MAX: (0.1, 99.0),
    Role.AREA: (1.0, 30_000.0),
    Role.USAGE: ("100101", "0802"),
}
FLOORS: dict[Role, tuple[Any, ...]] = {
    Role.CLEAR_HEIGHT: (0.1, 99.0),
    Role.FLOOR_LOAD: (0.1, 99.0),
    Role.TITLE_STATUS: ("titled", "untitled"),
    Role.STATUS: ("free",),
    Role.FIRE_CLASS: ("甲", "戊"),
    Role.AVAILABLE_FROM: ("2020-01-01", "2039-01-01"),
    Role.USAGE: ("production", "care"),
    Role.POWER: (1.0, 9_999.0),
}
ASKED: dict[str, Any] = {
    "industry_code": "34",
    "pollution_class": "1",
    "power_kva": 800,
    "floor_area_min_m2": 3_000,
    "clear_height_m": 5,
    "floor_load_kn_m2": 5,
    "fire_class": "丁",
    "start_date": "2023-09-01",
}
KINDS: tuple[tuple[str, Kind, dict[Role, Any], dict[Role, tuple[Any, ...]]], ...] = (
    ("land", Kind.PARCEL, PLOT | {Role.DENSITY_MAX: 60.0, Role.AVAILABLE_FROM: "2023-06-30"}, LAND),
    ("floor", Kind.SPACE, FLOOR | {Role.POWER: 900.0}, FLOORS),
)


@pytest.mark.parametrize(("needs", "kind", "usual", "values"), KINDS, ids=["land", "floor"])
def test_a_value_decides_a_site_alone_exactly_where_it_is_all_that_is_unknown(
    needs: str, kind: Kind, usual: dict[Role, Any], values: dict[Role, tuple[Any, ...]]
) -> None:
    """The promise of the list, kept: filled in, whichever way, the site is decided; and with a second value unknown it is not."""
    demand = ASKED | {"needs": needs} | ({"land_area_min_m2": 20_000} if needs == "land" else {})
    roles = list(values)
    for role, second in zip(roles, [*roles[1:], roles[0]], strict=True):
        for value in values[role]:
            filled: dict[Role, Any] = {role: value, second: None}
            made = of_kind(kind, usual, {}, {role: None}, {role: None, second: None}, {role: value}, filled)
            report = match(made, Project.from_demand(demand, catalog()), default_scheme(), explain=["S1", "S3", "S4"])
            assert report.collect is not None
            by_role = {each.code: each for each in report.collect.lines if each.what == FIELD}
            alone, other = by_role[role], by_role[second]
            assert (alone.open, alone.alone) == (2, 1), role
            assert other.alone <= 1
            one, decided, still = report.explained
            assert (one.verdict, decided.verdict == "to_check") == ("to_check", False), (role, value)
            assert still.verdict in {"to_check", "rejected"}


def of_kind(kind: Kind, usual: dict[Role, Any], *sites: dict[Role, Any]) -> Inventory:
    collection, plot = collection_of(kind), feature(collection_of(Kind.PARCEL), "L", square(50, 0), PLOT)
    made = [feature(collection, f"S{n}", square(n, 0, 0.001), usual | each) for n, each in enumerate(sites)]
    return inventory_of({Kind.PARCEL: [plot], Kind.CONTROL: [CONTROL]} | {kind: made})


def test_every_unknown_of_a_site_to_check_has_a_line_and_all_lines_decide_all() -> None:
    for seed in range(4):
        inventory = random_district(40 + seed)
        layer = inventory.of_kind(Kind.PROJECT)[0]
        for key in [each for each in layer.ids if each.startswith("P-N")][:4]:
            report = match(inventory, Project.from_layer(layer, key), default_scheme(), top=1_000)
            if report.collect is None:
                assert report.counts["to_check"] == 0
                continue
            assert report.collect.to_check == report.collect.lines[-1].decided == report.counts["to_check"]
            decided = [each.decided for each in report.collect.lines]
            assert decided == sorted(decided)
            rules = {rule for each in report.collect.lines for rule in each.rules}
            assert rules == {v.rule for each in report.matches for v in each.verdicts if v.answer == -1}


def test_more_kinds_of_unknowns_than_a_number_has_digits_are_told_apart() -> None:
    """Fails where a site's unknowns were the digits of one number."""
    scheme = default_scheme()
    assert len(scheme.rules) * 3 > 62
    report = match(random_district(3), Project.from_demand({"needs": "either"}, catalog()), replace(scheme))
    assert report.collect is not None
    assert all(each.open >= each.alone for each in report.collect.lines)
