"""Tables that are looked up beside layers, whatever their format: each feature has its row's values, and no total is a row."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest

from gis.errors import SourceError
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from tests.gis.intake.registers import ID, SQUARE, mapping_file, source_file, text_field

ROWS: Final[list[list[Any]]] = [["KEY", "owner", "n"], ["A1", "甲公司", 3], [202, "乙公司", 4]]
FIELDS: Final = (ID, text_field("owner"), text_field("n", more="keep = true"))


def join(file: str, **more: str) -> str:
    keys = {"file": file, "on": "KEY", **more}
    return "[[joins]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())


def workbook(path: Path, *, titled: bool = False) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "权属"
    for row in [["地块权属台账"], []] if titled else []:
        page.append(row)
    for row in ROWS:
        page.append(row)
    if titled:
        page.append(["合计", None, 7])
    book.create_sheet("说明").append(["无关"])
    book.save(path)


def text(path: Path) -> None:
    with path.open("w", newline="", encoding="gb18030") as target:
        csv.writer(target, delimiter="\t").writerows(ROWS)


def attributes(path: Path) -> None:
    """A table without shapes in a GeoPackage, beside another one."""
    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0]).astype({"KEY": str})
    pyogrio.write_dataframe(frame, path, layer="attrs")
    pyogrio.write_dataframe(frame.drop(columns="owner"), path, layer="other", append=True)


def owners(folder: Path) -> dict[str, Any]:
    made = json.loads((folder / "sites.geojson").read_bytes())["features"]
    return {each["id"]: (each["properties"]["owner"], each["properties"]["n"]) for each in made}


RIGHT: Final = {"A1": ("甲公司", "3"), "202": ("乙公司", "4"), "B": (None, None)}
FEATURES: Final[list[dict[str, Any]]] = [{"KEY": "A1"}, {"KEY": "202"}, {"KEY": "B"}]


def brought_in(tmp_path: Path, source: Path, table: Path, **more: str) -> ImportReport:
    plan = mapping_file(tmp_path, *FIELDS, join(table.name, **more))
    return import_register([source, table], plan, tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "write", "more"),
    [
        ("t.xlsx", workbook, {}),
        ("t.tsv", text, {}),
        ("t.gpkg", attributes, {"sheet": "attrs"}),
    ],
)
def test_a_table_of_any_format_is_looked_up_by_key(
    tmp_path: Path, name: str, write: Callable[[Path], None], more: dict[str, str]
) -> None:
    write(tmp_path / name)
    report = brought_in(tmp_path, source_file(tmp_path, FEATURES), tmp_path / name, **more)
    assert owners(tmp_path / "out") == RIGHT
    assert (report.joins[name].matched, report.joins[name].unmatched_keys, report.passed_over) == (2, ("B",), [])


def test_titles_and_totals_of_a_ledger_are_no_rows_of_it(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx", titled=True)
    report = brought_in(tmp_path, source_file(tmp_path, FEATURES), tmp_path / "t.xlsx", sheet="权属")
    assert owners(tmp_path / "out") == RIGHT
    assert (report.tables, report.joins["t.xlsx"].unused) == ([], 0)


def test_a_row_that_contradicts_another_is_listed_by_its_row(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["台账", None, None], *ROWS, ["A1", "丙公司", 3]]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "t.xlsx")
    report = brought_in(tmp_path, source_file(tmp_path, FEATURES), tmp_path / "t.xlsx")
    assert [(finding.code, finding.row) for finding in report.tables] == [("join-key-twice", 3), ("join-key-twice", 5)]
    assert owners(tmp_path / "out")["A1"] == (None, None)


def test_a_shapefile_has_its_table_in_a_workbook(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(FEATURES, geometry=[SQUARE] * 3, crs="EPSG:4490")
    frame.to_file(tmp_path / "sites.shp", encoding="utf-8")
    workbook(tmp_path / "t.xlsx")
    brought_in(tmp_path, tmp_path / "sites.shp", tmp_path / "t.xlsx")
    assert owners(tmp_path / "out") == RIGHT


def test_a_geopackage_has_its_table_beside_its_layer(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(FEATURES, geometry=[SQUARE] * 3, crs="EPSG:4490")
    frame.to_file(tmp_path / "all.gpkg", layer="sites")
    table = pd.DataFrame(ROWS[1:], columns=ROWS[0]).astype({"KEY": str})
    pyogrio.write_dataframe(table, tmp_path / "all.gpkg", layer="attrs", append=True)
    plan = mapping_file(tmp_path, *FIELDS, join("all.gpkg", sheet="attrs"))
    import_register([tmp_path / "all.gpkg"], plan, tmp_path / "out")
    assert owners(tmp_path / "out") == RIGHT


def test_a_workbook_without_the_key_says_which_columns_it_has(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx")
    with pytest.raises(SourceError, match="has no column 'no'") as refusal:
        brought_in(tmp_path, source_file(tmp_path, FEATURES), tmp_path / "t.xlsx", key="no")
    assert "owner" in refusal.value.remedy.en
