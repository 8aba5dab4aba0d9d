"""Records of a ledger that are told many at once: each begins with its number, has a text further on, and is no heading that stands again.

Most rows of most ledgers are such. Row by row the same is told by ``gis.intake.row_kinds`` and ``gis.intake.unnamed_totals``; any other row is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Final, overload

from gis.intake.row_kinds import LONG, RowKind, words_of
from gis.intake.table_lines import Line
from gis.io.grid import Area, Cell, RowBlock

_TEXTS: Final = frozenset({str})
_NUMBERS: Final = frozenset({float})


@dataclass(frozen=True, kw_only=True)
class PlainRecords(Sequence[Line]):
    """Records that stand one after another in one section.

    ``columns`` are those of the table, ``first`` is the row of the first record in its sheet.
    """

    first: int
    columns: Sequence[Sequence[Cell]]
    section: str = ""
    rows: range = field(init=False)
    """The rows of the records in their sheet."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", range(self.first, self.first + len(self.columns[0])))

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int, /) -> Line: ...
    @overload
    def __getitem__(self, place: slice, /) -> list[Line]: ...
    def __getitem__(self, place: int | slice, /) -> Line | list[Line]:
        if isinstance(place, slice):
            return [self[at] for at in range(*place.indices(len(self)))]
        return Line(self.rows[place], RowKind.RECORD, [column[place] for column in self.columns], self.section)

    def __iter__(self) -> Iterator[Line]:
        for row, cells in zip(self.rows, zip(*self.columns, strict=True), strict=True):
            yield Line(row, RowKind.RECORD, list(cells), self.section)

    def within(self, section: str) -> PlainRecords:
        """They as records of a section."""
        return replace(self, section=section) if section else self

    def beside(self, cells: Sequence[Cell]) -> PlainRecords:
        """They with further cells, in each record the same."""
        return replace(self, columns=[*self.columns, *([cell] * len(self) for cell in cells)])


def one_by_one(pieces: Iterable[Line | PlainRecords]) -> Iterator[Line]:
    """Rows of which some are given together, each by itself."""
    for piece in pieces:
        if isinstance(piece, PlainRecords):
            yield from piece
        else:
            yield piece


def plain_records(
    block: RowBlock, places: Sequence[int], heads: AbstractSet[str], apart: Sequence[Area]
) -> PlainRecords | None:
    """The rows of a table as records, where each of them is told so; None where one may be something else.

    Parameters
    ----------
    places
        The columns of the table, counted from 0.
    heads
        The words of its headings.
    apart
        Merged areas whose rows are told one by one.
    """
    if any(area.top <= block.last and area.bottom >= block.first for area in apart):
        return None
    columns = [block.columns[place] for place in places]
    return PlainRecords(first=block.first, columns=columns) if _are_records(columns, heads) else None


def begin_with_numbers(cells: Sequence[Cell]) -> bool:
    """Whether each of some cells is a number, as that which stands before a record."""
    types = set(map(type, cells))
    if types == _NUMBERS:
        return True
    texts = [cell for cell in cells if isinstance(cell, str)] if types == _TEXTS else []
    return bool(texts) and "".join(texts).isascii() and all(map(str.isdecimal, texts)) and max(map(len, texts)) < LONG


def _are_records(columns: Sequence[Sequence[Cell]], heads: AbstractSet[str]) -> bool:
    if not columns or not begin_with_numbers(columns[0]):
        return False
    for place, column in enumerate(columns):
        if not _has_none_of(column, heads):
            return False
        if place and _are_texts(column):
            # The first text of each row stands here or before it.
            return True
    return False


def _are_texts(column: Sequence[Cell]) -> bool:
    """Whether something stands in each cell of a column, and each is a text."""
    return set(map(type, column)) == _TEXTS and all(map(str.strip, column))  # type: ignore[arg-type]  # they are texts


def _has_none_of(column: Sequence[Cell], heads: AbstractSet[str]) -> bool:
    """Whether no text of a column is a heading; a text of ASCII without blanks is compared as it stands."""
    texts = [cell for cell in column if isinstance(cell, str)]
    joined = "".join(texts)
    if joined.isascii() and len(joined.split()) <= 1 and joined.strip() == joined:
        return heads.isdisjoint(texts)
    return heads.isdisjoint(map(words_of, dict.fromkeys(texts)))
