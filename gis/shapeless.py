"""Rows without a shape, counted: which of a layer have none is worked out once, however often it is asked."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from gis.columns import Mask, Rows
from gis.layer import Layer, Part

_NONE: Final[WeakKeyDictionary[Layer, Mask | None]] = WeakKeyDictionary()


def shapeless(layer: Layer) -> Mask | None:
    """Rows without a shape, shape (n,); None where each has one."""
    if isinstance(layer, Part):
        whole = shapeless(layer.whole)
        return None if whole is None else whole[layer.rows]
    if layer not in _NONE:
        mask = np.isnan(layer.bounds[:, 0])
        _NONE[layer] = mask if mask.any() else None
    return _NONE[layer]


def count_shapeless(layer: Layer, rows: Rows | Mask) -> int:
    """How many of some rows, by their numbers or as a mask, have no shape: they are not located."""
    mask = shapeless(layer)
    return 0 if mask is None else int(np.count_nonzero(mask[rows]))
