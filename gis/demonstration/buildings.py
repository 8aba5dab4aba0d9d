"""Buildings on plots, floor by floor, and the free and held floors and units that add up to a set area."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import shapely

from gis.demonstration.frame import enclosed_m2
from gis.demonstration.layout import Box
from gis.demonstration.parcels import Parcel, pick, unless
from gis.errors import CatalogError
from gis.text import Text

OFFICE_USES: Final = ("0802", "0901", "0902", "0806", "0807")
"""Land uses whose houses are offices, not plants."""
_STATES: Final = {"free": 52, "held": 10, "let": 38}
_OFFICE_STATES: Final = {"free": 24, "held": 5, "let": 71}
_SHARE_BUILT: Final = {"built": 0.93, "low_yield": 0.55}
_WHOLE: Final = (0.0, 1.0)
_LEAST_M2: Final = 450.0
_DIVISIBLE_M2: Final = 2_000.0
_SHARE_DIVIDED: Final = 0.16
_FACTORY_STOREY_M: Final = 5.4
_OFFICE_STOREY_M: Final = 3.9


@dataclass(frozen=True, kw_only=True)
class Floor:
    """A floor or a unit of one: its state, its area, and the part of the building's length that it takes."""

    number: int
    state: str
    area_m2: float
    unit: str = ""
    part: tuple[float, float] = _WHOLE

    @property
    def key(self) -> str:
        """What follows the building's id in the id of this floor or unit."""
        return f"F{self.number}-{self.unit}" if self.unit else f"F{self.number}"


@dataclass(kw_only=True)
class Building:
    """A building while it is being drawn: a rectangle in metres from its plot's corner."""

    id: str
    name: str
    name_en: str
    box: Box
    parcel: Parcel
    kind: str
    floors: list[Floor] = field(default_factory=list)

    @property
    def footprint_m2(self) -> float:
        """Area of the footprint in the metric CRS."""
        return enclosed_m2(self.parcel.plot.inner(*self.box))

    @property
    def floor_area_m2(self) -> float:
        """Area of all floors."""
        return sum(floor.area_m2 for floor in self.floors)

    def geometry(self, part: tuple[float, float] = _WHOLE) -> Any:
        """The footprint, or a part of it along its length, in degrees."""
        x0, y0, x1, y1 = self.box
        along = x1 - x0 >= y1 - y0
        (xa, xb), (ya, yb) = (part if along else _WHOLE), (_WHOLE if along else part)
        box = (x0 + (x1 - x0) * xa, y0 + (y1 - y0) * ya, x0 + (x1 - x0) * xb, y0 + (y1 - y0) * yb)
        return shapely.Polygon(self.parcel.frame.degrees(self.parcel.plot.inner(*box)))


def buildings_of(parcel: Parcel, names: str, chance: random.Random) -> list[Building]:
    """Buildings of a plot, as many and as high as its planning figures allow; none where nothing is built yet."""
    share = _SHARE_BUILT.get(parcel.status, 0.0)
    office = parcel.land_use[:4] in OFFICE_USES
    themed = parcel.park_id != parcel.park["id"]
    kind = "idle_building" if office else "themed_park" if themed else "standard_factory"
    name, name_en = names.split("|")
    room = (parcel.columns.get("density_max_pct") or 35.0) / 100 * parcel.plot.area_m2
    made: list[Building] = []
    for box in _footprints(parcel, chance, factory=not office, share=share):
        number = len(made) + 1
        building = Building(
            id=f"{parcel.id}-{number}",
            name=name.format(place=parcel.place, number=number),
            name_en=name_en.format(place=parcel.place_en, number=number),
            box=box,
            parcel=parcel,
            kind=kind,
        )
        if building.footprint_m2 <= room:
            room -= building.footprint_m2
            made.append(building)
    _raise(made, parcel, chance)
    return made


def _footprints(parcel: Parcel, chance: random.Random, *, factory: bool, share: float) -> Iterator[Box]:
    """Rows of halls (or smaller houses) within a plot; ``share`` of the places are built on."""
    width, depth = parcel.plot.size_m
    margin = 11 + 5 * chance.random()
    along = width >= depth
    length, across = (width, depth) if along else (depth, width)
    hall, gap = (34 + 22 * chance.random(), 14.0) if factory else (18 + 5 * chance.random(), 20.0)
    rows = max(1, int((across - 2 * margin + gap) // (hall + gap)))
    deep = min(hall * 1.4, (across - 2 * margin - (rows - 1) * gap) / rows)
    for row in range(rows if deep > 12 and share else 0):
        start, y = margin, margin + row * (deep + gap)
        while start < length - margin - 22:
            long = min(length - margin - start, 52 + 88 * chance.random() if factory else 30 + 30 * chance.random())
            if chance.random() < share and long > 20:
                yield (start, y, start + long, y + deep) if along else (y, start, y + deep, start + long)
            start += long + 12


def _raise(buildings: Sequence[Building], parcel: Parcel, chance: random.Random) -> None:
    """Give buildings floors, all let until some are found idle, within the height limit and the floor-area ratio."""
    limit = parcel.columns.get("height_limit_m") or 24.0
    for building in buildings:
        office = building.kind == "idle_building"
        most = int((limit - (0 if office else 3)) / (_OFFICE_STOREY_M if office else _FACTORY_STOREY_M))
        count = chance.randint(5, 9) if office else 1 if chance.random() < 0.22 else chance.randint(2, 5)
        area = float(round(building.footprint_m2 * (0.93 + 0.05 * chance.random()), -1))
        building.floors = [Floor(number=n, state="let", area_m2=area) for n in range(1, min(count, most) + 1)]
    room = (parcel.columns.get("far_max") or 1.5) * parcel.plot.area_m2
    while sum(building.floor_area_m2 for building in buildings) > room:
        max(buildings, key=lambda building: (len(building.floors), building.id)).floors.pop()


def vacate(buildings: Sequence[Building], chance: random.Random, total_m2: float) -> None:
    """Free and hold floors, building by building, until they add up to the total; some are divided into units.

    Raises
    ------
    CatalogError
        Where all that may stand idle is less than the total.
    """
    left = total_m2
    for building in buildings:
        told: list[Floor] = []
        for floor in building.floors:
            state = pick(chance, _OFFICE_STATES if building.kind == "idle_building" else _STATES)
            if state == "let" or left <= 0:
                told.append(floor)
                continue
            area = min(_idle_area(floor, chance), left)
            area = area if area == left or left - area >= _LEAST_M2 else left - _LEAST_M2
            left = round(left - area, 2)
            told += _divided(floor, state, area)
        building.floors = told
    if left > 0:
        raise CatalogError(
            Text(
                f"配方的建筑不足以凑出所要的空置面积，还差 {left:,.0f} m²",
                f"the recipe's buildings fall short of its idle floor area by {left:,.0f} m²",
            ),
            Text("请调低空置面积或增加建筑", "ask for less idle floor area, or draw more buildings"),
            key="idle_floor_area_m2",
        )


def _idle_area(floor: Floor, chance: random.Random) -> float:
    if floor.area_m2 < _DIVISIBLE_M2 or chance.random() > _SHARE_DIVIDED:
        return floor.area_m2
    return float(round(floor.area_m2 * chance.choice([0.35, 0.5, 0.65]), -1))


def _divided(floor: Floor, state: str, idle_m2: float) -> list[Floor]:
    """The whole floor in its state, or an idle unit and one that stays let."""
    if idle_m2 >= floor.area_m2:
        return [Floor(number=floor.number, state=state, area_m2=floor.area_m2)]
    rest, cut = round(floor.area_m2 - idle_m2, 2), idle_m2 / floor.area_m2
    return [
        Floor(number=floor.number, state=state, area_m2=idle_m2, unit="A", part=(0.0, cut)),
        Floor(number=floor.number, state="let", area_m2=rest, unit="B", part=(cut, 1.0)),
    ]


def building_row(building: Building, chance: random.Random) -> dict[str, Any]:
    """A building's columns."""
    parcel = building.parcel
    storeys = max(floor.number for floor in building.floors)
    lifts = storeys > 1 and building.kind != "idle_building"
    return {
        "name": building.name,
        "name_en": building.name_en,
        "park_id": parcel.park_id,
        "parcel_id": parcel.id,
        "kind": building.kind,
        "floors": storeys,
        "footprint_m2": round(building.footprint_m2, 1),
        "floor_area_m2": round(building.floor_area_m2, 2),
        "floor_states": [f"{floor.number}:{floor.state}:{floor.area_m2:g}" for floor in building.floors],
        "lift_t": unless(chance, 0.1, chance.choice([2.0, 3.0, 3.0, 5.0])) if lifts else None,
        "built_year": unless(chance, 0.1, _built_year(parcel, chance)),
        "title_status": parcel.columns.get("title_status"),
        "owner": parcel.columns.get("owner"),
    }


def _built_year(parcel: Parcel, chance: random.Random) -> int:
    return dt.date.fromisoformat(parcel.columns["started_on"]).year + chance.randint(1, 2)
