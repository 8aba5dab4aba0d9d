"""Shortage (缺口): how many places of which class the projects without one ask, their least area, and what of them fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gis.catalog import Catalog
from gis.matching.needs.areas import least_area
from gis.matching.needs.attributes import FLOOR_M2, LAND_M2
from gis.matching.needs.project import ATTRIBUTES, FIGURES, Project, code_title
from gis.matching.portfolio.report import Unplaced
from gis.matching.portfolio.short_line import Asked, Failing, ShortLine, Span
from gis.matching.portfolio.unplaced import DISPLACED, FORBIDDEN
from gis.matching.rules import RULES
from gis.matching.rules.industries import contradicts, industry_of
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind
from gis.rounding import rounded
from gis.text import Text
from gis.units import figure, mu_from_m2, plain

_OWN: Final = {
    DISPLACED: Text("合适的场地已由其他项目占用", "suitable sites have gone to others"),
    FORBIDDEN: Text("合适的场地已被排除", "suitable sites are ruled out"),
}


@dataclass(frozen=True)
class _Class:
    """A class of space: its kind, the lower bound of its class, the use."""

    kind: SiteKind
    bound: float
    use: str


def shortage(catalog: Catalog, scheme: Scheme, refused: Sequence[Unplaced]) -> tuple[ShortLine, ...]:
    """The least area that some projects ask, by class of land or of floor space, land first, most first; who asks no area is in none.

    A project counts once, as the kind that it could take and is nearest to.
    """
    groups: dict[_Class, list[Unplaced]] = {}
    for each in refused:
        if each.lack is not None:
            groups.setdefault(_class(each.project, each.lack.kind, scheme), []).append(each)
    lines = [_Group(catalog, scheme, group, members).line() for group, members in groups.items()]
    return tuple(sorted(lines, key=lambda line: (line.kind != LAND, -line.area_m2, line.code)))


def _class(project: Project, kind: SiteKind, scheme: Scheme) -> _Class:
    plan = scheme.portfolio
    if kind == LAND:
        return _Class(LAND, _reached(plan.land_classes_mu, mu_from_m2(least_area(project, LAND) or 0.0)), "")
    return _Class(FLOOR, _reached(plan.height_classes_m, project.clear_height_m or 0.0), _use(project, scheme))


def _use(project: Project, scheme: Scheme) -> str:
    """The use of floors that a project looks for: what it asks, unless that contradicts its industry, else that of its industry."""
    industry = industry_of(project, scheme)
    if project.space_use is not None and not contradicts(project, scheme):
        return project.space_use
    return industry.floors_yes[0] if industry and industry.floors_yes else ""


def _reached(bounds: Sequence[float], value: float) -> float:
    return max((bound for bound in bounds if bound <= value), default=0.0)


class _Group:
    """The projects that are short of one class of space."""

    def __init__(self, catalog: Catalog, scheme: Scheme, group: _Class, members: Sequence[Unplaced]) -> None:
        self._catalog, self._scheme = catalog, scheme
        self._group, self._members = group, members
        self._count = len(members)

    def line(self) -> ShortLine:
        """What is short, in figures and in words."""
        group = self._group
        area = sum(least_area(each.project, group.kind) or 0.0 for each in self._members)
        asked, failing = tuple(self._asked()), tuple(self._failing())
        head = self._land(area) if group.kind == LAND else self._floors(area)
        parts = [head, *(self._shown(each) for each in asked)]
        why = [Text(f"{each.title.zh}（{each.projects} 个）", f"{each.title.en} ({each.projects})") for each in failing]
        words = Text(
            f"{'，'.join(part.zh for part in parts)}；主要问题：{'、'.join(each.zh for each in why)}",
            f"{', '.join(part.en for part in parts)}; main obstacles: {', '.join(each.en for each in why)}",
        )
        return ShortLine(
            kind=group.kind,
            code=f"{group.kind}:{plain(group.bound)}" + (f":{group.use}" if group.use else ""),
            words=words,
            area_m2=rounded(area, 2),
            projects=tuple(sorted(each.project.id or "" for each in self._members)),
            use=group.use or None,
            asked=asked,
            failing=failing,
        )

    def _failing(self) -> Iterator[Failing]:
        """For how many projects each rule is the one that most of their nearest sites fail, most first, then in the scheme's order."""
        titles = {**_OWN, **{spec.id: spec.title for spec in self._scheme.rules}}
        order = {code: number for number, code in enumerate(titles)}
        first = Counter(each.lack.rules[0] for each in self._members if each.lack)
        for code, count in sorted(first.items(), key=lambda pair: (-pair[1], order[pair[0]])):
            yield Failing(code=code, title=titles[code], projects=count)

    def _asked(self) -> Iterator[Asked]:
        """The figures asked of floors' height and of whatever fails somewhere, as far as projects ask them."""
        rules = {rule for each in self._members if each.lack for rule in each.lack.rules}
        keys = {key for rule in rules if rule in RULES for key in RULES[rule].asks(self._group.kind)}
        if self._group.kind == FLOOR:
            keys.add("clear_height_m")
        projects = [each.project for each in self._members]
        for wanted in (each for each in FIGURES if each.sense == "at_least" and each.unit not in (LAND_M2, FLOOR_M2)):
            values = [float(value) for project in projects if (value := getattr(project, wanted.key))]
            if wanted.key in keys and values:
                yield Asked(
                    key=wanted.key,
                    title=wanted.title,
                    span=Span(min(values), max(values), wanted.unit_words.en),
                    projects=len(values),
                )
        classes = sorted({project.fire_class for project in projects if project.fire_class})
        if "fire_class" in keys and classes:
            count = sum(project.fire_class is not None for project in projects)
            yield Asked(key="fire_class", title=ATTRIBUTES["fire_class"].title, codes=tuple(classes), projects=count)

    def _shown(self, asked: Asked) -> Text:
        if asked.span is None:
            words = [code_title(self._catalog, "fire_class", code) for code in asked.codes]
            what = Text("、".join(each.zh for each in words), ", ".join(each.en for each in words))
        else:
            low, high, unit = asked.span
            span = f"≥ {plain(low)}" if low == high else f"{plain(low)}–{plain(high)}"
            what = Text(f"{span} {unit}", f"{span} {unit}")
        some = Text(f"（{asked.projects} 个）", f" (asked by {asked.projects})")
        some = some if asked.projects < self._count else Text("", "")
        # What is asked of power adds up; no other figure does.
        every, each = ("每处", " each") if asked.key == "power_kva" and self._count > 1 else ("", "")
        return Text(f"{every}{asked.title.zh} {what.zh}{some.zh}", f"{asked.title.en} {what.en}{each}{some.en}")

    def _land(self, area: float) -> Text:
        above = [bound for bound in self._scheme.portfolio.land_classes_mu if bound > self._group.bound]
        low, high = plain(self._group.bound), plain(above[0]) if above else None
        if high is None:
            size = Text(f"≥ {low} 亩的整宗地", f"whole plots of {low} mu or more")
        elif self._group.bound == 0:
            size = Text(f"< {high} 亩的地块", f"plots below {high} mu")
        else:
            size = Text(f"{low}–{high} 亩的地块", f"plots of {low}–{high} mu")
        mu, square = figure(mu_from_m2(area)), figure(area)
        return Text(
            f"{size.zh}缺 {self._count} 宗，合计 {mu} 亩（{square} m²）",
            f"{size.en}: {self._count} short, {mu} mu ({square} m²) in all",
        )

    def _floors(self, area: float) -> Text:
        use = code_title(self._catalog, "space_use", self._group.use) if self._group.use else Text("", "")
        return Text(
            f"{use.zh}楼层缺 {self._count} 处，合计 {figure(area)} m²",
            f"{use.en} floors: {self._count} short, {figure(area)} m² in all".strip(),
        )
