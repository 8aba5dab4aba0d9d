"""The pre-check sheet as an A4 page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from api.ground.settings import Lang
from api.papers.paper import Column, Markup, Shown, beneath, definitions, heading, mark, paper, table, to_html
from api.papers.prechecks import TITLE, origin_words, project_words, site_words, start_lines
from gis.catalog import Catalog
from gis.matching.needs.vocabulary_words import ADVICE_WORDS, ANSWER_WORDS
from gis.matching.precheck.precheck import NOTE, SECTIONS, Precheck, Section
from gis.matching.precheck.precheck_lines import CONTROLS, Line
from gis.matching.sites.answers import ANSWER_NAMES, YES
from gis.rounding import rounded
from gis.text import Text, many, sentence
from gis.units import plain

_ASKED: Final = {
    "controls": Text("是否符合管控要求", "does the site keep to it"),
    "rules": Text("是否满足", "is it met"),
    "procedures": Text("是否已具备", "is it done"),
}
_LINES: Final = (
    Column(Text("事项", "Item"), 19),
    Column(Text("结论", "Answer"), 12),
    Column(Text("依据", "What decided"), 34),
    Column(Text("数据日期 · 来源", "As of · sources"), 17),
    Column(Text("由谁办理", "Who clears it"), 18),
)
_STEPS: Final = (
    Column(Text("次序", "Order"), 8),
    Column(Text("手续", "Procedure"), 37),
    Column(Text("由谁办理", "Who clears it"), 33),
    Column(Text("第几个月", "Months from now"), 22, figures=True),
)
_ASKS: Final = (Column(Text("向谁核实", "Who is asked"), 35), Column(Text("核实什么", "What about"), 65))


def sheet_page(found: Precheck, catalog: Catalog, lang: Lang, *, other: str = "") -> str:
    """The sheet as HTML; ``other`` is its address in the other language."""
    title = Text(
        f"{project_words(found).zh} → {site_words(found).zh}", f"{project_words(found).en} → {site_words(found).en}"
    )
    scheme = found.scheme
    made = Text(
        f"方案 {scheme.id} {scheme.version} · 手续表 {found.procedures or '–'} · 基准日 {found.as_of} · 版本 {found.inventory}",
        f"scheme {scheme.id} {scheme.version} · procedures {found.procedures or '–'} · day of the question {found.as_of} · version {found.inventory}",
    )
    return paper(
        Text(f"{catalog.title.zh} · {TITLE.zh}", f"{catalog.title.en} · {TITLE.en}"),
        title,
        made,
        lang,
        *(f"<p>{to_html(note.words, lang)}</p>" for note in found.notes),
        _verdict(found, lang),
        _subjects(found, lang),
        *(_section(found, key, lang) for key in found.sections),
        _work(found, lang),
        _sources(found, lang),
        _signed(lang),
        stamp=catalog.demonstration,
        foot=sentence([NOTE]),
        other=other,
    )


def _verdict(found: Precheck, lang: Lang) -> str:
    lines: list[tuple[Text, Shown]] = [
        *start_lines(found),
        (Text("办理时间", "Time"), found.months_words),
    ]
    words = mark(found.verdict, ADVICE_WORDS[found.verdict], lang)
    return f'<div class="verdict"><b>{words.html}</b>{to_html(found.words, lang)}{definitions(lines, lang)}</div>'


def _subjects(found: Precheck, lang: Lang) -> str:
    site = found.site
    asked: list[tuple[Text, Shown]] = [(line.title, line.text) for line in found.asked]
    had: list[tuple[Text, Shown]] = [
        (Text("编号", "Id"), site.label),
        (Text("园区", "Park"), site.park),
        (Text("面积", "Area"), found.area),
        (Text("状态", "Status"), site.status_words),
    ]
    left = heading(Text("项目需求", "What the project needs"), lang) + definitions(asked, lang)
    right = heading(Text("场地", "The site"), lang) + definitions(had, lang)
    return f'<div class="pair wide"><div>{left}</div><div>{right}</div></div>'


def _section(found: Precheck, key: Section, lang: Lang) -> str:
    counts, numbers = found.counts[key], _numbers(found)
    beside = Text(
        f"{_ASKED[key].zh}：是 {counts['yes']}，否 {counts['no']}，待核实 {counts['unknown']}",
        f"{_ASKED[key].en}: {counts['yes']} yes, {counts['no']} no, {counts['unknown']} to check",
    )
    # Where a rule is met or a procedure done, nobody has anything to clear.
    rows = [_row(line, numbers, lang, everyone=key == CONTROLS) for line in found.sections[key]]
    empty = f'<p class="muted">{to_html(Text("无", "none"), lang)}</p>'
    return heading(SECTIONS[key], lang, beside) + (table(_LINES, rows, lang) if rows else empty)


def _row(line: Line, numbers: Mapping[Text, int], lang: Lang, *, everyone: bool) -> list[Shown]:
    answer = ANSWER_NAMES[line.answer]
    months = "" if line.months is None else plain(line.months)
    takes = Text(f"约 {months} 个月", f"about {many(months, 'month')}") if months else ""
    cited = "".join(f"[{numbers[words]}]" for words in _cited(line))
    return [
        line.title,
        mark(answer, ANSWER_WORDS[answer], lang),
        line.words,
        Markup(f'<span class="cited">{line.data.date or "–"} <i>{cited}</i></span>'),
        beneath(line.who or "–", takes, lang) if everyone or line.answer != YES else "–",
    ]


def _cited(line: Line) -> list[Text]:
    """The sources of a line: its figure's and its rule's, the latter with its date."""
    return [line.data.words, *([origin_words(line.rule)] if line.rule else [])]


def _numbers(found: Precheck) -> dict[Text, int]:
    """Sources by their number, in the order in which they are cited."""
    cited = dict.fromkeys(words for lines in found.sections.values() for line in lines for words in _cited(line))
    return {words: number for number, words in enumerate(cited, 1)}


def _sources(found: Precheck, lang: Lang) -> str:
    listed = "".join(f"<span>[{number}] {to_html(words, lang)}</span>" for words, number in _numbers(found).items())
    return heading(Text("来源", "Sources"), lang) + f'<p class="sources">{listed}</p>'


def _work(found: Precheck, lang: Lang) -> str:
    parts = []
    if found.steps:
        rows: list[list[Shown]] = [
            [
                str(number),
                Markup(f"<b>{to_html(step.line.title, lang)}</b>") if step.critical else step.line.title,
                step.line.who or "–",
                f"{plain(rounded(step.begins, 1)) or '0'} – {plain(rounded(step.ends, 1)) or '0'}",
            ]
            for number, step in enumerate(found.steps, 1)
        ]
        beside = Text("粗体为最慢一链", "the slowest chain in bold")
        parts.append(heading(Text("先办什么", "What to clear first"), lang, beside) + table(_STEPS, rows, lang))
    if found.questions:
        asks: list[list[Shown]] = [[each.who or "–", _titles(each.lines)] for each in found.questions]
        parts.append(heading(Text("先核实什么", "What to ask first"), lang) + table(_ASKS, asks, lang))
    return "".join(parts)


def _titles(lines: Sequence[Line]) -> Text:
    return Text("、".join(line.title.zh for line in lines), ", ".join(line.title.en for line in lines))


def _signed(lang: Lang) -> str:
    blanks = (Text("经办", "Prepared by"), Text("审核", "Checked by"), Text("日期", "Date"))
    return '<div class="signed">' + "".join(f"<span>{to_html(blank, lang)}</span>" for blank in blanks) + "</div>"
