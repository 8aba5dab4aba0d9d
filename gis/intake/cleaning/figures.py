"""Figures as ledgers write them: separators, units in the cell, 万 and 亿; what may be meant in two ways is to check."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from gis.fields import DType, Field, Role
from gis.intake.cleaning.cleaned import BLANK, Cleaned, Expected, State, UnitFrom, doubtful, unstated
from gis.intake.cleaning.measures import measure_of, measure_of_field, split_multiple, unit_title
from gis.intake.cleaning.phrases import says_nothing, says_unknown
from gis.numerals import folded_width
from gis.text import Text
from gis.values import EXACT

ABOUT: Final = Text("约数，不是确切数值", "an approximate figure")
SPAN: Final = Text("是一个区间，不是一个数值", "a range, not one figure")
BOUND: Final = Text("是上限或下限，不是一个数值", "a bound, not a figure")
SEVERAL: Final = Text("一格里有几个数", "several figures in one cell")
NO_FIGURE: Final = Text("不是数值", "no figure")
NO_UNIT: Final = Text("单元格和表头都没有写单位", "neither the cell nor the heading names a unit")
NOT_WHOLE: Final = Text("不是整数", "not a whole number")
NO_AREA: Final = Text("面积须大于 0", "an area is more than 0")
NEGATIVE: Final = Text("不能为负", "cannot be negative")
IN_BRACKETS: Final = Text("括号里的数可能是负数，也可能是附注", "a figure in brackets may be negative, or a remark")
ONE_FIGURE: Final = Text(
    "只有一个数，看不出是上限、下限还是定值", "one figure: upper bound, lower bound or the value itself"
)
SHARE_OR_PERCENT: Final = Text(
    "不大于 1，看不出是百分数还是比例（0.5 可能是 0.5%，也可能是 50%）",
    "at most 1: 0.5 may be 0.5 % or 50 %",
)
DIGITS_LOST: Final = Text(
    "位数过多或写成科学计数，数字已不完整", "too many digits, or in scientific notation: digits are lost"
)
YUAN_OR_WAN: Final = Text("看不出单位是元、万元还是万万元", "CNY, CNY 10,000, or 10,000 times that")
MULTIPLE_TWICE: Final = Text(
    "单元格和该列的单位都有“万”或“亿”，看不出是否重复",
    "the cell says 万 or 亿, and so does the unit of its column: once, or twice",
)
MONTH_OR_MONTHS: Final = Text("看不出是年月还是时长", "a date or a length of time")

PLANNED: Final = frozenset((Role.FAR_MIN, Role.FAR_MAX, Role.DENSITY_MIN, Role.DENSITY_MAX))
"""Bounds that a plan sets as a pair: one figure for both may be either."""
_FLOORS: Final = frozenset((Role.FLOORS, Role.STOREYS))
_WAN: Final = 10**4
_WHOLE_AREAS: Final = frozenset((Role.AREA, Role.MEASURED_AREA))
_NEVER_NEGATIVE: Final = frozenset(("area", "length", "floor", "power", "force/area"))
_COUNTED: Final = frozenset("个栋幢座层家户宗块处台套间人项条")
"""What is counted: a figure of a field without a unit may name it."""
_PLAIN: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?|[+-]?\.[0-9]+")
_DIGITS: Final = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
NUMBER: Final = rf"[+-]?(?:{_DIGITS})"
"""A number, its thousands separated or not; a comma that separates no thousands is none."""
_FIGURE: Final = re.compile(rf"(?P<coin>¥|￥|人民币|rmb|cny)?(?P<number>{NUMBER})(?P<unit>[^0-9].*)?")
_COMMON: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([\u4e00-\u9fff㎡㎥㎞㏊]{1,6})")
"""Most figures with a unit, which are looked at once without folding."""
_EXPONENT: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?e[+-]?[0-9]+")
_APART: Final = re.compile(r"[0-9.,]\s+[0-9.,]")
_NEARLY: Final = re.compile(
    r"约|左右|上下|余|近[0-9]|[0-9]\+|[0-9]多|大概|估|预计|^~[0-9]|≈|逾|(?<![不得])超过|数[十百千万]|几[十百千万]"
)
_SPAN: Final = re.compile(r"[0-9][^0-9.,]*(?:-|~|—|–|至|到)[^0-9.,]*[0-9]|[≤<≥>].*[≤<≥>]")
_BOUND: Final = re.compile(r"[≤<≥>≦≧⩽⩾]|[不低高大小多少]+于|不超过|至少|最[多少低高]|以[上下内]")
_DIGIT: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SINCE: Final = 1900
_TRUSTED_EXPONENT: Final = 1e11


class Figure(NamedTuple):
    """A number with what follows it, folded; ``coin`` where a sign of money stands before it."""

    number: Fraction
    unit: str
    coin: bool


def clean_figure(raw: object, expected: Expected) -> Cleaned:
    """A number of the field, in its unit; raw is a number or a text."""
    if isinstance(raw, str):
        text = raw.strip()
        if not _PLAIN.fullmatch(text):
            return _of_text(text, expected)
        number = float(text)
        return (
            _as_it_stands(number, expected)
            if 1 < number <= EXACT and expected.straight
            else _of_number(number, expected, text)
        )
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        number = float(raw) if abs(raw) <= EXACT else math.inf
        return (
            _as_it_stands(number, expected) if 1 < number <= EXACT and expected.straight else _of_number(raw, expected)
        )
    return doubtful(NO_FIGURE)


def figure_in(text: str) -> Figure | None:
    """The figure that a text begins with, and what follows it; None where it does not begin with one that is certain."""
    if common := _COMMON.fullmatch(text):
        return Figure(Fraction(common[1]), _folded_unit(common[2]), coin=False)
    folded = folded_width(text).casefold()
    if _APART.search(folded):
        return None
    found = _FIGURE.fullmatch("".join(folded.split()))
    if found is None:
        return None
    return Figure(Fraction(found["number"].replace(",", "")), found["unit"] or "", found["coin"] is not None)


@lru_cache(maxsize=1024)
def _folded_unit(word: str) -> str:
    return "".join(folded_width(word).casefold().split())


def converted(figure: Figure, expected: Expected) -> Cleaned:
    """A figure in the unit of its field: by the unit that it names itself, else as the column's figures are."""
    if not figure.unit and not figure.coin:
        return _of_number(float(figure.number), expected, str(figure.number))
    if figure.unit == "月" or (figure.unit == "年" and figure.number >= _SINCE):
        return doubtful(MONTH_OR_MONTHS)
    times, rest = split_multiple(figure.unit)
    if rest:
        return _by_own_unit(figure, expected)
    scale = expected.scale
    if not figure.coin and (scale.field is None or scale.field.kind != "money"):
        return _multiplied(figure.number, times, expected)
    # A figure of a column in 万元 that says 万, or ¥ alone, may be so many 元 or so many 万元.
    once = times > _WAN or scale.bare is None or scale.bare.scale == 1 or (figure.coin and times > 1)
    if not once or (scale.bare is None and times <= _WAN and not figure.coin):
        return doubtful(YUAN_OR_WAN)
    return _by_own_unit(figure._replace(unit=f"{figure.unit}元"), expected)


def _multiplied(number: Fraction, times: int, expected: Expected) -> Cleaned:
    """A figure that says 万 or 亿 and no unit, in that of its column; where that says so too, it may be meant once or twice."""
    scale = expected.scale
    if times > 1 and scale.bare is not None and split_multiple(_unit_words(scale.word, expected.field))[0] > 1:
        return doubtful(MULTIPLE_TWICE)
    return _of_number(float(number * times), expected, str(number * times))


def _unit_words(word: str | None, field: Field) -> str:
    """The unit of a column's bare figures in words: the source's own, else the field's."""
    return _folded_unit(word or unit_title(field)).partition("/")[0]


def _by_own_unit(figure: Figure, expected: Expected) -> Cleaned:
    own, word, field, scale = measure_of(figure.unit), figure.unit, expected.field, expected.scale
    by = (word, UnitFrom.CELL)
    if scale.field is None:
        named = expected.heading or expected.written_in
        same = own is not None and bool(named) and measure_of(str(named)) == own
        counted = {"层"} if field.role in _FLOORS else _COUNTED
        return (
            _fitting(float(figure.number), expected, by)
            if same or word in counted
            else doubtful(_no_such_unit(word, field))
        )
    # Floor space is never counted in 亩, so that a cell which says 亩 means the land.
    floor_in_mu = field.unit == "m2" and "亩" in word
    if own is None or own.kind != scale.field.kind or floor_in_mu:
        return doubtful(_no_such_unit(word, field))
    return _fitting(float(figure.number * own.scale / scale.field.scale), expected, by)


def _as_it_stands(number: float, expected: Expected) -> Cleaned:
    return Cleaned(number, State.KNOWN, *expected.by)


def _of_number(number: float, expected: Expected, typed: str | None = None) -> Cleaned:
    """A figure that names no unit; ``typed`` where it stood as text."""
    if number != number:  # noqa: PLR0124 - NaN
        return BLANK
    reason = _unsure(number, expected, typed)
    if reason is not None:
        return doubtful(reason)
    factor, scale = expected.factor, expected.scale
    made: float = number
    if factor is not None:
        made = number * factor
        if number and made == 0:
            # A product too small for a number would be 0, which says that there is nothing.
            return doubtful(DIGITS_LOST)
    elif scale.field is not None and scale.bare is not None and not scale.direct:
        made = float(Fraction(typed or repr(number)) * scale.bare.scale / scale.field.scale)
    return _fitting(made, expected, (scale.word, scale.source))


def _unsure(number: float, expected: Expected, typed: str | None) -> Text | None:
    """Why a figure without a unit cannot be taken, if it cannot."""
    field, scale = expected.field, expected.scale
    if abs(number) > EXACT:
        return DIGITS_LOST
    if scale.bare is None and scale.field is not None:
        return NO_UNIT if scale.word is None else _no_such_unit(scale.word, field)
    if expected.both_bounds and field.role in PLANNED:
        return ONE_FIGURE
    if field.unit == "percent" and 0 < abs(number) <= 1 and not _is_percent(expected, typed):
        return SHARE_OR_PERCENT
    return None


def _is_percent(expected: Expected, typed: str | None) -> bool:
    """Whether a small figure of a percentage is one: the mapping says so, or the heading of a cell that no format multiplies."""
    return expected.factor is not None or bool(expected.written_in) or (expected.heading == "%" and typed is not None)


def _fitting(number: float, expected: Expected, unit: tuple[str | None, UnitFrom | None]) -> Cleaned:
    """The number as the field keeps it, unless it is none that the field can have."""
    reason = _misfit(number, expected.field)
    if reason is not None:
        return doubtful(reason)
    value = int(number) if expected.field.dtype is DType.INTEGER else float(number)
    return Cleaned(value, State.KNOWN, None, *unit)


def _misfit(number: float, field: Field) -> Text | None:
    """Why a number is none that a field can have, if it is none."""
    if abs(number) > EXACT:
        return DIGITS_LOST
    if number <= 0 and field.role in _WHOLE_AREAS:
        return NO_AREA
    measure = measure_of_field(field) if number < 0 else None
    if measure is not None and measure.kind in _NEVER_NEGATIVE:
        return NEGATIVE
    whole = field.dtype is DType.INTEGER or field.unit == "floor"
    return NOT_WHOLE if whole and not float(number).is_integer() else None


def _of_text(text: str, expected: Expected) -> Cleaned:
    if not text:
        return BLANK
    figure = figure_in(text)
    made = None if figure is None else converted(figure, expected)
    if made is not None and made.reason is None:
        return made
    if says_unknown(text) or says_nothing(text):
        return unstated()
    folded = folded_width(text).casefold().strip()
    if _EXPONENT.fullmatch(folded):
        return _of_exponent(folded, expected)
    vague = _NEARLY.search(folded) or _SPAN.search(folded) or _BOUND.search(folded)
    return doubtful(why_no_figure(folded)) if made is None or vague else made


def _of_exponent(folded: str, expected: Expected) -> Cleaned:
    """What a spreadsheet writes with an exponent has lost its digits, unless it has few of them."""
    number = float(folded)
    vanished = number == 0 and re.match(r"[+-]?[0.]*[1-9]", folded)
    trusted = abs(number) < _TRUSTED_EXPONENT and not vanished
    return _of_number(number, expected, folded) if trusted else doubtful(DIGITS_LOST)


def is_about(folded: str) -> bool:
    """Whether a text says that its figure is not exact."""
    return _NEARLY.search(folded) is not None


def why_no_figure(folded: str) -> Text:
    """Why a text is no figure, as far as it can be seen."""
    if not _DIGIT.search(folded):
        return NO_FIGURE
    if re.fullmatch(rf"\({NUMBER}[^()]*\)", folded):
        return IN_BRACKETS
    if is_about(folded):
        return ABOUT
    if _SPAN.search(folded):
        return SPAN
    if _BOUND.search(folded):
        return BOUND
    return SEVERAL if len(_DIGIT.findall(folded)) > 1 else NO_FIGURE


def _no_such_unit(word: str, field: Field) -> Text:
    if _DIGIT.search(re.sub("m[23]", "", word[1:])):
        return SEVERAL
    shown, wanted = word[:20], unit_title(field)
    if not wanted:
        return Text(f"字段没有单位，单元格写的是“{shown}”", f"the field has no unit, and the cell has {shown}")
    return Text(f"“{shown}”不能换算为 {wanted}", f"{shown} is not converted to {wanted}")
