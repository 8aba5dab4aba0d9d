"""AHP: weights from comparisons in pairs, with the consistency ratio that says whether they can be meant."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray

from gis.errors import BadWeights
from gis.plainly import Digits, Hidden, Key, reported
from gis.rounding import rounded
from gis.text import Text
from gis.units import figure, plain

RANDOM_INDEX: Final = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Saaty's mean consistency index of random comparisons of 1, 2, … 10 criteria."""
MAX_CRITERIA: Final = len(RANDOM_INDEX)
LIMIT: Final = 0.1
SCALE: Final = 9.0
_CLOSE: Final = 1e-6
_WRITTEN: Final = 0.021
"""How far a reciprocal may be off as people round it: 0.33 for 1/3, 0.14 for 1/7."""

Comparisons = Mapping[tuple[str, str], float]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The comparison that fits the others least: the one whose change to what the others imply lowers the consistency ratio most.

    Parameters
    ----------
    first, second, given
        As it was said, turned so that the first counts no less than the second.
    implied
        What the other comparisons say of the two, within 1/9 to 9.
    ratio
        The consistency ratio with that value instead.
    """

    first: Annotated[str, Key("a")]
    second: Annotated[str, Key("b")]
    given: Annotated[float, Key("value"), Digits(4)]
    implied: Annotated[float, Digits(4)]
    ratio: Annotated[float, Digits(4)]


@dataclass(frozen=True, kw_only=True)
class AhpWeights:
    """Weights that sum to 100, and how consistent the comparisons were: a ratio below 0.1 is taken as consistent."""

    weights: Mapping[str, float]
    lambda_max: Annotated[float, Digits(4)]
    index: Annotated[float, Digits(4)]
    ratio: Annotated[float, Digits(4)]
    worst: Judgement | None
    titles: Hidden[Mapping[str, Text]] = field(default_factory=dict)

    @property
    @reported(after="ratio")
    def consistent(self) -> bool:
        """Whether the consistency ratio is below 0.1."""
        return self.ratio < LIMIT

    @property
    @reported()
    def words(self) -> Text:
        """The finding in a sentence."""
        ratio, worst = figure(self.ratio, 3), self.worst
        if self.consistent or worst is None:
            return Text(
                f"一致性比率 CR = {ratio}，小于 0.1，判断前后一致",
                f"consistency ratio {ratio}, below 0.1: the comparisons agree",
            )
        first, second = (self.titles.get(name, Text(name, name)) for name in (worst.first, worst.second))
        given, implied, then = _spoken(worst.given), _spoken(worst.implied), figure(worst.ratio, 3)
        return Text(
            f"一致性比率 CR = {ratio}，不小于 0.1；最不一致的是“{first.zh}”对“{second.zh}”：给出 {given}，"
            f"按其余判断约为 {implied}，改后 CR = {then}",
            f"consistency ratio {ratio}, not below 0.1; “{first.en}” over “{second.en}” fits least: {given} given, "
            f"about {implied} by the others, which would make it {then}",
        )


def weights_of(comparisons: Comparisons, *, titles: Mapping[str, Text] | None = None) -> AhpWeights:
    """Weights from comparisons: ``(a, b): 3`` says that a counts three times as much as b.

    The weights are the principal eigenvector of the reciprocal matrix, scaled to 100 and rounded to 0.01; CI = (λ − n) / (n − 1) with λ the
    principal eigenvalue of n criteria, CR = CI / RI. The comparison that fits least is looked for among all: each in turn is left out and
    filled in from the others, as Harker does with a missing one.

    Parameters
    ----------
    titles
        What the criteria are called in sentences; left out, their ids.

    Raises
    ------
    BadWeights
        Where a pair is missing, stands twice and contradicts itself, or a value lies outside 1/9 to 9.

    References
    ----------
    Saaty, T. L. (1980): The Analytic Hierarchy Process. McGraw-Hill.
    Harker, P. T. (1987): Incomplete pairwise comparisons in the analytic hierarchy process. Mathematical Modelling 9 (11), 837–848.
    """
    names = sorted({name for pair in comparisons for name in pair})
    if not 2 <= len(names) <= MAX_CRITERIA:
        raise _bad(f"须比较 2 至 {MAX_CRITERIA} 个评分项", f"2 to {MAX_CRITERIA} criteria are compared")
    matrix = _matrix(names, comparisons)
    largest, weights = _principal(matrix)
    return AhpWeights(
        weights=dict(zip(names, _hundred(weights), strict=True)),
        lambda_max=largest,
        index=_index(largest, len(names)),
        ratio=_ratio(matrix),
        worst=_worst(names, matrix),
        titles=titles or {},
    )


def _principal(matrix: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """The greatest eigenvalue and its vector, which is positive throughout, scaled to sum to 1."""
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    weights = np.abs(vectors[:, at].real)
    return float(values[at].real), weights / weights.sum()


def _index(largest: float, count: int) -> float:
    return max((largest - count) / (count - 1), 0.0)


def _ratio(matrix: NDArray[np.float64]) -> float:
    random = RANDOM_INDEX[len(matrix) - 1]
    return _index(_principal(matrix)[0], len(matrix)) / random if random else 0.0


def _matrix(names: Sequence[str], comparisons: Comparisons) -> NDArray[np.float64]:
    place = {name: number for number, name in enumerate(names)}
    matrix = np.eye(len(names))
    given = np.eye(len(names), dtype=bool)
    for (first, second), value in sorted(comparisons.items()):
        row, column = place[first], place[second]
        if not math.isfinite(value) or not (1 - _WRITTEN) / SCALE <= value <= SCALE:
            raise _bad(f"{first} 对 {second} 须在 1/9 至 9 之间", f"{first} over {second} goes from 1/9 to 9")
        before = matrix[row, column] if given[row, column] else value
        if abs(before - value) > _WRITTEN * before:
            raise _bad(f"{first} 对 {second} 前后矛盾", f"{first} over {second} contradicts itself")
        matrix[row, column], matrix[column, row] = before, 1 / before
        given[row, column] = given[column, row] = True
    if missing := [f"{names[i]}–{names[j]}" for i, j in np.argwhere(~given).tolist() if i < j]:
        raise _bad(f"缺少比较：{'、'.join(missing[:10])}", f"comparisons are missing: {', '.join(missing[:10])}")
    return matrix


def _hundred(weights: NDArray[np.float64]) -> list[float]:
    """Weights in hundredths that sum to 100 exactly: the largest remainders are rounded up."""
    cents = np.floor(weights * 10_000)
    rest = int(rounded(10_000 - float(cents.sum())))
    cents[np.argsort(-(weights * 10_000 - cents), kind="stable")[:rest]] += 1
    return [rounded(float(cent) / 100, 2) for cent in cents]


def _worst(names: Sequence[str], matrix: NDArray[np.float64]) -> Judgement | None:
    """The comparison to look at again; None where all agree."""
    ratio, trials = _ratio(matrix), []
    for row, column in itertools.combinations(range(len(names)), 2):
        if len(names) < 3 or ratio < _CLOSE:
            break
        implied = _implied(matrix, row, column)
        mended = matrix.copy()
        mended[row, column], mended[column, row] = implied, 1 / implied
        # Rounded, so that of two that would mend as much the first by name is told on every machine.
        trials.append((rounded(_ratio(mended), 9), row, column, implied))
    if not trials or min(trials)[0] >= ratio - _CLOSE:
        return None
    then, row, column, implied = min(trials)
    given = float(matrix[row, column])
    if given < 1:
        row, column, given, implied = column, row, 1 / given, 1 / implied
    return Judgement(first=names[row], second=names[column], given=given, implied=implied, ratio=then)


def _implied(matrix: NDArray[np.float64], row: int, column: int) -> float:
    """What all other comparisons say of two criteria: the ratio of their weights in a matrix that leaves the two uncompared."""
    without = matrix.copy()
    without[row, column] = without[column, row] = 0.0
    without[row, row] = without[column, column] = 2.0
    _, weights = _principal(without)
    return float(np.clip(weights[row] / weights[column], 1 / SCALE, SCALE))


def _spoken(value: float) -> str:
    """A comparison as it is said: 3, or 1/3."""
    more, less = plain(value), plain(1 / value)
    return more if value >= 1 or less == "1" else f"1/{less}"


def _bad(zh: str, en: str) -> BadWeights:
    return BadWeights(
        Text(zh, en),
        Text(
            "请两两比较全部评分项，取值 1 至 9 或其倒数",
            "compare all criteria in pairs, by 1 to 9 or their reciprocals",
        ),
    )
