"""Fields and columns to clean cells for."""

from __future__ import annotations

from typing import Any

from gis.fields import DType, Field, Role
from gis.intake.cleaning.cleaned import Expected
from gis.text import Text


def field(unit: str | None = None, role: Role | None = None, dtype: DType = DType.NUMBER) -> Field:
    return Field(name="f", dtype=dtype, title=Text("栏", "column"), unit=unit, role=role)


def column(unit: str | None = None, role: Role | None = None, dtype: DType = DType.NUMBER, **known: Any) -> Expected:
    return Expected(field=field(unit, role, dtype), **known)


LAND = column("m2_land", Role.AREA)
FLOOR = column("m2", Role.AREA)
WAN = column("wan")
DAY = column(dtype=DType.DATE)
FLAG = column(dtype=DType.BOOLEAN)
WORDS = column(dtype=DType.TEXT)
LIST = column(dtype=DType.LIST)
FAR_MIN = column("ratio", Role.FAR_MIN, both_bounds=True)
FAR_MAX = column("ratio", Role.FAR_MAX, both_bounds=True)
