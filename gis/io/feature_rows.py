"""Records without a shape on their way into a layer file, many at once and column by column: no record of them is ever an object of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from gis.features import Feature
from gis.values import Value

_AT_ONCE: Final = 128
"""Records of which the text is made at once: more do not stay where the processor has them at hand."""
_PARTED: Final = b'},{"type":"Feature"'
"""What stands between two features; within a text each quote has a backslash before it, so that none reads so."""
_ON_LINES: Final = b'},\n{"type":"Feature"'


class FeatureRows(NamedTuple):
    """Records that stand one after another.

    ``columns`` has by property the values of all of them, ``more`` by the place of a record what it has beside them.
    """

    keys: Sequence[str]
    columns: Mapping[str, Sequence[Value]]
    more: Mapping[int, Mapping[str, Value]]

    def features(self) -> Iterator[Feature]:
        """They one by one."""
        for key, table in zip(self.keys, self._tables(0, len(self.keys)), strict=True):
            yield Feature(key, None, table)

    def _tables(self, start: int, end: int) -> list[dict[str, Any]]:
        names = tuple(self.columns)
        values = (column[start:end] for column in self.columns.values())
        tables = [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)] or [
            {} for _ in self.keys[start:end]
        ]
        for place in range(start, start + len(tables)) if self.more else ():
            if place in self.more:
                tables[place - start].update(self.more[place])
        return tables

    def text(self) -> Iterator[bytes]:
        """They as the lines of a GeoJSON text, some at a time, without the comma behind the last."""
        for start in range(0, len(self.keys), _AT_ONCE):
            keys = self.keys[start : start + _AT_ONCE]
            items = [
                {"type": "Feature", "id": key, "properties": table, "geometry": None}
                for key, table in zip(keys, self._tables(start, start + len(keys)), strict=True)
            ]
            yield orjson.dumps(items)[1:-1].replace(_PARTED, _ON_LINES)


def lines(rows: Iterable[FeatureRows]) -> Iterator[bytes]:
    """A GeoJSON text, as :func:`gis.io.geojson.lines` has it of the same records."""
    yield b'{"type":"FeatureCollection",\n"features": ['
    before = b"\n"
    for block in rows:
        for text in block.text():
            yield before
            yield text
            before = b",\n"
    yield b"\n]}\n"
