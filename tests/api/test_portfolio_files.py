"""Would break where a portfolio lost a project on its way to a workbook or to paper, or let what somebody named a project run there."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.asking.portfolios import answer_portfolio
from api.ground.settings import Lang
from api.papers.portfolio_book import write_portfolio_book
from api.papers.portfolio_sheet import sheet_page
from gis.inventory import Inventory
from gis.matching.portfolio.report import Portfolio, SiteKey, Unlock
from gis.matching.portfolio.scenario_file import load_scenarios
from gis.matching.schemes.scheme_file import load_schemes
from gis.text import Text
from gis.units import mu_from_m2
from tests.api.test_prechecks import Reader

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://example.invalid")'
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def report(demo_inventory: Inventory, demo_folder: Path) -> Portfolio:
    """The demonstration's portfolio; a project and a site with names to be afraid of."""
    schemes, scenarios = load_schemes(demo_folder), load_scenarios(demo_folder)
    found = answer_portfolio(demo_inventory, schemes, scenarios, {"unlocks": False}).portfolio
    at = next(number for number, each in enumerate(found.placements) if each.verdict == "fits")
    placed, refused = found.placements[at], found.unplaced[0]
    items = (replace(placed.items[0], name=Text(FORMULA, FORMULA)), *placed.items[1:])
    placed = replace(placed, project=replace(placed.project, name=SCRIPT, name_en=FORMULA), items=items)
    refused = replace(refused, project=replace(refused.project, name=FORMULA, name_en=SCRIPT))
    unlock = Unlock(
        code="x",
        kind="plot",
        words=Text(FORMULA, FORMULA),
        sites=(SiteKey("industrial_land", "=1+1"),),
        projects=1,
        investment_wan=1000.0,
        tax_wan=20.0,
        placed=("P-1",),
    )
    return replace(
        found,
        placements=(*found.placements[:at], placed, *found.placements[at + 1 :]),
        unplaced=(refused, *found.unplaced[1:]),
        unlocks=(unlock,),
    )


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_has_everybody_and_no_formula(report: Portfolio, demo_inventory: Inventory, lang: Lang) -> None:
    book = opened(write_portfolio_book(report, demo_inventory.catalog, lang))
    placed, refused, aims, shortage, unlocks, quarters, *_, about = book.worksheets
    for sheet, entries in ((placed, report.placements), (refused, report.unplaced)):
        assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [one.project.id for one in entries]
        said = [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert said == [getattr(one.explanation, lang) for one in entries]
    assert aims.max_row == 1 + len(report.aims)
    assert shortage.max_row == 1 + len(report.shortage)
    assert unlocks.max_row == 2
    assert quarters.max_row == 1 + len(report.quarters)
    texts = [str(cell.value) for row in about.iter_rows() for cell in row]
    assert {report.inventory, report.as_of.isoformat(), getattr(report.words, lang)} <= set(texts)
    assert any(report.scheme.version in text for text in texts)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert FORMULA in [cell.value for cell in cells]


def test_a_quarter_and_a_placement_show_land_in_mu_and_floors_never(
    report: Portfolio, demo_inventory: Inventory
) -> None:
    placed = opened(write_portfolio_book(report, demo_inventory.catalog, "zh")).worksheets[0]
    head, *rows = placed.iter_rows(values_only=True)
    land, mu, floor = (head.index(title) for title in ("用地（m²）", "用地（亩）", "建筑面积（m²）"))
    by_id = {row[0]: row for row in rows}
    kinds = set()
    for each in report.placements:
        row = by_id[each.project.id]
        if each.verdict == "standing":
            continue
        kinds.add(each.kind in ("floor", "floors"))
        taken = sum(item.area_m2 or 0.0 for item in each.items)
        if each.kind in ("floor", "floors"):
            assert row[floor] == pytest.approx(taken)
            assert not row[mu]
        else:
            assert row[land] == pytest.approx(taken)
            assert row[mu] == pytest.approx(mu_from_m2(taken), abs=0.01)
    assert kinds == {True, False}


@pytest.mark.parametrize("lang", LANGS)
def test_the_meeting_paper_names_everybody_new_and_runs_nothing(
    report: Portfolio, demo_inventory: Inventory, lang: Lang
) -> None:
    page = sheet_page(report, demo_inventory.catalog, lang)
    read = Reader(page)
    assert read.tags & {"script", "img", "iframe", "object", "form"} == set()
    assert SCRIPT not in page
    said = "".join(read.texts)
    assert SCRIPT in said
    assert FORMULA in said
    new = [each.project for each in report.placements if each.verdict != "standing"]
    for project in (*new, *(each.project for each in report.unplaced)):
        assert (project.id or "") in said
    for words in (*(each.explanation for each in report.unplaced), report.words):
        assert getattr(words, lang) in said
    for stamp in (report.inventory, report.as_of.isoformat(), report.scheme.version):
        assert stamp in said
    assert demo_inventory.catalog.demonstration is not None
    assert getattr(demo_inventory.catalog.demonstration, lang) in said


def test_an_empty_portfolio_is_still_a_book_and_a_paper(report: Portfolio, demo_inventory: Inventory) -> None:
    empty = replace(report, placements=(), unplaced=(), aims=(), quarters=(), shortage=(), unlocks=(), next_round=None)
    assert opened(write_portfolio_book(empty, demo_inventory.catalog, "en")).sheetnames[-1] == "About"
    assert sheet_page(empty, demo_inventory.catalog, "en").endswith("</html>")
