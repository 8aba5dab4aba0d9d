"""Geometries as WKB, a fifth of the memory that they take as objects; decoded for the rows that are asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Rows
from gis.crs import Geometries
from gis.geometry import as_wkb


class WkbShapes(ABC):
    """Geometries of n rows that stand as WKB."""

    @abstractmethod
    def __len__(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def wkb(self, rows: Rows) -> list[bytes]:
        """The WKB of some rows; nothing where there is no geometry."""

    def __getitem__(self, rows: Any, /) -> Any:
        if isinstance(rows, int | np.integer):
            return self._decoded(np.asarray([rows]))[0]
        picked = np.asarray(rows)
        return self._decoded(np.flatnonzero(picked) if picked.dtype == bool else picked)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Geometries:  # noqa: FBT001  numpy's own
        return np.asarray(self._decoded(np.arange(len(self))), dtype=dtype)

    def _decoded(self, rows: Rows) -> Geometries:
        bodies = [body or None for body in self.wkb(rows.astype(np.intp))]
        return np.asarray(shapely.from_wkb(np.array([*bodies, None], dtype=object)))[:-1]


@dataclass(frozen=True, kw_only=True, eq=False)
class PackedShapes(WkbShapes):
    """Geometries of n rows end to end in memory, none of which is empty.

    Parameters
    ----------
    text
        Their WKB one after another.
    starts
        Where each begins and the last ends, shape (n + 1,); a row without a geometry has none of it.
    """

    text: bytes
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, pieces: Sequence[PackedShapes]) -> PackedShapes:
        """Those of some rows after another."""
        sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(piece.starts) for piece in pieces)])
        return cls(text=b"".join(piece.text for piece in pieces), starts=np.cumsum(sizes))

    @classmethod
    def packed(cls, geometries: Geometries) -> PackedShapes:
        """Some geometries, of which None and empty ones are none."""
        there = geometries.copy()
        there[shapely.is_empty(there)] = None
        bodies = as_wkb(there)
        sizes = np.fromiter(map(len, bodies), np.int64, len(bodies))
        return cls(text=b"".join(bodies), starts=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)]))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def wkb(self, rows: Rows) -> list[bytes]:
        begins, ends = self.starts[rows].tolist(), self.starts[rows + 1].tolist()
        return [self.text[begin:end] for begin, end in zip(begins, ends, strict=True)]
