"""Whether the kind of site serves at all."""

from __future__ import annotations

import numpy as np

from gis.matching.needs.vocabulary_words import NEEDS_WORDS
from gis.matching.rules.question import Question
from gis.matching.rules.rule import Rule
from gis.matching.sites.answers import NO, YES, Answers
from gis.text import Text


def _needs_answers(q: Question) -> Answers:
    return np.full(len(q.sites), YES if q.project.looks_at(q.sites.kind) else NO, dtype=np.int8)


def _needs_reason(q: Question, _row: int, answer: int) -> Text:
    asked, offered = NEEDS_WORDS[q.project.needs], NEEDS_WORDS[q.sites.kind]
    if answer == YES:
        return Text(f"项目需要{asked.zh}", f"the project needs {asked.en}")
    return Text(f"项目需要{asked.zh}，这里是{offered.zh}", f"the project needs {asked.en}; this is {offered.en}")


RULE = Rule(
    id="needs",
    applies=lambda project, kind: not project.looks_at(kind),
    judges=_needs_answers,
    reason=_needs_reason,
    reads=frozenset(),
)
