"""Yes and no as ledgers have them; a blank is neither."""

from __future__ import annotations

from typing import Final

from gis.intake.cleaning.cleaned import BLANK, Cleaned, doubtful, unstated
from gis.intake.cleaning.phrases import says_unknown
from gis.numerals import folded_width
from gis.text import Text
from gis.values import FALSE, TRUE

NEITHER: Final = Text("不是“是”或“否”", "neither yes nor no")
WITH_A_REMARK: Final = Text("“是”或“否”之外另有说明", "yes or no with a remark")
A_CIRCLE: Final = Text("圈和叉看不出是“是”还是“否”", "a circle or a letter x may stand for yes or for no")

_YES: Final = TRUE | frozenset(("有", "对", "√", "✓", "✔", "☑", "y", "t", "已", "是的"))
_NO: Final = FALSE | frozenset(("无", "没有", "不是", "×", "✗", "✘", "✕", "╳", "n", "f", "未"))
_EITHER: Final = frozenset("〇○◯●ox☒□■")


def clean_flag(raw: object) -> Cleaned:
    """Yes or no; ``有（抵押）`` says more than either, and is to check.

    >>> clean_flag(" √ ").value, clean_flag("无").value, clean_flag("有（抵押）").value, clean_flag(1.0).value
    (True, False, None, True)
    """
    if isinstance(raw, str):
        return _of_word("".join(folded_width(raw).casefold().split()))
    if isinstance(raw, (bool, int, float)) and raw in (0, 1):
        return Cleaned(bool(raw))
    return BLANK if raw != raw else doubtful(NEITHER)  # noqa: PLR0124 - NaN


def _of_word(word: str) -> Cleaned:
    if not word:
        return BLANK
    if word in _YES or word in _NO:
        return Cleaned(word in _YES)
    if says_unknown(word):
        return unstated()
    if word in _EITHER:
        return doubtful(A_CIRCLE)
    return doubtful(WITH_A_REMARK if word[0] in "是否有无" else NEITHER)
