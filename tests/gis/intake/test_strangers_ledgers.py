"""Ledgers as offices elsewhere keep them: what a stranger's first three stumbled over."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest

from gis.errors import SourceError
from gis.intake.course import Confidence
from gis.intake.proposal_file import proposal_lines, proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from tests.gis.intake.registers import source_file
from tests.gis.intake.test_guessed_columns import LAYERS, brought_in, by_heading, ledger, proposed
from tests.gis.intake.test_many_tables import HEAD, Rows, book, plants

CODE = "370113001001GB{:05d}"


def test_titles_of_sections_that_are_towns_are_the_township(tmp_path: Path) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["闲置厂房台账"],
        ["序号", "厂房名称", "建筑面积（㎡）", "备注"],
        ["一、归德街道（1宗）"],
        [1, "甲厂", 1000],
        ["二、万德镇"],
        [2, "乙厂", 2000],
    )
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["township"] for row in rows] == ["归德街道", "万德镇"]
    assert not any("section" in row for row in rows)


@pytest.mark.parametrize(
    ("other", "heads"), [("已腾退", []), ("万德镇", ["所属乡镇"])], ids=["no town", "a column says it"]
)
def test_other_titles_of_sections_stay_what_they_are(tmp_path: Path, other: str, heads: list[str]) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["闲置厂房台账"],
        ["序号", "厂房名称", "建筑面积（㎡）", "备注", *heads],
        ["一、归德街道"],
        [1, "甲厂", 1000, None, *("归德" for _ in heads)],
        [f"二、{other}"],
        [2, "乙厂", 2000, None, *("万德" for _ in heads)],
    )
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["section"] for row in rows] == ["归德街道", other]


@pytest.mark.parametrize(
    ("heading", "own", "code"),
    [("宗地代码", "CQ-{}", CODE), ("不动产单元号", "DY-{}", CODE + "F00010001")],
)
def test_codes_of_which_hardly_one_has_the_form_are_never_sure(
    tmp_path: Path, heading: str, own: str, code: str
) -> None:
    """Numbers of an office's own list are no codes that rows are joined by; one code among them does not make them such."""
    head = ["闲置厂房台账"], ["序号", heading, "厂房名称", "建筑面积（㎡）"]
    rows = [[n, own.format(n), f"厂{n}", 100 + n] for n in range(24)]
    none = by_heading(proposed(tmp_path / "a.xlsx", *head, *rows))[heading]
    assert none.name == "column_b"
    rows[3][1] = code.format(1)
    few = by_heading(proposed(tmp_path / "b.xlsx", *head, *rows))[heading]
    assert few.confidence is Confidence.LIKELY
    codes = [[n, code.format(n), f"厂{n}", 100 + n] for n in range(24)]
    assert by_heading(proposed(tmp_path / "c.xlsx", *head, *codes))[heading].confidence is Confidence.SURE


def test_no_certificate_is_no_number_of_one(tmp_path: Path) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["闲置厂房台账"],
        ["厂房名称", "建筑面积（㎡）", "土地证号", "房产证号"],
        ["甲厂", 1000, "无证", "鲁（2021）长清区不动产权第0001234号"],
        ["乙厂", 2000, "长国用（2011）第0700001号", "无证"],
        ["丙厂", 3000, "办理中", "无"],
    )
    rows, report = brought_in(file, tmp_path / "into")
    assert [row["certificate_no"] for row in rows] == [None, "长国用（2011）第0700001号", None]
    assert [row["building_certificate_no"] for row in rows] == ["鲁（2021）长清区不动产权第0001234号", None, None]
    assert rows[0]["certificate_no_original"] == "无证"
    assert [row["title_status"] for row in rows] == ["titled", "untitled", None]
    assert {cell.field for cell in report.cells} == {"title_status"}


def test_a_heading_of_a_part_is_read_without_the_word_that_says_so(tmp_path: Path) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["闲置厂房台账"],
        ["厂房名称", "建筑面积（㎡）", "其中：闲置面积（㎡）", "其中：厂房面积（㎡）"],
        ["甲厂", 1000, 300, 900],
        ["乙厂", 2000, 400, 1900],
    )
    found = by_heading(propose_mapping([file], LAYERS))
    assert found["其中：闲置面积（㎡）"].name == "vacant_m2"
    assert found["建筑面积（㎡）"].name == "floor_area_m2"
    assert found["其中：厂房面积（㎡）"].name == "column_d", "a part is not the whole"
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["vacant_m2"] for row in rows] == [300.0, 400.0]


MONTHS: dict[str, Rows] = {
    "7月": [HEAD, *plants(0, 5)],
    "9月": [HEAD, *plants(0, 2)],
    "8月": [HEAD, *plants(0, 4)],
    "10月": [HEAD],
}


def test_of_months_that_list_the_same_the_latest_is_read_and_not_the_largest(tmp_path: Path) -> None:
    """A month that nobody has filled in yet says nothing."""
    file = book(tmp_path / "闲置厂房.xlsx", MONTHS)
    proposal = propose_mapping([file], LAYERS)
    assert (proposal.table.sheet.name, proposal.register["sheet"], proposal.records) == ("9月", "{n}月", 2)
    [sheet] = [guess for guess in proposal.guesses if guess.name == "sheet"]
    assert (sheet.confidence, sheet.evidence.zh.partition("，不读 ")[0]) == (
        Confidence.LIKELY,
        "各月工作表列的是同一批，只读最新的“9月”",
    )
    rows, report = brought_in(file, tmp_path / "into")
    assert [row["sheet"] for row in rows] == ["9月", "9月"]
    assert sorted(finding.excerpt for finding in report.doubts if finding.code == "table-not-read") == [
        "10月",
        "7月",
        "8月",
    ]
    later = book(tmp_path / "later.xlsx", {**MONTHS, "10月": [HEAD, *plants(0, 3)]})
    again = import_register([later], (tmp_path / "into.toml"), tmp_path / "later", shared=LAYERS)
    assert again.kept == 3, "next month's file is read by the same mapping"


def test_columns_of_a_layer_are_named_and_have_no_letters(tmp_path: Path) -> None:
    rows = [{"宗地代码": CODE.format(n), "用地面积（亩）": "约12" if n else 3} for n in (0, 1)]
    proposal = propose_mapping([source_file(tmp_path, rows)], LAYERS)
    lines = [line.zh.partition(" → ")[0] for line in proposal_lines(proposal)]
    assert "宗地代码" in lines
    assert not {"A", "B", "C"} & set(lines)
    text = proposal_text(proposal)
    assert "# 用地面积（亩）  " in text
    assert "，图层“" in text
    assert tomllib.loads(text)["fields"]


def test_many_stray_quotes_are_said_once_with_their_number(tmp_path: Path) -> None:
    lines = [f'厂{n},3"钢管,{100 + n}' for n in range(12)]
    for count in (8, 12):
        file = tmp_path / f"闲置厂房{count}.csv"
        file.write_text("\n".join(["厂房名称,备注,建筑面积（㎡）", *lines[:count], "末,无,9"]), "utf-8")
        _, report = brought_in(file, tmp_path / f"into{count}")
        said = [finding for finding in report.doubts if finding.code == "stray-quote"]
        assert [finding.row for finding in said] == (list(range(2, 10)) if count == 8 else [2])
    assert "等 12 行（第 2, 3, 4, 5, 6, 7, 8, 9 … 行）" in said[0].text.zh
    assert "12 rows" in said[0].text.en


def test_a_binary_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as out:
        out.writestr("xl/workbook.bin", "x")
    with pytest.raises(SourceError, match="binary workbook") as refused:
        propose_mapping([tmp_path / "a.xlsb"], LAYERS)
    assert "xlsx" in refused.value.remedy.zh
