"""Layer files read some features at a time into columns and shapes, so that a full register is never there feature by feature.

Only what needs no word is read so: of any other file nothing is said here, and whoever reads it says what is the matter.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from gis.catalog import Collection
from gis.crs import DEGREES, Geometries, to_storage
from gis.disk import Unreadable, regular
from gis.fields import DType, Field, Role
from gis.io import bounds
from gis.io.coordinates import built
from gis.io.feature_pieces import FeaturePieces, Otherwise, Piece
from gis.io.parsing import declared_crs, garbage_kept, identity_of
from gis.io.places import misplaced_in_area, misplaced_in_degrees
from gis.memory import give_memory_back
from gis.packed_shapes import PackedShapes
from gis.plain_columns import ColumnParts, PlainRows
from gis.survey_systems import old_datum
from gis.text import Text

_NEEDED: Final = frozenset({"type", "properties", "geometry"})
_KNOWN: Final = _NEEDED | {"id", "bbox"}
_OF_SHAPE: Final = frozenset({"type", "coordinates"})
_CONTAINERS: Final = frozenset({dict, list})
_DAY: Final = 10
"""Signs of a day without a time."""
Table = Mapping[str, Any]


def plain_rows(path: Path, collection: Collection, metric_crs: str | None = None) -> PlainRows | None:
    """The columns and shapes of a layer file; None where it has something of which more is to be said.

    ``metric_crs`` is the system in which the folder measures: nothing is plain then that lies at 0, 0, or with exchanged axes.
    """
    try:
        with regular(path) as stream, garbage_kept():
            if os.fstat(stream.fileno()).st_size > bounds.MAX_FILE:
                return None
            reading = _Reading(collection)
            pieces = FeaturePieces(stream)
            for piece in pieces:
                reading.add(piece)
            rows = reading.rows(pieces.root, path.name, metric_crs)
    except (Otherwise, Unreadable):
        return None
    give_memory_back()
    return rows


class _Reading:
    """The columns of a file's features as they grow, and their shapes."""

    def __init__(self, collection: Collection) -> None:
        self._fields = collection.fields
        self._names = frozenset(collection.by_name)
        self._parts = {field.name: ColumnParts(field) for field in collection.fields}
        self._shapes: list[PackedShapes] = []
        self._size = 0
        self._lists = 0
        self._values = 0

    def add(self, piece: Piece) -> None:
        """Take a piece."""
        if not piece.members:
            return
        own, tables, outlines = _split(piece)
        self._size += len(tables)
        self._lists += piece.count(b"[")
        self._values += piece.count(b",")
        if self._size > bounds.MAX_FEATURES or self._lists > bounds.MAX_LISTS or self._values > bounds.MAX_VALUES:
            raise Otherwise
        columns = _columns_of(tables)
        if not all(name in self._names or _are_texts(values) for name, values in columns.items()):
            raise Otherwise
        blank = [None] * len(tables)
        for field in self._fields:
            raw = columns.get(field.name, blank)
            values = _identities(raw, own) if field.role is Role.ID else plain_values(field, raw)
            if not self._parts[field.name].add(values):
                raise Otherwise
        self._shapes.append(PackedShapes.packed(_drawn(outlines)))

    def rows(self, root: Table, name: str, metric_crs: str | None) -> PlainRows:
        """All of them, in stored degrees."""
        if not self._size or any(type(root[key]) in _CONTAINERS for key in root.keys() - {"crs", "bbox"}):
            raise Otherwise
        crs = declared_crs(root, name)
        if not any(len(piece.text) for piece in self._shapes):
            return PlainRows(columns=self._columns(), shapes=None)
        if old_datum(crs) is not None:
            raise Otherwise
        for place, piece in enumerate(self._shapes):
            self._shapes[place] = _stored(piece, crs, metric_crs)
        shapes = PackedShapes.of(self._shapes)
        self._shapes.clear()
        return PlainRows(columns=self._columns(), shapes=shapes)

    def _columns(self) -> dict[str, Any]:
        return {name: part.column() for name, part in self._parts.items()}


def _split(piece: Piece) -> tuple[Sequence[Any], Sequence[Table], Sequence[Any]]:
    """The own ids, the properties and the geometries of features that have nothing else that could say something."""
    members = piece.members
    if set(map(type, members)) != {dict}:
        raise Otherwise
    parts = _columns_of(members)
    if not _NEEDED <= parts.keys() <= _KNOWN:
        raise Otherwise
    tables, outlines = parts["properties"], parts["geometry"]
    if set(parts["type"]) != {"Feature"} or set(map(type, tables)) != {dict}:
        raise Otherwise
    drawn = [outline for outline in outlines if outline is not None]
    if drawn and (set(map(type, drawn)) != {dict} or set(map(frozenset, drawn)) != {_OF_SHAPE}):
        raise Otherwise
    piece.check_keys(sum(map(len, members)) + sum(map(len, tables)) + len(_OF_SHAPE) * len(drawn))
    return parts.get("id", (None,) * len(members)), tables, outlines


def _columns_of(tables: Sequence[Table]) -> Mapping[str, Sequence[Any]]:
    """The values of tables by their keys, None where a table has not that key."""
    columns: dict[str, tuple[Any, ...]] | None = None
    first = tuple(tables[0])
    if len(first) > 1 and set(map(len, tables)) == {len(first)}:
        with suppress(KeyError):
            columns = dict(zip(first, zip(*map(itemgetter(*first), tables), strict=True), strict=True))
    if columns is None:
        every = dict.fromkeys(name for heading in set(map(tuple, tables)) for name in heading)
        columns = {name: tuple(table.get(name) for table in tables) for name in every}
    if len(columns) > bounds.MAX_COLUMNS:
        raise Otherwise
    return columns


def _identities(given: Sequence[Any], own: Sequence[Any]) -> Sequence[str]:
    """Ids by the field that holds them, or else the features' own."""
    for ids in (given, own if not any(given) else ()):
        if ids and set(map(type, ids)) == {str}:
            texts = list(map(str.strip, ids))
            if all(texts):
                return texts
    ids = [identity_of(value, None) or identity_of(other, None) for value, other in zip(given, own, strict=True)]
    if not all(ids):
        raise Otherwise
    return ids


def _drawn(outlines: Sequence[Any]) -> Geometries:
    problems: dict[int, Text] = {}
    shapes = built(outlines, problems)
    if problems or (shapely.get_num_coordinates(shapes) > bounds.MAX_VERTICES).any():
        raise Otherwise
    return shapes


def _stored(piece: PackedShapes, crs: str | None, metric_crs: str | None) -> PackedShapes:
    """Shapes in stored degrees, none of which lies where it cannot."""
    shapes = np.asarray(piece)
    if misplaced_in_area(shapes, crs) or (metric_crs and misplaced_in_degrees(shapes, crs, metric_crs)):
        raise Otherwise
    return piece if crs in DEGREES else PackedShapes.packed(to_storage(shapes, crs))


def _are_texts(values: Iterable[Any]) -> bool:
    """Whether those of some values that hold others are lists of texts."""
    if _CONTAINERS.isdisjoint(map(type, values)):
        return True
    lists = [value for value in values if type(value) in _CONTAINERS]
    return all(type(value) is list and all(type(part) is str for part in value) for value in lists)


def plain_values(field: Field, raw: Sequence[Any]) -> Sequence[Any]:
    """Values of a field as a file has them.

    Raises
    ------
    Otherwise
        Where one of them needs a look of its own.
    """
    if field.role is Role.ID:
        # An id is a text that is there in each row, as it stands.
        if any(type(value) is not str or not value.strip() for value in raw):
            raise Otherwise
        return [value.strip() for value in raw]
    if field.dtype is DType.LIST and not _are_texts(raw):
        raise Otherwise
    if field.dtype is DType.DATE and not {_DAY}.issuperset(map(len, [value for value in raw if type(value) is str])):
        raise Otherwise
    return raw
