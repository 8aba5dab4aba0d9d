"""Which columns a list begins with: those that the catalog marks, else a few that say most to a planner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gis.fields import Field, Role

LISTED: Final = 12
"""Columns that a printed list has at most: more cannot be read on A4."""
_FIRST: Final = (
    Role.ID,
    Role.NAME,
    Role.PARK,
    Role.USAGE,
    Role.AREA,
    Role.STATUS,
    Role.FAR_MAX,
    Role.CLEAR_HEIGHT,
    Role.FLOOR_LOAD,
    Role.POWER,
    Role.FIRE_CLASS,
    Role.OWNER,
    Role.PRICE,
    Role.RENT,
    Role.KIND,
    Role.CLASS,
)
_LAST: Final = frozenset({Role.NAME_EN, Role.USAGE_SYSTEM, Role.MEASURED_AREA, Role.SOURCE, Role.AS_OF})
"""What says the same again, or the same of every row."""


def listed_fields(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The columns of a list where nobody chose others: the marked ones in their order; without marks at most ``LISTED``, by what they mean."""
    marked = sorted((field for field in fields if field.place), key=lambda field: field.place)
    if marked:
        return tuple(marked)
    by_role = {field.role: field for field in fields if field.role}
    told = [by_role[role] for role in _FIRST if role in by_role]
    more = [field for field in fields if field not in told and field.role not in _LAST and not field.original_of]
    names = {field.name for field in (*told, *more)[:LISTED]}
    return tuple(field for field in fields if field.name in names)
