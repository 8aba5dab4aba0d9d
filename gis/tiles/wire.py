"""Mapbox Vector Tile 2.1 as bytes, from whole arrays: every number of all features stands in one stream, encoded at once.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.tiles.grid import EXTENT, Units
from gis.tiles.ragged import Offsets, offsets, spread
from gis.tiles.source import LINE, POLYGON
from gis.tiles.values import varint

_MOVE: Final = 1
_LINE: Final = 2
_CLOSE: Final = 15
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
        Vertices, (m, 2); rings are not closed.
    """

    kinds: NDArray[np.uint8]
    feature_paths: Offsets
    path_starts: Offsets
    xy: Units

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
        A number a feature, below 2⁶³; −1 for none.
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


def varint_lengths(numbers: Numbers) -> NDArray[np.uint8]:
    """How many bytes each number takes."""
    lengths = np.ones(len(numbers), dtype=np.uint8)
    top = int(numbers.max()) if len(numbers) else 0
    limit = 1 << 7
    while limit <= top:
        lengths += (numbers >= np.uint64(limit)).view(np.uint8)
        limit <<= 7
    return lengths


def varints(numbers: Numbers, lengths: NDArray[np.uint8]) -> bytes:
    """All numbers, end to end."""
    ends = np.cumsum(lengths, dtype=np.int64)
    out = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    place = ends - lengths
    while True:
        more = np.flatnonzero(lengths > 1)
        out[place] = numbers.astype(np.uint8) & 127
        if not len(more):
            return out.tobytes()
        out[place[more]] |= 128
        numbers, place, lengths = numbers[more] >> np.uint64(7), place[more] + 1, lengths[more] - np.uint8(1)


def _features(shapes: Shapes, chosen: NDArray[np.int64], ids: NDArray[Any]) -> bytes:
    """The features of a layer: for each its id, the pairs of key and value, its kind and its geometry."""
    commands, counts = _commands(shapes)
    sizes = _sums(varint_lengths(commands), counts)
    pairs, pair_counts = _pairs(chosen)
    pair_sizes = _sums(varint_lengths(pairs), pair_counts)
    head, head_counts = _head(ids, pair_sizes)
    tail = np.empty((len(shapes), 4), dtype=np.uint64)
    tail[:, 0], tail[:, 1], tail[:, 2], tail[:, 3] = _KIND, shapes.kinds, _GEOMETRY, sizes
    head_sizes = _sums(varint_lengths(head), head_counts)
    tail_sizes = 3 + varint_lengths(tail[:, 3])
    framed = np.empty((len(shapes), 2), dtype=np.uint64)
    framed[:, 0], framed[:, 1] = _FEATURE, head_sizes + pair_sizes + tail_sizes + sizes
    two, four = np.full(len(shapes), 2), np.full(len(shapes), 4)
    stream = _interleaved(
        [(framed.ravel(), two), (head, head_counts), (pairs, pair_counts), (tail.ravel(), four), (commands, counts)]
    )
    return varints(stream, varint_lengths(stream))


def _sums(values: NDArray[Any], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of each piece."""
    upto = offsets(values)
    ends = np.cumsum(counts)
    return np.asarray(upto[ends] - upto[ends - counts])


def _interleaved(parts: Sequence[tuple[Numbers, NDArray[np.int64]]]) -> Numbers:
    """Pieces of several streams in turns: the first piece of each, then the second of each."""
    total = np.sum([counts for _, counts in parts], axis=0)
    out = np.empty(int(total.sum()), dtype=np.uint64)
    at = offsets(total)[:-1]
    for numbers, counts in parts:
        out[spread(at, counts)] = numbers
        at = at + counts
    return out


def _head(ids: NDArray[Any], pair_sizes: NDArray[np.int64]) -> tuple[Numbers, NDArray[np.int64]]:
    """The id where there is one, and the length of the pairs."""
    numbers = np.empty((len(ids), 4), dtype=np.uint64)
    numbers[:, 0], numbers[:, 1] = _ID, np.maximum(ids, 0)
    numbers[:, 2], numbers[:, 3] = _TAGS, pair_sizes
    kept = np.ones((len(ids), 4), dtype=bool)
    kept[:, :2] = (ids >= 0)[:, None]
    return numbers[kept], kept.sum(axis=1)


def _pairs(chosen: NDArray[np.int64]) -> tuple[Numbers, NDArray[np.int64]]:
    there = chosen >= 0
    numbers = np.empty((*chosen.shape, 2), dtype=np.uint64)
    numbers[:, :, 0] = np.arange(chosen.shape[1])
    numbers[:, :, 1] = np.where(there, chosen, 0)
    return numbers[there].ravel(), 2 * there.sum(axis=1)


def _commands(shapes: Shapes) -> tuple[Numbers, NDArray[np.int64]]:
    """Geometry as commands and steps from vertex to vertex, and how many numbers each feature has."""
    lengths = np.diff(shapes.path_starts)
    path_kinds = np.repeat(shapes.kinds, np.diff(shapes.feature_paths))
    counts = 1 + 2 * lengths + (path_kinds >= LINE) + (path_kinds == POLYGON)
    begins = offsets(counts)
    out = np.empty(int(begins[-1]), dtype=np.uint64)
    drawn = path_kinds >= LINE
    out[begins[:-1]] = np.where(drawn, 1 << 3 | _MOVE, lengths << 3 | _MOVE)
    out[begins[:-1][drawn] + 3] = (lengths[drawn] - 1) << 3 | _LINE
    out[begins[1:][path_kinds == POLYGON] - 1] = _CLOSE
    first = np.repeat(shapes.path_starts[:-1], lengths)
    nth = np.arange(len(shapes.xy)) - first
    at = np.repeat(begins[:-1], lengths) + 1 + 2 * nth + (np.repeat(drawn, lengths) & (nth > 0))
    moves = _moves(shapes)
    out[at], out[at + 1] = moves[:, 0], moves[:, 1]
    path_begins = begins[shapes.feature_paths]
    return out, np.diff(path_begins)


def _moves(shapes: Shapes) -> Numbers:
    """Each vertex less the one before it in its feature, in zigzag: 0, −1, 1, −2 become 0, 1, 2, 3."""
    moves = np.diff(shapes.xy, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    begins = shapes.path_starts[shapes.feature_paths[:-1]]
    moves[begins] = shapes.xy[begins]
    return np.asarray(((moves << 1) ^ (moves >> 63)).view(np.uint64))
