"""Attributes of industrial land: status with the dates that fit it, planning figures, services, some of it unknown as in life."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gis.demonstration.frame import Frame, Plot

STATUSES: Final = {
    "built": 41,
    "building": 12,
    "low_yield": 12,
    "idle": 13,
    "unstarted": 7,
    "approved": 8,
    "reserve": 7,
}
_WITH_HOLDER: Final = frozenset({"built", "building", "low_yield", "idle", "unstarted"})
_BLOCKERS: Final = {"land_procedure": 5, "planning_adjustment": 3, "expropriation": 2}
_TERM_YEARS: Final = {"09": 40.0}
"""Longest terms of granted land that differ from 50 years: commerce, tourism and leisure, by land use (国务院令第55号, 1990)."""
_BASIC: Final = ("water", "drainage", "power", "road", "telecom", "levelled")


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A plot of industrial land while its district is being drawn."""

    id: str
    park: Mapping[str, Any]
    park_id: str
    place: str
    place_en: str
    plot: Plot
    frame: Frame
    geometry: Any
    land_use: str
    status: str
    columns: dict[str, Any]


def pick(chance: random.Random, weights: Mapping[str, float]) -> str:
    """One of the keys, as often as its weight says."""
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def unless(chance: random.Random, share: float, value: Any) -> Any:
    """The value, or unknown in that share of cases."""
    return None if chance.random() < share else value


def days_before(date: dt.date, days: int) -> str:
    """An ISO date so many days earlier."""
    return (date - dt.timedelta(days=days)).isoformat()


def status_of(chance: random.Random, land_use: str) -> str:
    """A status; what is no industrial land is rarely idle."""
    return (
        pick(chance, STATUSES) if land_use[:2] in ("10", "11") else pick(chance, {**STATUSES, "built": 55, "idle": 4})
    )


def clock(chance: random.Random, status: str, as_of: dt.date) -> dict[str, Any]:
    """Contract and building dates that agree with the status at ``as_of``.

    Never started and over a year past the contract start, or stopped for a year below a third of the area or a quarter of the
    money: idle. Within the year: not started.
    """
    if status == "unstarted":
        return {
            "contract_start": days_before(as_of, chance.randint(20, 340)),
            "started_share_pct": 0.0,
            "invested_share_pct": 0.0,
        }
    if status == "idle" and chance.random() < 0.55:
        start = days_before(as_of, chance.randint(380, 1150))
        return {
            "contract_start": start,
            "started_share_pct": 0.0,
            "invested_share_pct": 0.0,
            "delay_cause": _cause(chance),
        }
    if status == "idle":
        stopped = chance.randint(370, 760)
        started = stopped + chance.randint(150, 420)
        return {
            "contract_start": days_before(as_of, started + chance.randint(0, 60)),
            "started_on": days_before(as_of, started),
            "stopped_on": days_before(as_of, stopped),
            "started_share_pct": float(chance.randint(8, 32)),
            "invested_share_pct": float(chance.randint(6, 24)),
            "delay_cause": _cause(chance),
        }
    if status == "building":
        started = chance.randint(40, 420)
        share = float(chance.randint(20, 85))
        dates = {
            "contract_start": days_before(as_of, started + chance.randint(0, 90)),
            "started_on": days_before(as_of, started),
        }
        return {**dates, "started_share_pct": share, "invested_share_pct": max(10.0, share - chance.randint(0, 15))}
    if status in _WITH_HOLDER:
        started = chance.randint(1300, 4200)
        dates = {
            "contract_start": days_before(as_of, started + chance.randint(0, 200)),
            "started_on": days_before(as_of, started),
        }
        return {**dates, "started_share_pct": 100.0, "invested_share_pct": 100.0}
    return {}


def _cause(chance: random.Random) -> str | None:
    return chance.choice(["firm", "firm", "government", None])


def planning(chance: random.Random, land_use: str) -> dict[str, Any]:
    """Figures of the detailed plan; unknown together where the plan is under revision."""
    if chance.random() < 0.07:
        return {}
    industrial = land_use.startswith(("1001", "1101"))
    return {
        "far_min": chance.choice([0.7, 0.8, 1.0, 1.0]) if industrial else None,
        "far_max": chance.choice([1.5, 1.8, 2.0, 2.0, 2.5]) if industrial else chance.choice([1.8, 2.2, 2.8]),
        "density_min_pct": chance.choice([35.0, 40.0, 40.0]) if industrial else None,
        "density_max_pct": chance.choice([60.0, 65.0]) if industrial else chance.choice([35.0, 40.0]),
        "green_max_pct": 20.0 if industrial else 35.0,
        "height_limit_m": unless(chance, 0.1, chance.choice([24.0, 36.0, 40.0, 60.0])),
    }


def services(chance: random.Random) -> list[str] | None:
    """Five connections and levelled ground mostly, gas and heat sometimes, one missing now and then."""
    if chance.random() < 0.1:
        return None
    found = list(_BASIC) if chance.random() < 0.8 else [one for one in _BASIC if chance.random() < 0.75]
    return found + [one for one in ("gas", "heat") if chance.random() < 0.35]


def blockers(chance: random.Random, status: str, as_of: dt.date) -> dict[str, Any]:
    """What holds the plot back, how long it takes to clear, and from when it can be had."""
    if status in ("built", "building"):
        return {"blockers": [], "blocker_months": 0}
    if chance.random() < 0.05:
        return {}
    share = {"reserve": 0.5, "approved": 0.45, "unstarted": 0.3, "idle": 0.35}.get(status, 0.2)
    if chance.random() > share:
        months = {"reserve": 3, "approved": 2, "unstarted": 4, "idle": 6, "low_yield": 9}[status]
        readiness = (
            "ready" if status in ("reserve", "approved") else "within_6_months" if months <= 6 else "within_12_months"
        )
        return {"blockers": [], "blocker_months": 0, "readiness": readiness, "available_from": _after(as_of, months)}
    chosen = [pick(chance, _BLOCKERS)]
    if chance.random() < 0.2:
        chosen = sorted({*chosen, pick(chance, _BLOCKERS)})
    months = chance.choice([2, 3, 4, 6, 8, 10, 14, 18])
    readiness = "within_6_months" if months <= 6 else "within_12_months" if months <= 12 else "later"
    dates = {"readiness": readiness, "available_from": _after(as_of, months)}
    return {
        "blockers": chosen,
        "blocker_months": unless(chance, 0.12, months),
        **(dates if chance.random() < 0.85 else {}),
    }


def _after(date: dt.date, months: int) -> str:
    return (date + dt.timedelta(days=round(30.44 * months))).isoformat()


def money(chance: random.Random, status: str) -> dict[str, Any]:
    """Price, and what the land yields per 亩 today; nothing yields before it is built."""
    price = unless(chance, 0.1, float(chance.choice([21, 23, 25, 25, 25, 28])))
    if status in ("reserve", "approved"):
        return {"price_wan_mu": price}
    yielding = {"built": (6.0, 34.0), "low_yield": (0.2, 5.5), "idle": (0.0, 0.6)}.get(status)
    invested = {"built": (160, 420), "low_yield": (60, 180), "building": (120, 380), "idle": (5, 70)}.get(status)
    return {
        "price_wan_mu": price,
        "tax_wan_mu": unless(chance, 0.12, round(chance.uniform(*yielding), 1)) if yielding else None,
        "investment_wan_mu": unless(chance, 0.12, float(round(chance.uniform(*invested)))) if invested else None,
        "energy_tce_wan": unless(chance, 0.3, round(chance.uniform(0.02, 0.4), 2))
        if status in ("built", "low_yield")
        else None,
    }


def title(
    chance: random.Random, parcel: tuple[str, str], start: str | None, as_of: dt.date, owner: str
) -> dict[str, Any]:
    """Who holds the land, under which title, and how much of the term from the contract's start is left."""
    land_use, status = parcel
    if status in ("reserve", "approved"):
        return {"owner": owner, "title_status": "titled" if chance.random() < 0.7 else "in_progress"}
    term = _TERM_YEARS.get(land_use[:2], 50.0)
    left = term - (as_of - dt.date.fromisoformat(start)).days / 365.25 if start else None
    return {
        "owner": unless(chance, 0.04, owner),
        "title_status": unless(chance, 0.08, pick(chance, {"titled": 84, "in_progress": 11, "untitled": 5})),
        "term_years_left": None if left is None else unless(chance, 0.08, round(left, 1)),
    }


def owner_of(chance: random.Random, owners: Mapping[str, Any], status: str, *, let: bool) -> str:
    """The public reserve before supply; a platform company in its share of cases, where floors are let in a larger one; else a firm."""
    if status in ("reserve", "approved"):
        return str(owners["public"])
    share = owners["platform_share_where_let" if let else "platform_share"]
    return str(chance.choice(owners["platforms"] if chance.random() < share else owners["firms"]))


def hold(chance: random.Random, status: str, holders: list[str], as_of: dt.date) -> dict[str, Any]:
    """A few plots are held by an intention, with an end."""
    if status in ("built", "building") or chance.random() > 0.05:
        return {}
    return {"held_by": chance.choice(holders), "held_until": days_before(as_of, -chance.randint(10, 80))}
