"""What tiles are made of: a layer's geometry on the grid of the web map, along a curve, made once a version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.columns import Rows
from gis.crs import Geometries
from gis.geometry import Shapes, by_pieces
from gis.tiles.grid import WORLD, Steps, steps_of
from gis.tiles.ragged import Offsets, offsets, spread

BLOCK: Final = 64
_A_DEGREE: Final = WORLD / 360
_WIDE: Final = 0.01
"""Degrees: what is wider may bend in the projection by more than a step, so that its clearance in degrees says nothing."""
_ROUNDED: Final = 2.0
"""Steps that rounding to the grid may take off a clearance."""

POINT: Final = 1
LINE: Final = 2
POLYGON: Final = 3
"""Kinds of geometry, as Mapbox Vector Tile numbers them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TileSource:
    """The geometry of n features of a layer that have one, in steps of the grid; plain arrays.

    Features stand along the Z-curve through the middles of their boxes, so that those whose middle lies in a tile stand together.
    Of a feature with parts of several kinds those of the highest dimension are kept.

    Parameters
    ----------
    rows
        The layer's row of each feature, int32 (n,).
    keys
        Place of its middle on the Z-curve, uint64 (n,), ascending.
    boxes
        West, north, east, south, int32 (4, n).
    sizes
        The longer side of its box, int32 (n,).
    areas
        Square steps, float64 (n,); 0 for points and lines.
    clearances
        How far a vertex may move before the shape could become invalid, float32 (n,), never too large; 0 where not known.
    kinds
        ``POINT``, ``LINE`` or ``POLYGON``, uint8 (n,).
    feature_paths
        Where a feature's paths begin and the last's end, int64 (n + 1,). A path is a ring, a line or all the points of a feature.
    path_starts
        Where a path's vertices begin and the last's end, int64 (p + 1,).
    inner
        Whether a path is a hole of the polygon before it, bool (p,).
    xy
        Vertices, int32 (m, 2); rings are not closed, outer ones clockwise as a map shows them, holes the other way.
    blocks
        Boxes around 64 features each, int32 (4, ⌈n / 64⌉).
    """

    rows: Steps
    keys: NDArray[np.uint64]
    boxes: Steps
    sizes: Steps
    areas: NDArray[np.float64]
    clearances: NDArray[np.float32]
    kinds: NDArray[np.uint8]
    feature_paths: Offsets
    path_starts: Offsets
    inner: NDArray[np.bool_]
    xy: Steps
    blocks: Steps

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, shapes: Shapes) -> TileSource:
        """Prepare geometries in degrees; None and empty ones are left out."""
        bounds = np.concatenate(by_pieces(shapely.bounds, shapes)).reshape(-1, 4)
        placed = np.flatnonzero(~np.isnan(bounds[:, 0]))
        boxes = _boxes(bounds[placed])
        keys = curve(_middles(boxes))
        order = np.argsort(keys, kind="stable")
        boxes = boxes[:, order]
        pieces = by_pieces(_drawn, shapes, placed[order])

        def drawn(name: str) -> Any:
            # Each piece goes as soon as it is joined: there is no room for all of them twice.
            return np.concatenate([piece.pop(name) for piece in pieces])

        return cls(
            rows=placed[order].astype(np.int32),
            keys=keys[order],
            boxes=boxes,
            sizes=np.maximum(boxes[2] - boxes[0], boxes[3] - boxes[1]),
            areas=drawn("areas"),
            clearances=drawn("clearances"),
            kinds=drawn("kinds"),
            feature_paths=offsets(drawn("paths")),
            path_starts=offsets(drawn("vertices")),
            inner=drawn("inner"),
            xy=drawn("xy"),
            blocks=_blocks(boxes),
        )

    def patched(self, shapes: Any, touched: Rows) -> TileSource:
        """The same for a later version of the layer, of which only some rows do not stand as they stood.

        Parameters
        ----------
        shapes
            Geometries of the later version by row.
        touched
            The rows that changed, came or went, ascending; some may be beyond its last.
        """
        kept = np.flatnonzero(~np.isin(self.rows, touched))
        now = touched[touched < len(shapes)]
        fresh = TileSource.of(shapes[now])
        both = _end_to_end(_take_rows(self, kept), replace(fresh, rows=now[fresh.rows].astype(np.int32)))
        made = _take_rows(both, np.argsort(both.keys, kind="stable"))
        return replace(made, blocks=_blocks(made.boxes))


def _drawn(shapes: Geometries) -> dict[str, NDArray[Any]]:
    """What a ``TileSource`` holds of some features: how many paths each has and how many vertices each path, in the place of where they begin."""
    kinds = np.maximum(shapely.get_dimensions(shapes), 0).astype(np.uint8) + 1
    return {"areas": _areas(shapes), "clearances": _clearances(shapes, kinds), "kinds": kinds, **_paths(shapes, kinds)}


def _take_rows(source: TileSource, picked: Rows) -> TileSource:
    """Some features in another order; the blocks are left as they were."""
    paths = spread(source.feature_paths[picked], np.diff(source.feature_paths)[picked])
    vertices = spread(source.path_starts[paths], np.diff(source.path_starts)[paths])
    return replace(
        source,
        rows=source.rows[picked],
        keys=source.keys[picked],
        boxes=source.boxes[:, picked],
        sizes=source.sizes[picked],
        areas=source.areas[picked],
        clearances=source.clearances[picked],
        kinds=source.kinds[picked],
        feature_paths=offsets(np.diff(source.feature_paths)[picked]),
        path_starts=offsets(np.diff(source.path_starts)[paths]),
        inner=source.inner[paths],
        xy=source.xy[vertices],
    )


def _end_to_end(first: TileSource, second: TileSource) -> TileSource:
    def both(name: str) -> Any:
        return np.concatenate([getattr(first, name), getattr(second, name)], axis=-1)

    simple = ("rows", "keys", "boxes", "sizes", "areas", "clearances", "kinds", "inner")
    return replace(
        first,
        **{name: both(name) for name in simple},
        feature_paths=np.concatenate([first.feature_paths, second.feature_paths[1:] + first.feature_paths[-1]]),
        path_starts=np.concatenate([first.path_starts, second.path_starts[1:] + first.path_starts[-1]]),
        xy=np.concatenate([first.xy, second.xy]),
    )


def curve(xy: Steps) -> NDArray[np.uint64]:
    """Places on the Z-curve: the bits of x and y in turns, y's before x's; shape (n,)."""
    x, y = (_every_other_bit(xy[:, axis].astype(np.uint64)) for axis in (0, 1))
    return np.asarray(x | (y << np.uint64(1)))


def _every_other_bit(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for width, mask in _SPREADING:
        bits = (bits | (bits << width)) & mask
    return bits


_SPREADING: Final = tuple(
    (np.uint64(width), np.uint64(mask))
    for width, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    )
)


def _boxes(bounds: NDArray[np.float64]) -> Steps:
    west, south, east, north = bounds.T
    first, last = steps_of(np.column_stack([west, north])), steps_of(np.column_stack([east, south]))
    return np.ascontiguousarray(np.concatenate([first.T, last.T]))


def _middles(boxes: Steps) -> Steps:
    wide = boxes.astype(np.int64)
    return ((wide[:2] + wide[2:]) >> 1).astype(np.int32).T


def _areas(shapes: Geometries) -> NDArray[np.float64]:
    """Square steps: a degree of latitude grows as 1/cos towards the pole, as does the projection."""
    middle = np.radians(np.asarray(shapely.bounds(shapes)).reshape(-1, 4)[:, [1, 3]].mean(axis=1))
    return np.asarray(shapely.area(shapes) * _A_DEGREE**2 / np.maximum(np.cos(middle), 0.05))


def _clearances(shapes: Geometries, kinds: NDArray[np.uint8]) -> NDArray[np.float32]:
    """From degrees: a step is a part of a degree of longitude, and the projection only stretches latitude."""
    found = np.zeros(len(shapes), dtype=np.float32)
    box = np.asarray(shapely.bounds(shapes)).reshape(-1, 4)
    narrow = np.flatnonzero((kinds == POLYGON) & (np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) < _WIDE))
    clearance = np.asarray(shapely.minimum_clearance(shapes[narrow])) * _A_DEGREE - _ROUNDED
    found[narrow] = np.clip(np.nan_to_num(clearance), 0, 1e9)
    return found


def _blocks(boxes: Steps) -> Steps:
    if not boxes.shape[1]:
        return np.zeros((4, 0), dtype=np.int32)
    starts = np.arange(0, boxes.shape[1], BLOCK)
    low = np.minimum.reduceat(boxes[:2], starts, axis=1)
    return np.concatenate([low, np.maximum.reduceat(boxes[2:], starts, axis=1)])


def _paths(shapes: Geometries, kinds: NDArray[np.uint8]) -> dict[str, Any]:
    """The paths of all features, in their order."""
    parts, owner = _simple_parts(shapes, kinds)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    others = np.flatnonzero(shapely.get_dimensions(parts) < 2)
    paths = np.concatenate([rings, parts[others]])
    part = np.concatenate([ring_part, others])
    inner = np.zeros(len(paths), dtype=bool)
    inner[1 : len(rings)] = ring_part[1:] == ring_part[:-1]
    # Latitude grows northwards and y southwards: what runs clockwise in the one sense has the same picture.
    wrong = np.flatnonzero(shapely.is_ccw(paths[: len(rings)]) != inner[: len(rings)])
    paths[wrong] = shapely.reverse(paths[wrong])
    order = np.argsort(part, kind="stable")
    return _laid_out(paths[order], owner[part[order]], inner[order], kinds)


def _simple_parts(shapes: Geometries, kinds: NDArray[np.uint8]) -> tuple[Geometries, NDArray[np.int64]]:
    """Points, lines and polygons of the highest dimension of each feature, and whose they are."""
    parts, owner = np.asarray(shapes, dtype=object), np.arange(len(shapes))
    while (shapely.get_type_id(parts) > 3).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    kept = (shapely.get_dimensions(parts) + 1 == kinds[owner]) & ~shapely.is_empty(parts)
    return parts[kept], owner[kept]


def _laid_out(
    paths: Geometries, owner: NDArray[np.int64], inner: NDArray[np.bool_], kinds: NDArray[np.uint8]
) -> dict[str, Any]:
    degrees = np.asarray(shapely.get_coordinates(paths), dtype=np.float64)
    lengths = shapely.get_num_coordinates(paths)
    closed = shapely.get_type_id(paths) == _RING
    open_ = lengths - closed
    xy = steps_of(degrees[spread(offsets(lengths)[:-1], open_)])
    points = kinds[owner] == POINT
    # The points of a feature are one path.
    begins = np.ones(len(paths), dtype=bool)
    begins[1:] = ~(points[1:] & (owner[1:] == owner[:-1]))
    starts = np.append(offsets(open_)[:-1][begins], len(xy))
    return {
        "paths": np.bincount(owner[begins], minlength=len(kinds)),
        "vertices": np.diff(starts).astype(np.int64),
        "inner": inner[begins],
        "xy": xy,
    }


_RING: Final = 2
"""Number of LinearRing in GEOS."""
