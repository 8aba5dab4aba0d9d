"""A small district to lay layers beside: plots of many forms, and an outline around them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import STORAGE, Geometries, transform
from gis.georeferencing.ground import Ground, KnownLayer
from gis.io.outline import Outline
from gis.map_offsets import BD09, GCJ02
from gis.text import Text

CRS: Final = "EPSG:4548"
MIDDLE: Final = (477_000.0, 4_046_000.0)
"""In Changqing, in metres of EPSG:4548."""
FOOT: Final = 0.3048


def plots(count: int = 40, seed: int = 17) -> Geometries:
    """Plots of six corners, each of another form, 40 to 200 m across, in metres, none on another."""
    random = np.random.default_rng(seed)
    places = [(column, row) for row in range(20) for column in range(20)]
    chosen = random.permutation(len(places))[:count]
    turns = np.sort(random.uniform(0, 2 * np.pi, (count, 6)), axis=1) + np.arange(6) * 1e-3
    radii = random.uniform(20, 100, (count, 6))
    rings = np.stack([radii * np.cos(turns), radii * np.sin(turns)], axis=2)
    corners = np.array([places[place] for place in chosen.tolist()]) * 300.0 + MIDDLE
    shapes = np.asarray(shapely.polygons(rings + corners[:, None, :]), dtype=object)
    return np.asarray(shapely.convex_hull(shapes), dtype=object)


def codes(count: int = 40) -> list[dict[str, Any]]:
    """What is written of these plots."""
    return [{"宗地代码": f"370113001001GB{number:05d}", "备注": "某"} for number in range(count)]


def in_degrees(metres: Geometries, crs: str = CRS) -> Geometries:
    return transform(metres, crs, STORAGE)


def moved(shapes: Geometries, east: float, north: float) -> Geometries:
    return np.asarray(shapely.transform(shapes, lambda xy: xy + np.array([east, north])), dtype=object)


def swapped(shapes: Geometries) -> Geometries:
    return np.asarray(shapely.transform(shapes, lambda xy: xy[:, ::-1]), dtype=object)


def in_feet(shapes: Geometries) -> Geometries:
    return np.asarray(shapely.transform(shapes, lambda xy: xy / FOOT), dtype=object)


def roughly(shapes: Geometries, metres: float) -> Geometries:
    """Shapes as somebody draws them from a picture: each corner by up to so many metres off, always the same way."""
    return np.asarray(shapely.transform(shapes, lambda xy: xy + metres * np.sin(xy[:, ::-1] * 1.7)), dtype=object)


def cadastre(metres: Geometries, tables: list[dict[str, Any]] | None = None) -> KnownLayer:
    """Plots as a layer that is there."""
    rows: NDArray[np.intp] = np.arange(len(metres))
    return KnownLayer(
        id="cadastre",
        title=Text("宗地", "Cadastre"),
        shapes=in_degrees(metres),
        rows=rows,
        tables=lambda: codes(len(metres)) if tables is None else tables,
    )


def outline(metres: Geometries, margin: float = 2_000) -> Outline:
    """Boundaries around plots."""
    around = Outline()
    shape = shapely.buffer(shapely.convex_hull(shapely.union_all(metres)), margin, quad_segs=2)
    around.enclose(in_degrees(np.array([shape], dtype=object)).tolist())
    return around


def ground(metres: Geometries, *, layers: bool = True, boundaries: bool = True) -> Ground:
    """What is known of a district of plots."""
    return Ground(
        outline=outline(metres) if boundaries else Outline(),
        layers=(cadastre(metres),) if layers else (),
    )


MAPS: Final = (GCJ02, BD09)
