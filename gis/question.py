"""What can be asked of one layer: a Query and the conditions it is made of. Nothing here looks at data.

``gis.query`` offers all of these names too; import them from there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from gis.columns import Mask
from gis.errors import BadBox, BadGeometry, BadRange
from gis.geometry import box_shape, wkt_shape
from gis.layer import Layer
from gis.limits import MAX_LIMIT
from gis.near import Near
from gis.text import Text


@dataclass(frozen=True, kw_only=True)
class Box:
    """West, south, east, north in degrees. West above east is legal: the box crosses the antimeridian.

    ``outline`` is given where the box is one of another coordinate system: its shape in degrees, whose bounds the four numbers are.
    """

    west: float
    south: float
    east: float
    north: float
    outline: Any = None

    def __post_init__(self) -> None:
        numbers = (self.west, self.south, self.east, self.north)
        if (
            not all(map(math.isfinite, numbers))
            or max(abs(self.west), abs(self.east)) > 180
            or max(abs(self.south), abs(self.north)) > 90
        ):
            raise BadBox(
                Text("范围框超出经纬度的取值范围", "the bounding box lies outside the range of longitude and latitude"),
                Text(
                    "按“西,南,东,北”给出，经度 −180 至 180，纬度 −90 至 90",
                    "give west,south,east,north; longitude −180 to 180, latitude −90 to 90",
                ),
            )
        if self.south > self.north:
            raise BadBox(
                Text(
                    f"范围框的南 {self.south} 大于北 {self.north}",
                    f"the box's south {self.south} lies above its north {self.north}",
                ),
                Text("顺序为“西,南,东,北”", "the order is west,south,east,north"),
            )

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.south, self.east, self.north

    @property
    def upright(self) -> bool:
        """Whether its shape is one rectangle along the degrees, with width and height."""
        return self.outline is None and self.west < self.east and self.south < self.north

    @property
    def shape(self) -> Any:
        """The box as a geometry: in two parts where it crosses the antimeridian, a line or point where it has no width."""
        if self.outline is not None:
            return self.outline
        return box_shape(self.west, self.south, self.east, self.north)


@dataclass(frozen=True, kw_only=True)
class OneOf:
    """The field has one of these values, written as text."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Between:
    """The field lies in a closed range; a bound of None is open. Dates are ISO text, numbers as they are."""

    field: str
    low: float | str | None = None
    high: float | str | None = None


@dataclass(frozen=True, kw_only=True)
class SortKey:
    """One key of the order; unknown comes last either way. A field whose code list is a scale is sorted by its steps."""

    field: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class After:
    """A place in an order: the values of a row by the sort keys (a list by its length, None for unknown), and its id."""

    values: tuple[str | float | bool | None, ...]
    id: str


class Filter(Protocol):
    """The seam for a filter language: anything that answers yes and unknown for all rows, and says itself in words."""

    def words(self, layer: Layer) -> Text:
        """The filter as a sentence in the words of the layer's fields, said in exports and above results."""

    def answers(self, layer: Layer) -> tuple[Mask, Mask]:
        """Rows that pass, and rows for which it cannot be told; disjoint, shape (n,)."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question to one layer. Hashable; nothing of HTTP in it.

    Parameters
    ----------
    usage
        Codes of the layer's usage field, each with all codes below it.
    area_m2
        Closed range of the layer's area role, in m².
    where
        Conditions on declared fields, all to be met.
    text
        Words that all must occur somewhere in the row's texts or the words of its codes.
    within
        A polygon in stored degrees that the feature touches.
    near
        A distance from a shape that the feature must not be beyond.
    located
        Whether the feature has a shape; None where either will do.
    or_unknown
        Keys of rules (field names, ``usage``, ``bbox`` …) for which unknown is let through.
    limit
        Rows of one page, at most ``MAX_LIMIT``; None is every row at once, for exports and summaries.
    after
        Where the page begins, instead of ``offset``: after this place in the order, whatever came or went before it.
    """

    collection: str
    bbox: Box | None = None
    within: Any = None
    near: Near | None = None
    located: bool | None = None
    ids: tuple[str, ...] = ()
    usage: tuple[str, ...] = ()
    area_m2: tuple[float | None, float | None] = (None, None)
    where: tuple[OneOf | Between, ...] = ()
    text: str = ""
    filter: Filter | None = None
    or_unknown: frozenset[str] = field(default=frozenset())
    sort: tuple[SortKey, ...] = ()
    limit: int | None = 100
    offset: int = 0
    after: After | None = None

    def __post_init__(self) -> None:
        if self.after is not None and (self.offset or len(self.after.values) != len(self.sort)):
            raise BadRange(
                Text("续页位置与起点或排序不符", "a place to go on from agrees with neither offset nor order"),
                Text("请去掉 offset，排序与上一页相同", "leave offset out, and keep the order of the page before"),
            )
        if (self.limit is not None and not 0 <= self.limit <= MAX_LIMIT) or self.offset < 0:
            raise BadRange(
                Text(
                    f"每页数量须在 0 至 {MAX_LIMIT:,} 之间，起点不为负",
                    f"limit goes from 0 to {MAX_LIMIT:,}, offset from 0",
                ),
                Text("请调整 limit 与 offset", "change limit or offset"),
            )

    def all_rows(self) -> Query:
        """The same question for every row at once, as exports and summaries ask it."""
        return replace(self, limit=None, offset=0, after=None)


def polygon_from_wkt(text: str) -> Any:
    """A usable polygon from WKT in degrees.

    Raises
    ------
    BadGeometry
        Where it is too long, not WKT, not a polygon, invalid or empty.
    """
    shape = wkt_shape(text)
    areal = shape is not None and shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty
    if not areal or not shape.is_valid:
        crossed = Text("：边线自相交", ": its outline crosses itself") if areal else Text("", "")
        raise BadGeometry(
            Text(f"within 不是可用的多边形{crossed.zh}", f"within is not a usable polygon{crossed.en}"),
            Text("请给出 WKT，例如 POLYGON((0 0, 1 0, 1 1, 0 0))", "give WKT such as POLYGON((0 0, 1 0, 1 1, 0 0))"),
        )
    return shape
