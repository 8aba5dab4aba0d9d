"""Rows as GeoJSON for an answer: as they are kept, or in another system, with fewer properties, with plainer outlines."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely

from gis import encoding
from gis.columns import Rows
from gis.crs import ReferenceSystem, present, spoken
from gis.layer import Layer
from gis.outlines import outline_texts

METRES_A_DEGREE = 111_320.0
"""Along a meridian; along a parallel it is less, so a tolerance made of it is never exceeded."""
DEFAULT = spoken()[0]
"""Longitude before latitude, as RFC 7946 has it."""


def features(
    layer: Layer,
    rows: Rows,
    system: ReferenceSystem = DEFAULT,
    tolerance_m: float = 0.0,
    names: Sequence[str] | None = None,
) -> list[bytes]:
    """Rows as GeoJSON features (RFC 7946), in their order.

    Parameters
    ----------
    system
        Coordinate system of the answer, in its own order of axes.
    tolerance_m
        How far outlines may be off: what a map needs at its zoom, not what a plan needs. It goes down to the next power of two, so that
        neighbours in time agree; under 1 m is exact.
    names
        Properties to write; all of them where not given.
    """
    if system == DEFAULT and tolerance_m < 1:
        ready = layer.encoded(rows)
        if names is None or ready is None:
            return encoding.features(layer, rows, names)
        return encoding.features(layer, rows, names, [*map(encoding.outline_of, ready)])
    shapes = layer.shapes[rows]
    if tolerance_m >= 1:
        shapes = shapely.simplify(shapes, 2 ** math.floor(math.log2(tolerance_m)) / METRES_A_DEGREE)
    if system != DEFAULT:
        shapes = present(shapes, system)
    return encoding.features(layer, rows, names, outline_texts(shapes))


def outline(layer: Layer, row: int, system: ReferenceSystem = DEFAULT) -> bytes:
    """One row's geometry as GeoJSON."""
    rows = np.array([row])
    if system == DEFAULT and (ready := layer.encoded(rows)) is not None:
        return encoding.outline_of(ready[0])
    return outline_texts(present(layer.shapes[rows], system))[0]
