"""The worked example of docs/method/assembly.md: every figure of its tables comes out of the very same parcels and floors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project
from gis.matching.assembly import Assemblies, assemblies
from gis.matching.assembly.neighbours import neighbours
from gis.matching.sites.candidates import stock_of
from gis.plainly import to_plain
from gis.units import m2_from_mu
from tests.gis.matching.assembly.plots import block, demand, floor, own_rules, plot, verdicts
from tests.gis.matching.district import ROOT, collection_of, default_scheme, feature, inventory_of

PAGES = [ROOT / "docs" / "method" / name for name in ("assembly.md", "assembly.zh-CN.md")]


@pytest.fixture(scope="module")
def example() -> Inventory:
    def parcel(key: str, place: tuple[float, ...], owner: str, more: dict[Role, Any] | None = None) -> Any:
        east, north, width, depth = place
        shape = block(east, north, width, depth)
        return plot(key, shape, width * depth, {Role.OWNER: owner, Role.PARK: "PK-1", **(more or {})})

    more: dict[Role, Any] = {Role.POWER: 2_000, Role.OWNER: "财金", Role.PARK: "PK-1"}
    floors = [
        floor("1", "H", 1, 1_800, more),
        floor("2", "H", 2, 1_500, more),
        floor("3", "H", 3, 1_500, {**more, Role.MIN_LET: 400}),
        floor("5", "H", 5, 1_800, more),
    ]
    return inventory_of(
        {
            Kind.PARCEL: [
                parcel("A", (0, 0, 120, 100), "甲"),
                parcel("B", (120, 0, 150, 100), "甲", {Role.AVAILABLE_FROM: "2023-09-30"}),
                parcel("C", (120, 100.3, 100, 160), "乙"),
                parcel("D", (270, 0, 200, 160), "丁"),
                parcel("E", (-100, 0, 100, 100), "丙", {Role.POWER: None}),
                plot("L-ground", block(9_000, 0), 1_000, {Role.STATUS: "built"}),
            ],
            Kind.SPACE: floors,
            Kind.BUILDING: [feature(collection_of(Kind.BUILDING), "H", block(900, 900, 20, 20), {})],
            Kind.PARK: [feature(collection_of(Kind.PARK), "PK-1", None, {Role.CHAIN: ["environment"]})],
            Kind.BASE: [feature(collection_of(Kind.BASE), "R", block(-500, -30, 2_000, 10), {Role.CLASS: "road"})],
            Kind.CONTROL: [
                feature(collection_of(Kind.CONTROL), "K", block(50_000, 50_000), {Role.CLASS: "river_range"})
            ],
        }
    )


@pytest.fixture(scope="module")
def project() -> Project:
    return demand(
        needs="either", chain="environment", power_kva=1_600, investment_wan=15_000, tax_wan_mu=20,
        land_area_min_m2=m2_from_mu(40), land_area_max_m2=m2_from_mu(60),
        floor_area_min_m2=3_600, floor_area_max_m2=4_200,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(example: Inventory, project: Project) -> Assemblies:
    return assemblies(example, project, default_scheme())


def rows_of(page: Path, table: int) -> list[list[str]]:
    """Cells of a table of the worked example, without its head."""
    text = page.read_text("utf-8").split("<!-- worked example -->")[1]
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    lines = tables[table].strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shared_edges(page: Path, example: Inventory) -> None:
    stock = stock_of(example, "land")
    edges = neighbours(stock, default_scheme().assembly, np.arange(len(stock)))
    for pair, _, metres, _ in rows_of(page, 0):
        first, second = (stock.rows_of(key)[0] for key in pair.split("–"))
        assert float(edges.shared(np.array([first]), np.array([second]))[0]) == float(metres)
    assert len(edges.pairs) == sum(float(row[2]) > 0 for row in rows_of(page, 0))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_ranking_of_joined_parcels(page: Path, found: Assemblies) -> None:
    listed = to_plain(found)["land"]
    rows = rows_of(page, 1)
    assert len(listed) == len(rows)
    for each, (rank, parcels, area, mu, over, shape, owners, months, verdict, score) in zip(listed, rows, strict=True):
        assert str(each["rank"]) == rank
        assert " + ".join(item["id"] for item in each["items"]) == parcels
        assert f"{each['area_m2']:,.0f}" == area
        assert f"{each['area_m2'] * 3 / 2000:.1f}" == mu
        assert f"{each['overshoot'] * 100:g} %" == over
        assert f"{each['compactness']:.4f}" == shape
        assert (str(each["owners"]), f"{each['months']:.1f}") == (owners, months)
        assert {"fits": ("fits", "符合"), "to_check": ("to check", "待核实")}[each["verdict"]].count(verdict) == 1
        assert float(score) == each["score"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_points_of_the_first(page: Path, found: Assemblies, example: Inventory, project: Project) -> None:
    first = found.found["land"][0]
    keys = [item.id for item in first.items]
    singles = verdicts(example, project, own_rules(default_scheme()), keys)
    rows = rows_of(page, 2)
    assert [row[0].strip("`") for row in rows] == [key for key, _, _ in first.points]
    for number, row in enumerate(rows):
        values = [singles[key].contributions[number].value for key in keys]
        written = [None if cell in {"–", "unknown", "未知"} else float(cell) for cell in row[1 : 1 + len(keys)]]
        assert row[0].strip("`") == "area_fit" or written == values
        assert float(row[-1]) == first.points[number][2]
    total = re.findall(r"\*\*([\d.]+)\*\*", page.read_text("utf-8").split("<!-- worked example -->")[1])
    assert float(total[0]) == first.joined.score


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_floors(page: Path, found: Assemblies) -> None:
    listed = to_plain(found)["floor"]
    rows = rows_of(page, 3)
    assert len(rows) == len(listed)
    for each, (floors, taken, area, score) in zip(listed, rows, strict=True):
        assert " + ".join(each["storeys"]) == floors
        assert " + ".join(f"{item['area_m2']:,.0f}" for item in each["items"]) == taken
        assert f"{each['area_m2']:,.0f}" == area
        assert each["score"] == float(score)
