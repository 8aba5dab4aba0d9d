"""Whether a kind of site can be had as the project wants it: bought, rented."""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.matching.needs.vocabulary_words import TENURE_WORDS
from gis.matching.rules.question import Question
from gis.matching.rules.rule import Rule
from gis.matching.sites.answers import YES, Answers
from gis.matching.sites.candidates import FLOOR, LAND
from gis.text import Text

_TO_HAVE: Final = {"buy_land": "to buy land", "titled_plant": "to buy a titled plant", "rent": "to rent"}


def _tenure_answers(q: Question) -> Answers:
    offered = set(q.names(q.sites.kind))
    return np.full(len(q.sites), int(not offered.isdisjoint(q.project.tenure)), dtype=np.int8)


def _tenure_reason(q: Question, _row: int, answer: int) -> Text:
    zh = "或".join(TENURE_WORDS[each].zh for each in q.project.tenure)
    en = " or ".join(_TO_HAVE[each] for each in q.project.tenure)
    if answer == YES:
        return Text(f"项目要求{zh}，可满足", f"the project wants {en}, which is possible here")
    return Text(f"项目要求{zh}，此类场地不能满足", f"the project wants {en}, which is not possible here")


RULE = Rule(
    id="tenure",
    judges=_tenure_answers,
    reason=_tenure_reason,
    names={LAND: None, FLOOR: None},
    attributes=("tenure",),
    reads=frozenset(),
)
