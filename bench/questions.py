"""The questions of the workloads, seeded: what is asked of every contestant, and how two answers are held against one another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict
from urllib.parse import urlencode

import numpy as np
import shapely

from bench.cadastre import METRES_A_DEGREE, SEED, USES, Cadastre

ITEMS: Final = 200
POLYGONS: Final = 40
DEMANDS: Final = 10
LIMIT: Final = 100
_LAST_DIGIT: Final = 0.011
TOP: Final = 20
BOOK: Final = 133
DRAWS: Final = 1000
SPREAD_PCT: Final = 20.0
TILES: Final = {8: 1, 9: 1, 10: 3, 11: 5, 12: 5, 13: 5, 14: 5}
"""Tiles asked of each zoom."""
ZOOMS: Final = tuple(TILES)
WORDS: Final = {
    "items": "W1 items in a box, of some uses, in a range of areas; page of 100 and numberMatched",
    "summary": "W2 counts and area sums by use of what touches a polygon",
    "match": "W3 one project matched, top 20",
    "book": "W4 133 projects scored, the first 20 of each and their scores",
    "stability": "W10 ranks of the first 20 under 1,000 draws of weights, ±20 %",
}


class Items(TypedDict):
    """One page of features: box in degrees, uses (empty: all), range of areas in m² (None: open)."""

    bbox: list[float]
    usage: list[str]
    low: float | None
    high: float | None


class Area(TypedDict):
    """Figures of what touches a polygon (WKT, degrees)."""

    within: str


class Demand(TypedDict):
    """One project, and the rules of the frozen scheme spelled out for those who have none.

    ``area`` is the range asked, ``accepted`` the range with the scheme's tolerance, both in m².
    """

    area: list[float]
    accepted: list[float]
    power_kva: float
    tax_wan_mu: float
    pollution_class: str
    uses: list[str]


class Book(TypedDict):
    """Many projects, asked at once."""

    demands: list[Demand]


class Shaken(TypedDict):
    """One project, and how its weights are drawn: factors from 1 − spread to 1 + spread by PCG64, a row a draw, then scaled to sum to 100."""

    demand: Demand
    draws: int
    spread_pct: float
    seed: int


class Tile(TypedDict):
    """One tile of WebMercatorQuad."""

    zoom: int
    row: int
    column: int


class Asked(TypedDict):
    """All questions of a run."""

    items: list[Items]
    summary: list[Area]
    match: list[Demand]
    book: list[Book]
    stability: list[Shaken]
    tiles: list[Tile]


ALLOWED: Final[Mapping[str, list[str]]] = {
    "1": ["100101", "100102", "100103"],
    "2": ["100102", "100103"],
    "3": ["100103"],
}
CLOSED: Final = ("building", "built")
VACANT: Final = ("reserve", "approved", "unstarted")
TOLERANCE: Final = 2 / 100


def asked(made: Cadastre, seed: int = SEED) -> Asked:
    """The questions for a cadastre, drawn around its own parcels."""
    draw = np.random.default_rng(seed + len(made))
    centres = shapely.get_coordinates(shapely.centroid(made.geometries))
    return Asked(
        items=[_items(draw, centres) for _ in range(ITEMS)],
        summary=[_polygon(draw, centres) for _ in range(POLYGONS)],
        match=[_demand(draw) for _ in range(DEMANDS)],
        book=[Book(demands=[_demand(draw) for _ in range(BOOK)])],
        tiles=_tiles(draw, centres),
        stability=[Shaken(demand=_demand(draw), draws=DRAWS, spread_pct=SPREAD_PCT, seed=seed) for _ in range(2)],
    )


def _items(draw: np.random.Generator, centres: Any) -> Items:
    half = 10 ** draw.uniform(2.4, 4.0) / METRES_A_DEGREE
    x, y = centres[draw.integers(len(centres))]
    box = [round(float(value), 6) for value in (x - half * 1.3, y - half, x + half * 1.3, y + half)]
    count = int(draw.choice([0, 1, 1, 2, 3]))
    low = float(round(10 ** draw.uniform(2.7, 4.3)))
    kind = int(draw.integers(4))
    return Items(
        bbox=box,
        usage=sorted(map(str, draw.choice(USES, count, replace=False))),
        low=low if kind in (1, 3) else None,
        high=low * 5 if kind in (2, 3) else None,
    )


def _polygon(draw: np.random.Generator, centres: Any) -> Area:
    x, y = centres[draw.integers(len(centres))]
    radius = 10 ** draw.uniform(3.0, 4.2) / METRES_A_DEGREE
    corners = int(draw.integers(6, 16))
    angles = np.arange(corners) * (2 * np.pi / corners)
    reach = radius * draw.uniform(0.6, 1.2, corners)
    ring = np.round(np.column_stack([x + reach * np.cos(angles) * 1.25, y + reach * np.sin(angles)]), 6)
    return Area(within=shapely.to_wkt(shapely.Polygon(ring), rounding_precision=6))


def drawn_demands(made: Cadastre, count: int, seed: int = SEED) -> list[Demand]:
    """Demands of a book of any length."""
    draw = np.random.default_rng(seed + len(made) + count)
    return [_demand(draw) for _ in range(count)]


def _demand(draw: np.random.Generator) -> Demand:
    low = float(round(10 ** draw.uniform(3.7, 4.5)))
    high = float(round(low * draw.uniform(1.5, 3)))
    pollution = str(draw.choice(list(ALLOWED)))
    return Demand(
        area=[low, high],
        accepted=[low * (1 - TOLERANCE), high * (1 + TOLERANCE)],
        power_kva=float(round(10 ** draw.uniform(2.3, 3.1))),
        tax_wan_mu=float(round(draw.uniform(10, 40))),
        pollution_class=pollution,
        uses=ALLOWED[pollution],
    )


def _tiles(draw: np.random.Generator, centres: Any) -> list[Tile]:
    """Few tiles far out, where each holds a great part of the cadastre, more further in."""
    drawn = (_tile(zoom, *centres[draw.integers(len(centres))]) for zoom in ZOOMS for _ in range(TILES[zoom]))
    return list({(tile["zoom"], tile["row"], tile["column"]): tile for tile in drawn}.values())


def _tile(zoom: int, longitude: float, latitude: float) -> Tile:
    """The tile that a parcel lies in."""
    side = 2**zoom
    from_north = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return Tile(zoom=zoom, row=int(from_north * side), column=int((longitude + 180) / 360 * side))


def landstock_path(question: Items, collection: str) -> str:
    """W1 as the product is asked over HTTP."""
    given = {"bbox": ",".join(map(str, question["bbox"])), "limit": str(LIMIT)}
    if question["usage"]:
        given["usage"] = ",".join(question["usage"])
    for name, bound in (("min_area_m2", question["low"]), ("max_area_m2", question["high"])):
        if bound is not None:
            given[name] = str(bound)
    return f"/collections/{collection}/items?{urlencode(given)}"


def cql2(question: Items) -> str:
    """W1 but its box as a CQL2 text; empty where nothing is asked."""
    parts = []
    if question["usage"]:
        parts.append("land_use IN (" + ",".join(f"'{use}'" for use in question["usage"]) + ")")
    if question["low"] is not None:
        parts.append(f"site_area_m2 >= {question['low']}")
    if question["high"] is not None:
        parts.append(f"site_area_m2 <= {question['high']}")
    return " AND ".join(parts)


def cql2_path(question: Items, path: str) -> str:
    """W1 as an OGC API with CQL2 is asked over HTTP."""
    given = {"bbox": ",".join(map(str, question["bbox"])), "limit": str(LIMIT), "f": "geojson"}
    if text := cql2(question):
        given |= {"filter": text, "filter-lang": "cql2-text"}
    return f"{path}?{urlencode(given)}"


def difference(workload: str, ours: Sequence[Any], theirs: Sequence[Any]) -> str | None:
    """What is unequal between two contestants' answers to all questions of a workload; None where nothing is."""
    if len(ours) != len(theirs):
        return f"{len(ours)} answers against {len(theirs)}"
    compare = {
        "items": _items_differ,
        "summary": _summary_differs,
        "match": _match_differs,
        "book": _book_differs,
        "stability": _stability_differs,
    }
    held = compare[workload]
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        if said := held(one, other):
            return f"question {number}: {said}"
    return None


def _items_differ(one: Any, other: Any) -> str | None:
    if one["matched"] != other["matched"]:
        return f"numberMatched {one['matched']} against {other['matched']}"
    return None if one["ids"] == other["ids"] else "other ids on the page"


def _summary_differs(one: Any, other: Any) -> str | None:
    if one.keys() != other.keys():
        return f"uses {sorted(one)} against {sorted(other)}"
    for use, (count, area) in one.items():
        if count != other[use][0] or not math.isclose(area, other[use][1], rel_tol=1e-9, abs_tol=1e-3):
            return f"use {use}: {count}, {area} against {other[use]}"
    return None


def _match_differs(one: Any, other: Any) -> str | None:
    if one["counts"] != other["counts"]:
        return f"counts {one['counts']} against {other['counts']}"
    return (
        f"top {one['top'][:3]} … against {other['top'][:3]} …" if _ranked_otherwise(one["top"], other["top"]) else None
    )


def _ranked_otherwise(ours: Any, theirs: Any) -> bool:
    """Whether two rankings name other sites; scores may differ by their last digit, where halves are rounded."""
    same = [key for key, _ in ours] == [key for key, _ in theirs]
    return not same or any(abs(mine - other) > _LAST_DIGIT for (_, mine), (_, other) in zip(ours, theirs, strict=True))


def _book_differs(one: Any, other: Any) -> str | None:
    for number, (ours, theirs) in enumerate(zip(one, other, strict=True)):
        if _ranked_otherwise(ours, theirs):
            return f"project {number}: {ours[:3]} … against {theirs[:3]} …"
    return None


def _stability_differs(one: Any, other: Any) -> str | None:
    for ours, theirs in zip(one, other, strict=True):
        if ours != theirs:
            return f"{ours} against {theirs}"
    return None
