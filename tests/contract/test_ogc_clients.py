"""Would break where QGIS, GDAL or OWSLib could no longer connect: the real clients read a real server."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import openapi_spec_validator
import pytest
from owslib.ogcapi.features import Features

from api.answering.describe import bounds_of
from gis.inventory import Inventory

# A process of its own: GDAL holds the interpreter while it waits, and the server under test is a thread of this one.
READ_ALL = """
import json, sys, pyogrio
source = "OAPIF:" + sys.argv[1]
found = {}
for name, _ in pyogrio.list_layers(source):
    frame = pyogrio.read_dataframe(source, layer=name)
    found[name] = {"ids": sorted(map(str, frame["id"])), "columns": list(frame.columns), "crs": frame.crs.to_string(),
        "bounds": [float(each) for each in frame.total_bounds]}
name, field, value = sys.argv[2:5]
found["where"] = len(pyogrio.read_dataframe(source, layer=name, where=f"{field} = '{value}'"))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def read(served: str) -> dict[str, Any]:
    """Everything that GDAL's OAPIF driver reads from the demonstration."""
    command = [sys.executable, "-W", "ignore", "-c", READ_ALL, served, "industrial_land", "status", "idle"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_gdal_reads_every_collection_whole(read: dict[str, Any], demo_inventory: Inventory) -> None:
    for name, layer in demo_inventory.layers.items():
        assert read[name]["ids"] == sorted(layer.ids)
        assert set(layer.collection.by_name) - set(read[name]["columns"]) == set()
        assert read[name]["crs"] == "EPSG:4490", "as stored: nothing is moved for it"
        assert read[name]["bounds"] == pytest.approx(bounds_of(layer), abs=1e-7, nan_ok=True)


def test_gdal_asks_by_field(read: dict[str, Any], demo_inventory: Inventory) -> None:
    column = demo_inventory.layer("industrial_land").columns["status"]
    assert read["where"] == int(column.equals(["idle"]).sum()) > 0


def test_owslib_connects(served: str, demo_inventory: Inventory) -> None:
    features = Features(served)
    assert features.feature_collections() == list(demo_inventory.layers)
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in features.conformance()["conformsTo"]
    assert len(features.collection_items("industrial_land", limit=5)["features"]) == 5
    assert "status" in features.collection_queryables("industrial_land")["properties"]
    first = demo_inventory.layer("parks").ids[0]
    assert features.collection_item("parks", first)["id"] == first


def test_the_interface_is_a_valid_openapi_30_document(served: str, demo_inventory: Inventory) -> None:
    answer = httpx.get(f"{served}/api", trust_env=False)
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    document = answer.json()
    assert document["openapi"].startswith("3.0")
    openapi_spec_validator.validate(document)
    for name, layer in demo_inventory.layers.items():
        named = {entry.get("name") for entry in document["paths"][f"/collections/{name}/items"]["get"]["parameters"]}
        assert set(layer.collection.by_name) <= named


def test_the_landing_page_leads_everywhere(served: str) -> None:
    with httpx.Client(base_url=served, trust_env=False) as client:
        links = client.get("/").json()["links"]
        assert {"self", "service-desc", "service-doc", "conformance", "data"} <= {link["rel"] for link in links}
        for collection in client.get("/collections").json()["collections"]:
            links += collection["links"]
        for link in links:
            answer = client.get(link["href"])
            assert answer.status_code == 200, link
            assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0], link
