"""The match once more, written as slowly and plainly as it can be: one site, one rule at a time, nothing of the engine used.

It reads the scheme's TOML and the layers' plain values by role; rules and criteria follow the words of docs/method, not the code.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis.catalog import Kind
from gis.crs import in_metres
from gis.fields import Role
from gis.inventory import Inventory
from gis.layer import Layer
from gis.matching import Project

YES, NO, UNKNOWN = "yes", "no", "unknown"
KINDS = {"land": Kind.PARCEL, "floor": Kind.SPACE}


def raw_scheme(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def at_least(has: float | None, wanted: float) -> str:
    return UNKNOWN if has is None else YES if has >= wanted else NO


@dataclass
class Site:
    """One candidate with its values by role, inherited ones included."""

    kind: str
    collection: str
    id: str
    shape: Any
    values: dict[Role, Any]
    has_hold_field: bool

    def __getitem__(self, role: Role) -> Any:
        return self.values.get(role)


class Oracle:
    """One project, matched by hand."""

    def __init__(self, inventory: Inventory, scheme: dict[str, Any], project: Project) -> None:
        self.inventory = inventory
        self.scheme = scheme
        self.project = project
        self.as_of = inventory.catalog.as_of

    # the sites ---------------------------------------------------------------------------------------------------

    def rows(self, layer: Layer) -> dict[str, dict[Role, Any]]:
        fields = {role: field.name for role, field in layer.collection.by_role.items()}
        found = {}
        for row, key in enumerate(layer.ids):
            plain = layer.properties(row)
            found[key] = {role: plain[name] for role, name in fields.items()}
        return found

    def above(self, kind: Kind, key: str | None) -> dict[Role, Any]:
        for layer in self.inventory.of_kind(kind):
            if key in layer.row_of:
                return self.rows_of(layer)[key]
        return {}

    def rows_of(self, layer: Layer) -> dict[str, dict[Role, Any]]:
        if layer.id not in self._rows:
            self._rows[layer.id] = self.rows(layer)
        return self._rows[layer.id]

    @cached_property
    def _rows(self) -> dict[str, dict[str, dict[Role, Any]]]:
        return {}

    @cached_property
    def sites(self) -> list[Site]:
        return [site for kind in KINDS for site in self.sites_of(kind)]

    def sites_of(self, kind: str) -> list[Site]:
        found = []
        for layer in self.inventory.of_kind(KINDS[kind]):
            shapes = in_metres(layer.geometries, self.inventory.catalog.metric_crs)
            for (key, values), shape in zip(self.rows_of(layer).items(), shapes, strict=True):
                own = dict(values)
                if kind == "floor":
                    self.inherit(own)
                found.append(Site(kind, layer.id, key, shape, own, Role.HELD_BY in layer.collection.by_role))
        return found

    def inherit(self, own: dict[Role, Any]) -> None:
        building = self.above(Kind.BUILDING, own.get(Role.BUILDING))
        if own.get(Role.PARCEL) is None:
            own[Role.PARCEL] = building.get(Role.PARCEL)
        parcel = self.above(Kind.PARCEL, own.get(Role.PARCEL))
        for role, sources in (
            (Role.TITLE_STATUS, [building]),
            (Role.PARK, [building, parcel]),
            (Role.SERVICES, [parcel]),
            (Role.BLOCKERS, [parcel]),
            (Role.BLOCKER_MONTHS, [parcel]),
        ):
            for source in sources:
                if own.get(role) is None:
                    own[role] = source.get(role)

    def projects(self, stages: list[str]) -> list[tuple[str, dict[Role, Any]]]:
        return [
            (key, values)
            for layer in self.inventory.of_kind(Kind.PROJECT)
            for key, values in self.rows_of(layer).items()
            if values.get(Role.STAGE) in stages
        ]

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

    def industry(self, *, floors: bool) -> dict[str, Any] | None:
        groups: list[dict[str, Any]] = self.scheme["use"]["industries"]
        by_space = next((g for g in groups if self.project.space_use in g["space_uses"]), None)
        if floors and by_space:
            return by_space
        code = self.project.industry_code
        if code is None:
            return by_space
        for group in groups:
            for part in group["divisions"]:
                low, _, high = part.partition("-")
                if int(low) <= int(code[:2]) <= int(high or low):
                    return group
        return None

    def rule_usage(self, site: Site, _rule: dict[str, Any]) -> str:
        group, code = self.industry(floors=False), site[Role.USAGE]
        if group is None or code is None or site[Role.USAGE_SYSTEM] != self.scheme["use"]["system"]:
            return UNKNOWN

        def on(allowed: list[str]) -> str:
            if any(code.startswith(each) for each in allowed):
                return YES
            return UNKNOWN if any(each.startswith(code) for each in allowed) else NO

        if "land" in group:
            return on(group["land"])
        by_class = group["land_by_pollution_class"]
        if self.project.pollution_class is not None:
            return on(by_class[self.project.pollution_class])
        return NO if all(on(allowed) == NO for allowed in by_class.values()) else UNKNOWN

    def rule_space_use(self, site: Site, _rule: dict[str, Any]) -> str:
        group, use = self.industry(floors=True), site[Role.USAGE]
        if use is None:
            return UNKNOWN
        if use == self.project.space_use:
            return YES
        if group is None or use in group["floors"]["check"]:
            return UNKNOWN
        return YES if use in group["floors"]["yes"] else NO

    def route(self, site: Site) -> dict[str, Any]:
        return next((route for route in self.scheme["supply"] if route["status"] == site[Role.STATUS]), {})

    def rule_supply(self, site: Site, _rule: dict[str, Any]) -> str:
        return {True: YES, False: NO, None: UNKNOWN}[self.route(site).get("open")]

    def rule_availability(self, site: Site, rule: dict[str, Any]) -> str:
        return YES if site[Role.STATUS] in rule["yes"] else NO if site[Role.STATUS] in rule["no"] else UNKNOWN

    def rule_occupied(self, site: Site, rule: dict[str, Any]) -> str:
        stood = [key for key, values in self.projects(rule["stages"]) if site.id in (values[Role.SITE_IDS] or [])]
        return NO if any(key != self.project.id for key in stood) else YES

    def rule_hold(self, site: Site, _rule: dict[str, Any]) -> str:
        if not site.has_hold_field:
            return UNKNOWN
        if site[Role.HELD_BY] in (None, self.project.id):
            return YES
        until = site[Role.HELD_UNTIL]
        return UNKNOWN if until is None else YES if dt.date.fromisoformat(until) < self.as_of else NO

    def rule_tenure(self, site: Site, rule: dict[str, Any]) -> str | None:
        if not self.project.tenure:
            return None
        return YES if any(each in rule[site.kind] for each in self.project.tenure) else NO

    def rule_title(self, site: Site, rule: dict[str, Any]) -> str:
        return (
            YES if site[Role.TITLE_STATUS] in rule["yes"] else NO if site[Role.TITLE_STATUS] in rule["no"] else UNKNOWN
        )

    def asked_area(self, kind: str) -> tuple[float | None, float | None]:
        p = self.project
        return (
            (p.land_area_min_m2, p.land_area_max_m2) if kind == "land" else (p.floor_area_min_m2, p.floor_area_max_m2)
        )

    def rule_area(self, site: Site, rule: dict[str, Any]) -> str | None:
        low, high = self.asked_area(site.kind)
        area, slack = site[Role.AREA], rule["tolerance_pct"] / 100
        if low is None and high is None:
            return None
        if area is None:
            return UNKNOWN
        if low is not None and area < low * (1 - slack):
            return NO
        if high is None or area <= high * (1 + slack):
            return YES
        if site.kind == "land":
            return NO
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
        return at_least(site[Role.CLEAR_HEIGHT], self.project.clear_height_m) if self.project.clear_height_m else None

    def rule_floor_load(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return at_least(site[Role.FLOOR_LOAD], self.project.floor_load_kn_m2) if self.project.floor_load_kn_m2 else None

    def rule_crane(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return at_least(site[Role.CRANE], self.project.crane_t) if self.project.crane_t else None

    def rule_power(self, site: Site, _rule: dict[str, Any]) -> str | None:
        return at_least(site[Role.POWER], self.project.power_kva) if self.project.power_kva else None

    def rule_fire(self, site: Site, rule: dict[str, Any]) -> str | None:
        asked, has, use = self.project.fire_class, site[Role.FIRE_CLASS], site[Role.USAGE]
        wanted = self.project.space_use
        if not asked:
            return None
        if has is None:
            if use not in rule["no_plant_class"] or wanted is None:
                return UNKNOWN
            return NO if wanted in rule["plant_uses"] else YES
        if "甲乙丙丁戊".index(asked) < "甲乙丙丁戊".index(has):
            return NO
        crossed = wanted in rule["plant_uses"] and use in rule["plant_uses"] and wanted != use
        return UNKNOWN if crossed else YES

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
        return at_least(site[Role.FAR_MAX] * site[Role.AREA], self.project.floor_area_min_m2 * (2 if double else 1))

    def rule_height(self, site: Site, rule: dict[str, Any]) -> str | None:
        if not self.project.clear_height_m:
            return None
        return at_least(site[Role.HEIGHT_LIMIT], self.project.clear_height_m + rule["roof_allowance_m"])

    # the criteria ------------------------------------------------------------------------------------------------

    def values(self, site: Site) -> dict[str, float | None]:
        found = {}
        for criterion in self.scheme["criteria"]:
            value = getattr(self, f"criterion_{criterion['id']}")(site, criterion)
            found[criterion["id"]] = None if value is None else float(np.round(value, 4))
        return found

    @staticmethod
    def graded(figure: float, value: dict[str, Any]) -> float:
        """A figure by a value function of the scheme."""

        def line(x: float, x0: float, y0: float, x1: float, y1: float) -> float:
            return y0 if x <= x0 else y1 if x >= x1 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)

        match value["function"]:
            case "rising":
                return line(figure, value["from"], value.get("low", 0), value["to"], value.get("high", 1))
            case "falling":
                return line(figure, value["from"], value.get("high", 1), value["to"], value.get("low", 0))
            case "ideal":
                edge = value.get("edge", 0)
                if figure <= value["ideal"]:
                    return line(figure, value["low"], edge, value["ideal"], 1)
                return line(figure, value["ideal"], 1, value["high"], edge)
        raise AssertionError(value)

    def criterion_area_fit(self, site: Site, criterion: dict[str, Any]) -> float | None:
        low, high = self.asked_area(site.kind)
        if low is None and high is None:
            return 1.0
        area = site[Role.AREA]
        if area is None:
            return None
        bottom = low if low is not None else high / criterion["open_factor"]
        top = high if high is not None else bottom * criterion["open_factor"]
        if site.kind == "floor" and area > top:
            if site[Role.MIN_LET] is None:
                return None
            area = min(max(site[Role.MIN_LET], (bottom + top) / 2), top)
        if bottom >= top:
            return 1.0
        return self.graded((area - bottom) / (top - bottom), criterion["value"])

    def criterion_engineering_fit(self, site: Site, criterion: dict[str, Any]) -> float | None:
        p = self.project
        asked = [(Role.POWER, p.power_kva)]
        if site.kind == "floor":
            asked += [
                (Role.CLEAR_HEIGHT, p.clear_height_m),
                (Role.FLOOR_LOAD, p.floor_load_kn_m2),
                (Role.CRANE, p.crane_t),
            ]
        items = [(site[role], wanted) for role, wanted in asked if wanted]
        if any(has is None for has, _ in items):
            return None
        grades = [self.graded(has / wanted, criterion["value"]) for has, wanted in items]
        return math.fsum(grades) / len(grades) if grades else 1.0

    def criterion_readiness(self, site: Site, criterion: dict[str, Any]) -> float | None:
        blockers, date = site[Role.BLOCKERS], site[Role.AVAILABLE_FROM]
        clearing = None if blockers is None else site[Role.BLOCKER_MONTHS] if blockers else 0
        waiting = self.route(site).get("months") if site.kind == "land" else None
        if date is not None:
            waiting = max(0, (dt.date.fromisoformat(date) - self.as_of).days) / 30.44
        if waiting is None or clearing is None:
            return None
        tier = criterion["months_by_readiness"].get(site[Role.READINESS], 0)
        return self.graded(max(waiting, clearing, tier), criterion["value"])

    def criterion_cluster(self, site: Site, criterion: dict[str, Any]) -> float | None:
        chain = self.project.chain
        if chain is None:
            return None
        inside = near = 0
        for _, values in self.projects(criterion["stages"]):
            if values[Role.CHAIN] != chain:
                continue
            stood = [other for other in self.sites if other.id in (values[Role.SITE_IDS] or [])]
            if site[Role.PARK] is not None and any(other[Role.PARK] == site[Role.PARK] for other in stood):
                inside += 1
            elif site.shape is not None and any(
                other.shape is not None and site.shape.centroid.distance(other.shape.centroid) <= criterion["radius_m"]
                for other in stood
            ):
                near += 1
        counted = inside * criterion["each_in_park"] + near * criterion["each_nearby"]
        theme = self.themed(site[Role.PARK], chain)
        if theme is None and counted == 0:
            return None
        return self.graded((criterion["theme"] if theme else 0) + counted, criterion["value"])

    def themed(self, park: str | None, chain: str) -> bool | None:
        while park is not None:
            values = self.above(Kind.PARK, park)
            if values.get(Role.CHAIN):
                return chain in values[Role.CHAIN]
            park = values.get(Role.PARENT)
        return None

    def criterion_yield_gain(self, site: Site, criterion: dict[str, Any]) -> float | None:
        today = site[Role.TAX_PER_MU]
        if site.kind == "floor":
            today = today or 0.0
        elif site[Role.STATUS] in criterion["vacant_statuses"]:
            today = 0.0
        if self.project.tax_wan_mu is None or today is None:
            return None
        return self.graded(self.project.tax_wan_mu - today, criterion["value"])

    def criterion_access_services(self, site: Site, criterion: dict[str, Any]) -> float | None:
        if site[Role.SERVICES] is None or site.shape is None or not self._roads(criterion):
            return None
        share = sum(each in site[Role.SERVICES] for each in criterion["services"]) / len(criterion["services"])
        metres = min(site.shape.distance(road) for road in self._roads(criterion))
        full, zero = criterion["road_full_m"], criterion["road_zero_m"]
        access = min(1.0, max(0.0, (zero - metres) / (zero - full)))
        return self.graded((share + access) / 2, criterion["value"])

    def _roads(self, criterion: dict[str, Any]) -> list[Any]:
        return [
            shape
            for layer in self.inventory.of_kind(Kind.BASE)
            for values, shape in zip(
                self.rows_of(layer).values(),
                in_metres(layer.geometries, self.inventory.catalog.metric_crs),
                strict=True,
            )
            if values[Role.CLASS] in criterion["road_classes"]
        ]

    # the report --------------------------------------------------------------------------------------------------

    def report(self) -> dict[str, Any]:
        """What a report must say, of the same form, without words."""
        looked = [site for site in self.sites if self.project.needs in (site.kind, "either")]
        answers = {(site.collection, site.id): self.verdicts(site) for site in looked}
        verdict = {
            key: "rejected" if NO in found.values() else "to_check" if UNKNOWN in found.values() else "fits"
            for key, found in answers.items()
        }
        scored = []
        for site in looked:
            key = (site.collection, site.id)
            if verdict[key] != "rejected":
                values = self.values(site)
                weights = {criterion["id"]: criterion["weight"] for criterion in self.scheme["criteria"]}
                points = {name: float(np.round((value or 0.0) * weights[name], 2)) for name, value in values.items()}
                score = float(np.round(math.fsum(points.values()), 2))
                known = score + sum(weights[name] for name, value in values.items() if value is None)
                scored.append((-score, site.id, site.kind != "land", key, score, round(known, 2), values, points))
        scored.sort(key=lambda entry: entry[:3])
        rejected: dict[str, int] = {}
        for found in answers.values():
            for rule, answer in found.items():
                rejected[rule] = rejected.get(rule, 0) + (answer == NO)
        return {
            "counts": {each: list(verdict.values()).count(each) for each in ("fits", "to_check", "rejected")},
            "ranking": [(entry[3], entry[4], entry[5], verdict[entry[3]]) for entry in scored],
            "scores": {entry[3]: (entry[4], entry[5]) for entry in scored},
            "values": {entry[3]: (entry[6], entry[7]) for entry in scored},
            "verdicts": answers,
            "rejected": {rule: count for rule, count in rejected.items() if count},
            "funnel": {kind: self.funnel([s for s in looked if s.kind == kind], answers) for kind in KINDS},
        }

    @staticmethod
    def funnel(sites: list[Site], answers: dict[tuple[str, str], dict[str, str]]) -> list[tuple[Any, ...]]:
        left = [answers[site.collection, site.id] for site in sites]
        everyone, steps = list(left), []
        for rule in left[0] if left else ():
            after = [found for found in left if found[rule] != NO]
            alone = sum(list(found.values()).count(NO) == 1 and found[rule] == NO for found in everyone)
            unknown = sum(NO not in found.values() and found[rule] == UNKNOWN for found in everyone)
            steps.append((rule, len(left), len(left) - len(after), len(after), alone, unknown))
            left = after
        return steps
