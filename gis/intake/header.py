"""Where the headings of a table stand: one to four rows, merged or not, below titles, and above what they are headings of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Final

from gis.intake.row_kinds import OF_WHICH, is_blank, is_figure, is_signed, words_of
from gis.io.grid import Area, Cell

PATH: Final = " / "
"""Between the headings of a column that stand above one another."""
LOOKED_AT: Final = 60
"""Rows in which a heading is looked for."""
MOST_ROWS: Final = 4
_LEAST: Final = 2
_RECORDS: Final = 3
"""Rows that are plainly records, and the columns that each of them fills, for no heading to be looked for below them."""
_COVERED: Final = 0.4
"""Of the columns that are ever filled, the share that a heading names at least."""
_DISTINCT: Final = 0.7
LONGEST: Final = 60
_YEARS: Final = range(1949, 2101)
_CJK: Final = r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]"
_BLANK_IN_CHINESE: Final = re.compile(rf"(?<={_CJK})\s+|\s+(?={_CJK})")


@dataclass(frozen=True, kw_only=True)
class Header:
    """The headings of a table, and what stands above them.

    ``top`` and ``bottom`` are rows, ``paths`` has the headings of each column that has one, joined from above; all count from 1.
    """

    titles: tuple[str, ...]
    top: int
    bottom: int
    paths: Mapping[int, str]


def heading_words(cell: Cell) -> str:
    r"""A heading as it is kept: one line, without the blanks that only set it.

    >>> heading_words("建 筑\n面积（㎡） "), heading_words("Plot  ratio"), heading_words(2021.0)
    ('建筑面积（㎡）', 'Plot ratio', '2021')
    """
    if isinstance(cell, float):
        return f"{cell:g}"
    if not isinstance(cell, str):
        return "" if is_blank(cell) else str(cell)
    return " ".join(_BLANK_IN_CHINESE.sub("", cell.strip()).split())


class Records:
    """That records have begun, and no heading stands above them."""


RECORDS: Final = Records()


def look_for_header(rows: Sequence[Sequence[Cell]], merged: Sequence[Area], first: int = 1) -> Header | Records | None:
    """The first heading in some rows of a sheet; that records stand there without one; or nothing, where it may stand further down.

    A heading names most columns, by texts that are no figures and hardly ever the same, and none of them is a value of its own column.

    Parameters
    ----------
    rows
        The rows from ``first`` on, of one length.
    """
    used = max((sum(not is_blank(cell) for cell in row) for row in rows), default=0)
    areas = [area for area in merged if first <= area.top < first + len(rows)]
    records = 0
    for place, row in enumerate(rows):
        number = first + place
        if not _may_be_heading(_spread(row, number, areas), used):
            records += _is_record(row, used)
            if records >= _RECORDS:
                return RECORDS
            continue
        bottom = _bottom(rows, place, first, areas)
        paths = _paths(rows, place, bottom - first, first, areas)
        below = rows[bottom - first + 1 :]
        if _stands_below(row, below):
            return RECORDS
        if len(paths) < _LEAST:
            continue
        titles = tuple(heading_words(cell) for above in rows[:place] for cell in above if not is_blank(cell))
        return Header(titles=titles, top=number, bottom=bottom, paths=paths)
    return None


def _is_record(row: Sequence[Cell], used: int) -> bool:
    """Whether a row is plainly one of a table: it fills most columns, three at least, and some with figures."""
    filled = [cell for cell in row if not is_blank(cell)]
    return len(filled) >= max(_RECORDS, _COVERED * used) and any(map(is_figure, filled))


def _spread(row: Sequence[Cell], number: int, areas: Sequence[Area]) -> list[Cell]:
    """A row in which what is merged sideways stands in each of its columns."""
    spread = list(row)
    for area in areas:
        if area.top == number and area.right > area.left:
            for column in range(area.left, min(area.right, len(spread)) + 1):
                spread[column - 1] = row[area.left - 1]
    return spread


def too_long_heading(rows: Iterable[Sequence[Cell]]) -> tuple[int, int, str] | None:
    """The first heading that alone keeps its row from being one, for it is too long: its row and column from 1, and what it says; None where there is none."""
    for number, row in enumerate(rows, 1):
        if _may_be_heading(row, len(row), longest=None):
            for column, cell in enumerate(row, 1):
                if len(words := heading_words(cell)) > LONGEST:
                    return number, column, words
    return None


def _may_be_heading(row: Sequence[Cell], used: int, longest: int | None = LONGEST) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    words = [heading_words(cell) for cell in filled]
    if len(filled) < max(_LEAST, _COVERED * used) or len(set(words)) < _LEAST:
        return False
    if longest is not None and any(len(each) > longest for each in words):
        return False
    if 2 * sum(map(_is_signature, words)) >= len(words):
        return False
    figures = [cell for cell in filled if is_figure(cell)]
    if any(not _is_year(cell) for cell in figures) or 2 * len(figures) > len(filled):
        return False
    runs = [each for n, each in enumerate(words) if not n or each != words[n - 1]]
    return len(set(runs)) >= _DISTINCT * len(runs)


def _is_signature(words: str) -> bool:
    return is_signed(words) and not words.startswith(OF_WHICH)


def _is_year(cell: Cell) -> bool:
    text = words_of(cell) if isinstance(cell, str) else heading_words(cell)
    return text.isdecimal() and int(text) in _YEARS


def _bottom(rows: Sequence[Sequence[Cell]], place: int, first: int, areas: Sequence[Area]) -> int:
    """The last row of the heading that begins at a place."""
    top = first + place
    bottom = top
    while bottom - top < MOST_ROWS - 1 and bottom - first + 1 < len(rows):
        merged_down = any(area.top <= bottom < area.bottom and area.top >= top for area in areas)
        grouped = any(area.top == bottom and area.bottom == bottom and area.right > area.left for area in areas)
        below = rows[bottom - first + 1]
        if not (merged_down or (grouped and _is_texts(below)) or _goes_on(rows[bottom - first], below)):
            break
        bottom += 1
    while bottom - first + 1 < len(rows) and _counts_columns(rows[bottom - first + 1]):
        bottom += 1
    return bottom


def _is_texts(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and not any(is_figure(cell) for cell in filled)


def _goes_on(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether a row that is merged nowhere goes on with the headings above it: it fills gaps beside group headings, and little else."""
    filled = [place for place, cell in enumerate(below) if not is_blank(cell)]
    gaps = [place for place in filled if is_blank(above[place])]
    if not gaps or not _is_texts(below) or not is_blank(below[0]) or is_blank(above[0]):
        return False
    under = [place for place in filled if not is_blank(above[place])]
    # A group heading has its own column's heading below it, and the gaps lie right of it.
    return all(any(place - group > 0 for group in under) for place in gaps)


def _counts_columns(row: Sequence[Cell]) -> bool:
    """Whether a row only numbers the columns, as forms do below their headings."""
    filled = [words_of(cell) if isinstance(cell, str) else heading_words(cell) for cell in row if not is_blank(cell)]
    numbers = [int(each.strip("()")) for each in filled if each.strip("()").isdecimal()]
    least = 3
    return (
        len(numbers) >= least
        and len(numbers) >= len(filled) - _LEAST
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= least
    )


def _paths(rows: Sequence[Sequence[Cell]], place: int, last: int, first: int, areas: Sequence[Area]) -> dict[int, str]:
    levels = [_spread(rows[n], first + n, areas) for n in range(place, last + 1) if not _counts_columns(rows[n])]
    for upper, lower in pairwise(levels):
        for column in range(1, len(upper)):
            if is_blank(upper[column]) and not is_blank(lower[column]) and not is_blank(lower[column - 1]):
                upper[column] = upper[column - 1]
    paths: dict[int, str] = {}
    for column in range(len(levels[0])):
        words = [heading_words(level[column]) for level in levels]
        parts = [each for n, each in enumerate(words) if each and (not n or each != words[n - 1])]
        if parts:
            paths[column + 1] = PATH.join(parts)
    return paths


def _stands_below(row: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    """Whether texts of a row are values of their own columns, so that it is a record: unless the whole row is there again, as on each page."""
    table = takewhile(lambda other: not all(map(is_blank, other)), below)
    again = [other for other in table if list(other) != list(row)]
    texts = [place for place, cell in enumerate(row) if words_of(cell)]
    seen = Counter(place for place in texts if any(words_of(other[place]) == words_of(row[place]) for other in again))
    return 2 * len(seen) > len(texts) or len(seen) > _LEAST
