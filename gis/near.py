"""Near: within so many metres of a shape, measured in the folder's metric system from the nearest point of each geometry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely

from gis.columns import Mask, Rows
from gis.crs import STORAGE, in_metres, transform
from gis.errors import BadGeometry, BadRange
from gis.geometry import Bounds, Shapes, beside, box_shape, repair_geometries, wkt_shape
from gis.limits import MAX_DISTANCE_M
from gis.text import Text
from gis.units import plain

_BOX_PIECES: Final = 64
_BOX_MARGIN: Final = 1e-4
"""Degrees: more than a side of the box, straight on the plane, bends between two of its pieces."""
_PIECE_M: Final = 20_000
_MARGIN_M: Final = 10
_MARGIN: Final = 0.01
"""An outline of pieces of 20 km in degrees bends by 6 m, and one of 32 pieces to the circle is off by half a hundredth of its radius."""
_SMALL: Final = 0.05
"""Degrees up to which the straight edges of a geometry leave its box by less than the margin, on whichever plane they are straight."""
_MANY: Final = 1_000
"""Rows from which it pays to look at their boxes first, and corners of an outline up to which it does."""
_THERE_AND_BACK: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class Near:
    """Within a distance of a shape.

    Parameters
    ----------
    shape
        A valid geometry in stored degrees.
    metres
        The distance, its end among it.
    metric_crs
        The system in which it is measured.
    what
        What the shape is called, as it stands in a sentence.
    """

    shape: Any
    metres: float
    metric_crs: str
    what: Text

    def __post_init__(self) -> None:
        if not 0 < self.metres <= MAX_DISTANCE_M:
            raise BadRange(
                Text(f"距离 {self.metres:g} 米不成立", f"a distance of {self.metres:g} m makes no sense"),
                Text(
                    f"距离大于 0，不超过 {MAX_DISTANCE_M:,} 米", f"it is above 0 and at most {MAX_DISTANCE_M:,} metres"
                ),
            )
        if not self._measurable:
            raise BadGeometry(
                Text(
                    f"该位置超出 {self.metric_crs} 的投影范围，无法量距",
                    f"the place lies beyond what {self.metric_crs} can measure",
                ),
                Text(
                    "请给出数据所在地区的位置，先经度后纬度",
                    "give a place where the data lie, longitude before latitude",
                ),
            )

    @property
    def _measurable(self) -> bool:
        """Whether the way back from the plane leads to where it began: beyond its reach a projection folds over."""
        there = np.array([self.on_plane], dtype=object)
        back = shapely.get_coordinates(transform(there, self.metric_crs, STORAGE))
        given = shapely.get_coordinates(self.shape)
        return back.shape == given.shape and np.allclose(back, given, rtol=0, atol=_THERE_AND_BACK)

    @cached_property
    def on_plane(self) -> Any:
        """The shape in the metric system, prepared."""
        shape = in_metres(np.array([self.shape], dtype=object), self.metric_crs)[0]
        shapely.prepare(shape)
        return shape

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees around all that lies within the distance."""
        west, south, east, north = shapely.bounds(self.on_plane).tolist()
        reach = self.metres
        plane = box_shape(west - reach, south - reach, east + reach, north + reach)
        longest = max(east - west, north - south) + 2 * reach
        w, s, e, n = shapely.bounds(self._degrees(shapely.segmentize(plane, longest / _BOX_PIECES))).tolist()
        return w - _BOX_MARGIN, s - _BOX_MARGIN, e + _BOX_MARGIN, n + _BOX_MARGIN

    @cached_property
    def inner(self) -> Any:
        """A polygon in degrees of which every point lies within the distance; None where none is worth its corners."""
        return self._outline(self.metres * (1 - _MARGIN) - _MARGIN_M)

    @cached_property
    def outer(self) -> Any:
        """A polygon in degrees that holds all that lies within the distance; None where none is worth its corners."""
        return self._outline(self.metres * (1 + _MARGIN) + _MARGIN_M)

    def _outline(self, metres: float) -> Any:
        if metres <= 0 or shapely.get_num_coordinates(self.on_plane) > _MANY:
            return None
        outline = shapely.segmentize(shapely.buffer(self.on_plane, metres, quad_segs=8), _PIECE_M)
        if shapely.get_num_coordinates(outline) > _MANY:
            return None
        degrees = self._degrees(outline)
        return degrees if shapely.is_valid(degrees) else None

    def _degrees(self, shape: Any) -> Any:
        return transform(np.array([shape], dtype=object), self.metric_crs, STORAGE)[0]

    @property
    def words(self) -> Text:
        """The condition as it stands in a sentence."""
        far = length(self.metres)
        return Text(f"距{self.what.zh} {far} 以内", f"within {far} of {self.what.en}")


def length(metres: float) -> str:
    """A distance as it is said: kilometres where these are exact, else metres.

    >>> length(2000), length(1250), length(1234), length(80)
    ('2 km', '1.25 km', '1,234 m', '80 m')
    """
    return f"{plain(metres / 1000)} km" if metres >= 1000 and metres % 10 == 0 else f"{plain(metres)} m"


def near_shape(text: str, metric_crs: str, metres: float, stored: Callable[[Any], Any] = lambda shape: shape) -> Near:
    """Within a distance of a point, a line or a polygon in WKT; what crosses itself is mended.

    ``stored`` brings a shape into stored degrees, where it was given in another system.

    Raises
    ------
    BadGeometry
        Where it is too long, not WKT, of another type, empty, or nothing is left of it once it is mended.
    BadRange
        Where the distance is none.
    """
    shape = wkt_shape(text)
    kind = None if shape is None or shape.is_empty else shape.geom_type.removeprefix("Multi")
    mended = repair_geometries(np.array([shape], dtype=object))[0][0] if kind in _DRAWN else None
    if mended is None or mended.is_empty or not np.isfinite(shapely.get_coordinates(mended)).all():
        raise BadGeometry(
            Text("near 不是可用的点、线或多边形", "near is no usable point, line or polygon"),
            Text(
                "请给出 WKT，例如 POINT(116.78 36.55)，或写“图层/编号”",
                "give WKT such as POINT(116.78 36.55), or a feature as collection/id",
            ),
        )
    return Near(shape=stored(mended), metres=metres, metric_crs=metric_crs, what=_DRAWN[str(kind)])


_DRAWN: Final = {
    "Point": Text("所选的点", "the chosen point"),
    "LineString": Text("所画的线", "the drawn line"),
    "Polygon": Text("所画范围", "the drawn area"),
}


def close_to(
    geometries: Shapes,
    bounds: Bounds,
    near: Near,
    sorted_out: Callable[[Any, Rows], tuple[Mask, Mask] | None] | None = None,
) -> Mask:
    """Rows whose geometry lies within the distance, exactly; boxes first, geometry only where boxes cannot tell.

    ``sorted_out`` as ``gis.geometry.touching`` takes it.
    """
    west, south, east, north = near.box
    w, s, e, n = bounds.T
    hit = np.asarray((w <= east) & (e >= west) & (s <= north) & (n >= south))
    rows = np.flatnonzero(hit)
    if len(rows) > _MANY and near.inner is not None:
        inside = _certain(near.inner, bounds, rows, sorted_out)
        rows = rows[~inside]
    if len(rows) > _MANY and near.outer is not None:
        apart = _apart(near.outer, bounds[rows])
        hit[rows[apart]] = False
        rows = rows[~apart]
    if len(rows):
        hit[rows] = shapely.dwithin(near.on_plane, in_metres(geometries[rows], near.metric_crs), near.metres)
    return hit


def _certain(
    inner: Any, bounds: Bounds, rows: Rows, sorted_out: Callable[[Any, Rows], tuple[Mask, Mask] | None] | None
) -> Mask:
    """Which of some rows have their box inside a polygon: by their blocks, where an index has these, then by their own."""
    told = sorted_out(inner, rows) if sorted_out else None
    if told is None:
        return beside(inner, bounds[rows])[0]
    inside, open_ = told
    inside[open_] = beside(inner, bounds[rows[open_]])[0]
    return inside


def _apart(outer: Any, boxes: Bounds) -> Mask:
    """Which boxes lie outside a polygon, their geometry with them: of a large one, edges may leave the box."""
    inside, open_ = beside(outer, boxes)
    small = (boxes[:, 2:] - boxes[:, :2]).max(axis=1) <= _SMALL
    return np.asarray(small & ~inside & ~open_)
