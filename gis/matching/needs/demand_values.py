"""Values that a demand may state, checked; every mistake is a :class:`gis.errors.BadDemand` with its key and what to do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from gis.errors import BadDemand
from gis.matching.needs.attributes import Attribute
from gis.text import Text
from gis.units import figure as shown

MAX_NUMBER: Final = 1e10
MIN_NUMBER: Final = 1e-6
MAX_TEXT: Final = 200


def bad(key: str, zh: str, en: str, remedy: Text | None = None, **where: object) -> BadDemand:
    """What is wrong with the value of a key."""
    fallback = Text("请改正该值，或不填表示不作要求", "correct the value, or leave it out to ask nothing of it")
    return BadDemand(Text(f"{key} {zh}", f"{key} {en}"), remedy or fallback, key=key, **where)


def check_number(figure: Attribute, value: object) -> None:
    """Refuse what is no number in the bounds of a figure."""
    key = figure.key
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise bad(key, "须是有限的数字", "must be a finite number")
    if not 0 <= value <= MAX_NUMBER:
        raise bad(
            key,
            f"须在 0 至 {shown(MAX_NUMBER)} 之间，给的是 {value:g}",
            f"must lie between 0 and {shown(MAX_NUMBER)}, not {value:g}",
        )
    if 0 < value < MIN_NUMBER:
        raise bad(key, f"过小：{value:g}", f"is too small: {value:g}")
    if value == 0 and figure.above_zero:
        raise bad(key, "不能是 0", "cannot be 0")
    if figure.whole and (value != int(value) or value < 1):
        raise bad(key, "须是不小于 1 的整数", "must be a whole number of at least 1")


def check_order(low_key: str, high_key: str, low: float | None, high: float | None) -> None:
    """Refuse a range that asks nothing, or whose ends are crossed."""
    if low == 0 and high is None:
        raise bad(
            low_key,
            "为 0，没有要求任何面积",
            "is 0 and asks for no area at all",
            Text("请填写所需面积；不要求时不填", "say how much is needed, or leave it out to ask nothing of it"),
        )
    if low is not None and high is not None and low > high:
        raise bad(
            low_key,
            f"{low:g} 大于 {high_key} {high:g}",
            f"{low:g} lies above {high_key} {high:g}",
            Text("下限不能大于上限，请调整", "the lower bound cannot exceed the upper; change one"),
        )


def check_among(key: str, given: Sequence[str], options: Sequence[str]) -> None:
    """Refuse a code that is not among the options."""
    for value in given:
        if value not in options:
            names = ", ".join(options)
            raise bad(
                key,
                f"没有代码 {str(value)[:MAX_TEXT]}",
                f"has no code {str(value)[:MAX_TEXT]}",
                Text(f"请从下列代码中选择：{names}", f"choose one of: {names}"),
                options=list(options),
            )
