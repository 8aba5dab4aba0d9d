"""Where a site lies that names no place: by a point in its middle, and by the shape that it or its building has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Mask
from gis.crs import Geometries
from gis.fields import Role
from gis.matching.sites.slots import Slot

if TYPE_CHECKING:
    from gis.matching.sites.candidates import Stock

_AREAL: Final = 2

_TREE: Final = Slot[shapely.STRtree]()
_OUTLINES: Final = Slot[Geometries]()
_DRAWN: Final = Slot[Geometries]()


def centres_of(shapes: Geometries) -> NDArray[np.float64]:
    """Centres of shapes in their own units, shape (n, 2); NaN for what has none."""
    centroids = shapely.centroid(shapes)
    return np.column_stack([shapely.get_x(centroids), shapely.get_y(centroids)]).astype(np.float64)


def rows_under(tree: shapely.STRtree, shapes: Geometries) -> list[tuple[int, ...]]:
    """Which shapes of a tree the middle of each shape lies in; all in stored degrees, None where there is none."""
    found: list[tuple[int, ...]] = [()] * len(shapes)
    if len(tree) and not shapely.is_missing(shapes).all():
        for at, row in np.column_stack(tree.query(middles(shapes), predicate="within")).tolist():
            found[at] = (*found[at], row)
    return found


def plots_under(land: Stock, shapes: Geometries) -> list[tuple[int, ...]]:
    """Rows of the plots in which the middle of each shape lies, by their ids; shapes in stored degrees, None where there is none."""
    found = rows_under(tree_of(land), shapes) if len(land) else [()] * len(shapes)
    # Whose park goes first of two records of a plot is not left to the index, nor to the order of the file.
    return [tuple(sorted(rows, key=land.id_of)) if len(rows) > 1 else rows for rows in found]


def tree_of(land: Stock) -> shapely.STRtree:
    """The plots by where they lie, made once an inventory."""
    return _TREE.of(land, lambda: shapely.STRtree(land.geometries))


def middles(shapes: Geometries) -> Geometries:
    """A point in the middle of each shape that lies inside it for certain; None where there is no shape."""
    return np.asarray(shapely.point_on_surface(shapes), dtype=object)


def outlines_of(floors: Stock) -> Geometries:
    """Each floor's own shape, else its building's, in stored degrees."""
    return _OUTLINES.of(
        floors,
        lambda: _else_of_buildings(floors, lambda shapes: shapely.is_missing(shapes) | shapely.is_empty(shapes)),
    )


def drawn_of(floors: Stock) -> Geometries:
    """Each floor's own outline with an area, else its building's, in stored degrees; None where neither has any."""
    return _DRAWN.of(floors, lambda: _drawn(floors))


def _drawn(floors: Stock) -> Geometries:
    found = _else_of_buildings(floors, _has_no_area)
    found[_has_no_area(found)] = None
    return found


def _has_no_area(shapes: Geometries) -> Mask:
    return np.asarray((shapely.get_dimensions(shapes) != _AREAL) | shapely.is_empty(shapes))


def _else_of_buildings(floors: Stock, lacks: Callable[[Geometries], Mask]) -> Geometries:
    """Each floor's own shape, or where it lacks one its building's."""
    shapes = floors.geometries.copy()
    for start, layer in zip(floors.starts.tolist(), floors.layers, strict=False):
        buildings, rows = floors.parents(layer, Role.BUILDING)
        if buildings is None:
            continue
        mine = np.arange(start, start + len(layer))
        bare = mine[lacks(shapes[mine]) & (rows >= 0)]
        shapes[bare] = buildings.shapes[rows[bare - start]]
    return shapes
