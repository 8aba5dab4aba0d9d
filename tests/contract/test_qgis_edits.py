"""A list is edited in QGIS, offscreen, and comes back. Would break where what somebody did there came back as something else, or was not seen.

Saved in its place as QGIS does it, and saved under another name in another system of coordinates, as people do it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely

from gis.changes.reading import edits_of, read_changes
from gis.folder import Folder
from gis.inventory import Inventory
from tests.contract.qgis import NEEDS_QGIS, run_qgis
from tests.gis.changes.test_edited_list import folder
from tests.gis.changes.test_edited_package import LAND, package

__all__ = ["folder"]
EDIT = """
from qgis.core import (QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCoordinateTransformContext, QgsFeature, QgsGeometry, QgsProject,
    QgsVectorFileWriter, QgsVectorLayer)
from qgis.PyQt.QtCore import QDate
path, saved, *keys = sys.argv[1:]
layer = QgsVectorLayer(path, "list", "ogr")
assert layer.isValid(), layer.error().message()
by = {feature["id"]: feature for feature in layer.getFeatures()}
def put(key, name, value):
    assert layer.changeAttributeValue(by[key].id(), layer.fields().indexOf(name), value), (key, name)
one, two, three, four = keys
assert layer.startEditing()
put(one, "name", "QGIS 改名")
put(one, "power_kva", 1234)
put(two, "contract_start", QDate(2021, 5, 1))
put(two, "owner", None)
put(three, "services", '["water", "power"]')
shape = QgsGeometry(by[four].geometry())
corner = shape.vertexAt(1)
assert shape.moveVertex(corner.x() + 1e-4, corner.y(), 1)
assert layer.changeGeometry(by[four].id(), shape)
stranger = QgsFeature(layer.fields())
stranger.setGeometry(by[one].geometry())
stranger["id"] = "Q-NEW"
assert layer.addFeature(stranger)
assert layer.commitChanges(), layer.commitErrors()
options = QgsVectorFileWriter.SaveVectorOptions()
options.driverName, options.layerName = "GPKG", "saved by QGIS"
target = QgsCoordinateReferenceSystem("EPSG:4548")
options.ct = QgsCoordinateTransform(layer.crs(), target, QgsProject.instance())
written = QgsVectorFileWriter.writeAsVectorFormatV3(layer, saved, QgsCoordinateTransformContext(), options)
assert written[0] == QgsVectorFileWriter.NoError, written
print(json.dumps({"version": application.applicationVersion(), "drawn": shape.asWkt(12)}))
"""


@pytest.fixture(scope="module")
def edited(
    tmp_path_factory: pytest.TempPathFactory, demo_inventory: Inventory
) -> tuple[dict[str, Path], list[str], Any]:
    """Both files, the plots that were edited, and what QGIS says."""
    place = tmp_path_factory.mktemp("qgis")
    keys = list(demo_inventory.layer(LAND).ids[:4])
    files = {"in its place": package(demo_inventory, place / "list.gpkg"), "saved as": place / "saved.gpkg"}
    return files, keys, run_qgis(EDIT, place, *map(str, files.values()), *keys)


@NEEDS_QGIS
@pytest.mark.parametrize("how", ["in its place", "saved as"])
def test_what_is_done_in_qgis_comes_back_as_changes(
    folder: Folder, edited: tuple[dict[str, Path], list[str], Any], how: str
) -> None:
    files, (one, two, three, four), said = edited
    inventory = folder.inventory()
    found = read_changes(files[how], inventory, earlier=folder.earlier)
    assert {(each.id, each.field): each.new for each in found.changes} == {
        (one, "name"): "QGIS 改名",
        (one, "power_kva"): 1234,
        (two, "contract_start"): "2021-05-01",
        (two, "owner"): None,
        (three, "services"): ["water", "power"],
    }
    assert [each.typed for each in found.rows] == ["Q-NEW"], "a list changes rows that are there"
    (shape,) = found.shapes
    assert shape.id == four
    assert shapely.equals_exact(shape.shape, shapely.from_wkt(said["drawn"]), tolerance=1e-8)
    assert found.refused == ()
    folder.store.apply(folder.catalog, edits_of(found, inventory), "QGIS")
    now, was = folder.inventory().layer(LAND), inventory.layer(LAND)
    expected = {**was.properties(was.row(one)), "name": "QGIS 改名", "power_kva": 1234}
    assert now.properties(now.row(one)) == expected
    assert now.properties(now.row(three))["services"] == ["water", "power"]
