"""``landstock check``: every mistake and every doubt of a folder, a bounded list on the terminal and the whole in a file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from api.cli.base import DONE, REFUSED, run
from api.cli.main import app
from gis.catalog import read_catalog
from gis.checking import check_folder
from gis.findings import LISTED
from tests.api.conftest import SCHEMES


@pytest.fixture
def data(folder: Path, tmp_path: Path) -> Path:
    """The district, to be spoilt."""
    shutil.copytree(folder, tmp_path / "data", ignore=shutil.ignore_patterns(".store"))
    return tmp_path / "data"


def landstock(*arguments: str) -> int:
    return run(get_command(app), list(arguments))


def changed(data: Path, layer: str, *rows: dict[str, Any]) -> None:
    """The layer's file with properties of its first features changed."""
    path = data / f"{layer}.geojson"
    content = json.loads(path.read_text("utf-8"))
    for feature, values in zip(content["features"], rows, strict=False):
        feature["properties"] |= values
    path.write_text(json.dumps(content), "utf-8")


def reported(data: Path, tmp_path: Path, status: int = DONE) -> dict[str, Any]:
    assert landstock("check", "--layers", str(data), "--report", str(tmp_path / "report.json")) == status
    found: dict[str, Any] = json.loads((tmp_path / "report.json").read_text("utf-8"))
    return found


def test_codes_outside_their_list_and_repairs_are_doubts(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(
        data,
        "industrial_land",
        {"land_use": "9999"},
        {"land_use": " 1001"},
        {"land_use": "工业用地"},
        {"status": "sold"},
    )
    report = reported(data, tmp_path)
    assert (report["errors"], report["doubts"]) == (0, len(report["findings"]))
    found = {(each["code"], each["row"], each["field"], each["excerpt"]) for each in report["findings"]}
    assert {
        ("unlisted-code", 1, "land_use", "'9999'"),
        ("code-repaired", 2, "land_use", "' 1001' → 1001"),
        ("code-repaired", 3, "land_use", "'工业用地' → 1001"),
        ("unlisted-code", 4, "status", "'sold'"),
    } <= found
    said = capsys.readouterr().err
    assert "合格，错误 0" in said
    assert "9999" in said


def test_an_undeclared_property_is_named_with_its_count(data: Path, tmp_path: Path) -> None:
    changed(data, "industrial_land", {}, {"tax_per_mu": 12}, {"tax_per_mu": None})
    (found,) = [each for each in reported(data, tmp_path)["findings"] if each["code"] == "undeclared-property"]
    assert (found["file"], found["field"], found["row"], found["excerpt"]) == (
        "industrial_land.geojson",
        "tax_per_mu",
        2,
        "2",
    )


def test_a_role_that_a_scheme_reads_and_no_field_has_is_named(data: Path, tmp_path: Path) -> None:
    (data / "schemes").mkdir(exist_ok=True)
    shutil.copy(SCHEMES / "default.toml", data / "schemes" / "default.toml")
    found = {each["field"]: each for each in reported(data, tmp_path)["findings"] if each["code"] == "unplayed-role"}
    assert {"power", "tier", "tax_per_mu", "investment"} <= set(found)
    assert {"usage", "status", "area", "land_area_min"}.isdisjoint(found)
    assert "电力" in found["power"]["text"]["zh"]
    assert "give its field the role" in found["power"]["remedy"]["en"]


def test_the_shipped_folder_is_sound_without_a_doubt(root: Path) -> None:
    found = check_folder(read_catalog(root / "layers"))
    assert (found.errors, found.doubts) == (0, 0), [each.text.en for each in found.findings]


def test_a_thousand_bad_rows_are_bounded_on_the_terminal_and_whole_in_the_file(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"site_area_m2": "约三亩", "contract_start": "2023-13-01"} for _ in range(60)]
    changed(data, "industrial_land", *rows)
    report = reported(data, tmp_path, REFUSED)
    assert report["found"] == {"not-date": 60, "not-number": 60}
    assert len(report["findings"]) == report["errors"] == 120
    said = capsys.readouterr().err
    assert said.count("industrial_land.geojson") <= 2 * LISTED
    assert "not-date × 60" in said
    assert "不合格，错误 120" in said
    assert landstock("query", "industrial_land", "--layers", str(data)) == REFUSED
    said = capsys.readouterr().err
    assert "landstock check --report" in said
    assert "120 things" in said
    assert said.count("industrial_land.geojson") <= 2 * LISTED


def test_a_folder_whose_catalog_cannot_be_read_has_a_report_too(data: Path, tmp_path: Path) -> None:
    (data / "catalog.toml").write_text("[folder", "utf-8")
    report = reported(data, tmp_path, REFUSED)
    assert [each["code"] for each in report["mistakes"]] == ["catalog"]


def test_an_instant_that_becomes_another_day_is_a_doubt(data: Path, tmp_path: Path) -> None:
    changed(
        data,
        "industrial_land",
        {"contract_start": "2021-06-30T16:00:00Z"},
        {"contract_start": "2021-06-30T08:00:00+08:00"},
        {"contract_start": "2021-06-30T23:59:00"},
    )
    (found,) = [each for each in reported(data, tmp_path)["findings"] if each["code"] == "instant"]
    assert (found["row"], found["field"], found["excerpt"]) == (1, "contract_start", "2021-06-30T16:00:00Z")
    assert found["text"]["en"].endswith("kept as 2021-07-01, its day in Asia/Shanghai")
    assert "按时区 Asia/Shanghai 记为 2021-07-01" in found["text"]["zh"]


def test_doubts_about_what_cannot_be_loaded_are_said_not_to_be_judged(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(data, "industrial_land", {"site_area_m2": "约三亩", "contract_start": "2023-13-01", "services": {"a": 1}})
    assert landstock("check", "--layers", str(data)) == REFUSED
    said = capsys.readouterr().err
    assert "（不能载入的图层未核对）" in said
    assert "doubts (layers that cannot be loaded are not judged)" in said
    for words in ("不是数值（如 12.5）", "不是日期（如 2023-06-30）", '不是列表（如 ["water", "gas"]）'):
        assert words in said
    (data / "catalog.toml").write_text("[folder", "utf-8")
    assert landstock("check", "--layers", str(data)) == REFUSED
    assert "错误 1、疑点未核对 / not sound: 1 error, doubts not judged" in capsys.readouterr().err


def test_the_report_says_what_was_not_judged_as_the_terminal_does(data: Path, tmp_path: Path) -> None:
    assert reported(data, tmp_path)["not_judged"] is None
    changed(data, "industrial_land", {"site_area_m2": "约三亩"})
    assert reported(data, tmp_path, REFUSED)["not_judged"] == {
        "text": {"zh": "不能载入的图层未核对", "en": "layers that cannot be loaded are not judged"},
        "collections": ["industrial_land"],
    }
    (data / "catalog.toml").write_text("[folder", "utf-8")
    assert reported(data, tmp_path, REFUSED)["not_judged"] == {
        "text": {"zh": "疑点未核对", "en": "doubts not judged"},
        "collections": None,
    }


def test_a_text_of_too_many_digits_is_told_quotes_and_not_to_be_declared_as_text(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(data, "industrial_land", {"note": 3.7e20}, {"site_area_m2": 2**60})
    assert landstock("check", "--layers", str(data)) == REFUSED
    text, number = capsys.readouterr().err.split("too-many-digits × 1\n")[1:]
    if "note is" not in text:
        text, number = number, text
    assert "write the value in quotes" in text
    assert "declare the field as text" not in text
    assert "declare the field as text" in number


def test_doubts_alone_end_well_and_broken_references_end_badly_where_asked(data: Path) -> None:
    changed(data, "industrial_land", {"park_id": "NOWHERE"})
    assert landstock("check", "--layers", str(data)) == DONE
    assert landstock("check", "--strict", "--layers", str(data)) == REFUSED


def test_a_scheme_that_the_catalog_alone_knows_and_broken_scenarios_are_mistakes(data: Path, tmp_path: Path) -> None:
    catalog = data / "catalog.toml"
    catalog.write_text(catalog.read_text("utf-8").replace("[folder]\n", '[folder]\nscheme = "nix"\n', 1), "utf-8")
    (data / "scenarios").mkdir(exist_ok=True)
    (data / "scenarios" / "x.toml").write_text("id = [", "utf-8")
    (data / "scenarios" / "y.toml").write_text('id = "y"\n', "utf-8")
    said = " ".join(each["text"]["en"] for each in reported(data, tmp_path, REFUSED)["mistakes"])
    assert "catalog.toml: there is no scheme nix" in said
    assert "x.toml" in said
    assert "y.toml" in said


def test_a_project_that_cannot_be_judged_is_a_doubt(data: Path, tmp_path: Path) -> None:
    changed(data, "projects", {"land_area_min_m2": 2100, "land_area_max_m2": 1900}, {"land_area_min_m2": -5})
    found = [each for each in reported(data, tmp_path)["findings"] if each["code"] == "unsound-project"]
    assert [(each["row"], each["field"], each["excerpt"]) for each in found] == [
        (1, "land_area_min_m2", "2100"),
        (2, "land_area_min_m2", "-5"),
    ]
    assert "2100 lies above land_area_max_m2 1900; it is left out of matches and portfolios" in found[0]["text"]["en"]
    assert found[0]["remedy"]["zh"] == "下限不能大于上限，请调整"


def test_each_remedy_stands_below_the_things_that_it_mends(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(data, "industrial_land", {"status": "sold"}, {"land_use": "9999"}, {"park_id": "NOWHERE"})
    landstock("check", "--layers", str(data))
    groups = capsys.readouterr().err.split("unlisted-code × 1\n")[1:]
    assert len(groups) == 2
    assert {"sold" in group and "add it to status in" in group for group in groups} == {True, False}
    assert {"9999" in group and "add it to land_use in" in group for group in groups} == {True, False}


def test_a_feature_without_an_id_is_not_told_to_put_quotes_around_another_ones(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "industrial_land.geojson"
    content = json.loads(path.read_text("utf-8"))
    for feature, key in zip(content["features"], (None, 3.7e20), strict=False):
        feature.pop("id", None)
        feature["properties"]["id"] = key
    path.write_text(json.dumps(content), "utf-8")
    landstock("check", "--layers", str(data))
    told = capsys.readouterr().err
    (_, bare, long) = told.split("no-id × 1\n")
    assert "give it an id" in bare
    assert "quotes" not in bare
    assert "write it in quotes" in long


def test_what_is_said_holds_of_the_store_and_not_of_files_that_it_has_left_behind(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(data, "industrial_land", {"status": "sold"}, {"status": "sold"})
    rows = [each["id"] for each in reported(data, tmp_path)["findings"] if each["code"] == "unlisted-code"]
    edit = ("edit", "industrial_land", "--layers", str(data))
    assert not (data / ".store").exists()
    assert landstock(*edit, rows[0], "status=idle") == DONE
    report = reported(data, tmp_path)
    assert [each["id"] for each in report["findings"] if each["code"] == "unlisted-code"] == rows[1:]
    assert [each["row"] for each in report["findings"] if each["code"] == "unlisted-code"] == [2]
    assert report["unwritten"] == {"industrial_land": 1}
    assert "尚未写回文件" in capsys.readouterr().out


def test_edits_that_a_changed_file_would_take_back_are_said_before_a_service_is_started(
    data: Path, tmp_path: Path
) -> None:
    row = json.loads((data / "industrial_land.geojson").read_text("utf-8"))["features"][0]["id"]
    assert landstock("edit", "industrial_land", "--layers", str(data), row, "status=idle") == DONE
    changed(data, "industrial_land", {}, {"status": "idle"})
    assert [each["code"] for each in reported(data, tmp_path, REFUSED)["mistakes"]] == ["unexported-edits"]
