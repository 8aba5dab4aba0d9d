"""Would break where GDAL, and with it QGIS, could no longer read our tiles, or read them somewhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from gis.inventory import Inventory
from gis.tiles import covering

# A process of its own: GDAL is kept out of the one that holds the store.
READ = """
import json, sys, pyogrio
path, z, x, y = sys.argv[1:]
frame = pyogrio.read_dataframe(path, Z=z, X=x, Y=y)
print(json.dumps({"crs": frame.crs.to_string(), "columns": list(frame.columns), "shapes": dict(zip(frame["id"], frame.geometry.to_wkt()))}))
"""


@pytest.mark.skipif("MVT" not in pyogrio.list_drivers(), reason="this GDAL reads no tiles")
def test_gdal_reads_a_tile_where_its_features_are(served: str, demo_inventory: Inventory, tmp_path: Path) -> None:
    layer = demo_inventory.layer("industrial_land")
    row = next(
        row for row, box in enumerate(layer.bounds) if covering(tuple(box), 14)[0] == covering(tuple(box), 14)[1]
    )
    at, _ = covering(tuple(layer.bounds[row].tolist()), 14)
    path = f"/collections/industrial_land/tiles/WebMercatorQuad/{at.zoom}/{at.row}/{at.column}"
    content = httpx.get(f"{served}{path}", trust_env=False).raise_for_status().content
    file = tmp_path / "tile.mvt"
    file.write_bytes(content)
    command = [sys.executable, "-W", "ignore", "-c", READ, str(file), str(at.zoom), str(at.column), str(at.row)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["crs"] == "EPSG:3857"
    assert {"id", "name", "status", "land_use"} <= set(found["columns"])
    mercator = "http://www.opengis.net/def/crs/EPSG/0/3857"
    key = layer.ids[row]
    item = httpx.get(f"{served}/collections/industrial_land/items/{key}", params={"crs": mercator}, trust_env=False)
    # A unit of this tile is 0.6 m.
    assert shapely.hausdorff_distance(shapely.from_wkt(found["shapes"][key]), shape(item.json()["geometry"])) < 0.5
