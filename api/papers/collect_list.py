"""What to collect first, as sheets and as a list: what is unknown in the order in which it decides most, and every place where it has to be found out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from api.ground.settings import Lang
from api.papers.workbook import Row, add_sheet
from gis.io.guards import guard
from gis.io.xlsx import Book
from gis.matching.needs.vocabulary_words import SITE_KIND_WORDS
from gis.matching.ranking.collecting import Collect, CollectLine
from gis.matching.ranking.report import MatchReport
from gis.text import Text, in_lang

MAX_PLACES: Final = 10_000
"""How many places of one line a list names at most."""
WHAT_WORDS: Final = {
    "field": Text("缺数据", "value missing"),
    "place": Text("未定位", "not located"),
    "layer": Text("缺图层", "layer missing"),
    "project": Text("项目未说明", "not stated by the project"),
    "doubt": Text("须明确", "to be settled"),
}
NOTHING_TO_COLLECT: Final = Text("没有待核实的场地，无须收集。", "Nothing is to be checked, and nothing to collect.")
_NOBODY: Final = Text("", "")
LINE_HEAD: Final = (
    Text("次序", "Step"),
    Text("查明什么", "What to find out"),
    Text("性质", "Kind"),
    Text("场地类型", "Of"),
    Text("未知", "Unknown of"),
    Text("单此可定", "Decides alone"),
    Text("累计可定", "Decides with those before"),
    Text("向谁核实", "Whom to ask"),
)
_PLACE_HEAD: Final = (
    Text("次序", "Step"),
    Text("查明什么", "What to find out"),
    Text("向谁核实", "Whom to ask"),
    Text("图层", "Layer"),
    Text("编号", "Id"),
    Text("名称", "Name"),
    Text("园区", "Park"),
)


def line_cells(line: CollectLine) -> Row:
    """A line of what to collect, cell by cell."""
    return (
        line.step,
        line.title,
        WHAT_WORDS[line.what],
        SITE_KIND_WORDS[line.kind] if line.kind else _NOBODY,
        line.open,
        line.alone,
        line.decided,
        line.who or _NOBODY,
    )


def add_collect_sheets(book: Book, report: MatchReport, lang: Lang) -> None:
    """The two sheets of a match's workbook; none where nothing is to be checked."""
    if report.collect is None:
        return
    lines = [line_cells(line) for line in report.collect.lines]
    add_sheet(book, Text("先收集", "Collect first"), LINE_HEAD, lines, lang)
    add_sheet(book, Text("收集清单", "To collect"), _PLACE_HEAD, list(_places(report.collect)), lang)


def write_collect_book(report: MatchReport, lang: Lang) -> bytes:
    """The two sheets alone, as the bytes of an XLSX file."""
    book = Book()
    if report.collect is None:
        add_sheet(book, Text("先收集", "Collect first"), LINE_HEAD, [], lang)
    add_collect_sheets(book, report, lang)
    return book.finished()


def write_collect_csv(report: MatchReport, lang: Lang) -> bytes:
    """Every place where something has to be found out, as CSV for spreadsheets; the head alone where nothing is."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([in_lang(text, lang) for text in _PLACE_HEAD])
    for row in _places(report.collect) if report.collect else ():
        writer.writerow([_plain(cell, lang) for cell in row])
    return target.getvalue().encode("utf-8-sig")


def _plain(cell: int | str | Text, lang: Lang) -> int | str:
    if isinstance(cell, int):
        return cell
    return guard(in_lang(cell, lang) if isinstance(cell, Text) else cell)


def _places(collect: Collect) -> Iterator[tuple[int | str | Text, ...]]:
    for line in collect.lines:
        for place in line.places(MAX_PLACES):
            yield (
                line.step,
                line.title,
                line.who or _NOBODY,
                place.collection,
                place.id,
                place.name,
                place.park,
            )
