"""The aims of a portfolio in words: title, unit, and what a change of one is called."""

from __future__ import annotations

from typing import Final

from gis.text import Text
from gis.units import figure

TITLES: Final = {
    "tier": Text("层级得分", "tier points"),
    "investment": Text("落位投资", "investment placed"),
    "number": Text("落位项目", "projects placed"),
    "tax": Text("承诺税收", "tax promised"),
    "fit": Text("适配总分", "sum of scores"),
}
UNITS: Final = {
    "tier": Text("分", "points"),
    "investment": Text("万元", "×10⁴ yuan"),
    "number": Text("个", "projects"),
    "tax": Text("万元/年", "×10⁴ yuan a year"),
    "fit": Text("分", "points"),
}


def change_words(aim: str, change: float) -> Text:
    """How an aim would change, as 落位投资减少 3,200 万元."""
    title, unit = TITLES[aim], UNITS[aim]
    amount = figure(abs(change), 0 if float(abs(change)).is_integer() else 1)
    if change < 0:
        return Text(f"{title.zh}减少 {amount} {unit.zh}", f"{title.en} would fall by {amount} {unit.en}")
    return Text(f"{title.zh}增加 {amount} {unit.zh}", f"{title.en} would rise by {amount} {unit.en}")
