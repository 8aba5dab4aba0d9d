"""The match report as a workbook: ranked sites with their contributions and verdicts, the funnel, what was asked and by which scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from gis.io.sheet import Cell, said
from gis.io.xlsx import Book, about_sheet, widths
from gis.rounding import rounded
from gis.text import Text
from gis.units import mu_from_m2

if TYPE_CHECKING:
    from xlsxwriter.format import Format

Report = Mapping[str, Any]

_VERDICTS: Final = {
    "fits": Text("符合", "fits"),
    "to_check": Text("待核实", "to check"),
    "rejected": Text("不符合", "rejected"),
}
_ANSWERS: Final = {"yes": Text("是", "yes"), "no": Text("否", "no"), "unknown": Text("待核实", "to check")}
_KINDS: Final = {"land": Text("土地", "land"), "floor": Text("楼面", "floor space")}


def write_match_report(report: Report, lang: str, *, demonstration: Text | None = None) -> bytes:
    """A match report, as ``POST /matches`` answers it, as a workbook of three sheets.

    Parameters
    ----------
    report
        Of a project with its sites, or of a site with its projects.
    lang
        ``zh`` or ``en``.
    demonstration
        Words for data that is a demonstration, else None.
    """
    book = Book()
    _ranked(book, report, lang)
    _funnel(book, report, lang)
    stamp = [(Text("演示数据", "Demonstration"), demonstration)] if demonstration else []
    about_sheet(book, [*stamp, *_about(report)], lang)
    return book.finished()


def _words(given: Any) -> Text:
    """A text of the report: ``{"zh", "en"}``, or a plain value that is the same in both."""
    if isinstance(given, Mapping):
        return Text(str(given.get("zh") or ""), str(given.get("en") or given.get("zh") or ""))
    return Text("", "") if given is None else Text(str(given), str(given))


def _ranked(book: Book, report: Report, lang: str) -> None:
    matches = [*report.get("matches", ()), *report.get("explained", ())]
    criteria = _labels(match.get("contributions", ()) for match in matches)
    rules = _labels(match.get("verdicts", ()) for match in matches)
    rows = [_row(match, criteria, rules, lang) for match in matches]
    headings = [said(heading, lang) for heading in _headings(report, criteria, rules)]
    sheet = book.sheet("Matches" if lang == "en" else "匹配结果", widths(headings, rows))
    sheet.freeze_panes(1, 4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    _write(book, sheet, [headings], 0, book.heading)
    _write(book, sheet, rows, 1)


def _labels(groups: Iterable[Sequence[Report]]) -> dict[str, Text]:
    """Criteria or rules of all matches by their id, in the order in which they first stand."""
    found: dict[str, Text] = {}
    for group in groups:
        for entry in group:
            weight = f" ({entry['weight']:g})" if "weight" in entry else ""
            label = _words(entry)
            name = str(entry.get("criterion", entry.get("rule")))
            found.setdefault(name, Text(f"{label.zh}{weight}", f"{label.en}{weight}"))
    return found


def _headings(report: Report, criteria: Mapping[str, Text], rules: Mapping[str, Text]) -> list[Text]:
    party = Text("项目", "Project") if report.get("site") else Text("地块/楼面", "Site")
    return [
        Text("名次", "Rank"),
        Text("编号", "Id"),
        party,
        Text("结论", "Verdict"),
        Text("类别", "Kind"),
        Text("园区", "Park"),
        Text("面积（m²）", "Area (m²)"),
        Text("面积（亩）", "Area (mu)"),
        Text("状态", "Status"),
        Text("得分", "Score"),
        Text("若待核实项均满足的得分", "Score if known"),
        *criteria.values(),
        *rules.values(),
        Text("说明", "Explanation"),
    ]


def _row(match: Report, criteria: Mapping[str, Text], rules: Mapping[str, Text], lang: str) -> list[Cell]:
    party: Report = match.get("site") or match.get("project") or {}
    points = {entry["criterion"]: entry for entry in match.get("contributions", ())}
    answers = {
        entry["rule"]: _ANSWERS.get(entry["answer"], _words(entry["answer"])) for entry in match.get("verdicts", ())
    }
    area = party.get("area_m2")
    kind = party.get("kind")
    return [
        match.get("rank"),
        str(party.get("id") or ""),
        said(_named(party), lang),
        said(_VERDICTS.get(str(match.get("verdict")), _words(match.get("verdict"))), lang),
        said(_KINDS.get(str(kind), _words(kind)), lang),
        said(_words(party.get("park")), lang),
        _or_unknown(area, lang) if "area_m2" in party else None,
        None if area is None or kind != "land" else rounded(mu_from_m2(area), 2),
        said(_words(party.get("status_text", party.get("status"))), lang),
        match.get("score"),
        match.get("score_if_known"),
        *(_points(points.get(name), lang) for name in criteria),
        *(said(answers.get(name, Text("", "")), lang) for name in rules),
        said(_words(match.get("explanation")), lang),
    ]


def _named(party: Report) -> Text:
    return Text(str(party.get("name") or ""), str(party.get("name_en") or party.get("name") or ""))


def _or_unknown(value: Any, lang: str) -> Cell:
    return said(_ANSWERS["unknown"], lang) if value is None else value


def _points(entry: Report | None, lang: str) -> Cell:
    """The points of a criterion; to be checked where its value is unknown."""
    if entry is None:
        return None
    return said(_ANSWERS["unknown"], lang) if entry.get("value") is None else entry.get("points")


def _funnel(book: Book, report: Report, lang: str) -> None:
    headings = [
        Text("类别", "Kind"),
        Text("规则", "Rule"),
        Text("之前", "Before"),
        Text("淘汰", "Removed"),
        Text("剩余", "Left"),
        Text("仅放宽此条可恢复", "Back if this alone is dropped"),
        Text("留下但待核实", "Left, to be checked"),
    ]
    rows: list[list[Cell]] = [
        [
            said(_KINDS.get(kind, _words(kind)), lang),
            said(_words(step), lang),
            *(step.get(key) for key in ("before", "removed", "left", "alone", "unknown")),
        ]
        for kind, steps in (report.get("funnel") or {}).items()
        for step in steps
    ]
    sheet = book.sheet("Funnel" if lang == "en" else "漏斗", (12, 40, 10, 10, 10, 20, 16))
    sheet.freeze_panes(1, 0)
    _write(book, sheet, [[said(heading, lang) for heading in headings]], 0, book.heading)
    _write(book, sheet, rows, 1)


def _about(report: Report) -> list[tuple[Text, Text]]:
    project, scheme = report.get("project") or {}, report.get("scheme") or {}
    counts = report.get("counts") or {}
    asked = project or report.get("site") or {}
    title = _words(scheme.get("title"))
    version = scheme.get("version", "")
    lines = [
        (
            Text("对象", "Matched"),
            Text(
                f"{asked.get('id') or ''} {_named(asked).zh}".strip(),
                f"{asked.get('id') or ''} {_named(asked).en}".strip(),
            ),
        ),
        *((_words(entry), _words(entry.get("text"))) for entry in project.get("requirement", ())),
        (
            Text("结果", "Result"),
            Text(
                f"符合 {counts.get('fits', 0)}，待核实 {counts.get('to_check', 0)}，不符合 {counts.get('rejected', 0)}",
                f"{counts.get('fits', 0)} fit, {counts.get('to_check', 0)} to check, {counts.get('rejected', 0)} rejected",
            ),
        ),
        (Text("基准日", "Day of the question"), _words(report.get("as_of"))),
        (Text("数据版本", "Inventory version"), _words(report.get("inventory"))),
        (
            Text("评分方案", "Scheme"),
            Text(f"{title.zh}（{scheme.get('id')}，{version}）", f"{title.en} ({scheme.get('id')}, {version})"),
        ),
        *((_criterion(entry), _words(f"{entry.get('weight', '')}")) for entry in scheme.get("criteria", ())),
        *(
            (_rule(entry), _words(f"{entry.get('source') or ''} {entry.get('date') or ''}".strip()))
            for entry in scheme.get("rules", ())
        ),
    ]
    return [(label, value) for label, value in lines if value.zh]


def _criterion(entry: Report) -> Text:
    label = _words(entry)
    return Text(f"权重：{label.zh}", f"Weight: {label.en}")


def _rule(entry: Report) -> Text:
    label = _words(entry)
    return Text(f"规则：{label.zh}", f"Rule: {label.en}")


def _write(book: Book, sheet: Any, rows: Iterable[Sequence[Cell]], start: int, style: Format | None = None) -> None:
    for number, cells in enumerate(rows, start):
        for place, cell in enumerate(cells):
            number_format = "#,##0.0" if isinstance(cell, float) else "#,##0" if isinstance(cell, int) else "@"
            book.put(sheet, number, place, cell, style or book.style(num_format=number_format))
