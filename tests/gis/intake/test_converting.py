"""Would break where a file changed its corners, texts or names of fields on its way into another format, or lost something without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from gis.crs import STORAGE, transform
from gis.errors import BadFormat, SourceError
from gis.intake.converting import Converted, convert_file
from tests.api.test_cli import landstock
from tests.gis.io.test_drawing import drawing, plot
from tests.gis.small import cell

SHAPES = [cell(0, 0), cell(2, 0).difference(shapely.affinity.scale(cell(2, 0), 0.5, 0.5)), None]
ROWS: list[dict[str, Any]] = [
    {
        "宗地代码": "370113001001GB00001",
        "权利人": "甲厂",
        "面积": 12.5,
        "层数": 3,
        "日期": "2021-05-01",
        "备注": "x" * 300,
    },
    {"宗地代码": "370113001001GB00002", "权利人": "𠮷厂", "面积": None, "层数": 4, "日期": None, "备注": None},
    {"宗地代码": "0012", "权利人": None, "面积": 1.0, "层数": None, "日期": "2022-01-31", "备注": "y"},
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    features = [
        {"type": "Feature", "properties": row, "geometry": shape and json.loads(shapely.to_geojson(shape))}
        for row, shape in zip(ROWS, SHAPES, strict=True)
    ]
    path = tmp_path / "地块.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return path


def converted(source: Path, target: Path, kind: str, **more: Any) -> Converted:
    """A file in another format, written."""
    made = convert_file(source, kind, lang="zh", **more)
    target.write_bytes(bytes(made.content))
    return made


def test_fields_keep_names_types_and_texts_through_three_formats(source: Path, tmp_path: Path) -> None:
    made = converted(source, tmp_path / "a.gpkg", "gpkg", to_crs="EPSG:4548")
    assert (made.count, made.source, made.target) == (3, STORAGE, "EPSG:4548")
    assert made.lost == ()
    table = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer=0)
    assert [name for name in table if name != "geometry"] == list(ROWS[0])
    assert table["宗地代码"].tolist() == [row["宗地代码"] for row in ROWS]
    assert str(table["日期"].dtype).startswith("datetime")
    again = converted(tmp_path / "a.gpkg", tmp_path / "b.geojson", "geojson")
    assert again.source == "EPSG:4548"
    back = json.loads((tmp_path / "b.geojson").read_text("utf-8"))["features"]
    for feature, row, shape in zip(back, ROWS, SHAPES, strict=True):
        assert {name: feature["properties"][name] for name in row} == row
        found = feature["geometry"] and shapely.from_geojson(json.dumps(feature["geometry"]))
        assert found is None if shape is None else shapely.hausdorff_distance(found, shape) < 1e-8


def test_what_is_lost_is_said(source: Path, tmp_path: Path) -> None:
    said = [each.zh for each in converted(source, tmp_path / "a.shp.zip", "shp").lost]
    assert any("宗地代码 → F1" in each for each in said)
    assert any("已截短" in each for each in said)
    said = [each.en for each in converted(source, tmp_path / "a.dxf", "dxf").lost]
    assert said == ["fields that are not in it: 层数, 日期, 备注", "1 feature without a shape, not written"]
    assert [each.en for each in converted(source, tmp_path / "a.csv", "csv").lost] == ["a table has no shapes"]


def test_fields_of_several_types_are_texts_and_features_without_an_id_get_one(tmp_path: Path) -> None:
    path = tmp_path / "mixed.geojson"
    features = [
        {"type": "Feature", "properties": {"a": value}, "geometry": {"type": "Point", "coordinates": [117, 36]}}
        for value in (1, "two", {"three": 3})
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    made = converted(path, tmp_path / "out.gpkg", "gpkg")
    table = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer=0)
    assert table["a"].tolist() == ["1", "two", '{"three": 3}']
    assert table["id"].tolist() == ["1", "2", "3"]
    assert len(made.lost) == 2


def test_a_system_that_a_file_does_not_say_is_asked_for(tmp_path: Path) -> None:
    """A guess would put a plot somewhere else, and nobody would know."""
    moved = transform(pyogrio_shapes(), STORAGE, "EPSG:4548")
    pyogrio.raw.write(
        tmp_path / "a.shp", shapely.to_wkb(moved), [np.array(["x"], dtype=object)], ["name"], geometry_type="Polygon", crs="EPSG:4548", driver="ESRI Shapefile"
    )  # fmt: skip
    (tmp_path / "a.prj").unlink()
    with pytest.raises(SourceError, match="does not say"):
        convert_file(tmp_path / "a.shp", "gpkg", lang="zh")
    made = converted(tmp_path / "a.shp", tmp_path / "a.txt", "txt", crs="4548")
    assert made.target == "EPSG:4548"


def pyogrio_shapes() -> Any:
    """One shape as an array."""
    return shapely.from_wkb(shapely.to_wkb([cell(0, 0)]))


def test_a_drawing_of_elsewhere_is_in_the_zone_in_which_it_lies(source: Path, tmp_path: Path) -> None:
    assert convert_file(source, "dxf", lang="zh").target == "EPSG:4548"
    text = json.dumps({"type": "Polygon", "coordinates": [[[4, 49], [4.1, 49], [4.1, 49.1], [4, 49]]]})
    path = tmp_path / "far.geojson"
    path.write_text(text, "utf-8")
    assert convert_file(path, "dxf", lang="zh").target == "EPSG:32631"
    with pytest.raises(BadFormat):
        convert_file(path, "txt", lang="zh")


def test_an_old_datum_is_kept_and_never_called_another(source: Path) -> None:
    assert convert_file(source, "gpkg", lang="zh", crs="EPSG:4610").target == "EPSG:4610"
    for kind, to in (("gpkg", "EPSG:4548"), ("kml", None), ("txt", None)):
        with pytest.raises(BadFormat):
            convert_file(source, kind, lang="zh", crs="EPSG:4610", to_crs=to)


def test_the_command_needs_no_folder_and_overwrites_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANDSTOCK_LAYERS", str(tmp_path / "nowhere"))
    target = tmp_path / "out.kml"
    assert landstock("convert", str(source), str(target)) == 0
    before = target.read_bytes()
    assert "3 features" in capfd.readouterr().err
    assert landstock("convert", str(source), str(target)) == 1
    assert "not overwritten" in capfd.readouterr().err
    assert target.read_bytes() == before
    assert landstock("convert", str(source), str(tmp_path / "out.odt")) == 2
    assert landstock("convert", str(source), str(tmp_path / "out.shp.zip"), "--option", "encoding=ebcdic") == 2
    assert not (tmp_path / "out.shp.zip").exists()


ENDINGS = {"dxf": "dxf", "txt": "txt", "kml": "kml", "shp": "shp.zip", "gdb": "gdb.zip"}


@pytest.mark.parametrize("kind", ENDINGS)
def test_what_our_writers_wrote_our_readers_read(source: Path, tmp_path: Path, kind: str) -> None:
    """To a millimetre, holes as holes and parts as parts; ids as text, zeros in front and all."""
    ending, crs = ENDINGS[kind], "EPSG:4548" if kind == "dxf" else None
    converted(source, tmp_path / f"a.{ending}", kind)
    back = converted(tmp_path / f"a.{ending}", tmp_path / "b.gpkg", "gpkg", crs=crs, to_crs="EPSG:4490")
    table = pyogrio.read_dataframe(tmp_path / "b.gpkg", layer=0)
    drawn = table[~table.geometry.isna()]
    assert back.count == (2 if kind in ("dxf", "txt") else 3)
    names = {"dxf": "编号", "txt": "地块编号", "shp": "F1"}
    keys = drawn[names.get(kind, "宗地代码")].tolist()
    assert keys == [row["宗地代码"] for row, shape in zip(ROWS, SHAPES, strict=True) if shape]
    for found, shape in zip(drawn.geometry, filter(None, SHAPES), strict=True):
        assert shapely.hausdorff_distance(found, shape) < 1e-8
        assert shapely.get_num_interior_rings(shapely.get_parts(found)).sum() == shapely.get_num_interior_rings(shape)


@pytest.mark.parametrize(
    ("move", "why"),
    [
        (lambda x, y: (x + 39e6, y), "zone number 39 before the easting: that is EPSG:4527"),
        (lambda x, y: (y, x), "has north before east"),
        (lambda x, y: (x / 0.3048, y / 0.3048), "outside the area in which EPSG:4548 is used"),
        (lambda x, y: (x - 470_000, y - 4_040_000), "outside the area in which EPSG:4548 is used"),
    ],
    ids=["zone number", "swapped", "feet", "local"],
)
def test_coordinates_that_are_not_of_the_system_are_no_file(tmp_path: Path, move: Any, why: str) -> None:
    """Fails where they go out as null, or as places in the sea, without a word."""
    corners = [move(477_600 + x, 4_046_600 + y) for x, y in ((0, 0), (50, 0), (50, 40), (0, 40))]
    path = drawing(tmp_path / "a.dxf", lambda space: plot(space, [(*each, 0) for each in corners]))
    with pytest.raises(SourceError, match=why):
        convert_file(path, "geojson", lang="zh", crs="EPSG:4548")


def test_one_shape_that_is_astray_goes_out_without_its_shape_and_is_said(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        for x in (477_600, 39_477_600):
            plot(space, [(x + east, 4_046_600 + north, 0) for east, north in ((0, 0), (50, 0), (50, 40))])

    made = convert_file(drawing(tmp_path / "a.dxf", draw), "geojson", lang="zh", crs="EPSG:4548")
    shapes = [each["geometry"] for each in json.loads(bytes(made.content))["features"]]
    assert [shape is None for shape in shapes] == [False, True]
    assert any("feature 2: 39477625, 4046620 has the zone number 39" in each.en for each in made.lost)


WKT = '编号,名称,WKT,坐标系\nA1,一号,"POLYGON((116.8 36.5,116.81 36.5,116.81 36.51,116.8 36.5))",EPSG:4490\n'
POINTS = "地块编号,点号,X,Y\n" + "".join(
    f"P1,J{n},{north},{east}\n"
    for n, (north, east) in enumerate([(4_046_000, 39_482_000), (4_046_000, 39_482_100), (4_046_100, 39_482_100)])
)


@pytest.mark.parametrize(("text", "crs"), [(WKT, None), (POINTS, "EPSG:4527")], ids=["wkt", "points"])
def test_a_table_whose_columns_say_where_its_rows_lie_is_a_file_of_shapes(
    text: str, crs: str | None, tmp_path: Path
) -> None:
    """Would break where only files of GIS programs were read: a table with WKT or boundary points is what surveyors send."""
    source = tmp_path / "plots.csv"
    source.write_text(text, "utf-8")
    made = convert_file(source, "geojson", lang="zh", crs=crs)
    assert made.count == 1
    features = json.loads(bytes(made.content))["features"]
    assert features[0]["geometry"]["type"] == "Polygon"


def test_points_in_metres_of_which_nobody_says_the_system_are_asked_for_it(tmp_path: Path) -> None:
    source = tmp_path / "plots.csv"
    source.write_text(POINTS, "utf-8")
    with pytest.raises(SourceError, match="does not say in which"):
        convert_file(source, "geojson", lang="zh")


def test_a_table_without_coordinates_is_told_so(tmp_path: Path) -> None:
    source = tmp_path / "plots.csv"
    source.write_text("编号,名称\nA1,一号\n", "utf-8")
    with pytest.raises(SourceError, match="no file of shapes"):
        convert_file(source, "geojson", lang="zh")
