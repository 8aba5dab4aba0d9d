"""The aims of a portfolio in words: which decide nothing, and what a change of one is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from gis.matching.needs.aims import AIMS
from gis.matching.needs.project import Project
from gis.text import Text, many, one_of
from gis.units import amount, figure

UNSTATED: Final = "unstated"
"""The status of an aim that counts nothing for every project, because none states it."""


def unstated(aims: Sequence[str], projects: Sequence[Project], tier_points: Mapping[str, float]) -> list[str]:
    """The aims that decide nothing, because there are projects and none of them states what they count."""

    def says(project: Project, aim: str) -> bool:
        points = aim != "tier" or project.tier in tier_points
        return points and all(getattr(project, key) is not None for key in AIMS[aim].says)

    return [aim for aim in aims if projects and AIMS[aim].says and not any(says(project, aim) for project in projects)]


def with_unstated(words: Text, aims: Sequence[str]) -> Text:
    """Words on a placement, and a sentence more where aims decide nothing."""
    if not aims:
        return words
    zh, en = "、".join(AIMS[aim].title.zh for aim in aims), ", ".join(AIMS[aim].title.en for aim in aims)
    return Text(
        f"{words.zh}{zh}：没有项目填写，不起作用。",
        f"{words.en} {en[0].upper()}{en[1:]}: no project states it, so it decides nothing.",
    )


def change_words(aim: str, change: float) -> Text:
    """How an aim would change, as 落位投资减少 3,200 万元."""
    title, unit = AIMS[aim].title, AIMS[aim].unit
    shown = figure(abs(change), 0 if float(abs(change)).is_integer() else 1)
    # What the title counts already is not said again: tier points would fall by 9.
    en = shown if unit.en in title.en.split() else many(shown, one_of(unit.en), unit.en)
    measure = AIMS[aim].measure
    by = Text(f"{shown} {unit.zh}", amount(abs(change), measure).en if measure else en)
    if change < 0:
        return Text(f"{title.zh}减少 {by.zh}", f"{title.en} would fall by {by.en}")
    return Text(f"{title.zh}增加 {by.zh}", f"{title.en} would rise by {by.en}")
