"""The day at which a ledger says that it stands: in a title above its headings, in its sheet's name or in its file's."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from gis.numerals import folded_width
from gis.text import Text

_YEARS: Final = range(1990, 2101)
_DAYS: Final = (
    re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
    re.compile(r"(?<!\d)(?P<y>\d{4})(?P<sign>[-./_])(?P<m>\d{1,2})(?P=sign)(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
)
_PERIODS: Final = (
    re.compile(r"(?P<y>\d{4})年(?:\d{1,2}月?[-~—–至到])?(?P<m>\d{1,2})月(?![初上中下\d])"),
    re.compile(r"(?<!\d)(?P<y>20\d{2})[-._](?P<m>\d{1,2})(?![\d年]|[-./_]\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])(?!\d)"),
    re.compile(r"(?P<y>\d{4})年第?(?P<q>[一二三四1-4])季度"),
    re.compile(r"(?P<y>\d{4})年(?P<half>[上下])半年"),
    re.compile(r"(?P<y>\d{4})年(?P<end>年?[底末])"),
)
"""Forms of a period that ends with a month: the first month of several is left out, and a year alone says nothing of a day."""
_AS_OF: Final = re.compile(r"截[至止][至到]?(?:日期|时间)?:?$|asof:?$", re.IGNORECASE)
_FILED: Final = re.compile(r"(?:填表|填报|制表|打印|上报|报送|导出|更新)?(?:日期|时间):?$")
"""What stands before the day on which somebody filled in the form, or printed it."""
_CLOCK: Final = re.compile(r" \d{2}:\d{2}(?::\d{2})?")
_BLANKS: Final = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_QUARTERS: Final = {sign: quarter for quarter in range(1, 5) for sign in (str(quarter), "一二三四"[quarter - 1])}


class StatedDay(NamedTuple):
    """The day at which a ledger stands, what says so, and whether nothing beside it says otherwise."""

    day: dt.date
    evidence: Text
    sure: bool


class _Found(NamedTuple):
    rank: int
    day: dt.date
    whole: bool
    """Whether the day itself is stated, and not a period that ends with it."""
    text: str


def stated_day(titles: Sequence[str], sheet: str = "", file: str = "") -> StatedDay | None:
    """The day that a ledger states; of a month, a quarter or half a year its last day. None where it states none.

    What says 截至 goes before other titles, these before the names of sheet and file, and a day of filing counts where there is no other.

    >>> stated_day(["闲置土地台账（截至2024年6月30日）"]).day, stated_day([], file="重点项目_2024-02.xlsx").day
    (datetime.date(2024, 6, 30), datetime.date(2024, 2, 29))
    >>> stated_day(["2021-2025年规划项目表", "鲁政字〔2019〕12号"]) is None
    True
    """
    days = sorted(
        (each for place, text in enumerate((*titles, sheet, file)) for each in _days_in(text, place, len(titles))),
        key=lambda each: each.rank,
    )
    if not days:
        return None
    first = days[0]
    others = {each.day for each in days if each.rank == first.rank} - {first.day}
    ends = Text("", "") if first.whole else Text("，只写到时段，取其末日", ", a period, of which the last day is taken")
    against = Text("，还写有另一日期", ", and another day beside it") if others else Text("", "")
    return StatedDay(
        first.day,
        Text(f"“{first.text}”{ends.zh}{against.zh}", f"{first.text}{ends.en}{against.en}"),
        not others,
    )


def earliest_stated(tables: Iterable[tuple[Sequence[str], str, str]]) -> StatedDay | None:
    """The earliest day that any of some tables states, by titles, sheet and file: nothing of the layer is older."""
    stated = (stated_day(*table) for table in tables)
    return min((each for each in stated if each is not None), key=lambda each: each.day, default=None)


def _days_in(text: str, place: int, titles: int) -> Iterator[_Found]:
    """The days that a text states, ranked: by what says that it stands at one, by a title, by the names, by a day of filing."""
    folded = _BLANKS.sub("", _CLOCK.sub(" ", folded_width(text)))
    taken: list[range] = []
    for form in (*_DAYS, *_PERIODS):
        for found in form.finditer(folded):
            day = _day_of(found.groupdict())
            if day is None or any(found.start() in span for span in taken):
                continue
            taken.append(range(found.start(), found.end()))
            before = folded[: found.start()]
            rank = 0 if _AS_OF.search(before) else 9 if _FILED.search(before) else 1 + max(0, place - titles + 1)
            yield _Found(rank, day, form in _DAYS, text.strip())


def _day_of(parts: dict[str, str | None]) -> dt.date | None:
    """The day, or the last of the period; None where there is no such day."""
    year = int(parts["y"] or 0)
    month = int(parts.get("m") or 0)
    if quarter := parts.get("q"):
        month = 3 * _QUARTERS[quarter]
    elif half := parts.get("half"):
        month = 6 if half == "上" else 12
    elif parts.get("end"):
        month = 12
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(parts.get("d") or last)
    return dt.date(year, month, day) if 1 <= day <= last else None
