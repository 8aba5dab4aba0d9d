"""Names that change with the month: a heading or a sheet's name by its form, so that next month's file is read by the same mapping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Final

from gis.intake.row_kinds import words_of
from gis.text import Text

SLOT: Final = "{n}"
"""What stands in a form for a number that changes."""
_PERIOD: Final = re.compile(r"\d+(?=\s*(?:[-~—至]\s*\d+\s*)?(?:年|月|季度|日|旬|周))")


def form_of(name: str) -> str:
    """A name with a slot for each number of a year, a month or a day.

    >>> form_of("至2022年底累计完成投资"), form_of("1-7月累计完成投资额"), form_of("2月"), form_of("层高（8m）")
    ('至{n}年底累计完成投资', '{n}-{n}月累计完成投资额', '{n}月', '层高（8m）')
    """
    return _PERIOD.sub(SLOT, name)


def has_form(name: str, form: str) -> bool:
    """Whether a name is of a form.

    >>> has_form("1-8月累计完成投资额", "{n}-{n}月累计完成投资额"), has_form("本年累计", "{n}年累计")
    (True, False)
    """
    if SLOT not in form:
        return words_of(name) == words_of(form)
    parts = map(re.escape, words_of(form).split(SLOT))
    return re.fullmatch(r"\d+".join(parts), words_of(name)) is not None


def period_of(name: str) -> tuple[int, ...]:
    """The years, months and days in a name, in their order; of two names of one form the later one has the greater.

    >>> period_of("2023年9月") > period_of("2023年8月"), period_of("台账")
    (True, ())
    """
    return tuple(map(int, _PERIOD.findall(words_of(name))))


def title_under(title: Text, heading: str) -> Text:
    """A field's title in which the numbers of a heading stand where its form has slots; the heading itself where they are not as many.

    >>> title_under(Text("投资 / {n}月完成", "投资 / {n}月完成"), "投资（万元） / 7月完成").zh
    '投资 / 7月完成'
    """
    numbers = _PERIOD.findall(heading)
    return Text(*(_filled(words, numbers, heading) for words in (title.zh, title.en)))


def _filled(words: str, numbers: Sequence[str], heading: str) -> str:
    parts = words.split(SLOT)
    if len(parts) == 1:
        return words
    if len(parts) != len(numbers) + 1:
        return heading
    return "".join(chain.from_iterable(zip_longest(parts, numbers, fillvalue="")))
