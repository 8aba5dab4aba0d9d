"""What keeps a site from use is named by what decides: not by a blocker that is through long before."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from gis.catalog import Kind
from gis.fields import Role
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
