"""The totals and counts that a ledger states, held against the sums of its records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Final, NamedTuple

from gis.intake.row_kinds import words_of
from gis.io.grid import Cell
from gis.values import Value

AGREES: Final = 0.01
"""How far a stated figure may be off its sum: a hundredth of the field's unit."""
_WHOLE: Final = ("总计", "总合计", "全部合计", "grandtotal")


class StatedTotal(NamedTuple):
    """A figure that a total row states for a field, and what the records come to.

    ``section`` is empty for a total of all records; ``unknown`` counts the records whose value is unknown.
    """

    row: int
    section: str
    field: str
    stated: float
    summed: float
    records: int
    unknown: int

    @property
    def agrees(self) -> bool:
        """Whether the two are the same figure."""
        return abs(self.stated - self.summed) <= AGREES


@dataclass(kw_only=True)
class _Sum:
    figures: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    unknown: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    records: int = 0

    def add(self, size: int, figures: Mapping[str, Sequence[float]]) -> None:
        self.records += size
        for name, known in figures.items():
            # One after another: what ``sum`` comes to differs between versions of Python.
            self.figures[name] = reduce(add, known, self.figures[name])
            self.unknown[name] += size - len(known)


class Sums:
    """Sums of a ledger's records as they go by: of all, of the section, and since the last total."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._all, self._section, self._since = _Sum(), _Sum(), _Sum()
        self._in = ""

    def add(self, section: str, size: int, columns: Mapping[str, Sequence[Value]]) -> None:
        """The values of records that stand one after another in one section, field by field."""
        if section != self._in:
            self._in, self._section, self._since = section, _Sum(), _Sum()
        figures = {
            name: [value for value in columns.get(name, ()) if isinstance(value, (int, float))] for name in self._names
        }
        for each in (self._all, self._section, self._since):
            each.add(size, figures)

    def _fitting(self, of: _Sum, stated: Mapping[str, Value]) -> int:
        """How many of the stated figures are the sums."""
        return sum(
            abs(value - of.figures[name]) <= AGREES
            for name, value in stated.items()
            if name in self._names and isinstance(value, (int, float))
        )

    def hold_against(self, row: int, first: Cell, section: str, stated: Mapping[str, Value]) -> list[StatedTotal]:
        """What a total row states, beside the sums of what it is the total of.

        A total that says that it is of all is; one within a section is of the section; any other is of what came since the last total.
        """
        whole = words_of(first).casefold().startswith(_WHOLE)
        sums = [self._all] if whole else [self._section, self._since, self._all] if section == self._in else [self._all]
        # What a total is of its figures tell best; of two that fit alike the nearer goes first.
        of = max(sums, key=lambda each: self._fitting(each, stated))
        of_section = of is not self._all and bool(section)
        self._since = _Sum()
        return [
            StatedTotal(
                row, section if of_section else "", name, float(value), of.figures[name], of.records, of.unknown[name]
            )
            for name, value in stated.items()
            if name in self._names and isinstance(value, (int, float))
        ]
