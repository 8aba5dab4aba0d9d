"""QGIS itself, offscreen, opens the service and draws it. Would break where a desktop could no longer be a client."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from gis.inventory import Inventory

PYTHON = shutil.which("python3", path="/usr/bin")
# Debian's own interpreter has QGIS; a process of its own, for the server under test is a thread of this one.
DRAW = """
import json, sys
from qgis.core import QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsVectorLayer
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
application = QgsApplication([], False)
application.initQgis()
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


def has_qgis() -> bool:
    """Whether Debian's python3-qgis is installed."""
    return (
        PYTHON is not None
        and not subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode
    )


@pytest.mark.soak
@pytest.mark.skipif(not has_qgis(), reason="QGIS is not on this machine: apt-get install python3-qgis")
def test_qgis_opens_draws_and_filters_a_collection(served: str, demo_inventory: Inventory, tmp_path: Path) -> None:
    picture = tmp_path / "qgis.png"
    environment = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "no_proxy": "*"}
    command = [str(PYTHON), "-c", DRAW, served, "industrial_land", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    layer = demo_inventory.layer("industrial_land")
    assert found["ids"] == sorted(layer.ids)
    assert found["valid"]
    assert {"name", "status", "site_area_m2"} <= set(found["fields"])
    idle = layer.columns["status"].equals(["idle"])
    assert found["idle"] == sorted(layer.ids[row] for row in idle.nonzero()[0].tolist())
    assert found["painted"] > 100, "nothing was drawn"
    assert picture.stat().st_size > 5_000
