"""What a cell came to, and what is known of its column before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from gis.fields import DType, Field
from gis.intake.cleaning.measures import Measure, measure_of, measure_of_field
from gis.text import Text
from gis.values import Value


class State(StrEnum):
    """How a field came by its value, or why it has none."""

    KNOWN = "known"
    BLANK = "blank"
    DECLARED = "declared"
    """The source says in its own words that it is not known."""
    UNTRANSLATED = "untranslated"


class UnitFrom(StrEnum):
    """Where the unit of a figure is named."""

    CELL = "cell"
    HEADING = "heading"
    MAPPING = "mapping"


class Cleaned(NamedTuple):
    """A value, how it came about, why it is not certain, and the unit that was taken.

    Parameters
    ----------
    reason
        Why there is no value where the cell is not blank; beside a value, what was read otherwise than it is written.
    unit
        The source's own word for the unit, where the cell, the heading or the mapping names one.
    """

    value: Value
    state: State = State.KNOWN
    reason: Text | None = None
    unit: str | None = None
    unit_from: UnitFrom | None = None


class Scale(NamedTuple):
    """How figures of a column become those of its field.

    Parameters
    ----------
    field
        What the field measures; None where it has no unit.
    bare
        The unit of a figure that names none; None where that is not certain.
    word
        The source's own word for it, where heading or mapping names one.
    direct
        Whether a figure that names no unit is taken as it is.
    """

    field: Measure | None
    bare: Measure | None
    word: str | None = None
    source: UnitFrom | None = None
    direct: bool = False


BLANK: Final = Cleaned(None, State.BLANK)
IN_THE_CELL: Final = ""
"""What a mapping writes for ``written_in`` where every cell has to name its unit."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the cells of a column are to become.

    Parameters
    ----------
    field
        The field that they are read for.
    heading
        The unit that the column's heading names (``heading_unit``).
    written_in
        The unit that the mapping names for cells that name none; ``IN_THE_CELL`` where such a cell is to check, None where the figures
        are in the field's own unit.
    factor
        What a figure without a unit of its own is multiplied by; it goes before what heading and mapping say.
    both_bounds
        Whether the column has a lower and an upper bound in one cell, so that one figure alone may be either.
    since_1904
        Whether a workbook counts its days from 1904, as those of old Macintoshes do.
    """

    field: Field
    heading: str | None = None
    written_in: str | None = None
    factor: float | None = None
    both_bounds: bool = False
    since_1904: bool = False

    @cached_property
    def scale(self) -> Scale:
        """How figures of the column become those of the field."""
        measure = measure_of_field(self.field)
        if self.factor is not None:
            return Scale(measure, measure)
        word, source = (self.heading, UnitFrom.HEADING) if self.heading else (self.written_in, UnitFrom.MAPPING)
        if word is None or measure is None:
            return Scale(measure, measure, direct=True)
        bare = None if word == IN_THE_CELL else measure_of(word)
        if bare is None or bare.kind != measure.kind:
            return Scale(measure, None, word or None, source)
        return Scale(measure, bare, word, source, direct=bare.scale == measure.scale)

    @cached_property
    def by(self) -> tuple[None, str | None, UnitFrom | None]:
        """What stands behind the value of a figure that names no unit: no reason, and the unit that was taken."""
        return None, self.scale.word, self.scale.source

    @cached_property
    def straight(self) -> bool:
        """Whether any positive number above 1 that a cell holds is the field's value as it stands."""
        return (
            self.field.dtype is DType.NUMBER
            and self.field.unit != "floor"
            and self.scale.direct
            and not self.both_bounds
        )


def doubtful(reason: Text) -> Cleaned:
    """A cell that is not blank and whose value is not certain."""
    return Cleaned(None, State.UNTRANSLATED, reason)


def unstated(reason: Text | None = None) -> Cleaned:
    """A cell that says in its own words that nothing is known."""
    return Cleaned(None, State.DECLARED, reason)
