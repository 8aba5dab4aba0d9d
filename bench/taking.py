"""W26 to W30: the whole layer taken away as a file, beside pandas and pyogrio that write the same columns, made ready beforehand."""

from __future__ import annotations

import csv
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
import pandas as pd

from bench.figures import Measured, shown
from bench.folder import COLLECTION, Files
from bench.targets import OURS
from gis.folder import open_folder
from gis.io.about import About
from gis.io.formats import export, format_of_name
from gis.io.sheet import UNKNOWN, columns
from gis.layer import Layer
from gis.text import Text, in_lang

CSV, GEOJSON, GPKG, XLSX = "W26 CSV out", "W27 GeoJSON out", "W28 GeoPackage out", "W29 XLSX out"
SHAPEFILE: Final = "W30 Shapefile out"
WORKLOADS: Final = (CSV, GEOJSON, GPKG, XLSX, SHAPEFILE)
KINDS: Final = {CSV: "csv", GEOJSON: "geojson", GPKG: "gpkg", XLSX: "xlsx", SHAPEFILE: "shp.zip"}
PANDAS, PYOGRIO = "pandas", "pyogrio"
PEER: Final = {CSV: PANDAS, GEOJSON: PYOGRIO, GPKG: PYOGRIO, XLSX: PANDAS, SHAPEFILE: PYOGRIO}
DRIVERS: Final = {"geojson": "GeoJSON", "gpkg": "GPKG", "shp.zip": "ESRI Shapefile"}
WORDS: Final = """W26 to W30: the whole layer written by `gis.io` to a file, with what it says of itself, in the process that opened it. pandas: `to_csv` (text quoted,
  unknown in the same words, a mark before it) and `to_excel` by xlsxwriter of the same columns under the same titles, codes with their titles and 亩 in the table
  already; one sheet without styles, where landstock also writes the printed list, fields and codes. pyogrio: `to_file` of the layer's table, of a Shapefile
  as a zip (landstock's has README, dictionaries and styles too, and GBK for UTF-8). Their tables are made before the clock starts. What landstock keeps of a layer that does not
  change (the ground that it covers in one piece) is there from the second round on, as the median has it."""
_LANG: Final = "zh"


def taking(found: Measured, files: Files, rounds: int) -> None:
    """Time them in turn."""
    inventory = open_folder(files.layers)
    layer = inventory.layer(COLLECTION)
    rows = np.arange(len(layer))
    about = About.of(inventory.catalog, layer, rows, Text("全部", "all"), inventory.version)
    table, frame = _table(layer), layer.to_geodataframe()
    with tempfile.TemporaryDirectory(prefix="landstock-bench-") as scratch:
        for workload, kind in KINDS.items():
            path = Path(scratch) / f"taken.{kind}"

            def ours(form: str = format_of_name(path.name), path: Path = path) -> None:
                with path.open("wb") as out:
                    out.writelines(export(form, layer, rows, lang=_LANG, about=about))

            def theirs(kind: str = kind, path: Path = path) -> None:
                _write(kind, path, table, frame)

            _in_turn(found, workload, path, {OURS: ours, PEER[workload]: theirs}, rounds)
    found.notes.append(f"W26 to W30: {os.getloadavg()[2]:.1f} processes wanted the machine's cores meanwhile.")


def _in_turn(
    found: Measured, workload: str, path: Path, contestants: dict[str, Callable[[], None]], rounds: int
) -> None:
    seconds: dict[str, list[float]] = {who: [] for who in contestants}
    worked: dict[str, list[float]] = {who: [] for who in contestants}
    for _ in range(rounds):
        for who, write in contestants.items():
            path.unlink(missing_ok=True)
            began, before = time.perf_counter(), time.process_time()
            write()
            seconds[who].append(time.perf_counter() - began)
            worked[who].append(time.process_time() - before)
    for who, each in seconds.items():
        found.add(workload, who, "s", each)
    said = ", ".join(f"{shown(median(each))} s of {who}" for who, each in worked.items())
    found.notes.append(f"{workload} by CPU: {said}.")


def _table(layer: Layer) -> pd.DataFrame:
    """The columns of the list as pandas has them, under its titles; unknown is None or NaN."""
    made: dict[str, Any] = {}
    for entry in columns(layer):
        values = layer.columns[entry.field.name].listed(np.arange(len(layer)))
        if entry.part != "value":
            values = [None if value is None else entry.cell_of(layer, value, _LANG) for value in values]  # type: ignore[misc] # no column of the cadastre has dates there
        made[in_lang(entry.heading, _LANG)] = values
    return pd.DataFrame(made)


def _write(kind: str, path: Path, table: pd.DataFrame, frame: Any) -> None:
    unknown = in_lang(UNKNOWN, _LANG)
    if kind == "csv":
        table.to_csv(path, index=False, encoding="utf-8-sig", quoting=csv.QUOTE_NONNUMERIC, na_rep=unknown)
    elif kind == "xlsx":
        table.to_excel(path, index=False, engine="xlsxwriter", na_rep=unknown)
    else:
        with warnings.catch_warnings():
            # A Shapefile has short names, and no times.
            warnings.simplefilter("ignore")
            frame.to_file(path, driver=DRIVERS[kind], engine="pyogrio", index=False)
