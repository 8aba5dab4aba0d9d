"""Three answers for many rows at once: yes, no, and to be checked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from gis.columns import Column, ListColumn, Mask, NumberColumn, TextColumn
from gis.fields import Role
from gis.layer import Layer

Answers = NDArray[np.int8]
Numbers = NDArray[np.float64]

YES: Final = 1
NO: Final = 0
UNKNOWN: Final = -1

AnswerName = Literal["yes", "no", "unknown"]
ANSWER_NAMES: Final[dict[int, AnswerName]] = {YES: "yes", NO: "no", UNKNOWN: "unknown"}

Outcome = Literal["fits", "to_check", "rejected"]
"""What came of a pair of project and site."""
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)


@dataclass(frozen=True, eq=False)
class Coded:
    """Values of all rows as small integers into the distinct words; −1 where unknown.

    A word is whatever a rule judges at once: a code, or a whole tuple of services.
    """

    codes: NDArray[Any]
    words: Sequence[Hashable]

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def known(self) -> Mask:
        """Rows with a value."""
        return np.asarray(self.codes >= 0)

    def word(self, row: int) -> Hashable | None:
        """One row's value, None where unknown."""
        code = int(self.codes[row])
        return None if code < 0 else self.words[code]

    def judged(self, judge: Callable[[Hashable], int], *, otherwise: int = UNKNOWN) -> Answers:
        """Each distinct value judged once; ``otherwise`` for rows without a value."""
        table = np.fromiter((*map(judge, self.words), otherwise), dtype=np.int8, count=len(self.words) + 1)
        return np.asarray(table[self.codes])

    def measured(self, measure: Callable[[Hashable], float]) -> Numbers:
        """Each distinct value turned into a number once; NaN for rows without a value."""
        table = np.fromiter((*map(measure, self.words), np.nan), dtype=np.float64, count=len(self.words) + 1)
        return np.asarray(table[self.codes])

    def take(self, rows: NDArray[np.intp]) -> Coded:
        """Some rows of it."""
        return Coded(self.codes[rows], self.words)


def own_numbers(layer: Layer, role: Role) -> Numbers:
    """A role's numbers in a layer, NaN where unknown, and where its field holds no numbers."""
    entry = layer.collection.by_role.get(role)
    return layer.numbers(role) if entry is None or entry.ranged else np.full(len(layer), np.nan)


def coded(values: list[Hashable | None]) -> Coded:
    """Values as ``Coded``, words in order of first appearance."""
    place: dict[Hashable, int] = {}
    codes = [-1 if value is None else place.setdefault(value, len(place)) for value in values]
    return Coded(np.array(codes, dtype=np.int32), tuple(place))


def at_least(values: Numbers, wanted: float) -> Answers:
    """Yes where a known value reaches what is wanted, unknown where it is not known."""
    answers = (values >= wanted).view(np.int8)
    answers[np.isnan(values)] = UNKNOWN
    return answers


def at_most(values: Numbers, bound: float) -> Answers:
    """Yes where a known value stays within a bound, unknown where it is not known."""
    answers = (values <= bound).view(np.int8)
    answers[np.isnan(values)] = UNKNOWN
    return answers


def below(values: Numbers, bound: float) -> Answers:
    """Yes where a known value lies below a bound, unknown where it is not known."""
    answers = (values < bound).view(np.int8)
    answers[np.isnan(values)] = UNKNOWN
    return answers


def all_of(parts: Sequence[Answers], size: int) -> Answers:
    """Yes where all say yes, no where one says no, else unknown; yes everywhere where there is none."""
    if len(parts) == 1:
        return parts[0]
    answers = np.full(size, YES, dtype=np.int8)
    for verdict in (UNKNOWN, NO):
        for each in parts:
            answers[each == verdict] = verdict
    return answers


def encoded(col: Column | None, size: int) -> Coded:
    """A column as ``Coded``; all unknown where there is none."""
    if col is None:
        return Coded(np.full(size, -1, dtype=np.int32), ())
    if isinstance(col, TextColumn):
        return Coded(col.codes, col.vocabulary)
    if isinstance(col, ListColumn):
        return coded([None if (found := col.value(row)) is None else tuple(found) for row in range(size)])
    if isinstance(col, NumberColumn):
        numbers, codes = np.unique(col.values, return_inverse=True)
        return Coded(np.where(np.isnan(col.values), -1, codes).astype(np.int32), tuple(numbers.tolist()))
    groups, words = col.distinct()
    return Coded(groups.astype(np.int32), tuple(words))


def join_coded(parts: Sequence[Coded]) -> Coded:
    """Words of several columns one below the other."""
    if len(parts) == 1:
        return parts[0]
    place: dict[Hashable, int] = {}
    codes = [np.empty(0, dtype=np.int32)]
    for part in parts:
        table = [*(place.setdefault(word, len(place)) for word in part.words), -1]
        codes.append(np.array(table, dtype=np.int32)[part.codes])
    return Coded(np.concatenate(codes), tuple(place))


def end_to_end(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    """Arrays one after the other, shape (n,), of a type also where there are none."""
    return np.concatenate([np.empty(0, dtype=kind), *parts]).astype(kind, copy=False)
