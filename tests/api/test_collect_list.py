"""The list of what to collect, taken away: every place where something has to be found out, with whom to ask."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from api.cli.main import app
from api.papers.collect_list import write_collect_csv
from api.papers.match_book import write_match_book
from gis.inventory import Inventory
from gis.matching import MatchReport, Project, match
from tests.gis.matching.district import default_scheme

DEMAND = {
    "needs": "land",
    "industry_code": "3332",
    "pollution_class": "2",
    "power_kva": 2_500,
    "land_area_min_m2": 20_000,
}


@pytest.fixture(scope="module")
def report(demo_inventory: Inventory) -> MatchReport:
    return match(demo_inventory, Project.from_demand(DEMAND, demo_inventory.catalog), default_scheme())


def test_every_place_stands_in_a_row_of_its_own(report: MatchReport) -> None:
    assert report.collect is not None
    rows = list(csv.DictReader(io.StringIO(write_collect_csv(report, "en").decode("utf-8-sig"))))
    assert len(rows) == sum(line.open for line in report.collect.lines)
    assert {row["What to find out"] for row in rows} == {line.title.en for line in report.collect.lines}
    power = [row for row in rows if row["What to find out"] == "power available"]
    assert power
    assert all("power company" in row["Whom to ask"] for row in power)


@pytest.mark.parametrize(("lang", "names"), [("zh", ("先收集", "收集清单")), ("en", ("Collect first", "To collect"))])
def test_the_workbook_of_a_match_has_both_sheets(
    report: MatchReport, demo_inventory: Inventory, lang: str, names: tuple[str, str]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_match_book(report, demo_inventory.catalog, lang)))  # type: ignore[arg-type]
    lines, places = (book[name] for name in names)
    assert report.collect is not None
    assert [row[4] for row in lines.iter_rows(min_row=2, values_only=True)] == [
        each.open for each in report.collect.lines
    ]
    assert places.max_row == 1 + sum(each.open for each in report.collect.lines)


def test_the_command_line_gives_the_list_alone(demo_folder: Path, tmp_path: Path) -> None:
    asked = ["match", "P-2023-064", "--collect", "--layers", str(demo_folder), "--lang", "en"]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("Collect first ")
    told = CliRunner().invoke(app, [*asked, "--f", "json", "-o", str(tmp_path / "list.json")])
    assert told.exit_code == 0, told.output
    assert json.loads((tmp_path / "list.json").read_text("utf-8"))["lines"][0]["step"] == 1
    assert CliRunner().invoke(app, ["match", "P-2023-064", "--f", "csv", "--layers", str(demo_folder)]).exit_code == 2
