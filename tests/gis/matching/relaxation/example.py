"""The nine plots of docs/method/relaxation.md."""

from __future__ import annotations

from typing import Any

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Project
from gis.units import m2_from_mu
from tests.gis.matching.assembly.plots import block
from tests.gis.matching.district import catalog, collection_of, feature, inventory_of

USUAL: dict[Role, Any] = {
    Role.USAGE: "100102",
    Role.USAGE_SYSTEM: "land_use_2023",
    Role.STATUS: "reserve",
    Role.FAR_MAX: 1.8,
    Role.DENSITY_MAX: 60,
    Role.HEIGHT_LIMIT: 24,
    Role.SERVICES: ["power", "road", "water"],
    Role.POWER: 2_000,
    Role.BLOCKERS: [],
    Role.AVAILABLE_FROM: "2023-09-30",
}


def plot(key: str, mu: float, east: float, more: dict[Role, Any] | None = None) -> Feature:
    """A plot 100 m deep on a road; its register says so many 亩."""
    area = m2_from_mu(mu)
    values = {Role.NAME: f"{key} 地块", Role.NAME_EN: f"plot {key}", Role.AREA: area, **USUAL, **(more or {})}
    return feature(collection_of(Kind.PARCEL), key, block(east, 0, area / 100, 100), values)


def example() -> Inventory:
    plots = [
        plot("A", 37, 0),
        plot("B", 36, 1_000, {Role.AVAILABLE_FROM: "2024-01-20"}),
        plot("C", 48, 2_000, {Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: 9}),
        plot("D", 50, 3_000, {Role.POWER: 1_000}),
        plot("E", 20, 4_000),
        plot("F", 26.6, 4_000 + m2_from_mu(20) / 100),
        plot("G", 45, 5_000, {Role.USAGE: "0802"}),
        plot("H", 45, 6_000, {Role.POWER: None}),
        plot("K", 55, 7_000, {Role.STATUS: "built"}),
    ]
    control = feature(collection_of(Kind.CONTROL), "R", block(50_000, 50_000), {Role.CLASS: "river_range"})
    return inventory_of({Kind.PARCEL: plots, Kind.CONTROL: [control]})


def project() -> Project:
    asked = {
        "needs": "land", "industry_code": "3332", "pollution_class": "2", "power_kva": 1_600, "start_date": "2023-10-01",
        "land_area_min_m2": m2_from_mu(40), "land_area_max_m2": m2_from_mu(60), "floor_area_min_m2": 8_000,
        "clear_height_m": 8, "investment_wan": 15_000, "output_wan_mu": 450, "tax_wan_mu": 25,
    }  # fmt: skip
    return Project.from_demand(asked, catalog())
