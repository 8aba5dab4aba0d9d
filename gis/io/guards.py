"""What a spreadsheet would do to a cell of CSV when it opens the file, and the apostrophe that keeps it from it.

It runs what begins like a formula, and takes for a number, a date, a time, a fraction, a percentage or a truth whatever looks like one in any of its
languages; what it then saves is no longer what was there. The page makes lists by the same two expressions, so that they are written in what Python and
JavaScript read alike.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.io.sheet import UNKNOWN

_NUMBER: Final = r"(?:[0-9]+(?:,[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_NAMED: Final = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY: Final = rf"(?:(?:[0-9]{{1,2}}|[0-9]{{4}})([-/.])[0-9]{{1,2}}\1[0-9]{{1,4}}|[0-9]{{4}}年{_MONTH}月[0-9]{{1,2}}日)"
_TIME: Final = (
    r"(?:[0-9]+:(?:[0-9]{1,4}(?::[0-9]{1,2}(?:\.[0-9]+)?)?)?(?: ?(?:[ap]m?|上午|下午))?|[0-9]{1,2}(?: ?[ap]m| [ap])|(?:上午|下午) ?[0-9]{1,2}(?::|时|点).*"
    r"|[0-9]{1,2}[时点](?:[0-9]{1,2}分(?:[0-9]{1,2}秒)?)?)"
)
_AT: Final = rf"(?:[ t,]+{_TIME}.*)?"
"""A time that may follow a day."""
_CHANGED: Final = (
    # Numbers that would be written otherwise: zeros in front or behind, too long for a column, too small, grouped, signed by a unit.
    r"0[0-9]+(?:\.[0-9]*)?",
    r"[0-9]{12,}(?:\.[0-9]*)?",
    r"[0-9]*\.[0-9]*0|[0-9]+\.|\.[0-9]+|0\.0000[0-9]*|[0-9]+\.[0-9]{11,}",
    r"[0-9]{1,3}(?: [0-9]{3})+",
    r"[0-9]+(?:,[0-9]*)+(?:\.[0-9]*)?",
    rf"{_NUMBER}e[+-]?[0-9]+",
    rf"{_NUMBER} ?[%$¥￥€£]|[$¥￥€£] ?-?{_NUMBER}|\([$¥￥€£]? ?{_NUMBER}\)",
    r"[0-9]{1,2} ?/ ?[0-9]{1,2}|[0-9]+ [0-9]{1,4} ?/ ?[0-9]{1,4}",
    # Dates and times.
    rf"{_MONTH}[-/](?:[0-9]{{1,2}}|[0-9]{{4}})|(?:[0-9]{{1,2}}|[0-9]{{4}})[-/]{_MONTH}",
    rf"[0-9]{{1,2}}[-/][0-9]{{1,2}}[ ,]+{_TIME}.*",
    rf"{_DAY}{_AT}",
    rf"[0-9]{{4}}年{_MONTH}月|{_MONTH}月[0-9]{{1,2}}日(?: *{_TIME}.*)?",
    rf"(?:[0-9]{{1,4}}[-/. ]?)?{_NAMED}\.?[-/, ]{{0,2}}[0-9]{{1,4}}(?:[-/, ]{{1,2}}[0-9]{{2,4}})?{_AT}|[0-9]{{1,4}}[-/. ]?{_NAMED}",
    _TIME,
    # Words that spreadsheets keep for themselves.
    r"true|false",
    r"#(?:n/a|null!|div/0!|value!|ref!|name\?|num!)",
)
RUNS: Final = r"^(?:\s*[=+\-@＝＋－＠\t\r]|[\t\r])"
"""What a cell that a spreadsheet would run begins with."""
CHANGES: Final = rf"^(?:{'|'.join(_CHANGED)})$"
"""Cells, without blanks around them and in signs of half width, that a spreadsheet would change; in any case of letters."""
HARMLESS: Final = r"(?:[B-CEG-IK-LP-RU-Zb-ceg-ik-lp-ru-z]|(?![上下待])[一-鿿]|[0-9]{5,}(?:[A-DF-Za-df-z]|[一-鿿]))"
"""What begins a text of which nobody needs to look at the rest: no formula, number, day, month, time of day nor word of ours or of a spreadsheet begins so."""
_LETTERS: Final = np.array([bool(re.match("[B-CEG-IK-LP-RU-Zb-ceg-ik-lp-ru-z]", chr(sign))) for sign in range(256)])
_RUNS: Final = re.compile(RUNS)
_CHANGES: Final = re.compile(CHANGES, re.IGNORECASE | re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HALF: Final = {0xFF01 + place: 0x21 + place for place in range(94)}


def all_harmless(texts: NDArray[np.uint8], starts: NDArray[np.intp]) -> bool:
    """Whether each of many texts begins as ``HARMLESS`` has it, with a letter or a Chinese sign.

    Parameters
    ----------
    texts, starts
        Their UTF-8, with at least a byte behind the last, and where each begins. Some that begin so are not told, none that does not is.
    """
    first, second = texts[starts], texts[starts + 1]
    # In UTF-8 上 and 下 begin with E4 B8, 待 with E5 BE, and 一 to 鿿 with E4 B8 to E9.
    chinese = (first >= 0xE6) & (first <= 0xE9)
    chinese |= (first == 0xE4) & (second > 0xB8)
    chinese |= (first == 0xE5) & (second != 0xBE)
    return bool((_LETTERS[first] | chinese).all())


def risky(text: str) -> bool:
    """Whether a spreadsheet would take a cell's text for a formula, or our reader for unknown.

    >>> risky("=1+1"), risky("＝1+1"), risky(" @sum"), risky("1-2")
    (True, True, True, False)
    """
    bare = text.lstrip("'")
    return bool(_RUNS.match(bare)) or bare in UNKNOWN


def changed(text: str) -> bool:
    """Whether a spreadsheet would take a cell's text for something else, and write it otherwise.

    >>> [changed(cell) for cell in ("3-1", "1/2", "1.10", "1E-5", "10:30", "TRUE", "5%", "0802", "370113001001", "2023.6.30", "3月5日", "MAR-1")]
    [True, True, True, True, True, True, True, True, True, True, True, True]
    >>> [changed(cell) for cell in ("12", "12.5", "1001", "GD-A01", "3-1号", "A1", "370-12-33", "true story", "Mark 5")]
    [False, False, False, False, False, False, False, False, False]
    """
    half = text.lstrip("'").translate(_HALF)
    plain = half.strip()
    return bool(_CHANGES.match(plain)) or (plain != text.lstrip("'") and bool(_WHOLE.fullmatch(plain)))


def guard(text: str) -> str:
    """Text as a CSV cell: with an apostrophe before it where a spreadsheet would run it or change it.

    >>> guard("=1+1"), guard("0802"), guard("3-1"), guard("GD-A01")
    ("'=1+1", "'0802", "'3-1", 'GD-A01')
    """
    return f"'{text}" if _needs_guard(text) else text


def unguard(text: str) -> str:
    """The text that ``guard`` was given.

    >>> unguard("'=1+1"), unguard("it's"), unguard("''=1")
    ('=1+1', "it's", "'=1")
    """
    return text[1:] if text.startswith("'") and _needs_guard(text[1:]) else text


def _needs_guard(text: str) -> bool:
    return risky(text) or changed(text)
