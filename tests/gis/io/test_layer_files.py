"""Layer files of a data folder: coordinates that cannot be where they say, ids and days, refused or read by row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gis.catalog import Catalog
from gis.checking import check_folder
from gis.errors import RefusedRows
from gis.findings import Finding
from gis.folder import open_folder, synced_folder
from gis.plainly import to_plain
from tests.gis.folders import data_folder, edited
from tests.gis.small import COLLECTION

PLACE = [117.0, 36.6]


def folder(place: Path, *rows: dict[str, Any], head: str = "") -> Catalog:
    """A folder of one layer with these members of features, at a place unless they name another."""
    catalog = data_folder(place, {"plots": COLLECTION.fields}, {})
    features = [
        {"type": "Feature", "id": f"A{n}", "properties": {}, "geometry": {"type": "Point", "coordinates": PLACE}} | row
        for n, row in enumerate(rows)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (place / "plots.geojson").write_text(text, "utf-8")
    if head:
        declared = (place / "catalog.toml").read_text("utf-8")
        (place / "catalog.toml").write_text(declared.replace("[folder]\n", f"[folder]\n{head}\n", 1), "utf-8")
    return catalog


def at(*xy: float) -> dict[str, Any]:
    return {"geometry": {"type": "Point", "coordinates": list(xy)}}


def refused(place: Path, catalog: Catalog) -> list[Finding]:
    """What check refuses, which is what keeps the folder from being opened."""
    found = [each for each in check_folder(catalog).findings if each.grade == "error"]
    with pytest.raises(RefusedRows) as mistake:
        open_folder(place)
    assert [to_plain(each) for each in mistake.value.findings] == [to_plain(each) for each in found]
    return found


def test_degrees_with_exchanged_axes_and_lost_coordinates_are_refused_by_row_as_an_import_refuses_them(
    tmp_path: Path,
) -> None:
    catalog = folder(tmp_path / "data", at(*PLACE), at(36.6, 117.0), at(0, 0), at(36.6, 80.0), at(120.0, 30.0))
    found = refused(tmp_path / "data", catalog)
    assert [(each.code, each.row, each.id) for each in found] == [("axes-swapped", 2, "A1"), ("at-origin", 3, "A2")]
    assert "A1：坐标 36.6, 117：是先北后东" in found[0].text.zh
    assert "swap the axes" in found[0].remedy.en
    assert "register.crs" not in found[0].remedy.en
    assert "0, 0, where lost ones end up" in found[1].text.en


def test_metres_without_a_system_keep_the_words_of_a_layer_file(tmp_path: Path) -> None:
    catalog = folder(tmp_path / "data", at(500_000, 4_050_000), at(4_050_000, 500_000))
    assert {each.code for each in refused(tmp_path / "data", catalog)} == {"outside-degrees"}


@pytest.mark.parametrize("written", ["370113001001000123456", "3.7011300100100012e20"])
def test_an_own_id_of_too_many_digits_is_refused_as_that_and_not_as_none(tmp_path: Path, written: str) -> None:
    catalog = folder(tmp_path / "data", {"id": 0}, {"id": None})
    path = tmp_path / "data" / "plots.geojson"
    path.write_text(path.read_text("utf-8").replace('"id": 0', f'"id": {written}'), "utf-8")
    long, none = refused(tmp_path / "data", catalog)
    assert (long.code, long.row, none.code, none.row) == ("no-id", 1, "no-id", 2)
    assert "位数过多" in long.text.zh
    assert "more digits than a number keeps" in long.text.en
    assert "in quotes" in long.remedy.en
    assert none.text.en.endswith("feature 2 has no id")


def test_an_own_id_of_too_many_digits_beside_an_id_in_the_properties_is_no_matter(tmp_path: Path) -> None:
    folder(tmp_path / "data", {"id": 37 * 10**19, "properties": {"id": "370"}})
    assert tuple(open_folder(tmp_path / "data").layer("plots").ids) == ("370",)


def days(place: Path, *written: str, head: str = "") -> list[Any]:
    folder(place, *({"properties": {"started": text}} for text in written), head=head)
    layer = open_folder(place).layer("plots")
    return [layer.columns["started"].value(row) for row in range(len(layer))]


def test_an_instant_is_a_day_of_the_folders_time_zone(tmp_path: Path) -> None:
    written = ("2023-06-30T16:00:00Z", "2023-06-30T15:59:59Z", "2023-06-30T23:30:00", "2023-07-01T00:30:00+09:00")
    kept = days(tmp_path / "here", *written)
    assert kept == ["2023-07-01", "2023-06-30", "2023-06-30", "2023-06-30"]
    there = days(tmp_path / "there", *written, head='time_zone = "Europe/Berlin"')
    assert there == ["2023-06-30", "2023-06-30", "2023-06-30", "2023-06-30"]


def test_a_folder_of_another_time_zone_is_read_anew(tmp_path: Path) -> None:
    assert days(tmp_path / "data", "2023-06-30T16:00:00Z") == ["2023-07-01"]
    declared = (tmp_path / "data" / "catalog.toml").read_text("utf-8")
    (tmp_path / "data" / "catalog.toml").write_text(
        declared.replace("[folder]\n", '[folder]\ntime_zone = "UTC"\n', 1), "utf-8"
    )
    assert open_folder(tmp_path / "data").layer("plots").columns["started"].value(0) == "2023-06-30"


def test_an_edit_reads_instants_in_the_folders_time_zone_as_a_load_does(tmp_path: Path) -> None:
    folder(tmp_path / "data", {"properties": {"started": None}}, head='time_zone = "America/New_York"')
    synced = synced_folder(tmp_path / "data")
    edit = edited("plots", "E", started="2023-07-01T02:00:00Z")
    inventory = open_folder(tmp_path / "data").apply([edit])
    assert inventory.layer("plots").feature(inventory.layer("plots").row("E")).properties["started"] == "2023-06-30"
    synced.store.apply(synced.catalog, [edit], "planner")
    stored = open_folder(tmp_path / "data").layer("plots")
    assert stored.columns["started"].value(stored.row("E")) == "2023-06-30"


def test_an_instant_beyond_the_calendar_is_refused_by_row(tmp_path: Path) -> None:
    catalog = folder(tmp_path / "data", {"properties": {"started": "9999-12-31T20:00:00Z"}})
    (found,) = refused(tmp_path / "data", catalog)
    assert (found.code, found.row, found.field) == ("not-date", 1, "started")
