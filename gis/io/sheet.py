"""A layer's rows as a table that people read: what CSV and XLSX have in common.

Codes stand beside their titles, 亩 beside every area of land, unknown says 待核实.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import AnyStr, Final, Generic, Literal

import numpy as np
from numpy.typing import NDArray

from gis.catalog import Collection
from gis.columns import Mask, Rows, Value, parse_value
from gis.fields import DType, Field, Role
from gis.io.pieces import Coded, PiecedColumn, Spelling
from gis.layer import Layer
from gis.text import Text, in_lang
from gis.units import all_mu_listed, mu_listed
from gis.values import json_list, text_of, unpointed

UNKNOWN: Final = Text("待核实", "to check")
NOTHING: Final = Text("无", "none")
MAX_ROW_PT: Final = 409
"""The height that a row may have at most."""
ANSWERS: Final = {True: Text("是", "yes"), False: Text("否", "no")}

Cell = str | int | float | dt.date | None
CellKind = Literal["id", "text", "number", "integer", "date"]


@dataclass(frozen=True, kw_only=True)
class SheetColumn:
    """One column of the table: where it comes from, its heading in both languages, how its cells are kept."""

    field: Field
    heading: Text
    kind: CellKind
    part: Literal["value", "title", "mu"] = "value"

    def cell(self, layer: Layer, row: int, lang: str) -> Cell:
        """A row's cell; None for unknown, blank where there is nothing that could be known."""
        value = layer.columns[self.field.name].value(row)
        if value is not None:
            return self.cell_of(layer, value, lang)
        nothing = _nothing(self.field, layer, np.array([row]))
        return "" if nothing is not None and nothing[0] else None

    def cell_of(self, layer: Layer, value: Value, lang: str) -> Cell:
        """The cell of a known value of the column's field."""
        if self.part == "title":
            return in_lang(layer.words(self.field.name, value), lang)
        if self.part == "mu":
            return mu_listed(float(str(value)))
        return _show_value(self.field, value, lang)


@dataclass(frozen=True, kw_only=True)
class CellSpelling(Generic[AnyStr]):
    """How a format writes the cells of a table.

    Parameters
    ----------
    words
        Pieces of cells of text, in their order.
    numbers
        Pieces of cells of numbers, in their order, and whether whole ones have a point as well.
    cell
        The piece of any one cell; None for unknown.
    text
        As ``words``, of texts in one (see ``gis.io.pieces``).
    days
        Pieces of cells of dates, given as ISO texts.
    """

    words: Callable[[Sequence[str]], list[AnyStr]]
    numbers: Callable[[NDArray[np.float64], bool], list[AnyStr]]
    cell: Callable[[Cell], AnyStr]
    text: Callable[[str, int], list[AnyStr] | None] | None = None
    days: Callable[[Sequence[str]], list[AnyStr]] | None = None


class CellPieces(Generic[AnyStr]):
    """Columns of the table that are of one field, as the pieces of which a file is joined: one a row, of its cells beside each other.

    ``rows`` is how many rows will be asked for.
    """

    def __init__(
        self, layer: Layer, entries: Sequence[SheetColumn], lang: str, spelling: CellSpelling[AnyStr], rows: int
    ) -> None:
        self._layer, self._field = layer, entries[0].field
        # What spells does not know who asks it: in a circle many words would stay until somebody looks for circles.
        cells = _Cells(layer, entries, lang, spelling)
        self._pieces: PiecedColumn[AnyStr] = PiecedColumn(
            layer.columns[self._field.name],
            Spelling(
                words=cells.words,
                numbers=cells.numbers,
                value=cells.value,
                blank=spelling.cell("") * len(entries),
                text=spelling.text if [entry.part for entry in entries] == ["value"] else None,
                days=spelling.days if [entry.kind for entry in entries] == ["date"] else None,
            ),
            rows,
        )

    @property
    def coded(self) -> Coded | None:
        """As ``PiecedColumn.coded``; None where a cell may be blank."""
        return self._pieces.coded if _nothing(self._field, self._layer, np.arange(0)) is None else None

    def of(self, rows: Rows) -> list[AnyStr]:
        """The cells of some rows, in their order."""
        return self._pieces.of(rows, _nothing(self._field, self._layer, rows))


class _Cells(Generic[AnyStr]):
    """How the cells of a field's columns are spelled beside each other."""

    def __init__(self, layer: Layer, entries: Sequence[SheetColumn], lang: str, spelling: CellSpelling[AnyStr]) -> None:
        self._layer, self._entries, self._lang = layer, entries, lang
        self._spelling: CellSpelling[AnyStr] = spelling
        self._field = entries[0].field

    def words(self, texts: Sequence[str]) -> list[AnyStr]:
        return _beside([self._spelling.words(self._shown(entry, texts)) for entry in self._entries])

    def _shown(self, entry: SheetColumn, texts: Sequence[str]) -> Sequence[str]:
        if entry.part == "value":
            return texts
        return [in_lang(self._layer.words(self._field.name, text), self._lang) for text in texts]

    def numbers(self, values: NDArray[np.float64]) -> list[AnyStr]:
        return _beside([self._figures(entry, values) for entry in self._entries])

    def _figures(self, entry: SheetColumn, values: NDArray[np.float64]) -> list[AnyStr]:
        if entry.part == "title":
            return [self._cell(entry, value) for value in values.tolist()]
        listed = all_mu_listed(values) if entry.part == "mu" else values
        return self._spelling.numbers(listed, entry.part == "mu")

    def value(self, value: Value) -> AnyStr:
        return _beside([[self._cell(entry, value)] for entry in self._entries])[0]

    def _cell(self, entry: SheetColumn, value: Value) -> AnyStr:
        return self._spelling.cell(None if value is None else entry.cell_of(self._layer, value, self._lang))


def _beside(parts: Sequence[list[AnyStr]]) -> list[AnyStr]:
    if len(parts) == 1 or not parts[0]:
        return parts[0]
    empty: AnyStr = parts[0][0][:0]
    return [empty.join(each) for each in zip(*parts, strict=True)]


def _nothing(field: Field, layer: Layer, rows: Rows) -> Mask | None:
    """In which of some rows an empty cell is an answer, shape (n,); None where in none.

    A value that was translated leaves no original; without a holder, as the rule of holds takes it, neither holder nor end of the hold is to be checked.
    """
    if field.original_of:
        return np.ones(len(rows), dtype=bool)
    holder = layer.collection.by_role.get(Role.HELD_BY)
    if holder is None or field.role not in (Role.HELD_BY, Role.HELD_UNTIL):
        return None
    return ~layer.columns[holder.name].take(rows).known


def shown_width(text: str) -> int:
    """Characters that a text takes in a column, a Chinese sign two; no more than a column shows."""
    return _signs(text[:60])


def _signs(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def row_height(texts: Iterable[str], widths: Iterable[float], letters_pt: float) -> float:
    """Height of a row, in points, that shows texts wrapped at these widths of columns; a printer does not grow a row as a screen does.

    A column's width is told in digits of 7 pixels; a sign of Arial takes at most 0.74 pixels a point.
    """
    lines = (lines_of(text, signs_beside(width, letters_pt)) for text, width in zip(texts, widths, strict=True))
    return height_of_lines(max(lines, default=1), letters_pt)


def signs_beside(width: float, letters_pt: float) -> float:
    """How many signs of these letters a column of a width shows beside each other."""
    return width * 7 / (0.74 * letters_pt)


def lines_of(text: str, room: float) -> int:
    """Lines that a text takes where so many signs stand beside each other."""
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(_signs(part) / room)) for part in text.split("\n"))


def height_of_lines(lines: int, letters_pt: float) -> float:
    """Height in points of a row of so many lines."""
    return min(lines * 1.4 * letters_pt + 2, MAX_ROW_PT)


def columns(layer: Layer) -> list[SheetColumn]:
    """The table's columns in the order of the fields."""
    twins = _twins(layer.collection)
    made: list[SheetColumn] = []
    for field in layer.collection.fields:
        made.extend(_columns_of(field, coded=field.name in layer.codelists, twin=field.name in twins))
    return made


def _twins(collection: Collection) -> set[str]:
    """Names of fields one of whose headings, in either language, is another field's heading or name."""
    words = {
        field.name: {field.name}.union(
            *((made.heading.zh, made.heading.en) for made in _columns_of(field, coded=_is_coded(field), twin=False))
        )
        for field in collection.fields
    }
    counts = Counter(word for each in words.values() for word in each)
    return {name for name, each in words.items() if any(counts[word] > 1 for word in each)}


def _is_coded(field: Field) -> bool:
    return bool(field.codelist or field.names_ids)


def _columns_of(field: Field, *, coded: bool, twin: bool) -> list[SheetColumn]:
    mark = f" [{field.name}]" if twin else ""
    heading = Text(f"{field.heading.zh}{mark}", f"{field.heading.en}{mark}")
    if coded:
        code = Text(f"{field.title.zh}代码{mark}", f"{field.title.en} code{mark}")
        return [
            SheetColumn(field=field, heading=code, kind="text"),
            SheetColumn(field=field, heading=heading, kind="text", part="title"),
        ]
    value = SheetColumn(field=field, heading=heading, kind=_kind(field))
    if not field.land:
        return [value]
    beside = Text(f"{field.title.zh}（亩）{mark}", f"{field.title.en} (mu){mark}")
    return [value, SheetColumn(field=field, heading=beside, kind="number", part="mu")]


def _kind(field: Field) -> CellKind:
    if field.role is Role.ID or field.references:
        return "id"
    kinds: dict[DType, CellKind] = {DType.NUMBER: "number", DType.INTEGER: "integer", DType.DATE: "date"}
    return kinds.get(field.dtype, "text")


def _show_value(field: Field, value: Value, lang: str) -> Cell:
    if isinstance(value, bool):
        return in_lang(ANSWERS[value], lang)
    if isinstance(value, list):
        return _write_list(value, lang)
    if field.dtype is DType.DATE:
        return dt.date.fromisoformat(str(value))
    return unpointed(value) if isinstance(value, float) else value


def _write_list(value: list[str], lang: str) -> str:
    """A list in one cell; as JSON where a part would not come back as it was."""
    if not value:
        return in_lang(NOTHING, lang)
    joined = ("; " if lang == "en" else "、").join(value)
    return joined if read_list(joined) == value else json.dumps(value, ensure_ascii=False)


_ANY_LIST: Final = Field(name="list", dtype=DType.LIST, title=NOTHING)


def read_list(cell: str) -> list[str]:
    """The list that a cell holds: nothing by our word for it, JSON, or parts between ``、`` or ``;``."""
    if cell in NOTHING:
        return []
    found = json_list(cell)
    if found is not None:
        return [text_of(part) for part in found]
    parts = parse_value(_ANY_LIST, cell)
    return parts if isinstance(parts, list) else []
