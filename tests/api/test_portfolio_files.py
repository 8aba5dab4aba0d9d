"""Would break where a portfolio lost a project on its way to a workbook or to paper, or let what somebody named a project run there."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.asking.portfolios import answered
from api.ground.settings import Lang
from api.papers.portfolio_book import written
from api.papers.portfolio_sheet import sheet_page
from gis.inventory import Inventory
from gis.matching.portfolio.scenario_file import load_scenarios
from gis.matching.schemes.scheme_file import load_schemes
from gis.units import mu_from_m2
from tests.api.test_prechecks import Reader

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.invalid")'
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def report(demo_inventory: Inventory, demo_folder: Path) -> dict[str, Any]:
    """The demonstration's portfolio, as it comes back from a file; a project and a site with names to be afraid of."""
    found = answered(demo_inventory, load_schemes(demo_folder), load_scenarios(demo_folder), {"unlocks": False})
    made: dict[str, Any] = json.loads(json.dumps(found))
    placed = next(each for each in made["placements"] if each["verdict"] == "fits")
    placed["name"], placed["name_en"] = SCRIPT, FORMULA
    placed["items"][0]["name"] = placed["items"][0]["name_en"] = FORMULA
    made["unplaced"][0]["name"], made["unplaced"][0]["name_en"] = FORMULA, SCRIPT
    site = {"collection": "industrial_land", "id": "=1+1"}
    unlock = {"code": "x", "kind": "plot", "zh": FORMULA, "en": FORMULA, "sites": [site], "placed": ["P-1"]}
    made["unlocks"] = [{**unlock, "projects": 1, "investment_wan": 1000.0, "tax_wan": 20.0}]
    return made


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_has_everybody_and_no_formula(
    report: dict[str, Any], demo_inventory: Inventory, lang: Lang
) -> None:
    book = opened(written(report, demo_inventory.catalog, lang))
    placed, refused, aims, shortage, unlocks, quarters, *_, about = book.worksheets
    for sheet, entries in ((placed, report["placements"]), (refused, report["unplaced"])):
        assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
            one["project_id"] for one in entries
        ]
        said = [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert said == [one["explanation"][lang] for one in entries]
    assert aims.max_row == 1 + len(report["aims"])
    assert shortage.max_row == 1 + len(report["shortage"])
    assert unlocks.max_row == 2
    assert quarters.max_row == 1 + len(report["quarters"])
    texts = [str(cell.value) for row in about.iter_rows() for cell in row]
    assert {report["inventory"], report["as_of"], report["words"][lang]} <= set(texts)
    assert any(report["scheme"]["version"] in text for text in texts)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert FORMULA in [cell.value for cell in cells]


def test_a_quarter_and_a_placement_show_land_in_mu_and_floors_never(
    report: dict[str, Any], demo_inventory: Inventory
) -> None:
    placed = opened(written(report, demo_inventory.catalog, "zh")).worksheets[0]
    head, *rows = placed.iter_rows(values_only=True)
    land, mu, floor = (head.index(title) for title in ("用地（m²）", "用地（亩）", "建筑面积（m²）"))
    by_id = {row[0]: row for row in rows}
    kinds = set()
    for each in report["placements"]:
        row = by_id[each["project_id"]]
        if each["verdict"] == "standing":
            continue
        kinds.add(each["kind"] in ("floor", "floors"))
        taken = sum(item["area_m2"] for item in each["items"])
        if each["kind"] in ("floor", "floors"):
            assert row[floor] == pytest.approx(taken)
            assert not row[mu]
        else:
            assert row[land] == pytest.approx(taken)
            assert row[mu] == pytest.approx(mu_from_m2(taken), abs=0.01)
    assert kinds == {True, False}


@pytest.mark.parametrize("lang", LANGS)
def test_the_meeting_paper_names_everybody_new_and_runs_nothing(
    report: dict[str, Any], demo_inventory: Inventory, lang: Lang
) -> None:
    page = sheet_page(report, demo_inventory.catalog, lang)
    read = Reader(page)
    assert read.tags & {"script", "img", "iframe", "object", "form"} == set()
    assert SCRIPT not in page
    said = "".join(read.texts)
    assert SCRIPT in said
    assert FORMULA in said
    for each in (*report["placements"], *report["unplaced"]):
        if each.get("verdict") != "standing":
            assert each["project_id"] in said
    for each in (*report["unplaced"], {"explanation": report["words"]}):
        assert each["explanation"][lang] in said
    for stamp in (report["inventory"], report["as_of"], report["scheme"]["version"]):
        assert stamp in said
    assert demo_inventory.catalog.demonstration is not None
    assert getattr(demo_inventory.catalog.demonstration, lang) in said


def test_an_empty_portfolio_is_still_a_book_and_a_paper(report: dict[str, Any], demo_inventory: Inventory) -> None:
    empty = copy.deepcopy(report)
    for key in ("placements", "unplaced", "aims", "quarters", "shortage", "unlocks"):
        empty[key] = []
    empty["next_round"] = None
    assert opened(written(empty, demo_inventory.catalog, "en")).sheetnames[-1] == "About"
    assert sheet_page(empty, demo_inventory.catalog, "en").endswith("</html>")
