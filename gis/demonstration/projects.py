"""Projects: what one says of itself, and new ones with what they ask."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from gis.demonstration.parcels import pick, unless
from gis.units import m2_from_mu

_TIERS = {"district": 60, "city": 28, "province": 12}
_BLOCKERS = {"land_procedure": 34, "planning_adjustment": 22, "site_choice": 24, "expropriation": 20}


class Names:
    """Names that occur once: a brand and what the project makes; every brand comes once before any comes again."""

    def __init__(self, brands: Sequence[str], firm: str, chance: random.Random) -> None:
        self.brands, self.firm, self.chance = list(brands), firm, chance
        self.left: list[str] = []
        self.used = set[str]()

    def next(self, kind: Mapping[str, Any]) -> dict[str, str]:
        """Name, English name and firm of a project of a kind."""
        while True:
            if not self.left:
                self.left = self.chance.sample(self.brands, len(self.brands))
            brand, brand_en = self.left.pop().split("|")
            name, name_en = self.chance.choice(kind["names"]).split("|")
            if brand + name not in self.used:
                self.used.add(brand + name)
                firm = self.firm.format(brand=brand, trade=kind["trade"])
                return {"name": brand + name, "name_en": f"{brand_en} {name_en}", "firm": firm}


def new(
    spec: Mapping[str, Any], names: Names, chance: random.Random, further: random.Random, as_of: dt.date
) -> list[dict[str, Any]]:
    """Projects that look for a site; what they ask and promise beyond the first columns is drawn ``further``."""
    rows = []
    for _ in range(spec["new"]):
        kind = chance.choices(spec["kinds"], weights=[one["weight"] for one in spec["kinds"]])[0]
        row = {**described(kind, names, chance), **_areas(kind, chance), **_engineering(kind, chance)}
        row |= _further(kind, further)
        start = as_of + dt.timedelta(days=chance.choice([0, 30, 62, 92, 123, 184, 276]))
        land = row.get("land_area_min_m2") or (row.get("floor_area_min_m2") or 0) / 2
        rows.append(
            {
                **row,
                "stage": "new",
                "needs": kind["needs"],
                "tenure": chance.choice(kind["tenures"]) if kind["needs"] != "land" else "buy_land",
                "site_ids": [],
                "blocker": pick(chance, _BLOCKERS) if chance.random() < spec["blocked_share"] else None,
                "start_date": unless(chance, 0.04, start.isoformat()),
                "investment_wan": investment(kind, chance, land),
            }
        )
    return rows


def described(kind: Mapping[str, Any], names: Names, chance: random.Random) -> dict[str, Any]:
    """What any project of a kind says of itself."""
    return {
        **names.next(kind),
        "tier": pick(chance, _TIERS),
        "chain": kind["chain"],
        "industry_code": kind["industry_code"],
        "pollution_class": unless(chance, 0.05, kind["pollution_class"] or None),
        "space_use": kind["space_use"] or None,
        "tax_wan_mu": round(chance.uniform(*kind["tax_mu"]), 1) if kind["tax_mu"] else None,
    }


def _areas(kind: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    areas: dict[str, Any] = {}
    if kind["land_mu"]:
        low, high = kind["land_mu"]
        wanted = chance.uniform(low, high * 0.75)
        areas |= {
            "land_area_min_m2": _whole_mu(wanted),
            "land_area_max_m2": _whole_mu(min(high, wanted * chance.uniform(1.5, 2.0))),
        }
    if kind["floor_m2"]:
        low, high = kind["floor_m2"]
        wanted = chance.uniform(low, high * 0.7)
        areas |= {
            "floor_area_min_m2": float(round(wanted, -2)),
            "floor_area_max_m2": float(round(min(high * 1.2, wanted * 1.8), -2)),
        }
    return areas


def _whole_mu(mu: float) -> float:
    return round(m2_from_mu(max(5, round(mu))), 2)


def _engineering(kind: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    columns = {"floor_load_kn_m2": "load", "clear_height_m": "height", "crane_t": "crane", "power_kva": "power"}
    asked = {column: chance.choice(kind[key]) for column, key in columns.items() if kind[key]}
    return {
        **{column: float(value) or None for column, value in asked.items()},
        "fire_class": unless(chance, 0.05, kind["fire"] or None),
    }


def _further(kind: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    columns = {"column_grid_m": "column_grid", "lift_t": "lift"}
    asked = {column: float(chance.choice(kind[key])) or None for column, key in columns.items() if kind[key]}
    promised = float(round(chance.uniform(*kind["output_mu"]), -1)) if kind["output_mu"] else None
    storeys = chance.choice(kind["storeys"]) if kind["storeys"] else None
    return {**asked, "storeys_max": storeys, "output_wan_mu": unless(chance, 0.06, promised)}


def investment(kind: Mapping[str, Any], chance: random.Random, land_m2: float) -> float:
    """Investment in 万元 by what the kind invests per 亩 of land."""
    per_mu = chance.uniform(*kind["investment_mu"]) if kind["investment_mu"] else chance.uniform(150, 300)
    return float(round(per_mu * land_m2 * 3 / 2000, -1)) or float(chance.randint(8, 60) * 100)
