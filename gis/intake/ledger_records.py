"""The records of a ledger, some at a time: those that stand one after another in one section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from gis.intake.column_translation import Block, TranslatedColumn
from gis.intake.identities import RowPlaces
from gis.intake.ledger_sheets import MatchedTable
from gis.intake.plain_records import PlainRecords
from gis.intake.progress import TOLD_EVERY
from gis.intake.row_kinds import RowKind
from gis.intake.table_lines import Line
from gis.intake.translation import Translated
from gis.intake.unnamed_totals import Verdict
from gis.values import Value

_BLOCK: Final = 4_096
"""Records that are read at once, column by column."""


class Records(NamedTuple):
    """Records that stand one after another in a table, what their rows are, and the ids that they are kept by."""

    table: MatchedTable
    lines: Sequence[Line]
    block: Block
    keys: Sequence[str]

    @property
    def places(self) -> RowPlaces:
        """Where they stand."""
        return RowPlaces(self.table.origin, self.block.rows, self.keys)


def block_of(table: MatchedTable, lines: Sequence[Line]) -> Block:
    """Records of a table column by column."""
    if isinstance(lines, PlainRecords):
        columns = dict(zip(table.names, lines.columns, strict=True))
        return Block(columns=columns, file=table.stem, rows=lines.rows, section=lines.section)
    return Block(
        columns=dict(zip(table.names, zip(*(line.cells for line in lines), strict=True), strict=True)) if lines else {},
        file=table.stem,
        rows=[line.row for line in lines],
        section=lines[0].section if lines else "",
    )


def watched(table: MatchedTable, progress: Callable[[float], None]) -> Iterator[Line | PlainRecords]:
    """The rows of a table, of which progress is told."""
    for piece in table.pieces():
        first, last = (piece.rows[0], piece.rows[-1]) if isinstance(piece, PlainRecords) else (piece.row, piece.row)
        for row in range(first + -first % TOLD_EVERY, last + 1, TOLD_EVERY):
            progress(row / max(table.height, row))
        yield piece


def grouped(pieces: Iterable[Line | PlainRecords]) -> Iterator[Sequence[Line]]:
    """Records that stand one after another in one section, together; any other row by itself."""
    records: list[Line] = []
    for piece in pieces:
        is_record = isinstance(piece, Line) and piece.kind is RowKind.RECORD
        if records and (not is_record or piece.section != records[0].section or len(records) == _BLOCK):
            yield records
            records = []
        if isinstance(piece, PlainRecords):
            yield piece
        elif is_record:
            records.append(piece)
        else:
            yield [piece]
    if records:
        yield records


def odd_lines(lines: Sequence[Line]) -> Iterator[int]:
    """The places of records whose figures may count more than once."""
    if not isinstance(lines, PlainRecords):
        yield from (place for place, line in enumerate(lines) if line.spread or line.verdict is not Verdict.RECORD)


def put_in_place(
    columns: Mapping[str, list[Value]], odd: Mapping[int, Mapping[str, Value]]
) -> dict[int, dict[str, Value]]:
    """Put what some records have otherwise into the columns; what they have beside these, by their places."""
    more: dict[int, dict[str, Value]] = {}
    for place, table in odd.items():
        beside = {}
        for name, value in table.items():
            if name in columns:
                columns[name][place] = value
            else:
                beside[name] = value
        if beside:
            more[place] = beside
    return more


def said_by_place(columns: Mapping[str, TranslatedColumn]) -> dict[int, list[tuple[str, Translated]]]:
    """By the places of records, the cells of which something is to be said, in the order of their fields."""
    by_place: dict[int, list[tuple[str, Translated]]] = {}
    for name, column in columns.items():
        for place, said in column.others.items():
            by_place.setdefault(place, []).append((name, said))
    return by_place
