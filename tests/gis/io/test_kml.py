"""KML and KMZ: every placemark as a row, whatever its folders and balloons, and no link followed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import shapely

from gis.errors import SourceError
from gis.io.html_tables import pairs_in
from gis.io.kml import read_kml
from gis.io.members import members
from gis.io.shapes_in import recognise
from gis.io.vector_layer import VectorLayer

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>all</name>'
RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
SQUARE = "116.7,36.5,0 116.8,36.5,0\n116.8, 36.6, 0 116.7,36.6,0 116.7,36.5,0"
HOLE = "116.72,36.52 116.74,36.52 116.74,36.54 116.72,36.52"


def polygon(outer: str = SQUARE, *inner: str) -> str:
    holes = "".join(f"<innerBoundaryIs>{RING.format(each)}</innerBoundaryIs>" for each in inner)
    return f"<Polygon><outerBoundaryIs>{RING.format(outer)}</outerBoundaryIs>{holes}</Polygon>"


def placemark(inside: str, name: str = "a") -> str:
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def read(folder: Path, body: str, layer: str = "", name: str = "a.kml") -> VectorLayer:
    path = folder / name
    path.write_text(f"{HEAD}{body}</Document></kml>", "utf-8")
    (member,) = members([path])
    assert recognise(member) is not None
    return read_kml(member, layer)


def test_a_polygon_has_its_hole_and_its_data(tmp_path: Path) -> None:
    data = '<ExtendedData><Data name="权利人"><value>某某公司</value></Data><SchemaData><SimpleData name="面积">1.5</SimpleData></SchemaData></ExtendedData>'
    found = read(tmp_path, placemark(data + polygon(SQUARE, HOLE)))
    assert found.parsed.properties == [{"name": "a", "权利人": "某某公司", "面积": "1.5"}]
    (shape,) = found.parsed.geometries
    assert shapely.area(shape) == pytest.approx(0.01 - 0.0002)
    assert shapely.get_num_interior_rings(shape) == 1
    assert found.parsed.crs is None


def test_a_table_in_a_balloon_is_columns_and_words_stay_words(tmp_path: Path) -> None:
    table = "<table><tr><td colspan='2'>宗地</td></tr><tr><td>权利人</td><td>某某&amp;公司</td></tr></table>"
    body = placemark(f"<description><![CDATA[{table}]]></description>{polygon()}")
    body += placemark(f"<description>旧厂房，见 http://a.b</description>{polygon()}", "b")
    found = read(tmp_path, body)
    assert found.parsed.properties == [
        {"name": "a", "权利人": "某某&公司"},
        {"name": "b", "description": "旧厂房，见 http://a.b"},
    ]
    data = '<ExtendedData><Data name="用途"><value>工业</value></Data><Data name="面积"><value>1</value></Data></ExtendedData>'
    shown = placemark(f"<description>用途：工业\n面积：1</description>{data}{polygon()}")
    assert read(tmp_path, shown).parsed.properties == [{"name": "a", "用途": "工业", "面积": "1"}]
    assert pairs_in("<tr><td>a</td><td>1</td></tr><tr><td>a</td><td>2</td></tr>") == {}


def test_folders_are_a_column_and_one_can_be_asked_for(tmp_path: Path) -> None:
    body = f"<Folder><name>工业</name><Folder><name>一期</name>{placemark(polygon())}</Folder></Folder>" + placemark(
        polygon(), "b"
    )
    assert [row["folder"] for row in read(tmp_path, body).parsed.properties] == ["工业 / 一期", None]
    assert [row["name"] for row in read(tmp_path, body, "一期").parsed.properties] == ["a"]
    with pytest.raises(SourceError, match="has no folder 二期; it has 一期, 工业"):
        read(tmp_path, body, "二期")


def test_labels_beside_an_outline_are_left_out_and_said(tmp_path: Path) -> None:
    point = "<Point><coordinates>116.7,36.5</coordinates></Point>"
    found = read(tmp_path, placemark(f"<MultiGeometry>{point}{polygon()}{polygon()}</MultiGeometry>"))
    assert found.parsed.geometries[0].geom_type == "MultiPolygon"
    assert [each.code for each in found.row_remarks] == ["read-as"]


def test_a_broken_shape_is_a_row_with_its_reason(tmp_path: Path) -> None:
    found = read(tmp_path, placemark(polygon("116.7,36.5 x,y")) + placemark(polygon("116.7,36.5")) + placemark(""))
    assert list(found.parsed.problems) == [0, 1]
    assert found.parsed.geometries.tolist() == [None, None, None]


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/a.kml</href></Link></NetworkLink>"
    found = read(tmp_path, placemark(polygon()) + link)
    assert "no link was followed: NetworkLink 1" in found.remarks[0].en


def test_a_kmz_is_its_main_document(tmp_path: Path) -> None:
    text = f"{HEAD}{placemark(polygon())}</Document></kml>"
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as out:
        out.writestr("other/b.kml", text)
        out.writestr("doc.kml", text)
    (member,) = members([tmp_path / "a.kmz"])
    found = read_kml(member)
    assert len(found.parsed) == 1
    assert "other/b.kml" in found.remarks[0].en


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.kml", b"<OGRVRTDataSource/>", "is no KML by its content"),
        ("a.kml", b"PK\x03\x04 cut", "cannot be read"),
        ("a.kmz", b"no zip", "XML is broken"),
        ("a.kml", f"{HEAD}{placemark(polygon())}".encode(), "XML is broken"),
        ("a.kml", b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', "document type"),
        ("a.kml", b"<kml>" + b"<Folder>" * 200, "nested more than"),
    ],
)
def test_what_is_no_kml_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=why):
        read_kml(members([tmp_path / name])[0])


def test_a_bomb_in_a_kmz_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("doc.kml", b" " * (200 << 20))
    with pytest.raises(SourceError, match="times as many"):
        read_kml(members([tmp_path / "a.kmz"])[0])


def test_the_shifted_plots_of_the_samples(samples: Path) -> None:
    (member,) = members([samples / "11_ledgers" / "plots_gcj02.kml"])
    found = read_kml(member)
    assert [row["name"] for row in found.parsed.properties] == [f"DK-{n:03}" for n in range(1, 31)]
    assert set(shapely.get_type_id(found.parsed.geometries)) == {3}
    (states,) = members([samples / "10_dxf_kml" / "states.kml"])
    assert [row["folder"] for row in read_kml(states).parsed.properties] == ["States"] * 8
