"""The mapping that is proposed for a ledger: what is sure of it, what is not, and that it is always one that can be read."""

from __future__ import annotations

import csv
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gis.codelist_file import read_codelist
from gis.errors import LandstockError, MappingError
from gis.folder import open_folder
from gis.intake.course import Confidence
from gis.intake.mapping_file import read_mapping
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping, require_sure, write_proposal
from gis.intake.proposing import Proposal, propose
from gis.intake.register import import_register
from gis.intake.sheet_tables import require_table
from tests.architecture.source import ROOT
from tests.gis.intake.grids import grid, sheet

LAYERS = ROOT / "layers"
LISTS = {made.id: made for made in map(read_codelist, sorted((LAYERS / "codelists").glob("*.toml")))}
PLANTS = """
闲置厂房台账 | . | . | . | .
名称 | 用地单位 | 建筑面积（㎡） | 空置面积 | 标房状态
甲厂 | 甲公司 | 9600 | 4800 | 空置
乙厂 | 乙公司 | 6200 | 2000 | 空置
"""


def proposed(text: str, *, file: str = "ledger.xlsx") -> Proposal:
    return propose(require_table(sheet(*grid(text))), file=file, codelists=LISTS)


def rules(proposal: Proposal) -> dict[str, dict[str, Any]]:
    return {guess.name: dict(guess.rule) for guess in proposal.guesses}


def test_a_plain_ledger_is_sure() -> None:
    proposal = proposed(PLANTS)
    assert proposal.sure
    by_name = rules(proposal)
    assert by_name["id"]["from"] == "名称"
    assert (by_name["vacant_m2"]["role"], by_name["vacant_m2"]["written_in"]) == ("area", "m2")
    assert by_name["made_of"]["constant"] == "building"
    assert "role" not in by_name["floor_area_m2"]


def test_the_whole_is_the_area_where_a_ledger_says_nothing_of_a_vacant_part() -> None:
    by_name = rules(proposed(PLANTS.replace("空置面积", "备注")))
    assert by_name["floor_area_m2"]["role"] == "area"


def test_an_area_without_a_unit_anywhere_is_to_be_looked_at() -> None:
    """11.4 may be 亩 or hectares: a guess would be wrong by fifteen."""
    proposal = proposed("批而未供台账 | .\n地块号 | 面积\nA1 | 11.4\nA2 | 20.5\n")
    guess = next(each for each in proposal.guesses if each.name == "site_area_m2")
    assert guess.rule["written_in"] == ""
    assert guess.confidence is not Confidence.SURE
    with pytest.raises(MappingError) as refusal:
        require_sure(proposal)
    assert "site_area_m2" in refusal.value.text.zh


def test_a_unit_above_the_table_holds_for_its_areas_and_its_money() -> None:
    by_name = rules(
        proposed(
            "供而未用清单 | . | 单位：平方米、万元\n合同编号 | 面积 | 合同总金额\nH-1 | 5000 | 300\nH-2 | 6000 | 400\n"
        )
    )
    assert (by_name["site_area_m2"]["written_in"], by_name["price_wan"]["written_in"]) == ("平方米", "万元")


def test_a_ledger_that_nothing_names_is_guessed_by_its_headings_and_is_not_sure() -> None:
    proposal = proposed("名称 | 容积率 | 约定开工时间\n甲 | 1.5 | 2021/6/1\n乙 | 1.8 | 2021/7/1\n")
    assert str(proposal.kind) == "parcel"
    assert not proposal.sure


def test_a_heading_that_a_dbf_cut_is_known_and_to_be_looked_at() -> None:
    proposal = proposed("宗地清单 | .\n统一社会信 | 宗地代码\n91350100M000100Y43 | 370113001001GB00001\n")
    guess = next(each for each in proposal.guesses if each.name == "credit_code")
    assert guess.confidence is Confidence.LIKELY


def test_words_that_are_read_as_the_trade_means_them_are_to_be_confirmed() -> None:
    proposal = proposed("重点项目表 | .\n项目名称 | 四个一批\n甲 | 促进开工\n乙 | 加快建设\n")
    guess = next(each for each in proposal.guesses if each.name == "stage")
    assert guess.rule["values"] == {"促进开工": "new", "加快建设": "continuing"}
    assert guess.confidence is Confidence.LIKELY


def test_a_mapping_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    to = tmp_path / "map.toml"
    to.write_text("mine", "utf-8")
    with pytest.raises(MappingError):
        write_proposal(proposed(PLANTS), to)
    assert to.read_text("utf-8") == "mine"


HOSTILE = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(
    headings=["权", "用地单位", "至2022年底"],
    cells=["空置", "空置", "12,000", "2021年6月1日", "空置", "x", "{file}", "{file}", "14.9亩", "空置", "1.2万", "y"],
)
@given(
    headings=st.lists(HOSTILE | st.sampled_from(["名称", "面积（亩）", "标房状态", "用地单位", "至2022年底"]), min_size=2, max_size=6, unique=True),
    cells=st.lists(HOSTILE | st.sampled_from(["1.2万", "12,000", "空置", "2021年6月1日", "14.9亩"]), min_size=12, max_size=12),
)  # fmt: skip
def test_whatever_stands_in_a_ledger_its_proposal_can_be_read_and_used(
    tmp_path: Path, headings: list[str], cells: list[str]
) -> None:
    """A heading of quotes, brackets or TOML must neither end a comment nor become a key; every record is kept or refused by its row."""
    file = tmp_path / "ledger.csv"
    width = len(headings)
    rows = [cells[n : n + width] for n in range(0, len(cells) - width + 1, width)]
    with file.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
    try:
        proposal = propose_mapping([file], LAYERS)
    except LandstockError:
        return
    text = proposal_text(proposal)
    assert len(tomllib.loads(text)["fields"]) == len(proposal.guesses)
    mapping = tmp_path / "map.toml"
    mapping.write_text(text, "utf-8")
    plan = read_mapping(mapping, LAYERS)
    into = Path(tempfile.mkdtemp(dir=tmp_path)) / "into"
    report = import_register([file], mapping, into, shared=LAYERS)
    assert report.read == report.kept + len(report.refused) <= len(rows)
    if report.kept:
        assert len(open_folder(into).layer(plan.id)) == report.kept


def test_progress_moves_by_rows_and_other_tables_are_said(tmp_path: Path) -> None:
    file = tmp_path / "plants.csv"
    head = "闲置厂房台账,,,\n名称,用地单位,建筑面积（㎡）,空置面积\n"
    rows = "".join(f"厂{n},公司{n},{900 + n},{n + 1}\n" for n in range(5_000))
    file.write_text(f"{head}{rows},,,\n已租,,,\n名称,用地单位,租金\n甲厂,甲公司,3\n", "utf-8")
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(propose_mapping([file], LAYERS)), "utf-8")
    told: list[tuple[int, int]] = []
    report = import_register(
        [file],
        mapping,
        tmp_path / "into",
        shared=LAYERS,
        progress=lambda done, total, _name: told.append((done, total)),
    )
    assert report.kept == 5_000
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert [finding.excerpt for finding in report.doubts if finding.code == "table-not-read"] == ["plants.csv!5005"]


def test_a_rent_or_a_load_without_a_unit_anywhere_is_to_be_looked_at() -> None:
    """18 may be a day's or a month's rent, 2 may be kN or t: thirty and ten times apart."""
    by_name = rules(proposed("闲置厂房台账 | . | .\n名称 | 租金 | 荷载\n甲厂 | 18 | 2\n乙厂 | 20 | 1\n"))
    assert (by_name["rent_yuan_m2_day"]["written_in"], by_name["floor_load_kn_m2"]["written_in"]) == ("", "")


def test_money_for_floor_space_is_no_price_of_land() -> None:
    by_name = rules(proposed("闲置厂房台账 | .\n名称 | 物业费（元/㎡）\n甲厂 | 2.5\n乙厂 | 3\n"))
    assert next(rule["unit"] for rule in by_name.values() if "物业费" in rule["zh"]) == "yuan/m2"


@pytest.mark.parametrize("value", ["无", "9.137E+17"])
def test_a_column_with_no_id_in_a_row_is_no_id(value: str) -> None:
    by_name = rules(proposed(f"闲置土地台账 | .\n统一社会信用代码 | 坐落\n91350100M000100Y43 | 东路\n{value} | 西路\n"))
    assert by_name["id"].get("from") != "统一社会信用代码"


def test_a_number_of_the_register_goes_before_a_name() -> None:
    by_name = rules(proposed("闲置土地台账 | . | .\n编号 | 名称 | 坐落\nA1 | 甲 | 东路\nA2 | 乙 | 西路\n"))
    assert by_name["id"]["from"] == "编号"


def test_sections_that_say_no_known_field_stay_with_their_records() -> None:
    by_name = rules(
        proposed(
            "闲置土地台账 | . | .\n序号 | 名称 | 坐落\n一、城区 | . | .\n1 | 甲 | 东路\n二、郊区 | . | .\n2 | 乙 | 西路\n"
        )
    )
    assert by_name["section"]["template"] == "{#section}"


def test_a_ledger_of_floors_is_not_said_to_be_of_buildings() -> None:
    assert "made_of" not in rules(
        proposed("闲置楼宇台账 | . | .\n名称 | 楼层 | 空置面积（㎡）\n甲 | 1 | 300\n乙 | 2 | 400\n")
    )
