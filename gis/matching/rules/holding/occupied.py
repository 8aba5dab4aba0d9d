"""Whether a continuing project stands on the site, or on what shares its ground."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.catalog import Kind
from gis.columns import Mask
from gis.fields import Role
from gis.matching.rules.holding import ground
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.sites import surroundings
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers
from gis.matching.sites.candidates import FLOOR, LAND, Sites, Stock
from gis.matching.sites.grounds import grounds_of
from gis.matching.sites.slots import Slot
from gis.matching.sites.standing import standings
from gis.matching.sites.surroundings import Occupant
from gis.text import Text

_NOT_LOCATED: Final = Slot[Mask]()
_COUNTS: Final = Slot[NDArray[np.int64]]()


def _occupied_answers(q: Question) -> Answers:
    def judge(word: Hashable) -> int:
        others = _others(q, word)
        return NO if any(who.certain for who in others) else UNKNOWN if others else YES

    answers = surroundings.occupants(q.sites, q.names("stages")).judged(judge, otherwise=YES)
    if q.sites.kind == FLOOR:
        answers[(answers == YES) & _unplaced(q.sites)] = UNKNOWN
    elif any(who.id != q.project.id for who in standings(q.sites.stock, q.names("stages"))):
        # Who stands on the ground of a plot that is not located, in a floor or on another record of it, nobody can tell.
        answers[(answers == YES) & _unplaced(q.sites)] = UNKNOWN
    return answers


def _unplaced(sites: Sites) -> Mask:
    """Plots that are not located, and floors of which it is not known on which plot they stand."""
    return ~sites.part(grounds_of(sites.stock).known) if sites.kind == FLOOR else sites.part(_not_located(sites.stock))


def _not_located(stock: Stock) -> Mask:
    return _NOT_LOCATED.of(stock, lambda: np.concatenate([np.isnan(layer.bounds[:, 0]) for layer in stock.layers]))


def _others(q: Question, word: Hashable | None) -> list[Occupant]:
    """Those on a site that are not the project itself."""
    return [who for who in word if who.id != q.project.id] if isinstance(word, tuple) else []


def _occupied_reason(q: Question, row: int, answer: int) -> Text:
    others = _others(q, surroundings.occupants(q.sites, q.names("stages")).word(row))
    if answer == UNKNOWN:
        if not others and q.sites.kind == LAND:
            return to_check(
                Text("是否被续建项目占用", "occupation by a continuing project"), Text("未定位", "not located")
            )
        return ground.likely_words(q, others) if others else to_check(Text("所在地块", "on which plot it stands"))
    if answer == YES:
        return Text("未被续建项目占用", "not taken by a continuing project")
    return ground.taken_words(q, [who for who in others if who.certain])


def _count_occupied(q: Question) -> int:
    stock, stages = q.sites.stock, q.names("stages")
    codes = surroundings.occupants(q.sites, stages)
    counts = _COUNTS.of(stock, lambda: np.bincount(codes.codes[codes.known], minlength=len(codes.words)), tuple(stages))
    return sum(
        int(count)
        for word, count in zip(codes.words, counts, strict=True)
        if any(who.certain for who in _others(q, word))
    )


RULE = Rule(
    id="occupied",
    applies=always,
    judges=_occupied_answers,
    reason=_occupied_reason,
    names={"stages": None},
    codes={"stages": (Kind.PROJECT, Role.STAGE)},
    counts=_count_occupied,
    remark=ground.what_stands,
    unplaced=_unplaced,
)
