"""DXF drawings: closed outlines of the layer that is meant, arcs by their area, what CASS wrote, and hostile files ended in time."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from ezdxf.filemanagement import new
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import SourceError
from gis.io.drawing import NAME, read_drawing
from gis.io.drawing_arcs import with_arcs
from gis.io.members import members
from gis.io.shapes_in import recognise
from gis.io.vector_layer import VectorLayer

SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]


def drawing(path: Path, draw: Callable[[Any], object], version: str = "R2000", encoding: str = "") -> Path:
    document = new(version)
    if encoding:
        document.encoding = encoding
    document.appids.add("SOUTH")
    draw(document.modelspace())
    document.saveas(path)
    return path


def read(path: Path, layer: str = "") -> VectorLayer:
    (member,) = members([path])
    assert recognise(member) is not None
    return read_drawing(member, layer)


def plot(space: Any, corners: list[Any], layer: str = "JZD", number: str = "1", *, closed: bool = True) -> Any:
    line = space.add_lwpolyline(corners, format="xyb", close=closed, dxfattribs={"layer": layer})
    if number:
        line.set_xdata("SOUTH", [(1000, "300000"), (1000, number), (1000, "某某公司"), (1000, "0601")])
    return line


@given(
    st.floats(min_value=-2, max_value=2).filter(lambda bulge: abs(bulge) > 1e-4),
    st.floats(min_value=1, max_value=500),
)
def test_an_arc_keeps_its_area_and_stays_within_a_millimetre(bulge: float, chord: float) -> None:
    """By the definition of a bulge: the tangent of a quarter of the arc's angle."""
    points = [*with_arcs([(0.0, 0.0, bulge), (chord, 0.0, 0.0)], closed=False)]
    angle = 4 * math.atan(abs(bulge))
    radius = chord / (2 * math.sin(angle / 2))
    segment = radius * radius * (angle - math.sin(angle)) / 2
    ring = shapely.Polygon(points)
    assert ring.area == pytest.approx(segment, abs=1e-6 * max(1, segment))
    middle = (chord / 2, math.copysign(1, bulge) * radius * math.cos(angle / 2))
    off = [abs(math.dist(point, middle) - radius) for point in points]
    assert max(off) < 0.001
    assert all(y * -bulge >= -1e-9 for _, y in points)


def test_cass_names_its_plots_and_their_layer(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        plot(space, [(x, y, 0) for x, y in SQUARE])
        plot(space, [(x, y, 0) for x, y in SQUARE], number="2", closed=False)
        space.add_lwpolyline([(0, 0), (5, 5)], dxfattribs={"layer": "JZD"})
        for n in range(5):
            plot(space, [(x + 200 * n, y, 0) for x, y in SQUARE], layer="JMD", number="")
        space.add_text("A-01", dxfattribs={"layer": "ZJ"}).set_placement((50, 60))
        space.add_mtext("某某厂\\P二期", dxfattribs={"insert": (50, 50), "layer": "ZJ"})

    found = read(drawing(tmp_path / "a.dxf", draw, encoding="gbk"))
    assert (found.layer, found.layers) == ("JZD", ("JMD", "JZD"))
    first, second = found.parsed.properties
    assert {key: first[key] for key in ("宗地号", "权利人", "地类", NAME)} == {
        "宗地号": "1",
        "权利人": "某某公司",
        "地类": "0601",
        NAME: "A-01 / 某某厂 二期",
    }
    assert (second["宗地号"], found.parsed.geometries[1]) == ("2", None)
    assert [each.code for each in found.row_remarks] == ["ring-open"]
    assert [each.en for each in found.remarks][1:] == [
        "the 1 closed outline of the layer JZD were taken; others (JMD 5) were not: name them as register.sheet of the mapping",
        "1 open line left out",
    ]
    assert len(read(tmp_path / "a.dxf", "jzd, JMD").parsed) == 7
    with pytest.raises(SourceError, match="has no layer X; layers with closed outlines: JMD, JZD"):
        read(tmp_path / "a.dxf", "X")


@pytest.mark.parametrize("version", ["R12", "R2000", "R2018"])
def test_chinese_is_read_whatever_the_version(tmp_path: Path, version: str) -> None:
    """Fails where the code page of the head is believed: many programs write Chinese below ANSI_1252."""

    def draw(space: Any) -> None:
        space.add_polyline2d(SQUARE, close=True, dxfattribs={"layer": "界址线"})

    path = drawing(tmp_path / "a.dxf", draw, version, "gbk" if version != "R2018" else "")
    path.write_bytes(path.read_bytes().replace(b"ANSI_936", b"ANSI_1252"))
    assert read(path).layer == "界址线"


def test_hatches_circles_and_mirrored_planes(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        hatch = space.add_hatch(dxfattribs={"layer": "A"})
        hatch.paths.add_polyline_path(SQUARE, is_closed=True)
        hatch.paths.add_polyline_path([(20, 20), (40, 20), (40, 40), (20, 40)], is_closed=True)
        edges = hatch.paths.add_edge_path()
        edges.add_line((200, 0), (300, 0))
        edges.add_arc((250, 0), 50, 0, 180)
        space.add_circle((500, 0), 10, dxfattribs={"layer": "A"})
        plot(space, [(0, 0, 1), (10, 0, 0)], layer="B", number="").dxf.extrusion = (0, 0, -1)
        fill = space.add_hatch(dxfattribs={"layer": "C"})
        fill.paths.add_polyline_path(SQUARE, is_closed=True)
        plot(space, [(x, y, 0) for x, y in SQUARE], layer="C", number="")

    path = drawing(tmp_path / "a.dxf", draw)
    hatch, circle = read(path, "A").parsed.geometries
    assert shapely.area(hatch) == pytest.approx(10_000 - 400 + math.pi * 1250)
    assert shapely.area(circle) == pytest.approx(math.pi * 100)
    (half,) = read(path, "B").parsed.geometries
    assert shapely.bounds(half).tolist() == pytest.approx([-10, -5, 0, 0], abs=0.001)
    filled = read(path, "C")
    assert (len(filled.parsed), filled.remarks[-1].en) == (1, "1 hatch that fills an outline left out")


def test_a_drawing_in_millimetres_is_in_metres(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        plot(space, [(477_600_000 + 1000 * x, 4_046_600_000 + 1000 * y, 0) for x, y in SQUARE])
        space.doc.header["$INSUNITS"] = 4

    (shape,) = read(drawing(tmp_path / "a.dxf", draw)).parsed.geometries
    assert shapely.bounds(shape).tolist() == [477_600, 4_046_600, 477_700, 4_046_700]


def test_loose_lines_are_no_outline_and_how_to_join_them_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="LINE 0 1") as refused:
        read(drawing(tmp_path / "a.dxf", lambda space: space.add_line((0, 0), (1, 1))))
    assert "PEDIT" in refused.value.remedy.zh


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"AC1015 a DWG by its content", "DWG"),
        (b"<OGRVRTDataSource/>", "is no DXF by its content"),
        (b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n90\n99999999\n", "cannot be read|no closed outline"),
        (b"", "is no DXF by its content"),
    ],
)
def test_what_is_no_drawing_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "a.dxf").write_bytes(content)
    (member,) = members([tmp_path / "a.dxf"])
    form = recognise(member)
    assert form is not None
    with pytest.raises(SourceError, match=why):
        form.read(member, "")


def test_the_drawing_of_the_samples_is_its_truth(samples: Path) -> None:
    """To 1 mm, but for arcs, which the truth itself cuts to 2 mm; areas to 0.01 m²."""
    found = read(samples / "11_ledgers" / "cass.dxf")
    truth = json.loads((samples / "11_ledgers" / "cass.truth.json").read_text("utf-8"))["rows"]
    assert len(found.parsed) == len(truth) == 30
    assert found.parsed.problems == {}
    for row, shape, right in zip(found.parsed.properties, found.parsed.geometries, truth, strict=True):
        assert (row["宗地号"], row["权利人"], row["地类"]) == (right["code"], right["owner"], right["land_use_code"])
        if right["outcome"] != "taken":
            assert shape is None
            continue
        assert right["label"] in str(row[NAME])
        apart = shapely.hausdorff_distance(shape, shapely.from_wkt(right["wkt_4548"]))
        assert apart < (0.001 if right["chord_area_m2"] is None else 0.003)
        assert shapely.area(shape) == pytest.approx(right["area_m2"], abs=0.01)
