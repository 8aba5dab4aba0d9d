"""What the columns of ledgers in other layouts are taken for: by their headings, the unit above them, and what stands below."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from gis.folder import open_folder
from gis.intake.course import Confidence, Guess
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping, require_sure
from gis.intake.proposing import Proposal
from gis.intake.register import import_register
from gis.intake.report import ImportReport
from tests.architecture.source import ROOT

LAYERS = ROOT / "layers"
Rows = Sequence[Sequence[Any]]


def ledger(file: Path, *rows: Sequence[Any], epoch: dt.datetime | None = None) -> Path:
    book = openpyxl.Workbook()
    if epoch is not None:
        book.epoch = epoch
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def proposed(file: Path, *rows: Sequence[Any]) -> Proposal:
    return propose_mapping([ledger(file, *rows)], LAYERS)


def by_heading(proposal: Proposal) -> dict[str, Guess]:
    return {str(guess.rule["from"]): guess for guess in proposal.guesses if guess.column}


def brought_in(file: Path, into: Path) -> tuple[list[dict[str, Any]], ImportReport]:
    """The records of a ledger by its own proposal, and the report."""
    mapping = into.with_suffix(".toml")
    mapping.write_text(proposal_text(propose_mapping([file], LAYERS)), "utf-8")
    report = import_register([file], mapping, into, shared=LAYERS)
    assert len(open_folder(into).layer(report.collection)) == report.kept
    made = json.loads((into / f"{report.collection}.geojson").read_bytes())["features"]
    return [feature["properties"] for feature in made], report


def test_a_storey_is_as_high_as_it_says_and_is_no_clear_height(tmp_path: Path) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["闲置厂房台账"],
        ["名称", "层高", "空置面积（㎡）"],
        ["甲", 8, 300],
        ["乙", "4.5米", 400],
        ["丙", "首层8米，其他4.5米", 500],
    )
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["storey_height_m"] for row in rows] == [8.0, 4.5, None]
    assert rows[2]["storey_height_m_original"] == "首层8米，其他4.5米"
    assert not any("clear_height_m" in row for row in rows)


def test_floors_are_numbers_however_they_are_written(tmp_path: Path) -> None:
    words = ["3F", "三楼", "B1", "负二层", "12层", "1-3层", "顶层"]
    file = ledger(
        tmp_path / "a.xlsx",
        ["闲置楼宇台账"],
        ["房源编号", "层号", "空置面积（㎡）"],
        *([f"H{place}", word, 300] for place, word in enumerate(words)),
    )
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["floor"] for row in rows] == [3, 3, -1, -2, 12, None, None]


def test_columns_of_yes_and_no_are_flags_and_remarks_are_not(tmp_path: Path) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["闲置厂房台账"],
        ["名称", "空置面积（㎡）", "消防验收", "是否环评", "查封", "抵押", "备注", "说明"],
        ["甲", 300, "√", "是", "否", "有", "无", "是"],
        ["乙", 400, None, "否", "有", "有（农行）", "无", "3号楼"],
    )
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["column_c"] for row in rows] == [True, None]
    assert [row["column_d"] for row in rows] == [True, False]
    assert [row["seizure"] for row in rows] == [False, True]
    assert [row["mortgage"] for row in rows] == ["有", "有（农行）"]
    assert [row["column_g"] for row in rows] == ["无", "无"]
    assert [row["column_h"] for row in rows] == ["是", "3号楼"]


def test_what_locates_or_links_has_a_field_of_its_own(tmp_path: Path) -> None:
    found = by_heading(
        proposed(
            tmp_path / "a.xlsx",
            ["闲置厂房台账"],
            ["名称", "空置面积（㎡）", "剩余年限", "电子监管号", "土地出让合同编号", "厂房坐落", "绿地率（%）"],
            ["甲", 300, "38年", "3701132016B00012", "长清-01-2015-0029", "东路", 15],
            ["乙", 400, 30, "3701132016B00013", "长清-01-2015-0030", "西路", 20],
        )
    )
    assert [guess.name for guess in found.values()][2:] == [
        "term_years_left", "supervision_no", "contract_no", "address", "green_pct",
    ]  # fmt: skip
    assert (found["剩余年限"].rule["unit"], found["绿地率（%）"].rule["unit"]) == ("year", "percent")


def test_a_coverage_is_a_bound_where_its_cells_say_so(tmp_path: Path) -> None:
    """Of industry a figure alone is mostly a lower bound, of housing an upper one."""
    plain = ["储备地块"], ["地块编号", "面积（亩）", "建筑密度（%）"], ["A1", 30, 40], ["A2", 31, 45]
    assert by_heading(proposed(tmp_path / "a.xlsx", *plain))["建筑密度（%）"].name == "density_pct"
    bounded = ["储备地块"], ["地块编号", "面积（亩）", "建筑密度（%）"], ["A1", 30, "≥30"], ["A2", 31, "30-50"]
    rows, _ = brought_in(ledger(tmp_path / "b.xlsx", *bounded), tmp_path / "into")
    assert [(row["density_min_pct"], row["density_max_pct"]) for row in rows] == [(30.0, None), (30.0, 50.0)]


def test_a_ratio_of_what_stands_is_no_bound_of_a_plan(tmp_path: Path) -> None:
    rows = ["名称", "面积（亩）", "容积率"], ["甲", 30, 0.6], ["乙", 31, 0.7]
    existing = by_heading(proposed(tmp_path / "a.xlsx", ["低效用地台账"], *rows))["容积率"]
    assert (existing.name, existing.rule["type"], existing.rule["unit"]) == ("column_c", "number", "ratio")
    assert by_heading(proposed(tmp_path / "b.xlsx", ["批而未供台账"], *rows))["容积率"].name == "far_max"


def test_a_unit_above_the_table_holds_for_columns_that_no_rule_needs(tmp_path: Path) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["低效用地台账（面积单位：亩，金额单位：万元）"],
        ["名称", "占地面积", "建筑面积（㎡）", "绿化面积", "固定资产投资", "亩均投资", "投资时间"],
        ["甲", 30, 20_000, 1.5, 900, 30, "2021年6月1日"],
        ["乙", 60, 21_000, 3, "90万", 40, "2022年6月1日"],
    )
    proposal = propose_mapping([file], LAYERS)
    found = by_heading(proposal)
    assert found["占地面积"].confidence is Confidence.SURE
    assert "单位亩" in found["占地面积"].evidence.zh
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["site_area_m2"] for row in rows] == [pytest.approx(20_000), pytest.approx(40_000)]
    assert [row["column_d"] for row in rows] == [pytest.approx(1000), pytest.approx(2000)]
    assert [row["column_e"] for row in rows] == [900.0, None]
    assert rows[1]["column_e_original"] == "90万"
    assert "unit" not in found["亩均投资"].rule
    assert rows[0]["column_g"] == "2021-06-01"


def test_ten_thousands_of_square_metres_above_the_table(tmp_path: Path) -> None:
    rows, _ = brought_in(
        ledger(
            tmp_path / "a.xlsx",
            ["储备土地一览表"],
            ["单位：万平方米"],
            ["地块编号", "面积"],
            ["A1", 1.5],
            ["A2", "2万"],
        ),
        tmp_path / "into",
    )
    assert [row["site_area_m2"] for row in rows] == [15_000.0, None]


def test_a_unit_above_that_columns_contradict_is_to_be_looked_at(tmp_path: Path) -> None:
    found = by_heading(
        proposed(
            tmp_path / "a.xlsx",
            ["供而未用清单", None, "单位：平方米"],
            ["合同编号", "面积", "已建面积（亩）"],
            ["H-1", 50, 20],
            ["H-2", 60, 30],
        )
    )["面积"]
    assert found.confidence is Confidence.LIKELY
    assert "已建面积（亩）" in found.evidence.zh
    two = by_heading(
        proposed(
            tmp_path / "b.xlsx", ["供而未用清单", "单位：亩、公顷"], ["合同编号", "面积"], ["H-1", 50], ["H-2", 60]
        )
    )["面积"]
    assert (two.rule["written_in"], two.confidence) == ("", Confidence.LIKELY)


def test_a_title_has_no_unit_beside_that_of_the_figures(tmp_path: Path) -> None:
    found = by_heading(
        proposed(
            tmp_path / "a.xlsx",
            ["闲置厂房台账"],
            ["名称", "空置面积（㎡）", "绿化面积（亩）", "土地面积（㎡）", "土地面积（亩）", "7月完成投资（万元）"],
            ["甲", 300, 3, 20_000, 30, 5],
            ["乙", 400, 4, 40_000, 60, 6],
        )
    )
    assert found["绿化面积（亩）"].rule["zh"] == "绿化面积"
    assert found["土地面积（㎡）"].rule["zh"] == "土地面积"
    assert found["土地面积（亩）"].rule["zh"] == "土地面积（按亩填报）"
    assert found["{n}月完成投资（万元）"].rule["zh"] == "{n}月完成投资"


def test_a_use_that_says_the_state_as_well_is_proposed_as_both(tmp_path: Path) -> None:
    rows = (
        ["地块信息表"],
        ["宗地编号", "面积（亩）", "用地类型"],
        ["A-1", 30, "低效工业用地"],
        ["A-2", 31, "工业用地"],
        ["A-3", 32, "某种用地"],
    )
    proposal = proposed(tmp_path / "a.xlsx", *rows)
    by_name = {guess.name: guess for guess in proposal.guesses}
    assert by_name["land_use"].rule["values"] == {"低效工业用地": "1001"}
    assert by_name["status"].rule["values"] == {"低效工业用地": "low_yield"}
    assert {by_name[name].confidence for name in ("land_use", "status")} == {Confidence.LIKELY}
    made, _ = brought_in(tmp_path / "a.xlsx", tmp_path / "into")
    assert [row["land_use"] for row in made] == ["1001", "1001", None]
    assert [row["status"] for row in made] == ["low_yield", None, None]


def test_words_of_types_that_are_no_uses_are_no_land_use(tmp_path: Path) -> None:
    found = by_heading(
        proposed(tmp_path / "a.xlsx", ["批而未供台账"], ["面积（亩）", "类型"], [30, "存量"], [31, "新增"])
    )
    assert found["类型"].name == "column_b"


def test_numbers_of_somebodys_list_are_no_codes_of_parcels(tmp_path: Path) -> None:
    plain = ["储备地块"], ["宗地编号", "面积（亩）"], ["CQ-1", 30], ["CQ-2", 31]
    proposal = proposed(tmp_path / "a.xlsx", *plain)
    assert by_heading(proposal)["宗地编号"].name == "plot_no"
    assert proposal.guesses[0].rule["from"] == "宗地编号"
    codes = ["储备地块"], ["宗地编号", "面积（亩）"], ["370113005001GB02173", 30], ["无", 31]
    assert by_heading(proposed(tmp_path / "b.xlsx", *codes))["宗地编号"].name == "parcel_code"


def test_land_on_offer_need_not_be_reserve(tmp_path: Path) -> None:
    proposal = proposed(tmp_path / "a.xlsx", ["招商地块一览表"], ["地块编号", "面积（亩）"], ["A1", 30], ["A2", 31])
    status = next(guess for guess in proposal.guesses if guess.name == "status")
    assert (status.rule["constant"], status.confidence) == ("reserve", Confidence.LIKELY)
    assert not proposal.sure


@pytest.mark.parametrize("heading", ["Hectares", "Area (ha)", "公顷", "SiteArea（公顷）"])
def test_an_area_that_is_named_by_its_unit_alone(tmp_path: Path, heading: str) -> None:
    rows, _ = brought_in(
        ledger(tmp_path / "a.xlsx", ["储备地块"], ["Site reference", heading], ["R1", 1.5], ["R2", 2]),
        tmp_path / "into",
    )
    assert [row["site_area_m2"] for row in rows] == [15_000.0, 20_000.0]


def test_coordinates_are_kept_under_their_own_headings(tmp_path: Path) -> None:
    headings = ["GeoX", "GeoY", "Easting", "Northing", "经度", "纬度", "X", "Y", "WKT"]
    found = by_heading(
        proposed(
            tmp_path / "a.xlsx",
            ["储备地块"],
            ["地块编号", *headings],
            ["A1", -0.1, 51.5, 530_000, 180_000, 116.7, 36.5, 1, 2, "POINT (1 2)"],
            ["A2", -0.2, 51.6, 530_001, 180_002, 116.8, 36.6, 3, 4, "POINT (3 4)"],
        )
    )
    assert all(found[heading].name.startswith("column_") and "unit" not in found[heading].rule for heading in headings)


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("a.xlsx", "储备地块（截至2024年6月30日）", "2024-06-30"),
        ("a.xlsx", "储备地块（2024年2月）", "2024-02-29"),
        ("储备地块_2024-06.xlsx", "储备地块", "2024-06-30"),
        ("储备地块20240703.xlsx", "储备地块", "2024-07-03"),
        ("储备地块20240703.xlsx", "储备地块（2024年6月）", "2024-06-30"),
        ("a.xlsx", "2021-2025年储备地块", None),
    ],
)
def test_the_day_at_which_a_ledger_stands(tmp_path: Path, name: str, title: str, day: str | None) -> None:
    file = ledger(tmp_path / name, [title], ["地块编号", "面积（亩）"], ["A1", 30], ["A2", 31])
    proposal = propose_mapping([file], LAYERS)
    require_sure(proposal)
    assert str(proposal.register["as_of"]) == str(day)
    _, report = brought_in(file, tmp_path / "into")
    stood = open_folder(tmp_path / "into").catalog.collections[report.collection].as_of
    assert (stood and stood.isoformat()) == day


def test_next_months_file_has_its_own_day(tmp_path: Path) -> None:
    """A day that the mapping held would be last month's."""
    rows = ["地块编号", "面积（亩）"], ["A1", 30], ["A2", 31]
    may = ledger(tmp_path / "a.xlsx", ["储备地块（2024年5月）"], *rows)
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(propose_mapping([may], LAYERS)), "utf-8")
    assert "as_of = 2024-05-31" in mapping.read_text("utf-8")
    assert "数据时点 2024-05-31" in mapping.read_text("utf-8")
    for title, day in (("储备地块（2024年6月）", dt.date(2024, 6, 30)), ("储备地块", None)):
        file = ledger(tmp_path / "b.xlsx", [title], *rows)
        report = import_register([file], mapping, tmp_path / str(day), shared=LAYERS)
        assert open_folder(tmp_path / str(day)).catalog.collections[report.collection].as_of == day


def test_two_days_in_the_titles_are_to_be_looked_at(tmp_path: Path) -> None:
    rows = ["地块编号", "面积（亩）"], ["A1", 30], ["A2", 31]
    proposal = proposed(tmp_path / "a.xlsx", ["储备地块（2024年5月）", "2024年4月"], *rows)
    assert not proposal.sure


@pytest.mark.parametrize(
    ("epoch", "day"),
    [
        (openpyxl.utils.datetime.CALENDAR_MAC_1904, "2027-01-02"),
        (openpyxl.utils.datetime.CALENDAR_WINDOWS_1900, "2023-01-01"),
    ],
)
def test_serials_of_days_count_from_the_workbooks_own_first_day(tmp_path: Path, epoch: dt.datetime, day: str) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["供而未用台账"],
        ["合同编号", "面积（亩）", "约定开工时间"],
        ["H1", 30, 44_927],
        ["H2", 31, "2021年6月1日"],
        epoch=epoch,
    )
    rows, _ = brought_in(file, tmp_path / "into")
    assert [row["contract_start"] for row in rows] == [day, "2021-06-01"]


def test_files_of_both_epochs_in_one_import(tmp_path: Path) -> None:
    rows = ["供而未用台账"], ["合同编号", "面积（亩）", "约定开工时间"]
    days = openpyxl.utils.datetime
    files = [
        ledger(tmp_path / f"{name}.xlsx", *rows, [name, 30, 44_927], epoch=epoch)
        for name, epoch in (("a", days.CALENDAR_MAC_1904), ("b", days.CALENDAR_WINDOWS_1900))
    ]
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(propose_mapping(files, LAYERS)), "utf-8")
    import_register(files, mapping, tmp_path / "into", shared=LAYERS)
    made = json.loads((tmp_path / "into" / "supplied_not_used.geojson").read_bytes())["features"]
    assert [each["properties"]["contract_start"] for each in made] == ["2027-01-02", "2023-01-01"]


def test_a_total_of_land_is_said_in_mu_beside_square_metres(tmp_path: Path) -> None:
    file = ledger(
        tmp_path / "a.xlsx",
        ["储备地块"],
        ["地块编号", "面积（亩）", "成交价（万元）"],
        ["A1", 30, 100_000],
        ["A2", 60, 200_000],
        ["合计", 93, 300_010],
    )
    _, report = brought_in(file, tmp_path / "into")
    said = [finding.text.zh for finding in report.doubts if finding.code == "total-differs"]
    assert any("62,000.00 m²（93.00 亩）" in text and "60,000.00 m²（90.00 亩）" in text for text in said)
    assert any("300,010.00 万元" in text for text in said)


def test_rows_that_are_struck_out_are_records_and_are_said(tmp_path: Path) -> None:
    file = ledger(tmp_path / "a.xlsx", ["储备地块"], ["地块编号", "面积（亩）"], ["A1", 30], ["A2", 31], ["A3", 32])
    book = openpyxl.load_workbook(file)
    for cell in ("A1", "B4", "C5"):
        book.worksheets[0][cell].font = Font(strike=True)
    book.save(file)
    rows, report = brought_in(file, tmp_path / "into")
    assert [row["plot_no"] for row in rows] == ["A1", "A2", "A3"]
    assert [(finding.code, finding.excerpt) for finding in report.doubts] == [("struck-out", "4")]
