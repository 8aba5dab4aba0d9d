"""The tables of a sheet: what stands above, the headings, and row by row what belongs to what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from gis.errors import SourceError
from gis.intake.header import LOOKED_AT, Header, find_header
from gis.intake.row_kinds import RowKind, is_blank, is_figure, row_kind, section_level, section_words, words_of
from gis.intake.unnamed_totals import Row, TotalsAbove, Verdict, may_be_total
from gis.io.grid import Area, Cell, Sheet, column_letters
from gis.text import Text

_MOST_OF: Final = 0.5
_AGAIN: Final = 0.8
_TEXTS: Final = 2
NOTHING: Final[Mapping[int, Area]] = MappingProxyType({})
_SERIAL: Final = frozenset({"序号", "序", "编号", "no.", "no", "#"})
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
    several rows, each with the first and the last of these.
    """

    row: int
    kind: RowKind
    cells: list[Cell]
    section: str = ""
    verdict: Verdict = Verdict.RECORD
    spread: Mapping[int, Area] = NOTHING


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
    """

    sheet: Sheet
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    top: int
    bottom: int
    end: int | None = None
    twice: tuple[str, ...] = ()

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The headings of the columns, in order."""
        return tuple(column.heading for column in self.columns)

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
        above = TotalsAbove(self._rows_alone)
        section: dict[int, str] = {}
        for row, spread in self._rows():
            kind, verdict = row.kind, Verdict.RECORD
            if kind is RowKind.SECTION:
                text = next(str(cell) for cell in row.cells if not is_blank(cell))
                level = section_level(text)
                section = {other: words for other, words in section.items() if other < level} | {
                    level: section_words(text)
                }
            elif kind is RowKind.RECORD and may_be_total(row.cells):
                verdict = above.verdict(row)
                kind = RowKind.TOTAL if verdict is Verdict.TOTAL else kind
            words = " / ".join(section[level] for level in sorted(section))
            yield Line(row.number, kind, row.cells, words, verdict, spread)

    def _rows_alone(self) -> Iterator[Row]:
        return (row for row, _ in self._rows())

    def _rows(self) -> Iterator[tuple[Row, Mapping[int, Area]]]:
        """The rows below the headings, each told by itself, and the figures of it that stand in several."""
        heads = {words_of(column.heading.rpartition(" / ")[2]) for column in self.columns}
        places = [column.place - 1 for column in self.columns]
        spans = _spanning(self.sheet.merged, len(places))
        numbered = bool(self.columns) and words_of(self.columns[0].heading).casefold() in _SERIAL
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


def find_tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet, from above; none where no row can be a heading."""
    tables: list[Table] = []
    first = 1
    while True:
        head = list(islice(_from(sheet, first), LOOKED_AT))
        header = find_header(head, sheet.merged, first)
        if header is None or (tables and not _is_another(header, tables[-1])):
            return tables
        if tables:
            tables[-1] = replace(tables[-1], end=header.top - len(header.titles) - 1)
        tables.append(_table(sheet, header, head[header.bottom - first + 1 :]))
        after = _after_gap(sheet, header.bottom + 1)
        if after is None:
            return tables
        first = after


def require_table(sheet: Sheet) -> Table:
    """The first table of a sheet.

    Raises
    ------
    SourceError
        No row can be its heading.
    """
    tables = find_tables(sheet)
    if not tables:
        raise SourceError(
            Text(
                f"{sheet.origin} 的工作表“{sheet.name}”前 {LOOKED_AT} 行中没有可作表头的行",
                f"{sheet.origin}: none of the first {LOOKED_AT} rows of the sheet {sheet.name} can be a heading",
            ),
            Text(
                "请在数据上方加一行列名，每列一个，各不相同",
                "put a row of headings above the data, one for each column, each another",
            ),
            file=sheet.origin,
            sheet=sheet.name,
        )
    return tables[0]


def _table(sheet: Sheet, header: Header, below: Sequence[Sequence[Cell]]) -> Table:
    valued = {place for row in below for place, cell in enumerate(row, 1) if not is_blank(cell)}
    columns, twice = [], []
    seen: dict[str, int] = defaultdict(int)
    for place in range(1, sheet.width + 1):
        heading = header.paths.get(place, "")
        if not heading and place not in valued:
            continue
        if heading:
            fold = words_of(heading)
            seen[fold] += 1
            if seen[fold] > 1:
                twice.append(heading)
                heading = f"{heading} ({seen[fold]})"
        columns.append(Column(place, heading or f"({column_letters(place)})"))
    return Table(
        sheet=sheet,
        titles=header.titles,
        columns=tuple(columns),
        top=header.top,
        bottom=header.bottom,
        twice=tuple(dict.fromkeys(twice)),
    )


def _from(sheet: Sheet, first: int) -> Iterator[list[Cell]]:
    return islice(sheet.rows(), first - 1, None)


def _after_gap(sheet: Sheet, first: int) -> int | None:
    """The first row after a blank one; None where there is no blank row with anything below."""
    if sheet.blank_rows is not None:
        empty = [row for row in sheet.blank_rows if row >= first]
        ends = (row + 1 for row, after in pairwise([*empty, 0]) if after != row + 1)
        return next((row for row in ends if row <= sheet.height), None)
    gap = False
    for number, row in enumerate(_from(sheet, first), first):
        blank = all(is_blank(cell) for cell in row)
        if gap and not blank:
            return number
        gap = gap or blank
    return None


def _is_another(header: Header, last: Table) -> bool:
    """Whether what looks like a heading further down is one: it has words of the heading above, so that what follows is a table of its kind, or two rows."""
    known = {words_of(heading) for heading in last.headings}
    here = [words_of(path) for path in header.paths.values()]
    return header.bottom > header.top or 2 * sum(path in known for path in here) >= len(here)


def _is_heading_again(cells: Sequence[Cell], heads: set[str]) -> bool:
    first = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), None)
    if first is None or words_of(first) not in heads:
        return False
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
    if len(texts) < _TEXTS:
        return False
    filled = [words_of(text) for text in texts]
    return sum(text in heads for text in filled) >= _AGAIN * len(filled)


def _spanning(merged: Sequence[Area], width: int) -> frozenset[int]:
    """Rows of which one merged cell covers most."""
    return frozenset(area.top for area in merged if area.right - area.left + 1 > max(1, _MOST_OF * width))


def _filled_down(sheet: Sheet, first: int) -> Iterator[tuple[int, list[Cell], Mapping[int, Area]]]:
    """Rows from one on, by number; what is merged downwards stands in each of its rows, and by which areas is said, by their columns."""
    starts: Mapping[int, list[Area]] = _by_top(sheet.merged, first)
    running: list[tuple[Area, Cell]] = []
    for number, row in enumerate(_from(sheet, first), first):
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
