"""A request for a pre-check sheet, read strictly: the one way in for the service and the command line; the sheet as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.asking.body import body_reader
from api.asking.matching import NAME, project_asked, site_asked
from api.ground.report_answer import ReportAnswer
from api.ground.settings import Lang
from api.papers.origin import data_facts, demonstration_facts, scheme_fact
from api.papers.workbook import Row, add_sheet
from gis.catalog import Catalog
from gis.inventory import Inventory
from gis.io.xlsx import Book, about_sheet
from gis.matching.needs.vocabulary_words import ANSWER_WORDS, START_SENTENCES
from gis.matching.precheck.precheck import NOTE, SECTIONS, Precheck, Section, precheck
from gis.matching.precheck.precheck_lines import Line, Origin
from gis.matching.scheme.scheme import Scheme, pick_scheme
from gis.matching.sites.answers import ANSWER_NAMES
from gis.plainly import Inline, to_plain
from gis.rounding import rounded
from gis.text import Text

KEYS: Final = ("project_id", "project", "site", "scheme")
TITLE: Final = Text("选址与用地预审清单", "Siting and land pre-check sheet")


def sheet(inventory: Inventory, schemes: Mapping[str, Scheme], asked: Mapping[str, Any]) -> Precheck:
    """The sheet that is asked for.

    Parameters
    ----------
    asked
        One of ``project_id`` or ``project`` (a demand); ``site`` (``collection`` and ``id``); ``scheme``.

    Raises
    ------
    BadBody, BadDemand, BadRange
        A key or value that cannot be read.
    UnknownFeature, UnknownCollection, UnknownScheme, BadQuestion
        Where something named does not exist, or is no site.
    SchemeError
        Where the data folder's table of procedures cannot be used.
    """
    body = body_reader(asked)
    body.refuse_others(KEYS)
    if len([key for key in ("project_id", "project") if key in body]) != 1:
        raise body.wrong("project_id 与 project 须有且只有一个", "either project_id or project is wanted")
    site = site_asked(body)
    scheme = pick_scheme(schemes, body.read_or("scheme", NAME, inventory.catalog.scheme))
    return precheck(inventory, project_asked(inventory, body), site, scheme)


@dataclass(frozen=True, kw_only=True)
class PrecheckAnswer(ReportAnswer):
    """A sheet as it leaves."""

    sheet: Inline[Precheck]


def answer_precheck(found: Precheck, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet as plain JSON types, with what was asked."""
    made: dict[str, Any] = to_plain(PrecheckAnswer(asked=dict(asked), sheet=found))
    return made


def project_words(found: Precheck) -> Text:
    """The project by its name and number."""
    project = found.project
    name = Text(project.name or project.name_en or "", project.name_en or project.name or "")
    unlisted = Text("未登记的需求", "a demand not on the register")
    if not project.id:
        return Text(name.zh or unlisted.zh, name.en or unlisted.en)
    return Text(f"{name.zh} {project.id}".strip(), f"{name.en} {project.id}".strip())


def site_words(found: Precheck) -> Text:
    """The site by its name and number."""
    site = found.site
    name = Text(site.name or site.name_en or "", site.name_en or site.name or "")
    return Text(f"{name.zh} {site.label.zh}".strip(), f"{name.en} {site.label.en}".strip())


def origin_words(origin: Origin | None) -> Text:
    """A source and its date."""
    if origin is None:
        return Text("", "")
    date = origin.date.isoformat() if origin.date else ""
    return Text(f"{origin.words.zh} {date}".strip(), f"{origin.words.en} {date}".strip())


def facts(found: Precheck, catalog: Catalog) -> list[tuple[Text, Text]]:
    """What a sheet is about and what it was made from."""
    return [
        (Text("项目", "Project"), project_words(found)),
        (Text("场地", "Site"), site_words(found)),
        (Text("园区", "Park"), found.site.park),
        (Text("面积", "Area"), found.area),
        (Text("状态", "Status"), found.site.status_words),
        *((Text("提示", "Note"), note.words) for note in found.notes),
        (Text("结论", "Verdict"), found.words),
        *start_lines(found),
        (Text("办理时间", "Time"), found.months_words),
        *((title, _count_words(found, key)) for key, title in SECTIONS.items()),
        scheme_fact(found.scheme),
        (Text("手续表", "Table of procedures"), Text(found.procedures or "–", found.procedures or "–")),
        *data_facts(found.as_of, found.inventory),
        (Text("说明", "Note"), NOTE),
        *demonstration_facts(catalog),
    ]


def start_lines(found: Precheck) -> list[tuple[Text, Text]]:
    """Whether it can start by the scheme's date, and why; nothing where there is no date to judge by."""
    by, words = found.start.by, found.start.words
    if by is None:
        return []
    answer = START_SENTENCES[found.start.answer]
    title = Text(f"{by} 前能否开工", f"Can it start by {by}")
    return [(title, Text(f"{answer.zh}：{words.zh}", f"{answer.en}: {words.en}"))]


def _count_words(found: Precheck, key: Section) -> Text:
    counts = found.counts[key]
    return Text(
        "，".join(f"{ANSWER_WORDS[name].zh} {count}" for name, count in counts.items()),
        ", ".join(f"{count} {ANSWER_WORDS[name].en}" for name, count in counts.items()),
    )


# as a workbook -------------------------------------------------------------------------------------------------------

_HEAD: Final = (
    Text("类别", "Section"),
    Text("事项", "Item"),
    Text("结论", "Answer"),
    Text("依据", "What decided"),
    Text("数据来源", "Source of the figure"),
    Text("数据日期", "As of"),
    Text("规则来源", "Source of the rule"),
    Text("规则日期", "Rule as of"),
    Text("办理部门", "Who clears it"),
    Text("月数", "Months"),
)
_STEPS: Final = (
    Text("次序", "Order"),
    Text("手续", "Procedure"),
    Text("办理部门", "Who clears it"),
    Text("第几个月起", "Begins in month"),
    Text("第几个月毕", "Ends in month"),
    Text("最慢一链", "In the slowest chain"),
)


def write_precheck_book(found: Precheck, catalog: Catalog, lang: Lang) -> bytes:
    """The sheet as the bytes of an XLSX file, without a live formula."""
    book, none = Book(), Text("", "")
    rows = [_row(SECTIONS[key], line) for key, lines in found.sections.items() for line in lines]
    add_sheet(book, Text("预审清单", "Pre-check"), _HEAD, rows, lang)
    steps: list[Row] = [
        (
            n,
            step.line.title,
            step.line.who or none,
            rounded(step.begins, 1),
            rounded(step.ends, 1),
            ANSWER_WORDS["yes"] if step.critical else none,
        )
        for n, step in enumerate(found.steps, 1)
    ]
    add_sheet(book, Text("办理次序", "Order of work"), _STEPS, steps, lang)
    asks: list[Row] = [(each.who or none, line.title, line.words) for each in found.questions for line in each.lines]
    add_sheet(book, Text("待核实", "To check"), (Text("向谁核实", "Who is asked"), _HEAD[1], _HEAD[3]), asks, lang)
    lines = [(line.title, line.text) for line in found.asked]
    add_sheet(book, Text("项目需求", "Requirement"), (Text("要求", "Asked"), Text("内容", "Value")), lines, lang)
    about_sheet(book, facts(found, catalog), lang)
    return book.finished()


def _day(origin: Origin | None) -> str:
    return origin.date.isoformat() if origin and origin.date else ""


def _row(section: Text, line: Line) -> Row:
    rule = line.rule
    return (
        section,
        line.title,
        ANSWER_WORDS[ANSWER_NAMES[line.answer]],
        line.words,
        line.data.words,
        _day(line.data),
        rule.words if rule else "",
        _day(rule),
        line.who or "",
        "" if line.months is None else line.months,
    )
