"""Tables of one form among the sheets of a file: months or towns as sheets of their own, or parts below one another and side by side, read as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gis.intake.periods import form_of, has_form
from gis.intake.row_kinds import words_of
from gis.intake.sheet_tables import find_tables
from gis.intake.tables import Table
from gis.io.grid import Sheet

ALIKE: Final = 0.8
"""Of the headings of two tables the share that both have, for them to be one; and of the columns that a mapping asks for the share that a table has."""


def shown_sheets(sheets: Sequence[Sheet], form: str = "") -> list[Sheet]:
    """The sheets whose names have a form; without one, or where none has it, those that are not hidden; all where all are."""
    called = [sheet for sheet in sheets if has_form(sheet.name, form)] if form else []
    return called or [sheet for sheet in sheets if not sheet.hidden] or list(sheets)


def tables_in(sheets: Sequence[Sheet]) -> list[Table]:
    """The tables of some sheets, in order."""
    return [table for sheet in sheets for table in find_tables(sheet)]


def size_of(table: Table) -> int:
    """How many cells a table has at most."""
    rows = (table.end or table.sheet.height) - table.bottom
    return len(table.columns) * rows


def are_alike(one: Table, other: Table) -> bool:
    """Whether two tables have the same headings, but for the month in them and for a few that only one has."""
    first, second = _forms(one), _forms(other)
    return len(first & second) >= ALIKE * len(first | second)


def grouped(tables: Sequence[Table]) -> list[Table]:
    """The tables that are read as one, the largest first; the one of a group that has most headings stands for it and has the others as ``more``."""
    groups: list[list[Table]] = []
    for table in tables:
        group = next((group for group in groups if are_alike(group[0], table)), None)
        if group is None:
            groups.append([table])
        else:
            group.append(table)
    groups.sort(key=lambda group: sum(map(size_of, group)), reverse=True)
    return [_as_one(group) for group in groups]


def _as_one(group: Sequence[Table]) -> Table:
    lead = max(group, key=lambda table: len(table.columns))
    return replace(lead, more=tuple(table for table in group if table is not lead))


def _forms(table: Table) -> frozenset[str]:
    return frozenset(words_of(form_of(heading)) for heading in table.headings)
