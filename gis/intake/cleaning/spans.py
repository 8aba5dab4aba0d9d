"""Bounds and ranges in one cell, as plans state them: ``1.0≤R≤2.0``, ``不低于0.7``, ``20-30亩``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, NamedTuple

from gis.fields import Role
from gis.intake.cleaning.cleaned import BLANK, Cleaned, Expected, State, doubtful, unstated
from gis.intake.cleaning.figures import (
    ABOUT,
    NUMBER,
    ONE_FIGURE,
    SPAN,
    clean_figure,
    converted,
    figure_in,
    is_about,
    why_no_figure,
)
from gis.intake.cleaning.measures import split_multiple
from gis.intake.cleaning.phrases import says_nothing, says_unknown
from gis.numerals import folded_width
from gis.text import Text

TURNED: Final = Text("下限大于上限", "the lower bound is above the upper one")
NO_UPPER: Final = Text("只写了下限", "a lower bound alone")
NO_LOWER: Final = Text("只写了上限", "an upper bound alone")

_LOWER: Final = (
    r"≥|>=|=>|≧|⩾|>|≮|不低于|不小于|不少于|大于等于|大于或等于|大于|高于|多于|至少|最低|最少|不得低于|不得小于"
)
_UPPER: Final = r"≤|<=|=<|≦|⩽|<|≯|不高于|不大于|不多于|不超过|小于等于|小于或等于|小于|低于|少于|至多|最高|最多|不得高于|不得超过|不得大于"
_VALUE: Final = rf"{NUMBER}(?:[^0-9≤≥<>~至到—–-][^≤≥<>~至到—–-]*)?"
_NAME: Final = (
    r"(?:(?:规划|设定|地上)?(?:容积率|建筑密度|建筑系数|绿地率|建筑高度|建筑限高|限高|高度|面积|[a-z]{1,4})[:=为]?)?"
)
_BETWEEN: Final = re.compile(
    rf"(?P<a>{_VALUE})(?P<first>{_LOWER}|{_UPPER}){_NAME}(?P<second>{_LOWER}|{_UPPER})(?P<b>{_VALUE})"
)
_TWO: Final = re.compile(
    rf"{_NAME}(?P<first>{_LOWER}|{_UPPER})(?P<a>{_VALUE}?)[且并和,;、]+{_NAME}(?P<second>{_LOWER}|{_UPPER})(?P<b>{_VALUE})"
)
_FROM_TO: Final = re.compile(rf"{_NAME}(?P<a>{_VALUE})(?:-|~|—|–|至|到)+(?P<b>{_VALUE})")
_ONE: Final = re.compile(rf"{_NAME}(?P<side>{_LOWER}|{_UPPER})(?P<value>{_VALUE})")
_BEHIND: Final = re.compile(rf"{_NAME}(?P<value>{NUMBER}[^0-9]*?)\(?(?P<side>及?以[上下内])\)?")
_IS_LOWER: Final = re.compile(_LOWER)
_HIGHEST: Final = frozenset((Role.HEIGHT_LIMIT,))
_LEAST: Final = frozenset((Role.MIN_LET,))


class Bounds(NamedTuple):
    """The lower and the upper bound that a cell states."""

    low: Cleaned
    high: Cleaned


def clean_bounds(raw: object, expected: Expected) -> Bounds:
    """Both bounds of a cell in the field's unit; one figure without a sign is to check as either."""
    if not isinstance(raw, str):
        single = clean_figure(raw, expected)
        return _both(doubtful(ONE_FIGURE) if single.state is State.KNOWN else single)
    folded = "".join(folded_width(raw).casefold().split())
    if not folded:
        return _both(BLANK)
    if says_unknown(folded) or says_nothing(folded):
        return _both(unstated())
    if is_about(folded):
        return _both(doubtful(ABOUT))
    for form, bounds in ((_BETWEEN, _between), (_TWO, _two), (_FROM_TO, _from_to), (_ONE, _one), (_BEHIND, _behind)):
        if found := form.fullmatch(folded):
            return bounds(found, expected)
    single = clean_figure(raw, expected)
    return _both(doubtful(ONE_FIGURE if single.state is State.KNOWN else why_no_figure(folded)))


def is_upper(role: Role | None) -> bool | None:
    """Whether a role is an upper bound; False of a lower one, None of what is no bound.

    >>> is_upper(Role.FAR_MAX), is_upper(Role.LAND_AREA_MIN), is_upper(Role.AREA)
    (True, False, None)
    """
    if role is None:
        return None
    if role.endswith("_max") or role in _HIGHEST:
        return True
    return False if role.endswith("_min") or role in _LEAST else None


def _both(cell: Cleaned) -> Bounds:
    return Bounds(cell, cell)


def _value(text: str, expected: Expected) -> Cleaned:
    figure = figure_in(text)
    if figure is None:
        return doubtful(why_no_figure(text))
    return converted(figure, _without_pair(expected))


def _without_pair(expected: Expected) -> Expected:
    return replace(expected, both_bounds=False) if expected.both_bounds else expected


def _pair(low: Cleaned, high: Cleaned) -> Bounds:
    if low.state is not State.KNOWN or high.state is not State.KNOWN:
        return _both(low if low.state is not State.KNOWN else high)
    if isinstance(low.value, (int, float)) and isinstance(high.value, (int, float)) and low.value > high.value:
        return _both(doubtful(TURNED))
    return Bounds(low, high)


def _between(found: re.Match[str], expected: Expected) -> Bounds:
    # 1.0≤R says that R is at least 1.0: the first sign stands behind its figure.
    first_lower, second_lower = (_IS_LOWER.fullmatch(found[name]) is not None for name in ("first", "second"))
    if first_lower != second_lower:
        return _both(doubtful(SPAN))
    given = _alike(found["a"], found["b"], expected)
    return _pair(*reversed(given)) if first_lower else _pair(*given)


def _two(found: re.Match[str], expected: Expected) -> Bounds:
    first_lower, second_lower = (_IS_LOWER.fullmatch(found[name]) is not None for name in ("first", "second"))
    if first_lower == second_lower:
        return _both(doubtful(SPAN))
    given = _alike(found["a"], found["b"], expected)
    return _pair(*given) if first_lower else _pair(*reversed(given))


def _from_to(found: re.Match[str], expected: Expected) -> Bounds:
    return _pair(*_alike(found["a"], found["b"], expected))


def _alike(first: str, second: str, expected: Expected) -> tuple[Cleaned, Cleaned]:
    """Two figures, of which the second may name the unit of both; a 万 that stands once may be meant once."""
    low, high = figure_in(first), figure_in(second)
    if low is None or high is None:
        return doubtful(SPAN), doubtful(SPAN)
    (_, mine), (times, its) = split_multiple(low.unit), split_multiple(high.unit)
    if (mine and not its) or (not low.unit and times > 1):
        return doubtful(SPAN), doubtful(SPAN)
    if not mine:
        low = low._replace(unit=f"{low.unit}{its}")
    alone = _without_pair(expected)
    return converted(low, alone), converted(high, alone)


def _one(found: re.Match[str], expected: Expected) -> Bounds:
    return _half(found["value"], expected, lower=_IS_LOWER.fullmatch(found["side"]) is not None)


def _behind(found: re.Match[str], expected: Expected) -> Bounds:
    return _half(found["value"], expected, lower=found["side"].endswith("上"))


def _half(text: str, expected: Expected, *, lower: bool) -> Bounds:
    value = _value(text, expected)
    if value.state is not State.KNOWN:
        return _both(value)
    return Bounds(value, unstated(NO_UPPER)) if lower else Bounds(unstated(NO_LOWER), value)
