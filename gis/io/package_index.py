"""The R-tree of a GeoPackage, packed at once: SQLite keeps one as tables of nodes, which are made here of whole arrays.

A node (https://www.sqlite.org/rtree.html, and ``rtree.c``) holds in big-endian order the tree's depth (of the root alone), the number of its cells, and cells: the id of a
row, or in an inner node the number of a node below, and west, east, south and north as float32, rounded outwards.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.geometry import Bounds

_CELL: Final = np.dtype([("id", ">i8"), ("box", ">f4", 4)])
_HEAD: Final = 4
_MOST: Final = 51
"""Cells that a node may have, whatever the size of a page."""
_ROOT: Final = 1


def fill_index(db: sqlite3.Connection, table: str, ids: NDArray[np.int64], bounds: Bounds) -> None:
    """Fill the empty R-tree ``table`` with boxes of west, south, east, north, shape (n, 4), none of them NaN; ids ascend."""
    if not len(ids):
        return
    (root,) = db.execute(f"SELECT length(data) FROM {quoted(table, 'node')} WHERE nodeno = {_ROOT}").fetchone()  # noqa: S608  quoted
    most = min(_MOST, (root - _HEAD) // _CELL.itemsize)
    order = _packed(bounds, most)
    levels = [_Level.of(ids[order], _outwards(bounds[order]), most)]
    while len(levels[-1].first) > 1:
        levels[-1].number(_ROOT + 1 + sum(len(each.first) for each in levels[:-1]))
        levels.append(_Level.of(levels[-1].numbers, levels[-1].boxes(), most))
    levels[-1].number(_ROOT)
    for place, level in enumerate(levels):
        depth = len(levels) - 1 if level is levels[-1] else 0
        nodes = zip(level.numbers.tolist(), level.nodes(root, depth), strict=True)
        db.executemany(f"INSERT OR REPLACE INTO {quoted(table, 'node')} VALUES (?, ?)", nodes)  # noqa: S608  quoted
        within = level.numbers[level.node_of]
        sorted_ = np.argsort(level.ids)
        kept = quoted(table, "parent" if place else "rowid")
        pairs = zip(level.ids[sorted_].tolist(), within[sorted_].tolist(), strict=True)
        db.executemany(f"INSERT INTO {kept} VALUES (?, ?)", pairs)  # noqa: S608  quoted


def quoted(*parts: str) -> str:
    """The name of a table as SQL has it, of its parts."""
    return '"' + "_".join(parts).replace('"', '""') + '"'


def _packed(bounds: Bounds, most: int) -> NDArray[np.int64]:
    """An order in which boxes beside one another lie near one another: in strips from west to east, in each from south to north (Leutenegger and others, 1997)."""
    strips = max(1, int(np.sqrt(len(bounds) / most)))
    east = np.argsort(bounds[:, 0] + bounds[:, 2], kind="stable")
    strip = np.empty(len(bounds), dtype=np.int64)
    strip[east] = np.arange(len(bounds)) * strips // len(bounds)
    return np.lexsort((bounds[:, 1] + bounds[:, 3], strip))


def _outwards(bounds: Bounds) -> NDArray[np.float32]:
    """Boxes as west, east, south, north in float32 that hold the boxes given."""
    exact = bounds[:, [0, 2, 1, 3]]
    found = exact.astype(np.float32)
    for side, (beyond, way) in enumerate(((np.greater, -np.inf), (np.less, np.inf)) * 2):
        off = beyond(found[:, side], exact[:, side])
        found[off, side] = np.nextafter(found[off, side], np.float32(way))
    return found


@dataclass(kw_only=True, eq=False)
class _Level:
    """The nodes of one height: cells one behind another, and where each node's begin."""

    ids: NDArray[np.int64]
    cells: NDArray[np.float32]
    first: NDArray[np.int64]
    node_of: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, ids: NDArray[np.int64], cells: NDArray[np.float32], most: int) -> _Level:
        count = -(-len(ids) // most)
        # Evenly filled, so that no node has fewer cells than SQLite leaves in one.
        node_of = np.arange(len(ids)) * count // len(ids)
        first = np.flatnonzero(np.diff(node_of, prepend=-1))
        return cls(ids=ids, cells=cells, first=first, node_of=node_of, numbers=np.zeros(count, dtype=np.int64))

    def number(self, start: int) -> None:
        """Give the nodes their numbers."""
        self.numbers = start + np.arange(len(self.first))

    def boxes(self) -> NDArray[np.float32]:
        """The box of each node."""
        low = np.minimum.reduceat(self.cells[:, [0, 2]], self.first)
        high = np.maximum.reduceat(self.cells[:, [1, 3]], self.first)
        return np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)

    def nodes(self, size: int, depth: int) -> list[bytes]:
        """The content of each node."""
        counts = np.diff(self.first, append=len(self.ids))
        made = np.zeros((len(self.first), size), dtype=np.uint8)
        made[:, :_HEAD] = np.stack([np.full(len(counts), depth), counts], axis=1).astype(">u2").view(np.uint8)
        packed: NDArray[Any] = np.empty(len(self.ids), dtype=_CELL)
        packed["id"], packed["box"] = self.ids, self.cells
        at = _HEAD + (np.arange(len(self.ids)) - self.first[self.node_of]) * _CELL.itemsize
        places = at[:, None] + np.arange(_CELL.itemsize)
        made[self.node_of[:, None], places] = packed.view(np.uint8).reshape(len(self.ids), -1)
        text = made.tobytes()
        return [text[start : start + size] for start in range(0, len(text), size)]
