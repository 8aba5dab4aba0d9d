"""A match report's workbook says what the report says, and a name that a spreadsheet would run is text in it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from api.ground.settings import Lang
from api.papers.match_book import write_match_book
from gis.catalog import Kind
from gis.fields import Role
from gis.inventory import Inventory
from gis.matching import Project, match
from gis.matching.needs.vocabulary_words import SITE_KIND_WORDS
from gis.text import Text
from gis.units import m2_from_mu
from tests.gis.matching.district import catalog, collection_of, default_scheme, feature, inventory_of, square
from tests.gis.matching.test_rules import PLOT

RUN = '=HYPERLINK("http://127.0.0.1/","x")'
UNKNOWN = Text("待核实", "to check")


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    """One plot of 30 亩 with a hostile name, whose time until use nobody knows, and one that is far too small."""
    own = {Role.NAME: RUN, Role.AREA: m2_from_mu(30), Role.BLOCKERS: ["expropriation"], Role.BLOCKER_MONTHS: None}
    plots = [
        feature(collection_of(Kind.PARCEL), "007", square(0, 0), PLOT | own),
        feature(collection_of(Kind.PARCEL), "008", square(2, 0), PLOT | {Role.AREA: 100.0}),
    ]
    return inventory_of({Kind.PARCEL: plots})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_book_says_ranking_points_funnel_and_requirement(inventory: Inventory, lang: Lang) -> None:
    """Fails where a score stands under another criterion, an unknown value passes for none, or a name runs."""
    demand = {"needs": "land", "name": "=1+1", "land_area_min_m2": m2_from_mu(20), "land_area_max_m2": m2_from_mu(40)}
    report = match(inventory, Project.from_demand(demand, catalog()), default_scheme())
    book = openpyxl.load_workbook(io.BytesIO(write_match_book(report, catalog(), lang)))
    ranked, *_, parts, funnel, asked, about = (
        [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    )
    (found,) = report.matches
    row = dict(zip(ranked[0], ranked[1], strict=True))
    area, score = ("面积（亩）", "得分") if lang == "zh" else ("Area (mu)", "Score")
    assert (row[ranked[0][1]], row[ranked[0][2]], row[area], row[score]) == ("007", RUN, 30, found.score)
    points = {each.criterion: each for each in found.contributions}
    titles = [spec.title for spec in report.scheme.criteria]
    cells = {title.zh: cell for title, cell in zip(titles, ranked[1][11 : 11 + len(titles)], strict=True)}
    unknown = getattr(UNKNOWN, lang)
    assert cells == {
        spec.title.zh: unknown if points[spec.id].value is None else points[spec.id].points
        for spec in report.scheme.criteria
    }
    assert unknown in cells.values()
    assert len(parts) == 1 + len(found.contributions)
    steps = [(step.before, step.removed, step.left, step.alone, step.unknown) for step in report.funnel["land"]]
    assert [tuple(line[2:]) for line in funnel[1:]] == steps
    assert {line[0] for line in funnel[1:]} == {getattr(SITE_KIND_WORDS["land"], lang)}
    assert [getattr(line.text, lang) for line in report.requirement] == [line[1] for line in asked[1:]]
    assert catalog().demonstration is not None
    assert getattr(catalog().demonstration, lang) in [line[1] for line in about]
    assert all(cell.data_type != "f" and not cell.hyperlink for sheet in book for line in sheet for cell in line)
