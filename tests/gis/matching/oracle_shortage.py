"""The shortage once more, by the words of docs/method/portfolio.md: a plain loop over projects, sites and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, Scheme
from gis.matching.relaxation.levers import Lever, levers_of
from tests.gis.matching.oracle_rules import KINDS, RuleOracle, Site
from tests.gis.matching.oracle_uses import NO
from tests.gis.matching.relaxation.exhaustive import READS, relaxed

Line = tuple[str, int, float, tuple[str, ...], dict[str, int]]
"""Code, count, m², projects, and for how many projects each rule is what fails most."""


Near = tuple[float, int]
"""What mending costs, and how many rules ask no figure."""


class ShortageOracle:
    """The projects without a place, by what they could take."""

    def __init__(self, inventory: Inventory, scheme: dict[str, Any], own: Scheme) -> None:
        """``own``: the same scheme as the engine reads it, for the scales on which figures give way."""
        self.inventory, self.scheme, self.own = inventory, scheme, own
        self.rules = {rule["id"]: rule for rule in scheme["rules"]}

    def lines(self, projects: Sequence[Project], gone: Mapping[str, tuple[str, str]]) -> list[Line]:
        """``gone``: by project that has sites which went to others or are ruled out, that word and the kind of its best option."""
        groups: dict[str, list[tuple[Project, float, str]]] = {}
        for project in projects:
            found = self.lack(project, gone.get(project.id or ""))
            if found is not None:
                kind, why = found
                area = self.area(project, kind)
                assert area
                groups.setdefault(self.code(project, kind), []).append((project, area, why))
        lines = [
            (
                code,
                len(members),
                sum(area for _, area, _ in members),
                tuple(sorted(project.id or "" for project, _, _ in members)),
                dict(Counter(why for _, _, why in members)),
            )
            for code, members in groups.items()
        ]
        return sorted(lines, key=lambda line: (not line[0].startswith("land"), -line[2], line[0]))

    @staticmethod
    def area(project: Project, kind: str) -> float | None:
        return project.land_area_min_m2 if kind == "land" else project.floor_area_min_m2

    def left(self, project: Project) -> list[str]:
        """The kinds that needs and tenure leave."""
        tenure = self.rules["tenure"]
        return [
            kind
            for kind in KINDS
            if project.needs in (kind, "either")
            and (not project.tenure or any(each in tenure[kind] for each in project.tenure))
        ]

    def lack(self, project: Project, gone: tuple[str, str] | None) -> tuple[str, str] | None:
        """The kind that a project is short of, and the rule that most of its nearest sites fail."""
        wanted = [kind for kind in self.left(project) if self.area(project, kind)]
        if not wanted:
            return None
        if gone is not None:
            return (gone[1] if gone[1] in wanted else wanted[0]), gone[0]
        oracle = RuleOracle(self.inventory, self.scheme, project)
        by_kind = [self.nearest(oracle, kind) for kind in wanted if any(site.kind == kind for site in oracle.sites)]
        if not by_kind:
            return None
        _, kind, rules = min(by_kind, key=lambda entry: entry[0])
        return kind, rules[0]

    def nearest(self, oracle: RuleOracle, kind: str) -> tuple[tuple[int, int, Near], str, list[str]]:
        """How far the nearest sites of a kind are, and the rules that they fail: what most of them fail first, then what is cheapest to mend."""
        sites: list[Site] = [site for site in oracle.sites if site.kind == kind]
        failed = [[rule for rule, answer in oracle.verdicts(site).items() if answer == NO] for site in sites]
        movable = self.scheme["relaxation"]["costs"]
        open_sites = [number for number, rules in enumerate(failed) if all(rule in movable for rule in rules)]
        steps = self.scheme["relaxation"].get("max_steps", 3)
        mended = [
            number
            for number in open_sites
            if len(failed[number]) <= steps
            and all(self.near(oracle, sites[number], rule)[0] < float("inf") for rule in failed[number])
        ]
        among = mended or open_sites or range(len(sites))
        least = min(len(failed[number]) for number in among)
        near = {
            number: {rule: self.near(oracle, sites[number], rule) for rule in failed[number]}
            for number in among
            if len(failed[number]) == least
        }
        counts = Counter(rule for rules in near.values() for rule in rules)
        order = list(self.rules)
        best = min((sum(cost for cost, _ in each.values()), sum(n for _, n in each.values())) for each in near.values())

        def place(rule: str) -> tuple[int, Near, int]:
            return -counts[rule], min(each[rule] for each in near.values() if rule in each), order.index(rule)

        return (0 if mended else 1 if open_sites else 2, least, best), kind, sorted(counts, key=place)

    def near(self, oracle: RuleOracle, site: Site, rule: str) -> Near:
        """What it costs at least that a site passes a rule: the figures that it reads one by one, or the site changed."""
        levers = [each for each in levers_of(oracle.project, self.own) if each.key in READS.get(rule, ())]
        if rule in ("far", "coverage"):
            levers = [each for each in levers if each.key != "clear_height_m"]
        costs = [self.giving_way(oracle, levers, site, rule)]
        change = self.scheme["relaxation"]["costs"].get(rule, {})
        if "fixed" in change:
            months = site[Role.BLOCKER_MONTHS] if rule == "blockers" else 0
            costs.append(change["fixed"] + change.get("per_month", 0) * (months or 0))
        return round(min(costs), 6), int(rule not in READS)

    def giving_way(self, oracle: RuleOracle, levers: list[Lever], site: Site, rule: str) -> float:
        """The sum of what each figure costs that gives way just far enough, all others as far as they go."""

        def passes(levels: Mapping[str, int]) -> bool:
            changed = copy(oracle)
            changed.project = relaxed(oracle.project, levers, [levels[each.key] for each in levers])
            return bool(getattr(changed, f"rule_{rule}")(site, self.rules[rule]) != NO)

        furthest = {each.key: len(each.values) - 1 for each in levers}
        if not levers or not passes(furthest):
            return float("inf")
        total = 0.0
        for each in levers:
            low, high = 0, furthest[each.key]
            while low < high:
                middle = (low + high) // 2
                low, high = (low, middle) if passes({**furthest, each.key: middle}) else (middle + 1, high)
            total += float(each.costs[low])
        return total

    def code(self, project: Project, kind: str) -> str:
        plan = self.scheme["portfolio"]
        if kind == "land":
            mu = (project.land_area_min_m2 or 0) * 3 / 2000
            return f"land:{max([bound for bound in plan['land_classes_mu'] if bound <= mu], default=0)}"
        height = project.clear_height_m or 0
        bound = max([bound for bound in plan["height_classes_m"] if bound <= height], default=0)
        use = self.use(project)
        return f"floor:{bound}" + (f":{use}" if use else "")

    def use(self, project: Project) -> str | None:
        oracle = RuleOracle(self.inventory, self.scheme, project)
        if project.space_use and not oracle.contradictory():
            return project.space_use
        group = oracle.of_industry()
        return str(group["floors"]["yes"][0]) if group else None
