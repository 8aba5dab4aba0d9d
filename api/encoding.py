"""Features as GeoJSON bytes, each row written once and kept: the inventory is immutable, so its bytes are too."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gis.columns import Rows, Value
from gis.layer import Layer

METRES_A_DEGREE = 111_320.0
"""Along a meridian; along a parallel it is less, so a tolerance made of it is never exceeded."""
DIGITS = 8
"""Decimals of a degree in answers: about 1 mm, finer than any survey."""


def _rounded(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(xy, DIGITS)


class FeatureEncoder:
    """Writes rows of one layer as GeoJSON features (RFC 7946, longitude before latitude)."""

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
        outlines = shapely.simplify(self.layer.geometries[missing], 2**step / METRES_A_DEGREE)
        texts = shapely.to_geojson(shapely.transform(outlines, _rounded)) if len(missing) else ()
        for row, text in zip(missing, texts, strict=True):
            kept[row] = b"null" if text is None else text.encode()
        return [orjson.Fragment(self._feature(int(row), names, kept[row])) for row in rows]

    def parts(self, row: int) -> tuple[orjson.Fragment, dict[str, Value]]:
        """One row's geometry, written, and its properties."""
        self._write_geometries(np.array([row], dtype=np.intp))
        return orjson.Fragment(self._geometries[row] or b"null"), self.layer.properties(row)

    def _write_geometries(self, rows: Rows) -> None:
        missing = np.fromiter((row for row in rows if self._geometries[row] is None), dtype=np.intp)
        if not len(missing):
            return
        rounded = shapely.transform(self.layer.geometries[missing], _rounded)
        for row, text in zip(missing, shapely.to_geojson(rounded), strict=True):
            self._geometries[row] = b"null" if text is None else text.encode()

    def _feature(self, row: int, names: Sequence[str] | None, geometry: bytes | None = None) -> bytes:
        return orjson.dumps(
            {
                "type": "Feature",
                "id": self.layer.ids[row],
                "geometry": orjson.Fragment(geometry or self._geometries[row] or b"null"),
                "properties": self.layer.properties(row, names),
            }
        )
