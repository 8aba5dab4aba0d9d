"""Continuing projects: each on land under construction or on let floors that a project of its kind can stand on."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gis.demonstration.buildings import Building
from gis.demonstration.parcels import Parcel, days_before
from gis.demonstration.projects import Names, described, investment

_USES: Final = {
    "idle_building": ("research", "care"),
    "themed_park": ("production", "storage"),
    "standard_factory": ("production", "storage"),
}
"""What stands on let floors, by the kind of building."""
_FLOORS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Site:
    """A plot, or let floors of a building, with the kind of project that stands there."""

    ids: tuple[str, ...]
    geometry: Any
    kind: Mapping[str, Any]
    parcel: Parcel | None = None
    floor_m2: float = 0.0


def sites(
    spec: Mapping[str, Any], parcels: Sequence[Parcel], buildings: Sequence[Building], chance: random.Random
) -> list[Site]:
    """As many sites as there are continuing projects: plots first, then floors, one project a building."""
    under_way = [one for one in parcels if one.status == "building"]
    chance.shuffle(under_way)
    on_land = [site for one in under_way if (site := _on_land(one, spec, chance))][: spec["continuing_on_land"]]
    let = [one for one in buildings if one.parcel.status == "built"]
    chance.shuffle(let)
    on_floors = [site for one in let if (site := _on_floors(one, spec, chance))]
    return on_land + on_floors[: spec["continuing"] - len(on_land)]


def _on_land(parcel: Parcel, spec: Mapping[str, Any], chance: random.Random) -> Site | None:
    kinds = [
        kind
        for kind in spec["kinds"]
        if kind["land_mu"] and parcel.land_use.startswith(tuple(kind["land_uses"])) and _fits(parcel, kind)
    ]
    if not kinds:
        return None
    return Site(ids=(parcel.id,), geometry=parcel.geometry, kind=_pick(kinds, chance), parcel=parcel)


def _fits(parcel: Parcel, kind: Mapping[str, Any]) -> bool:
    """Whether a plot is about as large as projects of a kind are."""
    least, most = kind["land_mu"]
    return bool(0.6 * least <= parcel.plot.area_m2 * 3 / 2000 <= 1.5 * most)


def _on_floors(building: Building, spec: Mapping[str, Any], chance: random.Random) -> Site | None:
    floors = [one for one in building.floors if one.state == "let" and not one.unit][:_FLOORS]
    area = sum(one.area_m2 for one in floors)
    kinds = [
        kind
        for kind in spec["kinds"]
        if kind["floor_m2"] and kind["space_use"] in _USES[building.kind] and area >= 0.6 * kind["floor_m2"][0]
    ]
    if not floors or not kinds:
        return None
    ids = tuple(f"{building.id}-{one.key}" for one in floors)
    return Site(ids=ids, geometry=building.geometry(), kind=_pick(kinds, chance), floor_m2=area)


def _pick(kinds: Sequence[Mapping[str, Any]], chance: random.Random) -> Mapping[str, Any]:
    return chance.choices(kinds, weights=[kind["weight"] for kind in kinds])[0]


def project(site: Site, names: Names, chance: random.Random, as_of: dt.date) -> dict[str, Any]:
    """The columns of the project that stands on a site; on land its firm is made the owner."""
    row = {**described(site.kind, names, chance), "stage": "continuing", "site_ids": list(site.ids)}
    if site.parcel is None:
        return row | {
            "needs": "floor",
            "tenure": "rent",
            "floor_area_min_m2": site.floor_m2,
            "floor_area_max_m2": site.floor_m2,
            "start_date": days_before(as_of, chance.randint(60, 540)),
            "investment_wan": investment(site.kind, chance, site.floor_m2 / 2),
        }
    land = site.parcel.columns
    land["owner"] = row["firm"]
    return row | {
        "needs": "land",
        "tenure": "buy_land",
        "land_area_min_m2": land["site_area_m2"],
        "land_area_max_m2": land["site_area_m2"],
        "start_date": land["started_on"],
        "investment_wan": investment(site.kind, chance, land["site_area_m2"]),
    }
