"""A difference as a workbook: every field that changes, every row that comes or goes, and what is kept though the source says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gis.intake.report_book import write_sheet
from gis.io.sheet import Cell
from gis.io.xlsx import Book
from gis.renewing.difference import KEPT_WORDS, Difference
from gis.text import Text, in_lang

_ID: Final = (Text("编号", "Id"), 34)
_CHANGED: Final = (
    _ID,
    (Text("字段", "Field"), 26),
    (Text("现为", "As it stands"), 34),
    (Text("来源为", "In the source"), 34),
)
_ROWS: Final = (_ID, (Text("名称", "Name"), 40), (Text("变化", "What"), 18))
GONE, NEW = Text("已没有的", "Gone"), Text("新增的", "New")
"""Headings of the sheet of rows that are probably one, which is read back where somebody says that they are."""
_PAIRS: Final = (
    (GONE, 34), (NEW, 34), (Text("相同项", "Alike"), 10), (Text("比较项", "Compared"), 10),
    (Text("不同", "Not alike"), 50),
)  # fmt: skip
_KEPT: Final = (
    _ID, (Text("字段", "Field"), 26), (Text("保留的", "Kept"), 30), (Text("来源为", "In the source"), 30), (Text("谁", "Who"), 20),
    (Text("何时", "When"), 14), (Text("为何保留", "Why"), 60),
)  # fmt: skip
_HELD: Final = (
    _ID,
    (Text("字段", "Field"), 26),
    (Text("现为", "As it stands"), 34),
    (Text("来源为", "In the source"), 34),
    (Text("预留人", "Held by"), 30),
    (Text("至", "Until"), 14),
)
_PLACES: Final = (
    _ID,
    (Text("字段", "Field"), 26),
    (Text("来源为", "In the source"), 34),
    (Text("定位依据", "Located by"), 44),
)
_LINKS: Final = (
    (Text("图层", "Layer"), 24), (Text("字段", "Field"), 20), (Text("关联到", "Links to"), 20), (Text("填写", "Named"), 10),
    (Text("此前有对应", "Led to one before"), 14), (Text("有对应", "Lead to one"), 12), (Text("不止一处", "To several"), 12),
    (Text("查不到", "To none"), 10), (Text("例", "Such as"), 50),
)  # fmt: skip
_NEW: Final = Text("新增", "new")
_GONE: Final = Text("来源中已没有", "not in the source")
_DRAWN: Final = Text("图形已改", "drawn otherwise")


def write_difference(difference: Difference, lang: str) -> bytes:
    """The difference in one language."""
    book = Book()
    changed: list[Sequence[Cell]] = [
        (each.id, in_lang(each.title, lang), in_lang(each.now_words, lang), in_lang(each.source_words, lang))
        for each in difference.changed
    ]
    write_sheet(book, Text("修改", "Changed"), _CHANGED, changed, lang)
    rows: list[Sequence[Cell]] = [
        (each.id, in_lang(each.words, lang), in_lang(what, lang))
        for what, part in ((_NEW, difference.new), (_GONE, difference.gone), (_DRAWN, difference.shapes))
        for each in part
    ]
    write_sheet(book, Text("增减", "New and gone"), _ROWS, rows, lang)
    kept: list[Sequence[Cell]] = [
        (
            each.id,
            in_lang(each.title, lang),
            in_lang(each.now_words, lang),
            in_lang(each.source_words, lang),
            each.by,
            "" if each.at is None else f"{each.at:%Y-%m-%d}",
            in_lang(KEPT_WORDS[each.why], lang),
        )
        for each in difference.kept
    ]
    write_sheet(book, Text("保留与冲突", "Kept, conflicts"), _KEPT, kept, lang)
    _write_held(book, difference, lang)
    pairs: list[Sequence[Cell]] = [
        (each.gone, each.new, each.alike, each.compared, "、".join(in_lang(title, lang) for title in each.differ))
        for each in (*difference.pairs, *difference.joined)
    ]
    write_sheet(book, Text("可能同一条", "Probably one"), _PAIRS, pairs, lang)
    places = _places(difference, lang)
    if places:
        write_sheet(book, Text("按旧值定位", "Located by old values"), _PLACES, places, lang)
    links: list[Sequence[Cell]] = [
        (
            in_lang(each.collection_title, lang),
            each.after.field,
            each.after.collection,
            each.after.named,
            "" if each.before is None else each.before.linked,
            each.after.linked,
            each.after.several,
            each.after.nowhere,
            "、".join(each.after.examples),
        )
        for each in difference.links
    ]
    if links:
        write_sheet(book, Text("关联", "Links"), _LINKS, links, lang)
    return book.finished()


def _places(difference: Difference, lang: str) -> list[Sequence[Cell]]:
    """Rows, of this layer and of others, whose place was found by what is no longer so."""
    places: list[Sequence[Cell]] = [
        (each.id, in_lang(each.title, lang), in_lang(each.source_words, lang), each.located_by)
        for each in difference.old_places
    ]
    places += [
        (
            f"{in_lang(each.collection_title, lang)} {each.id}",
            "",
            in_lang(_GONE if each.gone else _DRAWN, lang),
            each.target,
        )
        for each in difference.taken_shapes
    ]
    return places


def _write_held(book: Book, difference: Difference, lang: str) -> None:
    held: list[Sequence[Cell]] = [
        (
            each.id,
            in_lang(each.title, lang),
            in_lang(each.now_words, lang),
            in_lang(each.source_words, lang),
            each.holder,
            each.until,
        )
        for each in difference.held
    ]
    if held:
        write_sheet(book, Text("已预留的改动", "Held and changed"), _HELD, held, lang)
