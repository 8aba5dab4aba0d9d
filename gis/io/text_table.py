"""Delimited text, CSV and TSV, as one sheet of cells; read from the file anew each time, so that no more than a row of it is in memory."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice, zip_longest
from typing import Final

from gis.errors import SourceError
from gis.io import bounds
from gis.io.delimited import SEPARATORS, Line, lines_of, misplaced_quote
from gis.io.grid import RowBlock, Sheet
from gis.io.members import Member, too_large
from gis.io.row_store import MOST_CELLS, ReadRows
from gis.io.spellings import TITLES, spelling_of
from gis.text import Text

_NAMES: Final = {
    ",": Text("逗号", "comma"),
    ";": Text("分号", "semicolon"),
    "\t": Text("制表符", "tab"),
    "|": Text("竖线", "vertical bar"),
}
_ROWS_COMPARED: Final = 200
_CELLS: Final = 80_000
"""Cells that are made ready at once."""
_SHOWN: Final = 60
_LONGEST_LINE: Final = 64 << 20


def open_text(member: Member, *, strict: bool = False) -> list[Sheet]:
    """A delimited text as one sheet; its rows count records, of which one may have several lines.

    A row with a quote where none belongs is read where it has as many cells as the others, and named; ``strict`` refuses it.

    Raises
    ------
    SourceError
        Where no encoding fits all of it, a quote is amiss (naming the line), or a row has more columns than a table may.
    """
    spelling = spelling_of(member.pieces)
    if spelling is None:
        raise _no_text(member.origin)
    delimiter = _delimiter(member, spelling.encoding)
    height = width = cells = 0
    counts: Counter[int] = Counter()
    stray: list[tuple[int, Line]] = []
    held: list[RowBlock] = []
    for rows in _batches(_records(member, spelling.encoding, delimiter, lenient=not strict)):
        counts.update(len(row.cells) for row in rows)
        stray += [(height + number, row) for number, row in enumerate(rows, 1) if row.stray]
        if len(stray) > bounds.MAX_UNUSABLE:
            raise misplaced_quote(member.origin, stray[bounds.MAX_UNUSABLE][1].number)
        wide = next((row for row in rows if len(row.cells) > bounds.MAX_COLUMNS), None)
        if wide is not None:
            raise _too_wide(member.origin, wide)
        block = _block_of(height + 1, rows)
        height, width = block.last, max(width, len(block.columns))
        cells = sum(length * count for length, count in counts.items())
        if cells <= MOST_CELLS:
            held.append(block)
        else:
            held.clear()
    usual = max(counts, key=lambda count: (counts[count], count), default=0)
    for _, row in stray:
        if len(row.cells) != usual:
            raise misplaced_quote(member.origin, row.number)
    name = _NAMES[delimiter]
    if cells <= MOST_CELLS:
        blocks: Callable[[], Iterator[RowBlock]] = partial(iter, [_widened(block, width) for block in held])
    else:
        blocks = partial(_blocks, member, spelling.encoding, delimiter, width, lenient=not strict)
    return [
        Sheet(
            origin=member.origin,
            name=member.name,
            width=width,
            height=height,
            rows=ReadRows(blocks),
            stray_quotes=tuple((number, _with_quote(row)) for number, row in stray),
            spelling=f"{TITLES[spelling.encoding]}, {name.zh} / {name.en}",
            doubt=spelling.doubt,
        )
    ]


def _with_quote(row: Line) -> str:
    """The cells of a row that hold a quote."""
    return " | ".join(cell[:_SHOWN] for cell in row.cells if '"' in cell)


def _blocks(member: Member, encoding: str, delimiter: str, width: int, *, lenient: bool) -> Iterator[RowBlock]:
    first = 1
    for rows in _batches(_records(member, encoding, delimiter, lenient=lenient)):
        block = _widened(_block_of(first, rows), width)
        yield block
        first = block.last + 1


def _batches(rows: Iterator[Line]) -> Iterator[list[Line]]:
    """Rows many at a time, of wide ones fewer; what is wrong with one is said when those before it have been given."""
    batch: list[Line] = []
    cells = 0
    try:
        for row in rows:
            batch.append(row)
            cells += len(row.cells)
            if cells > _CELLS:
                yield batch
                batch, cells = [], 0
    except SourceError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _block_of(first: int, rows: Sequence[Line]) -> RowBlock:
    """Rows column by column, each as wide as the widest of them."""
    cells = [row.cells for row in rows]
    alike = len(set(map(len, cells))) == 1
    columns = zip(*cells, strict=True) if alike else zip_longest(*cells)
    return RowBlock(first, [texts if "" not in texts else [text or None for text in texts] for texts in columns])


def _widened(block: RowBlock, width: int) -> RowBlock:
    blank = [[None] * block.size] * (width - len(block.columns))
    return RowBlock(block.first, [*block.columns, *blank]) if blank else block


def _records(member: Member, encoding: str, delimiter: str, *, lenient: bool = False) -> Iterator[Line]:
    return lines_of(_lines(member, encoding), delimiter, member.origin, blank=True, lenient=lenient)


def _lines(member: Member, encoding: str) -> Iterator[str]:
    """The lines of a text with their ends; one that is longer than any table's is never held whole."""
    with io.TextIOWrapper(io.BufferedReader(_Pieces(member)), encoding, newline="") as text:
        first = True
        while line := text.readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE:
                raise too_large(
                    member.origin,
                    Text(f"有一行超过 {_LONGEST_LINE:,} 个字符", f"a line of more than {_LONGEST_LINE:,} characters"),
                )
            yield line.removeprefix("\ufeff") if first else line
            first = False


class _Pieces(io.RawIOBase):
    """The bytes of a member as a stream."""

    def __init__(self, member: Member) -> None:
        self._pieces = member.pieces()
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _delimiter(member: Member, encoding: str) -> str:
    """The separator by which most of the first rows have equally many cells, more than one; a comma where there is none."""
    return max(SEPARATORS, key=lambda delimiter: _consistency(member, encoding, delimiter))


def _consistency(member: Member, encoding: str, delimiter: str) -> tuple[bool, float, int]:
    """Whether a separator cuts a text's first rows into cells, how many of them into equally many, and into how many."""
    counts: Counter[int] = Counter()
    sound = True
    try:
        for row in islice(_records(member, encoding, delimiter), _ROWS_COMPARED):
            if any(row.cells):
                counts[len(row.cells)] += 1
    except SourceError:
        sound = False
    cells, rows = max(counts.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(1, 0))
    if cells == 1:
        return False, 0.0, 0
    return sound, rows / counts.total(), cells


def _no_text(origin: str) -> SourceError:
    return SourceError(
        Text(
            f"{origin} 不是表格文本：UTF-8、UTF-16、GB18030、Big5 均无法完整读出",
            f"{origin} is no text of a table: it is not wholly UTF-8, UTF-16, GB18030 or Big5",
        ),
        Text(
            "请用表格软件打开后另存为 .xlsx 或“CSV UTF-8”",
            "open it in a spreadsheet and save it as .xlsx or CSV UTF-8",
        ),
        file=origin,
    )


def _too_wide(origin: str, row: Line) -> SourceError:
    count, most = len(row.cells), bounds.MAX_COLUMNS
    return SourceError(
        Text(
            f"{origin} 第 {row.number} 行有 {count:,} 列，最多 {most:,} 列",
            f"{origin}, line {row.number}, has {count:,} columns, more than {most:,}",
        ),
        Text("请删去台账以外的列，或拆成几个文件", "delete the columns that are no part of the table, or split it"),
        file=origin,
        line=row.number,
    )
