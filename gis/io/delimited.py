"""Delimited text read strictly: where a quote or a sign is amiss the line is named, and nothing shifts into a neighbouring cell."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice
from typing import Final, NamedTuple

from gis.errors import SourceError
from gis.text import Text

SEPARATORS: Final = (",", ";", "\t", "|")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_AHEAD: Final = 200
"""Lines that a cell may have where a quote that is never closed is to be told from one."""
_OPEN: Final = re.compile(r'"[^"]*(?:""[^"]*)*')
_NUL: Final = Text("有空字符（NUL）", "holds a NUL character")
_UNCLOSED: Final = Text("起的引号没有闭合", "opens a quote that is never closed")
_MISPLACED: Final = Text('单元格中的引号 " 位置不对', 'holds a quote " where none belongs')


class Line(NamedTuple):
    """One row of a table: the line on which it starts, counted from 1, its cells, and whether one of them may have swallowed other rows.

    ``stray`` says that a quote stands where none belongs, and was read as a sign like any other.
    """

    number: int
    cells: list[str]
    swallows: bool = False
    stray: bool = False


def lines_of(
    text: str | Iterable[str], delimiter: str, origin: str, *, blank: bool = False, lenient: bool = False
) -> Iterator[Line]:
    """The rows of a delimited text, its heading too.

    A quote opens a cell at its start, closes it at its end, and is written twice inside.

    Parameters
    ----------
    text
        The text, or its lines with their ends, of which no more are held than one row has.
    blank
        Whether lines without any sign are rows too.
    lenient
        Whether a line with a quote that stands elsewhere or is never closed is one row, in which the quote is a sign like any other.

    Raises
    ------
    SourceError
        A NUL, or a quote that stands elsewhere or is never closed; the rows after it could be anything.
    """
    given = iter(StringIO(text, newline="") if isinstance(text, str) else text)
    again: deque[str] = deque()
    lines = _with_those_again(given, again) if lenient else given
    sign = re.escape(delimiter)
    cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^"{sign}\r\n]*))({sign}|\r\n|\r|\n|\Z)')
    number = 1
    for line in lines:
        if "\0" in line:
            raise _malformed(origin, number, _NUL)
        if '"' not in line:
            bare = line.rstrip("\r\n")
            if bare or blank:
                yield Line(number, bare.split(delimiter))
            number += 1
            continue
        if (quoted := _all_quoted(line, delimiter)) is not None:
            yield Line(number, quoted)
            number += 1
            continue
        ahead: list[str] = []
        try:
            row, taken = _quoted_row(
                line, _noted(lines, ahead, most=_AHEAD if lenient else None), cell, delimiter, (number, origin)
            )
        except SourceError:
            if not lenient:
                raise
            row, taken = Line(number, _cells_with_stray_quotes(line, delimiter), stray=True), 1
            again.extendleft(reversed(ahead))
        yield row
        number += taken


def _with_those_again(lines: Iterator[str], again: deque[str]) -> Iterator[str]:
    """Lines, and between them those that are put before what is left."""
    while True:
        line = again.popleft() if again else next(lines, None)
        if line is None:
            return
        yield line


def _noted(lines: Iterator[str], ahead: list[str], most: int | None) -> Iterator[str]:
    """Lines that one row goes on to, each noted; no more of them than a row may have."""
    for line in islice(lines, most):
        ahead.append(line)
        yield line


def _cells_with_stray_quotes(line: str, delimiter: str) -> list[str]:
    """The cells of a line in which a quote stands where none belongs: cells that are quoted rightly are, all others are as they stand."""
    bare = line.rstrip("\r\n")
    sign = re.escape(delimiter)
    cells = re.findall(rf'(?:^|{sign})(?:"([^"]*(?:""[^"]*)*)"(?={sign}|$)|([^{sign}]*))', bare)
    return [plain or quoted.replace('""', '"') for quoted, plain in cells]


def _all_quoted(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line in which each is quoted and holds no quote, as databases write them; None of another."""
    bare = line.rstrip("\r\n")
    between = f'"{delimiter}"'
    inner = bare[1:-1]
    if len(bare) > 1 and bare[0] == bare[-1] == '"' and inner.count('"') == 2 * inner.count(between):
        return inner.split(between)
    return None


def _quoted_row(
    text: str, lines: Iterator[str], cell: re.Pattern[str], delimiter: str, where: tuple[int, str]
) -> tuple[Line, int]:
    """The row that begins with this line, and how many lines it takes; ``where`` is the line's number and the file."""
    start, origin = where
    number, at, taken, swallows = start, 0, 1, False
    cells: list[str] = []
    while True:
        piece = cell.match(text, at)
        if piece is None:
            if not _OPEN.fullmatch(text, at):
                raise _malformed(origin, number, _MISPLACED)
            more = _until_a_quote_closes(lines)
            if not more:
                raise _malformed(origin, number, _UNCLOSED)
            if any("\0" in line for line in more):
                raise _malformed(origin, number, _NUL)
            text, at, taken = text[at:] + "".join(more), 0, taken + len(more)
            continue
        quoted, plain, end = piece.groups()
        if quoted is not None:
            inner = _BREAK.split(quoted)
            number += len(inner) - 1
            swallows = swallows or any(delimiter in part for part in inner[1:])
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        at = piece.end()
        if end != delimiter:
            return Line(start, cells, swallows), taken


def _until_a_quote_closes(lines: Iterator[str]) -> list[str]:
    """The lines up to the one in which an open cell may close: the first with a quote that is not written twice. None where there is none."""
    taken = []
    for line in lines:
        taken.append(line)
        if '"' in line.replace('""', ""):
            return taken
    return []


def misplaced_quote(origin: str, number: int) -> SourceError:
    """The refusal of a row in which a quote parts the cells in nobody knows which way."""
    return _malformed(origin, number, _MISPLACED)


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
