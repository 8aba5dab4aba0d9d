"""Would break where a list over more than 25 km² in one piece went out without a word, or one of scattered plots with it."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy import ndimage

from gis import continuous
from gis.continuous import classified, continuous_area_m2, layer_area_m2
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


class Counted:
    """Shapes that say how many of them were asked for."""

    def __init__(self, shapes: np.ndarray) -> None:
        self.shapes, self.asked = shapes, 0

    def __len__(self) -> int:
        return len(self.shapes)

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        self.asked += len(rows)
        return np.asarray(self.shapes[rows])

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        return self[np.arange(len(self))]


def test_a_layer_is_looked_at_once_and_its_scattered_plots_are_not_decoded() -> None:
    dense, scattered = squares(10, 10, 510), squares(10, 10, 100, apart=400)
    apart = shapely.transform(scattered, lambda xy: xy + 0.5)
    shapes = Counted(np.concatenate([dense, apart]))
    bounds = shapely.bounds(shapes.shapes)
    first = layer_area_m2(shapes, METRIC_CRS, bounds)
    assert first / 1e6 == pytest.approx(26.01, rel=0.005)
    assert shapes.asked == 100
    assert layer_area_m2(shapes, METRIC_CRS, bounds) == first
    assert shapes.asked == 100


def test_plots_that_lie_over_one_another_count_their_ground_once() -> None:
    """A second set of the same squares lies half over the first: 27.6 km² of ground, and a plain sum would say 50."""
    metres = transform(squares(10, 10, 500), STORAGE, METRIC_CRS)
    both = np.concatenate([metres, shapely.transform(metres, lambda xy: xy + 250)])
    once = float(shapely.area(shapely.union_all(both)))
    assert continuous_area_m2(transform(both, METRIC_CRS, STORAGE), METRIC_CRS) == pytest.approx(once, rel=1e-6)


def test_strips_of_a_grid_make_the_pieces_that_its_cells_make() -> None:
    draw = np.random.default_rng(17)
    low = draw.integers(-60, 60, (90, 2))
    high = low + draw.integers(0, 7, (90, 2))
    owner, strips = continuous._strips(low, high)
    grid = continuous._Runs.of(strips)
    cells = np.zeros((140, 140), dtype=bool)
    for (west, south), (east, north) in zip(low + 65, high + 65, strict=True):
        cells[south : north + 1, west : east + 1] = True
    labels, count = ndimage.label(cells, np.ones((3, 3)))
    piece = grid.pieces()
    assert grid.length.sum() == cells.sum()
    assert len(set(piece.tolist())) == count
    assert sorted(np.bincount(piece, weights=grid.length)) == sorted(np.bincount(labels[cells])[1:])
    pairs = {
        (labels[south + 65, west + 65], piece[run]) for (west, south), run in zip(low[owner], grid.run, strict=True)
    }
    assert len({label for label, _ in pairs}) == len({label for label, _ in pairs if label}) <= count
