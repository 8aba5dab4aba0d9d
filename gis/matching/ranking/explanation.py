"""Explanation: verdicts and contributions of one pair of project and site, and what they say in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from gis.matching.sites.answers import ANSWER_NAMES, NO, UNKNOWN
from gis.plainly import Hidden, Inline, Key, LeftOut, Spelt, reported
from gis.rounding import rounded
from gis.text import Text, sentence
from gis.units import plain, shown_score

ALL_ABOVE: Final = Text("待核实的各处相同，已统一说明。", "What is to check is the same for all, and said once.")
"""Of a row of which nothing is to be checked but what all have to check."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One rule's answer for one site: 1 yes, 0 no, −1 to be checked; ``remark`` is what should be known beside it.

    ``layer_wide`` where what it rests on is lacking in the whole layer, or of who asks: that is said once, above the list.
    """

    rule: str
    title: Hidden[Text]
    answer: Annotated[int, Spelt(ANSWER_NAMES)]
    reason: Hidden[Text]
    remark: Hidden[Text | None] = None
    layer_wide: LeftOut[bool | None] = None

    @property
    @reported()
    def words(self) -> Inline[Text]:
        """The reason, and the remark after it."""
        if self.remark is None:
            return self.reason
        return Text(f"{self.reason.zh}；{self.remark.zh}", f"{self.reason.en}; {self.remark.en}")


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One criterion's part of a score: ``points`` = weight × value, 0 where the value is unknown.

    What a project does not ask earns full points everywhere: it is no strength of a site (``asked`` False). ``figures`` are those
    behind the words, None where unknown. ``known_of_none``: no ranked site has a value.
    """

    criterion: str
    title: Inline[Text]
    weight: float
    value: float | None
    points: float
    words: Annotated[Text, Key("text")]
    asked: Hidden[bool] = True
    known_of_none: Hidden[bool] = False
    figures: LeftOut[Mapping[str, float | None]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a pair stands: its rank, its score, what that could be at most, and how it leads the next."""

    rank: int | None
    score: float
    score_if_known: float
    lead: Text | None = None


def in_words(verdicts: Sequence[Verdict], contributions: Sequence[Contribution], standing: Standing | None) -> Text:
    """Why a pair stands where it stands, in sentences that can be read aloud; no standing: why it is rejected."""
    if standing is None:
        return _rejected([verdict for verdict in verdicts if verdict.answer == NO])
    weakest = _weakest(contributions)
    sentences = (
        _say_rank(standing),
        standing.lead,
        _strengths([each for each in contributions if each is not weakest]),
        _weakness(weakest),
        _not_counted(contributions, standing),
        _doubts(verdicts),
        _remarks(verdicts),
    )
    said = [sentence for sentence in sentences if sentence is not None]
    return Text("".join(text.zh for text in said), " ".join(text.en for text in said))


def lead(gaps: Sequence[float], titles: Sequence[Text], rival: Text) -> Text:
    """How the first stands before the second: the difference of points by criterion, the best of them named."""
    total, best = sum(gaps), max(range(len(gaps)), key=lambda number: gaps[number])
    if gaps[best] <= 0 or rounded(total, 2) <= 0:
        return Text(f"与第 2 名“{rival.zh}”得分相同，按编号排序。", f"Level with {rival.en} on rank 2; the id decides.")
    title, most = titles[best], plain(gaps[best])
    return Text(
        f"比第 2 名“{rival.zh}”高 {plain(total)} 分，主要胜在{title.zh}（+{most}）。",
        f"It leads {rival.en} on rank 2 by {plain(total)}, mostly on {title.en} (+{most}).",
    )


def _rejected(failed: Sequence[Verdict]) -> Text:
    said = sentence([verdict.reason for verdict in failed])
    return Text(f"不符合：{said.zh}", f"Does not fit. {said.en}")


def _say_rank(standing: Standing) -> Text:
    score = shown_score(standing.score)
    if standing.rank is None:
        return Text(f"得分 {score}。", f"Scores {score}.")
    return Text(f"第 {standing.rank} 名，得分 {score}。", f"Rank {standing.rank} with {score} points.")


def _strengths(contributions: Sequence[Contribution]) -> Text | None:
    best = sorted((each for each in contributions if each.points > 0 and each.asked), key=lambda each: -each.points)[:2]
    if not best:
        return None
    zh = "；".join(f"{each.title.zh} {plain(each.points)}/{plain(each.weight)}（{each.words.zh}）" for each in best)
    en = "; ".join(f"{each.title.en} {plain(each.points)} of {plain(each.weight)} ({each.words.en})" for each in best)
    return Text(f"得分主要来自{zh}。", f"Most points come from {en}.")


def _weakest(contributions: Sequence[Contribution]) -> Contribution | None:
    """The criterion that costs most points, where one costs a quarter of its weight at least."""
    lost = [each for each in contributions if each.value is not None and each.value <= 0.75]
    return max(lost, key=lambda each: each.weight - each.points, default=None)


def _weakness(worst: Contribution | None) -> Text | None:
    if worst is None:
        return None
    gap = plain(worst.weight - worst.points)
    return Text(
        f"失分最多的是{worst.title.zh}，少 {gap} 分（{worst.words.zh}）。",
        f"It loses most on {worst.title.en}: {gap} ({worst.words.en}).",
    )


def _not_counted(contributions: Sequence[Contribution], standing: Standing) -> Text | None:
    """What earned nothing because it is unknown, and what the score could be at most; what is known of no site is said above them all."""
    if all(each.value is not None for each in contributions):
        return None
    unknown = [each for each in contributions if each.value is None and not each.known_of_none]
    most = shown_score(standing.score_if_known)
    if not unknown:
        return Text(f"补齐后最高 {most} 分。", f"At most {most} once all is known.")
    zh = "、".join(f"{each.title.zh}（{each.words.zh}）" for each in unknown)
    en = ", ".join(f"{each.title.en} ({each.words.en})" for each in unknown)
    return Text(f"未计分：{zh}，补齐后最高 {most} 分。", f"Not counted: {en}; at most {most} once known.")


def _remarks(verdicts: Sequence[Verdict]) -> Text | None:
    said = [verdict.remark for verdict in verdicts if verdict.remark is not None]
    return sentence(said) if said else None


def _doubts(verdicts: Sequence[Verdict]) -> Text | None:
    unknown = [verdict for verdict in verdicts if verdict.answer == UNKNOWN]
    doubts = list(dict.fromkeys(verdict.reason for verdict in unknown if not verdict.layer_wide))
    if unknown and not doubts:
        return ALL_ABOVE
    return sentence(doubts) if doubts else None
