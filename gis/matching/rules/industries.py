"""What an industry may use: its group by the scheme, and where it contradicts what else is asked."""

from __future__ import annotations

from gis.matching.needs.project import Project
from gis.matching.scheme.scheme import Industry, Scheme
from gis.text import Text


def industry_of(project: Project, scheme: Scheme) -> Industry | None:
    """The industry group of a project, by its division; by the use of space it asks where it names no industry. None where the scheme cannot tell."""
    if project.division is not None:
        return scheme.industry_by_division.get(project.division)
    return scheme.industry_by_space_use.get(project.space_use or "")


def contradicts(project: Project, scheme: Scheme) -> bool:
    """Whether a project asks a use of space that its industry does not take."""
    industry = industry_of(project, scheme)
    return (
        project.division is not None
        and project.space_use is not None
        and industry is not None
        and project.space_use not in industry.floors_yes
    )


def unmentioned(code: str, title: Text) -> Text:
    """That a scheme does not say where an industry may stand; one without a title is named by its code alone.

    >>> unmentioned("0111", Text("0111", "0111")).zh
    '方案未规定 0111 可用何种用途'
    """
    named = Text(f"{code} {title.zh}", f"{code} {title.en}") if title.zh != code else Text(f"{code} ", code)
    return Text(f"方案未规定 {named.zh}可用何种用途", f"the scheme does not say where {named.en} may stand")
