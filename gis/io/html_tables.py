"""What a description in HTML says in pairs, as GIS software writes the columns of a feature into a balloon: rows of two cells, or lines of a name and a value."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_PAIR: Final = 2
_LINE: Final = re.compile(r"\s*([^:：=<>]{1,30}?)\s*[:：=]\s*(.*?)\s*$")
_MOST: Final = 500


class _Cells(HTMLParser):
    """The rows of the tables of a text, and its lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.lines: list[str] = [""]
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._cell = []
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append("")
        elif tag in {"br", "p", "div", "li"}:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr"}:
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None and self.rows[-1]:
            self._cell.append(data)
            self.rows[-1][-1] = " ".join("".join(self._cell).split())
        else:
            first, *more = data.split("\n")
            self.lines[-1] += first
            self.lines += more


def pairs_in(text: str) -> dict[str, str]:
    """Names and values that a text states in pairs and nothing else; none of a text that says anything besides.

    >>> pairs_in("<table><tr><td>权利人</td><td>某某公司</td></tr><tr><td>面积</td><td>1.5</td></tr></table>")
    {'权利人': '某某公司', '面积': '1.5'}
    >>> pairs_in("编号：A-1<br/>用途：工业"), pairs_in("某某公司旧厂"), pairs_in("见 http://a.b")
    ({'编号': 'A-1', '用途': '工业'}, {}, {})
    """
    if "<" not in text and "\n" not in text:
        return {}
    parser = _Cells()
    parser.feed(text)
    parser.close()
    rows = [row for row in parser.rows if any(row)]
    if rows:
        pairs = [row for row in rows if len(row) == _PAIR and row[0]]
        # A first row of one cell is the title of the balloon.
        whole = len(pairs) >= len(rows) - 1 and len({row[0] for row in pairs}) == len(pairs) <= _MOST
        return dict(pairs) if whole else {}
    lines = [line for line in parser.lines if line.strip()]
    found = [_LINE.match(line) for line in lines]
    pairs = [[each[1], each[2]] for each in found if each is not None]
    whole = len(lines) > 1 and len(pairs) == len(lines) and len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs) if whole else {}
