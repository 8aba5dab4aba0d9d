"""What lies around the plots: the outline, waters, highways, fields; the parks; the controls."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from gis.demonstration.frame import DIGITS, Block, Frame, Point, dice
from gis.demonstration.layout import EDGE_M, Grid
from gis.geometry import measured_area_m2

Row = tuple[str, Any, dict[str, Any]]


def base_shapes(recipe: Mapping[str, Any], seed: int, grids: list[Grid]) -> Iterator[Row]:
    """Outline, waters, highways, villages, and the streets, greens, housing and fields of the parks: id, geometry, columns."""
    outline = recipe["outline"]
    ring = shapely.Polygon(_smooth(outline["ring"], closed=True))
    yield (
        "B-OUTLINE",
        ring,
        {"class": "outline", "name": outline["name"], "name_en": outline["name_en"], "source": outline["source"]},
    )
    for kind, key in (("river", "waters"), ("road", "highways")):
        for number, entry in enumerate(recipe[key], 1):
            line = shapely.LineString(_smooth(entry["line"], closed=False))
            yield (
                f"B-{kind.upper()}-{number:02d}",
                line,
                {"class": kind, **_names(entry), "width_m": float(entry["width_m"])},
            )
    frames = {grid.park["id"]: grid.frame for grid in grids}
    for number, village in enumerate(recipe["villages"], 1):
        yards = _yards(frames[village["park"]], village["at"], village["yards"], dice(seed, "village", village["name"]))
        yield f"B-VILLAGE-{number:02d}", yards, {"class": "context", **_names(village)}
    for grid in grids:
        yield from _park_base(seed, grid)
        yield from _fields(recipe, seed, grid, grids)


def _names(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": entry["name"], "name_en": entry["name_en"]}


def _smooth(points: list[list[float]], *, closed: bool) -> list[Point]:
    """Corners cut twice (Chaikin), so that a hand-drawn line runs like a river."""
    line = [(float(x), float(y)) for x, y in points]
    for _ in range(2):
        pairs = list(zip(line, line[1:] + line[:1] if closed else line[1:], strict=False))
        cut = [(a[0] * w + b[0] * (1 - w), a[1] * w + b[1] * (1 - w)) for a, b in pairs for w in (0.75, 0.25)]
        line = cut if closed else [line[0], *cut, line[-1]]
    return [(round(x, DIGITS), round(y, DIGITS)) for x, y in line]


def _park_base(seed: int, grid: Grid) -> Iterator[Row]:
    park = grid.park
    for number, street in enumerate(grid.streets(), 1):
        columns = {"class": "road", "name": street.name, "name_en": street.name_en, "width_m": street.width_m}
        yield f"B-{park['id']}-S{number:02d}", street.geometry, columns
    for number, (name, called) in enumerate(park["greens"].items(), 1):
        block = _block(grid, name)
        ring = shapely.Polygon(grid.frame.degrees(list(block.corners)))
        yield f"B-{park['id']}-G{number:02d}", ring, {"class": "green", **_both(called)}
    for number, (name, called) in enumerate(park["towns"].items(), 1):
        houses = _houses(grid, _block(grid, name), dice(seed, "town", park["id"], name))
        yield f"B-{park['id']}-T{number:02d}", houses, {"class": "context", **_both(called)}


def _both(names: str) -> dict[str, str]:
    name, name_en = names.split("|")
    return {"name": name, "name_en": name_en}


def _block(grid: Grid, name: str) -> Block:
    return next(one for one in grid.blocks() if one.name == name)


def _houses(grid: Grid, block: Block, chance: random.Random) -> Any:
    """Rows of slab houses in a block."""
    rings = []
    for row in range(int(block.depth_m // 46)):
        for column in range(int(block.width_m // 66)):
            x, y = 14 + column * 66 + 6 * chance.random(), 14 + row * 46 + 3 * chance.random()
            box = ((x, y), (x + 50, y), (x + 50, y + 15), (x, y + 15))
            rings.append([block.at(s / block.width_m, t / block.depth_m) for s, t in box])
    return shapely.MultiPolygon([shapely.Polygon(grid.frame.degrees(ring)) for ring in rings])


def _yards(frame: Frame, at: Sequence[float], yards: Sequence[int], chance: random.Random) -> Any:
    """A village: yards in rows that are not quite straight, with gaps."""
    columns, rows = yards
    rectangles = []
    for row in range(rows):
        for column in range(columns):
            x = at[0] + (column - columns / 2) * 62 + 14 * chance.random() + 9 * row
            y = at[1] + (row - rows / 2) * 48 + 10 * chance.random()
            if chance.random() < 0.86:
                wide, deep = 38 + 12 * chance.random(), 26 + 8 * chance.random()
                rectangles.append(frame.polygon([(x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)]))
    return shapely.MultiPolygon(rectangles)


def _ground_in_use(recipe: Mapping[str, Any], grid: Grid) -> Any:
    """Where no field is: the park, villages, greater roads and waters, in degrees."""
    lines = [
        shapely.LineString(_smooth(one["line"], closed=False)) for key in ("highways", "waters") for one in recipe[key]
    ]
    villages = [
        shapely.Point(grid.frame.degrees([grid.frame.metres(*one["at"])])[0]).buffer(0.0034, quad_segs=2)
        for one in recipe["villages"]
        if one["park"] == grid.park["id"]
    ]
    return shapely.union_all([grid.outline(margin_m=120), *lines, *(one.geometry for one in grid.streets()), *villages])


def _fields(recipe: Mapping[str, Any], seed: int, grid: Grid, grids: Sequence[Grid]) -> Iterator[Row]:
    """Strips of fields around a park, turned a little against it, none within it, none across a greater road or water; they bear no name."""
    park = grid.park
    chance = dice(seed, "fields", park["id"])
    taken = _ground_in_use(recipe, grid)
    frame = Frame.of(
        {**park, "rotation": park["rotation"] - 0.22, "bend_m": 70, "bend_length_m": 900}, recipe["metric_crs"]
    )
    origins = [one.frame.origin for one in grids]
    number = 0
    for u in range(-3300, 3300, 330):
        for v in range(-2600, 2600, 240):
            x, y = u + 30 * chance.random(), v + 20 * chance.random()
            field = frame.polygon([(x, y), (x + 290, y), (x + 290, y + 205), (x, y + 205)])
            nearest = min(origins, key=lambda origin: math.dist(origin, frame.metres(x + 145, y + 103)))
            if chance.random() < 0.2 or nearest != frame.origin or field.intersects(taken):
                continue
            number += 1
            yield f"B-{park['id']}-F{number:03d}", field, {"class": "context"}


def parks(grids: list[Grid], metric_crs: str) -> Iterator[Row]:
    """Parks, the themed parks inside, the planned extensions."""
    for grid in grids:
        park = grid.park
        chains = sorted({chain for themed in park["themed"] for chain in themed["chains"]})
        yield _park_row(
            park, grid.outline(margin_m=EDGE_M), metric_crs, {"class": "zone", "planned": False, "chains": chains}
        )
        for themed in park["themed"]:
            columns = {"class": "themed", "planned": False, "parent_id": park["id"], "chains": themed["chains"]}
            yield _park_row(themed, grid.outline(grid.box(*themed["blocks"])), metric_crs, columns)
        for extension in park.get("extensions", []):
            columns = {"class": "planned_extension", "planned": True, "parent_id": park["id"], "chains": []}
            yield _park_row(extension, _box(grid.frame, extension["box"]), metric_crs, columns)


def _park_row(entry: Mapping[str, Any], geometry: Any, metric_crs: str, columns: dict[str, Any]) -> Row:
    area = measured_area_m2(np.array([geometry], dtype=object), metric_crs)[0]
    return entry["id"], geometry, {**_names(entry), **columns, "site_area_m2": round(float(area))}


def _box(frame: Frame, box: list[float]) -> Any:
    """A long local box, with vertices often enough to follow the bend."""
    u0, v0, u1, v1 = box
    us = [u0 + (u1 - u0) * n / 6 for n in range(7)]
    vs = [v0 + (v1 - v0) * n / 6 for n in range(7)]
    ring = (
        [(u, v0) for u in us]
        + [(u1, v) for v in vs[1:]]
        + [(u, v1) for u in reversed(us[:-1])]
        + [(u0, v) for v in reversed(vs[1:-1])]
    )
    return frame.polygon(ring)


def controls(recipe: Mapping[str, Any], grids: list[Grid]) -> Iterator[Row]:
    """Controls as boxes or widened lines in the frame of a park, or on both sides of a water."""
    frames = {grid.park["id"]: grid.frame for grid in grids}
    for entry in recipe["controls"]:
        columns = {**_names(entry), "class": entry["class"], "authority": entry["authority"]}
        yield entry["id"], _controlled(recipe, entry, frames[entry["park"]]), columns


def _controlled(recipe: Mapping[str, Any], entry: Mapping[str, Any], frame: Frame) -> Any:
    if "box" in entry:
        return _box(frame, entry["box"])
    if "line" in entry:
        return frame.ribbon(entry["line"], float(entry["width_m"]))
    water = next(one for one in recipe["waters"] if one["name"] == entry["water"])
    return frame.ribbon_of_degrees(_smooth(water["line"], closed=False), float(entry["width_m"]))
