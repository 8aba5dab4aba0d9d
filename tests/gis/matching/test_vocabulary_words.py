"""Would break where a code of a closed vocabulary had no words, or the page were told other ones."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from gis.matching.needs import vocabulary_words as words
from gis.matching.needs.project import NEEDS, TENURES
from gis.matching.sites.answers import AnswerName, Outcome
from gis.matching.sites.candidates import SiteKind

TABLES: list[tuple[Any, tuple[str, ...]]] = [
    (words.OUTCOME_WORDS, get_args(Outcome)),
    (words.PLACED_WORDS, get_args(words.PlacedVerdict)),
    (words.PLACED_KIND_WORDS, get_args(words.PlacedKind)),
    (words.STATUS_WORDS, get_args(words.AimStatus)),
    (words.ANSWER_WORDS, get_args(AnswerName)),
    (words.ADVICE_WORDS, get_args(AnswerName)),
    (words.START_WORDS, get_args(AnswerName)),
    (words.START_SENTENCES, get_args(AnswerName)),
    (words.SITE_KIND_WORDS, get_args(SiteKind)),
    (words.SITE_KIND_HEADINGS, get_args(SiteKind)),
    (words.BEYOND_WORDS, get_args(SiteKind)),
    (words.NEEDS_WORDS, NEEDS),
    (words.TENURE_WORDS, TENURES),
]


@pytest.mark.parametrize(("table", "codes"), TABLES)
def test_every_code_has_words_and_no_word_is_left_over(table: Any, codes: tuple[str, ...]) -> None:
    assert set(table) == set(codes)
    assert all(text.zh and text.en for text in table.values())


def test_the_page_is_told_what_a_sheet_says() -> None:
    told = words.page_words()
    assert told["starts"]["no"] == words.START_WORDS["no"].as_dict()
    assert set(told["outcomes"]) == set(get_args(Outcome))
    assert set(told["kinds"]) == set(get_args(SiteKind))
