"""Small districts for joining: parcels on a grid of 100 m, floors in buildings; and the same answers by trying every subset."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from gis.catalog import Kind
from gis.crs import STORAGE, transform
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Feature
from gis.matching import Match, Project, Scheme, match
from gis.matching.assembly import Joined
from gis.matching.sites.candidates import stock_of
from tests.gis.matching.district import SERVICES, catalog, collection_of, default_scheme, feature, inventory_of

X, Y = 477_600.0, 4_046_600.0
WHOLE_RULES = ("area", "far", "coverage", "per_mu")
Values = dict[Role, Any]


def block(east: float, north: float, width: float = 100.0, depth: float = 100.0) -> Any:
    """A rectangle given in metres, as it is stored."""
    shape = np.array([shapely.box(X + east, Y + north, X + east + width, Y + north + depth)], dtype=object)
    return transform(shape, catalog().metric_crs, STORAGE)[0]


def plot(key: str, shape: Any, area: float | None, more: Values | None = None) -> Feature:
    """A parcel that serves a plant of class 2 in every respect, but for what is said otherwise."""
    values = {
        Role.USAGE: "100102", Role.USAGE_SYSTEM: "land_use_2023", Role.STATUS: "reserve", Role.AREA: area,
        Role.FAR_MAX: 1.5, Role.DENSITY_MIN: 30, Role.DENSITY_MAX: 60, Role.HEIGHT_LIMIT: 24, Role.BLOCKERS: [],
        Role.SERVICES: SERVICES, Role.POWER: 2_000, Role.PARK: "PK-A", Role.PRICE: 25,
        Role.AVAILABLE_FROM: "2023-06-30", Role.OWNER: "财金", **(more or {}),
    }  # fmt: skip
    return feature(collection_of(Kind.PARCEL), key, shape, values)


def floor(key: str, building: str | None, storey: int | None, area: float, more: Values | None = None) -> Feature:
    values = {
        Role.USAGE: "production", Role.AREA: area, Role.STATUS: "free", Role.BUILDING: building, Role.FLOOR: storey,
        Role.FLOOR_LOAD: 10, Role.CLEAR_HEIGHT: 6, Role.TITLE_STATUS: "titled", Role.PARK: "PK-A", Role.PARCEL: "L-ground",
        Role.AVAILABLE_FROM: "2023-06-30", Role.RENT: 0.5, **(more or {}),
    }  # fmt: skip
    return feature(collection_of(Kind.SPACE), key, block(0, 0, 20, 20), values)


def district(parcels: list[Feature], floors: list[Feature] | None = None) -> Inventory:
    """An inventory in which no control lies on any of the parcels."""
    control = feature(
        collection_of(Kind.CONTROL), "K", block(50_000, 50_000), {Role.CLASS: "river_range", Role.NAME: "河道"}
    )
    ground = [plot("L-ground", block(8_000, 0), 1_000, {Role.STATUS: "built", Role.PARK: None})] if floors else []
    return inventory_of(
        {
            Kind.PARCEL: [*parcels, *ground],
            Kind.SPACE: floors or [],
            Kind.CONTROL: [control],
            Kind.PARK: [feature(collection_of(Kind.PARK), key, None, {Role.NAME: key}) for key in ("PK-A", "PK-B")],
            Kind.BUILDING: [
                feature(collection_of(Kind.BUILDING), f"B-{n}", block(0, 0, 20, 20), {Role.TITLE_STATUS: "titled"})
                for n in range(4)
            ],
        }
    )


def demand(**asked: Any) -> Project:
    return Project.from_demand({"industry_code": "3332", "pollution_class": "2", **asked}, catalog())


def with_plan(scheme: Scheme | None = None, **changes: Any) -> Scheme:
    """The shipped scheme with another plan for joining."""
    base = scheme or default_scheme()
    return replace(base, assembly=replace(base.assembly, **changes))


def ids_of(inventory: Inventory, one: Joined) -> tuple[str, ...]:
    return tuple(sorted(stock_of(inventory, one.kind).id_of(member.row) for member in one.members))


# trying every subset -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a set should come to: by id what is taken, whether to check, its score."""

    taken: Mapping[str, float]
    to_check: bool
    score: float


def verdicts(inventory: Inventory, project: Project, scheme: Scheme, keys: list[str]) -> dict[str, Match]:
    """What a match says of each site by itself."""
    explained = match(inventory, project, scheme, top=0, explain=keys).explained
    return dict(zip(keys, explained, strict=True))


def own_rules(scheme: Scheme) -> Scheme:
    return replace(scheme, rules=tuple(rule for rule in scheme.rules if rule.id not in WHOLE_RULES))


def subsets(keys: list[str], most: int, adjacent: set[frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """Connected subsets of two to ``most``."""
    for size in range(2, most + 1):
        for some in itertools.combinations(sorted(keys), size):
            reached, waiting = {some[0]}, [some[0]]
            while waiting:
                at = waiting.pop()
                new = {key for key in some if key not in reached and frozenset((at, key)) in adjacent}
                reached |= new
                waiting += new
            if len(reached) == size:
                yield some


def score_of(scheme: Scheme, singles: list[Match], taken: list[float], area_value: float) -> float:
    """The points of a set from those of its members, one criterion after another."""
    total = 0.0
    for number, spec in enumerate(scheme.criteria):
        values = [each.contributions[number].value for each in singles]
        if spec.id == "area_fit":
            value: float | None = area_value
        elif spec.id == "readiness":
            known = [each for each in values if each is not None]
            value = min(known) if len(known) == len(values) else None
        elif all(each is None for each in values):
            value = None
        else:
            value = sum((each or 0.0) * area for each, area in zip(values, taken, strict=True)) / sum(taken)
        total += 0.0 if value is None else round(round(value, 4) * spec.weight, 2)
    return round(total, 2)


def area_value(low: float, high: float, area: float) -> float:
    """The shipped scheme's points for an area: 1 in the middle of the range, 0.6 at both ends and beyond."""
    place = 0.5 if low == high else (area - low) / (high - low)
    return max(0.6, 1.0 - 0.8 * abs(place - 0.5))


# drawn at random -----------------------------------------------------------------------------------------------------


def random_plots(rng: random.Random) -> tuple[list[Feature], dict[str, tuple[int, int]]]:
    """Parcels on some cells of a small grid, a part of them unsuitable or not known well; and where each lies."""
    columns, rows = rng.randint(2, 4), rng.randint(2, 3)
    cells = [cell for cell in itertools.product(range(columns), range(rows)) if rng.random() < 0.85]
    rng.shuffle(cells)
    found, where = [], {}
    for number, (column, row) in enumerate(cells):
        key = f"L-{number:02d}"
        more = {
            Role.USAGE: rng.choice(["100102"] * 5 + ["0806"]),
            Role.FAR_MAX: rng.choice([0.8, 1.2, 1.8, None]) if rng.random() < 0.5 else 1.5,
            Role.DENSITY_MAX: rng.choice([35, 60, 60]),
            Role.HEIGHT_LIMIT: rng.choice([12, 24, 24]),
            Role.POWER: rng.choice([2_000, 2_000, 900, None]),
            Role.OWNER: rng.choice(["财金", "济清", None]),
            Role.AVAILABLE_FROM: rng.choice(["2023-06-30", "2023-09-30", "2023-12-31"]),
        }
        area = None if rng.random() < 0.05 else float(rng.randint(4_000, 16_000))
        found.append(plot(key, block(column * 100, row * 100), area, more))
        where[key] = (column, row)
    # What a district cannot hold at all is refused before anything is looked at.
    found.append(plot("L-far", block(9_000, 0), 9e6, {Role.STATUS: "built"}))
    return found, where


def random_floors(rng: random.Random) -> list[Feature]:
    """Floors of three buildings in two parks, divisible or not, a part of them unsuitable or not known well."""
    found = []
    for number in range(rng.randint(2, 8)):
        more = {
            Role.PARK: rng.choice(["PK-A", "PK-A", "PK-B", None]),
            Role.FLOOR_LOAD: rng.choice([10, 10, 10, 3, None]),
            Role.MIN_LET: rng.choice([None, 200, 500, 1_000, 5_000]),
        }
        building, storey = rng.choice(["B-0", "B-0", "B-1", None]), rng.choice([-1, 1, 1, 2, 3, 4, None])
        found.append(floor(f"F-{number}", building, storey, float(rng.randint(400, 3_000)), more))
    found.append(floor("F-far", None, None, 9e6, {Role.STATUS: "held"}))
    return found
