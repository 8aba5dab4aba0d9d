"""Words for units as ledgers have them, and what one of each is in the units of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from gis.fields import Field
from gis.numerals import folded_width
from gis.units import UNITS


class Measure(NamedTuple):
    """What a unit measures, and how many of the base unit of that kind one of it is."""

    kind: str
    scale: Fraction


_MU: Final = Fraction(2000, 3)
_ATOMS: Final = {
    "area": {
        **dict.fromkeys(("m2", "平方米", "平米", "平方", "平", "sqm", "sqmetres", "squaremetres"), Fraction(1)),
        **dict.fromkeys(("亩", "市亩", "mu"), _MU),
        **dict.fromkeys(("公顷", "hm2", "ha", "hectare", "hectares"), Fraction(10_000)),
        **dict.fromkeys(("英亩", "acre", "acres"), Fraction(40_468_564_224, 10_000_000)),
        **dict.fromkeys(("平方公里", "平方千米", "km2"), Fraction(1_000_000)),
    },
    "length": {
        **dict.fromkeys(("m", "米"), Fraction(1)),
        **dict.fromkeys(("cm", "厘米"), Fraction(1, 100)),
        **dict.fromkeys(("mm", "毫米"), Fraction(1, 1000)),
        **dict.fromkeys(("km", "公里", "千米"), Fraction(1000)),
    },
    "volume": dict.fromkeys(("m3", "立方米", "立方"), Fraction(1)),
    "money": {
        **dict.fromkeys(("元", "人民币元", "圆", "cny", "rmb", "yuan"), Fraction(1)),
        "千元": Fraction(1000),
    },
    "mass": {
        **dict.fromkeys(("吨", "t"), Fraction(1)),
        **dict.fromkeys(("公斤", "千克", "kg"), Fraction(1, 1000)),
    },
    "force": dict.fromkeys(("kn", "千牛"), Fraction(1)),
    "force/area": dict.fromkeys(("kpa", "千帕"), Fraction(1)),
    "power": {
        **dict.fromkeys(("kva", "千伏安"), Fraction(1)),
        **dict.fromkeys(("mva", "兆伏安"), Fraction(1000)),
    },
    "coal": dict.fromkeys(("吨标煤", "吨标准煤", "tce"), Fraction(1)),
    "hour": dict.fromkeys(("h", "小时", "时"), Fraction(1)),
    "day": dict.fromkeys(("日", "天", "d", "day"), Fraction(1)),
    "month": {
        **dict.fromkeys(("月", "个月", "month"), Fraction(1)),
        **dict.fromkeys(("年", "周年", "a", "year"), Fraction(12)),
    },
    "share": {"%": Fraction(1, 100), "‰": Fraction(1, 1000)},
    "floor": dict.fromkeys(("层", "f"), Fraction(1)),
}
_WORDS: Final = {word: Measure(kind, scale) for kind, words in _ATOMS.items() for word, scale in words.items()}
_SAME: Final = {
    # 1 t/m² of floor load is taken as 10 kN/m², as gis.units has it; a tonne of water is a cubic metre.
    "mass/area": Measure("force/area", Fraction(10)),
    "mass/day": Measure("volume/day", Fraction(1)),
    # A month's rent counts thirty days. A year's may count 360 or 365: it is not converted.
    "money/area/month": Measure("money/area/day", Fraction(1, 30)),
}
_FIELDS: Final = {
    "m2_land": "m2",
    "percent": "%",
    "wan": "万元",
    "wan/mu": "万元/亩",
    "wan/year": "万元/年",
    "tce/wan": "tce/万元",
    "yuan/m2/day": "元/m2/日",
    "yuan/m2": "元/m2",
}
"""Ids of units that are no words of ledgers."""
_RATIO: Final = Measure("share", Fraction(1))
_MULTIPLES: Final = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
}
_MULTIPLE: Final = re.compile(f"({'|'.join(_MULTIPLES)})(.*)")
_SIGNS: Final = str.maketrans(
    {
        "²": "2",
        "³": "3",
        "·": "/",
        "•": "/",
        "∙": "/",
        "⋅": "/",
        "・": "/",
        ".": "/",
        "*": "/",
        "每": "/",
        "(": "",
        ")": "",
    }
)
_BRACKETS: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]?")
_LIKE_A_UNIT: Final = re.compile(r"[元亩米顷吨%‰]|平方")


@lru_cache(maxsize=4096)
def measure_of(word: str) -> Measure | None:
    """What a unit measures, in any of its spellings; None of one that is not known.

    >>> measure_of("㎡") == measure_of("平方米"), measure_of("万元/亩"), measure_of("万美元")
    (True, Measure(kind='money/area', scale=Fraction(15, 1)), None)
    """
    first, *others = "".join(folded_width(word).casefold().split()).translate(_SIGNS).split("/")
    found = _multiplied(first, of_money=bool(others))
    if found is None:
        return None
    kind, scale = found
    for other in others:
        part = _WORDS.get(other)
        if part is None:
            return None
        kind, scale = f"{kind}/{part.kind}", scale / part.scale
    if kind in _SAME and others[-1] not in ("年", "周年", "a", "year"):
        kind, scale = _SAME[kind].kind, scale * _SAME[kind].scale
    return Measure(kind, scale)


def measure_of_field(field: Field) -> Measure | None:
    """What a field's figures measure; None where it has no unit."""
    if field.unit is None:
        return None
    return _RATIO if field.unit == "ratio" else measure_of(_FIELDS.get(field.unit, field.unit))


def names_unit_of(field: Field, word: str) -> bool:
    """Whether a word behind a figure names the very unit of a field, so that the figure is the field's as it stands."""
    folded = "".join(folded_width(word).casefold().split())
    measure = measure_of_field(field)
    # A month, or a year, may be meant as a date.
    if measure is None or folded in ("年", "月") or not split_multiple(folded)[1]:
        return False
    return measure_of(folded) == measure


def split_multiple(word: str) -> tuple[int, str]:
    """A unit's word and what stands before it as a power of ten.

    >>> split_multiple("万m2"), split_multiple("亿"), split_multiple("千元")
    ((10000, 'm2'), (100000000, ''), (1, '千元'))
    """
    found = None if word in _WORDS else _MULTIPLE.fullmatch(word)
    return (_MULTIPLES[found[1]], found[2]) if found else (1, word)


def heading_unit(heading: str, field: Field) -> str | None:
    """The unit that a heading names for a field: in brackets, behind a ``_``, or as a line of its own; that of a group stands for what lies below.

    A unit in brackets that is none of the field's is given too: its figures cannot be taken.

    >>> from gis.fields import DType
    >>> from gis.text import Text
    >>> land = Field(name="a", dtype=DType.NUMBER, title=Text("", ""), unit="m2_land")
    >>> [heading_unit(each, land) for each in ("面积（公顷）", "土地面积_亩", "土地面积 / 平方米", "面积", "面积（万美元）")]
    ['公顷', '亩', '平方米', None, '万美元']
    """
    wanted = measure_of_field(field)
    if wanted is None:
        return None
    for name in _names(heading):
        measure = measure_of(name)
        if measure is not None and measure.kind == wanted.kind:
            return name
    last = _BRACKETS.findall(folded_width(heading.rsplit(" / ", maxsplit=1)[-1]))
    return next((name for name in reversed(last) if _LIKE_A_UNIT.search(name)), None)


def units_named(heading: str) -> Iterator[str]:
    """The units that a heading names, the nearest first.

    >>> list(units_named("投资（万元） / 面积（亩）"))
    ['亩', '万元']
    """
    return (name for name in _names(heading) if measure_of(name) is not None)


def unit_title(field: Field) -> str:
    """A field's unit as messages name it, in Chinese."""
    return UNITS[field.unit].label.zh or "1" if field.unit else ""


def _names(heading: str) -> Iterator[str]:
    """Words of a heading that may be units, the nearest first."""
    for line in reversed(heading.split(" / ")):
        folded = folded_width(line).strip()
        for bracket in reversed(_BRACKETS.findall(folded)):
            yield from (part.strip().removeprefix("单位:") for part in reversed(re.split("[,、;]", bracket)))
        yield folded.rpartition("_")[2]


def _multiplied(word: str, *, of_money: bool) -> Measure | None:
    times, rest = split_multiple(word)
    if not rest and of_money:
        # 15万/亩 is 15 万元 for each.
        rest = "元"
    found = _WORDS.get(rest)
    return None if found is None else Measure(found.kind, found.scale * times)
