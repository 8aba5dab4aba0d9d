"""Numbers of coordinates as cells hold them: plain, in degrees with minutes and seconds, one or two in a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from gis.numerals import folded_width

_NUMBER: Final = re.compile(
    r"(?P<degrees>\d{1,3})[°度](?P<minutes>\d{1,2})['′分](?:(?P<seconds>\d{1,2}(?:\.\d+)?)(?:[\"″秒]|''|′′)?)?"
    r"|(?P<plain>[-+]?\d+(?:\.(?P<decimals>\d+))?)"
)
_OTHERWISE: Final = re.compile(r"[^\s,，;；、/|()\[\]东经北纬度EWNSenws:：XYxy=°]")
_PRECISE: Final = 4
"""Decimals of a degree from which a place is told from its neighbours: about ten metres."""
_BOTH: Final = 2


class Number(NamedTuple):
    """A number of a pair, and whether it tells a place from its neighbours where it is in degrees."""

    value: float
    precise: bool


def numbers_in(word: str) -> list[Number]:
    """The numbers of a cell that holds coordinates and nothing else.

    >>> numbers_in("东经116°45′0.5″"), numbers_in("X=4046602.012"), numbers_in("约 36.5")
    ([Number(value=116.75013888888888, precise=True)], [Number(value=4046602.012, precise=False)], [])
    """
    text = folded_width(word)
    numbers = [_number(matched) for matched in _NUMBER.finditer(text)]
    return [] if _OTHERWISE.search(_NUMBER.sub("", text)) else numbers


def pair_in(cells: Sequence[str]) -> tuple[Number, Number] | None:
    """The two numbers of a cell, or of two cells with one each; None where these do not hold them."""
    numbers = [numbers_in(cell) for cell in cells]
    if len(numbers) > 1 and any(len(each) != 1 for each in numbers):
        return None
    flat = [number for each in numbers for number in each]
    return (flat[0], flat[1]) if len(flat) == _BOTH else None


def _number(matched: re.Match[str]) -> Number:
    if matched["plain"] is not None:
        return Number(float(matched["plain"]), precise=len(matched["decimals"] or "") >= _PRECISE)
    seconds = matched["seconds"]
    parts = [float(matched[name] or 0) for name in ("degrees", "minutes", "seconds")]
    return Number(parts[0] + parts[1] / 60 + parts[2] / 3600, precise=seconds is not None)
