"""Would break where a list that comes back changed what nobody changed, dropped what somebody did, or took what cannot be."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gis.changes.reading import edits_of, read_changes
from gis.changes.report import ListChanges
from gis.errors import SourceError, UnknownCollection
from gis.folder import Folder, synced_folder
from gis.inventory import Inventory
from gis.io.geojson import read
from gis.plainly import to_plain
from gis.source_files import export_to_sources
from tests.gis.changes.books import Rows, cells, changed, edited, list_of, save, sheets_of

LAND, ALL = "产业用地", "产业用地 · 全部字段"
KEY, OTHER = "GD-B02-01", "CX-E06-01"


@pytest.fixture(scope="module")
def land(demo_inventory: Inventory) -> bytes:
    """Some rows of the layer of land."""
    ids = demo_inventory.layer("industrial_land").ids[:26]
    return list_of(demo_inventory, "industrial_land", ids=[*ids, KEY, OTHER, "CX-A03-01", "CX-D06-01"])


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Folder:
    """The demonstration in a folder of one's own."""
    shutil.copytree(demo_folder, tmp_path / "layers", ignore=shutil.ignore_patterns(".store"))
    return synced_folder(tmp_path / "layers")


def value(inventory: Inventory, key: str, field: str) -> Any:
    layer = inventory.layer("industrial_land")
    return layer.columns[field].value(layer.row(key))


def make(folder: Folder, report: ListChanges) -> Inventory:
    folder.store.apply(folder.catalog, edits_of(report, folder.inventory()), "somebody")
    return folder.inventory()


# the list of a planner, in the layout of 0.1 -----------------------------------------------------------------------------


def test_a_list_in_the_layout_of_0_1_is_read_as_it_was_meant(samples: Path, folder: Folder) -> None:
    path = samples / "11_ledgers" / "edited_list.xlsx"
    truth = json.loads(path.with_suffix("").with_suffix(".truth.json").read_text("utf-8"))
    report = read_changes(path, folder.inventory(), earlier=folder.earlier)
    expected = {(each["id"], each["field"]): each["new"] for each in (*truth["changed"], *truth["cleared"])}
    assert changed(report.changes) == expected
    assert report.cleared == len(truth["cleared"])
    assert [(note.id, note.field, note.typed) for note in report.refused] == [
        (each["id"], each["field"], str(each["typed"])) for each in truth["impossible"]
    ]
    assert report.refused[0].cell == "产业用地!U333"
    assert [(left.heading, left.filled) for left in report.columns] == [("备注", len(truth["remarks"]["rows"]))]
    assert (report.rows, report.not_taken) == ((), ())
    (read_layer,) = report.layers
    assert (read_layer.rows, read_layer.unchanged) == (455, 455 - 7)


def test_a_second_reading_finds_nothing_but_what_was_refused(samples: Path, folder: Folder) -> None:
    """Fails where the code beside a changed title, or 亩 beside changed m², takes the change back."""
    path = samples / "11_ledgers" / "edited_list.xlsx"
    first = read_changes(path, folder.inventory(), earlier=folder.earlier)
    inventory = make(folder, first)
    assert value(inventory, "JK-C05-02", "status") == "low_yield"
    second = read_changes(path, inventory, earlier=folder.earlier)
    assert second.changes == ()
    assert [note.id for note in second.refused] == ["GD-E06-01"]
    assert {(note.id, note.field) for note in second.not_taken} == {
        ("CX-E06-01", "site_area_m2"),
        ("JK-C05-02", "status"),
    }
    assert value(inventory, "GD-E06-01", "green_max_pct") == 20


# today's layout ------------------------------------------------------------------------------------------------------------


def test_the_printed_sheet_and_the_sheet_of_all_columns_are_read_together(
    demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    path = edited(
        land,
        tmp_path / "list.xlsx",
        cells(LAND, (KEY, "权利人", "甲公司"), (OTHER, "状态", "储备")),
        cells(ALL, (OTHER, "街镇", "归德街道"), (KEY, "状态代码", "low_yield")),
    )
    report = read_changes(path, demo_inventory)
    assert changed(report.changes) == {
        (KEY, "owner"): "甲公司",
        (OTHER, "status"): "reserve",
        (OTHER, "township"): "归德街道",
        (KEY, "status"): "low_yield",
    }
    assert {change.cell.partition("!")[0] for change in report.changes} == {LAND, ALL}
    assert (report.refused, report.rows) == ((), ())


@pytest.mark.parametrize(
    ("typed", "new"),
    [((("登记面积（亩）", 20),), 13333.33), ((("登记面积（m²）", "13,333.33 平方米"),), 13333.33)],
)
def test_an_area_is_changed_in_either_unit(
    typed: tuple[tuple[str, Any], ...], new: float, demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    path = edited(land, tmp_path / "list.xlsx", cells(ALL, *((KEY, *each) for each in typed)))
    assert changed(read_changes(path, demo_inventory).changes) == {(KEY, "site_area_m2"): new}


def test_both_units_changed_are_one_change_where_they_agree_and_none_where_not(
    demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    path = edited(
        land,
        tmp_path / "list.xlsx",
        cells(
            ALL,
            (KEY, "登记面积（m²）", 14340),
            (KEY, "登记面积（亩）", 20),
            (OTHER, "登记面积（m²）", 13333),
            (OTHER, "登记面积（亩）", 20),
        ),
    )
    report = read_changes(path, demo_inventory)
    assert changed(report.changes) == {(OTHER, "site_area_m2"): 13333}
    (note,) = report.refused
    assert (note.id, note.field) == (KEY, "site_area_m2")
    assert "14340" in note.text.en
    assert "20" in note.text.zh


def test_code_and_title_changed_to_one_thing_agree_and_to_two_are_refused(
    demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    path = edited(
        land,
        tmp_path / "list.xlsx",
        cells(
            ALL,
            (KEY, "状态代码", "low_yield"),
            (KEY, "状态", "低效"),
            (OTHER, "状态代码", "idle"),
            (OTHER, "状态", "储备"),
        ),
    )
    report = read_changes(path, demo_inventory)
    assert changed(report.changes) == {(KEY, "status"): "low_yield"}
    assert [(note.id, note.field) for note in report.refused] == [(OTHER, "status")]
    assert "改成一致" in report.refused[0].remedy.zh


@pytest.mark.parametrize(
    ("heading", "typed", "words"),
    [
        ("绿地率上限（%）", 200, "between 0 and 100"),
        ("登记面积（m²）", 0, "more than 0"),
        ("建筑限高（m）", -3, "cannot be negative"),
        ("容积率下限", 9, "above far_max"),
        ("容积率上限", 0.1, "above far_max"),
        ("状态", "很闲", "is not in"),
        ("园区代码", "ZZ", "is not in"),
        ("合同约定开工日", "2023.2.30", "no certain value"),
        ("合同约定开工日", "去年", "no certain value"),
        ("可用电力（kVA）", "约四百", "no certain value"),
        ("预计清除时间（个月）", 2.5, "no certain value"),
        ("数据日期", "2030-01-01", "after"),
    ],
)
def test_what_cannot_be_is_refused_by_its_cell_and_the_old_value_stays(
    heading: str, typed: Any, words: str, demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    path = edited(land, tmp_path / "list.xlsx", cells(ALL, ("CX-D06-01", heading, typed)))
    report = read_changes(path, demo_inventory)
    assert report.changes == ()
    (note,) = report.refused
    assert note.cell.startswith(f"{ALL}!")
    assert words in note.text.en
    assert note.remedy.zh
    assert note.remedy.en


@pytest.mark.parametrize(
    ("heading", "typed", "field", "new"),
    [
        ("合同约定开工日", "2023年9月1日", "contract_start", "2023-09-01"),
        ("合同约定开工日", "20230901", "contract_start", "2023-09-01"),
        ("合同约定开工日", dt.date(2023, 9, 1), "contract_start", "2023-09-01"),
        ("可用电力（kVA）", "1,250.5 kVA", "power_kva", 1250.5),
        ("合同约定开工日", 45170.0, "contract_start", "2023-09-01"),
        ("登记面积（m²）", "20亩", "site_area_m2", 13333.33),
        ("阻碍", "征收、规划", None, None),
        ("配套", "给水、排水", "services", ["water", "drainage"]),
        ("配套代码", "无", "services", []),
        ("地价（万元/亩）", "待核实", "price_wan_mu", None),
        ("地价（万元/亩）", "to check", "price_wan_mu", None),
        ("权利人", "", "owner", None),
        ("权利人", 12.0, "owner", "12"),
    ],
)
def test_what_people_type_is_read(
    heading: str, typed: Any, field: str | None, new: Any, demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    path = edited(land, tmp_path / "list.xlsx", cells(ALL, ("CX-A03-01", heading, typed)))
    report = read_changes(path, demo_inventory)
    assert changed(report.changes) == ({("CX-A03-01", field): new} if field else {})
    assert len(report.refused) == (0 if field else 1)


def test_rows_whose_id_is_gone_twice_or_empty_are_said(demo_inventory: Inventory, land: bytes, tmp_path: Path) -> None:
    def spoil(sheets: dict[str, Rows]) -> None:
        del sheets[LAND]
        rows = sheets[ALL]
        rows.append(["X-1", "新地块", *[None] * (len(rows[0]) - 2)])
        rows.append([None, "无编号", *[None] * (len(rows[0]) - 2)])
        rows.append([*rows[1]])
        rows[-1][1] = "改名"
        rows.append([None] * len(rows[0]))

    report = read_changes(edited(land, tmp_path / "list.xlsx", spoil), demo_inventory)
    twice = next(note.id for note in report.rows if note.text.zh.startswith("编号在第 2"))
    assert {note.id for note in report.rows} == {"X-1", "", twice}
    assert len(report.rows) == 4
    assert report.changes == ()


def test_what_is_worked_out_and_what_no_field_takes_is_said(
    demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    def remark(sheets: dict[str, Rows]) -> None:
        rows = sheets[ALL]
        for number, row in enumerate(rows):
            row.insert(3, "备注" if not number else "已现场核实" if number < 4 else None)

    path = edited(land, tmp_path / "list.xlsx", cells(ALL, (KEY, "图上面积（m²）", 1.0)), remark)
    report = read_changes(path, demo_inventory)
    assert report.changes == ()
    assert [(note.id, note.field) for note in report.not_taken] == [(KEY, "measured_area_m2")]
    (left,) = report.columns
    assert (left.heading, left.sheet, left.column, left.filled) == ("备注", ALL, "D", 3)


def test_headings_may_be_moved_renamed_by_language_or_lose_their_units(
    demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    """Rows above the headings, headings of the other language, without unit or in other signs."""

    def rename(sheets: dict[str, Rows]) -> None:
        for other in [name for name in sheets if name != ALL]:
            del sheets[other]
        rows = sheets.pop(ALL)
        names = {"权利人": "owner", "地价（万元/亩）": "地价", "登记面积（m²）": " 登记面积\n(㎡)", "状态": "status"}
        rows[0] = [names.get(heading, heading) for heading in rows[0]]
        sheets["六月"] = [["产业用地清单（六月修改）"], [], *([*reversed(row)] for row in rows)]

    path = edited(
        land,
        tmp_path / "list.xlsx",
        cells(
            ALL,
            (KEY, "权利人", "甲"),
            (KEY, "地价（万元/亩）", 9),
            (KEY, "登记面积（m²）", 5000),
            (KEY, "状态", "低效"),
        ),
        rename,
    )
    report = read_changes(path, demo_inventory)
    assert changed(report.changes) == {
        (KEY, "owner"): "甲",
        (KEY, "price_wan_mu"): 9,
        (KEY, "site_area_m2"): 5000,
        (KEY, "status"): "low_yield",
    }
    assert report.columns == ()


def test_figures_saved_as_they_are_shown_are_no_change(demo_inventory: Inventory, tmp_path: Path) -> None:
    """A spreadsheet saves CSV as it shows cells: thousands grouped, decimals cut."""
    text = list_of(demo_inventory, "industrial_land", kind="csv").decode("utf-8-sig")
    path = tmp_path / "list.csv"
    path.write_text(text.replace(",91650.3,", ',"91,650.30",', 1), "gb18030")
    report = read_changes(path, demo_inventory)
    assert (report.changes, report.refused, report.columns) == ((), (), ())


def test_a_list_of_before_an_edit_takes_none_of_it_back(folder: Folder, tmp_path: Path) -> None:
    """Fails where last month's list, come back late, undoes what was changed since."""
    old = list_of(folder.inventory(), "industrial_land", ids=[KEY, OTHER])
    first = edited(old, tmp_path / "first.xlsx", cells(ALL, (KEY, "权利人", "甲")))
    inventory = make(folder, read_changes(first, folder.inventory(), earlier=folder.earlier))
    late = edited(old, tmp_path / "late.xlsx", cells(ALL, (OTHER, "权利人", "乙")))
    report = read_changes(late, inventory, earlier=folder.earlier)
    assert changed(report.changes) == {(OTHER, "owner"): "乙"}
    assert {note.id for note in report.not_taken} == {KEY}
    fresh = edited(
        list_of(inventory, "industrial_land", ids=[KEY]),
        tmp_path / "fresh.xlsx",
        cells(ALL, (KEY, "权利人", "万岱模具（虚构）")),
    )
    assert changed(read_changes(fresh, inventory, earlier=folder.earlier).changes) == {
        (KEY, "owner"): "万岱模具（虚构）"
    }


def test_changes_reach_the_sources(folder: Folder, land: bytes, tmp_path: Path) -> None:
    path = edited(land, tmp_path / "list.xlsx", cells(ALL, (KEY, "权利人", "甲"), (OTHER, "权利人", None)))
    make(folder, read_changes(path, folder.inventory(), earlier=folder.earlier))
    assert [edit.author for edit in folder.store.edits()] == ["somebody"] * 2
    assert export_to_sources(folder.catalog.folder) == {"industrial_land": 2}
    collection = folder.catalog.collections["industrial_land"]
    owners = {each.id: each.properties.get("owner") for each in read(folder.catalog.source_of(collection), collection)}
    assert (owners[KEY], owners[OTHER]) == ("甲", None)


def test_a_file_that_is_no_list_of_ours_is_refused_with_what_to_do(demo_inventory: Inventory, tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"no workbook")
    (tmp_path / "list.pdf").write_bytes(b"%PDF")
    (tmp_path / "list.geojson").write_text("[]", "utf-8")
    save({"甲": [["序号", "地块"], [1, 2]]}, tmp_path / "other.xlsx")
    for name in ("list.xlsx", "list.pdf", "list.geojson", "other.xlsx", "missing.xlsx"):
        with pytest.raises(SourceError) as refused:
            read_changes(tmp_path / name, demo_inventory)
        assert refused.value.remedy.zh
    save({"甲": [["编号", "名称"], ["nobody", "x"]]}, tmp_path / "several.xlsx")
    with pytest.raises(SourceError) as refused:
        read_changes(tmp_path / "several.xlsx", demo_inventory)
    assert "--collection" in refused.value.remedy.en
    report = read_changes(tmp_path / "several.xlsx", demo_inventory, collection="parks")
    assert [note.id for note in report.rows] == ["nobody"]
    with pytest.raises(UnknownCollection):
        read_changes(tmp_path / "several.xlsx", demo_inventory, collection="nothing")


def test_the_report_says_everything_in_both_languages_and_as_json(
    demo_inventory: Inventory, land: bytes, tmp_path: Path
) -> None:
    edits = [(key, "权利人", f"甲{n}") for n, key in enumerate(demo_inventory.layer("industrial_land").ids[:25])]
    path = edited(land, tmp_path / "list.xlsx", cells(ALL, *edits, (KEY, "绿地率上限（%）", 200)))
    report = read_changes(path, demo_inventory)
    chinese, english = report.text("zh"), report.text("en")
    assert "拒绝，保留原值：1" in chinese
    assert "Refused, the old value stays: 1" in english
    assert "另有 5 处" in chinese
    assert "25 changes, not made yet" in english
    assert "已写入 25 处修改" in report.made().text("zh")
    plain = to_plain(report)
    assert plain["changes"][0]["new"] == "甲0"
    assert plain["refused"][0]["cell"] == report.refused[0].cell
    assert len(sheets_of(land)) == 5


@pytest.mark.parametrize(("blank", "above"), [(250, 0), (0, 30)])
def test_headings_are_found_as_far_down_as_those_of_a_ledger(
    demo_inventory: Inventory, land: bytes, tmp_path: Path, blank: int, above: int
) -> None:
    def push_down(sheets: dict[str, Rows]) -> None:
        for other in [name for name in sheets if name != ALL]:
            del sheets[other]
        sheets[ALL][:0] = [*[[] for _ in range(blank)], *[["说明"] for _ in range(above)]]

    path = edited(land, tmp_path / "list.xlsx", cells(ALL, (KEY, "权利人", "甲")), push_down)
    assert changed(read_changes(path, demo_inventory).changes) == {(KEY, "owner"): "甲"}
