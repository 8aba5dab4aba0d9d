"""Where a site lies that names no place: by a point in its middle, and by the shape that it or its building has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from gis.crs import Geometries
from gis.fields import Role

if TYPE_CHECKING:
    from gis.matching.candidates import Stock


def rows_under(tree: shapely.STRtree, shapes: Geometries) -> list[tuple[int, ...]]:
    """Which shapes of a tree the middle of each shape lies in; all in stored degrees, None where there is none."""
    found: list[tuple[int, ...]] = [()] * len(shapes)
    if len(tree) and not shapely.is_missing(shapes).all():
        for at, row in np.column_stack(tree.query(middles(shapes), predicate="within")).tolist():
            found[at] = (*found[at], row)
    return found


def middles(shapes: Geometries) -> Geometries:
    """A point in the middle of each shape that lies inside it for certain; None where there is no shape."""
    return np.asarray(shapely.point_on_surface(shapes), dtype=object)


def outlines_of(floors: Stock) -> Geometries:
    """Each floor's own shape, else its building's, in stored degrees."""
    return floors.once("outlines", lambda: _outlines(floors))


def _outlines(floors: Stock) -> Geometries:
    found = floors.geometries.copy()
    for start, layer in zip(floors.starts.tolist(), floors.layers, strict=False):
        buildings, rows = floors.parents(layer, Role.BUILDING)
        if buildings is None:
            continue
        mine = np.arange(start, start + len(layer))
        bare = mine[(shapely.is_missing(found[mine]) | shapely.is_empty(found[mine])) & (rows >= 0)]
        found[bare] = buildings.shapes[rows[bare - start]]
    return found
