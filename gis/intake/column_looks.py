"""The plain cells of a ledger's column told by one look at all of them; what they come to is what ``Translator.translate`` says of each."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from functools import partial
from types import NoneType
from typing import Final

import numpy as np

from gis.fields import Field
from gis.intake.cleaning.days import YEARS
from gis.intake.cleaning.measures import names_unit_of
from gis.intake.identifiers import stands_as_written
from gis.intake.translation import Translator
from gis.io.grid import Cell
from gis.values import EXACT, Value

_BREAKS: Final = r"\t\n\r\v\f\x85\u2028\u2029"
_UNSEEN: Final = r"\u200b\u200e\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f"
_LINE: Final = rf"(?:(?:[^\W\d_]|[0-9](?!(?:\.[0-9]+)?[Ee]\+?[0-9]{{2}}(?:\n|\Z)))[^_{_BREAKS}{_UNSEEN}]*+(?<!\s))?"
"""A text that is no sign, no spoilt number and in one line, without blanks at its ends or signs that nobody sees; or none."""
_LINES: Final = re.compile(rf"(?:{_LINE}\n)*+")
"""As many of them as there are one after another, each with its end."""
_FIGURE: Final = re.compile(r"[0-9]{1,16}(?:\.[0-9]{1,16})?")
"""A figure without a unit, a sign or what parts its thousands."""
_PARTED: Final = re.compile(
    r"([1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,16})?)|([0-9]{1,16}(?:\.[0-9]{1,16})?)([^\W\d_㎡]{1,6}|㎡)"
)
"""A figure with its thousands parted, or with a word behind it."""
_DAY: Final = re.compile(r"([0-9]{4})(?:年([0-9]{1,2})月([0-9]{1,2})日|([-./])([0-9]{1,2})\4([0-9]{1,2}))")
_FEW: Final = 4
"""Of a column in which each text stands at least so many times, on the whole, every text is looked at once."""
_KEPT: Final = 50_000
"""Texts of a column that are remembered."""
_TEXTS: Final = frozenset({str, NoneType})
_NUMBERS: Final = frozenset({float})
_UNIQUE: Final = 1e15
"""Whole numbers below which no two are written as decimals of one number."""
_DECIMALS: Final = 10**4
"""As many parts of one as figures of a column nearly always count."""


Look = Callable[[Sequence[Cell]], tuple[list[Value], Sequence[int]]]
"""What a look at all cells of a column tells: values, and the places of the cells that need a look of their own."""


def look_of(translator: Translator, column: str) -> Look:
    """How the plain cells of a column are told."""
    rule = translator.rule
    if translator.takes_texts:
        return _plain_texts
    if rule.identifier is not None and not (rule.values or rule.patterns or rule.unknown):
        form, county = rule.identifier, rule.county
        return lambda cells: _as_written(cells, form, county)
    if translator.takes_days:
        return partial(_days, _Days())
    scale = translator.scale_of(column)
    if scale == (1, 1):
        return partial(_figures, _Parted(None if rule.unknown else rule.field))
    return _all if scale is None else lambda cells: _scaled(cells, scale)


def _all(cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    return [None] * len(cells), range(len(cells))


def _plain_texts(cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    """Texts that are kept as they are typed; where few stand often, each of them is looked at once."""
    words = dict.fromkeys(cells) if _TEXTS.issuperset(map(type, cells)) else {}
    if not words or _FEW * len(words) > len(cells):
        return _each_text(cells)
    values, rest = _each_text(list(words))
    value_of = dict(zip(words, values, strict=True))
    told = list(map(value_of.__getitem__, cells))
    if not rest:
        return told, ()
    texts = list(words)
    looked_at = {texts[place] for place in rest}
    return told, [place for place, cell in enumerate(cells) if cell in looked_at]


def _each_text(cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    whole = _whole_numbers(cells)
    if whole is not None:
        return whole, ()
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


def _whole_numbers(cells: Sequence[Cell]) -> list[Value] | None:
    """Whole numbers, as those that count the records, as the texts that they are kept as; None where something else is among them."""
    if not cells or type(cells[0]) is not float or set(map(type, cells)) != _NUMBERS:
        return None
    numbers = np.array(cells, np.float64)
    if not ((numbers > 0) & (numbers <= EXACT) & (numbers == np.trunc(numbers))).all():
        return None
    return list(map(str, numbers.astype(np.int64).tolist()))


def _as_text(cell: Cell) -> str:
    """A whole number as the text that it is kept as; nothing of a blank cell, a sign of what needs a look."""
    if type(cell) is float and cell.is_integer() and 0 < cell <= EXACT:
        return str(int(cell))
    return "" if cell is None else "_"


def _as_written(cells: Sequence[Cell], form: str, county: str | None) -> tuple[list[Value], Sequence[int]]:
    """Codes in their one writing."""
    values: list[Value] = [
        cell if type(cell) is str and stands_as_written(form, cell, county) else None for cell in cells
    ]
    return values, [place for place, value in enumerate(values) if value is None and cells[place] is not None]


class _Parted(dict[str, float | None]):
    """Figures whose thousands are parted, or that name the unit of their field; None of any other text.

    ``field`` is None where none of them is simply taken.
    """

    def __init__(self, field: Field | None) -> None:
        super().__init__()
        self._field = field
        self._units: dict[str, bool] = {}

    def __missing__(self, text: str) -> float | None:
        if len(self) > _KEPT:
            self.clear()
        self[text] = made = self._read(text)
        return made

    def _read(self, text: str) -> float | None:
        figure = None if self._field is None else _PARTED.fullmatch(text)
        if figure is None or self._field is None:
            return None
        if figure[1]:
            return float(figure[1].replace(",", ""))
        word = figure[3]
        if word not in self._units:
            self._units[word] = names_unit_of(self._field, word)
        return float(figure[2]) if self._units[word] else None


def _figures(parted: _Parted, cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    """Figures in the unit of their field."""
    values: list[Value] = [
        cell
        if type(cell) is float
        else (float(cell) if _FIGURE.fullmatch(cell) else parted[cell])
        if type(cell) is str
        else None
        for cell in cells
    ]
    return values, [
        place
        for place, value in enumerate(values)
        if not (type(value) is float and 1 < value <= EXACT) and cells[place] is not None
    ]


class _Days(dict[str, str | None]):
    """Days as they are written with their year first, as ISO has them; None of any other text."""

    def __missing__(self, text: str) -> str | None:
        if len(self) > _KEPT:
            self.clear()
        self[text] = made = _day_written(text)
        return made


def _day_written(text: str) -> str | None:
    day = _DAY.fullmatch(text)
    if day is None or int(day[1]) not in YEARS:
        return None
    try:
        return dt.date(int(day[1]), int(day[2] or day[5]), int(day[3] or day[6])).isoformat()
    except ValueError:
        return None


def _days(written: _Days, cells: Sequence[Cell]) -> tuple[list[Value], Sequence[int]]:
    """Days of a workbook, and days that are written."""
    values: list[Value] = [
        written[cell]
        if type(cell) is str
        else cell.isoformat()
        if type(cell) is dt.date and cell.year in YEARS
        else None
        for cell in cells
    ]
    return values, [place for place, value in enumerate(values) if value is None and cells[place] is not None]


def _scaled(cells: Sequence[Cell], scale: tuple[int, int]) -> tuple[list[Value], Sequence[int]]:
    """Figures in another unit of the same kind: multiplied as they are written, and rounded once."""
    times, parts = scale
    numbers = np.array([cell if type(cell) is float else math.nan for cell in cells])
    with np.errstate(over="ignore", invalid="ignore"):
        # A number that is so many ten-thousandths is written as that, and two whole numbers are divided exactly.
        counted = np.floor(numbers * _DECIMALS + 0.5)
        made = counted * times / (parts * _DECIMALS)
        told = (numbers > 1) & (counted / _DECIMALS == numbers) & (counted < _UNIQUE) & (counted * times <= EXACT)
        told &= (made <= EXACT) & (parts * _DECIMALS <= EXACT)
    values: list[Value] = made.tolist()
    for place in np.flatnonzero(~told).tolist():
        cell = cells[place]
        written = cell if type(cell) is str else repr(cell) if type(cell) is float else ""
        values[place] = _product(written, times, parts)
    return values, [place for place, value in enumerate(values) if value is None and cells[place] is not None]


def _product(written: str, times: int, parts: int) -> float | None:
    if not _FIGURE.fullmatch(written) or not 1 < float(written) <= EXACT:
        return None
    whole, _, decimals = written.partition(".")
    made = int(whole + decimals) * times / (parts * 10 ** len(decimals))
    return made if made <= EXACT else None
