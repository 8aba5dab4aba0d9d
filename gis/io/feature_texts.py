"""Features of whole layers as GeoJSON text, joined of the pieces of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from gis.columns import NumberColumn, Rows, Value
from gis.io.pieces import PiecedColumn, Spelling, written_numbers
from gis.layer import Layer

BEGINS: Final = b'{"type":"Feature","id":'


class FeatureColumns:
    """The members of a layer's features as pieces, but for their geometry.

    Parameters
    ----------
    rows
        How many rows will be asked for.
    begins
        What stands before the first feature, and between each two.
    """

    def __init__(self, layer: Layer, rows: int, begins: bytes = b"") -> None:
        self._ids = PiecedColumn(layer.id_column, _spelling(begins + BEGINS, whole=False), rows)
        keys = [b"," + orjson.dumps(name) + b":" for name in layer.columns]
        keys[0] = b',"properties":{' + keys[0][1:]
        self._fields = [
            PiecedColumn(column, _spelling(key, whole=isinstance(column, NumberColumn) and column.integer), rows)
            for key, column in zip(keys, layer.columns.values(), strict=True)
        ]

    def ids(self, rows: Rows) -> list[bytes]:
        """How features begin, each with its id."""
        return self._ids.of(rows)

    def properties(self, rows: Rows) -> list[list[bytes]]:
        """Their properties, column by column, the first with what begins them; what ends them does not stand there."""
        return [field.of(rows) for field in self._fields]


def _spelling(begin: bytes, *, whole: bool) -> Spelling[bytes]:
    """How a member of features is written: its key, or what else begins it, before each value."""

    def value(value: Value) -> bytes:
        return begin + orjson.dumps(value)

    def words(texts: Sequence[str]) -> list[bytes]:
        text = orjson.dumps(texts)[1:-1]
        # Within a text a quote has a backslash before it: these alone look like what parts two texts.
        if not len(texts) or "," in texts or b'\\",' in text:
            return list(map(value, texts))
        return (begin + text.replace(b'","', b'"\0' + begin + b'"')).split(b"\0")

    def numbers(values: NDArray[np.float64]) -> list[bytes]:
        if whole:
            return [begin + text[:-1] for text in written_numbers(values, pointed=False)]
        text = orjson.dumps(values, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1]
        return (begin + text.replace(b",", b"\0" + begin)).split(b"\0") if len(values) else []

    return Spelling(words=words, numbers=numbers, value=value, blank=value(None))
