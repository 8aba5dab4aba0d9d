"""Projects: continuing ones on the sites that they occupy, new ones with what they ask."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis.demonstration.parcels import pick, unless
from gis.units import m2_from_mu

_TIERS = {"district": 60, "city": 28, "province": 12}
_BLOCKERS = {"land_procedure": 40, "planning_adjustment": 22, "site_choice": 26, "expropriation": 12}


@dataclass(frozen=True, kw_only=True)
class Site:
    """A plot under construction or let floors that a continuing project stands on."""

    ids: tuple[str, ...]
    geometry: Any
    land_m2: float | None
    floor_m2: float | None


class Names:
    """Names that occur once: a brand and what the project makes."""

    def __init__(self, brands: Sequence[str], chance: random.Random) -> None:
        self.brands, self.chance, self.used = list(brands), chance, set[str]()

    def next(self, kinds: Sequence[str]) -> tuple[str, str, str, str]:
        """Name, English name, firm, and the firm's English name."""
        while True:
            brand, brand_en = self.chance.choice(self.brands).split("|")
            name, name_en = self.chance.choice(list(kinds)).split("|")
            if brand + name not in self.used:
                self.used.add(brand + name)
                return brand + name, f"{brand_en} {name_en}", f"{brand}公司（虚构）", brand_en


def continuing(
    spec: Mapping[str, Any], sites: Sequence[Site], names: Names, chance: random.Random, as_of: dt.date
) -> list[dict[str, Any]]:
    """A project on each site, with the kind that fits it."""
    rows = []
    for site in sites:
        fitting = [kind for kind in spec["kinds"] if (kind["land_mu"] if site.land_m2 else kind["floor_m2"])]
        kind = chance.choices(fitting, weights=[one["weight"] for one in fitting])[0]
        started = as_of - dt.timedelta(days=chance.randint(60, 900))
        row = _common(kind, names, chance)
        area = {"land_area_min_m2": site.land_m2, "land_area_max_m2": site.land_m2} if site.land_m2 else {}
        floors = {"floor_area_min_m2": site.floor_m2, "floor_area_max_m2": site.floor_m2} if site.floor_m2 else {}
        rows.append(
            {
                **row,
                **area,
                **floors,
                "stage": "continuing",
                "needs": "land" if site.land_m2 else "floor",
                "tenure": "buy_land" if site.land_m2 else "rent",
                "site_ids": list(site.ids),
                "start_date": started.isoformat(),
                "investment_wan": _investment(kind, chance, (site.land_m2 or 0) or (site.floor_m2 or 0) / 2),
            }
        )
    return rows


def new(
    spec: Mapping[str, Any], count: int, names: Names, chance: random.Random, as_of: dt.date
) -> list[dict[str, Any]]:
    """Projects that look for a site."""
    rows = []
    for _ in range(count):
        kind = chance.choices(spec["kinds"], weights=[one["weight"] for one in spec["kinds"]])[0]
        row = {**_common(kind, names, chance), **_areas(kind, chance), **_engineering(kind, chance)}
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
                "investment_wan": _investment(kind, chance, land),
            }
        )
    return rows


def _common(kind: Mapping[str, Any], names: Names, chance: random.Random) -> dict[str, Any]:
    name, name_en, firm, _ = names.next(kind["names"])
    return {
        "name": name,
        "name_en": name_en,
        "firm": firm,
        "tier": pick(chance, _TIERS),
        "chain": kind["chain"],
        "industry_code": kind["industry_code"],
        "pollution_class": unless(chance, 0.05, kind["pollution_class"] or None),
        "space_use": kind["space_use"] or None,
        "tax_wan_mu": round(chance.uniform(*kind["tax_mu"]), 1) if kind["tax_mu"] else None,
    }


def _areas(kind: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind["land_mu"]:
        low, high = kind["land_mu"]
        wanted = chance.uniform(low, high * 0.75)
        found |= {
            "land_area_min_m2": _whole_mu(wanted),
            "land_area_max_m2": _whole_mu(min(high, wanted * chance.uniform(1.5, 2.0))),
        }
    if kind["floor_m2"]:
        low, high = kind["floor_m2"]
        wanted = chance.uniform(low, high * 0.7)
        found |= {
            "floor_area_min_m2": float(round(wanted, -2)),
            "floor_area_max_m2": float(round(min(high * 1.2, wanted * 1.8), -2)),
        }
    return found


def _whole_mu(mu: float) -> float:
    return round(m2_from_mu(max(5, round(mu))), 2)


def _engineering(kind: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    columns = {"floor_load_kn_m2": "load", "clear_height_m": "height", "crane_t": "crane", "power_kva": "power"}
    asked = {column: chance.choice(kind[key]) for column, key in columns.items() if kind[key]}
    return {
        **{column: float(value) or None for column, value in asked.items()},
        "fire_class": unless(chance, 0.05, kind["fire"] or None),
    }


def _investment(kind: Mapping[str, Any], chance: random.Random, land_m2: float) -> float:
    per_mu = chance.uniform(*kind["investment_mu"]) if kind["investment_mu"] else chance.uniform(150, 300)
    return float(round(per_mu * land_m2 * 3 / 2000, -1)) or float(chance.randint(8, 60) * 100)
