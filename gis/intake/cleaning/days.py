"""Days as ledgers write them; what names no day, or may name two, is to check."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from gis.intake.cleaning.cleaned import BLANK, Cleaned, Expected, doubtful, unstated
from gis.intake.cleaning.phrases import says_nothing, says_unknown
from gis.numerals import folded_width
from gis.text import Text

MONTH_ONLY: Final = Text("只到月份", "a month without a day")
YEAR_ONLY: Final = Text("只到年份", "a year without a day")
NO_DAY: Final = Text("没有这一天", "no such day")
NOT_A_DAY: Final = Text("不是日期", "no date")
STRETCH: Final = Text("写的是一段时间，不是日期", "a stretch of time, no day")
SHORT_YEAR: Final = Text("年份只有两位", "a year of two digits")
DAY_OR_MONTH: Final = Text("看不出日和月的先后", "day and month may stand either way round")
SEVERAL_DAYS: Final = Text("一格里有几个日期", "several dates in one cell")
JANUARY_OR_OCTOBER: Final = Text(
    "可能是 1 月，也可能是丢了 0 的 10 月", "January, or October whose 0 a spreadsheet dropped"
)
OUT_OF_TIME: Final = Text("年份超出 1900 至 2100", "a year outside 1900 to 2100")

YEARS: Final = range(1900, 2101)
_EPOCHS: Final = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_FROM, _TO = dt.date(1980, 1, 1), dt.date(2100, 12, 31)
_SERIALS: Final = {
    since_1904: range((_FROM - epoch).days, (_TO - epoch).days + 1) for since_1904, epoch in _EPOCHS.items()
}
"""Days of spreadsheets from 1980 to 2100: a smaller number may be a year, or 20216 a month without its point."""
_CLOCK: Final = re.compile(r"(?:(?<=[日号])|[ t])(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?$")
_APART: Final = re.compile(r"[0-9] +[0-9]")
_DAY: Final = re.compile(
    r"(?P<y>[0-9]{4})(?:年(?P<m1>[0-9]{1,2})月(?P<d1>[0-9]{1,2})[日号]?"
    r"|(?P<sign>[-./])(?P<m2>[0-9]{1,2})(?P=sign)(?P<d2>[0-9]{1,2})|(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
)
_MONTH: Final = re.compile(r"[0-9]{4}(?:年[0-9]{1,2}月?份?|[-./][0-9]{1,2})|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])")
_YEAR: Final = re.compile(r"[0-9]{4}年?度?")
_PART: Final = re.compile(r"季度|半年|年[初中底末]|月[初中底末]|[上中下]旬|前$|后$|之前|以前")
_SHORT: Final = re.compile(r"[0-9]{2}(?:[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?|年[0-9]{1,2}月?|[0-9]{4})")
_TURNED: Final = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}")
_SERIAL: Final = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_ANY: Final = re.compile(r"[0-9]{4}[年./-][0-9]{1,2}")


def clean_day(raw: object, expected: Expected) -> Cleaned:
    """A day as ISO has it; of a time of day its day."""
    if isinstance(raw, dt.datetime):
        return _in_time(raw.date())
    if isinstance(raw, dt.date):
        return _in_time(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _of_number(float(raw), since_1904=expected.since_1904)
    return _of_text(raw, since_1904=expected.since_1904) if isinstance(raw, str) else doubtful(NOT_A_DAY)


def _of_number(number: float, *, since_1904: bool) -> Cleaned:
    if number != number:  # noqa: PLR0124 - NaN
        return BLANK
    whole = int(number) if abs(number) < 1e9 else 0
    if whole in _SERIALS[since_1904]:
        return _in_time(_EPOCHS[since_1904] + dt.timedelta(days=whole))
    if whole == number:
        return _of_text(str(whole), since_1904=since_1904)
    if whole in YEARS:
        return doubtful(JANUARY_OR_OCTOBER if repr(number).endswith(".1") else MONTH_ONLY)
    return doubtful(NOT_A_DAY)


def _of_text(raw: str, *, since_1904: bool) -> Cleaned:
    text = re.sub(r"\s+", " ", folded_width(raw).casefold().strip())
    if not text:
        return BLANK
    if says_unknown(text) or says_nothing(text):
        return unstated()
    text = _CLOCK.sub("", text)
    if _APART.search(text):
        return doubtful(NOT_A_DAY)
    text = text.replace(" ", "")
    if found := _DAY.fullmatch(text):
        month, day = (next(filter(None, (found[f"{name}{n}"] for n in (1, 2, 3)))) for name in "md")
        return _day_of(int(found["y"]), int(month), int(day))
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIALS[since_1904]:
        return _of_number(float(text), since_1904=since_1904)
    return doubtful(_why_no_day(text))


def _why_no_day(text: str) -> Text:
    """Why a text is no day, as far as it can be seen."""
    forms = ((_MONTH, MONTH_ONLY), (_YEAR, YEAR_ONLY), (_SHORT, SHORT_YEAR), (_TURNED, DAY_OR_MONTH))
    for form, why in forms:
        if form.fullmatch(text):
            return why
    if len(_ANY.findall(text)) > 1:
        return SEVERAL_DAYS
    return STRETCH if _PART.search(text) else NOT_A_DAY


def _day_of(year: int, month: int, day: int) -> Cleaned:
    if year not in YEARS:
        return doubtful(OUT_OF_TIME)
    try:
        return Cleaned(dt.date(year, month, day).isoformat())
    except ValueError:
        return doubtful(NO_DAY)


def _in_time(day: dt.date) -> Cleaned:
    return Cleaned(day.isoformat()) if day.year in YEARS else doubtful(OUT_OF_TIME)
