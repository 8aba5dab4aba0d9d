"""Some rows of a whole: nothing is copied before it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gis.columns import Column, Rows
from gis.crs import Geometries
from gis.geometry import Shapes


class TakenColumns(Mapping[str, Column]):
    """Columns of some rows, each taken when it is first asked for."""

    def __init__(self, whole: Mapping[str, Column], rows: Rows) -> None:
        self._whole, self._rows = whole, rows
        self._taken: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._taken:
            self._taken[name] = self._whole[name].take(self._rows)
        return self._taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


class TakenShapes:
    """Geometries of some rows, taken as they are asked for."""

    def __init__(self, whole: Shapes, rows: Rows) -> None:
        self._whole, self._rows = whole, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: Any, /) -> Any:
        return self._whole[self._rows[rows]]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Geometries:  # noqa: FBT001  numpy's own
        return np.asarray(self._whole[self._rows], dtype=dtype)
