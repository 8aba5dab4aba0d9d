"""Registered area within the range that is asked; a floor that is too large may be let in part."""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.fields import Role
from gis.matching.needs.areas import area_range, asks_area, shown_area, shown_range
from gis.matching.rules.comparison import Comparison, figures_of_one_floor, recorded
from gis.matching.rules.question import Question, floor_unknown, to_check
from gis.matching.rules.rule import Rule
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO, UNKNOWN, YES, Numbers
from gis.matching.sites.candidates import FLOOR, LAND, SiteKind
from gis.matching.sites.reserved import parts_words
from gis.text import Text
from gis.units import figure

_TOLERANCE: Final = "tolerance_pct"


def _slack(q: Question) -> float:
    return q.number(_TOLERANCE) / 100


def _least(q: Question, values: Numbers) -> Numbers:
    return values * (1 - _slack(q))


def _most(q: Question, values: Numbers) -> Numbers:
    return values * (1 + _slack(q))


def _smallest_part(q: Question) -> Numbers:
    """The least that can be had of each floor: its minimum, down to which it is let in part; where that is unknown it may be anything.

    So may a floor of a record of a whole building.
    """
    areas = q.sites.number(Role.AREA)
    least = np.where(q.sites.by_building, -np.inf, q.sites.number(Role.MIN_LET))
    part = np.fmin(areas, np.nan_to_num(least, nan=-np.inf))
    return np.where(np.isnan(areas), np.nan, part)


def _known_part(q: Question) -> Numbers:
    areas = _of_one(q)
    return np.where(np.isnan(areas), np.nan, np.fmin(areas, q.sites.number(Role.MIN_LET)))


def _of_one(q: Question) -> Numbers:
    """The area of a single floor: of a whole building only that it is no more than all of it."""
    return figures_of_one_floor(q.sites, Role.AREA)


def _reason(q: Question, row: int, answer: int) -> Text:
    said, held = _area_reason(q, row, answer), parts_words(q.sites.holds_at(row))
    return said if held is None else Text(f"{said.zh}（{held.zh}）", f"{said.en} ({held.en})")


def _area_reason(q: Question, row: int, answer: int) -> Text:
    kind, area = q.sites.kind, float(q.sites.number(Role.AREA)[row])
    low, high = area_range(q.project, kind)
    wanted = shown_range(low, high, kind)
    if np.isnan(area):
        return to_check(Text("面积", "area"), Text(f"需 {wanted.zh}", f"{wanted.en} needed"))
    if q.sites.by_building[row]:
        return _whole_reason(area, low, wanted, answer)
    has, within = (
        shown_area(area, kind),
        Text("，在允许偏差内", ", within tolerance") if answer == YES else Text("", ""),
    )
    if low is not None and area < low:
        gap = shown_area(low - area, kind)
        return Text(f"面积 {has.zh}，少 {gap.zh}{within.zh}", f"{has.en}, {gap.en.split()[0]} short{within.en}")
    if high is None or area <= high:
        return Text(f"面积 {has.zh}，需 {wanted.zh}", f"{has.en}, {wanted.en} needed")
    if kind == FLOOR and area > high * (1 + _slack(q)):
        return _part_reason(q, row, answer, has)
    gap = shown_area(area - high, kind)
    return Text(f"面积 {has.zh}，多 {gap.zh}{within.zh}", f"{has.en}, {gap.en.split()[0]} too much{within.en}")


def _whole_reason(area: float, low: float | None, wanted: Text, answer: int) -> Text:
    """Of a record of a whole building: that the floors are not known, or that all of them together are not enough."""
    whole = shown_area(area, FLOOR)
    if answer == NO:
        gap = figure((low or 0.0) - area)
        return Text(f"登记到栋，整栋 {whole.zh}，少 {gap} m²", f"the whole building has {whole.en}, {gap} short")
    one = Text("单层面积", "the area of a single floor")
    return floor_unknown(to_check(one, Text(f"需 {wanted.zh}", f"{wanted.en} needed")), whole)


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


RULE = Rule(
    id="area",
    applies=asks_area,
    compares=(
        Comparison(key="land_area_min_m2", has=recorded(Role.AREA), bound=_least, kinds=(LAND,)),
        Comparison(key="land_area_max_m2", has=recorded(Role.AREA), bound=_most, kinds=(LAND,)),
        Comparison(key="floor_area_min_m2", has=recorded(Role.AREA), surely=_of_one, bound=_least, kinds=(FLOOR,)),
        Comparison(key="floor_area_max_m2", has=_smallest_part, surely=_known_part, bound=_most, kinds=(FLOOR,)),
    ),
    reason=_reason,
    numbers={_TOLERANCE: 2},
    of_the_whole=True,
    as_asked=True,
    rests_on=((Role.AREA, Role.MIN_LET),),
    of_floor=lambda q: q.sites.by_building,
)


def area_slack(scheme: Scheme, kind: SiteKind | None = None) -> float:
    """The share by which an area may miss what is asked; 0 where a scheme does not ask the rule, of a kind of site where one is named."""
    spec = scheme.find_rule(RULE.id, kind)
    return spec.numbers[_TOLERANCE] / 100 if spec else 0.0
