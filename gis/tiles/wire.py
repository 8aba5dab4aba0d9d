"""Mapbox Vector Tile 2.1 as bytes, from whole arrays: all features stand in one row of tokens, written at once.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.tiles.grid import EXTENT
from gis.tiles.ragged import Offsets, offsets
from gis.tiles.source import LINE, POLYGON
from gis.tiles.tokens import Tokens, byte, sums, varints
from gis.tiles.values import varint

# Commands of geometry: the command's number in the three lowest bits, how often above them (4.3.1). To close is number 7, once.
_MOVE: Final = 1
_LINE: Final = 2
_CLOSE: Final = 15
# Keys of Protocol Buffers as vector_tile.proto numbers the fields: number << 3, plus 0 for a varint and 2 for what has a length before it.
_LAYER: Final = b"\x1a"
_NAME: Final = b"\x0a"
_FEATURE: Final = 0x12
_ID: Final = 0x08
_TAGS: Final = 0x12
_KIND: Final = 0x18
_GEOMETRY: Final = 0x22
_KEY: Final = b"\x1a"
_VERSION: Final = b"\x78\x02"
_EXTENT: Final = b"\x28"

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Shapes:
    """Geometry of f features in units of a tile.

    Parameters
    ----------
    kinds
        uint8 (f,), as ``gis.tiles.source`` numbers them.
    feature_paths, path_starts
        Where paths and vertices begin and the last end, (f + 1,) and (p + 1,).
    xy
        Vertices, (m, 2), whole numbers where they are written; rings are not closed.
    """

    kinds: NDArray[np.uint8]
    feature_paths: Offsets
    path_starts: Offsets
    xy: NDArray[Any]

    def __len__(self) -> int:
        return len(self.kinds)

    @classmethod
    def joined(cls, parts: Sequence[Shapes]) -> Shapes:
        """Those of several, one after the other."""
        parts = [part for part in parts if len(part)] or parts[:1]
        if len(parts) == 1:
            return parts[0]
        return cls(
            kinds=np.concatenate([part.kinds for part in parts]),
            feature_paths=offsets(np.concatenate([np.diff(part.feature_paths) for part in parts])),
            path_starts=offsets(np.concatenate([np.diff(part.path_starts) for part in parts])),
            xy=np.concatenate([part.xy for part in parts]),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Tags:
    """Properties of f features: ``keys`` by name; ``values`` as encoded messages; which value each feature has of each key, (f, k), −1 for none.

    A piece of ``values`` may hold several of them.
    """

    keys: Sequence[str]
    values: Sequence[bytes]
    chosen: NDArray[np.int64]


def tile_bytes(name: str, shapes: Shapes, tags: Tags, ids: NDArray[Any]) -> bytes:
    """One layer as a tile; without features it is empty.

    Parameters
    ----------
    ids
        A number a feature, below 2⁴⁹, which is seven bytes of a varint; −1 for none.
    """
    if not len(shapes):
        return b""
    title = name.encode()
    words = [key.encode() for key in tags.keys]
    body = b"".join(
        [
            _VERSION,
            _NAME + varint(len(title)) + title,
            _features(shapes, tags.chosen, ids),
            *(_KEY + varint(len(word)) + word for word in words),
            *tags.values,
            _EXTENT + varint(EXTENT),
        ]
    )
    return _LAYER + varint(len(body)) + body


def _features(shapes: Shapes, chosen: NDArray[np.int64], ids: NDArray[Any]) -> bytes:
    """The features of a layer: for each its id, the pairs of key and value, its kind and its geometry."""
    vertices = _vertices(shapes)
    starts = shapes.path_starts[shapes.feature_paths]
    heads = _heads(shapes.kinds, chosen, ids, sums(vertices.sizes, starts))
    # All tokens in one row: before the vertices of feature f stand ``wide`` tokens of each feature up to f itself. Where heads belong is marked, and
    # vertices fill what is left in their order.
    wide = heads.sizes.shape[1]
    at = starts + wide * np.arange(len(starts))
    head = np.zeros(int(at[-1]), dtype=bool)
    head[at[:-1, None] + np.arange(wide)] = True
    raw, sizes = np.empty(len(head), dtype=np.uint64), np.empty(len(head), dtype=np.uint8)
    raw[head], sizes[head] = heads.raw.ravel(), heads.sizes.ravel()
    np.logical_not(head, out=head)
    raw[head], sizes[head] = vertices.raw, vertices.sizes
    return Tokens(raw, sizes).join()


def _heads(
    kinds: NDArray[np.uint8], chosen: NDArray[np.int64], ids: NDArray[Any], geometry: NDArray[np.int64]
) -> Tokens:
    """What stands before a feature's geometry, (f, k + 4): its length, its id, the pairs and their length, its kind and the geometry's length."""
    raw = np.zeros((len(kinds), chosen.shape[1] + 4), dtype=np.uint64)
    sizes = np.zeros(raw.shape, dtype=np.uint8)

    def put(column: Any, tokens: Tokens, there: Any = True) -> None:  # noqa: FBT002  a mask or all
        raw[:, column], sizes[:, column] = np.where(there, tokens.raw, 0), np.where(there, tokens.sizes, 0)

    # A length stands before what it counts, so that columns are made from the inside out: pairs, their length, the feature's. What a feature
    # lacks is a token of no bytes. ``geometry`` is below 2³⁵ bytes: with three bytes before it the last token has no more than eight.
    put(1, byte(_ID, varints(np.maximum(ids, 0))), ids >= 0)
    put(3 + np.arange(chosen.shape[1]), _pairs(chosen), chosen >= 0)
    put(2, byte(_TAGS, varints(sizes[:, 3:-1].sum(axis=1))))
    kind = Tokens(kinds.astype(np.uint64), np.ones(len(kinds), dtype=np.uint8))
    put(-1, byte(_KIND, kind.before(byte(_GEOMETRY, varints(geometry)))))
    put(0, byte(_FEATURE, varints(sizes[:, 1:].sum(axis=1) + geometry)))
    return Tokens(raw, sizes)


def _pairs(chosen: NDArray[np.int64]) -> Tokens:
    values = varints(np.maximum(chosen, 0))
    keys = np.arange(chosen.shape[1], dtype=np.uint64)
    return varints(np.broadcast_to(keys, chosen.shape)).before(values)


def _vertices(shapes: Shapes) -> Tokens:
    """A token a vertex: the step from the one before, with the command that begins there before it, or the one that ends there behind it."""
    # Coordinates lie within the tile and its buffer, so that a step is at most 4096 + 2 · 64 units: 14 bits in zigzag, two bytes, four for both
    # directions. That leaves four bytes to the command before it, enough to count 2²⁵ vertices.
    steps = varints(_moves(shapes))
    pair = Tokens(steps.raw[:, 0], steps.sizes[:, 0]).before(Tokens(steps.raw[:, 1], steps.sizes[:, 1]))
    starts, ends = shapes.path_starts[:-1], shapes.path_starts[1:]
    lengths = ends - starts
    kinds = shapes.kinds.repeat(shapes.feature_paths[1:] - shapes.feature_paths[:-1])
    drawn, closed = kinds >= LINE, kinds == POLYGON
    # MoveTo begins a path, and all points of a point feature at once (4.3.4); LineTo with the number of all others stands before the second vertex,
    # ClosePath behind the last one of a ring, which is never the second: a ring has three at least.
    _prefix(pair, starts, varints(np.where(drawn, 1, lengths) << 3 | _MOVE))
    _prefix(pair, starts[drawn] + 1, varints((lengths[drawn] - 1) << 3 | _LINE))
    last = ends[closed] - 1
    pair.raw[last] |= np.uint64(_CLOSE) << pair.sizes[last] * np.uint64(8)
    pair.sizes[last] += 1
    return pair


def _prefix(tokens: Tokens, at: NDArray[np.int64], first: Tokens) -> None:
    """Put tokens before some others, in place."""
    made = first.before(Tokens(tokens.raw[at], tokens.sizes[at]))
    tokens.raw[at], tokens.sizes[at] = made.raw, made.sizes


def _moves(shapes: Shapes) -> Numbers:
    """Each vertex less the one before it in its feature, in zigzag: 0, −1, 1, −2 become 0, 1, 2, 3."""
    # The cursor begins at (0, 0) in each feature and goes on from path to path; ClosePath does not move it (4.3, 4.3.3.3).
    moves = np.empty_like(shapes.xy)
    moves[1:] = shapes.xy[1:] - shapes.xy[:-1]
    begins = shapes.path_starts[shapes.feature_paths[:-1]]
    moves[begins] = shapes.xy[begins]
    # x >> 63 copies the sign into every bit: 0, or −1 which inverts the doubled number (4.3.2). What comes is never negative.
    return np.asarray(((moves << 1) ^ (moves >> 63)).view(np.uint64))
