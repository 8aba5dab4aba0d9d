"""What lies around the plots: the outline, waters, highways, fields; the parks; the controls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from gis.demonstration.frame import DIGITS, Frame, Point, dice
from gis.demonstration.layout import EDGE_M, Grid
from gis.geometry import measured_area_m2

Row = tuple[str, Any, dict[str, Any]]


def base_shapes(recipe: Mapping[str, Any], grids: list[Grid]) -> Iterator[Row]:
    """Outline, waters, highways, streets, greens, towns, fields: id, geometry, columns."""
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
    for grid in grids:
        yield from _park_base(recipe, grid)


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


def _park_base(recipe: Mapping[str, Any], grid: Grid) -> Iterator[Row]:
    park = grid.park
    for number, street in enumerate(grid.streets(), 1):
        columns = {"class": "road", "name": street.name, "name_en": street.name_en, "width_m": street.width_m}
        yield f"B-{park['id']}-S{number:02d}", street.geometry, columns
    for number, name in enumerate(park["greens"], 1):
        columns = {
            "class": "green",
            "name": f"{park['name']}绿地 {number}",
            "name_en": f"{park['short_en']} green {number}",
        }
        yield f"B-{park['id']}-G{number:02d}", _block(grid, name), columns
    yield from _fields(recipe, grid)


def _block(grid: Grid, name: str) -> Any:
    block = next(one for one in grid.blocks() if one.name == name)
    return shapely.Polygon(grid.frame.degrees(list(block.corners)))


def _fields(recipe: Mapping[str, Any], grid: Grid) -> Iterator[Row]:
    """Strips of fields around a park, turned a little against it, none within it."""
    park = grid.park
    chance = dice(recipe["seed"], "fields", park["id"])
    within = grid.outline(margin_m=120)
    frame = Frame.of(
        {**park, "rotation": park["rotation"] - 0.22, "bend_m": 70, "bend_length_m": 900}, recipe["metric_crs"]
    )
    number = 0
    for u in range(-3300, 3300, 330):
        for v in range(-2600, 2600, 240):
            x, y = u + 30 * chance.random(), v + 20 * chance.random()
            field = frame.polygon([(x, y), (x + 290, y), (x + 290, y + 205), (x, y + 205)])
            if chance.random() < 0.2 or field.intersects(within):
                continue
            number += 1
            columns = {
                "class": "context",
                "name": f"{park['name']}周边农地 {number}",
                "name_en": f"Fields near {park['short_en']} {number}",
            }
            yield f"B-{park['id']}-F{number:03d}", field, columns


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
    """Controls as boxes or widened lines in the frame of a park."""
    frames = {grid.park["id"]: grid.frame for grid in grids}
    for entry in recipe["controls"]:
        frame = frames[entry["park"]]
        geometry = _box(frame, entry["box"]) if "box" in entry else frame.ribbon(entry["line"], float(entry["width_m"]))
        yield entry["id"], geometry, {**_names(entry), "class": entry["class"], "authority": entry["authority"]}
