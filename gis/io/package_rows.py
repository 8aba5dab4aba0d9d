"""The rows of a GeoPackage's table: cells of whole columns, geometries as they are stored behind the head that the format asks for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Column, NumberColumn, Rows, Value
from gis.crs import DEGREES
from gis.geometry import Bounds, as_wkb
from gis.io.moved_shapes import moved_shapes
from gis.io.package_index import fill_index, quoted
from gis.io.package_words import GEOMETRY
from gis.io.pieces import PiecedColumn, Spelling, blocks
from gis.io.typed_columns import cut_texts, plain_value, wkb_types
from gis.layer import Layer

_HEAD: Final = 8
_BOXED: Final = 40
"""Bytes of a head (OGC 12-128r18, 2.1.3): ``GP``, version, flags and system; and with the box behind it."""
_LITTLE, _BOX, _EMPTY = 0b1, 0b10, 0b10000
_POINT: Final = 1
_TO_SEVERAL: Final = 3
"""From the number of a kind of geometry to that of several of it."""
_SEVERAL: Final = 4


def fill_table(
    db: sqlite3.Connection, layer: Layer, rows: Rows, names: Mapping[str, str], *, crs: str, many: bool
) -> None:
    """Put some rows into the empty table of a layer, and what the file says of them: its extent, their number, the index of places.

    Parameters
    ----------
    names
        What each field is called in the file.
    many
        Whether single geometries are written as collections of one.
    """
    table, index = quoted(layer.id), f"rtree_{layer.id}_{GEOMETRY}"
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    triggers = db.execute(asked, (layer.id,)).fetchall()
    # What they do for each row is done for all at once.
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {quoted(name)}")
    (system,) = db.execute("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (layer.id,)).fetchone()
    bounds = np.full((len(rows), 4), np.nan)
    cells = [_cells(layer.columns[name], len(rows)) for name in names]
    places = ", ".join("?" * (len(cells) + 2))
    db.executemany(
        f"INSERT INTO {table} VALUES ({places})",  # noqa: S608  quoted
        chain.from_iterable(
            zip(
                range(start + 1, start + len(block) + 1),
                _blobs(layer, block, bounds[start : start + len(block)], crs, system, many=many),
                *(of(block) for of in cells),
                strict=True,
            )
            for start, block in _numbered(rows)
        ),
    )
    there = np.flatnonzero(~np.isnan(bounds[:, 0]))
    fill_index(db, index, there + 1, bounds[there])
    for _, sql in triggers:
        db.execute(sql)
    db.execute("UPDATE gpkg_ogr_contents SET feature_count = ? WHERE table_name = ?", (len(rows), layer.id))
    if len(there):
        low, high = bounds[there, :2].min(axis=0).tolist(), bounds[there, 2:].max(axis=0).tolist()
        extent = "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?"
        db.execute(extent, (*low, *high, layer.id))


def _numbered(rows: Rows) -> Iterator[tuple[int, Rows]]:
    """Blocks of some rows, each with how many stand before it."""
    before = 0
    for block in blocks(rows):
        yield before, block
        before += len(block)


def _cells(column: Column, count: int) -> Callable[[Rows], list[Any]]:
    """How the cells of a column are had, of some rows at a time; ``count`` is how many will be asked for."""
    if isinstance(column, NumberColumn):
        # SQLite takes what is no number for unknown.
        return column.listed if column.integer else lambda rows: list(column.values[rows].tolist())
    return PiecedColumn(column, _CELLS, count).of


def _cell(value: Value) -> Any:
    return value if isinstance(value, bool) else plain_value(value)


_CELLS: Final[Spelling[Any]] = Spelling(
    words=lambda words: list(map(plain_value, words)),
    numbers=lambda numbers: list(numbers.tolist()),
    value=_cell,
    blank=None,
    text=cut_texts,
)


def _blobs(layer: Layer, rows: Rows, bounds: Bounds, crs: str, system: int, *, many: bool) -> list[bytes | None]:
    """Geometries as the format has them, None where there is none; their boxes are written to ``bounds``."""
    if crs in DEGREES:
        written, bounds[:] = layer.wkb(rows), layer.bounds[rows]
    else:
        moved = moved_shapes(layer.shapes[rows], crs)
        written, bounds[:] = as_wkb(moved), shapely.bounds(moved).reshape(-1, 4)
    types = wkb_types(written)
    if many:
        written = [_as_several(text, kind) for text, kind in zip(written, types.tolist(), strict=True)]
    heads = np.zeros((len(rows), _BOXED), dtype=np.uint8)
    empty = np.isnan(bounds[:, 0])
    boxed = ~empty & (types != _POINT)
    heads[:, :2] = np.frombuffer(b"GP", np.uint8)
    heads[:, 3] = _LITTLE | np.where(boxed, _BOX, 0) | np.where(empty, _EMPTY, 0)
    heads[:, 4:_HEAD] = np.array([system], dtype="<i4").view(np.uint8)
    heads[:, _HEAD:] = np.ascontiguousarray(bounds[:, [0, 2, 1, 3]], dtype="<f8").view(np.uint8)
    text = heads.tobytes()
    ends = np.where(boxed, _BOXED, _HEAD).tolist()
    return [
        text[start : start + end] + shape if shape else None
        for start, end, shape in zip(range(0, len(text), _BOXED), ends, written, strict=True)
    ]


def _as_several(text: bytes, kind: int) -> bytes:
    """A single geometry as a collection of one; what is one already, or nothing, as it is."""
    if not 0 < kind < _SEVERAL:
        return text
    return b"\x01" + (kind + _TO_SEVERAL).to_bytes(4, "little") + (1).to_bytes(4, "little") + text
