"""A parcel cut by a line: what hangs together on either side of it is a piece."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
import shapely.ops

from gis.catalog import Catalog, Collection
from gis.crs import in_metres
from gis.errors import RefusedRows
from gis.features import finding
from gis.layer import Feature
from gis.overlaps import SLIVER_M2
from gis.text import Text
from gis.units import figure

MOST_CORNERS: Final = 1_000
MOST_PIECES: Final = 100
_LINEAR: Final = 1
_CENTS: Final = 2


def cut_pieces(catalog: Catalog, collection: Collection, whole: Feature, line: Any) -> list[Feature]:
    """The pieces that a line, in stored degrees, makes of a parcel that has an area: the largest first, numbered after the parcel's id.

    Raises
    ------
    RefusedRows
        Where it is no line, crosses itself, cuts nothing off, cuts off no more than a sliver, or makes too many pieces.
    """
    if shapely.is_empty(line) or shapely.get_dimensions(line) != _LINEAR:
        raise _refused(
            collection,
            whole,
            Text("分割线不是线", "what is to cut is no line"),
            Text("请给出 LineString", "give a LineString"),
        )
    # Who changes something else waits meanwhile: a scribble would have more crossings than anybody can wait for.
    if shapely.get_num_coordinates(line) > MOST_CORNERS or not shapely.is_simple(line):
        raise _refused(
            collection,
            whole,
            Text(
                f"分割线自身相交，或超过 {MOST_CORNERS:,} 个折点",
                f"the line crosses itself, or has more than {MOST_CORNERS:,} corners",
            ),
            Text("请画一条简单的分割线", "draw a plain line"),
        )
    parts = shapely.get_parts(whole.geometry)
    pieces = np.concatenate([_cut(part, line) for part in parts])
    areas = shapely.area(in_metres(pieces, catalog.metric_crs))
    if len(pieces) == len(parts):
        raise _refused(
            collection,
            whole,
            Text(f"分割线没有切开 {whole.id}", f"the line does not cut {whole.id}"),
            Text("请让分割线从一边画到另一边，两端伸出地块之外", "draw it across, with both ends outside the parcel"),
        )
    if len(pieces) > MOST_PIECES:
        raise _refused(
            collection,
            whole,
            Text(f"分割线把 {whole.id} 切成 {len(pieces)} 块", f"the line cuts {whole.id} into {len(pieces)} pieces"),
            Text(f"一次至多切成 {MOST_PIECES} 块", f"cut it into {MOST_PIECES} at most"),
        )
    if areas.min() <= SLIVER_M2:
        least = figure(float(areas.min()), _CENTS)
        raise _refused(
            collection,
            whole,
            Text(f"分割线从 {whole.id} 只切下 {least} m²", f"the line cuts no more than {least} m² off {whole.id}"),
            Text("请避开界线，另画分割线", "keep it off the boundary"),
        )
    order = np.lexsort((*shapely.bounds(pieces)[:, :2].T, -areas))
    return [Feature(f"{whole.id}-{number}", pieces[at], {}) for number, at in enumerate(order.tolist(), 1)]


def _cut(part: Any, line: Any) -> Any:
    """The polygons that a line makes of one; corners are shared, so that together they are what it was."""
    cut = shapely.polygonize([shapely.union_all([shapely.boundary(part), shapely.force_2d(line)])])
    found = shapely.get_parts(cut)
    # What fills a hole is polygonized as well.
    return found[shapely.contains(part, shapely.point_on_surface(found))]


def _refused(collection: Collection, whole: Feature, text: Text, remedy: Text) -> RefusedRows:
    return RefusedRows([finding(collection, 0, whole.id, "not-cut", text, remedy, field="geometry")])
