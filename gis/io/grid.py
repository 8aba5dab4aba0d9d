"""A table as it stands in a file: rows of cells, before anybody says which of them are headings, records or totals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import Final, NamedTuple, Protocol, cast

from gis.text import Text


class Gap(Enum):
    """A cell that is not blank and whose value the file does not hold."""

    NO_VALUE = "no-value"
    """A formula whose result was never stored."""
    MISTAKE = "mistake"
    """A formula that came to an error, as ``#REF!``."""


Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | Gap | None
"""What stands in a cell; None where it is blank. A number of a workbook is a float, whole or not; an instant has no zone."""


class Area(NamedTuple):
    """A rectangle of cells that were merged, its corners included; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int


class RowBlock(NamedTuple):
    """Rows that stand one after another in a sheet, column by column, each of them as long; ``first`` is the number of the first row."""

    first: int
    columns: Sequence[Sequence[Cell]]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + self.size - 1

    def rows(self) -> Iterator[list[Cell]]:
        """The rows one by one, each as a list of its own."""
        return map(list, zip(*self.columns, strict=True))

    def from_row(self, first: int) -> RowBlock:
        """Its rows from one on that is no later than the last."""
        if first <= self.first:
            return self
        return RowBlock(first, [column[first - self.first :] for column in self.columns])


class BlockedRows(Protocol):
    """The rows of a sheet that are also given many at a time."""

    def __call__(self) -> Iterator[list[Cell]]:
        """The rows from the first on; who reads them may change them."""

    def blocks(self) -> Iterator[RowBlock]:
        """The same rows; nobody changes them."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of a workbook, or a delimited text.

    Rows and columns count from 1, as people read them. ``rows`` gives the rows anew each time that it is called, from the first row on,
    each as long as ``width``; of a merged area the first cell has the value and the others are None.

    Parameters
    ----------
    origin
        The file, as findings name it.
    name
        The sheet's name; that of the file of a text.
    rows
        The rows, one at a time.
    hidden
        Whether the sheet is hidden.
    spelling
        Of a text: its encoding and separator, as they are said in a report.
    remarks
        What is odd about the file and no mistake, as another kind of file behind its name.
    since_1904
        Whether the workbook counts its days from 1904, as those of old Macintoshes do: a number that is a day is another day then.
    doubt
        Values by which a person sees whether the text was read in the right encoding; empty where there is no doubt of it.
    struck_rows
        Rows with a cell that is struck out.
    stray_quotes
        Of a text: the rows with a quote where none belongs, which was read as a sign, and the cells that hold it.
    left
        Where only some columns of a sheet are meant, how many are left of them.
    titles
        What stands above these and others alike.
    row_numbers
        Where only some rows of a sheet are given, the number of each of them; the first ones are there without a gap.
    """

    origin: str
    name: str
    width: int
    height: int
    rows: Callable[[], Iterator[list[Cell]]]
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    spelling: str = field(default="")
    remarks: tuple[Text, ...] = ()
    doubt: tuple[str, ...] = ()
    stray_quotes: tuple[tuple[int, str], ...] = ()
    since_1904: bool = False
    left: int = 0
    titles: tuple[str, ...] = ()
    row_numbers: tuple[int, ...] = ()

    def blocks(self) -> Iterator[RowBlock] | None:
        """The rows many at a time, where they are given so and none is left out."""
        blocks = getattr(self.rows, "blocks", None)
        return None if blocks is None or self.row_numbers else cast("BlockedRows", self.rows).blocks()

    def numbers_from(self, first: int) -> Iterable[int]:
        """The numbers of the rows that are given, from one on."""
        return self.row_numbers[first - 1 :] if self.row_numbers else count(first)


_LETTERS: Final = 26


def column_letters(column: int) -> str:
    """A column as spreadsheets name it.

    >>> column_letters(1), column_letters(26), column_letters(27), column_letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
