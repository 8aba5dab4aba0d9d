"""The rows of a table that is joined to features, whatever its format: CSV to the letter, and any other as it is read as a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gis.intake.feature_files import has_shapes, read_layer
from gis.intake.mapping import Join
from gis.intake.row_kinds import RowKind, words_of
from gis.intake.sheet_tables import require_table
from gis.intake.table_groups import shown_sheets, size_of, tables_in
from gis.intake.tables import Table
from gis.io.delimited import Line, lines_of
from gis.io.encodings import decode_table
from gis.io.grid import Cell, Gap
from gis.io.members import TABLE_ENDINGS, Member
from gis.io.tables_in import open_tables
from gis.values import text_of, unpointed

_FIRST: Final = 1


def lookup_lines(join: Join, member: Member) -> Iterator[Line]:
    """The headings of a table and its records, as text; totals, sections and notes of a ledger are none.

    Raises
    ------
    SourceError
        Where it cannot be read, or has no table.
    """
    if member.name.lower().endswith(TABLE_ENDINGS):
        return lines_of(decode_table(member.read(), join.encoding, member.origin), join.delimiter, member.origin)
    return _of_layer(join, member) if has_shapes(member) else _of_ledger(join, member)


def _of_layer(join: Join, member: Member) -> Iterator[Line]:
    """The properties of a layer, or of a table without shapes."""
    records = read_layer(member, join.sheet).parsed.properties
    names = list(dict.fromkeys(name for record in records for name in record))
    yield Line(_FIRST, names)
    for number, record in enumerate(records, _FIRST + 1):
        yield Line(number, [_plain(record.get(name)) for name in names])


def _of_ledger(join: Join, member: Member) -> Iterator[Line]:
    sheets = shown_sheets(open_tables(member), join.sheet)
    tables = tables_in(sheets) or [require_table(sheet) for sheet in sheets[:1]]
    keyed = [table for table in tables if words_of(join.key) in map(words_of, table.headings)]
    table: Table = max(keyed or tables, key=size_of)
    yield Line(table.bottom, list(table.headings))
    for line in table.lines():
        if line.kind is RowKind.RECORD:
            yield Line(line.row, [_plain(cell) for cell in line.cells])


def _plain(cell: Cell) -> str:
    """A cell as text; what a formula did not leave a value of is unknown."""
    if cell is None or isinstance(cell, Gap):
        return ""
    return text_of(unpointed(cell) if isinstance(cell, float) else cell)
