"""A placement in a sentence: how many are placed, whether better is possible, and what taking turns would have reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gis.matching.portfolio.solving.model import Model
from gis.text import Text, many
from gis.units import money, percent

_SHOWN: Final = 0.0005
"""A smaller share is written as 0.0 %, which says nothing."""


def summary(model: Model, chosen: Sequence[int], *, proven: bool) -> Text:
    """How many projects are placed, and whether a better placement is possible."""
    total, placed, invested = len(model.projects), len(chosen), money(model.reached("investment", chosen))
    how = (
        Text("已证明最优", "proven optimal")
        if proven
        else Text("为已找到的最好方案，未证明最优", "the best found, not proven optimal")
    )
    if total == 0:
        return Text("没有待落位的项目", "no project looks for a site")
    who = (
        f"{placed} of {total} projects are placed" if total > 1 else f"the project is {'' if placed else 'not '}placed"
    )
    return Text(
        f"待落位 {total} 个项目，落位 {placed} 个，投资 {invested.zh}，{how.zh}",
        f"{who}, {invested.en}, {how.en}",
    )


def by_turns(model: Model, chosen: Sequence[int], by_hand: Sequence[int]) -> Text | None:
    """What taking turns reaches beside the placement; None where it places as many and as much: nothing is to be compared.

    Each language takes its own base: Chinese says how much more the placement brings than taking turns, English how much less these bring.
    """
    best, turns = model.reached("investment", chosen), model.reached("investment", by_hand)
    if (len(by_hand), turns) == (len(chosen), best):
        return None
    zh, en = (
        f"若逐个安排，可落位 {len(by_hand)} 个、{money(turns).zh}",
        f"one by one, {many(len(by_hand), 'project')} would be placed with {money(turns).en}",
    )
    if turns and abs(best - turns) / turns >= _SHOWN:
        zh += f"，统筹后投资{'多' if best > turns else '少'} {percent(abs(best - turns) / turns, 1)}"
    if best and abs(best - turns) / best >= _SHOWN:
        en += f": {percent(abs(best - turns) / best, 1)} {'less' if best > turns else 'more'}"
    return Text(zh, en)


def sentences(parts: Sequence[Text | None]) -> Text:
    """Some clauses as one text: Chinese ends them by semicolons, English as sentences."""
    said = [part for part in parts if part is not None]
    return Text(
        f"{'；'.join(part.zh for part in said)}。",
        " ".join(f"{part.en[:1].upper()}{part.en[1:]}." for part in said),
    )
