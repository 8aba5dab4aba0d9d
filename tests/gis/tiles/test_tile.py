"""A tile read by another program holds what the layer has there: the right features, valid, clipped, with their ids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from gis.errors import UnknownTile
from gis.layer import Feature
from gis.tiles import BUFFER, EXTENT, Address, TileSource, shown_fields, tile
from gis.tiles.grid import WORLD, steps_of
from tests.gis import small

PLACED = "place"


def read(content: bytes) -> list[dict[str, Any]]:
    """A tile's features, y southwards as the tile has it."""
    if not content:
        return []
    layers = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    assert [(name, layer["extent"], layer["version"]) for name, layer in layers.items()] == [("plots", EXTENT, 2)]
    found: list[dict[str, Any]] = layers["plots"]["features"]
    return found


def at_zoom(zoom: int, lng: float, lat: float) -> Address:
    """The tile of a level around a place."""
    x, y = (steps_of(np.asarray([[lng, lat]]))[0].astype(int) >> (31 - zoom)).tolist()
    return Address(zoom, y, x)


def projected(geometry: Any, at: Address) -> Any:
    """Degrees in units of a tile, by the formula of the projection."""

    def move(xy: Any) -> Any:
        scale = 2**at.zoom * EXTENT
        x = (xy[:, 0] / 360 + 0.5) * scale - at.column * EXTENT
        sine = np.sin(np.radians(xy[:, 1]))
        y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * scale - at.row * EXTENT
        return np.column_stack([x, y])

    return shapely.transform(geometry, move)


def tiled(features: Sequence[Feature], at: Address, **more: Any) -> list[dict[str, Any]]:
    """The features of a tile of a layer."""
    layer = small.layer(features)
    return read(tile(layer, TileSource.of(layer.geometries), at, **more))


def star(lng: float, lat: float, reaches: Sequence[float]) -> Any:
    """A polygon around a place, with a corner at each reach in degrees."""
    turns = np.linspace(0, 2 * math.pi, len(reaches), endpoint=False)
    return shapely.Polygon(
        np.column_stack([lng + np.cos(turns) * reaches, lat + np.sin(turns) * np.asarray(reaches) * 0.8])
    )


stars = st.builds(
    star,
    st.floats(116.0, 116.2),
    st.floats(36.4, 36.6),
    st.lists(st.floats(1e-4, 0.03), min_size=3, max_size=14),
)
rings = st.builds(
    lambda shell, part: shell.difference(shapely.affinity.scale(shell, part, part)), stars, st.floats(0.2, 0.9)
)
several = st.builds(lambda one, two: shapely.union_all([one, two]), stars, stars)
areal = st.one_of(stars, rings, several).filter(lambda each: each.is_valid and each.area > 0)


FAR_AND_SMALL = shapely.union_all(
    [shapely.box(115.9921, 36.4266, 116.0156, 36.4483), shapely.box(115.9999, 36.49992, 116.0001, 36.50008)]
)
"""A part that is drawn, beyond the window, and one within it that is too small to be."""


@settings(max_examples=60, deadline=None)
@example(shapes=[FAR_AND_SMALL], zoom=11, place=(116.0, 36.5))
@given(
    shapes=st.lists(areal, min_size=1, max_size=8),
    zoom=st.integers(11, 16),
    place=st.tuples(st.floats(116, 116.2), st.floats(36.4, 36.6)),
)
def test_a_tile_shows_the_features_that_meet_it_and_no_others(
    shapes: list[Any], zoom: int, place: tuple[float, float]
) -> None:
    at = at_zoom(zoom, *place)
    found = tiled([small.plot(f"P-{n}", each) for n, each in enumerate(shapes)], at)
    buffered = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    shown = {
        each["properties"]["id"]
        for each in found
        if "id" in each["properties"] and "generalised" not in each["properties"]
    }
    for n, each in enumerate(shapes):
        exact = projected(each, at)
        if f"P-{n}" in shown:
            assert exact.distance(buffered) < 2
            continue
        # A part smaller than a pixel is not drawn; what is thinner than a unit may round to nothing.
        seen = [
            part
            for part in shapely.get_parts(exact)
            if max(np.diff(shapely.bounds(part).reshape(2, 2), axis=0)[0]) > 17
        ]
        inside = shapely.union_all(shapely.make_valid(np.array(seen, dtype=object))).intersection(buffered)
        assert inside.buffer(-1.5).is_empty
    for each in found:
        geometry = shape(each["geometry"])
        assert geometry.is_valid
        assert not geometry.is_empty
        low, left, high, right = geometry.bounds
        assert min(low, left) >= -BUFFER
        assert max(high, right) <= EXTENT + BUFFER
        key = each["properties"].get("id")
        if key is not None and "generalised" not in each["properties"]:
            exact = shapely.make_valid(projected(shapes[int(key[2:])], at)).intersection(buffered)
            assert geometry.symmetric_difference(exact).area <= 1.6 * (exact.length + geometry.length) + 8


@settings(max_examples=40, deadline=None)
@given(shapes=st.lists(areal, min_size=1, max_size=6), zoom=st.integers(0, 18))
def test_rings_run_as_the_specification_asks(shapes: list[Any], zoom: int) -> None:
    at = at_zoom(zoom, 116.1, 36.5)
    for each in tiled([small.plot(f"P-{n}", one) for n, one in enumerate(shapes)], at):
        geometry = each["geometry"]
        polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for polygon in polygons:
            # With y southwards a positive area is clockwise on the map.
            assert [shapely.LinearRing(ring).is_ccw for ring in polygon] == [True] + [False] * (len(polygon) - 1)


@settings(max_examples=40, deadline=None)
@given(
    places=st.lists(st.tuples(st.floats(116.0, 117.0), st.floats(36.0, 37.0)), min_size=1, max_size=60),
    zoom=st.integers(0, 12),
)
def test_every_feature_is_counted_once_whatever_the_level(places: list[tuple[float, float]], zoom: int) -> None:
    features = [
        small.plot(f"P-{n}", star(lng, lat, [2e-4] * 5), site_area_m2=100.0, status=("idle", "built")[n % 2])
        for n, (lng, lat) in enumerate(places)
    ]
    layer = small.layer(features)
    source = TileSource.of(layer.geometries)
    x, y = (steps_of(np.asarray(places)).astype(int) >> (31 - zoom)).T
    near = {
        (r + dy, c + dx) for r, c in zip(y.tolist(), x.tolist(), strict=True) for dx in (-1, 0, 1) for dy in (-1, 0, 1)
    }
    side = 1 << zoom
    found = [
        each
        for row, column in near
        if 0 <= row < side and 0 <= column < side
        for each in read(tile(layer, source, Address(zoom, row, column)))
    ]
    merged = [each["properties"] for each in found if each["properties"].get("generalised")]
    whole = {each["properties"]["id"] for each in found if not each["properties"].get("generalised")}
    assert sum(each["count"] for each in merged) + len(whole) == len(places)
    assert sum(each["site_area_m2"] for each in merged) == pytest.approx(100.0 * (len(places) - len(whole)))
    alone = [each["id"] for each in merged if each["count"] == 1]
    assert len(set(alone)) == len(alone)
    assert all(("id" in each) == (each["count"] == 1) for each in merged)


def test_what_is_merged_speaks_for_most_of_its_area_and_has_as_much() -> None:
    big, little = star(116.5, 36.5, [4e-4] * 6), star(116.501, 36.5, [1e-4] * 6)
    (one,) = tiled(
        [small.plot("A", big, status="idle"), small.plot("B", little, status="built")], at_zoom(6, 116.5, 36.5)
    )
    assert one["properties"] == {"status": "idle", "generalised": True, "count": 2}
    assert one["id"] == 0  # what the reader says where there is none
    at = at_zoom(9, 116.5, 36.5)
    crowd = [small.plot(f"P-{n}", shapely.affinity.translate(big, n % 20 * 8e-4, n // 20 * 6e-4)) for n in range(400)]
    drawn = sum(shape(each["geometry"]).area for each in tiled(crowd, at))
    assert drawn == pytest.approx(400 * projected(big, at).area, rel=0.15)


def test_known_values_are_told_as_they_are_and_unknown_ones_not_at_all() -> None:
    features = [
        small.plot("地-1", small.cell(0, 0), name="创新谷", use="1001", status="idle", park="GD", site_area_m2=12.5),
        small.plot("B", small.cell(1, 0), planned=True, started="2020-01-02", services=["power", "gas"], floors=-3),
    ]
    at = at_zoom(13, 116.01, 36.005)
    first, second = sorted(tiled(features, at), key=lambda each: -len(each["properties"]))
    assert first["properties"] == {
        "id": "地-1",
        "name": "创新谷",
        "use": "1001",
        "status": "idle",
        "park": "GD",
        "site_area_m2": 12.5,
    }
    assert second["properties"] == {"id": "B"}
    assert {first["id"], second["id"]} == {1, 2}
    layer = small.layer(features)
    fields = shown_fields(layer, ["id", "planned", "started", "services", "floors"])
    asked = read(tile(layer, TileSource.of(layer.geometries), at, fields=fields))
    told = {each["properties"].pop("id"): each["properties"] for each in asked}
    assert told == {
        "地-1": {},
        "B": {"planned": True, "started": "2020-01-02", "services": '["power", "gas"]', "floors": -3.0},
    }


def test_a_filter_is_asked_once_and_obeyed() -> None:
    features = [small.plot(f"P-{n}", small.cell(n % 4, n // 4, side=0.002)) for n in range(16)]
    asked: list[Any] = []

    def keep(rows: Any) -> Any:
        asked.append(rows)
        return rows % 2 == 0

    for zoom in (4, 14):
        at = at_zoom(zoom, 116.004, 36.004)
        found = tiled(features, at, keep=keep)
        total = sum(each["properties"].get("count", 1) for each in found)
        assert (
            total == 8
            if zoom == 4
            else {each["properties"]["id"] for each in found} <= {f"P-{n}" for n in range(0, 16, 2)}
        )
    assert len(asked) == 2


@pytest.mark.parametrize("zoom", [3, 8, 9, 10, 11, 12])
def test_of_many_blocks_what_meets_the_window_is_asked_and_nothing_else(zoom: int) -> None:
    """Blocks that lie within are taken whole: one too many would be drawn beside its tile, one too few would be a gap."""
    corners = [(116 + n % 40 / 50, 36 + n // 40 / 50, 0.05 if n % 7 == 0 else 0.012) for n in range(1_000)]
    features = [small.plot(f"P-{n}", shapely.box(x, y, x + side, y + side)) for n, (x, y, side) in enumerate(corners)]
    layer = small.layer(features)
    source, at = TileSource.of(layer.geometries), at_zoom(zoom, 116.4, 36.25)
    asked: list[Any] = []

    def keep(rows: Any) -> Any:
        asked.extend(rows.tolist())
        return rows < 0

    tile(layer, source, at, keep=keep)
    west, north, east, south = at.within(BUFFER)
    w, n, e, s = source.boxes
    meets = source.rows[(w <= east) & (e >= west) & (n <= south) & (s >= north)]
    assert sorted(asked) == sorted(meets.tolist())


def test_points_lines_and_features_without_a_place() -> None:
    line = shapely.LineString([(115.9, 36.5), (116.1, 36.50001), (116.3, 36.5)])
    features = [
        small.plot("line", line),
        small.plot("points", shapely.MultiPoint([(116.1, 36.5), (116.11, 36.51)])),
        small.plot("mixed", shapely.GeometryCollection([shapely.Point(116.1, 36.5), small.cell(10, 50)])),
        small.plot("nowhere"),
    ]
    found = {each["properties"]["id"]: each for each in tiled(features, at_zoom(16, 116.1, 36.5))}
    assert {key: each["geometry"]["type"] for key, each in found.items()} == {
        "line": "LineString",
        "points": "Point",
        "mixed": "Polygon",
    }
    bounds = shape(found["line"]["geometry"]).bounds
    assert (bounds[0], bounds[2]) == (-BUFFER, EXTENT + BUFFER)
    far = tiled(features, at_zoom(1, 116.1, 36.5))
    assert sum(each["properties"]["count"] for each in far) == 3


def test_a_sliver_along_the_edge_of_a_tile_is_left_out() -> None:
    at = at_zoom(12, 116.5, 36.5)
    edge = (EXTENT + BUFFER) / EXTENT
    side = 360 / 2**12
    west = (at.column + edge) * side - 180
    over = shapely.box(west - side / EXTENT / 5, 36.4, west + side / 10, 36.6)
    comb = shapely.union_all([over, shapely.box(west - side / EXTENT / 4, 36.49, west + side / 9, 36.5)])
    assert tiled([small.plot("A", over), small.plot("B", comb)], at) == []


def test_an_outline_of_very_many_vertices_is_drawn_more_coarsely_and_stays_valid() -> None:
    turns = np.linspace(0, 2 * math.pi, 120_000, endpoint=False)
    reach = 0.2 + 0.05 * np.sin(turns * 1500)
    teeth = shapely.Polygon(np.column_stack([116.5 + reach * np.cos(turns), 36.5 + reach * np.sin(turns)]))
    (one,) = tiled([small.plot("A", teeth)], at_zoom(10, 116.7, 36.5))
    geometry = shape(one["geometry"])
    assert geometry.is_valid
    assert shapely.get_num_coordinates(geometry) <= 20_000


def test_empty_places_have_empty_tiles_and_the_grid_ends() -> None:
    assert tiled([small.plot("A", small.cell(0, 0))], at_zoom(12, 0, 0)) == []
    assert tiled([small.plot("A")], Address(0, 0, 0)) == []
    assert tiled([], Address(0, 0, 0)) == []
    for address in [(-1, 0, 0), (23, 0, 0), (2, 4, 0), (2, 0, -1)]:
        with pytest.raises(UnknownTile):
            Address(*address)
    for zoom in (0, 19, 22):
        side = (1 << zoom) - 1
        assert Address(zoom, side, side).within()[2:] == (WORLD, WORLD)


def test_a_dense_layer_stays_small_far_out() -> None:
    draw = np.random.default_rng(7)
    places = np.asarray([116.5, 36.5]) + draw.normal(scale=[0.2, 0.15], size=(40_000, 2))
    squares = shapely.box(places[:, 0], places[:, 1], places[:, 0] + 0.0013, places[:, 1] + 0.001)
    features = [
        small.plot(
            f"P-{n:06d}", each, name=f"地块 {n}", status=("idle", "built", "reserve")[n % 3], site_area_m2=1e4 + n
        )
        for n, each in enumerate(squares)
    ]
    layer = small.layer(features)
    source = TileSource.of(layer.geometries)
    for zoom in range(13):
        assert len(tile(layer, source, at_zoom(zoom, 116.5, 36.5))) < (500_000 if zoom <= 10 else 1_300_000), zoom
