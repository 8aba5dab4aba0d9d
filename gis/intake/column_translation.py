"""A field's rule applied to a whole column of a ledger at once; cell by cell only where a cell needs a look of its own.

Most cells are plain: a text without a break, a figure above 1 in a unit that is known, a parcel's code in its one writing. They are told by one
look at all of them, and what they come to is what ``Translator.translate`` says of each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from types import NoneType
from typing import Any, Final, NamedTuple

from gis.intake.cleaning.cleaned import State
from gis.intake.column_looks import Look, look_of
from gis.intake.mapping import fill_template
from gis.intake.translation import BLANK, Translated, Translator
from gis.io.grid import Cell, Gap
from gis.values import Value

_KEPT: Final = 50_000
"""Cells whose translation is remembered: the codes and words of a column, not every name of a full sheet."""
_APART: Final = frozenset({str, float, NoneType, dt.date, dt.datetime, dt.time, Gap})
"""Types of cells of which no two are equal but of one type, as True is and 1."""
_UNTOLD: Final = object()
"""In the place of a value that is not known yet, or of which something is said."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Records that stand one after another in a ledger, column by column.

    Parameters
    ----------
    columns
        By the name under which the mapping asks for it, or its own heading, a column's cells.
    file
        The file's name without its ending.
    rows
        The rows of the records in their sheet.
    section
        The title under which all of them stand.
    """

    columns: Mapping[str, Sequence[Cell]]
    file: str
    rows: Sequence[int]
    section: str

    def row(self, place: int) -> dict[str, Cell]:
        """One record by itself."""
        return {name: cells[place] for name, cells in self.columns.items()}


class TranslatedColumn(NamedTuple):
    """A field's values for all records of a block, and by its place whatever is to be said of one.

    A value of which nothing is said is known and stands as it is written, or is None, where the cell is blank.
    """

    values: list[Value]
    others: dict[int, Translated]

    def is_known(self, place: int) -> bool:
        """Whether a record has a value."""
        said = self.others.get(place)
        return self.values[place] is not None if said is None else said.state is State.KNOWN


class ColumnTranslator:
    """One field's rule, applied to columns."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self.rule = translator.rule
        self._seen: dict[str, dict[Any, Translated]] = {}
        self._plain: dict[str, dict[Any, Value]] = {}
        self._looks: dict[str, Look] = {}

    @property
    def system(self) -> str | None:
        """The list in which the codes of all known values stand; None where the rule has none."""
        return self._translator.system

    def count_days(self, *, since_1904: bool) -> None:
        """Read serials of days as the workbook at hand counts them."""
        self._translator.count_days(since_1904=since_1904)
        self._seen.clear()
        self._plain.clear()

    def translate(self, block: Block) -> TranslatedColumn:
        """The field's values for the records of a block."""
        rule = self.rule
        size = len(block.rows)
        if rule.template is not None and not rule.columns:
            composed = [
                fill_template(rule.template, block.row(place), file=block.file, number=row, section=block.section)
                for place, row in enumerate(block.rows)
            ]
            return self._column(composed, "")
        if rule.constant is not None or not rule.columns:
            found = self._translator.translate({}, file=block.file, number=0)
            return TranslatedColumn([found.value] * size, {})
        first, *others = rule.columns
        made = self._column(block.columns.get(first, (None,) * size), first)
        if others or rule.template is not None:
            self._from_others(made, block)
        return made

    def _from_others(self, made: TranslatedColumn, block: Block) -> None:
        """Where the first column gives no value, what the rule says of all of them."""
        for place, value in enumerate(made.values):
            said = made.others.get(place)
            if value is not None and (said is None or said.state is State.KNOWN):
                continue
            names = block.columns if self.rule.template is not None else self.rule.columns
            row = {name: block.columns[name][place] for name in names if name in block.columns}
            found = self._translator.translate(row, file=block.file, number=block.rows[place], section=block.section)
            made.others.pop(place, None)
            _put(made, place, found)

    def _column(self, cells: Sequence[Cell], column: str) -> TranslatedColumn:
        look = self._looks.get(column)
        if look is None:
            look = self._looks[column] = look_of(self._translator, column)
        values, rest = look(cells)
        made = TranslatedColumn(values, {})
        if rest:
            self._one_by_one(made, cells, rest, column)
        return made

    def _one_by_one(self, made: TranslatedColumn, cells: Sequence[Cell], rest: Sequence[int], column: str) -> None:
        """Cells that need a look; each that stands several times has one."""
        asked = [cells[place] for place in rest] if len(rest) < len(cells) else cells
        keys: Sequence[Any] = asked
        if not _APART.issuperset(map(type, asked)):
            keys = [(type(cell), cell) for cell in asked]
        seen, plain = self._seen.setdefault(column, {}), self._plain.setdefault(column, {})
        if len(seen) > _KEPT:
            seen.clear()
            plain.clear()
        values: list[Any] = list(map(plain.get, keys, repeat(_UNTOLD)))
        for at in [at for at, value in enumerate(values) if value is _UNTOLD]:
            key = keys[at]
            if (translated := seen.get(key)) is None:
                translated = seen[key] = self._translator.look_at(asked[at], column)
                if _says_nothing(translated):
                    plain[key] = translated.value
            values[at] = translated.value
            if key not in plain:
                made.others[rest[at]] = translated
        if len(rest) == len(cells):
            made.values[:] = values
        else:
            for place, value in zip(rest, values, strict=True):
                made.values[place] = value


def _put(made: TranslatedColumn, place: int, found: Translated) -> None:
    made.values[place] = found.value
    if not _says_nothing(found):
        made.others[place] = found


def _says_nothing(found: Translated) -> bool:
    """Whether there is nothing to say of a value; the system of a code is one for the whole column."""
    if found is BLANK:
        return True
    if found.state is State.BLANK:
        return found.original is None
    said = (found.original, found.mended, found.partial, found.reason)
    return found.state is State.KNOWN and found.value is not None and said == (None, None, None, None)
