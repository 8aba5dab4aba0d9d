"""Values of a filter for all rows of a layer: numbers and days as float64, texts as codes into a vocabulary."""

from __future__ import annotations

import operator
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.columns import Mask
from gis.cql2.mistakes import Work

Numbers = NDArray[np.float64]
"""Shape (n,) or () for a value that is the same for all rows; NaN is unknown."""

_CHUNK: Final = 4096
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, eq=False)
class Answer:
    """Yes and unknown; disjoint, both of shape (n,) or ()."""

    yes: Mask
    unknown: Mask

    @classmethod
    def of(cls, hits: Any, known: Any) -> Answer:
        """What is hit is yes where it is known."""
        known = np.asarray(known)
        return cls(np.asarray(hits & known), ~known)

    @property
    def no(self) -> Mask:
        """What is known not to be."""
        return np.asarray(~(self.yes | self.unknown))


@dataclass(frozen=True, eq=False)
class Texts:
    """A text a row: ``codes`` (−1 unknown) into ``vocabulary``, which may be in codepoint order."""

    codes: NDArray[Any]
    vocabulary: Sequence[str]
    ordered: bool = False

    @classmethod
    def literal(cls, value: str) -> Texts:
        """The same text for all rows."""
        return cls(np.asarray(0), (value,), ordered=True)

    @property
    def known(self) -> Mask:
        """Rows that have a text."""
        return np.asarray(self.codes >= 0)

    def pick(self, hits: Sequence[bool] | Mask) -> Mask:
        """Rows whose text is one of those hit; ``hits`` is one answer a word of the vocabulary."""
        return np.asarray(np.append(np.asarray(hits, dtype=bool), False)[self.codes])

    def mapped(self, change: Callable[[str], str], work: Work) -> Texts:
        """The texts with each word changed."""
        used = self._used()
        return Texts(used.codes, _in_pieces(change, used.vocabulary, work))

    def tested(self, test: Callable[[str], bool], work: Work) -> Mask:
        """Rows whose text passes a test, which looks at each word once."""
        used = self._used()
        return used.pick(_in_pieces(test, used.vocabulary, work))

    def _used(self) -> Texts:
        """The same texts with the words alone that some row has, where there are more words than rows."""
        if self.codes.ndim == 0 or self.codes.size >= len(self.vocabulary):
            return self
        places, codes = np.unique(self.codes, return_inverse=True)
        unknown = int(places[:1].sum() < 0)
        return Texts(codes - unknown, [self.vocabulary[place] for place in places[unknown:].tolist()], self.ordered)


def _in_pieces(change: Callable[[str], Any], words: Sequence[str], work: Work) -> list[Any]:
    made: list[Any] = []
    for start in range(0, len(words), _CHUNK):
        work.check()
        made += map(change, words[start : start + _CHUNK])
    return made


def compared_numbers(op: str, left: Numbers, right: Numbers) -> Answer:
    """A comparison of numbers or days."""
    return Answer.of(COMPARE[op](left, right), ~(np.isnan(left) | np.isnan(right)))


def compared_texts(op: str, left: Texts, right: Texts, work: Work) -> Answer:
    """A comparison of texts by their code points."""
    known = left.known & right.known
    if left.ordered and right.codes.ndim == 0:
        return Answer.of(_beside(op, left, right.vocabulary[0]), known)
    if right.codes.ndim == 0:
        other, test = right.vocabulary[0], COMPARE[op]
        return Answer.of(left.tested(lambda word: test(word, other), work), known)
    if len(left.vocabulary) + len(right.vocabulary) > _CHUNK:
        return Answer.of(_row_by_row(op, left, right, work), known)
    rank = {word: place for place, word in enumerate(sorted({*left.vocabulary, *right.vocabulary}))}
    ranks = [np.array([*map(rank.__getitem__, side.vocabulary), -1])[side.codes] for side in (left, right)]
    return Answer.of(COMPARE[op](*ranks), known)


def _row_by_row(op: str, left: Texts, right: Texts, work: Work) -> Mask:
    """Two long vocabularies: to rank them together costs more than to look at each row."""
    hits = np.zeros(len(left.codes), dtype=bool)
    sides = [(*side.vocabulary, "") for side in (left, right)]
    for start in range(0, len(hits), _CHUNK):
        work.check()
        codes = (side.codes[start : start + _CHUNK].tolist() for side in (left, right))
        words = (map(side.__getitem__, part) for side, part in zip(sides, codes, strict=True))
        hits[start : start + _CHUNK] = [*map(COMPARE[op], *words)]
    return hits


def _beside(op: str, texts: Texts, word: str) -> Any:
    """An ordered vocabulary is compared with one word by where that word would stand."""
    low, high = bisect_left(texts.vocabulary, word), bisect_right(texts.vocabulary, word)
    codes = texts.codes
    match op:
        case "=":
            return (codes >= low) & (codes < high)
        case "<>":
            return (codes < low) | (codes >= high)
        case "<":
            return codes < low
        case "<=":
            return codes < high
        case ">":
            return codes >= high
        case _:
            return codes >= low


def compared_truths(op: str, left: Answer, right: Answer) -> Answer:
    """Whether two conditions agree, or differ."""
    return Answer.of(COMPARE[op](left.yes, right.yes), ~(left.unknown | right.unknown))


def calculated(op: str, left: Numbers, right: Numbers) -> Numbers:
    """Arithmetic in float64; a division by zero is unknown, ``div`` and ``%`` round towards zero."""
    with np.errstate(all="ignore"):
        return np.asarray(_ARITHMETIC[op](left, right), dtype=np.float64)


def _divided(left: Numbers, right: Numbers) -> Numbers:
    return np.where(right == 0, np.nan, left / right)


def _power(left: Numbers, right: Numbers) -> Numbers:
    # IEEE 754 says that anything to the power 0 is 1, and 1 to any power; what is unknown stays unknown here.
    unknown = np.isnan(left) | np.isnan(right) | ((left == 0) & (right < 0))
    return np.where(unknown, np.nan, np.power(left, right))


_ARITHMETIC: Final[dict[str, Callable[[Numbers, Numbers], Any]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": _divided,
    "%": np.fmod,
    "div": lambda left, right: np.trunc(_divided(left, right)),
    "^": _power,
}


def caseless(text: str) -> str:
    """A text without case, as CASEI compares it: full Unicode case folding."""
    return text.casefold()


def unaccented(text: str) -> str:
    """A text without accents, as ACCENTI compares it: without U+0300 to U+036F, which leaves the marks of other scripts alone."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))
