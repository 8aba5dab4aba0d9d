"""Whether the networks that a scheme requires are there."""

from __future__ import annotations

from collections.abc import Hashable

from gis.catalog import Kind
from gis.fields import Role
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers
from gis.matching.sites.candidates import LAND
from gis.text import Text


def _services_answers(q: Question) -> Answers:
    required, foreign = set(q.names("required")), q.sites.stock.foreign(Role.SERVICES)

    def judge(word: Hashable) -> int:
        if required <= (set(word) if isinstance(word, tuple) else set()):
            return YES
        # A word that the list does not know may mean what is missing.
        return UNKNOWN if word in foreign else NO

    return q.sites.coded(Role.SERVICES).judged(judge)


def _services_reason(q: Question, row: int, answer: int) -> Text:
    present = q.sites.coded(Role.SERVICES).word(row)
    if answer == UNKNOWN or not isinstance(present, tuple):
        return to_check(Text("配套", "services"))
    layer, _ = q.sites.layer_of(row)
    name = layer.collection.by_role[Role.SERVICES].name
    if answer == YES:
        words = layer.words(name, list(q.names("required")))
        return Text(f"配套具备：{words.zh}", f"services present: {words.en}")
    words = layer.words(name, [each for each in q.names("required") if each not in present])
    return Text(f"配套缺：{words.zh}", f"services missing: {words.en}")


def _connected(q: Question) -> Text:
    present = q.sites.coded(Role.SERVICES).word(0)
    layer, _ = q.sites.layer_of(0)
    missing = [each for each in q.names("required") if not isinstance(present, tuple) or each not in present]
    words = layer.words(layer.collection.by_role[Role.SERVICES].name, missing)
    return Text(f"补齐配套（{words.zh}）", f"provide {words.en}")


RULE = Rule(
    id="services",
    kinds=(LAND,),
    applies=always,
    judges=_services_answers,
    reason=_services_reason,
    names={"required": ()},
    codes={"required": (Kind.PARCEL, Role.SERVICES)},
    reads=frozenset({Role.SERVICES}),
    mended=_connected,
)
