"""Shortage (缺口): how much of which kind of space the projects without a place ask at least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gis.inventory import Inventory
from gis.matching.candidates import FLOOR, LAND, SiteKind
from gis.matching.portfolio.report import Shortage
from gis.matching.project import Project, codelists_by_key
from gis.matching.scheme import Scheme
from gis.text import Text
from gis.units import figure, mu_from_m2, plain


@dataclass(frozen=True)
class _Class:
    """A class of space: its kind, the lower bound of its class, the use."""

    kind: SiteKind
    bound: float
    use: str


def shortage(inventory: Inventory, scheme: Scheme, projects: Sequence[Project]) -> tuple[Shortage, ...]:
    """The least area that some projects ask, by class of land or of floor space, most first; who asks no area is in none.

    A project that takes either counts as land where it asks land, else as floor space: never twice.
    """
    groups: dict[_Class, list[Project]] = {}
    for project in projects:
        found = _class(project, scheme)
        if found is not None:
            groups.setdefault(found, []).append(project)
    lines = [_line(inventory, scheme, group, members) for group, members in groups.items()]
    return tuple(sorted(lines, key=lambda line: (line.kind != LAND, -line.area_m2, line.code)))


def _asked(project: Project, kind: SiteKind) -> float | None:
    return project.land_area_min_m2 if kind == LAND else project.floor_area_min_m2


def _class(project: Project, scheme: Scheme) -> _Class | None:
    plan = scheme.portfolio
    for kind in project.kinds:
        area = _asked(project, kind)
        if area:
            if kind == LAND:
                return _Class(LAND, _reached(plan.land_classes_mu, mu_from_m2(area)), "")
            return _Class(
                FLOOR, _reached(plan.height_classes_m, project.clear_height_m or 0.0), project.space_use or ""
            )
    return None


def _reached(bounds: Sequence[float], value: float) -> float:
    return max((bound for bound in bounds if bound <= value), default=0.0)


def _line(inventory: Inventory, scheme: Scheme, group: _Class, members: Sequence[Project]) -> Shortage:
    area = sum(_asked(project, group.kind) or 0.0 for project in members)
    ids = tuple(sorted(project.id or "" for project in members))
    words = (
        _land_words(scheme, group, area, len(ids))
        if group.kind == LAND
        else _floor_words(inventory, group, area, len(ids))
    )
    code = f"{group.kind}:{plain(group.bound)}" + (f":{group.use}" if group.use else "")
    return Shortage(kind=group.kind, code=code, words=words, area_m2=round(area, 2), projects=ids)


def _land_words(scheme: Scheme, group: _Class, area: float, count: int) -> Text:
    above = [bound for bound in scheme.portfolio.land_classes_mu if bound > group.bound]
    low, high = plain(group.bound), plain(above[0]) if above else None
    if high is None:
        size = Text(f"≥ {low} 亩的整宗地", f"whole plots of {low} mu or more")
    elif group.bound == 0:
        size = Text(f"< {high} 亩的地块", f"plots below {high} mu")
    else:
        size = Text(f"{low}–{high} 亩的地块", f"plots of {low}–{high} mu")
    mu, square = figure(mu_from_m2(area)), figure(area)
    return Text(
        f"{size.zh}缺 {count} 宗，合计 {mu} 亩（{square} m²）",
        f"{size.en}: {count} short, {mu} mu ({square} m²) in all",
    )


def _floor_words(inventory: Inventory, group: _Class, area: float, count: int) -> Text:
    uses = codelists_by_key(inventory.catalog).get("space_use")
    use = uses.title_of(group.use) if uses and group.use else Text("", "")
    height = (
        Text(f"净高 ≥ {plain(group.bound)} m 的", f" of ≥ {plain(group.bound)} m clear")
        if group.bound
        else Text("", "")
    )
    square = figure(area)
    return Text(
        f"{height.zh}{use.zh}空间缺 {square} m²（{count} 个项目）",
        f"{use.en or 'floor'} space{height.en}: {square} m² short ({count} projects)".strip(),
    )
