"""Fields whose names a question keeps for itself: refused where they could only be misread, else named and never answered wrongly in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.asking import params
from api.asking.given import Given
from gis.catalog import read_catalog
from gis.checking import check_folder
from gis.errors import BadQuestion, CatalogError
from gis.folder import open_folder
from gis.io.formats import FORMATS
from gis.io.toml import toml_text
from gis.names import OPTION, PARAMETERS
from tests.api.test_cli import landstock

DONE = 0
ID = {"name": "id", "zh": "编号", "role": "id"}
AREA = {"name": "area", "type": "number", "unit": "m2", "zh": "面积", "role": "area"}


def folder_of(folder: Path, *fields: dict[str, Any], rows: tuple[dict[str, Any], ...] = ()) -> Path:
    """A data folder of one layer with an id and these fields."""
    declared = {
        "kind": "other",
        "file": "plots.geojson",
        "title": {"zh": "地块", "en": "Plots"},
        "fields": [ID, *fields],
    }
    head = {"title": {"zh": "测试", "en": "Test"}, "metric_crs": "EPSG:4548"}
    (folder / "catalog.toml").write_text(toml_text({"folder": head, "collections": {"plots": declared}}), "utf-8")
    features = [{"type": "Feature", "id": row["id"], "geometry": None, "properties": row} for row in rows]
    (folder / "plots.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return folder


def test_every_parameter_is_described_and_no_other(client: httpx.Client) -> None:
    """Fails where a parameter is added and the document of the service does not know it."""
    described = client.get("/api").json()["components"]["parameters"]
    assert {name for name in described if not name.startswith(OPTION)} - {"f.items"} == PARAMETERS
    assert {name for name in described if name.startswith(OPTION)} == {
        option.parameter for form in FORMATS.values() for option in form.options
    }
    assert all(entry["name"] == name for name, entry in described.items() if name != "f.items")


@pytest.mark.parametrize("name", [*sorted(PARAMETERS), f"{OPTION}encoding"])
def test_a_field_named_like_a_parameter_is_refused(tmp_path: Path, name: str) -> None:
    """Fails where a condition on such a field is read as a limit, a box or an order, and answered by all rows."""
    folder = folder_of(tmp_path, {"name": name, "zh": "某项"})
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder)
    assert f"“{name}”" in caught.value.text.zh or name in caught.value.text.zh
    assert caught.value.where["key"] == "collections.plots.fields[2].name"


def test_a_use_may_be_called_usage(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"name": "usage", "zh": "用途", "role": "usage"})
    assert check_folder(read_catalog(folder)).errors == 0


def test_a_range_that_is_asked_like_the_area_of_another_field_is_refused(tmp_path: Path) -> None:
    """Fails where ``min_area_m2`` of a measured area is answered by the registered one."""
    measured = {"name": "area_m2", "type": "number", "unit": "m2", "zh": "实测面积"}
    with pytest.raises(CatalogError, match="min_area_m2"):
        read_catalog(folder_of(tmp_path, AREA, measured))
    assert check_folder(read_catalog(folder_of(tmp_path, measured | {"role": "area"}))).doubts == 0


BOTH = ({**AREA}, {"name": "min_area", "zh": "起租说明"})
ROWS = ({"id": "A", "area": 600, "min_area": "500"}, {"id": "B", "area": 900, "min_area": "整栋"})


def test_a_field_that_is_called_as_the_least_of_another_is_a_doubt(tmp_path: Path) -> None:
    """Fails where ``min_area`` means two things and nobody is told."""
    found = check_folder(read_catalog(folder_of(tmp_path, *BOTH, rows=ROWS)))
    assert [(each.code, each.row, each.field, each.excerpt) for each in found.findings] == [
        ("ambiguous-name", 0, "min_area", "area")
    ]
    assert found.errors == 0
    assert "filter" in found.findings[0].remedy.en


def test_what_means_two_things_is_refused_with_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fails where a least area is answered by the one plot whose text is that number."""
    folder = folder_of(tmp_path, *BOTH, rows=ROWS)
    inventory = open_folder(folder)
    collection = inventory.catalog.collections["plots"]
    given = Given([("min_area", "500")])
    given.only(params.allowed_on_items(collection))
    with pytest.raises(BadQuestion) as caught:
        params.query(given, collection, inventory)
    assert "area >= " in caught.value.remedy.en
    assert "min_area = " in caught.value.remedy.en
    asked = ("query", "plots", "--layers", str(folder), "--lang", "en")
    assert landstock(*asked, "--where", "min_area=500") != DONE
    assert "area >= " in capsys.readouterr().err
    assert landstock(*asked, "--where", "max_area=700") == DONE
    assert landstock(*asked, "--filter", "min_area = '500' AND area >= 500") == DONE


def test_unknown_is_let_in_of_the_field_that_is_named(tmp_path: Path) -> None:
    """Fails where ``or_unknown=area`` lets in what another field does not know, though a field is called area."""
    site = AREA | {"name": "site_area"}
    collection = read_catalog(folder_of(tmp_path, site, {"name": "area", "zh": "片区"})).collections["plots"]
    assert params.or_unknown(Given([("or_unknown", "area")]), collection) == {"area"}
    assert params.or_unknown(Given([("or_unknown", "area_m2")]), collection) == {"site_area"}
