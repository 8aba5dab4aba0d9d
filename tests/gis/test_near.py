"""Would break where a row within the distance was left out, one beyond it let in, or a place that cannot be measured answered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.crs import in_metres
from gis.errors import BadGeometry, BadQuestion, BadRange
from gis.geometry import Bounds
from gis.near import close_to
from gis.query import Near, OneOf, Query, near_shape, select
from gis.text import Text
from tests.gis.small import METRIC_CRS, cell, layer, plot

POINT, LINE = "POINT(116.5 36.5)", "LINESTRING(116.2 36.3, 116.6 36.4, 116.9 36.9)"
AREA = "POLYGON((116.4 36.4, 116.6 36.4, 116.6 36.6, 116.5 36.45, 116.4 36.4))"
LAYER = layer([plot("A", cell(0, 0)), plot("B", cell(1, 0), status="idle"), plot("C", cell(30, 0)), plot("D", None)])


def near(wkt: str, metres: float) -> Near:
    """Near a shape, in the system of the tests."""
    return near_shape(wkt, METRIC_CRS, metres)


def many(count: int) -> Any:
    """Boxes and lines around the shapes of these tests, some of them long, a few nowhere."""
    random = np.random.default_rng(7)
    west, south = random.uniform([115.8, 35.8], [117.6, 37.4], (count, 2)).T
    side = np.where(random.random(count) < 0.02, 0.3, random.uniform(0.0001, 0.02, count))
    shapes = shapely.box(west, south, west + side, south + side)
    lines = shapely.linestrings(np.stack([west, south, west + side, south + side / 3], axis=1).reshape(-1, 2, 2))
    shapes[::5] = lines[::5]
    shapes[::97] = None
    return shapes


SHAPES = many(6_000)
BOUNDS: Bounds = shapely.bounds(SHAPES)
METRIC = in_metres(SHAPES, METRIC_CRS)


@pytest.mark.parametrize("wkt", [POINT, LINE, AREA])
@pytest.mark.parametrize("metres", [0.5, 300, 2_000, 20_000, 60_000, 100_000])
def test_the_boxes_that_are_looked_at_first_change_no_answer(wkt: str, metres: float) -> None:
    asked = near(wkt, metres)
    apart = shapely.distance(METRIC, asked.on_plane)
    found = close_to(SHAPES, BOUNDS, asked)
    assert found.tolist() == (apart <= metres).tolist()


@given(st.floats(1, 100_000), st.floats(116, 117.4), st.floats(36, 37.2))
def test_any_point_and_distance_agree_with_a_reading_row_by_row(metres: float, x: float, y: float) -> None:
    asked = near(f"POINT({x!r} {y!r})", metres)
    apart = shapely.distance(METRIC, asked.on_plane)
    sure = np.abs(apart - metres) > 1e-6
    assert (close_to(SHAPES, BOUNDS, asked) == (apart <= metres))[sure | np.isnan(apart)].all()


def test_few_geometries_are_taken_apart_where_boxes_can_tell() -> None:
    """Fails where a question to a large layer decodes every row of it."""

    class Counted:
        taken = 0

        def __len__(self) -> int:
            return len(SHAPES)

        def __getitem__(self, rows: Any) -> Any:
            self.taken += len(rows)
            return SHAPES[rows]

        def __array__(self) -> Any:
            raise AssertionError("all of them were asked for")

    for metres in (1_000, 40_000, 100_000):
        counted = Counted()
        close_to(counted, BOUNDS, near(POINT, metres))
        assert counted.taken < 1_100, metres


def test_the_end_of_the_distance_is_within_it_and_inside_is_no_distance() -> None:
    inside = Query(collection="plots", near=near("POINT(116.005 36.005)", 1e-6))
    assert [LAYER.ids[row] for row in select(LAYER, inside).rows] == ["A"]
    plane = in_metres(np.array([cell(1, 0), shapely.Point(116.005, 36.005)], dtype=object), METRIC_CRS)
    exact = float(shapely.distance(*plane))
    asked = Query(collection="plots", near=near("POINT(116.005 36.005)", exact + 1e-9))
    assert [LAYER.ids[row] for row in select(LAYER, asked).rows] == ["A", "B"]


def test_a_row_without_a_place_is_unknown_and_each_step_is_counted() -> None:
    asked = Query(
        collection="plots", near=near("POINT(116.005 36.005)", 2_000), where=(OneOf(field="status", values=("idle",)),)
    )
    found = select(LAYER, asked)
    assert [(step.key, step.removed, step.left, step.unknown) for step in found.steps] == [
        ("near", 2, 2, 0),
        ("status", 1, 1, 1),
    ]
    assert found.to_check == 2, "D has neither place nor status, A has no status"
    assert found.words == Text("地块：距所选的点 2 km 以内 且 字段status为 闲置", found.words.en)
    assert "within 2 km of the chosen point" in found.words.en
    only = select(LAYER, Query(collection="plots", near=near("POINT(116.005 36.005)", 2_000)))
    assert [step.unknown for step in only.steps] == [1]
    lenient = Query(collection="plots", near=near(POINT, 1), or_unknown=frozenset({"near"}))
    assert [LAYER.ids[row] for row in select(LAYER, lenient).rows] == ["D"]


def test_a_shape_that_crosses_itself_is_mended() -> None:
    bow = near("POLYGON((116 36, 116.02 36.02, 116.02 36, 116 36.02, 116 36))", 10)
    assert bow.shape.is_valid
    assert bow.shape.geom_type == "MultiPolygon"
    assert bow.words == Text("距所画范围 10 m 以内", "within 10 m of the drawn area")
    assert near("LINESTRING(116 36, 116.1 36, 116 36)", 10).what == Text("所画的线", "the drawn line")


@pytest.mark.parametrize(
    "wkt",
    [
        "",
        "POINT EMPTY",
        "POINT(nan 36)",
        "POLYGON((116 36, 117 37, 116 36))",
        "GEOMETRYCOLLECTION(POINT(116 36))",
        "CIRCULARSTRING(0 0, 1 1, 2 0)",
        f"POINT(116 {'0' * 100_000}36)",
        "POINT(200 95)",
    ],
)
def test_what_is_no_shape_or_cannot_be_measured_is_refused(wkt: str) -> None:
    with pytest.raises(BadGeometry):
        near(wkt, 10)


@pytest.mark.parametrize("metres", [0, -1, 100_000.5, float("nan"), float("inf")])
def test_a_distance_is_above_nothing_and_at_most_100_km(metres: float) -> None:
    with pytest.raises(BadRange) as caught:
        near(POINT, metres)
    assert "100,000" in caught.value.remedy.en
    assert isinstance(caught.value, BadQuestion)
