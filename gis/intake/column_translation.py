"""A field's rule applied to a whole column of a ledger at once; cell by cell only where a cell needs a look of its own.

Most cells are plain: a text without a break, a figure above 1 in a unit that is known, a parcel's code in its one writing. They are told by one
look at all of them, and what they come to is what ``Translator.translate`` says of each.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any, Final, NamedTuple

from gis.intake.cleaning.cleaned import State
from gis.intake.identifiers import stands_as_written
from gis.intake.mapping import fill_template
from gis.intake.translation import BLANK, Translated, Translator
from gis.io.grid import Cell, Gap
from gis.values import EXACT, Value

_KEPT: Final = 50_000
"""Cells whose translation is remembered: the codes and words of a column, not every name of a full sheet."""
_APART: Final = frozenset({str, float, NoneType, dt.date, dt.datetime, dt.time, Gap})
"""Types of cells of which no two are equal but of one type, as True is and 1."""
_BREAKS: Final = r"\t\n\r\v\f\x85\u2028\u2029"
_UNSEEN: Final = r"\u200b\u200e\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f"
_LINE: Final = rf"(?:(?:[^\W\d_]|[0-9](?!(?:\.[0-9]+)?[Ee]\+?[0-9]{{2}}(?:\n|\Z)))[^_{_BREAKS}{_UNSEEN}]*+(?<!\s))?"
"""A text that is no sign, no spoilt number and in one line, without blanks at its ends or signs that nobody sees; or none."""
_FIGURE: Final = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,16})?")
"""A figure without a unit, a sign or what parts its thousands."""
_LINES: Final = re.compile(rf"(?:{_LINE}\n)*+")
"""As many of them as there are one after another, each with its end."""


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
        self._apart: dict[str, _Look] = {}

    @property
    def system(self) -> str | None:
        """The list in which the codes of all known values stand; None where the rule has none."""
        return self._translator.system

    def count_days(self, *, since_1904: bool) -> None:
        """Read serials of days as the workbook at hand counts them."""
        self._translator.count_days(since_1904=since_1904)
        self._seen.clear()

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
        look = self._apart.get(column)
        if look is None:
            look = self._apart[column] = _look_of(self._translator, column)
        values, rest = look(cells)
        made = TranslatedColumn(values, {})
        if rest:
            self._one_by_one(made, cells, rest, column)
        return made

    def _one_by_one(self, made: TranslatedColumn, cells: Sequence[Cell], rest: Sequence[int], column: str) -> None:
        """Cells that need a look; each that stands several times has one."""
        asked = [cells[place] for place in rest]
        keys: Sequence[Any] = asked
        if not _APART.issuperset(map(type, asked)):
            keys = [(type(cell), cell) for cell in asked]
        seen = self._seen.setdefault(column, {})
        if len(seen) > _KEPT:
            seen.clear()
        cells_by_key = dict(zip(keys, asked, strict=True))
        for key, cell in cells_by_key.items():
            if key not in seen:
                seen[key] = self._translator.look_at(cell, column)
        translated = {key: seen[key] for key in cells_by_key}
        value_of = {key: each.value for key, each in translated.items()}
        spoken_of = {key for key, each in translated.items() if not _says_nothing(each)}
        if len(rest) == len(cells):
            made.values[:] = map(value_of.__getitem__, keys)
        else:
            for place, key in zip(rest, keys, strict=True):
                made.values[place] = value_of[key]
        if spoken_of:
            made.others.update(
                (place, translated[key]) for place, key in zip(rest, keys, strict=True) if key in spoken_of
            )


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


_Look = Callable[[Sequence[Cell]], tuple[list[Value], Sequence[int]]]
"""What a look at all cells of a column tells: values, and the places of the cells that need a look of their own."""


def _look_of(translator: Translator, column: str) -> _Look:
    """How the plain cells of a column are told."""
    rule = translator.rule
    if translator.takes_texts:
        return _plain_texts
    if rule.identifier is not None and not (rule.values or rule.patterns or rule.unknown):
        form, county = rule.identifier, rule.county
        return lambda cells: _as_written(cells, form, county)
    scale = translator.scale_of(column)
    if scale == (1, 1):
        return _figures
    return _all if scale is None else lambda cells: _scaled(cells, scale)


def _all(cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    return [None] * len(cells), range(len(cells))


def _plain_texts(cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    """Texts that are kept as they are typed."""
    lines = [cell if type(cell) is str else _as_text(cell) for cell in cells]
    joined = "\n".join(lines) + "\n"
    if joined.count("\n") != len(lines):
        lines = ["_" if "\n" in line else line for line in lines]
        joined = "\n".join(lines) + "\n"
    rest, at, place = [], 0, 0
    while (end := _LINES.match(joined, at).end()) < len(joined):  # type: ignore[union-attr]  # it matches nothing as well
        place += joined.count("\n", at, end)
        rest.append(place)
        at, place = joined.index("\n", end) + 1, place + 1
    return [line or None for line in lines], rest


def _as_text(cell: Cell) -> str:
    """A whole number, as one that counts the records, as the text that it is kept as; nothing of a blank cell, a sign of what needs a look."""
    if type(cell) is float and cell.is_integer() and 0 < cell <= EXACT:
        return str(int(cell))
    return "" if cell is None else "_"


def _as_written(cells: Sequence[Cell], form: str, county: str | None) -> tuple[list[Value], Sequence[int]]:
    """Codes in their one writing."""
    values: list[Value] = [
        cell if type(cell) is str and stands_as_written(form, cell, county) else None for cell in cells
    ]
    return values, [place for place, value in enumerate(values) if value is None and cells[place] is not None]


def _figures(cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    """Figures in the unit of their field."""
    values: list[Value] = [
        cell if type(cell) is float else float(cell) if type(cell) is str and _FIGURE.fullmatch(cell) else None
        for cell in cells
    ]
    return values, [
        place
        for place, value in enumerate(values)
        if not (type(value) is float and 1 < value <= EXACT) and cells[place] is not None
    ]


def _scaled(cells: Sequence[Cell], scale: tuple[int, int]) -> tuple[list[Value], Sequence[int]]:
    """Figures in another unit of the same kind: multiplied as they are written, and rounded once."""
    values: list[Value] = [
        _product(cell if type(cell) is str else repr(cell), *scale)
        if type(cell) is float or type(cell) is str
        else None
        for cell in cells
    ]
    return values, [place for place, value in enumerate(values) if value is None and cells[place] is not None]


def _product(written: str, times: int, parts: int) -> float | None:
    if not _FIGURE.fullmatch(written) or not 1 < float(written) <= EXACT:
        return None
    whole, _, decimals = written.partition(".")
    made = int(whole + decimals) * times / (parts * 10 ** len(decimals))
    return made if made <= EXACT else None
