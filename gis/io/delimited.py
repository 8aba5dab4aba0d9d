"""Delimited text read strictly: where a quote or a sign is amiss the line is named, and nothing shifts into a neighbouring cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from gis.errors import SourceError
from gis.text import Text

SEPARATORS: Final = (",", ";", "\t", "|")
_BREAK: Final = re.compile(r"\r\n|\r|\n")


class Line(NamedTuple):
    """One row of a table: the line on which it starts, counted from 1, its cells, and whether one of them may have swallowed other rows."""

    number: int
    cells: list[str]
    swallows: bool = False


def lines_of(text: str, delimiter: str, origin: str) -> Iterator[Line]:
    """The rows of a delimited text, its heading too; lines without any sign are no rows.

    A quote opens a cell at its start, closes it at its end, and is written twice inside.

    Raises
    ------
    SourceError
        A NUL, or a quote that stands elsewhere or is never closed; the rows after it could be anything.
    """
    if "\0" in text:
        at = line_at(text, text.index("\0"))
        raise _malformed(origin, at, Text("有空字符（NUL）", "holds a NUL character"))
    sign = re.escape(delimiter)
    cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^"{sign}\r\n]*))({sign}|\r\n|\r|\n|\Z)')
    at, number, start = 0, 1, 1
    cells: list[str] = []
    swallows = False
    while at < len(text) or cells:
        piece = cell.match(text, at)
        if piece is None:
            raise _quote(text, at, number, origin)
        quoted, plain, end = piece.groups()
        if quoted is not None:
            inner = _BREAK.split(quoted)
            number += len(inner) - 1
            swallows = swallows or any(delimiter in part for part in inner[1:])
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        at = piece.end()
        if end == delimiter:
            continue
        if cells != [""] or quoted is not None:
            yield Line(start, cells, swallows)
        number += 1
        cells, start, swallows = [], number, False


def line_at(text: str, place: int) -> int:
    """The number of the line at a place of a text, counted from 1."""
    return len(_BREAK.findall(text, 0, place)) + 1


def _quote(text: str, at: int, number: int, origin: str) -> SourceError:
    """What is wrong with the quotes of a cell."""
    if text[at] == '"' and re.compile(r'"[^"]*(?:""[^"]*)*').fullmatch(text, at):
        return _malformed(origin, number, Text("起的引号没有闭合", "opens a quote that is never closed"))
    return _malformed(
        origin,
        number,
        Text('单元格中的引号 " 位置不对', 'holds a quote " where none belongs'),
    )


def _malformed(origin: str, number: int, text: Text) -> SourceError:
    return SourceError(
        Text(f"{origin} 第 {number} 行{text.zh}", f"{origin}, line {number}, {text.en}"),
        Text(
            '含引号的单元格须整体加引号，其中的引号写两次（""）；可用表格软件打开后另存为“CSV UTF-8”',
            'put quotes around a cell that holds one, and write it twice inside (""); or open it in a spreadsheet and save it as CSV UTF-8',
        ),
        file=origin,
        line=number,
    )
