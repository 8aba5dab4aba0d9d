"""What cannot be, or stands twice, is in the report by its cell; what a rule would read of it is left to check."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from python_calamine import CalamineWorkbook

from gis.folder import open_folder
from gis.geometry import measured_area_m2
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.intake.report_book import write_report
from tests.gis.intake.registers import FAR, ID, imported, mapping_file, source_file
from tests.gis.small import METRIC_CRS, cell

FIELDS = """
[[fields]]
name = "far_min"
type = "number"
unit = "ratio"
zh = "容积率下限"
en = "Least plot ratio"
role = "far_min"
from = "FAR_MIN"

[[fields]]
name = "far_max"
type = "number"
unit = "ratio"
zh = "容积率上限"
en = "Greatest plot ratio"
role = "far_max"
from = "FAR_MAX"

[[fields]]
name = "started_pct"
type = "number"
unit = "percent"
zh = "已动工面积占比"
en = "Started"
role = "started_share"
from = "STARTED"
factor = 1

[[fields]]
name = "green_pct"
type = "number"
unit = "percent"
zh = "绿地率"
en = "Green"
from = "GREEN"
factor = 1

[[fields]]
name = "site_area_m2"
type = "number"
unit = "m2_land"
zh = "登记面积"
en = "Registered area"
role = "area"
from = "AREA"
written_in = "平方米"

[[fields]]
name = "approved_on"
type = "date"
past = true
zh = "批准时间"
en = "Approved on"
from = "APPROVED"

[[fields]]
name = "parcel_code"
zh = "宗地代码"
en = "Parcel code"
identifier = "parcel_code"
county = "370113"
from = "CODE"
"""
HEADINGS = "KEY,FAR_MIN,FAR_MAX,STARTED,GREEN,AREA,APPROVED,CODE"
ROWS = [
    "A,1.0,2.0,40,20,5000,2021-06-01,370113001001GB00001",
    "B,2.5,1.5,120,200,-3,2031-06-01,370113001001GB00001",
    "C,1.0,1.0,100,0,7000,2023-06-30,370113001001GB00002",
]


@pytest.fixture
def ledger(tmp_path: Path) -> tuple[ImportReport, Path]:
    source = tmp_path / "ledger.csv"
    source.write_text("\n".join([HEADINGS, *ROWS]) + "\n", "utf-8")
    report = import_register([source], mapping_file(tmp_path, ID, FIELDS), tmp_path / "out")
    return report, tmp_path / "out"


def test_what_cannot_be_is_listed_by_its_cell_with_code_and_reason(ledger: tuple[ImportReport, Path]) -> None:
    """Fails where a planner has to start the service to hear that a plot ratio is upside down."""
    report, into = ledger
    listed = {(cell.row, cell.column, cell.id, cell.field, cell.raw, cell.code) for cell in report.cells}
    assert listed == {
        (3, "B", "B", "far_min", "2.5", "bounds-turned"),
        (3, "D", "B", "started_pct", "120", "no-share"),
        (3, "E", "B", "green_pct", "200", "no-share"),
        (3, "F", "B", "site_area_m2", "-3", "no-area"),
        (3, "G", "B", "approved_on", "2031-06-01", "day-to-come"),
    }
    written = json.loads((into / "import-report.json").read_bytes())
    assert {(each["row"], each["column"], each["code"]) for each in written["cells"]} == {
        (row, column, code) for row, column, _, _, _, code in listed
    }
    assert written["found"] == {"no-share": 2, "bounds-turned": 1, "day-to-come": 1, "no-area": 1, "number-twice": 1}
    assert "晚于数据文件夹的日期 2023-06-30" in next(c.reason.zh for c in report.cells if c.code == "day-to-come")


def test_what_a_rule_reads_is_left_to_check_and_what_none_reads_stays_as_it_is_written(
    ledger: tuple[ImportReport, Path],
) -> None:
    _, into = ledger
    layer = open_folder(into).layer("sites")
    b = layer.feature(layer.row("B")).properties
    assert (b["far_min"], b["far_max"], b["started_pct"], b["site_area_m2"]) == (None, None, None, None)
    assert (b["far_min_original"], b["far_max_original"], b["started_pct_original"]) == ("2.5", "1.5", "120")
    assert (b["green_pct"], b["approved_on"]) == (200.0, "2031-06-01")
    c = layer.feature(layer.row("C")).properties
    assert (c["far_min"], c["far_max"], c["started_pct"], c["green_pct"]) == (1.0, 1.0, 100.0, 0.0)


def test_the_terminal_and_the_workbook_say_it_in_both_languages(ledger: tuple[ImportReport, Path]) -> None:
    report, _ = ledger
    zh, en = report.text("zh"), report.text("en")
    assert "不可能的值：5（no-share 2, bounds-turned 1, day-to-come 1, no-area 1）" in zh
    assert "第 3 行 D“120”：“已动工面积占比”（started_pct）为 120，百分数应在 0 至 100 之间" in zh
    assert "Values that cannot be: 5" in en
    assert "row 3, B, '2.5': far_min is 2.5, above far_max 1.5" in en
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(write_report(report, "zh"))).get_sheet_by_name("待核实").to_python()
    )
    head = sheet[0]
    rows = {tuple(row[head.index(name)] for name in ("行", "列", "原文", "类别", "结果")) for row in sheet[1:]}
    assert (3.0, "D", "120", "no-share", "不可能的值") in rows
    assert len(rows) == 5


def test_two_plots_with_one_code_are_doubted(ledger: tuple[ImportReport, Path]) -> None:
    report, _ = ledger
    assert [(each.code, each.row, each.id, each.field, each.excerpt) for each in report.doubts] == [
        ("number-twice", 3, "B", "parcel_code", "370113001001GB00001")
    ]


def test_a_month_after_the_day_of_the_data_is_no_doubt_where_days_may_be_to_come(tmp_path: Path) -> None:
    source = tmp_path / "ledger.csv"
    source.write_text("\n".join([HEADINGS, ROWS[1]]) + "\n", "utf-8")
    report = import_register(
        [source], mapping_file(tmp_path, ID, FIELDS.replace("past = true\n", "")), tmp_path / "out"
    )
    assert "day-to-come" not in report.found


def test_shapes_say_the_same_of_their_rows(tmp_path: Path) -> None:
    """A register with shapes lists what cannot be by the name of the column, and leaves it to check."""
    rows: list[dict[str, Any]] = [
        {"KEY": "A", "FAR": "120", "FAR_LOW": "250"},
        {"KEY": "B", "FAR": "200", "FAR_LOW": "100"},
    ]
    low = FAR.replace("far_max", "far_min").replace('"FAR"', '"FAR_LOW"')
    report, inventory = imported(tmp_path, [ID, FAR, low], rows)
    assert [(each.row, each.column, each.raw, each.code) for each in report.cells] == [
        (1, "FAR_LOW", "250", "bounds-turned")
    ]
    layer = inventory.layer("sites")
    assert layer.feature(layer.row("A")).properties["far_max"] is None
    assert layer.feature(layer.row("B")).properties["far_max"] == 2.0


def test_one_plot_under_two_ids_is_listed(tmp_path: Path) -> None:
    plot = cell(0, 0)
    moved = shapely.transform(plot, lambda xy: xy + np.array([4e-6, 0]))
    rows = [{"KEY": key} for key in "ABCD"]
    report, _ = imported(tmp_path, [ID], rows, [plot, shapely.reverse(plot), moved, cell(3, 3)])
    assert [(each.row, each.id, each.excerpt) for each in report.doubts if each.code == "same-shape"] == [
        (2, "B", "A"),
        (3, "C", "A"),
    ]
    assert "图形相同，像是同一处以两个编号登记" in report.text("zh")


AREA = """
[[fields]]
name = "site_area_m2"
type = "number"
unit = "m2_land"
zh = "登记面积"
en = "Registered area"
role = "area"
from = "AREA"
written_in = "平方米"
"""


@pytest.mark.parametrize(
    ("times", "zh", "en", "common"),
    [
        (3 / 2000, "像是以亩写的", "as if written in mu", "亩"),
        (1e-4, "像是以公顷写的", "as if written in hectares", "公顷"),
        (0.1, "像是少写了一位", "as if a digit were missing", None),
        (0.8, "", "", None),
    ],
)
def test_a_registered_area_that_is_off_says_by_what(
    tmp_path: Path, times: float, zh: str, en: str, common: str | None
) -> None:
    shapes = [cell(place, 0) for place in range(4)]
    areas = measured_area_m2(np.array(shapes, dtype=object), METRIC_CRS)
    rows = [{"KEY": key, "AREA": float(area * times)} for key, area in zip("ABCD", areas, strict=True)]
    report, _ = imported(tmp_path, [ID, AREA], rows, shapes)
    assert len(report.area_gaps) == 4
    assert all(gap.text.zh.endswith(f"，{zh}" if zh else " m²") for gap in report.area_gaps)
    assert all(gap.text.en.endswith(f", {en}" if en else " m²") for gap in report.area_gaps)
    said = [each for each in report.doubts if each.code == "area-unit"]
    assert [(each.row, each.field) for each in said] == ([(0, "site_area_m2")] if common else [])
    assert not common or f"以{common}为单位" in said[0].text.zh


def test_a_sliver_whose_rounding_is_more_than_the_tolerance_is_no_gap(tmp_path: Path) -> None:
    sliver = shapely.box(116, 36, 116 + 1.4e-7, 36 + 1e-5)
    [measured] = measured_area_m2(np.array([sliver], dtype=object), METRIC_CRS)
    assert 0.012 < measured < 0.015
    report, _ = imported(tmp_path, [ID, AREA], [{"KEY": "A", "AREA": 0.01}], [sliver])
    assert report.area_gaps == []


def test_progress_moves_by_the_rows_of_a_file_of_shapes(tmp_path: Path) -> None:
    source = source_file(tmp_path, [{"KEY": str(number)} for number in range(4_500)])
    told: list[int] = []
    import_register(
        [source], mapping_file(tmp_path, ID), tmp_path / "out", progress=lambda done, _total, _name: told.append(done)
    )
    whole = source.stat().st_size
    assert told == [0, int(whole * 2_000 / 4_500), int(whole * 4_000 / 4_500), whole]
