"""CSV for spreadsheets, and CSV for programs.

For spreadsheets: UTF-8 with a mark, text quoted, nothing that could run. The filter, date and source stand in a last column beside the first
row, under a heading that is always the same: lists can be put below each other, and no line before or after the table has to be skipped. A
cell that a spreadsheet would run or change has an apostrophe before it, which a join takes off again.

For programs: the columns by their names, every value as the layer keeps it, blank for unknown, lists as JSON, nothing added.

Both are joined of pieces: what quotes or an apostrophe need is decided once for each word, on all words of a column as one text.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection as Collected
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Rows, Value, plain_text
from gis.fields import DType
from gis.io.about import About
from gis.io.guards import HARMLESS, all_harmless, guard
from gis.io.pieces import (
    BREAK,
    Coded,
    CodedTogether,
    PiecedColumn,
    Spelling,
    blocks,
    joined,
    runs_of_few,
    written_numbers,
)
from gis.io.sheet import UNKNOWN, Cell, CellPieces, CellSpelling, SheetColumn, columns
from gis.layer import Layer
from gis.text import Text, in_lang

NOTE: Final = Text("本表说明", "About this list")
"""Heading of the column that says what the list is."""
_LINE: Final = "\r\n"
_NOTHING: Final = '""'
_SUSPECT: Final = re.compile(f"{BREAK}(?!{HARMLESS})([^{BREAK}]*)")
"""A text behind a break that has to be looked at."""
_SPECIAL: Final = re.compile('[",\r\n]')
"""Of which a plain cell has to be quoted."""


def write_csv(layer: Layer, rows: Rows, *, lang: str, about: About) -> Iterator[bytes]:
    """Some rows of a layer as CSV, in their order, piece by piece."""
    headings = [in_lang(entry.heading, lang) for entry in columns(layer)]
    head = [*map(guard, headings), _free(in_lang(NOTE, lang), headings)]
    note = _quoted(guard(in_lang(about.sentence(len(rows)), lang)))
    yield codecs.BOM_UTF8 + _line(map(_quoted, head))
    if not len(rows):
        # That nothing was found is an answer too, and whose answer it is must stand somewhere.
        yield _line([*([_NOTHING] * len(headings)), note])
        return
    spelling = CellSpelling(
        words=_quoted_words,
        numbers=_numbers,
        cell=partial(_write_cell, lang=lang),
        text=_quoted_text,
        days=_quoted_days,
    )
    made = [CellPieces(layer, entries, lang, spelling, len(rows)) for entries in _together(columns(layer))]
    coded = [each.coded for each in made]
    pieces = [_run(made[some], coded[some]) for some in runs_of_few(coded, len(rows))]
    for block, last in [(rows[:1], note), *((block, _NOTHING) for block in blocks(rows[1:]))]:
        yield joined([each.of(block) for each in pieces], _line([last]))


def _run(pieces: Sequence[CellPieces[bytes]], coded: Sequence[Coded | None]) -> CellPieces[bytes] | CodedTogether:
    """Columns beside each other as one, where they are several."""
    return CodedTogether([each for each in coded if each is not None]) if len(pieces) > 1 else pieces[0]


def _together(entries: Iterable[SheetColumn]) -> Iterator[list[SheetColumn]]:
    """Columns whose cells are written as one piece: those of one field that are words, for these stand often."""
    for field, same in groupby(entries, key=attrgetter("field")):
        if field.dtype in (DType.NUMBER, DType.INTEGER):
            yield from ([entry] for entry in same)
        else:
            yield list(same)


def _free(heading: str, taken: Collected[str]) -> str:
    return next(name for name in (heading, *(f"{heading} {n}" for n in range(2, 9))) if name not in taken)


def _line(cells: Iterable[str]) -> bytes:
    return (",".join(cells) + _LINE).encode()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _quoted_words(words: Sequence[str]) -> list[bytes]:
    """Each word as a guarded cell, with the comma behind it."""
    made = _quoted_text(BREAK.join(words), len(words))
    return [f"{_quoted(guard(word))},".encode() for word in words] if made is None else made


def _quoted_text(text: str, count: int) -> list[bytes] | None:
    """The same of so many words with a break between each two; None where a word has one itself."""
    if text.count(BREAK) != count - 1:
        return None
    written = text.encode()
    signs = np.frombuffer(written + b"\0", np.uint8)
    if not all_harmless(signs, np.concatenate([[0], np.flatnonzero(signs[:-1] == 0) + 1])):
        written = _SUSPECT.sub(lambda found: BREAK + guard(found[1]), BREAK + text)[1:].encode()
    found = written.replace(b'"', b'""').replace(b"\0", b'",\0"').split(b"\0")
    found[0] = b'"' + found[0]
    found[-1] += b'",'
    return found


def _quoted_days(days: Sequence[str]) -> list[bytes]:
    return [b'"%b",' % day for day in " ".join(days).encode().split()]


def _numbers(values: NDArray[np.float64], pointed: bool) -> list[bytes]:  # noqa: FBT001  as the spelling is called
    return written_numbers(values, pointed=pointed)


def _write_cell(cell: Cell, lang: str) -> bytes:
    if cell is None:
        return f'"{in_lang(UNKNOWN, lang)}",'.encode()
    if isinstance(cell, str):
        return f"{_quoted(guard(cell))},".encode()
    return (f"{cell!r}," if isinstance(cell, (int, float)) else f'"{cell.isoformat()}",').encode()


def write_plain_csv(layer: Layer, rows: Rows, *, lang: str = "", about: About | None = None) -> Iterator[bytes]:  # noqa: ARG001  what every writer is given
    """Some rows of a layer as CSV for programs, in their order: equal to the data to the letter, whatever a spreadsheet would make of it."""
    names = [field.name for field in layer.collection.fields]
    spelling = Spelling(words=_plain_words, numbers=_plain_numbers, value=_plain, blank=b",")
    pieces = [PiecedColumn(layer.columns[name], spelling, len(rows)) for name in names]
    yield _line(map(_quoted_where_needed, names))
    for block in blocks(rows):
        cells = [each.of(block) for each in pieces]
        cells[-1] = [cell[:-1] for cell in cells[-1]]
        yield joined(cells, _LINE.encode())


def _quoted_where_needed(text: str) -> str:
    return _quoted(text) if _SPECIAL.search(text) else text


def _plain_words(words: Sequence[str]) -> list[bytes]:
    text = BREAK.join(words)
    if _SPECIAL.search(text) or text.count(BREAK) != len(words) - 1:
        return [f"{_quoted_where_needed(word)},".encode() for word in words]
    return (text.encode().replace(b"\0", b",\0") + b",").split(b"\0") if words else []


def _plain_numbers(values: NDArray[np.float64]) -> list[bytes]:
    return written_numbers(values, pointed=False)


def _plain(value: Value) -> bytes:
    said = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else plain_text(value)
    return f"{_quoted_where_needed(said)},".encode()
