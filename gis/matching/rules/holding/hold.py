"""Whether another project holds the site, or what shares its ground."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from gis.columns import Value
from gis.fields import Role
from gis.matching.rules.comparison import Comparison
from gis.matching.rules.holding import ground
from gis.matching.rules.holding.ending import (
    day_before,
    end_to_check,
    ending_in_time,
    ends_first,
    held_by,
    later,
    starting,
)
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers, Numbers, all_of, below
from gis.matching.sites.candidates import Sites
from gis.matching.sites.holds import held_until, holds_beside, last_beside
from gis.text import Text


def _held_until(sites: Sites) -> Numbers:
    """Day on which each site's hold ends: long past where nobody holds it, NaN where that is not known."""
    holder, until = sites.coded(Role.HELD_BY), sites.number(Role.HELD_UNTIL)
    known = np.where(holder.known, until, -np.inf)
    return np.where(sites.recorded(Role.HELD_BY) | holder.known, known, np.nan)


def _hold_answers(q: Question) -> Answers:
    own, beside = _own_hold_answers(q), holds_beside(q.sites.stock, q.project.id)
    if beside is None:
        return own
    ends, endless = q.sites.part(beside.ends), q.sites.part(beside.endless)
    theirs = ending_in_time(q, below(ends, q.sites.today), ends)
    theirs[(theirs == YES) & endless] = UNKNOWN
    return all_of([own, theirs], len(q.sites))


def _own_hold_answers(q: Question) -> Answers:
    """Answers by the holds of the sites themselves."""
    # A hold whose end nobody knows may have ended: it is shown, and does not eliminate.
    until = q.sites.number(Role.HELD_UNTIL)
    answers = ending_in_time(q, below(q.sites.derived("held until", _held_until), q.sites.today), until)
    if q.project.id in q.sites.stock.coded(Role.HELD_BY).words:
        own = q.sites.coded(Role.HELD_BY).judged(lambda word: int(word == q.project.id), otherwise=NO) == YES
        answers[own] = YES
    return answers


def _hold_reason(q: Question, row: int, answer: int) -> Text:
    if answer != YES and int(_own_hold_answers(q)[row]) != answer:
        return _beside_reason(q, row, answer)
    holder, until = q.sites.coded(Role.HELD_BY).word(row), q.sites.value(row, Role.HELD_UNTIL)
    if answer == UNKNOWN:
        return _hold_doubt(q, row)
    if holder is None:
        return Text("无意向预留", "not held")
    if holder == q.project.id:
        return Text("由本项目意向预留", "held by this project")
    if answer == YES:
        return Text(f"{holder} 的意向预留已于 {until} 到期", f"the hold of {holder} ended on {until}")
    return _held_words(holder, until)


def _held_words(holder: Hashable, until: Value) -> Text:
    if until is None:
        return Text(f"{holder} 已落地", f"{holder} has landed here")
    return Text(f"已由 {holder} 意向预留，至 {until}", f"held by {holder} until {until}")


def _beside_reason(q: Question, row: int, answer: int) -> Text:
    hold = last_beside(q.sites, row, q.project.id)
    if hold is None:
        return to_check(Text("意向预留", "holds"))
    where = ground.place_words(q, hold.site, twin=hold.twin)
    said = Text(f"{where.zh}已由 {hold.holder} 意向预留", f"{where.en}held by {hold.holder}")
    if answer == NO and hold.until is None:
        return Text(f"{where.zh}{hold.holder} 已落地", f"{where.en}{hold.holder} has landed there")
    if answer == NO:
        return Text(f"{said.zh}，至 {hold.until}", f"{said.en} until {hold.until}")
    if hold.until is None:
        return to_check(Text(f"{said.zh}的期限", f"end of the hold on {hold.site} of {hold.holder}"))
    return ends_first(q, hold.until, said)


def _hold_doubt(q: Question, row: int) -> Text:
    holder, until = q.sites.coded(Role.HELD_BY).word(row), q.sites.value(row, Role.HELD_UNTIL)
    if holder is None:
        return to_check(Text("意向预留", "holds"), Text("图层未登记", "the layer does not record them"))
    if until is None:
        return end_to_check(holder)
    return ends_first(q, until, held_by(holder))


def _count_held(q: Question) -> int:
    stock = q.sites.stock
    if holds_beside(stock, q.project.id) is not None:
        return int(np.count_nonzero(_hold_answers(q) == NO))
    needed = max(q.sites.today, starting(q))
    beyond = stock.above("held until", _held_until, np.nextafter(needed, -np.inf))
    holder = stock.coded(Role.HELD_BY)
    if q.project.id not in holder.words:
        return beyond
    own = holder.codes == list(holder.words).index(q.project.id)
    return beyond - int(np.count_nonzero(stock.derived("held until", _held_until)[own] >= needed))


def _barred(q: Question) -> Numbers:
    return later(_hold_answers, held_until(q.sites, q.project.id), q)


RULE = Rule(
    id="hold",
    applies=always,
    compares=(Comparison(key="start_date", has=_barred, bound=day_before, gives_way=False),),
    judges=_hold_answers,
    in_words=True,
    reason=_hold_reason,
    counts=_count_held,
    mended=lambda _q: Text("解除意向预留", "end the hold"),
    rests_on=((Role.HELD_BY, Role.HELD_UNTIL),),
)
