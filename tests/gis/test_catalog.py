"""What a data folder declares is read as written; every mistake in it is named by its file and its key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from gis.catalog import Kind, read_catalog
from gis.errors import CatalogError, UnknownProperty
from gis.fields import DType, Role

CATALOG = """
[folder]
title = { zh = "某区", en = "Some district" }
metric_crs = "EPSG:4548"
as_of = 2023-06-30
home = [116.6, 36.4, 116.9, 36.6]

[collections.parks]
kind = "park"
file = "parks.geojson"
title = { zh = "园区", en = "Parks" }
fields = [{ name = "id", zh = "编号", role = "id" }]

[collections.land]
kind = "parcel"
file = "land.geojson"
title = { zh = "产业用地", en = "Land" }
noun = { zh = "宗", en = "parcels" }
as_of = 2023-05-31T12:00:00

[[collections.land.fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"

[[collections.land.fields]]
name = "site_area_m2"
type = "number"
unit = "m2_land"
zh = "面积"
en = "Area"
role = "area"

[[collections.land.fields]]
name = "status"
zh = "状态"
codelist = "status"

[[collections.land.fields]]
name = "park_id"
zh = "园区"
references = "parks"
"""
STATUS = """
id = "status"
title = { zh = "状态", en = "Status" }
hierarchy = "parent"
[[codes]]
code = "vacant"
zh = "空置"
en = "Vacant"
symbol = { fill = "#FFFFFF", stroke = "#1A2B3C", pattern = "slash" }
[[codes]]
code = "idle"
zh = "闲置"
parent = "vacant"
"""


def written(folder: Path, catalog: str = CATALOG, status: str = STATUS) -> Path:
    """A data folder with these two files."""
    (folder / "codelists").mkdir()
    (folder / "catalog.toml").write_text(catalog, "utf-8")
    (folder / "codelists" / "status.toml").write_text(status, "utf-8")
    return folder


def test_a_catalog_is_read_as_written(tmp_path: Path) -> None:
    catalog = read_catalog(written(tmp_path))
    land = catalog.collections["land"]
    assert list(catalog.collections) == ["parks", "land"]
    assert catalog.as_of == dt.date(2023, 6, 30)
    assert catalog.home == (116.6, 36.4, 116.9, 36.6)
    assert land.as_of == dt.date(2023, 5, 31), "a time of day is dropped"
    assert land.by_role[Role.AREA].dtype is DType.NUMBER
    assert land.field("status").title.en == "状态", "one language stands for both where the other is missing"
    assert [found.id for found in catalog.of_kind(Kind.PARCEL, Kind.PARK)] == ["parks", "land"]
    vacant = catalog.codelists["status"].by_code["vacant"]
    assert vacant.symbol is not None
    assert vacant.symbol.pattern == "slash"


UNDATED = CATALOG.replace("as_of = 2023-06-30\n", "", 1)


def test_without_a_date_clocks_count_from_the_day_of_the_question(tmp_path: Path) -> None:
    """A service that ran for a week once answered for the day of its start."""
    before, after = (dt.datetime(2026, 11, 28, hour, tzinfo=dt.UTC) for hour in (15, 16))
    catalog = read_catalog(written(tmp_path, UNDATED), before)
    assert catalog.as_of == dt.date(2026, 11, 28)
    assert catalog.at(before) is catalog, "the same day is the same catalog, with all that was worked out for it"
    assert catalog.at(after).as_of == dt.date(2026, 11, 29), "midnight in Shanghai is four in the afternoon of UTC"
    assert catalog.at(after).on(catalog.as_of) == catalog


@pytest.mark.parametrize(("zone", "day"), [("Asia/Urumqi", 28), ("Pacific/Auckland", 29), ("America/Lima", 28)])
def test_days_begin_where_the_folder_says(tmp_path: Path, zone: str, day: int) -> None:
    there = UNDATED.replace("[folder]", f'[folder]\ntime_zone = "{zone}"', 1)
    assert read_catalog(written(tmp_path, there), dt.datetime(2026, 11, 28, 15, tzinfo=dt.UTC)).as_of.day == day


def test_a_day_that_the_folder_names_stands(tmp_path: Path) -> None:
    catalog = read_catalog(written(tmp_path), dt.datetime(2026, 11, 28, tzinfo=dt.UTC))
    assert catalog.at(dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) is catalog
    assert catalog.on(dt.date(2027, 1, 1)) is catalog


def test_an_unknown_field_is_told_what_fields_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownProperty) as refused:
        read_catalog(written(tmp_path)).collections["land"].field("colour")
    assert refused.value.where["queryables"] == ["id", "site_area_m2", "status", "park_id"]
    assert "colour" in refused.value.text.zh


@pytest.mark.parametrize(
    ("old", "new", "key", "word"),
    [
        ("[folder]", "[folder", "", "line 2"),
        ('title = { zh = "某区", en = "Some district" }\n', "", "folder", "title"),
        ('metric_crs = "EPSG:4548"', 'metric_crs = "EPSG:4490"', "folder.metric_crs", "EPSG:4490"),
        ('metric_crs = "EPSG:4548"', 'metric_crs = "Beijing"', "folder.metric_crs", "Beijing"),
        ("as_of = 2023-06-30", 'as_of = "June"', "folder.as_of", "June"),
        ("as_of = 2023-06-30", 'time_zone = "Beijing"', "folder.time_zone", "Beijing"),
        ("as_of = 2023-06-30", 'time_zone = "../../etc/passwd"', "folder.time_zone", "passwd"),
        ("as_of = 2023-06-30", 'time_zone = "Asia"', "folder.time_zone", "Asia"),
        ("as_of = 2023-06-30", "time_zone = 8", "folder.time_zone", "8"),
        ("as_of = 2023-06-30", 'time_zone = ""', "folder.time_zone", "time_zone"),
        ("as_of = 2023-06-30", "as_off = 2023-06-30", "folder", "as_off"),
        ("as_of = 2023-06-30", 'stale_after_days = "soon"', "folder.stale_after_days", "soon"),
        ("home = [116.6, 36.4, 116.9, 36.6]", "home = [116.6, 36.4]", "folder.home", "west"),
        ("home = [116.6, 36.4, 116.9, 36.6]", "home = [116.9, 36.4, 116.6, 36.6]", "folder.home", "west"),
        ('kind = "parcel"', 'kind = "parsel"', "collections.land.kind", "parsel"),
        ('kind = "parcel"\n', "", "collections.land.kind", "kind"),
        ('file = "land.geojson"', 'file = "../../etc/passwd"', "collections.land.file", "outside"),
        ('file = "land.geojson"', 'file = "/etc/passwd"', "collections.land.file", "outside"),
        ('file = "land.geojson"', "file = 'C:\\x.geojson'", "collections.land.file", "outside"),
        ('noun = { zh = "宗", en = "parcels" }', "noun = 5", "collections.land.noun", "zh"),
        ("[collections.parks]", "[collections.LAND]", "collections.land", "LAND and land"),
        ("[collections.parks]", '[collections."ｌａｎｄ"]', "collections.land", "ｌａｎｄ and land"),
        ("[collections.parks]", "[collections.gpkg_parks]", "collections.gpkg_parks", "reserved"),
        ("[collections.parks]", "[collections.SQLite_parks]", "collections.SQLite_parks", "reserved"),
        ("[collections.parks]", "[collections.nul]", "collections.nul", "reserved"),
        ('file = "parks.geojson"', 'file = "Land.geojson"', "collections.land.file", "Land.geojson and land.geojson"),
        ('file = "parks.geojson"', 'file = "a/CON.geojson"', "collections.parks.file", "operating system"),
        ('name = "status"', 'name = "a\\u0000b"', "collections.land.fields", "no name"),
        ('name = "status"', 'name = " "', "collections.land.fields", "no name"),
        ("[collections.parks]", '[collections."../parks"]', "collections.../parks", "letters"),
        ('type = "number"', 'type = "float"', "collections.land.fields[2].type", "float"),
        ('unit = "m2_land"', 'unit = "acre"', "collections.land.fields[2].unit", "acre"),
        ('unit = "m2_land"', 'unit = ["m2"]', "collections.land.fields[2].unit", "m2"),
        ('role = "area"', 'role = "size"', "collections.land.fields[2].role", "size"),
        ('role = "area"', 'role = "id"', "collections.land.fields", "twice"),
        (
            'type = "number"\nunit',
            'type = "text"\nunit',
            "collections.land.fields[2].type",
            "site_area_m2: role area is a number",
        ),
        ('name = "status"', 'name = "id"', "collections.land.fields", "twice"),
        ('en = "Id"\nrole = "id"', 'en = "Id"', "collections.land.fields", "id"),
        (
            'en = "Id"\nrole',
            'en = "Id"\ntype = "integer"\nrole',
            "collections.land.fields[1].type",
            "id: role id is of type text",
        ),
        ('codelist = "status"', 'codelist = "states"', "collections.land.fields[3].codelist", "states"),
        ('codelist = "status"', "list = 13", "collections.land.fields[3].list", "from 1 to 12"),
        ('codelist = "status"', "list = 0", "collections.land.fields[3].list", "from 1 to 12"),
        ('codelist = "status"', 'list = "first"', "collections.land.fields[3].list", "first"),
        (
            'en = "Area"\nrole = "area"\n\n[[collections.land.fields]]\n',
            'role = "area"\nlist = 2\n\n[[collections.land.fields]]\nlist = 2\n',
            "collections.land.fields",
            "list",
        ),
        ('references = "parks"', 'references = "zones"', "collections.land.fields[4].references", "zones"),
        ('references = "parks"', 'reference = "parks"', "collections.land.fields[4]", "reference"),
        ('fields = [{ name = "id", zh = "编号", role = "id" }]', 'fields = "id"', "collections.parks.fields", "list"),
    ],
)
def test_a_mistake_in_the_catalog_is_named(tmp_path: Path, old: str, new: str, key: str, word: str) -> None:
    assert CATALOG.count(old) == 1
    with pytest.raises(CatalogError) as refused:
        read_catalog(written(tmp_path, CATALOG.replace(old, new)))
    assert str(refused.value.where["file"]).endswith("catalog.toml")
    assert str(refused.value.where.get("key", "")).startswith(key.removesuffix(".kind"))
    assert word in refused.value.text.en
    assert "catalog.toml" in refused.value.text.zh
    assert str(tmp_path / "catalog.toml") in refused.value.remedy.zh


@pytest.mark.parametrize(
    ("old", "new", "key", "word"),
    [
        ('hierarchy = "parent"', 'hierarchy = "tree"', "hierarchy", "tree"),
        ('title = { zh = "状态", en = "Status" }\n', "", "title", "missing"),
        ('code = "idle"', 'code = "vacant"', "codes[2].code", "twice"),
        ('code = "idle"\n', "", "codes[2].code", "missing"),
        ('parent = "vacant"', 'parent = "empty"', "codes[2].parent", "empty"),
        ('parent = "vacant"', 'colour = "red"', "codes[2].colour", "unknown key"),
        ('fill = "#FFFFFF"', 'fill = "red"', "codes[1].symbol.fill", "red"),
        ('fill = "#FFFFFF"', 'fill = "#FFFFFF;}</style>"', "codes[1].symbol.fill", "colour"),
        ('pattern = "slash"', 'pattern = "zigzag"', "codes[1].symbol.pattern", "zigzag"),
        ('pattern = "slash"', 'shape = "round"', "codes[1].symbol.shape", "unknown key"),
    ],
)
def test_a_mistake_in_a_code_list_is_named(tmp_path: Path, old: str, new: str, key: str, word: str) -> None:
    assert STATUS.count(old) == 1
    with pytest.raises(CatalogError) as refused:
        read_catalog(written(tmp_path, status=STATUS.replace(old, new)))
    assert str(refused.value.where["file"]).endswith("status.toml")
    assert refused.value.where["key"] == key
    assert word in refused.value.text.en


def test_two_code_lists_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "codelists" / "other.toml").write_text(STATUS, "utf-8")
    with pytest.raises(CatalogError, match="status stands twice"):
        read_catalog(folder)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as refused:
        read_catalog(tmp_path / "nowhere")
    assert "找不到" in refused.value.text.zh
    assert "nowhere" in refused.value.text.en


def test_a_catalog_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogError, match="cannot be read"):
        read_catalog(tmp_path)
