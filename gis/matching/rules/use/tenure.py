"""Whether a kind of site can be had as the project wants it: bought, rented."""

from __future__ import annotations

import numpy as np

from gis.matching.answers import YES, Answers
from gis.matching.candidates import FLOOR, LAND
from gis.matching.kinds import TENURE_WORDS
from gis.matching.rules.question import Question
from gis.matching.rules.rule import Rule
from gis.text import Text


def _tenure_answers(q: Question) -> Answers:
    offered = set(q.names(q.sites.kind))
    return np.full(len(q.sites), int(not offered.isdisjoint(q.project.tenure)), dtype=np.int8)


def _tenure_reason(q: Question, _row: int, answer: int) -> Text:
    wanted = [TENURE_WORDS[each] for each in q.project.tenure]
    zh, en = "或".join(word.zh for word in wanted), " or ".join(word.en for word in wanted)
    if answer == YES:
        return Text(f"项目要求{zh}，可满足", f"the project wants {en}: can be had")
    return Text(f"项目要求{zh}，此类场地不能满足", f"the project wants {en}: cannot be had here")


RULE = Rule(
    id="tenure",
    judges=_tenure_answers,
    reason=_tenure_reason,
    names={LAND: None, FLOOR: None},
    attributes=("tenure",),
    reads=frozenset(),
)
