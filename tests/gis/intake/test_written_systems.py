"""An import converts codes by the system that the mapping or the heading names, keeps the source's own, and says which list the new ones are of."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from gis.errors import MappingError
from gis.folder import open_folder
from gis.intake.register import import_register
from gis.plainly import to_plain
from tests.architecture.source import ROOT
from tests.gis.intake.registers import HEAD, ID, imported, mapping_file, source_file, text_field

USE = """
[[fields]]
name = "use"
zh = "用途"
en = "Use"
role = "usage"
codelist = "land_use_2023"
from = "{column}"
"""
SYSTEM = """
[[fields]]
name = "system"
zh = "分类体系"
en = "System"
role = "usage_system"
"""
OURS = f'{SYSTEM}constant = "land_use_2023"\n'


def rows_of(
    tmp_path: Path, words: list[str], *more: str, column: str = "用途", rule: str = ""
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The properties of features whose column has these words, and the report."""
    into = tmp_path / "out"
    mapping = mapping_file(tmp_path, ID, USE.format(column=column) + rule, *more, head=HEAD)
    shutil.copytree(ROOT / "layers" / "codelists", tmp_path / "codelists")
    source = source_file(tmp_path, [{"KEY": str(n), column: word, "体系": "三调"} for n, word in enumerate(words)])
    report = import_register([source], mapping, into)
    layer = open_folder(into).layers["sites"]
    return [layer.properties(row) for row in range(len(words))], to_plain(report)


def test_a_mapping_that_names_the_system_converts_and_keeps_the_code_of_the_source(tmp_path: Path) -> None:
    rows, report = rows_of(tmp_path, ["0601", "0508", "1001", "1101"], OURS, rule='system = "三调"')
    assert [row["use"] for row in rows] == ["1001", "1101", None, None]
    assert [row["use_original"] for row in rows] == ["0601", "0508", "1001", "1101"]
    assert [row["system"] for row in rows] == ["land_use_2023"] * 4
    said = report["fields"]["use"]
    assert (said["known"], said["untranslated"]) == (2, 2)


def test_a_heading_names_the_system_as_well(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ["0601", "1001"], OURS, column="DLBM")
    assert [row["use"] for row in rows] == ["1001", None]


def test_where_nobody_names_the_system_a_number_is_to_check_and_a_title_is_read(tmp_path: Path) -> None:
    """Red before: 1001 of the survey, a railway, became industry without a word."""
    rows, _ = rows_of(tmp_path, ["1001", "0601", "M2", "二类工业用地", "工业用地（1001）", "工矿仓储用地"])
    assert [row["use"] for row in rows] == [None, None, "100102", "100102", "1001", None]
    assert [row["use_original"] for row in rows] == ["1001", "0601", "M2", None, None, "工矿仓储用地"]


def test_the_system_that_all_rows_are_said_to_have_names_it(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ["1001", "1101", "12"], OURS)
    assert [row["use"] for row in rows] == ["1001", "1101", "12"]


def test_codes_that_are_said_to_stay_of_another_system_stay(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ["0601", "M2"], f'{SYSTEM}constant = "三调"\n', rule="keep = true")
    assert [(row["use"], row["system"]) for row in rows] == [("0601", "三调"), ("M2", "三调")]


def test_what_is_converted_is_not_said_to_be_of_the_system_of_its_source(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ["0601", "1001"], f'{SYSTEM}from = "体系"\n', rule='system = "三调"')
    assert [(row["use"], row["system"]) for row in rows] == [("1001", "land_use_2023"), (None, "三调")]


def test_a_word_that_may_be_another_code_is_not_kept_as_it_is(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ["1001", "厂区", "M2"], rule="keep = true")
    assert [row["use"] for row in rows] == [None, "厂区", "100102"]


def test_a_table_of_the_mapping_goes_first(tmp_path: Path) -> None:
    rows, _ = rows_of(tmp_path, ["工矿仓储用地", "0601"], rule='values = { "工矿仓储用地" = "1001" }')
    assert [row["use"] for row in rows] == ["1001", None]


def test_a_system_that_nobody_knows_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as refused:
        rows_of(tmp_path, ["0601"], rule='system = "四调"')
    assert "不认识分类体系“四调”" in refused.value.text.zh
    assert "三调" in refused.value.remedy.zh
    assert not (tmp_path / "out").exists()


def test_an_identifier_takes_codes_of_its_county_and_lists_what_it_mended(tmp_path: Path) -> None:
    code = "123456001001GB00001"
    words = [code, "123456 001001gb00001", f"{code}F00010001", "654321001001GB00001", "3.70113E+18", "无", "DK005"]
    field = text_field("parcel", column="地块号", more='identifier = "parcel_code"\ncounty = "123456"')
    rows = [{"KEY": str(n), "地块号": word} for n, word in enumerate(words)]
    report, inventory = imported(tmp_path, [ID, field], rows)
    layer = inventory.layers["sites"]
    assert [layer.properties(row)["parcel"] for row in range(7)] == [code, code, code, None, None, None, None]
    said = to_plain(report)
    states = said["fields"]["parcel"]
    assert (states["known"], states["declared"], states["untranslated"]) == (3, 1, 3)
    assert [entry["row"] for entry in said["repaired"]] == [2, 3]


@pytest.mark.parametrize(
    ("more", "key"),
    [('identifier = "parcel"', "identifier"), ('county = "37"', "county"), ("county = 370000", "county")],
)
def test_an_identifier_that_is_none_is_refused_by_its_key(tmp_path: Path, more: str, key: str) -> None:
    with pytest.raises(MappingError) as refused:
        imported(tmp_path, [ID, text_field("parcel", more=more)], [{"KEY": "1", "parcel": "x"}])
    assert key in refused.value.text.en
