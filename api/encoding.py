"""Features as GeoJSON bytes, each row written once and kept: the inventory is immutable, so its bytes are too."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import orjson
import shapely

from gis.columns import Rows, Value
from gis.crs import Geometries, ReferenceSystem, presented, spoken
from gis.layer import Layer

METRES_A_DEGREE = 111_320.0
"""Along a meridian; along a parallel it is less, so a tolerance made of it is never exceeded."""
DEFAULT = spoken()[0]
"""Longitude before latitude, as RFC 7946 has it."""


class FeatureEncoder:
    """Writes rows of one layer as GeoJSON features (RFC 7946); in another system than CRS84 where that is asked for by name."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self._geometries: list[bytes | None] = [None] * len(layer)
        self._features: list[bytes | None] = [None] * len(layer)
        self._outlines: dict[int, list[bytes | None]] = {}

    def features(self, rows: Rows, names: Sequence[str] | None = None) -> list[orjson.Fragment]:
        """Rows as features, in their order; ``names`` limits the properties."""
        if names is not None:
            self._write_geometries(rows)
            return [orjson.Fragment(self._feature(int(row), names)) for row in rows]
        missing = np.fromiter((row for row in rows if self._features[row] is None), dtype=np.intp)
        self._write_geometries(missing)
        for row in missing:
            self._features[row] = self._feature(int(row), None)
        return [orjson.Fragment(self._features[row] or b"null") for row in rows]

    def simplified(self, rows: Rows, tolerance_m: float, names: Sequence[str] | None = None) -> list[orjson.Fragment]:
        """Rows as features whose outlines may be off by so many metres: what a map needs at its zoom, not what a plan needs.

        The tolerance goes down to the next power of two, so that what is kept is kept for a few of them; under 1 m is exact.
        """
        step = max(0, math.floor(math.log2(tolerance_m))) if tolerance_m >= 1 else -1
        if step < 0:
            return self.features(rows, names)
        kept = self._outlines.setdefault(step, [None] * len(self.layer))
        missing = np.fromiter((row for row in rows if kept[row] is None), dtype=np.intp)
        outlines = shapely.simplify(self.layer.shapes[missing], 2**step / METRES_A_DEGREE)
        for row, text in zip(missing, _written(outlines, DEFAULT), strict=True):
            kept[row] = text
        return [orjson.Fragment(self._feature(int(row), names, kept[row])) for row in rows]

    def presented(
        self, rows: Rows, system: ReferenceSystem, tolerance_m: float = 0.0, names: Sequence[str] | None = None
    ) -> list[orjson.Fragment]:
        """Rows as features in any system, in its order of axes; only those of CRS84 are kept for the next time."""
        if system == DEFAULT:
            return self.simplified(rows, tolerance_m, names)
        shapes = self.layer.shapes[rows]
        if tolerance_m:
            shapes = shapely.simplify(shapes, tolerance_m / METRES_A_DEGREE)
        texts = _written(shapes, system)
        return [orjson.Fragment(self._feature(int(row), names, text)) for row, text in zip(rows, texts, strict=True)]

    def parts(self, row: int, system: ReferenceSystem = DEFAULT) -> tuple[orjson.Fragment, dict[str, Value]]:
        """One row's geometry, written, and its properties."""
        text = _written(self.layer.shapes[[row]], system)[0]
        return orjson.Fragment(text), self.layer.properties(row)

    def _write_geometries(self, rows: Rows) -> None:
        missing = np.fromiter((row for row in rows if self._geometries[row] is None), dtype=np.intp)
        if not len(missing):
            return
        for row, text in zip(missing, _written(self.layer.shapes[missing], DEFAULT), strict=True):
            self._geometries[row] = text

    def _feature(self, row: int, names: Sequence[str] | None, geometry: bytes | None = None) -> bytes:
        return orjson.dumps(
            {
                "type": "Feature",
                "id": self.layer.ids[row],
                "geometry": orjson.Fragment(geometry or self._geometries[row] or b"null"),
                "properties": self.layer.properties(row, names),
            }
        )


def _written(geometries: Geometries, system: ReferenceSystem) -> list[bytes]:
    """Geometries as GeoJSON in a system's coordinates."""
    if not len(geometries):
        return []
    texts = shapely.to_geojson(presented(geometries, system))
    return [b"null" if text is None else text.encode() for text in texts]
