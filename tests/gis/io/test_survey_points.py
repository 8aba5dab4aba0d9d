"""Texts of boundary points in every form that offices make of one: each plot as it lies, and what was odd is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import SourceError
from gis.io import survey_points
from gis.io.members import members
from gis.io.rings import shape_of_rings
from gis.io.shapes_in import recognise
from gis.io.survey_points import AREA, read_points
from gis.io.vector_layer import VectorLayer

HEAD = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=39\n[地块坐标]\n"
LINE = "5,1.0000,01,某某公司,面,,工业用地,0601,@\n"
SQUARE = [(4046600.0, 477600.0), (4046600.0, 477700.0), (4046700.0, 477700.0), (4046700.0, 477600.0)]


def points(corners: list[tuple[float, float]], ring: int = 1, first: int = 1, *, closed: bool = True) -> str:
    """Lines of points, north before east."""
    named = [(f"J{first + n}", *corner) for n, corner in enumerate(corners)]
    return "".join(f"{name},{ring},{north:.3f},{east:.3f}\n" for name, north, east in [*named, *(named[:1] * closed)])


def moved(north: float, east: float, size: float = 1.0) -> list[tuple[float, float]]:
    return [(4046600 + north + (n - 4046600) * size, 477600 + east + (e - 477600) * size) for n, e in SQUARE]


def read(folder: Path, text: str, encoding: str = "utf-8") -> VectorLayer:
    path = folder / "a.txt"
    path.write_bytes(text.encode(encoding))
    (member,) = members([path])
    assert recognise(member) is not None
    return read_points(member)


def codes(found: VectorLayer) -> list[str]:
    return [each.code for each in found.row_remarks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_plain_text_is_one_plot(tmp_path: Path, encoding: str, ends: str) -> None:
    found = read(tmp_path, (HEAD + LINE + points(SQUARE)).replace("\n", ends), encoding)
    assert (found.parsed.crs, found.remarks, found.row_remarks, found.parsed.problems) == ("EPSG:4548", (), (), {})
    assert shapely.equals(found.parsed.geometries[0], shapely.box(477600, 4046600, 477700, 4046700))
    row = found.parsed.properties[0]
    assert (row["地块编号"], row["地块名称"], row["地类编码"], row[AREA]) == ("01", "某某公司", "0601", "1.0000")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("J1,1,{x},{y}", "EPSG:4548"),
        ("{x},{y}", "EPSG:4548"),
        ("{x} {y}", "EPSG:4548"),
        ("J1，1，{x}，{y}，", "EPSG:4548"),
        ("J1\t{x}\t{y}\t35.2", "EPSG:4548"),
        ("J1,1,{y},{x}", "EPSG:4548"),
        ("J1,1,{x},39{y}", "EPSG:4527"),
    ],
)
def test_a_point_is_told_by_its_figures(tmp_path: Path, line: str, place: str) -> None:
    """Fails where a height, a ring's number or a name is taken for a coordinate, or axes are believed."""
    lines = "".join(line.format(x=f"{x:.3f}", y=f"{y:.3f}") + "\n" for x, y in SQUARE)
    found = read(tmp_path, HEAD + LINE + lines)
    shift = 39_000_000 if place == "EPSG:4527" else 0
    assert found.parsed.crs == place
    assert shapely.equals(found.parsed.geometries[0], shapely.box(477600 + shift, 4046600, 477700 + shift, 4046700))


def test_swapped_axes_are_put_right_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + LINE + points([(e, n) for n, e in SQUARE]))
    assert [each.en for each in found.remarks] == [
        "5 points had east before north and were put right (the form has north first)"
    ]
    assert shapely.area(found.parsed.geometries[0]) == 10_000


def test_rings_end_where_they_close_whatever_their_numbers_say(tmp_path: Path) -> None:
    inner, other = moved(20, 20, 0.2), moved(0, 500)
    text = HEAD + LINE + points(SQUARE) + points(inner, 2, 5) + points(other, 1)
    (shape,) = read(tmp_path, text).parsed.geometries
    assert (shape.geom_type, shapely.area(shape)) == ("MultiPolygon", 10_000 - 400 + 10_000)
    misnamed = points(SQUARE, closed=False) + "J1,3,4046600.000,477600.000\n" + points(other, 2, 5)
    found = read(tmp_path, HEAD + LINE + misnamed)
    assert shapely.area(found.parsed.geometries[0]) == 20_000
    assert codes(found) == ["ring-number", "point-count"]
    anew = points(SQUARE, closed=False) + points(other, closed=False)
    found = read(tmp_path, HEAD + LINE + anew)
    assert (shapely.area(found.parsed.geometries[0]), codes(found)) == (20_000, ["ring-open", "point-count"])


def test_an_area_in_another_unit_is_put_right_and_said(tmp_path: Path) -> None:
    for written, read_as in (("10000.5", "1.00005"), ("15.00", "1"), ("1.0000", "1.0000"), ("3.2", "3.2")):
        found = read(tmp_path, HEAD + LINE.replace("1.0000", written) + points(SQUARE))
        assert found.parsed.properties[0][AREA] == read_as
        assert codes(found) == ([] if written == read_as else ["area-unit"])


def test_a_plot_without_a_shape_is_a_row_with_its_reason(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + LINE + points(SQUARE) + LINE + points(SQUARE[:2], closed=False) + LINE)
    assert [shape is None for shape in found.parsed.geometries] == [False, True, True]
    assert {row: text.en for row, text in found.parsed.problems.items()} == dict.fromkeys(
        (1, 2), "fewer than three boundary points"
    )


def test_a_plot_of_another_zone_is_no_part_of_this_one(tmp_path: Path) -> None:
    other = "".join(f"J1,1,{n},38{e}\n" for n, e in SQUARE)
    found = read(tmp_path, HEAD + LINE + "".join(f"J1,1,{n},39{e}\n" for n, e in SQUARE) + LINE + other)
    assert (found.parsed.crs, list(found.parsed.problems)) == ("EPSG:4527", [1])


@pytest.mark.parametrize(
    ("head", "crs"),
    [
        ("坐标系=1980西安坐标系\n带号=39", "EPSG:2384"),
        ("坐标系=北京54\n带号=20\n几度分带=6", "EPSG:21460"),
        ("坐标系=CGCS2000\n带号=20", "EPSG:4509"),
        ("坐标系=国家2000\n中央子午线=117", "EPSG:4548"),
        ("坐标系=2000国家大地坐标系", None),
        ("坐标系=WGS84\n带号=39", None),
    ],
)
def test_the_system_is_the_one_of_the_head(tmp_path: Path, head: str, crs: str | None) -> None:
    assert read(tmp_path, f"[属性描述]\n{head}\n[地块坐标]\n" + LINE + points(SQUARE)).parsed.crs == crs


def test_bare_coordinates_are_told_apart_by_their_file_and_place(tmp_path: Path) -> None:
    text = "\n\n".join("".join(f"{n:.3f},39{e:.3f}\n" for n, e in corners) for corners in (SQUARE, moved(0, 300)))
    found = read(tmp_path, text)
    assert (found.parsed.ids, found.parsed.crs, len(found.parsed)) == (["a-1", "a-2"], "EPSG:4527", 2)
    assert "please confirm" in found.remarks[0].en


def test_a_local_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="whose parameters are not public"):
        read(tmp_path, "[属性描述]\n坐标系=某市独立坐标系\n[地块坐标]\n" + LINE + points(SQUARE))


@pytest.mark.parametrize(
    "text", ["项目名称,面积\n某某,1.5\n某某,2.5\n", "1,2\n3,4\n5,6\n", "序号,X,Y\n1,4046600.0,477600.0\n", ""]
)
def test_a_table_is_no_text_of_points(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert recognise(members([tmp_path / "a.txt"])[0]) is None


def test_rings_nest_by_where_they_lie() -> None:
    def ring(size: float) -> Any:
        return shapely.get_coordinates(shapely.box(-size, -size, size, size))

    assert shape_of_rings([]) is None
    island = shape_of_rings([ring(1), ring(3), ring(2), ring(3)])
    assert (island.geom_type, shapely.area(island), len(shapely.get_parts(island))) == ("MultiPolygon", 36 - 16 + 4, 2)


@given(st.permutations(range(4)), st.lists(st.booleans(), min_size=4, max_size=4))
def test_neither_order_nor_direction_of_rings_matters(order: list[int], turned: list[bool]) -> None:
    boxes = [shapely.box(0, 0, 10, 10), shapely.box(1, 1, 4, 4), shapely.box(2, 2, 3, 3), shapely.box(20, 0, 22, 2)]
    rings = [shapely.get_coordinates(each) for each in boxes]
    shape = shape_of_rings([rings[n][::-1] if turned[n] else rings[n] for n in order])
    assert shapely.area(shape) == 100 - 9 + 1 + 4
    assert shapely.is_valid(shape)


def test_each_text_of_the_samples_is_its_truth(samples: Path) -> None:
    """To 1 mm and 0.01 m², measured from the source's own coordinates."""
    folder = samples / "11_ledgers" / "txt"
    for name, truth in json.loads((folder / "truth.json").read_text("utf-8"))["files"].items():
        (member,) = members([folder / name])
        form = recognise(member)
        assert form is not None, name
        found = form.read(member, "")
        for plot, shape, row in zip(truth["plots"], found.parsed.geometries, found.parsed.properties, strict=True):
            right = shapely.from_wkt(plot.get("wkt_4548") or plot["wkt_as_written"])
            there = shapely.get_coordinates(shape) - [39_000_000 * (found.parsed.crs == "EPSG:4527"), 0]
            assert np.abs(there - shapely.get_coordinates(right)).max() < 0.001, name
            assert shape.geom_type == right.geom_type, name
            assert shapely.area(shape) == pytest.approx(plot["area_m2"], abs=0.01), name
            for key, column in (
                ("number", "地块编号"),
                ("name", "地块名称"),
                ("use", "地块用途"),
                ("land_use_code", "地类编码"),
            ):
                assert row.get(column) == plot.get(key), name
            assert (
                [row[f"其他属性{n}"] for n in (1, 2, 3)] == plot["extra_attributes"]
                if "extra_attributes" in plot
                else True
            )
            if plot.get("warnings", [""])[0].startswith("declared area"):
                assert codes(found) == ["area-unit"] * 2
        assert ("axes" in truth and "swapped" in truth["axes"]) == any("对调" in each.zh for each in found.remarks), (
            name
        )
        if truth.get("must", "").startswith("asks for the CRS"):
            assert "please confirm" in found.remarks[0].en


def test_a_text_of_millions_of_lines_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten million points took two minutes, and were then too many for a plot."""
    monkeypatch.setattr(survey_points, "MOST_LINES", 20)
    path = tmp_path / "long.txt"
    path.write_text("[地块坐标]\n1,1,A1,甲,面,,,,@\n" + "J1,1,4046000.1,39482000.1\n" * 30, "utf-8")
    (member,) = members([path])
    with pytest.raises(SourceError, match="more than 20 lines"):
        survey_points.read_points(member)
