"""What no table and no pattern of a mapping translates is read as it is meant; patterns are folded as cells are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import MappingError
from gis.fields import DType, Field, Role
from gis.intake.cleaning.cleaned import IN_THE_CELL, State
from gis.intake.cleaning.days import MONTH_ONLY
from gis.intake.cleaning.figures import ABOUT, NO_UNIT
from gis.intake.mapping import Pattern, Rule
from gis.intake.mapping_file import read_mapping
from gis.intake.patterns import folded_pattern
from gis.intake.register import import_register
from gis.intake.translation import Translated, Translator
from gis.io.grid import Gap
from gis.text import Text
from gis.units import m2_from_mu
from tests.gis.intake.registers import ID, imported, mapping_file, source_file, text_field
from tests.gis.small import cell

AREA = Field(name="a", dtype=DType.NUMBER, title=Text("面积", "area"), unit="m2_land", role=Role.AREA)
ACRES = Pattern(match=re.compile(folded_pattern(r"([\d.]+)亩")), take=r"\1", factor=2000 / 3)


def translated(raw: Any, field: Field = AREA, column: str = "a", *, by_hand: bool = False, **known: Any) -> Translated:
    known = {"values": {}, "columns": (column,), **known}
    row: Mapping[str, Any] = {column: raw}
    return Translator(Rule(field=field, **known), None, by_hand=by_hand).translate(row, file="t", number=1)


def of(dtype: DType) -> Field:
    return Field(name="f", dtype=dtype, title=Text("栏", "f"))


@pytest.mark.parametrize(
    ("raw", "known", "value"),
    [
        ("9,931.72", {}, 9931.72),
        ("14.9亩", {}, m2_from_mu(14.9)),
        ("14.9", {"written_in": "亩"}, m2_from_mu(14.9)),
        (14.9, {"written_in": "亩"}, m2_from_mu(14.9)),
        (14.9, {"column": "土地面积（亩）"}, m2_from_mu(14.9)),
        ("9931.72㎡", {"column": "土地面积（亩）"}, 9931.72),
        (14.9, {"column": "土地面积（亩）", "factor": 10}, 149),
        ("14.9亩", {"factor": 10_000}, m2_from_mu(14.9)),
        ("14.9", {"factor": 10_000}, 149_000),
        ("1,000", {"factor": 10}, 10_000),
        ("14.9亩", {"patterns": (ACRES,)}, 14.9 * 2000 / 3),
        ("14.9亩", {"patterns": (ACRES,), "factor": 10}, 14.9 * 2000 / 3),
        ("整块", {"values": {"整块": 5000}}, 5000),
        ("1.5公顷", {"values": {"整块": 5000}}, 15_000),
    ],
)
def test_a_figure_is_multiplied_once(raw: Any, known: dict[str, Any], value: float) -> None:
    """Fails where a cell's own unit is converted and a factor multiplies it again."""
    found = translated(raw, **known)
    assert found.state is State.KNOWN
    assert found.value == pytest.approx(value, rel=1e-12)


def test_a_rule_with_patterns_takes_nothing_else_unless_it_keeps_what_they_leave() -> None:
    for raw in ("9931.72", 9931.72, "1.5公顷"):
        assert translated(raw, patterns=(ACRES,)).state is State.UNTRANSLATED
    assert translated("1.5公顷", patterns=(ACRES,), keep=True).value == 15_000


@pytest.mark.parametrize(
    ("raw", "known", "reason"),
    [("约9900", {}, ABOUT), ("1.9763", {"written_in": IN_THE_CELL}, NO_UNIT), (1.9763, {"written_in": ""}, NO_UNIT)],
)
def test_what_is_not_certain_is_kept_in_its_own_words_with_the_reason(
    raw: Any, known: dict[str, Any], reason: Text
) -> None:
    found = translated(raw, **known)
    assert (found.value, found.state, found.original, found.reason) == (None, State.UNTRANSLATED, str(raw), reason)


def test_dates_flags_and_formulas_without_a_result_are_read_where_a_rule_leaves_them() -> None:
    day, flag = of(DType.DATE), of(DType.BOOLEAN)
    assert translated("2021年6月1日", day).value == "2021-06-01"
    assert translated(44_348.0, day).value == "2021-06-01"
    assert translated(dt.date(2021, 6, 1), day, date_format="%d/%m/%Y").value == "2021-06-01"
    assert translated("2021/6/1", day, date_format="%d/%m/%Y").state is State.UNTRANSLATED
    assert translated("2021.6", day).reason == MONTH_ONLY
    assert translated("√", flag).value is True
    assert translated("/", flag).state is State.DECLARED
    gap = translated(Gap.NO_VALUE)
    assert (gap.value, gap.state, gap.original) == (None, State.UNTRANSLATED, "（公式没有保存结果）")


def test_texts_and_lists_are_cleaned_where_they_were_typed_by_hand_and_else_kept_to_the_letter() -> None:
    text, parts = of(DType.TEXT), of(DType.LIST)
    assert translated("产业\n园", text).value == "产业\n园"
    assert translated("产业\n园 ", text, by_hand=True).value == "产业园"
    assert translated("—", text).value == "—"
    assert translated("—", text, by_hand=True).state is State.DECLARED
    assert translated("x", text, by_hand=True, values={"y": "z"}).state is State.UNTRANSLATED
    assert translated("水，电\n气", parts, by_hand=True).value == ["水", "电", "气"]
    assert translated("无", parts, by_hand=True).value == []
    assert translated("暂无", parts, by_hand=True).state is State.DECLARED
    assert translated("水，电", parts).value == ["水，电"]


def test_the_first_column_that_is_certain_wins_each_with_the_unit_of_its_heading() -> None:
    rule = Rule(field=AREA, columns=("面积（公顷）", "面积（亩）"), values={})
    translator = Translator(rule, None)
    row = {"面积（公顷）": "约1", "面积（亩）": 15.0}
    assert translator.translate(row, file="t", number=1).value == 10_000
    assert translator.translate({"面积（公顷）": 15.0}, file="t", number=1).value == 150_000


@pytest.mark.parametrize(
    ("pattern", "cell_text", "taken"),
    [
        (r"([\d.]+)㎡", "9931.72㎡", "9931.72"),
        (r"([\d.]+)㎡", "9931.72m2", "9931.72"),
        (r"([\d.]+)m2", "9931.72㎡", "9931.72"),
        (r"([\d.]+)(?:㎡)?", "9931.72", "9931.72"),
        (r"([\d.]+)㎡?", "9931.72", "9931.72"),
        ("工业（(.*)）", "工业（二类）", "二类"),
        ("工业\\（(.*)\\）", "工业(二类)", "二类"),
        ("工业[（(](.*)[)）]", "工业（二类）", "二类"),
        ("([０-９]+)％", "40%", "40"),
        (r"([\d.]+)[㎡亩]", "12㎡", "12"),
        (r"([\d.]+)[㎡亩]", "12亩", "12"),
        (r"([\d.]+)[^㎡亩]", "12个", "12"),
        (r"([\d.]+)\uff05", "12％", "12"),
        (r"([一-龥]+)[［\[]", "甲［", "甲"),
        (r"(?P<甲>\d+)～\d+", "1～2", "1"),
    ],
)
def test_a_pattern_is_folded_as_the_cell_is(pattern: str, cell_text: str, taken: str) -> None:
    """Fails where a pattern written with the character that stands in the cell never matches it."""
    form = Pattern(match=re.compile(folded_pattern(pattern)), take=r"\1")
    assert translated(cell_text, of(DType.TEXT), patterns=(form,)).value == taken


@given(text=st.text(max_size=12))
def test_an_escaped_text_folded_matches_the_text(text: str) -> None:
    form = Pattern(match=re.compile(folded_pattern(re.escape(text))), take="x")
    found = translated(text, of(DType.TEXT), patterns=(form,))
    assert found.value == ("x" if text.strip() == text and text else found.value)


def test_a_mapping_file_names_units_and_factors(tmp_path: Path) -> None:
    area = text_field("a", dtype="number", more='unit = "m2_land"\nwritten_in = "亩"')
    other = text_field("b", dtype="number", more="patterns = [{ match = '([\\d.]+)㎡', take = '\\1', factor = 2 }]")
    report, inventory = imported(tmp_path, [ID, area, other], [{"KEY": "A", "a": "15", "b": "3㎡"}])
    layer = inventory.layer(report.collection)
    assert (layer.columns["a"].value(0), layer.columns["b"].value(0)) == (10_000, 6)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('unit = "m2_land"\nwritten_in = "万元"', "must be a unit that is converted to m², is"),
        ('written_in = "亩"', "must be a unit that is converted to"),
        ('unit = "m2_land"\nwritten_in = "亩"\nfactor = 2', "give factor or written_in, not both"),
        ("patterns = [{ match = '1', by = 2 }]", "a pattern written { match = …, take = …, factor = … }"),
        ("patterns = [{ match = '1', factor = 'x' }]", "must be a number"),
    ],
)
def test_a_unit_that_is_none_of_the_field_is_refused_by_name(tmp_path: Path, more: str, words: str) -> None:
    path = mapping_file(tmp_path, ID, text_field("a", dtype="number", more=more))
    with pytest.raises(MappingError) as refused:
        read_mapping(path)
    assert words in refused.value.text.en


def test_floor_space_is_not_compared_with_what_is_drawn(tmp_path: Path) -> None:
    """Fails where 12,000 m² of floors on a shape of 10,000 m² are called a mismatch."""
    area = text_field("a", dtype="number", more='unit = "m2"\nrole = "area"')
    rows, shapes = [{"KEY": "A", "a": 50_000}], [cell(0, 0)]
    gaps = {}
    for kind in ("parcel", "space", "building"):
        folder = tmp_path / kind
        folder.mkdir()
        head = f'[register]\nid = "s"\nkind = "{kind}"\ntitle = {{ zh = "甲" }}\nsource = {{ zh = "甲" }}\nmetric_crs = "EPSG:4548"\n'
        source = source_file(folder, rows, shapes)
        report = import_register([source], mapping_file(folder, ID, area, head=head), folder / "out")
        gaps[kind] = len(report.area_gaps)
    assert gaps == {"parcel": 1, "space": 0, "building": 0}
