"""Units of the field and their display conversions. Stored values are SI; nothing here changes data.

1 亩 = 2000/3 m², 1 ha = 15 亩 exactly; 1 t/m² of floor load is taken as 10 kN/m², as the market does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.rounding import all_rounded, decimal_of, rounded
from gis.text import Text

M2_PER_HA: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit as catalog.toml names it and as people read it."""

    id: str
    label: Text
    land: bool = False
    """Whether 亩 stands beside it: land has 亩, floor space never."""
    cny: int = 0
    """How many CNY one of it is: English counts money in full, 26.4 万元/亩 is CNY 264,000 per mu. 0 where it is no money."""
    per: str = ""
    """What the money is paid for, as it stands behind an English amount."""

    def words(self) -> dict[str, str | int]:
        """As the page has it: the label of a heading, and for money how English amounts are made of figures."""
        words: dict[str, str | int] = {"zh": self.label.zh, "en": self.label.en}
        return words | {"cny": self.cny, "per": self.per} if self.cny else words


_UNITS: Final = (
    Unit(id="m2", label=Text("m²", "m²")),
    Unit(id="m2_land", label=Text("m²", "m²"), land=True),
    Unit(id="m", label=Text("m", "m")),
    Unit(id="kN/m2", label=Text("kN/m²", "kN/m²")),
    Unit(id="kVA", label=Text("kVA", "kVA")),
    Unit(id="t", label=Text("t", "t")),
    Unit(id="t/h", label=Text("t/h", "t/h")),
    Unit(id="m3/d", label=Text("m³/日", "m³/day")),
    Unit(id="year", label=Text("年", "years")),
    Unit(id="month", label=Text("个月", "months")),
    Unit(id="percent", label=Text("%", "%")),
    Unit(id="ratio", label=Text("", "")),
    Unit(id="wan", label=Text("万元", "CNY 10,000"), cny=10_000),
    Unit(id="wan/mu", label=Text("万元/亩", "CNY 10,000 per mu"), cny=10_000, per=" per mu"),
    Unit(id="wan/year", label=Text("万元/年", "CNY 10,000 a year"), cny=10_000, per=" a year"),
    Unit(id="tce/wan", label=Text("吨标煤/万元", "tce per CNY 10,000")),
    Unit(id="yuan/m2/day", label=Text("元/m²/日", "CNY per m² per day"), cny=1, per=" per m² per day"),
    Unit(id="yuan/m2", label=Text("元/m²", "CNY per m²"), cny=1, per=" per m²"),
    Unit(id="floor", label=Text("层", "floors")),
)
MU: Final = Text("亩", "mu")
_LONG: Final = 1e12
"""Numbers from which on a float has fewer decimals than a figure may be asked for."""
UNITS: Final[dict[str, Unit]] = {unit.id: unit for unit in _UNITS}


def mu_from_m2(area_m2: float) -> float:
    """Convert m² to 亩.

    >>> mu_from_m2(68507.52)
    102.76128
    """
    return float(area_m2 * 3 / 2000)


def m2_from_mu(area_mu: float) -> float:
    """Convert 亩 to m².

    >>> m2_from_mu(15)
    10000.0
    """
    return float(area_mu * 2000 / 3)


def mu_figure(area_m2: float) -> str:
    """Land as sentences have it, in 亩 with one decimal.

    >>> mu_figure(68507.52)
    '102.8'
    """
    return figure(mu_from_m2(area_m2), 1)


def mu_bound(area_m2: float) -> str:
    """A bound of land as people state it: one decimal, and none where it is round.

    >>> mu_bound(m2_from_mu(40)), mu_bound(m2_from_mu(40.5))
    ('40', '40.5')
    """
    return mu_figure(area_m2).removesuffix(".0")


def land_figure(area_m2: float) -> Text:
    """Land as a sentence has it where both units are asked: m², and 亩 beside it.

    >>> land_figure(18186.67)
    Text(zh='18,186.67 m²（27.28 亩）', en='18,186.67 m² (27.28 mu)')
    """
    square_metres, mu = figure(area_m2, 2), figure(mu_from_m2(area_m2), 2)
    return Text(f"{square_metres} m²（{mu} {MU.zh}）", f"{square_metres} m² ({mu} {MU.en})")


def mu_listed(area_m2: float) -> float:
    """Land as lists have it, in 亩 to 0.01.

    >>> mu_listed(68507.52)
    102.76
    """
    return rounded(mu_from_m2(area_m2), 2)


def all_mu_listed(areas_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    """Land as lists have it, shape kept: each as :func:`mu_listed` gives it."""
    return all_rounded(areas_m2 * 3 / 2000, 2)


def figure(value: float, digits: int = 0) -> str:
    """A number with thousands separators, as it stands in a sentence.

    >>> figure(68507.52)
    '68,508'
    >>> figure(29.25, 1)
    '29.3'
    """
    return f"{decimal_of(value, digits):,f}" if math.isfinite(value) else str(value)


def figures(values: NDArray[np.float64], digits: int = 0) -> list[str]:
    """Numbers with thousands separators: each as :func:`figure` gives it.

    >>> figures(np.array([68507.52, 1.005, np.nan]), 2)
    ['68,507.52', '1.01', 'nan']
    """
    form = f"{{:,.{digits}f}}".format
    made = [form(value) for value in all_rounded(values, digits).tolist()]
    for place in np.flatnonzero((np.abs(values) >= _LONG) | ~np.isfinite(values)).tolist():
        made[place] = figure(float(values[place]), digits)
    return made


def mu_figures(areas_m2: NDArray[np.float64]) -> list[str]:
    """Land as sentences have it, in 亩 with one decimal: each as :func:`mu_figure` gives it."""
    return figures(areas_m2 * 3 / 2000, 1)


def plain(value: float) -> str:
    """A technical figure without needless zeros: ``7.5``, ``10``, ``1,600``."""
    said = figure(value, 2)
    return said.rstrip("0").rstrip(".")


def amount(value: float, unit: Unit, digits: int = 2) -> Text:
    """A figure with its unit as sentences have it: Chinese as it is stored, English money in CNY.

    >>> amount(26.4, UNITS["wan/mu"]), amount(6, UNITS["m"])
    (Text(zh='26.4 万元/亩', en='CNY 264,000 per mu'), Text(zh='6 m', en='6 m'))
    """
    shown = plain(value) if digits == 2 else figure(value, digits)
    return Text(f"{shown} {unit.label.zh}".rstrip(), _in_english(value, shown, unit))


def _in_english(value: float, shown: str, unit: Unit) -> str:
    return f"{cny(value, unit.cny)}{unit.per}" if unit.cny else f"{shown} {unit.label.en}".rstrip()


def money(wan: float) -> Text:
    """An amount of 万元 in a sentence.

    >>> money(1_095_000), money(8_800), money(9)
    (Text(zh='1,095,000 万元', en='CNY 10.95 bn'), Text(zh='8,800 万元', en='CNY 88 m'), Text(zh='9 万元', en='CNY 90,000'))
    """
    return amount(wan, UNITS["wan"], 0)


def cny(value: float, each: int = 1) -> str:
    """An amount of money in English: in full below ten million, then in m and bn to two decimals.

    What counts in ``each`` CNY is no finer in English than the two decimals of Chinese: 319.8294 万元 have no cents.

    >>> cny(264_000), cny(2_640_000), cny(73_000_000), cny(10_950_000_000), cny(0.5)
    ('CNY 264,000', 'CNY 2,640,000', 'CNY 73 m', 'CNY 10.95 bn', 'CNY 0.5')
    >>> cny(319.8294, 10_000)
    'CNY 3,198,300'
    """
    yuan = rounded(value, 2) * each
    for least, scale, word in _LARGE:
        if abs(yuan) >= least:
            return f"CNY {plain(yuan / scale)} {word}"
    return f"CNY {plain(yuan)}"


_LARGE: Final = ((1e9, 1e9, "bn"), (1e7, 1e6, "m"))


def shown_score(score: float) -> str:
    """A score or a part of it, in the hundredths in which parts add up to scores.

    >>> shown_score(77.05)
    '77.05'
    """
    return figure(score, 2)


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, sign and all.

    >>> percent(0.0725, 1)
    '7.3%'
    """
    return f"{decimal_of(share, digits + 2).scaleb(2):,.{digits}f}%" if math.isfinite(share) else str(share)
