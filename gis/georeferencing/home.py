"""Where a district is: its outline, else all that is known of it, else where its system of metres is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely

from gis.crs import Geometries, find_crs
from gis.errors import LandstockError
from gis.georeferencing.ground import Ground
from gis.georeferencing.suppositions import Supposition
from gis.io.places import Points
from gis.text import Text

_MARGIN: Final = 0.02
"""Degrees around what is known in which its neighbours lie: about two kilometres."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Home:
    """The ground of a district in degrees; ``known`` is whether it is that of real shapes, not of a system or a demonstration."""

    shape: Any
    known: bool
    words: Text

    @classmethod
    def of(cls, ground: Ground, metric_crs: str) -> Home:
        """The ground that a folder is of."""
        if ground.outline.shape is not None:
            outline = shapely.buffer(ground.outline.shape, _MARGIN)
            return cls(shape=_prepared(outline), known=not ground.invented, words=Text("区界", "the boundaries"))
        if ground.layers:
            boxes = np.array([shapely.total_bounds(known.shapes) for known in ground.layers])
            box = shapely.box(*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
            words = Text("已有图层的范围", "where the layers lie that are there")
            return cls(shape=_prepared(shapely.buffer(box, _MARGIN)), known=not ground.invented, words=words)
        used = find_crs(metric_crs).area_of_use
        box = shapely.box(*used.bounds) if used is not None else shapely.box(-180, -90, 180, 90)
        words = Text(f"{metric_crs} 的适用范围", f"the area in which {metric_crs} is used")
        return cls(shape=_prepared(box), known=False, words=words)

    def share_of(self, degrees: Geometries) -> float:
        """Of some shapes the share of which the middle lies here."""
        return self.count_of(degrees) / len(degrees) if len(degrees) else 0.0

    def count_of(self, degrees: Geometries) -> int:
        """How many of some shapes have their middle here."""
        bounds = shapely.bounds(degrees).reshape(-1, 4)
        middles = (bounds[:, :2] + bounds[:, 2:]) / 2
        middles = middles[np.isfinite(middles).all(axis=1)]
        return int(shapely.contains_xy(self.shape, *middles.T).sum()) if len(middles) else 0

    def share_of_points(self, points: Points, way: Supposition) -> float:
        """Of some points, as they are written, the share that lies here by a way of reading them."""
        try:
            return self.share_of(way.degrees(np.asarray(shapely.points(points), dtype=object)))
        except LandstockError:
            return 0.0


def _prepared(shape: Any) -> Any:
    shapely.prepare(shape)
    return shape
