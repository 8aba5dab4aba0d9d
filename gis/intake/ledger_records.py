"""The records of a ledger, some at a time: those that stand one after another in one section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from gis.intake.column_translation import Block
from gis.intake.identities import RowPlace
from gis.intake.ledger_sheets import MatchedTable
from gis.intake.progress import TOLD_EVERY
from gis.intake.row_kinds import RowKind
from gis.intake.tables import Line

_BLOCK: Final = 4_096
"""Records that are read at once, column by column."""


class Records(NamedTuple):
    """Records that stand one after another in a table, what their rows are, and the ids that they are kept by."""

    table: MatchedTable
    lines: Sequence[Line]
    block: Block
    keys: Sequence[str]

    def place(self, at: int) -> RowPlace:
        """Where one of them stands."""
        return RowPlace(self.table.origin, self.lines[at].row, self.keys[at])


def block_of(table: MatchedTable, lines: Sequence[Line]) -> Block:
    """Records of a table column by column."""
    return Block(
        columns=dict(zip(table.names, zip(*(line.cells for line in lines), strict=True), strict=True)) if lines else {},
        file=table.stem,
        rows=[line.row for line in lines],
        section=lines[0].section if lines else "",
    )


def watched(table: MatchedTable, progress: Callable[[float], None]) -> Iterator[Line]:
    """The rows of a table, of which progress is told."""
    for line in table.lines():
        if line.row % TOLD_EVERY == 0:
            progress(line.row / max(table.height, line.row))
        yield line


def grouped(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Records that stand one after another in one section, together; any other row by itself."""
    records: list[Line] = []
    for line in lines:
        is_record = line.kind is RowKind.RECORD
        if records and (not is_record or line.section != records[0].section or len(records) == _BLOCK):
            yield records
            records = []
        if is_record:
            records.append(line)
        else:
            yield [line]
    if records:
        yield records
