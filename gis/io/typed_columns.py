"""Columns by the types of a database that GDAL writes: dates as dates, whole numbers whole, lists as JSON, unknown as null."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Column, DateColumn, Value, plain_text
from gis.crs import Geometries
from gis.fields import DType, Field
from gis.io.pieces import PiecedColumn, Spelling

_MANY = {
    "Point": "MultiPoint",
    "LineString": "MultiLineString",
    "LinearRing": "MultiLineString",
    "Polygon": "MultiPolygon",
}


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


_TEXTS: Final[Spelling[str | None]] = Spelling(
    words=lambda words: list(map(plain_value, words)),
    numbers=lambda numbers: list(map(plain_value, numbers.tolist())),
    value=plain_value,
    blank=None,
)


def kind_of(shapes: Geometries) -> tuple[str, bool]:
    """The geometry type that all shapes have, and whether single ones must be written as collections of one for it."""
    ids, firsts = np.unique(shapely.get_type_id(shapes), return_index=True)
    kinds = {shapes[first].geom_type for first in firsts[ids >= 0].tolist()}
    if len(kinds) == 1:
        return kinds.pop().replace("LinearRing", "LineString"), False
    several = {_MANY.get(kind, kind) for kind in kinds}
    return (several.pop(), True) if len(several) == 1 else ("Unknown", False)


def by_dimension(shapes: Geometries) -> Mapping[str, Any]:
    """Rows of shapes by what one table of a format takes: ``polygon``, ``line`` and ``point``, those that there are, the most frequent first.

    Rows without a shape stand with the most frequent; a collection of several dimensions stands with its greatest.
    """
    dimension = np.asarray(shapely.get_dimensions(shapes))
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
