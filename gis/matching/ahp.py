"""AHP: weights from comparisons in pairs, with the consistency ratio that says whether they can be meant."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.errors import BadWeights
from gis.text import Text
from gis.units import plain

RANDOM_INDEX: Final = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Saaty's mean consistency index of random comparisons of 1, 2, … 10 criteria."""
LIMIT: Final = 0.1
SCALE: Final = 9.0
_CLOSE: Final = 1e-6

Comparisons = Mapping[tuple[str, str], float]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A comparison that fits the others least: as it was given, and what the weights would say."""

    first: str
    second: str
    given: float
    implied: float

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {"a": self.first, "b": self.second, "value": self.given, "implied": self.implied}


@dataclass(frozen=True, kw_only=True)
class AhpWeights:
    """Weights that sum to 100, and how consistent the comparisons were: a ratio below 0.1 is taken as consistent."""

    weights: Mapping[str, float]
    lambda_max: float
    index: float
    ratio: float
    worst: Judgement | None

    @property
    def consistent(self) -> bool:
        """Whether the consistency ratio is below 0.1."""
        return self.ratio < LIMIT

    @property
    def words(self) -> Text:
        """The finding in a sentence."""
        ratio = f"{self.ratio:.3f}"
        if self.consistent or self.worst is None:
            return Text(
                f"一致性比率 CR = {ratio}，小于 0.1，判断一致",
                f"consistency ratio {ratio}, below 0.1: the comparisons agree",
            )
        worst = self.worst
        return Text(
            f"一致性比率 CR = {ratio}，不小于 0.1；最不一致的是 {worst.first} 对 {worst.second}：给出 {plain(worst.given)}，其余判断意味着约 {plain(worst.implied)}",
            f"consistency ratio {ratio}, not below 0.1; {worst.first} over {worst.second} fits least: {plain(worst.given)} given, "
            f"about {plain(worst.implied)} by the others",
        )

    def as_dict(self) -> dict[str, Any]:
        """As reports print it."""
        return {
            "weights": dict(self.weights),
            "lambda_max": round(self.lambda_max, 4),
            "index": round(self.index, 4),
            "ratio": round(self.ratio, 4),
            "consistent": self.consistent,
            "worst": self.worst.as_dict() if self.worst else None,
            "words": self.words.as_dict(),
        }


def weights_of(comparisons: Comparisons) -> AhpWeights:
    """Weights from comparisons: ``(a, b): 3`` says that a counts three times as much as b.

    The weights are the principal eigenvector of the reciprocal matrix, scaled to 100 and rounded to 0.01; CI = (λ − n) / (n − 1), CR = CI / RI.

    Raises
    ------
    BadWeights
        Where a pair is missing, stands twice and contradicts itself, or a value lies outside 1/9 to 9.

    References
    ----------
    Saaty, T. L. (1980): The Analytic Hierarchy Process. McGraw-Hill.
    """
    names = sorted({name for pair in comparisons for name in pair})
    if not 2 <= len(names) <= len(RANDOM_INDEX):
        raise _bad(f"须比较 2 至 {len(RANDOM_INDEX)} 个评分项", f"2 to {len(RANDOM_INDEX)} criteria are compared")
    matrix = _matrix(names, comparisons)
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    weights = np.abs(vectors[:, at].real)
    weights /= weights.sum()
    largest, count = float(values[at].real), len(names)
    index = max((largest - count) / (count - 1), 0.0)
    random = RANDOM_INDEX[count - 1]
    return AhpWeights(
        weights=dict(zip(names, _hundred(weights), strict=True)),
        lambda_max=largest,
        index=index,
        ratio=index / random if random else 0.0,
        worst=_worst(names, matrix, weights),
    )


def _matrix(names: Sequence[str], comparisons: Comparisons) -> NDArray[np.float64]:
    place = {name: number for number, name in enumerate(names)}
    matrix = np.eye(len(names))
    given = np.eye(len(names), dtype=bool)
    for (first, second), value in sorted(comparisons.items()):
        row, column = place[first], place[second]
        if not math.isfinite(value) or not 1 / SCALE - _CLOSE <= value <= SCALE + _CLOSE:
            raise _bad(f"{first} 对 {second} 须在 1/9 至 9 之间", f"{first} over {second} goes from 1/9 to 9")
        before = matrix[row, column] if given[row, column] else value
        if abs(before - value) > _CLOSE * value:
            raise _bad(f"{first} 对 {second} 前后矛盾", f"{first} over {second} contradicts itself")
        matrix[row, column], matrix[column, row] = value, 1 / value
        given[row, column] = given[column, row] = True
    if missing := [f"{names[i]}–{names[j]}" for i, j in np.argwhere(~given).tolist() if i < j]:
        raise _bad(f"缺少比较：{'、'.join(missing[:10])}", f"comparisons are missing: {', '.join(missing[:10])}")
    return matrix


def _hundred(weights: NDArray[np.float64]) -> list[float]:
    """Weights in hundredths that sum to 100 exactly: the largest remainders are rounded up."""
    cents = np.floor(weights * 10_000)
    rest = round(10_000 - float(cents.sum()))
    cents[np.argsort(-(weights * 10_000 - cents), kind="stable")[:rest]] += 1
    return [round(float(cent) / 100, 2) for cent in cents]


def _worst(names: Sequence[str], matrix: NDArray[np.float64], weights: NDArray[np.float64]) -> Judgement | None:
    if len(names) < 3:
        return None
    implied = weights[:, None] / weights[None, :]
    error = np.abs(np.log(matrix) - np.log(implied))
    row, column = divmod(int(np.argmax(np.triu(error))), len(names))
    if error[row, column] < _CLOSE:
        return None
    if matrix[row, column] < 1:
        row, column = column, row
    return Judgement(
        first=names[row],
        second=names[column],
        given=round(float(matrix[row, column]), 4),
        implied=round(float(np.clip(implied[row, column], 1 / SCALE, SCALE)), 2),
    )


def _bad(zh: str, en: str) -> BadWeights:
    return BadWeights(
        Text(zh, en),
        Text(
            "请两两比较全部评分项，取值 1 至 9 或其倒数",
            "compare all criteria in pairs, by 1 to 9 or their reciprocals",
        ),
    )
