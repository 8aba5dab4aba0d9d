"""Numbers as ledgers write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.fields import DType, Role
from gis.intake.cleaning import figures
from gis.intake.cleaning.area_pairs import area_disagreement
from gis.intake.cleaning.cells import GAPS, clean
from gis.intake.cleaning.cleaned import IN_THE_CELL, Expected, State, UnitFrom
from gis.intake.cleaning.measures import heading_unit
from gis.intake.cleaning.spans import clean_bounds
from gis.io.grid import Gap
from gis.text import Text
from gis.units import m2_from_mu
from tests.gis.intake.cleaning.columns import FAR_MAX, FAR_MIN, FLOOR, LAND, WAN, column, field

RENT = column("yuan/m2/day")
PERCENT = column("percent")
FLOORS = column("floor", Role.FLOORS, DType.INTEGER)
PLAIN = column()

RIGHT: list[tuple[Any, Expected, float]] = [
    # as the sample ledgers have them
    ("17556平方米", LAND, 17_556),
    ("2.1106 hm2", LAND, 21_106),
    ("１．００８５公顷", LAND, 10_085),
    ("11.41亩", LAND, m2_from_mu(11.41)),
    ("6,881.55", FLOOR, 6881.55),
    ("1.2万㎡", FLOOR, 12_000),
    ("530㎡", FLOOR, 530),
    ("3层", FLOORS, 3),
    ("15,680 ", WAN, 15_680),
    ("２１０００ ", WAN, 21_000),
    ("1.2亿 ", WAN, 12_000),
    ("3.6亿元 ", WAN, 36_000),
    ("￥542.58万", WAN, 542.58),
    ("￥1,142.37万", WAN, 1142.37),
    ("0.0283亿元", WAN, 283),
    ("3933300元", WAN, 393.33),
    ("1462.68万元", WAN, 1462.68),
    ("4公顷 ", column("m2_land", heading="亩"), 40_000),
    ("68亩 ", column("m2_land", heading="亩"), m2_from_mu(68)),
    ("50年", column("year"), 50),
    ("38", column("m2_land", heading="acres"), 153_780.5440512),
    ("90万", column("wan/mu", heading="元/亩"), 90),
    # beside them
    (9931.72, LAND, 9931.72),
    (3.0, FLOORS, 3),
    ("9，931.72", LAND, 9931.72),
    ("9931.72m²", LAND, 9931.72),
    ("9931.72M2", LAND, 9931.72),
    ("0.5平方公里", LAND, 500_000),
    ("1.5万平方米", LAND, 15_000),
    ("1.2万", LAND, 12_000),
    ("+7", PLAIN, 7),
    ("1e3", PLAIN, 1000),
    ("2栋", column(dtype=DType.INTEGER), 2),
    ("40%", PERCENT, 40),
    ("40%", column("ratio"), 0.4),
    ("0.75%", PERCENT, 0.75),
    ("0.75", column("percent", heading="%"), 0.75),
    (0.75, column("percent", written_in="%"), 0.75),
    (45, column("percent", factor=1), 45),
    (0.45, column("percent", factor=100), 45),
    ("45%", column("percent", factor=100), 45),
    ("18个月", column("year"), 1.5),
    ("15万/亩", column("wan/mu"), 15),
    ("15万元/亩", column("wan/mu"), 15),
    ("225元/㎡", column("wan/mu"), 15),
    ("30元/㎡·月", RENT, 1),
    ("30元/平方米/月", RENT, 1),
    ("0.8元每平方米每天", RENT, 0.8),
    ("0.8元/㎡.天", RENT, 0.8),
    ("2吨/㎡", column("kN/m2"), 20),
    ("20kN/㎡", column("kN/m2"), 20),
    ("500吨/日", column("m3/d"), 500),
    ("8米", column("m"), 8),
    ("450厘米", column("m"), 4.5),
    ("12", column("wan", heading="亿元"), 120_000),
    (12, column("m2_land", factor=10_000), 120_000),
    (12.0, column("m2_land", heading="亩", factor=1), 12),
    ("14.9亩", column("m2_land", factor=10_000), m2_from_mu(14.9)),
]

UNSURE: list[tuple[Any, Expected, Text]] = [
    # as the sample ledgers have them
    ("1.9763", column("m2_land", Role.AREA, written_in=IN_THE_CELL), figures.NO_UNIT),
    ("约2000", FLOOR, figures.ABOUT),
    ("约35 ", LAND, figures.ABOUT),
    ("1-2", FLOORS, figures.SPAN),
    ("30-40亩", LAND, figures.SPAN),
    (2.5, FLOORS, figures.NOT_WHOLE),
    ("局部三层", FLOORS, figures.NO_FIGURE),
    ("二层空置", FLOOR, figures.NO_FIGURE),
    ("全部", FLOOR, figures.NO_FIGURE),
    ("划拨", WAN, figures.NO_FIGURE),
    ("68亩（其中新增20亩） ", LAND, figures.SEVERAL),
    ("工业50年、商业40年", column("year"), figures.SEVERAL),
    (0, LAND, figures.NO_AREA),
    (1.5, FAR_MAX, figures.ONE_FIGURE),
    (Gap.NO_VALUE, FLOOR, GAPS[Gap.NO_VALUE]),
    (Gap.MISTAKE, FLOOR, GAPS[Gap.MISTAKE]),
    # beside them
    ("9900左右", LAND, figures.ABOUT),
    ("近9900", LAND, figures.ABOUT),
    ("9900余亩", LAND, figures.ABOUT),
    ("9900+", LAND, figures.ABOUT),
    ("~9900", LAND, figures.ABOUT),
    ("≥15", WAN, figures.BOUND),
    ("不低于15", WAN, figures.BOUND),
    ("1.2万", WAN, figures.YUAN_OR_WAN),
    ("90万", column("wan", heading="万元"), figures.YUAN_OR_WAN),
    ("90万", column("wan/mu", heading="万元/亩"), figures.MULTIPLE_TWICE),
    ("3万", column("m2_land", heading="万平方米"), figures.MULTIPLE_TWICE),
    ("￥500", WAN, figures.YUAN_OR_WAN),
    ("(1,234.5)", WAN, figures.IN_BRACKETS),
    ("（500）", WAN, figures.IN_BRACKETS),
    (-5.0, LAND, figures.NO_AREA),
    (-5.0, column("m"), figures.NEGATIVE),
    (0.45, PERCENT, figures.SHARE_OR_PERCENT),
    (0.45, column("percent", heading="%"), figures.SHARE_OR_PERCENT),
    ("1", PERCENT, figures.SHARE_OR_PERCENT),
    ("3.70113E+18", PLAIN, figures.DIGITS_LOST),
    ("3.70113E+15", PLAIN, figures.DIGITS_LOST),
    (3.7e18, PLAIN, figures.DIGITS_LOST),
    ("1,23", PLAIN, figures.SEVERAL),
    ("1,2345", PLAIN, figures.SEVERAL),
    ("0,123", PLAIN, figures.SEVERAL),
    ("9.931,72", PLAIN, figures.SEVERAL),
    ("2 500", PLAIN, figures.SEVERAL),
    ("1/2", PLAIN, figures.SEVERAL),
    ("6月", column("month"), figures.MONTH_OR_MONTHS),
    ("2020年", column("year"), figures.MONTH_OR_MONTHS),
    (True, PLAIN, figures.NO_FIGURE),
]

OF_ANOTHER_KIND = [
    ("1.2万美元", WAN),
    ("3亩", FLOOR),
    ("2栋", FLOORS),
    ("3栋", column(None, Role.FLOORS, DType.INTEGER)),
    ("2吨", column("kN/m2")),
    ("500kW", column("kVA")),
    ("360元/㎡·年", RENT),
    ("14.9亩", PLAIN),
    ("45%", PLAIN),
    ("10²", PLAIN),
    ("5顷", LAND),
    ("12", column("wan", heading="万美元")),
    ("530㎡（实测）", FLOOR),
]


@pytest.mark.parametrize(("raw", "expected", "right"), RIGHT)
def test_a_figure_is_read_as_it_is_meant(raw: Any, expected: Expected, right: float) -> None:
    found = clean(raw, expected)
    assert found.state is State.KNOWN, found.reason
    assert found.value == pytest.approx(right, rel=1e-12)
    assert isinstance(found.value, int if expected.field.dtype is DType.INTEGER else float)


@pytest.mark.parametrize(("raw", "expected", "why"), UNSURE)
def test_a_figure_that_may_be_meant_otherwise_is_to_check_and_says_why(raw: Any, expected: Expected, why: Text) -> None:
    found = clean(raw, expected)
    assert (found.value, found.state, found.reason) == (None, State.UNTRANSLATED, why)


@pytest.mark.parametrize(("raw", "expected"), OF_ANOTHER_KIND)
def test_a_unit_that_is_not_the_fields_is_never_dropped(raw: str, expected: Expected) -> None:
    """Fails where 1.2 万美元 becomes 1.2, or 亩 becomes floor space."""
    found = clean(raw, expected)
    assert (found.value, found.state) == (None, State.UNTRANSLATED)


@pytest.mark.parametrize("raw", ["/", "／", "—", "——", "-", "无", "暂无", "不详", "待定", "未知", "N/A"])
def test_what_says_that_nothing_is_known_is_unknown_and_no_misreading(raw: str) -> None:
    assert clean(raw, LAND).state is State.DECLARED


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", float("nan")])
def test_a_blank_is_blank(raw: Any) -> None:
    assert clean(raw, LAND).state is State.BLANK


@pytest.mark.parametrize(
    ("raw", "known", "unit", "source"),
    [
        ("14.9亩", {"heading": "公顷"}, "亩", UnitFrom.CELL),
        ("14.9", {"heading": "公顷", "written_in": "亩"}, "公顷", UnitFrom.HEADING),
        (14.9, {"written_in": "亩"}, "亩", UnitFrom.MAPPING),
        (14.9, {}, None, None),
    ],
)
def test_the_cell_names_the_unit_before_the_heading_and_the_heading_before_the_mapping(
    raw: Any, known: dict[str, Any], unit: str | None, source: UnitFrom | None
) -> None:
    found = clean(raw, column("m2_land", **known))
    assert (found.unit, found.unit_from) == (unit, source)


@pytest.mark.parametrize(
    ("heading", "unit", "named"),
    [
        ("土地面积 / 亩", "m2_land", "亩"),
        ("土地面积_平方米", "m2_land", "平方米"),
        ("建筑面积（㎡）", "m2", "m2"),
        ("site_area_m2", "m2_land", "m2"),
        ("投资情况（万元） / 总投资", "wan", "万元"),
        ("投资情况（万元） / 用地（亩）", "m2_land", "亩"),
        ("投资情况（万元） / 用地", "m2_land", None),
        ("成交价格(万元", "wan", "万元"),
        ("面积（必填，公顷）", "m2_land", "公顷"),
        ("总投资（万美元）", "wan", "万美元"),
        ("面积（含地下）", "m2", None),
        ("空置率（%）", "percent", "%"),
        ("容积率", "ratio", None),
        ("栋数（栋）", None, None),
        ("flag_t", "m2", None),
    ],
)
def test_a_heading_names_the_unit_of_its_figures(heading: str, unit: str | None, named: str | None) -> None:
    assert heading_unit(heading, field(unit)) == named


@pytest.mark.parametrize(
    ("raw", "low", "high"),
    [
        ("1.0≤R≤2.0", 1.0, 2.0),
        ("1.0<容积率≤2.0", 1.0, 2.0),
        ("2.0≥R≥1.0", 1.0, 2.0),
        ("不低于0.7", 0.7, None),
        ("≥1.0", 1.0, None),
        ("R≥1.0", 1.0, None),
        ("≤1.8", None, 1.8),
        ("不大于180%", None, 1.8),
        ("1.8以下", None, 1.8),
        ("0.8～1.6", 0.8, 1.6),
        ("1.0-1.8", 1.0, 1.8),
        ("100%-180%", 1.0, 1.8),
        ("≥1.0，≤2.0", 1.0, 2.0),
        ("不低于1.0且不超过2.0", 1.0, 2.0),
        (1.5, None, None),
        ("1.5", None, None),
        ("2.0-1.0", None, None),
        ("约1.0-2.0", None, None),
        ("1.0-2.0-3.0", None, None),
        ("1.0≤R≥2.0", None, None),
        ("无", None, None),
    ],
)
def test_a_range_gives_a_bound_to_each_end_and_one_figure_gives_none(
    raw: Any, low: float | None, high: float | None
) -> None:
    bounds = clean_bounds(raw, FAR_MAX)
    assert (bounds.low.value, bounds.high.value) == (low, high)
    assert (clean(raw, FAR_MIN).value, clean(raw, FAR_MAX).value) == (low, high)


def test_the_unit_behind_a_range_is_of_both_ends_and_a_multiple_may_be_of_one() -> None:
    asked = column("m2_land", Role.LAND_AREA_MIN)
    assert clean("30-40亩", asked).value == pytest.approx(m2_from_mu(30))
    assert clean("1-2万平方米", asked).value is None
    assert clean("1万-2万亩", asked).value == pytest.approx(m2_from_mu(10_000))
    assert clean("20亩-30", asked).value is None
    assert clean("1万平方米-2万平方米", asked).value == 10_000


def test_a_bound_alone_is_the_figure_where_the_column_has_no_other() -> None:
    assert clean("1.5", column("ratio", Role.FAR_MAX)).value == 1.5
    assert clean("≤24米", column("m", Role.HEIGHT_LIMIT)).value == 24
    assert clean("≥6米", column("m", Role.CLEAR_HEIGHT)).value is None


def test_two_areas_of_a_row_that_differ_by_more_than_one_per_cent_are_told() -> None:
    assert area_disagreement(18_186.67, 27.3) is None
    assert area_disagreement(10_000, 15.16) is not None
    assert "公顷" in str(area_disagreement(13_419.71, 1.342))
    assert "多写了一位" in str(area_disagreement(450_338.9, 67.55))
    assert "lack a digit" in str(area_disagreement(2123.66, 31.85))
    assert area_disagreement(13.88, 13.88) is not None
    assert area_disagreement(100, 0) is not None


NUMBERS = st.decimals(min_value=2, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
FORMS = ("{}", " {} ", "{:,}", "{}㎡", "{}平方米", "{} m2", "{:,}㎡")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@given(number=NUMBERS, form=st.sampled_from(FORMS), wide=st.booleans())
def test_a_number_reads_back_from_every_form(number: Any, form: str, wide: bool) -> None:
    written = form.format(number)
    expected = column("m2_land", heading="㎡")
    assert clean(written.translate(WIDE) if wide else written, expected).value == float(number)


@given(number=NUMBERS, unit=st.sampled_from([("亩", 2000 / 3), ("公顷", 1e4), ("万㎡", 1e4), ("k㎡", 1e6)]))
def test_a_number_with_a_unit_reads_back_in_the_fields(number: Any, unit: tuple[str, float]) -> None:
    found = clean(f"{number}{unit[0]}", LAND)
    wanted = float(number) * unit[1]
    assert found.value == (pytest.approx(wanted, rel=1e-12) if wanted < 2**53 else None)


@given(words=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=12))
def test_words_never_give_a_number(words: str) -> None:
    assert clean(words, LAND).value is None
    assert clean_bounds(words, FAR_MAX).low.value is None


@given(words=st.text(max_size=12))
def test_whatever_stands_in_a_cell_is_answered(words: str) -> None:
    for expected in (LAND, WAN, FAR_MIN, FLOORS, PLAIN):
        found = clean(words, expected)
        assert found.value is None or any(sign.isnumeric() for sign in words)
        assert (found.value is None) == (found.state is not State.KNOWN)
