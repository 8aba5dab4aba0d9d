"""QGIS itself, offscreen, opens the service and draws it. Would break where a desktop could no longer be a client."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis.inventory import Inventory
from tests.contract.qgis import NEEDS_QGIS, run_qgis

DRAW = """
from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
address, collection, picture = sys.argv[1:]
layer = QgsVectorLayer(f"url='{address}' typename='{collection}'", collection, "OAPIF")
assert layer.isValid(), layer.error().message()
features = list(layer.getFeatures())
filtered = QgsVectorLayer(f"url='{address}' typename='{collection}'", collection, "OAPIF")
filtered.setSubsetString("status = 'idle'")
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setBackgroundColor(QColor("white"))
settings.setOutputSize(QSize(800, 600))
settings.setDestinationCrs(layer.crs())
settings.setExtent(layer.extent())
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
image.save(picture)
painted = sum(QColor(image.pixel(x, y)) != QColor("white") for x in range(0, 800, 4) for y in range(0, 600, 4))
print(json.dumps({
    "ids": sorted(feature["id"] for feature in features),
    "valid": all(feature.geometry().isGeosValid() for feature in features),
    "fields": [field.name() for field in layer.fields()],
    "idle": sorted(feature["id"] for feature in filtered.getFeatures() if feature["status"] == "idle"),
    "painted": painted,
}))
"""


@pytest.mark.soak
@NEEDS_QGIS
def test_qgis_opens_draws_and_filters_a_collection(served: str, demo_inventory: Inventory, tmp_path: Path) -> None:
    picture = tmp_path / "qgis.png"
    found = run_qgis(DRAW, tmp_path, served, "industrial_land", str(picture))
    layer = demo_inventory.layer("industrial_land")
    assert found["ids"] == sorted(layer.ids)
    assert found["valid"]
    assert {"name", "status", "site_area_m2"} <= set(found["fields"])
    idle = layer.columns["status"].equals(["idle"])
    assert found["idle"] == sorted(layer.ids[row] for row in idle.nonzero()[0].tolist())
    assert found["painted"] > 100, "nothing was drawn"
    assert picture.stat().st_size > 5_000
