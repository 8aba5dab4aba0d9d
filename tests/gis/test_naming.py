"""Names that look the same and are two: ids and fields, told by both names and by what alone differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gis.catalog import read_catalog
from gis.checking import Checked, check_folder
from gis.io import geojson
from gis.io.toml import toml_text
from gis.layer import Feature
from tests.gis.small import METRIC_CRS

COMPOSED, DECOMPOSED = "\u00e9", "e\u0301"


def found_in(folder: Path, *ids: str, fields: tuple[str, ...] = (), kind: str = "other") -> Checked:
    """A folder of one layer with these ids and, beside the id, fields of these names."""
    declared: list[dict[str, Any]] = [
        {"name": "id", "zh": "编号", "role": "id"},
        *({"name": name, "zh": "某项"} for name in fields),
    ]
    layer = {"kind": kind, "file": "plots.geojson", "title": {"zh": "地块", "en": "Plots"}, "fields": declared}
    head = {"title": {"zh": "测试", "en": "Test"}, "metric_crs": METRIC_CRS}
    (folder / "catalog.toml").write_text(toml_text({"folder": head, "collections": {"plots": layer}}), "utf-8")
    geojson.write(folder / "plots.geojson", [Feature(key, None, {"id": key}) for key in ids])
    return check_folder(read_catalog(folder))


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (COMPOSED, DECOMPOSED, "the way its signs are encoded"),
        ("a", "ａ", "the width of its signs"),
        ("L-1", "l-1", "case"),
        ("L-1", "L- 1", "blanks"),
    ],
)
def test_names_that_look_the_same_are_doubts(tmp_path: Path, one: str, other: str, how: str) -> None:
    """Fails where two rows, or two fields, that people take for one pass without a word."""
    (of_rows,) = found_in(tmp_path, one, "X", other).findings
    assert (of_rows.code, of_rows.row, of_rows.id, of_rows.field, of_rows.excerpt) == (
        "names-alike",
        3,
        other,
        "id",
        one,
    )
    assert of_rows.text.en.endswith(f"by {how} alone")
    (of_fields,) = found_in(tmp_path, fields=(one, "X", other)).findings
    assert (of_fields.code, of_fields.row, of_fields.field, of_fields.excerpt) == ("names-alike", 0, other, one)
    assert of_fields.text.en.endswith(f"by {how} alone")


def test_names_that_differ_are_none(tmp_path: Path) -> None:
    found = found_in(tmp_path, "L-1", "L-2", "L-11", "L1", fields=("a", "b", "aa"))
    assert (found.errors, found.doubts) == (0, 0)


def test_floors_of_such_ids_are_told_once(tmp_path: Path) -> None:
    found = found_in(tmp_path, COMPOSED, DECOMPOSED, kind="space")
    assert [each.code for each in found.findings] == ["recorded-twice"]
