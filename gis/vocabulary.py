"""Vocabularies: the distinct words of a text column in code-point order, in memory or in a stored file.

A word's place is its code. Code-point order is also the byte order of UTF-8, so that stored words are found without decoding them.
"""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]
_PIECE = 1 << 22
_FEW = 8
_KEPT = 4096
_MANY = 32
_READ_FOR_A_LOOK = 24
_LOOKED_UP = 1 << 16


def folded(text: str) -> str:
    """Text as searches compare it: compatibility forms unified (full-width letters), case dropped.

    >>> folded("ＧＤ－Ａ01")
    'gd-a01'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def folded_words(words: Sequence[str]) -> list[str]:
    r"""Words as searches compare them, all at once: a break parts them, upon which no fold has any effect.

    >>> folded_words(["ＧＤ", "a\nB"])
    ['gd', 'a\nb']
    """
    found = folded("\n".join(words)).split("\n")
    return found if len(found) == len(words) else list(map(folded, words))


class Bytes(Protocol):
    """A stretch of stored bytes."""

    def __len__(self) -> int:
        """How many there are."""

    def between(self, start: int, end: int) -> bytes:
        """Some of them, copied."""

    def array(self) -> NDArray[np.uint8]:
        """All of them, as they stand."""


class Vocabulary(Sequence[str]):
    """Distinct words in code-point order."""

    @abstractmethod
    def word(self, place: int) -> str:
        """The word at a place, which is from 0 to the length less one."""

    @abstractmethod
    def containing(self, term: str) -> Places:
        """Places of the words that contain a folded term, ascending."""

    @overload
    def __getitem__(self, index: int, /) -> str: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[str]: ...
    def __getitem__(self, index: int | slice, /) -> str | list[str]:
        if isinstance(index, slice):
            return [self.word(place) for place in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        return self.word(place)

    def words(self, places: NDArray[Any]) -> list[str]:
        """The words at some places, in their order."""
        return [self.word(place) for place in places.tolist()]

    def listed(self, codes: NDArray[Any]) -> list[str | None]:
        """The words of some codes, in their order; None for −1, which is none."""
        known = codes >= 0
        if known.all():
            return list(self.words(codes))
        found: NDArray[Any] = np.full(len(codes), None, dtype=object)
        found[known] = self.words(codes[known])
        return list(found.tolist())

    def joined(self, places: NDArray[Any]) -> str:
        """The words at some places, in their order, with a zero between each two."""
        return "\0".join(self.words(places))

    def utf8(self, places: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Words as UTF-8, end to end, and the length of each in bytes; half of a surrogate pair is written as a question mark."""
        words = [self.word(place).encode("utf-8", "replace") for place in places.tolist()]
        return np.frombuffer(b"".join(words), np.uint8), np.fromiter(map(len, words), np.int64, len(words))

    def before(self, word: str) -> int:
        """How many words stand before a word in the order, whether it is one of them or not."""
        return bisect_left(self, word)

    def place(self, word: str) -> int | None:
        """Where a word stands, or None where it is not one of them."""
        found = self.before(word)
        return found if found < len(self) and self.word(found) == word else None

    def places_of(self, words: Sequence[str]) -> Places:
        """Where each of many words stands, shape (n,); −1 for one that is not there."""
        found = map(self.place, words)
        return np.fromiter((-1 if place is None else place for place in found), np.intp, len(words))

    def places(self, words: Iterable[str]) -> list[int]:
        """Where words stand; those that are not there are left out."""
        found = self.places_of(list(words))
        return [int(place) for place in found[found >= 0]]


class Words(Vocabulary):
    """A vocabulary in memory."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(dict.fromkeys(words)))

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Any:
        return iter(self._words)

    def word(self, place: int) -> str:
        return self._words[place]

    def words(self, places: NDArray[Any]) -> list[str]:
        return list(self._table[places].tolist())

    def listed(self, codes: NDArray[Any]) -> list[str | None]:
        return list(self._table[codes].tolist())

    @cached_property
    def _table(self) -> NDArray[Any]:
        """The words, and behind the last of them what −1 is."""
        table = np.empty(len(self._words) + 1, dtype=object)
        table[:-1] = self._words
        return table

    @cached_property
    def places_by_word(self) -> dict[str, int]:
        """Every word's place."""
        return dict(zip(self._words, range(len(self._words)), strict=True))

    def place(self, word: str) -> int | None:
        return self.places_by_word.get(word)

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(folded_words(self._words))

    def containing(self, term: str) -> Places:
        return np.flatnonzero([term in word for word in self._folded])


class StoredWords(Vocabulary):
    """A vocabulary in a stored file: UTF-8 words end to end, and where each begins.

    Parameters
    ----------
    text, starts
        Bytes of all words, and the first byte of each word and the end of the last, shape (n + 1,).
    folded_text, folded_starts
        The same for the words as searches compare them; the very same where that changes none of them.
    """

    def __init__(self, text: Bytes, starts: NDArray[Any], folded_text: Bytes, folded_starts: NDArray[Any]) -> None:
        self._text, self._starts = text, starts
        self._folded_text, self._folded_starts = folded_text, folded_starts
        self._looked_up: dict[str, int] = {}
        """How many words stand before those that were asked for last: each edit asks for the words of all since the file was written."""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def bytes_at(self, place: int) -> bytes:
        """A word as UTF-8."""
        return self._text.between(int(self._starts[place]), int(self._starts[place + 1]))

    def word(self, place: int) -> str:
        if self._decoded is not None:
            return self._decoded[place]
        return self.bytes_at(place).decode("utf-8", "surrogatepass")

    @cached_property
    def _decoded(self) -> tuple[str, ...] | None:
        """Every word, where there are few enough to keep them."""
        if len(self) > _KEPT:
            return None
        return tuple(self.bytes_at(place).decode("utf-8", "surrogatepass") for place in range(len(self)))

    def words(self, places: NDArray[Any]) -> list[str]:
        if self._decoded is not None or len(places) < _MANY:
            return super().words(places)
        found, lengths = self._gathered(places)
        text, ends = found.tobytes(), np.cumsum(lengths).tolist()
        cuts = zip([0, *ends[:-1]], ends, strict=True)
        if text.isascii():
            letters = text.decode("ascii")
            return [letters[start:end] for start, end in cuts]
        return [text[start:end].decode("utf-8", "surrogatepass") for start, end in cuts]

    def joined(self, places: NDArray[Any]) -> str:
        if self._decoded is not None or len(places) < _MANY:
            return super().joined(places)
        if len(places) == len(self) and (np.diff(places) == 1).all():
            return self._all_joined()
        found, lengths = self._gathered(places, 1)
        # The byte behind each word is the first of another.
        found[np.cumsum(lengths) - 1] = 0
        return found[:-1].tobytes().decode("utf-8", "surrogatepass")

    def _all_joined(self) -> str:
        """All words in their order, with a zero between each two."""
        text, starts = self._text.array(), self._starts.astype(np.int64)
        words = np.ones(int(starts[-1]) + len(self), dtype=bool)
        words[starts[1:] + np.arange(len(self))] = False
        found = np.zeros(len(words), dtype=np.uint8)
        found[words] = text[: starts[-1]]
        return found[:-1].tobytes().decode("utf-8", "surrogatepass")

    def _gathered(self, places: NDArray[Any], more: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Bytes of some words, end to end, and the length of each; with ``more``, so many bytes of what stands behind each."""
        places = places.astype(np.int64)  # codes are as narrow as they can be: one more may not fit
        starts = self._starts[places].astype(np.int64)
        lengths = self._starts[places + 1].astype(np.int64) - starts + more
        ends = np.cumsum(lengths)
        at = np.repeat(starts - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        text = self._text.array()
        # Behind the last word of all stands nothing.
        return (text.take(at, mode="clip") if more else text[at]), lengths

    def utf8(self, places: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        found, lengths = self._gathered(places)
        # Halves of surrogate pairs begin with ED A0 or more, as no letter does.
        if ((found[:-1] == 0xED) & (found[1:] >= 0xA0)).any():
            return super().utf8(places)
        return found, lengths

    @cached_property
    def _short(self) -> dict[str, int] | None:
        """Every word's place, where they are kept."""
        return None if self._decoded is None else {word: place for place, word in enumerate(self._decoded)}

    def before(self, word: str) -> int:
        if (known := self._looked_up.get(word)) is not None:
            return known
        wanted = word.encode("utf-8", "surrogatepass")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.bytes_at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if len(self._looked_up) >= _LOOKED_UP:
            self._looked_up.clear()
        self._looked_up[word] = low
        return low

    def place(self, word: str) -> int | None:
        return super().place(word) if self._short is None else self._short.get(word)

    def places_of(self, words: Sequence[str]) -> Places:
        # A look for one word costs as much as reading some tens of words one after the other.
        if self._short is not None or len(words) * _READ_FOR_A_LOOK < len(self):
            return super().places_of(words)
        place_of = dict(zip(self.words(np.arange(len(self))), range(len(self)), strict=True))
        return np.fromiter(map(place_of.get, words, repeat(-1)), np.intp, len(words))

    def containing(self, term: str) -> Places:
        wanted = term.encode("utf-8", "surrogatepass")
        if not wanted:
            return np.empty(0, dtype=np.intp)
        found = _occurrences(self._folded_text, wanted)
        places = np.searchsorted(self._folded_starts, found, side="right") - 1
        # What begins in one word and ends in the next stands in neither.
        return np.unique(places[found + len(wanted) <= self._folded_starts[places + 1]])


def _occurrences(text: Bytes, wanted: bytes) -> NDArray[np.int64]:
    """Where bytes stand in a buffer, also where they overlap; piece by piece, for a copy of a mapped file would cost its memory each time."""
    pattern = re.compile(b"(?=" + re.escape(wanted) + b")")
    found = [
        start + at.start()
        for start in range(0, len(text), _PIECE)
        for at in pattern.finditer(text.between(start, min(start + _PIECE + len(wanted) - 1, len(text))))
    ]
    return np.unique(np.asarray(found, dtype=np.int64))


class InsertedWords(Vocabulary):
    """A vocabulary with a few words more, each at its place in the order; the one below stays as it is."""

    def __init__(self, below: Vocabulary, words: Iterable[str]) -> None:
        wanted = list(dict.fromkeys(words))
        self.below = below
        self.extra = sorted(word for word, place in zip(wanted, below.places_of(wanted), strict=True) if place < 0)
        before = list(map(below.before, self.extra))
        self.at = [place + n for n, place in enumerate(before)]
        self._before = before

    def __len__(self) -> int:
        return len(self.below) + len(self.extra)

    def word(self, place: int) -> str:
        n = bisect_left(self.at, place)
        if n < len(self.at) and self.at[n] == place:
            return self.extra[n]
        return self.below.word(place - n)

    def place(self, word: str) -> int | None:
        n = bisect_left(self.extra, word)
        if n < len(self.extra) and self.extra[n] == word:
            return self.at[n]
        below = self.below.place(word)
        return None if below is None else below + n

    def places_of(self, words: Sequence[str]) -> Places:
        own = dict(zip(self.extra, self.at, strict=True))
        places = self.moved(self.below.places_of(words))
        for row in np.flatnonzero(places < 0).tolist():
            places[row] = own.get(words[row], -1)
        return places

    def moved(self, places: NDArray[Any]) -> NDArray[Any]:
        """Places in the vocabulary below as places in this one; −1 stays."""
        if len(self._before) > _FEW:
            shift = np.searchsorted(np.asarray(self._before), places, side="right")
        else:
            shift = np.zeros(len(places), dtype=np.int32)
            for place in self._before:
                shift += places >= place
        return np.asarray(np.where(places < 0, places, places + shift))

    def containing(self, term: str) -> Places:
        own = [place for place, word in zip(self.at, self.extra, strict=True) if term in folded(word)]
        return np.union1d(self.moved(self.below.containing(term)), np.asarray(own, dtype=np.intp)).astype(np.intp)
