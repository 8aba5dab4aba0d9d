"""QGIS, offscreen, opens the files that are taken away in the colours of our map. Would break where the next desk saw grey shapes without titles."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gis.inventory import Inventory
from gis.io.about import About
from gis.io.formats import FORMATS, export
from gis.map_classes import MapClasses
from tests.contract.qgis import NEEDS_QGIS, run_qgis

OPEN = """
from qgis.core import QgsFeatureRequest, QgsVectorLayer
found = {}
for path in sys.argv[1:]:
    layer = QgsVectorLayer(path, "layer", "ogr")
    assert layer.isValid(), path
    renderer = layer.renderer()
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.EmbeddedSymbols)
    if renderer.type() == "categorizedSymbol":
        colours = {each.value(): each.symbol().color().name().upper() for each in renderer.categories()}
    else:
        # A symbol lives as long as its feature.
        drawn = (each for each in layer.getFeatures(request) if each.embeddedSymbol())
        colours = sorted({each.embeddedSymbol().color().name().upper() for each in drawn})
    found[path] = {
        "count": layer.featureCount(),
        "renderer": renderer.type(),
        "colours": colours,
        "titles": [field.alias() for field in layer.fields()],
        "crs": layer.crs().authid(),
    }
print(json.dumps(found))
"""


@pytest.mark.soak
@NEEDS_QGIS
def test_qgis_opens_each_file_in_our_colours(demo_inventory: Inventory, tmp_path: Path) -> None:
    layer = demo_inventory.layer("industrial_land")
    rows = layer.positions
    about = About.of(demo_inventory.catalog, layer, rows, demo_inventory.catalog.title, demo_inventory.version)
    for kind in ("gpkg", "shp", "kml", "kmz", "dxf", "gdb"):
        path = tmp_path / f"out.{FORMATS[kind].extension}"
        path.write_bytes(b"".join(export(kind, layer, rows, lang="zh", about=about)))
    with zipfile.ZipFile(tmp_path / "out.shp.zip") as packed:
        packed.extractall(tmp_path)
    paths = {
        "gpkg": f"{tmp_path}/out.gpkg|layername=industrial_land",
        "shp": f"{tmp_path}/industrial_land.shp",
        "kml": f"{tmp_path}/out.kml",
        "kmz": f"{tmp_path}/out.kmz",
        "dxf": f"{tmp_path}/out.dxf|layername=entities|geometrytype=LineString",
        "gdb": f"{tmp_path}/out.gdb.zip",
    }
    opened = run_qgis(OPEN, tmp_path, *paths.values())
    found = {kind: opened[path] for kind, path in paths.items()}
    classes = MapClasses.of(layer, rows).classes
    drawn = {one.code or "": one.symbol.fill.upper() for one in classes}
    for kind in ("gpkg", "shp"):
        assert (found[kind]["count"], found[kind]["renderer"]) == (len(layer), "categorizedSymbol")
        assert found[kind]["colours"] == drawn
        assert "宗地代码" in found[kind]["titles"]
    for kind in ("kml", "kmz"):
        assert set(found[kind]["colours"]) <= set(drawn.values())
        assert len(found[kind]["colours"]) > 3
    assert set(found["dxf"]["colours"]) <= {one.symbol.stroke.upper() for one in classes}
    assert found["gdb"]["count"] == len(layer)
