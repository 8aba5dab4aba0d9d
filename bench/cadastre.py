"""A seeded cadastre: clustered parcels of 5 to 12 vertices with log-normal areas and fifteen attributes, some of them unknown."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

SEED: Final = 20230630
CLUSTERS: Final = 40
CENTRE: Final = (116.8, 36.5)
METRES_A_DEGREE: Final = 111_320.0
AREA_M2: Final = (500.0, 300_000.0)
DECIMALS: Final = 7
"""Of a degree, about 1 cm; every form of the cadastre holds the same rounded coordinates."""
CHUNK: Final = 20_000
USES: Final = ("100101", "100102", "100103", "1101", "0802", "0902", "0806", "0807")
USE_SHARES: Final = (0.24, 0.2, 0.08, 0.12, 0.08, 0.14, 0.08, 0.06)
STATUSES: Final = ("reserve", "approved", "unstarted", "idle", "low_yield", "building", "built")
STATUS_SHARES: Final = (0.06, 0.06, 0.05, 0.04, 0.09, 0.1, 0.6)
TITLES: Final = ("titled", "in_progress", "untitled")
TITLE_SHARES: Final = (0.8, 0.12, 0.08)
UNKNOWN_SHARES: Final[Mapping[str, float]] = {
    "land_use": 0.02,
    "status": 0.04,
    "title_status": 0.1,
    "owner": 0.15,
    "site_area_m2": 0.01,
    "far_max": 0.2,
    "height_limit_m": 0.3,
    "power_kva": 0.25,
    "tax_wan_mu": 0.3,
    "investment_wan_mu": 0.35,
    "contract_start": 0.2,
}
COLUMNS: Final = (
    "id",
    "name",
    "parcel_code",
    "township",
    "land_use",
    "status",
    "title_status",
    "owner",
    "site_area_m2",
    "far_max",
    "height_limit_m",
    "power_kva",
    "tax_wan_mu",
    "investment_wan_mu",
    "contract_start",
)
NUMBERS: Final = ("site_area_m2", "far_max", "height_limit_m", "power_kva", "tax_wan_mu", "investment_wan_mu")


@dataclass(frozen=True, kw_only=True, eq=False)
class Cadastre:
    """Parcels in WGS 84 degrees: ``geometries`` of shape (n,), and each of ``COLUMNS`` of shape (n,) with None or NaN where unknown."""

    geometries: NDArray[Any]
    columns: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.geometries)

    def frame(self) -> gpd.GeoDataFrame:
        """The cadastre as a table with geometries."""
        table = pd.DataFrame({name: self.columns[name] for name in COLUMNS})
        return gpd.GeoDataFrame(table, geometry=self.geometries, crs="EPSG:4326")


def cadastre(size: int, seed: int = SEED) -> Cadastre:
    """A cadastre of so many parcels; the same size and seed give the same cadastre."""
    draw = np.random.default_rng(seed)
    areas = _areas(draw, size)
    xy, cluster = _places(draw, size, float(areas.mean()))
    return Cadastre(geometries=_polygons(draw, xy, areas), columns=_columns(draw, areas, cluster))


def _areas(draw: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Log-normal areas in m², drawn again where they leave the bounds."""
    areas = draw.lognormal(np.log(9_000.0), 1.1, size)
    while len(outside := np.flatnonzero((areas < AREA_M2[0]) | (areas > AREA_M2[1]))):
        areas[outside] = draw.lognormal(np.log(9_000.0), 1.1, len(outside))
    return np.round(areas, 1)


def _places(draw: np.random.Generator, size: int, mean_area: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Centres in degrees, and the cluster of each; the region grows with the size, so that its density does not."""
    side = np.sqrt(size * mean_area * 3)
    centres = draw.uniform(-side / 2, side / 2, (CLUSTERS, 2))
    spread = draw.uniform(0.02, 0.08, CLUSTERS) * side
    cluster = draw.choice(CLUSTERS, size, p=draw.dirichlet(np.full(CLUSTERS, 2.0)))
    metres = centres[cluster] + draw.normal(size=(size, 2)) * spread[cluster, None]
    return _degrees(metres) + np.asarray(CENTRE), cluster


def _degrees(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = np.asarray([np.cos(np.radians(CENTRE[1])), 1.0]) * METRES_A_DEGREE
    return np.asarray(metres / scale, dtype=np.float64)


def _polygons(draw: np.random.Generator, xy: NDArray[np.float64], areas: NDArray[np.float64]) -> NDArray[Any]:
    """Star-shaped polygons around their centres with the areas asked: valid, for their angles rise."""
    corners = draw.integers(5, 13, len(areas))
    made = np.empty(len(areas), dtype=object)
    for count in range(5, 13):
        rows = np.flatnonzero(corners == count)
        if not len(rows):
            continue
        angles = (np.arange(count) + draw.uniform(-0.3, 0.3, (len(rows), count))) * (2 * np.pi / count)
        radii = draw.uniform(0.7, 1.3, (len(rows), count))
        stretch, turn = draw.uniform(0.6, 1.6, (len(rows), 1)), draw.uniform(0, np.pi, (len(rows), 1))
        x, y = radii * np.cos(angles) * stretch, radii * np.sin(angles) / stretch
        twice = np.abs((x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1, keepdims=True))
        scale = np.sqrt(2 * areas[rows, None] / twice)
        turned = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], axis=2)
        made[rows] = shapely.polygons(np.round(_degrees(turned * scale[:, :, None]) + xy[rows, None, :], DECIMALS))
    return made


def _columns(
    draw: np.random.Generator, areas: NDArray[np.float64], cluster: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    size = len(areas)
    serial = np.arange(1, size + 1)
    first = dt.date(2005, 1, 1).toordinal()
    days = draw.integers(first, dt.date(2023, 6, 1).toordinal(), size)
    made: dict[str, NDArray[Any]] = {
        "id": _texts(f"C{n:07d}" for n in serial),
        "name": _texts(f"地块 {n} 号" for n in serial),
        "parcel_code": _texts(
            f"370113{c + 1:03d}{n % 1000:03d}GB{n % 100000:05d}" for c, n in zip(cluster, serial, strict=True)
        ),
        "township": _texts(f"第{c + 1}片区" for c in cluster),
        "land_use": _chosen(draw, USES, USE_SHARES, size),
        "status": _chosen(draw, STATUSES, STATUS_SHARES, size),
        "title_status": _chosen(draw, TITLES, TITLE_SHARES, size),
        "owner": _texts(f"企业 {n}" for n in draw.integers(1, max(2, size // 3), size)),
        "site_area_m2": areas.copy(),
        "far_max": np.round(draw.uniform(0.8, 4.0, size), 1),
        "height_limit_m": np.round(draw.uniform(12, 100, size)),
        "power_kva": np.round(draw.lognormal(np.log(800), 0.9, size)),
        "tax_wan_mu": np.round(draw.lognormal(np.log(8), 0.8, size), 1),
        "investment_wan_mu": np.round(draw.lognormal(np.log(250), 0.5, size), 1),
        "contract_start": _texts(dt.date.fromordinal(int(day)).isoformat() for day in days),
    }
    for name, share in UNKNOWN_SHARES.items():
        made[name][draw.random(size) < share] = np.nan if name in NUMBERS else None
    return made


def _texts(words: Iterator[str]) -> NDArray[Any]:
    return np.array(list(words), dtype=object)


def _chosen(draw: np.random.Generator, words: tuple[str, ...], shares: tuple[float, ...], size: int) -> NDArray[Any]:
    return np.array(words, dtype=object)[draw.choice(len(words), size, p=shares)]


def rows_of(made: Cadastre, start: int, end: int) -> Iterator[dict[str, Any]]:
    """Some rows as plain values, None where unknown."""
    parts = []
    for name in COLUMNS:
        values = made.columns[name][start:end].tolist()
        parts.append([None if value != value else value for value in values] if name in NUMBERS else values)  # noqa: PLR0124 NaN
    for row in zip(*parts, strict=True):
        yield dict(zip(COLUMNS, row, strict=True))


def write_geojson(made: Cadastre, path: Path) -> None:
    """The cadastre as one FeatureCollection."""
    with path.open("wb") as out:
        out.write(b'{"type":"FeatureCollection","features":[\n')
        for start in range(0, len(made), CHUNK):
            shapes = shapely.to_geojson(made.geometries[start : start + CHUNK])
            lines = [
                orjson.dumps(
                    {
                        "type": "Feature",
                        "id": row["id"],
                        "geometry": orjson.Fragment(shape),
                        "properties": {key: value for key, value in row.items() if key != "id"},
                    }
                )
                for shape, row in zip(shapes, rows_of(made, start, start + CHUNK), strict=True)
            ]
            out.write((b",\n" if start else b"") + b",\n".join(lines))
        out.write(b"\n]}\n")


def write_gpkg(made: Cadastre, path: Path) -> None:
    """The cadastre as a GeoPackage with an R-tree."""
    path.unlink(missing_ok=True)
    pyogrio.write_dataframe(made.frame(), path, layer="cadastre", driver="GPKG", SPATIAL_INDEX="YES")


def write_copy(made: Cadastre, path: Path) -> None:
    """The cadastre as PostgreSQL's COPY reads it: CSV, geometry last as hexadecimal EWKB, unknown empty."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for start in range(0, len(made), CHUNK):
            shapes = shapely.set_srid(made.geometries[start : start + CHUNK], 4326)
            hexes = shapely.to_wkb(shapes, hex=True, include_srid=True)
            rows = rows_of(made, start, start + CHUNK)
            writer.writerows([*row.values(), shape] for row, shape in zip(rows, hexes, strict=True))
