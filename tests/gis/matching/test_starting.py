"""What keeps a site from use is named by what decides: not by a blocker that is through long before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project
from gis.matching.portfolio.assign import assign
from gis.matching.portfolio.question import PortfolioQuestion
from gis.matching.precheck.precheck import precheck
from gis.matching.scheme.scheme import Scheme
from tests.gis.matching.district import catalog, collection_of, default_scheme, feature
from tests.gis.matching.test_rules import district

TIER, NAMED = "within_6_months", {Role.BLOCKERS: ["land_procedure"]}


def scheme() -> Scheme:
    """The shipped one, where what begins a month from the day of the question is in time."""
    shipped = default_scheme()
    by = catalog().as_of + dt.timedelta(days=30)
    return replace(shipped, portfolio=replace(shipped.portfolio, start_by=by))


@pytest.mark.parametrize(
    ("plot", "blocker", "words"),
    [
        ({Role.BLOCKER_MONTHS: 2, Role.READINESS: TIER}, "readiness", "（成熟度：6 个月内）"),
        ({Role.BLOCKER_MONTHS: 6, Role.READINESS: TIER}, "land_procedure", "（土地手续）"),
        ({Role.BLOCKER_MONTHS: 2, Role.AVAILABLE_FROM: "2024-01-30"}, "supply", ""),
        ({Role.BLOCKER_MONTHS: 6, Role.AVAILABLE_FROM: "2023-10-30"}, "land_procedure", "（土地手续）"),
    ],
    ids=["tier", "blocker beside a tier", "date", "blocker beside a date"],
)
def test_a_start_names_what_decides(plot: dict[Role, Any], blocker: str, words: str) -> None:
    """Fails where a sheet or a placement blames a blocker for months that the readiness tier or the date takes."""
    values = {Role.STAGE: "new", Role.NEEDS: "land", Role.LAND_AREA_MIN: 10_000.0, Role.NAME: "甲"}
    seeker = feature(collection_of(Kind.PROJECT), "P-1", None, values)
    inventory = district(NAMED | plot, None, (Kind.PROJECT, seeker))
    project = Project.from_layer(inventory.layer(collection_of(Kind.PROJECT).id), "P-1")
    sheet = precheck(inventory, project, (collection_of(Kind.PARCEL).id, "L"), scheme())
    (placed,) = assign(inventory, scheme(), PortfolioQuestion(unlocks=False)).placements
    assert [each.id for each in placed.items] == ["L"]
    for start in (sheet.start, placed.start):
        assert (start.answer, start.blocker) == ("no", blocker)
        assert start.words.zh.endswith(f"个月后可用{words}")


def _seeking() -> Inventory:
    """A plot that can be used now, a project that looks for a site, and one that no site is large enough for."""
    values = {Role.STAGE: "new", Role.NEEDS: "land", Role.LAND_AREA_MIN: 10_000.0, Role.NAME: "甲"}
    seekers = [
        feature(collection_of(Kind.PROJECT), key, None, values | {Role.LAND_AREA_MIN: area})
        for key, area in (("P-1", 10_000.0), ("P-2", 900_000.0))
    ]
    return district({}, None, *((Kind.PROJECT, seeker) for seeker in seekers))


def _dated(**days: int) -> Scheme:
    """The shipped scheme with dates some days after the day of the question."""
    shipped, today = default_scheme(), catalog().as_of
    plan = replace(shipped.portfolio, start_by=None, next_round_from=today, next_round_start_by=None)
    dates: dict[str, Any] = {key: today + dt.timedelta(days=ahead) for key, ahead in days.items()}
    return replace(shipped, portfolio=replace(plan, **dates))


@pytest.mark.parametrize("days", [{"start_by": -1, "next_round_start_by": -1}, {"start_by": -1}, {}])
def test_nobody_is_late_by_a_date_that_has_passed_and_it_is_said_once(days: dict[str, int]) -> None:
    """Would break where a scheme of last year calls every project late, on its site or without one."""
    inventory, plan = _seeking(), _dated(**days)
    report = assign(inventory, plan, PortfolioQuestion(unlocks=False))
    sheet = precheck(
        inventory,
        Project.from_layer(inventory.layer(collection_of(Kind.PROJECT).id), "P-1"),
        (collection_of(Kind.PARCEL).id, "L"),
        plan,
    )
    assert len(report.placements) == len(report.unplaced) == 1
    for start in (report.placements[0].start, report.unplaced[0].start, sheet.start):
        assert (start.answer, start.by) == ("unknown", None)
    assert report.next_round is None
    passed = [note.words for note in report.notes if note.code == "passed"]
    assert len(passed) == (1 if days else 0)
    assert [note.code for note in sheet.notes].count("passed") == len(passed)
    for key in days:
        assert f"{key} {catalog().as_of - dt.timedelta(days=1)} has passed" in passed[0].en


def test_a_date_of_the_day_of_the_question_has_not_passed() -> None:
    report = assign(_seeking(), _dated(start_by=0, next_round_start_by=0), PortfolioQuestion(unlocks=False))
    assert report.placements[0].start.by == catalog().as_of
    assert report.next_round is not None
    assert not [note for note in report.notes if note.code == "passed"]
