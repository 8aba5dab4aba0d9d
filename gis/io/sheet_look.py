"""What the XML of a sheet says beside its values: what is hidden, what is merged, formulas without a kept value, mistakes, how far it reaches.

A sheet of two million cells is looked at in less time than its values are read: what nearly every program writes is found by its bytes, on whole
pieces, and no element is ever built. Where the bytes are written in another way, :mod:`gis.io.sheet_xml` reads them as XML.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.io import bounds
from gis.io.grid import Area, Gap

STRIDE: Final = 1 << 15
"""A cell as one number: its row times this, and its column."""
_FORMATTED: Final = 50
"""Columns up to which a cell counts for the reach of a sheet also where it has a format alone; of those further out the content is looked at."""
_WIDE_PIECE: Final = 1 << 25
_MARK: Final = (ord("<"), ord("c"), ord(" "), ord("r"), ord("="), ord('"'))
_QUOTE, _LETTER, _NOUGHT = ord('"'), ord("A"), ord("0")
_FORMULA_SIGN, _MERGED_SIGN = ord("f"), ord("m")
_REF_SIGNS: Final = 11
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"([^>]*?)(/?)>')
_FORMULA: Final = re.compile(rb"<f[ >/]")
_VALUE: Final = re.compile(rb"<v(?:>([^<]*)| ?/>)")
_MISTAKE: Final = re.compile(rb' t="e"')
_HIDDEN_ROW: Final = re.compile(rb'<row (?=[^>]*?\bhidden="(?:1|true)")(?:r="(\d{1,7})")?')
_COLUMNS: Final = re.compile(rb"<col ([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb'(\w+)="([^"]*)"')
_MERGED: Final = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNUSUAL: Final = {b"\0": (b"",), b":": (b":row", b":worksheet"), b"'": (b"encoding='", b"row r='")}
"""By a sign that few sheets have, what is looked for where it is there: another encoding, names with a prefix, the other quotes.

Comments and the like, and cells that do not say where they stand, are seen with the cells."""
_ON: Final = ("1", "true")


class Unusual(Exception):
    """XML that is sound, or may be, and is not written as nearly every program writes it."""


@dataclass(kw_only=True)
class Look:
    """What was seen of one sheet.

    ``gaps`` are the cells without a value by kind, as numbers (see ``STRIDE``), in any order; ``height`` and ``width`` are at least those of the cells that hold something;
    ``since_1904`` and ``struck_formats``, the cell formats that strike out, are the workbook's;
    ``shared`` counts the cells, or a few more, that name a text which others may name too.
    """

    height: int = 0
    width: int = 0
    shared: int = 0
    since_1904: bool = False
    struck_formats: frozenset[str] = frozenset()
    struck_rows: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: set[Area] = field(default_factory=set)
    gaps: dict[Gap, array[int]] = field(default_factory=lambda: {gap: array("q") for gap in Gap})

    def reach(self, row: int, column: int) -> None:
        """Take a cell that holds something into account."""
        self.height, self.width = max(self.height, row), max(self.width, column)

    def add_gap(self, gap: Gap, row: int, column: int) -> None:
        """Take a cell whose value the file does not hold into account."""
        self.gaps[gap].append(row * STRIDE + column)
        self.reach(row, column)

    def hide_columns(self, attributes: dict[str, str]) -> None:
        """What an element ``col`` says of its columns."""
        if attributes.get("hidden") in _ON:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_columns.update(range(first, min(last, bounds.MAX_COLUMNS) + 1))


def column_number(letters: str | bytes) -> int:
    """The number of a column, from 1, by its letters.

    >>> column_number("A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + letter - 64
    return number


def look_quickly(pieces: Iterable[bytes], look: Look, *, recomputed: bool) -> None:
    """Look at the XML of a sheet as nearly every program writes it; whole rows at a time.

    Parameters
    ----------
    recomputed
        Whether the workbook asks to be computed when it is opened: then a kept zero is what a program wrote that does not compute.

    Raises
    ------
    Unusual
        Where it is written otherwise.
    """
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b"<row")
        if cut <= 0:
            cut = rest.rfind(b"<mergeCell ")
        if cut > 0:
            _look_at(rest[:cut], look, recomputed=recomputed)
            rest = rest[cut:]
        elif len(rest) > _WIDE_PIECE:
            raise Unusual
    _look_at(rest, look, recomputed=recomputed)


def _look_at(xml: bytes, look: Look, *, recomputed: bool) -> None:
    if any(sign in xml and any(each in xml for each in written) for sign, written in _UNUSUAL.items()):
        raise Unusual
    elements = _reach(xml, look)
    look.shared += xml.count(b' t="s"')
    if _FORMULA_SIGN in elements:
        for at in _FORMULA.finditer(xml):
            _look_at_formula(xml, at.start(), look, recomputed=recomputed)
    for at in _MISTAKE.finditer(xml) if b' t="e"' in xml else ():
        cell = _CELL.match(xml, xml.rfind(b"<c ", 0, at.start()))
        # Else it is a text that reads so.
        if cell is not None and cell.end() > at.start():
            look.add_gap(Gap.MISTAKE, int(cell[2]), column_number(cell[1]))
    if b" hidden=" in xml:
        look_at_hidden(xml, look)
    if look.struck_formats:
        look.struck_rows |= struck_in(xml, look.struck_formats)
    if _MERGED_SIGN in elements and b"<mergeCell " in xml:
        for left, top, right, bottom in _MERGED.findall(xml):
            look.merged.add(Area(int(top), column_number(left), int(bottom), column_number(right)))


def struck_in(xml: bytes, formats: frozenset[str]) -> set[int]:
    """The rows in which a cell that holds something is struck out."""
    numbers = b"|".join(number.encode() for number in sorted(formats))
    cell = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"[^>]*? s="(?:' + numbers + rb')"[^>]*?(?<!/)>(?!</c>)')
    return {int(row) for row in cell.findall(xml)}


def _reach(xml: bytes, look: Look) -> set[int]:
    """Note how far the cells of whole rows reach; the signs with which the names of elements begin."""
    signs = np.frombuffer(xml + bytes(32), np.uint8)
    opened = np.flatnonzero(signs == _MARK[0])
    behind = signs[opened + 1]
    cells = opened[behind == _MARK[1]]
    third = signs[cells + 2]
    if (behind == ord("!")).any() or (third == ord(">")).any() or (third == ord("/")).any():
        raise Unusual
    elements = set(np.flatnonzero(np.bincount(behind)).tolist())
    opened = cells[third == _MARK[2]]
    if not opened.size:
        return elements
    if not all((signs[opened + place] == _MARK[place]).all() for place in (3, 4, 5)):
        raise Unusual
    rows, columns = _references(signs, opened + len(_MARK))
    near = columns <= _FORMATTED
    if near.any():
        look.reach(int(rows[near].max()), int(columns[near].max()))
    for place in np.flatnonzero(~near).tolist():
        cell = _CELL.match(xml, int(opened[place]))
        if cell is None:
            raise Unusual
        if not cell[4] and not xml.startswith(b"</c>", cell.end()):
            look.reach(int(rows[place]), int(columns[place]))
    return elements


def _references(signs: NDArray[np.uint8], start: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the references that begin at these places, each up to its quote."""
    rows, columns = np.zeros(start.size, np.int64), np.zeros(start.size, np.int64)
    ended = np.zeros(start.size, np.bool_)
    for place in range(_REF_SIGNS):
        sign = signs[start + place].astype(np.int64)
        ended |= sign == _QUOTE
        if ended.all():
            return rows, columns
        letter = ~ended & (sign >= _LETTER)
        columns = np.where(letter, columns * 26 + sign - (_LETTER - 1), columns)
        rows = np.where(ended | letter, rows, rows * 10 + sign - _NOUGHT)
    raise Unusual


def _look_at_formula(xml: bytes, at: int, look: Look, *, recomputed: bool) -> None:
    cell = _CELL.match(xml, xml.rfind(b"<c ", 0, at))
    if cell is None:
        raise Unusual
    value = _VALUE.search(xml, at, xml.find(b"</c>", at))
    content = value[1] if value is not None else None
    if b' t="e"' not in cell[3] and without_value(
        (content or b"").decode("ascii", "replace"),
        stored=value is not None,
        text=b' t="str"' in cell[3],
        recomputed=recomputed,
    ):
        look.add_gap(Gap.NO_VALUE, int(cell[2]), column_number(cell[1]))


def without_value(content: str, *, stored: bool, text: bool, recomputed: bool) -> bool:
    """Whether the result of a formula was never stored; a text that came out empty was."""
    if text and stored:
        return False
    return not content.strip() or (recomputed and content == "0")


def look_at_hidden(xml: bytes, look: Look) -> None:
    """Note the rows and columns that are hidden.

    Raises
    ------
    Unusual
        Where one of them does not say which it is.
    """
    for at in _HIDDEN_ROW.finditer(xml):
        if at[1] is not None:
            look.hidden_rows.add(int(at[1]))
        else:
            raise Unusual
    for attributes in _COLUMNS.findall(xml):
        look.hide_columns({name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(attributes)})
