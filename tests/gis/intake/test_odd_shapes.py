"""What each odd file of elsewhere gets: taken, repaired, kept without a shape, or refused with the reason; none is passed over in silence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from gis.errors import SourceError
from gis.intake.register import import_register
from tests.gis.intake.registers import HEAD, mapping_file

NUMBERED: Final = """
[[fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"
template = "{number}"
"""
GEOJSON: Final = {
    "1 of 1": (
        "invalid_geometries/invalid_exterior_not_ccw",
        "invalid_geometries/invalid_interior_not_cw",
        "invalid_geometries/invalid_unclosed",
        "invalid_structure/invalid_feature_id_type",
        "invalid_structure/invalid_feature_no_properties",
        "invalid_structure/invalid_geometry_bbox_not4or6",
        "invalid_structure/invalid_geometry_bbox_not_list",
        "invalid_structure/invalid_geometry_bbox_not_numbers",
        "problematic_geometries/problematic_3d_coordinates",
        "problematic_geometries/problematic_4d_coordinates",
        "problematic_geometries/problematic_crosses_antimeridian",
        "problematic_geometries/problematic_duplicate_nodes",
        "problematic_geometries/problematic_excessive_coordinate_precision",
        "problematic_geometries/problematic_excessive_vertices",
        "problematic_geometries/problematic_holes",
        "problematic_geometries/problematic_multitype_geometry_with_just_one_geometry",
        "problematic_geometries/problematic_wrong_bbox_coordinate_order",
        "problematic_structure/problematic_crs_defined",
        "problematic_structure/problematic_geometry_not_wrapped",
        "problematic_structure/problematic_geometrycollection_single",
        "valid/valid_feature",
        "valid/valid_feature_null_properties",
        "valid/valid_feature_with_bbox",
        "valid/valid_feature_with_id",
        "valid/valid_feature_with_string_id",
        "valid/valid_featurecollection",
        "valid/valid_featurecollection_with_geometrycollection",
        "valid/valid_geometry",
        "valid/valid_geometry_3d_coordinates",
        "valid/valid_geometry_bbox",
        "valid/valid_geometry_geometrycollection",
        "valid/valid_geometry_linestring",
        "valid/valid_geometry_multilinestring",
        "valid/valid_geometry_multipoint",
        "valid/valid_geometry_multipolygon",
        "valid/valid_geometry_point",
        "valid/valid_geometry_polygon",
    ),
    "0 of 1; refused no-usable-geometry 1": (
        "invalid_geometries/invalid_incorrect_geometry_data_type",
        "invalid_structure/invalid_feature_geometry_is_string",
        "invalid_structure/invalid_geometry_coordinates_1d",
        "invalid_structure/invalid_geometry_coordinates_empty_position",
        "invalid_structure/invalid_geometry_coordinates_missing",
        "invalid_structure/invalid_geometry_coordinates_string",
        "invalid_structure/invalid_geometry_depth_deep_point",
        "invalid_structure/invalid_geometry_depth_deep_polygon",
        "invalid_structure/invalid_geometry_depth_shallow_linestring",
        "invalid_structure/invalid_geometry_depth_shallow_multipolygon",
        "invalid_structure/invalid_geometry_depth_shallow_polygon",
        "invalid_structure/invalid_geometry_geometrycollection_null_geometry",
        "invalid_structure/invalid_geometry_mislabeled_point",
        "problematic_structure/problematic_nested_geometrycollection",
    ),
    "is not a GeoJSON feature collection": (
        "invalid_structure/invalid_feature_properties_is_array",
        "invalid_structure/invalid_feature_properties_is_int",
        "invalid_structure/invalid_featurecollection_feature_nullfeature",
        "invalid_structure/invalid_featurecollection_features_is_object",
        "invalid_structure/invalid_featurecollection_no_features_member",
        "invalid_structure/invalid_featurecollection_nulltype",
        "invalid_structure/invalid_featurecollection_type_lowercase",
        "invalid_structure/invalid_featurecollection_unknown_type",
        "invalid_structure/invalid_geometry_missing_type",
        "invalid_structure/invalid_geometry_wrong_geometry_type",
    ),
    "1 of 1; 1 without a shape": (
        "invalid_structure/invalid_feature_wrong_geometry_key",
        "problematic_geometries/problematic_feature_null_geometry",
        "valid/valid_feature_null_geometry",
        "valid/valid_geometry_geometrycollection_empty_geometries",
    ),
    "1 of 1; repaired repaired 1": (
        "problematic_geometries/problematic_inner_and_exterior_ring_intersect",
        "problematic_geometries/problematic_self_intersection_large",
        "problematic_geometries/problematic_self_intersection_small",
    ),
    "0 of 1; refused no-geometry 1": (
        "invalid_geometries/invalid_less_three_unique_nodes",
        "problematic_geometries/problematic_zero_length_linestring",
    ),
    "0 of 1; refused outside-degrees 1": ("problematic_geometries/problematic_outside_lat_lon_boundaries",),
    "2 of 2": ("valid/valid_featurecollection_bboxes",),
    "4 of 4": ("valid/valid_featurecollection_multiple_feature_types",),
    "no features in": ("valid/valid_featurecollection_empty_features",),
}
"""By what it gets, each file of 06_geojson_invalid. Rings that are not closed are closed, directions do not matter, heights are left out."""
OTHERS: Final = [
    ("07_awkward_gpkg/curvepolygon.gpkg", "", "1 of 1; said read-as 1"),
    ("07_awkward_gpkg/data_only_tables.gpkg", "oregon_cities", "5 of 5; 5 without a shape"),
    ("07_awkward_gpkg/data_only_tables.gpkg", "washington_cities", "6 of 6; 6 without a shape"),
    ("07_awkward_gpkg/data_only_tables.gpkg", "", "has 2 layers: oregon_cities, washington_cities"),
    ("07_awkward_gpkg/line_zm.gpkg", "", "1 of 1; said read-as 1"),
    (
        "07_awkward_gpkg/missing_crs_mixed_ranges.gpkg",
        "OR_land_2269",
        "a local system",
    ),
    ("07_awkward_gpkg/missing_crs_mixed_ranges.gpkg", "OR_land_4326", "1 of 1; said read-as 1"),
    ("07_awkward_gpkg/missing_crs_mixed_ranges.gpkg", "", "has 2 layers: OR_land_2269, OR_land_4326"),
    ("07_awkward_gpkg/mixed_crs.gpkg", "oregon_2269", "1 of 1"),
    ("07_awkward_gpkg/mixed_crs.gpkg", "oregon_4326", "1 of 1"),
    ("07_awkward_gpkg/mixed_crs.gpkg", "", "has 2 layers: oregon_2269, oregon_4326"),
    ("07_awkward_gpkg/multisurface.gpkg", "", "1 of 1; said read-as 1"),
    ("07_awkward_gpkg/null_crs_gdal.gpkg", "", "1 of 1; said read-as 1"),
    ("07_awkward_gpkg/nz-waca-adjustments.gpkg", "", "228 of 228; said same-shape 4"),
    ("07_awkward_gpkg/test_gpkg_nulls.gpkg", "", "3 of 4; refused at-origin 1"),
    ("08_gbk_shapefile/chinese_poly.shp", "", "1 of 1"),
    ("08_gbk_shapefile/holeTouchEdge.shp", "", "a local system"),
    ("08_gbk_shapefile/ldid4d_chinese.shp", "", "a local system"),
    ("10_dxf_kml/hatches_2.dxf", "", "2 of 2; said read-as 3"),
    ("10_dxf_kml/states.kml", "", "8 of 8; repaired repaired 3; said read-as 1"),
    ("10_dxf_kml/us_states_lines.dxf", "", "52 of 52; said read-as 2"),
]
"""Of the other folders: the file, its layer, and what it gets."""


def outcome(path: Path, folder: Path, layer: str = "") -> str:
    """What an import says of a file, in short."""
    mapping = mapping_file(folder, NUMBERED, head=HEAD + f'sheet = "{layer}"\n')
    try:
        report = import_register([path], mapping, folder / "into", shared=folder)
    except SourceError as refused:
        return "a local system" if "local system" in refused.text.en else refused.text.en.replace(str(path), "").strip()
    said = [f"{report.kept} of {report.read}"]
    if report.not_located:
        said.append(f"{report.not_located} without a shape")
    for what, listed in (("refused", report.refused), ("repaired", report.repaired), ("said", report.doubts)):
        counts = Counter(each.code for each in listed)
        if counts:
            said.append(f"{what} " + ", ".join(f"{code} {count}" for code, count in sorted(counts.items())))
    return "; ".join(said)


def test_every_odd_geojson_has_its_outcome(samples: Path, tmp_path: Path) -> None:
    folder = samples / "06_geojson_invalid"
    told = {name: what for what, names in GEOJSON.items() for name in names}
    found = {}
    for number, path in enumerate(sorted(folder.rglob("*.geojson"))):
        place = tmp_path / str(number)
        place.mkdir()
        found[str(path.relative_to(folder).with_suffix(""))] = outcome(path, place)
    assert found == told


@pytest.mark.parametrize(("name", "layer", "what"), OTHERS)
def test_every_odd_file_of_other_formats_has_its_outcome(
    samples: Path, tmp_path: Path, name: str, layer: str, what: str
) -> None:
    assert outcome(samples / name, tmp_path, layer) == what


def test_the_table_leaves_no_file_out(samples: Path) -> None:
    endings = (".gpkg", ".shp", ".dxf", ".kml")
    there = {
        str(path.relative_to(samples))
        for folder in ("07_awkward_gpkg", "08_gbk_shapefile", "10_dxf_kml")
        for path in (samples / folder).iterdir()
        if path.suffix in endings
    }
    assert there == {name for name, _, _ in OTHERS}
