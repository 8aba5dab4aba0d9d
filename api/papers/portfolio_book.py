"""A portfolio as a workbook: who stands where, who does not and why, aims, shortage, unlock values, quarters, and what it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.ground.settings import Lang
from api.papers.portfolio_words import (
    NONE,
    about,
    areas,
    code_words,
    name_of,
    sites_words,
)
from api.papers.workbook import Row, add_sheet
from gis.catalog import Catalog
from gis.io.sheet import Cell
from gis.io.xlsx import Book, about_sheet
from gis.matching.needs.aims import tax_of
from gis.matching.needs.project import Project
from gis.matching.needs.vocabulary_words import (
    ANSWER_WORDS,
    PLACED_KIND_WORDS,
    PLACED_WORDS,
    SITE_KIND_WORDS,
    START_WORDS,
    STATUS_WORDS,
)
from gis.matching.portfolio.report import (
    AimLine,
    LaterPlacement,
    PlacedItem,
    Placement,
    Portfolio,
    QuarterLine,
    SiteKey,
    Unlock,
    Unplaced,
)
from gis.matching.portfolio.short_line import ShortLine
from gis.matching.sites.candidates import LAND
from gis.rounding import rounded
from gis.text import Text
from gis.units import mu_listed


def write_portfolio_book(report: Portfolio, catalog: Catalog, lang: Lang) -> bytes:
    """The report as the bytes of an XLSX file, without a live formula."""
    book = Book()
    placed = [_placement(each, catalog) for each in report.placements]
    add_sheet(book, Text("落位", "Placements"), (*_PROJECT, *_PLACED), placed, lang)
    refused = [_unplaced(each, catalog) for each in report.unplaced]
    add_sheet(book, Text("未落位", "Unplaced"), (*_PROJECT, *_REFUSED), refused, lang)
    add_sheet(book, Text("目标", "Aims"), _AIMS, [_aim(each) for each in report.aims], lang)
    add_sheet(book, Text("缺口", "Shortage"), _SHORT, [_short(each) for each in report.shortage], lang)
    add_sheet(
        book, Text("解锁", "Unlocks"), _UNLOCKS, [_unlock(n, each) for n, each in enumerate(report.unlocks, 1)], lang
    )
    add_sheet(book, Text("季度", "Quarters"), _QUARTERS, [_quarter(each) for each in report.quarters], lang)
    if report.next_round:
        after = [_later(each) for each in report.next_round.placed]
        add_sheet(book, Text("下一轮", "Next round"), _LATER, after, lang)
    about_sheet(book, about(report, catalog), lang)
    return book.finished()


_PROJECT: Final = (
    Text("编号", "Id"),
    Text("项目", "Project"),
    Text("阶段", "Stage"),
    Text("层级", "Tier"),
    Text("产业链", "Chain"),
    Text("投资（万元）", "Investment (CNY 10,000)"),
    Text("承诺税收（万元/年）", "Tax promised (CNY 10,000 a year)"),
)
_PLACED: Final = (
    Text("锁定", "Pinned"),
    Text("方式", "How"),
    Text("园区", "Park"),
    Text("场地", "Sites"),
    Text("场地编号", "Ids of the sites"),
    Text("用地（m²）", "Land (m²)"),
    Text("用地（亩）", "Land (mu)"),
    Text("建筑面积（m²）", "Floor area (m²)"),
    Text("适配分", "Score"),
    Text("结论", "Verdict"),
    Text("可用季度", "Quarter"),
    Text("按期开工", "Starts in time"),
    Text("开工说明", "Why"),
    Text("说明", "Explanation"),
)
_REFUSED: Final = (
    Text("可选方案数", "Options"),
    Text("原因", "Reasons"),
    Text("被谁占去", "Displaced by"),
    Text("如落位的代价", "What placing it would cost"),
    Text("说明", "Explanation"),
)
_AIMS: Final = (
    Text("目标", "Aim"),
    Text("单位", "Unit"),
    Text("达到", "Reached"),
    Text("上界", "Bound"),
    Text("差距（%）", "Gap (%)"),
    Text("逐个安排", "One by one"),
    Text("状态", "Status"),
)
_SHORT: Final = (
    Text("类型", "Kind"),
    Text("缺口", "What is short"),
    Text("处数", "Places"),
    Text("主要差在", "What fails most"),
    Text("面积（m²）", "Area (m²)"),
    Text("面积（亩）", "Area (mu)"),
    Text("项目", "Projects"),
)
_UNLOCKS: Final = (
    Text("名次", "Rank"),
    Text("清除什么", "What is cleared"),
    Text("由谁办理", "Who clears it"),
    Text("多落位项目", "More projects"),
    Text("多落位投资（万元）", "More investment (CNY 10,000)"),
    Text("多得税收（万元/年）", "More tax (CNY 10,000 a year)"),
    Text("落位项目", "Projects placed"),
    Text("场地编号", "Ids of the sites"),
)
_QUARTERS: Final = (
    Text("季度", "Quarter"),
    Text("项目", "Projects"),
    Text("投资（万元）", "Investment (CNY 10,000)"),
    Text("用地（m²）", "Land (m²)"),
    Text("用地（亩）", "Land (mu)"),
    Text("建筑面积（m²）", "Floor area (m²)"),
)
_LATER: Final = (
    Text("编号", "Id"),
    Text("项目", "Project"),
    Text("投资（万元）", "Investment (CNY 10,000)"),
    Text("场地", "Sites"),
    Text("场地编号", "Ids of the sites"),
)


def _project(project: Project, catalog: Catalog) -> tuple[Cell | Text, ...]:
    codes = {"stage": project.stage, "tier": project.tier, "chain": project.chain}
    coded = (code_words(catalog, key, code) for key, code in codes.items())
    return (project.id, name_of(project), *coded, project.investment_wan, tax_of(project))


def _placement(each: Placement, catalog: Catalog) -> Row:
    taken, start = areas(each.items, catalog), each.start
    return (
        *_project(each.project, catalog),
        ANSWER_WORDS["yes"] if each.pinned else NONE,
        PLACED_KIND_WORDS[each.kind],
        each.park.name if each.park else NONE,
        sites_words(each.items),
        _ids(each.items),
        taken.get(True, ""),
        _mu(taken.get(True, "")),
        taken.get(False, ""),
        "" if each.score is None else rounded(each.score, 2),
        PLACED_WORDS[each.verdict],
        each.quarter or ("" if each.verdict == "standing" else None),
        START_WORDS[start.answer] if start.by else NONE,
        start.words if start.by else NONE,
        each.explanation,
    )


def _mu(area_m2: float | str | None) -> Cell:
    return area_m2 if area_m2 is None or isinstance(area_m2, str) else mu_listed(area_m2)


def _ids(items: Sequence[PlacedItem | SiteKey]) -> str:
    return ", ".join(
        f"{item.collection}/{item.id}" if isinstance(item, PlacedItem) and item.layer else item.id for item in items
    )


def _unplaced(each: Unplaced, catalog: Catalog) -> Row:
    reasons = [reason.words for reason in each.reasons]
    costs = ", ".join(f"{cost.aim} {cost.change:+,g}" for cost in each.would_cost or ())
    return (
        *_project(each.project, catalog),
        each.options,
        Text("；".join(text.zh for text in reasons), "; ".join(text.en for text in reasons)),
        ", ".join(each.displaced_by),
        costs,
        each.explanation,
    )


def _aim(each: AimLine) -> Row:
    gap = rounded(100 * each.gap, 4)
    return (each.title, each.unit, each.objective, each.bound, gap, each.greedy, STATUS_WORDS[each.status])


def _short(each: ShortLine) -> Row:
    mu: Cell = _mu(each.area_m2) if each.kind == LAND else ""
    why, ids = [failing.title for failing in each.failing], each.projects
    fails = Text("、".join(title.zh for title in why), ", ".join(title.en for title in why))
    return (SITE_KIND_WORDS[each.kind], each.words, len(ids), fails, rounded(each.area_m2, 2), mu, ", ".join(ids))


def _unlock(rank: int, each: Unlock) -> Row:
    figures = (each.projects, each.investment_wan, each.tax_wan)
    return (rank, each.words, each.who or NONE, *figures, ", ".join(each.placed), _ids(each.sites))


def _quarter(each: QuarterLine) -> Row:
    land = each.land_m2
    return (each.quarter, each.projects, each.investment_wan, land, _mu(float(land)), each.floor_m2)


def _later(each: LaterPlacement) -> Row:
    project = each.project
    return (project.id, name_of(project), project.investment_wan, sites_words(each.items), _ids(each.items))
