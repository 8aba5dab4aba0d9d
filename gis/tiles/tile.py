"""One tile of a layer: which features it shows, which of them merged, and all of it as bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from gis.columns import Mask, Rows
from gis.fields import Field
from gis.layer import Layer
from gis.tiles.drawn import draw_shapes, vertices
from gis.tiles.grid import BUFFER, EXTENT, Address, Steps
from gis.tiles.merged import POINTS_FROM, SPECK, Merged, merge_features
from gis.tiles.properties import Content, shown_fields, tags
from gis.tiles.ragged import offsets, spread
from gis.tiles.source import BLOCK, POINT, POLYGON, TileSource
from gis.tiles.wire import Shapes, tile_bytes

OVERVIEW: Final = 10
"""Deepest level of an overview, of which a tile stays below half a megabyte whatever the data."""
MOST_BYTES: Final = (200_000, 800_000)
"""Bytes, as reckoned, of a tile's features with shapes of their own, in an overview and below it; where there were more, larger ones are merged too."""
_BYTES: Final = (100, 4)
"""About what a feature takes besides its vertices, and what a vertex takes."""
MOST_CELLS: Final = (4096, 8192)
"""Cells of a tile, likewise; where there were more, they grow until there are not."""


def tile(
    layer: Layer,
    source: TileSource,
    at: Address,
    *,
    fields: Sequence[Field] | None = None,
    keep: Callable[[Rows], Mask] | None = None,
) -> bytes:
    """The features of a layer in a tile, as Mapbox Vector Tile 2.1; no bytes where there are none.

    A feature that measures ``SPECK`` units or more is drawn with its own shape in every tile that it meets. Smaller ones are merged: all whose
    middles lie in a cell become one square with their area, their ``count``, the sum of their areas and the codes that most of that area has, and
    ``generalised`` says so; one that is alone in its cell keeps its id and properties.
    (docs/adr/0010-tiles-that-stay-small-and-honest.md)

    Parameters
    ----------
    layer, source
        The layer, and its geometry prepared for tiles.
    fields
        What features carry beside their id, a text property ``id``; as ``shown_fields`` says where none are given. The number that MVT calls a
        feature's id is its row in this version of the layer, counted from 1; merged features have none.
    keep
        Which of some rows of the layer are to be shown: a filter, asked once of those that the tile may show.
    """
    near, middle = _near(source, at), _in_middle(source, at)
    if keep is not None:
        near, middle = _filter_rows(source, keep, near, middle)
    threshold = _threshold(source, at, near)
    own, small = near[~_small(source, at, near, threshold)], middle[_small(source, at, middle, threshold)]
    shapes, which = draw_shapes(source, at, own)
    polygon = source.kinds[small] == POLYGON
    groups = [(small[polygon], POLYGON), (small[~polygon], POINT)] if len(small) else []
    cells = [
        merge_features(source, at, members, kind, MOST_CELLS[at.zoom > OVERVIEW])
        for members, kind in groups
        if len(members)
    ]
    content = _content(source, own[which], cells)
    if not len(content.own) and not len(content.counts):
        return b""
    rows = np.concatenate([content.own, content.alone])
    joined = Shapes.joined([shapes, *(each.shapes for each in cells)])
    shown = shown_fields(layer) if fields is None else fields
    return tile_bytes(layer.id, joined, tags(layer, shown, content), np.where(rows >= 0, rows + 1, -1))


def _near(source: TileSource, at: Address) -> Rows:
    """Positions of the features whose boxes meet the tile with its buffer, ascending."""
    west, north, east, south = at.within(BUFFER)
    w, n, e, s = source.blocks
    blocks = np.flatnonzero((w <= east) & (e >= west) & (n <= south) & (s >= north))
    if not len(blocks):
        return blocks
    sizes = np.minimum(BLOCK, len(source) - blocks * BLOCK)
    positions = spread(blocks * BLOCK, sizes)
    w, n, e, s = source.blocks[:, blocks]
    # Of a block that lies within, nothing has to be looked at: an overview has few others.
    met = ((w >= west) & (e <= east) & (n >= north) & (s <= south)).repeat(sizes)
    w, n, e, s = source.boxes[:, positions[~met]]
    met[~met] = (w <= east) & (e >= west) & (n <= south) & (s >= north)
    return np.asarray(positions[met])


def _in_middle(source: TileSource, at: Address) -> Rows:
    """Positions of the features whose middles lie in the tile: they stand together along the curve."""
    x, y = at.corner
    place = _interleaved(x, y)
    ends = np.asarray([place, place + (1 << (2 * (31 - at.zoom)))], dtype=np.uint64)
    first, last = np.searchsorted(source.keys, ends).tolist()
    return np.arange(first, last)


def _interleaved(x: int, y: int) -> int:
    # Binary digits read in base 4 stand in every other place.
    return int(f"{x:b}", 4) + 2 * int(f"{y:b}", 4)


def _filter_rows(source: TileSource, keep: Callable[[Rows], Mask], near: Rows, middle: Rows) -> tuple[Rows, Rows]:
    # Marks and not a union: numpy's takes ten times as long for half a million as all else of the tile.
    shown = np.zeros(len(source), dtype=bool)
    shown[near] = shown[middle] = True
    positions = np.flatnonzero(shown)
    shown[positions] = keep(source.rows[positions].astype(np.intp))
    return near[shown[near]], middle[shown[middle]]


def _small(source: TileSource, at: Address, positions: Rows, threshold: int) -> Mask:
    """Which features are merged: what is below a pixel, and what is below the tile's own threshold.

    What crosses a side is drawn by the first rule in both tiles, so that it is not cut where their thresholds differ.
    """
    sizes = source.sizes[positions]
    small = sizes < _pixel(at)
    if threshold > _pixel(at):
        west, north, east, south = at.within()
        w, n, e, s = source.boxes[:, positions]
        inside = (w >= west) & (n >= north) & (e <= east) & (s <= south)
        beside = (w > east) | (n > south) | (e < west) | (s < north)
        small |= (sizes < threshold) & (inside | beside)
    if at.zoom >= POINTS_FROM:
        small &= source.kinds[positions] != POINT
    return np.asarray(small)


def _pixel(at: Address) -> int:
    return max(1, at.steps(SPECK))


def _threshold(source: TileSource, at: Address, near: Rows) -> int:
    """Steps below which features within this tile are merged: a pixel, or as much more as keeps the tile within ``MOST_BYTES``."""
    threshold = _pixel(at)
    own = near[source.sizes[near] >= threshold]
    sizes = source.sizes[own]
    cost = _BYTES[0] + _BYTES[1] * np.minimum(vertices(source, own), _likely(sizes >> max(0, at.shift), at))
    most = MOST_BYTES[at.zoom > OVERVIEW]
    while threshold < at.steps(EXTENT) and int(cost[sizes >= threshold].sum()) > most:
        threshold *= 2
    return threshold


def _likely(sizes: Steps, at: Address) -> Steps:
    """Vertices that a thinned outline may have, by the side of its box in units.

    It has one in four units, and is about as long as four sides; in an overview a net of roads fills its box.
    """
    return np.asarray(4 + (sizes if at.zoom > OVERVIEW else np.minimum(sizes, EXTENT) ** 2 >> 4))


def _content(source: TileSource, own: Rows, cells: Sequence[Merged]) -> Content:
    nothing: Rows = np.zeros(0, dtype=np.intp)
    members = np.concatenate([nothing, *(each.members for each in cells)])
    starts = offsets(np.concatenate([nothing, *(each.counts for each in cells)]))
    return Content(
        own=source.rows[own].astype(np.intp),
        members=source.rows[members].astype(np.intp),
        starts=starts,
        weights=np.maximum(source.areas[members], 1.0),
    )
