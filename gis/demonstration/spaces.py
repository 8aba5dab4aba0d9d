"""Free and held floors and units: what they bear and offer by the kind of building that they lie in."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, Final

from gis.demonstration.buildings import Building, Floor
from gis.demonstration.parcels import days_before, pick, unless

_USES: Final[Mapping[str, tuple[Mapping[str, float], Mapping[str, float]]]] = {
    "idle_building": ({"office": 58, "research": 24, "care": 18}, {"office": 58, "research": 24, "care": 18}),
    "themed_park": ({"production": 92, "storage": 8}, {"production": 66, "research": 28, "storage": 6}),
    "standard_factory": ({"production": 80, "storage": 20}, {"production": 80, "storage": 20}),
}
"""Uses of the ground floor and of those above, by the kind of building."""


def space_row(
    building: Building, floor: Floor, names: Mapping[str, str], chance: random.Random, of: Mapping[str, Any]
) -> dict[str, Any]:
    """A free or held floor's columns; ``of`` tells the lift, the holders of intentions and the date."""
    office, as_of = building.kind == "idle_building", of["as_of"]
    held = floor.state == "held"
    rent = (0.6, 1.4) if office else (0.35, 0.8)
    return {
        **_names(building, floor, names),
        "park_id": building.parcel.park_id,
        "building_id": building.id,
        "parcel_id": building.parcel.id,
        "floor": floor.number,
        "kind": building.kind,
        "space_use": pick(chance, _USES[building.kind][floor.number > 1]),
        "floor_area_m2": floor.area_m2,
        "availability": floor.state,
        "lift_t": of["lift_t"],
        **(_office(chance) if office else _plant(chance, ground=floor.number == 1)),
        "available_from": unless(chance, 0.08, days_before(as_of, chance.choice([200, 90, 30, 0, -31, -92, -184]))),
        "min_let_m2": unless(chance, 0.1, min(float(chance.choice([300, 500, 1000])), floor.area_m2)),
        "rent_yuan_m2_day": unless(chance, 0.2, round(chance.uniform(*rent), 2)),
        "title_status": building.parcel.columns.get("title_status"),
        "owner": building.parcel.columns.get("owner"),
        "held_by": chance.choice(of["holders"]) if held else None,
        "held_until": days_before(as_of, -chance.randint(8, 75)) if held else None,
    }


def _names(building: Building, floor: Floor, names: Mapping[str, str]) -> dict[str, str]:
    name, name_en = names["unit_name" if floor.unit else "floor_name"].split("|")
    known = {"floor": floor.number, "unit": floor.unit}
    return {
        "name": name.format(building=building.name, **known),
        "name_en": name_en.format(building=building.name_en, **known),
    }


def _office(chance: random.Random) -> dict[str, Any]:
    """An office floor has no plant class and no crane."""
    return {
        "floor_load_kn_m2": unless(chance, 0.06, chance.choice([2.5, 3.0, 3.5, 4.0])),
        "clear_height_m": unless(chance, 0.06, chance.choice([3.0, 3.3, 3.6])),
        "column_grid": unless(chance, 0.2, "8.4×8.4 m"),
        "power_kva": unless(chance, 0.15, chance.choice([160.0, 250.0, 400.0, 500.0])),
    }


def _plant(chance: random.Random, *, ground: bool) -> dict[str, Any]:
    loads = [10.0, 15.0, 20.0] if ground else [5.0, 7.5, 7.5, 10.0]
    heights = [6.0, 7.2, 8.1, 9.0] if ground else [4.5, 4.8, 5.4]
    grids = ["8.4×8.4 m", "9×9 m", "9×24 m"] if ground else ["8.4×8.4 m", "9×9 m"]
    classes = ["丙", "丙", "丙", "丁", "丁", "乙"] if ground else ["丙", "丙", "丁"]
    return {
        "floor_load_kn_m2": unless(chance, 0.06, chance.choice(loads)),
        "clear_height_m": unless(chance, 0.08, chance.choice(heights)),
        "column_grid": unless(chance, 0.2, chance.choice(grids)),
        "crane_t": unless(chance, 0.1, chance.choice([0.0, 0.0, 5.0, 10.0, 20.0])) if ground else 0.0,
        "power_kva": unless(chance, 0.18, chance.choice([400.0, 630.0, 800.0, 1000.0, 1250.0, 1600.0])),
        "fire_class": unless(chance, 0.1, chance.choice(classes)),
    }
