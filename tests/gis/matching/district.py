"""Small districts drawn at random on the shipped catalog: known and unknown values, every code, holds, occupants, controls."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import shapely

from gis.catalog import Catalog, Collection, Kind, read_catalog
from gis.fields import DType, Field, Role
from gis.inventory import Inventory
from gis.layer import Feature, Layer
from gis.matching import Scheme, read_scheme
from gis.matching.needs.project import ATTRIBUTES
from gis.text import Text

ROOT = Path(__file__).resolve().parents[3]
Value = TypeVar("Value")
WEST, SOUTH, STEP = 116.75, 36.55, 0.004


def askable(asked: Mapping[str, Value]) -> dict[str, Value]:
    """Of what tests draw, what a demand may ask: a figure that was taken out of the product is drawn no more."""
    return {key: value for key, value in asked.items() if key in ATTRIBUTES}


MADE_OF = Field(
    name="made_of", dtype=DType.TEXT, title=Text("登记单元", "Recorded by"), role=Role.MADE_OF, codelist="made_of"
)
"""What a ledger of buildings has and the shipped layers lack."""


ENCUMBRANCES = (
    Field(name="seizure", dtype=DType.TEXT, title=Text("查封", "Seizure"), role=Role.SEIZURE),
    Field(name="seizure_number", dtype=DType.TEXT, title=Text("查封文号", "File number"), role=Role.SEIZURE_NUMBER),
    Field(name="mortgage", dtype=DType.TEXT, title=Text("抵押", "Mortgage"), role=Role.MORTGAGE),
)
"""What the shipped layers lack as well: with these fields every site whose cell is empty is to be checked."""


@cache
def encumbered() -> Catalog:
    """The catalog where plots and floors record seizures and mortgages."""
    usual = catalog()
    sites = usual.of_kind(Kind.PARCEL, Kind.SPACE)
    with_them = {one.id: replace(one, fields=(*one.fields, *ENCUMBRANCES)) for one in sites}
    return replace(usual, collections={**usual.collections, **with_them})


@cache
def catalog() -> Catalog:
    shipped = read_catalog(ROOT / "layers")
    with_it = {one.id: replace(one, fields=(*one.fields, MADE_OF)) for one in shipped.of_kind(Kind.SPACE)}
    return replace(shipped, collections={**shipped.collections, **with_it})


@cache
def default_scheme() -> Scheme:
    return shipped_scheme("default")


@cache
def shipped_scheme(name: str) -> Scheme:
    return read_scheme(ROOT / "layers" / "schemes" / f"{name}.toml", catalog())


def collection_of(kind: Kind) -> Collection:
    return catalog().of_kind(kind)[0]


def feature(collection: Collection, key: str, shape: Any, values: dict[Role, Any]) -> Feature:
    """A feature whose values are given by role; roles the collection does not have are left out."""
    named = {collection.by_role[role].name: value for role, value in values.items() if role in collection.by_role}
    return Feature(key, shape, named)


def inventory_of(
    features: dict[Kind, list[Feature]], version: str = "test", shipped: Catalog | None = None
) -> Inventory:
    shipped = shipped or catalog()
    layers = {
        collection.id: Layer.from_features(
            collection, features.get(collection.kind, []), metric_crs=shipped.metric_crs, codelists=shipped.codelists
        )
        for collection in shipped.collections.values()
    }
    return Inventory.of(shipped, layers, version)


def square(column: float, row: float, size: float = STEP * 0.9) -> Any:
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, west + size, south + size)


class Draw:
    """Values drawn with a seed; a part of them unknown."""

    def __init__(self, seed: int, unknown: float = 0.12) -> None:
        self.random = random.Random(seed)
        self.unknown = unknown

    def maybe(self, value: Any) -> Any:
        return None if self.random.random() < self.unknown else value

    def of(self, *values: Any) -> Any:
        return self.maybe(self.random.choice(values))

    def near(self, low: float, high: float) -> Any:
        return self.maybe(round(self.random.uniform(low, high), 1))

    def date(self, first: int, last: int) -> Any:
        day = catalog().as_of + dt.timedelta(days=self.random.randint(first, last))
        return self.maybe(day.isoformat())

    def some(self, values: list[str], most: int) -> Any:
        return self.maybe(sorted(self.random.sample(values, self.random.randint(0, most))))


SERVICES = ["water", "drainage", "power", "road", "telecom", "levelled", "gas", "heat"]
PARKS = ["PK-A", "PK-A1", "PK-B", "JK", "JK-T1"]
CHAINS = ["equipment", "environment", "culture_care", "tcm"]


def random_district(seed: int, land: int = 40, floors: int = 40) -> Inventory:
    """A district of parcels on a grid, floors in buildings on them, continuing and new projects."""
    return inventory_of(_drawn(Draw(seed), land, floors))


def encumbered_district(seed: int) -> Inventory:
    """A random district that records seizures and mortgages."""
    draw = Draw(seed)
    features: dict[Kind, list[Feature]] = {}
    for layer in random_district(seed).layers.values():
        features.setdefault(layer.collection.kind, []).extend(layer.feature(row) for row in range(len(layer)))
    for kind in (Kind.PARCEL, Kind.SPACE):
        features[kind] = [
            each._replace(properties={**each.properties, **_encumbrances(draw)}) for each in features[kind]
        ]
    return inventory_of(features, shipped=encumbered())


def _encumbrances(draw: Draw) -> dict[str, Any]:
    return {
        "seizure": draw.of("无", "否", "是", "（2023）鲁0113执12号", "已解封 2022 年 3 号"),
        "seizure_number": draw.of("（2023）鲁01执保3号", None, None),
        "mortgage": draw.of("有（农行）", "无", None),
    }


def crowded_district(seed: int, land: int = 24, floors: int = 24) -> Inventory:
    """A random district with plots recorded twice, floors that only the map puts into a building, and projects known by their shape alone."""
    draw = Draw(seed)
    features = _drawn(draw, land, floors)
    features[Kind.PARCEL] += [_second_record(draw, number) for number in draw.random.sample(range(land), 8)]
    features[Kind.SPACE] += [_bare_floor(draw, number) for number in range(floors, floors + 8)]
    features[Kind.PROJECT] += [_unnamed_project(draw, number) for number in range(3)]
    taken = {Role.NAME: "整栋", Role.STAGE: "continuing", Role.SITE_IDS: ["B-002", "B-004"]}
    features[Kind.PROJECT].append(feature(collection_of(Kind.PROJECT), "P-B-0", None, taken))
    return inventory_of(features)


def _second_record(draw: Draw, number: int) -> Feature:
    """Another record of a plot: of all of it, of much of it, or of so little that it is another plot."""
    made, shift = _parcel(draw, number), draw.random.choice([0, 0.3, 0.87])
    shape = square(number % 8 + shift, number // 8)
    return made._replace(id=f"{made.id}-B", geometry=draw.maybe(shape))


def _bare_floor(draw: Draw, number: int) -> Feature:
    """A floor that names neither plot nor building and lies in one of the buildings, or beside it."""
    made, at = _floor(draw, number, 1, 1), draw.random.randrange(8)
    by_role = collection_of(Kind.SPACE).by_role
    bare = {by_role[role].name: None for role in (Role.PARCEL, Role.BUILDING)}
    shape = square(at + draw.random.choice([0.02, 0.02, 0.5]), 0, STEP * 0.2)
    return made._replace(geometry=shape, properties={**made.properties, **bare})


def _unnamed_project(draw: Draw, number: int) -> Feature:
    """A continuing project that names no site and lies in a building, or on a plot beside one."""
    values = {Role.NAME: f"无名 {number}", Role.STAGE: "continuing", Role.CHAIN: draw.of(*CHAINS)}
    shape = square(draw.random.randrange(8) + draw.random.choice([0.05, 0.05, 0.6]), 0, STEP / 5)
    return feature(collection_of(Kind.PROJECT), f"P-U-{number}", shape, values)


def _drawn(draw: Draw, land: int, floors: int) -> dict[Kind, list[Feature]]:
    parcels = [_parcel(draw, number) for number in range(land)]
    buildings = [_building(draw, number, land) for number in range(max(1, floors // 4))]
    return {
        Kind.PARCEL: parcels,
        Kind.BUILDING: buildings,
        Kind.SPACE: [_floor(draw, number, len(buildings), land) for number in range(floors)],
        Kind.PARK: _parks(),
        Kind.CONTROL: _controls(),
        Kind.BASE: [feature(collection_of(Kind.BASE), "R-1", square(3, 0, STEP * 3), {Role.CLASS: "road"})],
        Kind.PROJECT: _projects(draw, land, floors),
    }


def _parcel(draw: Draw, number: int) -> Feature:
    held = draw.random.random() < 0.15
    values = {
        Role.NAME: f"地块 {number}",
        Role.PARK: draw.of(*PARKS),
        Role.USAGE: draw.of("100101", "100102", "100103", "1001", "110101", "0802", "090101", "0806"),
        Role.USAGE_SYSTEM: draw.random.choice(["land_use_2023"] * 9 + ["gb50137_2011"]),
        Role.AREA: draw.near(5_000, 80_000),
        Role.STATUS: draw.of("reserve", "approved", "unstarted", "idle", "low_yield", "building", "built"),
        Role.FAR_MIN: draw.of(0.1, 0.5),
        Role.FAR_MAX: draw.near(0.5, 2.5),
        Role.DENSITY_MIN: draw.of(20, 40),
        Role.DENSITY_MAX: draw.near(20, 65),
        Role.HEIGHT_LIMIT: draw.near(8, 40),
        Role.PRICE: draw.near(15, 40),
        Role.TAX_PER_MU: draw.near(0, 25),
        Role.SERVICES: draw.some(SERVICES, 8),
        Role.POWER: draw.near(100, 5_000),
        Role.BLOCKERS: draw.some(["land_procedure", "planning_adjustment", "expropriation"], 2),
        Role.BLOCKER_MONTHS: draw.of(2, 4, 6, 7, 12),
        Role.READINESS: draw.of("ready", "within_6_months", "within_12_months", "later"),
        Role.AVAILABLE_FROM: draw.date(-100, 500),
        Role.HELD_BY: draw.random.choice(["P-N-1", "某企业"]) if held else None,
        Role.HELD_UNTIL: draw.date(-60, 90) if held else None,
    }
    shape = None if draw.random.random() < 0.05 else square(number % 8, number // 8)
    return feature(collection_of(Kind.PARCEL), f"L-{number:03d}", shape, values)


def _building(draw: Draw, number: int, land: int) -> Feature:
    values = {
        Role.PARK: draw.of(*PARKS),
        Role.PARCEL: draw.maybe(f"L-{draw.random.randrange(land):03d}"),
        Role.TITLE_STATUS: draw.of("titled", "titled", "in_progress", "untitled"),
    }
    return feature(collection_of(Kind.BUILDING), f"B-{number:03d}", square(number % 8, number // 8, STEP / 3), values)


def _floor(draw: Draw, number: int, buildings: int, land: int) -> Feature:
    held = draw.random.random() < 0.15
    values = {
        Role.NAME: f"楼层 {number}",
        Role.PARK: draw.of(*PARKS),
        Role.BUILDING: draw.maybe(f"B-{draw.random.randrange(buildings):03d}"),
        Role.PARCEL: draw.of(f"L-{draw.random.randrange(land):03d}", None),
        Role.USAGE: draw.of("production", "production", "storage", "research", "office", "care"),
        Role.AREA: draw.near(500, 12_000),
        Role.STATUS: draw.of("free", "free", "free", "held"),
        Role.FLOOR_LOAD: draw.near(3, 20),
        Role.CLEAR_HEIGHT: draw.near(3, 12),
        Role.CRANE: draw.near(0, 20),
        Role.LIFT: draw.of(2, 3, 5),
        Role.FLOOR: draw.of(-1, 1, 1, 2, 3),
        Role.COLUMN_GRID: draw.of("8.4×8.4 m", "9×24 m", "7500*7500", "6 m", "网架"),
        Role.POWER: draw.near(50, 3_000),
        Role.FIRE_CLASS: draw.of("甲", "乙", "丙", "丁", "戊", None),
        Role.AVAILABLE_FROM: draw.date(-100, 500),
        Role.MIN_LET: draw.near(300, 5_000),
        Role.RENT: draw.of(0.3, 0.5, 0.8, 1.2),
        Role.TITLE_STATUS: draw.of("titled", "in_progress", "untitled", None, None),
        Role.HELD_BY: draw.random.choice(["P-N-1", "某企业"]) if held else None,
        Role.HELD_UNTIL: draw.date(-60, 90) if held else None,
    }
    if number % 7 == 3:
        values |= {Role.MADE_OF: "building", Role.FLOOR: None}
    shape = (
        None
        if draw.random.random() < 0.15
        else square(number % 8 + draw.random.choice([0, 0, 0.8]), number // 8, STEP / 3)
    )
    return feature(collection_of(Kind.SPACE), f"F-{number:03d}", shape, values)


def _parks() -> list[Feature]:
    collection = collection_of(Kind.PARK)
    return [
        feature(collection, "PK-A", square(0, 0, STEP * 4), {Role.NAME: "甲园", Role.CHAIN: ["equipment", "tcm"]}),
        feature(collection, "PK-A1", square(0, 0, STEP), {Role.NAME: "甲园一区", Role.PARENT: "PK-A"}),
        feature(collection, "PK-B", square(4, 0, STEP * 4), {Role.NAME: "乙园"}),
        feature(collection, "JK-T1", square(4, 4, STEP), {Role.NAME: "园中园", Role.PARENT: "JK"}),
    ]


def _controls() -> list[Feature]:
    collection = collection_of(Kind.CONTROL)
    shapes = {
        "basic_farmland": square(0, 0, STEP * 0.5),
        "ecological_red_line": square(7, 3),
        "river_range": shapely.box(WEST, SOUTH + 2 * STEP, WEST + 2.3 * STEP, SOUTH + 2.2 * STEP),
        "hv_corridor": shapely.box(WEST, SOUTH + 1.1 * STEP, WEST + 9 * STEP, SOUTH + 1.15 * STEP),
        "town_boundary": shapely.box(WEST - STEP, SOUTH - STEP, WEST + 6.5 * STEP, SOUTH + 9 * STEP),
    }
    return [feature(collection, f"C-{code}", shape, {Role.CLASS: code}) for code, shape in shapes.items()]


def _projects(draw: Draw, land: int, floors: int) -> list[Feature]:
    collection = collection_of(Kind.PROJECT)
    sites = [*(f"L-{n:03d}" for n in range(land)), *(f"F-{n:03d}" for n in range(floors))]
    placed = [
        feature(
            collection,
            f"P-C-{number}",
            None,
            {
                Role.NAME: f"续建 {number}",
                Role.STAGE: "continuing",
                Role.CHAIN: draw.of(*CHAINS),
                Role.INDUSTRY_CODE: draw.of("3332", "3812", "2740", "59"),
                Role.SITE_IDS: draw.random.sample(sites, min(2, len(sites))),
            },
        )
        for number in range(5)
    ]
    return (
        placed
        + _elsewhere(draw)
        + [feature(collection, f"P-N-{number}", None, random_requirement(draw)) for number in range(8)]
    )


def _elsewhere(draw: Draw) -> list[Feature]:
    """Continuing projects on what is on no list of free sites: floors that are let, a building, a site of their own, and nobody knows where."""
    lists = (["F-LET-1"], ["B-000"], None, ["F-LET-2", "F-000"], ["F-LET-3"])
    shapes = (
        square(1, 1, STEP / 5),
        None,
        square(draw.random.randint(0, 7), 2, STEP / 5),
        square(3, 0, STEP / 5),
        None,
    )
    return [
        feature(
            collection_of(Kind.PROJECT),
            f"P-E-{number}",
            shape,
            {
                Role.NAME: f"在外 {number}",
                Role.STAGE: "continuing",
                Role.CHAIN: draw.of(*CHAINS),
                Role.INDUSTRY_CODE: draw.of("3332", "3812", "2740"),
                Role.SITE_IDS: ids,
            },
        )
        for number, (ids, shape) in enumerate(zip(lists, shapes, strict=True))
    ]


def random_requirement(draw: Draw) -> dict[Role, Any]:
    """A new project's requirement; each thing asked or not."""
    land = sorted([draw.random.uniform(4_000, 60_000), draw.random.uniform(4_000, 90_000)])
    floor = sorted([draw.random.uniform(300, 9_000), draw.random.uniform(300, 20_000)])
    maybe = Draw(draw.random.randrange(10**6), unknown=0.45)
    return {
        Role.NAME: "新建",
        Role.STAGE: "new",
        Role.TIER: draw.of("province", "city", "district"),
        Role.CHAIN: draw.of(*CHAINS),
        Role.INDUSTRY_CODE: draw.of("3332", "3491", "2740", "59", "73", "8514", "9020"),
        Role.POLLUTION_CLASS: draw.of("1", "2", "3"),
        Role.NEEDS: draw.of("land", "floor", "either", "either"),
        Role.TENURE: draw.of("buy_land", "titled_plant", "rent", None, None, None),
        Role.LAND_AREA_MIN: maybe.maybe(land[0]),
        Role.LAND_AREA_MAX: maybe.maybe(land[1]),
        Role.FLOOR_AREA_MIN: maybe.maybe(floor[0]),
        Role.FLOOR_AREA_MAX: maybe.maybe(floor[1]),
        Role.SPACE_USE: maybe.of("production", "storage", "research", "office", "care"),
        Role.FLOOR_LOAD: maybe.near(2, 10),
        Role.CLEAR_HEIGHT: maybe.near(3, 9),
        Role.CRANE: maybe.near(0, 10),
        Role.LIFT: maybe.of(2, 3),
        Role.COLUMN_GRID: maybe.near(5, 10),
        Role.STOREYS: maybe.of(1, 2, 4),
        Role.POWER: maybe.near(50, 1_500),
        Role.FIRE_CLASS: maybe.of("甲", "乙", "丙", "丁", "戊"),
        Role.START_DATE: maybe.date(0, 400),
        Role.INVESTMENT: maybe.near(1_000, 90_000),
        Role.OUTPUT_PER_MU: maybe.near(150, 700),
        Role.TAX_PER_MU: draw.near(5, 45),
    }
