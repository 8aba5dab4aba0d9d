"""Words of the trade read into the code lists of the house: some mean a code, some propose one, some leave it to be checked, and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from gis.codelists import Codelist
from gis.intake.kinds import kind_of
from gis.intake.mapping import folded_value
from gis.numerals import folded_width
from gis.text import Text

_FILE: Final = Path(__file__).with_suffix(".toml")
_YES: Final = frozenset({"是", "有", "√", "v", "y", "yes", "true", "1", "1.0"})
_NO: Final = frozenset({"否", "无", "没有", "×", "x", "n", "no", "false", "0", "0.0"})
_ASKS: Final = re.compile("是否|有无|有没有|是不是")
_BRACKETED: Final = re.compile(r"(.+?)[(\[]([^()\[\]]+)[)\]]")
_WHICH: Final = Text("“否”没有说明是哪一类", "a no does not say which it is instead")
_SETTLED: Final = Text("似已解决，或未说明是否解决", "it seems settled, or does not say")
_SEVERAL: Final = Text("涉及几项", "it names several")


@dataclass(frozen=True)
class WordReading:
    """What a word means in a code list of the house.

    Parameters
    ----------
    code
        The code; None where it is to check.
    sure
        Whether it means that wherever it stands; else the planner confirms it.
    reason
        Why it is to check.
    candidates
        Codes that it may be.
    kept
        What the word says besides, as ``抵押``: kept beside the code.
    """

    code: str | None
    sure: bool = True
    reason: Text | None = None
    candidates: tuple[str, ...] = ()
    kept: str = ""


@dataclass(frozen=True, kw_only=True)
class _ListWords:
    sure: Mapping[str, str] = field(default_factory=dict)
    proposed: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    mentions: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)


def read_word(codelist: Codelist, word: str, heading: str = "") -> WordReading:
    """What a word of a ledger means in a list; a blank one is to check without a reason.

    Parameters
    ----------
    heading
        The column's heading: under one that asks, as ``是否标准厂房``, a yes and a no are answers to that.
    """
    shown, plain = word.strip(), folded_width(word).strip()
    if not plain:
        return WordReading(None)
    words = _read_words().get(codelist.id, _ListWords())
    answer = _find_answer(words, plain, heading)
    if answer is not None:
        return answer
    own = codelist.meant(plain)
    if own is not None:
        return WordReading(own)
    for find in (_find_listed, _find_kind, _find_bracketed, _find_before, _find_mentioned):
        found = find(words, codelist, plain)
        if found is not None:
            return found
    title = codelist.title
    return WordReading(
        None, reason=Text(f"“{shown}”不在“{title.zh}”代码表中", f"“{shown}” is not in the list “{title.en}”")
    )


@cache
def _read_words() -> Mapping[str, _ListWords]:
    read: dict[str, dict[str, Any]] = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        name: _ListWords(**{part: _folded(part, entries) for part, entries in parts.items()})
        for name, parts in read.items()
    }


def _folded(part: str, entries: Mapping[str, Any]) -> Mapping[str, Any]:
    return (
        {folded_value(key): value for key, value in entries.items()}
        if part in {"sure", "proposed", "doubtful"}
        else entries
    )


def _find_answer(words: _ListWords, plain: str, heading: str) -> WordReading | None:
    """A yes or a no under a heading that asks."""
    if not _ASKS.search(heading) or plain.casefold() not in _YES | _NO:
        return None
    for asked, (yes, no) in words.asked.items():
        if re.search(asked, heading):
            code = yes if plain.casefold() in _YES else no
            return WordReading(code) if code else WordReading(None, reason=_WHICH)
    return None


def _find_listed(words: _ListWords, codelist: Codelist, plain: str) -> WordReading | None:
    key = folded_value(plain)
    for table, sure in ((words.sure, True), (words.proposed, False)):
        if key in table and table[key] in codelist.by_code:
            return WordReading(table[key], sure)
    if key in words.doubtful:
        return WordReading(None, reason=Text(**words.doubtful[key]))
    return None


def _find_kind(words: _ListWords, codelist: Codelist, plain: str) -> WordReading | None:
    """A value of a form that means a code: who has the number of a certificate has the certificate."""
    kind = kind_of(plain) if words.kinds else None
    code = words.kinds.get(kind or "")
    return WordReading(code) if code in codelist.by_code and code else None


def _find_bracketed(words: _ListWords, codelist: Codelist, plain: str) -> WordReading | None:
    """A word with another in brackets that is kept: ``有（抵押）``."""
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed is None or not words.kept or not re.fullmatch(words.kept["words"], bracketed[2]):
        return None
    bare = bracketed[1].strip()
    yes = next((yes for yes, _ in words.asked.values()), "")
    code = yes if bare in _YES else codelist.meant(bare) or words.sure.get(folded_value(bare))
    return WordReading(code, kept=bracketed[2]) if code else None


def _find_before(words: _ListWords, codelist: Codelist, plain: str) -> WordReading | None:
    """What a word says besides the use of the land: ``低效工业用地`` is industry, and in a list of states it is low-yield."""
    for before, code in words.before.items():
        rest = plain.removeprefix(before)
        if rest == plain or not rest:
            continue
        meant = code or codelist.meant(rest)
        if meant in codelist.by_code and meant:
            return WordReading(meant, sure=False, kept=before)
    return None


def _find_mentioned(words: _ListWords, codelist: Codelist, plain: str) -> WordReading | None:
    """What a sentence mentions as not settled, where it is one thing alone."""
    mentioned = tuple(
        code for code, said in words.mentions.items() if code in codelist.by_code and re.search(said, plain)
    )
    if not mentioned:
        return None
    if re.search(words.state["settled"], plain) or not re.search(words.state["open"], plain):
        return WordReading(
            None,
            reason=_SETTLED,
            candidates=mentioned,
        )
    if len(mentioned) > 1:
        return WordReading(None, reason=_SEVERAL, candidates=mentioned)
    return WordReading(mentioned[0], sure=False)
