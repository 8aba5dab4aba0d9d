"""Several tables in one file: below one another, side by side, as sheets of months or towns; each read, and none as records of another."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.cli.base import DONE, REFUSED
from gis.errors import MappingError, SourceError
from gis.folder import open_folder
from gis.intake.course import Confidence
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping, propose_mappings, write_proposals
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from gis.intake.row_kinds import RowKind
from gis.intake.sheet_tables import DEEPEST, find_tables, require_table
from gis.intake.tables import Table
from gis.io.grid import Cell
from tests.architecture.source import ROOT
from tests.gis.intake.grids import grid, sheet

LAYERS = ROOT / "layers"
Rows = Sequence[Sequence[Cell]]
HEAD: list[Cell] = ["序号", "厂房名称", "用地单位", "建筑面积（㎡）"]


def book(path: Path, sheets: dict[str, Rows], merged: Sequence[str] = ()) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
        for area in merged:
            page.merge_cells(area)
    made.save(path)
    return path


def plants(first: int, count: int) -> list[list[Cell]]:
    return [[n + 1, f"厂{first + n}", f"公司{first + n}", 1000 + first + n] for n in range(count)]


def records(table: Table) -> list[list[Cell]]:
    return [line.cells for line in table.lines() if line.kind is RowKind.RECORD]


def brought_in(files: Sequence[Path], tmp_path: Path, n: int = 0) -> tuple[ImportReport, list[dict[str, Any]]]:
    mapping = tmp_path / f"map{n}.toml"
    mapping.write_text(proposal_text(propose_mappings(files, LAYERS)[n]), "utf-8")
    report = import_register(files, mapping, tmp_path / f"into{n}", shared=LAYERS)
    layer = open_folder(tmp_path / f"into{n}").layer(report.collection)
    return report, [
        {name: column.value(row) for name, column in layer.columns.items()} | {"id": layer.ids[row]}
        for row in range(len(layer))
    ]


# where tables stand


def test_tables_of_other_headings_below_one_another_are_not_records_of_the_first() -> None:
    rows = grid("""
闲置厂房 | . | .
序号 | 名称 | 面积
1 | 甲厂 | 12
2 | 乙厂 | 30
注：以证载为准 | . | .
. | . | .
批而未供土地 | . | .
地块编号 | 坐落 | 用途
A-1 | 东街 | 工业
A-2 | 西街 | 仓储
""")
    first, second = find_tables(sheet(*rows))
    assert [cells[1] for cells in records(first)] == ["甲厂", "乙厂"]
    assert (second.title, second.headings, second.top) == ("批而未供土地", ("地块编号", "坐落", "用途"), 8)
    assert [cells[0] for cells in records(second)] == ["A-1", "A-2"]
    assert [line.kind for line in first.lines()][-2:] == [RowKind.NOTE, RowKind.BLANK]


def test_a_title_parted_from_its_headings_by_a_blank_row_is_its_title() -> None:
    rows = grid("序号 | 名称\n1 | 甲\n. | .\n已租 | .\n. | .\n序号 | 租户\n1 | 丁\n")
    first, second = find_tables(sheet(*rows))
    assert second.title == "已租"
    assert [line.row for line in first.lines()] == [2, 3]


def test_headings_without_a_gap_above_them_begin_another_table() -> None:
    rows = grid("序号 | 名称 | 面积\n1 | 甲厂 | 12\n二、土地 | . | .\n序号 | 地块 | 用途\n1 | A | 工业\n")
    first, second = find_tables(sheet(*rows, merged=[(3, 1, 3, 3)]))
    assert [cells[1] for cells in records(first)] == ["甲厂"]
    assert (second.headings, second.title) == (("序号", "地块", "用途"), "二、土地")


@pytest.mark.parametrize("record", ["丁厂 | 东镇 | 待定", "丁厂 | 东镇 | 空置", "4 | 丁厂 | 待定"])
def test_a_record_of_words_after_a_gap_is_no_heading(record: str) -> None:
    text = f"名称 | 街道 | 面积\n甲厂 | 东镇 | 12\n乙厂 | 西镇 | 30\n. | . | .\n{record}\n戊厂 | 南镇 | 8\n"
    [table] = find_tables(sheet(*grid(text)))
    assert len(records(table)) == 4


def test_tables_side_by_side_are_two() -> None:
    rows = grid("""
某区台账 | . | . | . | . | . | .
单位：亩 | . | . | . | . | . | .
序号 | 名称 | 面积 | . | 序号 | 名称 | 面积
1 | 甲厂 | 12 | . | 1 | 丙厂 | 7
2 | 乙厂 | 30 | . | . | . | .
合计 | . | 42 | . | 合计 | . | 7
""")
    left, right = find_tables(sheet(*rows, merged=[(1, 1, 1, 7)]))
    assert [cells[1] for cells in records(left)] == ["甲厂", "乙厂"]
    assert [cells[1] for cells in records(right)] == ["丙厂"]
    assert [column.letters for column in right.columns] == ["E", "F", "G"]
    assert right.titles == ("某区台账", "单位：亩")
    assert [line.row for line in right.lines() if line.kind is RowKind.TOTAL] == [6]


def test_tables_side_by_side_with_titles_of_their_own_are_two() -> None:
    text = (
        "厂房 | . | . | 土地 | .\n名称 | 面积 | . | 坐落 | 用途\n甲 | 1 | . | 东街 | 工业\n乙 | 2 | . | 西街 | 仓储\n"
    )
    left, right = find_tables(sheet(*grid(text)))
    assert (left.title, left.headings, right.title, right.headings) == (
        "厂房",
        ("名称", "面积"),
        "土地",
        ("坐落", "用途"),
    )


def test_an_empty_column_alone_parts_no_table() -> None:
    [table] = find_tables(sheet(*grid("名称 | 街道 | . | 面积 | 备注\n甲 | 东 | . | 1 | x\n乙 | 西 | . | 2 | y\n")))
    assert table.headings == ("名称", "街道", "面积", "备注")


@pytest.mark.parametrize(
    "above", [[[None] * 3] * 250, [["说明文字", None, None]] * 90, [[None] * 3] * 250 + [["说明", None, None]] * 70]
)
def test_headings_far_down_are_found(above: list[list[Cell]]) -> None:
    table = require_table(sheet(*above, *grid("序号 | 名称 | 面积\n1 | 甲厂 | 12\n2 | 乙厂 | 30\n")))
    assert table.top == len(above) + 1
    assert len(records(table)) == 2


def test_how_far_headings_are_looked_for_is_bounded_and_said() -> None:
    asked = 0
    row: list[Cell] = ["说明文字", None]
    made = sheet(row)

    def endless() -> Any:
        nonlocal asked
        for _ in range(100_000):
            asked += 1
            yield list(row)

    object.__setattr__(made, "rows", endless)
    with pytest.raises(SourceError, match=f"{DEEPEST:,}"):
        require_table(made)
    assert asked < 3 * DEEPEST


def test_no_record_is_made_headings_because_it_is_all_words() -> None:
    """Three rows with figures, then one of words: the table has no headings, and its records are none either."""
    assert (
        find_tables(sheet(*grid("甲厂 | 12 | 3\n乙厂 | 30 | 4\n丙厂 | 8 | 5\n丁厂 | 待查 | 无\n戊厂 | 9 | 1\n"))) == []
    )


# what becomes of them


def test_sheets_of_towns_are_one_layer_with_their_names(tmp_path: Path) -> None:
    file = book(tmp_path / "闲置厂房.xlsx", {"东镇": [HEAD, *plants(0, 3)], "西镇": [HEAD, *plants(3, 2)]})
    proposal = propose_mapping([file], LAYERS)
    assert proposal.sure
    assert proposal.register["together"] is True
    report, rows = brought_in([file], tmp_path)
    assert [(row["sheet"], row["name"]) for row in rows] == [
        ("东镇", "厂0"), ("东镇", "厂1"), ("东镇", "厂2"), ("西镇", "厂3"), ("西镇", "厂4"),
    ]  # fmt: skip
    assert (report.kept, report.passed_over, report.doubts) == (5, [], [])
    assert report.ledger is not None
    assert [table.zh.split("：")[0] for table in report.ledger.tables] == [
        f"{file}，工作表“东镇”",
        f"{file}，工作表“西镇”",
    ]


def test_what_is_told_apart_in_its_sheet_alone_is_told_apart_by_the_sheet(tmp_path: Path) -> None:
    names: Rows = [HEAD, [1, "甲厂", "甲公司", 10], [2, "乙厂", "乙公司", 20]]
    file = book(tmp_path / "闲置厂房.xlsx", {"东镇": names, "西镇": names})
    report, rows = brought_in([file], tmp_path)
    assert [row["id"] for row in rows] == ["东镇 · 甲厂", "东镇 · 乙厂", "西镇 · 甲厂", "西镇 · 乙厂"]
    assert report.renamed == []


def test_months_that_list_the_same_are_to_be_looked_at(tmp_path: Path) -> None:
    """Twelve states of one list come to twelve times its area: nobody should find that out from a sum."""
    names: Rows = [["序号", "厂房名称", "用地单位", "建筑面积（㎡）"], *plants(0, 2)]
    proposal = propose_mapping([book(tmp_path / "闲置厂房.xlsx", {f"{n}月": names for n in range(1, 13)})], LAYERS)
    [sheets] = [guess for guess in proposal.guesses if guess.name == "sheet"]
    assert (sheets.confidence, proposal.register["sheet"]) == (Confidence.LIKELY, "{n}月")


def test_tables_of_one_form_below_one_another_keep_their_titles(tmp_path: Path) -> None:
    rows: Rows = [["闲置厂房台账"], HEAD, *plants(0, 2), [], ["已租"], HEAD, *plants(2, 2), ["合计", None, None, 2005]]
    file = book(tmp_path / "a.xlsx", {"表": rows})
    report, made = brought_in([file], tmp_path)
    assert [row["table"] for row in made] == ["闲置厂房台账", "闲置厂房台账", "已租", "已租"]
    assert report.ledger is not None
    assert [(total.row, total.agrees) for total in report.ledger.totals] == [(10, True)]


def test_tables_of_other_forms_are_proposed_each_by_itself(tmp_path: Path) -> None:
    land: Rows = [["地块编号", "坐落", "面积（亩）"], ["A-1", "东街", 3], ["A-2", "西街", 6]]
    file = book(
        tmp_path / "台账.xlsx", {"厂房": [["闲置厂房台账"], HEAD, *plants(0, 4)], "土地": [["批而未供土地"], *land]}
    )
    proposals = propose_mappings([file], LAYERS)
    assert [each.table.title for each in proposals] == ["闲置厂房台账", "批而未供土地"]
    assert len({each.register["id"] for each in proposals}) == 2
    paths = write_proposals(proposals, tmp_path / "m.toml")
    assert [path.name for path in paths] == ["m.toml", "m-2.toml"]
    report, _ = brought_in([file], tmp_path)
    assert [finding.excerpt for finding in report.doubts if finding.code == "table-not-read"] == ["土地"]
    second, rows = brought_in([file], tmp_path, 1)
    assert second.kept == 2
    assert {row["address"] for row in rows} == {"东街", "西街"}


def test_no_mapping_is_written_where_one_of_them_is_there(tmp_path: Path) -> None:
    land: Rows = [["地块编号", "坐落", "面积（亩）"], ["A-1", "东街", 3]]
    file = book(
        tmp_path / "台账.xlsx", {"厂房": [["闲置厂房台账"], HEAD, *plants(0, 4)], "土地": [["批而未供土地"], *land]}
    )
    (tmp_path / "m-2.toml").write_text("mine", "utf-8")
    with pytest.raises(MappingError):
        write_proposals(propose_mappings([file], LAYERS), tmp_path / "m.toml")
    assert not (tmp_path / "m.toml").exists()


def test_a_column_that_one_of_the_tables_lacks_is_said(tmp_path: Path) -> None:
    more: list[Cell] = [*HEAD, "备注", "空置面积"]
    wide: Rows = [more, *[[*row, "x", 5] for row in plants(0, 3)]]
    narrow: Rows = [more[:-1], *[[*row, "y"] for row in plants(3, 2)]]
    report, rows = brought_in([book(tmp_path / "闲置厂房.xlsx", {"东镇": wide, "西镇": narrow})], tmp_path)
    assert [bool({"5", 5.0} & set(row.values())) for row in rows] == [True, True, True, False, False]
    assert [(finding.code, finding.excerpt) for finding in report.doubts] == [("column-missing", "空置面积")]


def test_two_ledgers_given_at_once_are_named_with_what_differs_and_a_command_for_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    book(folder / "a.xlsx", {"表": [["闲置厂房台账"], HEAD, *plants(0, 4)]})
    book(folder / "b.xlsx", {"表": [["批而未供土地"], ["地块编号", "坐落", "面积（亩）"], ["A-1", "东街", 3]]})
    with pytest.raises(SourceError) as refusal:
        propose_mapping([folder], LAYERS)
    words = refusal.value.text.en
    assert "a.xlsx" in words
    assert "b.xlsx (has 地块编号, 坐落, 面积（亩）, lacks 序号, 厂房名称, 用地单位, 建筑面积（㎡）)" in words
    assert f"landstock import {folder / 'a.xlsx'} --propose a.toml" in refusal.value.remedy.en
    assert f"landstock import {folder / 'b.xlsx'} --propose b.toml" in refusal.value.remedy.zh


def test_a_mapping_that_a_file_does_not_fit_names_the_file(tmp_path: Path) -> None:
    first = book(tmp_path / "a.xlsx", {"表": [["闲置厂房台账"], HEAD, *plants(0, 4)]})
    other = book(tmp_path / "b.xlsx", {"表": [["地块编号", "坐落"], ["A-1", "东街"]]})
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(propose_mapping([first], LAYERS)), "utf-8")
    with pytest.raises(MappingError, match=r"b\.xlsx does not have"):
        import_register([first, other], mapping, tmp_path / "into", shared=LAYERS)


def test_the_command_says_each_mapping_that_it_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.api.test_cli import landstock

    land: Rows = [["地块编号", "坐落", "面积（亩）"], ["A-1", "东街", 3]]
    file = book(
        tmp_path / "台账.xlsx", {"厂房": [["闲置厂房台账"], HEAD, *plants(0, 4)], "土地": [["批而未供土地"], *land]}
    )
    assert landstock("import", str(file), "--propose", str(tmp_path / "m.toml")) == DONE
    printed = capsys.readouterr()
    assert "工作表“土地”" in printed.out
    assert str(tmp_path / "m-2.toml") in printed.err.replace("\n", "")
    assert tomllib.loads((tmp_path / "m-2.toml").read_text("utf-8"))["register"]["sheet"] == "土地"
    assert landstock("import", str(file), "--propose", str(tmp_path / "m.toml")) == REFUSED


def test_a_row_with_a_stray_quote_is_said(tmp_path: Path) -> None:
    file = tmp_path / "闲置厂房.csv"
    file.write_text('厂房名称,用地单位,建筑面积（㎡）\n甲厂,甲"公司,10\n乙厂,"乙,公司",20\n', "utf-8")
    report, rows = brought_in([file], tmp_path)
    assert [row["name"] for row in rows] == ["甲厂", "乙厂"]
    assert [(finding.code, finding.row, finding.excerpt) for finding in report.doubts] == [
        ("stray-quote", 2, '甲"公司')
    ]


def test_a_column_of_formulas_without_values_is_listed_cell_by_cell(tmp_path: Path) -> None:
    """What the file does not hold is unknown in each of its cells, and none of them is 0 or blank."""
    rows: Rows = [["闲置厂房台账"], HEAD, *[[*row[:3], f"=SUM(A{n}:A{n})"] for n, row in enumerate(plants(0, 4), 3)]]
    report, made = brought_in([book(tmp_path / "a.xlsx", {"表": rows})], tmp_path)
    assert report.ledger is not None
    cells = [(cell.row, cell.column, cell.code) for cell in report.cells]
    assert cells == [(row, "D", "to-check") for row in range(3, 7)]
    assert {row["floor_area_m2"] for row in made} == {None}
