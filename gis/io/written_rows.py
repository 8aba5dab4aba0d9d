"""The rows of a layer file that is just being written, kept as columns: whoever opens the folder next needs not read them out of the file again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from gis.catalog import Collection
from gis.columns import Column
from gis.features import Feature
from gis.fields import DType, Field, Role
from gis.io import bounds
from gis.io.feature_pieces import CHINESE, Otherwise
from gis.io.feature_rows import FeatureRows
from gis.io.plain_rows import plain_values
from gis.plain_columns import ColumnParts
from gis.text import Text

_AT_ONCE: Final = 4_096
"""Records that are taken at once."""
_MOST: Final = 300_000
"""Records that are kept: more take more memory beside the reading of a full sheet than to read them again takes time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class WrittenRows:
    """The columns that a reading of a layer file would make, and the SHA-256 of the file that they are of."""

    sha256: str
    columns: Mapping[str, Column]

    def are_of(self, path: Path) -> bool:
        """Whether a file is still the one that was written."""
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256
        except OSError:
            return False


NOTHING: Final[Mapping[str, WrittenRows]] = MappingProxyType({})


class RowsNoted:
    """Records noted on their way into a layer file, and the bytes that they became.

    Parameters
    ----------
    fields
        The fields of the records, the id's with its role; a property that is none of them is a text that is kept as it stood.
    """

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = {field.name: field for field in fields}
        self._parts = {name: ColumnParts(field) for name, field in self._fields.items()}
        self._hash = hashlib.sha256()
        self._size = 0
        self._plain, self._ascii_alone, self._chinese = True, True, False

    def records(self, features: Iterable[Feature]) -> Iterator[Feature]:
        """The same records, noted."""
        tables: list[Mapping[str, Any]] = []
        for feature in features:
            yield feature
            if self._plain:
                self._plain = feature.geometry is None and self._size + len(tables) < _MOST
                tables.append(feature.properties)
            if len(tables) == _AT_ONCE:
                self._note_tables(tables)
                tables = []
        if tables:
            self._note_tables(tables)

    def rows(self, blocks: Iterable[FeatureRows]) -> Iterator[FeatureRows]:
        """The same records, noted column by column."""
        for block in blocks:
            yield block
            self._plain = self._plain and self._size + len(block.keys) <= _MOST
            self._note(_whole(block) if self._plain else {}, len(block.keys))

    def _note_tables(self, tables: Sequence[Mapping[str, Any]]) -> None:
        names = dict.fromkeys(name for table in tables for name in table) if self._plain else {}
        self._note({name: [table.get(name) for table in tables] for name in names}, len(tables))

    def _note(self, columns: Mapping[str, Sequence[Any]], size: int) -> None:
        for name in columns.keys() - self._fields.keys():
            field = Field(name=name, dtype=DType.TEXT, title=Text(name, name))
            self._fields[name], self._parts[name] = field, ColumnParts(field)
            self._parts[name].add([None] * self._size)
        for name, field in self._fields.items() if self._plain else ():
            try:
                raw = plain_values(field, columns.get(name) or [None] * size)
            except Otherwise:
                self._plain = False
                break
            if not self._parts[name].add(raw):
                self._plain = False
                break
        self._size += size
        if not self._plain:
            self._parts.clear()

    def lines(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The same lines, noted."""
        for line in lines:
            yield line
            self._hash.update(line)
            if not self._chinese and not line.isascii():
                self._ascii_alone, self._chinese = False, max(line) >= CHINESE

    def collect_columns(self, collection: Collection) -> WrittenRows | None:
        """What was written, as the columns of a collection; None where a reading of the file would have something to look at."""
        fields = collection.fields
        is_utf8 = self._ascii_alone or self._chinese
        if not self._plain or not self._size or not is_utf8 or len(fields) > bounds.MAX_COLUMNS:
            return None
        if any(name not in self._parts and field.role is Role.ID for name, field in collection.by_name.items()):
            return None
        if any(field.name in self._fields and self._fields[field.name].dtype is not field.dtype for field in fields):
            return None
        return WrittenRows(sha256=self._hash.hexdigest(), columns={field.name: self._column(field) for field in fields})

    def _column(self, field: Field) -> Column:
        part = self._parts.get(field.name)
        if part is None:
            part = ColumnParts(field)
            part.add([None] * self._size)
        return part.column()


def _whole(block: FeatureRows) -> dict[str, Sequence[Any]]:
    """The columns of records, and of what some have beside them."""
    columns: dict[str, list[Any]] = {}
    for place, table in block.more.items():
        for name, value in table.items():
            if name not in columns:
                columns[name] = list(block.columns.get(name, ())) or [None] * len(block.keys)
            columns[name][place] = value
    return {**block.columns, **columns}
