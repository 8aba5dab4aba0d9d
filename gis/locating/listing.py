"""Proposals as they are read: on a terminal with their evidence, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from gis.changes.report import cut_words
from gis.findings import LISTED
from gis.io.sheet import Cell
from gis.io.xlsx import Book
from gis.locating.proposal import OUTCOMES, WAYS, Located, LookedIn, Outcome, Proposal
from gis.text import Text, id_words, in_lang, many
from gis.units import figure

_LONGEST: Final = 120
_APPLY: Final = Text("加 --yes 写入可定位的行", "--yes gives the located ones their shapes")
_TAKE: Final = Text("待核实的用 --take 编号=宗地 逐条选定", "choose for those to check by --take ID=PARCEL")
_HEADS: Final = (
    (Text("编号", "Id"), 26), (Text("结果", "Outcome"), 12), (Text("依据", "By"), 18), (Text("宗地", "Parcel"), 24),
    (Text("图形所在", "Shape of"), 26), (Text("说明", "Evidence"), 60), (Text("本行所写", "The row says"), 60),
    (Text("候选所写", "The candidates say"), 60),
)  # fmt: skip


def located_text(located: Located, lang: str) -> str:
    """The proposals as they are read on a terminal: counts, where was looked, some rows of each outcome with their evidence."""
    return "\n".join(in_lang(line, lang) for line in _lines(located)) + "\n"


def _lines(located: Located) -> Iterator[Text]:
    title, count = located.title, len(located.proposals)
    yield Text(
        f"{title.zh}：{figure(located.total)} 行，没有图形的 {figure(count)} 行",
        f"{title.en}: {many(located.total, 'row')}, {figure(count)} without a shape",
    )
    for looked in located.looked_in:
        yield _looked_line(looked)
    yield from located.notes
    for outcome in Outcome:
        proposals = located.of(outcome)
        words = OUTCOMES[outcome]
        yield Text(f"{words.zh} {figure(len(proposals))}", f"{words.en} {figure(len(proposals))}")
        for proposal in proposals[:LISTED]:
            yield _line(proposal)
        if len(proposals) > LISTED:
            more = figure(len(proposals) - LISTED)
            yield Text(f"  …… 另有 {more} 行", f"  … {more} more")
    if located.applied:
        given = figure(len(located.applied))
        yield Text(
            f"已定位 {given} 行，第 {located.change_set} 号变更", f"{given} located, change set {located.change_set}"
        )
        return
    if located.of(Outcome.LOCATED):
        yield _APPLY
    if located.of(Outcome.TO_CHECK):
        yield _TAKE


def _looked_line(looked: LookedIn) -> Text:
    if looked.refused is not None:
        return Text(
            f"  未查 {looked.title.zh}（{looked.collection}）：{looked.refused.zh}",
            f"  not looked in {looked.title.en} ({looked.collection}): it {looked.refused.en}"
            if not looked.refused.en.startswith(("its", "all"))
            else f"  not looked in {looked.title.en} ({looked.collection}): {looked.refused.en}",
        )
    fields = ", ".join(looked.fields)
    return Text(
        f"  查找 {looked.title.zh}（{looked.collection}）{figure(looked.rows)} 个图形，按 {fields}",
        f"  looked in {looked.title.en} ({looked.collection}): {many(looked.rows, 'shape')}, by {fields}",
    )


def _line(proposal: Proposal) -> Text:
    place = proposal.place
    named = "" if place is None else f" → {place.named}"
    key = id_words(proposal.id)
    return Text(
        f"  {key.zh}{named}  {cut_words(proposal.why.zh, _LONGEST)}",
        f"  {key.en}{named}  {cut_words(proposal.why.en, _LONGEST)}",
    )


def located_book(located: Located, lang: str) -> bytes:
    """The proposals as a workbook, a row each."""
    book = Book()
    sheet = book.sheet(in_lang(Text("定位", "Locating"), lang), [width for _, width in _HEADS])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(located.proposals), 1), len(_HEADS) - 1)
    for place, (heading, _) in enumerate(_HEADS):
        book.put(sheet, 0, place, in_lang(heading, lang), book.heading)
    plain = book.style(text_wrap=True)
    for row, proposal in enumerate(located.proposals, 1):
        for place, cell in enumerate(_cells(proposal, lang)):
            book.put(sheet, row, place, cell, plain)
    return book.finished()


def _cells(proposal: Proposal, lang: str) -> Sequence[Cell]:
    place = proposal.place
    return (
        proposal.id,
        in_lang(OUTCOMES[proposal.outcome], lang),
        "" if proposal.by is None else in_lang(WAYS[proposal.by], lang),
        "" if place is None else place.named,
        "" if place is None else place.address,
        in_lang(proposal.why, lang),
        " | ".join(proposal.says),
        "\n".join(" | ".join((each.named, *each.says)) for each in proposal.candidates),
    )
