"""Layer files without a shape in them, as ledgers become: read some rows at a time into columns, so that a full sheet is never there row by row.

Only a file that is written as :func:`gis.io.geojson.write` writes it is read so; of any other nothing is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import orjson

from gis.catalog import Collection
from gis.columns import Column
from gis.disk import Unreadable, regular
from gis.fields import DType, Field, Role
from gis.io import bounds
from gis.io.parsing import garbage_kept
from gis.plain_columns import ColumnParts

_HEAD: Final = b'{"type":"FeatureCollection",\n"features": [\n'
_END: Final = b"]}\n"
_AT_ONCE: Final = 1 << 23
"""Bytes that are read at once, and the rest of a line."""
_KEYS: Final = ("type", "id", "properties", "geometry")
_CONTAINERS: Final = frozenset({dict, list})
CHINESE: Final = 0xE0
"""The least byte that begins a character of three bytes: with one the text is UTF-8, and not another encoding by chance."""
_DAY: Final = 10
"""Signs of a day without a time."""
Rows = Sequence[Mapping[str, Any]]


class Otherwise(Exception):
    """The file is written in another way, or has something that is not plain."""


def plain_columns(path: Path, collection: Collection) -> dict[str, Column] | None:
    """The columns of a layer file whose rows have no shapes; None where it has something of which more is to be said."""
    parts = {field.name: ColumnParts(field) for field in collection.fields}
    size = 0
    try:
        with regular(path) as stream, garbage_kept():
            for tables in _blocks(stream):
                size += len(tables)
                if size > bounds.MAX_FEATURES:
                    return None
                for field in collection.fields:
                    raw = plain_values(field, [table.get(field.name) for table in tables])
                    if not parts[field.name].add(raw):
                        return None
    except (Otherwise, Unreadable):
        return None
    return {name: part.column() for name, part in parts.items()} if size else None


def _blocks(stream: BinaryIO) -> Iterator[Rows]:
    """The properties of some features after another; whole only when the last are given."""
    if stream.read(len(_HEAD)) != _HEAD:
        raise Otherwise
    ascii_alone, chinese, ended, goes_on = True, False, False, True
    while lines := stream.readlines(_AT_ONCE):
        if ended:
            raise Otherwise
        ended = lines[-1] == _END
        if ended:
            del lines[-1]
        if not lines:
            continue
        if not goes_on:
            raise Otherwise
        goes_on = lines[-1].endswith(b",\n")
        # Between two features stands ",\n", and behind the last "\n" alone.
        text = b"[" + b"".join(lines).replace(b"\n", b"").removesuffix(b",") + b"]"
        if not text.isascii():
            ascii_alone, chinese = False, chinese or int(np.frombuffer(text, np.uint8).max()) >= CHINESE
        yield _properties(text)
    if not ended or goes_on or not (ascii_alone or chinese):
        raise Otherwise


def _properties(text: bytes) -> Rows:
    try:
        features = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Otherwise from None
    # Written again it is the same: no key stands twice, and nothing is spelt in another way.
    if orjson.dumps(features) != text:
        raise Otherwise
    tables = []
    for feature in features:
        table = feature.get("properties") if type(feature) is dict else None
        if type(table) is not dict or tuple(feature) != _KEYS or feature["geometry"] is not None:
            raise Otherwise
        if feature["type"] != "Feature" or len(table) > bounds.MAX_COLUMNS:
            raise Otherwise
        if not _CONTAINERS.isdisjoint(map(type, table.values())) and not _are_lists(table):
            raise Otherwise
        tables.append(table)
    return tables


def _are_lists(table: Mapping[str, Any]) -> bool:
    """Whether nothing lies deeper in a table than in a list of texts."""
    return _are_texts(table.values())


def _are_texts(values: Iterable[Any]) -> bool:
    """Whether those of some values that hold others are lists of texts."""
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
    if field.dtype is DType.DATE and any(type(value) is str and len(value) != _DAY for value in raw):
        raise Otherwise
    return raw
