"""Who has the site and when it can be had: supply route, vacancy, occupants, holds, tenure, title, blockers, date."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from gis.columns import Value
from gis.fields import Role
from gis.matching import surroundings
from gis.matching.answers import NO, UNKNOWN, YES, Answers, Numbers, all_of, at_most, below
from gis.matching.candidates import FLOOR, LAND, Sites
from gis.matching.constraints import ground
from gis.matching.constraints.rule import Constraint, Question, always, asks, to_check
from gis.matching.grounds import grounds_of
from gis.matching.holds import holds_beside, last_beside
from gis.matching.scheme import Scheme, SupplyRoute
from gis.matching.surroundings import Occupant
from gis.text import Text, many
from gis.units import figure

DAYS_A_MONTH = 30.44
TENURE_WORDS = {
    "buy_land": Text("购地自建", "buying land"),
    "titled_plant": Text("购买产权厂房", "buying a titled plant"),
    "rent": Text("租赁", "renting"),
}
_TO_HAVE = {"buy_land": "to buy land", "titled_plant": "to buy a titled plant", "rent": "to rent"}


def judged_by(spec: Question, word: Hashable) -> int:
    """The answer of a rule that lists codes under yes, check and no; a code in none of them is to be checked."""
    for key, answer in (("yes", YES), ("no", NO)):
        if word in spec.spec.names.get(key, ()):
            return answer
    return UNKNOWN


# supply route --------------------------------------------------------------------------------------------------------


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


# vacancy -------------------------------------------------------------------------------------------------------------


def _availability_answers(q: Question) -> Answers:
    answers = q.sites.coded(Role.STATUS).judged(lambda word: judged_by(q, word))
    return _ending_in_time(q, answers, q.sites.number(Role.HELD_UNTIL))


def _availability_reason(q: Question, row: int, answer: int) -> Text:
    state = q.sites.words(row, Role.STATUS)
    if answer == UNKNOWN and judged_by(q, q.sites.coded(Role.STATUS).word(row)) == NO:
        # Where the holder is known, the rule of holds says the same in the same words, and it is said once.
        holder = q.sites.coded(Role.HELD_BY).word(row)
        return _ends_first(q, q.sites.value(row, Role.HELD_UNTIL), state if holder is None else _held_by(holder))
    if answer == UNKNOWN:
        return to_check(Text("空置状态", "vacancy"), q.sites.unlisted(row, Role.STATUS))
    return Text(f"状态：{state.zh}", f"state: {state.en}")


# occupied by a continuing project ------------------------------------------------------------------------------------


def _occupied_answers(q: Question) -> Answers:
    def judge(word: Hashable) -> int:
        others = _others(q, word)
        return NO if any(who.certain for who in others) else UNKNOWN if others else YES

    answers = surroundings.occupants(q.sites, q.names("stages")).judged(judge, otherwise=YES)
    if q.sites.kind == FLOOR:
        answers[(answers == YES) & ~q.sites.part(grounds_of(q.sites.stock).known)] = UNKNOWN
    return answers


def _others(q: Question, word: Hashable | None) -> list[Occupant]:
    """Those on a site that are not the project itself."""
    return [who for who in word if who.id != q.project.id] if isinstance(word, tuple) else []


def _occupied_reason(q: Question, row: int, answer: int) -> Text:
    others = _others(q, surroundings.occupants(q.sites, q.names("stages")).word(row))
    if answer == UNKNOWN:
        return ground.likely_words(q, others) if others else to_check(Text("所在地块", "on which plot it stands"))
    if answer == YES:
        return Text("未被续建项目占用", "not taken by a continuing project")
    return ground.taken_words(q, [who for who in others if who.certain])


# holds ---------------------------------------------------------------------------------------------------------------


def _held_until(sites: Sites) -> Numbers:
    """Day on which each site's hold ends: long past where nobody holds it, NaN where that is not known."""
    holder, until = sites.coded(Role.HELD_BY), sites.number(Role.HELD_UNTIL)
    known = np.where(holder.known, until, -np.inf)
    return np.where(sites.recorded(Role.HELD_BY), known, np.nan)


def _hold_answers(q: Question) -> Answers:
    own, beside = _own_hold_answers(q), holds_beside(q.sites.stock, q.project.id)
    if beside is None:
        return own
    ends, endless = q.sites.part(beside.ends), q.sites.part(beside.endless)
    theirs = _ending_in_time(q, below(ends, q.sites.today), ends)
    theirs[(theirs == YES) & endless] = UNKNOWN
    return all_of([own, theirs], len(q.sites))


def _own_hold_answers(q: Question) -> Answers:
    """Answers by the holds of the sites themselves."""
    # A hold whose end nobody knows may have ended: it is shown, and does not eliminate.
    until = q.sites.number(Role.HELD_UNTIL)
    answers = _ending_in_time(q, below(q.sites.derived("held until", _held_until), q.sites.today), until)
    if q.project.id in q.sites.stock.coded(Role.HELD_BY).words:
        own = q.sites.coded(Role.HELD_BY).judged(lambda word: int(word == q.project.id), otherwise=NO) == YES
        answers[own] = YES
    return answers


def _ending_in_time(q: Question, answers: Answers, until: Numbers) -> Answers:
    """Answers in which a hold that ends before the project wants to begin does not eliminate: whether it is renewed is to be checked."""
    if q.project.start_date is not None:
        answers[(answers == NO) & (until < _starting(q))] = UNKNOWN
    return answers


def _starting(q: Question) -> float:
    """The day on which the project wants to begin, long past where it does not say."""
    start = q.project.start_date
    return -np.inf if start is None else q.sites.today + (start - q.sites.as_of).days


def _ends_first(q: Question, until: Value, held: Text) -> Text:
    start = q.project.start_date
    return to_check(
        Text("预留到期能否解除", "release of the hold"),
        Text(f"{held.zh}，至 {until}，早于 {start} 开工", f"{held.en} until {until}, before the start on {start}"),
    )


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
    return Text(f"已由 {holder} 意向预留，至 {until}", f"held by {holder} until {until}")


def _beside_reason(q: Question, row: int, answer: int) -> Text:
    hold = last_beside(q.sites, row, q.project.id)
    if hold is None:
        return to_check(Text("意向预留", "holds"))
    where = ground.place_words(q, hold.site, twin=hold.twin)
    said = Text(f"{where.zh}已由 {hold.holder} 意向预留", f"{where.en}held by {hold.holder}")
    if answer == NO:
        return Text(f"{said.zh}，至 {hold.until}", f"{said.en} until {hold.until}")
    if hold.until is None:
        return to_check(Text(f"{said.zh}的期限", f"end of the hold on {hold.site} of {hold.holder}"))
    return _ends_first(q, hold.until, said)


def _hold_doubt(q: Question, row: int) -> Text:
    holder, until = q.sites.coded(Role.HELD_BY).word(row), q.sites.value(row, Role.HELD_UNTIL)
    if holder is None:
        return to_check(Text("意向预留", "holds"), Text("图层未登记", "the layer does not record them"))
    if until is None:
        return to_check(Text(f"{holder} 意向预留的期限", f"end of the hold of {holder}"))
    return _ends_first(q, until, _held_by(holder))


def _held_by(holder: Hashable) -> Text:
    return Text(f"由 {holder} 意向预留", f"held by {holder}")


# tenure --------------------------------------------------------------------------------------------------------------


def _tenure_answers(q: Question) -> Answers:
    offered = set(q.names(q.sites.kind))
    return np.full(len(q.sites), int(not offered.isdisjoint(q.project.tenure)), dtype=np.int8)


def _tenure_reason(q: Question, _row: int, answer: int) -> Text:
    zh = "或".join(TENURE_WORDS[each].zh for each in q.project.tenure)
    en = " or ".join(_TO_HAVE[each] for each in q.project.tenure)
    if answer == YES:
        return Text(f"项目要求{zh}，可满足", f"the project wants {en}, which is possible here")
    return Text(f"项目要求{zh}，此类场地不能满足", f"the project wants {en}, which is not possible here")


# title ---------------------------------------------------------------------------------------------------------------


def _title_answers(q: Question) -> Answers:
    return q.sites.coded(Role.TITLE_STATUS).judged(lambda word: judged_by(q, word))


def _title_reason(q: Question, row: int, answer: int) -> Text:
    state = q.sites.words(row, Role.TITLE_STATUS)
    if q.sites.written(Role.TITLE_STATUS).word(row) is None:
        return to_check(Text("产权", "title"))
    if answer == UNKNOWN:
        return to_check(Text("产权", "title"), state)
    return Text(f"产权：{state.zh}", f"title: {state.en}")


# blockers ------------------------------------------------------------------------------------------------------------


def _clearing(sites: Sites) -> Numbers:
    """Months that each site's blockers take: 0 without any, NaN where blockers or months are unknown."""
    none = sites.coded(Role.BLOCKERS).judged(lambda word: int(not word))
    return np.where(none == YES, 0.0, np.where(none == NO, sites.number(Role.BLOCKER_MONTHS), np.nan))


def _blocker_answers(q: Question) -> Answers:
    return at_most(q.sites.derived("clearing", _clearing), q.number(f"{q.sites.kind}_max_months"))


def _blocker_reason(q: Question, row: int, answer: int) -> Text:
    blockers = q.sites.coded(Role.BLOCKERS).word(row)
    if blockers is None:
        return to_check(Text("阻碍", "blockers"))
    if not blockers:
        return Text("无阻碍", "no blocker")
    what, months = q.sites.words(row, Role.BLOCKERS), float(q.sites.number(Role.BLOCKER_MONTHS)[row])
    if answer == UNKNOWN:
        return to_check(Text(f"{what.zh}清除时间", f"clearance time of {what.en}"))
    limit = q.number(f"{q.sites.kind}_max_months")
    if answer == YES:
        return Text(f"{what.zh}，{months:g} 个月可清除", f"{what.en}: cleared in {many(months, 'month')}")
    gap = months - limit
    return Text(
        f"{what.zh}须 {months:g} 个月清除，超 {gap:g} 个月",
        f"{what.en}: {many(months, 'month')} to clear, {gap:g} too many",
    )


# start date ----------------------------------------------------------------------------------------------------------


def months_by_route(sites: Sites, scheme: Scheme) -> Numbers:
    """Usual months of each site's supply route; NaN where its status is unknown or cannot be had, 0 for floors."""
    if sites.kind != LAND:
        return np.zeros(len(sites))

    def months(status: Hashable) -> float:
        route = scheme.supply.get(str(status))
        return route.months if route else np.nan

    return sites.coded(Role.STATUS).measured(months)


def _deadline(q: Question) -> float:
    start = q.project.start_date
    return np.nan if start is None else q.sites.today + (start - q.sites.as_of).days + q.number("grace_days")


def _start_answers(q: Question) -> Answers:
    recorded, deadline = q.sites.number(Role.AVAILABLE_FROM), _deadline(q)
    answers = at_most(recorded, deadline)
    if q.sites.kind == LAND:
        # A usual duration says that a date is possible, never that it is not: it cannot eliminate.
        within = {status for status, route in q.scheme.supply.items() if _usual(q, route) <= deadline}
        possible = q.sites.coded(Role.STATUS).judged(lambda word: int(word in within), otherwise=NO) == YES
        answers[possible & (answers == UNKNOWN)] = YES
    return answers


def _usual(q: Question, route: SupplyRoute) -> float:
    """Day by which a route usually ends."""
    return q.sites.today + route.months * DAYS_A_MONTH


def _start_reason(q: Question, row: int, answer: int) -> Text:
    start, date = q.project.start_date, q.sites.value(row, Role.AVAILABLE_FROM)
    if date is None:
        months = months_by_route(q.sites, q.scheme)[row]
        if answer == YES:
            return Text(
                f"按供地路径约 {months:g} 个月可供，赶得上 {start} 开工",
                f"about {many(months, 'month')} by its route, in time for {start}",
            )
        return to_check(Text("可供时间", "date of availability"), Text(f"{start} 开工", f"start on {start}"))
    grace = q.number("grace_days")
    late = float(q.sites.number(Role.AVAILABLE_FROM)[row]) - _deadline(q) + grace
    if late <= 0:
        return Text(f"{date} 可用，赶得上 {start} 开工", f"available from {date}, in time for the start on {start}")
    zh, en = (
        f"{date} 可用，比 {start} 开工晚 {figure(late)} 天",
        f"available from {date}, {many(figure(late), 'day')} after the start on {start}",
    )
    if answer == YES:
        return Text(f"{zh}，在宽限 {grace:g} 天内", f"{en}, within {many(grace, 'day')} of grace")
    return Text(f"{zh}，超出宽限 {grace:g} 天", f"{en}, beyond {many(grace, 'day')} of grace")


# how many are excluded -----------------------------------------------------------------------------------------------


def _held(q: Question) -> int:
    stock = q.sites.stock
    if holds_beside(stock, q.project.id) is not None:
        return int(np.count_nonzero(_hold_answers(q) == NO))
    needed = max(q.sites.today, _starting(q))
    beyond = stock.above("held until", _held_until, np.nextafter(needed, -np.inf))
    holder = stock.coded(Role.HELD_BY)
    if q.project.id not in holder.words:
        return beyond
    own = holder.codes == list(holder.words).index(q.project.id)
    return beyond - int(np.count_nonzero(stock.derived("held until", _held_until)[own] >= needed))


def _taken(q: Question) -> int:
    stock, stages = q.sites.stock, q.names("stages")
    codes = surroundings.occupants(q.sites, stages)
    key = ("occupants counted", *stages)
    if key not in stock.kept:
        stock.kept[key] = np.bincount(codes.codes[codes.known], minlength=len(codes.words))
    return sum(
        int(count)
        for word, count in zip(codes.words, stock.kept[key], strict=True)
        if any(who.certain for who in _others(q, word))
    )


SUPPLY = Constraint(
    id="supply", applies=always, answers=_supply_answers, reason=_supply_reason, reads=frozenset({Role.STATUS})
)
AVAILABILITY = Constraint(
    id="availability",
    applies=always,
    answers=_availability_answers,
    reason=_availability_reason,
)
OCCUPIED = Constraint(
    id="occupied",
    applies=always,
    answers=_occupied_answers,
    reason=_occupied_reason,
    count=_taken,
    remark=ground.what_stands,
)
HOLD = Constraint(id="hold", applies=always, answers=_hold_answers, reason=_hold_reason, count=_held)
TENURE = Constraint(
    id="tenure", applies=asks("tenure"), answers=_tenure_answers, reason=_tenure_reason, reads=frozenset()
)
TITLE = Constraint(
    id="title", applies=always, answers=_title_answers, reason=_title_reason, reads=frozenset({Role.TITLE_STATUS})
)
BLOCKERS = Constraint(
    id="blockers",
    applies=always,
    answers=_blocker_answers,
    reason=_blocker_reason,
    count=lambda q: q.sites.stock.above("clearing", _clearing, q.number(f"{q.sites.kind}_max_months")),
)
START = Constraint(
    id="start",
    applies=asks("start_date"),
    answers=_start_answers,
    reason=_start_reason,
    count=lambda q: q.sites.stock.above(
        "available from", lambda sites: sites.number(Role.AVAILABLE_FROM), _deadline(q)
    ),
)
