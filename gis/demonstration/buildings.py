"""Buildings on plots, floor by floor, and the free and held floors as idle space that adds up to a set area."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gis.demonstration.frame import Frame, Plot
from gis.demonstration.parcels import days_before, pick, unless

_STATES: Final = {"free": 52, "held": 10, "let": 38}
_OFFICE_STATES: Final = {"free": 24, "held": 5, "let": 71}
_LEAST_M2: Final = 450.0


@dataclass(frozen=True, kw_only=True)
class Floor:
    """One floor: its state and its area."""

    number: int
    state: str
    area_m2: float


@dataclass(kw_only=True)
class Building:
    """A building while it is being drawn."""

    id: str
    name: str
    name_en: str
    geometry: Any
    footprint_m2: float
    parcel: dict[str, Any]
    park_id: str
    kind: str
    floors: list[Floor] = field(default_factory=list)


def footprints(
    plot: Plot, frame: Frame, chance: random.Random, *, factory: bool, share: float
) -> Iterator[tuple[Any, float]]:
    """Rows of halls (or smaller houses) within a plot, with their areas in m²; ``share`` of the places are built on."""
    width, depth = plot.size_m
    margin = 11 + 5 * chance.random()
    along = width >= depth
    length, across = (width, depth) if along else (depth, width)
    hall, gap = (34 + 22 * chance.random(), 14.0) if factory else (18 + 5 * chance.random(), 20.0)
    rows = max(1, int((across - 2 * margin + gap) // (hall + gap)))
    deep = min(hall * 1.4, (across - 2 * margin - (rows - 1) * gap) / rows)
    for row in range(rows if deep > 12 else 0):
        start, y = margin, margin + row * (deep + gap)
        while start < length - margin - 22:
            long = min(length - margin - start, 52 + 88 * chance.random() if factory else 30 + 30 * chance.random())
            if chance.random() < share and long > 20:
                box = (start, y, start + long, y + deep) if along else (y, start, y + deep, start + long)
                yield plot.inner(frame, *box), long * deep
            start += long + 12


def storeys(chance: random.Random, building: Building) -> None:
    """Give a building floors, all let until some are found idle."""
    count = (
        chance.randint(5, 9)
        if building.kind == "idle_building"
        else 1
        if chance.random() < 0.22
        else chance.randint(2, 5)
    )
    area = float(round(building.footprint_m2 * (0.93 + 0.05 * chance.random()), -1))
    building.floors = [Floor(number=n, state="let", area_m2=area) for n in range(1, count + 1)]


def vacate(buildings: Sequence[Building], chance: random.Random, total_m2: float) -> None:
    """Free and hold floors, building by building, until they add up to the total; the last one is a unit of its floor."""
    left = total_m2
    for building in buildings:
        for place, floor in enumerate(building.floors):
            state = pick(chance, _OFFICE_STATES if building.kind == "idle_building" else _STATES)
            if state == "let" or left <= 0:
                continue
            area = floor.area_m2 if left - floor.area_m2 >= _LEAST_M2 or left <= floor.area_m2 else left - _LEAST_M2
            area = min(area, left)
            left = round(left - area, 2)
            building.floors[place] = Floor(number=floor.number, state=state, area_m2=area)
    if left > 0:
        raise ValueError(f"the recipe's buildings fall short of the idle floor area by {left:,.0f} m²")


def building_row(building: Building, chance: random.Random) -> dict[str, Any]:
    """A building's columns."""
    parcel = building.parcel
    return {
        "name": building.name,
        "name_en": building.name_en,
        "park_id": building.park_id,
        "parcel_id": parcel["id"],
        "kind": building.kind,
        "floors": len(building.floors),
        "footprint_m2": round(building.footprint_m2, 1),
        "floor_area_m2": round(sum(floor.area_m2 for floor in building.floors), 2),
        "floor_states": [f"{floor.number}:{floor.state}:{floor.area_m2:g}" for floor in building.floors],
        "lift_t": unless(chance, 0.1, chance.choice([2.0, 3.0, 3.0, 5.0]))
        if len(building.floors) > 1 and building.kind != "idle_building"
        else None,
        "built_year": unless(chance, 0.1, chance.randint(2009, 2021)),
        "title_status": parcel.get("title_status"),
        "owner": parcel.get("owner"),
    }


def space_row(
    building: Building, floor: Floor, lift_t: float | None, chance: random.Random, holders: list[str], as_of: dt.date
) -> dict[str, Any]:
    """A free or held floor's columns: what it bears and offers by the kind of building it lies in."""
    office = building.kind == "idle_building"
    ground = floor.number == 1
    held = floor.state == "held"
    return {
        "name": f"{building.name} {floor.number} 层",
        "name_en": f"{building.name_en}, floor {floor.number}",
        "park_id": building.park_id,
        "building_id": building.id,
        "parcel_id": building.parcel["id"],
        "floor": floor.number,
        "kind": building.kind,
        "space_use": _use(chance, building.kind, floor.number),
        "floor_area_m2": floor.area_m2,
        "availability": floor.state,
        "lift_t": lift_t,
        **_engineering(chance, office=office, ground=ground),
        "available_from": unless(chance, 0.08, days_before(as_of, chance.choice([200, 90, 30, 0, -31, -92, -184]))),
        "min_let_m2": unless(chance, 0.1, float(chance.choice([300, 500, 1000]))),
        "rent_yuan_m2_day": unless(
            chance, 0.2, round(chance.uniform(0.6, 1.4) if office else chance.uniform(0.35, 0.8), 2)
        ),
        "title_status": building.parcel.get("title_status"),
        "owner": building.parcel.get("owner"),
        "held_by": chance.choice(holders) if held else None,
        "held_until": days_before(as_of, -chance.randint(8, 75)) if held else None,
    }


def _use(chance: random.Random, kind: str, floor: int) -> str:
    weights = {
        "idle_building": {"office": 58, "research": 24, "care": 18},
        "themed_park": {"production": 66, "research": 28, "storage": 6}
        if floor > 1
        else {"production": 92, "storage": 8},
        "standard_factory": {"production": 80, "storage": 20},
    }
    return pick(chance, weights[kind])


def _engineering(chance: random.Random, *, office: bool, ground: bool) -> dict[str, Any]:
    if office:
        return {
            "floor_load_kn_m2": unless(chance, 0.06, chance.choice([2.5, 3.0, 3.5, 4.0])),
            "clear_height_m": unless(chance, 0.06, chance.choice([3.0, 3.3, 3.6, 3.9])),
            "column_grid": unless(chance, 0.2, "8.4×8.4 m"),
            "power_kva": unless(chance, 0.15, chance.choice([160.0, 250.0, 400.0, 500.0])),
        }
    return {
        "floor_load_kn_m2": unless(
            chance, 0.06, chance.choice([10.0, 15.0, 20.0]) if ground else chance.choice([5.0, 7.5, 7.5, 10.0])
        ),
        "clear_height_m": unless(
            chance, 0.08, chance.choice([6.0, 7.2, 8.1, 9.0]) if ground else chance.choice([4.5, 4.8, 5.4])
        ),
        "column_grid": unless(
            chance, 0.2, chance.choice(["8.4×8.4 m", "9×9 m", "9×24 m"] if ground else ["8.4×8.4 m", "9×9 m"])
        ),
        "crane_t": unless(chance, 0.1, chance.choice([0.0, 0.0, 5.0, 10.0, 20.0])) if ground else 0.0,
        "power_kva": unless(chance, 0.18, chance.choice([400.0, 630.0, 800.0, 1000.0, 1250.0, 1600.0])),
        "fire_class": unless(
            chance, 0.1, chance.choice(["丙", "丙", "丙", "丁", "丁", "乙"] if ground else ["丙", "丙", "丁"])
        ),
    }
