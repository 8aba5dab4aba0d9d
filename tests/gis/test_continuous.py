"""Would break where a list over more than 25 km² in one piece went out without a word, or one of scattered plots with it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis import continuous
from gis.continuous import classified, continuous_area_m2
from gis.crs import STORAGE, transform
from tests.gis.small import METRIC_CRS


def squares(columns: int, rows: int, side: float, apart: float = 0.0) -> np.ndarray:
    """A grid of squares of so many metres, in stored degrees."""
    steps = [
        (480_000 + x * (side + apart), 4_040_000 + y * (side + apart)) for x in range(columns) for y in range(rows)
    ]
    boxes = np.array([shapely.box(x, y, x + side, y + side) for x, y in steps], dtype=object)
    return transform(boxes, METRIC_CRS, STORAGE)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(
    ("shapes", "km2"),
    [
        (squares(10, 10, 510), 26.01),
        (squares(10, 10, 490), 0),
        (squares(10, 10, 510, apart=30), 26.01),
        (squares(10, 10, 600, apart=300), 0),
        (squares(1, 1, 5_100), 26.01),
        (np.array([None, shapely.Point(117, 36)], dtype=object), 0),
    ],
)
def test_only_one_piece_above_the_bound_is_warned_of(
    shapes: np.ndarray, km2: float, exact: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exact:
        monkeypatch.setattr(continuous, "_EXACT", 0)
    found = continuous_area_m2(shapes, METRIC_CRS)
    warning = classified(found)
    assert (warning is not None) == (km2 > 25)
    if warning:
        assert found / 1e6 == pytest.approx(km2, rel=0.005)
        assert "26" in warning.zh
        assert "26" in warning.en


def test_floors_over_one_another_count_once() -> None:
    """Twenty storeys of 2 km² are no 40 km² of ground."""
    assert continuous_area_m2(np.repeat(squares(1, 1, 1_414), 20), METRIC_CRS) == 0
