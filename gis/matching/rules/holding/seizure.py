"""Whether a court has sealed the site; a mortgage is said beside it and excludes nobody."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Final

import numpy as np

from gis.columns import Mask
from gis.fields import Role
from gis.matching.rules.question import Question, to_check
from gis.matching.rules.rule import Rule, always
from gis.matching.sites.answers import NO, UNKNOWN, YES, Answers
from gis.matching.sites.records import recorded_of
from gis.text import Text

_NUMBER: Final = re.compile(r"[^解]*[0-9][^解]*号[^解]*")
"""A text with the number of a court's file, as （2023）鲁0113执123号, and no word of its being lifted (解封, 解除)."""
_YES: Final = ("true", "yes", "y", "是", "有")
_NO: Final = ("false", "no", "n", "否", "无", "none")


def _seizure_answers(q: Question) -> Answers:
    answers = q.sites.as_written(Role.SEIZURE).judged(lambda word: _judge(q, word))
    return np.where(_is_recorded(q), answers, YES).astype(np.int8)


def _judge(q: Question, word: Hashable) -> int:
    text = _folded(word)
    if text in q.names("free"):
        return YES
    return NO if text in q.names("sealed") or _NUMBER.fullmatch(text) else UNKNOWN


def _folded(word: Hashable) -> str:
    return str(word).strip().casefold()


def _is_recorded(q: Question) -> Mask:
    return recorded_of(q.sites, Role.SEIZURE)


def _seizure_reason(q: Question, row: int, answer: int) -> Text:
    if not _is_recorded(q)[row]:
        return Text("图层未登记查封，未判定", "the layer does not record seizures: not judged")
    word, number = q.sites.as_written(Role.SEIZURE).word(row), _number(q, row)
    if answer == YES:
        return Text("未被查封", "not sealed")
    if answer == NO:
        named = number or (None if _folded(word) in q.names("sealed") else str(word))
        if named is None:
            return Text("已被查封，文号未登记", "sealed by a court, file number not recorded")
        return Text(f"已被查封：{named}", f"sealed by a court: {named}")
    detail = None if word is None else Text(f"登记为“{word}”", f"recorded as “{word}”")
    if word is None and number is not None:
        detail = Text(f"登记有文号 {number}", f"a file number is recorded: {number}")
    return to_check(Text("查封", "seizure by a court"), detail)


def _number(q: Question, row: int) -> str | None:
    word = q.sites.as_written(Role.SEIZURE_NUMBER).word(row)
    return None if word is None else str(word)


def _mortgaged(q: Question, row: int) -> Text | None:
    """That the site is mortgaged, to whom where the register says it; None where it is not, or nobody knows."""
    word = q.sites.as_written(Role.MORTGAGE).word(row)
    if word is None or _folded(word) in q.names("unmortgaged"):
        return None
    whom = Text("", "") if _folded(word) in _YES else Text(f"（{word}）", f" ({word})")
    return Text(f"已抵押{whom.zh}，转让须通知抵押权人", f"mortgaged{whom.en}: the mortgagee must be told of a transfer")


RULE = Rule(
    id="seizure",
    applies=always,
    asked_where=(Role.SEIZURE, Role.MORTGAGE),
    judges=_seizure_answers,
    reason=_seizure_reason,
    names={
        "sealed": (*_YES, "查封", "已查封", "被查封", "查封中"),
        "free": (*_NO, "未查封", "无查封", "已解封", "已解除"),
        "unmortgaged": (*_NO, "未抵押", "无抵押", "已注销", "已解押"),
    },
    remark=_mortgaged,
    rests_on=((Role.SEIZURE,),),
)
