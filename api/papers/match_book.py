"""A match report as a workbook: ranked sites, every contribution, the funnel, the requirement, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from api.ground.settings import Lang
from api.papers.collect_list import add_collect_sheets
from api.papers.origin import data_facts, demonstration_facts, scheme_fact
from api.papers.workbook import Row, add_sheet
from gis.catalog import Catalog
from gis.io.sheet import Cell
from gis.io.xlsx import Book, about_sheet
from gis.matching.needs.project import Project
from gis.matching.needs.vocabulary_words import OUTCOME_WORDS, SITE_KIND_WORDS
from gis.matching.ranking.report import Match, MatchReport, SiteView
from gis.matching.sites.answers import UNKNOWN
from gis.matching.sites.candidates import LAND
from gis.rounding import rounded
from gis.text import Text
from gis.units import mu_listed

NOTE: Final = Text("提示", "Note")


def write_match_book(report: MatchReport, catalog: Catalog, lang: Lang) -> bytes:
    """The report as the bytes of an XLSX file, without a live formula."""
    book = Book()
    add_sheet(
        book, Text("匹配结果", "Matches"), _match_head(report), [_match_row(each) for each in report.matches], lang
    )
    add_collect_sheets(book, report, lang)
    add_sheet(book, Text("得分构成", "Contributions"), _PART_HEAD, _parts(report), lang)
    add_sheet(book, Text("筛选漏斗", "Funnel"), _FUNNEL_HEAD, _steps(report), lang)
    if report.requirement:
        lines = [(line.title, line.text) for line in report.requirement]
        add_sheet(book, Text("项目需求", "Requirement"), (Text("要求", "Asked"), Text("内容", "Value")), lines, lang)
    about_sheet(book, _about(report, catalog), lang)
    return book.finished()


def _match_head(report: MatchReport) -> list[Text]:
    criteria = [
        Text(f"{spec.title.zh}（{spec.weight:g} 分）", f"{spec.title.en} (of {spec.weight:g})")
        for spec in report.scheme.criteria
    ]
    return [
        Text("名次", "Rank"),
        Text("编号", "Id"),
        Text("名称", "Name"),
        Text("类型", "Kind"),
        Text("园区", "Park"),
        Text("面积（m²）", "Area (m²)"),
        Text("面积（亩）", "Area (mu)"),
        Text("状态", "Status"),
        Text("结论", "Verdict"),
        Text("得分", "Score"),
        Text("补全信息后最高", "Score if all were known"),
        *criteria,
        Text("需核实", "To check"),
        Text("说明", "Explanation"),
    ]


def _match_row(found: Match) -> list[Cell | Text]:
    checks = [each.reason for each in found.verdicts if each.answer == UNKNOWN and not each.layer_wide]
    points = [None if part.value is None else rounded(part.points, 2) for part in found.contributions]
    return [
        found.rank,
        *_partner(found),
        OUTCOME_WORDS[found.verdict],
        _rounded(found.score),
        _rounded(found.score_if_known),
        *points,
        Text("；".join(text.zh for text in checks), "; ".join(text.en for text in checks)),
        found.explanation,
    ]


def _partner(found: Match) -> list[Cell | Text]:
    partner = found.partner
    if isinstance(partner, Project):
        none = Text("", "")
        return [partner.id or "", _name(partner.name, partner.name_en), Text("项目", "project"), none, "", "", none]
    mu: Cell = ""
    if partner.kind == LAND:
        mu = None if partner.area_m2 is None else mu_listed(partner.area_m2)
    name = _name(partner.name, partner.name_en)
    return [partner.label, name, SITE_KIND_WORDS[partner.kind], partner.park, partner.area_m2, mu, partner.status_words]


def _name(name: str | None, english: str | None) -> Text:
    return Text(name or english or "", english or name or "")


def _rounded(score: float | None) -> Cell:
    return None if score is None else rounded(score, 2)


_PART_HEAD: Final = (
    Text("名次", "Rank"),
    Text("编号", "Id"),
    Text("指标", "Criterion"),
    Text("权重", "Weight"),
    Text("取值（0–1）", "Value (0–1)"),
    Text("得分", "Points"),
    Text("依据", "Why"),
)


def _parts(report: MatchReport) -> list[Row]:
    return [
        (
            each.rank,
            _label(each.partner),
            part.title,
            part.weight,
            None if part.value is None else rounded(part.value, 4),
            rounded(part.points, 2),
            part.words,
        )
        for each in report.matches
        for part in each.contributions
    ]


_FUNNEL_HEAD: Final = (
    Text("类型", "Kind"),
    Text("规则", "Rule"),
    Text("之前", "Before"),
    Text("去掉", "Removed"),
    Text("剩余", "Left"),
    Text("只放开此条可找回", "Back if this rule alone were dropped"),
    Text("仍在、待核实", "Still in, to check"),
)


def _steps(report: MatchReport) -> list[Row]:
    return [
        (SITE_KIND_WORDS[kind], step.title, step.before, step.removed, step.left, step.alone, step.unknown)
        for kind, steps in report.funnel.items()
        for step in steps
    ]


def _about(report: MatchReport, catalog: Catalog) -> Iterable[tuple[Text, Text]]:
    return [
        (Text("匹配对象", "Matched"), subject_words(report)),
        *((NOTE, words) for words in report.above),
        (Text("结果", "Outcome"), report.counts_words),
        scheme_fact(report.scheme),
        *data_facts(report.as_of, report.inventory),
        *demonstration_facts(catalog),
    ]


def _label(partner: SiteView | Project) -> Text:
    """A site's id with its layer where others have it too, or a project's."""
    return Text(partner.id or "", partner.id or "") if isinstance(partner, Project) else partner.label


def subject_words(report: MatchReport) -> Text:
    """Who or what the match is for."""
    subject = report.subject
    name = _name(subject.name, subject.name_en)
    key = _label(subject)
    if isinstance(subject, SiteView) or subject.id:
        return Text(f"{key.zh} {name.zh}".strip(), f"{key.en} {name.en}".strip())
    return Text(name.zh or "未登记的需求", name.en or "a demand not on the register")
