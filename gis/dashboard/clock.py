"""Land by its idle clock, as the card of a plot shows it: never started runs to the fee at one year and to forfeiture at two; started and then stopped is only suspected.

A delay that the government caused is exempt. Where the cause is not known the plot is suspected all the same, for nothing says that it is exempt, and the cause is to be
checked. ``docs/guide/dashboard.md`` has the table; ``maps/static/js/find/idle_clock.js`` reads single plots by it, and a test holds both to one another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from gis.dashboard.asked import Asked, Asking, any_of, each_of
from gis.dashboard.counting import Areas, State, figure_of
from gis.dashboard.report import Figure
from gis.fields import Role
from gis.layer import Layer
from gis.text import Text

STARTED_SHARE: Final = 100 / 3
INVESTED_SHARE: Final = 25.0
"""Percent of the area and of the investment below which land that stopped is suspected: 《闲置土地处置办法》第二条."""
_TITLES: Final = {
    "exempt": Text("政府原因，免计", "exempt: government delay"),
    "not_due": Text("未到约定开工日", "start not due yet"),
    "under_one_year": Text("未动工不满 1 年", "not started, under 1 year"),
    "one_year": Text("未动工满 1 年", "not started for 1 year"),
    "two_years": Text("未动工满 2 年", "not started for 2 years"),
    "stopped_under_one_year": Text("停工不满 1 年", "stopped, under 1 year"),
    "stopped_suspected": Text("停工满 1 年，疑似闲置", "stopped for 1 year, suspected idle"),
    "stopped_enough": Text("停工满 1 年，已过线", "stopped for 1 year, above the thresholds"),
    "cause_to_check": Text("满 1 年，疑似闲置，起因待核实", "1 year or more, suspected idle, cause to check"),
    "shares_to_check": Text("停工满 1 年，动工与投资占比待核实", "stopped for 1 year, shares to check"),
    "stop_to_check": Text("停工日期待核实", "stop date to check"),
    "due_to_check": Text("约定开工日待核实", "contract start to check"),
}
"""What a plot may stand at, in the order in which it is listed."""
SUSPECTED: Final = ("one_year", "two_years", "stopped_suspected", "cause_to_check")
"""States in which a plot is suspected idle: late, and not known to be exempt."""
_SUSPECTED: Final = Text("疑似闲置", "suspected idle")


def figures_of_clock(layer: Layer, areas: Areas, today: dt.date) -> tuple[tuple[Figure, ...], Figure | None]:
    """Land that lies idle or was never started, each plot in one state, and all that is suspected; none where no status means that."""
    status = Asking(layer, Role.STATUS)
    runs = status.among(status.meaning("idle", "unstarted"))
    if not status.meaning("idle", "unstarted"):
        return (), None
    asked_of = dict(_states(layer, runs, today))

    def figured(key: str, title: Text, asked: Asked) -> Figure:
        return figure_of(layer, State(key=key, title=title, asked=asked, areas=areas))

    states = tuple(figured(key, title, asked_of[key]) for key, title in _TITLES.items())
    return states, figured("suspected", _SUSPECTED, any_of((asked_of[key] for key in SUSPECTED), layer))


def _states(layer: Layer, runs: Asked, today: dt.date) -> Iterator[tuple[str, Asked]]:
    due, cause = Asking(layer, Role.CONTRACT_START), Asking(layer, Role.DELAY_CAUSE)
    yield "due_to_check", runs & due.unknown
    dated = runs & due.known
    yield "exempt", dated & cause.among(cause.meaning("government"))
    counted = dated & cause.but(cause.meaning("government"))
    started, stopped, share = (Asking(layer, role) for role in (Role.STARTED_ON, Role.STOPPED_ON, Role.STARTED_SHARE))
    never = each_of((counted, started.unknown, stopped.unknown, share.unknown | share.most(0)), layer)
    year_ago, two_ago = before(today, 1), before(today, 2)
    yield "not_due", never & due.above(today)
    yield "under_one_year", each_of((never, due.most(today), due.above(year_ago)), layer)
    late = never & due.most(year_ago)
    yield "one_year", each_of((late, cause.known, due.above(two_ago)), layer)
    yield "two_years", each_of((late, cause.known, due.most(two_ago)), layer)
    begun = counted & any_of((started.known, stopped.known, share.above(0)), layer)
    yield "stop_to_check", begun & stopped.unknown
    yield "stopped_under_one_year", begun & stopped.above(year_ago)
    invested, old = Asking(layer, Role.INVESTED_SHARE), begun & stopped.most(year_ago)
    below = share.below(STARTED_SHARE) | invested.below(INVESTED_SHARE)
    yield "stopped_suspected", each_of((old, below, cause.known), layer)
    yield "stopped_enough", each_of((old, share.least(STARTED_SHARE), invested.least(INVESTED_SHARE)), layer)
    unsure = (share.unknown & invested.unknown) | (
        (share.unknown & invested.least(INVESTED_SHARE)) | (invested.unknown & share.least(STARTED_SHARE))
    )
    yield "shares_to_check", old & unsure
    yield "cause_to_check", (late | (old & below)) & cause.unknown


def before(day: dt.date, years: int) -> dt.date:
    """The last day from which so many years have passed on a day.

    >>> before(dt.date(2023, 6, 30), 1), before(dt.date(2024, 2, 29), 1)
    (datetime.date(2022, 6, 30), datetime.date(2023, 2, 28))
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
