"""A cell of any kind made a value of its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gis.fields import DType, Role
from gis.intake.cleaning.cleaned import BLANK, Cleaned, Expected, State, doubtful, unstated
from gis.intake.cleaning.days import clean_day
from gis.intake.cleaning.figures import clean_figure
from gis.intake.cleaning.flags import clean_flag
from gis.intake.cleaning.floors import floor_in
from gis.intake.cleaning.parts import parts_of
from gis.intake.cleaning.phrases import is_sign, is_spoilt, plain_line
from gis.intake.cleaning.spans import clean_bounds, is_upper
from gis.io.grid import Gap
from gis.text import Text
from gis.values import EXACT, lost_digits, text_of

GAPS: Final = {
    Gap.NO_VALUE: Text("公式没有保存结果", "a formula whose result is not stored"),
    Gap.MISTAKE: Text("公式出错", "a formula that came to an error"),
}
SPOILT: Final = Text(
    "表格软件把编号写成了科学计数，数字已丢失", "a spreadsheet wrote the number in scientific notation: digits are lost"
)


_LOWER: Final = Text("是一个范围，取其下限", "a range, of which the lower end is taken")
_UPPER: Final = Text("是一个范围，取其上限", "a range, of which the upper end is taken")


def clean(raw: object, expected: Expected) -> Cleaned:
    """The value of a cell, as its field keeps it; None with the reason where it is not certain.

    >>> from gis.fields import Field
    >>> land = Field(name="a", dtype=DType.NUMBER, title=Text("", ""), unit="m2_land")
    >>> clean("1.5公顷", Expected(field=land)).value, clean("约9900", Expected(field=land)).reason.en
    (15000.0, 'an approximate figure')
    """
    if type(raw) is float and 1 < raw <= EXACT and expected.straight:
        # Most cells of a workbook: nothing is asked of them that this does not answer.
        return Cleaned(raw, State.KNOWN, *expected.by)
    if raw is None:
        return BLANK
    if isinstance(raw, Gap):
        return doubtful(GAPS[raw])
    return _CLEANERS[expected.field.dtype](raw, expected)


def _number(raw: object, expected: Expected) -> Cleaned:
    floor = floor_in(raw) if expected.field.role is Role.FLOOR and isinstance(raw, str) else None
    if floor is not None:
        return Cleaned(floor)
    figure = clean_figure(raw, expected)
    upper = is_upper(expected.field.role) if figure.state is State.UNTRANSLATED and isinstance(raw, str) else None
    if upper is None:
        return figure
    bounds = clean_bounds(raw, expected)
    side = bounds.high if upper else bounds.low
    if side.state is State.UNTRANSLATED:
        return figure
    if expected.both_bounds:
        return side
    return side._replace(reason=side.reason or (_UPPER if upper else _LOWER))


def _text(raw: object, _expected: Expected) -> Cleaned:
    if isinstance(raw, float) and raw != raw:  # noqa: PLR0124 - NaN
        return BLANK
    if lost_digits(raw):
        return doubtful(SPOILT)
    text = plain_line(raw if isinstance(raw, str) else text_of(raw))
    if not text:
        return BLANK
    if is_spoilt(text):
        return doubtful(SPOILT)
    return unstated() if is_sign(text) else Cleaned(text)


def _list(raw: object, expected: Expected) -> Cleaned:
    text = _text(raw, expected)
    if text.state is not State.KNOWN:
        return text
    parts = parts_of(raw if isinstance(raw, str) else str(text.value))
    return unstated() if parts is None else Cleaned(parts)


_CLEANERS: Final[dict[DType, Callable[[object, Expected], Cleaned]]] = {
    DType.NUMBER: _number,
    DType.INTEGER: _number,
    DType.DATE: clean_day,
    DType.BOOLEAN: lambda raw, _expected: clean_flag(raw),
    DType.LIST: _list,
    DType.TEXT: _text,
}
