"""A portfolio as A4 pages for a meeting: the outcome, who stands where park by park, who does not and why, and what to do about it."""

from __future__ import annotations

from typing import Final

from api.ground.settings import Lang
from api.papers.paper import Column, Markup, Shown, beneath, heading, mark, paper, table, to_html
from api.papers.portfolio_words import (
    NONE,
    area_words,
    code_words,
    name_of,
    scenario_words,
    sites_words,
)
from gis.catalog import Catalog
from gis.matching.needs.project import Project
from gis.matching.needs.vocabulary_words import START_WORDS, STATUS_WORDS, TO_CHECK
from gis.matching.portfolio.report import AimLine, Placement, Portfolio
from gis.matching.precheck.precheck import NOTE
from gis.text import Text, either, in_lang, many, sentence
from gis.units import figure, money, mu_figure, percent, shown_score

TITLE: Final = Text("项目统筹落位方案", "Placement of all projects")
_NO_PARK: Final = Text("园区外", "outside the parks")


def sheet_page(report: Portfolio, catalog: Catalog, lang: Lang, *, other: str = "") -> str:
    """The report as HTML; ``other`` is its address in the other language."""
    scheme, scenario = f"{report.scheme.id} {report.scheme.version}", scenario_words(report.scenario)
    made = Text(
        f"情景 {scenario.zh} · 方案 {scheme} · 基准日 {report.as_of} · 版本 {report.inventory}",
        f"scenario {scenario.en} · scheme {scheme} · day of the question {report.as_of} · version {report.inventory}",
    )
    return paper(
        Text(f"{catalog.title.zh} · 会议材料", f"{catalog.title.en} · for the meeting"),
        TITLE,
        made,
        lang,
        *(f"<p>{to_html(note.words, lang)}</p>" for note in report.notes),
        f'<div class="verdict">{to_html(report.words, lang)}</div>',
        _figures(report, lang),
        _aims(report, lang),
        *_placements(report, catalog, lang),
        _unplaced(report, catalog, lang),
        _shortage(report, lang),
        _unlocks(report, lang),
        _quarters(report, lang),
        _next_round(report, lang),
        stamp=catalog.demonstration,
        foot=sentence([NOTE]),
        other=other,
    )


def _figures(report: Portfolio, lang: Lang) -> str:
    counts, wan = report.counts, report.investment_wan
    sought = counts.placed - counts.continuing
    more = sought - report.greedy.placed
    beside = Text("比逐个安排多落位的项目", f"{either(abs(more), 'project', 'projects')} more than one by one")
    turns = [(f"{more:+d}", beside)] if more else []
    shares = (
        (f"{sought} / {counts.new}", Text("待落位项目已落位", "of the projects that look for a site are placed")),
        (in_lang(money(wan.placed), lang), Text("落位投资合计（含续建）", "placed, continuing projects included")),
        *turns,
        (str(counts.to_check), Text("落位后仍有待核实事项", "placed with something to check")),
    )
    cards = "".join(
        f"<div><b>{to_html(value, lang)}</b><span>{to_html(words, lang)}</span></div>" for value, words in shares
    )
    return f'<div class="figures">{cards}</div>'


_AIMS: Final = (
    Column(Text("目标（依次）", "Aims in order"), 24),
    Column(Text("达到", "Reached"), 16, figures=True),
    Column(Text("上界", "Bound"), 16, figures=True),
    Column(Text("差距", "Gap"), 10, figures=True),
    Column(Text("逐个安排", "One by one"), 16, figures=True),
    Column(Text("状态", "Status"), 18),
)


def _aims(report: Portfolio, lang: Lang) -> str:
    rows: list[list[Shown]] = [
        [
            _with_unit(each),
            _whole(each.objective),
            _whole(each.bound),
            percent(each.gap, 2),
            _whole(each.greedy),
            STATUS_WORDS[each.status],
        ]
        for each in report.aims
    ]
    return heading(Text("目标", "Aims"), lang) + table(_AIMS, rows, lang) if rows else ""


def _with_unit(aim: AimLine) -> Text:
    return Text(f"{aim.title.zh}（{aim.unit.zh}）", f"{aim.title.en} ({aim.unit.en})")


def _whole(value: float) -> str:
    return figure(value, 0 if float(value).is_integer() else 1)


# placements ----------------------------------------------------------------------------------------------------------

_PLACED: Final = (
    Column(Text("项目", "Project"), 30),
    Column(Text("投资（万元）", "Investment (CNY 10,000)"), 12, figures=True),
    Column(Text("场地", "Sites"), 28),
    Column(Text("适配分", "Score"), 13, figures=True),
    Column(Text("按期开工", "Starts in time"), 17),
)
_UNDATED: Final = _PLACED[:-1]
"""Where there is no date to start by."""


def _placements(report: Portfolio, catalog: Catalog, lang: Lang) -> list[str]:
    """A table for each park at the top, those with most investment first, of the projects that found a place."""
    parks: dict[Text, list[Placement]] = {}
    for placement in report.placements:
        if placement.verdict != "standing":
            parks.setdefault(placement.park.zone if placement.park else _NO_PARK, []).append(placement)
    order = sorted(parks, key=lambda park: (-_invested(parks[park]), park.zh))
    stands = report.counts.continuing
    by = next((each.start.by for each in report.placements if each.start.by), None)
    note = Text(
        f"另有 {stands} 个续建项目在原址不动",
        f"{many(stands, 'continuing project')} {either(stands, 'stays where it is', 'stay where they are')}",
    )
    if by:
        note = Text(f"{note.zh}；按期指 {by} 前", f"{note.en}; in time means by {by}")
    parts = [heading(Text("落位", "Placements"), lang, note)]
    for park in order:
        placed = parks[park]
        invested = money(_invested(placed))
        beside = Text(f"{len(placed)} 个项目，{invested.zh}", f"{many(len(placed), 'project')}, {invested.en}")
        rows = [_placement_row(each, catalog, lang) for each in placed]
        parts.append(heading(park, lang, beside, level=3) + table(_PLACED if by else _UNDATED, rows, lang))
    return parts


def _invested(placed: list[Placement]) -> float:
    return float(sum(each.project.investment_wan or 0.0 for each in placed))


def _placement_row(each: Placement, catalog: Catalog, lang: Lang) -> list[Shown]:
    project, start = each.project, each.start
    answer = mark(start.answer, START_WORDS[start.answer], lang)
    score = "" if each.score is None else shown_score(each.score)
    verdict = mark("unknown", TO_CHECK, lang) if each.verdict == "to_check" else ""
    row: list[Shown] = [
        beneath(name_of(project), _kind_of(project, catalog), lang),
        _money(project.investment_wan),
        beneath(sites_words(each.items), area_words(each.items, catalog), lang),
        Markup(f"{to_html(score, lang)} {to_html(verdict, lang)}".strip()),
    ]
    return [*row, beneath(answer, start.words, lang)] if start.by else row


def _kind_of(project: Project, catalog: Catalog) -> Text:
    tier, chain = code_words(catalog, "tier", project.tier), code_words(catalog, "chain", project.chain)
    key = project.id
    return Text(f"{key} · {tier.zh} · {chain.zh}", f"{key} · {tier.en} · {chain.en}")


def _money(value: float | None) -> Shown:
    return TO_CHECK if value is None else figure(value)


_REFUSED: Final = (
    Column(Text("项目", "Project"), 33),
    Column(Text("投资（万元）", "Investment (CNY 10,000)"), 13, figures=True),
    Column(Text("原因", "Why"), 54),
)


def _unplaced(report: Portfolio, catalog: Catalog, lang: Lang) -> str:
    rows: list[list[Shown]] = [
        [
            beneath(name_of(each.project), _kind_of(each.project, catalog), lang),
            _money(each.project.investment_wan),
            each.explanation,
        ]
        for each in report.unplaced
    ]
    count = Text(f"{len(rows)} 个", str(len(rows)))
    return heading(Text("未落位", "Unplaced"), lang, count) + table(_REFUSED, rows, lang) if rows else ""


# what to do about it -------------------------------------------------------------------------------------------------

_SHORT: Final = (Column(Text("缺口", "What is short"), 55), Column(Text("项目", "Projects"), 45))
_UNLOCKS: Final = (
    Column(Text("清除什么", "What is cleared"), 37),
    Column(Text("多落位", "More"), 10, figures=True),
    Column(Text("投资（万元）", "Investment (CNY 10,000)"), 14, figures=True),
    Column(Text("税收（万元/年）", "tax a year"), 14, figures=True),
    Column(Text("项目", "Projects"), 25),
)
_QUARTERS: Final = (
    Column(Text("可用季度", "Quarter"), 20),
    Column(Text("项目", "Projects"), 14, figures=True),
    Column(Text("投资（万元）", "Investment (CNY 10,000)"), 20, figures=True),
    Column(Text("用地（亩）", "Land (mu)"), 23, figures=True),
    Column(Text("建筑面积（m²）", "Floor area (m²)"), 23, figures=True),
)
_LATER: Final = (
    Column(Text("项目", "Project"), 45),
    Column(Text("投资（万元）", "Investment (CNY 10,000)"), 15, figures=True),
    Column(Text("场地", "Sites"), 40),
)


def _shortage(report: Portfolio, lang: Lang) -> str:
    rows: list[list[Shown]] = [[each.words, ", ".join(each.projects)] for each in report.shortage]
    title = Text("缺口：下一批该建什么", "Shortage: what should be built next")
    return heading(title, lang) + table(_SHORT, rows, lang) if rows else ""


def _unlocks(report: Portfolio, lang: Lang) -> str:
    rows: list[list[Shown]] = [
        [
            beneath(each.words, each.who or NONE, lang),
            f"+{each.projects}",
            figure(each.investment_wan),
            figure(each.tax_wan),
            ", ".join(each.placed),
        ]
        for each in report.unlocks
    ]
    title = Text("解锁清单：清除哪一项最值", "Unlocks: what is worth clearing first")
    return heading(title, lang) + table(_UNLOCKS, rows, lang) if rows else ""


def _quarters(report: Portfolio, lang: Lang) -> str:
    rows: list[list[Shown]] = [
        [
            each.quarter or TO_CHECK,
            str(each.projects),
            figure(each.investment_wan),
            mu_figure(each.land_m2),
            figure(each.floor_m2),
        ]
        for each in report.quarters
    ]
    return heading(Text("分季度", "By quarter"), lang) + table(_QUARTERS, rows, lang) if rows else ""


def _next_round(report: Portfolio, lang: Lang) -> str:
    later = report.next_round
    if later is None:
        return ""
    rows: list[list[Shown]] = [
        [
            beneath(name_of(each.project), each.project.id or "", lang),
            _money(each.project.investment_wan),
            sites_words(each.items),
        ]
        for each in later.placed
    ]
    words = f"<p>{to_html(later.words, lang)}</p>"
    return heading(Text("下一轮", "Next round"), lang) + words + (table(_LATER, rows, lang) if rows else "")
