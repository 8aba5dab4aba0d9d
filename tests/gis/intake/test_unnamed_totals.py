"""Rows that are totals without saying so, and figures that stand for several rows: nothing counts twice, and no record is lost for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gis.folder import open_folder
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.intake.row_kinds import RowKind
from gis.intake.sheet_tables import find_tables
from gis.io.grid import Cell
from tests.gis.intake.grids import grid, sheet
from tests.gis.intake.registers import mapping_file

PLAN = """
[[fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"
template = "{number}"
[[fields]]
name = "name"
zh = "名称"
en = "Name"
from = "名称"
keep = true
[[fields]]
name = "area"
type = "number"
unit = "m2_land"
zh = "面积"
en = "Area"
from = "面积（亩）"
"""


def kinds(text: str) -> list[str]:
    [table] = find_tables(sheet(*grid(text)))
    return [f"{line.row} {line.kind} {line.verdict}" for line in table.lines() if line.kind is not RowKind.BLANK]


def tail(text: str) -> str:
    return kinds(text)[-1].split(" ", 1)[1]


PLAIN = "序号 | 名称 | 面积 | 投资\n1 | 甲厂 | 12 | 100\n2 | 乙厂 | 30.5 | 200\n"


@pytest.mark.parametrize(
    ("last", "meant"),
    [
        (". | . | 42.5 | 300", "total total"),
        (". | . | 42.495 | 300", "total total"),
        (". | . | 42.5 | .", "total total"),
        (". | 2家 | 42.5 | .", "total total"),
        (". | . | 42.5 | 301", "record doubtful"),
        (". | 3家 | 42.5 | 300", "record doubtful"),
        (". | . | 12 | 100", "record doubtful"),
        ("3 | . | 42.5 | 300", "record record"),
        (". | 丙厂 | 42.5 | 300", "record record"),
    ],
)
def test_a_row_without_a_name_is_a_total_where_its_figures_are_sums(last: str, meant: str) -> None:
    assert tail(f"{PLAIN}{last}\n") == meant


def test_the_total_of_a_place_is_no_record() -> None:
    text = "镇 | 企业 | 面积\n东镇 | 甲厂 | 12\n东镇 | 乙厂 | 18\n东镇 | 2家 | 30\n西镇 | 丙厂 | 5\n西镇 | 丁厂 | 6\n西镇 | . | 11\n. | 4家 | 41\n"
    assert [line.split(" ", 1)[1] for line in kinds(text)] == [
        "record record", "record record", "total total", "record record", "record record", "total total", "total total",
    ]  # fmt: skip


def test_a_count_that_stands_above_its_records_is_to_check() -> None:
    assert kinds("镇 | 企业 | 面积\n东镇 | 2家 | 30\n东镇 | 甲厂 | 12\n东镇 | 乙厂 | 18\n")[0] == "2 record doubtful"


def test_a_firm_whose_figure_is_a_sum_by_chance_is_a_record() -> None:
    assert tail("名称 | 业主 | 面积\n甲厂 | A | 10\n乙厂 | B | 20\n丙厂 | . | 30\n") == "record record"


def test_a_column_of_counts_tells_nothing_of_a_total() -> None:
    assert tail("名称 | 入驻 | 面积\n甲楼 | 2家 | 10\n乙楼 | 3家 | 20\n丙楼 | 4家 | 30\n") == "record record"


def test_a_total_that_is_left_out_is_in_no_later_sum() -> None:
    """The second subtotal is of what came since the first, the last of all records and of no total."""
    text = f"{PLAIN}. | . | 42.5 | 300\n3 | 丙厂 | 1 | 1\n4 | 丁厂 | 2 | 2\n. | . | 3 | 3\n. | . | 45.5 | 303\n"
    assert [line for line in kinds(text) if "total" in line] == ["4 total total", "7 total total", "8 total total"]


def test_rows_of_figures_alone_are_read_once_more_and_not_once_for_each() -> None:
    """A table in which every other row asks for the sums above: the rows are read twice, however many ask."""
    rows: list[list[Cell]] = [["序号", "名称", "面积"]]
    for n in range(500):
        rows += [[float(n), f"厂{n}", 1.5], [None, None, 7.25]]
    made = sheet(*rows)
    begun = 0

    def counting() -> Any:
        nonlocal begun
        begun += 1
        return iter([list(row) for row in rows])

    [table] = find_tables(made)
    object.__setattr__(made, "rows", counting)
    assert sum(line.kind is RowKind.RECORD for line in table.lines()) == 1_000
    assert begun == 2


def imported(
    tmp_path: Path, rows: Sequence[Sequence[Cell]], merged: tuple[str, ...] = ()
) -> tuple[ImportReport, dict[str, Any]]:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    book.save(tmp_path / "ledger.xlsx")
    plan = mapping_file(tmp_path, PLAN)
    report = import_register([tmp_path / "ledger.xlsx"], plan, tmp_path / "out")
    layer = open_folder(tmp_path / "out").layer("sites")
    return report, {str(layer.columns["name"].value(n)): layer.columns["area"].value(n) for n in range(len(layer))}


HEAD: list[Cell] = ["名称", "面积（亩）", "备注"]


def said(report: ImportReport) -> list[tuple[str, int, str]]:
    return [(finding.code, finding.row, finding.excerpt) for finding in report.doubts]


def test_an_unnamed_total_is_held_against_the_records_and_said(tmp_path: Path) -> None:
    report, areas = imported(tmp_path, [HEAD, ["甲厂", 3, "x"], ["乙厂", 6, "y"], [None, 9, None]])
    assert areas == {"甲厂": pytest.approx(2000), "乙厂": pytest.approx(4000)}
    assert said(report) == [("total-unnamed", 4, "9")]
    assert report.ledger is not None
    assert [(total.row, total.agrees) for total in report.ledger.totals] == [(4, True)]


def test_a_row_that_may_be_a_total_is_kept_and_its_figures_are_to_check(tmp_path: Path) -> None:
    report, areas = imported(tmp_path, [HEAD, ["甲厂", 3, "x"], ["乙厂", 6, "y"], [None, 10, None]])
    assert areas["None"] is None
    assert report.kept == 3
    assert said(report) == [("total-or-record", 4, "10")]
    assert report.ledger is not None
    assert [(cell.row, cell.column, cell.raw, cell.code) for cell in report.cells] == [(4, "B", "10", "to-check")]


def test_an_area_that_is_merged_over_several_records_is_to_check_in_each(tmp_path: Path) -> None:
    """Filled down it would count three times, and which of the three has how much nobody knows."""
    rows: list[list[Cell]] = [HEAD, ["甲厂", 3, "x"], ["乙厂", 30, "y"], ["丙厂", None, "z"], ["丁厂", None, "z"]]
    report, areas = imported(tmp_path, rows, ("B3:B5",))
    assert areas == {"甲厂": pytest.approx(2000), "乙厂": None, "丙厂": None, "丁厂": None}
    assert said(report) == [("figure-repeated", 3, "B3:B5 30")]
    assert report.ledger is not None
    assert [(cell.row, cell.column, cell.raw) for cell in report.cells] == [
        (3, "B", "30"),
        (4, "B", "30"),
        (5, "B", "30"),
    ]


def test_a_record_that_takes_two_rows_is_one_and_its_area_counts(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [HEAD, ["甲厂", 3, "x"], [None, None, None], ["乙厂", 6, "y"]]
    report, areas = imported(tmp_path, rows, ("A2:A3", "B2:B3", "C2:C3"))
    assert areas == {"甲厂": pytest.approx(2000), "乙厂": pytest.approx(4000)}
    assert (report.kept, report.doubts) == (2, [])
