"""What the site must carry: area, clear height, floor load, column grid, crane, lift, power, fire class."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Final

import numpy as np

from gis.codelists import Codelist
from gis.columns import Mask
from gis.fields import Role
from gis.matching.answers import NO, UNKNOWN, YES, Answers, Numbers, at_least
from gis.matching.candidates import FLOOR, LAND, SiteKind, Sites
from gis.matching.constraints.rule import Constraint, Question, asks, to_check
from gis.matching.constraints.usage import contradicts
from gis.matching.project import Project, code_title
from gis.text import Text
from gis.units import figure, mu_from_m2, plain

# area ----------------------------------------------------------------------------------------------------------------


def area_range(project: Project, kind: SiteKind) -> tuple[float | None, float | None]:
    """The range of area that a project asks of a kind of site, in m²."""
    if kind == LAND:
        return project.land_area_min_m2, project.land_area_max_m2
    return project.floor_area_min_m2, project.floor_area_max_m2


def _asks_area(project: Project, kind: SiteKind) -> bool:
    return area_range(project, kind) != (None, None)


def _area_bounds(q: Question) -> tuple[float, float]:
    low, high = area_range(q.project, q.sites.kind)
    slack = q.number("tolerance_pct") / 100
    return (low or 0.0) * (1 - slack), np.inf if high is None else high * (1 + slack)


def _area_answers(q: Question) -> Answers:
    areas, (low, high) = q.sites.number(Role.AREA), _area_bounds(q)
    if q.sites.kind == LAND:
        answers = ((areas >= low) & (areas <= high)).view(np.int8)
        answers[np.isnan(areas)] = UNKNOWN
        return answers
    # A floor that is too large can be let in part, down to its minimum.
    least = q.sites.number(Role.MIN_LET)
    part = np.where(np.isnan(least), UNKNOWN, least <= high)
    fits = np.where(areas < low, NO, np.where(areas <= high, YES, part))
    return np.where(np.isnan(areas), UNKNOWN, fits).astype(np.int8)


def shown_area(area_m2: float, kind: SiteKind) -> Text:
    """Land in 亩, floor space in m²."""
    if kind == LAND:
        return Text(f"{figure(mu_from_m2(area_m2), 1)} 亩", f"{figure(mu_from_m2(area_m2), 1)} mu")
    return Text(f"{figure(area_m2)} m²", f"{figure(area_m2)} m²")


def shown_range(low: float | None, high: float | None, kind: SiteKind) -> Text:
    """A range of area, "40–80 亩", "≥ 8,000 m²"."""

    def number(area: float) -> str:
        return figure(mu_from_m2(area), 1).removesuffix(".0") if kind == LAND else figure(area)

    unit = Text("亩", "mu") if kind == LAND else Text("m²", "m²")
    if low is not None and high is not None:
        span = number(low) if low == high else f"{number(low)}–{number(high)}"
    else:
        span = f"≥ {number(low)}" if low is not None else f"≤ {number(high or 0.0)}"
    return Text(f"{span} {unit.zh}", f"{span} {unit.en}")


def _area_reason(q: Question, row: int, answer: int) -> Text:
    kind, area = q.sites.kind, float(q.sites.number(Role.AREA)[row])
    low, high = area_range(q.project, kind)
    wanted = shown_range(low, high, kind)
    if np.isnan(area):
        return to_check(Text("面积", "area"), Text(f"需 {wanted.zh}", f"{wanted.en} needed"))
    has, within = (
        shown_area(area, kind),
        Text("，在允许偏差内", ", within tolerance") if answer == YES else Text("", ""),
    )
    if low is not None and area < low:
        gap = shown_area(low - area, kind)
        return Text(f"面积 {has.zh}，少 {gap.zh}{within.zh}", f"{has.en}, {gap.en.split()[0]} short{within.en}")
    if high is None or area <= high:
        return Text(f"面积 {has.zh}，需 {wanted.zh}", f"{has.en}, {wanted.en} needed")
    if kind == FLOOR and area > _area_bounds(q)[1]:
        return _part_reason(q, row, answer, has)
    gap = shown_area(area - high, kind)
    return Text(f"面积 {has.zh}，多 {gap.zh}{within.zh}", f"{has.en}, {gap.en.split()[0]} too much{within.en}")


def _part_reason(q: Question, row: int, answer: int, has: Text) -> Text:
    least = float(q.sites.number(Role.MIN_LET)[row])
    if answer == UNKNOWN:
        return to_check(Text("可否部分出租", "letting in part"), Text(f"面积 {has.zh}", f"area {has.en}"))
    if answer == YES:
        return Text(
            f"面积 {has.zh}，可部分出租，{figure(least)} m² 起租",
            f"{has.en}, can be let in part from {figure(least)} m²",
        )
    _, high = area_range(q.project, FLOOR)
    return Text(
        f"{figure(least)} m² 起租，多 {figure(least - (high or 0))} m²",
        f"let from {figure(least)} m², {figure(least - (high or 0))} too much",
    )


# what must at least be there -----------------------------------------------------------------------------------------


def _at_least(rule_id: str, key: str, role: Role, subject: Text, unit: str) -> Constraint:
    def answers(q: Question) -> Answers:
        return at_least(q.sites.number(role), float(getattr(q.project, key)))

    def reason(q: Question, row: int, answer: int) -> Text:
        return _compared(subject, unit, (float(q.sites.number(role)[row]), getattr(q.project, key)), answer)

    return Constraint(id=rule_id, applies=asks(key), answers=answers, reason=reason, at_least=(role, key))


def _compared(subject: Text, unit: str, figures: tuple[float, float | None], answer: int) -> Text:
    """What is there beside what is asked, and the gap."""
    has, wanted = figures[0], float(figures[1] or 0.0)
    if answer == UNKNOWN:
        return to_check(subject, Text(f"需 ≥ {plain(wanted)} {unit}", f"≥ {plain(wanted)} {unit} needed"))
    gap = f"，差 {plain(wanted - has)}" if answer == NO else ""
    short = f", {plain(wanted - has)} short" if answer == NO else ""
    return Text(
        f"{subject.zh} {plain(has)} {unit}，需 {plain(wanted)}{gap}",
        f"{subject.en} {plain(has)} {unit}, {plain(wanted)} needed{short}",
    )


# column grid ---------------------------------------------------------------------------------------------------------

_SPAN: Final = re.compile(r"\d+(?:\.\d+)?")
_MILLIMETRES: Final = 200.0
"""From this figure on a span is read as millimetres: drawings say 8400×8400."""


def smaller_span(grid: Hashable) -> float:
    """The smaller distance of columns that a grid names, in metres; NaN where it names none.

    Examples
    --------
    >>> smaller_span("9×24 m"), smaller_span("8400*8400"), smaller_span(7.5)
    (9.0, 8.4, 7.5)
    """
    spans = [float(found) for found in _SPAN.findall(str(grid))]
    known = [span / 1000 if span >= _MILLIMETRES else span for span in spans if span > 0]
    return min(known, default=np.nan)


def column_spans(sites: Sites) -> Numbers:
    """The smaller distance of columns of each site, in metres, NaN where unknown."""
    return sites.coded(Role.COLUMN_GRID).measured(smaller_span)


def _grid_answers(q: Question) -> Answers:
    return at_least(column_spans(q.sites), float(q.project.column_grid_m or 0.0))


def _grid_reason(q: Question, row: int, answer: int) -> Text:
    wanted, has = float(q.project.column_grid_m or 0.0), float(column_spans(q.sites)[row])
    if answer == UNKNOWN:
        return to_check(Text("柱网", "column grid"), Text(f"柱距需 ≥ {plain(wanted)} m", f"≥ {plain(wanted)} m needed"))
    gap = f"，差 {plain(wanted - has)}" if answer == NO else ""
    short = f", {plain(wanted - has)} short" if answer == NO else ""
    shown = q.sites.words(row, Role.COLUMN_GRID)
    return Text(
        f"柱网 {shown.zh}，最小柱距 {plain(has)} m，需 {plain(wanted)}{gap}",
        f"column grid {shown.en}, smaller spacing {plain(has)} m, {plain(wanted)} needed{short}",
    )


# freight lift --------------------------------------------------------------------------------------------------------


def _at_ground(sites: Sites) -> Mask:
    """Floors at street level, which are loaded without a lift."""
    return np.asarray(sites.number(Role.FLOOR) == 1)


def lift_supply(sites: Sites) -> Numbers:
    """What can be brought up to each floor at once, in t: the lift's load, no bound at street level, NaN where unknown."""
    return np.where(_at_ground(sites), np.inf, sites.number(Role.LIFT))


def _lift_answers(q: Question) -> Answers:
    return at_least(lift_supply(q.sites), float(q.project.lift_t or 0.0))


def _lift_reason(q: Question, row: int, answer: int) -> Text:
    if _at_ground(q.sites)[row]:
        return Text("首层，不需货梯", "at street level, no lift needed")
    return _compared(Text("货梯", "freight lift"), "t", (float(lift_supply(q.sites)[row]), q.project.lift_t), answer)


# fire class ----------------------------------------------------------------------------------------------------------


def fire_scale(sites: Sites) -> Codelist | None:
    """The scale of fire classes that the sites' layers use, most dangerous first."""
    for layer in sites.stock.layers:
        field = layer.collection.by_role.get(Role.FIRE_CLASS)
        codelist = layer.codelists.get(field.name) if field else None
        if codelist is not None and codelist.hierarchy == "ordinal":
            return codelist
    return None


def _fire_answers(q: Question) -> Answers:
    scale = fire_scale(q.sites)
    rank = scale.rank if scale else {}
    asked = rank.get(q.project.fire_class or "")

    def carries(word: Hashable) -> int:
        has = rank.get(str(word))
        return UNKNOWN if has is None or asked is None else int(asked >= has)

    by_class = q.sites.coded(Role.FIRE_CLASS).judged(carries)
    by_use = q.sites.coded(Role.USAGE).judged(lambda use: _by_use(q, str(use)))
    # A class of plant says nothing about storage: each has its own scale.
    other_scale = q.sites.coded(Role.USAGE).judged(lambda use: int(_other_scale(q, str(use))), otherwise=0) == 1
    known = np.where(other_scale & (by_class == YES), UNKNOWN, by_class)
    answers = np.where(q.sites.written(Role.FIRE_CLASS).known, known, by_use)
    return np.where(_too_deep(q), NO, answers).astype(np.int8)


def _too_deep(q: Question) -> Mask:
    """Floors below ground, which the most dangerous classes may not use."""
    if q.project.fire_class not in q.names("never_below_ground"):
        return np.zeros(len(q.sites), dtype=bool)
    return q.sites.coded(Role.FLOOR).measured(_storey) < 0


def _storey(floor: Hashable) -> float:
    return float(floor) if isinstance(floor, int | float) else np.nan


def _wanted_use(q: Question) -> str | None:
    """The use of space that is asked, None where it contradicts the industry and says nothing."""
    return None if contradicts(q.project, q.scheme) else q.project.space_use


def _by_use(q: Question, use: str) -> int:
    """Without a class of its own: space that has none excludes plants and takes the rest."""
    if use not in q.names("no_plant_class"):
        return UNKNOWN
    wanted = _wanted_use(q)
    if wanted is None:
        return UNKNOWN
    return int(wanted not in q.names("plant_uses"))


def _other_scale(q: Question, use: str) -> bool:
    plant_uses, asked = q.names("plant_uses"), _wanted_use(q)
    return asked in plant_uses and use in plant_uses and use != asked


def _fire_reason(q: Question, row: int, answer: int) -> Text:
    has, use = q.sites.coded(Role.FIRE_CLASS).word(row), q.sites.words(row, Role.USAGE)
    asked = _fire_words(q, q.project.fire_class)
    if _too_deep(q)[row]:
        return Text(f"{asked.zh}项目不得设在地下", f"a project of {asked.en} may not be below ground")
    if has is None and answer == UNKNOWN:
        detail = Text(f"项目为{asked.zh}", f"the project is {asked.en}")
        return to_check(Text("火灾危险性", "fire-hazard class"), detail)
    if has is None:
        word = Text("可用", "suits") if answer == YES else Text("不得用于生产或仓储", "excludes production and storage")
        return Text(f"{use.zh}空间无厂房火险类别，{word.zh}", f"{use.en} space has no plant class: {word.en}")
    carries = _fire_words(q, str(has))
    if answer == UNKNOWN:
        wanted = code_title(q.sites.stock.catalog, "space_use", _wanted_use(q) or "")
        detail = Text(
            f"空间的{carries.zh}按{use.zh}分类，项目按{wanted.zh}分类",
            f"the space is {carries.en} for {use.en}, the project is classed for {wanted.en}",
        )
        return to_check(Text("火灾危险性", "fire-hazard class"), detail)
    verb = Text("可容", "takes") if answer == YES else Text("不可容", "does not take")
    return Text(f"{carries.zh}{verb.zh}{asked.zh}项目", f"{carries.en} {verb.en} a project of {asked.en}")


def _fire_words(q: Question, code: str | None) -> Text:
    scale = fire_scale(q.sites)
    return scale.title_of(code or "") if scale else Text(code or "", code or "")


AREA = Constraint(
    id="area",
    applies=_asks_area,
    answers=_area_answers,
    reason=_area_reason,
    area_range=lambda q: _area_bounds(q) if q.sites.kind == LAND else None,
)
CLEAR_HEIGHT = _at_least("clear_height", "clear_height_m", Role.CLEAR_HEIGHT, Text("净高", "clear height"), "m")
FLOOR_LOAD = _at_least("floor_load", "floor_load_kn_m2", Role.FLOOR_LOAD, Text("楼面荷载", "floor load"), "kN/m²")
CRANE = _at_least("crane", "crane_t", Role.CRANE, Text("行车", "crane"), "t")
LIFT = Constraint(id="lift", applies=asks("lift_t"), answers=_lift_answers, reason=_lift_reason)
COLUMN_GRID = Constraint(
    id="column_grid",
    applies=asks("column_grid_m"),
    answers=_grid_answers,
    reason=_grid_reason,
    reads=frozenset({Role.COLUMN_GRID}),
)
POWER = _at_least("power", "power_kva", Role.POWER, Text("电力", "power"), "kVA")
FIRE = Constraint(
    id="fire",
    applies=asks("fire_class"),
    answers=_fire_answers,
    reason=_fire_reason,
    reads=frozenset({Role.FIRE_CLASS, Role.USAGE, Role.FLOOR}),
)
