"""Numbers as people and files write them: the decimal digits that everybody reads alike, and nothing that only a programming language reads."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SOME: Final = re.compile(r"[+-]?[0.]*[1-9]")
"""How a number begins that is not 0."""
_MEANT: Final = ("<super>", "<sub>", "<fraction>", "<circle>")
"""Forms of a sign that change what a number says: 10² is not 102."""


def number_in(text: str) -> float | None:
    """The finite number that a text writes, in digits of either width; None where it writes none, or one too small to be told from 0.

    >>> number_in(" 12.50 "), number_in("１２"), number_in("-3e2")
    (12.5, 12.0, -300.0)
    >>> number_in("1_000"), number_in("1,000"), number_in("10²"), number_in("nan"), number_in("1e400"), number_in("1e-400")
    (None, None, None, None, None, None)
    """
    plain = folded_width(text).strip()
    number = float(plain) if _NUMBER.fullmatch(plain) else math.nan
    if not math.isfinite(number) or (number == 0 and _SOME.match(plain)):
        return None
    return number


def folded_width(text: str) -> str:
    """A text with letters, digits and brackets of one width; raised digits and fractions stay what they are.

    >>> folded_width("１５０（％）"), folded_width("10²")
    ('150(%)', '10²')
    """
    # What is normal already is most of what is read, and is told by one look.
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return text
    folded = "".join(sign if unicodedata.decomposition(sign).startswith(_MEANT) else _compatible(sign) for sign in text)
    return unicodedata.normalize("NFC", folded)


def _compatible(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign)
