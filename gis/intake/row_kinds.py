"""What a row below a heading is: a record, the title of a section, a total, a note, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice
from typing import Final, NamedTuple

from gis.io.grid import Cell, Gap
from gis.numerals import folded_width, number_in


class RowKind(StrEnum):
    """What a row is."""

    RECORD = "record"
    SECTION = "section"
    TOTAL = "total"
    NOTE = "note"
    BLANK = "blank"


_TOTAL: Final = re.compile(
    r"(?:.{0,12}?)(?:合计|小计|总计|共计|累计)(?:\(.*\))?:?|(?:grand|sub)?-?totals?:?", re.IGNORECASE
)
_NOTE: Final = re.compile(r"(?:注|备注|附注|说明|填表说明|填报说明|注释|notes?)(?:[:.、].*|\d.*)?", re.IGNORECASE)
_LIST_ITEM: Final = re.compile(r"[(]?\d{1,2}[).、.].*")
_SIGNATURE: Final = re.compile(r"[^:：]{1,12}[:：].+")
_SIGNED_BY: Final = re.compile(r"(?:填表|填报|制表|审核|复核|审批|分管|负责)[^:]{0,8}:")
"""How the row begins in which somebody signs for the table."""
_CHINESE: Final = "一二三四五六七八九十百"
_SECTION: Final = re.compile(
    rf"(?:[{_CHINESE}]+[、.]|[(][{_CHINESE}]+[)][、.]?|第[{_CHINESE}\d]+[部分批类章节][、:.]?|[IVX]+[、.])(?P<words>.+)"
)
_DECLARED: Final = re.compile(
    r"(?P<label>[^();:,，;：；（）]{1,24}):\s*(?P<figure>[\d,.]+)\s*(?P<unit>[^\s();,，；）]*)"
)
COUNTED: Final = frozenset("个宗家户栋项条处")
"""Words by which records are counted."""
_ENDS: Final = ":、"
OF_WHICH: Final = "其中"
"""How a heading begins whose figures are parts of those before it."""
_FEW: Final = 4
LONG: Final = 300
"""Digits from which they may be too many for a number."""
_NARROW: Final = 3
"""Columns of a table that is too narrow for a lone cell to tell anything."""


class Declared(NamedTuple):
    """A figure that the title of a section states about its records."""

    label: str
    figure: float
    unit: str


def words_of(cell: Cell) -> str:
    """A cell's text as it is compared: of one width, without breaks and blanks; '' where it is no text.

    >>> words_of("合　计 "), words_of(12.0), words_of(None)
    ('合计', '', '')
    """
    return "".join(folded_width(cell).split()) if isinstance(cell, str) else ""


def is_blank(cell: Cell) -> bool:
    r"""Whether nothing stands in a cell.

    >>> is_blank(None), is_blank("\u3000"), is_blank(0.0), is_blank(Gap.NO_VALUE)
    (True, True, False, False)
    """
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_figure(cell: Cell) -> bool:
    """Whether a cell is a number or a day, or a text that is nothing but one.

    >>> is_figure(3.0), is_figure("12,000 "), is_figure("2021/6/1"), is_figure("3层")
    (True, True, True, False)
    """
    if type(cell) is float or (type(cell) is str and len(cell) < LONG and _counts(cell)):
        return True
    if not isinstance(cell, str):
        return not is_blank(cell) and not isinstance(cell, Gap)
    text = words_of(cell)
    return (
        number_in(text.replace(",", "")) is not None
        or re.fullmatch(r"\d{2,4}([./-])\d{1,2}(\1\d{1,2})?", text) is not None
    )


def is_signed(words: str) -> bool:
    """Whether a text says what it is of and then what it is, as what stands above and below a table does.

    >>> is_signed("单位：平方米"), is_signed("面积（亩）")
    (True, False)
    """
    return _SIGNATURE.fullmatch(words) is not None


def _counts(cell: Cell) -> bool:
    """Whether a cell is a number, as that which stands before a record."""
    return type(cell) is float or (type(cell) is str and cell.isascii() and cell.isdecimal())


def is_note(words: str) -> bool:
    """Whether a text begins a note, or is where somebody signs.

    >>> is_note("注:以土地证为准"), is_note("填表人:张某"), is_note("单位:亩")
    (True, True, False)
    """
    return bool(_NOTE.fullmatch(words) or _SIGNED_BY.match(words))


def _begins_figure(cell: Cell) -> bool:
    return is_figure(cell) or words_of(cell)[:1].isdecimal()


def row_kind(cells: Sequence[Cell], *, spans: bool, after_note: bool, numbered: bool = True) -> RowKind:
    """What a row below the heading is.

    Parameters
    ----------
    cells
        The table's cells of the row.
    spans
        Whether its first filled cell is merged over most of the table.
    after_note
        Whether the row before was a note, which may go on.
    numbered
        Whether the first column numbers the records, so that a text that stands there alone is none of them.

    >>> row_kind(["合计", None, 12.0], spans=False, after_note=False)
    <RowKind.TOTAL: 'total'>
    >>> row_kind(["一、投产达产(共20个)", None, None, None], spans=False, after_note=False)
    <RowKind.SECTION: 'section'>
    """
    if cells and _counts(cells[0]) and any(cell is not None and not is_blank(cell) for cell in islice(cells, 1, None)):
        # Most rows of most ledgers: a number, and more behind it.
        return RowKind.RECORD
    filled = [place for place, cell in enumerate(cells) if not is_blank(cell)]
    if not filled:
        return RowKind.BLANK
    words = words_of(cells[filled[0]])
    if _TOTAL.fullmatch(words) and (len(filled) == 1 or any(_begins_figure(cells[place]) for place in filled[1:])):
        return RowKind.TOTAL
    titled = bool(_SECTION.fullmatch(words))
    signed = len(filled) <= _FEW and all(is_signed(words_of(cells[place])) for place in filled)
    if not titled and (signed or _SIGNED_BY.match(words)):
        return RowKind.NOTE
    if len(filled) > 1:
        return RowKind.RECORD
    return _lone(cells, filled[0], titled=titled or spans, after_note=after_note, numbered=numbered)


def _lone(cells: Sequence[Cell], place: int, *, titled: bool, after_note: bool, numbered: bool) -> RowKind:
    """What a row is in which one cell is filled."""
    words = words_of(cells[place])
    if not words or is_figure(cells[place]):
        # A number before a row that nobody has filled in yet.
        return RowKind.BLANK if place == 0 and len(cells) > 1 and is_figure(cells[place]) else RowKind.RECORD
    if _NOTE.fullmatch(words) or (after_note and _LIST_ITEM.fullmatch(words)):
        return RowKind.NOTE
    alone = numbered and place == 0 and len(cells) > _NARROW
    return RowKind.SECTION if titled or alone else RowKind.RECORD


def section_words(text: str) -> str:
    """What a section is called, without its number and what stands in brackets behind.

    >>> section_words("一、投产达产(项目共计:20个;总投资:523082.00万元)"), section_words("（二）归德片区：")
    ('投产达产', '归德片区')
    """
    plain = words_of(text)
    numbered = _SECTION.fullmatch(plain)
    words = numbered["words"] if numbered else plain
    return re.sub(r"\(.*\)$", "", words).strip(_ENDS) or plain


def section_level(text: str) -> int:
    """How deep a section lies: 一、 above （一）, and both above what has no number of its own kind.

    >>> section_level("一、续建"), section_level("（一）工业"), section_level("归德")
    (0, 1, 0)
    """
    return 1 if words_of(text).startswith("(") else 0


def declared_figures(text: str) -> tuple[Declared, ...]:
    """The figures that a section's title states.

    >>> declared_figures("一、续建（项目共计：20个；总投资：5,230.5万元）")
    (Declared(label='项目共计', figure=20.0, unit='个'), Declared(label='总投资', figure=5230.5, unit='万元'))
    """
    found = []
    for match in _DECLARED.finditer(folded_width(text)):
        figure = number_in(match["figure"].replace(",", ""))
        if figure is not None:
            found.append(Declared(match["label"].strip(), figure, match["unit"]))
    return tuple(found)
