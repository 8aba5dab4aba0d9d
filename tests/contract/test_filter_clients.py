"""Would break where GDAL's driver (QGIS stands on it) no longer handed its conditions to the service, or lost rows when it did."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from gis.inventory import Inventory

CONDITIONS = [
    "status = 'idle' OR status = 'reserve'",
    "site_area_m2 > 20000 AND status <> 'idle'",
    "name LIKE '%3%'",
    "owner IS NULL",
    "contract_start >= '2018-01-01'",
]
# GDAL says on its log which address it fetched: that is where a condition handed over is seen.
READ = """
import json, sys, pyogrio
source, log, *conditions = sys.argv[1:]
pyogrio.set_gdal_config_options({"CPL_DEBUG": "ON", "CPL_LOG": log})
found = {}
for where in conditions:
    frame = pyogrio.read_dataframe("OAPIF:" + source, layer="industrial_land", where=where)
    found[where] = sorted(map(str, frame["id"]))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def read(served: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], str]:
    """Ids by condition, and the addresses that GDAL fetched."""
    log = tmp_path_factory.mktemp("gdal") / "log"
    command = [sys.executable, "-W", "ignore", "-c", READ, served, str(log), *CONDITIONS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), log.read_text("utf-8", "replace")


def test_gdal_hands_its_conditions_over(read: tuple[dict[str, list[str]], str]) -> None:
    fetched = [line for line in read[1].splitlines() if "filter=" in line and "Fetch" in line]
    assert len(fetched) >= len(CONDITIONS)
    assert all("filter-lang=cql-text" in line for line in fetched)


def test_gdal_gets_the_rows_that_meet_them(read: tuple[dict[str, list[str]], str], demo_inventory: Inventory) -> None:
    layer = demo_inventory.layer("industrial_land")
    rows: list[dict[str, Any]] = [layer.properties(row) for row in range(len(layer))]
    tests: list[Callable[[dict[str, Any]], bool]] = [
        lambda row: row["status"] in ("idle", "reserve"),
        lambda row: (row["site_area_m2"] or 0) > 20000 and row["status"] not in ("idle", None),
        lambda row: "3" in (row["name"] or ""),
        lambda row: row["owner"] is None,
        lambda row: (row["contract_start"] or "") >= "2018-01-01",
    ]
    for where, test in zip(CONDITIONS, tests, strict=True):
        assert read[0][where] == sorted(row["id"] for row in rows if test(row)), where
