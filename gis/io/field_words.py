"""What the columns of a file and their codes are called: for whoever opens it in a program that can show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gis.columns import Rows
from gis.fields import DType
from gis.io.readme import listed_codes
from gis.layer import Layer
from gis.text import in_lang


@dataclass(frozen=True, kw_only=True)
class FieldWords:
    """A column of a file: its name there, its heading, and the words of its codes by code, none of which stands twice."""

    column: str
    title: str
    codes: Mapping[str, str]


def field_words(layer: Layer, rows: Rows, names: Mapping[str, str], lang: str) -> list[FieldWords]:
    """The words of the fields that a file has, in their order; ``names`` is what each is called there."""
    return [
        FieldWords(
            column=names[field.name],
            title=in_lang(field.heading, lang),
            codes=_code_words(layer, rows, field.name, lang) if field.dtype is DType.TEXT else {},
        )
        for field in layer.collection.fields
        if field.name in names
    ]


def _code_words(layer: Layer, rows: Rows, name: str, lang: str) -> dict[str, str]:
    codes = listed_codes(layer, rows, name)
    words = {code: in_lang(layer.codelists[name].title_of(code), lang) for code in codes}
    counts = Counter(words.values())
    return {code: title if counts[title] == 1 and title else f"{title} [{code}]" for code, title in words.items()}
