"""A small district to hold in: plots of several states, floors, projects; one plot and one floor that the ledger says are held."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any, Final

import shapely

from gis.catalog import Catalog
from gis.inventory import Inventory
from gis.io import geojson
from gis.layer import Feature
from gis.matching.schemes.scheme_file import load_schemes
from gis.reservation import Reservation, ReservedItem
from gis.reservations import Terms, Wanted, make, run, terms_of
from gis.store import Store

SCHEMES: Final = Path(__file__).resolve().parents[3] / "layers" / "schemes"
_CATALOG: Final = """
[folder]
title = {{ zh = "测试区", en = "Test district" }}
metric_crs = "EPSG:4548"
{day}

[collections.plots]
kind = "parcel"
file = "plots.geojson"
title = {{ zh = "地块", en = "Plots" }}
fields = [
  {{ name = "id", zh = "编号", en = "id", role = "id" }},
  {{ name = "name", zh = "名称", en = "name", role = "name" }},
  {{ name = "area_m2", type = "number", unit = "m2_land", zh = "面积", en = "area", role = "area" }},
  {{ name = "state", zh = "状态", en = "state", role = "status", codelist = "land_status" }},
  {{ name = "who", zh = "意向方", en = "held by", role = "held_by" }},
  {{ name = "until", type = "date", zh = "意向截止", en = "held until", role = "held_until" }},
]

[collections.floors]
kind = "space"
file = "floors.geojson"
title = {{ zh = "楼层", en = "Floors" }}
fields = [
  {{ name = "id", zh = "编号", en = "id", role = "id" }},
  {{ name = "name", zh = "名称", en = "name", role = "name" }},
  {{ name = "area_m2", type = "number", unit = "m2", zh = "面积", en = "area", role = "area" }},
  {{ name = "house", zh = "楼栋", en = "building", role = "building" }},
  {{ name = "storey", type = "integer", zh = "楼层", en = "storey", role = "floor" }},
  {{ name = "plot", zh = "地块", en = "plot", role = "parcel" }},
  {{ name = "least_m2", type = "number", unit = "m2", zh = "起租", en = "let from", role = "min_let" }},
  {{ name = "state", zh = "状态", en = "state", role = "status", codelist = "availability" }},
  {{ name = "who", zh = "意向方", en = "held by", role = "held_by" }},
  {{ name = "until", type = "date", zh = "意向截止", en = "held until", role = "held_until" }},
]

[collections.projects]
kind = "project"
file = "projects.geojson"
title = {{ zh = "项目", en = "Projects" }}
fields = [
  {{ name = "id", zh = "编号", en = "id", role = "id" }},
  {{ name = "name", zh = "名称", en = "name", role = "name" }},
  {{ name = "stage", zh = "阶段", en = "stage", role = "stage" }},
  {{ name = "tenure", type = "list", zh = "方式", en = "tenure", role = "tenure" }},
  {{ name = "needs", type = "list", zh = "需求", en = "needs", role = "needs" }},
  {{ name = "floor_min_m2", type = "number", unit = "m2", zh = "楼面下限", en = "least floor", role = "floor_area_min" }},
  {{ name = "floor_max_m2", type = "number", unit = "m2", zh = "楼面上限", en = "most floor", role = "floor_area_max" }},
]
"""
TODAY: Final = dt.date(2023, 6, 30)
LAST: Final = dt.date(2023, 9, 30)
PLOT_M2: Final = 20_000.0
FLOOR_M2: Final = 2_000.0


def write_district(folder: Path, *, plots: int = 4, floors: int = 3, dated: bool = True) -> None:
    """The district as a data folder: plots ``L-0`` …, ``L-built``, ``L-held``; floors ``F-0`` …, ``F-bare`` without an area."""
    folder.mkdir(parents=True)
    day = f"as_of = {TODAY}" if dated else 'time_zone = "Asia/Shanghai"'
    (folder / "catalog.toml").write_text(_CATALOG.format(day=day), "utf-8")
    shutil.copytree(SCHEMES.parent / "codelists", folder / "codelists")
    shutil.copytree(SCHEMES, folder / "schemes")
    numbered = [_feature(f"L-{n}", n, area_m2=PLOT_M2, state="reserve") for n in range(plots)]
    odd = [
        _feature("L-built", plots, area_m2=PLOT_M2, state="built"),
        _feature("L-held", plots + 1, area_m2=PLOT_M2, state="reserve", who="甲公司", until="2023-08-31"),
        _feature("L-was-held", plots + 2, area_m2=PLOT_M2, state="reserve", who="甲公司", until="2023-06-29"),
    ]
    geojson.write(folder / "plots.geojson", [*numbered, *odd])
    layers = [_feature(f"F-{n}", 100 + n, area_m2=FLOOR_M2, least_m2=100.0, state="free") for n in range(floors)]
    geojson.write(folder / "floors.geojson", [*layers, _feature("F-bare", 100 + floors, state="free")])
    asks: dict[str, Any] = {"stage": "new", "tenure": ["rent"], "floor_min_m2": 1_000.0, "floor_max_m2": 1_500.0}
    projects = [Feature(f"P-{n}", None, {"id": f"P-{n}", "name": f"项目 {n}", **asks}) for n in range(3)]
    geojson.write(folder / "projects.geojson", projects)


def _feature(key: str, place: int, **values: Any) -> Feature:
    west, south = 116.70 + (place % 20) * 0.003, 36.45 + (place // 20) * 0.003
    shape = shapely.box(west, south, west + 0.0016, south + 0.0013)
    return Feature(key, shape, {"id": key, "name": f"{key} 号", **values})


def terms(catalog: Catalog) -> Terms:
    """The terms of the district's scheme, where nothing shares the ground of anything."""
    return terms_of(Inventory.of(catalog, {}, "none"), load_schemes(catalog.folder, catalog)[catalog.scheme], 366)


def plot(*keys: str) -> tuple[ReservedItem, ...]:
    """Plots as a hold names them."""
    return tuple(ReservedItem(collection="plots", id=key) for key in keys)


def floor(key: str, area_m2: float | None = None) -> tuple[ReservedItem, ...]:
    """A floor, or a part of it, as a hold names it."""
    return (ReservedItem(collection="floors", id=key, area_m2=area_m2),)


def wanted(items: tuple[ReservedItem, ...], *, firm: str = "乙公司", until: dt.date = LAST, **more: Any) -> Wanted:
    """A hold that is asked for, by a firm unless a project is named."""
    return Wanted(items=items, until=until, firm=None if "project_id" in more else firm, **more)


def held(store: Store, catalog: Catalog, asked: Wanted) -> Reservation:
    """A hold made."""
    return run(store, catalog, "planner", lambda t: make(t, catalog, terms(catalog), asked, "planner"))
