"""A mapping is proposed for GeoJSON as for any other file of shapes, and what it makes can be opened."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from gis.errors import SourceError
from gis.folder import open_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.layer import Layer
from tests.gis.intake.registers import source_file


def brought_in(files: list[Path], folder: Path, root: Path) -> tuple[ImportReport, Layer, dict[str, Any]]:
    mapping = folder / "map.toml"
    mapping.write_text(proposal_text(propose_mapping(files, root / "layers")), "utf-8")
    report = import_register(files, mapping, folder / "into", shared=root / "layers")
    return report, open_folder(folder / "into").layer(report.collection), tomllib.loads(mapping.read_text("utf-8"))


def test_geojson_has_its_columns_its_shapes_and_what_they_measure(tmp_path: Path, root: Path) -> None:
    rows = [{"宗地代码": "370113001001GB00001", "gone": "08402_01", "tags": ["a", "b"]}]
    rows.append({"宗地代码": "370113001001GB00002", "gone": "08402_02", "tags": []})
    report, layer, mapping = brought_in([source_file(tmp_path, rows)], tmp_path, root)
    assert (report.kept, list(layer.ids)) == (2, ["370113001001GB00001", "370113001001GB00002"])
    assert {each.get("from") for each in mapping["fields"]} >= {"宗地代码", "gone", "tags"}
    assert (layer.columns["measured_area_m2"].order() > 0).all()


def test_a_number_of_digits_and_signs_tells_rows_apart(tmp_path: Path, root: Path) -> None:
    rows = [{"lieu": "A", "site": f"08402_0{number}", "point": f"POINT ({number}.5 49.7)"} for number in (1, 2, 3)]
    _, layer, _ = brought_in([source_file(tmp_path, rows)], tmp_path, root)
    assert list(layer.ids) == ["08402_01", "08402_02", "08402_03"]


def test_rows_of_several_files_that_nothing_tells_apart_keep_one_id_each(tmp_path: Path, root: Path) -> None:
    """Numbers that begin anew in each file would rename most of the rows."""
    files = [source_file(tmp_path, [{"a": "x"}, {"a": "x"}], name=f"{name}.geojson") for name in ("one", "two")]
    report, layer, _ = brought_in(files, tmp_path, root)
    assert report.renamed == []
    assert sorted(layer.ids) == ["one-1", "one-2", "two-1", "two-2"]


def test_files_that_are_neither_say_what_is_read(tmp_path: Path, root: Path) -> None:
    note = tmp_path / "note.doc"
    note.write_text("x", "utf-8")
    with pytest.raises(SourceError) as refused:
        propose_mapping([note], root / "layers")
    assert ".geojson" in refused.value.remedy.zh


def test_the_zones_of_a_county_are_read_by_their_own_proposal(samples: Path, tmp_path: Path, root: Path) -> None:
    """Traditional headings, cut to ten bytes, in metres of another country: nothing is guessed of them, and nothing is lost."""
    report, layer, mapping = brought_in([samples / "02_tw_zoning" / "tw_zoning_Z.zip"], tmp_path, root)
    assert (report.read, report.kept, len(layer)) == (790, 790, 790)
    assert report.renamed == []
    assert mapping["register"]["metric_crs"] == "EPSG:3826"
    field = next(each["name"] for each in mapping["fields"] if each.get("from") == "使用分")
    assert sum(layer.columns[field].value(row) is None for row in range(len(layer))) == 1
