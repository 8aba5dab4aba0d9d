"""Explanation: verdicts and contributions of one pair of project and site, and what they say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gis.matching.answers import ANSWER_NAMES, NO, UNKNOWN
from gis.text import Text
from gis.units import plain


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One rule's answer for one site: 1 yes, 0 no, −1 to be checked."""

    rule: str
    title: Text
    answer: int
    reason: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {"rule": self.rule, "answer": ANSWER_NAMES[self.answer], "zh": self.reason.zh, "en": self.reason.en}


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One criterion's part of a score: ``points`` = weight × value, 0 where the value is unknown."""

    criterion: str
    title: Text
    weight: float
    value: float | None
    points: float
    words: Text

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "criterion": self.criterion,
            "zh": self.title.zh,
            "en": self.title.en,
            "weight": self.weight,
            "value": self.value,
            "points": self.points,
            "text": self.words.as_dict(),
        }


def in_words(
    verdicts: Sequence[Verdict], contributions: Sequence[Contribution], rank: int | None, score: float | None
) -> Text:
    """Why a pair stands where it stands, in sentences that can be read aloud."""
    failed = [verdict for verdict in verdicts if verdict.answer == NO]
    if failed:
        return _rejected(failed)
    sentences = [_placed(rank, score), _strengths(contributions), _weakness(contributions), _doubts(verdicts)]
    said = [sentence for sentence in sentences if sentence is not None]
    return Text("".join(text.zh for text in said), " ".join(text.en for text in said))


def _rejected(failed: Sequence[Verdict]) -> Text:
    zh = "；".join(verdict.reason.zh for verdict in failed)
    en = "; ".join(f"{verdict.title.en}: {verdict.reason.en}" for verdict in failed)
    return Text(f"不符合：{zh}。", f"Does not fit. {en}.")


def _placed(rank: int | None, score: float | None) -> Text | None:
    if score is None:
        return None
    if rank is None:
        return Text(f"得分 {score:.1f}。", f"Scores {score:.1f}.")
    return Text(f"第 {rank} 名，得分 {score:.1f}。", f"Ranks {rank} with {score:.1f} points.")


def _strengths(contributions: Sequence[Contribution]) -> Text | None:
    best = sorted((each for each in contributions if each.points > 0), key=lambda each: -each.points)[:2]
    if not best:
        return None
    zh = "；".join(f"{each.title.zh} {plain(each.points)}/{plain(each.weight)}（{each.words.zh}）" for each in best)
    en = "; ".join(f"{each.title.en} {plain(each.points)} of {plain(each.weight)} ({each.words.en})" for each in best)
    return Text(f"得分主要来自{zh}。", f"Most points come from {en}.")


def _weakness(contributions: Sequence[Contribution]) -> Text | None:
    lost = [each for each in contributions if each.value is not None and each.weight - each.points > 0.25 * each.weight]
    if not lost:
        return None
    worst = max(lost, key=lambda each: each.weight - each.points)
    gap = plain(worst.weight - worst.points)
    return Text(
        f"失分最多：{worst.title.zh}，少 {gap} 分（{worst.words.zh}）。",
        f"Most points are lost on {worst.title.en}: {gap} ({worst.words.en}).",
    )


def _doubts(verdicts: Sequence[Verdict]) -> Text | None:
    doubts = [verdict for verdict in verdicts if verdict.answer == UNKNOWN]
    if not doubts:
        return None
    zh = "；".join(verdict.reason.zh for verdict in doubts)
    en = "; ".join(verdict.reason.en for verdict in doubts)
    return Text(f"须先核实：{zh}。", f"To check first: {en}.")
