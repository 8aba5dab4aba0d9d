"""Words by which ledgers say that nothing is known, and texts without the signs that nobody sees."""

from __future__ import annotations

import re
from typing import Final

from gis.numerals import folded_width

_UNKNOWN: Final = frozenset(
    (
        "不详",
        "不明",
        "未知",
        "不清楚",
        "未提供",
        "未填",
        "待核实",
        "待补充",
        "待定",
        "待确定",
        "未定",
        "待查",
        "暂缺",
        "暂无",
    )
) | {"n/a", "na", "#n/a", "unknown", "tbd", "tbc"}
_NOTHING: Final = frozenset(("无", "没有"))
_SIGNS: Final = re.compile(r"[-—–―─/\\|_.。…*~?]+")
_UNSEEN: Final = re.compile(r"_x000[dD]_|[\u200b\u200e\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_BREAK: Final = re.compile(r"[^\S\n\r\v\f\u2028\u2029\x85]*[\n\r\v\f\u2028\u2029\x85]\s*|\t+")
_LATIN: Final = re.compile(r"[0-9A-Za-z\u00c0-\u024f.,;:!?)\]%'\"-]")
_NUMBERED: Final = re.compile(r"[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[、.．)）]|[①-⑳]")
_SPOILT: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{2}")
"""How a spreadsheet shows a number of twelve digits and more: most of its digits are gone."""


def plain_line(text: str) -> str:
    r"""A text as it was meant to be typed: without blanks at its ends, without unseen signs, and in one line.

    Letters, brackets and blanks inside stay as they are typed. Broken lines of Chinese run on; between Latin words, and before what is
    numbered, a blank takes the place of the break.

    >>> plain_line(" 智能仓储物流\n园（二期）项目 "), plain_line("ABC\r\nLtd"), plain_line("资金\n2、手续")
    ('智能仓储物流园（二期）项目', 'ABC Ltd', '资金 2、手续')
    """
    if text.isascii() and text.isprintable():
        return _UNSEEN.sub("", text).strip() if "_x000" in text else text.strip()
    return _BREAK.sub(_joint, _UNSEEN.sub("", text).strip())


def is_spoilt(text: str) -> bool:
    """Whether a text is what a spreadsheet made of a long number, as ``3.70113E+18``."""
    return _SPOILT.fullmatch(text) is not None


def says_unknown(text: str) -> bool:
    """Whether a cell says that nothing is known, in words or by a sign that stands for them.

    >>> [says_unknown(each) for each in ("／", "——", "不详", "N/A", "无", "-1")]
    [True, True, True, True, False, False]
    """
    folded = "".join(folded_width(text).casefold().split())
    return folded in _UNKNOWN or is_sign(folded)


def says_nothing(text: str) -> bool:
    """Whether a cell says that there is none: nothing is in a list then, and of a figure nothing is known.

    >>> says_nothing("无"), says_nothing("无证")
    (True, False)
    """
    return "".join(folded_width(text).split()) in _NOTHING


def is_sign(text: str) -> bool:
    """Whether a cell holds nothing but a sign that stands for an empty one.

    >>> is_sign("／"), is_sign("——"), is_sign("-1")
    (True, True, False)
    """
    return _SIGNS.fullmatch(text if text.isascii() else folded_width(text)) is not None


def _joint(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()], found.string[found.end() :]
    words = _LATIN.match(before[-1:]) and _LATIN.match(after[:1])
    return " " if "\t" in found[0] or words or _NUMBERED.match(after) else ""
