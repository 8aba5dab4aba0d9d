"""Where a ledger's table stands on its sheet, and what each of its rows is."""

from __future__ import annotations

import pytest

from gis.errors import SourceError
from gis.intake.row_kinds import RowKind, declared_figures, row_kind, section_words
from gis.intake.sheet_tables import find_tables, require_table
from gis.intake.tables import Table
from gis.io.grid import Cell
from tests.gis.intake.grids import grid, sheet

PLAIN = """
序号 | 名称 | 面积（亩）
1 | 甲厂 | 12
2 | 乙厂 | 30
"""


def kinds(table: Table) -> list[str]:
    return [f"{line.row} {line.kind}" for line in table.lines()]


def records(table: Table) -> list[list[Cell]]:
    return [line.cells for line in table.lines() if line.kind is RowKind.RECORD]


def test_a_plain_table_begins_with_its_headings() -> None:
    [table] = find_tables(sheet(*grid(PLAIN)))
    assert table.headings == ("序号", "名称", "面积（亩）")
    assert (table.top, table.bottom, table.titles) == (1, 1, ())
    assert records(table) == [[1.0, "甲厂", 12.0], [2.0, "乙厂", 30.0]]


def test_titles_and_units_stand_above_and_are_no_headings() -> None:
    rows = grid("""
某区闲置厂房台账 | . | . | .
填报单位：某局 | . | . | 单位：平方米
序号 | 名称 | 面积 | 备注
1 | 甲厂 | 12 | .
""")
    [table] = find_tables(sheet(*rows, merged=[(1, 1, 1, 4)]))
    assert table.headings == ("序号", "名称", "面积", "备注")
    assert table.titles == ("某区闲置厂房台账", "填报单位：某局", "单位：平方米")


def test_merged_headings_are_joined_to_a_path() -> None:
    rows = grid("""
序号 | 投资（万元） | . | . | 项目业主 | .
. | 总投资 | 资金构成 | . | 单位 | 电话
. | . | 中央 | 省级 | . | .
1 | 100 | 40 | 60 | 甲公司 | 0531-1
""")
    merged = [(1, 1, 3, 1), (1, 2, 1, 4), (2, 2, 3, 2), (2, 3, 2, 4), (1, 5, 1, 6), (2, 5, 3, 5), (2, 6, 3, 6)]
    [table] = find_tables(sheet(*rows, merged=merged))
    assert table.headings == (
        "序号",
        "投资（万元） / 总投资",
        "投资（万元） / 资金构成 / 中央",
        "投资（万元） / 资金构成 / 省级",
        "项目业主 / 单位",
        "项目业主 / 电话",
    )
    assert (table.top, table.bottom) == (1, 3)
    assert len(records(table)) == 1


def test_group_headings_that_a_text_file_cannot_merge_are_joined_too() -> None:
    rows = grid("""
序号 | 名称 | 土地面积 | . | 备注
. | . | 平方米 | 亩 | .
1 | 甲厂 | 6667 | 10 | .
""")
    [table] = find_tables(sheet(*rows))
    assert table.headings == ("序号", "名称", "土地面积 / 平方米", "土地面积 / 亩", "备注")


def test_a_row_that_numbers_the_columns_is_part_of_the_headings() -> None:
    rows = grid("""
序号 | 名称 | 面积 | 备注
1 | 2 | 3 | 4
1 | 甲厂 | 12 | .
""")
    [table] = find_tables(sheet(*rows))
    assert table.headings == ("序号", "名称", "面积", "备注")
    assert records(table) == [[1.0, "甲厂", 12.0, None]]


def test_sections_totals_notes_and_gaps_are_told_from_records() -> None:
    rows = grid("""
序号 | 名称 | 面积 | 备注
一、续建（共2个） | . | . | .
1 | 甲厂 | 12 | .
2 | 乙厂 | 30 | .
合计 | . | 42 | .
. | . | . | .
二、新建（共1个） | . | . | .
1 | 丙厂 | 8 | .
小　计 | . | 8亩 | .
总计 | . | 50 | .
3 | . | . | .
注：1.面积以土地证为准 | . | . | .
2.仅供内部使用 | . | . | .
填表人：张某 | . | 日期：2023年5月 | .
""")
    [table] = find_tables(sheet(*rows))
    assert kinds(table) == [
        "2 section", "3 record", "4 record", "5 total", "6 blank", "7 section", "8 record", "9 total", "10 total",
        "11 blank", "12 note", "13 note", "14 note",
    ]  # fmt: skip
    assert [line.section for line in table.lines() if line.kind is RowKind.RECORD] == ["续建", "续建", "新建"]


def test_what_is_merged_downwards_stands_in_each_row_and_not_below() -> None:
    rows = grid("""
园区 | 名称 | 面积
东园 | 甲厂 | 12
. | 乙厂 | 30
. | 丙厂 | 8
""")
    [table] = find_tables(sheet(*rows, merged=[(2, 1, 3, 1)]))
    assert [cells[0] for cells in records(table)] == ["东园", "东园", None]


def test_headings_that_are_there_again_on_each_page_are_no_records() -> None:
    rows = grid(PLAIN + "序号 | 名称 | 面积（亩）\n3 | 丙厂 | 8\n")
    [table] = find_tables(sheet(*rows))
    assert [cells[1] for cells in records(table)] == ["甲厂", "乙厂", "丙厂"]


def test_a_second_table_below_a_gap_is_a_table_of_its_own() -> None:
    rows = grid(PLAIN + ". | . | .\n已租 | . | .\n序号 | 名称 | 租金\n1 | 丁厂 | 3\n")
    first, second = find_tables(sheet(*rows))
    assert [cells[1] for cells in records(first)] == ["甲厂", "乙厂"]
    assert second.headings == ("序号", "名称", "租金")
    assert [cells[1] for cells in records(second)] == ["丁厂"]


def test_headings_that_are_alike_are_told_apart_and_said() -> None:
    [table] = find_tables(sheet(*grid("名称 | 面积 | 面积\n甲厂 | 1 | 2\n")))
    assert table.headings == ("名称", "面积", "面积 (2)")
    assert table.twice == ("面积",)


def test_a_column_without_a_heading_is_named_by_its_letter_and_an_empty_one_is_none() -> None:
    [table] = find_tables(sheet(*grid("名称 | . | . | 面积\n甲厂 | 东 | . | 2\n")))
    assert table.headings == ("名称", "(B)", "面积")


@pytest.mark.parametrize(
    "rows",
    ["1 | 甲厂 | 12\n2 | 乙厂 | 30\n", "甲厂 | 长清区 | 空置\n乙厂 | 长清区 | 空置\n丙厂 | 长清区 | 空置\n"],
    ids=["figures", "texts"],
)
def test_a_table_without_headings_is_refused(rows: str) -> None:
    """A record that were taken for the headings would be lost, and its values would be names of columns."""
    with pytest.raises(SourceError) as refusal:
        require_table(sheet(*grid(rows)))
    assert "表头" in refusal.value.text.zh


def test_a_merged_title_alone_is_no_heading() -> None:
    rows = grid("某区土地台账 | . | .\n1 | 甲厂 | 12\n2 | 乙厂 | 30\n")
    assert find_tables(sheet(*rows, merged=[(1, 1, 1, 3)])) == []


def test_a_firm_whose_name_begins_as_a_total_does_is_a_record() -> None:
    assert row_kind(["合计划机械有限公司", "东园", 3.0], spans=False, after_note=False) is RowKind.RECORD
    assert row_kind([None, "合计：", 3.0], spans=False, after_note=False) is RowKind.TOTAL


def test_what_a_section_states_is_read_from_its_title() -> None:
    text = "三、促进开工（项目共计：48个；总投资：1,780,724.00万元；2023年计划投资：466638.00万元）"
    assert section_words(text) == "促进开工"
    assert [(each.label, each.figure, each.unit) for each in declared_figures(text)] == [
        ("项目共计", 48, "个"),
        ("总投资", 1_780_724, "万元"),
        ("2023年计划投资", 466_638, "万元"),
    ]


def test_a_record_of_one_cell_is_lost_to_no_section() -> None:
    """Where the first column numbers the records a lone text is a section's title; where it names them it is a record."""
    named = "编号 | 名称 | 面积 | 备注\nP-1 | 甲 | 3 | .\n一号库 | . | . | .\n".replace("编号", "库房")
    assert kinds(find_tables(sheet(*grid(named)))[0]) == ["2 record", "3 record"]
    numbered = "序号 | 名称 | 面积 | 备注\n续建 | . | . | .\n1 | 甲 | 3 | .\n"
    assert kinds(find_tables(sheet(*grid(numbered)))[0]) == ["2 section", "3 record"]


def test_a_row_in_which_somebody_signs_is_no_record() -> None:
    rows = grid(
        "名称 | 面积 | 备注 | 日期 | 状态\n甲 | 3 | . | . | 空置\n填表人：张某 | . | 审核人：李某 | 2024年1月5日 | .\n填表人： | 张三 | 审核人： | 李四 | 2024.1.5\n"
    )
    assert kinds(find_tables(sheet(*rows))[0]) == ["2 record", "3 note", "4 note"]
