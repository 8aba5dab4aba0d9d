"""The order of rows: total, stable, unknown last; and the rows after a place in it, which survives edits because it is made of values."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask, Rows, Value, day_number
from gis.fields import DType, Field
from gis.layer import Layer
from gis.question import After, SortKey


def ordered(layer: Layer, mask: Mask, keys: Sequence[SortKey]) -> Rows:
    """Rows of a mask by the keys, ties by id."""
    if len(keys) > 1:
        rows = np.flatnonzero(mask)
        return rows[_order(layer, rows, keys)]
    at = (keys[0].field, keys[0].descending) if keys else ("", False)
    if at not in layer.orders:
        layer.orders[at] = _order(layer, np.arange(len(layer)), keys)
    everything = layer.orders[at]
    return everything[mask[everything]]


def place_of(layer: Layer, row: int, keys: Sequence[SortKey]) -> After:
    """The place of a row in an order: its values there, and its id."""
    values = (layer.columns[key.field].value(row) for key in keys)
    return After(values=tuple(len(v) if isinstance(v, list) else v for v in values), id=layer.ids[row])


def beyond(layer: Layer, rows: Rows, keys: Sequence[SortKey], after: After) -> Rows:
    """Those of some ordered rows that come after a place; the row that it was made of need not be there any more."""
    later, tied = np.zeros(len(rows), dtype=bool), np.ones(len(rows), dtype=bool)
    for key, value in zip(keys, after.values, strict=True):
        entry = layer.collection.field(key.field)
        here, there = _sort_values(layer, entry)[rows], _sort_value(layer, entry, value)
        unknown = np.isnan(here)
        if there is None:
            tied &= unknown
            continue
        later |= tied & (unknown | (here < there if key.descending else here > there))
        tied &= here == there
    last = np.flatnonzero(tied)
    known = layer.row_of.get(after.id)
    if known is not None:
        later[last] = layer.id_order[rows[last]] > layer.id_order[known]
    else:
        later[last] = np.fromiter((layer.ids[row] > after.id for row in rows[last]), dtype=bool, count=len(last))
    return rows[later]


def _sort_value(layer: Layer, entry: Field, value: Value) -> float | None:
    """The number of a value among ``_sort_values``: between those of its neighbours where no row has it."""
    codes = layer.codelists.get(entry.name)
    if value is None:
        return None
    if codes is not None and codes.hierarchy == "ordinal":
        return float(codes.rank.get(str(value), len(codes.rank)))
    if entry.dtype is DType.TEXT:
        names = layer.columns[entry.name].distinct()[1]
        place = bisect_left(names, str(value))
        return float(place) if place < len(names) and names[place] == value else place - 0.5
    return day_number(value) if isinstance(value, str) else float(value) if isinstance(value, int | float) else None


def _sort_values(layer: Layer, entry: Field) -> NDArray[np.float64]:
    """Numbers that sort as the field's values do: a scale by its steps, all else by its value."""
    codes, col = layer.codelists.get(entry.name), layer.columns[entry.name]
    if codes is None or codes.hierarchy != "ordinal":
        return col.order()
    groups, names = col.distinct()
    places = [float(codes.rank.get(name, len(codes.rank))) for name in names]
    return np.asarray([*places, np.nan], dtype=np.float64)[groups]


def _order(layer: Layer, rows: Rows, keys: Sequence[SortKey]) -> NDArray[np.intp]:
    ranks: list[NDArray[Any]] = [layer.id_order[rows]]
    for key in reversed(keys):
        values = _sort_values(layer, layer.collection.field(key.field))[rows]
        unknown = np.isnan(values)
        ranks.append(np.where(unknown, 0.0, -values if key.descending else values))
        ranks.append(unknown)
    return np.lexsort(ranks)
