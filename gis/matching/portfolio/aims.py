"""The aims of a portfolio in words: title, unit, and what a change of one is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gis.matching.plans import Aim
from gis.matching.project import Project
from gis.text import Text, many, one_of
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
SAYS: Final[Mapping[Aim, tuple[str, ...]]] = {
    "tier": ("tier",),
    "investment": ("investment_wan",),
    "tax": ("tax_wan_mu", "land_area_min_m2"),
}
"""What a project has to state to count in an aim."""
UNSTATED: Final = "unstated"
"""The status of an aim that counts nothing for every project, because none states it."""


def unstated(aims: Sequence[Aim], projects: Sequence[Project], tier_points: Mapping[str, float]) -> list[Aim]:
    """The aims that decide nothing, because there are projects and none of them states what they count."""

    def says(project: Project, aim: Aim) -> bool:
        points = aim != "tier" or project.tier in tier_points
        return points and all(getattr(project, key) is not None for key in SAYS[aim])

    return [aim for aim in aims if projects and aim in SAYS and not any(says(project, aim) for project in projects)]


def with_unstated(words: Text, aims: Sequence[Aim]) -> Text:
    """Words on a placement, and a sentence more where aims decide nothing."""
    if not aims:
        return words
    zh, en = "、".join(TITLES[aim].zh for aim in aims), ", ".join(TITLES[aim].en for aim in aims)
    return Text(
        f"{words.zh}{zh}：没有项目填写，不起作用。",
        f"{words.en} {en[0].upper()}{en[1:]}: no project states it, so it decides nothing.",
    )


def change_words(aim: str, change: float) -> Text:
    """How an aim would change, as 落位投资减少 3,200 万元."""
    title, unit = TITLES[aim], UNITS[aim]
    shown = figure(abs(change), 0 if float(abs(change)).is_integer() else 1)
    # What the title counts already is not said again: tier points would fall by 9.
    en = shown if unit.en in title.en.split() else many(shown, one_of(unit.en), unit.en)
    amount = Text(f"{shown} {unit.zh}", en)
    if change < 0:
        return Text(f"{title.zh}减少 {amount.zh}", f"{title.en} would fall by {amount.en}")
    return Text(f"{title.zh}增加 {amount.zh}", f"{title.en} would rise by {amount.en}")
