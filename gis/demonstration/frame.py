"""Frame: a park's own plane in metres, bent and turned like a real town plan, and its way to degrees."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import shapely
from pyproj import Transformer

from gis.crs import STORAGE

Point = tuple[float, float]
DIGITS = 7
"""Decimals of a degree that are kept: about 1 cm."""


def dice(seed: int, *topic: str) -> random.Random:
    """A stream of chance of its own for each topic, so that a change in one leaves the others as they were."""
    return random.Random(f"{seed}:{':'.join(topic)}")  # noqa: S311 a district is drawn, nothing is guarded


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Local (u, v) in metres to longitude and latitude."""

    lon: float
    lat: float
    rotation: float
    bend_m: float
    bend_length_m: float
    metric_crs: str

    @classmethod
    def of(cls, park: Mapping[str, Any], metric_crs: str) -> Frame:
        """The frame of a park of the recipe."""
        keys = ("lon", "lat", "rotation", "bend_m", "bend_length_m")
        return cls(metric_crs=metric_crs, **{key: float(park[key]) for key in keys})

    @cached_property
    def origin(self) -> Point:
        """Where the frame's (0, 0) lies in the metric CRS."""
        x, y = Transformer.from_crs(STORAGE, self.metric_crs, always_xy=True).transform(self.lon, self.lat)
        return float(x), float(y)

    @cached_property
    def _to_degrees(self) -> Transformer:
        return Transformer.from_crs(self.metric_crs, STORAGE, always_xy=True)

    @cached_property
    def _to_metres(self) -> Transformer:
        return Transformer.from_crs(STORAGE, self.metric_crs, always_xy=True)

    def metres(self, u: float, v: float) -> Point:
        """A local point in the metric CRS: bent by a slow sine both ways, then turned."""
        y = v + self.bend_m * math.sin(u / self.bend_length_m)
        x = u + 0.6 * self.bend_m * math.sin(1.1 * v / self.bend_length_m)
        cos, sin = math.cos(self.rotation), math.sin(self.rotation)
        return self.origin[0] + x * cos - y * sin, self.origin[1] + x * sin + y * cos

    def degrees(self, points: Sequence[Point]) -> list[Point]:
        """Points of the metric CRS in degrees, rounded: the same point is the same vertex wherever it occurs."""
        lon, lat = self._to_degrees.transform([x for x, _ in points], [y for _, y in points])
        return [(round(float(a), DIGITS), round(float(b), DIGITS)) for a, b in zip(lon, lat, strict=True)]

    def polygon(self, local: Sequence[Point]) -> Any:
        """A polygon of local points."""
        return shapely.Polygon(self.degrees([self.metres(u, v) for u, v in local]))

    def line(self, local: Sequence[Point]) -> Any:
        """A line of local points."""
        return shapely.LineString(self.degrees([self.metres(u, v) for u, v in local]))

    def ribbon(self, local: Sequence[Point], width_m: float) -> Any:
        """A line of local points, widened."""
        return shapely.Polygon(self.degrees(widened([self.metres(u, v) for u, v in local], width_m)))

    def ribbon_of_degrees(self, line: Sequence[Point], width_m: float) -> Any:
        """A line of degrees, widened in metres."""
        xs, ys = self._to_metres.transform([lon for lon, _ in line], [lat for _, lat in line])
        return shapely.Polygon(self.degrees(widened(list(zip(map(float, xs), map(float, ys), strict=True)), width_m)))


def widened(line: Sequence[Point], width_m: float) -> list[Point]:
    """The ring around a line, its sides mitred and its ends flat: drawn here, for a library's buffers change with its version."""
    half = width_m / 2
    ahead = [_normal(a, b) for a, b in pairwise(line)]
    sides = []
    for at, before, after in zip(line, ahead[:1] + ahead, ahead + ahead[-1:], strict=True):
        scale = half / (1 + before[0] * after[0] + before[1] * after[1])
        sides.append((at, ((before[0] + after[0]) * scale, (before[1] + after[1]) * scale)))
    left = [(x + dx, y + dy) for (x, y), (dx, dy) in sides]
    right = [(x - dx, y - dy) for (x, y), (dx, dy) in sides]
    return [*right, *reversed(left)]


def _normal(a: Point, b: Point) -> Point:
    """The unit vector to the left of the way from ``a`` to ``b``."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    return (a[1] - b[1]) / length, (b[0] - a[0]) / length


def enclosed_m2(ring: Sequence[Point]) -> float:
    """Area of a ring in metres, by the shoelace formula."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2


@dataclass(frozen=True, kw_only=True)
class Block:
    """A quadrilateral between four streets. Straight lines of its inner (s, t) in [0, 1]² stay straight, so neighbours fit."""

    name: str
    corners: tuple[Point, Point, Point, Point]
    width_m: float
    depth_m: float

    def at(self, s: float, t: float) -> Point:
        """Bilinear between the corners, in the metric CRS."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.corners
        return (
            (1 - t) * ((1 - s) * ax + s * bx) + t * ((1 - s) * dx + s * cx),
            (1 - t) * ((1 - s) * ay + s * by) + t * ((1 - s) * dy + s * cy),
        )


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A rectangle of a block's (s, t), with every corner of a neighbour that lies on its edge as a vertex of its own."""

    block: Block
    box: tuple[float, float, float, float]
    vertices: tuple[Point, ...]

    @property
    def size_m(self) -> Point:
        """Width and depth in metres, about."""
        s0, t0, s1, t1 = self.box
        return (s1 - s0) * self.block.width_m, (t1 - t0) * self.block.depth_m

    @property
    def area_m2(self) -> float:
        """Area in the metric CRS."""
        return enclosed_m2([self.block.at(s, t) for s, t in self.vertices])

    def outline(self, frame: Frame) -> Any:
        """The plot as a polygon in degrees."""
        return shapely.Polygon(frame.degrees([self.block.at(s, t) for s, t in self.vertices]))

    def inner(self, x0: float, y0: float, x1: float, y1: float) -> list[Point]:
        """A rectangle within the plot, given in metres from its corner, as a ring in the metric CRS."""
        s0, t0, _, _ = self.box
        return [
            self.block.at(s0 + x / self.block.width_m, t0 + y / self.block.depth_m)
            for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        ]
