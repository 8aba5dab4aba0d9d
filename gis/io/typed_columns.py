"""Columns by the types of a database that GDAL writes: dates as dates, whole numbers whole, lists as JSON, unknown as null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Column, DateColumn, Rows, Value, plain_text
from gis.fields import DType, Field
from gis.io.pieces import BREAK, PiecedColumn, Spelling, blocks
from gis.layer import Layer

_NAMES: Final = (
    "",
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
)
"""Kinds of geometry by their numbers in WKB."""
_DIMENSIONS: Final = {1: 0, 2: 1, 3: 2, 4: 0, 5: 1, 6: 2}
MANY_POINTS: Final = 4
_COLLECTION: Final = 7
_NONE: Final = bytes(4)
_MANY: Final = {name: f"Multi{name}" for name in ("Point", "LineString", "Polygon")}


def typed_column(field: Field, column: Column) -> tuple[Any, Any]:
    """A column's values by the format's own type, and which of them are unknown; None where the values say so themselves."""
    if field.dtype is DType.LIST or field.dtype is DType.TEXT:
        return np.array(PiecedColumn(column, _TEXTS, len(column)).of(np.arange(len(column))), dtype=object), None
    if isinstance(column, DateColumn):
        return column.values.astype("datetime64[D]"), None
    if field.dtype is DType.NUMBER:
        return column.order(), None
    kind = np.bool_ if field.dtype is DType.BOOLEAN else np.int64
    return np.where(column.known, column.order(), 0).astype(kind), ~column.known


def plain_value(value: Value) -> str | None:
    """A value as a database keeps all of it: a text ends where a zero stands."""
    if value is None:
        return None
    return (
        json.dumps(value, ensure_ascii=False) if isinstance(value, list) else plain_text(value).replace("\0", "\ufffd")
    )


def cut_texts(text: str, count: int) -> list[str | None] | None:
    """So many texts of one with a break between each two; None where a text has one itself."""
    return [*text.split(BREAK)] if text.count(BREAK) == count - 1 else None


_TEXTS: Final[Spelling[str | None]] = Spelling(
    words=lambda words: list(map(plain_value, words)),
    numbers=lambda numbers: list(map(plain_value, numbers.tolist())),
    value=plain_value,
    blank=None,
    text=cut_texts,
)


def wkb_types(texts: Sequence[bytes]) -> NDArray[np.int64]:
    """The number of each geometry's kind as WKB has it, little end first, shape (n,): 1 for a point, 3 for a polygon; 0 where there is nothing."""
    kinds = b"".join(text[1:5] or _NONE for text in texts)
    return np.frombuffer(kinds, "<u4").astype(np.int64)


def types_of(layer: Layer, rows: Rows) -> NDArray[np.int64]:
    """The same of some rows of a layer."""
    return np.concatenate([np.empty(0, dtype=np.int64), *(wkb_types(layer.wkb(block)) for block in blocks(rows))])


def kind_of(types: NDArray[np.int64]) -> tuple[str, bool]:
    """The geometry type that all shapes of these kinds have, and whether single ones must be written as collections of one for it."""
    kinds = {_NAMES[kind] for kind in np.unique(types).tolist() if kind}
    if len(kinds) == 1:
        return kinds.pop(), False
    several = {_MANY.get(kind, kind) for kind in kinds}
    return (several.pop(), True) if len(several) == 1 else ("Unknown", False)


def dimensions_of(layer: Layer, rows: Rows, types: NDArray[np.int64]) -> NDArray[np.int64]:
    """The dimension of each of some rows, by their kinds, shape (n,); −1 where there is no shape, that of its greatest part for a collection."""
    found = np.array([_DIMENSIONS.get(kind, -1) for kind in range(_COLLECTION + 1)])[types]
    collected = np.flatnonzero(types == _COLLECTION)
    if len(collected):
        found[collected] = shapely.get_dimensions(layer.shapes[rows[collected]])
    return found


def by_dimension(dimension: NDArray[Any]) -> Mapping[str, Any]:
    """Rows of shapes of these dimensions by what one table of a format takes: ``polygon``, ``line`` and ``point``, those that there are, the most frequent first.

    Rows without a shape stand with the most frequent; a collection of several dimensions stands with its greatest.
    """
    names = {2: "polygon", 1: "line", 0: "point"}
    counts = {name: int((dimension == number).sum()) for number, name in names.items()}
    there = sorted((name for name, count in counts.items() if count), key=lambda name: -counts[name]) or ["polygon"]
    number_of = {name: number for number, name in names.items()}
    found = {name: np.flatnonzero(dimension == number_of[name]) for name in there}
    without = np.flatnonzero(dimension < 0)
    return {**found, there[0]: np.sort(np.concatenate([found[there[0]], without]))}


def free_name(name: str, taken: Iterable[str]) -> str:
    """A name that none of these is, whatever the case of letters: itself, or with a number behind it."""
    used = {other.casefold() for other in taken}
    return next(n for n in chain((name,), (f"{name}_{k}" for k in count(2))) if n.casefold() not in used)
