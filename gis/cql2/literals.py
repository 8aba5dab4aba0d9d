"""Literals that both encodings share: numbers, dates, timestamps and the ends of intervals."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Final

from gis.cql2.mistakes import shorten, wrong
from gis.cql2.tree import At, Interval, Moment, Node, Number
from gis.text import Text
from gis.values import EXACT, exactly

OPEN: Final = ".."
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?"
)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY: Final = dt.timedelta(days=1)
A_DATE: Final = Text("日期，例如 '2023-06-30'", "a date such as '2023-06-30'")
AN_INSTANT: Final = Text("UTC 时间，例如 '2023-06-30T08:00:00Z'", "a time in UTC such as '2023-06-30T08:00:00Z'")


def number(text: str, at: At, sign: int = 1) -> Number:
    """A number; one beyond all bounds is refused."""
    value = exactly(text)
    if value is None and math.isfinite(float(text)):
        # Rounded, it would find a neighbour, or miss its own.
        raise wrong(
            at,
            Text(f"数 {shorten(text)} 位数过多", f"{shorten(text)}, which has too many digits for a number"),
            Text(f"不超过 {EXACT:,} 的数，或文字", f"a number up to {EXACT:,}, or a text"),
        )
    if value is None:
        raise wrong(
            at, Text(f"数 {shorten(text)} 过大", f"the number {shorten(text)}"), Text("有限的数", "a finite number")
        )
    return Number(sign * value, at)


def date(text: str, at: At) -> Moment:
    """``YYYY-MM-DD`` as the first moment of that day."""
    found = moment(text, at) if _DATE.fullmatch(text) else None
    if found is None:
        raise wrong(at, _quoted(text), A_DATE)
    return found


def timestamp(text: str, at: At) -> Moment:
    """An RFC 3339 time."""
    found = moment(text, at) if _INSTANT.fullmatch(text) else None
    if found is None:
        raise wrong(at, _quoted(text), AN_INSTANT)
    return found


def instant(text: str, at: At) -> Moment:
    """A date or a time, whichever it is."""
    found = moment(text, at)
    if found is None:
        raise wrong(at, _quoted(text), A_DATE)
    return found


def moment(text: str, at: At) -> Moment | None:
    """The moment that a text names, or None where it names none."""
    # GDAL's driver writes a date as 2023/06/30 or with a T behind it; neither can mean anything else.
    plain = (text.replace("/", "-", 2) if text[4:5] == "/" else text).removesuffix("T")
    dated = bool(_DATE.fullmatch(plain))
    if not dated and not _INSTANT.fullmatch(plain):
        return None
    try:
        found = dt.datetime.fromisoformat(plain.upper())
        # What names no zone is UTC; a zone may push the first or last day of the calendar over its edge.
        days = (found.replace(tzinfo=found.tzinfo or dt.UTC) - _EPOCH) / _DAY
    except (ValueError, OverflowError):
        return None
    return Moment(days, dated, plain, at)


def interval(ends: tuple[Node, Node], at: At) -> Interval:
    """A stretch of time whose known ends are in order."""
    start, end = ends
    if isinstance(start, Moment) and isinstance(end, Moment) and start.days > end.days:
        raise wrong(
            at,
            Text(f"时间段的起点 {start.text} 晚于终点 {end.text}", f"an interval from {start.text} back to {end.text}"),
            Text("先起点后终点", "the earlier end first"),
        )
    return Interval(start, end, at)


def open_end(*, start: bool, at: At) -> Moment:
    """``..``: no end on this side."""
    return Moment(-math.inf if start else math.inf, dated=False, text=OPEN, at=at)


def _quoted(text: str) -> Text:
    return Text(f"“{shorten(text)}”", f"“{shorten(text)}”")
