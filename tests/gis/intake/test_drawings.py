"""Drawings and texts of coordinates go the way of every register: proposed, imported, measured from their own coordinates, renewed."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gis.folder import open_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.layer import Layer
from gis.renewing.renewal import Place, renew_layer
from gis.renewing.wishes import Wishes
from tests.gis.intake.registers import ID, mapping_file, source_file, text_field


def brought_in(files: list[Path], folder: Path, root: Path) -> tuple[ImportReport, Layer, dict[str, Any]]:
    """Files by the mapping that is proposed for them."""
    mapping = folder / "map.toml"
    mapping.write_text(proposal_text(propose_mapping(files, root / "layers")), "utf-8")
    report = import_register(files, mapping, folder / "into", shared=root / "layers")
    return report, open_folder(folder / "into").layer(report.collection), tomllib.loads(mapping.read_text("utf-8"))


@pytest.mark.parametrize("name", ["01_gbk_crlf_noprefix", "05_unclosed", "06_hole_and_part", "09_area_in_m2"])
def test_a_text_of_points_is_a_layer_with_its_areas(samples: Path, tmp_path: Path, root: Path, name: str) -> None:
    """Areas are those of the text's own coordinates: eight decimals of a degree move a corner by a millimetre and an area by a tenth of a square metre."""
    path = samples / "11_ledgers" / "txt" / f"{name}.txt"
    plots = json.loads((path.parent / "truth.json").read_text("utf-8"))["files"][path.name]["plots"]
    report, layer, _ = brought_in([path], tmp_path, root)
    assert (report.kept, report.area_gaps) == (len(plots), [])
    for plot in plots:
        row = layer.row_of[plot["number"]]
        assert layer.columns["measured_area_m2"].value(row) == pytest.approx(plot["area_m2"], abs=0.01)
        assert layer.columns["site_area_m2"].value(row) == pytest.approx(plot["area_m2"], abs=1)
        assert layer.columns["name"].value(row) == plot["name"]


HEAD = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=39\n[地块坐标]\n"


def plots(*rows: tuple[str, str, float]) -> str:
    """A text with a square a plot: its number, its name and its side in metres."""
    text = HEAD
    for place, (number, name, side) in enumerate(rows):
        north, east = 4_046_600 + 300 * place, 477_600
        corners = [
            (north, east),
            (north, east + side),
            (north + side, east + side),
            (north + side, east),
            (north, east),
        ]
        text += f"5,{side * side / 10_000:.4f},{number},{name},面,,工业用地,0601,@\n"
        text += "".join(f"J{n % 4 + 1},1,{x:.3f},{y:.3f}\n" for n, (x, y) in enumerate(corners))
    return text


def test_a_text_that_comes_again_shows_what_differs_and_writes_it_as_one_change(tmp_path: Path, root: Path) -> None:
    """The way of a ledger: nothing is changed without a yes, a moved corner is a changed shape, a new name a changed value."""
    source = tmp_path / "survey.txt"
    source.write_bytes(plots(("01", "甲公司", 100), ("02", "乙公司", 100), ("03", "丙公司", 50)).encode("gb18030"))
    brought_in([source], tmp_path, root)
    into, mapping = tmp_path / "into", tmp_path / "map.toml"
    place = Place(into=into, shared=root / "layers")
    source.write_bytes(plots(("01", "甲公司", 100), ("02", "乙二公司", 100), ("03", "丙公司", 60)).encode())
    shown = renew_layer([source], mapping, place).difference
    assert ([each.id for each in shown.changed], [each.id for each in shown.shapes]) == (["02", "03"], ["03"])
    made = renew_layer([source], mapping, place, Wishes(apply=True)).difference
    assert made.applied is not None
    again = renew_layer([source], mapping, place).difference
    assert not again.writes


@pytest.mark.parametrize("name", ["parcels.gdb.zip", "parcels.gdb"])
def test_a_geodatabase_is_looked_up_by_its_key(samples: Path, tmp_path: Path, name: str) -> None:
    truth = json.loads((samples / "11_ledgers" / "parcels.truth.json").read_text("utf-8"))["rows"]
    rows = [{"KEY": each["ZDDM"]} for each in truth[:5]]
    join = '[[joins]]\nfile = "parcels.gdb"\non = "KEY"\nkey = "ZDDM"\n'
    mapping = mapping_file(tmp_path, ID, text_field("owner", column="QLRMC"), join)
    report = import_register([source_file(tmp_path, rows), samples / "11_ledgers" / name], mapping, tmp_path / "into")
    layer = open_folder(tmp_path / "into").layer("sites")
    assert (report.kept, report.passed_over) == (5, [])
    assert [layer.columns["owner"].value(layer.row_of[each["ZDDM"]]) for each in truth[:5]] == [
        each["QLRMC"] for each in truth[:5]
    ]
