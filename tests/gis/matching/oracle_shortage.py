"""The shortage once more, by the words of docs/method/portfolio.md: a plain loop over projects, sites and rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gis.inventory import Inventory
from gis.matching import Project
from tests.gis.matching.oracle_rules import KINDS, RuleOracle, Site
from tests.gis.matching.oracle_uses import NO

Line = tuple[str, int, float, tuple[str, ...], dict[str, int]]
"""Code, count, m², projects, and for how many projects each rule is what fails most."""


class ShortageOracle:
    """The projects without a place, by what they could take."""

    def __init__(self, inventory: Inventory, scheme: dict[str, Any]) -> None:
        self.inventory, self.scheme = inventory, scheme
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
        _, kind, counts = min(by_kind, key=lambda entry: entry[0])
        order = list(self.rules)
        return kind, min(counts, key=lambda rule: (-counts[rule], order.index(rule)))

    def nearest(self, oracle: RuleOracle, kind: str) -> tuple[tuple[bool, int], str, Counter[str]]:
        """How far the nearest sites of a kind are, and how many of them fail each rule."""
        sites: list[Site] = [site for site in oracle.sites if site.kind == kind]
        failed = [[rule for rule, answer in oracle.verdicts(site).items() if answer == NO] for site in sites]
        movable = self.scheme["relaxation"]["costs"]
        open_sites = [rules for rules in failed if all(rule in movable for rule in rules)]
        among = open_sites or failed
        least = min(len(rules) for rules in among)
        return (not open_sites, least), kind, Counter(rule for rules in among if len(rules) == least for rule in rules)

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
