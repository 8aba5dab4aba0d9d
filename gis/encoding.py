"""Features as GeoJSON text (RFC 7946): what an answer is joined from, and what a snapshot holds ready."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from gis.columns import Rows
from gis.layer import Layer
from gis.outlines import outline_texts

_GEOMETRY, _PROPERTIES = b',"geometry":', b',"properties":'


def features(
    layer: Layer, rows: Rows, names: Sequence[str] | None = None, geometries: Sequence[bytes] | None = None
) -> list[bytes]:
    """Rows as GeoJSON features, in their order.

    Parameters
    ----------
    names
        Properties to write; all of them where not given.
    geometries
        The rows' outlines, already written; exact ones in stored degrees where not given.
    """
    if names is None and geometries is None and (ready := layer.encoded(rows)) is not None:
        return ready
    written = outline_texts(layer.shapes[rows]) if geometries is None else geometries
    fields = list(layer.columns) if names is None else list(names)
    values = [layer.columns[name].listed(rows) for name in fields]
    table = zip(*values, strict=True) if fields else ((),) * len(rows)
    return [
        b'{"type":"Feature","id":%b%b%b%b%b}'
        % (orjson.dumps(key), _GEOMETRY, outline, _PROPERTIES, orjson.dumps(dict(zip(fields, row, strict=True))))
        for key, outline, row in zip(layer.id_column.listed(rows), written, table, strict=True)
    ]


def outline_of(feature: bytes) -> bytes:
    """The geometry of a feature that ``features`` wrote."""
    start, end = _middle(feature)
    return feature[start + len(_GEOMETRY) : end]


def parts_of(feature: bytes) -> tuple[bytes, bytes, bytes]:
    """What a feature that ``features`` wrote consists of: its type and id, its properties and its geometry, the last two with their keys.

    >>> parts_of(b'{"type":"Feature","id":"a","geometry":null,"properties":{"b":1}}')
    (b'{"type":"Feature","id":"a"', b',"properties":{"b":1}', b',"geometry":null')
    """
    start, end = _middle(feature)
    return feature[:start], feature[end:-1], feature[start:end]


def _middle(feature: bytes) -> tuple[int, int]:
    """Where a feature's geometry begins, with its key, and ends.

    Quotes within an id are escaped, so that neither mark can stand before its own place.
    """
    start = feature.index(b'"' + _GEOMETRY) + 1
    return start, feature.index(_PROPERTIES, start)
