"""Whether the site can be had when the project wants to begin."""

from __future__ import annotations

import numpy as np

from gis.fields import Role
from gis.matching.needs.project import figure_of
from gis.matching.rules.comparison import Comparison, recorded
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule
from gis.matching.rules.waiting import DAYS_A_MONTH, months_by_route
from gis.matching.scheme.scheme import SupplyRoute
from gis.matching.sites.answers import YES, Numbers
from gis.matching.sites.candidates import LAND
from gis.text import Text, many
from gis.units import figure


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
    late = float(q.sites.number(Role.AVAILABLE_FROM)[row]) - (figure_of(q.project, "start_date") or 0.0)
    if late <= 0:
        return Text(f"{date} 可用，赶得上 {start} 开工", f"available from {date}, in time for the start on {start}")
    zh, en = (
        f"{date} 可用，比 {start} 开工晚 {figure(late)} 天",
        f"available from {date}, {many(figure(late), 'day')} after the start on {start}",
    )
    if answer == YES:
        return Text(f"{zh}，在宽限 {grace:g} 天内", f"{en}, within {many(grace, 'day')} of grace")
    return Text(f"{zh}，超出宽限 {grace:g} 天", f"{en}, beyond {many(grace, 'day')} of grace")


def _with_grace(q: Question, days: Numbers) -> Numbers:
    return days + q.number("grace_days")


def _recorded_or_usual(q: Question) -> Numbers:
    """Day from which each site can be had for certain: a usual duration says that a date is possible, never that it is not."""
    dates = q.sites.number(Role.AVAILABLE_FROM)
    if q.sites.kind != LAND:
        return dates
    usual = {status: _usual(q, route) for status, route in q.scheme.supply.items()}
    return np.where(
        np.isnan(dates), q.sites.coded(Role.STATUS).measured(lambda word: usual.get(str(word), np.nan)), dates
    )


RULE = Rule(
    id="start",
    compares=(
        Comparison(key="start_date", has=recorded(Role.AVAILABLE_FROM), surely=_recorded_or_usual, bound=_with_grace),
    ),
    reason=_start_reason,
    numbers={"grace_days": 90},
    in_words=True,
    of_having=True,
)
