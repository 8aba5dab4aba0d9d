"""A proposal as it is made: what was seen of a table, what is known of ledgers, and the guesses so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from gis.fields import DType, Field
from gis.intake.cleaning.cells import clean
from gis.intake.cleaning.cleaned import Expected, State
from gis.intake.cleaning.measures import heading_unit
from gis.intake.columns_seen import ColumnSeen, TableSeen
from gis.intake.known import KnownField, KnownLedger
from gis.io.grid import Cell
from gis.text import Text

READABLE: Final = 0.25
"""Of the values of a column the share that has to be readable for what its heading says to be sure."""
_FIGURE: Final = Expected(field=Field(name="figure", dtype=DType.NUMBER, title=Text("", "")))


class Confidence(StrEnum):
    """How sure a guess is."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True)
class Guess:
    """One field of a mapping that is proposed.

    ``rule`` is the field's table in the mapping; ``column`` the place from 1 of the column that it comes from, 0 where it comes from none.
    """

    rule: Mapping[str, Any]
    column: int
    confidence: Confidence
    evidence: Text
    samples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The field's name."""
        return str(self.rule["name"])


@dataclass(kw_only=True)
class Course:
    """A proposal as it is made.

    ``ledger`` is what the titles call the table, None where they call it nothing that is known.
    """

    seen: TableSeen
    known: Sequence[KnownField]
    titles: tuple[str, ...]
    ledger: KnownLedger | None = None
    taken: dict[str, ColumnSeen] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)


def declared_table(asked: Field) -> dict[str, Any]:
    """A field as a mapping declares it."""
    given = {
        "name": asked.name,
        "type": None if asked.dtype is DType.TEXT else str(asked.dtype),
        "zh": asked.title.zh,
        "en": asked.title.en,
        "unit": asked.unit,
        "role": str(asked.role) if asked.role else None,
        "codelist": asked.codelist,
        "group": asked.group or None,
        "past": asked.past or None,
    }
    return {key: value for key, value in given.items() if value is not None}


def rule_from(asked: Field, heading: str) -> dict[str, Any]:
    """A field that is taken from a column, as a mapping has it."""
    return (
        declared_table(asked)
        | {"from": heading}
        | ({"keep": True} if asked.dtype is DType.TEXT and not asked.codelist else {})
    )


def readable_share(column: ColumnSeen, asked: Field, written_in: str | None = None) -> float | None:
    """Of the values that are not blank, the share that can be read as a field's; None where any text can, or there is none."""
    if asked.dtype is DType.TEXT or not column.values:
        return None
    expected = Expected(field=asked, heading=heading_unit(column.column.heading, asked), written_in=written_in)
    counted = [(clean(value, expected).state, count) for value, count in column.values.items()]
    total = sum(count for state, count in counted if state is not State.BLANK)
    return sum(count for state, count in counted if state in (State.KNOWN, State.DECLARED)) / total if total else None


def figure_of(cell: Cell) -> float | None:
    """The figure that a cell plainly holds; None where it holds none."""
    found = clean(cell, _FIGURE)
    return float(found.value) if found.state is State.KNOWN and isinstance(found.value, (int, float)) else None
