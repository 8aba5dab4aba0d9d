"""What stands in the way, and whether it is cleared in the time that the scheme allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from gis.fields import Role
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.rules.waiting import months_to_clear
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import UNKNOWN, YES, Answers, at_most
from gis.matching.sites.candidates import LAND
from gis.text import Text, many

_LAND_LIMIT: Final = "land_max_months"
_FLOOR_LIMIT: Final = "floor_max_months"


def _blocker_answers(q: Question) -> Answers:
    return at_most(q.sites.derived("clearing", months_to_clear), _limit(q))


def _blocker_reason(q: Question, row: int, answer: int) -> Text:
    blockers = q.sites.coded(Role.BLOCKERS).word(row)
    if blockers is None:
        return to_check(Text("阻碍", "blockers"))
    if not blockers:
        return Text("无阻碍", "no blocker")
    what, months = q.sites.words(row, Role.BLOCKERS), float(q.sites.number(Role.BLOCKER_MONTHS)[row])
    if answer == UNKNOWN:
        return to_check(Text(f"{what.zh}清除时间", f"clearance time of {what.en}"))
    limit = _limit(q)
    if answer == YES:
        return Text(f"{what.zh}，{months:g} 个月可清除", f"{what.en}: cleared in {many(months, 'month')}")
    gap = months - limit
    return Text(
        f"{what.zh}须 {months:g} 个月清除，超 {gap:g} 个月",
        f"{what.en}: {many(months, 'month')} to clear, {gap:g} too many",
    )


def _cleared(q: Question) -> Text:
    sites = q.sites
    blockers, what = sites.coded(Role.BLOCKERS).word(0), sites.words(0, Role.BLOCKERS)
    count = len(blockers) if isinstance(blockers, tuple) else 1
    months = float(sites.number(Role.BLOCKER_MONTHS)[0])
    takes = Text("", "") if np.isnan(months) else Text(f"（{months:g} 个月）", f" ({many(months, 'month')})")
    return Text(f"清除{what.zh} {count} 项{takes.zh}", f"clear {what.en}{takes.en}")


def _limit(q: Question) -> float:
    return q.number(_LAND_LIMIT if q.sites.kind == LAND else _FLOOR_LIMIT)


RULE = Rule(
    id="blockers",
    applies=always,
    judges=_blocker_answers,
    reason=_blocker_reason,
    numbers={_LAND_LIMIT: 6, _FLOOR_LIMIT: 0},
    counts=lambda q: q.sites.stock.above("clearing", months_to_clear, _limit(q)),
    mended=_cleared,
    clears=True,
    rests_on=((Role.BLOCKERS, Role.BLOCKER_MONTHS),),
)


def with_longer_clearing(scheme: Scheme, months: float) -> Scheme:
    """The scheme where blockers of land may take so many months, or more where it allows more."""
    spec = scheme.find_rule(RULE.id)
    if spec is None:
        return scheme
    longer = {**spec.numbers, _LAND_LIMIT: max(spec.numbers[_LAND_LIMIT], months)}
    return replace(
        scheme, rules=tuple(replace(each, numbers=longer) if each is spec else each for each in scheme.rules)
    )
