"""What may stand where, once more by the words of docs/method and the scheme's table alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gis.fields import Role
from gis.matching import Project

if TYPE_CHECKING:
    from tests.gis.matching.oracle_sites import Site

YES, NO, UNKNOWN = "yes", "no", "unknown"


class UseOracle:
    """The industry of one project against land use and use of space."""

    scheme: dict[str, Any]
    project: Project

    @property
    def groups(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.scheme["use"]["industries"]
        return found

    def of_industry(self) -> dict[str, Any] | None:
        """The group of the industry that the project names."""
        for group in self.groups if self.project.industry_code else ():
            for part in group["divisions"]:
                low, _, high = part.partition("-")
                if int(low) <= int(str(self.project.industry_code)[:2]) <= int(high or low):
                    return group
        return None

    def of_use(self) -> dict[str, Any] | None:
        """The group that the use of space stands for."""
        return next((group for group in self.groups if self.project.space_use in group["space_uses"]), None)

    def contradictory(self) -> bool:
        """Whether the project asks a use that its industry does not take."""
        group, asked = self.of_industry(), self.project.space_use
        return group is not None and asked is not None and asked not in group["floors"]["yes"]

    def rule_usage(self, site: Site, _rule: dict[str, Any]) -> str:
        group = self.of_industry() if self.project.industry_code else self.of_use()
        code = site[Role.USAGE]
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
        use = site[Role.USAGE]
        if use is None:
            return UNKNOWN
        by_industry = self.by_table(self.of_industry(), use)
        by_use = YES if use == self.project.space_use else self.by_table(self.of_use(), use)
        if self.contradictory():
            return NO if by_industry == by_use == NO else UNKNOWN
        return by_industry if self.project.industry_code else by_use

    @staticmethod
    def by_table(group: dict[str, Any] | None, use: str) -> str:
        if group is None or use in group["floors"]["check"]:
            return UNKNOWN
        return YES if use in group["floors"]["yes"] else NO
