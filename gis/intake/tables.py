"""A table of a sheet: what stands above, the headings, and row by row what belongs to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from gis.intake.periods import form_of
from gis.intake.plain_records import PlainRecords, one_by_one, plain_records
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
from gis.intake.table_lines import NOTHING, Line
from gis.intake.unnamed_totals import Row, TotalsAbove, Verdict, may_be_total
from gis.io.grid import Area, Cell, Sheet, column_letters
from gis.text import Text

_MOST_OF: Final = 0.5
_AGAIN: Final = 0.8
_TEXTS: Final = 2
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


_Told = tuple[Row, Mapping[int, Area]]


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
        return one_by_one(self.pieces())

    def pieces(self) -> Iterator[Line | PlainRecords]:
        """As ``lines``, and records of which nothing is asked many at once."""
        yield from self._own_pieces()
        for part, table in enumerate(self.more, 1):
            by_form = {words_of(form_of(heading)): place for place, heading in enumerate(table.headings)}
            places = [by_form.get(words_of(form_of(heading))) for heading in self.headings]
            for line in table.lines():
                cells = [None if place is None else line.cells[place] for place in places]
                yield line._replace(cells=cells, part=part, spread=NOTHING)

    def _own_pieces(self) -> Iterator[Line | PlainRecords]:
        above = TotalsAbove(self._rows_alone)
        section: dict[int, str] = {}
        words = ""
        for told in self._tell_rows():
            if isinstance(told, PlainRecords):
                yield told.within(words)
                continue
            row, spread = told
            kind, verdict, weighed = row.kind, Verdict.RECORD, False
            if kind is RowKind.SECTION:
                text = next(str(cell) for cell in row.cells if not is_blank(cell))
                level = section_level(text)
                section = {other: words for other, words in section.items() if other < level} | {
                    level: section_words(text)
                }
                words = " / ".join(section[level] for level in sorted(section))
            elif kind is RowKind.RECORD and may_be_total(row.cells):
                verdict, weighed = above.verdict(row), True
                kind = RowKind.TOTAL if verdict is Verdict.TOTAL else kind
            yield Line(row.number, kind, row.cells, words, verdict, spread, weighed=weighed)

    def _rows_alone(self) -> Iterator[Row]:
        for told in self._tell_rows():
            if isinstance(told, PlainRecords):
                yield from (Row(line.row, line.kind, line.cells) for line in told)
            else:
                yield told[0]

    def _tell_rows(self) -> Iterator[_Told | PlainRecords]:
        """The rows below the headings, each told by itself, and the figures of it that stand in several; where nothing is asked of some, they together."""
        heads = {words_of(column.heading.rpartition(" / ")[2]) for column in self.columns}
        places = [column.place - 1 - self.sheet.left for column in self.columns]
        rows = _FilledDown(self.sheet.merged, self.bottom + 1)
        spans = spanning_rows(self.sheet.merged, len(places))
        numbered = bool(self.columns) and words_of(self.columns[0].heading).casefold() in SERIAL
        after_note = False
        for piece in self._pieces_below(places, heads):
            if isinstance(piece, PlainRecords):
                after_note = False
                yield piece
                continue
            number, row = piece
            if self.end is not None and number > self.end:
                return
            areas = rows.fill(number, row)
            cells = [row[place] for place in places]
            if _is_heading_again(cells, heads):
                continue
            kind = row_kind(cells, spans=number in spans, after_note=after_note, numbered=numbered)
            if areas and _goes_on_above(places, cells, areas, number):
                kind = RowKind.BLANK
            after_note = kind is RowKind.NOTE
            made = Row(number, kind, cells)
            yield made, _spread_figures(places, made, areas) if areas else NOTHING

    def _pieces_below(self, places: Sequence[int], heads: set[str]) -> Iterator[tuple[int, list[Cell]] | PlainRecords]:
        """The rows below the headings by number, and records many at once where the sheet gives its rows so."""
        first = self.bottom + 1
        blocks = self.sheet.blocks()
        if blocks is None:
            yield from zip(self.sheet.numbers_from(first), rows_from(self.sheet, first), strict=False)
            return
        apart = [
            area
            for area in self.sheet.merged
            if area.bottom >= first and (area.bottom > area.top or area.right - area.left + 1 > _wide(len(places)))
        ]
        for block in blocks:
            if block.last < first:
                continue
            below = block.from_row(first)
            whole = self.end is None or below.last <= self.end
            records = plain_records(below, places, heads, apart) if whole else None
            if records is not None:
                yield records
            else:
                yield from enumerate(below.rows(), below.first)


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
    return frozenset(area.top for area in merged if area.right - area.left + 1 > _wide(width))


def _wide(width: int) -> float:
    """Columns above which a merged cell covers most of a table."""
    return max(1, _MOST_OF * width)


class _FilledDown:
    """What is merged downwards stands in each of its rows; asked row by row from one on, of which some may be left out where nothing is merged."""

    def __init__(self, merged: Sequence[Area], first: int) -> None:
        self._starts: Mapping[int, list[Area]] = _by_top(merged, first)
        self._running: list[tuple[Area, Cell]] = []

    def fill(self, number: int, row: list[Cell]) -> Mapping[int, Area]:
        """Put into a row what is merged into it from above; the areas that go through it, by their columns."""
        if self._running:
            self._running = [(area, cell) for area, cell in self._running if area.bottom >= number]
            for area, cell in self._running:
                row[area.left - 1] = cell
        if number in self._starts:
            self._running += [(area, row[area.left - 1]) for area in self._starts[number]]
        return {area.left: area for area, _ in self._running} if self._running else NOTHING


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
