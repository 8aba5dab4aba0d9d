"""Holds that end before a project wants to begin: no obstacle, but whether they are renewed is to be checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np

from gis.columns import Value
from gis.matching.rules.question import Question, to_check
from gis.matching.sites.answers import NO, UNKNOWN, Answers, Numbers
from gis.text import Text


def ending_in_time(q: Question, answers: Answers, until: Numbers) -> Answers:
    """Answers in which a hold that ends before the project wants to begin does not eliminate: whether it is renewed is to be checked.

    One whose end nobody knows may end before.
    """
    if q.project.start_date is not None:
        answers[(answers == NO) & ~(until >= starting(q))] = UNKNOWN
    return answers


def starting(q: Question) -> float:
    """The day on which the project wants to begin, long past where it does not say."""
    start = q.project.start_date
    return -np.inf if start is None else q.sites.today + (start - q.sites.as_of).days


def ends_first(q: Question, until: Value, held: Text) -> Text:
    """That a hold ends before the start, so that whether it is lifted then is to be checked."""
    start = q.project.start_date
    return to_check(
        Text("预留到期能否解除", "release of the hold"),
        Text(f"{held.zh}，至 {until}，早于 {start} 开工", f"{held.en} until {until}, before the start on {start}"),
    )


def end_to_check(holder: Hashable | None) -> Text:
    """That nobody knows until when a site is held."""
    if holder is None:
        return to_check(Text("预留的期限", "end of the hold"))
    return to_check(Text(f"{holder} 意向预留的期限", f"end of the hold of {holder}"))


def held_by(holder: Hashable) -> Text:
    """Who holds a site."""
    return Text(f"由 {holder} 意向预留", f"held by {holder}")


def later(answers: Callable[[Question], Answers], ends: Numbers, q: Question) -> Numbers:
    """The day until which a hold bars each site: NaN where it bars none, for ever where no later start gives way to it."""
    now = answers(replace(q, project=replace(q.project, start_date=None))) == NO
    ever = answers(replace(q, project=replace(q.project, start_date=dt.date.max))) == NO
    return np.where(now, np.where(ever, np.inf, ends), np.nan)


def day_before(_q: Question, days: Numbers) -> Numbers:
    """A hold has to end before the start, not on its day."""
    return np.nextafter(days, -np.inf)
