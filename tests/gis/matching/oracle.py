"""The scores and the report of the plain loop: one site, one criterion at a time, nothing of the engine used."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np

from gis.catalog import Kind
from gis.crs import in_metres
from gis.fields import Role
from tests.gis.matching.oracle_rules import KINDS, SPANS, RuleOracle, Site, raw_scheme
from tests.gis.matching.oracle_uses import NO, UNKNOWN

__all__ = ["Oracle", "raw_scheme"]


class Oracle(RuleOracle):
    """One project, matched by hand."""

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
            case "target":
                return line(figure, 0, 0, value["at"], 1)
            case "step":
                reached = [to for at, to in zip(value["at"], value["values"], strict=True) if figure >= at]
                return float(reached[-1]) if reached else 0.0
        raise AssertionError(value)

    def criterion_area_fit(self, site: Site, criterion: dict[str, Any]) -> float | None:
        low, high = self.asked_area(site.kind)
        if low is None and high is None:
            return 1.0
        area = site[Role.AREA]
        if area is None or self.by_building(site):
            return None
        bottom = low if low is not None else high / criterion["open_factor"]
        top = high if high is not None else bottom * criterion["open_factor"]
        if site.kind == "floor":
            taken = self.taken(site, bottom, top)
            if taken is None:
                return None
            area = taken
        if bottom >= top:
            return 1.0
        return self.graded((area - bottom) / (top - bottom), criterion["value"])

    def taken(self, site: Site, bottom: float, top: float) -> float | None:
        """m² taken of a floor: the part nearest to the middle that leaves a rest which can be let, else the whole, or a part where that does not fit."""
        least, high = site[Role.MIN_LET], self.project.floor_area_max_m2
        slack = next(rule for rule in self.scheme["rules"] if rule["id"] == "area")["tolerance_pct"] / 100
        area = float(site[Role.AREA])
        too_large = high is not None and area > high * (1 + slack)
        if least is None:
            return None if too_large else area
        aim = float(min(max(least, (bottom + top) / 2), max(top, least)))
        if area - aim >= least:
            return aim
        # The largest part that leaves enough, where the range reaches as low as that, and the whole, where it may be taken.
        fitting = [area - least] if area - least >= max(bottom, least) else []
        # A whole that is too large, if within the tolerance, gives way to any part that is not.
        fitting += [area] if not too_large and (high is None or area <= high or least > high) else []
        return min(fitting, key=lambda each: (abs(each - aim), each)) if fitting else min(aim, area)

    def criterion_engineering_fit(self, site: Site, criterion: dict[str, Any]) -> float | None:
        p = self.project
        asked = [(Role.POWER, p.power_kva)]
        if site.kind == "floor":
            asked += [
                (Role.CLEAR_HEIGHT, p.clear_height_m),
                (Role.FLOOR_LOAD, p.floor_load_kn_m2),
                (Role.CRANE, getattr(p, "crane_t", None)),
            ]
        of_floor = {Role.CLEAR_HEIGHT, Role.FLOOR_LOAD, Role.CRANE}
        items = [
            (self.of_one_floor(site, role) if role in of_floor else site[role], wanted)
            for role, wanted in asked
            if wanted
        ]
        if site.kind == "floor" and p.column_grid_m:
            items.append((SPANS[site[Role.COLUMN_GRID]], p.column_grid_m))
        if site.kind == "floor" and (lift := getattr(p, "lift_t", None)):
            items.append((math.inf if site[Role.FLOOR] == 1 else site[Role.LIFT], lift))
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
        for each in (site, *self.on_ground(site)):
            until = each[Role.HELD_UNTIL]
            if each[Role.HELD_BY] not in (None, self.project.id) and until is not None:
                waiting = max(waiting, (dt.date.fromisoformat(until) - self.as_of).days / 30.44)
        tier = criterion["months_by_readiness"].get(site[Role.READINESS], 0)
        return self.graded(max(waiting, clearing, tier), criterion["value"])

    def criterion_cluster(self, site: Site, criterion: dict[str, Any]) -> float | None:
        chain = self.project.chain
        if chain is None:
            return None
        inside = near = 0.0
        for key, values in self.projects(criterion["stages"]):
            share = self.kinship(values)
            if share == 0 or key == self.project.id:
                continue
            middles, parks = self.stands(key, values)
            if site[Role.PARK] in parks:
                inside += share
            elif site.shape is not None and any(
                site.shape.centroid.distance(middle) <= criterion["radius_m"] for middle in middles
            ):
                near += share
        counted = inside * criterion["each_in_park"] + near * criterion["each_nearby"]
        theme = self.themed(site[Role.PARK], chain)
        if theme is None and counted == 0:
            return None
        return self.graded((criterion["theme"] if theme else 0) + counted, criterion["value"])

    def kinship(self, other: dict[Role, Any]) -> float:
        """1 in the same chain, the greatest share of a link between them, else 0."""
        mine, theirs = self.project.chain, other[Role.CHAIN]
        if mine == theirs:
            return 1.0
        shares = [0.0]
        for link in self.scheme.get("chains", []):
            for (chain, code), end in (
                ((mine, self.project.industry_code), theirs),
                ((theirs, other[Role.INDUSTRY_CODE]), mine),
            ):
                supplies = chain == link.get("chain", "-") or (code or "-")[:2] in link.get("divisions", [])
                if supplies and end == link["downstream"]:
                    shares.append(link["share"])
        return max(shares)

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

    def criterion_price(self, site: Site, criterion: dict[str, Any]) -> float | None:
        area, invested = site[Role.AREA], self.project.investment_wan
        rate = site[Role.PRICE if site.kind == "land" else Role.RENT]
        if None in (area, rate) or not invested:
            return None
        if site.kind == "land":
            return self.graded(rate * area * 3 / 2000 / invested * 100, criterion["value"])
        low, high = self.asked_area("floor")
        if low is not None and high is not None:
            taken = self.taken(site, low, high)
            if taken is None:
                return None
            area = taken
        return self.graded(rate * area * 365 * criterion["years"] / 10_000 / invested * 100, criterion["value"])

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
