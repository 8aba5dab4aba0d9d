"""How land of a status can be had, and from whom."""

from __future__ import annotations

from collections.abc import Hashable

from gis.fields import Role
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.sites.answers import UNKNOWN, Answers
from gis.matching.sites.candidates import LAND
from gis.text import Text, many


def _supply_answers(q: Question) -> Answers:
    def judge(status: Hashable) -> int:
        route = q.scheme.supply.get(str(status))
        return UNKNOWN if route is None else int(route.open)

    return q.sites.coded(Role.STATUS).judged(judge)


def _supply_reason(q: Question, row: int, _answer: int) -> Text:
    route = q.scheme.supply.get(str(q.sites.coded(Role.STATUS).word(row)))
    if route is None:
        return to_check(Text("可供状态", "supply route"), q.sites.unlisted(row, Role.STATUS))
    if not route.open:
        return route.words
    who = Text(f"，由{route.by.zh}决定", f", decided by {route.by.en}") if route.by else Text("", "")
    return Text(
        f"{route.words.zh}{who.zh}，约 {route.months:g} 个月",
        f"{route.words.en}{who.en}, about {many(route.months, 'month')}",
    )


RULE = Rule(
    id="supply",
    kinds=(LAND,),
    applies=always,
    judges=_supply_answers,
    reason=_supply_reason,
    reads=frozenset({Role.STATUS}),
    of_having=True,
)
