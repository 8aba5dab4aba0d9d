"""The report of an import as a workbook: each cell that was not taken with its reason, each row that was refused, totals, how complete each field is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gis.intake.cleaning.cleaned import State
from gis.intake.report import ImportReport, TotalReport
from gis.io.sheet import Cell
from gis.io.xlsx import Book
from gis.text import Text, in_lang
from gis.units import UNITS, mu_listed, percent

_CELLS: Final = (
    (Text("文件", "File"), 28), (Text("工作表", "Sheet"), 14), (Text("行", "Row"), 7), (Text("列", "Column"), 8),
    (Text("编号", "Id"), 26), (Text("字段", "Field"), 22), (Text("原文", "As it stands"), 30), (Text("类别", "Code"), 14),
    (Text("结果", "Outcome"), 12),
    (Text("原因", "Reason"), 60),
)  # fmt: skip
_FINDINGS: Final = (
    (Text("文件", "File"), 28), (Text("行", "Row"), 7), (Text("编号", "Id"), 26), (Text("字段", "Field"), 22), (Text("类别", "Code"), 18),
    (Text("摘录", "Excerpt"), 40), (Text("说明", "What"), 60), (Text("怎么办", "What to do"), 46),
)  # fmt: skip
_TOTALS: Final = (
    (Text("工作表", "Sheet"), 14), (Text("行", "Row"), 7), (Text("分节", "Section"), 18), (Text("字段", "Field"), 34),
    (Text("单位", "Unit"), 12), (Text("所写合计", "Stated"), 18), (Text("各条之和", "Sum of records"), 18),
    (Text("所写合计（亩）", "Stated (mu)"), 16), (Text("各条之和（亩）", "Sum of records (mu)"), 16),
    (Text("待核实条数", "To check"), 12), (Text("是否相符", "Agrees"), 10),
)  # fmt: skip
_FIELDS: Final = (
    (Text("字段", "Field"), 34), (Text("名称", "Name"), 24), (Text("已知", "Known"), 10), (Text("为空", "Blank"), 10),
    (Text("原文即为未知", "Unknown in its words"), 14), (Text("未能转换", "Not translated"), 14), (Text("完整率", "Complete"), 10),
)  # fmt: skip
_OUTCOMES: Final = {
    "to-check": Text("待核实", "to check"),
    "read-otherwise": Text("按别种写法读取", "read otherwise"),
    "disagrees": Text("互相不符", "disagrees"),
}
_IMPOSSIBLE: Final = Text("不可能的值", "cannot be")
_YES: Final = Text("相符", "yes")
_NO: Final = Text("不符", "no")
Headed = Sequence[tuple[Text, int]]


def write_report(report: ImportReport, lang: str) -> bytes:
    """The report in one language."""
    book = Book()
    ledger = report.ledger
    if ledger is not None or report.cells:
        write_sheet(book, Text("待核实", "To check"), _CELLS, _cells(report, lang), lang)
    findings = [*report.refused, *report.doubts, *report.repaired, *report.renamed, *report.area_gaps, *report.tables]
    write_sheet(
        book,
        Text("行与文件", "Rows and files"),
        _FINDINGS,
        [
            (
                finding.file,
                finding.row,
                finding.id or "",
                finding.field or "",
                finding.code,
                finding.excerpt,
                in_lang(finding.text, lang),
                in_lang(finding.remedy, lang),
            )
            for finding in findings
        ],
        lang,
    )
    if ledger is not None and ledger.totals:
        rows: list[Sequence[Cell]] = [
            (
                total.sheet,
                total.row,
                total.section,
                in_lang(total.title, lang),
                in_lang(UNITS[total.unit].label, lang) if total.unit else "",
                total.stated,
                total.summed,
                *_in_mu(total),
                total.unknown,
                in_lang(_YES if total.agrees else _NO, lang),
            )
            for total in ledger.totals
        ]
        write_sheet(book, Text("合计", "Totals"), _TOTALS, rows, lang)
    write_sheet(book, Text("完整程度", "Completeness"), _FIELDS, _completeness(report, lang), lang)
    return book.finished()


def _in_mu(total: TotalReport) -> tuple[Cell, Cell]:
    """The figures of a total of land in 亩; blank of any other."""
    land = bool(total.unit) and UNITS[total.unit].land
    return (mu_listed(total.stated), mu_listed(total.summed)) if land else ("", "")


def _cells(report: ImportReport, lang: str) -> list[Sequence[Cell]]:
    titles = {name: entry.title for name, entry in report.fields.items()}
    return [
        (
            cell.file,
            cell.sheet,
            cell.row,
            cell.column,
            cell.id,
            in_lang(titles.get(cell.field, Text(cell.field, cell.field)), lang),
            cell.raw,
            cell.code,
            in_lang(_OUTCOMES.get(cell.code, _IMPOSSIBLE), lang),
            in_lang(cell.reason, lang),
        )
        for cell in report.cells
    ]


def _completeness(report: ImportReport, lang: str) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = []
    for name, entry in report.fields.items():
        counts = [entry.counts[state] for state in (State.KNOWN, State.BLANK, State.DECLARED, State.UNTRANSLATED)]
        whole = sum(counts)
        if not whole:
            # The id: every record has one, or is refused.
            continue
        share = percent(counts[0] / whole)
        rows.append((in_lang(entry.title, lang), name, *counts, share))
    return rows


def write_sheet(book: Book, title: Text, headed: Headed, rows: Sequence[Sequence[Cell]], lang: str) -> None:
    """A sheet of a report: its headings, which stay in sight and filter, and its rows."""
    sheet = book.sheet(in_lang(title, lang), [width for _, width in headed])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(headed) - 1)
    for place, (heading, _) in enumerate(headed):
        book.put(sheet, 0, place, in_lang(heading, lang), book.heading)
    plain, number = book.style(text_wrap=True), book.style(num_format="#,##0.##")
    for row, cells in enumerate(rows, 1):
        for place, cell in enumerate(cells):
            book.put(sheet, row, place, cell, number if isinstance(cell, (int, float)) else plain)
