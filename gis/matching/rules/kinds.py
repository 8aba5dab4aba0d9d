"""Which kinds of site a project could take at all, by what it says of itself, whatever the sites are."""

from __future__ import annotations

from gis.matching.needs.project import Project
from gis.matching.rules.use.tenure import RULE as TENURE
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import LAND, SiteKind


def kinds_left(project: Project, scheme: Scheme) -> tuple[SiteKind, ...]:
    """The kinds of site that a project asks for and that its tenure leaves; none where the two exclude one another."""
    return tuple(kind for kind in project.kinds if _can_be_had(project, scheme, kind))


def builds(project: Project, scheme: Scheme) -> bool:
    """Whether a project can take land alone: the floor area that it asks is then what it builds there."""
    return project.needs == LAND or kinds_left(project, scheme) == (LAND,)


def _can_be_had(project: Project, scheme: Scheme, kind: SiteKind) -> bool:
    """Whether a kind of site is had by one of the tenures that a project would take."""
    rule = scheme.find_rule(TENURE.id, kind)
    return rule is None or not project.tenure or not set(rule.names[kind]).isdisjoint(project.tenure)
