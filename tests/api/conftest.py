"""A small district for the tests of the service: parcels on a grid, floors, parks, projects; some values unknown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely

from api.app import create_app
from api.ground.settings import Settings
from gis.folder import open_folder
from gis.inventory import Inventory
from gis.io import geojson
from gis.layer import Feature
from tests.api.serving import served

CATALOG = """
[folder]
title = { zh = "测试区", en = "Test district" }
metric_crs = "EPSG:4548"
as_of = 2023-06-30
home = [116.6, 36.4, 116.9, 36.6]

[collections.parks]
kind = "park"
file = "parks.geojson"
title = { zh = "园区", en = "Parks" }
fields = [
  { name = "id", zh = "编号", en = "Id", role = "id" },
  { name = "name", zh = "名称", en = "Name", role = "name" },
]

[collections.industrial_land]
kind = "parcel"
file = "industrial_land.geojson"
title = { zh = "产业用地", en = "Industrial land" }
noun = { zh = "宗", en = "parcels" }
as_of = 2023-06-30
fields = [
  { name = "id", zh = "编号", en = "Id", role = "id" },
  { name = "name", zh = "名称", en = "Name", role = "name" },
  { name = "park_id", zh = "园区", en = "Park", role = "park", references = "parks" },
  { name = "land_use", zh = "用途", en = "Land use", role = "usage", codelist = "land_use" },
  { name = "site_area_m2", type = "number", unit = "m2_land", zh = "登记面积", en = "Registered area", role = "area" },
  { name = "status", zh = "状态", en = "Status", role = "status", codelist = "status" },
  { name = "contract_start", type = "date", zh = "合同开工", en = "Contract start" },
  { name = "services", type = "list", zh = "配套", en = "Services" },
  { name = "note", zh = "备注", en = "Note" },
]

[collections.projects]
kind = "project"
file = "projects.geojson"
title = { zh = "项目", en = "Projects" }
fields = [
  { name = "id", zh = "编号", en = "Id", role = "id" },
  { name = "name", zh = "名称", en = "Name", role = "name" },
  { name = "stage", zh = "阶段", en = "Stage", role = "stage" },
  { name = "needs", zh = "需求", en = "Needs", role = "needs" },
  { name = "land_area_min_m2", type = "number", unit = "m2_land", zh = "用地下限", en = "Least land", role = "land_area_min" },
  { name = "land_area_max_m2", type = "number", unit = "m2_land", zh = "用地上限", en = "Most land", role = "land_area_max" },
]

[collections.outline]
kind = "base"
file = "outline.geojson"
title = { zh = "范围线", en = "Outline" }
fields = [{ name = "id", zh = "编号", en = "Id", role = "id" }]
"""
LAND_USE = """
id = "land_use"
title = { zh = "用地分类", en = "Land use" }
hierarchy = "prefix"
codes = [
  { code = "1001", zh = "工业用地", en = "Industrial" },
  { code = "100101", zh = "一类工业用地", en = "Industrial 1" },
  { code = "100102", zh = "二类工业用地", en = "Industrial 2" },
  { code = "1101", zh = "物流仓储用地", en = "Logistics" },
  { code = "0802", zh = "科研用地", en = "Research" },
]
"""
STATUS = """
id = "status"
title = { zh = "状态", en = "Status" }
codes = [
  { code = "reserve", zh = "储备", en = "Reserve" },
  { code = "idle", zh = "闲置", en = "Idle" },
  { code = "built", zh = "建成", en = "Built" },
]
"""
SCHEMES = Path(__file__).resolve().parents[2] / "layers" / "schemes"
HOSTILE = "<script>alert(1)</script>${document.title=1}`\"'=1+1"


def parcels() -> list[dict[str, Any]]:
    """Properties of 60 parcels on a grid of 10 columns; every seventh area and every fifth status unknown."""
    uses = ["100101", "100102", "1001", "1101", "0802"]
    return [
        {
            "id": f"L-{n:03d}",
            "name": HOSTILE if n == 3 else f"创新谷 {n} 号地块",
            "park_id": "CXG" if n % 2 else "GD",
            "land_use": uses[n % 5],
            "site_area_m2": None if n % 7 == 0 else float(5000 + (n * 7919) % 60000),
            "status": None if n % 5 == 4 else ["reserve", "idle", "built"][n % 3],
            "contract_start": f"20{10 + n % 12:02d}-0{1 + n % 9}-15" if n % 4 else None,
            "services": ["water", "power"] if n % 2 else [],
            "note": "一,二" if n == 5 else None,
        }
        for n in range(60)
    ]


def cell(n: int) -> Any:
    """The square of parcel n, in degrees."""
    west, south = 116.70 + (n % 10) * 0.002, 36.45 + (n // 10) * 0.002
    return shapely.box(west, south, west + 0.0018, south + 0.0018)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district as a data folder."""
    made = tmp_path_factory.mktemp("district")
    write_folder(made)
    return made


@pytest.fixture(scope="session")
def inventory(folder: Path) -> Inventory:
    """The district as an inventory."""
    return open_folder(folder)


def write_folder(folder: Path) -> None:
    """The declaration and the layers of the district."""
    write_catalog(folder)
    features = {
        "parks": [
            Feature(key, shapely.box(116.69, 36.44, 116.73, 36.47), {"name": name})
            for key, name in (("CXG", "创新谷"), ("GD", "归德"))
        ],
        "industrial_land": [Feature(row["id"], cell(n), row) for n, row in enumerate(parcels())],
        "outline": [
            Feature("o/1 区", shapely.LineString([(116.6, 36.4), (116.9, 36.6)]), {}),
            Feature("nowhere", None, {}),
        ],
        "projects": [
            Feature(f"P-{n}", None, {"name": f"项目 {n} {HOSTILE}", "stage": "new", "needs": "land", **area})
            for n, area in enumerate([{"land_area_min_m2": 20000.0, "land_area_max_m2": 40000.0}, {}], 1)
        ],
    }
    for name, found in features.items():
        geojson.write(folder / f"{name}.geojson", found)


def write_catalog(folder: Path) -> None:
    """The declaration of the district and its code lists."""
    (folder / "codelists").mkdir()
    (folder / "catalog.toml").write_text(CATALOG, "utf-8")
    (folder / "codelists" / "land_use.toml").write_text(LAND_USE, "utf-8")
    (folder / "codelists" / "status.toml").write_text(STATUS, "utf-8")
    shutil.copytree(SCHEMES, folder / "schemes")


@pytest.fixture(scope="session")
def address(inventory: Inventory) -> Iterator[str]:
    """Where the service over the district answers: a real server on the loopback."""
    with served(create_app(Settings(), inventory)) as found:
        yield found


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of that service."""
    with httpx.Client(base_url=address, trust_env=False) as made:
        yield made
