"""Prepared geometry, kept for as long as the layer that it was made from."""

from __future__ import annotations

import threading
import weakref
from typing import Final

import numpy as np

from gis.layer import Layer
from gis.tiles.source import TileSource

_LOCK: Final = threading.Lock()
_KEPT: Final[dict[int, TileSource]] = {}


def source_of(layer: Layer) -> TileSource:
    """A layer's geometry prepared for tiles: made at the first asking, then kept with the layer's shapes."""
    shapes = layer.shapes
    key = id(shapes)
    if (found := _KEPT.get(key)) is not None:
        return found
    with _LOCK:
        if key not in _KEPT:
            made = TileSource.of(np.asarray(shapes, dtype=object))
            weakref.finalize(shapes, _KEPT.pop, key, None)
            _KEPT[key] = made
        return _KEPT[key]
