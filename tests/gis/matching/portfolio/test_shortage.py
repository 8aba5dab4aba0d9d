"""The shortage names what each project could take and what of it fails: a building programme goes by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Scheme, read_scheme
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.options import options_of
from gis.matching.portfolio.question import PortfolioQuestion
from gis.matching.portfolio.report import Portfolio
from gis.matching.rules.kinds import kinds_left
from gis.plainly import to_plain
from gis.units import m2_from_mu
from tests.gis.matching.district import ROOT, catalog, collection_of, feature, inventory_of, random_district, square
from tests.gis.matching.oracle import raw_scheme
from tests.gis.matching.oracle_shortage import ShortageOracle
from tests.gis.matching.test_rules import FLOOR, PLOT


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return read_scheme(ROOT / "layers" / "schemes" / "default.toml", catalog())


def wanted(key: str, **asks: object) -> Feature:
    values = {
        Role.NAME: key,
        Role.STAGE: "new",
        Role.TIER: "city",
        Role.INDUSTRY_CODE: "34",
        Role.POLLUTION_CLASS: "1",
        Role.SPACE_USE: "production",
        Role.NEEDS: "either",
        **{Role[name]: value for name, value in asks.items()},
    }
    return feature(collection_of(Kind.PROJECT), key, None, values)


def placed(*projects: Feature) -> Portfolio:
    """Projects beside one plot of 45 mu and one floor of 4,000 m², 9 m high, with 800 kVA."""
    floor = FLOOR | {Role.CLEAR_HEIGHT: 9, Role.POWER: 800}
    inventory = inventory_of(
        {
            Kind.PARCEL: [feature(collection_of(Kind.PARCEL), "L", square(0, 0), PLOT)],
            Kind.SPACE: [
                feature(collection_of(Kind.SPACE), "F", square(3, 0), floor | {Role.PARCEL: None, Role.BLOCKERS: []})
            ],
            Kind.PROJECT: list(projects),
            Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
        }
    )
    return assign(inventory, read_scheme(ROOT / "layers" / "schemes" / "default.toml", catalog()), PortfolioQuestion())


def test_who_may_only_take_titled_plant_is_short_of_floors_not_of_land() -> None:
    plant = {"TENURE": "titled_plant", "LAND_AREA_MIN": m2_from_mu(60), "CLEAR_HEIGHT": 8, "POWER": 2_500}
    found = placed(
        wanted("P-1", FLOOR_AREA_MIN=2_000, **plant),
        wanted("P-2", FLOOR_AREA_MIN=3_000, **plant),
        wanted("P-3", FLOOR_AREA_MIN=3_500, **plant),
    )
    (line,) = found.shortage
    assert (line.kind, line.code, line.area_m2) == ("floor", "floor:8:production", 8_500)
    assert line.words.zh == "生产楼层缺 3 处，合计 8,500 m²，净高 ≥ 8 m，每处电力 ≥ 2,500 kVA；主要问题：电力（3 个）"
    assert line.words.en == (
        "production floors: 3 short, 8,500 m² in all, clear height ≥ 8 m, power ≥ 2,500 kVA each; main obstacles: power (3)"
    )
    told = to_plain(line)
    assert (told["count"], told["use"]) == (3, "production")
    assert told["failing"] == [{"code": "power", "zh": "电力", "en": "power", "projects": 3}]
    assert {each["key"]: (each["min"], each["max"]) for each in told["asked"]} == {
        "clear_height_m": (8, 8),
        "power_kva": (2_500, 2_500),
    }


def test_who_buys_land_is_short_of_land_whatever_floors_it_names() -> None:
    found = placed(
        wanted("P-1", TENURE="buy_land", LAND_AREA_MIN=m2_from_mu(60), FLOOR_AREA_MIN=9_000, INVESTMENT=90_000)
    )
    (line,) = found.shortage
    assert line.code == "land:50"
    assert line.words.en == "plots of 50–100 mu: 1 short, 60 mu (40,000 m²) in all; main obstacles: area (1)"


def test_who_could_take_both_is_short_of_what_it_is_nearest_to() -> None:
    """First the plot fails area alone and the floor height and power, then the plot area and power and the floor power alone."""
    asks = {"LAND_AREA_MIN": m2_from_mu(60), "FLOOR_AREA_MIN": 2_000}
    found = placed(wanted("P-1", **asks, CLEAR_HEIGHT=12, POWER=1_500))
    assert [line.code for line in found.shortage] == ["land:50"]
    found = placed(wanted("P-1", **asks, CLEAR_HEIGHT=9, POWER=3_000))
    assert [line.code for line in found.shortage] == ["floor:8:production"]


def test_what_has_gone_to_others_is_said() -> None:
    one = {"TENURE": "rent", "FLOOR_AREA_MIN": 3_900, "FLOOR_AREA_MAX": 4_000}
    found = placed(wanted("P-1", **one, INVESTMENT=200), wanted("P-2", **one, INVESTMENT=100))
    (line,) = found.shortage
    assert (line.projects, to_plain(line)["failing"][0]["code"]) == (("P-2",), "displaced")
    assert line.words.zh == "生产楼层缺 1 处，合计 3,900 m²；主要问题：合适的场地已由其他项目占用（1 个）"


def test_who_asks_no_area_or_could_take_nothing_is_in_no_line() -> None:
    found = placed(
        wanted("P-1", NEEDS="floor", TENURE="buy_land", FLOOR_AREA_MIN=2_000),
        wanted("P-2", NEEDS="floor", TENURE="rent", POWER=9_000),
    )
    assert len(found.unplaced) == 2
    assert found.shortage == ()


def compare(inventory: Inventory, scheme: Scheme) -> Portfolio:
    found = assign(inventory, scheme, PortfolioQuestion(unlocks=False))
    gone = {
        each.project.id or "": (
            each.reasons[0].code,
            options_of(inventory, each.project, scheme).options[0].items[0].place.kind,
        )
        for each in found.unplaced
        if each.reasons[0].code == "displaced"
    }
    oracle = ShortageOracle(inventory, raw_scheme(ROOT / "layers" / "schemes" / "default.toml"), scheme)
    wanted = oracle.lines([each.project for each in found.unplaced], gone)
    assert [line.area_m2 for line in found.shortage] == pytest.approx([area for _, _, area, *_ in wanted], abs=0.006)
    assert [
        (line.code, len(line.projects), line.projects, {each.code: each.projects for each in line.failing})
        for line in found.shortage
    ] == [(code, count, projects, failing) for code, count, _, projects, failing in wanted]
    return found


@pytest.mark.parametrize("seed", range(300, 308))
def test_random_districts_are_short_of_what_a_plain_loop_says(seed: int, scheme: Scheme) -> None:
    compare(random_district(seed, land=25, floors=25), scheme)


def test_the_demonstration_is_short_of_what_a_plain_loop_says(demo_inventory: Inventory, scheme: Scheme) -> None:
    assert len(compare(demo_inventory, scheme).shortage) > 1


@given(seed=st.integers(0, 10**6))
def test_a_shortage_names_no_kind_that_a_project_could_not_take(seed: int) -> None:
    """Fails where tenure or need excludes what is called short, a project is counted twice, or an area is lost."""
    scheme = read_scheme(ROOT / "layers" / "schemes" / "default.toml", catalog())
    found = assign(random_district(seed, land=8, floors=8), scheme, PortfolioQuestion(unlocks=False))
    by_id = {each.project.id: each.project for each in found.unplaced}
    told = [key for line in found.shortage for key in line.projects]
    assert len(told) == len(set(told))
    for line in found.shortage:
        areas = []
        for key in line.projects:
            project = by_id[key]
            assert line.kind in kinds_left(project, scheme)
            areas.append(project.land_area_min_m2 if line.kind == "land" else project.floor_area_min_m2)
        assert all(areas)
        assert line.area_m2 == pytest.approx(sum(area or 0 for area in areas), abs=0.006)
        assert sum(each.projects for each in line.failing) == len(line.projects)


def beside(*floors: dict[Role, object], **asks: object) -> Portfolio:
    """A project that asks 10,900–11,100 m² of floors, beside some floors."""
    spaces = [
        feature(
            collection_of(Kind.SPACE), f"F-{n}", square(3 + n, 0), FLOOR | {Role.PARCEL: None, Role.BLOCKERS: []} | more
        )
        for n, more in enumerate(floors)
    ]
    project = wanted("P", **{"NEEDS": "floor", "FLOOR_AREA_MIN": 10_900, "FLOOR_AREA_MAX": 11_100, **asks})
    inventory = inventory_of(
        {
            Kind.PARCEL: [feature(collection_of(Kind.PARCEL), "L", square(0, 0), PLOT)],
            Kind.SPACE: spaces,
            Kind.PROJECT: [project],
            Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
        }
    )
    scheme = read_scheme(ROOT / "layers" / "schemes" / "default.toml", catalog())
    return assign(inventory, scheme, PortfolioQuestion(unlocks=False))


HELD: dict[Role, object] = {Role.AREA: 11_000.0, Role.HELD_BY: "某公司", Role.HELD_UNTIL: "2024-12-31"}


def test_what_can_be_mended_is_named_before_what_is_far_too_small() -> None:
    """Fails where three floors of 3,000 m² say that area is short: one of 11,000 is held, and area gives way by 25 % at most."""
    small: dict[Role, object] = {Role.AREA: 3_000.0}
    found = beside(small, small, small, HELD)
    (refused,), (line,) = found.unplaced, found.shortage
    assert [each.code for each in refused.reasons] == ["hold"]
    assert "held by 某公司 until 2024-12-31" in refused.reasons[0].words.en
    assert [each.code for each in line.failing] == ["hold"]


def test_what_gives_way_far_enough_is_named_by_how_many_miss_it() -> None:
    """Fails where a miss within the limit counts as one beyond it; those beyond it are counted with the others, but not named."""
    near: dict[Role, object] = {Role.AREA: 9_000.0}
    (refused,) = beside(near, near, HELD, {Role.AREA: 1_000.0}).unplaced
    assert [each.code for each in refused.reasons] == ["area"]
    assert "3 fail “area” alone, such as 一层: 9,000 m², 1,900 short" in refused.reasons[0].words.en


def test_two_things_that_can_be_mended_are_nearer_than_one_that_cannot() -> None:
    (refused,) = beside({Role.AREA: 3_000.0}, HELD | {Role.TITLE_STATUS: "untitled"}).unplaced
    assert {each.code for each in refused.reasons} == {"hold", "title"}


def test_where_nothing_can_be_mended_the_fewest_rules_decide() -> None:
    small: dict[Role, object] = {Role.AREA: 3_000.0}
    (refused,) = beside(small, small | {Role.TITLE_STATUS: "untitled"}).unplaced
    assert [each.code for each in refused.reasons] == ["area"]
