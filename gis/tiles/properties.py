"""What a tile says of its features: a few fields found by role, and of merged features what is true of all of them together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import BooleanColumn, NumberColumn, Rows, TextColumn
from gis.fields import Field, Role
from gis.layer import Layer
from gis.tiles.values import Values, booleans, numbers, texts, whole
from gis.tiles.wire import Tags

ID: Final = "id"
MERGED: Final = "generalised"
COUNT: Final = "count"
ROLES: Final = (Role.NAME, Role.USAGE, Role.STATUS, Role.AREA, Role.PARK, Role.CLASS)
"""Roles whose fields a tile carries where nothing else is asked for."""
_FEW: Final = 2000
_TABLE: Final = 1 << 22

Codes = NDArray[np.int64]


def shown_fields(layer: Layer, names: Sequence[str] | None = None) -> tuple[Field, ...]:
    """The fields that a tile carries beside the id: those of ``ROLES``, or those named."""
    if names is not None:
        return tuple(field for field in map(layer.collection.field, names) if field.role is not Role.ID)
    return tuple(layer.collection.by_role[role] for role in ROLES if role in layer.collection.by_role)


@dataclass(frozen=True, kw_only=True, eq=False)
class Content:
    """Which rows a tile's features are: ``own`` one each, then cells of ``members``, each from ``starts`` on, (c + 1,); weights by member."""

    own: Rows
    members: Rows
    starts: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Members of each cell."""
        return np.diff(self.starts)

    @property
    def alone(self) -> Rows:
        """For each cell its only row, or −1 where it has several."""
        return np.where(self.counts == 1, self.members[self.starts[:-1]], -1) if len(self.counts) else self.counts

    def by_row(self, values: NDArray[Any], nothing: Any) -> NDArray[Any]:
        """A value a feature, ``nothing`` for cells of several rows."""
        alone = self.alone
        return np.concatenate([values[self.own], np.where(alone >= 0, values[np.maximum(alone, 0)], nothing)])


def tags(layer: Layer, fields: Sequence[Field], content: Content) -> Tags:
    """The properties of a tile's features."""
    book = _Book()
    book.add(ID, *_texts(content.by_row(layer.id_order, -1), layer.id_column))
    for field in fields:
        if field.name not in book.keys:
            book.add(field.name, *_field(layer, field, content))
    if len(content.counts):
        own, cells = np.full(len(content.own), -1), np.zeros(len(content.counts), dtype=np.int64)
        book.add(MERGED, np.concatenate([own, cells + 1]), booleans())
        found, which = np.unique(content.counts, return_inverse=True)
        book.add(COUNT, np.concatenate([own, which]), whole(found))
    return Tags(keys=book.keys, values=book.values, chosen=np.column_stack(book.chosen))


class _Book:
    """Keys and values as they are gathered."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.values: list[bytes] = []
        self.chosen: list[Codes] = []
        self._count = 0

    def add(self, key: str, codes: Codes, values: Values) -> None:
        """A key with its values, and which of them each feature has."""
        if (codes >= 0).any():
            self.keys.append(key)
            self.chosen.append(np.where(codes >= 0, codes + self._count, -1))
            self.values.append(values.content)
            self._count += values.amount


def _field(layer: Layer, field: Field, content: Content) -> tuple[Codes, Values]:
    column = layer.columns[field.name]
    match column:
        case TextColumn() if field.codelist or field.names_ids:
            most = _weightiest(column.codes, content, len(column.vocabulary))
            return _texts(np.concatenate([column.codes[content.own], most]), column)
        case TextColumn():
            return _texts(content.by_row(column.codes, -1), column)
        case BooleanColumn():
            most = _weightiest(column.values, content, 2)
            return np.concatenate([column.values[content.own], most]).astype(np.int64), booleans()
        case NumberColumn() if field.role is Role.AREA:
            return _numbers(np.concatenate([column.values[content.own], _sums(column.values, content)]))
        case NumberColumn():
            return _numbers(content.by_row(column.values, np.nan))
        case _:
            rows = np.concatenate([content.own, content.alone])
            found = [column.value(row) if row >= 0 else None for row in rows.tolist()]
            known = np.asarray([value is not None for value in found], dtype=bool)
            words = [_plain(value) for value in found if value is not None]
            lengths = np.fromiter(map(len, words), np.int64, len(words))
            content_ = np.frombuffer(b"".join(words), np.uint8)
            return _each(known), texts(content_, lengths)


def _plain(value: Any) -> bytes:
    """A date as it is written; a list as JSON, for tiles have no lists."""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode("utf-8", "replace")


def _texts(codes: NDArray[Any], column: TextColumn) -> tuple[Codes, Values]:
    words = len(column.vocabulary)
    if words > _FEW:
        # Ids and names, of which hardly one stands twice.
        return _each(codes >= 0), texts(*column.vocabulary.utf8(codes[codes >= 0]))
    seen = np.zeros(words + 1, dtype=bool)
    seen[codes] = True
    places = seen[:words].nonzero()[0]
    return np.where(codes >= 0, (seen.cumsum() - 1)[codes], -1), texts(*column.vocabulary.utf8(places))


def _numbers(values: NDArray[np.float64]) -> tuple[Codes, Values]:
    known = ~np.isnan(values)
    return _each(known), numbers(values[known])


def _each(known: NDArray[np.bool_]) -> Codes:
    """A value of its own for each feature that has one."""
    return np.where(known, known.cumsum() - 1, -1)


def _sums(values: NDArray[np.float64], content: Content) -> NDArray[np.float64]:
    """The sum of each cell's known values; NaN where none is known."""
    if not len(content.counts):
        return np.zeros(0)
    found = values[content.members]
    known = ~np.isnan(found)
    sums = np.add.reduceat(np.where(known, found, 0), content.starts[:-1])
    return np.where(np.add.reduceat(known, content.starts[:-1]), sums, np.nan)


def _weightiest(codes: NDArray[Any], content: Content, words: int) -> Codes:
    """The code that most of each cell's weight has; unknown, which is −1, counts as a code."""
    cells = len(content.counts)
    if not cells:
        return np.zeros(0, dtype=np.int64)
    pairs = np.repeat(np.arange(cells) * (words + 1), content.counts) + codes[content.members] + 1
    if cells * (words + 1) <= _TABLE:
        table = np.bincount(pairs, weights=content.weights, minlength=cells * (words + 1))
        return np.asarray(table.reshape(cells, words + 1).argmax(axis=1) - 1)
    found, which = np.unique(pairs, return_inverse=True)
    weights = np.bincount(which, weights=content.weights)
    order = np.lexsort((-weights, found // (words + 1)))
    firsts = np.append(True, np.diff(found[order] // (words + 1)) > 0)
    return np.asarray(found[order[firsts]] % (words + 1) - 1)
