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
