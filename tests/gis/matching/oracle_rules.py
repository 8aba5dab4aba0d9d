"""The match once more, written as slowly and plainly as it can be: one site, one rule at a time, nothing of the engine used.

It reads the scheme's TOML and the layers' plain values by role; rules and criteria follow the words of docs/method, not the code.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

import shapely

from gis.catalog import Kind
from gis.crs import in_metres
from gis.fields import Role
from gis.layer import Layer
from tests.gis.matching.oracle_sites import KINDS, Site, SiteOracle
from tests.gis.matching.oracle_uses import NO, UNKNOWN, YES, UseOracle

__all__ = ["KINDS", "Site"]

ENCUMBRANCES = (Role.SEIZURE, Role.MORTGAGE)
SPANS = {"8.4×8.4 m": 8.4, "9×9 m": 9.0, "9×24 m": 9.0, "7500*7500": 7.5, "6 m": 6.0, "网架": None, None: None}


def raw_scheme(path: Path) -> dict[str, Any]:
    own = tomllib.loads(path.read_text("utf-8"))
    return {**raw_scheme(path.with_name(f"{own['extends']}.toml")), **own} if "extends" in own else own


def at_least(has: float | None, wanted: float) -> str:
    return UNKNOWN if has is None else YES if has >= wanted else NO


class RuleOracle(SiteOracle, UseOracle):
    """One project against each site, rule by rule."""

    # the rules ---------------------------------------------------------------------------------------------------

    def verdicts(self, site: Site) -> dict[str, str]:
        """The answer of each rule that the project touches, in the scheme's order."""
        found = {}
        for rule in self.scheme["rules"]:
            if site.kind in rule["kinds"]:
                answer = getattr(self, f"rule_{rule['id']}")(site, rule)
                if answer is not None:
                    found[rule["id"]] = answer
        return found

    def rule_needs(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return None if self.project.needs in (site.kind, "either") else NO

    def route(self, site: Site) -> dict[str, Any]:
        return next((route for route in self.scheme["supply"] if route["status"] == site[Role.STATUS]), {})

    def rule_supply(self, site: Site, _rule: dict[str, Any]) -> str:
        return {True: YES, False: NO, None: UNKNOWN}[self.route(site).get("open")]

    def rule_availability(self, site: Site, rule: dict[str, Any]) -> str:
        if site[Role.STATUS] in rule["yes"]:
            return YES
        may_end_first = self.project.start_date is not None and site[Role.HELD_UNTIL] is None
        held = site[Role.STATUS] in rule["no"] and not may_end_first and not self.hold_ends_first(site)
        return NO if held else UNKNOWN

    def hold_ends_first(self, site: Site) -> bool:
        until, start = site[Role.HELD_UNTIL], self.project.start_date
        return start is not None and until is not None and dt.date.fromisoformat(until) < start

    def rule_occupied(self, site: Site, rule: dict[str, Any]) -> str:
        here = {site.id, *(other.id for other in self.on_ground(site))}
        stood = [self.occupied[key] for key, _ in self.projects(rule["stages"]) if key != self.project.id]
        if any(here & certain for certain, _ in stood):
            return NO
        doubtful = not self.ground_known(site) if site.kind == "floor" else site.shape is None and bool(stood)
        return UNKNOWN if doubtful or any(here & likely for _, likely in stood) else YES

    @cached_property
    def occupied(self) -> dict[str, tuple[set[str], set[str]]]:
        return {
            key: self.occupies(key, values)
            for layer in self.inventory.of_kind(Kind.PROJECT)
            for key, values in self.rows_of(layer).items()
        }

    def rule_hold(self, site: Site, _rule: dict[str, Any]) -> str:
        answers = {self.held(each) for each in self.on_ground(site) if each[Role.HELD_BY] is not None}
        answers.add(self.held(site))
        return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES

    def held(self, site: Site) -> str:
        if not site.has_hold_field:
            return UNKNOWN
        until = site[Role.HELD_UNTIL]
        ended = until is not None and dt.date.fromisoformat(until) < self.as_of
        if ended or site[Role.HELD_BY] in (None, self.project.id):
            return YES
        return UNKNOWN if until is None or self.hold_ends_first(site) else NO

    def rule_seizure(self, site: Site, _rule: dict[str, Any]) -> str | None:
        if not any(field in layer.collection.by_role for layer in self.layers_of(site.kind) for field in ENCUMBRANCES):
            return None
        word = site[Role.SEIZURE]
        if word is None:
            return UNKNOWN
        if word in ("无", "否"):
            return YES
        return NO if word == "是" or ("号" in word and "解" not in word) else UNKNOWN

    def layers_of(self, kind: str) -> list[Layer]:
        return self.inventory.of_kind(KINDS[kind])

    def builds(self) -> bool:
        """Whether the project can take land alone, by what it looks for and the tenure that it wants."""
        if self.project.needs == "land":
            return True
        rule = next(each for each in self.scheme["rules"] if each["id"] == "tenure")
        had = {kind for kind in KINDS for each in self.project.tenure if each in rule[kind]}
        return self.project.needs == "either" and had == {"land"}

    def rule_tenure(self, site: Site, rule: dict[str, Any]) -> str | None:
        if not self.project.tenure:
            return None
        return YES if any(each in rule[site.kind] for each in self.project.tenure) else NO

    def rule_title(self, site: Site, rule: dict[str, Any]) -> str:
        title = site[Role.TITLE_STATUS]
        return YES if title in rule["yes"] else NO if title in rule["no"] else UNKNOWN

    def asked_area(self, kind: str) -> tuple[float | None, float | None]:
        p, land = self.project, kind == "land"
        return (p.land_area_min_m2, p.land_area_max_m2) if land else (p.floor_area_min_m2, p.floor_area_max_m2)

    @staticmethod
    def by_building(site: Site) -> bool:
        """Whether a record is of a whole building: which of its floors has what is recorded nobody knows."""
        return site.kind == "floor" and site[Role.MADE_OF] == "building" and site[Role.FLOOR] is None

    def of_one_floor(self, site: Site, role: Role) -> Any:
        return None if self.by_building(site) else site[role]

    def rule_area(self, site: Site, rule: dict[str, Any]) -> str | None:
        low, high = self.asked_area(site.kind)
        area, slack = site[Role.AREA], rule["tolerance_pct"] / 100
        if low is None and high is None:
            return None
        if area is None:
            return UNKNOWN
        if low is not None and area < low * (1 - slack):
            return NO
        fits = high is None or area <= high * (1 + slack)
        if self.by_building(site) or fits or site.kind == "land":
            return UNKNOWN if self.by_building(site) else YES if fits else NO
        least = site[Role.MIN_LET]
        return UNKNOWN if least is None else YES if least <= high * (1 + slack) else NO

    def rule_blockers(self, site: Site, rule: dict[str, Any]) -> str:
        if site[Role.BLOCKERS] is None:
            return UNKNOWN
        if not site[Role.BLOCKERS]:
            return YES
        months = site[Role.BLOCKER_MONTHS]
        return UNKNOWN if months is None else YES if months <= rule[f"{site.kind}_max_months"] else NO

    def rule_start(self, site: Site, rule: dict[str, Any]) -> str | None:
        if self.project.start_date is None:
            return None
        latest = self.project.start_date + dt.timedelta(days=rule["grace_days"])
        if site[Role.AVAILABLE_FROM] is not None:
            return YES if dt.date.fromisoformat(site[Role.AVAILABLE_FROM]) <= latest else NO
        months = self.route(site).get("months") if site.kind == "land" else None
        return YES if months is not None and months * 30.44 <= (latest - self.as_of).days else UNKNOWN

    def rule_clear_height(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return (
            at_least(self.of_one_floor(site, Role.CLEAR_HEIGHT), self.project.clear_height_m)
            if self.project.clear_height_m
            else None
        )

    def rule_floor_load(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return (
            at_least(self.of_one_floor(site, Role.FLOOR_LOAD), self.project.floor_load_kn_m2)
            if self.project.floor_load_kn_m2
            else None
        )

    def rule_crane(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return at_least(self.of_one_floor(site, Role.CRANE), self.project.crane_t) if self.project.crane_t else None

    def rule_lift(self, site: Site, _rule: dict[str, Any]) -> str | None:
        if not self.project.lift_t:
            return None
        return YES if site[Role.FLOOR] == 1 else at_least(site[Role.LIFT], self.project.lift_t)

    def rule_column_grid(self, site: Site, _rule: dict[str, Any]) -> str | None:
        grid = site[Role.COLUMN_GRID]
        return at_least(SPANS[grid], self.project.column_grid_m) if self.project.column_grid_m else None

    def rule_coverage(self, site: Site, rule: dict[str, Any]) -> str | None:
        p, area = self.project, site[Role.AREA]
        if not p.floor_area_min_m2:
            return None
        if site[Role.DENSITY_MAX] is None or area is None:
            return UNKNOWN
        least = (site[Role.DENSITY_MIN] or 0) / 100 * area
        if self.builds() and p.floor_area_max_m2 is not None and least > p.floor_area_max_m2:
            return NO
        ground, possible = site[Role.DENSITY_MAX] / 100 * area, set()
        for limit in [site[Role.HEIGHT_LIMIT]] if site[Role.HEIGHT_LIMIT] is not None else [0.0, 1e6]:
            storeys, clear = 1, p.clear_height_m or rule["usual_clear_height_m"]
            while (
                storeys < (p.storeys_max or 1e4)
                and (storeys + 1) * clear + storeys * rule["slab_m"] + rule["roof_allowance_m"] <= limit + 1e-9
            ):
                storeys += 1
            possible.add(at_least(ground * storeys, p.floor_area_min_m2))
        return possible.pop() if len(possible) == 1 else UNKNOWN

    def rule_per_mu(self, site: Site, rule: dict[str, Any]) -> str | None:
        p, area = self.project, site[Role.AREA]
        mu = None if area is None else area * 3 / 2000
        invested = None if p.investment_wan is None or mu is None else p.investment_wan / mu
        promised = {"investment": invested, "output": p.output_wan_mu, "tax": p.tax_wan_mu}
        stated = {"investment": p.investment_wan, "output": p.output_wan_mu, "tax": p.tax_wan_mu}
        if all(value is None for value in stated.values()):
            return None
        found = set()
        for key, has in promised.items():
            if stated[key] is None and key not in rule["check_unstated"]:
                continue
            asked = self.threshold(site, key)
            if asked == 0:
                continue
            # Whatever it would be, the greatest threshold of all is met.
            greatest = max(entry.get(key, 0) for entry in self.scheme["thresholds"])
            if asked is None and key != "investment" and has is not None and has >= greatest:
                continue
            found.add(UNKNOWN if asked is None or has is None else YES if has >= asked * (1 - 1e-9) else NO)
        return NO if NO in found else UNKNOWN if UNKNOWN in found else YES

    def threshold(self, site: Site, key: str) -> float | None:
        code = site[Role.USAGE] if site[Role.USAGE_SYSTEM] == self.scheme["use"]["system"] else None
        parks, at = [], site[Role.PARK]
        while at is not None:
            parks.append(at)
            at = self.above(Kind.PARK, at).get(Role.PARENT)
        for entry in self.scheme["thresholds"]:
            listed, uses = entry.get("parks", []), entry.get("land_uses", [])
            if key not in entry or (listed and parks and not set(parks) & set(listed)):
                continue
            if uses and code and not any(code.startswith(use) or use.startswith(code) for use in uses):
                continue
            surely_here = not listed or bool(parks)
            surely_used = not uses or (code is not None and any(code.startswith(use) for use in uses))
            return float(entry[key]) if surely_here and surely_used else None
        return 0.0

    def rule_power(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return at_least(site[Role.POWER], self.project.power_kva) if self.project.power_kva else None

    def rule_fire(self, site: Site, rule: dict[str, Any]) -> str | None:
        asked, has, use = self.project.fire_class, site[Role.FIRE_CLASS], site[Role.USAGE]
        wanted = None if self.contradictory() else self.project.space_use
        if not asked:
            return None
        if asked in "甲乙" and (site[Role.FLOOR] or 0) < 0:
            return NO
        # A record of a whole building may lie below ground for all that anybody knows.
        passes = UNKNOWN if asked in "甲乙" and self.by_building(site) else YES
        if has is None:
            if use not in rule["no_plant_class"] or wanted is None:
                return UNKNOWN
            return NO if wanted in rule["plant_uses"] else passes
        if "甲乙丙丁戊".index(asked) < "甲乙丙丁戊".index(has):
            return NO
        crossed = wanted in rule["plant_uses"] and use in rule["plant_uses"] and wanted != use
        return UNKNOWN if crossed else passes

    def rule_services(self, site: Site, rule: dict[str, Any]) -> str:
        if site[Role.SERVICES] is None:
            return UNKNOWN
        return YES if all(each in site[Role.SERVICES] for each in rule["required"]) else NO

    def covered(self, site: Site, code: str) -> float | None:
        """Share of the site under a class of control; None where the inventory has no such control."""
        shapes = self._controls.get(code)
        return None if not shapes else site.shape.intersection(shapely.union_all(shapes)).area / site.shape.area

    @cached_property
    def _controls(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for layer in self.inventory.of_kind(Kind.CONTROL):
            shapes = in_metres(layer.geometries, self.inventory.catalog.metric_crs)
            for values, shape in zip(self.rows_of(layer).values(), shapes, strict=True):
                found.setdefault(values[Role.CLASS], []).append(shape)
        return found

    def rule_controls(self, site: Site, rule: dict[str, Any]) -> str:
        if not self._controls or site.shape is None:
            return UNKNOWN
        slack = rule["tolerance_pct"] / 100
        if any((self.covered(site, code) or 0) > slack for code in rule["no"]):
            return NO
        if any((self.covered(site, code) or 0) > slack for code in rule["check"]):
            return UNKNOWN
        outside = [
            code for code in rule["inside"] if (share := self.covered(site, code)) is not None and share < 1 - slack
        ]
        return UNKNOWN if outside else YES

    def rule_far(self, site: Site, rule: dict[str, Any]) -> str | None:
        if not self.project.floor_area_min_m2:
            return None
        if site[Role.FAR_MAX] is None or site[Role.AREA] is None:
            return UNKNOWN
        double = (self.project.clear_height_m or 0) >= rule["double_from_clear_height_m"]
        most = self.project.floor_area_max_m2
        due = (site[Role.FAR_MIN] or 0) * site[Role.AREA]
        if most is not None and self.builds() and due > most * 2:
            return NO
        return at_least(site[Role.FAR_MAX] * site[Role.AREA], self.project.floor_area_min_m2 * (2 if double else 1))

    def rule_height(self, site: Site, rule: dict[str, Any]) -> str | None:
        if not self.project.clear_height_m:
            return None
        return at_least(site[Role.HEIGHT_LIMIT], self.project.clear_height_m + rule["roof_allowance_m"])
