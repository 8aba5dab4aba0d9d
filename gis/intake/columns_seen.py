"""What stands in the columns of a table: how much of it, examples, and which columns tell the records apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from gis.intake.cleaning.cells import GAPS
from gis.intake.row_kinds import RowKind, is_blank, words_of
from gis.intake.tables import Column, Table
from gis.io.grid import Cell, Gap
from gis.values import text_of

_DISTINCT: Final = 3_000
"""Values of a column that are counted one by one."""
_SAMPLES: Final = 5


@dataclass(kw_only=True)
class ColumnSeen:
    """What stands in one column, over all records.

    ``values`` are the first distinct ones with how often they stand, ``alone`` says that no two records have the same.
    """

    column: Column
    filled: int = 0
    values: Counter[Cell] = field(default_factory=Counter)
    alone: bool = True

    @property
    def samples(self) -> tuple[str, ...]:
        """The most frequent values, as they stand."""
        return tuple(_shown(value) for value, _ in self.values.most_common(_SAMPLES))


@dataclass(kw_only=True)
class TableSeen:
    """What stands in a table, read once to its end."""

    table: Table
    columns: tuple[ColumnSeen, ...]
    records: int = 0
    sections: Counter[str] = field(default_factory=Counter)
    kinds: Counter[RowKind] = field(default_factory=Counter)
    pairs: dict[tuple[int, int], set[tuple[Cell, Cell]] | None] = field(default_factory=dict)


PART: Final = -1
"""In place of a second column: which of the tables that are read as one has the record."""


def look_through(table: Table, pairs: Sequence[tuple[int, int]] = ()) -> TableSeen:
    """Read a table to its end and count.

    Parameters
    ----------
    pairs
        Places of columns that may tell the records apart together, the second one perhaps ``PART``.
    """
    seen = TableSeen(
        table=table,
        columns=tuple(ColumnSeen(column=column) for column in table.columns),
        pairs={pair: set() for pair in pairs},
    )
    once: list[set[Cell] | None] = [set() for _ in table.columns]
    for line in table.lines():
        seen.kinds[line.kind] += 1
        if line.kind is not RowKind.RECORD:
            continue
        seen.records += 1
        if line.section:
            seen.sections[line.section] += 1
        for place, cell in enumerate(line.cells):
            _count(seen.columns[place], once, place, cell)
        for pair, values in seen.pairs.items():
            if values is not None:
                other = line.part if pair[1] == PART else _plain(line.cells[pair[1]])
                both = (_plain(line.cells[pair[0]]), other)
                seen.pairs[pair] = None if both in values or None in both else values
                values.add(both)
    for column in seen.columns:
        column.alone = column.alone and column.filled == seen.records > 0
    return seen


def _count(seen: ColumnSeen, once: list[set[Cell] | None], place: int, cell: Cell) -> None:
    if is_blank(cell):
        return
    seen.filled += 1
    if len(seen.values) < _DISTINCT or cell in seen.values:
        seen.values[cell] += 1
    values = once[place]
    if values is None:
        return
    plain = _plain(cell)
    if plain in values:
        once[place] = None
        seen.alone = False
    values.add(plain)


def _shown(cell: Cell) -> str:
    return GAPS[cell].zh if isinstance(cell, Gap) else text_of(cell).strip()


def _plain(cell: Cell) -> Cell:
    """A cell as it is compared as a key; None where nothing stands in it."""
    return None if is_blank(cell) else words_of(cell) or cell
