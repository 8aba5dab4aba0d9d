"""The sheet of a list that is printed: the columns that the catalog marks, on A4 across, with a sum; and what the fields and their codes mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import NumberColumn, Rows
from gis.fields import Field, Role
from gis.io.about import About
from gis.io.book_rows import add_rows
from gis.io.pieces import written_numbers
from gis.io.sheet import (
    MAX_ROW_PT,
    UNKNOWN,
    Cell,
    CellPieces,
    CellSpelling,
    SheetColumn,
    columns,
    height_of_lines,
    lines_of,
    row_height,
    shown_width,
    signs_beside,
)
from gis.layer import Layer
from gis.listed import LISTED, listed_fields
from gis.rounding import rounded
from gis.text import Text, in_lang
from gis.units import UNITS, all_mu_listed
from gis.values import unpointed

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gis.io.xlsx import Book

LETTERS_PT: Final = 8
"""Size of letters; what a reader's program shrinks of it by a hair stays above 7."""
ROOM: Final = 136
"""Characters of columns beside each other that A4 across holds between margins of 10 mm, at full size."""
TOTAL: Final = Text("合计", "Total")
"""What stands before the sums, where rows have their id."""
_MARGIN_INCHES: Final = 0.39
_LEAST: Final = 6
_SUMMED: Final = (Role.AREA, Role.MEASURED_AREA, Role.INVESTMENT)
"""Figures whose sum over sites or projects says something; a mean FAR or a price would not."""
_SAMPLE: Final = 300
Styled = Callable[..., "Format"]


def list_columns(layer: Layer) -> list[SheetColumn]:
    """The columns of the printed list: codes by their titles, land in 亩, a site's own area in m² too; none where a sheet of all is as short."""
    fields = layer.collection.fields
    if len(fields) <= LISTED and not any(field.place for field in fields):
        return []
    made = columns(layer)
    listed = [[entry for entry in made if entry.field.name == field.name] for field in listed_fields(fields)]
    return [entry for parts in listed for entry in (parts if parts[0].field.role is Role.AREA else parts[-1:])]


def add_list(book: Book, layer: Layer, rows: Rows, lang: str, about: About, style: Styled) -> None:
    """A sheet of the marked columns; nothing where the catalog marks none.

    Parameters
    ----------
    style
        Makes the format of a column's cells of book, layer, column and what is to be added.
    """
    made = list_columns(layer)
    if not made:
        return
    headings = [in_lang(entry.heading, lang) for entry in made]
    sample = [[entry.cell(layer, row, lang) for entry in made] for row in rows[:_SAMPLE].tolist()]
    widths = fitted(headings, sample)
    sheet = book.sheet(in_lang(layer.collection.title, lang), widths)
    _dress(sheet, len(rows), len(made), in_lang(about.sentence(len(rows)), lang))
    book.put(sheet, 0, 0, in_lang(_title(layer, len(rows), about), lang), book.style(bold=True, font_size=11))
    letters = {"font_size": LETTERS_PT, "text_wrap": True}
    last = {**letters, "bold": True, "top": 1}
    heads = [book.style(**letters, bold=True, bg_color="#E9EDF1", bottom=1)] * len(made)
    styles = [style(book, layer, entry, **letters) for entry in made]
    sums = _sums(layer, rows, made, lang)
    totals = [
        style(book, layer, entry, **last) if isinstance(cell, (int, float)) else book.style(**last)
        for entry, cell in zip(made, sums, strict=True)
    ]
    _put_line(book, sheet, 1, headings, heads, widths)
    lines = RowLines(layer, made, widths, lang, len(rows))
    add_rows(book, sheet, 2, (layer, rows, lang), list(zip(made, styles, strict=True)), lines.heights)
    _put_line(book, sheet, len(rows) + 2, sums, totals, widths)


def _put_line(
    book: Book, sheet: Worksheet, number: int, line: Sequence[Cell], forms: Sequence[Format], widths: Sequence[float]
) -> None:
    sheet.set_row(number, row_height(map(_read, line), widths, LETTERS_PT))
    for place, (cell, form) in enumerate(zip(line, forms, strict=True)):
        book.put(sheet, number, place, cell, form)


class RowLines:
    """How many lines the rows of a printed list take, by the widest of their cells."""

    def __init__(
        self, layer: Layer, made: Sequence[SheetColumn], widths: Sequence[float], lang: str, rows: int
    ) -> None:
        self._columns = [
            CellPieces(layer, [entry], lang, _lines_spelling(signs_beside(width, LETTERS_PT), lang), rows)
            for entry, width in zip(made, widths, strict=True)
        ]

    def heights(self, rows: Rows) -> list[float]:
        """Heights of some rows in points."""
        # A sign for each cell, whose number is that of its lines.
        lines = [np.frombuffer("".join(each.of(rows)).encode("utf-32-le"), np.uint32) for each in self._columns]
        return [height_of_lines(count, LETTERS_PT) for count in np.max(lines, axis=0).tolist()]


def _lines_spelling(room: float, lang: str) -> CellSpelling[str]:
    def words(texts: Sequence[str]) -> list[str]:
        return [chr(min(lines_of(text, room), MAX_ROW_PT)) for text in texts]

    def numbers(values: NDArray[np.float64], pointed: bool) -> list[str]:  # noqa: FBT001  as the spelling is called
        longest = max(map(len, written_numbers(values, pointed=pointed)), default=0)
        # Of a number of 15 digits before the point four commas part thousands.
        return (
            ["\1"] * len(values)
            if longest + 4 <= room
            else [cell(value if pointed else unpointed(value)) for value in values.tolist()]
        )

    def cell(cell: Cell) -> str:
        return words([_read(in_lang(UNKNOWN, lang) if cell is None else cell)])[0]

    return CellSpelling(words=words, numbers=numbers, cell=cell)


def _title(layer: Layer, count: int, about: About) -> Text:
    """What the list holds and its one date."""
    entry, date, counted = layer.collection, about.date.words, layer.collection.counted(count)
    return Text(
        f"{entry.title.zh} · {counted.zh} · 数据日期 {date.zh}",
        f"{entry.title.en} · {counted.en} · data as of {date.en}",
    )


def _sums(layer: Layer, rows: Rows, made: Sequence[SheetColumn], lang: str) -> list[Cell]:
    """The last row: what the known figures come to, and how many are not known."""
    cells: list[Cell] = [in_lang(TOTAL, lang), *([""] * (len(made) - 1))]
    left_out = []
    for place, entry in enumerate(made):
        if entry.field.role not in _SUMMED or not place:
            continue
        known = _figures(layer, rows, entry)
        cells[place] = rounded(math.fsum(known.tolist()), 2)
        if unknown := len(rows) - len(known):
            title = entry.field.title
            left_out.append(
                Text(f"{title.zh}待核实 {unknown} 项未计入", f"{unknown} of unknown {title.en} not counted")
            )
    left_out = list(dict.fromkeys(left_out))
    if left_out and not cells[1]:
        cells[1] = in_lang(Text("；".join(text.zh for text in left_out), "; ".join(text.en for text in left_out)), lang)
    return cells


def _figures(layer: Layer, rows: Rows, entry: SheetColumn) -> NDArray[np.float64]:
    """The known numbers of a column."""
    column = layer.columns[entry.field.name]
    values = column.values[rows] if isinstance(column, NumberColumn) and entry.part != "title" else np.empty(0)
    known = values[~np.isnan(values)]
    return all_mu_listed(known) if entry.part == "mu" else known


def fitted(headings: Sequence[str], cells: Sequence[Sequence[Cell]]) -> list[float]:
    """Widths in characters that A4 holds side by side: those that the cells want, the widest narrowed first."""
    wanted = [max(_LEAST, min(shown_width(heading) / 2 + 2, 14)) for heading in headings]
    for line in cells:
        wanted = [max(width, min(shown_width(_read(cell)) + 1, 40)) for width, cell in zip(wanted, line, strict=True)]
    cap = max(wanted, default=0.0)
    while sum(min(width, cap) for width in wanted) > ROOM and cap > _LEAST:
        cap -= 0.5
    return [min(width, cap) for width in wanted]


def _read(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, (int, float)) else str(in_lang(UNKNOWN, "zh") if cell is None else cell)


def _dress(sheet: Worksheet, rows: int, places: int, note: str) -> None:
    sheet.freeze_panes(2, 1)
    sheet.autofilter(1, 0, max(rows, 1) + 1, places - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(*([_MARGIN_INCHES] * 2), top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer("&L&7" + note.replace("&", "&&")[:200] + "&R&7&P / &N")


_FIELDS: Final = (
    (Text("图层", "Layer"), 16),
    (Text("字段", "Column"), 24),
    (Text("中文名", "Chinese"), 22),
    (Text("英文名", "English"), 24),
    (Text("类型", "Type"), 10),
    (Text("单位", "Unit"), 12),
    (Text("代码表", "Code list"), 24),
)
_CODES: Final = (
    (Text("代码表", "Code list"), 24),
    (Text("代码", "Code"), 16),
    (Text("中文名", "Chinese"), 34),
    (Text("英文名", "English"), 34),
)


def add_fields(book: Book, layers: Sequence[Layer], lang: str) -> None:
    """What each column is, and in a sheet of its own each code that stands in the lists: code and title apart."""
    lines = [_field_line(layer, field, lang) for layer in layers for field in layer.collection.fields]
    _plain_sheet(book, in_lang(Text("字段说明", "Columns"), lang), _FIELDS, lines, lang)


def _field_line(layer: Layer, field: Field, lang: str) -> list[str]:
    codes = layer.codelists.get(field.name)
    unit = UNITS[field.unit].label if field.unit else Text("", "")
    listed = in_lang(codes.title, lang) if codes is not None else field.references or ""
    return [
        in_lang(layer.collection.title, lang),
        field.name,
        field.title.zh,
        field.title.en,
        str(field.dtype),
        in_lang(unit, lang),
        listed,
    ]


def add_codes(book: Book, parts: Sequence[tuple[Layer, Rows]], lang: str) -> None:
    """The codes that stand in some lists, by code list; nothing where none does."""
    entries: dict[tuple[str, str], list[str]] = {}
    for layer, rows in parts:
        for name, codes in layer.codelists.items():
            if layer.collection.by_name[name].references:
                continue
            _, groups, words = layer.columns[name].take(rows).members()
            values = {words[group] for group in np.unique(groups).tolist() if group >= 0}
            for code in sorted(values & set(codes.by_code)):
                title = codes.by_code[code].title
                entries[codes.id, code] = [in_lang(codes.title, lang), code, title.zh, title.en]
    if entries:
        _plain_sheet(
            book, in_lang(Text("代码说明", "Codes"), lang), _CODES, [entries[key] for key in sorted(entries)], lang
        )


def _plain_sheet(
    book: Book, name: str, head: Sequence[tuple[Text, int]], lines: Sequence[Sequence[str]], lang: str
) -> None:
    sheet = book.sheet(name, [width for _, width in head])
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, (heading, _) in enumerate(head):
        book.put(sheet, 0, place, in_lang(heading, lang), book.heading)
    wrapped = book.style(text_wrap=True, num_format="@")
    for number, line in enumerate(lines, 1):
        for place, cell in enumerate(line):
            book.put(sheet, number, place, cell, wrapped)
