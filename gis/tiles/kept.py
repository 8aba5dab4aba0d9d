"""Prepared geometry, kept for as long as the layer that it was made from."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any, Final, TypeVar

import numpy as np

from gis.layer import Layer
from gis.tiles.source import TileSource

L = TypeVar("L", bound=Layer)

_LOCK: Final = threading.RLock()
_KEPT: Final[dict[int, TileSource]] = {}
_PREPARED: Final[dict[int, Callable[[Any], TileSource | None]]] = {}


def offer_prepared(layer: L, make: Callable[[L], TileSource | None]) -> None:
    """Say how a layer's geometry is had that was prepared before; None where it must be made of the layer after all.

    ``make`` is kept as long as the layer's shapes: it must not hold the layer, which it is given when it is asked.
    """
    key = id(layer.shapes)
    weakref.finalize(layer.shapes, _PREPARED.pop, key, None)
    _PREPARED[key] = make


def source_of(layer: Layer) -> TileSource:
    """A layer's geometry prepared for tiles: made at the first asking, then kept with the layer's shapes."""
    shapes = layer.shapes
    key = id(shapes)
    if (found := _KEPT.get(key)) is not None:
        return found
    with _LOCK:
        if key not in _KEPT:
            ready = _PREPARED.get(key, lambda _: None)(layer)
            made = TileSource.of(np.asarray(shapes, dtype=object)) if ready is None else ready
            weakref.finalize(shapes, _KEPT.pop, key, None)
            _KEPT[key] = made
        return _KEPT[key]
