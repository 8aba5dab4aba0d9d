"""Codes as a question says them: with all below them or alone, so that two questions with two answers do not read alike."""

from __future__ import annotations

from typing import Final

from gis.errors import UnknownCode
from gis.layer import Layer
from gis.text import Text

EMPTY: Final = Text("空", "empty")


def with_below(layer: Layer, name: str, code: str) -> Text:
    """A code of a field with all codes below it, where there are any; a classification by prefix is known by its codes.

    A field without a list has nothing below its values.
    """
    named = _code_words(layer, name, code)
    return Text(f"{named.zh}（含下级）", f"{named.en} and below") if _has_below(layer, name, code) else named


def alone(layer: Layer, name: str, code: str) -> Text:
    """A code of a field without the codes below it, where there are any."""
    if not _has_below(layer, name, code):
        return plainly(layer, name, code)
    named = _code_words(layer, name, code)
    return Text(f"{named.zh}（不含下级）", f"exactly {named.en}")


def plainly(layer: Layer, name: str, value: str) -> Text:
    """A value of a field by its title; an empty one is called so."""
    return layer.words(name, value) if value.strip() else show_unseen(value)


def show_unseen(words: str) -> Text:
    """A text as it was written; what nobody sees is named or quoted."""
    if words.strip():
        return Text(words, words)
    return Text(f"“{words}”", f"“{words}”") if words else EMPTY


def _code_words(layer: Layer, name: str, code: str) -> Text:
    """A code by its title, beside it in a classification by prefix; once where it has none."""
    if name not in layer.codelists or layer.codelists[name].hierarchy != "prefix":
        return plainly(layer, name, code)
    title = layer.words(name, code)
    return Text(*(words if words == code else f"{words} {code}" for words in title))


def _has_below(layer: Layer, name: str, code: str) -> bool:
    """Whether a code has finer ones, in its list or in the rows."""
    if name not in layer.codelists:
        return False
    try:
        return bool(layer.below(name, code) - {code})
    except UnknownCode:
        return False
