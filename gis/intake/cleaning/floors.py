"""The floor on which a space lies, as ledgers write it: ``3F``, ``三楼``, ``负一层``, ``B1``."""

from __future__ import annotations

import re
from typing import Final

from gis.numerals import folded_width

_DIGITS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_FLOOR: Final = re.compile(
    r"(?P<below>负|地下|-|b)?第?(?P<number>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?P<behind>层|楼|f|l)?"
)
_TENS: Final = re.compile(r"(?P<tens>[一二三四五六七八九])?十(?P<ones>[一二三四五六七八九])?")


def floor_in(text: str) -> int | None:
    """The one floor that a text names, those below the ground as negative; None where it names none, or several.

    >>> [floor_in(text) for text in ("3F", "三楼", "第12层", "十二层", "负一层", "B1", "-1", "1-3层", "顶层", "7号楼")]
    [3, 3, 12, 12, -1, -1, -1, None, None, None]
    """
    named = _FLOOR.fullmatch("".join(folded_width(text).casefold().split()))
    if named is None:
        return None
    number = _whole(named["number"])
    spoken = not named["number"].isdecimal()
    if number is None or number == 0 or (spoken and not named["behind"]):
        return None
    return -number if named["below"] else number


def _whole(words: str) -> int | None:
    """A number up to 99 in digits or in Chinese."""
    if words.isdecimal():
        return int(words)
    tens = _TENS.fullmatch(words)
    if tens is not None:
        return 10 * _DIGITS[tens["tens"] or "一"] + _DIGITS[tens["ones"] or "零"]
    return _DIGITS[words] if len(words) == 1 else None
