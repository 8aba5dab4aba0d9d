"""What a cell of a list says of its field: the value that is meant, unknown, or why it can be none."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import Final

from gis.codelists import Codelist
from gis.columns import Value, parse_value
from gis.fields import FORMS, DType, Field, Role
from gis.intake.cleaning.cells import clean
from gis.intake.cleaning.cleaned import Expected, State
from gis.io.book_rows import MAX_CELL
from gis.io.grid import Cell, Gap
from gis.io.sheet import NOTHING, UNKNOWN, SheetColumn, read_list
from gis.layer import Layer
from gis.rounding import rounded
from gis.text import Text
from gis.units import MU, UNITS, mu_listed
from gis.values import TOO_MANY, TooManyDigits, text_of, unpointed
from gis.vocabulary import folded

_NEVER_NEGATIVE: Final = frozenset({Role.FAR_MIN, Role.FAR_MAX})
_DECIMALS: Final = 3
"""Decimals that a workbook shows of a figure at most: who saves what is shown has changed nothing."""
_CENTS: Final = 2
_MEND: Final = Text("请改正该格，或留空表示待核实", "correct the cell, or leave it empty for unknown")


class Unfit(Exception):
    """A cell that says no value of its field: why, to stand after the cell, and what to do."""

    def __init__(self, text: Text, remedy: Text = _MEND) -> None:
        super().__init__(text.both())
        self.text = text
        self.remedy = remedy


def typed(cell: Cell) -> str:
    """A cell as people read it.

    >>> typed(12.0), typed(None), typed(dt.date(2023, 9, 1)), typed(" a")
    ('12', '', '2023-09-01', ' a')
    """
    if isinstance(cell, Gap):
        return ""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return text_of(unpointed(cell) if isinstance(cell, float) and math.isfinite(cell) else cell)


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_unknown(cell: Cell) -> bool:
    """Whether a cell says that nothing is known."""
    return is_blank(cell) or (isinstance(cell, str) and cell.strip() in UNKNOWN)


def says_value(entry: SheetColumn, layer: Layer, row: int, cell: Cell) -> bool:
    """Whether a cell is what a list of ours writes for the value that a row has, in either language."""
    value = layer.columns[entry.field.name].value(row)
    if value is None:
        return is_unknown(cell)
    if cell is None and entry.part != "title":
        return False
    return any(_alike(cell, entry.cell(layer, row, lang)) for lang in ("zh", "en"))


def _alike(cell: Cell, shown: str | float | dt.date | None) -> bool:
    if isinstance(shown, (int, float)):
        return isinstance(cell, (int, float)) and not isinstance(cell, bool) and shows(float(cell), float(shown))
    if isinstance(shown, str):
        text = "" if cell is None else typed(cell)
        cut = shown if len(shown) <= MAX_CELL else f"{shown[: MAX_CELL - 1]}…"
        return text in (shown, cut) or _one_line(text) == _one_line(cut)
    return isinstance(cell, dt.date) and shown is not None and typed(cell) == shown.isoformat()


def _one_line(text: str) -> str:
    """A text whatever breaks its lines and however it is indented: spreadsheets write these as they like."""
    return "\n".join(line.strip() for line in text.replace("_x000D_", "").splitlines()).strip()


def shows(number: float, value: float) -> bool:
    """Whether a number is a value as it is shown: to the digits that a spreadsheet has, or rounded to the decimals that a list shows.

    >>> shows(12.346, 12.3456), shows(12.35, 12.3456), shows(0.1 + 0.2, 0.3)
    (True, False, True)
    """
    return math.isclose(number, value, rel_tol=1e-13) or number == rounded(value, _DECIMALS)


def same_value(entry: SheetColumn, value: Value, kept: Value) -> bool:
    """Whether a value that a cell was read as is the one that is there, as far as its column shows it."""
    if isinstance(value, float) and isinstance(kept, (int, float)) and not isinstance(kept, bool):
        if entry.part == "mu":
            return mu_listed(value) == mu_listed(float(kept))
        return shows(value, float(kept))
    return value == kept and isinstance(value, bool) == isinstance(kept, bool)


def read_cell(entry: SheetColumn, layer: Layer, row: int, cell: Cell) -> tuple[Value, ...]:
    """The values of which a cell says one: one alone but where a title is that of several codes.

    Raises
    ------
    Unfit
        Where it says none.
    """
    if isinstance(cell, Gap):
        raise Unfit(
            Text("是没有结果的公式", "is a formula without a result"),
            Text("请把公式粘贴为数值，再保存", "paste its value in its place and save the list again"),
        )
    if is_unknown(cell):
        return (None,)
    codes = layer.codelists.get(entry.field.name)
    if codes is not None and not _of_another_system(entry.field, codes, layer, row):
        return _coded(entry, codes, typed(cell))
    if entry.field.dtype is DType.LIST:
        return (read_list(typed(cell)),)
    if entry.field.dtype is DType.TEXT:
        return (_text(entry.field, cell),)
    return (_cleaned(entry, cell),)


def _of_another_system(field: Field, codes: Codelist, layer: Layer, row: int) -> bool:
    """Whether a row names another classification for its use than the list: its codes are not ours to translate."""
    system = layer.collection.by_role.get(Role.USAGE_SYSTEM) if field.role is Role.USAGE else None
    named = None if system is None else layer.columns[system.name].value(row)
    return named is not None and named != codes.id


def _text(field: Field, cell: Cell) -> Value:
    try:
        return parse_value(field, cell if isinstance(cell, float) else typed(cell).strip())
    except TooManyDigits:
        raise Unfit(
            Text(f"为数值，{TOO_MANY.zh}", f"is a number {TOO_MANY.en}"),
            Text("请把该格设为文本后重新填写", "make the cell a text and type it again"),
        ) from None


def _cleaned(entry: SheetColumn, cell: Cell) -> Value:
    """A figure in the unit of its field, from 亩 in m² to 0.01; a day; yes or no: as the cells of any ledger are read."""
    field = entry.field
    cleaned = clean(cell, Expected(field=field, heading=MU.zh if entry.part == "mu" else None))
    if cleaned.state is State.UNTRANSLATED:
        reason = cleaned.reason or FORMS[field.dtype]
        raise Unfit(Text(f"没有确定的值：{reason.zh}", f"has no certain value: {reason.en}"))
    value = cleaned.value
    if value is None or not field.numeric or not isinstance(value, (int, float)):
        return value
    unit = UNITS[field.unit] if field.unit else None
    if value < 0 and ((unit is not None and not unit.cny) or field.role in _NEVER_NEGATIVE):
        raise Unfit(Text("不能为负", "cannot be negative"))
    return rounded(value, _CENTS) if entry.part == "mu" or (field.land and isinstance(cell, str)) else value


# codes -----------------------------------------------------------------------------------------------------------------


def _coded(entry: SheetColumn, codes: Codelist, text: str) -> tuple[Value, ...]:
    if entry.field.dtype is not DType.LIST:
        return _meant(codes, text)
    if text.strip() in NOTHING:
        return ([],)
    meant = _meant_parts(codes, read_list(text), text)
    return (list(dict.fromkeys(meant)),)


def _meant(codes: Codelist, word: str) -> tuple[str, ...]:
    """The codes of which a word may be one: code, title or alias."""
    code = codes.meant(word)
    if code is not None:
        return (code,)
    bare = word.strip()
    if codes.knows(bare):
        return (bare,)
    titled = tuple(each.code for each in codes.codes if folded(bare) in map(folded, each.title))
    if titled:
        return titled
    near = [each for each in codes.codes if folded(bare) in folded(each.title.both())] or list(codes.codes)
    shown = [Text(f"{each.title.zh}（{each.code}）", f"{each.title.en} ({each.code})") for each in near[:8]]
    raise Unfit(
        Text(f"不在“{codes.title.zh}”中", f"is not in {codes.title.en}"),
        Text(
            f"请填其中之一：{'、'.join(each.zh for each in shown)}{' …' if len(near) > 8 else ''}",
            f"write one of {', '.join(each.en for each in shown)}{' …' if len(near) > 8 else ''}",
        ),
    )


_BETWEEN: Final = re.compile(r"([、;；,，\n/])")


def _meant_parts(codes: Codelist, parts: Sequence[str], text: str) -> list[str]:
    """The codes of a list in a cell; a title may hold what stands between others: the longest that is one is taken."""
    try:
        return [_alone(codes, part) for part in parts]
    except Unfit:
        pieces = _BETWEEN.split(text)
    codes_of: list[str] = []
    at = 0
    while at < len(pieces):
        for end in range(len(pieces), at, -2):
            part = "".join(pieces[at:end]).strip()
            code = codes.meant(part)
            if code is not None:
                codes_of.append(code)
                at = end + 1
                break
        else:
            word = pieces[at].strip()
            if word:
                codes_of.append(_alone(codes, word))
            at += 2
    return codes_of


def _alone(codes: Codelist, word: str) -> str:
    meant = _meant(codes, word)
    if len(meant) > 1:
        raise Unfit(
            Text(f"“{word}”是多个代码的名称", f"names several codes: {word}"),
            Text("请在代码列中填代码", "write the code in the column of codes"),
        )
    return meant[0]
