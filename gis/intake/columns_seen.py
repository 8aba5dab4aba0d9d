"""What stands in the columns of a table: how much of it, examples, and which columns tell the records apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from gis.intake.cleaning.cells import GAPS
from gis.intake.row_kinds import RowKind, is_blank, words_of
from gis.intake.table_lines import Line
from gis.intake.tables import Column, Table
from gis.io.grid import Cell, Gap
from gis.values import text_of

_DISTINCT: Final = 3_000
"""Values of a column that are counted one by one."""
_SAMPLES: Final = 5
_BLOCK: Final = 4_096
"""Records that are counted at once."""
_FEW: Final = 256
"""Cells after which it is asked whether one of them stands twice."""


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


PART: Final = -1
"""In place of a second column: which of the tables that are read as one has the record."""


def look_through(table: Table) -> TableSeen:
    """Read a table to its end and count."""
    seen = TableSeen(table=table, columns=tuple(ColumnSeen(column=column) for column in table.columns))
    once: list[set[Cell] | None] = [set() for _ in table.columns]
    for lines in _blocks(table, seen.kinds):
        seen.records += len(lines)
        for line in lines:
            if line.section:
                seen.sections[line.section] += 1
        for place, cells in enumerate(zip(*(line.cells for line in lines), strict=True)):
            once[place] = _count(seen.columns[place], once[place], _filled(cells))
    for column, values in zip(seen.columns, once, strict=True):
        column.alone = values is not None and column.filled == seen.records > 0
    return seen


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell is not None and (type(cell) is not str or cell.strip())]


def telling_apart(table: Table, groups: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Those of some groups of columns, by their places, one of them perhaps ``PART``, that together are there in each record, and each time another."""
    left: dict[tuple[int, ...], set[tuple[Cell, ...]]] = {group: set() for group in groups}
    for lines in _blocks(table, Counter()) if groups else ():
        for group, values in list(left.items()):
            for line in lines:
                cells = tuple(line.part if place == PART else _bracketed(line.cells[place]) for place in group)
                if cells in values or None in cells:
                    del left[group]
                    break
                values.add(cells)
        if not left:
            break
    return list(left)


def _blocks(table: Table, kinds: Counter[RowKind]) -> Iterator[list[Line]]:
    """The records of a table, some at a time; all its rows are counted by their kind."""
    records: list[Line] = []
    for line in table.lines():
        kinds[line.kind] += 1
        if line.kind is RowKind.RECORD:
            records.append(line)
        if len(records) == _BLOCK:
            yield records
            records = []
    if records:
        yield records


def _count(seen: ColumnSeen, once: set[Cell] | None, cells: Sequence[Cell]) -> set[Cell] | None:
    """Count further cells of a column; the values that stand once, None where one stands twice."""
    seen.filled += len(cells)
    values = seen.values
    if len(values) + len(set(cells)) <= _DISTINCT:
        values.update(cells)
    else:
        rest = iter(cells)
        while len(values) < _DISTINCT and (cell := next(rest, None)) is not None:
            values[cell] += 1
        values.update(filter(values.__contains__, rest))
    if once is None:
        return None
    for start in range(0, len(cells), _FEW):
        some = [_plain(cell) for cell in cells[start : start + _FEW]]
        fresh = set(some)
        if len(fresh) < len(some) or not once.isdisjoint(fresh):
            return None
        once |= fresh
    return once


def _shown(cell: Cell) -> str:
    return GAPS[cell].zh if isinstance(cell, Gap) else text_of(cell).strip()


def _bracketed(cell: Cell) -> Cell:
    """A cell as it is compared as part of a key: one number in several brackets is no two."""
    plain = _plain(cell)
    return plain.translate(_BRACKETS) if isinstance(plain, str) else plain


_BRACKETS: Final = str.maketrans("〔【[{〕】]}", "(((())))")


def _plain(cell: Cell) -> Cell:
    """A cell as it is compared as a key; None where nothing stands in it."""
    return None if is_blank(cell) else words_of(cell) or cell
