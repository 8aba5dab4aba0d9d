"""XLSX lists: no live formula, identifiers as text, a second sheet that says what was asked and from when the data is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from gis.columns import Rows
from gis.io.about import About
from gis.io.book_rows import FIRST_DAY, MAX_CELL, add_rows, fitting
from gis.io.guards import risky
from gis.io.list_sheet import add_codes, add_fields, add_list, list_columns
from gis.io.sheet import Cell, SheetColumn, columns, shown_width
from gis.layer import Layer
from gis.rounding import all_rounded
from gis.text import Text, in_lang, many

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_SAFE: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDTHS: Final = (8, 42)
_SAMPLE: Final = 300
_RESERVED_SHEET: Final = "history"
ALL: Final = Text(" · 全部字段", " · all columns")
_NAMED: Final = 31 - len(ALL.en)


class Book:
    """A workbook in the product's dress, written to memory row by row."""

    def __init__(self) -> None:
        import xlsxwriter  # noqa: PLC0415  a service that serves no workbooks starts without it

        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {**_SAFE, "constant_memory": True})
        self._formats: dict[str, Format] = {}
        self._properties: dict[int, dict[str, Any]] = {}
        self.shortened = 0
        """Cells whose text is longer than the format takes."""

    def style(self, **properties: Any) -> Format:
        """A cell format, made once."""
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {"font_name": "Arial", "font_size": 10, "valign": "top", **properties}
            )
            self._properties[id(self._formats[key])] = properties
        return self._formats[key]

    def varied(self, style: Format, **more: Any) -> Format:
        """The same format with something more, for a cell that must stay text."""
        return self.style(**{**self._properties.get(id(style), {}), **more})

    @property
    def heading(self) -> Format:
        """How headings look."""
        return self.style(bold=True, bg_color="#E9EDF1", bottom=1, text_wrap=True)

    def sheet(self, name: str, widths: Sequence[float]) -> Worksheet:
        """A new sheet, named as far as the format allows, with its columns' widths in characters."""
        plain = name.translate(_SHEET_NAME).strip()[:31] or None
        # Titles may be alike, or alike once shortened; the format wants every name once, whatever its case.
        held = {other.get_name().casefold() for other in self._book.worksheets()}
        taken = plain is None or plain.casefold() in {*held, _RESERVED_SHEET}
        made = self._book.add_worksheet(None if taken else plain)
        for place, width in enumerate(widths):
            made.set_column(place, place, width)
        return made

    def put(self, sheet: Worksheet, row: int, place: int, cell: Cell, style: Format) -> None:
        """One cell, always as a value: text stays text whatever it begins with."""
        if isinstance(cell, dt.date) and cell < FIRST_DAY:
            sheet.write_string(row, place, cell.isoformat(), self.varied(style, num_format="@"))
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, place, dt.datetime(cell.year, cell.month, cell.day), style)  # noqa: DTZ001 - cells have no zone
        elif cell is None or cell == "":
            # A text of no signs is no empty cell: it would be counted, and a filter for blanks would not find it.
            sheet.write_blank(row, place, None, style)
        elif isinstance(cell, str):
            self.shortened += len(cell) > MAX_CELL
            shown = self.varied(style, quote_prefix=True) if risky(cell) else style
            sheet.write_string(row, place, fitting(cell), shown)
        else:
            sheet.write_number(row, place, cell, style)

    def finished(self) -> bytes:
        """The workbook's bytes."""
        self._book.close()
        return self._target.getvalue()


def widths(headings: Sequence[str], sample: Iterable[Sequence[Cell]]) -> list[float]:
    """Widths in characters that show the headings' halves and the sampled cells."""
    needed = [shown_width(heading) / 2 + 2 for heading in headings]
    for cells in sample:
        needed = [max(width, shown_width(_as_read(cell)) + 2) for width, cell in zip(needed, cells, strict=True)]
    return [min(max(width, _WIDTHS[0]), _WIDTHS[1]) for width in needed]


def _as_read(cell: Cell) -> str:
    return f"{cell:,}" if isinstance(cell, (int, float)) else str(cell or "")


def write_xlsx(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as a workbook, in their order, with a sheet that says what it is."""
    yield write_book([(layer, rows, about)], lang=lang)


def write_book(
    parts: Sequence[tuple[Layer, Rows, About]], *, lang: str, beside: Callable[[Book, Layer], None] | None = None
) -> bytes:
    """Rows of several layers as one workbook, in the order given, of each the columns that the catalog marks and then all; what columns and codes mean; what it is.

    ``beside`` adds sheets of its own behind the first sheet of a layer.
    """
    book = Book()
    for layer, rows, about in parts:
        if list_columns(layer):
            add_list(book, layer, rows, lang, about, _style)
            _add_beside(book, layer, beside)
        _table(book, layer, rows, lang, in_lang(about.sentence(len(rows)), lang))
        if not list_columns(layer):
            _add_beside(book, layer, beside)
    add_fields(book, [layer for layer, _, _ in parts], lang)
    add_codes(book, [(layer, rows) for layer, rows, _ in parts], lang)
    about_sheet(book, [line for _, rows, about in parts for line in about.lines(len(rows))], lang)
    return book.finished()


def _add_beside(book: Book, layer: Layer, beside: Callable[[Book, Layer], None] | None) -> None:
    if beside is not None:
        beside(book, layer)


def _table(book: Book, layer: Layer, rows: Rows, lang: str, note: str) -> None:
    made = columns(layer)
    headings = [in_lang(entry.heading, lang) for entry in made]
    name = in_lang(layer.collection.title, lang)
    if list_columns(layer):
        name = name[:_NAMED] + in_lang(ALL, lang)
    sample = ([entry.cell(layer, row, lang) for entry in made] for row in rows[:_SAMPLE].tolist())
    table = book.sheet(name, widths(headings, sample))
    styles = [_style(book, layer, entry) for entry in made]
    _dress(table, len(rows), len(made), note)
    for place, heading in enumerate(headings):
        book.put(table, 0, place, heading, book.heading)
    add_rows(book, table, 1, (layer, rows, lang), list(zip(made, styles, strict=True)))


def about_sheet(book: Book, lines: Iterable[tuple[Text, Text | int]], lang: str) -> None:
    """The sheet that says what the list is, and which of its cells are not whole; the last, for it counts these."""
    sheet = book.sheet("About" if lang == "en" else "说明", (22, 100))
    for row, (label, value) in enumerate([*lines, *_shortened(book.shortened)]):
        book.put(sheet, row, 0, in_lang(label, lang), book.style(bold=True))
        said = value if isinstance(value, int) else in_lang(value, lang)
        book.put(sheet, row, 1, said, book.style(text_wrap=True, num_format="#,##0", align="left"))


def _shortened(count: int) -> list[tuple[Text, Text | int]]:
    if not count:
        return []
    whole = Text(
        f"{count:,} 格文字超过 {MAX_CELL:,} 字，已截短，末尾以 … 标明；全文见 CSV 或 GeoJSON",
        f"{many(count, 'cell')} longer than the {MAX_CELL:,} characters that a cell takes, cut short and ended with …; the whole stands in CSV and GeoJSON",
    )
    return [(Text("截短", "Cut short"), whole)]


def _dress(sheet: Worksheet, rows: int, places: int, note: str) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(rows, 1), places - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L" + note.replace("&", "&&")[:200] + "&R&P / &N")


def _style(book: Book, layer: Layer, entry: SheetColumn, **more: Any) -> Format:
    match entry.kind:
        case "date":
            return book.style(num_format="yyyy-mm-dd", align="left", **more)
        case "integer":
            return book.style(num_format="#,##0" if entry.field.unit else "0", **more)
        case "number":
            return book.style(num_format="#,##0.00" if entry.part == "mu" else _number_format(layer, entry), **more)
        case _:
            return book.style(num_format="@", **more)


def _number_format(layer: Layer, entry: SheetColumn) -> str:
    """Thousands separators, and as many decimals (up to three) as the column has."""
    values = layer.columns[entry.field.name].order()
    known = values[values == values]  # noqa: PLR0124 - not NaN
    digits = next((n for n in range(3) if (abs(known - all_rounded(known, n)) < 1e-9).all()), 3)
    return "#,##0" + ("." + "0" * digits if digits else "")
