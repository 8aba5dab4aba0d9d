"""Vocabularies: a stored one, and one with words put in, are the vocabulary that the same words make in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import vocabulary as module
from gis.snapshot import writing
from gis.snapshot.file import map_arrays
from gis.snapshot.file import writing as file_of
from gis.snapshot.stored import vocabulary
from gis.vocabulary import InsertedWords, Vocabulary, Words, folded

WORDS = st.sets(st.text(st.sampled_from("abAＡ归\n é"), max_size=4) | st.text(max_size=3), max_size=12)
TERMS = st.text(st.sampled_from("ab归\n "), min_size=1, max_size=3)


@pytest.fixture(autouse=True, scope="module")
def _short_pieces() -> Any:
    """What is searched in pieces must be found across their borders too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", 5)
        patch.setattr(module, "_KEPT", 3)
        patch.setattr(module, "_MANY", 1)
        patch.setattr(module, "_LOOKED_UP", 2)
        yield


def stored(words: set[str]) -> Vocabulary:
    """The words written to a file and opened from it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.arrays"
        with file_of(path, {}) as out:
            writing._write_vocabulary(out, "name", Words(words))
        return vocabulary(map_arrays(path), "name")


def same(found: Vocabulary, words: set[str], term: str) -> None:
    """A vocabulary answers as a sorted list does."""
    wanted = sorted(words)
    assert list(found) == wanted
    assert [found.place(word) for word in wanted] == list(range(len(wanted)))
    assert found.place("no such word at all") is None
    assert found.places_of([]).tolist() == []
    assert found.places_of([*wanted, "no such word at all"]).tolist() == [*range(len(wanted)), -1]
    assert found.places(["no such word at all", *wanted]) == list(range(len(wanted)))
    turned = np.arange(len(wanted))[::-1].repeat(2)
    assert found.words(turned) == [wanted[place] for place in turned.tolist()]
    assert found.containing(folded(term)).tolist() == [
        n for n, word in enumerate(wanted) if folded(term) in folded(word)
    ]


@given(WORDS, TERMS)
def test_stored_words_are_found_as_those_in_memory(words: set[str], term: str) -> None:
    same(Words(words), words, term)
    same(stored(words), words, term)


@given(WORDS, WORDS, TERMS)
def test_words_are_put_in_at_their_places(words: set[str], more: set[str], term: str) -> None:
    below = stored(words)
    grown = InsertedWords(below, more)
    same(grown, words | more, term)
    places = np.array([*range(len(below)), -1])
    assert grown.moved(places).tolist() == [*(grown.place(word) for word in below), -1]
