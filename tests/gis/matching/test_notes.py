"""Demands that contradict themselves or mean nothing: said first, in a sentence, and no verdict moves for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.matching import Project, best_projects
from gis.matching.needs.project import TENURES
from gis.matching.ranking.notes import notes_on
from gis.plainly import to_plain
from tests.gis.matching.district import catalog, default_scheme, random_district
from tests.gis.matching.test_rules import district, matched

TODAY = catalog().as_of


def told(**demand: Any) -> dict[str, tuple[str, str]]:
    project = Project.from_demand(demand, catalog())
    return {each.code: (each.words.zh, each.words.en) for each in notes_on([project], default_scheme(), catalog())}


@pytest.mark.parametrize(
    ("demand", "code", "zh", "en"),
    [
        (
            {"needs": "floor", "tenure": ["buy_land"]}, "tenure",
            "购地自建与厂房楼层互相排斥，没有场地能同时满足，请改其一。",
            "Buying land and floor space exclude one another: no site can serve, change one of them.",
        ),
        (
            {"needs": "land", "tenure": ["rent", "titled_plant"]}, "tenure",
            "租赁或购买产权厂房与用地互相排斥，没有场地能同时满足，请改其一。",
            "Renting or buying a titled plant and land exclude one another: no site can serve, change one of them.",
        ),
        (
            {"start_date": "2019-01-01"}, "start",
            "开工日期 2019-01-01 已过，查询日为 2023-06-30，请改为查询日或以后。",
            "The start 2019-01-01 has passed; day of the question 2023-06-30: ask for that day or a later one.",
        ),
        (
            {"industry_code": "44"}, "industry",
            "方案未规定 44 电力、热力生产和供应业可用何种用途，所有场地的用途均待核实。",
            "The scheme does not say where 44 power and heat supply may stand: the use of every site is to be checked.",
        ),
        (
            {"industry_code": "4455"}, "industry",
            "方案未规定 4455 可用何种用途，所有场地的用途均待核实。",
            "The scheme does not say where 4455 may stand: the use of every site is to be checked.",
        ),
        (
            {"industry_code": "8514", "space_use": "production"}, "use",
            "项目行业为医疗康养，所填空间用途为生产，两者不一致，楼层用途待核实。",
            "The industry is health and care, the use of space asked is production: they contradict, floors are to be checked.",
        ),
        (
            {"needs": "land", "floor_load_kn_m2": 10, "column_grid_m": 9, "power_kva": 500}, "idle",
            "只找用地，不按楼面荷载、柱距判定。", "Only land is looked for: nothing is judged by floor load, column spacing.",
        ),
        (
            {"needs": "either", "tenure": ["rent"], "land_area_min_m2": 20_000, "tax_wan_mu": 20}, "idle",
            "只找厂房楼层，不按用地面积下限判定。",
            "Only floor space is looked for: nothing is judged by least area of land.",
        ),
    ],
)  # fmt: skip
def test_a_demand_that_contradicts_itself_is_told_so(demand: dict[str, Any], code: str, zh: str, en: str) -> None:
    assert told(**demand) == {code: (zh, en)}


@pytest.mark.parametrize(
    "demand",
    [
        {"needs": "floor", "tenure": ["buy_land", "rent"]},
        {"start_date": TODAY.isoformat()},
        {"industry_code": "3332", "space_use": "production", "pollution_class": "2"},
        {"needs": "land", "clear_height_m": 8, "power_kva": 500, "storeys_max": 2, "investment_wan": 9_000},
        {"needs": "either", "floor_load_kn_m2": 10, "land_area_min_m2": 20_000},
        {"needs": "either", "tenure": ["buy_land"], "industry_code": "8514", "space_use": "production"},
        {},
    ],
)
def test_a_sound_demand_has_no_note(demand: dict[str, Any]) -> None:
    assert told(**demand) == {}


def test_the_report_says_it_first_and_who_has_begun_is_not_told_that_its_start_has_passed() -> None:
    found = to_plain(matched(district(), start_date="2019-01-01"))
    assert [note["code"] for note in found["notes"]] == ["start"]
    assert list(found).index("notes") < list(found).index("matches")
    begun = Project(id="P", stage="continuing", start_date=dt.date(2019, 1, 1))
    assert notes_on([begun], default_scheme(), catalog()) == ()


def test_of_several_projects_those_alike_stand_in_one_sentence() -> None:
    late = [Project(id=f"P-{n:02d}", start_date=dt.date(2019, 1, 1)) for n in range(12)]
    (note,) = notes_on(late, default_scheme(), catalog())
    assert len(note.projects) == 12
    assert note.words.zh.startswith("12 个项目的开工日期已过：P-00、P-01、")
    assert note.words.en.endswith("P-09 and 2 more.")
    (note,) = notes_on([late[0], Project(id="Q")], default_scheme(), catalog())
    assert note.words.zh.startswith("P-00：开工日期 2019-01-01 已过")


def test_the_projects_for_a_site_are_told_too() -> None:
    inventory = random_district(5)
    found = best_projects(inventory, "industrial_land", "L-000", default_scheme())
    assert all(note.projects for note in found.notes)


@given(
    needs=st.sampled_from(["land", "floor", "either"]),
    tenure=st.lists(st.sampled_from(TENURES), unique=True),
    days=st.integers(-400, 400),
)
def test_a_note_says_what_the_engine_finds(needs: str, tenure: list[str], days: int) -> None:
    """Fails where a contradiction passes in silence, or a demand that some site could serve is called one."""
    start = TODAY + dt.timedelta(days=days)
    project = Project(id="P", needs=needs, tenure=tuple(tenure), start_date=start)
    codes = {note.code for note in notes_on([project], default_scheme(), catalog())}
    assert ("start" in codes) == (days < 0)
    serves = {"land": {"buy_land"}, "floor": {"titled_plant", "rent"}}
    could = any(needs in (kind, "either") and (not tenure or serves[kind] & set(tenure)) for kind in serves)
    assert ("tenure" in codes) == (not could)
    silent = replace(project, start_date=None)
    assert "start" not in {note.code for note in notes_on([silent], default_scheme(), catalog())}
