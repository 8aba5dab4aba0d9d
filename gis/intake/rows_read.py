"""The rows of a ledger as they stand, and what has to be known of them so that next month only those are read that are others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from gis.intake.mapping import SECTION
from gis.intake.mapping import Mapping as Plan
from gis.intake.plain_records import PlainRecords
from gis.intake.table_lines import Line
from gis.intake.tables import SERIAL
from gis.intake.unnamed_totals import Verdict
from gis.io.grid import Cell
from gis.io.row_store import MOST_CELLS
from gis.values import Value

if TYPE_CHECKING:
    from gis.intake.column_translation import TranslatedColumn
    from gis.intake.ledger_records import Records
    from gis.intake.ledger_sheets import MatchedTable

_MOST: Final = 250_000
"""Rows that are kept as they stand."""
_OF_PLACE: Final = ("{file}", "{number}", f"{{{SECTION}}}")
"""What a template may say of a row that its cells do not."""


@dataclass(kw_only=True)
class RowsRead:
    """The rows of a ledger as they stand.

    Parameters
    ----------
    columns
        Its columns, by the forms of their headings.
    size
        How many rows there are.
    origin, sheet, width, bottom, letters
        The file and the sheet of the table, how many columns that has, the last row of the headings, and the columns of the table by their letters.
    below
        How many rows are below the headings.
    plain
        Whether what is read of a record is told by its row alone: none stands for others, or parts the table in two.
    blank
        By field, the places of records of which it is blank.
    numbers
        By field, the values that no two records may share.
    basis, day
        A digest of all else that the reading rests on, and the day after which days were to come, empty where the mapping names it.
    stamp
        Of the file: its size, when it was written, its number on the disk.
    """

    columns: tuple[str, ...]
    size: int = 0
    origin: str = ""
    sheet: str = ""
    width: int = 0
    below: int = 0
    bottom: int = 0
    letters: tuple[str, ...] = ()
    plain: bool = True
    blank: dict[str, list[int]] = field(default_factory=dict)
    numbers: dict[str, list[Value]] = field(default_factory=dict)
    basis: str = ""
    day: str = ""
    stamp: tuple[int, int, int] = (0, 0, 0)
    _written: dict[str, bytes] = field(default_factory=dict)
    _unwritten: list[tuple[Sequence[str], Sequence[Line]]] = field(default_factory=list)
    _cells: int = 0
    """Cells of rows that are not written yet."""

    @classmethod
    def of(cls, table: MatchedTable, plan: Plan) -> RowsRead:
        """None yet of a table."""
        sheet, columns = table.table.sheet, table.table.columns
        by_place = any(slot in (rule.template or "") for rule in plan.rules for slot in _OF_PLACE)
        whole = table.table.end is None and not table.table.more and not sheet.left and columns[0].place == 1
        merged = any(area.bottom > table.bottom for area in sheet.merged)
        return cls(
            columns=table.names,
            origin=sheet.origin,
            sheet=sheet.name,
            below=(len(sheet.row_numbers) or sheet.height) - table.bottom,
            width=sheet.width,
            bottom=table.bottom,
            letters=tuple(column.letters for column in columns),
            plain=whole and not by_place and not merged and bool(table.bottom),
        )

    def add(self, records: Records, columns: Mapping[str, TranslatedColumn], numbers: Sequence[str]) -> None:
        """Take down records that stand one after another."""
        table = records.table
        self.plain = self.plain and (self.origin, self.sheet, self.bottom) == (table.origin, table.sheet, table.bottom)
        if self.columns != table.names or self.size > _MOST:
            self.plain = False
            return
        start = self.size
        self.plain = self.plain and _are_plain(records.lines)
        self._keep(records.keys, records.lines)
        for name, column in columns.items():
            if None in column.values:
                self.blank.setdefault(name, []).extend(
                    start + place
                    for place, value in enumerate(column.values)
                    if value is None and place not in column.others
                )
        for name in numbers:
            self.numbers.setdefault(name, []).extend(columns[name].values)

    def _keep(self, keys: Sequence[str], lines: Sequence[Line]) -> None:
        self.size += len(keys)
        self._unwritten.append((keys, lines))
        self._cells += len(keys) * self.width
        if self._cells > MOST_CELLS:
            self._write()

    @property
    def rows(self) -> dict[str, bytes]:
        """By id, the cells as a list in JSON; they are written when somebody asks for them."""
        self._write()
        return self._written

    def _write(self) -> None:
        for keys, lines in self._unwritten:
            self._written.update(zip(keys, _texts_of(lines), strict=True))
        self._unwritten.clear()
        self._cells = 0

    @property
    def stands_alone(self) -> bool:
        """Whether each row below the headings is a record that is told by itself, with an id and numbers of its own."""
        return self.plain and self.size == self.below and all(map(are_all_others, self.numbers.values()))


def stamp_of(path: Path) -> tuple[int, int, int]:
    """By what it is seen that a file is still the one that was read: its size, when it was written, its number on the disk."""
    about = path.stat()
    return about.st_size, about.st_mtime_ns, about.st_ino


def are_all_others(values: Sequence[Value]) -> bool:
    """Whether no value is there twice."""
    known = [value for value in values if isinstance(value, str)]
    return len(set(known)) == len(known)


def _texts_of(lines: Sequence[Line]) -> list[bytes]:
    """The cells of some rows, each as a list in JSON; written as one text where what parts two lists stands nowhere else in it."""
    rows: Sequence[Sequence[Cell]] = [line.cells for line in lines]
    if isinstance(lines, PlainRecords):
        rows = list(zip(*lines.columns, strict=True))
    texts = orjson.dumps(rows, default=str)[2:-2].split(b"],[")
    if len(texts) == len(rows):
        return [b"[" + text + b"]" for text in texts]
    return [orjson.dumps(row, default=str) for row in rows]


def _are_plain(lines: Sequence[Line]) -> bool:
    return not lines.section if isinstance(lines, PlainRecords) else all(map(_is_plain, lines))


def _is_plain(line: Line) -> bool:
    """Whether a record is told by its own cells, and parts no table in two."""
    first = line.cells[0]
    if line.section or line.spread or line.weighed or line.verdict is not Verdict.RECORD:
        return False
    return not isinstance(first, str) or "".join(first.split()).casefold() not in SERIAL
