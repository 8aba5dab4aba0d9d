"""Tables whose rows say where they lie: WKT, two columns of coordinates, boundary points; proposed, imported, and the same by the mapping next month."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gis.errors import MappingError
from gis.folder import open_folder
from gis.intake.mapping_file import read_mapping
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from tests.gis.intake.registers import ID, mapping_file
from tests.gis.intake.test_drawings import brought_in

POINTS = """地块编号,地块名称,点号,X坐标,Y坐标,用途
A-01,某某公司,J1,4046600.000,39477600.000,工业
A-01,某某公司,J2,4046600.000,39477700.000,工业
A-01,某某公司,J3,4046700.000,39477700.000,工业
A-01,某某公司,J4,4046700.000,39477600.000,工业
A-02,某某二公司,J1,4046800.000,39477600.000,工业
A-02,某某二公司,J2,4046800.000,39477700.000,工业
A-02,某某二公司,J3,4046850.000,39477700.000,工业
"""


def table(folder: Path, text: str) -> Path:
    path = folder / "a.csv"
    path.write_text(text, "utf-8-sig")
    return path


def test_rows_of_boundary_points_are_plots(tmp_path: Path, root: Path) -> None:
    """Fails where X is taken for the easting: in surveys it is the northing, and the figures say so."""
    path = table(tmp_path, POINTS)
    proposal = propose_mapping([path], root / "layers")
    assert dict(proposal.shape) == {"east": "Y坐标", "north": "X坐标", "plot": "地块编号", "point": "点号"}
    proposal = replace(proposal, register={**proposal.register, "crs": "EPSG:4527", "metric_crs": "EPSG:4548"})
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(proposal), "utf-8")
    report = import_register([path], mapping, tmp_path / "into", shared=root / "layers")
    layer = open_folder(tmp_path / "into").layer(report.collection)
    assert (report.read, report.kept, report.refused) == (2, 2, [])
    areas = {key: layer.columns["measured_area_m2"].value(row) for key, row in layer.row_of.items()}
    assert areas == {"A-01": 10_000.0, "A-02": 2_500.0}
    assert layer.columns["name"].value(layer.row_of["A-02"]) == "某某二公司"


def test_one_row_the_other_way_round_does_not_hide_the_columns(tmp_path: Path, root: Path) -> None:
    """Fails where a single slip of the pen leaves a whole table without places, and without a word."""
    rows = [f"A-{n},{4046600 + 10 * n}.1,39477600.4" for n in range(9)]
    path = table(tmp_path, "\n".join(["编号,X坐标,Y坐标", *rows, "A-9,39477600.4,4046600.1", ""]))
    proposal = propose_mapping([path], root / "layers")
    assert dict(proposal.shape) == {"east": "Y坐标", "north": "X坐标"}
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(proposal), "utf-8")
    report = import_register([path], mapping, tmp_path / "into", shared=root / "layers")
    assert (report.kept, report.not_located) == (10, 1)
    assert [(each.code, each.row) for each in report.doubts if each.row] == [("axes-swapped", 11)]


def test_two_columns_of_degrees_are_points_and_blanks_are_not_located(tmp_path: Path, root: Path) -> None:
    text = "名称,经度,纬度\n某某厂房,116°45′0.5″,36°33′0.2″\n某某楼宇,116.751234,36.551234\n某某车间,,\n某某仓库,116.76,36.54\n某某站,116.77,36.53\n"
    report, layer, mapping = brought_in([table(tmp_path, text)], tmp_path, root)
    assert mapping["shape"] == {"east": "经度", "north": "纬度"}
    assert (report.kept, report.not_located) == (5, 1)
    west, south, *_ = layer.bounds[layer.row_of["某某厂房"]].tolist()
    assert (west, south) == pytest.approx((116.7501389, 36.5500556), abs=1e-6)


def test_a_ledger_with_a_total_stays_a_ledger(tmp_path: Path, root: Path) -> None:
    text = "序号,名称,经度,纬度,面积（平方米）\n1,甲,116.75,36.55,100\n2,乙,116.76,36.56,200\n3,丙,116.77,36.57,300\n,合计,,,600\n"
    report, _, mapping = brought_in([table(tmp_path, text)], tmp_path, root)
    assert "shape" not in mapping
    assert report.not_located == 3


def test_a_row_whose_shape_is_none_is_kept_and_listed(tmp_path: Path, root: Path) -> None:
    shapes = [
        '"POINT (116.7 36.5)"',
        '"SRID=4490;POLYGON ((116.7 36.5, 116.8 36.5, 116.8 36.6, 116.7 36.5))"',
        "",
        '"POLYGON ((1 2"',
        '"MULTIPOLYGON Z (((116.7 36.5 1, 116.8 36.5 1, 116.8 36.6 1, 116.7 36.5 1)))"',
        '"POINT (116.7 36.5)"',
    ]
    rows = [f"A-{n},某某{n},{shape}" for n, shape in enumerate(shapes)]
    report, layer, mapping = brought_in([table(tmp_path, "\n".join(["编号,名称,geom", *rows, ""]))], tmp_path, root)
    assert mapping["shape"] == {"wkt": "geom"}
    assert (report.refused, report.not_located, len(layer)) == ([], 2, 6)
    assert [each.row for each in report.doubts if each.code == "no-usable-geometry"] == [5]
    assert "line 5: its WKT cannot be read" in report.text("en")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[shape]\nwkt = "a"\neast = "b"\nnorth = "c"\n', r"\[shape\] has the column wkt"),
        ('[shape]\neast = "b"\n', r"\[shape\] has the column wkt"),
        ('[shape]\neast = "b"\nnorth = "c"\npoint = "d"\n', "boundary points have plot"),
        ('[shape]\nwtk = "a"\n', "wtk"),
    ],
)
def test_a_mistake_in_the_mapping_is_named(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(MappingError, match=why):
        read_mapping(mapping_file(tmp_path, text, ID))


def test_invalid_wkt_of_the_samples_is_repaired(samples: Path, tmp_path: Path, root: Path) -> None:
    report, _, mapping = brought_in([samples / "09_uk_planning_invalid_wkt.csv"], tmp_path, root)
    assert mapping["shape"] == {"wkt": "geometry"}
    assert (report.kept, report.refused, len(report.repaired)) == (4, [], 2)


@pytest.mark.parametrize(("name", "crs"), [("leicester_osgb36", "EPSG:27700"), ("newforest_wgs84_cp1252", None)])
def test_points_of_the_samples_are_in_the_system_that_their_rows_name(samples: Path, tmp_path: Path, root: Path, name: str, crs: str | None) -> None:  # fmt: skip
    report, layer, mapping = brought_in([samples / "04_uk_brownfield" / f"{name}.csv"], tmp_path, root)
    assert mapping["shape"] == {"east": "GeoX", "north": "GeoY", "system": "CoordinateReferenceSystem"}
    assert (mapping["register"].get("crs"), report.refused, report.not_located) == (crs, [], 0)
    west, south = layer.bounds[:, :2].min(axis=0).tolist()
    assert -2.5 < west < -1
    assert 50 < south < 53


def test_metres_of_which_nobody_says_where_stay_a_ledger(samples: Path, tmp_path: Path, root: Path) -> None:
    report, _, mapping = brought_in([samples / "04_uk_brownfield" / "rochdale_variant_headers.csv"], tmp_path, root)
    assert "shape" not in mapping
    assert (report.kept, report.not_located) == (128, 128)
