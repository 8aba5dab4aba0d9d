"""The mapping of a folder that reads a file: by the first rows of its sheets, as by all of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from gis.changes.reading import read_changes
from gis.errors import MappingError, SourceError
from gis.folder import open_folder
from gis.intake.target import look_at
from gis.io.sheet_heads import open_heads
from gis.io.workbook import open_package
from gis.renewing.choosing import find_mapping, refuse_nearly, refuse_own_list
from tests.gis.folders import two_layers

MAPPING = """
[register]
id = "{id}"
kind = "space"
title = {{ zh = "甲", en = "A" }}
metric_crs = "EPSG:32650"
source = {{ zh = "甲", en = "A" }}

[[fields]]
name = "id"
zh = "编号"
en = "Id"
role = "id"
from = "编码"
keep = true

[[fields]]
name = "note"
zh = "备注"
en = "Note"
from = "{column}"
keep = true
"""
CATALOG = '[folder]\ntitle = { zh = "甲", en = "A" }\nmetric_crs = "EPSG:4548"\n'


def book(path: Path, size: int, *, merged: bool = False) -> Path:
    """A workbook of two sheets, the first of them long."""
    made = xlsxwriter.Workbook(str(path))
    long, short = made.add_worksheet("清单"), made.add_worksheet("说明")
    if merged:
        long.merge_range(0, 0, 0, 2, "台账")
    long.write_row(1, 0, ["编码", "企业", "备注"])
    for row in range(size):
        long.write_row(row + 2, 0, [f"C{row}", f"企业{row}", "一段备注" * 9])
    short.write_row(0, 0, ["一段备注" * 9, "C1", 3])
    made.close()
    return path


def test_of_a_long_sheet_the_first_rows_are_read_as_they_stand(tmp_path: Path) -> None:
    data = book(tmp_path / "a.xlsx", 25_000, merged=True).read_bytes()
    heads, whole = open_heads(data, "a"), open_package(data, "a")
    assert heads is not None
    assert [sheet.name for sheet in heads] == [sheet.name for sheet in whole]
    (head, note), (all_, all_note) = [list(each.rows()) for each in heads], [list(each.rows()) for each in whole]
    assert 2_000 < len(head) < len(all_) == 25_002
    assert head == all_[: len(head)]
    assert note == all_note
    assert heads[0].merged == whole[0].merged != ()


def test_the_mapping_is_found_that_has_the_columns(tmp_path: Path) -> None:
    into = tmp_path / "mine"
    (into / "mappings").mkdir(parents=True)
    names = ("plants", "others")
    tables = "".join(f'\n[collections.{name}]\nfile = "{name}.geojson"\n' for name in names)
    (into / "catalog.toml").write_text(CATALOG + tables, "utf-8")
    for name, column in zip(names, ("备注", "别的"), strict=True):
        (into / "mappings" / f"{name}.toml").write_text(MAPPING.format(id=name, column=column), "utf-8")
    found = find_mapping([book(tmp_path / "a.xlsx", 5)], look_at(into))
    assert found is not None
    assert found.name == "plants.toml"
    (into / "mappings" / "plants.toml").unlink()
    assert find_mapping([tmp_path / "a.xlsx"], look_at(into)) is None


def test_a_renamed_heading_is_named_with_what_it_may_be_now(tmp_path: Path) -> None:
    """Fails where such a file is taken for a new ledger whose guesses have to be looked at."""
    into = tmp_path / "mine"
    (into / "mappings").mkdir(parents=True)
    (into / "catalog.toml").write_text(CATALOG + '\n[collections.plants]\nfile = "plants.geojson"\n', "utf-8")
    more = [
        f'\n[[fields]]\nname = "{name}"\nzh = "{zh}"\nen = "{name}"\n{source}\nkeep = true\n'
        for name, zh, source in (
            ("firm", "企业", 'from = "企业"'),
            ("day", "供地时间", 'from = "供地时间"'),
            ("month", "月份", 'template = "{#sheet}"'),
        )
    ]
    (into / "mappings" / "plants.toml").write_text(MAPPING.format(id="plants", column="备注") + "".join(more), "utf-8")
    made = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet = made.add_worksheet("清单")
    sheet.write_row(0, 0, ["编码", "企业", "备注", "供应时间"])
    sheet.write_row(1, 0, ["C1", "甲", "无", "2023-05-01"])
    made.close()
    assert find_mapping([tmp_path / "b.xlsx"], look_at(into)) is None
    with pytest.raises(MappingError, match=r"plants\.toml: the field day asks for the column '供地时间'") as refused:
        refuse_nearly([tmp_path / "b.xlsx"], look_at(into))
    assert refused.value.where["near"] == ["供应时间"], "neither what is read already nor #sheet, and each once"
    (tmp_path / "c.csv").write_text("编码,面积\nC1,3\n", "utf-8")
    refuse_nearly([tmp_path / "c.csv"], look_at(into))


def test_an_exported_list_is_no_ledger_and_says_where_its_layer_is_not(samples: Path, tmp_path: Path) -> None:
    """It became a layer of its own, called by its file, or was read as changes of another layer with headings like it."""
    path = samples / "11_ledgers" / "edited_list.xlsx"
    two_layers(tmp_path)
    with pytest.raises(SourceError, match="exported list of 产业用地") as refused:
        refuse_own_list([path], look_at(tmp_path))
    assert "has no layer 产业用地" in refused.value.remedy.en
    with pytest.raises(SourceError, match="a layer that this data folder does not have"):
        read_changes(path, open_folder(tmp_path))
    refuse_own_list([book(tmp_path / "a.xlsx", 5)], look_at(tmp_path))
