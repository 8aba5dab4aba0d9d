"""Values of a foreign register translated by the rules of a mapping; what is not translated becomes unknown and is kept as it was."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from gis.codelists import Codelist
from gis.columns import Value, parsed, plain_text
from gis.fields import DType
from gis.io.mapping import Rule, composed, folded_value


class State(StrEnum):
    """How a field came by its value, or why it has none."""

    KNOWN = "known"
    BLANK = "blank"
    DECLARED = "declared"
    """The source says in its own words that it is not known."""
    UNTRANSLATED = "untranslated"


class Translated(NamedTuple):
    """A value, how it came about, and the source's own words where it is unknown."""

    value: Value
    state: State
    original: str | None = None


_EXACT: Final = 2**53
"""A number of so many digits has lost its last ones on the way: it is no identifier any more."""
_BLANK = Translated(None, State.BLANK)


class _Nothing(Exception):
    """A value that the mapping translates to nothing on purpose: an empty ``take``."""


class Translator:
    """One field's rule, applied; each distinct source value is looked at once."""

    def __init__(self, rule: Rule, codelist: Codelist | None) -> None:
        self.rule = rule
        self._codes = _spellings(codelist) if codelist else None
        self._seen: dict[Any, Translated] = {}
        self._constant = None if rule.constant is None else parsed(rule.field, rule.constant)

    def translate(self, row: Mapping[str, Any], *, file: str, number: int) -> Translated:
        """The field's value for one source row."""
        rule = self.rule
        if rule.constant is not None:
            return Translated(self._constant, State.KNOWN)
        if rule.template is not None:
            return self._once(composed(rule.template, row, file=file, number=number))
        answer = _BLANK
        for name in rule.columns:
            found = self._once(row.get(name))
            if found.state is State.KNOWN:
                return found
            answer = found if answer.state is State.BLANK else answer
        return answer

    def _once(self, raw: Any) -> Translated:
        key = raw if isinstance(raw, (str, int, float, type(None))) else plain_text(str(raw))
        if isinstance(key, float) and key != key:  # noqa: PLR0124 - NaN
            return _BLANK
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._translated(key)
        return found

    def _translated(self, raw: str | float | None) -> Translated:
        text = "" if raw is None else plain_text(raw).strip()
        if not text:
            return _BLANK
        if self.rule.field.dtype is DType.TEXT and isinstance(raw, float) and abs(raw) >= _EXACT:
            return Translated(None, State.UNTRANSLATED, text)
        if folded_value(text) in self.rule.unknown:
            return Translated(None, State.DECLARED, text)
        try:
            value = self._listed(text) if self.rule.split else self._single(text, raw)
        except _Nothing:
            return _BLANK
        except (ValueError, OverflowError):
            value = None
        return Translated(None, State.UNTRANSLATED, text) if value is None else Translated(value, State.KNOWN)

    def _listed(self, text: str) -> Value:
        parts = [part.strip() for part in text.split(self.rule.split) if part.strip()]
        made = [self._word(part) for part in parts]
        if any(part is None for part in made):
            return None
        return parsed(self.rule.field, list(dict.fromkeys(map(str, made))))

    def _single(self, text: str, raw: str | float | None) -> Value:
        word = self._word(text)
        if word is None:
            return None
        if not str(word):
            raise _Nothing
        if self.rule.field.dtype is DType.DATE and self.rule.date_format:
            return dt.datetime.strptime(str(word), self.rule.date_format).date().isoformat()  # noqa: DTZ007 - a day has no zone
        if not self.rule.field.numeric:
            return parsed(self.rule.field, word)
        number = float(raw) if word is text and isinstance(raw, (int, float)) else float(str(word))
        return parsed(self.rule.field, number * self.rule.factor if self.rule.factor is not None else number)

    def _word(self, text: str) -> Any:
        """Our word for the source's: by the table, by a pattern, by the code list, or as it is where the rule leaves it open."""
        rule, key = self.rule, folded_value(text)
        if key in rule.values:
            return rule.values[key]
        plain = unicodedata.normalize("NFKC", text)
        for pattern in rule.patterns:
            if found := pattern.match.fullmatch(plain):
                return found.expand(pattern.take)
        if self._codes is not None and key in self._codes:
            return self._codes[key]
        return None if rule.translates or (self._codes is not None and not rule.keep) else text


def _spellings(codelist: Codelist) -> dict[str, str]:
    """Codes by the ways they are written: the code, its titles, its aliases."""
    made: dict[str, str] = {}
    for entry in reversed(codelist.codes):
        for spelling in (*entry.aliases, entry.title.en, entry.title.zh):
            made[folded_value(spelling)] = entry.code
    return made | {folded_value(entry.code): entry.code for entry in codelist.codes}
