"""The rows of a sheet told by what stands in them, without a value being read: one number of 64 bits a row, by which it is known again next month.

A row has the same mark where its cells have the same values in the same formats. Where it stands in the sheet is no part of it, nor is the
number of a shared text, which is another as soon as a text is added before it; the text itself is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.io.sheet_look import Look, Unusual, column_number, look_at_hidden, struck_in

Marks = NDArray[np.uint64]
_WORD: Final = 8
_BEYOND: Final = 64
"""Bytes behind a text that may be looked at with its last sign."""
_ROW: Final = int.from_bytes(b'<row r="', "little")
_CELL: Final = int.from_bytes(b'<c r="', "little")
_SHARED: Final = int.from_bytes(b' t="s">', "little")
_SHARED_TEXT: Final = b' t="s"'
_VALUE: Final = int.from_bytes(b"<v>", "little")
_VALUE_ENDS: Final = int.from_bytes(b"</v></c>", "little")
_WIDEST: Final = 1 << 25
"""Bytes in which a row ends."""
_DIGITS: Final = 7
_LETTERS: Final = 3
_HEAD: Final = 24
_LONGEST: Final = 24
"""Bytes of what stands before a value, and of a value, up to which a cell is told with all others at once."""
_FIRST: Final = np.array([(1 << 8 * length) - 1 for length in range(_WORD)] + [(1 << 64) - 1], np.uint64)
"""By a number of bytes, the mask of so many first ones of a word."""
_ODD: Final = tuple(
    np.uint64(word)
    for word in (
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xFF51AFD7ED558CCD,
        0xC4CEB9FE1A85EC53,
    )
)
_HALF: Final = np.uint64(32)
_KEY: Final = "landstock's rows"
_ITEM, _ITEM_ENDS = b"<si>", b"</si>"
_FORMULA: Final = re.compile(rb"<f(?:>| [^>]*?[^/>]>)[^<]*</f>|<f [^>]*/>")
_CUT: Final = b"<row "
_END: Final = b"</sheetData>"


@dataclass(kw_only=True)
class MarkedRows:
    """The rows of a sheet.

    Parameters
    ----------
    marks
        A number a row, shape (n,); that of a row without cells is 0.
    before, after
        The XML of the sheet above its rows and below them.
    taken
        By its place, the XML of each row that was asked for.
    shared, width
        How many cells name a shared text, and how far the widest row reaches at most.
    """

    marks: Marks
    before: bytes
    after: bytes
    taken: dict[int, bytes] = field(default_factory=dict)
    shared: int = 0
    width: int = 0


class Texts(NamedTuple):
    """The shared texts of a workbook: a number for each, the XML of each behind its mark, and what stands above and below them."""

    marks: Marks
    items: list[bytes]
    before: bytes
    after: bytes


NO_TEXTS: Final = Texts(np.zeros(0, np.uint64), [], b"", b"")


def mark_texts(strings: Iterable[bytes]) -> Texts:
    """Mark the shared texts of a workbook.

    Raises
    ------
    Unusual
    """
    xml = b"".join(strings)
    if b"\0" in xml or b"<!" in xml or b":si" in xml or b"<si " in xml or b"<si/" in xml:
        raise Unusual
    before, *items = xml.split(_ITEM)
    if not items:
        return NO_TEXTS
    last, closed, after = items[-1].rpartition(_ITEM_ENDS)
    items[-1] = last + closed
    return Texts(_mark_each(items), items, before, after)


def _mark_each(parts: list[bytes]) -> Marks:
    """A number for each of some texts, by SipHash."""
    if not parts:
        return np.zeros(0, np.uint64)
    column = np.empty(len(parts), object)
    column[:] = parts
    return pd.util.hash_array(column, hash_key=_KEY, categorize=False)


def mark_rows(
    pieces: Iterable[bytes], texts: Marks, look: Look, wanted: Callable[[int, Marks], Iterable[int]]
) -> MarkedRows:
    """Mark the rows of a sheet that is written as nearly every program writes it.

    Parameters
    ----------
    pieces
        The XML of the sheet.
    texts
        The numbers of the workbook's shared texts.
    look
        Where hidden rows are noted and those that are struck out.
    wanted
        Told of some rows that stand one after another, by the place of the first and their marks, which of them are taken, from 0.

    Raises
    ------
    Unusual
        Where it is written otherwise.
    """
    rest, before, after = b"", None, b""
    marks: list[Marks] = []
    taken: dict[int, bytes] = {}
    count = shared = 0
    columns = set[int]()
    for last, piece in _with_last(pieces):
        rest += piece
        if len(rest) > _WIDEST:
            raise Unusual
        if before is None:
            begins = rest.find(_CUT)
            if begins < 0 and not last:
                continue
            begins = max(begins, 0)
            before, rest = rest[:begins], rest[begins:]
        cut = len(rest) if last else rest.rfind(_CUT)
        if last:
            cut = rest.find(_END)
            if cut < 0:
                raise Unusual
            after = rest[cut:]
        if cut <= 0:
            continue
        xml = rest[:cut]
        made, starts, letters, named = _mark(xml, texts, count)
        _note_rows(xml, look)
        columns.update(letters)
        shared += named
        ends = np.append(starts[1:], cut)
        for place in wanted(count, made):
            taken[count + place] = rest[int(starts[place]) : int(ends[place])]
        marks.append(made)
        count += made.size
        rest = rest[cut:]
    return MarkedRows(
        marks=np.concatenate(marks) if marks else np.zeros(0, np.uint64),
        before=before or b"",
        after=after,
        taken=taken,
        shared=shared,
        width=max((column_number(letters.to_bytes(_LETTERS, "little").strip(b"\0")) for letters in columns), default=0),
    )


def _note_rows(xml: bytes, look: Look) -> None:
    if b" hidden=" in xml:
        look_at_hidden(xml, look)
    if look.struck_formats:
        look.struck_rows |= struck_in(xml, look.struck_formats)


def _with_last(pieces: Iterable[bytes]) -> Iterable[tuple[bool, bytes]]:
    """Pieces, each with whether it is the last."""
    held: bytes | None = None
    for piece in pieces:
        if held is not None:
            yield False, held
        held = piece
    if held is not None:
        yield True, held


class _Marked(NamedTuple):
    """The marks of some rows, where each begins, the columns with which they end, and how many of their cells name a shared text."""

    marks: Marks
    starts: NDArray[np.int64]
    letters: list[int]
    shared: int


def _mark(xml: bytes, texts: Marks, above: int) -> _Marked:
    """Mark whole rows; ``above`` is how many rows stand above them: each is there and is numbered."""
    if b"\0" in xml:
        raise Unusual
    padded = xml + bytes(_BEYOND)
    signs = np.frombuffer(padded, np.uint8)
    words: Any = np.ndarray((len(padded) - _WORD + 1,), "<u8", padded, strides=(1,))
    opened = np.flatnonzero(signs == ord("<"))
    at = words[opened]
    is_row = at == np.uint64(_ROW)
    is_cell = (at & _FIRST[6]) == np.uint64(_CELL)
    second = (at >> np.uint64(8)) & np.uint64(0xFF)
    third = (at >> np.uint64(16)) & np.uint64(0xFF)
    starts_row = (second == ord("r")) & (third == ord("o"))
    starts_cell = (second == ord("c")) & ((third == ord(" ")) | (third == ord(">")) | (third == ord("/")))
    if (starts_row != is_row).any() or (starts_cell != is_cell).any() or (second == ord("!")).any():
        raise Unusual
    rows, cells = np.flatnonzero(is_row), np.flatnonzero(is_cell)
    starts = opened[rows]
    if not cells.size:
        return _Marked(np.zeros(rows.size, np.uint64), starts, [], 0)
    of = np.searchsorted(rows, cells) - 1
    if of[0] < 0:
        raise Unusual
    column, content = _references(words, starts, opened[cells], of, above)
    looked_at = _Cells(xml, words, opened, cells, content, texts)
    cell_marks = looked_at.marks()
    mixed = np.where(cell_marks == 0, np.uint64(0), _mix(cell_marks + column * _ODD[0]))
    firsts = np.flatnonzero(np.diff(of, prepend=-1))
    marks = np.zeros(rows.size, np.uint64)
    marks[of[firsts]] = np.add.reduceat(mixed, firsts)
    letters = np.unique(column[np.append(firsts[1:], of.size) - 1]).tolist()
    return _Marked(marks, starts, letters, looked_at.shared)


def _mix(word: Marks) -> Marks:
    """Each bit of a number spread over all of it."""
    word = (word ^ (word >> _HALF)) * _ODD[4]
    word = (word ^ (word >> np.uint64(29))) * _ODD[5]
    return word ^ (word >> _HALF)


def _references(
    words: Any, rows: NDArray[np.int64], cells: NDArray[np.int64], of: NDArray[np.int64], above: int
) -> tuple[Marks, NDArray[np.int64]]:
    """The columns of cells, as numbers of their letters, and where each goes on behind its reference."""
    numbers = words[rows + _WORD]
    digits = np.zeros(rows.size, np.int64)
    counted = np.zeros(rows.size, np.int64)
    for place in range(_DIGITS + 1):
        sign = ((numbers >> np.uint64(8 * place)) & np.uint64(0xFF)).astype(np.int64)
        digits[(digits == 0) & (sign == ord('"'))] = place
        counted = np.where(digits == 0, counted * 10 + sign - ord("0"), counted)
    if (digits == 0).any() or (counted != np.arange(above + 1, above + rows.size + 1)).any():
        raise Unusual
    begins = cells + 6
    named = words[begins]
    letters = np.ones(cells.size, np.int64)
    for place in range(1, _LETTERS):
        sign = (named >> np.uint64(8 * place)) & np.uint64(0xFF)
        letters += (letters == place) & (sign >= ord("A"))
    mask = _FIRST[digits + 1]
    if ((words[begins + letters] & mask[of]) != (numbers & mask)[of]).any():
        raise Unusual
    return named & _FIRST[letters], begins + letters + digits[of] + 1


class _Cells:
    """Cells of some rows, each from behind its reference."""

    def __init__(
        self,
        xml: bytes,
        words: Any,
        opened: NDArray[np.int64],
        cells: NDArray[np.int64],
        content: NDArray[np.int64],
        texts: Marks,
    ) -> None:
        self._xml, self._words, self._texts = xml, words, texts
        self.shared = 0
        self._content = content
        # Behind the last there is none: what stands in its place is no sign that is looked for.
        self._opened = np.append(opened, np.full(3, len(xml)))
        self._cells = cells

    def marks(self) -> Marks:
        words, content = self._words, self._content
        value, ends = self._opened[self._cells + 1], self._opened[self._cells + 2]
        head, length = value - content, ends - value - 3
        plain = (words[value] & _FIRST[3]) == np.uint64(_VALUE)
        plain &= words[ends] == np.uint64(_VALUE_ENDS)
        plain &= (head > 0) & (head <= _HEAD) & (length > 0) & (length <= _LONGEST)
        shared = (words[np.maximum(value - 7, 0)] & _FIRST[7]) == np.uint64(_SHARED)
        self.shared = int((shared & plain).sum())
        if self.shared != self._xml.count(_SHARED_TEXT):
            raise Unusual
        marks = np.zeros(self._cells.size, np.uint64)
        told = np.flatnonzero(plain)
        made = _mark_words(words, content[told], head[told])
        of_text = shared[told]
        texts, others = told[of_text], told[~of_text]
        marks[texts] = made[of_text] ^ self._of_texts(value[texts] + 3, length[texts])
        marks[others] = made[~of_text] ^ _mix(_mark_words(words, value[others] + 3, length[others]))
        rest = np.flatnonzero(~plain)
        if rest.size:
            marks[rest] = self._one_by_one(rest)
        return marks

    def _of_texts(self, at: NDArray[np.int64], length: NDArray[np.int64]) -> Marks:
        """The marks of shared texts whose numbers stand at some places."""
        if length.size and int(length.max()) > _DIGITS:
            raise Unusual
        number = np.zeros(at.size, np.int64)
        word = self._words[at]
        for place in range(int(length.max(initial=0))):
            sign = ((word >> np.uint64(8 * place)) & np.uint64(0xFF)).astype(np.int64) - ord("0")
            within = place < length
            if ((sign < 0) | (sign > 9))[within].any():
                raise Unusual
            number = np.where(within, number * 10 + sign, number)
        if number.size and int(number.max()) >= self._texts.size:
            raise Unusual
        return self._texts[number]

    def _one_by_one(self, rest: NDArray[np.int64]) -> Marks:
        """The marks of cells that hold something else than a plain value: a formula, a text of their own; 0 of those that hold nothing."""
        xml, parts, filled = self._xml, [], []
        for place in rest.tolist():
            start = int(self._content[place])
            closed = xml.find(b">", start)
            if xml[closed - 1 : closed] == b"/" or xml.startswith(b"</c>", closed + 1):
                continue
            end = xml.find(b"</c>", start)
            if end < 0:
                raise Unusual
            filled.append(place)
            # What a formula says is another as soon as a row is put in above it; what it comes to is the value.
            parts.append(_FORMULA.sub(b"<f/>", xml[start:end]))
        marks = np.zeros(self._cells.size, np.uint64)
        marks[filled] = _mark_each(parts)
        return marks[rest]


def _mark_words(words: Any, at: NDArray[np.int64], length: NDArray[np.int64]) -> Marks:
    """A number for each text of at most three words that begins at a place."""
    made = np.zeros(at.size, np.uint64)
    longest = int(length.max(initial=0))
    for place in range(0, longest, _WORD):
        left = np.clip(length - place, 0, _WORD)
        made += (words[at + place] & _FIRST[left]) * _ODD[1 + place // _WORD]
    return _mix(made + length.astype(np.uint64))
