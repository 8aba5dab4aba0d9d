"""Rows of a sheet written as XML from whole columns: a text that stands often is escaped and judged once.

The writer of workbooks keeps what is around them: styles, widths, filters, the other sheets. What it writes cell by cell is the same XML, which
takes it ten times as long; all that is known here of its insides stands in ``add_rows``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Rows
from gis.io.guards import risky
from gis.io.pieces import BREAK, blocks, joined
from gis.io.sheet import UNKNOWN, Cell, CellPieces, CellSpelling, SheetColumn
from gis.layer import Layer
from gis.text import in_lang

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gis.io.xlsx import Book

MAX_CELL: Final = 32_767
MAX_ROWS: Final = 1_048_576
FIRST_DAY: Final = dt.date(1900, 3, 1)
"""Before it a spreadsheet's calendar is a day off, or has no days at all: such dates stand as text."""
_EPOCH: Final = dt.date(1899, 12, 30)
_PLAIN: Final = re.compile(r"(?:[0-9A-SU-Za-su-z]|(?!待)[一-鿿])(?:.*\S)?\Z", re.DOTALL)
"""A text that no formula or word of ours begins like, and with no blank around it."""
_MARKUP: Final = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
_ESCAPED: Final = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class SheetStyles:
    """The formats of a column's cells: as it is, for a text that a spreadsheet would run, for a day before its calendar."""

    def __init__(self, book: Book, style: Format) -> None:
        self.style = style
        self._book = book

    def number(self, *, quoted: bool = False, text: bool = False) -> int:
        """The place of a format in the workbook."""
        more = {"quote_prefix": True} if quoted else {"num_format": "@"} if text else {}
        return int((self._book.varied(self.style, **more) if more else self.style)._get_xf_index())  # noqa: SLF001


class BookColumn:
    """How the cells of one column are written, each with the beginning of the next behind it."""

    def __init__(self, book: Book, style: Format, lang: str, behind: str) -> None:
        self._book, self._styles, self._lang, self._behind = book, SheetStyles(book, style), lang, behind
        self._plain = f'" s="{self._styles.number()}"'
        self.cut: set[str] = set()
        """Cells whose text is longer than the format takes."""

    def spelling(self) -> CellSpelling[str]:
        """How columns of a table become such cells."""
        return CellSpelling(words=self.words, numbers=self.numbers, cell=self.cell)

    def words(self, texts: Sequence[str]) -> list[str]:
        """Cells of texts."""
        whole = BREAK.join(texts)
        if _MARKUP.search(whole.replace(BREAK, "")) or whole.count(BREAK) != len(texts) - 1:
            return list(map(self.cell, texts))
        opens, closes = f'{self._plain} t="inlineStr"><is><t>', f"</t></is></c>{self._behind}"
        made = (opens + whole.replace(BREAK, f"{closes}{BREAK}{opens}") + closes).split(BREAK)
        for place, text in enumerate(texts):
            if not _PLAIN.match(text) or len(text) * 2 > MAX_CELL:
                made[place] = self.cell(text)
        return made

    def numbers(self, values: NDArray[np.float64], _pointed: bool) -> list[str]:  # noqa: FBT001  as the spelling is called
        """Cells of numbers, to the 16 digits that the format keeps."""
        each = f"{self._plain}><v>%.16G</v></c>{self._behind}{BREAK}"
        return (each * len(values) % tuple(values.tolist())).split(BREAK)[:-1]

    def cell(self, cell: Cell) -> str:
        """Any one cell."""
        cell = in_lang(UNKNOWN, self._lang) if cell is None else cell
        if isinstance(cell, dt.date):
            if cell < FIRST_DAY:
                return self._text(cell.isoformat(), f'" s="{self._styles.number(text=True)}"')
            cell = (cell - _EPOCH).days
        if isinstance(cell, str):
            if not cell:
                # A text of no signs is no empty cell: it would be counted, and a filter for blanks would not find it.
                return f"{self._plain}/>{self._behind}"
            style = f'" s="{self._styles.number(quoted=True)}"' if risky(cell) else self._plain
            made = self._text(fitting(cell), style)
            if len(cell) > MAX_CELL:
                self.cut.add(made)
            return made
        return f"{self._plain}><v>{cell:.16G}</v></c>{self._behind}"

    def _text(self, text: str, style: str) -> str:
        shown = _escaped(text)
        kept = ' xml:space="preserve"' if shown != shown.strip() else ""
        return f'{style} t="inlineStr"><is><t{kept}>{shown}</t></is></c>{self._behind}'


def fitting(text: str) -> str:
    """A text as far as a cell takes it."""
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def add_rows(
    book: Book,
    sheet: Worksheet,
    first: int,
    part: tuple[Layer, Rows, str],
    columns: Sequence[tuple[SheetColumn, Format]],
    heights: Callable[[Rows], Iterable[float]] | None = None,
) -> None:
    """Write the cells of some rows of a layer, in a language, from a row on (from 0); rows that the format has no room for are left out.

    Parameters
    ----------
    columns
        Of the sheet, each with the format of its cells.
    heights
        Heights of some rows in points; as the sheet has them where not given.
    """
    layer, rows, lang = part
    rows = rows[: MAX_ROWS - first]
    if not len(rows):
        return
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415  a service that serves no workbooks starts without it

    names = [xl_col_to_name(place) for place in range(len(columns))]
    behind = [*(f'<c r="{name}' for name in names[1:]), ""]
    cells = [BookColumn(book, style, lang, next_) for (_, style), next_ in zip(columns, behind, strict=True)]
    pieces = [
        CellPieces(layer, [entry], lang, column.spelling(), len(rows))
        for (entry, _), column in zip(columns, cells, strict=True)
    ]
    # The row before is written when another begins.
    sheet._write_single_row(first)  # noqa: SLF001
    at = first
    for block in blocks(rows):
        numbers = [str(number) for number in range(at + 1, at + 1 + len(block))]
        texts = [_opened(numbers, None if heights is None else heights(block))]
        for column, each in zip(cells, pieces, strict=True):
            made = each.of(block)
            book.shortened += sum(piece in column.cut for piece in made) if column.cut else 0
            texts += [made, numbers]
        sheet.fh.write(joined(texts[:-1], "</row>"))
        at += len(block)
    sheet._check_dimensions(at - 1, len(columns) - 1)  # noqa: SLF001
    sheet.previous_row = at


def _opened(numbers: Sequence[str], heights: Iterable[float] | None) -> list[str]:
    if heights is None:
        return [f'<row r="{number}"><c r="A{number}' for number in numbers]
    # In whole pixels, as the writer has them.
    said = {height: f"{int(height * 4 / 3 + 0.5) * 0.75:.16g}" for height in set(heights)}
    return [
        f'<row r="{number}" ht="{said[height]}" customHeight="1"><c r="A{number}'
        for number, height in zip(numbers, heights, strict=True)
    ]


def _escaped(text: str) -> str:
    marked = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub(r"_x005F\1", marked))
