"""W11: neighbouring parcels joined for one project, up to five of 10,000, beside a straight script over shapely and dictionaries."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from bench.cadastre import CENTRE, DECIMALS, METRES_A_DEGREE, SEED, Cadastre, cadastre, write_geojson
from bench.figures import Measured
from bench.folder import COLLECTION, write_folder
from bench.peers.geopandas import CLOSED, VACANT, WEIGHTS
from bench.questions import ALLOWED, TOLERANCE
from bench.targets import OURS
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.matching import Project, Scheme, load_schemes
from gis.matching.assembly import ranked_joined

WORKLOAD: Final = "W11 joined"
WORDS: Final = "sets of up to five neighbours of 10,000 parcels that together serve one project: how many, and the best twenty scores"
SIDE: Final = 100
"""Parcels along either side of the fabric."""
_PITCH_M: Final = 100.0
_SHIFT_M: Final = 22.0
LOW, HIGH, POWER, TAX = 28_000.0, 40_000.0, 300.0, 20.0
_EDGE_M: Final = 5.0
_MOST, _TOP, _OVER = 5, 20, 1.5
Answer = tuple[int, list[float]]


def fabric(side: int = SIDE, seed: int = SEED) -> Cadastre:
    """Parcels without gaps, quadrilaterals of about a hectare, with the attributes of the cadastre, their areas registered as drawn."""
    draw = np.random.default_rng(seed)
    grid = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1), indexing="ij"), axis=2) * _PITCH_M
    metres = grid + draw.uniform(-_SHIFT_M, _SHIFT_M, grid.shape)
    scale = np.array([np.cos(np.radians(CENTRE[1])), 1.0]) * METRES_A_DEGREE
    points = np.round(metres / scale + np.array(CENTRE), DECIMALS)
    rings = np.stack([points[:-1, :-1], points[1:, :-1], points[1:, 1:], points[:-1, 1:]], axis=2).reshape(-1, 4, 2)
    shapes, columns = shapely.polygons(rings), dict(cadastre(side * side, seed).columns)
    areas = np.round(gpd.GeoSeries(shapes, crs="EPSG:4326").to_crs("EPSG:4548").area.to_numpy(), 1)
    # Half of what is built over or set aside in the cadastre can be had here: where little is, little can be joined.
    for name, word in (("status", "idle"), ("land_use", "100102")):
        columns[name] = np.where(draw.random(side * side) < 0.5, word, columns[name])
    columns["site_area_m2"] = np.where(np.isnan(columns["site_area_m2"].astype(float)), np.nan, areas)
    return Cadastre(geometries=shapes, columns=columns)


def joining(found: Measured, rounds: int) -> None:
    """Hold both answers against one another, then time them in turn; each looks for neighbours anew in every round."""
    made = fabric()
    with tempfile.TemporaryDirectory(prefix="landstock-bench-") as scratch:
        layers = Path(scratch) / "layers"
        layers.mkdir()
        write_geojson(made, layers / f"{COLLECTION}.geojson")
        write_folder(layers)
        open_folder(layers)
        scheme, frame = load_schemes(layers)["peer"], made.frame().to_crs("EPSG:4548")
        taken: dict[str, list[float]] = {OURS: [], "geopandas": []}
        for _ in range(rounds):
            # An inventory keeps what it found; every round begins with one that has found nothing yet.
            inventory = open_folder(layers)
            ours = _timed(lambda at=inventory: product(at, scheme), taken[OURS])  # type: ignore[misc]
            theirs = _timed(lambda: script(frame), taken["geopandas"])
            if said := difference(ours, theirs):
                found.unequal[f"geopandas, {WORKLOAD}"] = said
                del taken["geopandas"]
                break
        else:
            found.equal[WORKLOAD] = ["geopandas"]
        for who, seconds in taken.items():
            found.add(WORKLOAD, who, "ms", [each * 1000 for each in seconds])


def difference(ours: Answer, theirs: Answer) -> str | None:
    """What is unequal between two answers; scores may differ by their last digit, where halves are rounded."""
    if ours[0] != theirs[0]:
        return f"{ours[0]} sets against {theirs[0]}"
    return None if np.allclose(ours[1], theirs[1], rtol=0, atol=0.011) else f"{ours[1][:3]} … against {theirs[1][:3]} …"


def _timed(answer: Callable[[], Answer], seconds: list[float]) -> Answer:
    began = time.perf_counter()
    found = answer()
    seconds.append(time.perf_counter() - began)
    return found


def product(inventory: Inventory, scheme: Scheme) -> Answer:
    """By the engine."""
    project = Project(
        needs="land", industry_code="35", pollution_class="1",
        land_area_min_m2=LOW, land_area_max_m2=HIGH, power_kva=POWER, tax_wan_mu=TAX,
    )  # fmt: skip
    found = ranked_joined(inventory, project, scheme, _TOP)["land"]
    return found.total, [each.score for each in found.joined]


def script(frame: gpd.GeoDataFrame) -> Answer:
    """As one writes it down: rules, a dictionary of neighbours, sets grown one by one and kept once, the mean of what members earn."""
    use, status = frame["land_use"], frame["status"]
    area, power, tax = (frame[name].to_numpy(dtype=float) for name in ("site_area_m2", "power_kva", "tax_wan_mu"))
    bad = (use.notna() & ~use.isin(ALLOWED["1"])) | status.isin(CLOSED)
    rows = np.flatnonzero(~(bad.to_numpy() | (power < POWER) | ~(area < LOW * (1 - TOLERANCE))))
    today = np.where(status.isin(VACANT), 0.0, tax)
    earned = np.stack([np.interp(power / POWER, [1, 1.5], [0.6, 1]), np.interp(TAX - today, [0, 20], [0, 1])])
    earned = np.nan_to_num(np.where(np.isnan([power, TAX - today]), np.nan, earned))
    near = _neighbours(frame.geometry.to_numpy(), rows)
    scores = []
    for members in _sets(near, area):
        some = sorted(members)
        total = float(area[some].sum())
        if total >= LOW * (1 - TOLERANCE):
            fit = float(np.interp((total - LOW) / (HIGH - LOW), [0, 0.5, 1], [0.6, 1, 0.6]))
            values = [fit, *((earned[:, some] * area[some]).sum(axis=1) / total)]
            scores.append(float(round(sum(round(round(v, 4) * w, 2) for v, w in zip(values, WEIGHTS, strict=True)), 2)))
    return len(scores), sorted(scores, reverse=True)[:_TOP]


def _neighbours(shapes: Any, rows: Any) -> dict[int, set[int]]:
    near: dict[int, set[int]] = {int(row): set() for row in rows}
    for a, b in shapely.STRtree(shapes[rows]).query(shapes[rows], predicate="intersects").T.tolist():
        one, other = int(rows[a]), int(rows[b])
        if one < other:
            common = shapely.intersection(shapely.boundary(shapes[one]), shapely.boundary(shapes[other]))
            if round(float(shapely.length(common)), 2) >= _EDGE_M:
                near[one].add(other)
                near[other].add(one)
    return near


def _sets(near: dict[int, set[int]], area: Any) -> set[frozenset[int]]:
    """Connected sets of two to five that are not too large."""
    level = {frozenset((row,)) for row in near}
    found: set[frozenset[int]] = set()
    for _ in range(_MOST - 1):
        level = {
            grown
            for members in level
            for other in set().union(*(near[row] for row in members)) - members
            if area[list(grown := members | {other})].sum() <= HIGH * _OVER
        }
        found |= level
    return found
