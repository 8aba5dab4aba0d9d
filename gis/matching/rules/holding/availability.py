"""Vacancy of a floor, by its state."""

from __future__ import annotations

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.rules.comparison import Comparison
from gis.matching.rules.holding.ending import day_before, end_to_check, ending_in_time, ends_first, held_by, later
from gis.matching.rules.holding.judged import judged_by
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.scheme.scheme import Scheme
from gis.matching.sites.answers import NO, UNKNOWN, Answers, Numbers
from gis.matching.sites.candidates import FLOOR
from gis.text import Text


def _availability_answers(q: Question) -> Answers:
    answers = q.sites.coded(Role.STATUS).judged(lambda word: judged_by(q, word))
    return ending_in_time(q, answers, q.sites.number(Role.HELD_UNTIL))


def _availability_reason(q: Question, row: int, answer: int) -> Text:
    state = q.sites.words(row, Role.STATUS)
    if answer == UNKNOWN and judged_by(q, q.sites.coded(Role.STATUS).word(row)) == NO:
        # Where the holder is known, the rule of holds says the same in the same words, and it is said once.
        holder = q.sites.coded(Role.HELD_BY).word(row)
        until = q.sites.value(row, Role.HELD_UNTIL)
        if until is None:
            return end_to_check(holder)
        return ends_first(q, until, state if holder is None else held_by(holder))
    if answer == UNKNOWN:
        return to_check(Text("空置状态", "vacancy"), q.sites.unlisted(row, Role.STATUS))
    return Text(f"状态：{state.zh}", f"state: {state.en}")


def _barred(q: Question) -> Numbers:
    return later(_availability_answers, q.sites.number(Role.HELD_UNTIL), q)


RULE = Rule(
    id="availability",
    kinds=(FLOOR,),
    applies=always,
    compares=(Comparison(key="start_date", has=_barred, bound=day_before, gives_way=False),),
    judges=_availability_answers,
    in_words=True,
    reason=_availability_reason,
    names={"yes": (), "no": ()},
    codes=dict.fromkeys(("yes", "no"), (Kind.SPACE, Role.STATUS)),
    of_having=True,
    rests_on=((Role.STATUS, Role.HELD_UNTIL),),
)


def free_states(scheme: Scheme) -> tuple[str, ...]:
    """The states of a floor that a scheme calls free; none where it does not ask for vacancy."""
    spec = scheme.find_rule(RULE.id)
    return tuple(spec.names["yes"]) if spec else ()


def taken_states(scheme: Scheme) -> tuple[str, ...]:
    """The states of a floor that a scheme rules out."""
    spec = scheme.find_rule(RULE.id)
    return tuple(spec.names["no"]) if spec else ()


def free_state(scheme: Scheme) -> str | None:
    """The first of them; None where there is none."""
    return next(iter(free_states(scheme)), None)
