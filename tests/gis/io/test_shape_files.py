"""What a writer of shapes wrote reads back the same, by readers that are not ours: GDAL, ezdxf and a few lines for boundary points.

Would break where a text, an id or a corner came to the next desk otherwise than it left, or a name from the data led out of a zip.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ezdxf.recover
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.crs import STORAGE, transform
from gis.errors import BadFormat
from gis.io.formats import FORMATS, described, export
from gis.io.moved_shapes import moved_shapes
from gis.io.shapefile_out import TEXT_BYTES, short_names
from gis.layer import Layer
from gis.text import Text
from tests.gis.io.test_exports import ABOUT, everything
from tests.gis.small import COLLECTION, cell, field, layer, plot

PLANE = "EPSG:4548"
FEW = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20).map(str.strip)
GROUND = cell(0, 0, side=0.01)
HOLED = GROUND.difference(shapely.affinity.scale(GROUND, 0.3, 0.3))
SEVERAL = shapely.MultiPolygon(
    [cell(5, 0), shapely.difference(cell(7, 0), shapely.affinity.scale(cell(7, 0), 0.5, 0.2))]
)
SHAPES = st.sampled_from([GROUND, HOLED, SEVERAL, cell(9, 3)])
ROW = st.tuples(TEXTS.filter(bool), st.none() | TEXTS.filter(bool), SHAPES, st.sampled_from(["idle", "built", None]))
ROWS = st.lists(ROW, min_size=1, max_size=4, unique_by=lambda row: row[0])


def plots(rows: Sequence[tuple[str, str | None, Any, str | None]]) -> Layer:
    """Plots of id, name, shape and status."""
    return layer(
        plot(key, shape, name=name, status=status, site_area_m2=12_345.67, started="2021-05-01", floors=3, planned=True)
        for key, name, shape, status in rows
    )


def taken(kind: str, found: Layer, crs: str | None = None, lang: str = "zh", **options: str) -> bytes:
    """The file of all rows."""
    rows = everything(found)
    said = described(kind, found, rows, ABOUT, crs)
    return b"".join(export(kind, found, rows, lang=lang, about=said, options=options))


def unpacked(content: bytes, folder: Path) -> list[str]:
    """The files of a zip, put into a folder; none of them leads out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        assert not any(name.startswith("/") or ".." in name.split("/") or "\\" in name for name in names), names
        assert len({name.casefold() for name in names}) == len(names)
        packed.extractall(folder)
    return names


def same_places(found: Any, expected: Any, near: float) -> bool:
    """Whether two shapes cover the same, to so much."""
    if found is None or expected is None:
        return found is expected
    return bool(shapely.hausdorff_distance(found, expected) <= near and found.equals_exact(found, 0))


@FEW
@given(ROWS, st.sampled_from([None, PLANE, "EPSG:4527"]))
def test_a_shapefile_reads_back_the_same(rows: list[Any], crs: str | None) -> None:
    found = plots(rows)
    with tempfile.TemporaryDirectory() as folder:
        unpacked(taken("shp", found, crs), Path(folder))
        table = pyogrio.read_dataframe(Path(folder) / "plots.shp")
    assert table.crs == (crs or STORAGE)
    assert table["id"].tolist() == [row[0] for row in rows]
    assert [value if isinstance(value, str) else None for value in table["name"]] == [row[1] for row in rows]
    assert set(table["siteaream2"]) == {12_345.67}
    assert set(table["started"].astype(str)) == {"2021-05-01"}
    moved = transform(found.geometries, STORAGE, crs) if crs else found.geometries
    assert all(map(same_places, table.geometry, moved, [1e-9] * len(rows)))


@FEW
@given(ROWS)
def test_kml_reads_back_the_same(rows: list[Any]) -> None:
    found = plots(rows)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("kml", "kmz"):
            path = Path(folder) / f"out.{kind}"
            path.write_bytes(taken(kind, found))
            table = pyogrio.read_dataframe(path)
            assert table["id"].tolist() == [row[0] for row in rows]
            assert table["Name"].tolist() == [row[1] or row[0] for row in rows]
            assert all(map(same_places, table.geometry, found.geometries, [1e-8] * len(rows)))


def test_kml_has_the_colours_of_the_classes_and_holds_what_xml_cannot(tmp_path: Path) -> None:
    hostile = "</name><script>alert(1)</script>&\x01\ufffe]]>"
    found = layer([plot("A", GROUND, name=hostile, status="idle"), plot("B", None, name="b")])
    path = tmp_path / "out.kml"
    path.write_bytes(taken("kml", found))
    text = path.read_text("utf-8")
    assert "<script" not in text
    assert "<displayName>字段site_area_m2（m²）</displayName>" in text
    table = pyogrio.read_dataframe(path)
    assert table["Name"][0] == hostile.replace("\x01", "\ufffd").replace("\ufffe", "\ufffd")
    assert text.count("<Style id=") == len(found.codelists["status"].codes) + 1


@FEW
@given(ROWS)
def test_a_drawing_reads_back_to_a_millimetre_with_the_data_of_cass(rows: list[Any]) -> None:
    found = plots(rows)
    drawing, audit = ezdxf.recover.read(io.BytesIO(taken("dxf", found)))
    assert not audit.errors
    assert not drawing.audit().errors
    moved = transform(found.geometries, STORAGE, PLANE)
    outlines: dict[str, list[Any]] = {}
    lines: list[Any] = list(drawing.modelspace().query("LWPOLYLINE"))
    for line in lines:
        assert line.closed
        ring = shapely.Polygon([point[:2] for point in line.get_points("xy")])
        key, what, _ = [value for _, value in line.get_xdata("LANDSTOCK")]
        outlines.setdefault(key, []).append((what, ring))
        assert line.has_xdata("SOUTH") == (what == "outline")
        if what == "outline":
            assert line.get_xdata("SOUTH")[0] == (1000, "300000")
            assert line.get_xdata("SOUTH")[1].value == key
    for (key, *_), shape in zip(rows, moved, strict=True):
        rings = outlines[" ".join(key.split())]
        solid = shapely.union_all([ring for what, ring in rings if what == "outline"])
        holes = shapely.union_all([ring for what, ring in rings if what == "hole"])
        assert shapely.hausdorff_distance(solid.difference(holes), shape) < 1e-3
    assert {"闲置", "建成", "待核实"} <= {each.dxf.name for each in drawing.layers}
    areas = [text.dxf.text for text in drawing.modelspace().query("TEXT") if text.dxf.layer == "标注_面积"]
    assert areas == ["12,345.67 m²（18.5 亩）"] * len(rows)


def points_of(text: str) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """The rings of the plots of a text of boundary points by number, as they stand there."""
    found: dict[str, dict[str, list[tuple[float, float]]]] = {}
    key = ""
    for line in text.partition("[地块坐标]\r\n")[2].splitlines():
        cells = line.split(",")
        if line.endswith(",@"):
            key = cells[2]
            found[key] = {}
        else:
            found[key].setdefault(cells[1], []).append((float(cells[2]), float(cells[3])))
    return found


@pytest.mark.parametrize("crs", [None, "EPSG:4527"])
@pytest.mark.parametrize("prefix", ["as-system", "yes", "no"])
@pytest.mark.parametrize("axes", ["north-east", "east-north"])
def test_boundary_points_read_back_to_a_millimetre(crs: str | None, prefix: str, axes: str) -> None:
    rows = [("370113001001GB00001", "甲，厂", HOLED, "idle"), ("0012", "乙厂", SEVERAL, None)]
    found = plots(rows)
    text = taken("txt", found, crs, zone_prefix=prefix, axes=axes).decode("gbk")
    assert "带号=39\r\n" in text
    assert "几度分带=3\r\n" in text
    read = points_of(text)
    prefixed = prefix == "yes" or (prefix == "as-system" and crs is not None)
    for (key, *_), shape in zip(rows, transform(found.geometries, STORAGE, PLANE), strict=True):
        rings = [np.array(ring) for ring in read[key].values()]
        assert all((ring[0] == ring[-1]).all() for ring in rings)
        plain = [ring[:, ::-1] if axes == "north-east" else ring for ring in rings]
        drawn = shapely.Polygon()
        for ring in plain:
            drawn = drawn.symmetric_difference(shapely.Polygon(ring - [39e6 if prefixed else 0, 0]))
        assert shapely.hausdorff_distance(drawn, shape) < 1e-3
        line = next(each for each in text.splitlines() if each.endswith(",@") and each.split(",")[2] == key)
        assert float(line.split(",")[1]) == pytest.approx(shape.area / 10_000, abs=1e-4)
        assert int(line.split(",")[0]) == sum(map(len, rings))


def test_a_file_a_plot_is_called_by_its_number_and_leads_nowhere(tmp_path: Path) -> None:
    keys = ["../../etc/passwd", "con", "A/1", "a_1", "地块 1", "=1+1"]
    found = plots([(key, None, GROUND, None) for key in keys])
    names = unpacked(taken("txt-each", found), tmp_path)
    assert names == ["README.txt", "_.._etc_passwd.txt", "con_.txt", "A_1.txt", "a_1_2.txt", "地块 1.txt", "=1+1.txt"]
    assert "备注" in (tmp_path / "地块 1.txt").read_bytes().decode("gbk")


@FEW
@given(ROWS)
def test_a_geodatabase_reads_back_the_same(rows: list[Any]) -> None:
    found = plots(rows)
    with tempfile.TemporaryDirectory() as folder:
        names = unpacked(taken("gdb", found), Path(folder))
        assert {"README.txt", "fields.csv", "codes.csv"} < set(names)
        table = pyogrio.read_dataframe(Path(folder) / "plots.gdb")
    assert table["id"].tolist() == [row[0] for row in rows]
    assert table["floors"].tolist() == [3] * len(rows)
    assert all(map(same_places, table.geometry, found.geometries, [1e-8] * len(rows)))


@pytest.mark.parametrize(("encoding", "page"), [("auto", "UTF-8"), ("gbk", "GBK"), ("utf-8", "UTF-8")])
def test_texts_are_cut_between_signs_and_that_is_said(encoding: str, page: str, tmp_path: Path) -> None:
    """A text that is cut within a sign is rubbish at its end in every program; one without a sign in GBK has a question mark for it."""
    long = "地块𠮷" * 100
    unpacked(taken("shp", plots([("A", long, GROUND, None)]), encoding=encoding), tmp_path)
    assert (tmp_path / "plots.cpg").read_text() == page
    (name,) = pyogrio.read_dataframe(tmp_path / "plots.shp")["name"]
    kept = long.encode(page, "replace").decode(page)
    assert kept.startswith(name)
    assert TEXT_BYTES - 4 < len(name.encode(page)) <= TEXT_BYTES
    readme = (tmp_path / "README.txt").read_text("utf-8-sig")
    assert "已截短" in readme
    assert "cut short" in readme
    assert ("写不出的字" in readme) == (page == "GBK")


def test_texts_that_gbk_can_say_are_in_gbk(tmp_path: Path) -> None:
    unpacked(taken("shp", plots([("A", "长清区一号地", GROUND, "idle")])), tmp_path)
    assert (tmp_path / "plots.cpg").read_text() == "GBK"
    assert "长清区一号地".encode("gbk") in (tmp_path / "plots.dbf").read_bytes()
    codes = list(csv.reader(io.StringIO((tmp_path / "codes.csv").read_text("utf-8-sig"))))
    assert ["status", "idle", "闲置", "闲置-en"] in codes


@given(st.lists(st.text(min_size=1, max_size=30), max_size=60, unique=True))
def test_short_names_are_ascii_and_told_apart(names: list[str]) -> None:
    made = short_names([field(name) for name in names])
    assert list(made) == names
    assert len({name.casefold() for name in made.values()}) == len(names)
    assert all(name.isascii() and name[0].isalpha() and len(name) <= 10 for name in made.values())


def test_points_and_lines_stand_beside_polygons_and_what_has_no_shape_is_kept(tmp_path: Path) -> None:
    shapes = [GROUND, None, shapely.Point(116, 36), shapely.LineString([(116, 36), (116.1, 36)]), GROUND]
    found = layer(plot(f"A{n}", shape) for n, shape in enumerate(shapes))
    names = unpacked(taken("shp", found), tmp_path)
    kinds = {name.removesuffix(".shp") for name in names if name.endswith(".shp")}
    assert kinds == {"plots_polygon", "plots_line", "plots_point"}
    assert pyogrio.read_info(tmp_path / "plots_polygon.shp")["features"] == 3
    for kind in ("gdb", "dxf", "kml", "txt", "txt-each"):
        assert taken(kind, found)
    assert "线" in taken("txt", found).decode("gbk")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_system_or_an_option_that_a_format_has_not_is_refused(kind: str) -> None:
    found = plots([("A", None, GROUND, None)])
    with pytest.raises(BadFormat, match="option"):
        taken(kind, found, colour="red")
    form = FORMATS[kind]
    if form.systems in ("none", "degrees"):
        with pytest.raises(BadFormat):
            taken(kind, found, PLANE)
    if form.systems == "plane":
        with pytest.raises(BadFormat):
            taken(kind, found, "EPSG:4326")
    for option in form.options:
        with pytest.raises(BadFormat, match="there is no nonsense"):
            taken(kind, found, **{option.id: "nonsense"})


def test_survey_points_are_of_cgcs2000_alone() -> None:
    for crs in ("EPSG:3857", "EPSG:2384"):
        with pytest.raises(BadFormat):
            taken("txt", plots([("A", None, GROUND, None)]), crs)


def test_what_lies_beyond_a_projection_is_refused() -> None:
    with pytest.raises(BadFormat):
        moved_shapes(np.array([shapely.box(26, -1, 28, 1)], dtype=object), PLANE)


def test_titles_that_drawings_cannot_call_a_layer_and_long_owners_do_not_break_one() -> None:
    lists = found = plots([("A" * 300, "b", GROUND, "idle"), ("𠮷" * 200, "c", GROUND, "built")])
    codes = tuple(replace(code, title=Text("a/b:*?", "a/b:*?")) for code in lists.codelists["status"].codes)
    renamed = replace(found, codelists={**found.codelists, "status": replace(found.codelists["status"], codes=codes)})
    drawing, audit = ezdxf.recover.read(io.BytesIO(taken("dxf", renamed)))
    assert not audit.errors
    assert "a_b___" in {each.dxf.name for each in drawing.layers}


def test_fields_are_those_that_were_chosen() -> None:
    found = plots([("A", "b", GROUND, None)])
    rows = everything(found)
    for kind in ("shp", "gdb", "kml", "dxf", "txt"):
        content = b"".join(
            export(kind, found, rows, lang="en", about=described(kind, found, rows, ABOUT), names=["status"])
        )
        assert content
    assert COLLECTION.by_name
