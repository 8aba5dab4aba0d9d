"""By what the rows of a ledger are told apart where its headings do not say it, and what its title cannot say of all of them."""

from __future__ import annotations

import pytest

from gis.intake.course import Confidence
from gis.intake.report import CellDoubt, ImportReport
from gis.text import Text
from tests.gis.intake.test_proposals import proposed, rules

PLANTS = """
标准厂房去化台账 | . | .
园区（项目）名称 | 楼栋 | 总建筑面积（㎡）
甲园 | 1# | 9600
甲园 | 2# | 6200
乙园 | 1# | 6200
"""
LOW = """
闲置低效用地清单 | . | . | .
企业名称 | 土地坐落 | 用地面积（亩） | 用地状态
甲公司 | 平安街道 | 45.6 | 闲置
乙公司 | 归德街道 | 32.5 | 低效
"""


def test_two_columns_of_words_tell_rows_apart_before_their_place_does() -> None:
    """A row's place is another next month: whatever else tells the rows apart goes before it, and is looked at."""
    proposal = proposed(PLANTS)
    assert rules(proposal)["id"]["template"] == "{园区（项目）名称} · {楼栋}"
    assert proposal.guesses[0].confidence is Confidence.LIKELY


def test_a_number_under_a_heading_that_nobody_knows_is_the_id() -> None:
    proposal = proposed(
        PLANTS.replace("楼栋", "楼宇标识").replace("2#", "B2").replace("乙园 | 1#", "乙园 | C1").replace("1#", "A1")
    )
    assert rules(proposal)["id"]["from"] == "楼宇标识"
    assert proposal.guesses[0].confidence is Confidence.LIKELY


@pytest.mark.parametrize("heading", ["id", "ID", "Code", "编号", "标识码"])
def test_a_heading_that_is_plainly_the_id_goes_before_a_name(heading: str) -> None:
    """A name is each time another today, and changes; fails where the first column that tells rows apart is taken."""
    table = f"""
项目名称 | {heading} | 用地面积（亩）
甲园 | Z-1 | 45.6
乙园 | Z-2 | 32.5
"""
    proposal = proposed(table)
    assert rules(proposal)["id"]["from"] == heading
    assert rules(proposed(table.replace("Z-2", "Z-1")))["id"]["from"] == "项目名称"


def test_what_the_title_says_of_all_is_not_sure_where_a_column_says_it_of_each() -> None:
    """闲置 in a list of 闲置低效用地 was read as low_yield without a word."""
    status = next(guess for guess in proposed(LOW).guesses if guess.name == "status")
    assert status.confidence is Confidence.LIKELY
    assert "用地状态" in status.evidence.zh
    plain = next(guess for guess in proposed(LOW.replace("用地状态", "备注")).guesses if guess.name == "status")
    assert plain.confidence is Confidence.SURE


def test_reasons_of_one_form_are_counted_together() -> None:
    """Twenty numbers that are no parcel codes are one line of the terminal, not twenty."""
    report = ImportReport(title=Text("台账", "Ledger"), collection="ledger")
    report.cells += [
        CellDoubt(
            file="a.xlsx",
            sheet="",
            row=row,
            column="D",
            id=str(row),
            field="parcel_code",
            raw=raw,
            code="to-check",
            reason=Text(f"“{raw}”不是宗地代码", f"{raw} is no parcel code"),
        )
        for row, raw in enumerate(("CQ-1", "CQ-2", "1"), 4)
    ]
    assert "  3 格：“…”不是宗地代码（如第 4 行 D“CQ-1”）\n" in report.text("zh")
    assert "  3: … is no parcel code (as in row 4, D: 'CQ-1')\n" in report.text("en")


THREE = """
标准厂房去化台账 | . | . | .
园区（项目）名称 | 楼栋 | 房间 | 总建筑面积（㎡）
甲园 | 南楼 | 东 | 9600
甲园 | 南楼 | 西 | 6200
甲园 | 北楼 | 东 | 6200
乙园 | 南楼 | 东 | 6200
乙园 | 北楼 | 西 | 6200
乙园 | 北楼 | 东 | 6200
乙园 | 南楼 | 西 | 6200
甲园 | 北楼 | 西 | 6200
"""


def test_three_columns_tell_rows_apart_where_no_two_do_and_are_looked_at() -> None:
    proposal = proposed(THREE)
    key = proposal.guesses[0]
    assert key.rule["template"] == "{园区（项目）名称} · {楼栋} · {房间}"
    assert key.confidence is Confidence.LIKELY
    assert key.evidence.zh == "“园区（项目）名称”、“楼栋”与“房间”合起来各不相同"
    assert key.evidence.en == "园区（项目）名称, 楼栋 and 房间 together are each time another"


def test_where_three_do_not_either_it_is_the_place_of_the_row() -> None:
    assert rules(proposed(THREE + "甲园 | 北楼 | 西 | 100\n"))["id"]["template"] == "{number}"
