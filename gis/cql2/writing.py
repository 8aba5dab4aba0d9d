"""A tree written as CQL2 JSON, whichever encoding it came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely

from gis.cql2.tree import (
    Interval,
    Listing,
    Moment,
    Node,
    Number,
    Operation,
    Place,
    Property,
    Truth,
    Words,
)
from gis.values import unpointed


def as_json(node: Node) -> Any:
    """The tree as CQL2 JSON, ready to be encoded."""
    match node:
        case Operation():
            return {"op": node.op, "args": [as_json(arg) for arg in node.args]}
        case Property():
            return {"property": node.name}
        case Listing():
            return [as_json(item) for item in node.items]
        case Interval():
            return {"interval": [_json_end(node.start), _json_end(node.end)]}
        case _:
            return _json_literal(node)


def _json_literal(node: Number | Words | Truth | Moment | Place) -> Any:
    match node:
        case Moment():
            return {"date" if node.dated else "timestamp": node.text}
        case Place():
            return {"bbox": list(node.box)} if node.box else _geojson(shapely.geometry.mapping(node.shape))
        case Number():
            return unpointed(node.value)
        case _:
            return node.value


def _geojson(found: Mapping[str, Any]) -> dict[str, Any]:
    if found["type"] == "GeometryCollection":
        return {"type": found["type"], "geometries": [_geojson(part) for part in found["geometries"]]}
    return {"type": found["type"], "coordinates": _lists(found["coordinates"])}


def _lists(positions: Any) -> Any:
    return [_lists(part) for part in positions] if isinstance(positions, (tuple, list)) else positions


def _json_end(node: Node) -> Any:
    return node.text if isinstance(node, Moment) else as_json(node)
