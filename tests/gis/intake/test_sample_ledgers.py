"""The ledgers of the trade, each read by the mapping that is proposed for it: every row and every cell as the right reading has it, or to check."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gis.folder import open_folder
from gis.intake.proposal_file import proposal_text
from gis.intake.proposed_import import propose_mapping
from gis.intake.register import import_register
from gis.intake.report import ImportReport

MONTH = 7
"""Signs of a right value that is a month and no day: it may be kept as one, or be to check."""
TABLES = [
    "key_projects_2023-01.xls", "key_projects_2023-02.xls", "idle_plants.xlsx", "approved_not_supplied.csv", "supplied_not_used.xlsx",
]  # fmt: skip
CALLED = {"approval": "approval_no"}
"""Fields of the right reading that have another name here."""
ELSEWHERE = {"key", "firm", "clear_height_m"}
"""What is no field of the ledger: its key, and 净高, which none of them has."""
PLACED = {"parcel_code"}
"""What the right reading says of where a row lies, and not of what stands in the cell."""


class Imported(NamedTuple):
    """A ledger that was brought in by its own proposal."""

    rows: dict[int, dict[str, Any]]
    report: ImportReport
    truth: dict[str, Any]


@pytest.fixture(scope="module")
def imported(samples: Path, tmp_path_factory: pytest.TempPathFactory, root: Path) -> Callable[[str], Imported]:
    @cache
    def bring_in(name: str) -> Imported:
        file = samples / "11_ledgers" / name
        folder = tmp_path_factory.mktemp("ledger")
        mapping = folder / "map.toml"
        mapping.write_text(proposal_text(propose_mapping([file], root / "layers")), "utf-8")
        report = import_register([file], mapping, folder / "into", shared=root / "layers")
        layer = open_folder(folder / "into").layer(report.collection)
        assert len(layer) == report.kept
        made = json.loads((folder / "into" / f"{report.collection}.geojson").read_bytes())["features"]
        truth = json.loads(file.with_name(f"{file.stem}.truth.json").read_text("utf-8"))
        numbers = [row["row"] for row in truth["rows"]]
        assert len(made) == len(numbers)
        return Imported(dict(zip(numbers, (one["properties"] for one in made), strict=True)), report, truth)

    return bring_in


def same(mine: Any, right: Any) -> bool:
    """Whether a value is the right one; a month that is no day may also be unknown."""
    if isinstance(right, (int, float)) and isinstance(mine, (int, float)):
        return abs(mine - right) < 0.01
    if isinstance(right, str) and len(right) == MONTH and right[4] == "-":
        return mine is None or mine == right
    return bool(mine == right)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_there_and_no_cell_is_wrong(imported: Callable[[str], Imported], name: str) -> None:
    ledger = imported(name)
    wrong = []
    for row in ledger.truth["rows"]:
        mine = ledger.rows[row["row"]]
        right = {**row.get("values", {}), **({"stage": row["stage"]} if "stage" in row else {})}
        for field, value in right.items():
            called = CALLED.get(field, field)
            if called not in mine or field in PLACED | ELSEWHERE:
                assert field in PLACED | ELSEWHERE or value is None, f"{name}: no field {field}"
            elif not same(mine[called], value) and not is_accepted(ledger, row["row"], field, mine[called]):
                wrong.append((row["row"], field, mine[called], value))
    assert wrong == []


def is_accepted(ledger: Imported, row: int, field: str, mine: Any) -> bool:
    """Whether the right reading accepts another answer: to check where it names a doubt, or the end of a range that it spells out."""
    doubts = [each for each in ledger.truth["to_check"] if (each["row"], each["field"]) == (row, field)]
    notes = [each for each in ledger.truth["notes"] if each["row"] == row and "or to check" in each["why"]]
    return (mine is None and bool(doubts or notes)) or any(
        isinstance(mine, float) and f"{mine:,.2f}" in each["why"] for each in doubts
    )


@pytest.mark.parametrize("name", TABLES)
def test_what_is_not_certain_is_listed_by_cell(imported: Callable[[str], Imported], name: str) -> None:
    """A doubt that is not listed is a silent guess."""
    ledger = imported(name)
    assert ledger.report.ledger is not None
    listed = {(cell.row, letter) for cell in ledger.report.cells for letter in cell.column.split(", ")}
    blank = {(row, name) for row, values in ledger.rows.items() for name, value in values.items() if value is None}
    unsaid = []
    for doubt in ledger.truth["to_check"]:
        if (doubt["row"], doubt["column"]) in listed or is_kept_as_typed(ledger, doubt):
            continue
        if doubt["raw"] in ("/", "／ ", "待定 ") or (doubt["row"], doubt["field"]) in blank:
            continue
        unsaid.append(doubt)
    assert unsaid == []


def is_kept_as_typed(ledger: Imported, doubt: dict[str, Any]) -> bool:
    """Whether a column that no rule needs has the very text of the cell."""
    return doubt["field"] == "keep as is" and str(doubt["raw"]).strip() in map(str, ledger.rows[doubt["row"]].values())


def noted(ledger: Imported) -> Iterator[tuple[dict[str, Any], Any]]:
    """The cells of which the right reading says what is odd, with what became of those whose field it names."""
    for note in ledger.truth["notes"]:
        field = CALLED.get(note["field"], note["field"])
        if field in ledger.rows[note["row"]] and field not in PLACED:
            yield note, ledger.rows[note["row"]][field]


@pytest.mark.parametrize("name", TABLES)
def test_every_odd_cell_is_read_right_or_is_to_check(imported: Callable[[str], Imported], name: str) -> None:
    ledger = imported(name)
    wrong = []
    for note, mine in noted(ledger):
        right = note["right"]
        if isinstance(right, dict):
            right = right.get(note["field"])
        if (
            not same(mine, right)
            and mine is not None
            and not (note.get("unit") == "亩" and same(mine * 3 / 2000, right))
        ):
            wrong.append((note["row"], note["field"], note["raw"], mine, right))
    assert wrong == []


def test_sections_say_the_stage_and_their_own_counts_are_held_against_them(
    imported: Callable[[str], Imported],
) -> None:
    first, second = (imported(f"key_projects_2023-0{month}.xls") for month in (1, 2))
    assert first.report.ledger is not None
    assert first.report.ledger.sections == first.truth["counts"]["by_section"]
    stale = [finding for finding in second.report.doubts if finding.code == "section-count"]
    assert [(finding.row, finding.excerpt) for finding in stale] == [(74, "48")]
    assert not [finding for finding in first.report.doubts if finding.code == "section-count"]


def test_totals_equal_our_sums_and_the_wrong_one_is_named(imported: Callable[[str], Imported]) -> None:
    ledger = imported("key_projects_2023-01.xls")
    assert ledger.report.ledger is not None
    totals = ledger.report.ledger.totals
    stated = {(total["row"], total["said"]["total"], total["said"]["plan"]) for total in ledger.truth["totals"]}
    mine = {
        (row, by["investment_wan"], by["column_p"])
        for row in {total.row for total in totals}
        for by in [{total.field: total.stated for total in totals if total.row == row}]
    }
    assert mine == stated
    off = [(total.row, total.section, total.field, total.stated, total.summed) for total in totals if not total.agrees]
    assert off == [(123, "促进开工", "column_p", 466_738, 466_638)]
    assert "2023年计划投资" in next(f.text.zh for f in ledger.report.doubts if f.code == "total-differs")


def test_next_months_file_is_read_by_the_mapping_of_this_month(
    samples: Path, tmp_path: Path, root: Path, imported: Callable[[str], Imported]
) -> None:
    """Headings and the sheet's name carry the month: a mapping that held them to the letter would break each month."""
    mapping = tmp_path / "map.toml"
    january = samples / "11_ledgers" / "key_projects_2023-01.xls"
    mapping.write_text(proposal_text(propose_mapping([january], root / "layers")), "utf-8")
    february = samples / "11_ledgers" / "key_projects_2023-02.xls"
    report = import_register([february], mapping, tmp_path / "into", shared=root / "layers")
    assert report.kept == 134
    assert not [each for each in report.fields.values() if "{n}" in each.title.zh], (
        "the report names this month's headings"
    )
    by_own = imported("key_projects_2023-02.xls").report.ledger
    assert by_own is not None
    assert report.ledger is not None
    assert report.ledger.totals == by_own.totals
    assert "1-2月累计完成投资额" in (tmp_path / "into" / "catalog.toml").read_text("utf-8")


def test_hidden_rows_are_records_and_are_said(imported: Callable[[str], Imported]) -> None:
    ledger = imported("idle_plants.xlsx")
    said = {finding.code: finding.excerpt for finding in ledger.report.doubts}
    assert said["hidden-rows"] == "20, 21, 58"
    assert "联系电话" in said["hidden-columns"]


def test_a_building_is_one_space_whose_floor_is_unknown(imported: Callable[[str], Imported]) -> None:
    """层高 is no clear height, and a building's row says nothing of a single floor."""
    rows = imported("idle_plants.xlsx").rows.values()
    assert {row["made_of"] for row in rows} == {"building"}
    assert not any("clear_height_m" in row or "floor" in row for row in rows)


def test_a_cadastre_without_a_word_of_its_encoding_or_its_unit(samples: Path, tmp_path: Path, root: Path) -> None:
    """A shapefile in GBK without a .cpg: texts to the letter, the area's unit from its shapes, a railway no factory."""
    file = samples / "11_ledgers" / "cadastre.zip"
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(propose_mapping([file], root / "layers")), "utf-8")
    report = import_register([file], mapping, tmp_path / "into", shared=root / "layers")
    made = json.loads((tmp_path / "into" / f"{report.collection}.geojson").read_bytes())["features"]
    truth = json.loads(file.with_name("cadastre.truth.json").read_text("utf-8"))
    assert len(made) == len(truth["rows"]) == 400
    for row, feature in zip(truth["rows"], made, strict=True):
        mine = feature["properties"]
        for right, field in (
            ("code", "parcel_code"),
            ("owner", "owner"),
            ("cert", "certificate_no"),
            ("address", "address"),
        ):
            assert (mine[field] or "") == row[right], (row["row"], field)
        assert same(mine["site_area_m2"], row["registered_m2"])
        assert mine["measured_area_m2"] == pytest.approx(row["measured_m2"], abs=0.011)
        use = truth["land_use"][row["dlbm"]]["right_2023"]
        assert mine["land_use"] == (None if use.startswith("to check") else use)


def test_fields_in_pinyin_are_known_by_what_people_call_them(samples: Path, tmp_path: Path, root: Path) -> None:
    file = samples / "11_ledgers" / "parcels.gpkg"
    mapping = tmp_path / "map.toml"
    mapping.write_text(proposal_text(propose_mapping([file], root / "layers")), "utf-8")
    report = import_register([file], mapping, tmp_path / "into", shared=root / "layers")
    truth = json.loads(file.with_name("parcels.truth.json").read_text("utf-8"))
    made = json.loads((tmp_path / "into" / f"{report.collection}.geojson").read_bytes())["features"]
    by_code = {feature["properties"]["parcel_code"]: feature["properties"] for feature in made}
    assert len(by_code) == report.kept == truth["counts"]["records"]
    for row in truth["rows"]:
        mine = by_code[row["ZDDM"]]
        assert (mine["owner"], mine["address"], mine["contract_start"]) == (row["QLRMC"], row["ZL"], row["YDKGRQ"])
        assert same(mine["site_area_m2"], row["ZDMJ"])
        assert mine["measured_area_m2"] == pytest.approx(row["measured_m2"], abs=0.011)
