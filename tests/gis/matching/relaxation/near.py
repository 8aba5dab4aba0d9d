"""Small stocks of sites that nearly fit: every figure lies around what is asked, a few things are missing or unknown."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Project, Scheme
from gis.matching.scheme.plans import RelaxationCost, RelaxationPlan
from tests.gis.matching.district import askable, catalog, collection_of, default_scheme, feature, inventory_of, square

UNKNOWN = 0.06


class Near:
    """Values around an asked figure, drawn with a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def figure(self, asked: float, below: float, above: float, digits: int = 1) -> float | None:
        """Between so many % below and above what is asked; now and then unknown."""
        if self.random.random() < UNKNOWN:
            return None
        return round(asked * (1 + self.random.uniform(-below, above) / 100), digits)

    def mostly(self, usual: Any, *others: Any) -> Any:
        return usual if self.random.random() < 0.9 else self.random.choice(others)

    def date(self, late: int) -> str | None:
        day = catalog().as_of + dt.timedelta(days=self.random.randint(60, 120 + late))
        return None if self.random.random() < UNKNOWN else day.isoformat()


def demand_of(draw: Near) -> dict[str, Any]:
    """A demand with some figures; those that it does not name are not asked."""
    demand: dict[str, Any] = {
        "needs": draw.random.choice(["land", "floor", "either"]),
        "industry_code": "34",
        "pollution_class": "1",
        "land_area_min_m2": draw.random.choice([20_000, 26_666.67, None]),
        "land_area_max_m2": draw.random.choice([30_000, 33_333.33, None]),
        "floor_area_min_m2": draw.random.choice([900, 1_234.5, None]),
        "floor_area_max_m2": draw.random.choice([1_500, None, None]),
        "clear_height_m": draw.random.choice([8, 8.4, 6, None]),
        "floor_load_kn_m2": draw.random.choice([8, None]),
        "crane_t": draw.random.choice([5, None]),
        "column_grid_m": draw.random.choice([8, None, None]),
        "lift_t": draw.random.choice([3, None, None]),
        "power_kva": draw.random.choice([500, None]),
        "start_date": draw.random.choice(["2023-07-15", None]),
        "investment_wan": draw.random.choice([8_000, None]),
        "tax_wan_mu": draw.random.choice([14, 25, None]),
    }
    return askable({key: value for key, value in demand.items() if value is not None})


def plot(draw: Near, number: int, demand: dict[str, Any]) -> Feature:
    floors = demand.get("floor_area_min_m2", 1_000.0)
    area = draw.figure(25_000, 25, 40)
    double = draw.random.choice([1, 2])
    held = draw.random.random() < 0.1
    values = {
        Role.NAME: f"地块 {number}",
        Role.USAGE: draw.mostly("100101", "100103", "1101", None),
        Role.USAGE_SYSTEM: "land_use_2023",
        Role.AREA: area,
        Role.STATUS: draw.mostly("reserve", "approved", "built", None),
        # Ratios that take about the floor area asked, once or twice.
        Role.FAR_MAX: draw.figure(floors * double / 25_000, 25, 40, 4),
        Role.FAR_MIN: draw.mostly(None, round(floors * 1.3 / 25_000, 4)),
        Role.DENSITY_MAX: draw.figure(100 * floors / 25_000 / draw.random.choice([0.5, 1, 2]), 20, 40, 3),
        Role.DENSITY_MIN: draw.mostly(None, round(100 * floors * 1.4 / 25_000, 3)),
        Role.HEIGHT_LIMIT: draw.figure(demand.get("clear_height_m", 8) * draw.random.choice([1, 2]) + 2, 20, 20),
        Role.SERVICES: draw.mostly(["power", "road", "water"], ["road"], None),
        Role.POWER: draw.figure(500, 25, 40, 0),
        Role.BLOCKERS: draw.mostly([], ["land_procedure"], ["expropriation", "land_procedure"], None),
        Role.BLOCKER_MONTHS: draw.random.choice([4, 8, 11]),
        Role.AVAILABLE_FROM: draw.date(60),
        Role.HELD_BY: "某企业" if held else None,
        Role.HELD_UNTIL: draw.mostly("2023-07-21", "2024-01-01", None) if held else None,
    }
    return feature(collection_of(Kind.PARCEL), f"L-{number:02d}", square(number, 0), values)


def floor(draw: Near, number: int, demand: dict[str, Any]) -> Feature:
    held = draw.random.random() < 0.1
    values = {
        Role.NAME: f"楼层 {number}",
        Role.USAGE: draw.mostly("production", "office"),
        Role.AREA: draw.figure(demand.get("floor_area_min_m2", 1_000), 20, 120),
        Role.MIN_LET: draw.figure(demand.get("floor_area_max_m2", 1_500), 40, 25),
        Role.STATUS: "held" if held else "free",
        Role.HELD_BY: "某企业" if held else None,
        Role.HELD_UNTIL: draw.mostly("2023-07-26", "2024-01-01", None) if held else None,
        Role.TITLE_STATUS: draw.mostly("titled", "untitled", "in_progress"),
        Role.FLOOR_LOAD: draw.figure(8, 25, 30),
        Role.CLEAR_HEIGHT: draw.figure(demand.get("clear_height_m", 8), 20, 20),
        Role.CRANE: draw.figure(5, 25, 30),
        Role.COLUMN_GRID: draw.random.choice(["8.4×8.4 m", "7.5*9 m", "7800", None]),
        Role.LIFT: draw.random.choice([2.6, 2.8, 3, None]),
        Role.FLOOR: draw.random.choice([1, 2, 3]),
        Role.POWER: draw.figure(500, 25, 40, 0),
        Role.AVAILABLE_FROM: draw.date(60),
        Role.BLOCKERS: draw.mostly([], ["land_procedure"]),
        Role.BLOCKER_MONTHS: 3,
    }
    return feature(collection_of(Kind.SPACE), f"F-{number:02d}", square(number, 2), values)


def costs_of(draw: Near) -> dict[str, RelaxationCost]:
    """Costs of some rules: a rule that is left out stands."""
    figures = ("area", "far", "coverage", "height", "clear_height", "floor_load", "crane", "column_grid", "lift")
    both = ("power", "start", "per_mu")
    costs = {
        rule: RelaxationCost(
            per_pct=draw.random.choice([0.5, 1.0, 1.7, 3.0]), limit_pct=draw.random.choice([8, 15, 22])
        )
        for rule in (*figures, *both)
        if draw.random.random() < 0.85
    }
    costs |= {
        rule: RelaxationCost(fixed=draw.random.choice([4.0, 9.0, 20.0]), per_month=draw.random.choice([0.0, 1.5]))
        for rule in ("blockers", "services", "title", "hold", "usage")
        if draw.random.random() < 0.6
    }
    # Some rules can be met either way.
    for rule in ("power", "far"):
        if rule in costs and draw.random.random() < 0.4:
            costs[rule] = replace(costs[rule], fixed=draw.random.choice([3.0, 8.0, 15.0]))
    return costs


def case(seed: int, land: int = 7, floors: int = 7) -> tuple[Inventory, Project, Scheme]:
    """A stock, a project and a scheme that belong together."""
    draw = Near(seed)
    demand = demand_of(draw)
    inventory = inventory_of(
        {
            Kind.PARCEL: [plot(draw, number, demand) for number in range(land)],
            Kind.SPACE: [floor(draw, number, demand) for number in range(floors)],
            Kind.CONTROL: [feature(collection_of(Kind.CONTROL), "C", square(90, 0), {Role.CLASS: "river_range"})],
        }
    )
    plan = RelaxationPlan(
        wanted=draw.random.choice([1, 2, 3, 4, 5]),
        offers=9,
        max_steps=draw.random.choice([2, 3, 3]),
        costs=costs_of(draw),
    )
    return inventory, Project.from_demand(demand, catalog()), replace(default_scheme(), relaxation=plan)
