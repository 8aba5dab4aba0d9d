"""Coordinates that stand in cells: in two columns or in one text, in degrees or in metres, with or without a zone number, in either order.

Whichever way of reading them puts a row onto the ground that the folder is of is the one that is meant; where none does, or two, nothing is placed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.columns import NumberColumn, Rows, TextColumn
from gis.crs import STORAGE
from gis.fields import Field, Role
from gis.inventory import Inventory
from gis.io.places import WayToRead, points_in_degrees, ways_to_read
from gis.io.written_numbers import Number, numbers_in, pair_in
from gis.layer import Layer
from gis.text import Text

_LEAST_MARGIN: Final = 0.02
_MARGIN: Final = 0.1
_LOOKED_AT: Final = 200
_SHARE: Final = 0.8
_SAME: Final = 1e-5
Points = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Position:
    """What the coordinates of a row say: a point, or why there is none.

    Parameters
    ----------
    words
        As they stand.
    shape
        The point in stored degrees; None where it cannot be told.
    rough
        Whether the point may be that of a neighbour.
    why
        How they were read, or why they were not.
    """

    words: str
    shape: Any
    rough: bool
    why: Text


def read_positions(inventory: Inventory, layer: Layer, rows: Rows) -> dict[int, Position]:
    """By row, what coordinates that stand in some rows of a layer say; rows without any are left out."""
    home = _home(inventory, layer)
    fields = _fields(inventory, layer, rows, home) if len(rows) and home is not None else ()
    if not fields or home is None:
        return {}
    words = [_cells(layer, entry, rows) for entry in fields]
    given = [pair_in(cells) for cells in zip(*words, strict=True)]
    places = [place for place, pair in enumerate(given) if pair is not None]
    pairs = [pair for pair in given if pair is not None]
    points = _points_of(pairs, inventory.catalog.metric_crs, home)
    return {
        int(rows[place]): _position(", ".join(cells[place] for cells in words), pair, found)
        for place, pair, found in zip(places, pairs, points, strict=True)
    }


def _position(words: str, pair: tuple[Number, Number], found: Mapping[WayToRead, tuple[float, float]]) -> Position:
    distinct = list(found.values())
    if not distinct:
        why = Text(
            f"坐标 {words} 无论如何读取都不在数据范围内", f"{words} lies outside the data, whichever way it is read"
        )
        return Position(words=words, shape=None, rough=False, why=why)
    if any(max(abs(x - distinct[0][0]), abs(y - distinct[0][1])) > _SAME for x, y in distinct):
        ways = ", ".join(reading.crs for reading in found)
        why = Text(f"坐标 {words} 有不止一种读法（{ways}）", f"{words} can be read in more than one way ({ways})")
        return Position(words=words, shape=None, rough=False, why=why)
    crs = next(iter(found)).crs
    rough = crs == STORAGE and not all(number.precise for number in pair)
    shown = Text("经纬度", "degrees") if crs == STORAGE else Text(crs, crs)
    why = Text(f"坐标 {words}（{shown.zh}）", f"coordinates {words} ({shown.en})")
    return Position(words=words, shape=shapely.Point(distinct[0]), rough=rough, why=why)


def _home(inventory: Inventory, layer: Layer) -> tuple[float, float, float, float] | None:
    """The box of the ground that the folder is of: of its boundaries where it has any, else of all else that has shapes, with a margin."""
    others = [other for other in inventory.layers.values() if other.id != layer.id]
    base = [other for other in others if other.collection.kind is Kind.BASE]
    for layers in (base, [*others, layer]):
        bounds = [each.bounds[~np.isnan(each.bounds[:, 0])] for each in layers]
        joined = np.concatenate([np.empty((0, 4)), *bounds])
        if len(joined):
            west, south = joined[:, :2].min(axis=0).tolist()
            east, north = joined[:, 2:].max(axis=0).tolist()
            wide, high = (max(_MARGIN * span, _LEAST_MARGIN) for span in (east - west, north - south))
            return west - wide, south - high, east + wide, north + high
    return None


# which columns --------------------------------------------------------------------------------------------------------


def _fields(inventory: Inventory, layer: Layer, rows: Rows, home: Sequence[float]) -> tuple[Field, ...]:
    """The field or the two that hold coordinates: by their roles, else by what stands in them."""
    by_role = layer.collection.by_role
    if Role.POSITION in by_role:
        return (by_role[Role.POSITION],)
    if Role.EAST in by_role and Role.NORTH in by_role:
        return by_role[Role.EAST], by_role[Role.NORTH]
    some = rows[:: max(1, len(rows) // _LOOKED_AT)][:_LOOKED_AT]
    open_ = [entry for entry in layer.collection.fields if _is_open(layer, entry)]
    words = {entry.name: _cells(layer, entry, some) for entry in open_}
    chances: list[tuple[Field, ...]] = [(entry,) for entry in open_ if _mostly(words[entry.name], 2)]
    chances += combinations([entry for entry in open_ if _mostly(words[entry.name], 1)], 2)
    fitting = [chance for chance in chances if _are_here(inventory, [words[entry.name] for entry in chance], home)]
    return fitting[0] if len(fitting) == 1 else ()


def _is_open(layer: Layer, entry: Field) -> bool:
    """Whether a field means nothing else."""
    plain = entry.role is None and not (entry.unit or entry.codelist or entry.references or entry.original_of)
    return plain and isinstance(layer.columns[entry.name], (TextColumn, NumberColumn))


def _mostly(words: Sequence[str], count: int) -> bool:
    """Whether most cells that say something hold so many numbers and nothing else."""
    given = [word for word in words if word]
    return bool(given) and sum(len(numbers_in(word)) == count for word in given) >= _SHARE * len(given)


def _are_here(inventory: Inventory, words: Sequence[Sequence[str]], home: Sequence[float]) -> bool:
    """Whether most pairs of some cells lie on the ground of the folder."""
    pairs = [pair for cells in zip(*words, strict=True) if (pair := pair_in(cells)) is not None]
    points = _points_of(pairs, inventory.catalog.metric_crs, home)
    return bool(pairs) and sum(map(bool, points)) >= _SHARE * len(pairs)


def _cells(layer: Layer, entry: Field, rows: Rows) -> list[str]:
    listed = layer.columns[entry.name].listed(rows)
    return [
        "" if value is None else repr(value) if isinstance(value, float) else str(value).strip() for value in listed
    ]


def _points_of(
    pairs: Sequence[tuple[Number, Number]], metric_crs: str, home: Sequence[float]
) -> list[dict[WayToRead, tuple[float, float]]]:
    """Of each pair, where it lies by each way of reading it that puts it onto the ground of the folder."""
    points: list[dict[WayToRead, tuple[float, float]]] = [{} for _ in pairs]
    if not pairs:
        return points
    values = np.array([[first.value, second.value] for first, second in pairs])
    for reading in ways_to_read(values, metric_crs):
        moved = points_in_degrees(values[:, ::-1] if reading.swapped else values, reading.crs)
        west, south, east, north = home
        inside = (moved[:, 0] >= west) & (moved[:, 0] <= east) & (moved[:, 1] >= south) & (moved[:, 1] <= north)
        for place in np.flatnonzero(inside).tolist():
            points[place][reading] = (float(moved[place, 0]), float(moved[place, 1]))
    return points
