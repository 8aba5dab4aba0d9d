"""Shapefiles and GeoPackages through a child process: every row as it stands, texts in the encoding that all of them have, and nothing else is opened."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from gis.errors import SourceError
from gis.io import bounds, vector_child
from gis.io.members import members
from gis.io.vector import read_vector, read_vector_member
from gis.io.vector_texts import decode_texts

ROWS = {"权利人": ["某某机械有限公司", "某某物流有限公司"], "面积": [1.5, None], "宗地": [9_007_199_254, 2]}
SHAPES = [shapely.box(500000, 4000000, 500100, 4000100), None]


def shapefile(folder: Path, encoding: str, *, code_page: str | None = None, name: str = "ZD") -> Path:
    """A Shapefile in an encoding, which nothing in it names unless ``code_page`` does."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.shp"
    geopandas.GeoDataFrame(ROWS, geometry=SHAPES, crs="EPSG:4548").to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    with path.with_suffix(".dbf").open("r+b") as out:
        out.seek(29)
        out.write(b"\0")
    if code_page is not None:
        path.with_suffix(".cpg").write_text(code_page)
    return path


@pytest.mark.parametrize(
    ("encoding", "code_page", "title"),
    [
        ("GBK", None, "GB18030"),
        ("UTF-8", None, "UTF-8"),
        ("UTF-8", "UTF-8", "UTF-8"),
        ("GBK", "UTF-8", "GB18030"),
        ("UTF-8", "GBK", "UTF-8"),
    ],
)
def test_the_texts_decide_their_encoding(tmp_path: Path, encoding: str, code_page: str | None, title: str) -> None:
    """Fails where a code page is believed that not all texts are in: files are converted and their .cpg is not."""
    found = read_vector(shapefile(tmp_path / "in", encoding, code_page=code_page))
    assert found.spelling == title
    assert found.doubt == ()
    assert found.parsed.properties == [
        {"权利人": "某某机械有限公司", "面积": 1.5, "宗地": 9_007_199_254},
        {"权利人": "某某物流有限公司", "面积": None, "宗地": 2},
    ]
    assert found.parsed.crs == "EPSG:4548"
    assert shapely.equals(found.parsed.geometries[0], SHAPES[0])
    assert found.parsed.geometries[1] is None
    assert (found.layer, found.layers, found.parsed.ids) == ("ZD", ("ZD",), [None, None])


def test_texts_of_two_encodings_show_five_values() -> None:
    values = ["镕喆", "堃昇", "玥彤", "珺瑶", "晟睿", "翀骅甲"]
    raw = [value.encode("gb18030").decode("latin-1") for value in values]
    found = decode_texts(["a"], [raw], "", b"\0", "a.shp")
    assert found.columns == [values]
    assert found.doubt == tuple(values[:5])
    assert decode_texts(["a"], [raw], "936", b"\0", "a.shp").doubt == ()
    assert decode_texts(["a"], [raw], "", b"\x4d", "a.shp").doubt == ()


def test_texts_of_taiwan_and_names_cut_in_a_sign() -> None:
    raw = [
        "某某倉儲股份有限公司".encode("cp950").decode("latin-1"),
        "某某街道".encode("cp950").decode("latin-1"),
        3,
        None,
    ]
    found = decode_texts(["a"], [raw], "", b"\0", "a.shp")
    assert found.columns == [["某某倉儲股份有限公司", "某某街道", 3, None]]
    assert found.spelling == "Big5"
    cut = [name.encode()[:10].decode("latin-1") for name in ("不动产单元号", "不动产证号")]
    assert decode_texts(cut, [["某".encode().decode("latin-1")], [None]], "", b"\0", "a").fields == [
        "不动产",
        "不动产_2",
    ]
    with pytest.raises(SourceError, match="in none of UTF-8, GBK and Big5"):
        decode_texts(["a"], [["\xff\xff\xfe\xff"]], "", b"\0", "a.shp")


def test_many_texts_take_no_more_than_their_number(tmp_path: Path) -> None:
    """The longest of a column was once looked for again at each of its texts: ten minutes for 300,000 rows."""
    raw = [f"某某街道{n}号".encode("gb18030").decode("latin-1") for n in range(60_000)]
    began = time.process_time()
    assert decode_texts(["a"], [raw], "", b"\0", "a.shp").columns[0][-1] == "某某街道59999号"
    assert time.process_time() - began < 2


def test_a_zip_is_read_without_its_folders_and_without_an_index(tmp_path: Path) -> None:
    path = shapefile(tmp_path / "in", "GBK")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        for ending in (".shp", ".dbf", ".prj"):
            out.write(path.with_suffix(ending), f"../../宗地/ZD{ending.upper()}")
    found = read_vector(tmp_path / "a.zip")
    assert found.origin == f"{tmp_path / 'a.zip'}!../../宗地/ZD.SHP"
    assert found.parsed.properties[0]["权利人"] == "某某机械有限公司"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip", "in"]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GeoPackage of two layers, one with names for people."""
    path = tmp_path_factory.mktemp("package") / "a.gpkg"
    frame = geopandas.GeoDataFrame({"QLRMC": ["某某"], "YDKGRQ": ["2023"]}, geometry=SHAPES[:1], crs="EPSG:4548")
    frame.to_file(path, layer="ZD")
    frame.to_crs("EPSG:4490").to_file(path, layer="FW")
    with closing(sqlite3.connect(path)) as data, data:
        data.execute(
            "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name, column_name, name, title, description, mime_type, constraint_name)"
        )
        data.execute("INSERT INTO gpkg_data_columns VALUES ('ZD', 'QLRMC', '权利人名称', NULL, NULL, NULL, NULL)")
    return path


def test_a_layer_of_several_has_to_be_named(package: Path) -> None:
    with pytest.raises(SourceError, match="has 2 layers: ZD, FW") as mistake:
        read_vector(package)
    assert mistake.value.where["layers"] == ["ZD", "FW"]
    with pytest.raises(SourceError, match="has no layer JZD; it has ZD, FW"):
        read_vector(package, "JZD")
    found = read_vector(package, "ZD")
    assert (found.layer, found.layers, found.parsed.crs) == ("ZD", ("ZD", "FW"), "EPSG:4548")
    assert found.aliases == {"QLRMC": "权利人名称"}
    assert found.parsed.properties == [{"QLRMC": "某某", "YDKGRQ": "2023"}]
    assert found.parsed.ids == ["1"]


def test_layers_of_a_folder_are_told_together(package: Path, tmp_path: Path) -> None:
    shutil.copy(package, tmp_path / "a.gpkg")
    shapefile(tmp_path, "GBK", name="宗地")
    with pytest.raises(SourceError, match="has 3 layers: FW, ZD, 宗地"):
        read_vector(tmp_path)
    assert read_vector(tmp_path, "宗地").layers == ("FW", "ZD", "宗地")


def test_a_package_that_is_open_elsewhere_is_refused(package: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(package, tmp_path / "a.gpkg"))
    with closing(sqlite3.connect(path)) as data:
        data.execute("PRAGMA journal_mode = WAL")
        data.execute("CREATE TABLE more (n)")
        with pytest.raises(SourceError, match="is open elsewhere"):
            read_vector(path, "ZD")


@pytest.mark.parametrize(
    ("name", "content"), [("a.shp", b""), ("a.gpkg", b"PK\x03\x04"), ("a.shp", b"SQLite format 3\0")]
)
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match="by its content"):
        read_vector(tmp_path / name)


def test_what_is_broken_or_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\0" + bytes(4000))
    (tmp_path / "b.shp").write_bytes(b"\x00\x00\x27\x0a" + bytes(10))
    for name in ("a.gpkg", "b.shp"):
        with pytest.raises(SourceError, match="cannot be read"):
            read_vector(tmp_path / name)
    with pytest.raises(SourceError, match="is not there"):
        read_vector(tmp_path / "none.gpkg")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no Shapefile"):
        read_vector(tmp_path / "empty")


def test_more_features_than_a_file_may_have_are_refused(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_FEATURES", 0)
    with pytest.raises(SourceError, match="features"):
        read_vector(package, "ZD")


def test_a_file_that_points_elsewhere_is_never_followed(tmp_path: Path, canary: tuple[str, list[str]]) -> None:
    """Fails where GDAL is let near what is named like a Shapefile and is a list of addresses, or where the child has more than two drivers."""
    address, asked = canary
    virtual = f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{address}/a.json</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    link = json.dumps(
        {"type": "FeatureCollection", "features": [], "crs": {"type": "link", "properties": {"href": f"{address}/crs"}}}
    )
    for name in ("a.shp", "a.gpkg"):
        for content in (virtual, link):
            (tmp_path / name).write_text(content)
            with pytest.raises(SourceError, match="by its content"):
                read_vector(tmp_path / name)
            assert "mistake" in asked_of_the_child(str(tmp_path / name))
    for path in (f"/vsicurl/{address}/a.gpkg", f"{address}/a.json", virtual, link):
        assert "mistake" in asked_of_the_child(path)
    assert asked == []


def asked_of_the_child(path: str, driver: str = "GPKG") -> dict[str, Any]:
    """What the child answers where nothing stands before it."""
    from gis.io.vector import _ENVIRONMENT

    request = {"path": path, "layer": None, "encoding": None, "most": {"features": 9, "columns": 9}, "listed": False}
    command = [sys.executable, "-I", vector_child.__file__, driver]
    ran = subprocess.run(
        command, input=json.dumps(request), capture_output=True, text=True, env=_ENVIRONMENT, check=True
    )
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


# Real files.


def test_the_cadastre_as_it_stands(samples: Path) -> None:
    found = read_vector(samples / "11_ledgers" / "cadastre.zip")
    rows = json.loads((samples / "11_ledgers" / "cadastre.truth.json").read_text("utf-8"))["rows"]
    assert (found.spelling, found.doubt, found.parsed.crs, len(found.parsed)) == ("GB18030", (), "EPSG:4548", 400)
    assert [row["权利人"] or "" for row in found.parsed.properties] == [row["owner"] for row in rows]
    assert [row["坐落"] or "" for row in found.parsed.properties] == [row["address"] for row in rows]
    assert shapely.area(found.parsed.geometries).tolist() == pytest.approx(
        [row["measured_m2"] for row in rows], abs=0.01
    )


def test_a_package_with_names_for_people_as_it_stands(samples: Path) -> None:
    found = read_vector(samples / "11_ledgers" / "parcels.gpkg")
    truth = json.loads((samples / "11_ledgers" / "parcels.truth.json").read_text("utf-8"))
    assert found.parsed.crs == truth["reading"]["crs"]
    assert found.aliases == dict(column["heading"] for column in truth["columns"] if len(column["heading"]) == 2)
    given = [{name: row[name] for name in ("ZDDM", "QLRMC", "DLBM", "ZDMJ")} for row in truth["rows"]]
    assert [{name: row[name] for name in given[0]} for row in found.parsed.properties] == given


@pytest.mark.parametrize("name", ["parcels.gdb", "parcels.gdb.zip"])
def test_a_geodatabase_as_it_stands(samples: Path, name: str) -> None:
    """The same fifty parcels as in the GeoPackage, with the aliases of their fields and days that are no times."""
    truth = json.loads((samples / "11_ledgers" / "parcels.truth.json").read_text("utf-8"))
    (member,) = members([samples / "11_ledgers" / name])
    found = read_vector_member(member)
    assert (found.layer, found.parsed.crs, found.remarks) == ("ZD", truth["reading"]["crs"], ())
    assert found.aliases == dict(column["heading"] for column in truth["columns"] if len(column["heading"]) == 2)
    for row, right, shape in zip(found.parsed.properties, truth["rows"], found.parsed.geometries, strict=True):
        assert {column: row[column] or None for column in row} == {column: right[column] or None for column in row}
        there = shapely.get_coordinates(shape) - [39_000_000, 0]
        assert shapely.hausdorff_distance(shapely.Polygon(there), shapely.from_wkt(right["wkt_4548"])) < 0.001
        assert shapely.area(shape) == pytest.approx(right["measured_m2"], abs=0.01)


@pytest.mark.parametrize("how", ["folder in a folder", "files alone in a zip", "without its list"])
def test_a_geodatabase_is_found_where_it_lies(samples: Path, tmp_path: Path, how: str) -> None:
    source = samples / "11_ledgers" / "parcels.gdb"
    if how == "folder in a folder":
        shutil.copytree(source, tmp_path / "all" / "宗地.gdb")
        (member,) = members([tmp_path / "all"])
        assert read_vector_member(member).layer == "ZD"
        assert read_vector(tmp_path / "all").layer == "ZD"
    elif how == "files alone in a zip":
        with zipfile.ZipFile(tmp_path / "a.gdb.zip", "w") as out:
            for each in source.iterdir():
                out.write(each, each.name)
        (member,) = members([tmp_path / "a.gdb.zip"])
        assert (member.name, read_vector_member(member).layer) == ("a.gdb", "ZD")
    else:
        (tmp_path / "a.gdb").mkdir()
        shutil.copy(source / "a00000009.gdbtable", tmp_path / "a.gdb")
        with pytest.raises(SourceError, match="files are missing"):
            members([tmp_path / "a.gdb"])


def test_odd_files_of_elsewhere(samples: Path) -> None:
    name = read_vector(samples / "08_gbk_shapefile" / "chinese_poly.shp").parsed.properties[0]["NAME"]
    assert name == "黑龙江省"
    nulls = read_vector(samples / "07_awkward_gpkg" / "test_gpkg_nulls.gpkg").parsed.properties
    assert nulls[0]["col_bool"] is True
    assert nulls[-1]["col_bool"] is None
    curves = read_vector(samples / "07_awkward_gpkg" / "curvepolygon.gpkg").parsed
    assert curves.geometries[0].geom_type == "Polygon"
    table = read_vector(samples / "07_awkward_gpkg" / "data_only_tables.gpkg", "oregon_cities").parsed
    assert table.properties[0]["NAME"] == "Medford"
    assert table.geometries.tolist() == [None] * 5
