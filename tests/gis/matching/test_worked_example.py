"""The worked example of docs/method/scoring.md: every figure of its tables comes out of a match of the very same sites."""

from __future__ import annotations

import re
from typing import Any

import pytest
import shapely

from gis.catalog import Kind
from gis.crs import STORAGE, transform
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import MatchReport, Project, match
from gis.units import m2_from_mu
from tests.gis.matching.district import ROOT, SERVICES, catalog, collection_of, default_scheme, feature, inventory_of

DOCS = [ROOT / "docs" / "method" / name for name in ("scoring.md", "scoring.zh-CN.md")]
X, Y = 477_600.0, 4_046_600.0


def block(east: float, north: float, width: float, depth: float) -> Any:
    """A rectangle given in metres, as it is stored."""
    import numpy as np

    shape = np.array([shapely.box(X + east, Y + north, X + east + width, Y + north + depth)], dtype=object)
    return transform(shape, catalog().metric_crs, STORAGE)[0]


def plot(key: str, east: float, to_road: float, more: dict[Role, Any]) -> Any:
    values = {
        Role.USAGE: "100102", Role.USAGE_SYSTEM: "land_use_2023", Role.STATUS: "reserve", Role.FAR_MAX: 1.8,
        Role.DENSITY_MIN: 40, Role.DENSITY_MAX: 60,
        Role.HEIGHT_LIMIT: 24, Role.BLOCKERS: [], Role.READINESS: "ready", Role.SERVICES: SERVICES, Role.POWER: 2_000,
        Role.PARK: "PK-1", **more,
    }  # fmt: skip
    return feature(collection_of(Kind.PARCEL), key, block(east, to_road, 100, 100), values)


@pytest.fixture(scope="module")
def example() -> Inventory:
    idle = {
        Role.AREA: m2_from_mu(46.9), Role.STATUS: "idle", Role.AVAILABLE_FROM: "2023-09-30",
        Role.READINESS: "within_6_months", Role.TAX_PER_MU: 3.2, Role.SERVICES: SERVICES[:6],
    }  # fmt: skip
    unknown_power = {Role.AREA: m2_from_mu(60), Role.POWER: None, Role.PARK: "PK-2"}
    placed = [
        feature(collection_of(Kind.PROJECT), f"P-{n}", None, {
            Role.STAGE: "continuing", Role.CHAIN: "environment", Role.SITE_IDS: [f"N-{n}"],
        })
        for n in (1, 2)
    ]  # fmt: skip
    return inventory_of(
        {
            Kind.PARCEL: [
                plot("A", 0, 50, idle),
                plot("B", 9_000, 800, unknown_power),
                plot("C", 200, 50, {Role.AREA: m2_from_mu(29.2)}),
                *(plot(f"N-{n}", 300 + 200 * n, 50, {Role.AREA: 1_000, Role.STATUS: "built"}) for n in (1, 2)),
            ],
            Kind.BASE: [feature(collection_of(Kind.BASE), "R", block(-500, -30, 20_000, 30), {Role.CLASS: "road"})],
            Kind.CONTROL: [
                feature(collection_of(Kind.CONTROL), "K", block(0, 9_000, 100, 100), {Role.CLASS: "river_range"})
            ],
            Kind.PARK: [
                feature(collection_of(Kind.PARK), "PK-1", None, {Role.CHAIN: ["environment"]}),
                feature(collection_of(Kind.PARK), "PK-2", None, {Role.CHAIN: ["tcm"]}),
            ],
            Kind.PROJECT: placed,
        }
    )


@pytest.fixture(scope="module")
def report(example: Inventory) -> MatchReport:
    demand = {
        "needs": "land", "tenure": ["buy_land"], "chain": "environment", "industry_code": "3332", "pollution_class": "2",
        "land_area_min_m2": m2_from_mu(40), "land_area_max_m2": m2_from_mu(80), "floor_area_min_m2": 8_000,
        "clear_height_m": 8, "power_kva": 1_600, "start_date": "2023-10-01", "tax_wan_mu": 20,
        "investment_wan": 15_000,
    }  # fmt: skip
    assert str(catalog().as_of) == "2023-06-30"
    return match(example, Project.from_demand(demand, catalog()), default_scheme(), explain=["C"])


def test_the_sites_end_as_the_page_says(report: MatchReport) -> None:
    assert [(each.partner.id, each.verdict, each.rank) for each in report.matches] == [
        ("A", "fits", 1),
        ("B", "to_check", 2),
    ]
    reasons = {each.rule: each.reason for each in report.explained[0].verdicts if each.answer == 0}
    assert set(reasons) == {"area"}
    assert reasons["area"].zh == "面积 29.2 亩，少 10.8 亩"
    assert reasons["area"].en == "29.2 mu, 10.8 short"
    assert [each.rule for each in report.matches[1].verdicts if each.answer == -1] == ["power"]
    far = next(each.reason.en for each in report.matches[0].verdicts if each.rule == "far")
    assert "56,280" in far
    assert "16,000" in far
    invested = next(each.reason for each in report.matches[0].verdicts if each.rule == "per_mu")
    assert "亩均投资 319.83 万元，门槛 200" in invested.zh
    assert "CNY 3,198,300 per mu, CNY 2,000,000 asked" in invested.en
    for page, words in zip(
        DOCS, ("CNY 3,198,300 per mu, CNY 2,000,000 asked", "319.83 万元/亩，门槛 200"), strict=True
    ):
        assert words in page.read_text("utf-8")
    assert "18.6" in report.matches[0].explanation.zh


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_value_and_every_point_of_the_page(page: Any, report: MatchReport) -> None:
    first, second = report.matches
    rows = re.findall(
        r"^\| `(\w+)` \|[^|]*\| ([^|]+) \| ([^|]+) \|[^|]*\| ([^|]+) \| ([^|]+) \|$",
        page.read_text("utf-8"),
        re.MULTILINE,
    )
    assert [row[0] for row in rows] == [spec.id for spec in default_scheme().criteria]
    for (_, *written), a, b in zip(rows, first.contributions, second.contributions, strict=True):
        found = [a.value, a.points, b.value, b.points]
        assert [None if cell.strip() in {"unknown", "未知"} else float(cell) for cell in written] == found
    sums = [float(figure) for figure in re.findall(r"\*\*([\d.]+)\*\*", page.read_text("utf-8"))]
    assert sums == [first.score, second.score, first.score_if_known, second.score_if_known]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_page_lists_every_rule_and_every_weight_of_the_scheme(page: Any) -> None:
    words = page.read_text("utf-8")
    scheme = default_scheme()
    assert all(f"`{spec.id}`" in words for spec in scheme.rules)
    for spec in scheme.criteria:
        assert re.search(rf"^\| `{spec.id}`[^|]*\| {spec.weight:g} \|", words, re.MULTILINE)
