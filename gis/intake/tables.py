"""A table of a sheet: what stands above, the headings, and row by row what belongs to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import Final, NamedTuple

from gis.intake.periods import form_of
from gis.intake.row_kinds import (
    RowKind,
    is_blank,
    is_figure,
    is_note,
    is_signed,
    row_kind,
    section_level,
    section_words,
    words_of,
)
from gis.intake.unnamed_totals import Row, TotalsAbove, Verdict, may_be_total
from gis.io.grid import Area, Cell, Sheet, column_letters
from gis.text import Text

_MOST_OF: Final = 0.5
_AGAIN: Final = 0.8
_TEXTS: Final = 2
NOTHING: Final[Mapping[int, Area]] = MappingProxyType({})
SERIAL: Final = frozenset({"序号", "序", "编号", "no.", "no", "#"})
"""Headings of a column that numbers the records."""


class Column(NamedTuple):
    """A column of a table: its place from 1, and its headings from above; '' where it has none."""

    place: int
    heading: str

    @property
    def letters(self) -> str:
        """As spreadsheets name it."""
        return column_letters(self.place)


class Line(NamedTuple):
    """One row below the heading: its number in the sheet, what it is, its cells by the table's columns, and the section it stands in.

    ``verdict`` says of a row that does not say that it is a total whether it is one; ``spread`` has the places of its figures that stand in
    several rows, each with the first and the last of these; ``part`` the place among the tables that are read as one; ``weighed`` says
    whether the rows above were asked what it is.
    """

    row: int
    kind: RowKind
    cells: list[Cell]
    section: str = ""
    verdict: Verdict = Verdict.RECORD
    spread: Mapping[int, Area] = NOTHING
    part: int = 0
    weighed: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a sheet.

    Parameters
    ----------
    titles
        What stands above the headings, cell by cell.
    columns
        Those with a heading or with a value below it; headings that are alike are told apart by a number behind them.
    top, bottom
        The first and the last row of the headings.
    end
        The last row of the table; None where it goes on to the end of the sheet.
    twice
        Headings that stand more than once.
    more
        Other tables with these headings, of which the records are its own too.
    """

    sheet: Sheet
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    top: int
    bottom: int
    end: int | None = None
    twice: tuple[str, ...] = ()
    more: tuple[Table, ...] = ()

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings of the columns, in order."""
        return tuple(column.heading for column in self.columns)

    @cached_property
    def title(self) -> str:
        """What the table is called: the nearest text above its headings that is no unit and no note."""
        near = (
            words for words in reversed(self.titles) if not is_signed(words_of(words)) and not is_note(words_of(words))
        )
        return next(near, "")

    @property
    def heading_rows(self) -> Text:
        """Where its headings stand; blank where it has no row of them, as the fields of a layer."""
        if not self.bottom:
            return Text("", "")
        if self.top == self.bottom:
            return Text(f"表头第 {self.top} 行，", f"headings in row {self.top}, ")
        return Text(f"表头第 {self.top}–{self.bottom} 行，", f"headings in rows {self.top}–{self.bottom}, ")

    def lines(self) -> Iterator[Line]:
        """Every row below the headings; headings that are there again, as on each page, are left out."""
        yield from self._own_lines()
        for part, table in enumerate(self.more, 1):
            by_form = {words_of(form_of(heading)): place for place, heading in enumerate(table.headings)}
            places = [by_form.get(words_of(form_of(heading))) for heading in self.headings]
            for line in table.lines():
                cells = [None if place is None else line.cells[place] for place in places]
                yield line._replace(cells=cells, part=part, spread=NOTHING)

    def _own_lines(self) -> Iterator[Line]:
        above = TotalsAbove(self._rows_alone)
        section: dict[int, str] = {}
        for row, spread in self._rows():
            kind, verdict, weighed = row.kind, Verdict.RECORD, False
            if kind is RowKind.SECTION:
                text = next(str(cell) for cell in row.cells if not is_blank(cell))
                level = section_level(text)
                section = {other: words for other, words in section.items() if other < level} | {
                    level: section_words(text)
                }
            elif kind is RowKind.RECORD and may_be_total(row.cells):
                verdict, weighed = above.verdict(row), True
                kind = RowKind.TOTAL if verdict is Verdict.TOTAL else kind
            words = " / ".join(section[level] for level in sorted(section))
            yield Line(row.number, kind, row.cells, words, verdict, spread, weighed=weighed)

    def _rows_alone(self) -> Iterator[Row]:
        return (row for row, _ in self._rows())

    def _rows(self) -> Iterator[tuple[Row, Mapping[int, Area]]]:
        """The rows below the headings, each told by itself, and the figures of it that stand in several."""
        heads = {words_of(column.heading.rpartition(" / ")[2]) for column in self.columns}
        places = [column.place - 1 - self.sheet.left for column in self.columns]
        spans = spanning_rows(self.sheet.merged, len(places))
        numbered = bool(self.columns) and words_of(self.columns[0].heading).casefold() in SERIAL
        after_note = False
        for number, row, areas in _filled_down(self.sheet, self.bottom + 1):
            if self.end is not None and number > self.end:
                return
            cells = [row[place] for place in places]
            if _is_heading_again(cells, heads):
                continue
            kind = row_kind(cells, spans=number in spans, after_note=after_note, numbered=numbered)
            if areas and _goes_on_above(places, cells, areas, number):
                kind = RowKind.BLANK
            after_note = kind is RowKind.NOTE
            made = Row(number, kind, cells)
            yield made, _spread_figures(places, made, areas) if areas else NOTHING


def rows_from(sheet: Sheet, first: int) -> Iterator[list[Cell]]:
    """The rows of a sheet from one on."""
    return islice(sheet.rows(), first - 1, None)


def _is_heading_again(cells: Sequence[Cell], heads: set[str]) -> bool:
    first = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), None)
    if first is None or words_of(first) not in heads:
        return False
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    if len(texts) < _TEXTS:
        return False
    filled = [words_of(text) for text in texts]
    return sum(text in heads for text in filled) >= _AGAIN * len(filled)


def spanning_rows(merged: Sequence[Area], width: int) -> frozenset[int]:
    """Rows of which one merged cell covers most of some columns."""
    return frozenset(area.top for area in merged if area.right - area.left + 1 > max(1, _MOST_OF * width))


def _filled_down(sheet: Sheet, first: int) -> Iterator[tuple[int, list[Cell], Mapping[int, Area]]]:
    """Rows from one on, by number; what is merged downwards stands in each of its rows, and by which areas is said, by their columns."""
    starts: Mapping[int, list[Area]] = _by_top(sheet.merged, first)
    running: list[tuple[Area, Cell]] = []
    for number, row in zip(sheet.numbers_from(first), rows_from(sheet, first), strict=False):
        if running:
            running = [(area, cell) for area, cell in running if area.bottom >= number]
            for area, cell in running:
                row[area.left - 1] = cell
        if number in starts:
            running += [(area, row[area.left - 1]) for area in starts[number]]
        yield number, row, {area.left: area for area, _ in running} if running else NOTHING


def _spread_figures(places: Sequence[int], row: Row, areas: Mapping[int, Area]) -> Mapping[int, Area]:
    """The figures of a row that stand in more rows than its record has: a record may itself take several, its cells merged alike."""
    own = Area(row.number, 0, row.number, 0)
    filled = {n: areas.get(places[n] + 1, own) for n, cell in enumerate(row.cells) if not is_blank(cell)}
    top = max((area.top for area in filled.values()), default=0)
    bottom = min((area.bottom for area in filled.values()), default=0)
    return {
        n: area for n, area in filled.items() if (area.top < top or area.bottom > bottom) and is_figure(row.cells[n])
    }


def _goes_on_above(places: Sequence[int], cells: Sequence[Cell], areas: Mapping[int, Area], number: int) -> bool:
    """Whether nothing of a row is its own: all that stands in it is merged from above, so that it is the record above."""
    return all(
        places[n] + 1 in areas and areas[places[n] + 1].top < number
        for n, cell in enumerate(cells)
        if not is_blank(cell)
    )


def _by_top(merged: Sequence[Area], first: int) -> Mapping[int, list[Area]]:
    starts: dict[int, list[Area]] = defaultdict(list)
    for area in merged:
        if area.bottom > area.top >= first:
            starts[area.top].append(area)
    return starts
