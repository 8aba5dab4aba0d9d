"""A row of a table: what it is, its cells, and the section it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from gis.intake.row_kinds import RowKind
from gis.intake.unnamed_totals import Verdict
from gis.io.grid import Area, Cell

NOTHING: Final[Mapping[int, Area]] = MappingProxyType({})


class Line(NamedTuple):
    """One row below the heading: its number in the sheet, what it is, its cells by the table's columns, and the section it stands in.

    ``verdict`` says of a row that does not say that it is a total whether it is one; ``spread`` has the places of its figures that stand in
    several rows, each with the first and the last of these; ``part`` the place among the tables that are read as one; ``weighed`` says
    whether the rows above were asked what it is.
    """

    row: int
    kind: RowKind
    cells: list[Cell]
    section: str = ""
    verdict: Verdict = Verdict.RECORD
    spread: Mapping[int, Area] = NOTHING
    part: int = 0
    weighed: bool = False
