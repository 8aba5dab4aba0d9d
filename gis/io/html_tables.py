"""What a description in HTML says in pairs, as GIS software writes the columns of a feature into a balloon: rows of two cells, or lines of a name and a value."""

from __future__ import annotations

import html
import re
from typing import Final

_PAIR: Final = 2
_ROW: Final = re.compile(r"<tr\b[^<>]*>(.*?)(?=</tr\b|<tr\b|</table\b|$)", re.IGNORECASE | re.DOTALL)
_CELL: Final = re.compile(r"<t[dh]\b[^<>]*>(.*?)(?=</t[dh]\b|<t[dh]\b|$)", re.IGNORECASE | re.DOTALL)
_BREAK: Final = re.compile(r"<(?:br|/?p|/?div|/?li)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_LINE: Final = re.compile(r"\s*([^:：=]{1,30}?)\s*[:：=]\s*(.*?)\s*")
_MOST: Final = 500


def pairs_in(text: str) -> dict[str, str]:
    """Names and values that a text states in pairs and nothing else; none of a text that says anything besides.

    >>> pairs_in("<table><tr><td>权利人</td><td>某某公司</td></tr><tr><td>面积</td><td>1.5</td></tr></table>")
    {'权利人': '某某公司', '面积': '1.5'}
    >>> pairs_in("编号：A-1<br/>用途：工业"), pairs_in("某某公司旧厂"), pairs_in("见 http://a.b")
    ({'编号': 'A-1', '用途': '工业'}, {}, {})
    """
    rows = [[_words(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(text)]
    rows = [row for row in rows if any(row)]
    if rows:
        pairs = [row for row in rows if len(row) == _PAIR and row[0]]
        # A first row of one cell is the title of the balloon.
        return _distinct(pairs) if len(pairs) >= len(rows) - 1 else {}
    lines = [words for line in _BREAK.sub("\n", text).split("\n") if (words := _words(line))]
    matched = [_LINE.fullmatch(line) for line in lines]
    pairs = [[line[1], line[2]] for line in matched if line is not None]
    return _distinct(pairs) if len(pairs) == len(lines) > 1 else {}


def _words(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def _distinct(pairs: list[list[str]]) -> dict[str, str]:
    """Pairs as a table; none where a name stands twice, or there are more than a feature has columns."""
    table = dict(pairs)
    return table if len(table) == len(pairs) <= _MOST else {}
