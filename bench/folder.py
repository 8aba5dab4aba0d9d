"""The cadastre on disk in every form that a contestant opens, made once for each size and kept."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.cadastre import COLUMNS, NUMBERS, SEED, cadastre, write_copy, write_geojson, write_gpkg

BENCH: Final = Path(__file__).resolve().parent
ROOT: Final = BENCH.parent
DATA: Final = BENCH / ".data"
COLLECTION: Final = "cadastre"
SIZES: Final = {"2k": 2_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
CODELISTS: Final = {"land_use": "land_use_2023", "status": "land_status", "title_status": "title_status"}
ROLES: Final = {
    "id": "id",
    "name": "name",
    "land_use": "usage",
    "status": "status",
    "title_status": "title_status",
    "owner": "owner",
    "site_area_m2": "area",
    "far_max": "far_max",
    "height_limit_m": "height_limit",
    "power_kva": "power",
    "tax_wan_mu": "tax_per_mu",
    "investment_wan_mu": "investment_per_mu",
    "contract_start": "contract_start",
}
UNITS: Final = {"site_area_m2": "m2_land", "height_limit_m": "m", "power_kva": "kVA"}


@dataclass(frozen=True, kw_only=True)
class Files:
    """Where one size of the cadastre lies."""

    folder: Path
    size: int

    @property
    def layers(self) -> Path:
        """The data folder that ``landstock serve --layers`` opens."""
        return self.folder / "layers"

    @property
    def geojson(self) -> Path:
        """One FeatureCollection; the data folder's own file."""
        return self.layers / f"{COLLECTION}.geojson"

    @property
    def gpkg(self) -> Path:
        """A GeoPackage with an R-tree."""
        return self.folder / "cadastre.gpkg"

    @property
    def copy(self) -> Path:
        """CSV with geometry as hexadecimal EWKB."""
        return self.folder / "cadastre.csv"


def prepared(size: int, data: Path = DATA) -> Files:
    """The cadastre of a size in all its forms; made where it is not there, or was made by another generator."""
    files = Files(folder=data / str(size), size=size)
    sources = [BENCH / "cadastre.py", BENCH / "folder.py", BENCH / "schemes" / "peer.toml"]
    state = hashlib.sha256(b"".join(path.read_bytes() for path in sources) + str(SEED).encode()).hexdigest()
    stamp = files.folder / "made"
    if stamp.is_file() and stamp.read_text("utf-8") == state:
        return files
    shutil.rmtree(files.folder, ignore_errors=True)
    files.layers.mkdir(parents=True)
    made = cadastre(size)
    write_geojson(made, files.geojson)
    write_gpkg(made, files.gpkg)
    write_copy(made, files.copy)
    write_folder(files.layers)
    stamp.write_text(state, "utf-8")
    return files


def write_folder(layers: Path) -> None:
    """What a data folder needs beside its GeoJSON: catalog, code lists, the frozen scheme."""
    (layers / "codelists").mkdir()
    for name in CODELISTS.values():
        shutil.copy(ROOT / "layers" / "codelists" / f"{name}.toml", layers / "codelists")
    (layers / "schemes").mkdir()
    shutil.copy(BENCH / "schemes" / "peer.toml", layers / "schemes")
    (layers / "catalog.toml").write_text("\n".join(_catalog()) + "\n", "utf-8")


def _catalog() -> list[str]:
    lines = [
        "[folder]",
        'title = { zh = "测速地籍", en = "Benchmark cadastre" }',
        'metric_crs = "EPSG:4548"',
        "as_of = 2023-06-30",
        'scheme = "peer"',
        "",
        f"[collections.{COLLECTION}]",
        'kind = "parcel"',
        f'file = "{COLLECTION}.geojson"',
        'title = { zh = "地籍", en = "Cadastre" }',
        'noun = { zh = "宗", en = "parcels" }',
    ]
    for name in COLUMNS:
        lines += ["", f"[[collections.{COLLECTION}.fields]]", f'name = "{name}"', f'zh = "{name}"', f'en = "{name}"']
        dtype = "number" if name in NUMBERS else "date" if name == "contract_start" else "text"
        lines += [f'type = "{dtype}"'] if dtype != "text" else []
        for key, table in (("role", ROLES), ("codelist", CODELISTS), ("unit", UNITS)):
            lines += [f'{key} = "{table[name]}"'] if name in table else []
    return lines
