"""Days, yes and no, texts and lists as ledgers write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.fields import DType
from gis.intake.cleaning import days, flags
from gis.intake.cleaning.cells import SPOILT, clean
from gis.intake.cleaning.cleaned import State
from gis.intake.cleaning.parts import parts_of, telephones
from gis.intake.cleaning.phrases import plain_line
from gis.io.grid import Gap
from gis.text import Text
from tests.gis.intake.cleaning.columns import DAY, FLAG, LIST, WORDS, column

RIGHT: list[tuple[Any, str]] = [
    # as the sample ledgers have them
    ("2016.04.07", "2016-04-07"),
    ("２０１６年４月７日", "2016-04-07"),
    ("2016年4月7日", "2016-04-07"),
    ("2017/11/8", "2017-11-08"),
    (43596.0, "2019-05-11"),
    (20221017.0, "2022-10-17"),
    (dt.datetime.fromisoformat("2019-12-21T00:00:00"), "2019-12-21"),
    # beside them
    ("2021-06-01", "2021-06-01"),
    ("2021/6/1", "2021-06-01"),
    ("2021.6.1", "2021-06-01"),
    ("20210601", "2021-06-01"),
    ("2021 年 6 月 1 日 ", "2021-06-01"),
    ("2021年6月1号", "2021-06-01"),
    ("2021年6月\n1日", "2021-06-01"),
    ("2021-06-01 00:00:00", "2021-06-01"),
    ("2021/6/1 8:30", "2021-06-01"),
    ("2021年6月1日 8:30", "2021-06-01"),
    ("44348", "2021-06-01"),
    (44348, "2021-06-01"),
    (44348.5, "2021-06-01"),
    (dt.date(2021, 6, 1), "2021-06-01"),
]

UNSURE: list[tuple[Any, Text]] = [
    # as the sample ledgers have them
    ("2019-01", days.MONTH_ONLY),
    ("2020.4", days.MONTH_ONLY),
    ("2021年1月 ", days.MONTH_ONLY),
    ("已开工 ", days.NOT_A_DAY),
    ("2023年上半年 ", days.STRETCH),
    ("2023年二季度 ", days.STRETCH),
    ("2023年12月底", days.STRETCH),
    ("长期", days.NOT_A_DAY),
    (2018.1, days.JANUARY_OR_OCTOBER),
    ("2020年2月30日", days.NO_DAY),
    # beside them
    (2018.6, days.MONTH_ONLY),
    ("2021年底", days.STRETCH),
    ("2021年6月份", days.MONTH_ONLY),
    ("202106", days.MONTH_ONLY),
    ("20216", days.NOT_A_DAY),
    ("2021 6", days.NOT_A_DAY),
    ("2021", days.YEAR_ONLY),
    (2021.0, days.YEAR_ONLY),
    ("21.6.1", days.SHORT_YEAR),
    ("21年6月", days.SHORT_YEAR),
    ("210601", days.SHORT_YEAR),
    ("6/1/2021", days.DAY_OR_MONTH),
    ("2021.6.1-2023.6.1", days.SEVERAL_DAYS),
    ("2021.6-1", days.NOT_A_DAY),
    ("2021-13-01", days.NO_DAY),
    ("20210230", days.NO_DAY),
    ("0021-06-01", days.OUT_OF_TIME),
    ("87654321", days.OUT_OF_TIME),
    ("2021年6月1日开工", days.NOT_A_DAY),
    (3.7e18, days.NOT_A_DAY),
    (-5.0, days.NOT_A_DAY),
    (dt.time(8, 30), days.NOT_A_DAY),
    (True, days.NOT_A_DAY),
]


@pytest.mark.parametrize(("raw", "right"), RIGHT)
def test_a_day_is_read_in_every_form(raw: Any, right: str) -> None:
    assert clean(raw, DAY).value == right


@pytest.mark.parametrize(("raw", "why"), UNSURE)
def test_what_names_no_day_is_to_check_and_says_why(raw: Any, why: Text) -> None:
    found = clean(raw, DAY)
    assert (found.value, found.state, found.reason) == (None, State.UNTRANSLATED, why)


def test_a_workbook_that_counts_from_1904_has_other_serials() -> None:
    since_1904 = column(dtype=DType.DATE, since_1904=True)
    assert clean(42_886, since_1904).value == "2021-06-01"
    assert clean(28_000, since_1904).value == "1980-08-29"
    assert clean(28_000, DAY).value is None


@pytest.mark.parametrize("raw", ["待定 ", "/", "无", "不详"])
def test_a_day_that_is_said_to_be_unknown_is_unknown(raw: str) -> None:
    assert clean(raw, DAY).state is State.DECLARED


@given(
    day=st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
    form=st.sampled_from(
        ("{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0:%Y/%m/%d}", "{0:%Y%m%d}")
    ),
)
def test_a_day_reads_back_from_every_form_and_from_its_serial(day: dt.date, form: str) -> None:
    assert clean(form.format(day), DAY).value == day.isoformat()
    assert clean(float((day - dt.date(1899, 12, 30)).days), DAY).value == day.isoformat()


@given(words=st.text(max_size=12))
def test_whatever_stands_in_a_cell_is_a_day_of_the_calendar_or_none(words: str) -> None:
    value = clean(words, DAY).value
    assert value is None or dt.date.fromisoformat(str(value)).year in range(1900, 2101)


@pytest.mark.parametrize(
    ("raw", "right"),
    [
        *((word, True) for word in ("是", "有", " 是 ", "√", "✓", "Y", "Ｙ", "yes", "对", "1", 1.0, True, "true")),
        *((word, False) for word in ("否", "无", "×", "✗", "N", "no", "0", 0, False, "没有")),
    ],
)
def test_yes_and_no_are_read_in_every_form(raw: Any, right: bool) -> None:
    assert clean(raw, FLAG).value is right


@pytest.mark.parametrize(
    ("raw", "state", "why"),
    [
        ("", State.BLANK, None),
        (None, State.BLANK, None),
        (float("nan"), State.BLANK, None),
        ("/", State.DECLARED, None),
        ("不详", State.DECLARED, None),
        ("暂无", State.DECLARED, None),
        ("有（抵押）", State.UNTRANSLATED, flags.WITH_A_REMARK),
        ("是否", State.UNTRANSLATED, flags.WITH_A_REMARK),
        ("〇", State.UNTRANSLATED, flags.A_CIRCLE),
        ("X", State.UNTRANSLATED, flags.A_CIRCLE),
        ("部分", State.UNTRANSLATED, flags.NEITHER),
        (2.0, State.UNTRANSLATED, flags.NEITHER),
        (dt.date(2021, 6, 1), State.UNTRANSLATED, flags.NEITHER),
    ],
)
def test_what_is_neither_yes_nor_no_is_never_either(raw: Any, state: State, why: Text | None) -> None:
    found = clean(raw, FLAG)
    assert (found.value, found.state, found.reason) == (None, state, why)


@pytest.mark.parametrize(
    ("raw", "right"),
    [
        # as the sample ledgers have them
        ("致某智能仓储物流\n园建设项目 ", "致某智能仓储物流园建设项目"),
        ("某志机器人关键部\n件一期项目 ", "某志机器人关键部件一期项目"),
        ("某祥智能仓储物流\n园（二期）项目 ", "某祥智能仓储物流园（二期）项目"),
        ("其他\n（见备注）", "其他（见备注）"),
        ("370113 004004GB02120 ", "370113 004004GB02120"),
        ("0531-0000005;0531-0000006", "0531-0000005;0531-0000006"),
        # beside them
        ("海棠路６８号", "海棠路６８号"),
        ("\ufeff某\u200b厂\u3000", "某厂"),
        ("ABC\r\nLtd", "ABC Ltd"),
        ("一期\n3号楼", "一期3号楼"),
        ("资金不足\n2、手续不全", "资金不足 2、手续不全"),
        ("某厂_x000D_\n二期", "某厂二期"),
        ("a\tb", "a b"),
        (13800000000.0, "13800000000"),
        (3.0, "3"),
    ],
)
def test_a_text_stays_as_typed_but_for_its_ends_and_broken_lines(raw: Any, right: str) -> None:
    assert clean(raw, WORDS).value == right


@pytest.mark.parametrize("raw", ["3.70113E+15", "3.70113E+18", 3.70113e18, "1E+12"])
def test_a_number_that_a_spreadsheet_spoilt_is_no_text(raw: Any) -> None:
    assert clean(raw, WORDS) == (None, State.UNTRANSLATED, SPOILT, None, None)


def test_a_sign_for_an_empty_cell_is_no_text_and_a_formula_without_a_result_says_so() -> None:
    assert [clean(raw, WORDS).state for raw in ("/", "——", "\u200b", "无")] == [
        State.DECLARED,
        State.DECLARED,
        State.BLANK,
        State.KNOWN,
    ]
    for expected in (WORDS, LIST, DAY, FLAG):
        assert clean(Gap.NO_VALUE, expected).state is State.UNTRANSLATED


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("水、电；气\n路", ["水", "电", "气", "路"]),
        ("农转用手续不全,补偿未到位", ["农转用手续不全", "补偿未到位"]),
        ("水/电", ["水", "电"]),
        ("0531-0000005/0531-0000006", ["0531-0000005", "0531-0000006"]),
        ("M1/W1", ["M1/W1"]),
        ("Dupont, Jean", ["Dupont, Jean"]),
        ("补偿未到位（青苗、附着物）、手续不全", ["补偿未到位（青苗、附着物）", "手续不全"]),
        ("水（未通、电", ["水（未通", "电"]),
        ("无", []),
        ("暂无", None),
        ("/", None),
        ("；", None),
    ],
)
def test_a_list_is_parted_where_chinese_parts_it(raw: str, parts: list[str] | None) -> None:
    assert clean(raw, LIST).value == parts
    assert parts_of(raw) == parts


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("0531-0000005;0531-0000006", ["0531-0000005", "0531-0000006"]),
        ("0531-0000018、0531-0000019", ["0531-0000018", "0531-0000019"]),
        ("13800000000/13900000000", ["13800000000", "13900000000"]),
        ("13800000000 13900000000", ["13800000000", "13900000000"]),
        ("0531 8765 4321", ["0531 8765 4321"]),
        ("/", []),
        ("张某 13800000000", []),
    ],
)
def test_several_telephones_of_a_cell_are_told_apart(raw: str, numbers: list[str]) -> None:
    assert telephones(raw) == numbers


@given(text=st.text(max_size=20))
def test_a_text_cleaned_twice_is_as_cleaned_once(text: str) -> None:
    once = plain_line(text)
    assert plain_line(once) == once
