"""Whether a floor has a title."""

from __future__ import annotations

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.rules.holding.judged import judged_by
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.sites.answers import UNKNOWN, Answers
from gis.matching.sites.candidates import FLOOR
from gis.text import Text


def _title_answers(q: Question) -> Answers:
    return q.sites.coded(Role.TITLE_STATUS).judged(lambda word: judged_by(q, word))


def _title_reason(q: Question, row: int, answer: int) -> Text:
    state = q.sites.words(row, Role.TITLE_STATUS)
    if q.sites.as_written(Role.TITLE_STATUS).word(row) is None:
        return to_check(Text("产权", "title"))
    if answer == UNKNOWN:
        return to_check(Text("产权", "title"), state)
    return Text(f"产权：{state.zh}", f"title: {state.en}")


RULE = Rule(
    id="title",
    kinds=(FLOOR,),
    applies=always,
    judges=_title_answers,
    reason=_title_reason,
    names={"yes": (), "check": (), "no": ()},
    codes=dict.fromkeys(("yes", "check", "no"), (Kind.SPACE, Role.TITLE_STATUS)),
    reads=frozenset({Role.TITLE_STATUS}),
    mended=lambda _q: Text("补办产权", "obtain the title"),
)
