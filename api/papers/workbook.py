"""Sheets of a report's workbook: headings that stay, A4 across, figures to the right, no live formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.ground.settings import Lang
from gis.io.sheet import Cell, row_height
from gis.io.xlsx import Book, widths
from gis.text import Text, in_lang

UNKNOWN: Final = Text("待核实", "to check")
Row = Sequence[Cell | Text]
_LETTERS_PT: Final = 10


def add_sheet(book: Book, name: Text, head: Sequence[Text], rows: Sequence[Row], lang: Lang) -> None:
    """A sheet of a book in one language; None is to be checked."""
    headings = [in_lang(text, lang) for text in head]
    cells = [[_cell(value, lang) for value in row] for row in rows]
    wide = widths(headings, cells[:300])
    sheet = book.sheet(in_lang(name, lang), wide)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for place, heading in enumerate(headings):
        book.put(sheet, 0, place, heading, book.heading)
    plain, figures = book.style(text_wrap=True), book.style(num_format="#,##0.##")
    for number, row in enumerate(cells, 1):
        sheet.set_row(number, row_height(map(str, row), wide, _LETTERS_PT))
        for place, value in enumerate(row):
            book.put(sheet, number, place, value, figures if isinstance(value, int | float) else plain)


def _cell(value: Cell | Text, lang: Lang) -> Cell:
    if isinstance(value, Text):
        return in_lang(value, lang)
    return in_lang(UNKNOWN, lang) if value is None else value
