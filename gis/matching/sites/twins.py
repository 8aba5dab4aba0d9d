"""Places that are recorded twice: plots that cover the same ground or name one parcel, and floors of one storey that has no room for both.

Outlines are drawn and areas are measured, so that a storey may be recorded somewhat larger than its outline. Beyond that, whatever the two
records are called and however large each says it is, who takes one has taken of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.columns import Rows
from gis.crs import Geometries, in_metres
from gis.fields import Role
from gis.matching.sites.candidates import FLOOR, Stock
from gis.matching.sites.middles import drawn_of, rows_under, tree_of
from gis.matching.sites.parcels import ground_shapes, records_of_parcel
from gis.matching.sites.slots import Slot

_SURVEY: Final = 1.05
"""How much larger than its outline a storey may be recorded."""
_TWICE: Final = 0.1
"""Share of the smaller plot that another may cover before the two are the same ground."""
_FEW: Final = 10
"""So many records of one floor there may be: where more have no room beside one another, the register means something else by a row."""

_GROUND: Final = Slot[shapely.STRtree]()
_TWINS: Final = Slot[dict[int, tuple[int, ...]]]()
_BUILDINGS: Final = Slot[tuple[NDArray[np.int32], dict[str, int]]]()


def twins_at(stock: Stock, row: int) -> tuple[int, ...]:
    """The other records of the floor in a row; none of a plot."""
    return twin_floors(stock).get(row, ()) if stock.kind == FLOOR else ()


def records_at(stock: Stock, row: int) -> tuple[int, ...]:
    """The other records of the place in a row: of a floor, or of the ground of a plot."""
    return twins_at(stock, row) if stock.kind == FLOOR else twin_plots(stock, [row]).get(row, ())


def twin_plots(land: Stock, rows: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """By row, of some plots alone, the other plots that cover the same ground: more than a tenth of the smaller of the two, or one parcel."""
    asked = frozenset(rows)
    if not asked:
        return {}
    records, shapes = records_of_parcel(land), ground_shapes(land)
    twins = {row: records[row] for row in asked if row in records}
    _, near = _tree(land).query(shapes[sorted(asked)], predicate="intersects")
    among = np.union1d(near, sorted(asked)).astype(np.intp)
    pairs, _ = sharing_ground(in_metres(shapes[among], land.catalog.metric_crs))
    for one, other in among[pairs].tolist():
        for mine, theirs in ((one, other), (other, one)):
            if mine in asked and theirs not in twins.get(mine, ()):
                twins[mine] = (*twins.get(mine, ()), theirs)
    return twins


def _tree(land: Stock) -> shapely.STRtree:
    """The plots by the ground that they cover."""
    shapes = ground_shapes(land)
    return tree_of(land) if shapes is land.geometries else _GROUND.of(land, lambda: shapely.STRtree(shapes))


def sharing_ground(shapes: Geometries) -> tuple[Rows, NDArray[np.float64]]:
    """Pairs of shapes in metres of which one covers more than a tenth of the smaller, the lower row first, shape (p, 2), and how many m²."""
    areas, boxes = shapely.area(shapes), shapely.bounds(shapes)
    first, second = shapely.STRtree(shapes).query(shapes)
    once = (first < second) & (areas[first] > 0) & (areas[second] > 0)
    first, second = first[once], second[once]
    least = _TWICE * np.minimum(areas[first], areas[second])
    sides = np.minimum(boxes[first, 2:], boxes[second, 2:]) - np.maximum(boxes[first, :2], boxes[second, :2])
    # No more can be common to two plots than to their boxes.
    first, second, least = (each[np.maximum(sides, 0.0).prod(axis=1) > least] for each in (first, second, least))
    both = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    much = both > least
    order = np.lexsort((second[much], first[much]))
    return np.column_stack([first[much], second[much]])[order], both[much][order]


def twin_floors(floors: Stock) -> dict[int, tuple[int, ...]]:
    """By row, the other records of the same floor, worked out once an inventory.

    Two records are one floor where they stand on one storey of one building and their areas together exceed what their outlines cover. A storey
    that one of them does not state is the other's where these two alone have one name in the building. A building that a floor does not name is
    the one in which its middle lies. Where building, area or outline are not known, or an outline is too small for its own floor, they are two.
    """
    return _TWINS.of(floors, lambda: _twin_floors(floors))


def _twin_floors(floors: Stock) -> dict[int, tuple[int, ...]]:
    (buildings, _), areas = buildings_of(floors), floors.stated(Role.AREA)
    rows = np.flatnonzero((buildings >= 0) & (areas > 0))
    groups = [each for each in _by_storey(floors, buildings, rows) if len(each) > 1]
    groups += _by_name(floors, buildings, rows)
    twins: dict[int, tuple[int, ...]] = {}
    concerned = np.unique(np.concatenate(groups)) if groups else np.empty(0, dtype=np.intp)
    drawn = dict(
        zip(concerned.tolist(), in_metres(drawn_of(floors)[concerned], floors.catalog.metric_crs), strict=True)
    )
    for one, other in (pair for group in groups for pair in _without_room(group.tolist(), areas, drawn)):
        twins[one] = (*twins.get(one, ()), other)
        twins[other] = (*twins.get(other, ()), one)
    return twins


def buildings_of(floors: Stock) -> tuple[NDArray[np.int32], dict[str, int]]:
    """A number of each floor's building, by its name or by where the floor's own shape lies, −1 where neither tells; and the numbers by ids."""
    return _BUILDINGS.of(floors, lambda: _buildings(floors))


def floors_in(floors: Stock, building: str) -> list[int]:
    """Rows of the floors in a building: those that name it, and those that name none and whose middle lies in it alone."""
    found, numbers = buildings_of(floors)
    return np.flatnonzero(found == numbers.get(building, len(numbers))).tolist()


def _buildings(floors: Stock) -> tuple[NDArray[np.int32], dict[str, int]]:
    named = floors.coded(Role.BUILDING)
    codes, numbers = named.codes.copy(), {str(word): number for number, word in enumerate(named.words)}
    bare = np.flatnonzero((codes < 0) & ~shapely.is_missing(floors.geometries))
    for layer in floors.others[Kind.BUILDING] if len(bare) else ():
        tree = shapely.STRtree(layer.geometries)
        for row, under in zip(bare.tolist(), rows_under(tree, floors.geometries[bare]), strict=True):
            if len(under) == 1:
                codes[row] = numbers.setdefault(layer.ids[under[0]], len(numbers))
    return codes, numbers


def _by_storey(floors: Stock, buildings: NDArray[np.int32], rows: Rows) -> list[Rows]:
    """Floors of each storey of each building."""
    storeys = floors.number(Role.FLOOR)
    rows = rows[~np.isnan(storeys[rows])]
    rows = rows[np.lexsort((rows, storeys[rows], buildings[rows]))]
    other = (np.diff(buildings[rows]) != 0) | (np.diff(storeys[rows]) != 0)
    return np.split(rows, np.flatnonzero(other) + 1)


def _by_name(floors: Stock, buildings: NDArray[np.int32], rows: Rows) -> list[Rows]:
    """Pairs of floors that alone have their name in their building, of which just one states its storey."""
    storeys, names = floors.number(Role.FLOOR), floors.coded(Role.NAME).codes
    if not np.isnan(storeys[rows]).any():
        return []
    rows = rows[names[rows] >= 0]
    rows = rows[np.lexsort((rows, names[rows], buildings[rows]))]
    other = (np.diff(buildings[rows]) != 0) | (np.diff(names[rows]) != 0)
    return [
        pair
        for pair in np.split(rows, np.flatnonzero(other) + 1)
        if len(pair) == 2 and np.isnan(storeys[pair]).sum() == 1
    ]


def _without_room(
    group: Sequence[int], areas: NDArray[np.float64], drawn: dict[int, object]
) -> Iterator[tuple[int, int]]:
    """Pairs of a storey whose areas together exceed what their outlines cover; none where too many are."""
    # An outline that has no room for its own floor is a sign on the map, not the storey.
    known = [row for row in group if drawn[row] is not None and areas[row] <= _SURVEY * shapely.area(drawn[row])]
    if not known:
        return
    least = min(shapely.area(drawn[row]) for row in known)
    largest = max(areas[known])
    large = [row for row in known if areas[row] + largest > _SURVEY * least]
    for one, other in combinations(large, 2) if len(large) <= _FEW else ():
        if areas[one] + areas[other] > _SURVEY * shapely.area(shapely.union(drawn[one], drawn[other])):
            yield one, other
