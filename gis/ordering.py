"""The order of rows: total, stable, unknown last; and the rows after a place in it, which survives edits because it is made of values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.columns import Rows, Value, day_number
from gis.fields import DType, Field
from gis.layer import Layer
from gis.question import After, SortKey


def first(layer: Layer, rows: Rows, keys: Sequence[SortKey], count: int | None = None) -> Rows:
    """The first ``count`` of some rows by the keys, ties by id; all of them where no number is given."""
    if count is not None and count < len(rows):
        rows = _leading(layer, rows, keys, count)
    ranks: list[NDArray[Any]] = [layer.id_order[rows], *(_lead(layer, rows, key) for key in reversed(keys))]
    order = np.argsort(ranks[0]) if len(ranks) == 1 else np.lexsort(ranks)
    return rows[order[:count]]


def _leading(layer: Layer, rows: Rows, keys: Sequence[SortKey], count: int) -> Rows:
    """The rows that may be among the first by the first key, with all that tie with the last of them; to find them is cheaper than to sort all."""
    if not count:
        return rows[:0]
    lead = _lead(layer, rows, keys[0]) if keys else layer.id_order[rows]
    return np.asarray(rows[lead <= np.partition(lead, count - 1)[count - 1]])


def _lead(layer: Layer, rows: Rows, key: SortKey) -> NDArray[np.float64]:
    """Numbers that sort some rows by a key, unknown last."""
    values = _sort_values(layer, layer.collection.field(key.field), rows)
    return np.where(np.isnan(values), np.inf, -values if key.descending else values)


def place_of(layer: Layer, row: int, keys: Sequence[SortKey]) -> After:
    """The place of a row in an order: its values there, and its id."""
    values = (layer.columns[key.field].value(row) for key in keys)
    return After(values=tuple(len(v) if isinstance(v, list) else v for v in values), id=layer.ids[row])


def beyond(layer: Layer, rows: Rows, keys: Sequence[SortKey], after: After) -> Rows:
    """Those of some ordered rows that come after a place; the row that it was made of need not be there any more."""
    later, tied = np.zeros(len(rows), dtype=bool), np.ones(len(rows), dtype=bool)
    for key, value in zip(keys, after.values, strict=True):
        entry = layer.collection.field(key.field)
        here, there = _sort_values(layer, entry, rows), _sort_value(layer, entry, value)
        unknown = np.isnan(here)
        if there is None:
            tied &= unknown
            continue
        later |= tied & (unknown | (here < there if key.descending else here > there))
        tied &= here == there
    later |= tied & (layer.id_order[rows] >= _rank_after(layer, after.id))
    return rows[later]


def _rank_after(layer: Layer, key: str) -> int:
    """The least number of ``id_order`` that comes after an id, which need not be there."""
    col = layer.id_column
    return bisect_right(col.distinct()[1], key)


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


def _sort_values(layer: Layer, entry: Field, rows: Rows) -> NDArray[np.float64]:
    """Numbers that sort as the values of some rows do: a scale by its steps, all else by its value; NaN where unknown."""
    codes, col = layer.codelists.get(entry.name), layer.columns[entry.name].take(rows)
    if codes is None or codes.hierarchy != "ordinal":
        return col.order()
    groups, names = col.distinct()
    places = [float(codes.rank.get(name, len(codes.rank))) for name in names]
    return np.asarray(np.asarray([*places, np.nan])[groups])
